//! What the pages of accounts show. Handlers fill these; the templates of the same names draw them.
use askama::Template;
use askama_web::WebTemplate;

use crate::web::{
    Frame,
    reports::view::Message,
    ui::{Choice, Filter, Link, Pager},
};

/// First start: the first administrator makes an account.
#[derive(Template, WebTemplate)]
#[template(path = "accounts/set_up.html")]
pub struct SetUpPage {
    pub frame: Frame,
    /// Posts `name`, `email`, `password`, `again`.
    pub action: String,
    pub name: String,
    pub email: String,
    pub refusals: Refusals,
}

/// What is wrong with what was typed; empty = right.
#[derive(Clone, Debug, Default)]
pub struct Refusals {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub password: String,
    pub again: String,
    /// The old password, or the area of an officer.
    pub other: String,
}

impl Refusals {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.name, &self.email, &self.phone, &self.password, &self.again, &self.other]
            .into_iter()
            .all(String::is_empty)
    }
}

/// An invitation is accepted, or a forgotten password replaced: opening the page changes nothing, its button does.
#[derive(Template, WebTemplate)]
#[template(path = "accounts/password.html")]
pub struct PasswordPage {
    pub frame: Frame,
    /// Posts `password`, `again`, and with an invitation `name`, `phone`.
    pub action: String,
    pub invitation: bool,
    /// The house or role for which somebody is invited: «Khách sạn Biển Xanh».
    pub invited_for: String,
    /// Address with which one signs in from now on.
    pub email: String,
    pub name: String,
    pub phone: String,
    pub refusals: Refusals,
}

/// A link that was used or ran out.
#[derive(Template, WebTemplate)]
#[template(path = "accounts/link_gone.html")]
pub struct LinkGonePage {
    pub frame: Frame,
    pub why: String,
    /// Where a new one is asked; None = only the department can send one.
    pub again: Option<Link>,
}

/// The link of one report in a mail: a button leads to the report, without a password.
#[derive(Template, WebTemplate)]
#[template(path = "accounts/report_link.html")]
pub struct ReportLinkPage {
    pub frame: Frame,
    pub action: String,
    pub house: String,
    /// «Báo cáo tháng 6/2026».
    pub title: String,
    pub due: String,
}

/// A forgotten password: asks for the address, then says that a mail is under way (for every address alike).
#[derive(Template, WebTemplate)]
#[template(path = "accounts/forgotten.html")]
pub struct ForgottenPage {
    pub frame: Frame,
    pub login: String,
    pub sent: bool,
    pub refusal: Option<String>,
}

/// One's own account: name, language, password, help, signing out («Thêm» on a phone).
#[derive(Template, WebTemplate)]
#[template(path = "accounts/account.html")]
pub struct AccountPage {
    pub frame: Frame,
    pub messages: Vec<Message>,
    pub name: String,
    pub email: String,
    pub phone: String,
    /// «Chuyên viên · Xã Hồ Tràm», or the houses of a reporter.
    pub role: String,
    pub houses: Vec<Link>,
    /// Further places of the navigation that a phone's bar has no room for.
    pub places: Vec<Link>,
    /// What an administrator looks after: mails, jobs.
    pub system: Vec<Link>,
    /// Posts `old`, `password`, `again`.
    pub password_action: String,
    pub refusals: Refusals,
    /// Colleagues may be invited: posts `email` (and `establishment`).
    pub invite: Option<InviteColleague>,
}

#[derive(Clone, Debug, Default)]
pub struct InviteColleague {
    pub action: String,
    pub houses: Vec<Choice>,
    pub email: String,
    pub refusal: String,
}

/// All accounts, for the administrator.
#[derive(Template, WebTemplate)]
#[template(path = "accounts/list.html")]
pub struct AccountsPage {
    pub frame: Frame,
    pub messages: Vec<Message>,
    pub find: String,
    pub filters: Vec<Filter>,
    pub here: String,
    pub rows: Vec<AccountRow>,
    pub pager: Pager,
    /// Page on which somebody is invited.
    pub invite_href: String,
}

#[derive(Clone, Debug)]
pub struct AccountRow {
    pub name: String,
    pub href: String,
    /// E-mail, telephone.
    pub contact: String,
    pub role: String,
    /// Area of an officer, houses of a reporter.
    pub scope: String,
    /// «12/07/2026», empty = never.
    pub last_sign_in: String,
    /// Invited and not yet here, or switched off.
    pub state: Option<AccountState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    Invited,
    Off,
}

/// Somebody is invited: an officer, leader, admin, or a house's reporter.
#[derive(Template, WebTemplate)]
#[template(path = "accounts/invite.html")]
pub struct InvitePage {
    pub frame: Frame,
    pub back: Link,
    pub messages: Vec<Message>,
    /// Posts `name`, `email`, `role`, `area`, `establishment` (code).
    pub action: String,
    pub name: String,
    pub email: String,
    pub roles: Vec<Choice>,
    pub areas: Vec<Choice>,
    /// Code of the reporter's house.
    pub establishment: String,
    pub refusals: Refusals,
}

/// One account, for the administrator.
#[derive(Template, WebTemplate)]
#[template(path = "accounts/person.html")]
pub struct PersonPage {
    pub frame: Frame,
    /// `/accounts/<id>`: posts `name`, `phone`, `role`, `area`; below it `/resend`, `/off`, `/on`, `/houses`, `/houses/leave`.
    pub action: String,
    pub heading: String,
    pub email: String,
    pub state: Option<AccountState>,
    /// «08:14 ngày 12/07/2026», empty = never.
    pub last_sign_in: String,
    /// One's own account: role and state are for somebody else to change.
    pub own: bool,
    /// Name, mail address and telephone were taken out.
    pub blanked: bool,
    /// What the log has about this account.
    pub log_href: String,
    pub name: String,
    pub phone: String,
    pub roles: Vec<Choice>,
    pub areas: Vec<Choice>,
    /// Houses of a reporter: code and name; None for other roles.
    pub houses: Option<Vec<House>>,
    pub refusals: Refusals,
}

#[derive(Clone, Debug)]
pub struct House {
    pub code: String,
    pub name: String,
}
