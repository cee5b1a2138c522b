//! `luutru export`: a department can always leave with its data. JSON or CSV (UTF-8) on standard output, keys by the codes of
//! forms and register; nothing known = null, in CSV empty.
mod establishments;
mod reports;
mod rollup;

use std::io::Write;

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde::Serialize;
use serde_json::json;

use super::{
    note_export,
    output::{self, Out},
    wanted::{Figures, Format, basis, period},
};
use crate::{
    app::App,
    domain::{Period, report::Basis, rollup::Sheet},
    error::{Error, Result},
};

#[derive(Debug, Subcommand)]
pub enum Export {
    /// The register as it stands, by code
    Establishments(Establishments),
    /// Every report that counts, with its figures
    Reports(Reports),
    /// The sums of a period and how much of what was owed is in them
    Rollup(Rollup),
}

#[derive(Debug, Args)]
pub struct Establishments {
    #[arg(long, default_value = "json")]
    format: Format,
}

#[derive(Debug, Args)]
pub struct Reports {
    /// Only those of this period and of the months in it; everything, if left out
    #[arg(long, value_parser = period)]
    period: Option<Period>,
    /// What counts: the latest versions filed (provisional), or the last ones accepted (official)
    #[arg(long, default_value = "submitted", value_parser = basis())]
    basis: Basis,
    /// Only those of this form, by its symbol; a hyphen may stand for the slash
    #[arg(long)]
    form: Option<String>,
    #[arg(long, default_value = "json")]
    format: Format,
}

#[derive(Debug, Args)]
pub struct Rollup {
    #[command(flatten)]
    figures: Figures,
    /// Split: in JSON beside the whole as `groups`, in CSV one row a part
    #[arg(long)]
    by: Option<Split>,
    /// One of the tables that page and workbook have, instead of the sums of all lines
    #[arg(long, conflicts_with = "by", value_parser = table())]
    table: Option<Sheet>,
    #[arg(long, default_value = "json")]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Split {
    Area,
    District,
    Type,
    Stars,
    Size,
}

fn table() -> impl TypedValueParser<Value = Sheet> {
    PossibleValuesParser::new(Sheet::ALL.iter().map(|sheet| sheet.code()))
        .map(|code| Sheet::read("table", &code).expect("one of the codes that were offered"))
}

pub async fn export(app: &App, command: &Export) -> Result<()> {
    let (action, detail) = match command {
        Export::Establishments(_) => ("register.exported", json!({})),
        Export::Reports(Reports { period, basis, form, .. }) => {
            ("reports.exported", json!({ "form": form, "period": period, "basis": basis }))
        }
        Export::Rollup(Rollup { figures, .. }) => ("rollup.exported", figures.noted()),
    };
    note_export(app, action, &detail).await?;
    match command {
        Export::Establishments(args) => establishments::export(app, args).await,
        Export::Reports(args) => reports::export(app, args).await,
        Export::Rollup(args) => rollup::export(app, args).await,
    }
}

/// A JSON array that is written as it grows, one object a line.
struct Array {
    out: Out,
    count: usize,
}

impl Array {
    fn begin() -> Self {
        Array { out: output::stdout(), count: 0 }
    }

    fn add(&mut self, object: &impl Serialize) -> Result<()> {
        let lead: &[u8] = if self.count == 0 { b"[\n" } else { b",\n" };
        self.count += 1;
        let line = serde_json::to_vec(object)?;
        self.out.write_all(lead).and_then(|()| self.out.write_all(&line)).map_err(output::closed)
    }

    fn end(mut self) -> Result<()> {
        let tail: &[u8] = if self.count == 0 { b"[]\n" } else { b"\n]\n" };
        self.out.write_all(tail).map_err(output::closed)?;
        output::finish(self.out)
    }
}

/// A CSV table that is written as it grows.
struct Table(csv::Writer<Out>);

impl Table {
    fn begin() -> Self {
        Table(csv::Writer::from_writer(output::stdout()))
    }

    fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<()> {
        self.0.write_record(cells).map_err(not_written)
    }

    fn end(self) -> Result<()> {
        let out = self.0.into_inner().map_err(|error| output::closed(error.into_error()))?;
        output::finish(out)
    }
}

fn not_written(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => output::closed(error),
        other => Error::Workbook(format!("csv: {other:?}")),
    }
}
