//! The missing of a round as CSV, for a spreadsheet: UTF-8 with the mark by which Excel knows it.
use std::io::{Seek, Write};

use rocket::{State, get, tokio};
use serde_json::json;

use super::absent::{Known, person};
use crate::{
    app::App,
    db::{
        audit,
        rounds::{self, Owing},
    },
    domain::{Lang, area::Gazetteer, csv_text::harmless, round::Round},
    error::Error,
    in_tx,
    web::{
        Result,
        download::Streamed,
        guards::Officer,
        reports::place::find_round,
        rounds::{missing::by_size, query::Query},
    },
};

/// Byte order mark.
const MARK: &[u8] = "\u{feff}".as_bytes();

#[get("/rounds/<slug>/<period>/completeness.csv?<query..>")]
pub async fn export(app: &State<App>, officer: Officer, slug: &str, period: &str, query: Query) -> Result<Streamed> {
    let lang = officer.lang;
    let round = find_round(app, lang, slug, period).await?;
    let mut owing = rounds::who_owes(&app.db, &round, &officer.scope, app.now()).await?;
    owing.retain(|owing| owing.standing.is_missing() && query.covers(owing));
    let missing = by_size(owing);
    let file = write(app, &round, &missing, lang).await?;
    let detail = json!({ "round": round.id.0, "rows": missing.len(), "search": query.of_houses() });
    in_tx!(app.db, |tx| audit::record(tx, app.now(), officer.who(), "missing.exported", "round", &detail).await)?;
    let name = format!("chua-nop-{}-{}-{}.csv", round.form.slug(), round.period, app.today());
    Ok(Streamed::csv(&name, tokio::fs::File::from_std(file)))
}

async fn write(app: &App, round: &Round, missing: &[Owing], lang: Lang) -> Result<std::fs::File> {
    let known = Known::read(app, round, missing).await?;
    let mut file = tempfile::tempfile()?;
    file.write_all(MARK)?;
    let mut table = csv::Writer::from_writer(file);
    let head = [
        ("Mã", "Code"),
        ("Tên cơ sở", "House"),
        ("Loại hình", "Type"),
        ("Hạng sao", "Stars"),
        ("Địa bàn", "Commune"),
        ("Số buồng", "Rooms"),
        ("Tình trạng", "State"),
        ("Điện thoại", "Telephone"),
        ("Thư điện tử", "E-mail"),
        ("Người báo cáo", "People"),
        ("Địa chỉ không nhận thư", "Addresses that fail"),
        ("Đã nhắc", "Reminded"),
        ("Đăng nhập gần nhất", "Last sign-in"),
        ("Ghi chú cuộc gọi", "Notes of calls"),
    ];
    table.write_record(head.map(|(vi, en)| lang.t(vi, en))).map_err(not_written)?;
    for owing in missing {
        table.write_record(cells(app, owing, &known, lang)).map_err(not_written)?;
    }
    let mut file = table.into_inner().map_err(|error| Error::Io(error.into_error()))?;
    file.rewind()?;
    Ok(file)
}

fn cells(app: &App, owing: &Owing, known: &Known, lang: Lang) -> [String; 14] {
    let (house, facts) = (&owing.house, &owing.facts);
    let id = house.id();
    let instant = |at: &chrono::DateTime<chrono::Utc>| {
        at.with_timezone(&app.config.time_zone).format("%Y-%m-%d %H:%M").to_string()
    };
    let safe = |text: &str| harmless(text).into_owned();
    let told = known.told.get(&id).into_iter().flatten();
    let told: Vec<String> = told.map(|(stage, at)| format!("{} {}", instant(at), known.stage(stage, lang))).collect();
    let people: Vec<String> = known.people.get(&id).into_iter().flatten().map(person).collect();
    let notes = known.notes.get(&id).into_iter().flatten();
    let notes: Vec<String> =
        notes.map(|note| format!("{} {}: {}", instant(&note.at), known.author(note), note.text)).collect();
    [
        house.code().to_owned(),
        safe(&house.name),
        facts.kind.label(lang).to_owned(),
        facts.stars.to_string(),
        Gazetteer::embedded().name(&facts.area_code).to_owned(),
        facts.rooms.to_string(),
        owing.standing.label(lang).to_owned(),
        safe(house.phone.as_deref().unwrap_or_default()),
        safe(house.email.as_deref().unwrap_or_default()),
        safe(&people.join("; ")),
        safe(&known.failed(owing, lang).join("; ")),
        told.join("; "),
        known.signed_in.get(&id).map(instant).unwrap_or_default(),
        safe(&notes.join("\n")),
    ]
}

fn not_written(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::Io(error),
        other => Error::Workbook(format!("csv: {other:?}")),
    }
}
