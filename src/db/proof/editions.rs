//! Editions: figures and workbook against their hashes, and each against the log.
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use super::{Differs, Step, Verified};
use crate::{
    db::entity::{audit, edition},
    domain::document::sha256,
};

const PUBLISHED: &str = "edition.published";

/// One by one: each holds a workbook.
pub async fn all(db: &impl ConnectionTrait, verified: &mut Verified) -> Step {
    let mut after = i64::MIN;
    while let Some(row) = next(db, after).await? {
        after = row.id;
        let what = format!("edition {} of round {}", row.number, row.round_id);
        let how = wrong(db, &row).await?;
        if let Some(how) = how {
            return Err(Differs::Version { what, how: how.to_owned() }.into());
        }
        verified.editions += 1;
    }
    let told = audit::Entity::find().filter(audit::Column::Action.eq(PUBLISHED)).count(db).await?;
    if told > verified.editions {
        let how = format!("{told} are told of in the log, {} are in the database", verified.editions);
        return Err(Differs::Version { what: "editions".to_owned(), how }.into());
    }
    Ok(())
}

async fn next(db: &impl ConnectionTrait, after: i64) -> Step<Option<edition::Model>> {
    let rows = edition::Entity::find().filter(edition::Column::Id.gt(after)).order_by_asc(edition::Column::Id);
    Ok(rows.one(db).await?)
}

async fn wrong(db: &impl ConnectionTrait, row: &edition::Model) -> Step<Option<&'static str>> {
    if sha256(&row.document) != row.sha256 {
        return Ok(Some("its figures do not have the hash under which they were published"));
    }
    if sha256(&row.workbook) != row.workbook_sha256 {
        return Ok(Some("its workbook does not have the hash under which it was published"));
    }
    let told = audit::Entity::find()
        .filter(audit::Column::Action.eq(PUBLISHED))
        .filter(audit::Column::Subject.eq(format!("edition/{}", row.id)))
        .one(db)
        .await?;
    let detail: Option<Value> = told.and_then(|told| serde_json::from_str(&told.detail).ok());
    Ok(match detail {
        None => Some("the log does not tell of it"),
        Some(detail) if detail["sha256"] != row.sha256.as_str() || detail["number"] != row.number => {
            Some("the log tells of other figures")
        }
        Some(detail) if detail["workbook_sha256"] != row.workbook_sha256.as_str() => {
            Some("the log tells of another workbook")
        }
        Some(_) => None,
    })
}
