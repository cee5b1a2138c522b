//! How much of what was owed is in: no sum stands without it.
use serde::{Deserialize, Serialize};

use super::cells::{Cell, Uncounted};
use crate::domain::number;

/// n of m. A house that filed counts among those owing even if the register, corrected since, says it owes nothing: no rate
/// can pass 100 %. Over several months reports are counted, not houses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Counted, nil ones among them.
    pub reports: u32,
    pub nil: u32,
    /// Of the counted ones, first submitted after the due instant.
    pub late: u32,
    /// Sent back and not filed again: neither filed nor missing.
    pub returned: u32,
    /// Filed and not accepted yet; on the accepted basis only.
    pub awaiting: u32,
    /// Owing and not filed.
    pub missing: u32,
    /// Register rooms of the houses counted.
    pub rooms: i64,
    /// Register rooms of the houses owing.
    pub rooms_owing: i64,
}

impl Coverage {
    #[must_use]
    pub fn owed(&self) -> u32 {
        self.reports + self.returned + self.awaiting + self.missing
    }

    /// Share of rooms covered in percent with one decimal (714 = 71,4 %); None if nobody owes or no rooms are known.
    #[must_use]
    pub fn share_of_rooms(&self) -> Option<i64> {
        percent(self.rooms, self.rooms_owing)
    }

    /// Share of reports in, in percent with one decimal.
    #[must_use]
    pub fn share_of_reports(&self) -> Option<i64> {
        percent(self.reports.into(), self.owed().into())
    }

    /// Adds that of another round.
    pub fn add(&mut self, other: &Coverage) {
        self.reports += other.reports;
        self.nil += other.nil;
        self.late += other.late;
        self.returned += other.returned;
        self.awaiting += other.awaiting;
        self.missing += other.missing;
        self.rooms += other.rooms;
        self.rooms_owing += other.rooms_owing;
    }

    /// Adds what was counted in a cell.
    pub fn add_cell(&mut self, cell: &Cell) {
        self.reports += cell.reports;
        self.nil += cell.nil;
        self.late += cell.late;
        self.rooms += cell.rooms;
        self.rooms_owing += cell.rooms;
    }

    pub fn add_gap(&mut self, gap: &Gap) {
        self.returned += gap.returned;
        self.awaiting += gap.awaiting;
        self.missing += gap.missing;
        self.rooms_owing += gap.rooms;
    }
}

/// What is owed and not counted in one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    pub returned: u32,
    pub awaiting: u32,
    pub missing: u32,
    /// Register rooms of all of them.
    pub rooms: i64,
}

/// Why a house that owes is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    Missing,
    Filed(Uncounted),
}

impl Gap {
    pub fn add(&mut self, absence: Absence, rooms: i32) {
        match absence {
            Absence::Missing => self.missing += 1,
            Absence::Filed(Uncounted::Awaiting) => self.awaiting += 1,
            Absence::Filed(Uncounted::Returned | Uncounted::ReturnedBesideAccepted) => self.returned += 1,
        }
        self.rooms += i64::from(rooms);
    }
}

/// Full only when complete, and never none while there is some: 99,96 % is 99,9, not 100,0.
fn percent(part: i64, whole: i64) -> Option<i64> {
    let share = number::divide(i128::from(part) * 1000, i128::from(whole))?;
    Some(if part < whole { share.min(999) } else { share })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn returned_reports_are_neither_filed_nor_missing() {
        let coverage =
            Coverage { reports: 6, returned: 2, missing: 2, rooms: 50, rooms_owing: 70, ..Coverage::default() };
        assert_eq!(coverage.owed(), 10);
        assert_eq!(coverage.share_of_reports(), Some(600));
        assert_eq!(coverage.share_of_rooms(), Some(714));
    }

    #[test]
    fn a_share_is_whole_only_when_nothing_is_missing() {
        assert_eq!(percent(99_999, 100_000), Some(999));
        assert_eq!(percent(5, 5), Some(1000));
        assert_eq!(percent(0, 0), None);
    }
}
