//! What is handed out of a period: one of its two documents, or one of its tables. It is written whole to a file without a name
//! and noted in the log before anything of it is sent, however many houses there are; pages and interface give it the same way.
use std::{
    fs::File,
    io::{BufWriter, Seek},
};

use rocket::tokio::{runtime::Handle, task::spawn_blocking};
use serde_json::{Value, json};

use crate::{
    app::App,
    db::{
        audit,
        rollups::{self, Address, HouseLists, Wanted},
    },
    domain::{
        Lang,
        disclosure::Eyes,
        rollup::{Ask, Asked, Sheet, book::BookKind},
    },
    error::{Error, Result},
    excel::{
        self,
        plain::{self, Heads},
    },
    guards::Person,
    in_tx,
};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handout {
    Document(BookKind),
    Csv(Sheet),
    Json(Sheet),
}

/// Written, from its beginning, and what it is called.
#[derive(Debug)]
pub struct Written {
    pub file: File,
    pub name: String,
}

impl Handout {
    fn kind(self) -> BookKind {
        match self {
            Handout::Document(kind) => kind,
            Handout::Csv(sheet) | Handout::Json(sheet) if sheet.has_houses() => BookKind::Working,
            Handout::Csv(_) | Handout::Json(_) => BookKind::Report,
        }
    }

    /// The action, and what the log says of it beside period and cut.
    fn noted(self) -> (&'static str, Value) {
        match self {
            Handout::Document(kind) => ("rollup.downloaded", json!({ "document": kind })),
            Handout::Csv(sheet) => ("rollup.exported", json!({ "table": sheet.code(), "format": "csv" })),
            Handout::Json(sheet) => ("rollup.exported", json!({ "table": sheet.code(), "format": "json" })),
        }
    }
}

/// Reads what an address asks for, by whoever asks.
///
/// # Errors
/// Says what is not understood, is for officers only, or lies outside the reader's area.
pub fn asked(ask: &Ask<'_>, person: &Person, eyes: Eyes) -> Result<Asked> {
    let asked = ask.read(&person.scope).and_then(|asked| asked.seen_by(eyes));
    let asked = asked.map_err(|refused| Error::BadInput(refused.get(person.lang).to_owned()))?;
    if asked.cut.is_empty() { Err(rollups::not_within(person.lang)) } else { Ok(asked) }
}

/// Writes it.
///
/// # Errors
/// As [`asked`]; when there is no such form or period, the database can't be asked, or the disk is full.
pub async fn write(
    app: &App,
    (person, eyes): (&Person, Eyes),
    address: Address<'_>,
    ask: &Ask<'_>,
    handout: Handout,
) -> Result<Written> {
    let asked = asked(ask, person, eyes)?;
    let label = person.cut_label(ask, Lang::Vi);
    let (app, person) = (app.clone(), person.clone());
    let (slug, period) = (address.slug.to_owned(), address.period.to_owned());
    // Writing takes a while: it is no work for the threads that answer others.
    let writing = spawn_blocking(move || {
        let address = Address { slug: &slug, period: &period };
        Handle::current().block_on(gather(&app, (&person, eyes), address, (asked, label), handout))
    });
    writing.await.map_err(|error| Error::Workbook(error.to_string()))?
}

async fn gather(
    app: &App,
    (person, eyes): (&Person, Eyes),
    address: Address<'_>,
    (asked, cut_label): (Asked, String),
    handout: Handout,
) -> Result<Written> {
    let now = app.now();
    let view = rollups::find(&app.db, &app.catalogue, address, (asked.basis, eyes), person.lang, now).await?;
    let wanted = Wanted {
        kind: handout.kind(),
        cut: asked.cut,
        cut_label,
        scope: &person.scope,
        heading: app.config.heading(now),
        zone: app.config.time_zone,
    };
    let (action, mut detail) = handout.noted();
    detail["form"] = json!(view.frame.form.code);
    detail["period"] = json!(view.period);
    detail["basis"] = json!(view.basis);
    detail["cut"] = json!(wanted.cut_label);
    let book = rollups::book(&app.db, &app.catalogue, &view, &wanted).await?;
    let mut lists = rollups::lists_of(&app.db, &app.catalogue, &view, &wanted, now).await?;
    let lists = lists.as_mut().map(HouseLists::open).transpose()?;
    let mut file = tempfile::tempfile()?;
    let name = match handout {
        Handout::Document(_) => {
            excel::rollup::write(&book, lists, &mut file)?;
            excel::rollup::file_name(&book)
        }
        Handout::Csv(sheet) => {
            plain::csv(&mut BufWriter::new(&mut file), &book, sheet, lists, Heads::Labels(person.lang))?;
            plain::csv_name(&book, sheet)
        }
        Handout::Json(sheet) => {
            plain::json(&mut BufWriter::new(&mut file), &book, sheet, lists, person.lang)?;
            String::new()
        }
    };
    file.rewind()?;
    in_tx!(app.db, |tx| audit::record(tx, now, person.who(), action, "rollup", &detail).await)?;
    Ok(Written { file, name })
}
