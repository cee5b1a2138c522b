//! Why days cannot be suspended, in words that say what to do.
use chrono::NaiveDate;

use super::{Kept, LONGEST_REASON, SuspensionState, day_text, days_text};
use crate::domain::{Lang, Period, Text};

/// Why a proposal cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    NoReason,
    LongReason,
    BackToFront {
        from: NaiveDate,
        to: NaiveDate,
    },
    TooEarly {
        from: NaiveDate,
        earliest: NaiveDate,
    },
    TooLate {
        from: NaiveDate,
        latest: NaiveDate,
    },
    TooLong {
        to: NaiveDate,
        last_end: NaiveDate,
    },
    /// The first day is not before this, the first day closed.
    Closed(NaiveDate),
    /// The last day is before this, the first day open.
    NotOpen(NaiveDate),
    /// Another one holds or waits on some of these days.
    Overlaps(Kept),
    /// A report was filed of a period that these days cover.
    Filed(Period),
    /// There is no confirmed suspension with this first day.
    NothingToChange,
    SameEnd,
}

/// Where the refusal is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    From,
    To,
    Reason,
}

impl Refusal {
    #[must_use]
    pub fn field(&self) -> Field {
        match self {
            Refusal::NoReason | Refusal::LongReason => Field::Reason,
            Refusal::BackToFront { .. }
            | Refusal::TooLong { .. }
            | Refusal::NotOpen(_)
            | Refusal::NothingToChange
            | Refusal::SameEnd => Field::To,
            _ => Field::From,
        }
    }

    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Refusal::NoReason => Text::new("Ghi lý do tạm ngừng.", "Give the reason."),
            Refusal::LongReason => Text::new(
                format!("Lý do dài quá {LONGEST_REASON} ký tự; viết ngắn lại."),
                format!("The reason has over {LONGEST_REASON} characters; shorten it."),
            ),
            Refusal::BackToFront { from, to } => Text::new(
                format!(
                    "Ngày kết thúc phải sau ngày bắt đầu: {} đứng trước {}. Sửa một trong hai ngày.",
                    day_text(*to),
                    day_text(*from)
                ),
                format!(
                    "The last day lies before the first: {} is before {}. Correct one of them.",
                    day_text(*to),
                    day_text(*from)
                ),
            ),
            Refusal::TooEarly { from, earliest } => Text::new(
                format!(
                    "Ngày bắt đầu {} đã quá lâu. Chọn từ {}; nếu tạm ngừng sớm hơn, liên hệ Sở Du lịch.",
                    day_text(*from),
                    day_text(*earliest)
                ),
                format!(
                    "The first day, {}, lies too far back. Choose one from {} on; for an earlier one ask the department.",
                    day_text(*from),
                    day_text(*earliest)
                ),
            ),
            Refusal::TooLate { from, latest } => Text::new(
                format!(
                    "Ngày bắt đầu {} còn quá xa. Chọn đến {}; kiểm tra lại năm.",
                    day_text(*from),
                    day_text(*latest)
                ),
                format!(
                    "The first day, {}, is too far ahead. Choose one until {}; check the year.",
                    day_text(*from),
                    day_text(*latest)
                ),
            ),
            Refusal::TooLong { to, last_end } => Text::new(
                format!(
                    "Ngày kết thúc {} quá xa. Chọn đến {}, hoặc để trống nếu chưa biết.",
                    day_text(*to),
                    day_text(*last_end)
                ),
                format!(
                    "The last day, {}, is too far ahead. Choose one until {}, or leave it empty if it is not known.",
                    day_text(*to),
                    day_text(*last_end)
                ),
            ),
            Refusal::Closed(closed) => Text::new(
                format!("Cơ sở ngừng hoạt động từ {}, không cần tạm ngừng từ ngày đó.", day_text(*closed)),
                format!("The house is closed from {} on and needs no suspension then.", day_text(*closed)),
            ),
            Refusal::NotOpen(opened) => Text::new(
                format!("Cơ sở hoạt động từ {}, trước đó không phải báo cáo.", day_text(*opened)),
                format!("The house opens on {} and owes nothing before.", day_text(*opened)),
            ),
            Refusal::Overlaps(other) => {
                let (vi, en) = match other.state {
                    SuspensionState::Proposed => (
                        "đang chờ xác nhận. Bỏ đề nghị đó trước, hoặc chọn ngày khác.",
                        "waits for confirmation. Take that one back first, or choose other days.",
                    ),
                    _ => (
                        "đã được xác nhận. Đổi ngày kết thúc của đợt đó, hoặc chọn ngày khác.",
                        "is confirmed. Change its end, or choose other days.",
                    ),
                };
                Text::new(
                    format!("Trùng ngày với đợt tạm ngừng {} {vi}", days_text(&other.days, Lang::Vi)),
                    format!("Overlaps with the suspension {}, which {en}", days_text(&other.days, Lang::En)),
                )
            }
            Refusal::Filed(period) => Text::new(
                format!(
                    "Cơ sở đã nộp báo cáo {} có hoạt động trong những ngày này. Chọn ngày sau kỳ đó, hoặc sửa báo cáo trước.",
                    period.label(Lang::Vi)
                ),
                format!(
                    "A report for {} was filed that says the house was open on these days. Choose days after it, or correct the report first.",
                    period.label(Lang::En)
                ),
            ),
            Refusal::NothingToChange => Text::new(
                "Đợt tạm ngừng này không còn để đổi ngày kết thúc. Tải lại trang.",
                "This suspension is not there any more to change its end. Reload the page.",
            ),
            Refusal::SameEnd => Text::new(
                "Ngày kết thúc không thay đổi. Chọn ngày khác.",
                "The last day is the same as before. Choose another.",
            ),
        }
    }
}
