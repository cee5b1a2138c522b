//! The sums of a period.
use super::{Format, Rollup, Split, Table};
use crate::{
    app::App,
    commands::output,
    db::rollups::{self, HouseLists, View, Wanted},
    domain::{
        Lang,
        disclosure::Eyes,
        role::Scope,
        rollup::{
            By, Sheet,
            book::BookKind,
            export::{self, Summary},
        },
    },
    error::{Error, Result},
    excel::plain::{self, Heads},
};

impl From<Split> for By {
    fn from(split: Split) -> Self {
        match split {
            Split::Area => By::Area,
            Split::District => By::district(),
            Split::Type => By::Type,
            Split::Stars => By::Stars,
            Split::Size => By::Size,
        }
    }
}

pub async fn export(app: &App, args: &Rollup) -> Result<()> {
    let view = args.figures.view(app, Eyes::Officers).await?;
    if let Some(sheet) = args.table {
        return table(app, args, &view, sheet).await;
    }
    let by = args.by.map(By::from);
    let (frame, spans, cut) = (view.frame, &view.spans, args.figures.cut()?);
    let estimates = rollups::estimates(&app.db, &app.catalogue, &view).await?;
    let summary = export::summary(frame, view.period, view.basis, spans, &cut, by.as_ref());
    let summary = summary.with_estimates(frame, spans, &cut, by.as_ref(), &estimates);
    match args.format {
        Format::Json => output::print(&format!("{}\n", serde_json::to_string_pretty(&summary)?)),
        Format::Csv => csv(&summary),
    }
}

/// One of the tables of page and workbook.
async fn table(app: &App, args: &Rollup, view: &View<'_>, sheet: Sheet) -> Result<()> {
    let now = app.now();
    let wanted = Wanted {
        kind: if sheet.has_houses() { BookKind::Working } else { BookKind::Report },
        cut: args.figures.cut()?,
        cut_label: args.figures.cut_label(),
        scope: &Scope::Department,
        heading: app.config.heading(now),
        zone: app.config.time_zone,
    };
    let book = rollups::book(&app.db, &app.catalogue, view, &wanted).await?;
    let mut lists = rollups::lists_of(&app.db, &app.catalogue, view, &wanted, now).await?;
    let lists = lists.as_mut().map(HouseLists::open).transpose()?;
    let mut out = output::stdout();
    let written = match args.format {
        Format::Csv => plain::csv(&mut out, &book, sheet, lists, Heads::Codes),
        Format::Json => plain::json(&mut out, &book, sheet, lists, Lang::Vi),
    };
    match written {
        Err(Error::Io(error)) => Err(output::closed(error)),
        other => other,
    }?;
    output::finish(out)
}

/// One row for the whole, or one for each part of it.
fn csv(summary: &Summary) -> Result<()> {
    let mut table = Table::begin();
    let lines = summary.whole.indicators.0.iter().map(|(code, _)| code.as_str());
    let head = ["form", "period", "basis"].into_iter().chain(summary.by);
    let counts = ["reports", "owed", "nil", "missing", "returned", "awaiting", "share_of_rooms"];
    table.row(head.chain(counts).chain(lines))?;
    match &summary.groups {
        None => table.row(cells(summary, None, &summary.whole))?,
        Some(parts) => {
            for part in parts {
                table.row(cells(summary, Some(&part.key), &part.figures))?;
            }
        }
    }
    table.end()
}

fn cells(summary: &Summary, key: Option<&str>, figures: &export::Figures) -> Vec<String> {
    let mut cells = vec![summary.form.to_string(), summary.period.to_string(), summary.basis.to_string()];
    cells.extend(key.map(str::to_owned));
    let export::Figures { reports, owed, nil, missing, returned, awaiting, .. } = figures;
    cells.extend([reports, owed, nil, missing, returned, awaiting].map(ToString::to_string));
    let text = |amount: Option<export::Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    cells.push(text(figures.share_of_rooms));
    cells.extend(figures.indicators.0.iter().map(|(_, amount)| text(*amount)));
    cells
}
