//! The first schema: register, accounts, rounds, reports and what is projected from them.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for (table, columns, unique) in INDEXES {
            let mut index = Index::create();
            index.name(format!("ix_{table}_{}", columns.join("_"))).table(*table);
            for column in *columns {
                index.col(*column);
            }
            if *unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Table, columns, unique.
const INDEXES: &[(&str, &[&str], bool)] = &[
    ("establishment", &["area_code"], false),
    ("establishment", &["tax_code"], false),
    ("establishment", &["name_key"], false),
    ("establishment_fact", &["establishment_id", "valid_from"], true),
    ("establishment_change", &["establishment_id", "at"], false),
    ("suspension", &["establishment_id"], false),
    ("membership", &["establishment_id"], false),
    ("session", &["account_id"], false),
    ("round", &["form_code", "period", "title"], true),
    ("round", &["first_day"], false),
    ("report", &["round_id", "establishment_id"], true),
    ("report", &["establishment_id"], false),
    ("report_version", &["report_id", "number"], true),
    ("report_decision", &["report_id", "version"], true),
    ("report_version", &["round_id", "id"], false),
    ("audit", &["subject"], false),
    ("audit", &["at"], false),
    ("outbox", &["cause", "recipient", "stage"], true),
    ("outbox", &["state", "not_before"], false),
    ("job_run", &["job", "due_at"], true),
    ("rollup_pending", &["round_id"], false),
    ("workbook", &["form_code", "period", "basis", "made_on"], true),
];

fn tables() -> Vec<TableCreateStatement> {
    vec![
        establishment(),
        establishment_fact(),
        establishment_change(),
        suspension(),
        account(),
        membership(),
        token(),
        session(),
        round(),
        report(),
        draft(),
        report_version(),
        report_decision(),
        audit(),
        audit_unsealed(),
        outbox(),
        job_run(),
        rollup(),
        rollup_pending(),
        generation(),
        workbook(),
        import(),
        setting(),
    ]
}

fn establishment() -> TableCreateStatement {
    Table::create()
        .table("establishment")
        .col(big_integer("id").primary_key().take())
        .col(ColumnDef::new("code").text().not_null().unique_key().take())
        .col(text("name"))
        .col(text("name_key"))
        .col(text_null("tax_code"))
        .col(text("type"))
        .col(small_integer("stars"))
        .col(text_null("rank_certificate"))
        .col(date_null("rank_expires_on"))
        .col(text("area_code"))
        .col(text_null("address"))
        .col(text_null("phone"))
        .col(text_null("email"))
        .col(boolean("email_failing"))
        .col(integer("rooms"))
        .col(integer("beds"))
        .col(date_null("opened_on"))
        .col(date_null("closed_on"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .take()
}

fn establishment_fact() -> TableCreateStatement {
    Table::create()
        .table("establishment_fact")
        .col(big_integer("id").primary_key().take())
        .col(big_integer("establishment_id"))
        .col(date("valid_from"))
        .col(text("type"))
        .col(small_integer("stars"))
        .col(text("area_code"))
        .col(integer("rooms"))
        .col(integer("beds"))
        .take()
}

fn establishment_change() -> TableCreateStatement {
    Table::create()
        .table("establishment_change")
        .col(big_integer("id").primary_key().take())
        .col(big_integer("establishment_id"))
        .col(timestamp_with_time_zone("at"))
        .col(big_integer_null("account_id"))
        .col(big_integer_null("import_id"))
        .col(text("nature"))
        .col(date_null("valid_from"))
        .col(text("before"))
        .col(text("after"))
        .col(text_null("note"))
        .take()
}

fn suspension() -> TableCreateStatement {
    Table::create()
        .table("suspension")
        .col(big_integer("id").primary_key().take())
        .col(big_integer("establishment_id"))
        .col(date("from_on"))
        .col(date_null("to_on"))
        .col(text("reason"))
        .col(text("state"))
        .col(big_integer_null("account_id"))
        .col(timestamp_with_time_zone("created_at"))
        .take()
}

fn account() -> TableCreateStatement {
    Table::create()
        .table("account")
        .col(big_integer("id").primary_key().take())
        .col(ColumnDef::new("email").text().not_null().unique_key().take())
        .col(text_null("phone"))
        .col(text("name"))
        .col(text("role"))
        .col(text("lang"))
        .col(text_null("password_hash"))
        .col(text_null("area_code"))
        .col(boolean("active"))
        .col(boolean("email_failing"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("last_sign_in_at"))
        .take()
}

fn membership() -> TableCreateStatement {
    Table::create()
        .table("membership")
        .col(big_integer("account_id"))
        .col(big_integer("establishment_id"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("account_id").col("establishment_id"))
        .take()
}

fn token() -> TableCreateStatement {
    Table::create()
        .table("token")
        .col(big_integer("id").primary_key().take())
        .col(text("purpose"))
        .col(ColumnDef::new("hash").text().not_null().unique_key().take())
        .col(big_integer_null("account_id"))
        .col(big_integer_null("establishment_id"))
        .col(big_integer_null("round_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .take()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table("session")
        .col(big_integer("id").primary_key().take())
        .col(ColumnDef::new("hash").text().not_null().unique_key().take())
        .col(big_integer("account_id"))
        .col(big_integer_null("report_round_id"))
        .col(big_integer_null("report_establishment_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .take()
}

fn round() -> TableCreateStatement {
    Table::create()
        .table("round")
        .col(big_integer("id").primary_key().take())
        .col(text("form_code"))
        .col(text("form_version"))
        .col(text("period"))
        .col(date("first_day"))
        .col(date("last_day"))
        .col(text("title"))
        .col(text("audience"))
        .col(timestamp_with_time_zone("opens_at"))
        .col(timestamp_with_time_zone("due_at"))
        .col(timestamp_with_time_zone_null("closed_at"))
        .col(boolean("historic"))
        .col(text_null("message"))
        .col(timestamp_with_time_zone("created_at"))
        .take()
}

fn report() -> TableCreateStatement {
    Table::create()
        .table("report")
        .col(big_integer("id").primary_key().take())
        .col(big_integer("round_id"))
        .col(big_integer("establishment_id"))
        .col(text("state"))
        .col(integer("latest_version"))
        .col(integer_null("accepted_version"))
        .col(boolean("nil"))
        .col(text("area_code"))
        .col(text("type"))
        .col(small_integer("stars"))
        .col(integer("rooms"))
        .col(integer("beds"))
        .col(timestamp_with_time_zone_null("first_submitted_at"))
        .col(timestamp_with_time_zone_null("submitted_at"))
        .col(boolean("late"))
        .col(text("channel"))
        .col(timestamp_with_time_zone_null("returned_due_at"))
        .col(text_null("returned_reason"))
        .col(integer("findings"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("updated_at"))
        .take()
}

fn draft() -> TableCreateStatement {
    Table::create()
        .table("draft")
        .col(big_integer("round_id"))
        .col(big_integer("establishment_id"))
        .col(text("typed"))
        .col(integer("revision"))
        .col(big_integer_null("account_id"))
        .col(timestamp_with_time_zone("saved_at"))
        .primary_key(Index::create().col("round_id").col("establishment_id"))
        .take()
}

fn report_version() -> TableCreateStatement {
    Table::create()
        .table("report_version")
        .col(big_integer("id").primary_key().take())
        .col(big_integer("report_id"))
        .col(big_integer("round_id"))
        .col(integer("number"))
        .col(ColumnDef::new("receipt").text().not_null().unique_key().take())
        .col(text("document"))
        .col(text("sha256"))
        .col(boolean("nil"))
        .col(text("channel"))
        .col(big_integer_null("account_id"))
        .col(boolean("late"))
        .col(timestamp_with_time_zone("submitted_at"))
        .take()
}

fn report_decision() -> TableCreateStatement {
    Table::create()
        .table("report_decision")
        .col(big_integer("id").primary_key().take())
        .col(big_integer("report_id"))
        .col(integer("version"))
        .col(text("verdict"))
        .col(big_integer_null("account_id"))
        .col(timestamp_with_time_zone("at"))
        .col(text_null("reason"))
        .col(text_null("lines"))
        .col(timestamp_with_time_zone_null("due_at"))
        .take()
}

fn audit() -> TableCreateStatement {
    Table::create()
        .table("audit")
        .col(big_integer("id").primary_key().take())
        .col(timestamp_with_time_zone("at"))
        .col(big_integer_null("account_id"))
        .col(text("action"))
        .col(text("subject"))
        .col(text("detail"))
        .col(text("hash"))
        .take()
}

fn audit_unsealed() -> TableCreateStatement {
    Table::create().table("audit_unsealed").col(big_integer("audit_id").primary_key().take()).take()
}

fn outbox() -> TableCreateStatement {
    Table::create()
        .table("outbox")
        .col(big_integer("id").primary_key().take())
        .col(text("kind"))
        .col(text("recipient"))
        .col(big_integer_null("account_id"))
        .col(text("cause"))
        .col(text("stage"))
        .col(text("ids"))
        .col(text("state"))
        .col(integer("attempts"))
        .col(timestamp_with_time_zone("not_before"))
        .col(timestamp_with_time_zone_null("claimed_until"))
        .col(text_null("claimed_by"))
        .col(text_null("last_error"))
        .col(text("message_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("sent_at"))
        .take()
}

fn job_run() -> TableCreateStatement {
    Table::create()
        .table("job_run")
        .col(big_integer("id").primary_key().take())
        .col(text("job"))
        .col(timestamp_with_time_zone("due_at"))
        .col(timestamp_with_time_zone("started_at"))
        .col(timestamp_with_time_zone("lease_until"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .col(text_null("result"))
        .col(text_null("error"))
        .take()
}

fn rollup() -> TableCreateStatement {
    Table::create()
        .table("rollup")
        .col(big_integer("round_id"))
        .col(text("basis"))
        .col(big_integer("generation"))
        .col(text("document"))
        .col(timestamp_with_time_zone("as_of"))
        .primary_key(Index::create().col("round_id").col("basis"))
        .take()
}

fn rollup_pending() -> TableCreateStatement {
    Table::create()
        .table("rollup_pending")
        .col(big_integer("id").primary_key().take())
        .col(big_integer("round_id"))
        .col(timestamp_with_time_zone("at"))
        .take()
}

fn generation() -> TableCreateStatement {
    Table::create().table("generation").col(text("name").primary_key().take()).col(big_integer("value")).take()
}

fn workbook() -> TableCreateStatement {
    Table::create()
        .table("workbook")
        .col(big_integer("id").primary_key().take())
        .col(text("form_code"))
        .col(text("period"))
        .col(text("basis"))
        .col(timestamp_with_time_zone("made_at"))
        .col(date("made_on"))
        .col(integer("reports"))
        .col(integer("owed"))
        .col(text("sha256"))
        .col(text("file_name"))
        .col(blob("content"))
        .take()
}

fn import() -> TableCreateStatement {
    Table::create()
        .table("import")
        .col(big_integer("id").primary_key().take())
        .col(text("kind"))
        .col(text("file_name"))
        .col(text("sha256"))
        .col(big_integer_null("account_id"))
        .col(timestamp_with_time_zone("started_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .col(text_null("result"))
        .col(blob_null("content"))
        .col(text_null("area_code"))
        .take()
}

fn setting() -> TableCreateStatement {
    Table::create().table("setting").col(text("name").primary_key().take()).col(text("value")).take()
}
