//! What is other in a later edition, or in the figures of today.
use super::announced::{Announced, Exact, Line, Part};
use crate::domain::{Text, number};

/// A line whose figure for everything is other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// As the form numbers it, later or earlier.
    pub number: String,
    pub label: Text,
    pub unit: Text,
    pub decimals: u8,
    /// It differs by points, not by percent.
    pub is_rate: bool,
    /// None = nobody gave it, it is withheld, or there was no such line.
    pub before: Option<i64>,
    pub now: Option<i64>,
    /// Of which side the figure is withheld.
    pub withheld: [bool; 2],
}

impl Moved {
    /// In the line's decimals; of a rate these are points.
    #[must_use]
    pub fn absolute(&self) -> Option<i64> {
        self.now?.checked_sub(self.before?)
    }

    /// In percent of the earlier figure with one decimal; none of a rate.
    #[must_use]
    pub fn percent(&self) -> Option<i64> {
        if self.is_rate { None } else { number::percent_change(self.now?, self.before?) }
    }
}

/// All that is other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// In the order of the later figures; lines that there are no longer at the end.
    pub lines: Vec<Moved>,
    /// Figures of single places, types and numbers of stars that are other.
    pub in_parts: usize,
    /// How much of what was owed is in.
    pub coverage: bool,
    /// What was estimated for the missing.
    pub estimate: bool,
    /// Changes on other periods, or on what they rest.
    pub comparisons: bool,
    /// «Tạm tính» became «chính thức», or the other way.
    pub basis: bool,
}

impl Differences {
    #[must_use]
    pub fn between(before: &Announced, now: &Announced) -> Self {
        let was = |line: &Line| before.lines.iter().find(|old| old.code == line.code);
        let gone = before.lines.iter().filter(|old| !now.lines.iter().any(|line| line.code == old.code));
        let lines = now.lines.iter().filter_map(|line| moved(was(line), Some(line)));
        let pairs = || now.lines.iter().filter_map(|line| Some((was(line)?, line)));
        let told = |line: &Line| (line.vs_previous, line.vs_last_year);
        Differences {
            lines: lines.chain(gone.filter_map(|old| moved(Some(old), None))).collect(),
            in_parts: in_parts(before, now),
            coverage: before.coverage != now.coverage,
            estimate: before.estimated_reports != now.estimated_reports
                || pairs().any(|(old, line)| old.estimate != line.estimate),
            comparisons: (before.on_previous, before.on_last_year) != (now.on_previous, now.on_last_year)
                || pairs().any(|(old, line)| told(old) != told(line)),
            basis: before.basis != now.basis,
        }
    }

    /// Whether any figure that was reported is other.
    #[must_use]
    pub fn has_figures(&self) -> bool {
        !self.lines.is_empty() || self.in_parts > 0
    }
}

fn moved(before: Option<&Line>, now: Option<&Line>) -> Option<Moved> {
    let line = now.or(before)?;
    let figure = |line: Option<&Line>, decimals: u8| line.and_then(|line| line.value).map(|value| value.at(decimals));
    let withheld = [before, now].map(|line| line.is_some_and(|line| line.withheld));
    let moved = Moved {
        number: line.number.clone(),
        label: line.label.clone(),
        unit: line.unit.clone(),
        decimals: line.decimals,
        is_rate: line.is_rate(),
        before: figure(before, line.decimals),
        now: figure(now, line.decimals),
        withheld,
    };
    (moved.before != moved.now || withheld[0] != withheld[1]).then_some(moved)
}

fn in_parts(before: &Announced, now: &Announced) -> usize {
    let tables = [(&before.by_area, &now.by_area), (&before.by_type, &now.by_type), (&before.by_stars, &now.by_stars)];
    let of_table = |(old, new): (&Vec<Part>, &Vec<Part>)| -> usize {
        let keys = old.iter().map(|part| &part.key).chain(new.iter().map(|part| &part.key));
        let keys: std::collections::BTreeSet<&String> = keys.collect();
        let find = |parts: &'_ [Part], key: &String| parts.iter().position(|part| part.key == *key);
        let of_key = |key: &&String| {
            let old = find(old, key).map(|place| &old[place]);
            let new = find(new, key).map(|place| &new[place]);
            differing(before, now, old, new)
        };
        keys.iter().map(of_key).sum()
    };
    tables.into_iter().map(of_table).sum()
}

/// How many figures of one part differ, line by line.
fn differing(before: &Announced, now: &Announced, old: Option<&Part>, new: Option<&Part>) -> usize {
    let of = |announced: &Announced, part: Option<&Part>, line: &Line| -> Option<Exact> {
        let place = announced.lines.iter().position(|own| own.code == line.code)?;
        part?.values.get(place).copied().flatten()
    };
    let differs = |line: &&Line| {
        let at = |value: Option<Exact>| value.map(|value| value.at(line.decimals));
        at(of(before, old, line)) != at(of(now, new, line))
    };
    now.lines.iter().filter(differs).count()
}
