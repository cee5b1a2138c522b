//! `luutru import`: a department's own workbooks come in. A preview, unless `--apply` is given.
mod history;

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::output;
use crate::{
    app::App,
    db::{
        establishments::{self, By, Imported},
        imports::{self, Kind, Upload},
    },
    domain::{
        AreaCode, Lang, Text,
        area::{AreaSet, Gazetteer},
        cell::place,
        register::{Plan, Refusal, Register, Remark, plan},
        role::Scope,
    },
    error::{Error, Result},
    excel,
};

#[derive(Debug, Subcommand)]
pub enum Import {
    /// Establishments from a department's list (.xlsx, .xls, .xlsb, .ods)
    Register(RegisterArgs),
    /// Old figures from a department's own summaries: a row a house, a column an indicator, a sheet a month
    History(history::HistoryArgs),
}

#[derive(Debug, Args)]
pub struct RegisterArgs {
    file: PathBuf,
    /// Import the good rows; without it nothing is written
    #[arg(long)]
    apply: bool,
    /// Code of the province or commune in which the places lie
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
    /// Print {imported, changed, unchanged, refused, warnings} as JSON
    #[arg(long)]
    json: bool,
    /// Language of the reasons: vi or en
    #[arg(long, default_value = "vi", value_parser = ["vi", "en"])]
    lang: String,
}

pub async fn import(app: &App, command: Import) -> Result<()> {
    match command {
        Import::Register(args) => register(app, &args).await,
        Import::History(args) => history::history(app, &args).await,
    }
}

async fn register(app: &App, args: &RegisterArgs) -> Result<()> {
    let lang = Lang::from_code(&args.lang);
    let bytes = read(&args.file)?;
    let (scope, area) = scope(app, args.area.as_deref())?;
    let register = excel::register::read(&bytes, Gazetteer::embedded(), &scope)
        .map_err(|problem| Error::BadInput(problem.message().get(lang).to_owned()))?;
    let covered = register.area.as_ref().map(|area| area.communes.clone()).or(area);
    let planned = plan(&register, establishments::known(app.db.read(), &Scope::Department).await?, covered.as_ref());
    let done = if args.apply {
        apply(app, args, &bytes, &register, covered.as_ref()).await?
    } else {
        Imported { imported: planned.new.len(), changed: planned.changed.len(), unchanged: planned.unchanged }
    };
    if args.json {
        output::print(&format!("{:#}\n", as_json(&register, &planned, done, args.apply, lang)))?;
    } else {
        output::print(&as_text(&register, &planned, done, lang))?;
    }
    if !args.apply {
        eprintln!("luutru: a preview, nothing was written; add --apply to import");
    }
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|error| Error::BadInput(format!("cannot read {}: {error}", file.display())))
}

/// The department's communes, and those to which the person narrowed the import.
fn scope(app: &App, area: Option<&str>) -> Result<(AreaSet, Option<AreaSet>)> {
    let places = Gazetteer::embedded();
    let department = places.department(&app.config.areas, &app.config.former_province);
    let Some(code) = area else { return Ok((department, None)) };
    let chosen = places.subtree(&AreaCode(code.to_owned()));
    if chosen.is_empty() {
        return Err(Error::BadInput(format!("no area has the code {code:?} (see data/areas.csv: 79, 26506 …)")));
    }
    let chosen: AreaSet = chosen.into_iter().filter(|code| department.contains(code)).collect();
    if chosen.is_empty() {
        return Err(Error::BadInput(format!("the area {code} lies outside the department's (setting `areas`)")));
    }
    Ok((chosen.clone(), Some(chosen)))
}

async fn apply(
    app: &App,
    args: &RegisterArgs,
    bytes: &[u8],
    register: &Register,
    covered: Option<&AreaSet>,
) -> Result<Imported> {
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let area = args.area.clone().map(AreaCode);
    let upload = Upload { kind: Kind::Register, file_name: &name, content: bytes, area, account: None };
    let id = imports::upload(app.db.writer(), upload, app.now()).await?;
    let by = By { account: None, address: None, import: Some(id), at: app.now(), today: app.today() };
    let done = establishments::apply(&app.db, &Scope::Department, |known| plan(register, known, covered), by).await?;
    imports::finish(app.db.writer(), Kind::Register, id, &serde_json::to_value(done)?, by, by.at).await?;
    Ok(done)
}

fn as_json(register: &Register, plan: &Plan, done: Imported, applied: bool, lang: Lang) -> Value {
    let refused = register.refused.iter().map(|r| (r.sheet.as_str(), r.cell.as_str(), &r.why));
    let warnings = register.warnings.iter().map(|w| (w.sheet.as_str(), w.cell.as_str(), &w.text));
    json!({
        "imported": done.imported,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "refused": cells_as_json(refused, lang),
        "warnings": cells_as_json(warnings, lang),
        "gone": plan.gone.iter().map(|house| json!({ "code": house.code, "name": house.particulars.name })).collect::<Vec<_>>(),
        "area": register.area.as_ref().map(|area| area.name.get(lang)),
        "applied": applied,
    })
}

/// What is said of cells: `[{sheet, cell, why}]`.
fn cells_as_json<'a>(cells: impl Iterator<Item = (&'a str, &'a str, &'a Text)>, lang: Lang) -> Vec<Value> {
    cells.map(|(sheet, cell, why)| json!({ "sheet": sheet, "cell": cell, "why": why.get(lang) })).collect()
}

/// The same as lines: «✗» is not taken, «!» to be looked at.
fn cells_as_text(refused: &[Refusal], warnings: &[Remark], lang: Lang) -> String {
    let refused = refused.iter().map(|r| format!("✗ {}: {}\n", place(&r.sheet, &r.cell), r.why.get(lang)));
    let warnings = warnings.iter().map(|w| format!("! {}: {}\n", place(&w.sheet, &w.cell), w.text.get(lang)));
    refused.chain(warnings).collect()
}

fn as_text(register: &Register, plan: &Plan, done: Imported, lang: Lang) -> String {
    let mut text = String::new();
    if let Some(area) = &register.area {
        let _ = writeln!(text, "{}: {}", lang.t("Địa bàn theo tệp", "Area by the file"), area.name.get(lang));
    }
    for (vi, en, count) in [
        ("Cơ sở mới", "New houses", done.imported),
        ("Cơ sở có thay đổi", "Changed houses", done.changed),
        ("Cơ sở không đổi", "Unchanged houses", done.unchanged),
        ("Cơ sở không còn trong danh sách", "Houses no longer on the list", plan.gone.len()),
        ("Dòng không nhận", "Rows refused", register.refused.len()),
        ("Lưu ý", "Warnings", register.warnings.len()),
    ] {
        let _ = writeln!(text, "{}: {count}", lang.t(vi, en));
    }
    text += &cells_as_text(&register.refused, &register.warnings, lang);
    for changed in &plan.changed {
        for difference in &changed.differences {
            let house = &changed.known;
            let label = difference.field.label(lang);
            let _ = writeln!(
                text,
                "~ {} {}: {label}: {} → {}",
                house.code, house.particulars.name, difference.before, difference.after
            );
        }
    }
    for house in &plan.gone {
        let _ = writeln!(text, "- {} {}", house.code, house.particulars.name);
    }
    text
}
