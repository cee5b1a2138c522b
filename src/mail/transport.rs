//! How mails leave: by SMTP, or into a folder (development, demo, tests).
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use lettre::{Message, message::Mailbox};

use super::letter::{Envelope, Letter, Sheet, message};
use super::server::Server;
use crate::{
    config::Config,
    domain::mail::Outcome,
    error::{Error, Result},
};

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
    Smtp(Arc<Server>),
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
            url => Transport::Smtp(Arc::new(Server::at(url, config)?)),
        };
        let from = config.mail_from.parse().map_err(|e| {
            Error::Config(format!("mail_from {:?}: {e}; write «Sở Du lịch <thongke@example.vn>»", config.mail_from))
        })?;
        Ok(Mailer { from, transport, rests_until: Arc::default() })
    }

    /// Whether the mail server was out of reach a moment ago, so that it is let be.
    #[must_use]
    pub fn is_resting(&self, now: DateTime<Utc>) -> bool {
        let until = *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        // An instant further away was noted by a clock that went wrong.
        now < until && until - now <= REST
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
            Transport::Smtp(server) => server.send(message).await,
            Transport::Folder(folder) => match write(folder, message, id, now).await {
                Ok(()) => Outcome::Sent,
                Err(error) => Outcome::Unreachable(format!("{}: {error}", folder.display())),
            },
        }
    }
}

/// Written beside its place and moved there, so that a reader never sees half a mail.
async fn write(folder: &Path, message: &Message, id: &str, now: DateTime<Utc>) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let name = format!("{}-{id}", now.format("%Y%m%d-%H%M%S"));
    let half = folder.join(format!(".{name}.part"));
    tokio::fs::write(&half, message.formatted()).await?;
    tokio::fs::rename(&half, folder.join(format!("{name}.eml"))).await
}
