//! The reports of a round as an officer goes through them: one list, filtered and sorted, for the desk, for accepting several
//! at once and for the way from one report to the next.
use std::{collections::HashMap, sync::Arc};

use super::query::{List, Query};
use crate::{
    app::App,
    db::{
        rollups,
        rounds::{self, Owing},
    },
    domain::{
        EstablishmentId,
        form::{Figures, Form, Frequency},
        outlier::{Mark, Peer, Peers},
        queue::{self as rules, Waiting},
        report::{Basis, Report},
        role::Scope,
        rollup::Houses,
        round::Round,
    },
    web::{Result, reports::place::form_of},
};

/// What the desk knows of a round.
pub struct Queue<'a> {
    pub form: &'a Form,
    pub frequency: Frequency,
    /// Every house within reach.
    pub all: Vec<Owing>,
    /// Those within the filters, in any state.
    pub covered: Vec<Entry>,
    /// Of these the ones of the chosen state, in the chosen order: positions in `covered`.
    order: Vec<usize>,
    pub peers: Peers,
    /// Whether there is a round before, and one of the year before, to compare with.
    pub has_previous: bool,
    pub has_last_year: bool,
}

/// A house of the round.
#[derive(Clone, Debug)]
pub struct Entry {
    pub owing: Owing,
    pub marks: Vec<Mark>,
    pub figures: Compared,
    waiting: Waiting,
}

/// The form's main line, then and now, and its main ratio.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    pub now: Option<i64>,
    pub previous: Option<i64>,
    pub last_year: Option<i64>,
    pub ratio: Option<i64>,
}

/// A report's neighbours in the list.
#[derive(Default)]
pub struct Way<'q> {
    /// From 1; None if the report is not in the list (any more).
    pub position: Option<usize>,
    pub previous: Option<&'q Entry>,
    pub next: Option<&'q Entry>,
}

impl Entry {
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        self.owing.report.as_ref().map(|filed| &filed.report)
    }

    /// Something is to be seen: an explanation of the house, or a figure that stands out.
    #[must_use]
    pub fn has_warnings(&self) -> bool {
        self.waiting.findings || self.waiting.marks
    }

    /// Waits and holds nothing to be seen: may be accepted with others.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        List::Waiting.holds(self.owing.standing) && !self.has_warnings()
    }
}

impl<'a> Queue<'a> {
    /// Reads a round as far as a scope reaches. Peers are all houses of the round, whoever looks after them: a median says
    /// nothing of one of them.
    ///
    /// # Errors
    /// When the database can't be asked, or a document does not fit its form.
    pub async fn read(app: &'a App, round: &Round, scope: &Scope, query: &Query) -> Result<Self> {
        let form = form_of(app, round)?;
        let frequency = Frequency::of(round.period);
        let all = rounds::who_owes(&app.db, round, scope, app.now()).await?;
        let past = past_rounds(app, round).await?;
        let rounds: Vec<&Round> = std::iter::once(round).chain(past.iter().flatten()).collect();
        let numbers = rollups::numbers(&app.db, &app.catalogue, &rounds, Basis::Submitted).await?;
        let of = |round: &Option<Round>| round.as_ref().and_then(|round| numbers.get(&round.id));
        let filed: HashMap<EstablishmentId, Figures> = match numbers.get(&round.id) {
            Some(houses) => houses.figures(form).map(|(house, figures)| (house.id, figures)).collect(),
            None => HashMap::new(),
        };
        let peers = peers(form, numbers.get(&round.id), &filed);
        let source = Source {
            form,
            filed,
            previous: main_line(form, frequency, of(&past[0])),
            last_year: main_line(form, frequency, of(&past[1])),
            frequency,
        };
        let within = all.iter().filter(|owing| query.covers(owing));
        let mut covered: Vec<Entry> = within.map(|owing| source.entry(owing, &peers)).collect();
        covered.retain(|entry| query.warns(entry));
        let order = sorted(&covered, query);
        let has = |round: &Option<Round>| of(round).is_some_and(|houses| !houses.is_empty());
        let (has_previous, has_last_year) = (has(&past[0]), has(&past[1]));
        Ok(Queue { form, frequency, all, covered, order, peers, has_previous, has_last_year })
    }

    /// The reports of the list, in their order.
    pub fn list(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.order.iter().map(|at| &self.covered[*at])
    }

    /// From a report to those beside it; from one that is not in the list to its first.
    #[must_use]
    pub fn way_from(&self, house: EstablishmentId) -> Way<'_> {
        let entry = |at: usize| self.order.get(at).map(|at| &self.covered[*at]);
        match self.list().position(|entry| entry.owing.house.id() == house) {
            Some(at) => {
                Way { position: Some(at + 1), previous: at.checked_sub(1).and_then(entry), next: entry(at + 1) }
            }
            None => Way { next: entry(0), ..Way::default() },
        }
    }
}

fn sorted(covered: &[Entry], query: &Query) -> Vec<usize> {
    let (list, order) = (query.list(), query.order());
    let mut positions: Vec<usize> = (0..covered.len()).filter(|at| list.holds(covered[*at].owing.standing)).collect();
    positions.sort_by(|a, b| covered[*a].waiting.compare(&covered[*b].waiting, order));
    positions
}

/// The regular rounds of the period before and of the year before; of a round with a title of its own there are none.
async fn past_rounds(app: &App, round: &Round) -> Result<[Option<Round>; 2]> {
    if !round.title.is_empty() {
        return Ok([None, None]);
    }
    let periods = [round.period.previous(), round.period.same_last_year()];
    let mut found = rounds::of_periods(app.db.read(), &round.form, &periods).await?;
    found.retain(|_, round| round.title.is_empty());
    Ok(periods.map(|period| found.get(&period).cloned()))
}

/// A nil report is no peer: its zeros say why, not how houses fare.
fn peers(form: &Form, houses: Option<&Arc<Houses>>, filed: &HashMap<EstablishmentId, Figures>) -> Peers {
    let houses = houses.into_iter().flat_map(|houses| houses.iter()).filter(|house| !house.nil);
    Peers::of(
        &form.peer_figures,
        houses.filter_map(|house| {
            let values = form.peer_values(filed.get(&house.id)?);
            Some(Peer { id: house.id, kind: house.key.kind, stars: house.key.stars, values })
        }),
    )
}

fn main_line(form: &Form, frequency: Frequency, houses: Option<&Arc<Houses>>) -> HashMap<EstablishmentId, i64> {
    match (houses, form.main_line(frequency)) {
        (Some(houses), Some(line)) => houses.line(form, line),
        _ => HashMap::new(),
    }
}

/// From what an entry is made.
struct Source<'a> {
    form: &'a Form,
    frequency: Frequency,
    filed: HashMap<EstablishmentId, Figures>,
    previous: HashMap<EstablishmentId, i64>,
    last_year: HashMap<EstablishmentId, i64>,
}

impl Source<'_> {
    fn entry(&self, owing: &Owing, peers: &Peers) -> Entry {
        let id = owing.house.id();
        let value = |line: Option<usize>| self.filed.get(&id)?.get(line?).copied()?;
        let figures = Compared {
            now: value(self.form.main_line(self.frequency)),
            previous: self.previous.get(&id).copied(),
            last_year: self.last_year.get(&id).copied(),
            ratio: value(self.form.main_ratio(self.frequency)),
        };
        let report = owing.report.as_ref().map(|filed| &filed.report);
        let marks = peers.get(id).map(|house| peers.marks(house)).unwrap_or_default();
        let waiting = Waiting {
            findings: report.is_some_and(|report| report.findings > 0),
            marks: !marks.is_empty(),
            amended: report.is_some_and(Report::is_amended),
            rooms: owing.facts.rooms,
            change: rules::change(figures.now, figures.previous, figures.last_year),
            submitted_at: report.and_then(|report| report.submitted_at),
            name: owing.house.name_key.clone(),
            code: owing.house.code().to_owned(),
        };
        Entry { owing: owing.clone(), marks, figures, waiting }
    }
}
