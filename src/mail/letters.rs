//! What each kind of mail says. Short; subject with house and month; day *and* hour; no figures, because mails travel
//! through other people's servers (Statistics Law Art. 10: unpublished figures are not revealed).
use chrono::{DateTime, Utc};

use super::{Action, Letter, Sheet};
use crate::domain::{Lang, form::FormCode};

/// A link that was made for this mail.
#[derive(Clone, Debug)]
pub struct Link {
    pub url: String,
    pub until: DateTime<Utc>,
}

/// Asks a person to choose a password; `houses` are those the person will report for.
#[must_use]
pub fn invitation(sheet: &Sheet, name: &str, houses: &[String], link: &Link) -> Letter {
    let lang = sheet.lang;
    let mut paragraphs = vec![match lang {
        Lang::Vi => format!("Kính gửi {name},"),
        Lang::En => format!("Dear {name},"),
    }];
    paragraphs.push(match lang {
        Lang::Vi => {
            format!("{} mời nhận tài khoản trên hệ thống báo cáo thống kê cơ sở lưu trú du lịch.", sheet.department)
        }
        Lang::En => format!(
            "{} invites you to an account for the statistical reports of tourist accommodation.",
            sheet.department
        ),
    });
    if !houses.is_empty() {
        paragraphs.push(
            lang.t("Tài khoản dùng để nộp báo cáo của:", "The account files the reports of:").to_owned()
                + " "
                + &houses.join(", ")
                + ".",
        );
    }
    Letter {
        subject: lang
            .t("Mời nhận tài khoản báo cáo thống kê", "Invitation to an account for statistical reports")
            .into(),
        paragraphs,
        actions: vec![action(lang.t("Đặt mật khẩu", "Choose a password"), &link.url)],
        closing: vec![works_until(sheet, link)],
        ..Letter::default()
    }
}

/// The link for a new password.
#[must_use]
pub fn password(sheet: &Sheet, link: &Link) -> Letter {
    let lang = sheet.lang;
    Letter {
        subject: lang.t("Đặt lại mật khẩu", "A new password").into(),
        paragraphs: vec![
            lang.t(
                "Hệ thống nhận được yêu cầu đặt lại mật khẩu của tài khoản này.",
                "A new password was asked for this account.",
            )
            .into(),
        ],
        actions: vec![action(lang.t("Đặt mật khẩu mới", "Choose a new password"), &link.url)],
        closing: vec![
            works_until(sheet, link),
            lang.t(
                "Nếu không yêu cầu, xin bỏ qua thư này: mật khẩu cũ vẫn giữ nguyên.",
                "If you did not ask for it, ignore this mail: the old password stays.",
            )
            .into(),
        ],
        ..Letter::default()
    }
}

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
    pub late: bool,
    pub sha256: &'a str,
}

#[must_use]
pub fn receipt(sheet: &Sheet, about: About, filed: Filed, url: &str) -> Letter {
    let lang = sheet.lang;
    let pair = |vi, en, value: String| (lang.t(vi, en).to_owned(), value);
    let mut instant = sheet.instant(filed.at);
    if filed.late {
        instant += lang.t(" (nộp muộn)", " (late)");
    }
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
            pair("Thời điểm nộp", "Filed", instant),
            pair("Mã kiểm SHA-256", "SHA-256", filed.sha256.into()),
        ],
        actions: vec![action(lang.t("Xem biên nhận", "Open the receipt"), url)],
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

/// How a reminder speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The round has opened.
    Opened,
    /// Due soon.
    Due,
    Overdue,
}

/// One digest: the houses of one person that owe, each with its own link.
#[derive(Clone, Debug)]
pub struct Reminder<'a> {
    pub round: &'a str,
    pub form: &'a FormCode,
    pub due_at: DateTime<Utc>,
    pub tone: Tone,
    /// Whether the reports were returned.
    pub returned: bool,
    /// Name and link, in the order of names.
    pub houses: Vec<(String, String)>,
    pub until: DateTime<Utc>,
    /// For an address without a password: how to get an account.
    pub invitation: Option<Link>,
    /// What the officer wrote for an ad hoc round.
    pub message: Option<&'a str>,
}

#[must_use]
pub fn reminder(sheet: &Sheet, reminder: &Reminder) -> Letter {
    let lang = sheet.lang;
    let due = sheet.instant(reminder.due_at);
    let label = match (reminder.houses.as_slice(), lang) {
        ([(name, _)], _) => name.clone(),
        (houses, Lang::Vi) => format!("{} cơ sở", houses.len()),
        (houses, Lang::En) => format!("{} establishments", houses.len()),
    };
    let ask = lang.t("Nhập báo cáo", "Fill in the report");
    let button = |name: &str| match reminder.houses.len() {
        1 => ask.to_owned(),
        _ => name.to_owned(),
    };
    let mut closing = vec![for_this_report_until(sheet, reminder.until)];
    let mut actions: Vec<Action> = reminder.houses.iter().map(|(name, url)| action(&button(name), url)).collect();
    if let Some(link) = &reminder.invitation {
        actions.push(action(lang.t("Nhận tài khoản của cơ sở", "Get the account"), &link.url));
    }
    closing.push(
        lang.t(
            "Nếu báo cáo đã nộp sau khi thư này được gửi, không phải làm gì thêm.",
            "If the report was filed after this mail was sent, nothing more is needed.",
        )
        .into(),
    );
    Letter {
        subject: subject(&label, reminder.round, &state(sheet, reminder, &due)),
        paragraphs: paragraphs(lang, reminder, &label, &due),
        actions,
        closing,
        ..Letter::default()
    }
}

fn state(sheet: &Sheet, reminder: &Reminder, due: &str) -> String {
    let lang = sheet.lang;
    match (reminder.tone, lang) {
        (Tone::Overdue, Lang::Vi) => format!("quá hạn từ {due}"),
        (Tone::Overdue, Lang::En) => format!("overdue since {due}"),
        (_, Lang::Vi) => format!("hạn nộp {due}"),
        (_, Lang::En) => format!("due at {due}"),
    }
}

fn paragraphs(lang: Lang, reminder: &Reminder, label: &str, due: &str) -> Vec<String> {
    let (round, form) = (reminder.round, reminder.form);
    let what = match (reminder.returned, reminder.tone, lang) {
        (true, Tone::Overdue, Lang::Vi) => format!(
            "{round} (biểu {form}) của {label} được trả lại để sửa, hạn nộp lại là {due}. Đến nay chưa nhận được bản sửa."
        ),
        (true, Tone::Overdue, Lang::En) => format!(
            "The {} (form {form}) of {label} was returned for correction and was due again at {due}. No correction has been received so far.",
            lower(round)
        ),
        (true, _, Lang::Vi) => format!("{round} (biểu {form}) của {label} được trả lại để sửa. Hạn nộp lại: {due}."),
        (true, _, Lang::En) => {
            format!("The {} (form {form}) of {label} was returned for correction. Due again at {due}.", lower(round))
        }
        (false, Tone::Opened, Lang::Vi) => {
            format!("Đợt {} (biểu {form}) đã mở cho {label}. Hạn nộp: {due}.", lower(round))
        }
        (false, Tone::Opened, Lang::En) => {
            format!("The {} (form {form}) can now be filed for {label}. Due at {due}.", lower(round))
        }
        (false, Tone::Due, Lang::Vi) => {
            format!("{round} (biểu {form}) của {label} đến hạn lúc {due}. Đến nay chưa nhận được báo cáo.")
        }
        (false, Tone::Due, Lang::En) => {
            format!("The {} (form {form}) of {label} is due at {due}. It has not been received so far.", lower(round))
        }
        (false, Tone::Overdue, Lang::Vi) => {
            format!("{round} (biểu {form}) của {label} đã quá hạn từ {due}. Đến nay chưa nhận được báo cáo.")
        }
        (false, Tone::Overdue, Lang::En) => format!(
            "The {} (form {form}) of {label} has been overdue since {due}. It has not been received so far.",
            lower(round)
        ),
    };
    let mut paragraphs = vec![what];
    paragraphs.extend(reminder.message.filter(|m| !m.trim().is_empty()).map(str::to_owned));
    if !reminder.returned {
        paragraphs.push(
            lang.t(
                "Kỳ không có khách hoặc tạm đóng cửa: chọn «Không phát sinh» trong báo cáo.",
                "No guests or closed in this period: choose «Nil report» in the report.",
            )
            .into(),
        );
    }
    paragraphs
}

/// A period's workbook that was made by itself.
#[derive(Clone, Debug)]
pub struct WorkbookReady<'a> {
    /// «tháng 6/2026».
    pub period: &'a str,
    pub form: &'a FormCode,
    /// «tạm tính».
    pub basis: &'a str,
    /// Whether reports count that nobody has accepted yet.
    pub provisional: bool,
    /// Reports counted, of so many owed.
    pub reports: u32,
    pub owed: u32,
    /// These two are those of the reader's own area.
    pub part: bool,
    pub made_at: DateTime<Utc>,
    pub url: &'a str,
}

/// Says that the workbook of a period is there, and how much of what was owed is in it. The figures stand in it, not here.
#[must_use]
pub fn workbook_ready(sheet: &Sheet, ready: &WorkbookReady) -> Letter {
    let lang = sheet.lang;
    let at = sheet.instant(ready.made_at);
    let WorkbookReady { period, form, basis, reports, owed, .. } = ready;
    let part = if ready.part { lang.t(" trong địa bàn phụ trách", " in your area") } else { "" };
    let mut paragraphs = vec![match lang {
        Lang::Vi => format!("Báo cáo tổng hợp {period} (biểu {form}) được lập lúc {at}, số liệu {basis}."),
        Lang::En => format!("The rollup for {period} (form {form}) was made at {at}, figures {basis}."),
    }];
    paragraphs.push(match lang {
        Lang::Vi => format!("Đã tổng hợp {reports}/{owed} báo cáo phải nộp{part}."),
        Lang::En => format!("It counts {reports} of {owed} reports owed{part}."),
    });
    if ready.provisional {
        let (vi, en) = (
            "Số liệu tạm tính gồm cả báo cáo chưa được chấp nhận và có thể thay đổi.",
            "Provisional figures include reports that are not accepted yet, and may change.",
        );
        paragraphs.push(lang.t(vi, en).to_owned());
    }
    Letter {
        subject: match lang {
            Lang::Vi => format!("Báo cáo tổng hợp {period} đã có ({basis}, {reports}/{owed} báo cáo)"),
            Lang::En => format!("Rollup for {period} is ready ({basis}, {reports} of {owed} reports)"),
        },
        paragraphs,
        actions: vec![action(lang.t("Mở báo cáo tổng hợp", "Open the rollup"), ready.url)],
        ..Letter::default()
    }
}

/// An officer's morning digest of a round.
#[derive(Clone, Debug)]
pub struct OfficerDigest<'a> {
    pub round: &'a str,
    pub due_at: DateTime<Utc>,
    pub owed: u32,
    /// Not filed so far.
    pub missing: u32,
    pub returned: u32,
    /// Houses that no mail reaches: «code name, telephone: why».
    pub unreachable: Vec<String>,
    pub url: &'a str,
}

#[must_use]
pub fn officer_digest(sheet: &Sheet, digest: &OfficerDigest) -> Letter {
    let lang = sheet.lang;
    let due = sheet.instant(digest.due_at);
    let OfficerDigest { round, owed, missing, returned, .. } = digest;
    let mut paragraphs = vec![match lang {
        Lang::Vi => format!(
            "{round}, hạn nộp {due}: còn {missing} trong {owed} cơ sở chưa nộp, {returned} báo cáo bị trả lại chưa nộp lại."
        ),
        Lang::En => format!(
            "{round}, due at {due}: {missing} of {owed} establishments have not filed, {returned} returned reports have not come back."
        ),
    }];
    if !digest.unreachable.is_empty() {
        paragraphs.push(match lang {
            Lang::Vi => format!(
                "Không gửi được thư nhắc cho {} cơ sở dưới đây, cần liên hệ cách khác:",
                digest.unreachable.len()
            ),
            Lang::En => format!(
                "No mail reaches the {} establishments below; please contact them otherwise:",
                digest.unreachable.len()
            ),
        });
    }
    Letter {
        subject: match lang {
            Lang::Vi => format!("{round}: còn {missing} cơ sở chưa nộp"),
            Lang::En => format!("{round}: {missing} establishments have not filed"),
        },
        paragraphs,
        list: digest.unreachable.clone(),
        actions: vec![action(lang.t("Mở danh sách", "Open the list"), digest.url)],
        ..Letter::default()
    }
}

/// Tells an admin that a job failed; further failures in a row are not told.
#[must_use]
pub fn job_failed(sheet: &Sheet, job: &str, error: &str, at: DateTime<Utc>, url: &str) -> Letter {
    let lang = sheet.lang;
    let at = sheet.instant(at);
    Letter {
        subject: match lang {
            Lang::Vi => format!("Công việc tự động «{job}» gặp lỗi"),
            Lang::En => format!("Job «{job}» failed"),
        },
        paragraphs: vec![
            match lang {
                Lang::Vi => format!("Công việc «{job}» không hoàn thành lúc {at}: {error}"),
                Lang::En => format!("The job «{job}» did not finish at {at}: {error}"),
            },
            lang.t(
                "Lần chạy sau sẽ thử lại. Lỗi lặp lại không được báo thêm.",
                "The next run tries again. A repeated failure is not told again.",
            )
            .into(),
        ],
        actions: vec![action(lang.t("Xem công việc tự động", "Open the jobs"), url)],
        ..Letter::default()
    }
}

fn subject(house: &str, round: &str, state: &str) -> String {
    format!("{house}: {}, {state}", lower(round))
}

/// A regular round's label in the middle of a sentence: «báo cáo tháng 6/2026». The title of an ad hoc round may begin
/// with a name, so it stays.
fn lower(label: &str) -> String {
    match (label.strip_prefix("Báo cáo"), label.strip_prefix("Report")) {
        (Some(rest), _) => format!("báo cáo{rest}"),
        (_, Some(rest)) => format!("report{rest}"),
        _ => label.to_owned(),
    }
}

fn action(label: &str, url: &str) -> Action {
    Action { label: label.to_owned(), url: url.to_owned() }
}

fn works_until(sheet: &Sheet, link: &Link) -> String {
    let until = sheet.instant(link.until);
    match sheet.lang {
        Lang::Vi => format!("Đường dẫn dùng được một lần, đến {until}."),
        Lang::En => format!("The link works once, until {until}."),
    }
}

fn for_this_report_until(sheet: &Sheet, until: DateTime<Utc>) -> String {
    let until = sheet.instant(until);
    match sheet.lang {
        Lang::Vi => format!(
            "Đường dẫn chỉ mở báo cáo này, không cần mật khẩu, dùng được đến {until} hoặc đến khi báo cáo được nộp. Xin không chuyển tiếp thư này."
        ),
        Lang::En => format!(
            "The link opens this report only, without a password, until {until} or until the report is filed. Please do not forward this mail."
        ),
    }
}
