//! In which order an officer looks at reports. «What needs eyes first» is a rule, said on the page in one sentence.
use std::{
    cmp::{Ordering, Reverse},
    fmt,
    str::FromStr,
};

use chrono::{DateTime, Utc};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{Lang, establishment::codes, number};

codes! {
    /// How the desk's list is sorted.
    Order {
        Need = "need", "Cần xem", "Needs eyes";
        Rooms = "rooms", "Số buồng", "Rooms";
        Change = "change", "Thay đổi", "Change";
        Newest = "newest", "Mới nộp", "Newest";
        Oldest = "oldest", "Chờ lâu", "Waiting";
        Name = "name", "Tên", "Name";
    }
}

/// What the order looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Oddities that the filer confirmed.
    pub findings: bool,
    /// A figure stands out among those of similar houses.
    pub marks: bool,
    /// A further version of an accepted report.
    pub amended: bool,
    pub rooms: i32,
    /// [`change`] of the report's main line.
    pub change: Option<i64>,
    pub submitted_at: Option<DateTime<Utc>>,
    /// Name without marks, then code: what is equal otherwise keeps its place.
    pub name: String,
    pub code: String,
}

/// By how much a report changed, in tenths of a percent: the smaller of its changes against the month before and the same
/// month of the year before. A season shows against one of the two, something odd against both.
#[must_use]
pub fn change(now: Option<i64>, previous: Option<i64>, last_year: Option<i64>) -> Option<i64> {
    let against = |before: Option<i64>| Some(number::percent_change(now?, before?)?.saturating_abs());
    [against(previous), against(last_year)].into_iter().flatten().min()
}

impl Waiting {
    /// Rooms, up to twice as many for one that changed by 100 % or more: what a mistake in it would do to the sums.
    fn weight(&self) -> i64 {
        i64::from(self.rooms) * (1000 + self.change.unwrap_or(0).min(1000))
    }

    /// Which of two reports stands before the other.
    #[must_use]
    pub fn compare(&self, other: &Waiting, order: Order) -> Ordering {
        let by = |key: fn(&Waiting) -> i64| key(other).cmp(&key(self));
        let first = match order {
            Order::Need => {
                let of = |w: &Waiting| (w.findings, w.marks, w.amended, w.weight());
                of(other).cmp(&of(self))
            }
            Order::Rooms => by(|w| w.rooms.into()),
            Order::Change => other.change.cmp(&self.change),
            Order::Newest => other.submitted_at.cmp(&self.submitted_at),
            // Those that have not filed wait for nobody.
            Order::Oldest => {
                let of = |w: &Waiting| (w.submitted_at.is_none(), w.submitted_at);
                of(self).cmp(&of(other))
            }
            Order::Name => Ordering::Equal,
        };
        let size = match order {
            Order::Name => Ordering::Equal,
            _ => Reverse(self.rooms).cmp(&Reverse(other.rooms)),
        };
        first.then(size).then_with(|| self.name.cmp(&other.name)).then_with(|| self.code.cmp(&other.code))
    }
}

impl Order {
    /// The order in one sentence.
    #[must_use]
    pub fn explained(self, lang: Lang) -> &'static str {
        match self {
            Order::Need => lang.t(
                "Xếp trước: báo cáo có giải trình, rồi có số khác hẳn cơ sở tương tự, rồi sửa sau duyệt; cùng nhóm thì nhiều buồng và thay đổi nhiều (so cả tháng trước lẫn cùng kỳ) xếp trên.",
                "First: reports with explanations, then those that stand out among similar houses, then those changed after acceptance; within each, many rooms and large changes (on both last month and last year) stand first.",
            ),
            Order::Rooms => lang.t("Xếp theo số buồng, nhiều trước.", "By rooms, the largest first."),
            Order::Change => lang.t(
                "Xếp theo mức thay đổi so cả tháng trước lẫn cùng kỳ (lấy mức nhỏ hơn), nhiều trước.",
                "By change on both last month and last year (the smaller of the two), the largest first.",
            ),
            Order::Newest => lang.t("Xếp theo lúc nộp, mới nhất trước.", "By the time of filing, the newest first."),
            Order::Oldest => lang.t("Xếp theo lúc nộp, chờ lâu nhất trước.", "By the time of filing, the longest waiting first."),
            Order::Name => lang.t("Xếp theo tên cơ sở.", "By the name of the house."),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn a_change_counts_as_far_as_it_shows_against_both_periods() {
        // now, previous, last year, tenths of a percent
        let cases = [
            (Some(150), Some(100), Some(100), Some(500)),
            // the season: much on last month, nothing on last year
            (Some(150), Some(50), Some(150), Some(0)),
            (Some(50), Some(100), Some(80), Some(375)),
            (Some(150), None, Some(100), Some(500)),
            (Some(150), Some(0), Some(100), Some(500)),
            (Some(150), None, None, None),
            (Some(150), Some(0), None, None),
            (None, Some(100), Some(100), None),
        ];
        for (now, previous, last_year, expected) in cases {
            assert_eq!(change(now, previous, last_year), expected, "{now:?} after {previous:?} and {last_year:?}");
        }
    }

    fn report(code: &str, marks: &str, rooms: i32, change: i64, hour: u32) -> Waiting {
        Waiting {
            findings: marks.contains('f'),
            marks: marks.contains('m'),
            amended: marks.contains('a'),
            rooms,
            change: (change >= 0).then_some(change),
            submitted_at: (hour > 0).then(|| Utc.with_ymd_and_hms(2026, 7, 10, hour, 0, 0).unwrap()),
            name: code.chars().rev().collect(),
            code: code.to_owned(),
        }
    }

    #[test]
    fn each_order_puts_first_what_it_says() {
        // code, findings/marks/amended, rooms, change (−1 = not known), hour of filing (0 = not filed)
        let reports = [
            ("plain-large", "", 300, -1, 4),
            ("plain", "", 20, 0, 9),
            ("plain-changed", "", 20, 400, 5),
            ("amended", "a", 10, 0, 6),
            ("marked", "m", 10, -1, 7),
            ("marked-amended", "ma", 6, 0, 3),
            ("found", "f", 10, 0, 8),
            ("found-changed", "f", 8, 700, 2),
            ("found-wild", "f", 8, 90_000, 1),
            ("found-marked", "fm", 6, 0, 10),
            ("missing", "", 25, -1, 0),
        ];
        let cases = [
            (
                Order::Need,
                "found-marked found-wild found-changed found marked-amended marked amended plain-large plain-changed missing plain",
            ),
            (
                Order::Rooms,
                "plain-large missing plain-changed plain amended marked found found-changed found-wild marked-amended found-marked",
            ),
            (
                Order::Change,
                "found-wild found-changed plain-changed plain amended found marked-amended found-marked plain-large missing marked",
            ),
            (
                Order::Newest,
                "found-marked plain found marked amended plain-changed plain-large marked-amended found-changed found-wild missing",
            ),
            (
                Order::Oldest,
                "found-wild found-changed marked-amended plain-large plain-changed amended marked found plain found-marked missing",
            ),
        ];
        for (order, expected) in cases {
            let mut list: Vec<Waiting> =
                reports.map(|(code, m, rooms, change, hour)| report(code, m, rooms, change, hour)).into();
            list.sort_by(|a, b| a.compare(b, order));
            let codes: Vec<&str> = list.iter().map(|w| w.code.as_str()).collect();
            assert_eq!(codes.join(" "), expected, "{order}");
        }
        let mut named = [report("ba", "", 5, 0, 1), report("ab", "f", 9, 0, 2)];
        named.sort_by(|a, b| a.compare(b, Order::Name));
        assert_eq!(named.map(|w| w.code), ["ba", "ab"], "by name, which is here the code backwards");
    }
}
