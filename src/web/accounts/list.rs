//! All accounts, for the administrator.
use chrono_tz::Tz;
use rocket::{FromForm, State, get};

use super::{
    own::role_and_area,
    view::{AccountRow, AccountState, AccountsPage},
};
use crate::{
    app::App,
    db::{
        accounts::{self, Search},
        entity::account,
        register,
    },
    domain::{Lang, role::Role},
    web::{
        Frame, Result,
        guards::Admin,
        pager::query_text,
        ui::{Choice, Filter, Pager},
    },
};

const PAGE: usize = 50;

/// What the row of filters sends.
#[derive(FromForm)]
pub struct Asked {
    #[field(default = String::new())]
    find: String,
    #[field(default = String::new())]
    role: String,
    #[field(default = String::new())]
    state: String,
    #[field(default = 1)]
    page: usize,
}

#[get("/accounts?<asked..>")]
pub async fn page(app: &State<App>, _admin: Admin, frame: Frame, asked: Asked) -> Result<AccountsPage> {
    let lang = frame.lang;
    let search = Search { text: asked.find.clone(), role: asked.role.parse().ok(), state: state_of(&asked.state) };
    let page = asked.page.clamp(1, 1_000_000);
    let (people, total) = accounts::list(app.db.read(), &search, ((page - 1) * PAGE) as u64, PAGE as u64).await?;
    let houses = houses_of(app, &people).await?;
    let rows = people.iter().zip(houses).map(|(person, houses)| row(person, houses, app.config.time_zone, lang));
    Ok(AccountsPage {
        messages: Vec::new(),
        find: asked.find.clone(),
        filters: filters(&asked, lang),
        here: "/accounts".into(),
        rows: rows.collect(),
        pager: Pager::new(page, PAGE, people.len(), usize::try_from(total).unwrap_or(usize::MAX), |page| {
            let Asked { find, role, state, .. } = &asked;
            let fields = [("find", find), ("role", role), ("state", state), ("page", &page.to_string())];
            format!("/accounts{}", query_text(&fields.map(|(name, value)| (name, value.as_str()))))
        }),
        invite_href: "/accounts/new".into(),
        frame,
    })
}

fn row(person: &account::Model, houses: String, zone: Tz, lang: Lang) -> AccountRow {
    let contact = match &person.phone {
        Some(phone) => format!("{} · {phone}", person.email),
        None => person.email.clone(),
    };
    let scope = match person.role {
        Role::Reporter => houses,
        _ if person.area_code.is_some() => role_and_area(person, lang).split(" · ").nth(1).unwrap_or("").to_owned(),
        _ => lang.t("Toàn đơn vị", "Whole department").to_owned(),
    };
    AccountRow {
        name: person.name.clone(),
        href: format!("/accounts/{}", person.id),
        contact,
        role: person.role.label(lang).to_owned(),
        scope,
        last_sign_in: person
            .last_sign_in_at
            .map(|at| at.with_timezone(&zone).format("%d/%m/%Y").to_string())
            .unwrap_or_default(),
        state: match accounts::state(person) {
            accounts::AccountState::Invited => Some(AccountState::Invited),
            accounts::AccountState::Off => Some(AccountState::Off),
            accounts::AccountState::Active => None,
        },
    }
}

/// Names of each person's houses.
async fn houses_of(app: &App, people: &[account::Model]) -> Result<Vec<String>> {
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let memberships = accounts::memberships(app.db.read(), &ids).await?;
    let register = register::current(&app.db).await?;
    let names = |id| {
        let houses = memberships.get(id).map_or(&[][..], Vec::as_slice).iter();
        houses.filter_map(|id| register.house(*id)).map(|house| house.name.clone()).collect::<Vec<_>>().join(", ")
    };
    Ok(ids.iter().map(names).collect())
}

fn filters(asked: &Asked, lang: Lang) -> Vec<Filter> {
    let all = lang.t("Tất cả", "All");
    let mut roles = vec![Choice::new("", all, asked.role.is_empty())];
    roles
        .extend(Role::ALL.iter().map(|role| Choice::new(role.as_str(), role.label(lang), asked.role == role.as_str())));
    let states = [
        ("", all),
        ("active", lang.t("Đang dùng", "In use")),
        ("invited", lang.t("Đã mời", "Invited")),
        ("off", lang.t("Đã khóa", "Switched off")),
    ];
    let states = states.iter().map(|(value, label)| Choice::new(*value, *label, asked.state == *value)).collect();
    vec![
        Filter { name: "role", label: lang.t("Vai trò", "Role"), choices: roles },
        Filter { name: "state", label: lang.t("Trạng thái", "State"), choices: states },
    ]
}

fn state_of(text: &str) -> Option<accounts::AccountState> {
    match text {
        "active" => Some(accounts::AccountState::Active),
        "invited" => Some(accounts::AccountState::Invited),
        "off" => Some(accounts::AccountState::Off),
        _ => None,
    }
}
