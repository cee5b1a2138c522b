//! Secrets of cookies and links: 256 random bits, of which only the SHA-256 is kept.
use data_encoding::BASE64URL_NOPAD;

use crate::domain::document::sha256;

/// A new secret, 43 characters that may stand in a URL.
#[must_use]
pub fn new() -> String {
    BASE64URL_NOPAD.encode(&rand::random::<[u8; 32]>())
}

/// What is stored of it, and looked up by.
#[must_use]
pub fn hash(secret: &str) -> String {
    sha256(secret)
}
