//! Reported | estimated | total with its interval: what page, JSON and workbook show alike, beside the tables of what was reported.
//!
//! **What leaders see.** An estimate tells of a single house, too: mostly that house's figure of last year, moved by a change that
//! is shown beside it. So estimates are judged as if they were reports ([`crate::domain::disclosure`]): one of fewer than three
//! houses, or of one with more than 85 % of it, is withheld in each part of the declared list, and with it as many others as it
//! takes that nobody can compute it from those that are shown, which are exact sums of each other. And where what was reported is
//! withheld, so is the estimate: fewer than three houses reported there, or one that is nearly all of it, and from the total less
//! a known estimate their figures would follow. Hiding more never opens what the first rule closed. The interval is withheld
//! with its estimate. How many houses are missing is no secret.
use std::{collections::BTreeMap, sync::Arc};

use super::{
    fit::Fitted,
    range::{Range, Sampled, range},
};
use crate::domain::{
    disclosure::Declared,
    form::{Computed, Figures, Form, Kind},
    number,
    rollup::{
        CellKey, Frame, Group, Table,
        cut::{By, Cut},
        table::Part,
    },
};

/// One line of the form: the numbers in its unit and decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Estimate {
    /// Position in the form.
    pub line: usize,
    /// What was reported; None = nobody gave it.
    pub reported: Option<i64>,
    /// What the others would have reported; of a ratio there is none.
    pub estimated: Option<i64>,
    /// Both together; of a ratio that of both together.
    pub total: Option<i64>,
    /// Where the total will lie with 95 %.
    pub low: Option<i64>,
    pub high: Option<i64>,
    /// The estimated part of the total in percent with one decimal.
    pub share: Option<i64>,
    /// There is an estimate, but its reader may not see it.
    pub withheld: bool,
    /// The same of what was reported.
    pub reported_withheld: bool,
}

impl Estimate {
    /// By how much the total may differ, to the wider side.
    #[must_use]
    pub fn margin(&self) -> Option<i64> {
        Some((self.total? - self.low?).max(self.high? - self.total?))
    }
}

/// The estimates of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Estimates {
    /// Reports that were estimated; of a longer period reports, not houses.
    pub houses: u32,
    /// Too few reported in one of the months: nothing is estimated.
    pub too_few: bool,
    /// In the form's order: flows, and ratios of flows.
    pub rows: Vec<Estimate>,
}

impl Estimates {
    /// The row of a line.
    #[must_use]
    pub fn row(&self, line: usize) -> Option<&Estimate> {
        self.rows.iter().find(|row| row.line == line)
    }

    #[must_use]
    pub fn is_withheld(&self) -> bool {
        self.rows.iter().any(|row| row.withheld)
    }
}

/// The estimates of the rounds of a period, month by month; none known = nothing is shown.
#[derive(Clone, Debug, Default)]
pub struct Source {
    pub months: Vec<Arc<Fitted>>,
}

/// What was reported in a group, and what its reader may see of it.
struct Reported<'a> {
    figure: &'a dyn Fn(usize) -> Option<i64>,
    is_withheld: &'a dyn Fn(usize) -> bool,
    /// The part of the declared list; None for officers' cuts.
    declared: Option<Declared>,
    guarded: bool,
}

impl Source {
    /// The estimates of a cut; `table` is the one of what was reported.
    #[must_use]
    pub fn whole(&self, frame: Frame, cut: &Cut, table: &Table) -> Estimates {
        let reported = Reported {
            figure: &|line| table.row(line).and_then(|row| row.now),
            is_withheld: &|line| table.row(line).is_some_and(|row| row.withheld.now),
            declared: Declared::of(cut),
            guarded: table.guarded,
        };
        let months = self.fits().map(|fit| fit.sampled(|key| cut.covers(key)));
        self.estimates(frame, &reported, add_up(months))
    }

    /// The estimates of each part of a cut that is split, in the order of `parts`, which say what was reported.
    #[must_use]
    pub fn split(&self, frame: Frame, (cut, by): (&Cut, &By), table: &Table, parts: &[Part]) -> Vec<Estimates> {
        let declared = Declared::of(cut);
        let group = |key: &CellKey| cut.covers(key).then(|| by.group(key));
        let months: Vec<BTreeMap<Group, Sampled>> = self.fits().map(|fit| fit.sampled_by(group)).collect();
        let of_part = |part: &Part| {
            let reported = Reported {
                figure: &|line| part.total.figures[line],
                is_withheld: &|line| part.total.withheld.contains(&line),
                declared: declared.as_ref().and_then(|whole| whole.with(&part.group)),
                guarded: table.guarded,
            };
            let of_month = months.iter().filter_map(|groups| groups.get(&part.group)).cloned();
            self.estimates(frame, &reported, add_up(of_month))
        };
        parts.iter().map(of_part).collect()
    }

    fn fits(&self) -> impl Iterator<Item = &super::Fit> {
        self.months.iter().filter_map(|fitted| fitted.as_ref().as_ref().ok())
    }

    fn too_few(&self) -> bool {
        self.months.iter().any(|fitted| fitted.is_err())
    }

    fn estimates(&self, frame: Frame, reported: &Reported, sampled: Sampled) -> Estimates {
        let estimable = |kind: Kind| matches!(kind, Kind::Flow | Kind::Ratio);
        let lines = frame.shown().filter(|(_, line)| estimable(line.kind)).map(|(index, _)| index);
        let mut estimates = Estimates { houses: sampled.houses, too_few: self.too_few(), rows: Vec::new() };
        let figures: Figures = (0..frame.form.lines.len()).map(reported.figure).collect();
        for line in lines {
            let mut row = Estimate {
                line,
                reported: figures[line],
                reported_withheld: (reported.is_withheld)(line),
                ..Estimate::default()
            };
            if !estimates.too_few && !self.months.is_empty() {
                if reported.guarded && self.hides(frame.form, reported, line) {
                    row.withheld = true;
                } else {
                    self.fill(frame.form, &figures, &sampled, &mut row);
                }
            }
            estimates.rows.push(row);
        }
        estimates
    }

    fn hides(&self, form: &Form, reported: &Reported, line: usize) -> bool {
        let Some(part) = &reported.declared else { return true };
        (reported.is_withheld)(line) || self.fits().any(|fit| fit.withheld(form).hides(part, form, line))
    }

    fn fill(&self, form: &Form, figures: &Figures, sampled: &Sampled, row: &mut Estimate) {
        match form.lines[row.line].computed {
            Some(Computed::Ratio { numerator, denominator, scale }) => {
                let power = |line: usize| number::power(form.lines[line].decimals) as f64;
                let unit = scale as f64 * power(row.line) * power(denominator) / power(numerator);
                self.fill_ratio(form, figures, sampled, row, ([numerator, denominator], unit));
            }
            _ => self.fill_sum(sampled, row),
        }
    }

    fn fill_sum(&self, sampled: &Sampled, row: &mut Estimate) {
        let Some((flow, members)) = self.members(row.line) else { return };
        let Range { estimated, low, high } = range(sampled.point(members), 0, &mut sampled.repeated(flow, members));
        // Of what nobody gave nothing is known.
        if row.reported.is_none() && high == 0 {
            return;
        }
        let reported = row.reported.unwrap_or(0);
        row.estimated = Some(estimated);
        row.total = Some(reported.saturating_add(estimated));
        row.low = Some(reported.saturating_add(low));
        row.high = Some(reported.saturating_add(high));
        let share = number::divide(i128::from(estimated) * 1000, i128::from(reported) + i128::from(estimated));
        // Whole only if nothing was reported.
        row.share = share.map(|share| if reported > 0 { share.min(999) } else { share });
    }

    /// From the sums of reported and estimated together, in each repetition too; `unit` brings a quotient into the line's decimals.
    fn fill_ratio(
        &self,
        form: &Form,
        figures: &Figures,
        sampled: &Sampled,
        row: &mut Estimate,
        (of, unit): ([usize; 2], f64),
    ) {
        let [Some(top), Some(bottom)] = of.map(|line| self.members(line)) else { return };
        let reported = of.map(|line| figures[line].unwrap_or(0));
        let mut sums = figures.clone();
        for ((line, (_, members)), reported) in of.iter().zip([top, bottom]).zip(reported) {
            sums[*line] = Some(reported.saturating_add(sampled.point(members)));
        }
        form.ratios(&mut sums);
        let Some(total) = sums[row.line] else { return };
        let tops = sampled.repeated(top.0, top.1).into_iter().map(|estimated| estimated + reported[0] as f64);
        let bottoms = sampled.repeated(bottom.0, bottom.1).into_iter().map(|estimated| estimated + reported[1] as f64);
        let ratios = tops.zip(bottoms).filter(|(_, bottom)| *bottom > 0.0).map(|(top, bottom)| top / bottom * unit);
        let mut ratios: Vec<f64> = if sampled.houses > 0 { ratios.collect() } else { Vec::new() };
        let Range { low, high, .. } = range(total, 0, &mut ratios);
        (row.total, row.low, row.high) = (Some(total), Some(low), Some(high));
    }

    /// Where a line stands among the flows, and the components whose sum it is.
    fn members(&self, line: usize) -> Option<(usize, &[usize])> {
        let lines = &self.fits().next()?.lines;
        let flow = lines.place(line)?;
        Some((flow, lines.members(flow)))
    }
}

fn add_up(months: impl Iterator<Item = Sampled>) -> Sampled {
    let mut sum = Sampled::default();
    months.for_each(|month| sum.add(&month));
    sum
}
