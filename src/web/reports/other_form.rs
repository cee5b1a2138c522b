//! A hotel's month in the lines of another authority's form, to be copied or printed: numbers are typed once.
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

use super::{asked::Asked, place::Place, view::Heading};
use crate::{
    db::{drafts, reports},
    domain::{
        Lang, Period, check,
        form::Figures,
        other_form::{Cell, Months, OtherForm, Row, lay_out},
        round::owes,
    },
    error::Error,
    web::{Frame, Result, ui::Link},
};

#[derive(Template, WebTemplate)]
#[template(path = "reports/other_form.html")]
pub struct OtherFormPage {
    pub frame: Frame,
    pub heading: Heading,
    pub code: String,
    pub title: String,
    pub receiver: String,
    pub provisional: bool,
    /// What the month's numbers are from.
    pub from_draft: bool,
    /// «tháng 6/2026», «tháng 7/2026».
    pub month: String,
    pub next_month: String,
    pub rows: Vec<Row>,
    /// Months that the sum since January lacks.
    pub missing: Vec<String>,
    pub notes: Vec<String>,
    pub has_estimates: bool,
    /// Rows separated by line ends, cells by tabs.
    pub text: String,
    pub back: Link,
}

#[get("/reports/<_>/<_>/<_>/other/<code>")]
pub async fn page(asked: Asked<'_>, code: &str) -> Result<OtherFormPage> {
    let (place, frame, _) = asked.open().await?;
    let lang = place.lang;
    let other = fitting(&place).find(|other| other.code.slug() == code).ok_or_else(|| no_form(&place, code))?;
    let (this, from_draft) = this_month(&place).await?;
    let months = months(&place, this).await?;
    let laid = lay_out(other, place.form, place.round.period, &months, lang);
    let next = Period::month_of(place.round.period.last_day() + chrono::Days::new(1));
    Ok(OtherFormPage {
        heading: place.heading(),
        code: other.code.to_string(),
        title: other.title.get(lang).to_owned(),
        receiver: other.receiver.get(lang).to_owned(),
        provisional: other.provisional,
        from_draft,
        month: place.round.period.label(lang),
        next_month: next.label(lang),
        text: text(&laid.rows, &place, next, lang),
        has_estimates: laid.rows.iter().any(|row| row.month.is_estimated() || row.cumulative.is_estimated()),
        rows: laid.rows,
        missing: months.missing.iter().map(|month| month.label(lang)).collect(),
        notes: other.notes.iter().map(|note| note.get(lang).to_owned()).collect(),
        back: way_back(&place, from_draft),
        frame,
    })
}

/// The forms of others into which a report can be laid.
fn fitting<'p>(place: &'p Place<'_>) -> impl Iterator<Item = &'p OtherForm> {
    let monthly = matches!(place.round.period, Period::Month { .. });
    place.app.catalogue.others().filter(move |other| monthly && other.lays_out == place.form.code)
}

/// Links to their pages: «01CS/LTDL».
pub fn links(place: &Place<'_>) -> Vec<Link> {
    let path = place.path();
    fitting(place)
        .map(|other| Link::new(format!("{path}/other/{}", other.code.slug()), other.code.to_string()))
        .collect()
}

fn no_form(place: &Place<'_>, code: &str) -> Error {
    let known: Vec<String> = fitting(place).map(|other| other.code.slug()).collect();
    let (known, code) = (known.join(", "), code.chars().take(40).collect::<String>());
    Error::not_found(
        place.lang,
        &format!("Báo cáo này không xếp được theo biểu «{code}». Các biểu có sẵn: {known}."),
        &format!("This report cannot be laid out in form «{code}». Forms that there are: {known}."),
    )
}

/// What was filed; before that what stands in the draft.
async fn this_month(place: &Place<'_>) -> Result<(Figures, bool)> {
    if let Some(filed) = place.latest_answers().await? {
        return Ok((place.form.complete(place.frequency(), &filed), false));
    }
    let draft = drafts::get(place.app.db.read(), place.round.id, place.house.id()).await?;
    if !draft.is_kept() {
        return Err(not_typed(place));
    }
    let (answers, _) = check::examine(place.form, place.frequency(), &place.context().await?, &draft.typed);
    Ok((place.form.complete(place.frequency(), &answers), true))
}

fn not_typed(place: &Place<'_>) -> Error {
    let label = place.round.period.label(place.lang);
    Error::not_found(
        place.lang,
        &format!("Cơ sở chưa nhập số liệu {label}. Nhập hoặc nộp báo cáo trước, rồi mở lại trang này."),
        &format!(
            "Nothing has been typed for {label} yet. Fill in or file the report first, then open this page again."
        ),
    )
}

async fn months(place: &Place<'_>, this: Figures) -> Result<Months> {
    let (app, period) = (place.app, place.round.period);
    let since = Period::range(first_day_of_year(period), period.last_day()).unwrap_or(period);
    let filed = reports::months_of(app.db.read(), &app.catalogue, place.form, since, place.house.id()).await?;
    let mut months = Months::default();
    months.figures.extend(filed.into_iter().map(|month| (month.period, month.figures)));
    months.figures.insert(period, this);
    let owed = |month: &Period| owes(&place.round.audience, *month, &place.house.record).is_some();
    let missing = since.months().into_iter().filter(|month| !months.figures.contains_key(month) && owed(month));
    months.missing = missing.collect();
    Ok(months)
}

fn first_day_of_year(period: Period) -> chrono::NaiveDate {
    Period::Year { year: period.year() }.first_day()
}

/// What a spreadsheet takes: a heading, then a row a line; estimates say so in the last column.
fn text(rows: &[Row], place: &Place<'_>, next: Period, lang: Lang) -> String {
    let heads = [
        lang.t("Mã số", "No.").to_owned(),
        lang.t("Chỉ tiêu", "Line").to_owned(),
        lang.t("Đơn vị", "Unit").to_owned(),
        place.round.period.label(lang),
        format!("{} {}", lang.t("Ước", "Expected in"), next.label(lang)),
        lang.t("Lũy kế từ đầu năm", "Since January").to_owned(),
        lang.t("Ghi chú", "Note").to_owned(),
    ];
    let line = |row: &Row| {
        let estimated = [row.month, row.cumulative].into_iter().any(Cell::is_estimated);
        let note = if estimated { lang.t("ước", "estimate") } else { "" };
        let cells = [row.month, row.next, row.cumulative].map(|cell| cell.plain(lang)).join("\t");
        format!("{}\t{}\t{}\t{cells}\t{note}", row.number, row.label, row.unit)
    };
    std::iter::once(heads.join("\t")).chain(rows.iter().map(line)).collect::<Vec<_>>().join("\n")
}

fn way_back(place: &Place<'_>, from_draft: bool) -> Link {
    if from_draft {
        return Link::new(place.path(), place.lang.t("Về bản nháp", "Back to the draft"));
    }
    Link::new(format!("{}/receipt", place.path()), place.lang.t("Về biên nhận", "Back to the receipt"))
}
