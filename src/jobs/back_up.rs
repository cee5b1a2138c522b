//! Every night: a backup into the setting `backups_folder`, of which the latest ones are kept.
use std::{fs, io, path::Path};

use chrono::{DateTime, Utc};

use crate::{
    app::App,
    backup,
    domain::backup::{name_of, superfluous},
    error::{Error, Result},
};

/// A run that comes again on the same day finds its file, and only clears away.
///
/// # Errors
/// When the folder is not there or has no room.
pub async fn back_up(app: &App, now: DateTime<Utc>) -> Result<String> {
    if !app.db.is_sqlite() {
        return Ok("PostgreSQL: sao lưu bằng pg_dump, xem docs/operations.md".into());
    }
    let folder = &app.config.backups_folder;
    if folder.as_os_str().is_empty() {
        return Ok("không sao lưu: chưa đặt thư mục backups_folder".into());
    }
    let name = name_of(app.config.day_of(now));
    let file = folder.join(&name);
    let made = match file.exists() {
        true => format!("{name} đã có"),
        false => {
            let why = |error| Error::Config(format!("setting backups_folder: {error}"));
            let manifest = backup::make(&app.db, &file, now).await.map_err(why)?;
            format!("{name}: {} dòng", manifest.rows())
        }
    };
    let kept = usize::try_from(app.config.backups_kept).unwrap_or(usize::MAX);
    let cleared = clear(folder, kept).map_err(|error| {
        Error::Config(format!("setting backups_folder: cannot clear old backups in {}: {error}", folder.display()))
    })?;
    Ok(format!("{made}, xóa {cleared} bản cũ"))
}

/// Removes the nightly backups that are too many. How many.
fn clear(folder: &Path, kept: usize) -> io::Result<usize> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string().ok());
    }
    let old = superfluous(&names, kept);
    for name in &old {
        fs::remove_file(folder.join(name))?;
    }
    Ok(old.len())
}
