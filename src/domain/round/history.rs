//! What happens to a round: it is made, its due instant is moved, it is closed and opened again.
use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{DueMove, Round, due::LONGEST_REASON};
use crate::domain::{AccountId, Lang, establishment::codes};

codes! {
    /// What happened to a round.
    EventKind {
        Made = "made", "Tạo đợt", "Made";
        Moved = "moved", "Dời hạn nộp", "Due date moved";
        Closed = "closed", "Đóng đợt", "Closed";
        Reopened = "reopened", "Mở lại đợt", "Reopened";
        Message = "message", "Đổi lời nhắn", "Message changed";
    }
}

/// An event of a round with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    pub kind: EventKind,
    /// Of a move.
    pub moved: Option<DueMove>,
    /// Why, or what was said.
    pub reason: String,
    pub by: Option<AccountId>,
    pub at: DateTime<Utc>,
}

/// Why a round is not closed or reopened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    NoReason,
    LongReason,
    ClosedAlready,
    NotClosed,
    /// Of a time before the department began.
    Historic,
}

impl Round {
    /// # Errors
    /// Why the round cannot be closed now.
    pub fn may_close(&self, reason: &str, now: DateTime<Utc>) -> Result<(), NotNow> {
        if self.is_closed(now) { Err(NotNow::ClosedAlready) } else { given(reason) }
    }

    /// # Errors
    /// Why the round cannot be opened again.
    pub fn may_reopen(&self, reason: &str, now: DateTime<Utc>) -> Result<(), NotNow> {
        match (self.historic, self.is_closed(now)) {
            (true, _) => Err(NotNow::Historic),
            (false, false) => Err(NotNow::NotClosed),
            (false, true) => given(reason),
        }
    }
}

fn given(reason: &str) -> Result<(), NotNow> {
    match reason.trim().chars().count() {
        0 => Err(NotNow::NoReason),
        length if length > LONGEST_REASON => Err(NotNow::LongReason),
        _ => Ok(()),
    }
}

impl NotNow {
    /// What is wrong and what to do.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            NotNow::NoReason => lang.t("Ghi lý do.", "Give the reason."),
            NotNow::LongReason => {
                lang.t("Lý do dài quá 500 ký tự. Viết ngắn lại.", "The reason has more than 500 letters. Shorten it.")
            }
            NotNow::ClosedAlready => lang.t("Đợt báo cáo đã đóng rồi.", "The round is closed already."),
            NotNow::NotClosed => {
                lang.t("Đợt báo cáo đang mở, không cần mở lại.", "The round is open; nothing to reopen.")
            }
            NotNow::Historic => lang.t(
                "Đợt của thời gian trước khi dùng hệ thống không mở lại được. Nhập số liệu cũ bằng tệp Excel.",
                "A round of a time before this system cannot be reopened. Import old figures from a workbook.",
            ),
        }
    }
}
