//! What reports tell of houses that are like them: the change of each stratum, and its mean per room.
use super::{
    Known,
    strata::{FEWEST, Strata},
};

/// A house that reported, in numbers.
#[derive(Clone, Copy, Debug)]
pub struct Reported<'a> {
    pub stratum: usize,
    pub rooms: f64,
    pub now: &'a [f64],
    /// Only if it had something to report last year.
    pub before: Option<&'a [f64]>,
}

/// From what a component of a house is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Its own value of last year × the change of a stratum.
    Own { stratum: usize },
    /// Its rooms × the mean per room of a stratum.
    Rooms { stratum: usize },
}

/// Whether a house is estimated from its own last year or from its rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    Own,
    Rooms,
}

/// Sums by stratum, each of all the houses in it and in those joined to it.
#[derive(Clone, Debug)]
pub struct Sums {
    components: usize,
    rooms: Vec<f64>,
    all: Vec<f64>,
    /// Of the houses that reported in both periods.
    now: Vec<f64>,
    before: Vec<f64>,
}

impl Sums {
    pub fn of(strata: usize, components: usize) -> Self {
        let none = vec![0.0; strata * components];
        Sums { components, rooms: vec![0.0; strata], all: none.clone(), now: none.clone(), before: none }
    }

    pub fn clear(&mut self) {
        for sums in [&mut self.rooms, &mut self.all, &mut self.now, &mut self.before] {
            sums.fill(0.0);
        }
    }

    /// Counts a house so many times in its own stratum.
    pub fn add(&mut self, house: &Reported, times: f64) {
        let at = house.stratum * self.components;
        self.rooms[house.stratum] += times * house.rooms;
        for (sum, value) in self.all[at..].iter_mut().zip(house.now) {
            *sum += times * value;
        }
        if let Some(before) = house.before {
            for (sum, value) in self.now[at..].iter_mut().zip(house.now) {
                *sum += times * value;
            }
            for (sum, value) in self.before[at..].iter_mut().zip(before) {
                *sum += times * value;
            }
        }
    }

    /// Adds each stratum to the one it is joined to.
    pub fn roll_up(&mut self, strata: &Strata) {
        for stratum in (0..strata.count()).rev() {
            let Some(above) = strata.above(stratum) else { continue };
            self.rooms[above] += self.rooms[stratum];
            for sums in [&mut self.all, &mut self.now, &mut self.before] {
                for component in 0..self.components {
                    sums[above * self.components + component] += sums[stratum * self.components + component];
                }
            }
        }
    }

    /// The change or the mean by which a rule multiplies; None if there is nothing to divide by.
    #[must_use]
    pub fn factor(&self, rule: Rule, component: usize) -> Option<f64> {
        let (top, bottom) = match rule {
            Rule::Own { stratum } => {
                let at = stratum * self.components + component;
                (self.now[at], self.before[at])
            }
            Rule::Rooms { stratum } => (self.all[stratum * self.components + component], self.rooms[stratum]),
        };
        (bottom > 0.0).then(|| top / bottom)
    }
}

/// The houses that reported, and what is learnt from them.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    pub components: usize,
    pub strata: &'a Strata,
    pub reported: Vec<Reported<'a>>,
    pub sums: Sums,
    /// By stratum: houses, and those that reported in both periods.
    houses: Vec<usize>,
    both: Vec<usize>,
    /// By stratum and component: of these, those that had any last year.
    had_any: Vec<usize>,
}

impl<'a> Model<'a> {
    #[must_use]
    pub fn of(known: &Known, strata: &'a Strata, reported: Vec<Reported<'a>>) -> Self {
        let components = known.lines.len();
        let mut model = Model {
            components,
            strata,
            sums: Sums::of(strata.count(), components),
            houses: vec![0; strata.count()],
            both: vec![0; strata.count()],
            had_any: vec![0; strata.count() * components],
            reported: Vec::new(),
        };
        for house in &reported {
            model.sums.add(house, 1.0);
            for stratum in strata.widening(house.stratum) {
                model.houses[stratum] += 1;
                let Some(before) = house.before else { continue };
                model.both[stratum] += 1;
                let had_any = &mut model.had_any[stratum * components..];
                had_any.iter_mut().zip(before).for_each(|(count, value)| *count += usize::from(*value > 0.0));
            }
        }
        model.sums.roll_up(strata);
        model.reported = reported;
        model
    }

    /// The stratum of whose houses a house gets its residual; None if even all houses are too few.
    #[must_use]
    pub fn donors(&self, own: usize, way: Way) -> Option<usize> {
        let counts = match way {
            Way::Own => &self.both,
            Way::Rooms => &self.houses,
        };
        self.strata.widening(own).find(|stratum| counts[*stratum] >= FEWEST)
    }

    /// How many houses a rule learnt a component from.
    #[must_use]
    pub fn learnt_from(&self, rule: Rule, component: usize) -> usize {
        match rule {
            Rule::Own { stratum } => self.had_any[stratum * self.components + component],
            Rule::Rooms { stratum } => self.houses[stratum],
        }
    }

    /// How a component is computed for a house of a stratum that goes this way. A change is that of at least [`FEWEST`] houses that
    /// had any last year, if need be of all types; where not even all have as many, the mean per room is taken.
    #[must_use]
    pub fn rule(&self, own: usize, way: Way, component: usize) -> Option<Rule> {
        let enough = |stratum: &usize| self.had_any[*stratum * self.components + component] >= FEWEST;
        let change = || self.strata.widening(own).find(enough).map(|stratum| Rule::Own { stratum });
        let mean = || self.donors(own, Way::Rooms).map(|stratum| Rule::Rooms { stratum });
        match way {
            Way::Own => change().or_else(mean),
            Way::Rooms => mean(),
        }
    }

    /// What a rule says of a house.
    #[must_use]
    pub fn value(&self, rule: Rule, component: usize, rooms: f64, before: Option<&[f64]>) -> f64 {
        let factor = self.sums.factor(rule, component).unwrap_or(0.0);
        factor * base(rule, component, rooms, before)
    }

    /// What a house is worth by its rooms alone.
    #[must_use]
    pub fn by_rooms(&self, own: usize, component: usize, rooms: f64) -> f64 {
        self.rule(own, Way::Rooms, component).map_or(0.0, |rule| self.value(rule, component, rooms, None))
    }
}

/// By what a factor is multiplied.
#[must_use]
pub fn base(rule: Rule, component: usize, rooms: f64, before: Option<&[f64]>) -> f64 {
    match rule {
        Rule::Own { .. } => before.map_or(0.0, |before| before[component]),
        Rule::Rooms { .. } => rooms,
    }
}
