//! Files for the browser to save.
use rocket::{
    Responder,
    http::{ContentType, Header},
};

/// A workbook to be saved by the browser.
#[derive(Responder)]
pub struct Download {
    content: Vec<u8>,
    kind: ContentType,
    disposition: Header<'static>,
}

impl Download {
    /// `name` has letters, digits, hyphens, dots and underscores only.
    #[must_use]
    pub fn xlsx(name: &str, content: Vec<u8>) -> Self {
        let disposition = Header::new("Content-Disposition", format!("attachment; filename=\"{name}\""));
        let kind = ContentType::new("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        Download { content, kind, disposition }
    }
}
