//! Every round marked as behind, so that its rollup is made anew from the documents.
use sea_orm_migration::prelude::*;

/// Marks the rounds that have a rollup.
pub async fn mark(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // A round's key is no key of an event: both are made by one function, each once.
    let rounds = Query::select()
        .columns(["round_id", "round_id"])
        .expr(Expr::col("as_of").max())
        .from("rollup")
        .group_by_col("round_id")
        .take();
    let mut insert = Query::insert();
    insert
        .into_table("rollup_pending")
        .columns(["id", "round_id", "at"])
        .select_from(rounds)
        .map_err(|error| DbErr::Migration(error.to_string()))?;
    manager.execute(insert).await
}
