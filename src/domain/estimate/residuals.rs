//! By how much houses differ from what their stratum says of them, in a form in which one house's can stand for another's.
//!
//! Large houses differ by more than small ones, but in parts of their size by less. So a house's donors are those of its stratum
//! that are about as large all in all ([`NEAREST`]), and what is drawn is a donor's residual in parts of the donor's *size*: the
//! mean of what the stratum says of it by its own last year and by its rooms (by the rooms alone where there is no last year), so
//! that a house that had next to nothing last year is not taken for one that cannot differ. The middle is taken off, and the rest
//! stretched so that houses of the donors' sizes would differ by as much in all, in squares, as the donors did.
use super::model::{Model, Reported, Way};

/// So many donors a house has, if its stratum has as many.
const NEAREST: usize = 20;

/// The residuals of all houses that reported, by one of both ways.
#[derive(Clone, Debug)]
pub struct Residuals {
    components: usize,
    way: Way,
    /// House × component; of houses that can't go this way all 0.
    residuals: Vec<f64>,
    sizes: Vec<f64>,
    wholes: Vec<f64>,
}

/// The houses of a stratum from which residuals are drawn, the smallest first.
#[derive(Clone, Debug)]
pub struct Donors {
    /// How large each is, all in all.
    sizes: Vec<f64>,
    /// By component: the residual of each donor in parts of its size, and sums up to each.
    drawn: Vec<Vec<f32>>,
    sums: Vec<Vec<Sums>>,
}

/// Of the first donors.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    residuals: f64,
    sizes: f64,
    scaled: f64,
    squares: f64,
}

/// The donors of one house: those of its stratum that are about as large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub first: usize,
    pub count: usize,
}

/// How one component's residuals become those of a house: the middle is taken off, the rest multiplied, and some noise added,
/// all in parts of the house's size.
#[derive(Clone, Copy, Debug)]
pub struct Fitting {
    pub middle: f64,
    pub times: f64,
    pub noise: f64,
}

impl Residuals {
    pub fn of(model: &Model, way: Way) -> Self {
        let components = model.components;
        let cells = model.reported.len() * components;
        let mut all =
            Residuals { components, way, residuals: vec![0.0; cells], sizes: vec![0.0; cells], wholes: Vec::new() };
        for (at, house) in model.reported.iter().enumerate() {
            if !all.has(house) {
                continue;
            }
            for component in 0..components {
                let said = said(model, way, component, house.stratum, house.rooms, house.before);
                all.residuals[at * components + component] = house.now[component] - said;
                all.sizes[at * components + component] = size(model, way, component, house.stratum, house.rooms, said);
            }
        }
        all.wholes = all.wholes();
        all
    }

    fn has(&self, house: &Reported) -> bool {
        self.way == Way::Rooms || house.before.is_some()
    }

    /// How large a house is, all in all: the sum of its shares in the components.
    fn overall(&self, house: usize, wholes: &[f64]) -> f64 {
        let sizes = &self.sizes[house * self.components..][..self.components];
        overall(sizes, wholes)
    }

    /// The sum of the sizes of all houses, by component.
    fn wholes(&self) -> Vec<f64> {
        let of_component = |component| self.sizes.iter().skip(component).step_by(self.components).sum();
        (0..self.components).map(of_component).collect()
    }

    /// The donors of a stratum.
    pub fn donors(&self, model: &Model, stratum: usize) -> Donors {
        let is_donor =
            |house: &Reported| self.has(house) && model.strata.widening(house.stratum).any(|joined| joined == stratum);
        let mut houses: Vec<(f64, usize)> = (0..model.reported.len())
            .filter(|house| is_donor(&model.reported[*house]))
            .map(|house| (self.overall(house, &self.wholes), house))
            .collect();
        houses.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let mut donors = Donors {
            sizes: houses.iter().map(|(size, _)| *size).collect(),
            drawn: Vec::with_capacity(self.components),
            sums: Vec::with_capacity(self.components),
        };
        for component in 0..self.components {
            let (mut sums, mut drawn) = (vec![Sums::default()], Vec::with_capacity(houses.len()));
            let mut sum = Sums::default();
            for (_, house) in &houses {
                let at = house * self.components + component;
                let (residual, size) = (self.residuals[at], self.sizes[at]);
                let scaled = if size > 0.0 { residual / size } else { 0.0 };
                sum.residuals += residual * residual;
                sum.sizes += size * size;
                sum.scaled += scaled;
                sum.squares += scaled * scaled;
                sums.push(sum);
                drawn.push(scaled as f32);
            }
            donors.drawn.push(drawn);
            donors.sums.push(sums);
        }
        donors
    }

    /// Those of the donors that are about as large as a house with these sizes.
    pub fn window(&self, donors: &Donors, sizes: &[f64]) -> Window {
        let count = donors.sizes.len();
        let wide = NEAREST.min(count);
        let size = overall(sizes, &self.wholes);
        let larger = donors.sizes.partition_point(|donor| *donor < size);
        Window { first: larger.saturating_sub(wide / 2).min(count - wide), count: wide }
    }
}

/// The sum of the shares in the components.
fn overall(sizes: &[f64], wholes: &[f64]) -> f64 {
    sizes.iter().zip(wholes).map(|(size, whole)| if *whole > 0.0 { size / whole } else { 0.0 }).sum()
}

impl Donors {
    /// Bytes held.
    pub fn size(&self) -> usize {
        self.sizes.len() * (8 + self.drawn.len() * (4 + size_of::<Sums>()))
    }

    /// The residual of each donor in a window.
    pub fn component(&self, component: usize, window: Window) -> &[f32] {
        &self.drawn[component][window.first..][..window.count]
    }

    /// What is to be done with them.
    pub fn fitting(&self, component: usize, window: Window) -> Fitting {
        let (from, to) = (self.sums[component][window.first], self.sums[component][window.first + window.count]);
        let count = window.count as f64;
        let middle = (to.scaled - from.scaled) / count;
        let spread = ((to.squares - from.squares) / count - middle * middle).max(0.0);
        let sizes = to.sizes - from.sizes;
        // The stratum was drawn through its own houses: that they seem nearer than others will be is mended by n ÷ (n − 1).
        let wanted = if sizes > 0.0 { (to.residuals - from.residuals) / sizes * count / (count - 1.0) } else { 0.0 };
        // The few that are drawn from hold neither the best nor the worst that can be: with the noise a draw has the variance of
        // Student's law with n − 1 degrees of freedom, (n − 1) ÷ (n − 3).
        let noise = (wanted * 2.0 / (count - 3.0)).sqrt();
        Fitting { middle, times: if spread > 1e-12 { (wanted / spread).sqrt() } else { 0.0 }, noise }
    }
}

/// What the rules say of a component of a house.
pub fn said(model: &Model, way: Way, component: usize, stratum: usize, rooms: f64, before: Option<&[f64]>) -> f64 {
    let rule = model.rule(stratum, way, component);
    rule.map_or(0.0, |rule| model.value(rule, component, rooms, before))
}

/// How large a house is in a component.
pub fn size(model: &Model, way: Way, component: usize, stratum: usize, rooms: f64, said: f64) -> f64 {
    match way {
        Way::Own => (said + model.by_rooms(stratum, component, rooms)) / 2.0,
        Way::Rooms => said,
    }
}
