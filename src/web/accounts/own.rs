//! One's own account: language, password, houses, colleagues.
use rocket::{FromForm, State, get, post};
use serde_json::json;

use super::{
    typed,
    view::{AccountPage, InviteColleague, Refusals},
};
use crate::{
    app::App,
    db::{
        Tx, accounts, audit,
        invitations::{self, Invited, subject},
        register, sessions,
    },
    domain::{
        EstablishmentId, Lang,
        area::Gazetteer,
        role::{Role, Scope},
    },
    error::Error,
    in_tx, password,
    web::{
        Frame, Noted, Result,
        frame::more_places,
        guards::{Person, Reporter},
        sent::SentForm,
        ui::{Choice, Link},
    },
};

#[derive(FromForm)]
pub struct PasswordChange {
    old: String,
    password: String,
    again: String,
}

#[derive(FromForm)]
pub struct Colleague {
    email: String,
    /// Code of the house for which the colleague is to report.
    establishment: String,
}

#[get("/account")]
pub async fn page(app: &State<App>, person: Person, frame: Frame) -> Result<AccountPage> {
    show(app, person, frame, Refusals::default(), None).await
}

#[post("/account/password", data = "<form>")]
pub async fn change_password(
    app: &State<App>,
    person: Person,
    frame: Frame,
    form: SentForm<PasswordChange>,
) -> Result<std::result::Result<Noted, AccountPage>> {
    let lang = frame.lang;
    let mut refusals = Refusals::default();
    if !password::verify(form.old.clone(), person.account.password_hash.clone()).await {
        refusals.other = lang.t("Mật khẩu hiện tại không đúng.", "This is not the present password.").to_owned();
    }
    typed::new_password(&form.password, &form.again, &person.account.email, lang, &mut refusals);
    if !refusals.is_empty() {
        return Ok(Err(show(app, person, frame, refusals, None).await?));
    }
    let hash = password::hash(form.password.clone()).await?;
    in_tx!(app.db, |tx| replace_password(tx, app, &person, &hash).await)?;
    let notice = lang.t(
        "Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất.",
        "The password is changed. Other devices are signed out.",
    );
    Ok(Ok(Noted::new("/account", notice)))
}

/// A reporter invites somebody who shall report for one of the same houses.
#[post("/account/colleagues", data = "<form>")]
pub async fn invite_colleague(
    app: &State<App>,
    reporter: Reporter,
    frame: Frame,
    form: SentForm<Colleague>,
) -> Result<std::result::Result<Noted, AccountPage>> {
    let lang = frame.lang;
    let house = own_house(app, &reporter, &form.establishment, lang).await?;
    let mut refusals = Refusals::default();
    let email = typed::email(&form.email, lang, &mut refusals);
    if refusals.email.is_empty() {
        let new =
            accounts::New { email: &email, phone: None, name: &email, role: Role::Reporter, lang, area_code: None };
        let by = reporter.who();
        let invited = in_tx!(app.db, |tx| invitations::invite(tx, &new, &[house], by, app.now()).await)?;
        match invited {
            Invited::Mailed(_) => return Ok(Ok(Noted::new("/account", sent_to(&email, lang)))),
            Invited::Joined(account) => return Ok(Ok(Noted::new("/account", joined(&account.name, lang)))),
            Invited::Taken(_) => {
                refusals.email = lang
                    .t("Không mời được địa chỉ này; dùng địa chỉ khác.", "This address can't be invited; use another.")
                    .to_owned();
            }
        }
    }
    let refused = InviteColleague { email, refusal: refusals.email, ..InviteColleague::default() };
    Ok(Err(show(app, reporter.0, frame, Refusals::default(), Some(refused)).await?))
}

/// «Đã gửi thư mời đến …».
pub fn sent_to(email: &str, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("Đã gửi thư mời đến {email}."),
        Lang::En => format!("An invitation was sent to {email}."),
    }
}

pub fn joined(name: &str, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("{name} đã có tài khoản và từ nay báo cáo được cho cơ sở này."),
        Lang::En => format!("{name} has an account and may now report for this house."),
    }
}

async fn replace_password(tx: &Tx, app: &App, person: &Person, hash: &str) -> Result<()> {
    let id = person.account.id;
    accounts::set_password(tx, id, hash).await?;
    sessions::end_others(tx, id, Some(person.session_id)).await?;
    audit::record(tx, app.now(), person.who(), "account.password_changed", &subject(id), &json!({})).await
}

async fn show(
    app: &App,
    person: Person,
    frame: Frame,
    refusals: Refusals,
    refused: Option<InviteColleague>,
) -> Result<AccountPage> {
    let lang = frame.lang;
    let houses = own_houses(app, &person).await?;
    let invite = (!houses.is_empty()).then(|| InviteColleague {
        action: "/account/colleagues".into(),
        houses: houses.iter().map(|(code, name)| Choice::new(code, name, false)).collect(),
        ..refused.unwrap_or_default()
    });
    let account = person.account;
    Ok(AccountPage {
        messages: Vec::new(),
        role: role_and_area(&account, lang),
        houses: houses.iter().map(|(code, name)| Link::new(format!("/establishments/{code}"), name)).collect(),
        places: more_places(account.role, lang),
        system: system(account.role, lang),
        password_action: "/account/password".into(),
        name: account.name,
        email: account.email,
        phone: account.phone.unwrap_or_default(),
        refusals,
        invite,
        frame,
    })
}

fn system(role: Role, lang: Lang) -> Vec<Link> {
    match role {
        Role::Admin => vec![
            Link::new("/outbox", lang.t("Thư gửi đi", "Mails")),
            Link::new("/jobs", lang.t("Công việc tự động", "Jobs")),
            Link::new("/audit", lang.t("Nhật ký", "Audit log")),
        ],
        Role::Reporter | Role::Officer | Role::Leader => Vec::new(),
    }
}

/// «Chuyên viên · Phường Vũng Tàu».
pub fn role_and_area(account: &crate::db::entity::account::Model, lang: Lang) -> String {
    let role = account.role.label(lang);
    match &account.area_code {
        Some(area) => format!("{role} · {}", Gazetteer::embedded().name(area)),
        None => role.to_owned(),
    }
}

/// Code and name of the houses a reporter reports for.
async fn own_houses(app: &App, person: &Person) -> Result<Vec<(String, String)>> {
    let Scope::Establishments(own) = &person.scope else { return Ok(Vec::new()) };
    let register = register::current(&app.db).await?;
    let houses = own.iter().filter_map(|id| register.house(*id));
    Ok(houses.map(|house| (house.code().to_owned(), house.name.clone())).collect())
}

/// The house of a code, if the reporter reports for it.
async fn own_house(app: &App, reporter: &Person, code: &str, lang: Lang) -> Result<EstablishmentId> {
    let register = register::current(&app.db).await?;
    let own = |id: &EstablishmentId| matches!(&reporter.scope, Scope::Establishments(own) if own.contains(id));
    register
        .by_code(code)
        .map(|house| house.id())
        .filter(own)
        .ok_or_else(|| Error::not_found(lang, "Không có cơ sở này.", "There is no such house."))
}
