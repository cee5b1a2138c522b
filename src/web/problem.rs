//! What a failure looks like: a page in the reader's language, or problem+json (RFC 9457) under `/api`.
use std::io::Cursor;

use askama::Template;
use rocket::{
    Catcher, Request, Response, catch, catchers,
    http::{ContentType, Method, RawStr, Status},
    response::{self, Redirect, Responder},
};
use serde_json::json;

use super::{
    away::Again,
    frame::{Frame, frame_of, frame_so_far},
    guards::lang_so_far,
};
use crate::{db, domain::Lang, error::Error};

/// Catchers for what Rocket itself answers: no such page, too large, a guard's refusal.
#[must_use]
pub fn catchers() -> Vec<Catcher> {
    catchers![to_sign_in, other]
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    title: &'a str,
    detail: &'a str,
}

/// Whoever is not signed in is led to the sign-in page and from there back.
#[catch(401)]
async fn to_sign_in(request: &Request<'_>) -> Result<Redirect, Problem> {
    if is_api(request) || is_script(request) {
        return Err(Problem::new(request, Status::Unauthorized, None).await);
    }
    Ok(Redirect::to(match way_back(request) {
        Some(next) if next != "/" => format!("/sign-in?next={}", RawStr::new(&next).percent_encode()),
        _ => "/sign-in".to_owned(),
    }))
}

/// The page that was asked for, or the one whose form was sent.
pub fn way_back(request: &Request<'_>) -> Option<String> {
    if request.method() == Method::Get {
        return Some(request.uri().to_string());
    }
    let (_, from) = request.headers().get_one("Referer")?.split_once("://")?;
    from.find('/').map(|path| from[path..].to_owned())
}

#[catch(default)]
async fn other(status: Status, request: &Request<'_>) -> Problem {
    Problem::new(request, status, None).await
}

/// The database is away: what was asked, or the form that was sent, to be sent again.
#[derive(Template)]
#[template(path = "away.html")]
struct AwayPage<'a> {
    frame: Frame,
    title: &'a str,
    detail: &'a str,
    again: Again,
}

/// A failure on its way to the browser.
pub struct Problem {
    frame: Frame,
    status: Status,
    detail: Option<String>,
}

impl Problem {
    async fn new(request: &Request<'_>, status: Status, detail: Option<String>) -> Self {
        Problem { frame: frame_of(request).await, status, detail }
    }
}

impl<'r> Responder<'r, 'static> for Problem {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let (title, usual) = words(self.status, self.frame.lang);
        let detail = self.detail.unwrap_or_else(|| usual.to_owned());
        let (kind, body) = if is_api(request) || is_script(request) {
            let body = json!({ "type": "about:blank", "title": title, "status": self.status.code, "detail": detail });
            (ContentType::new("application", "problem+json"), body.to_string())
        } else {
            let page = page(request, self.status, self.frame, title, &detail);
            (ContentType::HTML, page.map_err(|_| Status::InternalServerError)?)
        };
        Response::build().status(self.status).header(kind).sized_body(body.len(), Cursor::new(body)).ok()
    }
}

fn page(request: &Request, status: Status, mut frame: Frame, title: &str, detail: &str) -> askama::Result<String> {
    if status != Status::ServiceUnavailable {
        return ProblemPage { frame, title, detail }.render();
    }
    // Switching the language asks for the page, not for the form.
    frame.here = way_back(request).unwrap_or_else(|| "/".to_owned());
    AwayPage { frame, title, detail, again: Again::of(request) }.render()
}

impl<'r> Responder<'r, 'static> for Error {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let status = status_of(&self);
        // What went wrong inside is for the log; what a person did is told to the person.
        let detail = if status.code < 500 {
            Some(self.to_string())
        } else {
            tracing::error!(path = %request.uri().path(), "{self}");
            matches!(self, Error::Unsure(_)).then(|| unsure(lang_so_far(request)).to_owned())
        };
        Problem { frame: frame_so_far(request), status, detail }.respond_to(request)
    }
}

fn status_of(error: &Error) -> Status {
    match error {
        Error::NotFound(_) | Error::Period(_) | Error::UnknownForm(_) => Status::NotFound,
        Error::NotAllowed(_) => Status::Forbidden,
        Error::Conflict(_) => Status::Conflict,
        Error::BadInput(_) => Status::BadRequest,
        Error::TooMany(_) => Status::TooManyRequests,
        error if db::is_unwritable(error) => Status::InsufficientStorage,
        error if db::is_away(error) => Status::ServiceUnavailable,
        _ => Status::InternalServerError,
    }
}

/// When nobody could say whether it was stored.
fn unsure(lang: Lang) -> &'static str {
    lang.t(
        "Kết nối với cơ sở dữ liệu bị ngắt đúng lúc đang lưu, nên chưa biết nội dung vừa gửi đã được lưu hay chưa. Chờ khoảng nửa phút, mở lại trang để xem; nếu chưa thấy thì gửi lại. Một báo cáo gửi hai lần không bị tính hai lần.",
        "The connection to the database was lost while it stored, so it is not known whether what was just sent is stored. Wait half a minute and open the page to see; if it is not there, send it again. A report that is sent twice is not counted twice.",
    )
}

fn is_api(request: &Request<'_>) -> bool {
    request.uri().path().segments().next() == Some("api")
}

/// A page's own script asks for JSON; it tells the person itself that the session has ended.
fn is_script(request: &Request<'_>) -> bool {
    request.accept().is_some_and(|accept| accept.preferred().is_json())
}

/// Title and explanation of a status: what happened and what to do next.
fn words(status: Status, lang: Lang) -> (&'static str, &'static str) {
    let (vi, en) = match status.code {
        400 => (
            ("Yêu cầu không đọc được", "Trở lại trang trước, tải lại và thử lần nữa."),
            ("The request cannot be read", "Go back, reload the page and try again."),
        ),
        401 => (("Cần đăng nhập", "Đăng nhập rồi thử lại."), ("Please sign in", "Sign in and try again.")),
        403 => (
            ("Không có quyền", "Tài khoản này không được mở trang hoặc thực hiện việc này."),
            ("Not allowed", "This account may not open this page or do this."),
        ),
        404 => (
            ("Không tìm thấy trang", "Địa chỉ không đúng, hoặc nội dung không thuộc phạm vi của tài khoản này."),
            ("Page not found", "The address is wrong, or its content is not within reach of this account."),
        ),
        409 => (
            ("Dữ liệu đã thay đổi", "Người khác vừa sửa. Tải lại trang để xem bản mới."),
            ("The data have changed", "Somebody else was faster. Reload the page to see the new state."),
        ),
        413 => (
            ("Tệp quá lớn", "Tệp vượt quá dung lượng cho phép. Chỉ gửi tệp Excel của biểu, không kèm hình ảnh."),
            ("The file is too large", "The file exceeds the limit. Send the form's workbook only, without pictures."),
        ),
        422 => (
            ("Dữ liệu chưa đúng", "Một ô thiếu hoặc không đọc được. Trở lại trang trước và kiểm tra."),
            ("The data are not right", "A field is missing or cannot be read. Go back and check."),
        ),
        429 => (
            ("Quá nhiều lần thử", "Chờ vài phút rồi thử lại."),
            ("Too many attempts", "Wait a few minutes and try again."),
        ),
        503 => (
            (
                "Hệ thống tạm thời gián đoạn",
                "Máy chủ chưa kết nối được với cơ sở dữ liệu. Số liệu đã nộp và bản nháp đã lưu được giữ nguyên. Chờ khoảng nửa phút rồi thử lại.",
            ),
            (
                "The system is interrupted",
                "The server cannot reach its database. What was filed and the drafts that were saved are kept. Wait half a minute, then try again.",
            ),
        ),
        507 => (
            (
                "Máy chủ không ghi được dữ liệu",
                "Ổ đĩa của máy chủ đã đầy hoặc chỉ cho đọc. Nội dung vừa gửi (nếu có) chưa được lưu; số liệu đã nộp trước đó được giữ nguyên. Báo cho quản trị hệ thống, rồi gửi lại.",
            ),
            (
                "The server cannot store data",
                "The server's disk is full or read-only. What was just sent, if anything, is not stored; what was filed before is kept. Tell the administrator, then send it again.",
            ),
        ),
        _ => (
            ("Hệ thống gặp lỗi", "Lỗi đã được ghi lại. Số liệu đã gửi được giữ nguyên. Thử lại sau ít phút."),
            ("Something failed", "The failure was recorded. What was filed is kept. Try again in a few minutes."),
        ),
    };
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}
