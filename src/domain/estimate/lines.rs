//! Which lines are estimated, and of what they are made up.
use crate::domain::{
    form::{Computed, Figures, Kind},
    rollup::Frame,
};

/// A report tells of a house that was open on at least this part of the days.
const LEAST_OPEN: f64 = 4.0;

/// The flows of a form. A house's report is taken apart into *components*, one for each: what was typed in a line, or of a total
/// what its parts leave (a report of old figures may have nothing but the total). Components are estimated; each line is a sum of
/// them, so that a total is always that of its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Positions in the form, in its order.
    pub flows: Vec<usize>,
    /// Of each flow, the parts whose sum it is, as positions here; empty for what is typed.
    parts: Vec<Vec<usize>>,
    /// Of each flow, the components whose sum it is.
    members: Vec<Vec<usize>>,
    /// The line of the form that says on how many days a house was open: the flow from which, with the rooms, the form computes
    /// what could be sold.
    days_open: Option<usize>,
}

impl Lines {
    #[must_use]
    pub fn of(frame: Frame) -> Self {
        let flows: Vec<usize> =
            frame.counted().filter(|(_, line)| line.kind == Kind::Flow).map(|(index, _)| index).collect();
        let place = |line: usize| flows.iter().position(|flow| *flow == line);
        let parts_of = |flow: &usize| match &frame.form.lines[*flow].computed {
            Some(Computed::Sum(parts)) => parts.iter().filter_map(|part| place(part.line)).collect(),
            _ => Vec::new(),
        };
        let parts: Vec<Vec<usize>> = flows.iter().map(parts_of).collect();
        let members = (0..flows.len()).map(|flow| components(flow, &parts)).collect();
        let products = frame.form.lines.iter().filter_map(|line| line.default_product.as_ref());
        let days_open = products.flatten().copied().find(|factor| flows.contains(factor));
        Lines { flows, parts, members, days_open }
    }

    /// So many lines that are typed.
    #[cfg(test)]
    pub fn typed(count: usize) -> Self {
        let members = (0..count).map(|flow| vec![flow]).collect();
        Lines { flows: (0..count).collect(), parts: vec![Vec::new(); count], members, days_open: None }
    }

    /// How many components a report has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.flows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.flows.is_empty()
    }

    /// Where a line of the form stands here.
    #[must_use]
    pub fn place(&self, line: usize) -> Option<usize> {
        self.flows.iter().position(|flow| *flow == line)
    }

    /// The components whose sum a flow is.
    #[must_use]
    pub fn members(&self, flow: usize) -> &[usize] {
        &self.members[flow]
    }

    /// A report taken apart. What was not given adds nothing to the reported sum, so it counts as 0 here.
    #[must_use]
    pub fn components(&self, figures: &Figures) -> Vec<f64> {
        let of = |flow: usize| figures[self.flows[flow]].unwrap_or(0).max(0);
        let component = |flow: usize| {
            let parts: i64 = self.parts[flow].iter().map(|part| of(*part)).fold(0, i64::saturating_add);
            of(flow).saturating_sub(parts).max(0) as f64
        };
        (0..self.len()).map(component).collect()
    }

    /// A report of last year, as it would have been if the house had been open on all days of its period: half a month says
    /// half of what a month would. None if it says nothing of the house: there was nothing to report, or it was open on less
    /// than a quarter of the days.
    #[must_use]
    pub fn last_year(&self, figures: &Figures, days: u32) -> Option<Vec<f64>> {
        let days = f64::from(days);
        let open = self.days_open.and_then(|line| figures[line]).map_or(days, |open| open as f64);
        let components = self.components(figures);
        let says = open * LEAST_OPEN >= days && components.iter().any(|value| *value > 0.0);
        says.then(|| components.into_iter().map(|value| value * (days / open).max(1.0)).collect())
    }
}

/// Its own, and those of its parts. Forms have no circles, which is looked at when they are read.
fn components(flow: usize, parts: &[Vec<usize>]) -> Vec<usize> {
    let mut all = vec![flow];
    for part in &parts[flow] {
        all.extend(components(*part, parts));
    }
    all
}
