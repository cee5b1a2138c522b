//! The administrator invites anybody; an officer the reporter of a house, at the address of the register.
use std::collections::BTreeSet;

use rocket::{FromForm, State, get, post};

use super::{
    own::{joined, sent_to},
    typed,
    view::{InvitePage, Refusals},
};
use crate::{
    app::App,
    config::Config,
    db::{
        accounts,
        entity::account,
        invitations::{self, Invited},
        register::{self, House},
    },
    domain::{AreaCode, EstablishmentId, Lang, area::Gazetteer, role::Role},
    error::Error,
    in_tx,
    web::{
        Frame, Noted, Result,
        guards::{Admin, Officer},
        sent::SentForm,
        ui::{Choice, Link},
    },
};

/// A longer list is no longer one to choose from.
const MOST_COMMUNES: usize = 400;

#[derive(FromForm)]
pub struct Invitation {
    #[field(default = String::new())]
    name: String,
    email: String,
    role: String,
    /// Code of an officer's area; empty = the whole department.
    #[field(default = String::new())]
    area: String,
    /// Codes of a reporter's houses, parted by commas or blanks.
    #[field(default = String::new())]
    establishment: String,
}

#[get("/accounts/new?<establishment>")]
pub fn page(app: &State<App>, _admin: Admin, frame: Frame, establishment: Option<&str>) -> InvitePage {
    let establishment = establishment.unwrap_or_default().to_owned();
    let typed = Typed { establishment, ..Typed::default() };
    show(&app.config, frame, typed, Refusals::default())
}

#[post("/accounts", data = "<form>")]
pub async fn invite(
    app: &State<App>,
    admin: Admin,
    frame: Frame,
    form: SentForm<Invitation>,
) -> Result<std::result::Result<Noted, InvitePage>> {
    let lang = frame.lang;
    let mut refusals = Refusals::default();
    let role: Role = form.role.parse().map_err(|_| Error::BadInput(form.role.clone()))?;
    let email = typed::email(&form.email, lang, &mut refusals);
    let name = if form.name.trim().is_empty() { email.clone() } else { typed::name(&form.name, lang, &mut refusals) };
    let (area_code, houses) = reach(app, role, &form, lang, &mut refusals).await?;
    if refusals.is_empty() {
        let new = accounts::New { email: &email, phone: None, name: &name, role, lang: Lang::Vi, area_code };
        let by = admin.who();
        let invited = in_tx!(app.db, |tx| invitations::invite(tx, &new, &houses, by, app.now()).await)?;
        match invited {
            Invited::Mailed(_) => return Ok(Ok(Noted::new("/accounts", sent_to(&email, lang)))),
            Invited::Joined(account) => return Ok(Ok(Noted::new("/accounts", joined(&account.name, lang)))),
            Invited::Taken(account) => refusals.email = taken(&account, lang),
        }
    }
    let typed =
        Typed { name, email, role: Some(role), area: form.area.clone(), establishment: form.establishment.clone() };
    Ok(Err(show(&app.config, frame, typed, refusals)))
}

/// Invites the reporter of a house at the address of the register.
#[post("/establishments/<code>/invite")]
pub async fn invite_house(app: &State<App>, officer: Officer, lang: Lang, code: &str) -> Result<Noted> {
    let register = register::current(&app.db).await?;
    let house = register.by_code(code).filter(|house| within(app, &officer, house));
    let house = house.ok_or_else(|| Error::not_found(lang, "Không có cơ sở này.", "There is no such house."))?;
    let page = format!("/establishments/{code}");
    let Some(email) = &house.email else {
        return Err(Error::BadInput(
            lang.t(
                "Hồ sơ cơ sở chưa có thư điện tử. Bổ sung địa chỉ rồi gửi lời mời.",
                "The register has no e-mail address of this house. Add it, then invite.",
            )
            .to_owned(),
        ));
    };
    let phone = house.phone.as_deref().filter(|phone| !phone.contains(','));
    let new = accounts::New { email, phone, name: &house.name, role: Role::Reporter, lang: Lang::Vi, area_code: None };
    let by = officer.who();
    let invited = in_tx!(app.db, |tx| invitations::invite(tx, &new, &[house.id()], by, app.now()).await)?;
    match invited {
        Invited::Mailed(_) => Ok(Noted::new(page, sent_to(email, lang))),
        Invited::Joined(account) => Ok(Noted::new(page, joined(&account.name, lang))),
        Invited::Taken(account) => Err(Error::Conflict(taken(&account, lang))),
    }
}

fn within(app: &App, officer: &Officer, house: &House) -> bool {
    house.record.facts_on(app.today()).is_some_and(|facts| officer.scope.covers(house.id(), &facts.area_code))
}

/// The area or the houses of the invited, as their role has them.
async fn reach(
    app: &App,
    role: Role,
    form: &Invitation,
    lang: Lang,
    refusals: &mut Refusals,
) -> Result<(Option<AreaCode>, Vec<EstablishmentId>)> {
    match role {
        Role::Reporter => Ok((None, houses(app, &form.establishment, lang, refusals).await?)),
        Role::Officer | Role::Leader => Ok((area(&form.area, lang, refusals), Vec::new())),
        Role::Admin => Ok((None, Vec::new())),
    }
}

/// An officer's area; none = the whole department.
pub fn area(code: &str, lang: Lang, refusals: &mut Refusals) -> Option<AreaCode> {
    if code.is_empty() {
        return None;
    }
    let code = AreaCode(code.to_owned());
    if Gazetteer::embedded().get(&code).is_none() {
        refusals.other = lang.t("Địa bàn không có trong danh mục.", "The area is on no list.").to_owned();
    }
    Some(code)
}

/// The houses of typed codes.
pub async fn houses(app: &App, codes: &str, lang: Lang, refusals: &mut Refusals) -> Result<Vec<EstablishmentId>> {
    let register = register::current(&app.db).await?;
    let mut found = Vec::new();
    for code in codes.split([',', ';', ' ']).map(str::trim).filter(|code| !code.is_empty()) {
        match register.by_code(code) {
            Some(house) => found.push(house.id()),
            None => refusals.other = unknown_house(code, lang),
        }
    }
    if found.is_empty() && refusals.other.is_empty() {
        refusals.other = lang
            .t("Ghi mã cơ sở mà người này báo cáo.", "Type the code of the house for which this person reports.")
            .to_owned();
    }
    Ok(found)
}

fn unknown_house(code: &str, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("Không có cơ sở mang mã “{code}”. Xem mã ở trang Cơ sở."),
        Lang::En => format!("There is no house with the code “{code}”. See the page of houses."),
    }
}

fn taken(account: &account::Model, lang: Lang) -> String {
    let (email, role) = (&account.email, account.role.label(lang));
    match (lang, account.active) {
        (Lang::Vi, true) => format!("{email} đã có tài khoản với vai trò {role}."),
        (Lang::En, true) => format!("{email} has an account already, as {role}."),
        (Lang::Vi, false) => format!("{email} có tài khoản đã khóa; mở khóa ở trang Tài khoản."),
        (Lang::En, false) => format!("{email} has an account that is switched off; switch it on first."),
    }
}

/// What was typed so far.
#[derive(Default)]
struct Typed {
    name: String,
    email: String,
    role: Option<Role>,
    area: String,
    establishment: String,
}

fn show(config: &Config, frame: Frame, typed: Typed, refusals: Refusals) -> InvitePage {
    let lang = frame.lang;
    let chosen = typed.role.unwrap_or(if typed.establishment.is_empty() { Role::Officer } else { Role::Reporter });
    InvitePage {
        back: Link::new("/accounts", lang.t("Tài khoản", "Accounts")),
        messages: Vec::new(),
        action: "/accounts".into(),
        name: typed.name,
        email: typed.email,
        roles: roles(chosen, lang),
        areas: areas(config, &typed.area, lang),
        establishment: typed.establishment,
        refusals,
        frame,
    }
}

pub fn roles(chosen: Role, lang: Lang) -> Vec<Choice> {
    Role::ALL.iter().map(|role| Choice::new(role.as_str(), role.label(lang), *role == chosen)).collect()
}

/// The whole department, then its provinces and communes; of a whole country the provinces only.
pub fn areas(config: &Config, chosen: &str, lang: Lang) -> Vec<Choice> {
    let gazetteer = Gazetteer::embedded();
    let communes = gazetteer.department(&config.areas, &config.former_province);
    let provinces: BTreeSet<&AreaCode> =
        communes.iter().filter_map(|code| gazetteer.get(code)?.parent.as_ref()).collect();
    let listed = provinces.into_iter().chain(communes.iter().filter(|_| communes.len() <= MOST_COMMUNES));
    let mut choices = vec![Choice::new("", lang.t("Toàn đơn vị", "Whole department"), chosen.is_empty())];
    choices.extend(listed.map(|code| Choice::new(&code.0, gazetteer.name(code), chosen == code.0)));
    choices
}
