//! How complete a round is, by houses and by their register rooms.
use super::{number, round::Standing};

/// Houses, and the register rooms of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub houses: u32,
    pub rooms: i64,
}

impl Count {
    fn add(&mut self, holds: bool, rooms: i32) {
        self.houses += u32::from(holds);
        self.rooms += if holds { i64::from(rooms) } else { 0 };
    }

    /// Of the houses of another count, in tenths of a percent; None if there are none.
    #[must_use]
    pub fn share_of_houses(self, of: Count) -> Option<i64> {
        number::divide(i128::from(self.houses) * 1000, i128::from(of.houses))
    }

    /// The same of the rooms.
    #[must_use]
    pub fn share_of_rooms(self, of: Count) -> Option<i64> {
        number::divide(i128::from(self.rooms) * 1000, i128::from(of.rooms))
    }
}

/// Who stands where. What is owed is filed in time, filed late, returned or missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    pub owed: Count,
    pub in_time: Count,
    pub late: Count,
    /// Of those filed, the ones with nothing to report.
    pub nil: Count,
    pub returned: Count,
    pub missing: Count,
    /// Of the missing, those whose due instant has passed.
    pub overdue: Count,
    /// Not owed.
    pub suspended: Count,
}

impl Completeness {
    pub fn add(&mut self, standing: Standing, rooms: i32) {
        let filed = standing.is_filed();
        self.owed.add(standing.is_owed(), rooms);
        self.in_time.add(filed && !standing.is_late(), rooms);
        self.late.add(filed && standing.is_late(), rooms);
        self.nil.add(filed && standing.is_nil(), rooms);
        self.returned.add(standing.is_returned(), rooms);
        self.missing.add(standing.is_missing(), rooms);
        self.overdue.add(standing == Standing::Overdue, rooms);
        self.suspended.add(standing == Standing::Suspended, rooms);
    }

    /// Filed, in time or not.
    #[must_use]
    pub fn filed(&self) -> Count {
        Count { houses: self.in_time.houses + self.late.houses, rooms: self.in_time.rooms + self.late.rooms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_owed_is_in_time_late_returned_or_missing() {
        let filed = |late, nil| Standing::Filed { late, nil, accepted: false, amended: false };
        let standings = [
            (filed(false, false), 10),
            (filed(false, true), 20),
            (filed(true, true), 30),
            (Standing::Returned { overdue: true }, 40),
            (Standing::Missing, 50),
            (Standing::Overdue, 60),
            (Standing::Suspended, 70),
            (Standing::NotOwing, 80),
        ];
        let mut sum = Completeness::default();
        standings.into_iter().for_each(|(standing, rooms)| sum.add(standing, rooms));
        let count = |houses, rooms| Count { houses, rooms };
        assert_eq!(
            sum,
            Completeness {
                owed: count(6, 210),
                in_time: count(2, 30),
                late: count(1, 30),
                nil: count(2, 50),
                returned: count(1, 40),
                missing: count(2, 110),
                overdue: count(1, 60),
                suspended: count(1, 70),
            }
        );
        assert_eq!(sum.filed(), count(3, 60));
        assert_eq!(
            (sum.filed().share_of_houses(sum.owed), sum.filed().share_of_rooms(sum.owed)),
            (Some(500), Some(286))
        );
        assert_eq!(Count::default().share_of_houses(Count::default()), None);
    }
}
