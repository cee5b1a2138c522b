//! Writes a mail when it is about to be sent, from what holds at that moment: houses that have filed meanwhile are left out,
//! and where nothing is left to say, nothing is sent. The personal link is made here too; only its hash is kept.
mod office;
mod suspension;
mod workbook;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{paths, remind};
use crate::{
    app::App,
    db::{
        accounts,
        entity::account,
        invitations,
        outbox::Row,
        register::{self, House},
        reports, rounds,
        tokens::{self, For, Purpose},
    },
    domain::{
        EstablishmentId, Lang, ReportId, RoundId,
        form::Stage,
        mail::Mail,
        reminder,
        report::ReportState,
        role::{Role, Scope},
        round::Round,
        spelling::lower,
    },
    error::{Error, Result},
    in_tx,
    mail::{
        Letter, Sheet,
        letters::{self, About, Filed, Link, Reminder, Tone},
    },
};

/// What is to be sent, or why nothing is.
#[derive(Clone, Debug)]
pub enum Composed {
    Letter(Sheet, Letter),
    Nothing(&'static str),
}

/// Writes the mail of a row.
///
/// # Errors
/// When the database can't be reached, or the row is about something that is not there.
pub async fn compose(app: &App, row: &Row, now: DateTime<Utc>) -> Result<Composed> {
    let account = match row.account_id {
        Some(id) => Some(accounts::by_id(app.db.read(), id).await?.ok_or_else(|| gone("account", id))?),
        None => None,
    };
    if account.as_ref().is_some_and(|account| !account.active) {
        return Ok(Composed::Nothing("tài khoản đã bị khóa"));
    }
    let lang = account.as_ref().map_or(Lang::Vi, |account| Lang::from_code(&account.lang));
    let sheet = Sheet {
        lang,
        department: lang.t(&app.config.department, &app.config.department_en).to_owned(),
        help: app.config.help.clone(),
        zone: app.config.time_zone,
    };
    let desk = Desk { app, row, account, sheet, now };
    let letter = desk.letter().await?;
    Ok(match letter {
        Ok(letter) => Composed::Letter(desk.sheet, letter),
        Err(why) => Composed::Nothing(why),
    })
}

fn gone(what: &str, id: impl std::fmt::Display) -> Error {
    Error::Mail(format!("{what} {id} is not there"))
}

/// A letter, or why there is nothing to say.
type Written = std::result::Result<Letter, &'static str>;

const FILED: &str = "đã nộp trước khi gửi";
const SUPERSEDED: &str = "đã qua mốc nhắc này";
const CLOSED: &str = "đợt báo cáo đã đóng";
const NOBODY: &str = "địa chỉ không còn là của cơ sở";

/// Where one mail is written.
struct Desk<'a> {
    app: &'a App,
    row: &'a Row,
    account: Option<account::Model>,
    sheet: Sheet,
    now: DateTime<Utc>,
}

impl Desk<'_> {
    async fn letter(&self) -> Result<Written> {
        match serde_json::from_str(&self.row.ids)? {
            Mail::Invitation { .. } => self.invitation().await,
            Mail::Password { .. } => self.password().await,
            Mail::Receipt { report, version } => self.receipt(report, version).await,
            Mail::Accepted { report, .. } => self.accepted(report).await,
            Mail::Returned { report, version } => self.returned(report, version).await,
            Mail::Reminder { round, stage, due_on, houses } => {
                let rung = Rung::Stage { stage: &stage, returned: false, due_on };
                self.reminder(Told { round, rung, houses: &houses }).await
            }
            Mail::ReturnedReminder { round, stage, due_on, houses } => {
                let rung = Rung::Stage { stage: &stage, returned: true, due_on: Some(due_on) };
                let told = Told { round, rung, houses: &houses };
                self.reminder(told).await
            }
            Mail::ManualReminder { round, houses, .. } => {
                self.reminder(Told { round, rung: Rung::ByHand, houses: &houses }).await
            }
            Mail::SuspensionProposed { suspension } => self.suspension_proposed(suspension).await,
            Mail::SuspensionDecided { suspension, state } => self.suspension_decided(suspension, state).await,
            Mail::WorkbookReady { workbook, .. } => self.workbook_ready(workbook).await,
            Mail::OfficerDigest { round, stage } => self.officer_digest(round, &stage).await,
            Mail::OfficerMorning { day } => self.officer_morning(day).await,
            Mail::OfficerWeekly { day } => self.officer_weekly(day).await,
            Mail::JobFailed { run, job } => self.job_failed(run, job).await,
            Mail::Seal { number } => self.seal(number).await,
        }
    }

    fn lang(&self) -> Lang {
        self.sheet.lang
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.app.config.base_url)
    }

    fn addressee(&self) -> Result<&account::Model> {
        self.account.as_ref().ok_or_else(|| Error::Mail("the mail has no account".into()))
    }

    async fn link(&self, purpose: Purpose, whom: For) -> Result<Link> {
        let secret = tokens::issue(self.app.db.writer(), purpose, whom, self.now).await?;
        Ok(Link { url: self.url(&purpose.path(&secret)), until: self.now + purpose.valid_for() })
    }

    async fn invitation(&self) -> Result<Written> {
        let account = self.addressee()?;
        if account.password_hash.is_some() {
            return Ok(Err("đã nhận tài khoản"));
        }
        let register = register::current(&self.app.db).await?;
        let own = accounts::establishments(self.app.db.read(), account.id).await?;
        let names: Vec<String> = own.iter().filter_map(|id| Some(register.house(*id)?.name.clone())).collect();
        let link = self.link(Purpose::Invitation, For { account: Some(account.id), ..For::default() }).await?;
        Ok(Ok(letters::invitation(&self.sheet, &account.name, &names, &link)))
    }

    async fn password(&self) -> Result<Written> {
        let account = self.addressee()?.id;
        let link = self.link(Purpose::Password, For { account: Some(account), ..For::default() }).await?;
        Ok(Ok(letters::password(&self.sheet, &link)))
    }

    async fn receipt(&self, report: ReportId, number: i32) -> Result<Written> {
        let of = self.report(report).await?;
        let versions = reports::versions(self.app.db.read(), report).await?;
        let version = versions.iter().find(|v| v.number == number).ok_or_else(|| gone("version", number))?;
        let names = accounts::names(self.app.db.read(), version.account_id).await?;
        let channel = lower(version.channel.label(self.lang()));
        let name = version.account_id.and_then(|id| names.get(&id));
        let filer = name.map_or_else(|| channel.clone(), |name| format!("{name}, {channel}"));
        let filed = Filed {
            receipt: version.receipt.as_str(),
            version: number,
            at: version.submitted_at,
            due_at: of.round.due_for(of.house.id(), &of.listed.filed.facts.area_code),
            late: version.late,
            filer: &filer,
            sha256: &version.sha256,
            verify_url: &self.url(&paths::verify(&version.receipt)),
        };
        let url = self.url(&paths::version(&of.path, number));
        Ok(Ok(letters::receipt(&self.sheet, of.about(), filed, &url)))
    }

    async fn accepted(&self, report: ReportId) -> Result<Written> {
        let of = self.report(report).await?;
        Ok(Ok(letters::accepted(&self.sheet, of.about(), &self.url(&of.path))))
    }

    async fn returned(&self, report: ReportId, version: i32) -> Result<Written> {
        let of = self.report(report).await?;
        let report = &of.listed.filed.report;
        let stands = report.state == ReportState::Returned && report.latest_version == version;
        let Some(due_at) = report.returned_due_at.filter(|_| stands) else { return Ok(Err(FILED)) };
        let reason = report.returned_reason.as_deref().unwrap_or_default();
        let houses = self.reachable(&[of.house.id()]).await?;
        let Some(reader) = self.reader(&houses).await? else { return Ok(Err(NOBODY)) };
        let link = self.report_link(&reader, of.round.id, of.house.id()).await?;
        Ok(Ok(letters::returned(&self.sheet, of.about(), reason, due_at, &link)))
    }

    async fn report_link(&self, reader: &account::Model, round: RoundId, house: EstablishmentId) -> Result<Link> {
        let whom = For { account: Some(reader.id), establishment: Some(house), round: Some(round) };
        self.link(Purpose::Report, whom).await
    }

    /// Whose links stand in the mail: the account it is for, or that of the register's address.
    async fn reader(&self, houses: &[Arc<House>]) -> Result<Option<account::Model>> {
        if let Some(account) = &self.account {
            return Ok(Some(account.clone()));
        }
        let Some(first) = houses.first() else { return Ok(None) };
        let ids: Vec<EstablishmentId> = houses.iter().map(|house| house.id()).collect();
        let email = &self.row.recipient;
        let new = accounts::New {
            email,
            phone: None,
            name: &first.name,
            role: Role::Reporter,
            lang: Lang::Vi,
            area_code: None,
        };
        in_tx!(self.app.db, |tx| invitations::of_register(tx, &new, &ids, self.now).await)
    }

    /// One digest: of the houses, those that still owe at this stage.
    async fn reminder(&self, told: Told<'_>) -> Result<Written> {
        let round = self.round(told.round).await?;
        if round.is_closed(self.now) {
            return Ok(Err(CLOSED));
        }
        let asked = remind::asked(self.app, &round);
        let (mut houses, mut superseded) = (Vec::new(), false);
        for house in self.reachable(told.houses).await? {
            let owing = rounds::standing_of(&self.app.db, &round, &house, &Scope::Department, self.now).await?;
            let Some(owing) = owing else { continue };
            let Some(returned_due_at) = remind::owed_since(&owing) else { continue };
            let due_at = match told.rung {
                Rung::Stage { stage, returned, due_on } => {
                    let due = (owing.due_at, returned_due_at);
                    let current = reminder::stage_of(&asked, due, self.now, self.app.config.hours());
                    let moved = remind::is_moved(&round, &owing).then_some(owing.due_at);
                    let is_same = returned_due_at.or(moved).map(reminder::due_key) == due_on
                        && returned_due_at.is_some() == returned;
                    current.filter(|(_, current)| is_same && current == stage).map(|(span, _)| span.due_at)
                }
                Rung::ByHand => returned_due_at.is_none().then_some(owing.due_at),
            };
            match due_at {
                Some(due_at) => houses.push((house, due_at)),
                None => superseded = true,
            }
        }
        let Some(due_at) = houses.first().map(|(_, due_at)| *due_at) else {
            return Ok(Err(if superseded { SUPERSEDED } else { FILED }));
        };
        let houses: Vec<Arc<House>> = houses.into_iter().map(|(house, _)| house).collect();
        let Some(reader) = self.reader(&houses).await? else { return Ok(Err(NOBODY)) };
        let mut links = Vec::new();
        for house in &houses {
            let link = self.report_link(&reader, round.id, house.id()).await?;
            links.push((house.name.clone(), link.url));
        }
        let letter = Reminder {
            round: &round.label(self.lang()),
            form: &round.form,
            due_at,
            tone: told.tone(&asked.stages, due_at, self.now),
            returned: matches!(told.rung, Rung::Stage { returned: true, .. }),
            houses: links,
            until: self.now + Purpose::Report.valid_for(),
            invitation: self.invitation_along(&reader).await?,
            message: round.message.as_deref(),
        };
        Ok(Ok(letters::reminder(&self.sheet, &letter)))
    }

    /// The houses for which this address still stands, by name.
    async fn reachable(&self, ids: &[EstablishmentId]) -> Result<Vec<Arc<House>>> {
        let register = register::current(&self.app.db).await?;
        let own = match &self.account {
            Some(account) => Some(accounts::establishments(self.app.db.read(), account.id).await?),
            None => None,
        };
        let stands = |house: &Arc<House>| match &own {
            Some(own) => own.contains(&house.id()),
            None => house.email.as_deref().is_some_and(|email| email.trim().to_lowercase() == self.row.recipient),
        };
        let mut houses: Vec<Arc<House>> = ids.iter().filter_map(|id| register.house(*id).cloned()).collect();
        houses.retain(stands);
        houses.sort_by(|a, b| a.name_key.cmp(&b.name_key).then_with(|| a.code().cmp(b.code())));
        Ok(houses)
    }

    /// Whoever has no password yet is invited along with the reminder.
    async fn invitation_along(&self, reader: &account::Model) -> Result<Option<Link>> {
        if reader.password_hash.is_some() {
            return Ok(None);
        }
        let whom = For { account: Some(reader.id), ..For::default() };
        self.link(Purpose::Invitation, whom).await.map(Some)
    }

    async fn round(&self, id: RoundId) -> Result<Round> {
        rounds::by_id(self.app.db.read(), id).await?.ok_or_else(|| gone("round", id))
    }

    async fn report(&self, id: ReportId) -> Result<OfReport> {
        let listed = reports::by_id(self.app.db.read(), id).await?.ok_or_else(|| gone("report", id))?;
        let register = register::current(&self.app.db).await?;
        let house = register.house(listed.establishment).ok_or_else(|| gone("establishment", listed.establishment))?;
        let round = self.round(listed.round).await?;
        Ok(OfReport {
            label: round.label(self.lang()),
            path: paths::report(&round, house.code()),
            house: house.clone(),
            round,
            listed,
        })
    }
}

/// What a digest was queued to tell.
struct Told<'a> {
    round: RoundId,
    rung: Rung<'a>,
    houses: &'a [EstablishmentId],
}

/// Why a house is reminded.
#[derive(Clone, Copy)]
enum Rung<'a> {
    /// A stage of the ladder, and whether it was about returned reports; `due_on` is the key of the instant at which they are
    /// due again, or others after their due instant was moved.
    Stage { stage: &'a str, returned: bool, due_on: Option<NaiveDate> },
    /// An officer asked for it.
    ByHand,
}

impl Told<'_> {
    fn tone(&self, stages: &[Stage], due_at: DateTime<Utc>, now: DateTime<Utc>) -> Tone {
        let days = match self.rung {
            Rung::Stage { stage, .. } => stages.iter().find(|one| one.code == stage).and_then(|stage| stage.days),
            Rung::ByHand => Some(i32::from(now > due_at)),
        };
        match days {
            None => Tone::Opened,
            Some(..=0) => Tone::Due,
            Some(1..) => Tone::Overdue,
        }
    }
}

/// A report that a mail is about.
struct OfReport {
    round: Round,
    label: String,
    house: Arc<House>,
    listed: reports::Listed,
    path: String,
}

impl OfReport {
    fn about(&self) -> About<'_> {
        About { house: &self.house.name, round: &self.label, form: &self.round.form }
    }
}
