//! Mails as their readers see them, and what gives rise to them.
use chrono::{Duration, NaiveTime};
use luutru::{
    db::{
        entity::{account, establishment, outbox, round},
        register, reports, rounds,
    },
    domain::{
        answers::NilReason,
        report::{Action, Actor, Chance, Channel, Filing, Report, Return, Subject},
        role::{Role, Scope},
    },
    in_tx, jobs,
};
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

    /// A house files that it had no guests.
    pub async fn file_nil(&self, round: &round::Model, house: &establishment::Model, by: &account::Model) {
        let subject_round = rounds::by_id(self.app.db.read(), round.id).await.unwrap().unwrap();
        let register = register::current(&self.app.db).await.unwrap();
        let of_register = register.house(house.id).unwrap();
        let owing = self.standing(round, house).await;
        let before = owing.report.map_or_else(Report::default, |filed| filed.report);
        let subject = Subject { round: &subject_round, establishment: house.id, code: of_register.code() };
        let filing = Filing {
            channel: Channel::Web,
            form_version: round.form_version.clone(),
            facts: owing.facts.clone(),
            answers: serde_json::Map::new(),
            nil: Some(NilReason::ALL[0]),
            findings: 0,
            reason: None,
            chance: Chance { salt: rand::random(), ticket: rand::random() },
        };
        let actor = Actor { account: Some(by.id), role: Role::Reporter };
        let event = before.act(subject, Action::Submit(filing), actor, self.app.now()).unwrap();
        in_tx!(self.app.db, |tx| reports::record(tx, &Scope::Department, &owing.facts.area_code, &event).await)
            .unwrap();
    }

    /// An officer returns a report, due again at the end of the day in so many days.
    pub async fn due_again(&self, round: &round::Model, house: &establishment::Model, days: i64) {
        let subject_round = rounds::by_id(self.app.db.read(), round.id).await.unwrap().unwrap();
        let owing = self.standing(round, house).await;
        let before = owing.report.unwrap().report;
        let end = NaiveTime::from_hms_opt(23, 59, 59).unwrap();
        let due_at = self.app.config.instant_of((self.app.today() + Duration::days(days)).and_time(end));
        let back = Return { reason: "Xem lại số buồng".into(), lines: Default::default(), due_at };
        let subject = Subject { round: &subject_round, establishment: house.id, code: &house.code };
        let actor = Actor { account: None, role: Role::Officer };
        let event = before.act(subject, Action::Return(back), actor, self.app.now()).unwrap();
        in_tx!(self.app.db, |tx| reports::record(tx, &Scope::Department, &owing.facts.area_code, &event).await)
            .unwrap();
    }

    async fn standing(&self, round: &round::Model, house: &establishment::Model) -> rounds::Owing {
        let round = rounds::by_id(self.app.db.read(), round.id).await.unwrap().unwrap();
        let register = register::current(&self.app.db).await.unwrap();
        let of_register = register.house(house.id).unwrap();
        let standing = rounds::standing_of(&self.app.db, &round, of_register, &Scope::Department, self.app.now());
        standing.await.unwrap().unwrap()
    }
}
