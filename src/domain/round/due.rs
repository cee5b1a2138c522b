//! Due instants that were moved: for all, for some communes or for one house.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Round;
use crate::domain::{AreaCode, EstablishmentId, Lang};

/// Letters of a reason.
pub(super) const LONGEST_REASON: usize = 500;

/// For whom a due instant is moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    Everyone,
    Communes(Vec<AreaCode>),
    #[serde(rename = "establishment")]
    House(EstablishmentId),
}

/// A due instant that was moved. Moves are only ever added: the latest one that is for a house decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueMove {
    pub whom: Whom,
    pub due_at: DateTime<Utc>,
    pub reason: String,
}

/// Why a due instant is not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveRefused {
    NoReason,
    LongReason,
    Closed,
    BeforeOpening,
    /// It has passed already, and would make late who still is in time.
    Past,
    Unchanged,
    NoCommune,
    NotAsked,
}

impl Round {
    /// The same with its moves, in the order in which they were made.
    #[must_use]
    pub fn with_moves(mut self, moves: Vec<DueMove>) -> Self {
        self.moves = moves;
        self.due_at = self.last_for(|whom| *whom == Whom::Everyone).map_or(self.due_at, |of_all| of_all.due_at);
        self
    }

    /// When a house's report is due: as was last said for the house itself, else for the commune in which it is counted, else
    /// for all.
    #[must_use]
    pub fn due_for(&self, house: EstablishmentId, area: &AreaCode) -> DateTime<Utc> {
        self.moved_for(house, area).map_or(self.due_at, |moved| moved.due_at)
    }

    /// The move that decides when a house's report is due; None if nothing was moved for it.
    #[must_use]
    pub fn moved_for(&self, house: EstablishmentId, area: &AreaCode) -> Option<&DueMove> {
        self.last_for(|whom| *whom == Whom::House(house)).or_else(|| self.moved_in(area))
    }

    /// The same for a commune, whatever was said for single houses.
    #[must_use]
    pub fn moved_in(&self, area: &AreaCode) -> Option<&DueMove> {
        let of_area = self.last_for(|whom| matches!(whom, Whom::Communes(areas) if areas.contains(area)));
        of_area.or_else(|| self.last_for(|whom| *whom == Whom::Everyone))
    }

    fn last_for(&self, is_for: impl Fn(&Whom) -> bool) -> Option<&DueMove> {
        self.moves.iter().rev().find(|moved| is_for(&moved.whom))
    }

    /// What is in the way of a move; `before` are the due instants that hold now for those whom it is for.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn may_move(&self, moved: &DueMove, before: &[DateTime<Utc>], now: DateTime<Utc>) -> Result<(), MoveRefused> {
        let is_earlier = before.iter().any(|due_at| moved.due_at < *due_at);
        let refused = [
            (self.is_closed(now), MoveRefused::Closed),
            (moved.due_at <= self.opens_at, MoveRefused::BeforeOpening),
            (!before.is_empty() && before.iter().all(|due_at| *due_at == moved.due_at), MoveRefused::Unchanged),
            // One that has passed may still be moved on: who filed meanwhile is then in time.
            (moved.due_at < now && is_earlier, MoveRefused::Past),
            (moved.reason.trim().is_empty(), MoveRefused::NoReason),
            (moved.reason.chars().count() > LONGEST_REASON, MoveRefused::LongReason),
            (moved.whom == Whom::Communes(Vec::new()), MoveRefused::NoCommune),
        ];
        refused.into_iter().find(|(holds, _)| *holds).map_or(Ok(()), |(_, why)| Err(why))
    }
}

impl MoveRefused {
    /// What is wrong and what to do.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            MoveRefused::NoReason => lang.t("Ghi lý do dời hạn; cơ sở đọc được lý do này.", "Give the reason; houses can read it."),
            MoveRefused::LongReason => lang.t("Lý do dài quá 500 ký tự. Viết ngắn lại.", "The reason has more than 500 letters. Shorten it."),
            MoveRefused::Closed => lang.t(
                "Đợt báo cáo đã đóng. Mở lại đợt trước khi dời hạn.",
                "The round is closed. Reopen it before moving its due date.",
            ),
            MoveRefused::BeforeOpening => lang.t(
                "Hạn mới trước khi đợt mở. Chọn ngày giờ sau khi mở đợt.",
                "The new due date is before the round opens. Choose one after its opening.",
            ),
            MoveRefused::Past => lang.t(
                "Hạn mới đã qua và sớm hơn hạn đang dùng: cơ sở đang đúng hạn sẽ thành trễ. Chọn ngày giờ sau bây giờ.",
                "The new due date has passed and is earlier than the present one: houses in time would be late. Choose one from now on.",
            ),
            MoveRefused::Unchanged => lang.t(
                "Hạn mới trùng hạn đang dùng. Chọn ngày giờ khác.",
                "The new due date is the present one. Choose another.",
            ),
            MoveRefused::NoCommune => lang.t("Chọn ít nhất một xã, phường.", "Choose at least one commune."),
            MoveRefused::NotAsked => lang.t(
                "Cơ sở này không thuộc đợt báo cáo hoặc ngoài địa bàn. Chọn cơ sở khác.",
                "This house is not asked in the round, or not in your area. Choose another.",
            ),
        }
    }
}
