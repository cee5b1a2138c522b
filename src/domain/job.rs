//! What runs by itself, and when: the timetable.
use std::{fmt, str::FromStr};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{Lang, establishment::codes};

codes! {
    /// The jobs of the timetable, in the order in which they run when several are due.
    Job {
        OpenRounds = "open_rounds", "Mở đợt báo cáo", "Open rounds";
        Remind = "remind", "Nhắc nộp báo cáo", "Remind";
        Aggregate = "aggregate", "Lập báo cáo tổng hợp", "Make the workbooks";
        FreezePeers = "freeze_peers", "Chốt số liệu so sánh", "Freeze the comparisons";
        Seal = "seal", "Niêm phong nhật ký", "Seal the log";
        SendSeal = "send_seal", "Gửi niêm phong đi cất giữ", "Send the seal to a safe place";
        BackUp = "back_up", "Sao lưu", "Back up";
        Housekeeping = "housekeeping", "Dọn dẹp", "Housekeeping";
    }
}

/// How often a job is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// At every full minute.
    Minutely,
    /// At every full hour.
    Hourly,
    /// At every full hour of the department's zone from the first to the last one.
    Hours(u32, u32),
    /// Every day at an hour of the department's zone.
    Daily(u32),
}

impl Job {
    #[must_use]
    pub fn rhythm(self) -> Rhythm {
        match self {
            // Of a round that closes at midnight the comparison is there at one.
            Job::OpenRounds | Job::FreezePeers => Rhythm::Hourly,
            // The reminders' own hours: the first run of a day tells, the others those who came to owe since.
            Job::Remind => Rhythm::Hours(8, 16),
            // Before the office opens: what was filed until midnight of the due day is in it.
            Job::Aggregate => Rhythm::Daily(6),
            // Few rows wait at any time: what is not sealed yet is what could be changed without a trace.
            Job::Seal => Rhythm::Minutely,
            Job::SendSeal => Rhythm::Daily(7),
            // When nobody files, and before the housekeeping: what that forgets stands in one backup more.
            Job::BackUp => Rhythm::Daily(2),
            Job::Housekeeping => Rhythm::Daily(3),
        }
    }

    /// How long its finished runs are kept.
    #[must_use]
    pub fn runs_kept(self) -> TimeDelta {
        match self.rhythm() {
            // Beyond that they would be most of the table.
            Rhythm::Minutely => TimeDelta::days(1),
            Rhythm::Hourly | Rhythm::Hours(..) | Rhythm::Daily(_) => TimeDelta::days(90),
        }
    }

    /// The latest instant up to `now` at which the job was due. Runs that were missed before it are not made up for.
    #[must_use]
    pub fn last_due(self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        if self.rhythm() == Rhythm::Minutely {
            return full_minute(now);
        }
        let today = now.with_timezone(&zone).date_naive();
        let found = [today + Days::new(1), today, today - Days::new(1)]
            .into_iter()
            .flat_map(|day| self.rhythm().instants(day, zone))
            .filter(|due| *due <= now)
            .max();
        found.unwrap_or(now)
    }

    /// The first instant after `now` at which the job is due.
    #[must_use]
    pub fn next_due(self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        if self.rhythm() == Rhythm::Minutely {
            return full_minute(now) + TimeDelta::minutes(1);
        }
        let today = now.with_timezone(&zone).date_naive();
        let found = [today, today + Days::new(1)]
            .into_iter()
            .flat_map(|day| self.rhythm().instants(day, zone))
            .filter(|due| *due > now)
            .min();
        found.unwrap_or(now)
    }
}

/// The minute that has begun; minutes are the same in every zone.
fn full_minute(now: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(now.timestamp().div_euclid(60) * 60, 0).unwrap_or(now)
}

impl Rhythm {
    /// The instants of one day of the zone; none of minutes, which need no calendar.
    fn instants(self, day: NaiveDate, zone: Tz) -> Vec<DateTime<Utc>> {
        let hours = match self {
            Rhythm::Minutely => return Vec::new(),
            Rhythm::Hourly => 0..=23,
            Rhythm::Hours(first, last) => first..=last,
            Rhythm::Daily(hour) => hour..=hour,
        };
        let at = |hour| {
            let time = NaiveTime::from_hms_opt(hour, 0, 0).expect("hours of a day");
            // An hour that the clock skips is due when the clock has moved on.
            let local = zone.from_local_datetime(&day.and_time(time)).earliest();
            local.map(|t| t.with_timezone(&Utc))
        };
        hours.filter_map(at).collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Asia::Ho_Chi_Minh, Europe::Zurich};

    use super::*;

    #[test]
    fn a_missed_run_is_due_once_and_the_next_one_follows() {
        let cases = [
            (Job::OpenRounds, "2026-07-01T00:00:00+07:00", "2026-07-01T00:00:00+07:00", "2026-07-01T01:00:00+07:00"),
            (Job::OpenRounds, "2026-07-01T00:59:59+07:00", "2026-07-01T00:00:00+07:00", "2026-07-01T01:00:00+07:00"),
            (Job::Housekeeping, "2026-07-21T02:59:00+07:00", "2026-07-20T03:00:00+07:00", "2026-07-21T03:00:00+07:00"),
            (Job::Housekeeping, "2026-07-21T03:00:00+07:00", "2026-07-21T03:00:00+07:00", "2026-07-22T03:00:00+07:00"),
            (Job::BackUp, "2026-07-21T01:59:00+07:00", "2026-07-20T02:00:00+07:00", "2026-07-21T02:00:00+07:00"),
            (Job::Aggregate, "2026-07-21T08:00:00+07:00", "2026-07-21T06:00:00+07:00", "2026-07-22T06:00:00+07:00"),
            (Job::Seal, "2026-07-21T08:00:59.9+07:00", "2026-07-21T08:00:00+07:00", "2026-07-21T08:01:00+07:00"),
            (Job::Seal, "2026-07-21T08:01:00+07:00", "2026-07-21T08:01:00+07:00", "2026-07-21T08:02:00+07:00"),
            (Job::Remind, "2026-07-21T07:30:00+07:00", "2026-07-20T16:00:00+07:00", "2026-07-21T08:00:00+07:00"),
            (Job::Remind, "2026-07-21T12:10:00+07:00", "2026-07-21T12:00:00+07:00", "2026-07-21T13:00:00+07:00"),
            (Job::Remind, "2026-07-31T22:00:00+07:00", "2026-07-31T16:00:00+07:00", "2026-08-01T08:00:00+07:00"),
        ];
        for (job, now, last, next) in cases {
            let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
            assert_eq!(job.last_due(at(now), Ho_Chi_Minh), at(last), "{job} {now}");
            assert_eq!(job.next_due(at(now), Ho_Chi_Minh), at(next), "{job} {now}");
        }
    }

    #[test]
    fn no_day_is_left_out_or_doubled_where_clocks_are_set() {
        for (from, days) in [("2026-03-27T12:00:00Z", 4), ("2026-10-23T12:00:00Z", 4)] {
            let mut now: DateTime<Utc> = from.parse().unwrap();
            let mut runs = std::collections::BTreeSet::new();
            for _ in 0..days * 24 * 4 {
                runs.insert(Job::Housekeeping.last_due(now, Zurich));
                now += TimeDelta::minutes(15);
            }
            assert_eq!(runs.len(), days + 1, "{from}");
        }
    }
}
