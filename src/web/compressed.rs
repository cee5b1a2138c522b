//! Pages go gzipped to whoever takes that: a dashboard is ten times smaller so. The files of `static/` are packed while building.
use std::io::{Cursor, Write};

use flate2::{Compression, write::GzEncoder};
use rocket::{
    Request, Response, async_trait,
    fairing::{Fairing, Info, Kind},
    http::{ContentType, Header},
};

use super::static_files::takes_gzip;

/// Smaller pages fit into the first packets anyway.
const WORTH_IT: usize = 4096;

pub struct Compressed;

#[async_trait]
impl Fairing for Compressed {
    fn info(&self) -> Info {
        Info { name: "gzip of pages", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, answer: &mut Response<'r>) {
        if answer.content_type() != Some(ContentType::HTML) {
            return;
        }
        answer.adjoin_header(Header::new("Vary", "Accept-Encoding"));
        let is_large = answer.body().preset_size().is_some_and(|size| size > WORTH_IT);
        if !is_large || !takes_gzip(request) || answer.headers().contains("Content-Encoding") {
            return;
        }
        let Ok(plain) = answer.body_mut().to_bytes().await else { return };
        let body = match gzip(&plain) {
            Ok(packed) => {
                answer.set_header(Header::new("Content-Encoding", "gzip"));
                packed
            }
            Err(_) => plain,
        };
        answer.set_sized_body(body.len(), Cursor::new(body));
    }
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::fast());
    packer.write_all(plain)?;
    packer.finish()
}
