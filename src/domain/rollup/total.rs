//! A group's figures over one month or several, and the comparison of the same houses in two spans.
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use super::{
    cells::{Cells, Sums},
    coverage::Coverage,
    houses::Matched,
    key::CellKey,
    line::{CountedLine, Frame, into_form},
    owing::Gaps,
};
use crate::domain::{
    EstablishmentId, Period,
    disclosure::Withheld,
    edition::Editions,
    form::{Figures, Kind},
};

/// One round: what was filed, and what is owed beyond it.
#[derive(Clone, Debug)]
pub struct Month {
    pub period: Period,
    pub cells: Arc<Cells>,
    pub gaps: Arc<Gaps>,
    /// What its reader may not see; None = the reader sees everything.
    pub withheld: Option<Arc<Withheld>>,
}

/// The rounds of a span, in order; months without a round are absent.
#[derive(Clone, Debug, Default)]
pub struct Span {
    pub months: Vec<Month>,
    /// Houses that were not open any more (or not yet) on the span's last day: their stocks don't count in a longer span.
    pub gone: Arc<HashSet<EstablishmentId>>,
}

impl From<Month> for Span {
    fn from(month: Month) -> Self {
        Span { months: vec![month], gone: Arc::default() }
    }
}

/// A group's figures over a span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Total {
    pub coverage: Coverage,
    /// By line of the form: sums, and ratios of the sums.
    pub figures: Figures,
    /// By line: how many reports gave it (for stocks of a longer span, how many houses).
    pub given: Vec<u32>,
    /// By line: of the houses of a stock over several months, how many gave it last before the span's last month.
    pub older: Vec<u32>,
    /// Line → key → number.
    pub breakdowns: BTreeMap<usize, BTreeMap<String, i64>>,
    /// Lines whose figures were taken out, because they would tell of single houses.
    pub withheld: BTreeSet<usize>,
}

impl Total {
    fn of(lines: usize) -> Self {
        Total { figures: vec![None; lines], given: vec![0; lines], older: vec![0; lines], ..Total::default() }
    }

    fn put(&mut self, line: usize, value: i64, given: u32) {
        if given > 0 {
            self.figures[line] = Some(self.figures[line].unwrap_or(0).saturating_add(value));
            self.given[line] += given;
        }
    }
}

/// The totals of a span by any key of its cells; cells without a key are left out. Flows add up over the months. A stock
/// of several months is the sum, over the houses open at the span's end, of each one's latest value within it.
#[must_use]
pub fn totals<K: Ord>(frame: Frame, span: &Span, key: impl Fn(&CellKey) -> Option<K>) -> BTreeMap<K, Total> {
    let mut totals = sums(frame, span, &key);
    if span.months.len() > 1 {
        add_stocks(frame, span, &key, &mut totals);
    }
    with_ratios(frame, totals)
}

/// The total of everything that `covers` takes.
#[must_use]
pub fn total(frame: Frame, span: &Span, covers: impl Fn(&CellKey) -> bool) -> Total {
    only(frame, totals(frame, span, |key| covers(key).then_some(())))
}

/// The same without the stocks of several months: for what accumulates.
#[must_use]
pub fn accumulated(frame: Frame, span: &Span, covers: impl Fn(&CellKey) -> bool) -> Total {
    only(frame, with_ratios(frame, sums(frame, span, &|key: &CellKey| covers(key).then_some(()))))
}

fn only(frame: Frame, mut totals: BTreeMap<(), Total>) -> Total {
    totals.remove(&()).unwrap_or_else(|| Total::of(frame.form.lines.len()))
}

fn with_ratios<K: Ord>(frame: Frame, mut totals: BTreeMap<K, Total>) -> BTreeMap<K, Total> {
    for total in totals.values_mut() {
        frame.form.ratios(&mut total.figures);
    }
    totals
}

fn sums<K: Ord>(frame: Frame, span: &Span, key: &impl Fn(&CellKey) -> Option<K>) -> BTreeMap<K, Total> {
    let mut totals = BTreeMap::new();
    for month in &span.months {
        add_month(frame, month, span.months.len() > 1, key, &mut totals);
    }
    totals
}

fn add_month<K: Ord>(
    frame: Frame,
    month: &Month,
    several: bool,
    key: &impl Fn(&CellKey) -> Option<K>,
    totals: &mut BTreeMap<K, Total>,
) {
    let lines = frame.form.lines.len();
    let mut sums: BTreeMap<K, Sums> = BTreeMap::new();
    let moves = into_form(&month.cells.lines, frame.form);
    for cell in &month.cells.cells {
        let Some(group) = key(&cell.key) else { continue };
        sums.entry(group).or_insert_with(|| Sums::of(month.cells.lines.len())).add_sums(&cell.sums);
        let Some(group) = key(&cell.key) else { continue };
        let total = totals.entry(group).or_insert_with(|| Total::of(lines));
        total.coverage.add_cell(cell);
        for step in &moves {
            let Some(keys) = cell.breakdowns.get(&step.from) else { continue };
            let into = total.breakdowns.entry(step.to).or_default();
            for (key, value) in keys {
                *into.entry(key.clone()).or_default() += step.convert(*value);
            }
        }
    }
    for (cell, gap) in month.gaps.iter() {
        let Some(group) = key(cell) else { continue };
        totals.entry(group).or_insert_with(|| Total::of(lines)).coverage.add_gap(gap);
    }
    for (group, sums) in sums {
        let total = totals.entry(group).or_insert_with(|| Total::of(lines));
        for step in moves.iter().filter(|step| !(several && is_stock(frame, step.to))) {
            total.put(step.to, step.convert(sums.values[step.from]), sums.given[step.from]);
        }
    }
}

fn is_stock(frame: Frame, line: usize) -> bool {
    frame.form.lines[line].kind == Kind::Stock
}

fn add_stocks<K: Ord>(
    frame: Frame,
    span: &Span,
    key: &impl Fn(&CellKey) -> Option<K>,
    totals: &mut BTreeMap<K, Total>,
) {
    let last = span.months.len() - 1;
    for house in latest_stocks(frame, span).into_values() {
        let Some(group) = key(house.key) else { continue };
        let total = totals.entry(group).or_insert_with(|| Total::of(frame.form.lines.len()));
        for (line, stock) in house.stocks {
            total.put(line, stock.value, 1);
            total.older[line] += u32::from(stock.month < last);
        }
    }
}

/// The latest stocks of one house within a span.
struct Latest<'a> {
    /// Of its latest report.
    key: &'a CellKey,
    stocks: BTreeMap<usize, Stock>,
}

#[derive(Clone, Copy)]
struct Stock {
    value: i64,
    /// Position in the span.
    month: usize,
}

fn latest_stocks<'a>(frame: Frame, span: &'a Span) -> HashMap<EstablishmentId, Latest<'a>> {
    let mut houses: HashMap<EstablishmentId, Latest> = HashMap::new();
    for (position, month) in span.months.iter().enumerate() {
        let moves = into_form(&month.cells.lines, frame.form);
        let place = |stock: &usize| moves.iter().find(|step| step.from == *stock).copied();
        let places: Vec<_> = month.cells.stocks.iter().map(place).collect();
        for house in month.cells.houses.iter().filter(|h| !span.gone.contains(&h.id)) {
            let key = &month.cells.cells[house.cell].key;
            let latest = houses.entry(house.id).or_insert_with(|| Latest { key, stocks: BTreeMap::new() });
            latest.key = key;
            for (step, value) in places.iter().zip(&house.stocks) {
                if let (Some(step), Some(value)) = (step, value) {
                    latest.stocks.insert(step.to, Stock { value: step.convert(*value), month: position });
                }
            }
        }
    }
    houses
}

/// The same houses in two spans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Reports of the later span whose house also reported in the corresponding month of the earlier one.
    pub reports: u32,
    pub now: Figures,
    pub before: Figures,
    /// Not the same houses, but the totals of both periods as they were published.
    pub editions: Option<Editions>,
}

/// Two spans with the months matched one by one: January with January, or the first month of a quarter with the first of
/// the one before. A house counts in the months for which it reported in both.
#[derive(Clone, Debug)]
pub struct Pair<'a> {
    pub now: &'a Span,
    pub before: &'a Span,
    pub matched: &'a [Arc<Matched>],
}

/// The comparison by any key of the later span's cells. A stock of a longer span compares the houses that gave one in both.
#[must_use]
pub fn compared<K: Ord>(frame: Frame, pair: &Pair, key: impl Fn(&CellKey) -> Option<K>) -> BTreeMap<K, Compared> {
    let mut all = matched_sums(frame, pair, &key);
    if pair.now.months.len() > 1 {
        compare_stocks(frame, pair, &key, &mut all);
    }
    all.into_iter().map(|(group, both)| (group, both.finish(frame))).collect()
}

/// The comparison of everything that `covers` takes.
#[must_use]
pub fn compare(frame: Frame, pair: &Pair, covers: impl Fn(&CellKey) -> bool) -> Compared {
    let mut all = compared(frame, pair, |key| covers(key).then_some(()));
    all.remove(&()).unwrap_or_else(|| Compared::none(frame))
}

/// The same without the stocks of several months.
#[must_use]
pub fn compare_accumulated(frame: Frame, pair: &Pair, covers: impl Fn(&CellKey) -> bool) -> Compared {
    let mut all = matched_sums(frame, pair, &|key: &CellKey| covers(key).then_some(()));
    all.remove(&()).map_or_else(|| Compared::none(frame), |both| both.finish(frame))
}

fn matched_sums<K: Ord>(frame: Frame, pair: &Pair, key: &impl Fn(&CellKey) -> Option<K>) -> BTreeMap<K, Both> {
    let mut all: BTreeMap<K, Both> = BTreeMap::new();
    let lines = frame.form.lines.len();
    let several = pair.now.months.len() > 1;
    for matched in pair.matched {
        let moves = into_form(&matched.lines, frame.form);
        let count = matched.lines.len();
        let mut sums: BTreeMap<K, (u32, Sums, Sums)> = BTreeMap::new();
        for cell in &matched.cells {
            let Some(group) = key(&cell.key) else { continue };
            let sum = sums.entry(group).or_insert_with(|| (0, Sums::of(count), Sums::of(count)));
            sum.0 += cell.houses;
            sum.1.add_sums(&cell.now);
            sum.2.add_sums(&cell.before);
        }
        for (group, (houses, now, before)) in sums {
            let both = all.entry(group).or_insert_with(|| Both::of(lines));
            both.reports += houses;
            for step in moves.iter().filter(|step| !(several && is_stock(frame, step.to))) {
                both.now.put(step.to, step.convert(now.values[step.from]), now.given[step.from]);
                both.before.put(step.to, step.convert(before.values[step.from]), before.given[step.from]);
            }
        }
    }
    all
}

struct Both {
    reports: u32,
    now: Total,
    before: Total,
}

impl Both {
    fn of(lines: usize) -> Self {
        Both { reports: 0, now: Total::of(lines), before: Total::of(lines) }
    }

    fn finish(mut self, frame: Frame) -> Compared {
        frame.form.ratios(&mut self.now.figures);
        frame.form.ratios(&mut self.before.figures);
        Compared { reports: self.reports, now: self.now.figures, before: self.before.figures, editions: None }
    }
}

fn compare_stocks<K: Ord>(
    frame: Frame,
    pair: &Pair,
    key: &impl Fn(&CellKey) -> Option<K>,
    all: &mut BTreeMap<K, Both>,
) {
    let before = latest_stocks(frame, pair.before);
    for (id, house) in latest_stocks(frame, pair.now) {
        let (Some(then), Some(group)) = (before.get(&id), key(house.key)) else { continue };
        let both = all.entry(group).or_insert_with(|| Both::of(frame.form.lines.len()));
        for (line, stock) in house.stocks {
            if let Some(earlier) = then.stocks.get(&line) {
                both.now.put(line, stock.value, 1);
                both.before.put(line, earlier.value, 1);
            }
        }
    }
}

/// The numbers of one house, by counted line, as figures of a form (without ratios).
#[must_use]
pub fn figures_of(frame: Frame, lines: &[CountedLine], values: impl Iterator<Item = Option<i64>>) -> Figures {
    let mut figures = vec![None; frame.form.lines.len()];
    let values: Vec<_> = values.collect();
    for step in into_form(lines, frame.form) {
        figures[step.to] = values[step.from].map(|value| step.convert(value));
    }
    figures
}

/// Adds a later month of the same house: flows add up, a stock is replaced.
pub fn add_up(frame: Frame, sum: &mut Figures, month: &Figures) {
    for (line, value) in month.iter().enumerate() {
        let Some(value) = value else { continue };
        let before = if is_stock(frame, line) { 0 } else { sum[line].unwrap_or(0) };
        sum[line] = Some(before.saturating_add(*value));
    }
}
