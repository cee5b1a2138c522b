//! Suspensions: proposed by a hotel, decided by an officer, or written down by an officer at once. Each change raises the
//! register's generation first, which is the lock behind which it is weighed.
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use serde_json::json;

use super::{By, by_id, within, write::record};
use crate::{
    db::{
        accounts,
        entity::{account, establishment, suspension},
        generations, new_key, outbox, register, reports,
    },
    domain::{
        AccountId, AreaCode, EstablishmentId, Period,
        area::Gazetteer,
        establishment::Suspension,
        mail::{Mail, NewMail},
        role::{Role, Scope},
        round::Record,
        suspension::{Action, Declined, Kept, Proposal, Refusal, SuspensionState, Weighing},
    },
    error::{Error, Result},
};

/// Days without an obligation: what was proposed or recorded, and what was decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standstill {
    pub id: i64,
    pub establishment: EstablishmentId,
    pub days: Suspension,
    pub reason: String,
    pub state: SuspensionState,
    pub replaces: Option<i64>,
    pub by: Option<AccountId>,
    pub at: DateTime<Utc>,
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was refused.
    pub refusal: Option<String>,
}

impl From<suspension::Model> for Standstill {
    fn from(row: suspension::Model) -> Self {
        Standstill {
            id: row.id,
            establishment: row.establishment_id,
            days: Suspension { from: row.from_on, to: row.to_on },
            reason: row.reason,
            state: row.state,
            replaces: row.replaces,
            by: row.account_id,
            at: row.created_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            refusal: row.refusal,
        }
    }
}

impl Standstill {
    /// What was proposed.
    #[must_use]
    pub fn proposal(&self) -> Proposal {
        Proposal { days: self.days, reason: self.reason.clone(), replaces: self.replaces }
    }
}

/// A house's suspensions, latest first, with all that came to nothing.
///
/// # Errors
/// When the database can't be asked.
pub async fn suspensions(db: &impl ConnectionTrait, id: EstablishmentId) -> Result<Vec<Standstill>> {
    let rows = suspension::Entity::find()
        .filter(suspension::Column::EstablishmentId.eq(id))
        .order_by_desc(suspension::Column::FromOn)
        .order_by_desc(suspension::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Standstill::from).collect())
}

/// # Errors
/// When the database can't be asked.
pub async fn suspension(db: &impl ConnectionTrait, id: i64) -> Result<Option<Standstill>> {
    Ok(suspension::Entity::find_by_id(id).one(db).await?.map(Standstill::from))
}

/// What waits for an officer's decision within reach, the oldest first.
///
/// # Errors
/// When the database can't be asked.
pub async fn proposed(db: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Standstill>> {
    let rows = waiting(scope).order_by_asc(suspension::Column::CreatedAt).all(db).await?;
    Ok(rows.into_iter().map(Standstill::from).collect())
}

/// How many of them there are.
///
/// # Errors
/// When the database can't be asked.
pub async fn proposed_count(db: &impl ConnectionTrait, scope: &Scope) -> Result<u64> {
    Ok(waiting(scope).count(db).await?)
}

fn waiting(scope: &Scope) -> sea_orm::Select<suspension::Entity> {
    let houses = establishment::Entity::find().select_only().column(establishment::Column::Id).filter(within(scope));
    suspension::Entity::find()
        .filter(suspension::Column::State.eq(SuspensionState::Proposed))
        .filter(suspension::Column::EstablishmentId.in_subquery(houses.into_query()))
}

/// What a suspension of a house is weighed against; None if there is no such house.
///
/// # Errors
/// When the database can't be asked.
pub async fn weighed_against(
    db: &impl ConnectionTrait,
    id: EstablishmentId,
) -> Result<Option<(Record, Vec<Kept>, Vec<Period>)>> {
    let Some(record) = register::record_of(db, id).await? else { return Ok(None) };
    let kept = suspensions(db, id).await?;
    let kept = kept.iter().map(|s| Kept { id: s.id, days: s.days, state: s.state }).collect();
    Ok(Some((record, kept, reports::open_periods(db, id).await?)))
}

/// Records days on which a house owes nothing, as an import or the demo has them; nobody is told.
///
/// # Errors
/// [`Error::NotFound`] if the house is out of reach.
pub async fn suspend(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: EstablishmentId,
    days: Suspension,
    reason: &str,
    by: By,
) -> Result<()> {
    generations::bump(tx, generations::REGISTER).await?;
    let house = by_id(tx, scope, id).await?.ok_or_else(|| Error::NotFound("cơ sở".into()))?;
    let proposal = Proposal { days, reason: reason.to_owned(), replaces: None };
    insert(tx, house.id, &proposal, SuspensionState::Confirmed, by).await?;
    record(tx, by, "establishment.suspended", id, &json!({ "from": days.from, "to": days.to, "reason": reason })).await
}

/// A hotel proposes days, which wait for an officer; an officer writes them down at once. Those who are to know are told by
/// mail. Nothing is written if the days cannot be suspended.
///
/// # Errors
/// [`Error::NotFound`] if the house is out of reach.
pub async fn propose(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: EstablishmentId,
    proposal: &Proposal,
    role: Role,
    by: By,
) -> Result<std::result::Result<i64, Refusal>> {
    generations::bump(tx, generations::REGISTER).await?;
    let house = by_id(tx, scope, id).await?.ok_or_else(|| Error::NotFound("cơ sở".into()))?;
    if let Err(refusal) = weigh(tx, id, proposal, None, role, by).await? {
        return Ok(Err(refusal));
    }
    let (state, action) = match role {
        Role::Reporter => (SuspensionState::Proposed, "establishment.suspension_proposed"),
        _ => (SuspensionState::Confirmed, "establishment.suspended"),
    };
    let new = insert(tx, id, proposal, state, by).await?;
    let detail = json!({
        "suspension": new, "from": proposal.days.from, "to": proposal.days.to,
        "reason": proposal.reason, "replaces": proposal.replaces,
    });
    record(tx, by, action, id, &detail).await?;
    if state == SuspensionState::Confirmed {
        replace(tx, proposal.replaces, by).await?;
        tell_house(tx, id, new, state, by).await?;
    } else {
        tell_officers(tx, &house.area_code, new, by).await?;
    }
    Ok(Ok(new))
}

/// Confirms, refuses or takes back a suspension of a house. Those who are to know are told by mail.
///
/// # Errors
/// [`Error::NotFound`] if it is not one of this house, or out of reach; [`Error::Conflict`] if somebody was faster.
pub async fn decide(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: EstablishmentId,
    suspension: i64,
    (action, why): (Action, &str),
    role: Role,
    by: By,
) -> Result<std::result::Result<SuspensionState, Declined>> {
    generations::bump(tx, generations::REGISTER).await?;
    let house = by_id(tx, scope, id).await?.ok_or_else(|| Error::NotFound("cơ sở".into()))?;
    let kept = self::suspension(tx, suspension).await?.filter(|kept| kept.establishment == house.id);
    let kept = kept.ok_or_else(|| Error::NotFound("đợt tạm ngừng".into()))?;
    let next = match kept.state.after(action, role) {
        Ok(next) => next,
        Err(not_allowed) => return Ok(Err(Declined::NotAllowed(not_allowed))),
    };
    if next == SuspensionState::Refused && why.trim().is_empty() {
        return Ok(Err(Declined::NoReason));
    }
    if next == SuspensionState::Confirmed
        && let Err(refusal) = weigh(tx, id, &kept.proposal(), Some(suspension), role, by).await?
    {
        return Ok(Err(Declined::Unsuitable(refusal)));
    }
    store(tx, suspension, (kept.state, next), why, by).await?;
    let detail = json!({
        "suspension": suspension, "from": kept.days.from, "to": kept.days.to,
        "before": kept.state, "after": next, "why": why,
    });
    record(tx, by, &format!("establishment.suspension_{next}"), id, &detail).await?;
    if next == SuspensionState::Confirmed {
        replace(tx, kept.replaces, by).await?;
    }
    if role != Role::Reporter {
        tell_house(tx, id, suspension, next, by).await?;
    }
    Ok(Ok(next))
}

async fn weigh(
    tx: &impl ConnectionTrait,
    id: EstablishmentId,
    proposal: &Proposal,
    itself: Option<i64>,
    role: Role,
    by: By,
) -> Result<std::result::Result<(), Refusal>> {
    let (record, mut kept, filed) = weighed_against(tx, id).await?.ok_or_else(|| Error::NotFound("cơ sở".into()))?;
    kept.retain(|kept| Some(kept.id) != itself);
    let weighing = Weighing { record: &record, kept: &kept, filed: &filed, today: by.today, by: role };
    Ok(weighing.weigh(proposal))
}

async fn insert(
    tx: &impl ConnectionTrait,
    house: EstablishmentId,
    proposal: &Proposal,
    state: SuspensionState,
    by: By,
) -> Result<i64> {
    let id = new_key();
    let row = suspension::ActiveModel {
        id: Set(id),
        establishment_id: Set(house),
        from_on: Set(proposal.days.from),
        to_on: Set(proposal.days.to),
        reason: Set(proposal.reason.clone()),
        state: Set(state),
        account_id: Set(by.account),
        created_at: Set(by.at),
        replaces: Set(proposal.replaces),
        decided_by: Set(None),
        decided_at: Set(None),
        refusal: Set(None),
    };
    suspension::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// The one whose end was changed ends with it.
async fn replace(tx: &impl ConnectionTrait, replaced: Option<i64>, by: By) -> Result<()> {
    match replaced {
        Some(id) => store(tx, id, (SuspensionState::Confirmed, SuspensionState::Replaced), "", by).await,
        None => Ok(()),
    }
}

async fn store(
    tx: &impl ConnectionTrait,
    id: i64,
    (before, after): (SuspensionState, SuspensionState),
    why: &str,
    by: By,
) -> Result<()> {
    let next = suspension::ActiveModel {
        state: Set(after),
        decided_by: Set(by.account),
        decided_at: Set(Some(by.at)),
        refusal: Set(Some(why.trim().to_owned()).filter(|why| !why.is_empty())),
        ..Default::default()
    };
    let updated = suspension::Entity::update_many()
        .set(next)
        .filter(suspension::Column::Id.eq(id))
        .filter(suspension::Column::State.eq(before))
        .exec(tx)
        .await?;
    if updated.rows_affected == 1 {
        return Ok(());
    }
    Err(Error::Conflict("Đợt tạm ngừng vừa được thay đổi ở nơi khác. Tải lại trang để xem.".into()))
}

async fn tell_house(
    tx: &impl ConnectionTrait,
    house: EstablishmentId,
    suspension: i64,
    state: SuspensionState,
    by: By,
) -> Result<()> {
    for (recipient, account) in reports::recipients(tx, house).await? {
        let mail = Mail::SuspensionDecided { suspension, state };
        outbox::queue(tx, NewMail { mail, recipient, account, not_before: by.at }, by.at).await?;
    }
    Ok(())
}

/// The officers in whose area the house stands; where there is none, the administrators.
async fn tell_officers(tx: &impl ConnectionTrait, area: &AreaCode, suspension: i64, by: By) -> Result<()> {
    let covers = |officer: &account::Model| match &officer.area_code {
        Some(own) => Gazetteer::embedded().subtree(own).contains(area),
        None => true,
    };
    let mut officers = accounts::active(tx, Role::Officer).await?;
    officers.retain(covers);
    if officers.is_empty() {
        officers = accounts::active(tx, Role::Admin).await?;
    }
    for officer in officers {
        let mail = Mail::SuspensionProposed { suspension };
        let new = NewMail { mail, recipient: officer.email, account: Some(officer.id), not_before: by.at };
        outbox::queue(tx, new, by.at).await?;
    }
    Ok(())
}
