//! The guard of screens on a wall.
use rocket::{
    Request, async_trait,
    http::Status,
    request::{FromRequest, Outcome},
};

use super::{app, lang_of};
use crate::{
    db::{self, entity::wall_link},
    domain::Lang,
    error::Error,
};

/// A screen on a wall, by the secret in its address.
#[derive(Clone, Debug)]
pub struct WallScreen(pub wall_link::Model);

/// Where the secret stands in the path: `/wall/<secret>`.
const SECRET: usize = 1;

#[async_trait]
impl<'r> FromRequest<'r> for WallScreen {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        let secret = request.param::<&str>(SECRET).and_then(Result::ok).unwrap_or_default();
        match db::walls::find(app(request).db.read(), secret).await {
            Ok(Some(link)) => Outcome::Success(WallScreen(link)),
            Ok(None) => Outcome::Error((Status::NotFound, no_screen(lang_of(request).await))),
            Err(error) => Outcome::Error((Status::ServiceUnavailable, error)),
        }
    }
}

fn no_screen(lang: Lang) -> Error {
    Error::not_found(
        lang,
        "Liên kết màn hình này không dùng được: đã bị thu hồi hoặc chép thiếu. Quản trị viên tạo liên kết mới ở trang «Màn hình treo tường».",
        "This link of a screen does not work: it was revoked, or copied in part. An administrator makes a new one on the page «Screens on a wall».",
    )
}
