//! The one door for change: version, state, decision, audit row, mails and the mark that the rollup is behind, together.
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, TryInsertResult,
};
use serde_json::{Value, json};

use crate::{
    db::{
        audit::{self, Who},
        entity::{account, establishment, membership, report, report_decision, report_version, rollup_pending},
        new_key, outbox,
    },
    domain::{
        AccountId, AreaCode, EstablishmentId, ReportId, RoundId, VersionId,
        mail::{Mail, NewMail},
        report::{Channel, Event, Report, Verdict, Version, What},
        role::Scope,
    },
    error::{Error, Result},
};

/// What is to be shown once the transaction is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub report: ReportId,
    /// An attempt whose answer was lost had stored it already.
    pub repeated: bool,
}

/// Stores what [`Report::act`] returned; `area` is the commune in which the house is counted in this round. Read, check and hash before the transaction; this only writes. Repeating it after a
/// lost answer stores nothing twice.
///
/// # Errors
/// [`Error::NotFound`] if the house is out of reach, [`Error::Conflict`] if somebody else was faster.
pub async fn record(tx: &impl ConnectionTrait, scope: &Scope, area: &AreaCode, event: &Event) -> Result<Recorded> {
    record_from(tx, scope, area, event, None).await
}

/// The same for a person at a page, noting the address from which the request came.
///
/// # Errors
/// As [`record`].
pub async fn record_from(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    area: &AreaCode,
    event: &Event,
    address: Option<IpAddr>,
) -> Result<Recorded> {
    if !scope.covers(event.establishment, area) {
        return Err(Error::NotFound("báo cáo".into()));
    }
    let Some(id) = store_state(tx, event).await? else {
        return already_stored(tx, event).await?.ok_or_else(conflict);
    };
    match &event.what {
        What::Filed(version) => store_version(tx, id, version, event).await?,
        What::Accepted { .. } | What::Returned { .. } => store_decision(tx, id, event).await?,
    }
    let who = Who { account: event.by.account, address };
    audit::record(tx, event.at, who, action(event), &format!("report/{id}"), &detail(event)).await?;
    queue_mails(tx, id, event).await?;
    mark_behind(tx, event.round, event.at).await?;
    Ok(Recorded { report: id, repeated: false })
}

fn conflict() -> Error {
    Error::Conflict("Báo cáo vừa được thay đổi ở nơi khác. Tải lại trang để xem bản mới.".into())
}

/// Writes the report's row if it still has the revision that the event began from. None if not.
async fn store_state(tx: &impl ConnectionTrait, event: &Event) -> Result<Option<ReportId>> {
    let row = row(event);
    if event.before.revision == 0 {
        let id = ReportId(new_key());
        let new = report::ActiveModel {
            id: Set(id),
            round_id: Set(event.round),
            establishment_id: Set(event.establishment),
            ..row
        };
        let inserted = report::Entity::insert(new)
            .on_conflict_do_nothing_on([report::Column::RoundId, report::Column::EstablishmentId])
            .exec_without_returning(tx)
            .await?;
        return Ok(matches!(inserted, TryInsertResult::Inserted(1..)).then_some(id));
    }
    let updated = report::Entity::update_many()
        .set(row)
        .filter(report::Column::RoundId.eq(event.round))
        .filter(report::Column::EstablishmentId.eq(event.establishment))
        .filter(report::Column::Revision.eq(event.before.revision))
        .exec_with_returning(tx)
        .await?;
    Ok(updated.first().map(|row| row.id))
}

pub(super) fn row(event: &Event) -> report::ActiveModel {
    let Report { state, latest_version, channel, accepted_version, nil, late, .. } = event.after;
    report::ActiveModel {
        state: Set(state),
        latest_version: Set(latest_version),
        accepted_version: Set(accepted_version),
        nil: Set(nil),
        first_submitted_at: Set(event.after.first_submitted_at),
        submitted_at: Set(event.after.submitted_at),
        late: Set(late),
        channel: Set(channel),
        returned_due_at: Set(event.after.returned_due_at),
        returned_reason: Set(event.after.returned_reason.clone()),
        findings: Set(event.after.findings),
        revision: Set(event.after.revision),
        updated_at: Set(event.at),
        ..facts_of(event)
    }
}

/// A filing says by which facts it is counted; a decision leaves them, which a correction of the register may have re-filed.
pub(super) fn facts_of(event: &Event) -> report::ActiveModel {
    let What::Filed(version) = &event.what else { return report::ActiveModel::default() };
    let facts = &version.facts;
    report::ActiveModel {
        area_code: Set(facts.area_code.clone()),
        kind: Set(facts.kind),
        stars: Set(facts.stars),
        rooms: Set(facts.rooms),
        beds: Set(facts.beds),
        ..Default::default()
    }
}

/// The same event, stored by an attempt whose answer was lost.
async fn already_stored(tx: &impl ConnectionTrait, event: &Event) -> Result<Option<Recorded>> {
    let report = match &event.what {
        What::Filed(version) => {
            let same = report_version::Column::Receipt.eq(version.receipt.clone());
            report_version::Entity::find().filter(same).one(tx).await?.map(|row| row.report_id)
        }
        What::Accepted { version } | What::Returned { version, .. } => {
            let of_report = report::Entity::find()
                .filter(report::Column::RoundId.eq(event.round))
                .filter(report::Column::EstablishmentId.eq(event.establishment))
                .one(tx)
                .await?;
            let Some(report) = of_report else { return Ok(None) };
            report_decision::Entity::find()
                .filter(report_decision::Column::ReportId.eq(report.id))
                .filter(report_decision::Column::Version.eq(*version))
                .filter(report_decision::Column::AccountId.eq(event.by.account))
                .filter(report_decision::Column::At.eq(event.at))
                .one(tx)
                .await?
                .map(|row| row.report_id)
        }
    };
    Ok(report.map(|report| Recorded { report, repeated: true }))
}

async fn store_version(tx: &impl ConnectionTrait, report: ReportId, version: &Version, event: &Event) -> Result<()> {
    report_version::Entity::insert(version_row(report, version, event)).exec_without_returning(tx).await?;
    Ok(())
}

pub(super) fn version_row(report: ReportId, version: &Version, event: &Event) -> report_version::ActiveModel {
    report_version::ActiveModel {
        id: Set(VersionId(new_key())),
        report_id: Set(report),
        round_id: Set(event.round),
        number: Set(version.number),
        receipt: Set(version.receipt.clone()),
        document: Set(version.document.text.clone()),
        sha256: Set(version.document.sha256.clone()),
        nil: Set(version.nil.is_some()),
        channel: Set(version.channel),
        account_id: Set(event.by.account),
        late: Set(event.after.late),
        submitted_at: Set(event.at),
    }
}

async fn store_decision(tx: &impl ConnectionTrait, report: ReportId, event: &Event) -> Result<()> {
    if let Some(row) = decision_row(report, event)? {
        report_decision::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub(super) fn decision_row(report: ReportId, event: &Event) -> Result<Option<report_decision::ActiveModel>> {
    let (version, verdict, back) = match &event.what {
        What::Accepted { version } => (*version, Verdict::Accepted, None),
        What::Returned { version, back } => (*version, Verdict::Returned, Some(back)),
        What::Filed(_) => return Ok(None),
    };
    let lines = back.map(|back| serde_json::to_string(&back.lines)).transpose()?;
    Ok(Some(report_decision::ActiveModel {
        id: Set(new_key()),
        report_id: Set(report),
        version: Set(version),
        verdict: Set(verdict),
        account_id: Set(event.by.account),
        at: Set(event.at),
        reason: Set(back.map(|back| back.reason.clone())),
        lines: Set(lines),
        due_at: Set(back.map(|back| back.due_at)),
    }))
}

pub(super) fn action(event: &Event) -> &'static str {
    match &event.what {
        What::Filed(version) => match version.channel {
            Channel::Officer => "report.entered",
            Channel::Import => "report.imported",
            _ if version.amends => "report.amended",
            _ => "report.submitted",
        },
        What::Accepted { .. } => "report.accepted",
        What::Returned { .. } => "report.returned",
    }
}

pub(super) fn detail(event: &Event) -> Value {
    let mut detail = json!({ "round": event.round, "establishment": event.establishment });
    let more = match &event.what {
        What::Filed(version) => json!({
            "version": version.number,
            "receipt": version.receipt,
            "sha256": version.document.sha256,
            "channel": version.channel,
        }),
        What::Accepted { version } => json!({ "version": version }),
        What::Returned { version, back } => {
            json!({ "version": version, "reason": back.reason, "lines": back.lines, "due_at": back.due_at })
        }
    };
    if let (Some(detail), Value::Object(more)) = (detail.as_object_mut(), more) {
        detail.extend(more);
    }
    detail
}

/// The house is told what was received or decided; of old figures nobody is told.
async fn queue_mails(tx: &impl ConnectionTrait, report: ReportId, event: &Event) -> Result<()> {
    let mail = match &event.what {
        What::Filed(version) if version.channel == Channel::Import => return Ok(()),
        What::Filed(version) => Mail::Receipt { report, version: version.number },
        What::Accepted { version } => Mail::Accepted { report, version: *version },
        What::Returned { version, .. } => Mail::Returned { report, version: *version },
    };
    for (recipient, account) in recipients(tx, event.establishment).await? {
        let new = NewMail { mail: mail.clone(), recipient, account, not_before: event.at };
        outbox::queue(tx, new, event.at).await?;
    }
    Ok(())
}

/// The house's people with an account, else the register's address.
///
/// # Errors
/// When the database can't be asked.
pub async fn recipients(tx: &impl ConnectionTrait, house: EstablishmentId) -> Result<Vec<(String, Option<AccountId>)>> {
    let members = membership::Entity::find()
        .select_only()
        .column(membership::Column::AccountId)
        .filter(membership::Column::EstablishmentId.eq(house));
    let people: Vec<(String, AccountId)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Email, account::Column::Id])
        .filter(account::Column::Id.in_subquery(members.into_query()))
        .filter(account::Column::Active.eq(true))
        .filter(account::Column::EmailFailing.eq(false))
        .into_tuple()
        .all(tx)
        .await?;
    if !people.is_empty() {
        return Ok(people.into_iter().map(|(email, account)| (email, Some(account))).collect());
    }
    let register =
        establishment::Entity::find_by_id(house).filter(establishment::Column::EmailFailing.eq(false)).one(tx).await?;
    Ok(register.and_then(|row| row.email).map(|email| (email, None)).into_iter().collect())
}

/// What is summed of a round is behind from now on.
///
/// # Errors
/// When the database refuses.
pub async fn mark_behind(tx: &impl ConnectionTrait, round: RoundId, at: DateTime<Utc>) -> Result<()> {
    let row = rollup_pending::ActiveModel { id: Set(new_key()), round_id: Set(round), at: Set(at) };
    rollup_pending::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
