//! One account, for the administrator: particulars, role, houses, switching off and on.
use rocket::{FromForm, State, get, post};
use serde_json::{Map, Value, json};

use super::{
    invite,
    own::sent_to,
    typed,
    view::{AccountState, House, PersonPage, Refusals},
};
use crate::{
    app::App,
    db::{
        Tx,
        accounts::{self, Change},
        audit,
        entity::account,
        invitations::{self, subject},
        register, sessions,
        tokens::{self, Purpose},
    },
    domain::{AccountId, Lang, role::Role},
    error::Error,
    in_tx,
    web::{Frame, Noted, Result, guards::Admin, sent::SentForm, ui},
};

#[derive(FromForm)]
pub struct Particulars {
    name: String,
    #[field(default = String::new())]
    phone: String,
    /// Not sent for one's own account.
    role: Option<String>,
    #[field(default = String::new())]
    area: String,
}

#[derive(FromForm)]
pub struct OfHouse {
    establishment: String,
}

type NotedOrPage = std::result::Result<Noted, Box<PersonPage>>;

#[get("/accounts/<id>")]
pub async fn page(app: &State<App>, admin: Admin, frame: Frame, id: i64) -> Result<Box<PersonPage>> {
    let person = find(app, id, frame.lang).await?;
    show(app, &admin, frame, person, Refusals::default()).await
}

#[post("/accounts/<id>", data = "<form>")]
pub async fn change(
    app: &State<App>,
    admin: Admin,
    frame: Frame,
    id: i64,
    form: SentForm<Particulars>,
) -> Result<NotedOrPage> {
    let lang = frame.lang;
    let mut person = find(app, id, lang).await?;
    let before = person.clone();
    let mut refusals = Refusals::default();
    person.name = typed::name(&form.name, lang, &mut refusals);
    person.phone = typed::phone(&form.phone, lang, &mut refusals);
    // Nobody changes their own role: so an administrator is always left.
    if let Some(role) = form.role.as_ref().filter(|_| person.id != admin.account.id) {
        person.role = role.parse().map_err(|_| Error::BadInput(role.clone()))?;
        let has_area = matches!(person.role, Role::Officer | Role::Leader);
        person.area_code = if has_area { invite::area(&form.area, lang, &mut refusals) } else { None };
    }
    if !refusals.is_empty() {
        return Ok(Err(show(app, &admin, frame, person, refusals).await?));
    }
    let to = Change {
        name: person.name.clone(),
        phone: person.phone.clone(),
        role: person.role,
        area_code: person.area_code.clone(),
    };
    let detail = difference(&before, &person);
    in_tx!(app.db, |tx| record_change(tx, app, &admin, person.id, to.clone(), &detail).await)?;
    Ok(Ok(Noted::new(format!("/accounts/{id}"), lang.t("Đã lưu.", "Saved."))))
}

/// What a change did, for the log: of name and telephone only that they are others, since they stand in the account alone.
fn difference(before: &account::Model, after: &account::Model) -> Value {
    let (mut was, mut is) = (Map::new(), Map::new());
    let role = (json!(before.role), json!(after.role));
    let area = (json!(before.area_code), json!(after.area_code));
    for (key, (before, after)) in [("role", role), ("area_code", area)] {
        if before != after {
            was.insert(key.to_owned(), before);
            is.insert(key.to_owned(), after);
        }
    }
    let personal = [("name", before.name != after.name), ("phone", before.phone != after.phone)];
    let personal: Vec<&str> = personal.iter().filter(|(_, other)| *other).map(|(key, _)| *key).collect();
    json!({ "before": was, "after": is, "personal": personal })
}

async fn record_change(tx: &Tx, app: &App, admin: &Admin, id: AccountId, to: Change, detail: &Value) -> Result<()> {
    accounts::change(tx, id, to).await?;
    note(tx, app, admin, id, "account.changed", detail).await
}

/// A new invitation, or a link for a new password to somebody who has one.
#[post("/accounts/<id>/resend")]
pub async fn resend(app: &State<App>, admin: Admin, lang: Lang, id: i64) -> Result<Noted> {
    let person = find(app, id, lang).await?;
    let (by, now) = (admin.who(), app.now());
    let notice = if accounts::state(&person) == accounts::AccountState::Invited {
        in_tx!(app.db, |tx| invitations::resend(tx, &person, by, now).await)?;
        sent_to(&person.email, lang)
    } else {
        in_tx!(app.db, |tx| invitations::mail_password_link(tx, &person, by, now).await)?;
        match lang {
            Lang::Vi => format!("Đã gửi thư đặt lại mật khẩu đến {}.", person.email),
            Lang::En => format!("A mail for a new password was sent to {}.", person.email),
        }
    };
    Ok(Noted::new(format!("/accounts/{id}"), notice))
}

#[post("/accounts/<id>/off")]
pub async fn switch_off(app: &State<App>, admin: Admin, lang: Lang, id: i64) -> Result<Noted> {
    let person = find(app, id, lang).await?;
    if person.id == admin.account.id {
        let refusal = lang.t(
            "Tài khoản của chính mình do quản trị viên khác khóa.",
            "One's own account is switched off by another administrator.",
        );
        return Err(Error::NotAllowed(refusal.to_owned()));
    }
    in_tx!(app.db, |tx| off(tx, app, &admin, person.id).await)?;
    Ok(Noted::new(format!("/accounts/{id}"), lang.t("Đã khóa tài khoản.", "The account is switched off.")))
}

async fn off(tx: &Tx, app: &App, admin: &Admin, id: AccountId) -> Result<()> {
    accounts::switch_off(tx, id).await?;
    sessions::end_others(tx, id, None).await?;
    for purpose in [Purpose::Invitation, Purpose::Password, Purpose::Report] {
        tokens::withdraw(tx, purpose, Some(id), app.now()).await?;
    }
    let detail = json!({ "before": { "active": true }, "after": { "active": false } });
    note(tx, app, admin, id, "account.switched_off", &detail).await
}

#[post("/accounts/<id>/on")]
pub async fn switch_on(app: &State<App>, admin: Admin, lang: Lang, id: i64) -> Result<Noted> {
    let person = find(app, id, lang).await?;
    if accounts::is_blanked(&person) {
        let (vi, en) = (
            "Tài khoản đã xóa thông tin cá nhân không mở lại được. Mời lại người này bằng lời mời mới.",
            "An account whose particulars were blanked is not switched on again. Invite the person anew.",
        );
        return Err(Error::Conflict(lang.t(vi, en).to_owned()));
    }
    in_tx!(app.db, |tx| on(tx, app, &admin, person.id).await)?;
    Ok(Noted::new(format!("/accounts/{id}"), lang.t("Đã mở khóa tài khoản.", "The account is switched on.")))
}

async fn on(tx: &Tx, app: &App, admin: &Admin, id: AccountId) -> Result<()> {
    accounts::switch_on(tx, id).await?;
    let detail = json!({ "before": { "active": false }, "after": { "active": true } });
    note(tx, app, admin, id, "account.switched_on", &detail).await
}

#[derive(FromForm)]
pub struct Blank {
    /// The box that says that this cannot be undone.
    #[field(default = false)]
    sure: bool,
}

/// Takes name, mail address and telephone out of an account that is switched off. The log names it by its key, and still
/// verifies.
#[post("/accounts/<id>/blank", data = "<form>")]
pub async fn blank(
    app: &State<App>,
    admin: Admin,
    frame: Frame,
    id: i64,
    form: SentForm<Blank>,
) -> Result<NotedOrPage> {
    let lang = frame.lang;
    let person = find(app, id, lang).await?;
    if person.active {
        let (vi, en) = ("Khóa tài khoản trước, rồi mới xóa thông tin cá nhân.", "Switch the account off first.");
        return Err(Error::Conflict(lang.t(vi, en).to_owned()));
    }
    if !form.sure {
        let (vi, en) = (
            "Đánh dấu ô xác nhận để xóa thông tin cá nhân.",
            "Tick the box to confirm that the particulars are to be blanked.",
        );
        let refusals = Refusals { other: lang.t(vi, en).to_owned(), ..Refusals::default() };
        return Ok(Err(show(app, &admin, frame, person, refusals).await?));
    }
    in_tx!(app.db, |tx| take_out(tx, app, &admin, person.id).await)?;
    let notice = lang.t("Đã xóa thông tin cá nhân của tài khoản.", "The particulars of the account are blanked.");
    Ok(Ok(Noted::new(format!("/accounts/{id}"), notice)))
}

async fn take_out(tx: &Tx, app: &App, admin: &Admin, id: AccountId) -> Result<()> {
    accounts::blank(tx, id).await?;
    note(tx, app, admin, id, "account.blanked", &json!({ "personal": ["name", "email", "phone"] })).await
}

#[post("/accounts/<id>/houses", data = "<form>")]
pub async fn join(
    app: &State<App>,
    admin: Admin,
    frame: Frame,
    id: i64,
    form: SentForm<OfHouse>,
) -> Result<NotedOrPage> {
    let lang = frame.lang;
    let person = find(app, id, lang).await?;
    let mut refusals = Refusals::default();
    let houses = invite::houses(app, &form.establishment, lang, &mut refusals).await?;
    if !refusals.is_empty() {
        return Ok(Err(show(app, &admin, frame, person, refusals).await?));
    }
    let detail = json!({ "establishments": houses });
    in_tx!(app.db, |tx| join_all(tx, app, &admin, person.id, &houses, &detail).await)?;
    Ok(Ok(Noted::new(format!("/accounts/{id}"), lang.t("Đã thêm cơ sở.", "The house is added."))))
}

async fn join_all(
    tx: &Tx,
    app: &App,
    admin: &Admin,
    id: AccountId,
    houses: &[crate::domain::EstablishmentId],
    detail: &Value,
) -> Result<()> {
    for house in houses {
        accounts::join(tx, id, *house, app.now()).await?;
    }
    note(tx, app, admin, id, "account.houses_added", detail).await
}

#[post("/accounts/<id>/houses/leave", data = "<form>")]
pub async fn leave(app: &State<App>, admin: Admin, lang: Lang, id: i64, form: SentForm<OfHouse>) -> Result<Noted> {
    let person = find(app, id, lang).await?;
    let register = register::current(&app.db).await?;
    let house = register.by_code(&form.establishment).map(|house| house.id());
    let house = house.ok_or_else(|| Error::not_found(lang, "Không có cơ sở này.", "There is no such house."))?;
    let detail = json!({ "establishments": [house] });
    in_tx!(app.db, |tx| leave_one(tx, app, &admin, person.id, house, &detail).await)?;
    Ok(Noted::new(format!("/accounts/{id}"), lang.t("Đã gỡ cơ sở.", "The house is removed.")))
}

async fn leave_one(
    tx: &Tx,
    app: &App,
    admin: &Admin,
    id: AccountId,
    house: crate::domain::EstablishmentId,
    detail: &Value,
) -> Result<()> {
    accounts::leave(tx, id, house).await?;
    note(tx, app, admin, id, "account.houses_removed", detail).await
}

async fn note(tx: &Tx, app: &App, admin: &Admin, id: AccountId, action: &str, detail: &Value) -> Result<()> {
    audit::record(tx, app.now(), admin.who(), action, &subject(id), detail).await
}

async fn find(app: &App, id: i64, lang: Lang) -> Result<account::Model> {
    let person = accounts::by_id(app.db.read(), AccountId(id)).await?;
    person.ok_or_else(|| Error::not_found(lang, "Không có tài khoản này.", "There is no such account."))
}

async fn show(
    app: &App,
    admin: &Admin,
    frame: Frame,
    person: account::Model,
    refusals: Refusals,
) -> Result<Box<PersonPage>> {
    let lang = frame.lang;
    let area = person.area_code.as_ref().map(|code| code.0.clone()).unwrap_or_default();
    let last = person.last_sign_in_at.map(|at| ui::instant(at, app.config.time_zone, lang));
    Ok(Box::new(PersonPage {
        action: format!("/accounts/{}", person.id),
        heading: person.name.clone(),
        state: match accounts::state(&person) {
            accounts::AccountState::Invited => Some(AccountState::Invited),
            accounts::AccountState::Off => Some(AccountState::Off),
            accounts::AccountState::Active => None,
        },
        last_sign_in: last.unwrap_or_default(),
        own: person.id == admin.account.id,
        blanked: accounts::is_blanked(&person),
        log_href: format!("/audit?subject=account/{}", person.id),
        roles: invite::roles(person.role, lang),
        areas: invite::areas(&app.config, &area, lang),
        houses: if person.role == Role::Reporter { Some(houses(app, person.id).await?) } else { None },
        email: person.email,
        name: person.name,
        phone: person.phone.unwrap_or_default(),
        refusals,
        frame,
    }))
}

async fn houses(app: &App, account: AccountId) -> Result<Vec<House>> {
    let register = register::current(&app.db).await?;
    let own = accounts::establishments(app.db.read(), account).await?;
    let houses = own.into_iter().filter_map(|id| register.house(id));
    Ok(houses.map(|house| House { code: house.code().to_owned(), name: house.name.clone() }).collect())
}
