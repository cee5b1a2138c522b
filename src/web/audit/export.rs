//! What a search finds as CSV, for a spreadsheet: UTF-8 with the mark by which Excel knows it. It is written to a file that has
//! no name before anything is sent, so that it is whole or refused, however long the log.
use std::io::{Seek, Write};

use rocket::{State, get, tokio};
use serde_json::json;

use super::{names::Names, query::Asked};
use crate::{
    app::App,
    db::audit::{self, Found, Row},
    domain::{Lang, audit::words, csv_text::harmless},
    error::Error,
    in_tx,
    web::{Result, download::Streamed, guards::Admin},
};

/// Rows read at a time.
const PAGE: u64 = 1_000;
/// Byte order mark.
const MARK: &[u8] = "\u{feff}".as_bytes();

#[get("/audit.csv?<asked..>")]
pub async fn export(app: &State<App>, admin: Admin, asked: Asked) -> Result<Streamed> {
    let (search, _) = asked.search(&app.config, admin.lang);
    let found = audit::find(app.db.read(), &search).await?;
    let (file, rows) = write(app, &found, admin.lang).await?;
    let detail = json!({ "search": asked.address("", 1), "rows": rows });
    in_tx!(app.db, |tx| audit::record(tx, app.now(), admin.who(), "audit.exported", "audit", &detail).await)?;
    let name = format!("nhat-ky-{}.csv", app.today());
    Ok(Streamed::csv(&name, tokio::fs::File::from_std(file)))
}

async fn write(app: &App, found: &Found, lang: Lang) -> Result<(std::fs::File, u64)> {
    let mut file = tempfile::tempfile()?;
    file.write_all(MARK)?;
    let mut table = csv::Writer::from_writer(file);
    let head = [
        ("Mã số", "Key"),
        ("Thời điểm", "Instant"),
        ("Mã tài khoản", "Account"),
        ("Người thực hiện", "Who"),
        ("Địa chỉ truy cập", "From"),
        ("Mã hành động", "Action"),
        ("Hành động", "Action in words"),
        ("Mã đối tượng", "Subject"),
        ("Đối tượng", "Subject in words"),
        ("Chi tiết", "Detail"),
        ("SHA-256", "SHA-256"),
        ("Niêm phong", "Seal"),
    ];
    table.write_record(head.map(|(vi, en)| lang.t(vi, en))).map_err(not_written)?;
    let (mut last, mut count): (Option<Row>, u64) = (None, 0);
    loop {
        let mut rows = audit::before(app.db.read(), found, last.as_ref(), PAGE).await?;
        for cells in cells(app, &rows, lang).await? {
            table.write_record(cells).map_err(not_written)?;
        }
        count += rows.len() as u64;
        match rows.pop() {
            Some(row) => last = Some(row),
            None => break,
        }
    }
    let mut file = table.into_inner().map_err(|error| Error::Io(error.into_error()))?;
    file.rewind()?;
    Ok((file, count))
}

async fn cells(app: &App, rows: &[Row], lang: Lang) -> Result<Vec<[String; 12]>> {
    let db = app.db.read();
    let names = Names::of(app, rows).await?;
    let (addresses, seals) = (audit::addresses(db, rows).await?, audit::seals_of(db, rows).await?);
    let cells = |row: &Row| {
        let who = row.account_id.map(|id| names.person(id)).unwrap_or_default();
        [
            row.id.to_string(),
            row.at.with_timezone(&app.config.time_zone).format("%Y-%m-%d %H:%M:%S").to_string(),
            row.account_id.map(|id| id.to_string()).unwrap_or_default(),
            harmless(&who).into_owned(),
            addresses.get(&row.id).cloned().unwrap_or_default(),
            row.action.clone(),
            words(&row.action, lang).to_owned(),
            row.subject.clone(),
            harmless(&names.subject(&row.subject, lang).0).into_owned(),
            row.detail.clone(),
            row.hash.clone(),
            seals.get(&row.id).map(ToString::to_string).unwrap_or_default(),
        ]
    };
    Ok(rows.iter().map(cells).collect())
}

fn not_written(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::Io(error),
        other => Error::Workbook(format!("csv: {other:?}")),
    }
}
