//! What every page of one report's filing begins with: who asks, and for which report.
use rocket::{
    Request, async_trait,
    outcome::try_outcome,
    request::{FromRequest, Outcome},
};

use super::place::Place;
use crate::{
    app::App,
    error::Error,
    web::{
        Frame, Result,
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
