//! A link that was used or has run out.
use rocket::http::Status;

use super::view::LinkGonePage;
use crate::web::{Frame, ui::Link};

pub type Gone = (Status, LinkGonePage);

/// Says so; `again` is where a new link is asked for.
pub fn gone(frame: Frame, again: Option<Link>) -> Gone {
    let why = frame.t(
        "Mỗi liên kết dùng được một lần và có thời hạn. Liên kết này đã được dùng hoặc đã hết hạn.",
        "A link works once and for a limited time. This one was used or has run out.",
    );
    (Status::Gone, LinkGonePage { why: why.to_owned(), frame, again })
}

/// Says that the link of a report has done its service.
pub fn report_done(frame: Frame) -> Gone {
    let why = frame.t(
        "Liên kết dùng được đến khi báo cáo được nộp, và không quá thời hạn ghi trong thư. Báo cáo đã nộp xem được sau khi đăng nhập.",
        "The link works until the report is filed, and no longer than the mail says. A filed report can be seen after signing in.",
    );
    (Status::Gone, LinkGonePage { why: why.to_owned(), frame, again: None })
}
