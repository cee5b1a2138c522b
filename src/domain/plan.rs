//! The year's plan: a number that the department enters per indicator and year.
//!
//! Flows, stocks and ratios may be planned; breakdowns and what is not rolled up may not. *Share of plan* is what was reported
//! since January (in a yearly report: for the year) in percent of the plan, and is told of flows only: a stock does not
//! accumulate towards a plan, and a percentage of a rate or of a price would mislead, so the plan of these stands beside the figure.
//! A plan is made for the whole department, never for a part of it.
use std::collections::BTreeMap;

use super::{
    Text,
    form::{Form, Frequency, Kind, Line},
    number,
    rollup::Frame,
};

/// Numbers by code of the line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan(pub BTreeMap<String, Planned>);

/// One number, scaled by its decimals: it outlives the version of the form under which it was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    pub value: i64,
    pub decimals: u8,
}

/// What was typed for a line, or why it can't be taken.
pub type Refusals = BTreeMap<String, Text>;

impl Plan {
    /// The number of a line in the line's decimals.
    #[must_use]
    pub fn of(&self, line: &Line) -> Option<i64> {
        let Planned { value, decimals } = *self.0.get(&line.code)?;
        let up = i128::from(number::power(line.decimals));
        number::divide(i128::from(value) * up, i128::from(number::power(decimals)))
    }

    /// Reads what was typed for the lines of a form; what is empty is not planned.
    ///
    /// # Errors
    /// By line: why the number can't be taken, and how to write it.
    pub fn read<'t>(form: &Form, typed: impl Fn(&str) -> &'t str) -> Result<Self, Refusals> {
        let (mut plan, mut refusals) = (Plan::default(), Refusals::new());
        for line in lines(form) {
            match number::read(typed(&line.code), line.decimals) {
                Ok(Some(value)) if value < 0 => {
                    let why = Text::new(
                        "Số kế hoạch không thể âm. Bỏ dấu trừ.",
                        "A plan can't be negative. Leave out the minus.",
                    );
                    refusals.insert(line.code.clone(), why);
                }
                Ok(Some(value)) => {
                    plan.0.insert(line.code.clone(), Planned { value, decimals: line.decimals });
                }
                Ok(None) => {}
                Err(unreadable) => {
                    refusals.insert(line.code.clone(), unreadable.message);
                }
            }
        }
        if refusals.is_empty() { Ok(plan) } else { Err(refusals) }
    }

    /// What is other in a later plan: by line the number before and after, in words of documents (`1234.5`).
    #[must_use]
    pub fn differences<'p>(&'p self, later: &'p Plan) -> BTreeMap<&'p str, [Option<String>; 2]> {
        let codes = self.0.keys().chain(later.0.keys());
        let text = |plan: &Plan, code: &str| plan.0.get(code).map(|p| number::to_decimal(p.value, p.decimals));
        codes
            .map(|code| (code.as_str(), [text(self, code), text(later, code)]))
            .filter(|(_, [before, after])| before != after)
            .collect()
    }
}

/// The lines that may be planned, in the form's order.
pub fn lines(form: &Form) -> impl Iterator<Item = &Line> {
    let frequency = frequency(form);
    form.lines_for(frequency).map(|(_, line)| line).filter(|line| is_planned(line))
}

/// The yearly lines where the form has a yearly report, else the monthly ones.
#[must_use]
pub fn frequency(form: &Form) -> Frequency {
    if form.lines_for(Frequency::Yearly).next().is_some() { Frequency::Yearly } else { Frequency::Monthly }
}

fn is_planned(line: &Line) -> bool {
    matches!(line.kind, Kind::Flow | Kind::Stock | Kind::Ratio)
}

/// What was reported so far this year in percent of the plan, with one decimal (823 = 82,3 %). None of anything but a flow, and
/// if either is missing or the plan is 0.
#[must_use]
pub fn share(kind: Kind, to_date: Option<i64>, plan: Option<i64>) -> Option<i64> {
    let of_flow = kind == Kind::Flow;
    to_date
        .zip(plan)
        .filter(|_| of_flow)
        .and_then(|(to_date, plan)| number::divide(i128::from(to_date) * 1000, i128::from(plan)))
}

/// What the year's figures of a frame are: of months those since January, of a yearly report its own.
#[must_use]
pub fn to_date(frame: Frame, now: Option<i64>, cumulative: Option<i64>) -> Option<i64> {
    if frame.frequency == Frequency::Yearly { now } else { cumulative }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{catalogue::Catalogue, form::FormCode};

    #[test]
    fn a_plan_is_read_line_by_line_and_what_is_empty_is_not_planned() {
        let catalogue = Catalogue::embedded().unwrap();
        let form = catalogue.latest(&FormCode("01-H/DL-CSLT".into())).unwrap();
        let typed = |code: &str| match code {
            "guests_total" => "1.200.000",
            "revenue_total" => "18.500,5",
            "occupancy" => "62,5",
            _ => " ",
        };
        let plan = Plan::read(form, typed).unwrap();
        assert_eq!(plan.0.len(), 3);
        assert_eq!(plan.of(form.line("guests_total").unwrap()), Some(1_200_000));
        assert_eq!(plan.of(form.line("revenue_total").unwrap()), Some(185_005));
        assert_eq!(plan.of(form.line("rooms").unwrap()), None);
        let refused = Plan::read(form, |code| match code {
            "guests_total" => "1.2",
            "rooms" => "-5",
            "guests_by_country" => "x",
            _ => "",
        });
        let refused = refused.unwrap_err();
        assert_eq!(refused.keys().collect::<Vec<_>>(), ["guests_total", "rooms"], "a breakdown is not planned");
        assert!(refused["guests_total"].vi.contains("1.2"), "{refused:?}");
        let lower = Plan([("guests_total".to_owned(), Planned { value: 15, decimals: 1 })].into());
        assert_eq!(lower.of(form.line("guests_total").unwrap()), Some(2), "rounded where the line has fewer decimals");
        let told = plan.differences(&lower);
        assert_eq!(told["guests_total"], [Some("1200000".into()), Some("1.5".into())]);
        assert_eq!(told["occupancy"], [Some("62.5".into()), None]);
    }

    #[test]
    fn a_share_is_told_of_flows_only() {
        for (kind, to_date, plan, expected) in [
            (Kind::Flow, Some(823), Some(1000), Some(823)),
            (Kind::Flow, Some(1), Some(3), Some(333)),
            (Kind::Flow, Some(1100), Some(1000), Some(1100)),
            (Kind::Flow, None, Some(1000), None),
            (Kind::Flow, Some(5), None, None),
            (Kind::Flow, Some(5), Some(0), None),
            (Kind::Ratio, Some(5), Some(10), None),
            (Kind::Stock, Some(5), Some(10), None),
        ] {
            assert_eq!(share(kind, to_date, plan), expected, "{kind:?} {to_date:?} of {plan:?}");
        }
    }
}
