//! A link that was used or has run out.
use rocket::http::Status;

use super::view::LinkGonePage;
use crate::web::{Frame, ui::Link};

pub type Gone = (Status, LinkGonePage);

/// Says so; `again` is where a new link is asked for.
pub fn gone(frame: Frame, again: Option<Link>) -> Gone {
    (Status::Gone, LinkGonePage { frame, again })
}
