//! Filing through the one door, as pages, imports and jobs do.
use std::sync::atomic::{AtomicU64, Ordering};

use luutru::{
    db::{
        entity::establishment,
        register, reports,
        rounds::{self, Owing},
    },
    domain::{
        Period,
        answers::Answers,
        establishment::Facts,
        form::{Form, Frequency},
        report::{Action, Actor, Chance, Channel, Filing, NotAllowed, Report, Return},
        role::{Role, Scope},
        round::Round,
    },
    in_tx,
};

use super::TestApp;

/// Different for every filing, the same in every run.
fn chance() -> Chance {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let ticket = COUNT.fetch_add(1, Ordering::Relaxed);
    Chance { salt: u128::from(ticket), ticket: ticket.wrapping_mul(0x9e37_79b9_7f4a_7c15) }
}

pub const HOTEL: Actor = Actor { account: None, role: Role::Reporter };
pub const OFFICE: Actor = Actor { account: None, role: Role::Officer };

impl TestApp {
    /// The rules' view of a round made by [`TestApp::round`], or that one made now.
    pub async fn open_round(&self, period: &str) -> Round {
        let period: Period = period.parse().unwrap();
        let form = luutru::domain::form::FormCode("01-H/DL-CSLT".into());
        match rounds::find(self.app.db.read(), &form, period).await.unwrap() {
            Some(round) => round,
            None => rounds::read(self.round(period).await).unwrap(),
        }
    }

    /// The form of a round.
    pub fn form(&self, round: &Round) -> &Form {
        self.app.catalogue.version(&round.form, &round.form_version).unwrap()
    }

    /// Answers by line code, in the form's unit without decimals mark: scaled as the form says.
    pub fn answers(values: &[(&str, i64)]) -> Answers {
        Answers {
            values: values.iter().map(|(code, value)| ((*code).to_owned(), *value)).collect(),
            ..Answers::default()
        }
    }

    /// Where a house stands in a round.
    pub async fn owing(&self, round: &Round, house: &establishment::Model) -> Option<Owing> {
        let register = register::current(&self.app.db).await.unwrap();
        let record = register.house(house.id).unwrap();
        rounds::standing_of(&self.app.db, round, record, &Scope::Department, self.app.now()).await.unwrap()
    }

    /// Does something with a house's report, if it is allowed.
    pub async fn act(
        &self,
        round: &Round,
        house: &establishment::Model,
        by: Actor,
        action: impl FnOnce(&Report, &Form) -> Action,
    ) -> Result<(), NotAllowed> {
        let owing = self.owing(round, house).await.expect("the house is asked in this round");
        let report = owing.report.map(|filed| filed.report).unwrap_or_default();
        let action = action(&report, self.form(round));
        let subject = luutru::domain::report::Subject { round, establishment: house.id, code: &house.code };
        let event = report.act(subject, action, by, self.app.now())?;
        in_tx!(self.app.db, |tx| reports::record(tx, &Scope::Department, &owing.facts.area_code, &event).await)
            .unwrap();
        Ok(())
    }

    /// A hotel files (or amends) its report.
    pub async fn file(&self, round: &Round, house: &establishment::Model, answers: &Answers) -> Result<(), NotAllowed> {
        let facts = self.owing(round, house).await.expect("the house is asked in this round").facts;
        self.act(round, house, HOTEL, |report, form| {
            let filing = Filing { channel: Channel::Web, ..filing(form, Frequency::of(round.period), &facts, answers) };
            if report.accepted_version.is_some() {
                Action::Amend(Filing { reason: Some("Đếm lại".into()), ..filing })
            } else {
                Action::Submit(filing)
            }
        })
        .await
    }

    /// Old figures come in, accepted as they are.
    pub async fn import(&self, round: &Round, house: &establishment::Model, answers: &Answers) {
        let facts = self.owing(round, house).await.expect("the house is asked in this round").facts;
        self.act(round, house, OFFICE, |_, form| {
            Action::Import(filing(form, Frequency::of(round.period), &facts, answers))
        })
        .await
        .unwrap();
    }

    pub async fn accept(&self, round: &Round, house: &establishment::Model) -> Result<(), NotAllowed> {
        self.act(round, house, OFFICE, |_, _| Action::Accept).await
    }

    pub async fn give_back(&self, round: &Round, house: &establishment::Model) -> Result<(), NotAllowed> {
        let due_at = self.app.now() + chrono::Duration::days(5);
        let back =
            Return { reason: "Kiểm tra lại số khách".into(), lines: std::collections::BTreeMap::new(), due_at };
        self.act(round, house, OFFICE, |_, _| Action::Return(back)).await
    }
}

/// What is filed, without channel and reason.
pub fn filing(form: &Form, frequency: Frequency, facts: &Facts, answers: &Answers) -> Filing {
    let serde_json::Value::Object(document) = answers.to_document(form, frequency) else {
        panic!("answers are an object")
    };
    Filing {
        channel: Channel::Web,
        form_version: form.version.clone(),
        facts: facts.clone(),
        answers: document,
        nil: answers.nil,
        findings: 0,
        reason: None,
        chance: chance(),
    }
}
