//! What was typed into a form of a report and sent when the session had ended: the sign-in page carries it along, and after
//! signing in one tap sends it on. So nothing is lost without script, either.
use askama::Template;
use askama_web::WebTemplate;

use crate::{
    app::App,
    db::{accounts, entity::account, register},
    domain::role::Role,
    web::{Frame, Result, fields::Fields},
};

/// More than the longest form takes.
const LONGEST: usize = 64 * 1024;

/// The fields of a form that could not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried(Vec<(String, String)>);

impl Carried {
    /// None if there is nothing, or more than a form of ours can hold.
    #[must_use]
    pub fn of(fields: &Fields) -> Option<Self> {
        let carried = Carried(fields.pairs().to_vec());
        (!carried.0.is_empty() && carried.to_text().len() <= LONGEST).then_some(carried)
    }

    /// Reads what a sign-in page carried for an address. Only forms of reports are sent on.
    #[must_use]
    pub fn read(next: &str, text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > LONGEST || !next.starts_with("/reports/") {
            return None;
        }
        serde_json::from_str(text).ok().map(Carried)
    }

    /// As a hidden field carries it.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Whether the report of the address is one that this account fills in: another person's text is not shown to somebody
    /// else who signs in at the same browser.
    pub async fn is_for(&self, app: &App, account: &account::Model, next: &str) -> Result<bool> {
        let register = register::current(&app.db).await?;
        let code = next.split('/').nth(4).unwrap_or_default();
        let Some(house) = register.by_code(code) else { return Ok(false) };
        Ok(match account.role {
            Role::Reporter => accounts::establishments(app.db.read(), account.id).await?.contains(&house.id()),
            Role::Officer | Role::Admin => true,
            Role::Leader => false,
        })
    }
}

/// Signed in again: what was typed is sent on with one tap.
#[derive(Template, WebTemplate)]
#[template(path = "accounts/carried_on.html")]
pub struct CarriedOnPage {
    frame: Frame,
    action: String,
    fields: Vec<(String, String)>,
    /// The report itself, if it is not to be sent on.
    report_href: String,
}

impl CarriedOnPage {
    #[must_use]
    pub fn new(frame: Frame, action: String, carried: Carried) -> Self {
        let report_href = action.split('/').take(5).collect::<Vec<_>>().join("/");
        CarriedOnPage { frame, action, fields: carried.0, report_href }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_comes_back_as_it_was_and_only_for_forms_of_reports() {
        let pairs = vec![("rooms".to_owned(), "<20>&\"".to_owned()), ("go".to_owned(), "check".to_owned())];
        let carried = Carried::of(&Fields::of(pairs)).unwrap();
        let report = "/reports/01-H-DL-CSLT/2026-06/CS00001";
        assert_eq!(Carried::read(report, &carried.to_text()), Some(carried.clone()));
        for (next, text) in [
            ("/sign-out", carried.to_text()),
            ("/accounts", carried.to_text()),
            (report, "{".to_owned()),
            (report, "[[\"a\"]]".to_owned()),
            (report, String::new()),
            (report, format!("[[\"rooms\",\"{}\"]]", "9".repeat(LONGEST))),
        ] {
            assert_eq!(Carried::read(next, &text), None, "{next}");
        }
        let long = vec![("rooms".to_owned(), "9".repeat(LONGEST))];
        assert_eq!(Carried::of(&Fields::of(long)), None);
        assert_eq!(Carried::of(&Fields::default()), None);
    }
}
