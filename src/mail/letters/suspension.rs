//! About a suspension: proposed, and what became of it.
use super::action;
use crate::{
    domain::{Lang, suspension::SuspensionState},
    mail::{Letter, Sheet},
};

/// A suspension that a mail is about.
#[derive(Clone, Copy, Debug)]
pub struct Suspended<'a> {
    pub house: &'a str,
    pub code: &'a str,
    /// «01/03/2026–30/06/2026», «từ 01/03/2026».
    pub days: &'a str,
    /// The house's own words.
    pub reason: &'a str,
}

/// To an officer: a house waits for a decision.
#[must_use]
pub fn suspension_proposed(sheet: &Sheet, about: Suspended, url: &str) -> Letter {
    let lang = sheet.lang;
    let Suspended { house, code, days, reason } = about;
    Letter {
        subject: match lang {
            Lang::Vi => format!("{house}: đề nghị tạm ngừng {days}"),
            Lang::En => format!("{house}: suspension proposed, {days}"),
        },
        paragraphs: vec![match lang {
            Lang::Vi => format!(
                "{house} ({code}) đề nghị tạm ngừng {days}. Đến khi được xác nhận, cơ sở vẫn phải báo cáo như thường."
            ),
            Lang::En => format!(
                "{house} ({code}) proposes to be suspended: {days}. Until that is confirmed it owes its reports as before."
            ),
        }],
        pairs: vec![(lang.t("Lý do", "Reason").to_owned(), reason.to_owned())],
        actions: vec![action(lang.t("Xem các đề nghị", "See the proposals"), url)],
        ..Letter::default()
    }
}

/// To the house: what became of it, in the officer's words if it was refused.
#[must_use]
pub fn suspension_decided(sheet: &Sheet, about: Suspended, (state, why): (SuspensionState, &str), url: &str) -> Letter {
    let lang = sheet.lang;
    let Suspended { house, days, .. } = about;
    let outcome = match state {
        SuspensionState::Confirmed => lang.t("đã được xác nhận", "confirmed"),
        SuspensionState::Withdrawn => lang.t("đã được bỏ", "taken back"),
        _ => lang.t("không được xác nhận", "not confirmed"),
    };
    let so = match state {
        SuspensionState::Confirmed => lang.t(
            "Kỳ báo cáo nào nằm trọn trong thời gian này thì cơ sở không phải nộp báo cáo. Mở cửa lại sớm hơn, cơ sở đề nghị đổi ngày kết thúc.",
            "No report is owed of a period that lies wholly within these days. If the house opens earlier, propose another end.",
        ),
        _ => lang.t(
            "Cơ sở báo cáo như thường trong thời gian này; tháng không có khách thì nộp báo cáo không phát sinh.",
            "The house owes its reports as before; for a month without guests it files a nil report.",
        ),
    };
    let mut paragraphs = vec![match lang {
        Lang::Vi => format!("Tạm ngừng {days} của {house} {outcome}. {so}"),
        Lang::En => format!("The suspension of {house} ({days}) was {outcome}. {so}"),
    }];
    if !why.is_empty() {
        paragraphs.push(format!("{} {why}", lang.t("Lý do:", "Reason:")));
    }
    Letter {
        subject: match lang {
            Lang::Vi => format!("{house}: tạm ngừng {days} {outcome}"),
            Lang::En => format!("{house}: suspension {days} {outcome}"),
        },
        paragraphs,
        actions: vec![action(lang.t("Xem tạm ngừng của cơ sở", "See the suspensions of the house"), url)],
        ..Letter::default()
    }
}
