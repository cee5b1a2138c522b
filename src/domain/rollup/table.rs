//! Lines × columns: what page, JSON and workbook show alike.
use std::{collections::BTreeMap, sync::Arc};

use super::{
    change::Change,
    coverage::Coverage,
    cut::{By, Cut, Group},
    guard,
    houses::Matched,
    key::CellKey,
    line::Frame,
    tet::{Tet, TetSpans},
    total::{Compared, Pair, Span, Total, accumulated, compare, compare_accumulated, compared, totals},
};
use crate::domain::{
    Lang,
    disclosure::Declared,
    edition::{Editions, published},
    form::{Kind, Line},
    plan::{self, Plan},
};

/// Everything that the table of a period is read from.
#[derive(Clone, Debug, Default)]
pub struct Spans {
    pub now: Span,
    /// The span of the same length before; absent if there is no round in it.
    pub previous: Option<Span>,
    pub last_year: Option<Span>,
    pub two_years_ago: Option<Span>,
    /// January and February of two years, of a short period that holds one of them.
    pub tet: Option<TetSpans>,
    /// January to the period's last month; absent for a yearly report and a range of days.
    pub cumulative: Option<Span>,
    pub cumulative_last_year: Option<Span>,
    pub matched_previous: Vec<Arc<Matched>>,
    pub matched_last_year: Vec<Arc<Matched>>,
    pub matched_cumulative: Vec<Arc<Matched>>,
    /// What the department plans for the year in which the period ends; empty for a range of days.
    pub plan: Plan,
    /// The editions of the period and of those it is compared with.
    pub published: published::OfSpans,
}

impl Spans {
    fn pair<'a>(now: &'a Span, before: Option<&'a Span>, matched: &'a [Arc<Matched>]) -> Option<Pair<'a>> {
        before.map(|before| Pair { now, before, matched })
    }

    /// The period and the one before it.
    #[must_use]
    pub fn with_previous(&self) -> Option<Pair<'_>> {
        Self::pair(&self.now, self.previous.as_ref(), &self.matched_previous)
    }

    /// The period and the same one a year before.
    #[must_use]
    pub fn with_last_year(&self) -> Option<Pair<'_>> {
        Self::pair(&self.now, self.last_year.as_ref(), &self.matched_last_year)
    }

    /// January to now, this year and last.
    #[must_use]
    pub fn cumulative_with_last_year(&self) -> Option<Pair<'_>> {
        Self::pair(self.cumulative.as_ref()?, self.cumulative_last_year.as_ref(), &self.matched_cumulative)
    }
}

/// One line of the form in all columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Position in the form.
    pub line: usize,
    pub now: Option<i64>,
    /// How many reports gave the line.
    pub given: u32,
    /// Of a stock over several months, how many houses gave it last before the last month.
    pub older: u32,
    pub previous: Option<i64>,
    pub last_year: Option<i64>,
    pub two_years_ago: Option<i64>,
    pub cumulative: Option<i64>,
    pub cumulative_last_year: Option<i64>,
    /// These compare only houses that reported in both periods, or the totals of both as published ([`Coverages`] says which), so
    /// they don't follow from the columns before.
    pub vs_previous: Option<Change>,
    pub vs_last_year: Option<Change>,
    pub vs_cumulative: Option<Change>,
    /// The plan of the year in which the period ends; of the whole department only.
    pub plan: Option<i64>,
    /// What was reported so far this year in percent of the plan, with one decimal; see [`crate::domain::plan`].
    pub share_of_plan: Option<i64>,
    /// Of which columns the figure was taken out, because it would tell of single houses.
    pub withheld: WithheldOf,
}

impl Row {
    /// The change of all houses that reported in either period, new and gone ones among them: it stands beside the comparison of
    /// the same houses, never instead of it.
    #[must_use]
    pub fn plain(&self, before: Option<i64>) -> Option<Change> {
        Change::between(self.now, before)
    }
}

/// Columns without a figure that was reported, but is not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WithheldOf {
    pub now: bool,
    pub previous: bool,
    pub last_year: bool,
    pub two_years_ago: bool,
    pub cumulative: bool,
    pub cumulative_last_year: bool,
}

/// How much of what was owed is in, column by column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverages {
    pub now: Coverage,
    pub previous: Option<Coverage>,
    pub last_year: Option<Coverage>,
    pub cumulative: Option<Coverage>,
    pub cumulative_last_year: Option<Coverage>,
    /// Reports behind each comparison.
    pub compared_previous: u32,
    pub compared_last_year: u32,
    pub compared_cumulative: u32,
    /// Where the totals of both periods as published are compared instead.
    pub published_previous: Option<Editions>,
    pub published_last_year: Option<Editions>,
}

/// The table of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Made for readers who may not see everything.
    pub guarded: bool,
    pub coverage: Coverages,
    /// In the form's order.
    pub rows: Vec<Row>,
    /// Line → key → columns of that key.
    pub breakdowns: BTreeMap<usize, BTreeMap<String, KeyRow>>,
    /// January and February together, of a short period that holds one of them.
    pub tet: Option<Tet>,
}

/// One key of a breakdown (a country). What nobody named is 0 only if the line was given at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRow {
    pub now: Option<i64>,
    pub previous: Option<i64>,
    pub last_year: Option<i64>,
    pub cumulative: Option<i64>,
}

impl Coverages {
    /// On what changes on the period before and on last year rest, if any rests on published totals: «So với kỳ trước: …; so với
    /// cùng kỳ: ….»
    #[must_use]
    pub fn published_text(&self, has_previous: bool, lang: Lang) -> Option<String> {
        let previous = self.published_previous.filter(|_| has_previous);
        if previous.is_none() && self.published_last_year.is_none() {
            return None;
        }
        let on_previous = has_previous.then(|| {
            let ground = published::ground(previous, self.compared_previous, lang);
            format!("{}: {ground}; ", lang.t("so với kỳ trước", "on the period before"))
        });
        let on_last_year = published::ground(self.published_last_year, self.compared_last_year, lang);
        let (changes, last_year) = (lang.t("Tăng, giảm", "Changes"), lang.t("so với cùng kỳ", "on last year"));
        Some(format!("{changes} {}{last_year}: {on_last_year}.", on_previous.unwrap_or_default()))
    }
}

impl Table {
    /// The table of everything in the cut.
    #[must_use]
    pub fn of(frame: Frame, spans: &Spans, cut: &Cut) -> Self {
        let covers = |key: &CellKey| cut.covers(key);
        let part = Declared::of(cut);
        let sum = |span: Option<&Span>| span.map(|span| guard::shown(frame, span, cut));
        let flows = |span: Option<&Span>| {
            span.map(|span| {
                let mut total = accumulated(frame, span, covers);
                span.withhold(frame, part.as_ref(), &mut total);
                total
            })
        };
        let against = |pair: Option<Pair>| pair.map(|pair| compare(frame, &pair, covers));
        let mut columns = Columns {
            now: guard::shown(frame, &spans.now, cut),
            previous: sum(spans.previous.as_ref()),
            last_year: sum(spans.last_year.as_ref()),
            two_years_ago: sum(spans.two_years_ago.as_ref()),
            cumulative: flows(spans.cumulative.as_ref()),
            cumulative_last_year: flows(spans.cumulative_last_year.as_ref()),
            vs_previous: against(spans.with_previous()),
            vs_last_year: against(spans.with_last_year()),
            vs_cumulative: spans.cumulative_with_last_year().map(|pair| compare_accumulated(frame, &pair, covers)),
        };
        columns.withhold(spans);
        columns.take_published(frame, spans, part.as_ref());
        // A plan is one of the whole: a part of the department has none.
        let plan = (*cut == Cut::default()).then_some(&spans.plan);
        let row = |(index, line): (usize, &Line)| {
            let row = columns.row(index, line.kind);
            let plan = plan.and_then(|plan| plan.of(line));
            let to_date = plan::to_date(frame, row.now, row.cumulative);
            Row { plan, share_of_plan: plan::share(line.kind, to_date, plan), ..row }
        };
        Table {
            guarded: spans.now.is_guarded(),
            coverage: columns.coverage(),
            rows: frame.shown().map(row).collect(),
            breakdowns: columns.breakdowns(),
            tet: spans.tet.as_ref().map(|tet| Tet::of(frame, tet, cut)),
        }
    }

    /// Whether anything is planned for the year.
    #[must_use]
    pub fn has_plan(&self) -> bool {
        self.rows.iter().any(|row| row.plan.is_some())
    }

    /// Whether anything was taken out of the table.
    #[must_use]
    pub fn is_withheld(&self) -> bool {
        let none = WithheldOf::default();
        self.guarded && self.rows.iter().any(|row| row.withheld != none)
    }

    /// The row of a line.
    #[must_use]
    pub fn row(&self, line: usize) -> Option<&Row> {
        self.rows.iter().find(|row| row.line == line)
    }
}

struct Columns {
    now: Total,
    previous: Option<Total>,
    last_year: Option<Total>,
    two_years_ago: Option<Total>,
    cumulative: Option<Total>,
    cumulative_last_year: Option<Total>,
    vs_previous: Option<Compared>,
    vs_last_year: Option<Compared>,
    vs_cumulative: Option<Compared>,
}

impl Columns {
    /// Comparisons that would tell of what is not shown.
    fn withhold(&mut self, spans: &Spans) {
        let pairs = [
            (&mut self.vs_previous, Some(&spans.now), &spans.previous, Some(&self.now), &self.previous),
            (&mut self.vs_last_year, Some(&spans.now), &spans.last_year, Some(&self.now), &self.last_year),
            (
                &mut self.vs_cumulative,
                spans.cumulative.as_ref(),
                &spans.cumulative_last_year,
                self.cumulative.as_ref(),
                &self.cumulative_last_year,
            ),
        ];
        for (compared, now, before, total_now, total_before) in pairs {
            if let (Some(compared), Some(now), Some(before), Some(a), Some(b)) =
                (compared, now, before, total_now, total_before)
            {
                compared.withhold([now, before], [a, b]);
            }
        }
    }

    /// What both periods have published takes the place of the same houses.
    fn take_published(&mut self, frame: Frame, spans: &Spans, part: Option<&Declared>) {
        let of = &spans.published;
        self.vs_previous = published::chosen(frame, of.with_previous(), part, self.vs_previous.take());
        self.vs_last_year = published::chosen(frame, of.with_last_year(), part, self.vs_last_year.take());
    }

    fn row(&self, line: usize, kind: Kind) -> Row {
        let figure = |total: &Option<Total>| total.as_ref().and_then(|t| t.figures[line]);
        let change = |pair: &Option<Compared>| pair.as_ref().and_then(|c| Change::between(c.now[line], c.before[line]));
        // A stock is a state at the end, so there is nothing to accumulate.
        let cumulates = kind != Kind::Stock;
        Row {
            line,
            now: self.now.figures[line],
            given: self.now.given[line],
            older: self.now.older[line],
            previous: figure(&self.previous),
            last_year: figure(&self.last_year),
            two_years_ago: figure(&self.two_years_ago),
            cumulative: figure(&self.cumulative).filter(|_| cumulates),
            cumulative_last_year: figure(&self.cumulative_last_year).filter(|_| cumulates),
            vs_previous: change(&self.vs_previous),
            vs_last_year: change(&self.vs_last_year),
            vs_cumulative: change(&self.vs_cumulative).filter(|_| cumulates),
            plan: None,
            share_of_plan: None,
            withheld: self.withheld(line),
        }
    }

    fn withheld(&self, line: usize) -> WithheldOf {
        let of = |total: &Option<Total>| total.as_ref().is_some_and(|t| t.withheld.contains(&line));
        WithheldOf {
            now: self.now.withheld.contains(&line),
            previous: of(&self.previous),
            last_year: of(&self.last_year),
            two_years_ago: of(&self.two_years_ago),
            cumulative: of(&self.cumulative),
            cumulative_last_year: of(&self.cumulative_last_year),
        }
    }

    fn coverage(&self) -> Coverages {
        let of = |total: &Option<Total>| total.as_ref().map(|t| t.coverage);
        let behind = |pair: &Option<Compared>| pair.as_ref().map_or(0, |c| c.reports);
        let editions = |pair: &Option<Compared>| pair.as_ref().and_then(|c| c.editions);
        Coverages {
            now: self.now.coverage,
            previous: of(&self.previous),
            last_year: of(&self.last_year),
            cumulative: of(&self.cumulative),
            cumulative_last_year: of(&self.cumulative_last_year),
            compared_previous: behind(&self.vs_previous),
            compared_last_year: behind(&self.vs_last_year),
            compared_cumulative: behind(&self.vs_cumulative),
            published_previous: editions(&self.vs_previous),
            published_last_year: editions(&self.vs_last_year),
        }
    }

    fn breakdowns(&self) -> BTreeMap<usize, BTreeMap<String, KeyRow>> {
        let mut rows: BTreeMap<usize, BTreeMap<String, KeyRow>> = BTreeMap::new();
        let mut fill = |total: Option<&Total>, put: fn(&mut KeyRow, i64)| {
            for (line, keys) in total.iter().flat_map(|t| &t.breakdowns) {
                for (key, value) in keys {
                    put(rows.entry(*line).or_default().entry(key.clone()).or_default(), *value);
                }
            }
        };
        fill(Some(&self.now), |row, value| row.now = Some(value));
        fill(self.previous.as_ref(), |row, value| row.previous = Some(value));
        fill(self.last_year.as_ref(), |row, value| row.last_year = Some(value));
        fill(self.cumulative.as_ref(), |row, value| row.cumulative = Some(value));
        rows
    }
}

/// One part of a split table: its figures, and the comparison with a year before: of the same houses, or of what was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub group: Group,
    pub total: Total,
    pub vs_last_year: Compared,
}

/// The cut, split.
#[must_use]
pub fn split(frame: Frame, spans: &Spans, cut: &Cut, by: &By) -> Vec<Part> {
    let group = |key: &CellKey| cut.covers(key).then(|| by.group(key));
    let mut changes = spans.with_last_year().map(|pair| compared(frame, &pair, group)).unwrap_or_default();
    let mut totals_before = spans.last_year.as_ref().map(|span| totals(frame, span, group)).unwrap_or_default();
    let declared = Declared::of(cut);
    let part = |(group, mut total): (Group, Total)| {
        let mut vs_last_year = changes.remove(&group).unwrap_or_else(|| Compared::none(frame));
        let part = declared.as_ref().and_then(|whole| whole.with(&group));
        spans.now.withhold(frame, part.as_ref(), &mut total);
        if let (Some(span), Some(mut before)) = (&spans.last_year, totals_before.remove(&group)) {
            span.withhold(frame, part.as_ref(), &mut before);
            vs_last_year.withhold([&spans.now, span], [&total, &before]);
        }
        let published = published::chosen(frame, spans.published.with_last_year(), part.as_ref(), None);
        let vs_last_year = published.unwrap_or(vs_last_year);
        Part { group, total, vs_last_year }
    };
    totals(frame, &spans.now, group).into_iter().map(part).collect()
}

impl Compared {
    /// Nothing to compare.
    #[must_use]
    pub fn none(frame: Frame) -> Self {
        let none = vec![None; frame.form.lines.len()];
        Compared { reports: 0, now: none.clone(), before: none, editions: None }
    }

    /// The change of one line.
    #[must_use]
    pub fn change(&self, line: usize) -> Option<Change> {
        Change::between(self.now[line], self.before[line])
    }
}
