//! Ad hoc rounds: made together or not at all.
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::{
    db::{audit::Who, entity::round},
    domain::round::{EventKind, NewRound, Round, slug},
    error::{Error, Result},
};

/// Whether a round of the same form and days has a title that reads the same in an address.
///
/// # Errors
/// When the database can't be asked.
pub async fn is_taken(db: &impl ConnectionTrait, new: &NewRound) -> Result<bool> {
    let alike = round::Entity::find()
        .filter(round::Column::FormCode.eq(new.form.clone()))
        .filter(round::Column::Period.eq(new.period.to_string()))
        .all(db)
        .await?;
    Ok(alike.iter().any(|row| slug(&row.title) == slug(&new.title)))
}

/// Makes the rounds of one asking, each with the first line of its history. Hotels see them once they open.
///
/// # Errors
/// [`Error::Conflict`] if one is there already: then none is made.
pub async fn make(tx: &impl ConnectionTrait, new: &[NewRound], who: Who, at: DateTime<Utc>) -> Result<Vec<Round>> {
    let mut made = Vec::new();
    for new in new {
        if is_taken(tx, new).await? || !super::insert(tx, new, at).await? {
            return Err(Error::Conflict(format!("Đã có đợt «{}» cho những ngày này.", new.title)));
        }
        let round = super::made(tx, new).await?;
        let detail = json!({
            "form": new.form,
            "period": new.period,
            "audience": new.audience,
            "asked_lines": new.lines,
            "due_at": new.due_at,
        });
        super::change::happened(tx, round.id, EventKind::Made, &detail, who, at).await?;
        made.push(round);
    }
    Ok(made)
}
