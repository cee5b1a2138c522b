//! Makes the workbook of each round by itself: the morning after its due date, and the morning after a day on which what was
//! filed in it changed.
//!
//! Which rounds: regular and ad hoc ones that are due. Never historic ones (from an import, or from before the department
//! began). A round that has no workbook yet gets its first one for six weeks from its due date: so an outage over a due date
//! loses none, and a server that starts on years of rounds (a demo, a restored copy) makes two, not dozens. Of rounds whose
//! first workbook is made on the same morning only the one due last is told by mail; a later version of any round is.
//!
//! Days that were missed are not made up for: there is one workbook, of now. The basis is always the submitted one; figures
//! on the accepted basis are downloaded by whoever announces them. A change of the register alone (who owes) makes no new
//! workbook: the page shows it at once, and a day's import of houses would remake every month.
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use chrono::{DateTime, Utc};

use crate::{
    app::App,
    db::{
        accounts,
        entity::account,
        outbox,
        rollups::{self, Stored, View, Wanted},
        rounds,
        workbooks::{self, Kept, New},
    },
    domain::{
        Period, RoundId, aggregate,
        disclosure::Eyes,
        document::sha256,
        form::{FormCode, Frequency},
        mail::{Mail, NewMail},
        report::Basis,
        role::{Role, Scope},
        rollup::{Cut, book::BookKind},
        round::Round,
    },
    error::{Error, Result},
    excel, in_tx,
};

/// The basis of all workbooks that are made here.
const BASIS: Basis = Basis::Submitted;

/// Brings the stored rollups up to date and makes the workbooks that are to be made. What fails for one round holds up no
/// other.
///
/// # Errors
/// When the database can't be reached, or at the end everything that failed.
pub async fn aggregate(app: &App, now: DateTime<Utc>) -> Result<String> {
    let mut failed = Vec::new();
    let mut note = |what: &dyn Display, error: Error| failed.push(format!("{what}: {error}"));
    if let Err(error) = rollups::refresh_all(&app.db, &app.catalogue, now).await {
        note(&"rollups", error);
    }
    let due = due_rounds(app, now).await?;
    let latest = latest_due(&due);
    let mut made = 0;
    for round in &due {
        match make(app, round, latest.contains(&round.id), now).await {
            Ok(true) => made += 1,
            Ok(false) => {}
            Err(error) => note(&format!("{} {}", round.form, round.period), error),
        }
    }
    if failed.is_empty() {
        Ok(format!("lập {made} báo cáo tổng hợp"))
    } else {
        Err(Error::Workbook(failed.join("; ")))
    }
}

/// Rounds whose due day is over, one of each form and period: the one that rollups are read from.
async fn due_rounds(app: &App, now: DateTime<Utc>) -> Result<Vec<Round>> {
    let today = app.config.day_of(now);
    let mut periods: BTreeMap<String, (FormCode, BTreeSet<Period>)> = BTreeMap::new();
    for round in rounds::all(app.db.read()).await? {
        periods.entry(round.form.0.clone()).or_insert_with(|| (round.form, BTreeSet::new())).1.insert(round.period);
    }
    let mut due = Vec::new();
    for (form, periods) in periods.into_values() {
        let periods: Vec<Period> = periods.into_iter().collect();
        let rounds = rounds::of_periods(app.db.read(), &form, &periods).await?;
        due.extend(rounds.into_values().filter(|round| !round.historic && app.config.day_of(round.due_at) < today));
    }
    due.sort_by_key(|round| (round.due_at, round.id));
    Ok(due)
}

/// Of each form and frequency the round that became due last.
fn latest_due(due: &[Round]) -> BTreeSet<RoundId> {
    let mut latest: BTreeMap<(&str, Frequency), &Round> = BTreeMap::new();
    for round in due {
        latest.insert((&round.form.0, Frequency::of(round.period)), round);
    }
    latest.into_values().map(|round| round.id).collect()
}

/// Makes a round's workbook if there is something new to say; true if it was made here and now.
async fn make(app: &App, round: &Round, is_latest: bool, now: DateTime<Utc>) -> Result<bool> {
    let today = app.config.day_of(now);
    let last = workbooks::latest(app.db.read(), &round.form, round.period, BASIS).await?;
    if !aggregate::may_be_made(app.config.day_of(round.due_at), last.as_ref().map(|last| last.made_on), today) {
        return Ok(false);
    }
    let Some((stored, figures)) = changed(app, round, last.as_ref(), now).await? else { return Ok(false) };
    let view = rollups::view(&app.db, &app.catalogue, &round.form, round.period, (BASIS, Eyes::Leaders), now).await?;
    let Some(file) = write(app, view, now).await? else { return Ok(false) };
    let told = if last.is_some() || is_latest { readers(app).await? } else { Vec::new() };
    let new = New {
        form: &round.form,
        period: round.period,
        basis: BASIS,
        made_at: now,
        made_on: today,
        reports: file.reports,
        owed: file.owed,
        file_name: &file.name,
        content: &file.content,
        generation: stored.generation,
        figures: &figures,
    };
    in_tx!(app.db, |tx| {
        let Some(id) = workbooks::store(tx, &new).await? else { return Ok(false) };
        for reader in &told {
            outbox::queue(tx, mail(id, round, reader, app.config.hours().within(now)), now).await?;
        }
        Ok::<bool, Error>(true)
    })
}

/// The rollup with the digest of its figures, unless the last workbook shows the same ones.
async fn changed(
    app: &App,
    round: &Round,
    last: Option<&Kept>,
    now: DateTime<Utc>,
) -> Result<Option<(Stored, String)>> {
    let generation = last.map(|last| last.generation);
    if let Some(generation) = generation
        && rollups::stands_at(app.db.read(), round.id, BASIS, generation).await?
    {
        return Ok(None);
    }
    let stored = rollups::stored(&app.db, &app.catalogue, &[round], BASIS, now).await?.remove(&round.id);
    let Some(stored) = stored else { return Ok(None) };
    let figures = sha256(serde_json::to_string(&*stored.cells)?);
    Ok(Some((stored, figures)).filter(|(_, figures)| last.is_none_or(|last| last.figures != *figures)))
}

struct File {
    name: String,
    content: Vec<u8>,
    reports: u32,
    owed: u32,
}

/// The workbook for leaders: sums only, of the whole department. None if nobody was asked.
async fn write(app: &App, view: Option<View<'_>>, now: DateTime<Utc>) -> Result<Option<File>> {
    let Some(view) = view else { return Ok(None) };
    let wanted = Wanted {
        kind: BookKind::Report,
        cut: Cut::default(),
        cut_label: String::new(),
        scope: &Scope::Department,
        heading: app.config.heading(now),
        zone: app.config.time_zone,
    };
    let book = rollups::book(&app.db, &app.catalogue, &view, &wanted).await?;
    let coverage = book.table.coverage.now;
    if coverage.owed() == 0 {
        return Ok(None);
    }
    let mut content = Vec::new();
    excel::rollup::write(&book, None, &mut content)?;
    let name = excel::rollup::file_name(&book);
    Ok(Some(File { name, content, reports: coverage.reports, owed: coverage.owed() }))
}

/// Who is told.
async fn readers(app: &App) -> Result<Vec<account::Model>> {
    let mut readers = accounts::active(app.db.read(), Role::Officer).await?;
    readers.extend(accounts::active(app.db.read(), Role::Leader).await?);
    Ok(readers)
}

fn mail(workbook: i64, round: &Round, reader: &account::Model, not_before: DateTime<Utc>) -> NewMail {
    NewMail {
        mail: Mail::WorkbookReady { workbook, form: round.form.clone(), period: round.period, basis: BASIS },
        recipient: reader.email.clone(),
        account: Some(reader.id),
        not_before,
    }
}
