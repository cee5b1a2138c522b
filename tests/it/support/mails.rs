//! Mails as their readers see them, and what gives rise to them.
use luutru::{db::entity::outbox, jobs};
use mail_parser::MessageParser;
use sea_orm::{EntityTrait, QueryOrder};

use super::TestApp;

/// A mail that was sent, read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub message_id: String,
}

impl SentMail {
    pub fn read(raw: &[u8]) -> Self {
        let mail = MessageParser::default().parse(raw).unwrap();
        SentMail {
            to: mail.to().unwrap().first().unwrap().address().unwrap().to_owned(),
            subject: mail.subject().unwrap().to_owned(),
            text: mail.body_text(0).unwrap().replace("\r\n", "\n"),
            html: mail.body_html(0).unwrap().into_owned(),
            message_id: mail.message_id().unwrap().to_owned(),
        }
    }

    /// The links to this server, as paths.
    pub fn links(&self) -> Vec<String> {
        let links = self.text.lines().filter_map(|line| line.strip_prefix("http://localhost:8000"));
        links.map(str::to_owned).collect()
    }
}

impl TestApp {
    /// The mails that were sent into the folder, by recipient.
    pub fn mails(&self) -> Vec<SentMail> {
        let Ok(entries) = std::fs::read_dir(&self.app.config.mail_folder) else { return Vec::new() };
        let mut mails: Vec<SentMail> =
            entries.map(|entry| SentMail::read(&std::fs::read(entry.unwrap().path()).unwrap())).collect();
        mails.sort_by(|a, b| (&a.to, &a.subject, &a.message_id).cmp(&(&b.to, &b.subject, &b.message_id)));
        mails
    }

    /// The mails to one person.
    pub fn mails_to(&self, recipient: &str) -> Vec<SentMail> {
        self.mails().into_iter().filter(|mail| mail.to == recipient).collect()
    }

    /// The outbox, oldest first.
    pub async fn outbox(&self) -> Vec<outbox::Model> {
        outbox::Entity::find().order_by_asc(outbox::Column::Id).all(self.app.db.read()).await.unwrap()
    }

    /// What happens by itself at a wall-clock time of the department: every job that is due, then the mails.
    pub async fn let_pass(&self, to: &str) {
        self.set_clock(to);
        for (job, outcome) in jobs::run_due(&self.app, self.app.now()).await.unwrap() {
            assert!(outcome.is_ok(), "{job}: {outcome:?}");
        }
        jobs::send_mail(&self.app).await.unwrap();
    }
}
