//! Shows a round, with the forms that change it.
use std::collections::BTreeSet;

use rocket::{State, get};

use super::{
    change::Tried,
    view::{AboutPage, ClosingForm, DueForm, Fact, MessageForm},
    words,
};
use crate::{
    app::App,
    db::{accounts, register, rounds},
    domain::{
        AreaCode, Lang,
        area::Gazetteer,
        role::Scope,
        round::{Round, Whom},
        spelling,
    },
    web::{
        Frame, Result,
        guards::Officer,
        reports::place::{find_round, form_of, round_path},
        rounds::desk,
        ui::{self, Choice, Link},
    },
};

#[get("/rounds/<slug>/<period>/about")]
pub async fn page(
    app: &State<App>,
    frame: Frame,
    officer: Officer,
    slug: &str,
    period: &str,
) -> Result<Box<AboutPage>> {
    let round = find_round(app, frame.lang, slug, period).await?;
    draw(app, &officer, frame, &round, Tried::default()).await
}

/// The page, with what somebody tried and was refused in its forms.
pub async fn draw(app: &App, officer: &Officer, frame: Frame, round: &Round, tried: Tried) -> Result<Box<AboutPage>> {
    let (lang, zone, now) = (frame.lang, app.config.time_zone, app.now());
    let register = register::current(&app.db).await?;
    let form = form_of(app, round)?;
    let mut facts = vec![Fact {
        label: lang.t("Hỏi những cơ sở", "Asks"),
        lines: words::audience(&round.audience, &register, lang),
    }];
    facts.push(Fact {
        label: lang.t("Số liệu", "Figures"),
        lines: vec![words::asked(round.lines.as_deref(), form, lang)],
    });
    facts.extend(words::instants(round, &register, zone, lang));
    facts.extend(
        round
            .message
            .clone()
            .map(|message| Fact {
                label: lang.t("Lời nhắn cho cơ sở", "Message to houses"), lines: vec![message]
            }),
    );
    let events = rounds::events(app.db.read(), round.id).await?;
    let names = accounts::names(app.db.read(), events.iter().filter_map(|event| event.by)).await?;
    let name = |by| names.get(&by).map_or("", String::as_str);
    let step = |event| words::step(event, event.by.map_or("", name), &register, zone, lang);
    let is_closed = round.is_closed(now);
    let whole = officer.is_department_officer() && !round.historic;
    Ok(Box::new(AboutPage {
        back: Link::new(round_path(round), desk::title(round, lang)),
        title: desk::title(round, lang),
        form: format!("{} {} · {}", lang.t("Biểu", "Form"), round.form, ui::days_of(round.period)),
        messages: Vec::new(),
        facts,
        history: events.iter().map(step).collect(),
        due: if is_closed { None } else { Some(due_form(app, officer, round, &tried, lang).await?) },
        closing: whole.then(|| ClosingForm { is_closed, ..tried.closing.clone() }),
        message: (whole && !is_closed).then(|| match tried.message {
            Some(message) => message,
            None => MessageForm { text: round.message.clone().unwrap_or_default(), ..MessageForm::default() },
        }),
        here: format!("{}/about", round_path(round)),
        frame,
    }))
}

async fn due_form(app: &App, officer: &Officer, round: &Round, tried: &Tried, lang: Lang) -> Result<DueForm> {
    let typed = &tried.due;
    let choice = |code: &str, label: &str| Choice::new(code, label, typed.whom == code);
    let mut whom = Vec::new();
    if may_move_for_all(round, &officer.scope) {
        whom.push(Choice {
            chosen: matches!(typed.whom.as_str(), "" | "everyone"),
            ..choice("everyone", lang.t("Tất cả cơ sở của đợt", "All houses of the round"))
        });
    }
    whom.push(choice("communes", lang.t("Một số xã, phường", "Some communes")));
    whom.push(choice("house", lang.t("Một cơ sở", "One house")));
    let asked = communes(app, round, &officer.scope).await?;
    let places = Gazetteer::embedded();
    let mut communes: Vec<Choice> = (asked.into_iter())
        .map(|code| Choice::new(&*code.0, places.name(&code), typed.communes.contains(&code.0)))
        .collect();
    communes.sort_by_cached_key(|choice| spelling::blind(&choice.label));
    let local = round.due_at.with_timezone(&app.config.time_zone);
    let or = |typed: &str, else_: String| if typed.is_empty() { else_ } else { typed.to_owned() };
    Ok(DueForm {
        whom,
        opened: communes.iter().any(|choice| choice.chosen),
        communes,
        house: typed.house.clone(),
        day: or(&typed.day, local.format("%Y-%m-%d").to_string()),
        hour: or(&typed.hour, local.format("%H:%M").to_string()),
        reason: typed.reason.clone(),
        ..tried.due_refusals.clone()
    })
}

/// An officer of a commune moves it for all only if all are hers.
#[must_use]
pub fn may_move_for_all(round: &Round, scope: &Scope) -> bool {
    match scope {
        Scope::Department => true,
        Scope::Areas(own) => {
            !round.audience.areas.is_empty() && round.audience.areas.iter().all(|area| own.contains(area))
        }
        Scope::Establishments(_) => false,
    }
}

/// The communes in which somebody is asked, as far as a person's reach goes.
pub async fn communes(app: &App, round: &Round, scope: &Scope) -> Result<BTreeSet<AreaCode>> {
    let owing = rounds::who_owes(&app.db, round, scope, app.now()).await?;
    Ok(owing.into_iter().map(|owing| owing.facts.area_code).collect())
}

/// The due instants that hold now for those for whom one is to be moved.
#[must_use]
pub fn due_now(round: &Round, whom: &Whom, area: Option<&AreaCode>) -> Vec<chrono::DateTime<chrono::Utc>> {
    let in_area = |area: &AreaCode| round.moved_in(area).map_or(round.due_at, |moved| moved.due_at);
    match whom {
        Whom::Everyone => vec![round.due_at],
        Whom::Communes(areas) => areas.iter().map(in_area).collect(),
        Whom::House(house) => area.map(|area| round.due_for(*house, area)).into_iter().collect(),
    }
}
