//! Old reports are stored in batches under one import, each of which is safe to repeat: after an interruption the same file
//! goes on where it ended. Rounds that the import makes are shown when it is complete.
use chrono::{DateTime, NaiveDateTime, Utc};

use super::{Imported, Month, Plan, Ready};
use crate::{
    db::{Db, Tx, generations, reports, rounds},
    domain::{
        catalogue::Catalogue,
        form::{Form, FormCode, Frequency},
        report::{Action, Actor, Event, Filing, Report, Subject},
        role::Scope,
        round::{NewRound, Round},
    },
    error::{Error, Result},
    in_tx,
};

/// Reports in a transaction: the writer is held a few milliseconds only.
const NEW: usize = 50;
const CHANGED: usize = 10;

/// Who imports.
#[derive(Clone, Copy, Debug)]
pub struct By {
    pub actor: Actor,
    pub import: i64,
    pub at: DateTime<Utc>,
}

/// Stores what was planned.
///
/// # Errors
/// [`Error::Conflict`] when somebody filed one of the reports meanwhile (what is stored stays; the same file can be imported
/// again); others when the database refuses.
pub async fn apply(
    db: &Db,
    catalogue: &Catalogue,
    form: &FormCode,
    scope: &Scope,
    plan: &Plan,
    by: By,
    instant_of: impl Fn(NaiveDateTime) -> DateTime<Utc>,
) -> Result<Imported> {
    let mut done = Imported::default();
    for (period, month) in &plan.months {
        done.unchanged += month.unchanged;
        let Some(form) = catalogue.form(form, *period).or_else(|| catalogue.latest(form)) else { continue };
        // A month in which nobody reported is a round as well: all are missing.
        let new = NewRound::regular(form, *period, &instant_of).map(NewRound::historic);
        let Some(new) = new else { continue };
        let round = in_tx!(db, |tx| rounds::ensure_for(tx, &new, by.import, by.at).await)?;
        let importing = Importing { db, form, scope, round: &round, by };
        importing.month(month, &mut done).await?;
    }
    in_tx!(db, |tx| show(tx, by).await)?;
    Ok(done)
}

/// The rounds of the import are there for everyone; whoever kept denominators reads them anew.
async fn show(tx: &Tx, by: By) -> Result<()> {
    rounds::show_import(tx, by.import).await?;
    generations::bump(tx, generations::REGISTER).await
}

struct Importing<'a> {
    db: &'a Db,
    form: &'a Form,
    scope: &'a Scope,
    round: &'a Round,
    by: By,
}

impl Importing<'_> {
    async fn month(&self, month: &Month, done: &mut Imported) -> Result<()> {
        for reports in month.new.chunks(NEW) {
            let events = reports.iter().map(|ready| Ok(vec![self.event(ready)?])).collect::<Result<Vec<_>>>()?;
            in_tx!(self.db, |tx| reports::record_histories(tx, &events).await)?;
            done.imported += reports.len();
            self.db.make_way().await;
        }
        for reports in month.changed.chunks(CHANGED) {
            let events = reports.iter().map(|ready| self.event(ready)).collect::<Result<Vec<_>>>()?;
            in_tx!(self.db, |tx| self.record(tx, reports, &events).await)?;
            done.changed += reports.len();
            self.db.make_way().await;
        }
        Ok(())
    }

    fn event(&self, ready: &Ready) -> Result<Event> {
        let frequency = Frequency::of(self.round.period);
        let filing = Filing::new(self.form, frequency, ready.facts.clone(), &ready.answers, reports::chance());
        let subject = Subject { round: self.round, establishment: ready.house.id(), code: ready.house.code() };
        let report = ready.filed.as_ref().map_or_else(Report::default, |filed| filed.report.clone());
        let event = report.act(subject, Action::Import(filing), self.by.actor, self.by.at);
        event.map_err(|why| Error::Conflict(why.to_string()))
    }

    async fn record(&self, tx: &Tx, reports: &[Ready], events: &[Event]) -> Result<()> {
        for (ready, event) in reports.iter().zip(events) {
            reports::record(tx, self.scope, &ready.facts.area_code, event).await?;
        }
        Ok(())
    }
}
