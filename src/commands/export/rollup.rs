//! The sums of a period.
use super::{Format, Rollup, Split, Table};
use crate::{
    app::App,
    commands::output,
    domain::rollup::{
        By,
        export::{self, Summary},
    },
    error::Result,
};

impl From<Split> for By {
    fn from(split: Split) -> Self {
        match split {
            Split::Area => By::Area,
            Split::District => By::district(),
            Split::Type => By::Type,
            Split::Stars => By::Stars,
        }
    }
}

pub async fn export(app: &App, args: &Rollup) -> Result<()> {
    let view = args.figures.view(app).await?;
    let by = args.by.map(By::from);
    let summary = export::summary(view.frame, view.period, view.basis, &view.spans, &args.figures.cut()?, by.as_ref());
    match args.format {
        Format::Json => output::print(&format!("{}\n", serde_json::to_string_pretty(&summary)?)),
        Format::Csv => csv(&summary),
    }
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
