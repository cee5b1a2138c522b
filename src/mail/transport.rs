//! How mails leave: by SMTP, or into a folder (development, demo, tests).
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{self, PoolConfig},
};

use super::letter::{Envelope, Letter, Sheet, message};
use crate::{
    config::Config,
    domain::mail::Outcome,
    error::{Error, Result},
};

/// A mail server that says nothing for so long is given up until the next attempt.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How long no mail is tried after the mail server could not be reached.
const REST: TimeDelta = TimeDelta::minutes(1);

/// Sends mails. Cheap to clone: everything within is shared.
#[derive(Clone, Debug)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
    rests_until: Arc<Mutex<DateTime<Utc>>>,
}

#[derive(Clone, Debug)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Each mail is one `.eml` file.
    Folder(PathBuf),
}

/// What is sent to whom.
#[derive(Clone, Copy, Debug)]
pub struct Posting<'a> {
    pub recipient: &'a str,
    /// The part of the Message-ID before the `@`.
    pub message_id: &'a str,
    pub sheet: &'a Sheet,
    pub letter: &'a Letter,
}

impl Mailer {
    /// By SMTP if the settings name a server, else into the folder for mails.
    ///
    /// # Errors
    /// When the sender's address or the server's URL cannot be used.
    pub fn new(config: &Config) -> Result<Self> {
        let transport = match config.smtp.as_str() {
            "" => Transport::Folder(config.mail_folder.clone()),
            url => Transport::Smtp(smtp(url)?),
        };
        let from = config.mail_from.parse().map_err(|e| {
            Error::Config(format!("mail_from {:?}: {e}; write «Sở Du lịch <thongke@example.vn>»", config.mail_from))
        })?;
        Ok(Mailer { from, transport, rests_until: Arc::default() })
    }

    /// Whether the mail server was out of reach a moment ago, so that it is let be.
    #[must_use]
    pub fn is_resting(&self, now: DateTime<Utc>) -> bool {
        now < *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a mail and says what became of it.
    pub async fn send(&self, posting: Posting<'_>, now: DateTime<Utc>) -> Outcome {
        let outcome = match self.message(posting, now) {
            Ok(message) => self.hand_over(&message, posting.message_id, now).await,
            Err(refused) => refused,
        };
        if let Outcome::Unreachable(_) = outcome {
            *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = now + REST;
        }
        outcome
    }

    fn message(&self, posting: Posting<'_>, now: DateTime<Utc>) -> Result<Message, Outcome> {
        let address = posting
            .recipient
            .parse()
            .map_err(|e| Outcome::Refused(format!("{:?} is no address: {e}", posting.recipient)))?;
        let envelope = Envelope {
            from: self.from.clone(),
            to: Mailbox::new(None, address),
            message_id: format!("{}@{}", posting.message_id, self.from.email.domain()),
            date: now,
        };
        message(envelope, posting.sheet, posting.letter).map_err(Outcome::Deferred)
    }

    async fn hand_over(&self, message: &Message, id: &str, now: DateTime<Utc>) -> Outcome {
        match &self.transport {
            Transport::Smtp(server) => match server.send_raw(message.envelope(), &message.formatted()).await {
                Ok(_) => Outcome::Sent,
                Err(error) => judge(&error),
            },
            Transport::Folder(folder) => match write(folder, message, id, now).await {
                Ok(()) => Outcome::Sent,
                Err(error) => Outcome::Unreachable(format!("{}: {error}", folder.display())),
            },
        }
    }
}

/// The server of a URL. In plain text only on this machine: a password or a personal link would else lie open on the way.
fn smtp(url: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    let wrong = |why: String| {
        Error::Config(format!("smtp: {why}; write smtp://user:password@host:587?tls=required or smtps://…"))
    };
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|e| wrong(e.to_string()))?;
    let is_plain = url.starts_with("smtp://") && !url.contains("tls=");
    if is_plain && !is_local(url) {
        return Err(wrong("mails leave this machine encrypted only".into()));
    }
    Ok(builder.timeout(Some(TIMEOUT)).pool_config(PoolConfig::new().max_size(2)).build())
}

fn is_local(url: &str) -> bool {
    let host = url.trim_start_matches("smtp://").rsplit('@').next().unwrap_or_default();
    let host = host.split(['/', '?']).next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
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

/// Written beside its place and moved there, so that a reader never sees half a mail.
async fn write(folder: &Path, message: &Message, id: &str, now: DateTime<Utc>) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let name = format!("{}-{id}", now.format("%Y%m%d-%H%M%S"));
    let half = folder.join(format!(".{name}.part"));
    tokio::fs::write(&half, message.formatted()).await?;
    tokio::fs::rename(&half, folder.join(format!("{name}.eml"))).await
}
