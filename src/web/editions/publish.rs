//! A round is published: what will be announced is shown first, and only what was shown is announced.
use rocket::{State, get, post};

use super::{
    path, publish_path,
    show::form_text,
    tables,
    view::{Differs, PublishPage},
};
use crate::{
    app::App,
    db::{editions, rollups},
    domain::{
        Lang,
        edition::{Refusal, Words, next_number},
        report::Basis,
        round::Round,
        spelling::capital,
    },
    error::Error,
    publishing::{self, By, Prepared},
    web::{Frame, Noted, Result, fields::Fields, guards::DepartmentOfficer, ui::Tab},
};

type NotedOrPage = std::result::Result<Noted, Box<PublishPage>>;

#[get("/rollups/<slug>/<period>/publish?<basis>")]
pub async fn page(
    app: &State<App>,
    _officer: DepartmentOfficer,
    frame: Frame,
    slug: &str,
    period: &str,
    basis: Option<&str>,
) -> Result<Box<PublishPage>> {
    let lang = frame.lang;
    let round = round(app, slug, period, lang).await?;
    let prepared = prepared(app, &round, read_basis(basis.unwrap_or_default(), lang)?, lang).await?;
    Ok(Box::new(draw(frame, &prepared, &Fields::default(), String::new(), &[])))
}

#[post("/rollups/<slug>/<period>/publish", data = "<fields>")]
pub async fn publish(
    app: &State<App>,
    officer: DepartmentOfficer,
    frame: Frame,
    slug: &str,
    period: &str,
    fields: Fields,
) -> Result<NotedOrPage> {
    let lang = frame.lang;
    let round = round(app, slug, period, lang).await?;
    let basis = read_basis(fields.get("basis"), lang)?;
    let prepared = prepared(app, &round, basis, lang).await?;
    let show = |prepared: &Prepared<'_>, alarm: &str, refusals: &[Refusal]| {
        Ok(Err(Box::new(draw(frame.clone(), prepared, &fields, alarm.to_owned(), refusals))))
    };
    // Why it can't be published stands on the page anyway.
    let Ok(number) = prepared.number else { return show(&prepared, "", &[]) };
    if fields.get("seen") != prepared.sealed.sha256 {
        return show(&prepared, moved(lang), &[]);
    }
    let words = match Words::read(number, fields.get("note"), fields.get("reason")) {
        Ok(words) => words,
        Err(refusals) => return show(&prepared, incomplete(lang), &refusals),
    };
    let by = By { account: officer.account.id, who: officer.who(), at: app.now() };
    match publishing::publish(app, &prepared, number, &words, by).await {
        Ok(_) => Ok(Ok(Noted::new(path(slug, round.period, number), published(&round, number, lang)))),
        Err(Error::Conflict(_)) => {
            let prepared = self::prepared(app, &round, basis, lang).await?;
            show(&prepared, overtaken(lang), &[])
        }
        Err(error) => Err(error),
    }
}

fn moved(lang: Lang) -> &'static str {
    lang.t(
        "Chưa công bố: số liệu vừa thay đổi so với trang đã xem. Xem lại số liệu dưới đây rồi công bố; những gì đã ghi còn nguyên.",
        "Not published: the figures have changed since you looked. Look at them below and publish then; what you wrote is still there.",
    )
}

fn incomplete(lang: Lang) -> &'static str {
    lang.t(
        "Chưa công bố. Sửa các ô được đánh dấu rồi công bố.",
        "Not published. Correct the marked fields, then publish.",
    )
}

fn overtaken(lang: Lang) -> &'static str {
    lang.t(
        "Chưa công bố: người khác vừa công bố đợt này. Xem lại số liệu dưới đây; những gì đã ghi còn nguyên.",
        "Not published: somebody else has just published this round. Look at the figures below; what you wrote is still there.",
    )
}

fn published(round: &Round, number: i32, lang: Lang) -> String {
    let label = round.period.label(lang);
    match lang {
        Lang::Vi => format!("Đã công bố số liệu {label}, lần {number}. Số liệu này được giữ nguyên."),
        Lang::En => format!("The figures of {label} are published as edition {number}. They stay as they are."),
    }
}

/// The round of an address.
///
/// # Errors
/// [`Error::NotFound`], saying what is published.
pub async fn round(app: &App, slug: &str, period: &str, lang: Lang) -> Result<Round> {
    let period = rollups::period_of(period, lang)?;
    let found = editions::round_at(app.db.read(), slug, period).await?;
    found.ok_or_else(|| {
        let label = period.label(lang);
        Error::NotFound(match lang {
            Lang::Vi => format!("Không có đợt báo cáo {label} của biểu này. Số liệu được công bố theo từng đợt: một tháng, một năm (2026-Y) hoặc một đợt đột xuất."),
            Lang::En => format!("This form has no round of {label}. Figures are published round by round: a month, a year (2026-Y) or an ad hoc round."),
        })
    })
}

fn read_basis(code: &str, lang: Lang) -> Result<Basis> {
    match code {
        "" => Ok(Basis::Submitted),
        code => code.parse().map_err(|_| {
            let code: String = code.chars().take(40).collect();
            Error::BadInput(match lang {
                Lang::Vi => format!("Không hiểu «basis={code}». Viết một trong các giá trị: submitted, accepted."),
                Lang::En => format!("“basis={code}” is not understood. Use one of: submitted, accepted."),
            })
        }),
    }
}

async fn prepared<'c>(app: &'c App, round: &Round, basis: Basis, lang: Lang) -> Result<Prepared<'c>> {
    let prepared = publishing::prepare(app, round, basis, app.now()).await?;
    prepared.ok_or_else(|| Error::not_found(lang, "Đợt báo cáo này chưa có số liệu.", "This round has no figures yet."))
}

fn draw(frame: Frame, prepared: &Prepared<'_>, typed: &Fields, alarm: String, refusals: &[Refusal]) -> PublishPage {
    let (lang, round) = (frame.lang, &prepared.round);
    let slug = round.form.slug();
    let action = publish_path(&slug, round.period);
    let basis = prepared.figures.basis;
    let number = next_number(prepared.last.as_ref().map(|(last, _)| last.number));
    let error = |field: &str| {
        let refusal = refusals.iter().find(|refusal| refusal.field() == field);
        refusal.map(|refusal| refusal.text().get(lang).to_owned()).unwrap_or_default()
    };
    let label = round.period.label(lang);
    PublishPage {
        title: match lang {
            Lang::Vi => format!("Công bố số liệu {label}, lần {number}"),
            Lang::En => format!("Publish the figures of {label}, edition {number}"),
        },
        form: form_text(&prepared.figures, lang),
        back_href: format!("/rollups/{slug}/{}?basis={basis}", round.period),
        bases: Basis::ALL.iter().map(|of| tab(&action, *of, basis, lang)).collect(),
        basis: basis.as_str(),
        seen: prepared.sealed.sha256.clone(),
        trust: tables::trust(&prepared.figures, lang),
        open: open(prepared, lang),
        refused: prepared.number.err().map(|refusal| refusal.text().get(lang).to_owned()).unwrap_or_default(),
        alarm,
        needs_reason: number > 1,
        note: typed.get("note").to_owned(),
        note_error: error("note"),
        reason: typed.get("reason").to_owned(),
        reason_error: error("reason"),
        differs: differs(prepared, lang),
        grids: tables::all(&prepared.figures, lang),
        action,
        frame,
    }
}

fn tab(action: &str, basis: Basis, current: Basis, lang: Lang) -> Tab {
    Tab {
        href: format!("{action}?basis={basis}"),
        label: capital(basis.label(lang)),
        count: None,
        current: basis == current,
    }
}

/// What is still open in the round.
fn open(prepared: &Prepared<'_>, lang: Lang) -> Vec<String> {
    let coverage = &prepared.figures.coverage;
    [
        (coverage.missing, "cơ sở chưa nộp", "houses have not filed"),
        (prepared.awaiting, "báo cáo chờ duyệt", "reports wait for review"),
        (coverage.returned, "báo cáo bị trả lại, chưa nộp lại", "reports were returned and not filed again"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, vi, en)| format!("{} {}", tables::count(count), lang.t(vi, en)))
    .collect()
}

fn differs(prepared: &Prepared<'_>, lang: Lang) -> Option<Differs> {
    let (last, differences) = prepared.last.as_ref()?;
    let number = last.number;
    let title = match lang {
        Lang::Vi => format!("Khác lần công bố {number}"),
        Lang::En => format!("Other than in edition {number}"),
    };
    let heads = [format!("{} {number}", lang.t("Lần", "Edition")), lang.t("Lần này", "Now").to_owned()];
    Some(tables::differs(title, differences, heads, lang))
}
