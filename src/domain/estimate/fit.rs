//! One round's estimate: what each house that is not counted would have reported, and how sure that is.
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{
    Draws, House, Known, Lines,
    model::{Model, Reported, Rule, Sums, Way, base},
    range::Sampled,
    residuals::{Donors, Residuals, Window, said, size},
    strata::{FEWEST, Strata},
};
use crate::domain::{
    EstablishmentId,
    disclosure::Withheld,
    form::Form,
    rollup::{
        CellKey, CountedLine,
        cells::{Builder, Counting},
        document::Filed,
    },
};

/// Names of draws.
const RESAMPLED: u64 = 1;
const DRAWN: u64 = 2;
const NOISE: u64 = 3;

/// Of more houses than these the sums of cells are not kept.
const MOST_KEPT: usize = 1_000;

/// Too few reports to learn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFew;

/// A round's estimate, or why there is none.
pub type Fitted = Result<Fit, TooFew>;

#[derive(Debug)]
pub struct Fit {
    pub lines: Lines,
    houses: Vec<Estimated>,
    donors: Vec<Donors>,
    /// By how much the factor of a component differs when houses are resampled.
    refits: Vec<Vec<f32>>,
    repetitions: usize,
    draws: Draws,
    /// By flow ([`wider`]).
    wider: Vec<f64>,
    /// The sums of each cell, in the order of the houses; none if they are too many to be kept.
    cells: OnceLock<Vec<Sampled>>,
    withheld: OnceLock<Withheld>,
}

/// A house that is not counted.
#[derive(Clone, Debug)]
pub struct Estimated {
    pub id: EstablishmentId,
    pub key: CellKey,
    rooms: i32,
    pub way: Way,
    /// By component, in the units of the form.
    points: Vec<i64>,
    /// Position among the fit's donors, and which of them.
    donors: usize,
    window: Window,
    terms: Vec<Term>,
}

/// How a component of a house differs from repetition to repetition.
#[derive(Clone, Copy, Debug)]
struct Term {
    component: usize,
    base: f64,
    refit: usize,
    /// By what a donor's residual is multiplied, and what is taken off.
    scale: f64,
    middle: f64,
    noise: f64,
}

impl Fit {
    /// # Errors
    /// If houses are to be estimated and fewer than ten others reported.
    pub fn of(known: &Known, draws: Draws, repetitions: usize) -> Fitted {
        let mut strata = Strata::default();
        let numbers: Vec<usize> = known.houses.iter().map(|house| strata.enter(&house.key)).collect();
        let houses = || known.houses.iter().zip(&numbers);
        let reported: Vec<(EstablishmentId, Reported)> =
            houses().filter_map(|(house, stratum)| Some((house.id, reported(house, *stratum)?))).collect();
        let absent: Vec<(&House, usize)> =
            houses().filter(|(house, _)| house.now.is_none()).map(|(house, stratum)| (house, *stratum)).collect();
        if reported.len() < FEWEST && !absent.is_empty() {
            return Err(TooFew);
        }
        let (ids, reported): (Vec<_>, Vec<_>) = reported.into_iter().unzip();
        let model = Model::of(known, &strata, reported);
        let mut fitting =
            Fitting { model: &model, donors: BTreeMap::new(), rules: BTreeMap::new(), ways: [None, None] };
        let houses: Vec<Estimated> = absent.iter().map(|(house, stratum)| fitting.estimated(house, *stratum)).collect();
        let houses = round(&absent, houses, &model);
        let refits = refits(&model, &fitting.rules, &ids, draws, repetitions);
        let mut donors: Vec<(usize, Donors)> = fitting.donors.into_values().collect();
        donors.sort_by_key(|(place, _)| *place);
        Ok(Fit {
            lines: known.lines.clone(),
            houses,
            donors: donors.into_iter().map(|(_, donors)| donors).collect(),
            refits,
            repetitions,
            draws: draws.at(DRAWN),
            wider: (0..known.lines.len()).map(|flow| wider(&model, known.lines.members(flow))).collect(),
            cells: OnceLock::new(),
            withheld: OnceLock::new(),
        })
    }

    /// The houses that are estimated, by type, stars and place.
    #[must_use]
    pub fn houses(&self) -> &[Estimated] {
        &self.houses
    }

    /// The estimates of everything, by any key of the houses' cells; cells without a key are left out.
    #[must_use]
    pub fn sampled_by<K: Ord>(&self, key: impl Fn(&CellKey) -> Option<K>) -> BTreeMap<K, Sampled> {
        let mut groups: BTreeMap<K, Sampled> = BTreeMap::new();
        for (at, houses) in self.houses.chunk_by(|one, other| one.key == other.key).enumerate() {
            let Some(group) = key(&houses[0].key) else { continue };
            let into = groups.entry(group).or_insert_with(|| self.nothing());
            match self.kept().get(at) {
                Some(cell) => into.add(cell),
                None => self.add(houses, into),
            }
        }
        groups
    }

    /// The estimate of everything that `covers` takes.
    #[must_use]
    pub fn sampled(&self, covers: impl Fn(&CellKey) -> bool) -> Sampled {
        let mut all = self.sampled_by(|key| covers(key).then_some(()));
        all.remove(&()).unwrap_or_else(|| self.nothing())
    }

    /// The cells of a department are kept, so that any cut of them is soon added up; those of a nation would be too much.
    fn kept(&self) -> &[Sampled] {
        self.cells.get_or_init(|| {
            if self.houses.len() > MOST_KEPT {
                return Vec::new();
            }
            let cell = |houses: &[Estimated]| {
                let mut sampled = self.nothing();
                self.add(houses, &mut sampled);
                sampled
            };
            self.houses.chunk_by(|one, other| one.key == other.key).map(cell).collect()
        })
    }

    fn nothing(&self) -> Sampled {
        let components = self.lines.len();
        let differ = vec![Vec::new(); components];
        Sampled { houses: 0, points: vec![0; components], differ, wider: self.wider.clone() }
    }

    fn add(&self, houses: &[Estimated], sampled: &mut Sampled) {
        let mut drawn = vec![(0, 0.0); self.repetitions];
        for house in houses {
            sampled.houses += 1;
            sampled.points.iter_mut().zip(&house.points).for_each(|(sum, point)| *sum += point);
            let donors = &self.donors[house.donors];
            let own = self.draws.at(house.id.0.cast_unsigned());
            for (repetition, drawn) in (0..).zip(&mut drawn) {
                let draw = own.at(repetition);
                *drawn = (draw.below(house.window.count), draw.at(NOISE).bell());
            }
            for term in &house.terms {
                let residuals = donors.component(term.component, house.window);
                let sums = &mut sampled.differ[term.component];
                sums.resize(self.repetitions, 0.0);
                for ((sum, (donor, bell)), refit) in sums.iter_mut().zip(&drawn).zip(&self.refits[term.refit]) {
                    let residual = term.scale * f64::from(residuals[*donor]) - term.middle;
                    *sum += term.base * f64::from(*refit) + residual + term.noise * bell;
                }
            }
        }
    }

    /// What leaders may not see of the estimates: judged as if these were reports, each of one house.
    pub fn withheld(&self, form: &Form) -> &Withheld {
        self.withheld.get_or_init(|| {
            let counted = |flow: &usize| {
                let line = &form.lines[*flow];
                CountedLine { code: line.code.clone(), decimals: line.decimals }
            };
            let mut builder = Builder::new(form, self.lines.flows.iter().map(counted).collect());
            for house in &self.houses {
                let value = |flow| Some(house.line(&self.lines, flow));
                let filed = Filed { values: (0..self.lines.len()).map(value).collect(), ..Filed::default() };
                let (id, key, rooms) = (house.id, &house.key, house.rooms);
                builder.add(&Counting { house: id, key, nil: false, late: false, rooms, filed: &filed });
            }
            Withheld::of(form, &builder.finish())
        })
    }

    /// Bytes held, for the cache.
    #[must_use]
    pub fn size(&self) -> usize {
        let donors = self.donors.iter().map(Donors::size).sum::<usize>();
        let houses = self.houses.len() * (200 + self.lines.len() * (8 + size_of::<Term>()));
        let cells = if self.houses.len() > MOST_KEPT {
            0
        } else {
            self.houses.chunk_by(|one, other| one.key == other.key).count()
        };
        let kept = cells * self.lines.len() * self.repetitions * 8;
        donors + houses + kept + self.refits.len() * self.repetitions * 4
    }
}

impl Estimated {
    /// What the house would have reported in a flow.
    #[must_use]
    pub fn line(&self, lines: &Lines, flow: usize) -> i64 {
        lines.members(flow).iter().map(|member| self.points[*member]).sum()
    }
}

/// Rooms that nobody knows count as one.
fn rooms(house: &House) -> f64 {
    f64::from(house.rooms.max(1))
}

fn reported(house: &House, stratum: usize) -> Option<Reported<'_>> {
    Some(Reported { stratum, rooms: rooms(house), now: house.now.as_deref()?, before: house.before.as_deref() })
}

/// What is needed of the model for the houses at hand, found while they are gone through.
struct Fitting<'m> {
    model: &'m Model<'m>,
    /// Their place, and they.
    donors: BTreeMap<(Way, usize), (usize, Donors)>,
    /// (component, way, stratum) → place among the refits.
    rules: BTreeMap<(usize, Way, usize), usize>,
    ways: [Option<Residuals>; 2],
}

impl Fitting<'_> {
    fn estimated(&mut self, house: &House, own: usize) -> Estimated {
        let before = house.before.as_deref();
        let with_before = before.and_then(|_| self.model.donors(own, Way::Own)).map(|stratum| (Way::Own, stratum));
        let all = || (Way::Rooms, self.model.donors(own, Way::Rooms).unwrap_or(0));
        let (way, stratum) = with_before.unwrap_or_else(all);
        let model = self.model;
        let residuals = self.ways[way as usize].get_or_insert_with(|| Residuals::of(model, way));
        let rooms = rooms(house);
        let sizes: Vec<f64> = (0..model.components)
            .map(|component| {
                let said = said(model, way, component, own, rooms, before);
                size(model, way, component, own, rooms, said)
            })
            .collect();
        let next = self.donors.len();
        let (place, donors) =
            self.donors.entry((way, stratum)).or_insert_with(|| (next, residuals.donors(model, stratum)));
        let window = residuals.window(donors, &sizes);
        let mut terms = Vec::new();
        for (component, size) in sizes.into_iter().enumerate() {
            let Some(rule) = model.rule(own, way, component) else { continue };
            let (base, fitting) = (base(rule, component, rooms, before), donors.fitting(component, window));
            let (scale, noise) = (size * fitting.times, size * fitting.noise);
            if base > 0.0 || scale > 0.0 {
                let next = self.rules.len();
                let name = match rule {
                    Rule::Own { stratum } => (component, Way::Own, stratum),
                    Rule::Rooms { stratum } => (component, Way::Rooms, stratum),
                };
                let refit = *self.rules.entry(name).or_insert(next);
                terms.push(Term { component, base, refit, scale, middle: scale * fitting.middle, noise });
            }
        }
        Estimated {
            id: house.id,
            key: house.key.clone(),
            rooms: house.rooms,
            way,
            points: vec![0; model.components],
            donors: *place,
            window,
            terms,
        }
    }
}

/// Rounds the houses' values so that sums over any group hardly lose anything: what one house's rounding leaves is carried to the
/// next, house by house within type, stars and place.
fn round(absent: &[(&House, usize)], houses: Vec<Estimated>, model: &Model) -> Vec<Estimated> {
    let mut all: Vec<(Estimated, &House, usize)> =
        houses.into_iter().zip(absent).map(|(estimated, (house, own))| (estimated, *house, *own)).collect();
    let order = |house: &Estimated| (house.key.kind, house.key.stars, house.key.area.clone(), house.id);
    all.sort_by_cached_key(|(estimated, ..)| order(estimated));
    let mut carried = vec![0.0; model.components];
    for (estimated, house, own) in &mut all {
        for (component, carried) in carried.iter_mut().enumerate() {
            *carried += said(model, estimated.way, component, *own, rooms(house), house.before.as_deref());
            let whole = carried.round();
            *carried -= whole;
            estimated.points[component] = whole as i64;
        }
    }
    all.into_iter().map(|(estimated, ..)| estimated).collect()
}

/// All houses are resampled so many times; each time everything is learnt anew.
fn refits(
    model: &Model,
    rules: &BTreeMap<(usize, Way, usize), usize>,
    ids: &[EstablishmentId],
    draws: Draws,
    repetitions: usize,
) -> Vec<Vec<f32>> {
    let mut refits = vec![vec![0.0; repetitions]; rules.len()];
    let names: Vec<Draws> = ids.iter().map(|id| draws.at(RESAMPLED).at(id.0.cast_unsigned())).collect();
    let mut sums = Sums::of(model.strata.count(), model.components);
    let rules: Vec<(usize, Rule, usize)> = rules
        .iter()
        .map(|((component, way, stratum), place)| match way {
            Way::Own => (*component, Rule::Own { stratum: *stratum }, *place),
            Way::Rooms => (*component, Rule::Rooms { stratum: *stratum }, *place),
        })
        .collect();
    let repetitions = if rules.is_empty() { 0 } else { repetitions };
    for at in 0..repetitions {
        sums.clear();
        for (house, name) in model.reported.iter().zip(&names) {
            let times = name.at(at as u64).poisson();
            if times > 0 {
                sums.add(house, times as f64);
            }
        }
        sums.roll_up(model.strata);
        for (component, rule, place) in &rules {
            let (Some(factor), Some(resampled)) =
                (model.sums.factor(*rule, *component), sums.factor(*rule, *component))
            else {
                continue;
            };
            // Resamples differ by a little less than samples do.
            let count = model.learnt_from(*rule, *component) as f64;
            let refit = &mut refits[*place];
            refit[at] = ((resampled - factor) * (count / (count - 1.0)).sqrt()) as f32;
        }
    }
    refits
}

/// By how much an interval is to be wider because its width is itself computed from few houses that differ much: Student's law,
/// with as many degrees of freedom as the sum of the squared residuals has (Satterthwaite, 1946): all houses if they differ by a
/// normal law, hardly more than one if one differs by more than all others together. Then much of what the next to be missing may
/// do is not in the figures. Fewer than [`FEWEST_DEGREES`] are not believed.
fn wider(model: &Model, members: &[usize]) -> f64 {
    let (mut squares, mut fourths) = (0.0, 0.0);
    for house in &model.reported {
        let way = match house.before.and_then(|_| model.donors(house.stratum, Way::Own)) {
            Some(_) => Way::Own,
            None => Way::Rooms,
        };
        let said = |member: &usize| said(model, way, *member, house.stratum, house.rooms, house.before);
        let residual: f64 = members.iter().map(|member| house.now[*member] - said(member)).sum();
        squares += residual * residual;
        fourths += residual.powi(4);
    }
    let spread = fourths - squares * squares / model.reported.len() as f64;
    if spread > 0.0 { student(2.0 * squares * squares / spread) / NORMAL } else { 1.0 }
}

/// The 97.5 % quantile of the normal law.
const NORMAL: f64 = 1.959_964;
const FEWEST_DEGREES: f64 = 3.0;

/// The same of Student's law, by the expansion of Cornish and Fisher.
fn student(degrees: f64) -> f64 {
    let degrees = degrees.max(FEWEST_DEGREES);
    NORMAL + 2.372 / degrees + 2.823 / degrees.powi(2) + 2.556 / degrees.powi(3)
}
