//! `luutru import history`: old figures from a department's own summaries.
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::Args;
use serde_json::{Value, json};

use super::{cells_as_json, cells_as_text, read};
use crate::{
    app::App,
    commands::output,
    db::{
        histories::{self, By, Imported, Plan},
        imports::{self, Kind, Upload},
        register,
    },
    domain::{
        Lang,
        form::{Form, FormCode},
        history::{self, Mapping, Summary},
        report::Actor,
        role::{Role, Scope},
    },
    error::{Error, Result},
    excel,
};

#[derive(Debug, Args)]
pub struct HistoryArgs {
    file: PathBuf,
    /// Import the good rows; without it nothing is written
    #[arg(long)]
    apply: bool,
    /// What columns, sheets and names mean, where the proposal is wrong (TOML)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Write the mapping that is used, to be edited and given back by --mapping
    #[arg(long, value_name = "FILE")]
    write_mapping: Option<PathBuf>,
    /// Form of the figures
    #[arg(long, value_name = "CODE", default_value = "01-H/DL-CSLT")]
    form: String,
    /// Print {imported, changed, unchanged, refused, warnings, months, mapping} as JSON
    #[arg(long)]
    json: bool,
    /// Language of the reasons: vi or en
    #[arg(long, default_value = "vi", value_parser = ["vi", "en"])]
    lang: String,
}

/// A command acts for the department.
const BY: Actor = Actor { account: None, role: Role::Admin };

pub async fn history(app: &App, args: &HistoryArgs) -> Result<()> {
    let lang = Lang::from_code(&args.lang);
    let form = form(app, &args.form)?;
    let bytes = read(&args.file)?;
    let sheets = excel::history::read(&bytes, form)
        .map_err(|problem| Error::BadInput(problem.message().get(lang).to_owned()))?;
    let proposed = history::propose(form, &sheets, &histories::kept(app.db.read()).await?);
    let mapping = match &args.mapping {
        Some(file) => proposed.corrected_by(given(file, &form.code)?),
        None => proposed,
    };
    let houses = histories::houses(&*register::current(&app.db).await?);
    let summary = history::read(form, &sheets, &mapping, &houses);
    if let Some(file) = &args.write_mapping {
        write(file, &mapping, &summary)?;
    }
    let strangers = summary.strangers.len();
    let plan = histories::plan(&app.db, &app.catalogue, form, summary, BY, &Scope::Department, app.now()).await?;
    let done = if args.apply { apply(app, args, &bytes, form, &mapping, &plan).await? } else { plan.outcome() };
    if args.json {
        output::print(&format!("{:#}\n", as_json(&plan, &mapping, done, args.apply, lang)))?;
    } else {
        output::print(&as_text(form, &plan, &mapping, done, lang))?;
    }
    if strangers > 0 {
        eprintln!(
            "luutru: {strangers} names are not in the register; --write-mapping FILE lists them to be led to houses"
        );
    }
    if !args.apply {
        eprintln!("luutru: a preview, nothing was written; add --apply to import");
    }
    Ok(())
}

fn form<'a>(app: &'a App, code: &str) -> Result<&'a Form> {
    let by_slug = |form: &&Form| form.code.0 == code || form.code.slug() == code;
    let code = app.catalogue.all().find(by_slug).map_or_else(|| FormCode(code.to_owned()), |form| form.code.clone());
    app.catalogue.latest(&code).ok_or_else(|| {
        let mut known: Vec<&str> = app.catalogue.all().map(|form| form.code.0.as_str()).collect();
        known.dedup();
        Error::BadInput(format!("no form has the code {:?}; there are: {}", code.0, known.join(", ")))
    })
}

fn given(file: &Path, form: &FormCode) -> Result<Mapping> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Error::BadInput(format!("cannot read {}: {error}", file.display())))?;
    let mapping: Mapping =
        toml::from_str(&text).map_err(|error| Error::BadInput(format!("{}: {error}", file.display())))?;
    if mapping.form == *form {
        return Ok(mapping);
    }
    Err(Error::BadInput(format!("{} is for form {}, not {form}", file.display(), mapping.form)))
}

/// The mapping, and the names that are not in the register, each with those that may have been meant.
fn write(file: &Path, mapping: &Mapping, summary: &Summary) -> Result<()> {
    let mut text = String::from("# periods: sheet = month (2025-06), \"?\" to be told, \"\" to leave the sheet out.\n");
    text += "# columns: heading = { to = code of the line, house.name, house.tax_code, house.code, house.note, or \"\" to leave it out, unit }.\n\n";
    text += &toml::to_string(mapping).map_err(|error| Error::BadInput(error.to_string()))?;
    if !summary.strangers.is_empty() {
        text += "\n# Names that are not in the register: move them under [houses], with the code of the house.\n";
        for (name, candidates) in &summary.strangers {
            let code = candidates.first().map(String::as_str).unwrap_or_default();
            let _ = writeln!(text, "# {} = {code:?}", toml::Value::String(name.clone()));
        }
    }
    std::fs::write(file, text).map_err(|error| Error::BadInput(format!("cannot write {}: {error}", file.display())))
}

async fn apply(
    app: &App,
    args: &HistoryArgs,
    bytes: &[u8],
    form: &Form,
    mapping: &Mapping,
    plan: &Plan,
) -> Result<Imported> {
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let upload = Upload { kind: Kind::History, file_name: &name, content: bytes, area: None, account: None };
    let import = imports::upload(app.db.writer(), upload, app.now()).await?;
    let by = By { actor: BY, import, at: app.now() };
    let instant_of = |local| app.config.instant_of(local);
    let done = histories::apply(&app.db, &app.catalogue, &form.code, &Scope::Department, plan, by, instant_of).await?;
    histories::keep(app.db.writer(), &mapping.kept()).await?;
    imports::finish(app.db.writer(), Kind::History, import, &serde_json::to_value(done)?, None, app.now()).await?;
    Ok(done)
}

fn as_json(plan: &Plan, mapping: &Mapping, done: Imported, applied: bool, lang: Lang) -> Value {
    let refused = plan.refused.iter().map(|r| (r.sheet.as_str(), r.cell.as_str(), &r.why));
    let warnings = plan.warnings.iter().map(|w| (w.sheet.as_str(), w.cell.as_str(), &w.text));
    let months = plan.months.iter().map(|(period, month)| {
        let reports = month.new.len() + month.changed.len() + month.unchanged;
        (period.to_string(), json!({ "reports": reports, "nil": month.nil, "missing": month.missing }))
    });
    json!({
        "imported": done.imported,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "refused": cells_as_json(refused, lang),
        "warnings": cells_as_json(warnings, lang),
        "months": months.collect::<serde_json::Map<_, _>>(),
        "mapping": mapping,
        "applied": applied,
    })
}

fn as_text(form: &Form, plan: &Plan, mapping: &Mapping, done: Imported, lang: Lang) -> String {
    let mut text = format!("{}\n", lang.t("Ghép cột", "Columns"));
    for (label, column) in &mapping.columns {
        let unit = column.unit.map(|unit| format!(" ({unit})")).unwrap_or_default();
        let _ = writeln!(text, "  {label} → {}{unit}", column.to.label(form, lang));
    }
    for (period, month) in &plan.months {
        let reports = month.new.len() + month.changed.len() + month.unchanged;
        let _ = writeln!(
            text,
            "{}: {reports} {} ({} {}), {} {}",
            period.label(lang),
            lang.t("báo cáo", "reports"),
            month.nil,
            lang.t("không phát sinh", "nil"),
            month.missing,
            lang.t("chưa báo cáo", "missing"),
        );
    }
    for (vi, en, count) in [
        ("Báo cáo mới", "New reports", done.imported),
        ("Báo cáo thay đổi", "Changed reports", done.changed),
        ("Báo cáo không đổi", "Unchanged reports", done.unchanged),
        ("Dòng không nhận", "Rows refused", plan.refused.len()),
        ("Lưu ý", "Warnings", plan.warnings.len()),
    ] {
        let _ = writeln!(text, "{}: {count}", lang.t(vi, en));
    }
    text += &cells_as_text(&plan.refused, &plan.warnings, lang);
    text
}
