//! The lists of a working document: house by house, who filed what and who is missing. There may be tens of thousands of rows,
//! so they pass by one after the other and are never held together.
use std::io;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::{
    EstablishmentId, Period,
    establishment::Facts,
    form::{Figures, Form, Kind},
    report::Channel,
    round::Standing,
};

/// A house as a list names it, with what is needed to reach it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub id: EstablishmentId,
    pub code: String,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// By which it is counted in the last of the period's rounds.
    pub facts: Facts,
}

/// What one house filed in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseLine {
    pub house: Named,
    /// Where it stands in the last of the period's rounds.
    pub standing: Standing,
    /// By which way the latest version came in; none if nothing was filed.
    pub channel: Option<Channel>,
    /// First filed in the last of the period's rounds, and until when that was asked.
    pub first_filed_at: Option<DateTime<Utc>>,
    pub due_at: DateTime<Utc>,
    /// Confirmed oddities in the latest version.
    pub findings: i32,
    /// Reports owed in the period, those that count on the basis, and those first filed after the due instant.
    pub owed: u32,
    pub counted: u32,
    pub late: u32,
    /// Flows added up, the latest of each stock, ratios of these; all missing if nothing counts.
    pub figures: Figures,
}

impl HouseLine {
    /// By how many days of the department's calendar the last report came late, at least one; None = in time or not at all.
    #[must_use]
    pub fn days_late(&self, zone: Tz) -> Option<i64> {
        let filed_at = self.first_filed_at.filter(|filed_at| *filed_at > self.due_at)?;
        let day = |instant: DateTime<Utc>| -> NaiveDate { instant.with_timezone(&zone).date_naive() };
        Some((day(filed_at) - day(self.due_at)).num_days().max(1))
    }
}

/// A house that has not filed, or whose report was returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsentLine {
    pub house: Named,
    /// The periods in which it is absent, in order.
    pub periods: Vec<(Period, Standing)>,
    /// People with an account who report for it.
    pub people: Vec<Person>,
    pub reminded: Reminded,
}

/// Somebody who reports for a house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
}

/// Which reminders of what is still owed were sent: period, stage and the last instant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminded(Vec<(Period, String, DateTime<Utc>)>);

impl Reminded {
    /// A stage that went to several people of a house is one reminder.
    pub fn add(&mut self, period: Period, stage: &str, at: DateTime<Utc>) {
        match self.0.iter_mut().find(|(of, known, _)| *of == period && known == stage) {
            Some((_, _, last)) => *last = at.max(*last),
            None => self.0.push((period, stage.to_owned(), at)),
        }
    }

    /// How many reminders were sent.
    #[must_use]
    pub fn times(&self) -> usize {
        self.0.len()
    }

    /// The stage of the last one, and when it was sent.
    #[must_use]
    pub fn last(&self) -> Option<(&str, DateTime<Utc>)> {
        self.0.iter().max_by_key(|(_, _, at)| *at).map(|(_, stage, at)| (stage.as_str(), *at))
    }
}

/// What the rows of a list come to, gathered while they pass by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HouseSums {
    pub rows: u32,
    pub owed: u32,
    pub counted: u32,
    pub late: u32,
    pub findings: i64,
    given: Vec<bool>,
    sums: Figures,
}

impl HouseSums {
    #[must_use]
    pub fn new(form: &Form) -> Self {
        let lines = form.lines.len();
        HouseSums { given: vec![false; lines], sums: vec![None; lines], ..HouseSums::default() }
    }

    pub fn add(&mut self, line: &HouseLine) {
        self.rows += 1;
        self.owed += line.owed;
        self.counted += line.counted;
        self.late += line.late;
        self.findings += i64::from(line.findings);
        for ((value, given), sum) in line.figures.iter().zip(&mut self.given).zip(&mut self.sums) {
            if let Some(value) = value {
                *given = true;
                *sum = Some(sum.unwrap_or(0).saturating_add(*value));
            }
        }
    }

    /// Whether any row has a figure of this line.
    #[must_use]
    pub fn is_given(&self, line: usize) -> bool {
        self.given.get(line).copied().unwrap_or_default()
    }

    /// Sums of the rows and ratios of these. The stocks of several months count open houses only, so they are no sum of rows.
    #[must_use]
    pub fn figures(&self, form: &Form, months: usize) -> Figures {
        let adds_up = |line: usize| match form.lines[line].kind {
            Kind::Ratio => false,
            Kind::Stock => months <= 1,
            _ => true,
        };
        let mut figures: Figures =
            self.sums.iter().enumerate().map(|(line, sum)| sum.filter(|_| adds_up(line))).collect();
        form.ratios(&mut figures);
        figures
    }
}

/// The lists as a workbook takes them: what they come to first, then row by row.
pub struct Lists<'a> {
    pub sums: &'a HouseSums,
    pub houses: Box<dyn Iterator<Item = io::Result<HouseLine>> + 'a>,
    pub absent: Box<dyn Iterator<Item = io::Result<AbsentLine>> + 'a>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AreaCode, establishment::EstablishmentType};

    fn line(filed_at: Option<&str>) -> HouseLine {
        let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let facts =
            Facts { area_code: AreaCode("26506".into()), kind: EstablishmentType::Hotel, stars: 2, rooms: 9, beds: 9 };
        HouseLine {
            house: Named {
                id: EstablishmentId(1),
                code: "A".into(),
                name: "A".into(),
                phone: None,
                email: None,
                facts,
            },
            standing: Standing::Overdue,
            channel: None,
            first_filed_at: filed_at.map(instant),
            // the end of 20 July in Vietnam
            due_at: instant("2026-07-20T16:59:59Z"),
            findings: 0,
            owed: 1,
            counted: 0,
            late: 0,
            figures: Vec::new(),
        }
    }

    #[test]
    fn a_report_is_late_by_days_of_the_calendar() {
        let zone = chrono_tz::Asia::Ho_Chi_Minh;
        for (filed_at, days) in [
            (None, None),
            (Some("2026-07-20T16:59:59Z"), None),
            (Some("2026-07-20T17:00:00Z"), Some(1)),
            (Some("2026-07-21T16:00:00Z"), Some(1)),
            (Some("2026-07-21T18:00:00Z"), Some(2)),
            (Some("2026-08-20T10:00:00Z"), Some(31)),
        ] {
            assert_eq!(line(filed_at).days_late(zone), days, "{filed_at:?}");
        }
    }

    #[test]
    fn the_last_reminder_is_the_one_sent_last_whatever_its_stage_is_called() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (june, may) = (Period::month(2026, 6), Period::month(2026, 5));
        let mut reminded = Reminded::default();
        for (period, stage, sent_at) in [
            (june, "opened", "2026-07-01T01:00:00Z"),
            (june, "before_5", "2026-07-15T01:00:00Z"),
            (june, "opened", "2026-07-01T02:00:00Z"),
            (may, "after_10", "2026-06-30T01:00:00Z"),
        ] {
            reminded.add(period, stage, at(sent_at));
        }
        assert_eq!((reminded.times(), reminded.last()), (3, Some(("before_5", at("2026-07-15T01:00:00Z")))));
        assert_eq!(Reminded::default().last(), None);
    }
}
