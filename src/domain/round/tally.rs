//! How many houses and rooms stand where in a round.
use serde::Serialize;

use super::Standing;
use crate::domain::number;

/// How many houses and rooms stand where. Owed = filed + returned + missing; the others are parts of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub owed: u32,
    pub filed: u32,
    pub nil: u32,
    pub late: u32,
    pub accepted: u32,
    pub returned: u32,
    pub missing: u32,
    /// Missing, and the due instant has passed.
    pub overdue: u32,
    /// Not owed.
    pub suspended: u32,
    pub rooms_owed: i64,
    pub rooms_filed: i64,
}

impl Tally {
    pub fn add(&mut self, standing: Standing, rooms: i32) {
        let one = |holds: bool| u32::from(holds);
        self.owed += one(standing.is_owed());
        self.filed += one(standing.is_filed());
        self.nil += one(standing.is_nil());
        self.late += one(standing.is_late());
        self.accepted += one(standing.is_accepted());
        self.returned += one(standing.is_returned());
        self.missing += one(standing.is_missing());
        self.overdue += one(standing == Standing::Overdue);
        self.suspended += one(standing == Standing::Suspended);
        self.rooms_owed += if standing.is_owed() { i64::from(rooms) } else { 0 };
        self.rooms_filed += if standing.is_filed() { i64::from(rooms) } else { 0 };
    }

    /// Share of houses filed in tenths of a percent; None if none owes.
    #[must_use]
    pub fn share_filed(&self) -> Option<i64> {
        number::divide(i128::from(self.filed) * 1000, i128::from(self.owed))
    }

    /// Share of the owing houses' register rooms that belong to houses filed, in tenths of a percent.
    #[must_use]
    pub fn share_of_rooms(&self) -> Option<i64> {
        number::divide(i128::from(self.rooms_filed) * 1000, i128::from(self.rooms_owed))
    }
}
