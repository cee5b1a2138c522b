//! The files of `static/`, embedded and gzipped while building. Their address carries a hash of their content, so that
//! browsers may keep them for ever.
use std::io::Cursor;

use rocket::{
    Request, Response, Route, get,
    http::{ContentType, Header, Status},
    response::{self, Responder},
    routes,
};

/// One file, made by `build/static_files.rs`.
pub struct StaticFile {
    name: &'static str,
    hash: &'static str,
    plain: &'static [u8],
    gzip: Option<&'static [u8]>,
}

const FILES: &[StaticFile] = include!(concat!(env!("OUT_DIR"), "/static_files.rs"));

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![file, robots]
}

/// Address of a file: `/static/base.css?v=…`. A name that is not there keeps its plain address and is not found.
#[must_use]
pub fn address(name: &str) -> String {
    match find(name) {
        Some(file) => format!("/static/{name}?v={}", file.hash),
        None => format!("/static/{name}"),
    }
}

#[get("/static/<path..>?<v>")]
fn file(path: std::path::PathBuf, v: Option<&str>) -> Option<Sent> {
    let file = find(path.to_str()?)?;
    Some(Sent { file, for_ever: v == Some(file.hash) })
}

/// Nothing here is for search engines.
#[get("/robots.txt")]
fn robots() -> Option<Sent> {
    Some(Sent { file: find("robots.txt")?, for_ever: false })
}

fn find(name: &str) -> Option<&'static StaticFile> {
    FILES.iter().find(|file| file.name == name)
}

/// A file on its way to a browser.
struct Sent {
    file: &'static StaticFile,
    for_ever: bool,
}

impl<'r> Responder<'r, 'static> for Sent {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let tag = format!("\"{}\"", self.file.hash);
        let mut answer = Response::build();
        let kept = if self.for_ever { "public, max-age=31536000, immutable" } else { "no-cache" };
        answer.header(Header::new("Cache-Control", kept)).header(Header::new("ETag", tag.clone()));
        answer.header(Header::new("Vary", "Accept-Encoding"));
        if request.headers().get_one("If-None-Match").is_some_and(|known| known.contains(&tag)) {
            return answer.status(Status::NotModified).ok();
        }
        answer.header(content_type(self.file.name));
        let packed = self.file.gzip.filter(|_| takes_gzip(request));
        if packed.is_some() {
            answer.header(Header::new("Content-Encoding", "gzip"));
        }
        let body = packed.unwrap_or(self.file.plain);
        answer.sized_body(body.len(), Cursor::new(body)).ok()
    }
}

fn content_type(name: &str) -> ContentType {
    let extension = name.rsplit('.').next().unwrap_or_default();
    match extension {
        "webmanifest" => ContentType::new("application", "manifest+json"),
        _ => ContentType::from_extension(extension).unwrap_or(ContentType::Binary),
    }
}

/// Whether the browser takes gzip.
pub fn takes_gzip(request: &Request<'_>) -> bool {
    let mut accepted = request.headers().get("Accept-Encoding").flat_map(|list| list.split(','));
    accepted.any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("gzip") && !parts.any(|weight| weight == "q=0" || weight == "q=0.0")
    })
}
