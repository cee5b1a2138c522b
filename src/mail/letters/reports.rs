//! About one report: received, accepted, returned.
use chrono::{DateTime, Utc};

use super::{Link, action, for_this_report_until, lower, subject};
use crate::{
    domain::{Lang, form::FormCode},
    mail::{Letter, Sheet},
};

/// A report that a mail is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    pub house: &'a str,
    /// «Báo cáo tháng 6/2026», in the reader's language.
    pub round: &'a str,
    pub form: &'a FormCode,
}

/// Proof that a version was filed.
#[derive(Clone, Copy, Debug)]
pub struct Filed<'a> {
    pub receipt: &'a str,
    pub version: i32,
    pub at: DateTime<Utc>,
    /// Until when it was due, and whether the first version came after that.
    pub due_at: DateTime<Utc>,
    pub late: bool,
    /// «Nguyễn Thị Hạnh, trang web».
    pub filer: &'a str,
    pub sha256: &'a str,
    /// Where anyone who holds the receipt checks it.
    pub verify_url: &'a str,
}

#[must_use]
pub fn receipt(sheet: &Sheet, about: About, filed: Filed, url: &str) -> Letter {
    let lang = sheet.lang;
    let pair = |vi, en, value: String| (lang.t(vi, en).to_owned(), value);
    let due = sheet.instant(filed.due_at);
    let punctuality = match (filed.late, lang) {
        (false, Lang::Vi) => format!("Đúng hạn ({due})"),
        (false, Lang::En) => format!("In time ({due})"),
        (true, Lang::Vi) => format!("Nộp muộn (hạn {due})"),
        (true, Lang::En) => format!("Late (due {due})"),
    };
    Letter {
        subject: subject(about.house, about.round, lang.t("đã nhận", "received")),
        paragraphs: vec![match lang {
            Lang::Vi => format!(
                "{} đã nhận {} (biểu {}) của {}.",
                sheet.department,
                lower(about.round),
                about.form,
                about.house
            ),
            Lang::En => format!(
                "{} has received the {} (form {}) of {}.",
                sheet.department,
                lower(about.round),
                about.form,
                about.house
            ),
        }],
        pairs: vec![
            pair("Số biên nhận", "Receipt", filed.receipt.into()),
            pair("Lần nộp", "Version", filed.version.to_string()),
            pair("Thời điểm nộp", "Filed", sheet.instant(filed.at)),
            pair("Hạn nộp", "Due", punctuality),
            pair("Người nộp", "Filed by", filed.filer.into()),
            pair("Mã kiểm SHA-256", "SHA-256", filed.sha256.into()),
        ],
        actions: vec![
            action(lang.t("Xem biên nhận", "Open the receipt"), url),
            action(lang.t("Kiểm tra biên nhận", "Verify the receipt"), filed.verify_url),
        ],
        ..Letter::default()
    }
}

#[must_use]
pub fn accepted(sheet: &Sheet, about: About, url: &str) -> Letter {
    let lang = sheet.lang;
    Letter {
        subject: subject(about.house, about.round, lang.t("được chấp nhận", "accepted")),
        paragraphs: vec![match lang {
            Lang::Vi => format!("{} của {} đã được chấp nhận.", about.round, about.house),
            Lang::En => format!("The {} of {} has been accepted.", lower(about.round), about.house),
        }],
        actions: vec![action(lang.t("Xem báo cáo", "Open the report"), url)],
        ..Letter::default()
    }
}

/// A returned report, with the reason in the officer's own words, who is told on the page that they go by mail.
#[must_use]
pub fn returned(sheet: &Sheet, about: About, reason: &str, due_at: DateTime<Utc>, link: &Link) -> Letter {
    let lang = sheet.lang;
    let due = sheet.instant(due_at);
    Letter {
        subject: subject(about.house, about.round, &format!("{} {due}", lang.t("cần sửa trước", "to be corrected by"))),
        paragraphs: vec![
            match lang {
                Lang::Vi => {
                    format!("{} của {} được trả lại để sửa. Hạn nộp lại: {due}.", about.round, about.house)
                }
                Lang::En => format!(
                    "The {} of {} was returned for correction. Due again at {due}.",
                    lower(about.round),
                    about.house
                ),
            },
            format!("{} {}", lang.t("Lý do trả lại:", "Returned because:"), reason.trim()),
        ],
        actions: vec![action(lang.t("Xem và sửa báo cáo", "See and correct the report"), &link.url)],
        closing: vec![for_this_report_until(sheet, link.until)],
        ..Letter::default()
    }
}
