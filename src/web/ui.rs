//! Pieces that several pages show: states, messages, choices, instants in words. `templates/macros.html` draws them.
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

pub use super::pager::Pager;
use crate::domain::{Lang, Period};

/// A state as a badge: an outline of its own, a word, and a colour only where somebody must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    Draft,
    Submitted,
    /// Submitted, as an officer sees it.
    Waiting,
    Accepted,
    Returned,
    /// Submitted again after it was accepted; the accepted version keeps counting.
    Amended,
    /// The due instant passed and nothing was filed.
    Overdue,
    /// Filed after the due instant.
    Late,
    Nil,
    Suspended,
    /// Not filed, still in time.
    Missing,
    /// A round that takes no more reports.
    Closed,
}

impl Badge {
    pub const ALL: &[Badge] = &[
        Badge::Draft,
        Badge::Submitted,
        Badge::Waiting,
        Badge::Accepted,
        Badge::Returned,
        Badge::Amended,
        Badge::Overdue,
        Badge::Late,
        Badge::Nil,
        Badge::Suspended,
        Badge::Missing,
        Badge::Closed,
    ];

    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Badge::Draft => "draft",
            Badge::Submitted | Badge::Waiting => "sent",
            Badge::Accepted => "accepted",
            Badge::Returned => "returned",
            Badge::Amended => "amended",
            Badge::Overdue => "overdue",
            Badge::Late => "late",
            Badge::Nil => "nil",
            Badge::Suspended => "suspended",
            Badge::Missing => "missing",
            Badge::Closed => "closed",
        }
    }

    /// Class that chooses the colours.
    #[must_use]
    pub fn tone(self) -> &'static str {
        match self {
            Badge::Draft | Badge::Suspended => "dash",
            Badge::Submitted | Badge::Waiting => "acc",
            Badge::Accepted => "ok",
            Badge::Returned | Badge::Overdue => "bad",
            Badge::Amended | Badge::Late => "warn",
            Badge::Nil | Badge::Missing | Badge::Closed => "",
        }
    }

    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Badge::Draft => ("Bản nháp", "Draft"),
            Badge::Submitted => ("Đã nộp", "Submitted"),
            Badge::Waiting => ("Chờ duyệt", "To review"),
            Badge::Accepted => ("Được chấp nhận", "Accepted"),
            Badge::Returned => ("Bị trả lại", "Returned"),
            Badge::Amended => ("Đã sửa sau duyệt", "Amended"),
            Badge::Overdue => ("Quá hạn", "Overdue"),
            Badge::Late => ("Nộp muộn", "Filed late"),
            Badge::Nil => ("Không phát sinh", "Nil"),
            Badge::Suspended => ("Tạm ngừng", "Suspended"),
            Badge::Missing => ("Chưa nộp", "Not filed"),
            Badge::Closed => ("Đã đóng", "Closed"),
        };
        lang.t(vi, en)
    }

    /// What the state means, for the page `/style` and for help.
    #[must_use]
    pub fn meaning(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Badge::Draft => ("Đang nhập, chưa gửi", "Being typed, not sent"),
            Badge::Submitted => ("Đã có biên nhận, chờ Sở xem", "Has a receipt, waits for the department"),
            Badge::Waiting => ("Cơ sở đã nộp, đơn vị chưa xem", "Filed, not yet looked at"),
            Badge::Accepted => ("Được tính vào số chính thức", "Counts in the official figures"),
            Badge::Returned => ("Cơ sở cần sửa, có lý do", "To be mended, with the reason"),
            Badge::Amended => ("Có lần nộp mới sau khi được chấp nhận", "Filed again after it was accepted"),
            Badge::Overdue => ("Đã qua giờ hạn, chưa nộp", "The due time passed, nothing filed"),
            Badge::Late => ("Đã nộp, sau giờ hạn", "Filed after the due time"),
            Badge::Nil => ("Đã trả lời: trong kỳ không có khách", "Answered: no guests in the period"),
            Badge::Suspended => ("Không phải báo cáo trong thời gian này", "Owes nothing for this time"),
            Badge::Missing => ("Chưa nộp, còn trong hạn", "Not filed, still in time"),
            Badge::Closed => ("Đợt không nhận báo cáo nữa", "The round takes no more reports"),
        };
        lang.t(vi, en)
    }
}

/// How urgent a message is; chooses colour and icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Ok,
    Warn,
    Bad,
}

impl Tone {
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Ok => "ok",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
        }
    }

    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Tone::Plain => "info",
            Tone::Ok => "check",
            Tone::Warn => "late",
            Tone::Bad => "must",
        }
    }
}

/// An entry of a list to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Choice { value: value.into(), label: label.into(), chosen }
    }
}

/// One select of a row of filters.
#[derive(Clone, Debug)]
pub struct Filter {
    pub name: &'static str,
    pub label: &'static str,
    pub choices: Vec<Choice>,
}

/// A link with its text.
#[derive(Clone, Debug)]
pub struct Link {
    pub href: String,
    pub label: String,
}

impl Link {
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Link { href: href.into(), label: label.into() }
    }
}

/// One tab, with the number of things behind it.
#[derive(Clone, Debug)]
pub struct Tab {
    pub href: String,
    pub label: String,
    pub count: Option<String>,
    pub current: bool,
}

/// How many of the asked numbers are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub filled: usize,
    pub asked: usize,
}

/// «23:59 ngày 20/07/2026»: day and hour, always both.
#[must_use]
pub fn instant(at: DateTime<Utc>, zone: Tz, lang: Lang) -> String {
    let local = at.with_timezone(&zone);
    local.format(lang.t("%H:%M ngày %d/%m/%Y", "%H:%M on %d/%m/%Y")).to_string()
}

/// «16:52 17/07»: for columns of a round, where the year is known.
#[must_use]
pub fn instant_short(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%H:%M %d/%m").to_string()
}

/// «14:32».
#[must_use]
pub fn time_of_day(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%H:%M").to_string()
}

/// «01/06–30/06/2026»: the days of a period.
#[must_use]
pub fn days_of(period: Period) -> String {
    let (from, to) = (period.first_day(), period.last_day());
    format!("{}–{}", from.format("%d/%m"), to.format("%d/%m/%Y"))
}

/// «4 ngày 9 giờ», «5 giờ 20 phút», «12 phút»: the two largest units, rounded down; from a week on whole days.
#[must_use]
pub fn span(time: TimeDelta, lang: Lang) -> String {
    let minutes = time.num_minutes().abs();
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let unit = |n: i64, vi: &str, en: &str| match lang {
        Lang::Vi => format!("{n} {vi}"),
        Lang::En => format!("{n} {en}{}", if n == 1 { "" } else { "s" }),
    };
    let (first, second) = match (days, hours) {
        (0, 0) => (unit(minutes, "phút", "minute"), None),
        (0, _) => (unit(hours, "giờ", "hour"), (minutes > 0).then(|| unit(minutes, "phút", "minute"))),
        _ => (unit(days, "ngày", "day"), (hours > 0 && days < 7).then(|| unit(hours, "giờ", "hour"))),
    };
    second.map_or(first.clone(), |second| format!("{first} {second}"))
}

/// «Còn 4 ngày 9 giờ» or «Quá hạn 2 ngày».
#[must_use]
pub fn time_left(due: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> String {
    let text = span(due - now, lang);
    match (due >= now, lang) {
        (true, Lang::Vi) => format!("Còn {text}"),
        (true, Lang::En) => format!("{text} left"),
        (false, Lang::Vi) => format!("Quá hạn {text}"),
        (false, Lang::En) => format!("{text} overdue"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn time_left_names_the_two_largest_units() {
        let due = Utc.with_ymd_and_hms(2026, 7, 20, 16, 59, 0).unwrap();
        for (before, vi, en) in [
            (TimeDelta::minutes(4 * 1440 + 9 * 60 + 7), "Còn 4 ngày 9 giờ", "4 days 9 hours left"),
            (TimeDelta::minutes(1440), "Còn 1 ngày", "1 day left"),
            (TimeDelta::minutes(-(276 * 1440 + 23 * 60)), "Quá hạn 276 ngày", "276 days overdue"),
            (TimeDelta::minutes(320), "Còn 5 giờ 20 phút", "5 hours 20 minutes left"),
            (TimeDelta::minutes(0), "Còn 0 phút", "0 minutes left"),
            (TimeDelta::minutes(-2 * 1440 - 30), "Quá hạn 2 ngày", "2 days overdue"),
        ] {
            assert_eq!(time_left(due, due - before, Lang::Vi), vi);
            assert_eq!(time_left(due, due - before, Lang::En), en);
        }
    }

    #[test]
    fn an_instant_carries_day_and_hour_of_the_departments_zone() {
        let due = Utc.with_ymd_and_hms(2026, 7, 20, 16, 59, 0).unwrap();
        assert_eq!(instant(due, chrono_tz::Asia::Ho_Chi_Minh, Lang::Vi), "23:59 ngày 20/07/2026");
        assert_eq!(instant_short(due, chrono_tz::Asia::Ho_Chi_Minh), "23:59 20/07");
        assert_eq!(days_of(Period::month(2026, 6)), "01/06–30/06/2026");
    }

    #[test]
    fn every_state_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = Badge::ALL.iter().map(|b| b.label(Lang::Vi)).collect();
        assert_eq!(words.len(), Badge::ALL.len());
    }
}
