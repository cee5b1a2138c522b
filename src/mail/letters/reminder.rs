//! That a report is to be filed: one letter for all the houses of a person.
use chrono::{DateTime, Utc};

use super::{Link, action, for_this_report_until, lower, subject};
use crate::{
    domain::{Lang, form::FormCode},
    mail::{Action, Letter, Sheet},
};

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
