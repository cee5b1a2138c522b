//! The mail server of the settings, and what its answers mean.
use std::{
    path::Path,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        self, AsyncSmtpTransportBuilder, PoolConfig,
        client::{Certificate, Tls, TlsParameters},
    },
};
use tokio::time::timeout;

use crate::{
    config::Config,
    domain::mail::Outcome,
    error::{Error, Result},
};

/// Connections to the server, kept for the next mails.
#[derive(Debug)]
pub struct Server {
    builder: AsyncSmtpTransportBuilder,
    /// How long a mail may take.
    patience: Duration,
    connections: Mutex<AsyncSmtpTransport<Tokio1Executor>>,
}

impl Server {
    /// The server of a URL. In plain text only on this machine: a password or a personal link would else lie open on the way.
    ///
    /// # Errors
    /// When the URL or the certificate of the settings cannot be used.
    pub fn at(url: &str, config: &Config) -> Result<Self> {
        let wrong = |why: String| {
            Error::Config(format!("smtp: {why}; write smtp://user:password@host:587?tls=required or smtps://…"))
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|e| wrong(e.to_string()))?;
        let is_plain = url.starts_with("smtp://") && !url.contains("tls=");
        if is_plain && !is_local(url) {
            return Err(wrong("mails leave this machine encrypted only".into()));
        }
        if let Some(tls) = own_authority(url, &config.smtp_ca)? {
            builder = builder.tls(tls);
        }
        let patience = Duration::from_secs(config.smtp_seconds.into());
        let builder = builder.timeout(Some(patience)).pool_config(PoolConfig::new().max_size(2));
        Ok(Server { connections: Mutex::new(builder.clone().build()), builder, patience })
    }

    /// Hands a mail over. A server that falls silent in the middle is given up: nobody knows whether it took the mail, and what
    /// it still says would be taken for the answer to something else, so its connections are not used again.
    pub async fn send(&self, message: &Message) -> Outcome {
        let connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let text = message.formatted();
        match timeout(self.patience, connections.send_raw(message.envelope(), &text)).await {
            Ok(Ok(_)) => Outcome::Sent,
            Ok(Err(error)) => judge(&error),
            Err(_) => {
                *self.connections.lock().unwrap_or_else(PoisonError::into_inner) = self.builder.clone().build();
                Outcome::Unreachable(format!("nothing said for {} seconds", self.patience.as_secs()))
            }
        }
    }
}

/// Encryption as the URL asks for it, trusting the department's own authority too; None without one.
fn own_authority(url: &str, ca: &Path) -> Result<Option<Tls>> {
    if ca.as_os_str().is_empty() {
        return Ok(None);
    }
    let wrong = |why: String| Error::Config(format!("setting smtp_ca: {}: {why}", ca.display()));
    let pem = std::fs::read(ca).map_err(|e| wrong(e.to_string()))?;
    let certificate = Certificate::from_pem(&pem).map_err(|e| wrong(e.to_string()))?;
    let trusted = TlsParameters::builder(host(url).to_owned()).add_root_certificate(certificate);
    let trusted = trusted.build().map_err(|e| wrong(e.to_string()))?;
    Ok(Some(match url {
        url if url.starts_with("smtps://") => Tls::Wrapper(trusted),
        url if url.contains("tls=required") => Tls::Required(trusted),
        url if url.contains("tls=opportunistic") => Tls::Opportunistic(trusted),
        _ => Tls::None,
    }))
}

fn is_local(url: &str) -> bool {
    matches!(host(url), "localhost" | "127.0.0.1" | "[::1]")
}

/// The name of the server, without user, port and what follows.
fn host(url: &str) -> &str {
    let server = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', '?']).next().unwrap_or_default();
    let server = server.rsplit('@').next().unwrap_or_default();
    match server.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => server,
    }
}

/// What an SMTP failure means for the mail.
fn judge(error: &smtp::Error) -> Outcome {
    let Some(code) = error.status() else { return Outcome::Unreachable(error.to_string()) };
    match u16::from(code) {
        // Our own sign-in was refused or is asked for: no mail is to blame, the settings are.
        421 | 454 | 530 | 534 | 535 | 538 => Outcome::Unreachable(error.to_string()),
        400..500 => Outcome::Deferred(error.to_string()),
        _ if is_about_us(&error.to_string()) => Outcome::Rejected(error.to_string()),
        _ => Outcome::Refused(error.to_string()),
    }
}

/// Enhanced status codes (RFC 3463) of a refused sender or of a policy, which say nothing about the recipient.
fn is_about_us(answer: &str) -> bool {
    answer.split_whitespace().any(|word| word.starts_with("5.7.") || matches!(word, "5.1.7" | "5.1.8"))
}
