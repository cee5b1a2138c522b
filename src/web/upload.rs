//! Files that are uploaded: small enough, and read whole.
use rocket::{
    data::{Limits, ToByteUnit},
    form::{Errors, error::ErrorKind},
    fs::TempFile,
    tokio::io::AsyncReadExt,
};

use crate::{error::Result, excel::open::Refused};

/// A little over the largest workbook that is taken, so that one that is too large is told so in words.
const LIMIT_MIB: u64 = 12;
/// The same in bytes: a file that did not come through was larger.
const MAX_BYTES: usize = LIMIT_MIB as usize * 1024 * 1024;

/// The server's limits with room for a workbook and for a form with a row for each country.
#[must_use]
pub fn limits() -> Limits {
    Limits::default()
        .limit("form", 256.kibibytes())
        .limit("file", LIMIT_MIB.mebibytes())
        .limit("data-form", (LIMIT_MIB + 1).mebibytes())
}

/// Name and content of an uploaded file.
#[derive(Debug)]
pub struct Uploaded {
    /// As the person's computer calls it, without folders; for showing only.
    pub name: String,
    pub content: Vec<u8>,
}

/// Reads an uploaded file.
///
/// # Errors
/// When it can't be read back.
pub async fn read(file: &TempFile<'_>) -> Result<Uploaded> {
    let raw = file.raw_name().map(|name| name.dangerous_unsafe_unsanitized_raw().to_string()).unwrap_or_default();
    let name: String =
        raw.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(120).collect();
    let mut content = Vec::new();
    file.open().await?.read_to_end(&mut content).await?;
    Ok(Uploaded { name, content })
}

/// Why a file did not come through the door: it is too large, or there is none.
#[must_use]
pub fn refused(errors: &Errors<'_>) -> Refused {
    let too_large = errors.iter().any(|error| matches!(error.kind, ErrorKind::InvalidLength { .. } | ErrorKind::Io(_)));
    if too_large { Refused::TooLarge { bytes: MAX_BYTES } } else { Refused::Empty }
}
