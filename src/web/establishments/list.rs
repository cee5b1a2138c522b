//! The register's list, for whoever sees more than one house.
use rocket::{Either, FromForm, State, get, response::Redirect};

use super::{
    communes, proposals,
    view::{ListPage, Row},
    words,
};
use crate::{
    app::App,
    db::{
        entity::establishment,
        establishments::{self, Find, PAGE},
        register,
    },
    domain::{
        AreaCode, Lang,
        area::Gazetteer,
        establishment::{EstablishmentType, HouseState},
        number,
        role::{Role, Scope},
    },
    web::{
        Frame, Result,
        guards::Person,
        pager::query_text,
        ui::{Choice, Filter, Pager},
    },
};

/// A longer list is no longer one to choose from.
pub const MOST_COMMUNES: usize = 400;

/// What the row of filters sends.
#[derive(FromForm)]
pub struct Asked {
    #[field(default = String::new())]
    find: String,
    #[field(default = String::new())]
    area: String,
    #[field(name = "type", default = String::new())]
    kind: String,
    #[field(default = String::new())]
    stars: String,
    #[field(default = String::new())]
    state: String,
    #[field(default = 1)]
    page: u64,
}

impl Asked {
    fn find(&self) -> Find {
        Find {
            text: self.find.clone(),
            area: Some(AreaCode(self.area.clone())).filter(|code| !code.0.is_empty()),
            kind: self.kind.parse().ok(),
            stars: self.stars.parse().ok(),
            state: self.state.parse().ok(),
        }
    }
}

#[get("/establishments?<asked..>")]
pub async fn page(app: &State<App>, person: Person, frame: Frame, asked: Asked) -> Result<Either<ListPage, Redirect>> {
    let lang = frame.lang;
    let page = asked.page.clamp(1, 1_000_000);
    let found = establishments::find(app.db.read(), &person.scope, &asked.find(), app.today(), page - 1).await?;
    if let (Scope::Establishments(own), [only]) = (&person.scope, &found.rows[..])
        && own.len() == 1
    {
        return Ok(Either::Right(Redirect::to(format!("/establishments/{}", only.code))));
    }
    let register = register::current(&app.db).await?;
    let rows = found.rows.iter().map(|house| row(app, house, &register, lang)).collect();
    let can_edit = matches!(person.account.role, Role::Officer | Role::Admin);
    let proposed = if can_edit { proposals::waiting(app, &person, lang).await? } else { None };
    Ok(Either::Left(ListPage {
        messages: proposed.into_iter().collect(),
        find: asked.find.clone(),
        filters: filters(app, &person, &asked, lang),
        rows,
        pager: Pager::new(page as usize, PAGE as usize, found.rows.len(), found.total as usize, |page| {
            let Asked { find, area, kind, stars, state, .. } = &asked;
            let fields = [
                ("find", find),
                ("area", area),
                ("type", kind),
                ("stars", stars),
                ("state", state),
                ("page", &page.to_string()),
            ];
            format!("/establishments{}", query_text(&fields.map(|(name, value)| (name, value.as_str()))))
        }),
        can_edit,
        is_empty: register.houses().is_empty(),
        frame,
    }))
}

fn row(app: &App, house: &establishment::Model, register: &register::Register, lang: Lang) -> Row {
    let suspensions = register.house(house.id).map_or(&[][..], |kept| &kept.record.suspensions);
    let state = HouseState::on(app.today(), house.opened_on, house.closed_on, suspensions);
    Row {
        name: house.name.clone(),
        href: format!("/establishments/{}", house.code),
        code: house.code.clone(),
        kind: words::kind_and_stars(house.kind, house.stars, lang),
        area: Gazetteer::embedded().name(&house.area_code).to_owned(),
        rooms: number::print(i64::from(house.rooms), 0),
        phone: house.phone.clone().unwrap_or_default(),
        tag: words::tag(state, lang),
    }
}

fn filters(app: &App, person: &Person, asked: &Asked, lang: Lang) -> Vec<Filter> {
    let all = lang.t("Tất cả", "All");
    let first = |chosen: &str| vec![Choice::new("", all, chosen.is_empty())];
    let communes = communes(app, person);
    let mut areas = first(&asked.area);
    if communes.len() <= MOST_COMMUNES && !matches!(person.scope, Scope::Establishments(_)) {
        let name = |code: &AreaCode| Gazetteer::embedded().name(code).to_owned();
        areas.extend(communes.iter().map(|code| Choice::new(&code.0, name(code), asked.area == code.0)));
    }
    let mut kinds = first(&asked.kind);
    kinds.extend(
        EstablishmentType::ALL.iter().map(|t| Choice::new(t.as_str(), t.label(lang), asked.kind == t.as_str())),
    );
    let mut stars = first(&asked.stars);
    stars
        .extend((0..=5).map(|n| Choice::new(n.to_string(), words::stars_label(n, lang), asked.stars == n.to_string())));
    let mut states = first(&asked.state);
    states.extend(HouseState::ALL.iter().map(|s| Choice::new(s.as_str(), s.label(lang), asked.state == s.as_str())));
    let mut filters = vec![
        Filter { name: "type", label: lang.t("Loại hình", "Type"), choices: kinds },
        Filter { name: "stars", label: lang.t("Hạng sao", "Stars"), choices: stars },
        Filter { name: "state", label: lang.t("Trạng thái", "State"), choices: states },
    ];
    if areas.len() > 1 {
        filters.insert(0, Filter { name: "area", label: lang.t("Địa bàn", "Commune"), choices: areas });
    }
    filters
}
