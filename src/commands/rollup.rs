//! `luutru rollup`: the workbook of a period, as the page hands it out.
use std::path::PathBuf;

use super::{note_export, output, wanted::Figures};
use crate::{
    app::App,
    db::rollups::{self, HouseLists, Wanted},
    domain::{role::Scope, rollup::book::BookKind},
    error::Result,
    excel,
};

#[derive(Debug, clap::Args)]
pub struct Rollup {
    #[command(flatten)]
    figures: Figures,
    /// Sums only, to be passed on: without the list of houses and the list of the missing
    #[arg(long)]
    sums_only: bool,
    /// The workbook to write
    #[arg(long, value_name = "FILE.xlsx")]
    out: PathBuf,
}

pub async fn rollup(app: &App, args: &Rollup) -> Result<()> {
    let kind = if args.sums_only { BookKind::Report } else { BookKind::Working };
    let (view, now) = (args.figures.view(app, kind.eyes()).await?, app.now());
    let wanted = Wanted {
        kind,
        cut: args.figures.cut()?,
        cut_label: args.figures.cut_label(),
        scope: &Scope::Department,
        heading: app.config.heading(now),
        zone: app.config.time_zone,
    };
    let book = rollups::book(&app.db, &app.catalogue, &view, &wanted).await?;
    let mut lists = rollups::lists_of(&app.db, &app.catalogue, &view, &wanted, now).await?;
    note_export(app, "rollup.downloaded", &args.figures.noted()).await?;
    output::write_file(&args.out, |file| {
        let lists = lists.as_mut().map(HouseLists::open).transpose()?;
        excel::rollup::write(&book, lists, file)
    })?;
    let coverage = book.table.coverage.now;
    eprintln!(
        "luutru: {} written: form {}, {}, {}, {} of {} reports",
        args.out.display(),
        view.frame.form.code,
        view.period,
        view.basis,
        coverage.reports,
        coverage.owed()
    );
    Ok(())
}
