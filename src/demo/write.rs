//! Puts the made-up department into an empty database, through the doors that everything goes through.
use std::{collections::HashMap, time::Instant};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{
    Plan, draft,
    houses::{House, houses},
    people::{self, Accounts},
    publications,
    reports::{Memory, Registered, Stage},
};
use crate::{
    app::App,
    db::{
        Db, Tx, accounts,
        establishments::{self, By, Revision},
        reports::{History, record_histories},
        rollups, rounds, settings,
    },
    domain::{
        AccountId, AreaCode, EstablishmentId, Lang, Period, calendar,
        check::Past,
        form::{Form, FormCode},
        register::{Nature, Particulars},
        role::{Role, Scope},
        round::{NewRound, Record, Round},
    },
    error::{Error, Result},
    in_tx, jobs, password,
};

/// Houses or accounts of one transaction.
const BATCH: usize = 100;
/// Reports of one transaction.
const REPORTS: usize = 2_000;
/// Days after the due instant at which old rounds were closed.
const CLOSED_AFTER: i64 = 60;

/// Makes everything.
///
/// # Errors
/// When the database refuses.
pub async fn make(app: &App, plan: &Plan) -> Result<()> {
    let begun = Instant::now();
    settings::get_or_set(app.db.writer(), settings::FIRST_MONTH, &plan.periods()[0].to_string()).await?;
    let staff = write_staff(&app.db, plan).await?;
    let houses = write_register(&app.db, plan, staff.officer).await?;
    let accounts = write_owners(&app.db, plan, &houses, staff).await?;
    let rounds = write_rounds(app, plan).await?;
    let filed = write_reports(app, plan, &rounds, &houses, &accounts).await?;
    draft::write(app, plan, &rounds, &houses, &accounts).await?;
    rollups::refresh_all(&app.db, &app.catalogue, plan.now).await?;
    jobs::freeze_peers(app, plan.now).await?;
    publications::write(app, plan, &rounds, accounts.officer).await?;
    let seconds = begun.elapsed().as_secs_f32();
    eprintln!("luutru: {} houses, {} rounds, {filed} reports made in {seconds:.1} s", houses.len(), rounds.len());
    Ok(())
}

/// Keys of the department's own people, and of the owners whose sign-ins are printed.
struct Staff {
    officer: AccountId,
    owners: HashMap<&'static str, AccountId>,
}

async fn write_staff(db: &Db, plan: &Plan) -> Result<Staff> {
    let mut staff = Staff { officer: AccountId(0), owners: HashMap::new() };
    for (number, person) in people::people(plan).into_iter().enumerate() {
        let hash = password::hash(person.password.clone()).await?;
        let phone = people::phone(number + 1);
        let new = accounts::New {
            email: person.email,
            phone: Some(&phone),
            name: person.name,
            role: person.role,
            lang: Lang::Vi,
            area_code: person.area.map(|code| AreaCode(code.to_owned())),
        };
        let id = in_tx!(db, |tx| {
            let account = accounts::insert(tx, &new, plan.begins_at()).await?;
            accounts::set_password(tx, account.id, &hash).await?;
            Ok::<_, Error>(account.id)
        })?;
        if person.role == Role::Officer && person.area.is_none() {
            staff.officer = id;
        }
        staff.owners.insert(person.email, id);
    }
    Ok(staff)
}

/// Those that were there in the first month in batches, the others on the days on which they opened; then what changed.
async fn write_register(db: &Db, plan: &Plan, officer: AccountId) -> Result<Vec<Registered>> {
    let (mut old, mut new): (Vec<House>, Vec<House>) =
        houses(plan).into_iter().partition(|house| house.opened_on.is_none_or(|day| day < plan.first_day()));
    new.sort_by_key(|house| house.opened_on);
    let mut written = Vec::with_capacity(plan.houses);
    let by = |day: NaiveDate| By {
        account: Some(officer),
        address: None,
        import: None,
        at: plan.morning_of(day),
        today: plan.today(),
    };
    while !old.is_empty() {
        let batch: Vec<House> = old.drain(..BATCH.min(old.len())).collect();
        let particulars: Vec<Particulars> = batch.iter().map(|house| particulars(house, 0)).collect();
        let rows = in_tx!(db, |tx| establishments::insert_many(tx, &particulars, by(plan.first_day())).await)?;
        written.extend(batch.into_iter().zip(rows.into_iter().map(|row| (row.id, row.code))));
    }
    for batch in new.chunks(BATCH) {
        let rows = in_tx!(db, |tx| {
            let mut rows = Vec::new();
            for house in batch {
                let by = by(house.opened_on.unwrap_or(plan.first_day()));
                rows.push(establishments::insert(tx, &Scope::Department, &particulars(house, 0), by).await?);
            }
            Ok::<_, Error>(rows)
        })?;
        written.extend(batch.iter().cloned().zip(rows.into_iter().map(|row| (row.id, row.code))));
    }
    for batch in written.chunks(BATCH) {
        in_tx!(db, |tx| {
            for (house, (id, _)) in batch {
                for (revision, day) in revisions(house) {
                    establishments::revise(tx, &Scope::Department, *id, &revision, by(day)).await?;
                }
                for (days, reason) in &house.suspensions {
                    establishments::suspend(tx, &Scope::Department, *id, *days, reason, by(days.from)).await?;
                }
            }
            Ok::<_, Error>(())
        })?;
    }
    Ok(written.into_iter().map(|(house, (id, code))| registered(house, id, code)).collect())
}

/// What the register says of a house, with its facts of the first, second … span of days, before it closed.
fn particulars(house: &House, span: usize) -> Particulars {
    let facts = &house.facts[span].facts;
    Particulars {
        name: house.name.clone(),
        tax_code: house.tax_code.clone(),
        kind: facts.kind,
        stars: facts.stars,
        rank_certificate: house.rank_certificate.clone().filter(|_| facts.stars > 0),
        rank_expires_on: house.rank_expires_on.filter(|_| facts.stars > 0),
        area_code: facts.area_code.clone(),
        address: Some(house.address.clone()),
        rooms: facts.rooms,
        beds: facts.beds,
        phone: Some(house.phone.clone()),
        email: house.email.clone(),
        opened_on: house.opened_on,
        closed_on: None,
    }
}

/// New facts and the closing, each with the day on which it was written down.
fn revisions(house: &House) -> Vec<(Revision, NaiveDate)> {
    let revision = |after, day| Revision { after, nature: Nature::Change, from: Some(day), note: None, seen: None };
    let mut revisions: Vec<(Revision, NaiveDate)> = (1..house.facts.len())
        .map(|span| (revision(particulars(house, span), house.facts[span].valid_from), house.facts[span].valid_from))
        .collect();
    if let Some(day) = house.closed_on {
        let last = particulars(house, house.facts.len() - 1);
        revisions.push((revision(Particulars { closed_on: Some(day), ..last }, day), day));
    }
    revisions
}

fn registered(house: House, id: EstablishmentId, code: String) -> Registered {
    let record = Record {
        id,
        code,
        opened_on: house.opened_on,
        closed_on: house.closed_on,
        facts: house.facts.clone(),
        suspensions: house.suspensions.iter().map(|(days, _)| *days).collect(),
    };
    Registered { house, record }
}

/// An owner for each house that has a mail address; all of them have the same password.
async fn write_owners(db: &Db, plan: &Plan, houses: &[Registered], staff: Staff) -> Result<Accounts> {
    let hash = password::hash(people::owners_password(plan)).await?;
    let mut accounts = Accounts { officer: staff.officer, owners: vec![None; houses.len()] };
    for person in people::people(plan) {
        for registered in houses.iter().filter(|r| r.house.story.is_some_and(|story| person.stories.contains(&story))) {
            let account = staff.owners[person.email];
            accounts::join(db.writer(), account, registered.id(), plan.begins_at()).await?;
            accounts.owners[registered.house.index] = Some(account);
        }
    }
    for batch in houses.chunks(BATCH) {
        let ids = in_tx!(db, |tx| {
            let mut ids = Vec::new();
            for registered in batch {
                ids.push(write_owner(tx, plan, registered, &hash).await?);
            }
            Ok::<_, Error>(ids)
        })?;
        for (registered, id) in batch.iter().zip(ids).filter(|(_, id)| id.is_some()) {
            accounts.owners[registered.house.index] = id;
        }
    }
    Ok(accounts)
}

async fn write_owner(tx: &Tx, plan: &Plan, registered: &Registered, hash: &str) -> Result<Option<AccountId>> {
    let Some((name, email)) = people::owner(&registered.house) else { return Ok(None) };
    let phone = people::phone(registered.house.index + BATCH);
    let phone = Some(phone.as_str());
    let new = accounts::New { email, phone, name, role: Role::Reporter, lang: Lang::Vi, area_code: None };
    let since = registered.house.opened_on.map_or(plan.begins_at(), |day| plan.morning_of(day).max(plan.begins_at()));
    let account = accounts::insert(tx, &new, since).await?;
    accounts::set_password(tx, account.id, hash).await?;
    accounts::join(tx, account.id, registered.id(), since).await?;
    Ok(Some(account.id))
}

/// A round with the number of later rounds of its kind.
pub type Aged = (Round, u32);

/// All rounds that opened in the months shown, the oldest first; all but the last two of a kind are closed.
async fn write_rounds(app: &App, plan: &Plan) -> Result<Vec<Aged>> {
    let local = plan.now.with_timezone(&plan.time_zone).naive_local();
    let code = FormCode(super::FORM.into());
    let form = app.catalogue.latest(&code).ok_or_else(|| Error::UnknownForm(code.clone()))?;
    let mut rounds: Vec<Aged> = Vec::new();
    for schedule in &form.schedules {
        let periods = calendar::periods_open(schedule, plan.periods()[0], local);
        let last = periods.len();
        for (age, period) in periods.into_iter().enumerate().map(|(place, period)| (last - 1 - place, period)) {
            let form = form_of(app, period)?;
            let Some(new) = NewRound::regular(form, period, |at| app.config.instant_of(at)) else { continue };
            let closes_at = new.due_at + TimeDelta::days(CLOSED_AFTER);
            let mut round = in_tx!(app.db, |tx| rounds::ensure(tx, &new, new.opens_at).await)?;
            if age > 1 && closes_at < plan.now {
                rounds::close(app.db.writer(), round.id, closes_at).await?;
                round.closed_at = Some(closes_at);
            }
            rounds.push((round, age as u32));
        }
    }
    rounds.sort_by_key(|(round, _)| round.opens_at);
    Ok(rounds)
}

pub fn form_of(app: &App, period: Period) -> Result<&Form> {
    let code = FormCode(super::FORM.into());
    app.catalogue.form(&code, period).ok_or(Error::UnknownForm(code))
}

async fn write_reports(
    app: &App,
    plan: &Plan,
    rounds: &[Aged],
    houses: &[Registered],
    accounts: &Accounts,
) -> Result<usize> {
    let (mut memory, mut filed) = (Memory::default(), 0);
    for (round, age) in rounds {
        let form = form_of(app, round.period)?;
        let stage = Stage { plan, form, round, age: *age, accounts, memory: &memory };
        let played = tokio::task::block_in_place(|| play(&stage, houses));
        let mut histories: Vec<History> = Vec::with_capacity(played.len());
        for (house, course, past) in played {
            histories.push(course);
            if let Some(past) = past {
                memory.keep(house, past);
            }
        }
        filed += histories.len();
        for batch in histories.chunks(REPORTS) {
            in_tx!(app.db, |tx| record_histories(tx, batch).await)?;
        }
    }
    Ok(filed)
}

type Outcome = (EstablishmentId, History, Option<Past>);

/// On all processors: the courses of houses do not depend on each other.
fn play(stage: &Stage, houses: &[Registered]) -> Vec<Outcome> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = houses.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = houses
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    let played = part.iter().filter_map(|house| Some((house.id(), stage.play(house)?)));
                    played.map(|(id, (course, past))| (id, course, past)).collect::<Vec<Outcome>>()
                })
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().expect("playing a house does not panic")).collect()
    })
}

impl Plan {
    /// When the department began.
    fn begins_at(&self) -> DateTime<Utc> {
        self.morning_of(self.first_day())
    }

    /// Eight o'clock of a day, but never later than now.
    fn morning_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let eight = NaiveTime::from_hms_opt(8, 0, 0).expect("a time of the day");
        let local = day.and_time(eight).and_local_timezone(self.time_zone).earliest();
        local.map_or(self.now, |at| at.with_timezone(&Utc)).min(self.now)
    }

    fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.time_zone).date_naive()
    }
}
