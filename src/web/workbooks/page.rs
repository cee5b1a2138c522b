//! The way in: the template of all houses that still owe, and the filled one back.
use std::collections::BTreeMap;

use rocket::{
    FromForm, State,
    form::{Errors, Form as Posted},
    fs::TempFile,
    get,
    http::Status,
    post,
    response::Redirect,
};
use serde_json::json;

use super::{kept, view::SeveralPage};
use crate::{
    app::App,
    db::{
        audit, establishments,
        imports::{self, Kind, Upload},
        register,
        rounds::{self, Owing},
    },
    domain::{
        AreaCode, EstablishmentId, Lang,
        area::Gazetteer,
        report::Channel,
        role::{Role, Scope},
        round::Round,
    },
    excel::{
        filled::Unsuitable,
        template::{self, Filling, HouseOf, MOST_HOUSES, Template},
    },
    in_tx,
    web::{
        Frame, Result,
        download::Download,
        guards::{Filer, Person},
        reports::{
            figures,
            place::{Place, find_round, form_of, round_path},
            workbook::elsewhere,
        },
        ui::{self, Choice, Link},
        upload,
    },
};

/// Address of the page of a round, to which `/template` is added.
#[must_use]
pub fn path(round: &Round) -> String {
    format!("/workbooks/{}/{}", round.form.slug(), round.address())
}

#[get("/workbooks/<slug>/<period>?<area>")]
pub async fn page(
    app: &State<App>,
    filer: Filer,
    frame: Frame,
    slug: &str,
    period: &str,
    area: Option<&str>,
) -> Result<SeveralPage> {
    let round = find_round(app, frame.lang, slug, period).await?;
    draw(app, &filer, frame, &round, area, (String::new(), None)).await
}

#[get("/workbooks/<slug>/<period>/template?<area>&<part>")]
pub async fn download(
    app: &State<App>,
    filer: Filer,
    lang: Lang,
    slug: &str,
    period: &str,
    area: Option<&str>,
    part: Option<usize>,
) -> Result<Download> {
    let round = find_round(app, lang, slug, period).await?;
    let asked = Asked::of(app, &filer, &round, area).await?;
    let part = part.unwrap_or(1).saturating_sub(1);
    let houses: Vec<Owing> =
        asked.houses.into_iter().skip(part.saturating_mul(MOST_HOUSES)).take(MOST_HOUSES).collect();
    if houses.is_empty() {
        let (vi, en) =
            ("Không còn cơ sở nào phải nộp trong phần này.", "No house of this part owes a report any more.");
        return Err(crate::error::Error::not_found(lang, vi, en));
    }
    let count = houses.len();
    let (name, content) = written(app, &filer, lang, &round, houses).await?;
    let (subject, detail) = (format!("round/{}", round.id), json!({ "houses": count, "area": area }));
    in_tx!(app.db, |tx| audit::record(tx, app.now(), filer.who(), "template.downloaded", &subject, &detail).await)?;
    Ok(Download::xlsx(&name, content))
}

#[derive(FromForm)]
pub struct Sent<'r> {
    workbook: TempFile<'r>,
}

#[post("/workbooks/<slug>/<period>?<area>", data = "<sent>")]
pub async fn receive(
    app: &State<App>,
    filer: Filer,
    frame: Frame,
    slug: &str,
    period: &str,
    area: Option<&str>,
    sent: std::result::Result<Posted<Sent<'_>>, Errors<'_>>,
) -> Result<std::result::Result<Redirect, (Status, SeveralPage)>> {
    let round = find_round(app, frame.lang, slug, period).await?;
    let file = match &sent {
        Ok(sent) => Ok(upload::read(&sent.workbook).await?),
        Err(errors) => Err(Unsuitable::File(upload::refused(errors))),
    };
    let refused = match file {
        Err(refused) => refused,
        Ok(file) => match kept::understand(file.content.clone(), form_of(app, &round)?, round.period).await? {
            Err(refused) => refused,
            Ok(_) => {
                let (kind, file_name, content) = (Kind::Reports, &*file.name, &*file.content);
                let upload = Upload { kind, file_name, content, area: None, account: Some(filer.account.id) };
                let id = imports::upload(app.db.writer(), upload, app.now()).await?;
                imports::map(app.db.writer(), id, &kept::round_of(&round)).await?;
                return Ok(Ok(Redirect::to(format!("/workbooks/uploads/{id}/preview"))));
            }
        },
    };
    let refusal = (refused.message().get(frame.lang).to_owned(), elsewhere(app, &filer, &refused, &path(&round)).await);
    Ok(Err((Status::UnprocessableEntity, draw(app, &filer, frame, &round, area, refusal).await?)))
}

/// The houses of a person that still owe in a round.
struct Asked {
    houses: Vec<Owing>,
    /// Communes with how many of their houses owe; only an officer chooses one.
    areas: BTreeMap<AreaCode, usize>,
    area: Option<AreaCode>,
}

impl Asked {
    async fn of(app: &App, filer: &Person, round: &Round, area: Option<&str>) -> Result<Self> {
        let mut houses = owing(app, filer, round).await?;
        let hotel = filer.account.role == Role::Reporter;
        houses.retain(|owing| owing.standing.is_missing() || hotel && owing.standing.is_returned());
        if !round.is_open(app.now()) {
            houses.retain(|owing| owing.standing.is_returned());
        }
        if hotel {
            return Ok(Asked { houses, areas: BTreeMap::new(), area: None });
        }
        let mut areas: BTreeMap<AreaCode, usize> = BTreeMap::new();
        for owing in &houses {
            *areas.entry(owing.facts.area_code.clone()).or_default() += 1;
        }
        let chosen = area.filter(|code| !code.is_empty()).map(|code| AreaCode(code.to_owned()));
        let area = chosen.or_else(|| areas.keys().next().filter(|_| areas.len() == 1).cloned());
        houses.retain(|owing| area.as_ref() == Some(&owing.facts.area_code));
        Ok(Asked { houses, areas, area })
    }
}

/// Where the houses within reach stand, by name.
pub async fn owing(app: &App, filer: &Person, round: &Round) -> Result<Vec<Owing>> {
    let Scope::Establishments(own) = &filer.scope else {
        return rounds::who_owes(&app.db, round, &filer.scope, app.now()).await;
    };
    let register = register::current(&app.db).await?;
    let houses: Vec<_> = own.iter().filter_map(|id| register.house(*id).cloned()).collect();
    rounds::owing_of(&app.db, round, &houses, app.now()).await
}

async fn draw(
    app: &App,
    filer: &Person,
    frame: Frame,
    round: &Round,
    area: Option<&str>,
    (refusal, refusal_link): (String, Option<Link>),
) -> Result<SeveralPage> {
    let asked = Asked::of(app, filer, round, area).await?;
    let (lang, path) = (frame.lang, path(round));
    let hotel = filer.account.role == Role::Reporter;
    let query = asked.area.as_ref().map(|area| format!("?area={area}")).unwrap_or_default();
    Ok(SeveralPage {
        title: figures::title(round.period, &round.title, lang),
        due: ui::instant(round.due_at, app.config.time_zone, lang),
        refusal,
        refusal_link,
        by_officer: !hotel,
        areas: areas(&asked, lang),
        area_is_chosen: hotel || asked.area.is_some(),
        parts: parts(&asked, &path, lang),
        count: asked.houses.len(),
        upload_href: format!("{path}{query}"),
        back_href: if hotel { "/home".to_owned() } else { round_path(round) },
        here: path,
        frame,
    })
}

fn areas(asked: &Asked, lang: Lang) -> Vec<Choice> {
    let mut areas: Vec<(String, &AreaCode, usize)> =
        (asked.areas.iter()).map(|(code, count)| (Gazetteer::embedded().name(code).to_owned(), code, *count)).collect();
    areas.sort();
    let label = |name: String, count: usize| match lang {
        Lang::Vi => format!("{name} ({count} cơ sở)"),
        Lang::En => format!("{name} ({count} houses)"),
    };
    let choice = |(name, code, count): (String, &AreaCode, usize)| {
        Choice::new(&*code.0, label(name, count), asked.area.as_ref() == Some(code))
    };
    areas.into_iter().map(choice).collect()
}

/// A link for each workbook: «40 cơ sở», or «cơ sở 1–100».
fn parts(asked: &Asked, path: &str, lang: Lang) -> Vec<Link> {
    let (count, houses) = (asked.houses.len(), lang.t("cơ sở", "houses"));
    let area = asked.area.as_ref().map(|area| format!("&area={area}")).unwrap_or_default();
    let link = |part: usize| {
        let (first, last) = (part * MOST_HOUSES + 1, count.min((part + 1) * MOST_HOUSES));
        let label =
            if count > MOST_HOUSES { format!("{houses} {first}–{last}") } else { format!("{count} {houses}") };
        Link::new(format!("{path}/template?part={}{area}", part + 1), label)
    };
    (0..count.div_ceil(MOST_HOUSES)).map(link).collect()
}

/// Name and content of the template of some houses.
async fn written(
    app: &App,
    filer: &Person,
    lang: Lang,
    round: &Round,
    houses: Vec<Owing>,
) -> Result<(String, Vec<u8>)> {
    let form = form_of(app, round)?;
    let mut pages = Vec::with_capacity(houses.len());
    for owing in houses {
        let place = Place { app, lang, now: app.now(), round: round.clone(), form, house: owing.house.clone(), owing };
        let context = place.context().await?;
        let typed = place.text(&context).await?.typed;
        let address = address(app, &filer.scope, place.house.id(), &place.owing.facts.area_code).await?;
        pages.push((place, context, typed, address));
    }
    let filling = |(place, context, typed, address)| {
        let place: &Place = place;
        let version = place.filed().map_or(0, |filed| filed.report.latest_version);
        let house = HouseOf { code: place.house.code(), name: &place.house.name, address, version };
        Filling { house, context, typed, marks: &[] }
    };
    let houses: Vec<Filling> = pages.iter().map(|(p, c, t, a)| filling((p, c, t, a))).collect();
    let template = template_of(app, lang, round, form, &houses);
    Ok((template::file_name(&template), template::write(&template)?))
}

/// The round's template with these houses in it.
pub fn template_of<'a>(
    app: &'a App,
    lang: Lang,
    round: &Round,
    form: &'a crate::domain::form::Form,
    houses: &'a [Filling<'a>],
) -> Template<'a> {
    let due = round.due_at.with_timezone(&app.config.time_zone).naive_local();
    Template { form, period: round.period, due, department: &app.config.department, lang, houses }
}

/// «12 đường số 3, Phường Vũng Tàu».
pub async fn address(app: &App, scope: &Scope, house: EstablishmentId, area: &AreaCode) -> Result<String> {
    let row = establishments::by_id(app.db.read(), scope, house).await?;
    let street = row.as_ref().and_then(|row| row.address.clone());
    let area = Gazetteer::embedded().name(area).to_owned();
    Ok(street.into_iter().chain([area]).collect::<Vec<_>>().join(", "))
}

/// By which way the figures of such a workbook come in.
pub fn channel(role: Role) -> Channel {
    if role == Role::Reporter { Channel::Workbook } else { Channel::Officer }
}
