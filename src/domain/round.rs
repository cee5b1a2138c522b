//! A round is the unit of asking: one form for one period with one due instant and one audience. Who owes is computed here
//! and nowhere else; filed, late, missing and nil are all answers about (round, establishment).
pub mod asking;
mod audience;
mod due;
mod history;
mod moment;
mod tally;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

pub use audience::Audience;
pub use due::{DueMove, MoveRefused, Whom};
pub use history::{EventKind, Happened, NotNow};
pub use moment::read_moment;
pub use tally::Tally;

use super::{
    EstablishmentId, Lang, Period, RoundId, calendar,
    establishment::{DatedFacts, Facts, Suspension},
    form::{Form, FormCode, Frequency},
    report::{Report, ReportState},
    spelling,
};

/// One form for one period with one due instant and one audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    pub id: RoundId,
    pub form: FormCode,
    pub form_version: String,
    pub period: Period,
    /// Empty for a regular round, which the form's calendar opened.
    pub title: String,
    pub audience: Audience,
    /// Codes of the form's lines that are asked; None = all of them. What is computed from them comes along.
    pub lines: Option<Vec<String>>,
    pub opens_at: DateTime<Utc>,
    /// For all whose due instant was not moved for themselves or their commune: [`Round::due_for`] says that of a house.
    pub due_at: DateTime<Utc>,
    /// In the order in which they were made.
    pub moves: Vec<DueMove>,
    /// Since when nothing is taken in any more; due and closed are two instants.
    pub closed_at: Option<DateTime<Utc>>,
    /// Made for a time before the department began, or by an import: closed, never reminded.
    pub historic: bool,
    pub message: Option<String>,
}

impl Round {
    /// «Báo cáo tháng 6/2026», or with the title that an officer gave it: «Báo cáo «Tết 2027», 04/02–14/02/2027».
    #[must_use]
    pub fn label(&self, lang: Lang) -> String {
        if self.title.is_empty() {
            format!("{} {}", lang.t("Báo cáo", "Report for"), self.period.label(lang))
        } else {
            format!("{} «{}», {}", lang.t("Báo cáo", "Report"), self.title, self.period.label(lang))
        }
    }

    /// Whether hotels can file: not before it opens, not after it was closed.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.opens_at <= now && !self.is_closed(now)
    }

    #[must_use]
    pub fn is_closed(&self, now: DateTime<Utc>) -> bool {
        self.historic || self.closed_at.is_some_and(|at| at <= now)
    }

    /// Whether the due instant of all has passed. The due instant itself is still on time.
    #[must_use]
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.due_at < now
    }

    /// As an address names the round within its form: `2026-06`, or `2027-02-04..2027-02-14~tet-2027` with a title.
    #[must_use]
    pub fn address(&self) -> String {
        if self.title.is_empty() { self.period.to_string() } else { format!("{}~{}", self.period, slug(&self.title)) }
    }
}

/// A title as an address carries it: `tet-2027` of «Tết 2027». Empty if it has neither letters nor digits.
#[must_use]
pub fn slug(title: &str) -> String {
    spelling::blind(title).replace(' ', "-")
}

/// A round to be made; unique by form, period and title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRound {
    pub form: FormCode,
    pub form_version: String,
    pub period: Period,
    pub title: String,
    pub audience: Audience,
    pub lines: Option<Vec<String>>,
    pub opens_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub historic: bool,
    pub message: Option<String>,
}

impl NewRound {
    /// The regular round of a period by the form's calendar; `instant_of` reads the wall clock of the department. None if
    /// the form is not asked that often.
    #[must_use]
    pub fn regular(form: &Form, period: Period, instant_of: impl Fn(NaiveDateTime) -> DateTime<Utc>) -> Option<Self> {
        let dates = calendar::dates(form.schedule(Frequency::of(period))?, period);
        Some(NewRound {
            form: form.code.clone(),
            form_version: form.version.clone(),
            period,
            title: String::new(),
            audience: Audience { types: form.types.clone(), ..Audience::default() },
            lines: None,
            opens_at: instant_of(dates.opens_at),
            due_at: instant_of(dates.due_at),
            historic: false,
            message: None,
        })
    }

    /// As it is once it was stored, for tests without a database.
    #[cfg(test)]
    #[must_use]
    pub fn stored(self, id: RoundId) -> Round {
        let NewRound { form, form_version, period, title, audience, lines, opens_at, due_at, historic, message } = self;
        let (moves, closed_at) = (Vec::new(), None);
        Round {
            id,
            form,
            form_version,
            period,
            title,
            audience,
            lines,
            opens_at,
            due_at,
            moves,
            closed_at,
            historic,
            message,
        }
    }

    /// The same for a time before the department began, or made by an import: closed, never reminded.
    #[must_use]
    pub fn historic(self) -> Self {
        NewRound { historic: true, ..self }
    }
}

/// What the register knows of an establishment, as far as it decides whether it owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub id: EstablishmentId,
    pub code: String,
    /// Unknown = has always been open.
    pub opened_on: Option<NaiveDate>,
    /// The first day closed.
    pub closed_on: Option<NaiveDate>,
    /// In the order of their days; the first hold since always.
    pub facts: Vec<DatedFacts>,
    /// Those that an officer confirmed.
    pub suspensions: Vec<Suspension>,
}

impl Record {
    /// The facts that held on a day.
    #[must_use]
    pub fn facts_on(&self, day: NaiveDate) -> Option<&Facts> {
        let latest = self.facts.iter().rev().find(|dated| dated.valid_from <= day);
        latest.or(self.facts.first()).map(|dated| &dated.facts)
    }
}

/// What a round asks of an establishment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obligation {
    /// It owes a report; classified by the facts of its last open day in the period.
    Owes(Facts),
    /// It would owe if it were not suspended on all its days.
    Suspended(Facts),
    /// It was not there, or the round does not ask it.
    Nothing,
}

/// Whether an establishment owes a period, and the facts by which it is then counted: open on at least one day, that is
/// opened on or before the last day, the first day closed after the first day, suspensions not covering all that remain;
/// and in the audience by the facts of its last open day.
#[must_use]
pub fn owes(audience: &Audience, period: Period, record: &Record) -> Option<Facts> {
    match obligation(audience, period, record) {
        Obligation::Owes(facts) => Some(facts),
        Obligation::Suspended(_) | Obligation::Nothing => None,
    }
}

/// As [`owes`], telling the suspended from those that are not asked.
#[must_use]
pub fn obligation(audience: &Audience, period: Period, record: &Record) -> Obligation {
    let Some(last_day) = last_day_existing(period, record) else { return Obligation::Nothing };
    let open_day = last_day_not_suspended(period, record, last_day);
    let facts = record.facts_on(open_day.unwrap_or(last_day)).filter(|facts| audience.asks(&record.code, facts));
    match (facts, open_day) {
        (None, _) => Obligation::Nothing,
        (Some(facts), Some(_)) => Obligation::Owes(facts.clone()),
        (Some(facts), None) => Obligation::Suspended(facts.clone()),
    }
}

/// The last day of the period between opening and closing.
fn last_day_existing(period: Period, record: &Record) -> Option<NaiveDate> {
    let last = match record.closed_on {
        Some(closed) => period.last_day().min(closed - Days::new(1)),
        None => period.last_day(),
    };
    (first_day_existing(period, record) <= last).then_some(last)
}

fn first_day_existing(period: Period, record: &Record) -> NaiveDate {
    record.opened_on.map_or(period.first_day(), |opened| opened.max(period.first_day()))
}

/// Steps back over suspensions, which may adjoin or overlap, until a day is open.
fn last_day_not_suspended(period: Period, record: &Record, mut day: NaiveDate) -> Option<NaiveDate> {
    let first = first_day_existing(period, record);
    let covers = |s: &&Suspension, day| s.from <= day && s.to.is_none_or(|to| day <= to);
    while let Some(suspension) = record.suspensions.iter().find(|s| covers(s, day)) {
        day = suspension.from - Days::new(1);
        if day < first {
            return None;
        }
    }
    Some(day)
}

/// What a house answers in a round. A house of which a version counts stands in numerator and denominator alike, classified
/// by the facts in its report, even if the register has meanwhile let it off; so no rate can pass 100 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// Nothing is asked.
    NotOwing,
    Suspended,
    /// Not filed, not yet due.
    Missing,
    /// Not filed, and the due instant has passed.
    Overdue,
    /// Neither filed nor missing: the latest version was returned, and has a due instant of its own.
    Returned {
        overdue: bool,
    },
    Filed {
        /// First submitted after the due instant.
        late: bool,
        nil: bool,
        accepted: bool,
        /// A further version waits beside the accepted one.
        amended: bool,
    },
}

impl Standing {
    /// Where a house stands at an instant; `due_at` is its own due instant.
    #[must_use]
    pub fn of(obligation: &Obligation, report: Option<&Report>, due_at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let owes = matches!(obligation, Obligation::Owes(_));
        match report {
            Some(report) if report.state == ReportState::Returned && (owes || report.has_counted_version()) => {
                Standing::Returned { overdue: report.returned_due_at.is_some_and(|due| due < now) }
            }
            Some(report) if matches!(report.state, ReportState::Submitted | ReportState::Accepted) => Standing::Filed {
                late: report.is_late(due_at),
                nil: report.nil,
                accepted: report.state == ReportState::Accepted,
                amended: report.is_amended(),
            },
            _ => match obligation {
                Obligation::Nothing => Standing::NotOwing,
                Obligation::Suspended(_) => Standing::Suspended,
                Obligation::Owes(_) if due_at < now => Standing::Overdue,
                Obligation::Owes(_) => Standing::Missing,
            },
        }
    }

    /// In the denominator.
    #[must_use]
    pub fn is_owed(self) -> bool {
        !matches!(self, Standing::NotOwing | Standing::Suspended)
    }

    /// In the numerator.
    #[must_use]
    pub fn is_filed(self) -> bool {
        matches!(self, Standing::Filed { .. })
    }

    /// Owes and has not filed, due or not; a returned report is none of them.
    #[must_use]
    pub fn is_missing(self) -> bool {
        matches!(self, Standing::Missing | Standing::Overdue)
    }

    #[must_use]
    pub fn is_returned(self) -> bool {
        matches!(self, Standing::Returned { .. })
    }

    #[must_use]
    pub fn is_nil(self) -> bool {
        matches!(self, Standing::Filed { nil: true, .. })
    }

    #[must_use]
    pub fn is_late(self) -> bool {
        matches!(self, Standing::Filed { late: true, .. })
    }

    #[must_use]
    pub fn is_accepted(self) -> bool {
        matches!(self, Standing::Filed { accepted: true, .. })
    }

    /// The badge: what it comes to for whoever looks at the list.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Standing::NotOwing => lang.t("Không phải báo cáo", "Not asked"),
            Standing::Suspended => lang.t("Tạm ngừng", "Suspended"),
            Standing::Missing => lang.t("Chưa nộp", "Not filed"),
            Standing::Overdue => lang.t("Quá hạn", "Overdue"),
            Standing::Returned { .. } => lang.t("Bị trả lại", "Returned"),
            Standing::Filed { amended: true, .. } => lang.t("Đã sửa sau duyệt", "Amended"),
            Standing::Filed { accepted: true, .. } => lang.t("Được chấp nhận", "Accepted"),
            Standing::Filed { nil: true, .. } => lang.t("Không phát sinh", "Nil"),
            Standing::Filed { late: true, .. } => lang.t("Nộp muộn", "Filed late"),
            Standing::Filed { .. } => lang.t("Đã nộp", "Filed"),
        }
    }
}

#[cfg(test)]
#[path = "round_tests.rs"]
mod tests;
