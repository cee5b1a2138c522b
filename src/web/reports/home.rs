//! The hotel's first page: what is due, soonest first; and the list of what it has filed.
use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use rocket::{State, get};

use super::{
    course::{Course, Whose},
    figures,
    place::{self, form_of},
    view::{Due, Filed as FiledLine, HomePage, RegisterHint, ReportsPage},
    words,
};
use crate::{
    app::App,
    db::{
        drafts::{self, Draft},
        establishments,
        peers::{self, Wanted},
        register::{self, House, Register},
        reports,
        rounds::{self, Owing},
    },
    domain::{
        EstablishmentId, Lang, Period, RoundId, calendar,
        form::{Form, Frequency},
        report::Channel,
        role::Scope,
        round::{Obligation, Round, Standing},
        spelling::{capital, lower},
        suspension::days_text,
    },
    error::Error,
    web::{
        Frame, Result,
        establishments::effects,
        guards::Reporter,
        peers::{
            card::{Card, Reader},
            page::monthly,
        },
        ui::{self, Badge, Link, Pager, Progress},
        workbooks,
    },
};

/// Receipts on the first page.
const RECENT: u64 = 6;
/// Reports on a page of the list.
const PAGE: usize = 25;

#[get("/home?<house>")]
pub async fn home(app: &State<App>, frame: Frame, person: Reporter, house: Option<&str>) -> Result<HomePage> {
    let register = register::current(&app.db).await?;
    let own = own_houses(&register, &person.scope);
    let chosen = house.and_then(|code| own.iter().find(|house| house.code() == code)).or(own.first());
    let Some(house) = chosen else { return Err(no_house(frame.lang)) };
    let now = app.now();
    let drafts = drafts_of(app, house.id()).await?;
    let all = rounds::all(app.db.read()).await?;
    let open: Vec<Round> = all.iter().filter(|round| !round.historic && round.opens_at <= now).cloned().collect();
    let mut due = Vec::new();
    for (round, owing) in rounds::standings_of(&app.db, open, house, now).await? {
        if let Some(until) = due_until(&round, &owing, now) {
            let entry = entry(app, &frame, &round, &owing, drafts.get(&round.id), until).await?;
            due.push((until, Due { several: several(app, &round, &own, frame.lang).await?, ..entry }));
        }
    }
    due.sort_by_key(|(until, _)| *until);
    let facts = house.record.facts_on(app.today()).map(|facts| words::facts(facts, frame.lang)).unwrap_or_default();
    let others = own.iter().filter(|other| other.id() != house.id());
    let receipts = reports::list(app.db.read(), &Scope::Establishments(vec![house.id()]), RECENT).await?;
    Ok(HomePage {
        house: house.name.clone(),
        facts,
        others: others.map(|other| Link::new(format!("/home?house={}", other.code()), &*other.name)).collect(),
        due: due.into_iter().map(|(_, entry)| entry).collect(),
        next_round: next_round(app, frame.lang),
        register: hints(house, &frame),
        suspensions: suspensions(app, house, frame.lang).await?,
        suspensions_href: format!("/establishments/{}/suspensions", house.code()),
        receipts: lines(app, &frame, &register, &all, &receipts).await?,
        all_href: "/reports".into(),
        peers: peer_cards(app, house, frame.lang).await?,
        courses: own_courses(app, house, frame.lang).await?,
        frame,
    })
}

/// The house beside similar ones, by each form of which something is compared.
async fn peer_cards(app: &App, house: &Arc<House>, lang: Lang) -> Result<Vec<Card>> {
    let reader = Reader { app, lang, house: house.code() };
    let mut cards = Vec::new();
    for form in monthly(app) {
        let wanted = Wanted { form, frequency: Frequency::Monthly, report: None };
        let found = peers::comparison(&app.db, &app.catalogue, app.config.peers(), house, wanted, app.now()).await?;
        cards.push(reader.card(&found));
    }
    Ok(cards)
}

/// The main ratio of each monthly form over two years.
async fn own_courses(app: &App, house: &House, lang: Lang) -> Result<Vec<Course>> {
    let last_month = Period::month_of(app.today()).previous();
    let mut courses = Vec::new();
    for form in monthly(app).into_iter().filter_map(|code| app.catalogue.form(code, last_month)) {
        let lines: Vec<usize> = form.main_ratio(Frequency::Monthly).into_iter().collect();
        courses.extend(Whose { app, form, house: house.id(), lang }.courses(&lines, last_month).await?);
    }
    Ok(courses)
}

#[get("/reports?<page>")]
pub async fn list(app: &State<App>, frame: Frame, person: Reporter, page: Option<usize>) -> Result<ReportsPage> {
    let register = register::current(&app.db).await?;
    let own = own_houses(&register, &person.scope);
    let all = rounds::all(app.db.read()).await?;
    let filed = reports::list(app.db.read(), &person.scope, 10_000).await?;
    let (shown, pager) = Pager::cut(&filed, page, PAGE, |page| format!("/reports?page={page}"));
    Ok(ReportsPage {
        house: own.iter().map(|house| house.name.as_str()).collect::<Vec<_>>().join(", "),
        filed: lines(app, &frame, &register, &all, shown).await?,
        pager,
        frame,
    })
}

/// The houses of a person, by name.
pub fn own_houses(register: &Register, scope: &Scope) -> Vec<Arc<House>> {
    let Scope::Establishments(own) = scope else { return Vec::new() };
    let mut houses: Vec<Arc<House>> = own.iter().filter_map(|id| register.house(*id).cloned()).collect();
    houses.sort_by(|a, b| a.name_key.cmp(&b.name_key));
    houses
}

/// What a person is told who has none.
pub fn no_house(lang: Lang) -> Error {
    Error::not_found(
        lang,
        "Tài khoản này chưa gắn với cơ sở nào. Liên hệ Sở Du lịch để được mời báo cáo cho cơ sở.",
        "This account belongs to no establishment. Ask the department for an invitation.",
    )
}

async fn drafts_of(app: &App, house: EstablishmentId) -> Result<HashMap<RoundId, Draft>> {
    let kept = drafts::kept(app.db.read(), &[house]).await?;
    Ok(kept.into_iter().map(|(round, _, draft)| (round, draft)).collect())
}

/// «Một tệp Excel cho 12 cơ sở», if several houses of a person owe the same.
async fn several(app: &App, round: &Round, own: &[Arc<House>], lang: Lang) -> Result<Option<Link>> {
    if own.len() < 2 {
        return Ok(None);
    }
    let owing = rounds::owing_of(&app.db, round, own, app.now()).await?;
    let count = owing.iter().filter(|owing| due_until(round, owing, app.now()).is_some()).count();
    let label = match lang {
        Lang::Vi => format!("Một tệp Excel cho {count} cơ sở"),
        Lang::En => format!("One workbook for {count} houses"),
    };
    Ok((count > 1).then(|| Link::new(workbooks::path(round), label)))
}

/// Until when the hotel has to do something; None if it has not.
fn due_until(round: &Round, owing: &Owing, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match owing.standing {
        Standing::Missing | Standing::Overdue if round.is_open(now) => Some(owing.due_at),
        Standing::Returned { .. } => owing.report.as_ref()?.report.returned_due_at,
        _ => None,
    }
}

async fn entry(
    app: &App,
    frame: &Frame,
    round: &Round,
    owing: &Owing,
    draft: Option<&Draft>,
    until: DateTime<Utc>,
) -> Result<Due> {
    let (lang, zone, now) = (frame.lang, app.config.time_zone, app.now());
    let form = form_of(app, round)?;
    let path = place::report_path(round, owing.house.code());
    let returned = match (&owing.report, owing.standing) {
        (Some(filed), Standing::Returned { .. }) => {
            place::returned(app, form, filed, filed.report.latest_version, lang).await?
        }
        _ => None,
    };
    let badge = match words::badge(owing.standing) {
        Badge::Missing if draft.is_some() => Badge::Draft,
        badge => badge,
    };
    Ok(Due {
        title: figures::title(round.period, &round.title, lang),
        form: form_and_days(app, form, round, lang),
        badge,
        left: ui::time_left(until, now, lang),
        due: ui::instant(until, zone, lang),
        overdue: until < now,
        nil_href: returned.is_none().then(|| format!("{path}/nil")),
        suspension: effects::on_report(app, owing.house.id(), round, lang).await?,
        progress: draft.map(|draft| progress(form, round.period, draft)),
        saved: draft.and_then(|draft| draft.saved_at).map(|at| ui::instant(at, zone, lang)),
        several: None,
        workbook_href: returned.is_none().then(|| format!("{path}/workbook")),
        returned,
        href: path,
    })
}

/// The form, if there are several; of an ad hoc round its days.
fn form_and_days(app: &App, form: &Form, round: &Round, lang: Lang) -> String {
    let form = app.catalogue.has_several().then(|| format!("{}: {}", form.code, form.title.get(lang)));
    let days = (!round.title.is_empty()).then(|| ui::days_of(round.period));
    form.into_iter().chain(days).collect::<Vec<_>>().join(" · ")
}

fn progress(form: &Form, period: Period, draft: &Draft) -> Progress {
    let frequency = Frequency::of(period);
    let required = form.lines_for(frequency).filter(|(_, line)| line.is_asked() && line.required.contains(&frequency));
    let has_text = |code: &str| draft.typed.0.get(code).is_some_and(|text| !text.trim().is_empty());
    required.fold(Progress::default(), |sum, (_, line)| Progress {
        filled: sum.filled + usize::from(has_text(&line.code)),
        asked: sum.asked + 1,
    })
}

/// «Đợt tháng 7/2026 mở ngày 01/08/2026».
fn next_round(app: &App, lang: Lang) -> Option<String> {
    let month = Period::month_of(app.today());
    let form = app.catalogue.all().filter_map(|form| app.catalogue.form(&form.code, month)).next()?;
    let opens = calendar::dates(form.schedule(Frequency::Monthly)?, month).opens_at.format("%d/%m/%Y");
    let label = month.label(lang);
    Some(match lang {
        Lang::Vi => format!("Đợt {label} mở ngày {opens}"),
        Lang::En => format!("The round for {label} opens on {opens}"),
    })
}

/// What is missing in the register, or came back from it.
fn hints(house: &House, frame: &Frame) -> Vec<RegisterHint> {
    let link = |vi, en| Link::new(format!("/establishments/{}", house.code()), frame.t(vi, en));
    let missing = |text: &str| RegisterHint { text: text.to_owned(), link: link("Bổ sung", "Add it") };
    let mut hints = Vec::new();
    if house.phone.is_none() {
        hints.push(missing(frame.t("Thiếu số điện thoại của cơ sở", "The telephone number is missing")));
    }
    if house.email.is_none() {
        hints.push(missing(frame.t("Thiếu thư điện tử của cơ sở", "The e-mail address is missing")));
    } else if house.email_failing {
        let text = frame.t("Thư gửi đến thư điện tử của cơ sở bị trả về", "Mail to the establishment comes back");
        hints.push(RegisterHint { text: text.to_owned(), link: link("Sửa", "Correct it") });
    }
    hints
}

/// «Tạm ngừng 01/08/2026–31/08/2026: chờ xác nhận»: those that wait, hold or are still to come.
async fn suspensions(app: &App, house: &House, lang: Lang) -> Result<Vec<String>> {
    let today = app.today();
    let kept = establishments::suspensions(app.db.read(), house.id()).await?;
    let alive = kept.iter().filter(|kept| kept.state.is_alive() && kept.days.to.is_none_or(|to| to >= today));
    let line = |kept: &establishments::Standstill| {
        let (days, state) = (days_text(&kept.days, lang), lower(kept.state.label(lang)));
        format!("{} {days}: {state}", lang.t("Tạm ngừng", "Suspension"))
    };
    Ok(alive.map(line).collect())
}

async fn lines(
    app: &App,
    frame: &Frame,
    register: &Register,
    rounds: &[Round],
    listed: &[reports::Listed],
) -> Result<Vec<FiledLine>> {
    let (lang, zone) = (frame.lang, app.config.time_zone);
    let ids: Vec<_> = listed.iter().map(|listed| listed.filed.id).collect();
    let receipts = reports::receipts(app.db.read(), &ids).await?;
    let several = listed.iter().any(|other| other.establishment != listed[0].establishment);
    let line = |listed: &reports::Listed| {
        let round = rounds.iter().find(|round| round.id == listed.round)?;
        let house = register.house(listed.establishment)?;
        let report = &listed.filed.report;
        let again = report.latest_version > 1;
        let mut parts = vec![receipts.get(&listed.filed.id)?.to_string()];
        if let Some(at) = report.submitted_at {
            let verb = if again { frame.t("nộp lại", "filed again") } else { frame.t("nộp", "filed") };
            parts.push(format!("{verb} {}", ui::instant(at, zone, lang)));
        }
        if report.channel == Channel::Officer {
            parts.push(lower(report.channel.label(lang)));
        }
        if several {
            parts.push(house.name.clone());
        }
        let due_at = round.due_for(house.id(), &listed.filed.facts.area_code);
        let standing = Standing::of(&Obligation::Nothing, Some(report), due_at, app.now());
        let title = if round.title.is_empty() { capital(&round.period.label(lang)) } else { round.title.clone() };
        Some(FiledLine {
            title,
            href: format!("{}/receipt", place::report_path(round, house.code())),
            line: parts.join(" · "),
            badge: if standing == Standing::NotOwing { Badge::Returned } else { words::badge(standing) },
            late: report.is_late(due_at),
        })
    };
    Ok(listed.iter().filter_map(line).collect())
}
