//! When a round closes for the comparison, and what a house may see of it.
use chrono::{DateTime, Days, Utc};

use crate::domain::round::{Round, Standing};

/// What the department has decided about comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Days from the due instant after which a round closes for the comparison.
    pub days: u32,
    /// Whether houses are shown figures of rounds that have not closed.
    pub provisional: bool,
}

/// When the comparison of a round is frozen: so many days after it is due, or when nothing is taken in any more, if that is
/// earlier. A historic round was closed when it was made. Reports that are due and missing still come in for a while, and the
/// reminders go on until the tenth day: what is frozen on the due day would be of half the houses.
#[must_use]
pub fn closes_at(round: &Round, rule: Rule) -> DateTime<Utc> {
    if round.historic {
        return round.due_at;
    }
    let usual = round.due_at + Days::new(rule.days.into());
    round.closed_at.map_or(usual, |at| at.min(usual))
}

/// What a house may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access<'a> {
    /// Its figures beside those of similar houses.
    Shown,
    /// It owes this round, which is due: an invitation stands in place of the figures.
    NotFiled(&'a Round),
    /// It filed this round late: it sees the figures when the round has closed.
    Late(&'a Round),
}

/// A regular round in which a house owes or has filed.
#[derive(Clone, Copy, Debug)]
pub struct Stood<'a> {
    pub round: &'a Round,
    pub standing: Standing,
    /// Its comparison is frozen.
    pub frozen: bool,
}

/// Whoever files in time sees at once what is frozen; whoever has not filed what is due, or filed late what has not closed yet,
/// does not. `report` is the round whose receipt is looked at; `rounds` have one frequency, in any order. Historic rounds are
/// nobody's to file.
#[must_use]
pub fn access<'a>(rounds: &[Stood<'a>], report: Option<&Stood<'a>>, now: DateTime<Utc>) -> Access<'a> {
    let due = rounds.iter().filter(|stood| !stood.round.historic && stood.round.is_due(now));
    let latest = due.filter(|stood| stood.standing.is_owed()).max_by_key(|stood| stood.round.period.last_day());
    let late = |stood: &&Stood<'a>| stood.standing.is_late() && !stood.frozen;
    if let Some(stood) = report.into_iter().chain(latest).find(late) {
        return Access::Late(stood.round);
    }
    match latest.filter(|stood| !stood.standing.is_filed() && !stood.round.is_closed(now)) {
        Some(stood) => Access::NotFiled(stood.round),
        None => Access::Shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Period, RoundId, catalogue::Catalogue, round::NewRound};

    fn round(period: &str) -> Round {
        let catalogue = Catalogue::embedded().unwrap();
        let period: Period = period.parse().unwrap();
        let new = NewRound::regular(catalogue.all().next().unwrap(), period, |t| t.and_utc()).unwrap();
        new.stored(RoundId(1))
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_round_closes_some_days_after_it_is_due_or_when_it_is_closed() {
        let june = round("2026-06");
        let rule = |days| Rule { days, provisional: false };
        assert_eq!(closes_at(&june, rule(10)), at("2026-07-30T23:59:59Z"));
        assert_eq!(closes_at(&june, rule(0)), june.due_at);
        let closed = |text| Round { closed_at: Some(at(text)), ..june.clone() };
        assert_eq!(closes_at(&closed("2026-07-25T08:00:00Z"), rule(10)), at("2026-07-25T08:00:00Z"));
        assert_eq!(closes_at(&closed("2026-09-01T08:00:00Z"), rule(10)), at("2026-07-30T23:59:59Z"));
        assert_eq!(closes_at(&Round { historic: true, ..june.clone() }, rule(10)), june.due_at);
    }

    const ON_TIME: Standing = Standing::Filed { late: false, nil: false, accepted: false, amended: false };
    const LATE: Standing = Standing::Filed { late: true, nil: false, accepted: false, amended: false };

    /// May is frozen, June due on 20 July; July is not asked yet.
    #[test]
    fn whoever_files_in_time_sees_at_once_and_the_others_later() {
        let (may, june) = (round("2026-05"), round("2026-06"));
        let returned = Standing::Returned { overdue: false };
        // (standing in May, in June, June frozen, receipt of June, instant, expected)
        let cases = [
            (ON_TIME, Standing::Missing, false, false, "2026-07-16T08:00:00Z", Access::Shown),
            (ON_TIME, ON_TIME, false, true, "2026-07-16T08:00:00Z", Access::Shown),
            (Standing::Overdue, ON_TIME, false, true, "2026-07-16T08:00:00Z", Access::NotFiled(&may)),
            (returned, ON_TIME, false, true, "2026-07-16T08:00:00Z", Access::NotFiled(&may)),
            (ON_TIME, LATE, false, true, "2026-07-22T08:00:00Z", Access::Late(&june)),
            (ON_TIME, LATE, false, false, "2026-07-22T08:00:00Z", Access::Late(&june)),
            (ON_TIME, LATE, true, true, "2026-08-02T08:00:00Z", Access::Shown),
            (LATE, ON_TIME, false, true, "2026-07-16T08:00:00Z", Access::Shown),
            (ON_TIME, Standing::Overdue, false, false, "2026-07-22T08:00:00Z", Access::NotFiled(&june)),
            (ON_TIME, Standing::Suspended, false, false, "2026-07-22T08:00:00Z", Access::Shown),
        ];
        for (in_may, in_june, frozen, receipt, now, expected) in cases {
            let rounds = [
                Stood { round: &june, standing: in_june, frozen },
                Stood { round: &may, standing: in_may, frozen: true },
            ];
            let report = receipt.then_some(&rounds[0]);
            assert_eq!(access(&rounds, report, at(now)), expected, "{in_may:?} {in_june:?} {now}");
        }
    }

    #[test]
    fn nobody_is_asked_to_file_what_is_no_longer_taken_in() {
        let historic = Round { historic: true, ..round("2026-05") };
        let closed = Round { closed_at: Some(at("2026-07-01T00:00:00Z")), ..round("2026-05") };
        for round in [&historic, &closed] {
            let rounds = [Stood { round, standing: Standing::Overdue, frozen: true }];
            assert_eq!(access(&rounds, None, at("2026-07-10T00:00:00Z")), Access::Shown);
        }
    }
}
