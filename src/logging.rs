//! Log lines on standard error, as text or JSON. Set up before Rocket, which would else print its own way.
use tracing_subscriber::EnvFilter;

use crate::error::{Error, Result};

/// What is logged unless `LUUTRU_LOG` says otherwise.
const USUAL: &str = "warn,luutru=info";

/// Begins logging; `format` is the setting `log_format`.
///
/// # Errors
/// When the format is unknown or `LUUTRU_LOG` cannot be read.
pub fn begin(format: &str) -> Result<()> {
    let wanted = std::env::var("LUUTRU_LOG").unwrap_or_default();
    let wanted = if wanted.is_empty() { USUAL } else { &wanted };
    let filter = EnvFilter::try_new(wanted).map_err(|e| Error::Config(format!("LUUTRU_LOG {wanted:?}: {e}")))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        "text" => lines.with_target(false).init(),
        "json" => lines.json().flatten_event(true).init(),
        other => return Err(Error::Config(format!("log_format {other:?}: write \"text\" or \"json\""))),
    }
    Ok(())
}
