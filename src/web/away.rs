//! The database is away: what was asked is offered again, and of a form that was sent nothing typed is lost. The answer page holds
//! its fields and sends them once more to the same address; no script is needed.
use rocket::{
    Data, Request, Route, async_trait,
    fairing::{Fairing, Info, Kind},
    http::{Method, uri::Origin},
    post, routes, uri,
};

use super::{
    fields::{self, Fields},
    guards,
};
use crate::{domain::Lang, error::Error};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![away]
}

/// Leads a form to [`away`] when it can't be asked who sends it: a guard that fails would leave the form unread.
pub struct Away;

/// The address for which a form was meant.
struct Meant(Option<String>);

#[async_trait]
impl Fairing for Away {
    fn info(&self) -> Info {
        Info { name: "forms while the database is away", kind: Kind::Request }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let is_form = request.method() == Method::Post && request.content_type().is_some_and(|kind| kind.is_form());
        if is_form && guards::signed_in(request).await.is_err() {
            request.local_cache(|| Meant(Some(request.uri().to_string())));
            let away: Origin<'static> = uri!(away);
            request.set_uri(away);
        }
    }
}

/// Reads the form, which goes back with the answer.
#[post("/away", data = "<_fields>")]
fn away(_fields: Fields) -> Error {
    Error::Away
}

/// What the page of an interruption offers.
pub enum Again {
    /// A page that is opened again.
    Open(String),
    /// A form that is sent again.
    Send(Box<Resent>),
}

/// A form on its way back.
pub struct Resent {
    pub action: String,
    pub fields: Vec<(String, String)>,
    /// Names of passwords, which are typed again.
    pub secrets: Vec<String>,
}

/// Fields that no page gives back, with their labels.
const SECRETS: [(&str, &str, &str); 3] = [
    ("old", "Mật khẩu hiện tại", "Present password"),
    ("password", "Mật khẩu", "Password"),
    ("again", "Nhập lại mật khẩu", "The same again"),
];

impl Again {
    /// As far as the request was read. A file is not kept: its page is opened again; nor is what a script sent, which tries again
    /// by itself.
    #[must_use]
    pub fn of(request: &Request<'_>) -> Self {
        let Meant(meant) = request.local_cache(|| Meant(None));
        let address = meant.clone().unwrap_or_else(|| request.uri().to_string());
        match fields::posted(request) {
            Some(fields) => Again::Send(Box::new(Resent::new(address, fields))),
            None if request.method() == Method::Get => Again::Open(address),
            None => Again::Open(super::problem::way_back(request).unwrap_or_else(|| "/".to_owned())),
        }
    }
}

impl Resent {
    fn new(action: String, sent: &Fields) -> Self {
        let (secrets, fields): (Vec<_>, Vec<_>) = sent.pairs().iter().cloned().partition(|(name, _)| is_secret(name));
        Resent { action, fields, secrets: secrets.into_iter().map(|(name, _)| name).collect() }
    }

    /// What a password is called.
    #[must_use]
    pub fn label(&self, name: &str, lang: Lang) -> &'static str {
        let found = SECRETS.iter().find(|(secret, ..)| *secret == name);
        found.map(|(_, vi, en)| lang.t(vi, en)).unwrap_or_default()
    }
}

fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|(secret, ..)| *secret == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_was_typed_goes_back_but_passwords() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sent = vec![
            pair("login", "lan@example.vn"),
            pair("password", "mật khẩu dài"),
            pair("pick", "1"),
            pair("pick", "2"),
        ];
        let resent = Resent::new("/sign-in".into(), &Fields::of(sent));
        assert_eq!(resent.fields, [pair("login", "lan@example.vn"), pair("pick", "1"), pair("pick", "2")]);
        assert_eq!(resent.secrets, ["password"]);
    }
}
