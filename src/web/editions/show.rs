//! An edition as it was announced, and its workbook. Old ones keep their page for good.
use rocket::{State, get};
use serde_json::json;

use super::{
    path,
    publish::round,
    tables,
    view::{Differs, EditionPage},
};
use crate::{
    app::App,
    db::{
        accounts, audit,
        editions::{self, Edition},
    },
    domain::{
        Lang,
        disclosure::note,
        edition::{Announced, Differences},
        round::Round,
    },
    error::Error,
    in_tx, publishing,
    web::{
        Frame, Result,
        download::Download,
        guards::Leader,
        rollups::view::Paper,
        ui::{self, Link},
    },
};

#[get("/rollups/<slug>/<period>/editions/<number>")]
pub async fn page(
    app: &State<App>,
    frame: Frame,
    _leader: Leader,
    slug: &str,
    period: &str,
    number: &str,
) -> Result<Box<EditionPage>> {
    let (round, edition) = find(app, slug, period, number, frame.lang).await?;
    let figures = editions::figures(&app.db, edition.id).await?;
    draw(app, frame, &round, edition, &figures).await.map(Box::new)
}

#[get("/rollups/<slug>/<period>/editions/<number>/workbook")]
pub async fn workbook(app: &State<App>, leader: Leader, slug: &str, period: &str, number: &str) -> Result<Download> {
    let (round, edition) = find(app, slug, period, number, leader.lang).await?;
    let content =
        editions::workbook(app.db.read(), edition.id).await?.ok_or_else(|| none(leader.lang, number, None))?;
    let detail = json!({
        "form": round.form,
        "period": round.period,
        "number": edition.number,
        "format": "xlsx",
        "sha256": edition.workbook_sha256,
    });
    let subject = format!("edition/{}", edition.id);
    in_tx!(app.db, |tx| audit::record(tx, app.now(), leader.who(), "edition.downloaded", &subject, &detail).await)?;
    Ok(Download::xlsx(&edition.file_name, content))
}

/// The edition that an address names.
async fn find(app: &App, slug: &str, period: &str, number: &str, lang: Lang) -> Result<(Round, Edition)> {
    let round = round(app, slug, period, lang).await?;
    let found = match number.parse() {
        Ok(number) => editions::find(app.db.read(), round.id, number).await?,
        Err(_) => None,
    };
    match found {
        Some(edition) => Ok((round, edition)),
        None => {
            let last = editions::of_round(app.db.read(), round.id).await?.first().map(|last| last.number);
            Err(none(lang, number, last))
        }
    }
}

/// Says which editions there are.
fn none(lang: Lang, number: &str, last: Option<i32>) -> Error {
    let number: String = number.chars().take(40).collect();
    Error::NotFound(match (last, lang) {
        (None, Lang::Vi) => format!("Không có lần công bố «{number}»: số liệu của kỳ này chưa được công bố."),
        (None, Lang::En) => {
            format!("There is no edition “{number}”: the figures of this period are not published yet.")
        }
        (Some(last), Lang::Vi) => {
            format!("Không có lần công bố «{number}». Kỳ này đã công bố {last} lần: chọn từ 1 đến {last}.")
        }
        (Some(last), Lang::En) => {
            format!("There is no edition “{number}”. This period has {last}: choose 1 to {last}.")
        }
    })
}

async fn draw(app: &App, frame: Frame, round: &Round, edition: Edition, figures: &Announced) -> Result<EditionPage> {
    let (lang, zone, slug) = (frame.lang, app.config.time_zone, round.form.slug());
    let all = editions::of_round(app.db.read(), round.id).await?;
    let label = round.period.label(lang);
    let title = match lang {
        Lang::Vi => format!("Số liệu công bố lần {}: {label}", edition.number),
        Lang::En => format!("Published figures, edition {}: {label}", edition.number),
    };
    let name = accounts::by_id(app.db.read(), edition.account_id).await?.map(|account| account.name);
    let name = name.filter(|name| !name.is_empty()).map(|name| format!(", {name}")).unwrap_or_default();
    let here = path(&slug, round.period, edition.number);
    let link = |other: &Edition| {
        let day = app.config.day_of(other.published_at).format("%d/%m/%Y");
        let text = format!("{} {} ({day})", lang.t("Lần công bố", "Edition"), other.number);
        Link::new(path(&slug, round.period, other.number), text)
    };
    let heading = app.config.heading(edition.published_at);
    Ok(EditionPage {
        form: form_text(figures, lang),
        back_href: format!("/rollups/{slug}/{}", round.period),
        published: format!("{}{name}", ui::instant(edition.published_at, zone, lang)),
        trust: tables::trust(figures, lang),
        withheld: figures.is_withheld().then(|| note().get(lang).to_owned()),
        sha256: edition.sha256.clone(),
        workbook_href: format!("{here}/workbook"),
        workbook_sha256: edition.workbook_sha256.clone(),
        json_href: format!("/api/v1{here}"),
        newer: all.first().filter(|last| last.number > edition.number).map(&link),
        others: all.iter().filter(|other| other.number != edition.number).map(&link).collect(),
        before: before(app, &all, &edition, figures, lang).await?,
        since: since(app, round, figures, lang).await?,
        grids: tables::all(figures, lang),
        paper: Paper {
            issuing_body: heading.issuing_body.to_uppercase(),
            department: heading.department.to_uppercase(),
            title: match lang {
                Lang::Vi => format!("Số liệu công bố lần {}: {} {label}", edition.number, figures.form_title.get(lang)),
                Lang::En => {
                    format!("Published figures, edition {}: {} {label}", edition.number, figures.form_title.get(lang))
                }
            }
            .to_uppercase(),
            date: crate::web::rollups::date_line(&heading.place, app.config.day_of(edition.published_at), lang),
        },
        note: edition.note,
        reason: edition.reason,
        title,
        frame,
    })
}

/// «Biểu 01-H/DL-CSLT, phiên bản 2022-01 (chỉ tiêu tạm thời)».
pub fn form_text(figures: &Announced, lang: Lang) -> String {
    let provisional =
        if figures.provisional_lines { lang.t(" (chỉ tiêu tạm thời)", " (provisional lines)") } else { "" };
    match lang {
        Lang::Vi => format!("Biểu {}, phiên bản {}{provisional}", figures.form, figures.form_version),
        Lang::En => format!("Form {}, version {}{provisional}", figures.form, figures.form_version),
    }
}

/// What this edition changed; None of the first.
async fn before(
    app: &App,
    all: &[Edition],
    edition: &Edition,
    figures: &Announced,
    lang: Lang,
) -> Result<Option<Differs>> {
    let Some(earlier) = all.iter().find(|other| other.number < edition.number) else { return Ok(None) };
    let announced = editions::figures(&app.db, earlier.id).await?;
    let differences = Differences::between(&announced, figures);
    let title = match lang {
        Lang::Vi => format!("Khác lần công bố {}", earlier.number),
        Lang::En => format!("Other than in edition {}", earlier.number),
    };
    let head = |number: i32| format!("{} {number}", lang.t("Lần", "Edition"));
    Ok(Some(tables::differs(title, &differences, [head(earlier.number), head(edition.number)], lang)))
}

/// How the figures of now differ; None if they don't.
async fn since(app: &App, round: &Round, figures: &Announced, lang: Lang) -> Result<Option<Differs>> {
    let differences = publishing::since(app, round, figures, app.now()).await?;
    let Some(differences) = differences.filter(|d| d.has_figures() || d.coverage) else { return Ok(None) };
    let title = match (differences.lines.len(), lang) {
        (moved, Lang::Vi) => format!("Số liệu hiện nay khác {moved} chỉ tiêu"),
        (moved, Lang::En) => format!("{moved} lines are other now"),
    };
    let heads = [lang.t("Đã công bố", "Published").to_owned(), lang.t("Hiện nay", "Now").to_owned()];
    Ok(Some(tables::differs(title, &differences, heads, lang)))
}
