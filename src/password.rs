//! Passwords are kept as Argon2id only. Both functions take tens of milliseconds of CPU, so they run beside the server's own
//! threads.
use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use crate::error::{Error, Result};

/// Compared with when an account is unknown or has no password yet, so that the answer takes the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// The hash to keep (`$argon2id$…`).
///
/// # Errors
/// When the machine gives no random salt.
pub async fn hash(password: String) -> Result<String> {
    aside(move || hash_now(&password)).await?
}

/// Whether a password is the one of the hash; without a hash it never is, after the same time.
pub async fn verify(password: String, hash: Option<String>) -> bool {
    let known = hash.is_some();
    let right = aside(move || {
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let parsed = PasswordHash::new(&hash);
        parsed.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    right.await.unwrap_or(false) && known
}

fn hash_now(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|e| Error::Config(format!("password not hashed: {e}")))?.to_string())
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Io(std::io::Error::other(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_only_it() {
        let kept = hash("mười hai con giáp".into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(verify("mười hai con giáp".into(), Some(kept.clone())).await);
        assert!(!verify("mười ba con giáp".into(), Some(kept)).await);
        assert!(!verify("nobody has this password".into(), None).await);
    }
}
