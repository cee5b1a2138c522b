//! What every page of one report's filing begins with: who asks, and for which report.
use rocket::{
    Request, async_trait,
    http::Status,
    outcome::try_outcome,
    request::{FromRequest, Outcome},
};

use super::{Answer, place::Place};
use crate::{
    app::App,
    error::Error,
    web::{
        Frame, Result,
        accounts::SignInPage,
        fields::Fields,
        guards::{self, Typist},
    },
};

/// Somebody who may fill in reports, at an address `/reports/<form>/<period>/<house>/…`.
pub struct Asked<'r> {
    app: &'r App,
    frame: Frame,
    typist: Typist,
    address: (&'r str, &'r str, &'r str),
}

impl<'r> Asked<'r> {
    /// The report, if this session may fill it in.
    pub async fn open(self) -> Result<(Place<'r>, Frame, Typist)> {
        let Asked { app, frame, typist, address } = self;
        let place = Place::find(app, &typist.scope, typist.lang, address).await?;
        if !typist.may_type(place.round.id, place.house.id()) {
            let (vi, en) =
                ("Không có báo cáo này trong phạm vi của tài khoản.", "No such report within reach of this account.");
            return Err(Error::not_found(typist.lang, vi, en));
        }
        Ok((place, frame, typist))
    }
}

/// A form that is sent at such an address: by somebody who may fill in reports, or by a browser whose session has ended
/// meanwhile, which loses nothing of what was typed.
pub enum Sending<'r> {
    By(Box<Asked<'r>>),
    Nobody(Box<Frame>, &'r str),
}

impl<'r> Sending<'r> {
    /// Who sends it; else the page to sign in with, which carries the fields.
    pub fn by(self, fields: &Fields) -> std::result::Result<Asked<'r>, Box<Answer>> {
        match self {
            Sending::By(asked) => Ok(*asked),
            Sending::Nobody(frame, path) => {
                let page = SignInPage::carrying(*frame, path, fields);
                Err(Box::new(Answer::SignIn((Status::Unauthorized, Box::new(page)))))
            }
        }
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Sending<'r> {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        if let Ok(None) = guards::signed_in(request).await {
            let frame = try_outcome!(Frame::from_request(request).await.map_error(|(_, never)| match never {}));
            return Outcome::Success(Sending::Nobody(Box::new(frame), request.uri().path().as_str()));
        }
        Asked::from_request(request).await.map(|asked| Sending::By(Box::new(asked)))
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Asked<'r> {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        let typist = try_outcome!(Typist::from_request(request).await);
        let frame = try_outcome!(Frame::from_request(request).await.map_error(|(_, never)| match never {}));
        let part = |place: usize| request.param(place).and_then(std::result::Result::ok).unwrap_or_default();
        Outcome::Success(Asked { app: guards::app(request), frame, typist, address: (part(1), part(2), part(3)) })
    }
}
