//! Writes a mail when it is about to be sent, from what holds at that moment: houses that have filed meanwhile are left out,
//! and where nothing is left to say, nothing is sent. The personal link is made here too; only its hash is kept.
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
        invitations, jobs,
        outbox::Row,
        reach::Reaches,
        register::{self, House},
        reports, rounds, seals,
        tokens::{self, For, Purpose},
    },
    domain::{
        EstablishmentId, Lang, ReportId, RoundId,
        area::Gazetteer,
        job::Job,
        mail::Mail,
        reminder::{self, Reach, Unreachable},
        report::ReportState,
        role::{Role, Scope},
        round::Round,
        spelling::lower,
    },
    error::{Error, Result},
    in_tx,
    mail::{
        Letter, Sheet,
        letters::{self, About, Filed, Link, OfficerDigest, Reminder, Tone},
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
                let told = Told { round, stage: &stage, houses: &houses, returned: false, due_on };
                self.reminder(told).await
            }
            Mail::ReturnedReminder { round, stage, due_on, houses } => {
                let told = Told { round, stage: &stage, houses: &houses, returned: true, due_on: Some(due_on) };
                self.reminder(told).await
            }
            Mail::SuspensionProposed { suspension } => self.suspension_proposed(suspension).await,
            Mail::SuspensionDecided { suspension, state } => self.suspension_decided(suspension, state).await,
            Mail::WorkbookReady { workbook, .. } => self.workbook_ready(workbook).await,
            Mail::OfficerDigest { round, stage } => self.officer_digest(round, &stage).await,
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
            let stage = reminder::stage_of(&asked, (owing.due_at, returned_due_at), self.now, self.sheet.zone);
            let moved = remind::is_moved(&round, &owing).then_some(owing.due_at);
            let due_on = returned_due_at.or(moved);
            let due_on = due_on.map(|at| self.app.config.day_of(at));
            let same = due_on == told.due_on && returned_due_at.is_some() == told.returned;
            match stage {
                Some((span, stage)) if stage == told.stage && same => {
                    houses.push((house, span.due_at));
                }
                _ => superseded = true,
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
        let stage = asked.stages.iter().find(|stage| stage.code == told.stage);
        let letter = Reminder {
            round: &round.label(self.lang()),
            form: &round.form,
            due_at,
            tone: match stage.and_then(|stage| stage.days) {
                None => Tone::Opened,
                Some(..=0) => Tone::Due,
                Some(1..) => Tone::Overdue,
            },
            returned: told.returned,
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

    async fn officer_digest(&self, round: RoundId, stage: &str) -> Result<Written> {
        let round = self.round(round).await?;
        let asked = remind::asked(self.app, &round);
        if round.is_closed(self.now) {
            return Ok(Err(CLOSED));
        }
        let current = reminder::stage_of(&asked, (round.due_at, None), self.now, self.sheet.zone);
        if current.is_none_or(|(_, current)| current != stage) {
            return Ok(Err(SUPERSEDED));
        }
        let scope = match &self.addressee()?.area_code {
            Some(area) => Scope::Areas(Gazetteer::embedded().subtree(area)),
            None => Scope::Department,
        };
        let owing = rounds::who_owes(&self.app.db, &round, &scope, self.now).await?;
        let tally = rounds::tally(&owing);
        let url = self.url(&paths::round(&round));
        let digest = OfficerDigest {
            round: &round.label(self.lang()),
            due_at: round.due_at,
            owed: tally.owed,
            missing: tally.missing,
            returned: tally.returned,
            unreachable: self.unreachable(&owing).await?,
            url: &url,
        };
        Ok(Ok(letters::officer_digest(&self.sheet, &digest)))
    }

    /// Houses that owe and that no mail reaches, with the telephone by which they may be.
    async fn unreachable(&self, owing: &[rounds::Owing]) -> Result<Vec<String>> {
        let reaches = Reaches::load(self.app.db.read()).await?;
        let silent = owing.iter().filter(|owing| remind::owed_since(owing).is_some()).filter_map(|owing| {
            let Reach::Nobody(why) = reaches.of(&owing.house) else { return None };
            let why = match why {
                Unreachable::NoAddress => self.lang().t("không có địa chỉ thư", "no mail address"),
                Unreachable::Failing => self.lang().t("địa chỉ thư không nhận được", "mail address refuses"),
            };
            let phone = owing.house.phone.as_deref().map(|phone| format!(", {phone}")).unwrap_or_default();
            Some(format!("{} {}{phone}: {why}", owing.house.code(), owing.house.name))
        });
        Ok(silent.collect())
    }

    async fn job_failed(&self, run: i64, job: Job) -> Result<Written> {
        let run = jobs::by_id(self.app.db.read(), run).await?.ok_or_else(|| gone("job run", run))?;
        let error = run.error.unwrap_or_default();
        let at = run.finished_at.unwrap_or(run.started_at);
        let name = job.label(self.lang());
        Ok(Ok(letters::job_failed(&self.sheet, name, &error, at, &self.url(&paths::jobs()))))
    }

    async fn seal(&self, number: i32) -> Result<Written> {
        let seal = seals::by_number(self.app.db.read(), number).await?.ok_or_else(|| gone("seal", number))?;
        Ok(Ok(letters::seal(&self.sheet, &seal)))
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
    stage: &'a str,
    houses: &'a [EstablishmentId],
    /// Whether it was about returned reports.
    returned: bool,
    /// The day on which returned reports are due again, or others after their due instant was moved.
    due_on: Option<NaiveDate>,
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
