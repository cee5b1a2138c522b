//! Which rounds get a workbook by themselves, and when.
use chrono::{Days, NaiveDate};

/// For so long from its due date a round gets its first workbook: an outage over a due date loses none, and a server that
/// starts on years of rounds makes few.
const FIRST_WITHIN: Days = Days::new(45);

/// Whether a round that was due on a day may get a workbook today: the first one the morning after at the earliest, a later
/// one at most daily.
#[must_use]
pub fn may_be_made(due_on: NaiveDate, last_made_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    due_on < today
        && match last_made_on {
            Some(last) => last < today,
            None => today <= due_on + FIRST_WITHIN,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_comes_the_morning_after_and_later_ones_at_most_daily() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let due = day("2026-07-20");
        for (last, today, made) in [
            (None, "2026-07-20", false),
            (None, "2026-07-21", true),
            (None, "2026-09-03", true),
            (None, "2026-09-04", false),
            (Some("2026-07-21"), "2026-07-21", false),
            (Some("2026-07-21"), "2026-07-22", true),
            (Some("2026-07-21"), "2027-07-22", true),
        ] {
            assert_eq!(may_be_made(due, last.map(day), day(today)), made, "{last:?} {today}");
        }
    }
}
