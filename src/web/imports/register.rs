//! A register comes in: upload, preview (new, changed field by field, gone, refused with their cells), then what was ticked.
use std::collections::HashSet;

use rocket::{
    FromForm, State,
    form::{Errors, Form},
    fs::TempFile,
    get, post,
    response::Redirect,
    tokio::task::spawn_blocking,
};
use serde_json::Value;

use super::{
    outcome::{Outcome, cell_row},
    view::{ChangedField, ChangedRow, Counts, GoneRow, NewRow, RegisterPage, UploadPage},
};
use crate::{
    app::App,
    db::{
        entity::import,
        establishments::{self, By},
        imports::{self, Kind, Upload},
    },
    domain::{
        AreaCode, Lang,
        area::{AreaSet, Gazetteer},
        number,
        register::{Changed, Field, Known, Plan, Register, only, plan},
    },
    error::Error,
    excel::{self, WorkbookProblem},
    web::{
        Frame, Result,
        establishments::{communes, words},
        fields::Fields,
        guards::{Officer, Person},
        ui::Choice,
        upload,
    },
};

/// So many are shown; the rest are counted.
const SHOWN: usize = 100;
/// So many changed houses can be ticked one by one.
const TICKED: usize = 300;

#[derive(FromForm)]
pub struct Chosen<'r> {
    workbook: TempFile<'r>,
    /// Code of a province or commune; empty = as the file says.
    #[field(default = String::new())]
    area: String,
}

#[get("/imports/register")]
pub fn page(app: &State<App>, officer: Officer, frame: Frame) -> UploadPage {
    upload_page(app, &officer, frame, String::new())
}

#[post("/imports/register", data = "<form>")]
pub async fn receive(
    app: &State<App>,
    officer: Officer,
    frame: Frame,
    form: std::result::Result<Form<Chosen<'_>>, Errors<'_>>,
) -> Result<std::result::Result<Redirect, UploadPage>> {
    let form = match form {
        Ok(form) => form,
        Err(errors) => {
            let refusal = WorkbookProblem::File(upload::refused(&errors)).message().get(frame.lang).to_owned();
            return Ok(Err(upload_page(app, &officer, frame, refusal)));
        }
    };
    let file = upload::read(&form.workbook).await?;
    let area = Some(AreaCode(form.area.clone())).filter(|code| !code.0.is_empty());
    let scope = scope(app, &officer, area.as_ref());
    let content = file.content.clone();
    if let Err(problem) = understand(content, scope).await? {
        let refusal = problem.message().get(frame.lang).to_owned();
        return Ok(Err(upload_page(app, &officer, frame, refusal)));
    }
    let account = Some(officer.account.id);
    let upload = Upload { kind: Kind::Register, file_name: &file.name, content: &file.content, area, account };
    let id = imports::upload(app.db.writer(), upload, app.now()).await?;
    Ok(Ok(Redirect::to(format!("/imports/register/{id}"))))
}

#[get("/imports/register/<id>")]
pub async fn preview(app: &State<App>, officer: Officer, frame: Frame, id: i64) -> Result<Box<RegisterPage>> {
    let lang = frame.lang;
    let row = find(app, &officer, id, lang).await?;
    if let Some(result) = &row.result {
        return Ok(Box::new(finished(&row, result, frame)));
    }
    let (register, area) = read(app, &officer, &row, lang).await?;
    let known = establishments::known(app.db.read(), &officer.scope).await?;
    let planned = plan(&register, known, covered(&register, area.as_ref()));
    Ok(Box::new(page_of(&row, &register, &planned, frame)))
}

#[post("/imports/register/<id>", data = "<fields>")]
pub async fn apply(app: &State<App>, officer: Officer, lang: Lang, id: i64, fields: Fields) -> Result<Redirect> {
    let row = find(app, &officer, id, lang).await?;
    let here = Redirect::to(format!("/imports/register/{id}"));
    if row.result.is_some() {
        return Ok(here);
    }
    let (register, area) = read(app, &officer, &row, lang).await?;
    let covered = covered(&register, area.as_ref());
    let ticked = Ticked::of(&fields);
    let by = By {
        account: Some(officer.account.id),
        address: officer.address,
        import: Some(id),
        at: app.now(),
        today: app.today(),
    };
    let chosen = |known: Vec<Known>| ticked.only(plan(&register, known, covered));
    let done = establishments::apply(&app.db, &officer.scope, chosen, by).await?;
    let kept = serde_json::to_value(Outcome::new(done.imported, done.changed, done.unchanged, &register.refused))?;
    imports::finish(app.db.writer(), Kind::Register, id, &kept, by, by.at).await?;
    Ok(here)
}

/// What the person ticked on the preview.
struct Ticked {
    new: bool,
    all_changes: bool,
    /// `<code>.<field>`.
    changes: HashSet<String>,
}

impl Ticked {
    fn of(fields: &Fields) -> Self {
        Ticked {
            new: !fields.get("new").is_empty(),
            all_changes: !fields.get("all_changes").is_empty(),
            changes: fields.all("change").map(str::to_owned).collect(),
        }
    }

    fn only(&self, plan: Plan) -> Plan {
        let new = if self.new { plan.new } else { Vec::new() };
        let changed = plan.changed.into_iter().filter_map(|changed| self.of_house(changed)).collect();
        Plan { new, changed, ..plan }
    }

    fn of_house(&self, changed: Changed) -> Option<Changed> {
        if self.all_changes {
            return Some(changed);
        }
        let ticked = |what: &str| self.changes.contains(&format!("{}.{what}", changed.known.code));
        let suspension = changed.suspension.filter(|_| ticked("suspension"));
        let changed = Changed { suspension, ..changed };
        only(&changed, |field| self.changes.contains(&format!("{}.{}", changed.known.code, field.as_str())))
    }
}

/// The area in which the places of a file are looked for.
fn scope(app: &App, person: &Person, area: Option<&AreaCode>) -> AreaSet {
    let all = communes(app, person);
    match area {
        Some(code) => Gazetteer::embedded().subtree(code).into_iter().filter(|code| all.contains(code)).collect(),
        None => all,
    }
}

fn covered<'a>(register: &'a Register, area: Option<&'a AreaSet>) -> Option<&'a AreaSet> {
    register.area.as_ref().map(|area| &area.communes).or(area)
}

/// Reading takes a while: it is no work for the threads that answer others.
async fn understand(content: Vec<u8>, scope: AreaSet) -> Result<std::result::Result<Register, WorkbookProblem>> {
    let reading = spawn_blocking(move || excel::register::read(&content, Gazetteer::embedded(), &scope));
    reading.await.map_err(|error| Error::Workbook(error.to_string()))
}

async fn read(app: &App, officer: &Officer, row: &import::Model, lang: Lang) -> Result<(Register, Option<AreaSet>)> {
    let gone = || Error::not_found(lang, "Tệp này không còn. Tải lên lại.", "This file is gone. Upload it again.");
    let content = row.content.clone().ok_or_else(gone)?;
    let narrowed = scope(app, officer, row.area_code.as_ref());
    let register = understand(content, narrowed.clone()).await?;
    let register = register.map_err(|problem| Error::BadInput(problem.message().get(lang).to_owned()))?;
    Ok((register, row.area_code.is_some().then_some(narrowed)))
}

/// The import of this person.
async fn find(app: &App, officer: &Officer, id: i64, lang: Lang) -> Result<import::Model> {
    let row = imports::uploaded(app.db.read(), Kind::Register, id, officer.account.id).await?;
    row.ok_or_else(|| Error::not_found(lang, "Không có lần nhập này.", "There is no such import."))
}

fn upload_page(app: &App, officer: &Officer, frame: Frame, refusal: String) -> UploadPage {
    let places = Gazetteer::embedded();
    let provinces: std::collections::BTreeSet<&AreaCode> =
        communes(app, officer).iter().filter_map(|code| places.get(code)?.parent.as_ref()).collect();
    let mut areas = Vec::new();
    if provinces.len() > 1 {
        areas.push(Choice::new("", frame.t("Theo tiêu đề của tệp", "As the file says"), true));
        areas.extend(provinces.into_iter().map(|code| Choice::new(&code.0, places.name(code), false)));
    }
    UploadPage { areas, refusal, frame }
}

fn page_of(row: &import::Model, register: &Register, plan: &Plan, frame: Frame) -> RegisterPage {
    let lang = frame.lang;
    RegisterPage {
        file_name: row.file_name.clone(),
        action: format!("/imports/register/{}", row.id),
        done: false,
        area: register.area.as_ref().map(|area| area.name.get(lang).to_owned()).unwrap_or_default(),
        counts: Counts {
            new: plan.new.len(),
            changed: plan.changed.len(),
            unchanged: plan.unchanged,
            gone: plan.gone.len(),
            refused: register.refused.len(),
            warnings: register.warnings.len(),
        },
        new: plan.new.iter().take(SHOWN).map(|row| new_row(row, lang)).collect(),
        changed: plan.changed.iter().take(TICKED).map(|changed| changed_row(changed, lang)).collect(),
        too_many_changed: plan.changed.len() > TICKED,
        gone: plan.gone.iter().take(SHOWN).map(gone_row).collect(),
        refused: register.refused.iter().map(|r| cell_row(&r.sheet, &r.cell, r.why.get(lang))).collect(),
        warnings: register.warnings.iter().take(SHOWN).map(|w| cell_row(&w.sheet, &w.cell, w.text.get(lang))).collect(),
        frame,
    }
}

fn finished(row: &import::Model, result: &str, frame: Frame) -> RegisterPage {
    let result = Outcome::read(result);
    let refused = result.refused(frame.lang);
    RegisterPage {
        file_name: row.file_name.clone(),
        action: String::new(),
        done: true,
        area: String::new(),
        counts: Counts {
            new: result.imported,
            changed: result.changed,
            unchanged: result.unchanged,
            refused: refused.len(),
            ..Counts::default()
        },
        new: Vec::new(),
        changed: Vec::new(),
        too_many_changed: false,
        gone: Vec::new(),
        refused,
        warnings: Vec::new(),
        frame,
    }
}

fn new_row(row: &crate::domain::register::RegisterRow, lang: Lang) -> NewRow {
    let house = &row.particulars;
    NewRow {
        row: row.row,
        name: house.name.clone(),
        kind: words::kind_and_stars(house.kind, house.stars, lang),
        area: Gazetteer::embedded().name(&house.area_code).to_owned(),
        rooms: number::print(i64::from(house.rooms), 0),
    }
}

fn changed_row(changed: &Changed, lang: Lang) -> ChangedRow {
    let code = &changed.known.code;
    let field = |field: Field, before: &Value, after: &Value| ChangedField {
        pick: format!("{code}.{}", field.as_str()),
        text: format!(
            "{}: {} → {}",
            field.label(lang),
            words::value(field, before, lang),
            words::value(field, after, lang)
        ),
    };
    let mut fields: Vec<ChangedField> =
        changed.differences.iter().map(|d| field(d.field, &d.before, &d.after)).collect();
    fields.extend(changed.suspension.map(|days| ChangedField {
        pick: format!("{code}.suspension"),
        text: match days.to {
            Some(to) => format!("{} {}–{}", lang.t("Tạm ngừng", "Suspended"), words::date(days.from), words::date(to)),
            None => format!("{} {}", lang.t("Tạm ngừng từ", "Suspended from"), words::date(days.from)),
        },
    }));
    ChangedRow { name: changed.known.particulars.name.clone(), href: format!("/establishments/{code}"), fields }
}

fn gone_row(house: &Known) -> GoneRow {
    GoneRow {
        name: house.particulars.name.clone(),
        href: format!("/establishments/{}", house.code),
        area: Gazetteer::embedded().name(&house.particulars.area_code).to_owned(),
    }
}
