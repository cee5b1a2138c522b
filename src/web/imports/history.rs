//! Old figures come in: upload, what columns and sheets mean, preview, then all that is good.
use rocket::{
    FromForm, State,
    form::{Errors, Form as Posted},
    fs::TempFile,
    get, post,
    response::Redirect,
    tokio::task::spawn_blocking,
};

use super::{
    outcome::{Outcome, cell_row},
    view::{ColumnRow, HistoryPage, HistoryUploadPage, MonthRow, SheetRow, StrangerRow},
};
use crate::{
    app::App,
    db::{
        entity::import,
        histories::{self, By, Plan},
        imports::{self, Kind, Upload},
        register,
    },
    domain::{
        Lang, Period,
        form::{Form, FormCode, Frequency},
        history::{self, ColumnMapping, Mapping, Meaning, Sheet, Summary, Unit},
        report::Actor,
    },
    error::Error,
    excel::{self, WorkbookProblem},
    web::{Frame, Result, fields::Fields, guards::Officer, ui::Choice, upload},
};

/// So many warnings are shown; the rest are counted.
const SHOWN: usize = 200;

#[derive(FromForm)]
pub struct Chosen<'r> {
    workbook: TempFile<'r>,
    form: String,
}

#[get("/imports/history")]
pub fn page(app: &State<App>, _officer: Officer, frame: Frame) -> HistoryUploadPage {
    upload_page(app, frame, String::new())
}

#[post("/imports/history", data = "<posted>")]
pub async fn receive(
    app: &State<App>,
    officer: Officer,
    frame: Frame,
    posted: std::result::Result<Posted<Chosen<'_>>, Errors<'_>>,
) -> Result<std::result::Result<Redirect, HistoryUploadPage>> {
    let refuse = |problem: &WorkbookProblem, frame: Frame| {
        let refusal = problem.message().get(frame.lang).to_owned();
        Ok(Err(upload_page(app, frame, refusal)))
    };
    let posted = match posted {
        Ok(posted) => posted,
        Err(errors) => return refuse(&WorkbookProblem::File(upload::refused(&errors)), frame),
    };
    let form = form_of(app, &FormCode(posted.form.clone()), frame.lang)?;
    let file = upload::read(&posted.workbook).await?;
    let sheets = match understand(file.content.clone(), form).await? {
        Ok(sheets) => sheets,
        Err(problem) => return refuse(&problem, frame),
    };
    let mapping = history::propose(form, &sheets, &histories::kept(app.db.read()).await?);
    let upload = Upload {
        kind: Kind::History,
        file_name: &file.name,
        content: &file.content,
        area: None,
        account: Some(officer.account.id),
    };
    let id = imports::upload(app.db.writer(), upload, app.now()).await?;
    imports::map(app.db.writer(), id, &serde_json::to_string(&mapping)?).await?;
    Ok(Ok(Redirect::to(format!("/imports/history/{id}"))))
}

#[get("/imports/history/<id>")]
pub async fn preview(app: &State<App>, officer: Officer, frame: Frame, id: i64) -> Result<Box<HistoryPage>> {
    let row = find(app, &officer, id, frame.lang).await?;
    if let Some(result) = &row.result {
        return Ok(Box::new(finished(&row, result, frame)));
    }
    let read = Read::of(app, &row, frame.lang).await?;
    let (strangers, plan) = read.plan(app, &officer).await?;
    Ok(Box::new(page_of(&row, &read, &strangers, &plan, frame)))
}

/// «Xem lại» keeps what was corrected and shows what follows from it; «Nhập» does it.
#[post("/imports/history/<id>", data = "<fields>")]
pub async fn apply(app: &State<App>, officer: Officer, lang: Lang, id: i64, fields: Fields) -> Result<Redirect> {
    let row = find(app, &officer, id, lang).await?;
    let here = Redirect::to(format!("/imports/history/{id}"));
    if row.result.is_some() {
        return Ok(here);
    }
    let mut read = Read::of(app, &row, lang).await?;
    let corrected = corrected(&read.mapping, &fields, lang)?;
    let is_new = corrected != read.mapping;
    read.mapping = corrected;
    imports::map(app.db.writer(), id, &serde_json::to_string(&read.mapping)?).await?;
    // What was corrected is looked at before it is imported.
    if is_new || fields.get("go") != "import" {
        return Ok(here);
    }
    let (_, plan) = read.plan(app, &officer).await?;
    let actor = actor(&officer);
    let by = By { actor, import: id, at: app.now() };
    let instant_of = |local| app.config.instant_of(local);
    let form = &read.form.code;
    let done = histories::apply(&app.db, &app.catalogue, form, &officer.scope, &plan, by, instant_of).await?;
    histories::keep(app.db.writer(), &read.mapping.kept()).await?;
    let kept = serde_json::to_value(Outcome::new(done.imported, done.changed, done.unchanged, &plan.refused))?;
    imports::finish(app.db.writer(), Kind::History, id, &kept, officer.who(), app.now()).await?;
    Ok(here)
}

fn actor(officer: &Officer) -> Actor {
    Actor { account: Some(officer.account.id), role: officer.account.role }
}

/// A file with its mapping.
struct Read<'a> {
    form: &'a Form,
    sheets: Vec<Sheet>,
    mapping: Mapping,
}

impl<'a> Read<'a> {
    async fn of(app: &'a App, row: &import::Model, lang: Lang) -> Result<Self> {
        let gone = || Error::not_found(lang, "Tệp này không còn. Tải lên lại.", "This file is gone. Upload it again.");
        let content = row.content.clone().ok_or_else(gone)?;
        let mapping: Mapping = serde_json::from_str(row.mapping.as_deref().unwrap_or_default())?;
        let form = form_of(app, &mapping.form, lang)?;
        let sheets = understand(content, form).await?;
        let sheets = sheets.map_err(|problem| Error::BadInput(problem.message().get(lang).to_owned()))?;
        Ok(Read { form, sheets, mapping })
    }

    /// What would happen, and the names that are not in the register.
    async fn plan(&self, app: &App, officer: &Officer) -> Result<(Vec<(String, Vec<String>)>, Plan)> {
        let houses = histories::houses(&*register::current(&app.db).await?);
        let mut summary: Summary = history::read(self.form, &self.sheets, &self.mapping, &houses);
        // A name that was led to a house can be led elsewhere.
        let mut strangers: std::collections::BTreeMap<String, Vec<String>> = std::mem::take(&mut summary.strangers);
        strangers.extend(self.mapping.houses.iter().map(|(name, code)| (name.clone(), vec![code.clone()])));
        let plan =
            histories::plan(&app.db, &app.catalogue, self.form, summary, actor(officer), &officer.scope, app.now());
        Ok((strangers.into_iter().collect(), plan.await?))
    }
}

/// Reading takes a while: it is no work for the threads that answer others.
async fn understand(content: Vec<u8>, form: &Form) -> Result<std::result::Result<Vec<Sheet>, WorkbookProblem>> {
    let form = form.clone();
    let reading = spawn_blocking(move || excel::history::read(&content, &form));
    reading.await.map_err(|error| Error::Workbook(error.to_string()))
}

fn form_of<'a>(app: &'a App, code: &FormCode, lang: Lang) -> Result<&'a Form> {
    let none = || Error::BadInput(lang.t("Chọn biểu của số liệu.", "Choose the form of the figures.").to_owned());
    app.catalogue.latest(code).ok_or_else(none)
}

/// The import of this person.
async fn find(app: &App, officer: &Officer, id: i64, lang: Lang) -> Result<import::Model> {
    let row = imports::uploaded(app.db.read(), Kind::History, id, officer.account.id).await?;
    row.ok_or_else(|| Error::not_found(lang, "Không có lần nhập này.", "There is no such import."))
}

/// The mapping with what was chosen on the page: `period.<n>`, `column.<n>`, `unit.<n>` in the mapping's order, `house.<name>`.
fn corrected(mapping: &Mapping, fields: &Fields, lang: Lang) -> Result<Mapping> {
    let sent = fields.map();
    let mut corrected = mapping.clone();
    for (at, period) in corrected.periods.values_mut().enumerate() {
        if let Some(text) = sent.get(&format!("period.{at}")) {
            text.trim().clone_into(period);
        }
    }
    for (at, (label, column)) in corrected.columns.iter_mut().enumerate() {
        let unknown = |_| {
            Error::BadInput(match lang {
                Lang::Vi => format!("Cột «{label}»: lựa chọn không có trong danh mục. Chọn lại."),
                Lang::En => format!("Column “{label}”: that is not on the list. Choose again."),
            })
        };
        let Some(to) = sent.get(&format!("column.{at}")) else { continue };
        let to: Meaning = to.parse().map_err(unknown)?;
        let unit = match sent.get(&format!("unit.{at}")).filter(|unit| !unit.is_empty()) {
            Some(unit) => Some(unit.parse::<Unit>().map_err(unknown)?),
            None => column.unit,
        };
        *column = ColumnMapping { to, unit };
    }
    for (name, code) in sent.iter().filter_map(|(field, code)| Some((field.strip_prefix("house.")?, code))) {
        if code.trim().is_empty() {
            corrected.houses.remove(name);
        } else {
            corrected.houses.insert(name.to_owned(), code.trim().to_uppercase());
        }
    }
    Ok(corrected)
}

fn upload_page(app: &App, frame: Frame, refusal: String) -> HistoryUploadPage {
    let codes: std::collections::BTreeSet<&FormCode> = app.catalogue.all().map(|form| &form.code).collect();
    let forms = codes.into_iter().filter_map(|code| app.catalogue.latest(code));
    let monthly = forms.filter(|form| form.schedule(Frequency::Monthly).is_some());
    let choice =
        |form: &Form| Choice::new(&*form.code.0, format!("{} · {}", form.code, form.title.get(frame.lang)), false);
    HistoryUploadPage { forms: monthly.map(choice).collect(), refusal, frame }
}

fn page_of(
    row: &import::Model,
    read: &Read<'_>,
    strangers: &[(String, Vec<String>)],
    plan: &Plan,
    frame: Frame,
) -> HistoryPage {
    let lang = frame.lang;
    let outcome = plan.outcome();
    HistoryPage {
        file_name: row.file_name.clone(),
        action: format!("/imports/history/{}", row.id),
        done: false,
        form: format!("{} · {}", read.form.code, read.form.title.get(lang)),
        new: outcome.imported,
        changed: outcome.changed,
        unchanged: outcome.unchanged,
        refused_count: plan.refused.len(),
        warnings_count: plan.warnings.len(),
        sheets: sheet_rows(&read.mapping),
        columns: column_rows(read, lang),
        strangers: strangers.iter().map(|(name, codes)| stranger_row(read, name, codes)).collect(),
        months: plan.months.iter().map(|(period, month)| month_row(*period, month, lang)).collect(),
        refused: plan.refused.iter().take(SHOWN).map(|r| cell_row(&r.sheet, &r.cell, r.why.get(lang))).collect(),
        warnings: plan.warnings.iter().take(SHOWN).map(|w| cell_row(&w.sheet, &w.cell, w.text.get(lang))).collect(),
        frame,
    }
}

fn sheet_rows(mapping: &Mapping) -> Vec<SheetRow> {
    let row = |(at, (name, period)): (usize, (&String, &String))| SheetRow {
        field: format!("period.{at}"),
        name: name.clone(),
        unknown: period == history::UNKNOWN,
        period: if period == history::UNKNOWN { String::new() } else { period.clone() },
    };
    mapping.periods.iter().enumerate().map(row).collect()
}

fn column_rows(read: &Read<'_>, lang: Lang) -> Vec<ColumnRow> {
    let all = Meaning::all(read.form, Frequency::Monthly);
    let example = |label: &str| {
        read.sheets.iter().find_map(|sheet| {
            let column = sheet.labels.iter().find(|(_, own)| *own == label)?.0;
            sheet.rows.values().find_map(|cells| cells.get(column)).map(history::Value::shown)
        })
    };
    let row = |(at, (label, column)): (usize, (&String, &ColumnMapping))| ColumnRow {
        field: format!("column.{at}"),
        unit_field: format!("unit.{at}"),
        label: label.clone(),
        example: example(label).unwrap_or_default(),
        meanings: all
            .iter()
            .map(|meaning| Choice::new(meaning.to_string(), meaning.label(read.form, lang), *meaning == column.to))
            .collect(),
        units: column.unit.map_or_else(Vec::new, |unit| {
            Unit::ALL.iter().map(|one| Choice::new(one.as_str(), one.as_str(), *one == unit)).collect()
        }),
    };
    read.mapping.columns.iter().enumerate().map(row).collect()
}

fn stranger_row(read: &Read<'_>, name: &str, candidates: &[String]) -> StrangerRow {
    StrangerRow {
        field: format!("house.{name}"),
        name: name.to_owned(),
        code: read.mapping.houses.get(name).cloned().unwrap_or_default(),
        candidates: candidates.to_vec(),
    }
}

fn month_row(period: Period, month: &histories::Month, lang: Lang) -> MonthRow {
    MonthRow {
        period: period.label(lang),
        new: month.new.len(),
        changed: month.changed.len(),
        unchanged: month.unchanged,
        nil: month.nil,
        missing: month.missing,
    }
}

fn finished(row: &import::Model, result: &str, frame: Frame) -> HistoryPage {
    let result = Outcome::read(result);
    let refused = result.refused(frame.lang);
    HistoryPage {
        file_name: row.file_name.clone(),
        action: String::new(),
        done: true,
        form: String::new(),
        new: result.imported,
        changed: result.changed,
        unchanged: result.unchanged,
        refused_count: refused.len(),
        warnings_count: 0,
        sheets: Vec::new(),
        columns: Vec::new(),
        strangers: Vec::new(),
        months: Vec::new(),
        refused,
        warnings: Vec::new(),
        frame,
    }
}
