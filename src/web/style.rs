//! `/style`: every piece of a page in every state, and the main pages with figures of a house that does not exist.
//! What is looked at here before a change of the style sheet is what people see.
mod desk;
mod house;

use askama::Template;
use askama_web::WebTemplate;
use rocket::{Either, Route, State, get, routes};

use super::{
    Frame,
    reports::view::{CheckPage, FilingPage, HomePage, Message, NilPage, ReceiptPage, ReviewPage, WorkbookPage},
    rounds::view::{DeskPage, MissingPage, RoundsPage},
    ui::{Badge, Choice, Filter, Link, Pager, Progress, Tab, Tone},
};
use crate::app::App;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![pieces, reports, rounds]
}

#[derive(Template, WebTemplate)]
#[template(path = "style.html")]
struct StylePage {
    frame: Frame,
    messages: Vec<Message>,
    filters: Vec<Filter>,
    tabs: Vec<Tab>,
    pager: Pager,
    progress: Progress,
    reasons: Vec<Choice>,
    findings: Vec<super::reports::sheet::FindingView>,
    pages: Vec<Link>,
}

#[get("/style")]
fn pieces(frame: Frame, app: &State<App>) -> StylePage {
    let lang = frame.lang;
    let message = |tone, vi: &str, en: &str| Message { tone, text: lang.t(vi, en).to_owned(), link: None };
    StylePage {
        messages: vec![
            message(Tone::Ok, "Đã chấp nhận 4 báo cáo.", "4 reports accepted."),
            message(Tone::Plain, "Đang tạo tệp: 312/471 cơ sở.", "Making the file: 312 of 471 houses."),
            message(Tone::Warn, "Mất kết nối, chưa lưu.", "No connection, not saved."),
            message(Tone::Bad, "Báo cáo này vừa được sửa ở nơi khác.", "This report was just changed elsewhere."),
        ],
        filters: desk::filters(lang),
        tabs: desk::tabs(lang),
        pager: desk::pager(),
        progress: Progress { filled: 14, asked: 16 },
        reasons: house::nil_reasons(lang),
        findings: house::sheet(app, lang).found().flat_map(|(_, findings)| findings.to_vec()).collect(),
        pages: PAGES.iter().map(|&(path, vi, en)| Link::new(format!("/style/{path}"), lang.t(vi, en))).collect(),
        frame,
    }
}

const PAGES: &[(&str, &str, &str)] = &[
    ("reports/home", "Việc cần làm của cơ sở", "A hotel's first page"),
    ("reports/filing", "Nhập báo cáo", "The form"),
    ("reports/check", "Kiểm tra trước khi nộp", "Check before filing"),
    ("reports/nil", "Không phát sinh", "Nothing to report"),
    ("reports/workbook", "Nộp bằng tệp Excel", "Filing by workbook"),
    ("reports/receipt", "Biên nhận", "Receipt"),
    ("reports/review", "Xem xét một báo cáo", "Review of a report"),
    ("rounds/desk", "Bàn việc", "The officer's desk"),
    ("rounds/missing", "Chưa nộp", "Who has not filed"),
    ("rounds/list", "Các đợt báo cáo", "Rounds"),
];

type ReportSample = Either<
    Either<Either<HomePage, FilingPage>, Either<CheckPage, NilPage>>,
    Either<WorkbookPage, Either<ReceiptPage, ReviewPage>>,
>;

#[get("/style/reports/<page>")]
fn reports(page: &str, frame: Frame, app: &State<App>) -> Option<ReportSample> {
    use Either::{Left, Right};
    Some(match page {
        "home" => Left(Left(Left(house::home(frame)))),
        "filing" => Left(Left(Right(house::filing(app, frame)))),
        "check" => Left(Right(Left(house::check(app, frame)))),
        "nil" => Left(Right(Right(house::nil(frame)))),
        "workbook" => Right(Left(house::workbook(frame))),
        "receipt" => Right(Right(Left(house::receipt(app, frame)))),
        "review" => Right(Right(Right(house::review(app, frame)))),
        _ => return None,
    })
}

#[get("/style/rounds/<page>")]
fn rounds(page: &str, frame: Frame) -> Option<Either<DeskPage, Either<MissingPage, RoundsPage>>> {
    match page {
        "desk" => Some(Either::Left(desk::desk(frame))),
        "missing" => Some(Either::Right(Either::Left(desk::missing_page(frame)))),
        "list" => Some(Either::Right(Either::Right(desk::list(frame)))),
        _ => None,
    }
}
