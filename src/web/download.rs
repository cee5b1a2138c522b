//! Files for the browser to save.
use rocket::{
    Responder,
    http::{ContentType, Header},
    tokio::fs::File,
};

/// A file too long to be held in memory, to be saved by the browser.
#[derive(Responder)]
pub struct Streamed {
    content: File,
    kind: ContentType,
    disposition: Header<'static>,
}

impl Streamed {
    /// `name` as for a [`Download`].
    #[must_use]
    pub fn csv(name: &str, content: File) -> Self {
        Streamed { content, kind: ContentType::CSV, disposition: attachment(name) }
    }

    /// `name` as for a [`Download`].
    #[must_use]
    pub fn xlsx(name: &str, content: File) -> Self {
        Streamed { content, kind: xlsx(), disposition: attachment(name) }
    }
}

fn attachment(name: &str) -> Header<'static> {
    Header::new("Content-Disposition", format!("attachment; filename=\"{name}\""))
}

fn xlsx() -> ContentType {
    ContentType::new("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
}

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
        Download { content, kind: xlsx(), disposition: attachment(name) }
    }
}
