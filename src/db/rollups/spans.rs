//! Everything that the tables of one period are read from.
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{Stored, by_house::houses, stored};
use crate::{
    db::{
        Db, editions, plans,
        register::{self, Register},
        rounds,
    },
    domain::{
        EstablishmentId, Period, RoundId,
        catalogue::Catalogue,
        disclosure::{Eyes, Withheld},
        edition::published::OfSpans,
        form::{FormCode, Frequency},
        plan::Plan,
        report::Basis,
        rollup::{
            Coverage, Cut, Frame, Gaps, Matched, Month, Owing, gaps,
            table::Spans,
            tet::{self, TetSpans},
            total::{Span, total},
        },
        round::{self as rules, Round},
    },
    error::{Error, Result},
};

/// The figures of a period on a basis, for any cut of them.
#[derive(Clone, Debug)]
pub struct View<'c> {
    /// The form's version that applies to the period's end.
    pub frame: Frame<'c>,
    pub period: Period,
    pub basis: Basis,
    /// The period's rounds, in order: of a year that still runs only those that have opened.
    pub rounds: Vec<Round>,
    /// When the youngest of these rollups was made.
    pub as_of: DateTime<Utc>,
    pub spans: Spans,
    /// What was read of these rounds, for the estimate.
    pub(super) read: Vec<Read>,
    pub(super) register: Arc<Register>,
}

/// A round as it was read, and that of the year before.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub round: Round,
    pub stored: Stored,
    pub before: Option<(Round, i64)>,
}

impl View<'_> {
    /// Of the rollup of the period's last round.
    #[must_use]
    pub fn generation(&self) -> i64 {
        self.read.last().map_or(0, |read| read.stored.generation)
    }

    /// How much of what a cut owes is in.
    #[must_use]
    pub fn coverage(&self, cut: &Cut) -> Coverage {
        total(self.frame, &self.spans.now, |key| cut.covers(key)).coverage
    }
}

/// The rounds of which a period is made: its months, or itself for a yearly report and a range of days.
fn parts(period: Period) -> Vec<Period> {
    match period {
        Period::Yearly { .. } | Period::Days { .. } => vec![period],
        _ => period.months(),
    }
}

/// None for what does not accumulate.
fn cumulative(period: Period) -> Option<Vec<Period>> {
    (!matches!(period, Period::Yearly { .. } | Period::Days { .. })).then(|| period.cumulative_months())
}

fn year_before(periods: &[Period]) -> Vec<Period> {
    periods.iter().map(|period| period.same_last_year()).collect()
}

/// Reads a period; None if none of its rounds has opened.
///
/// # Errors
/// When there is no such form, the database can't be asked, or a document does not fit its form.
pub async fn view<'c>(
    db: &Db,
    catalogue: &'c Catalogue,
    form: &FormCode,
    period: Period,
    (basis, eyes): (Basis, Eyes),
    now: DateTime<Utc>,
) -> Result<Option<View<'c>>> {
    let at_the_end = Period::month_of(period.last_day());
    let of_period = catalogue.form(form, at_the_end).or_else(|| catalogue.form(form, period));
    let frame =
        Frame { form: of_period.ok_or_else(|| Error::UnknownForm(form.clone()))?, frequency: Frequency::of(period) };
    let rounds = rounds::of_periods(db.read(), form, &touched(period)).await?;
    let gathered = Gathered::of(db, catalogue, rounds, (basis, eyes), now).await?;
    let of_period = parts(period);
    let rounds = gathered.rounds_of(&of_period);
    let Some(as_of) = rounds.iter().filter_map(|round| Some(gathered.stored.get(&round.id)?.as_of)).max() else {
        return Ok(None);
    };
    let mut spans = gathered.spans(period).await?;
    if !matches!(period, Period::Days { .. }) {
        spans.plan = plans::of_year(db.read(), form, period.last_day().year()).await?;
    }
    spans.published = gathered.published(period).await?;
    let read = rounds.iter().filter_map(|round| gathered.read(round)).collect();
    Ok(Some(View { frame, period, basis, rounds, as_of, spans, read, register: gathered.register }))
}

/// The periods of all rounds that a period's tables touch.
fn touched(period: Period) -> Vec<Period> {
    let mut periods: BTreeSet<Period> = BTreeSet::new();
    let last_year = period.same_last_year();
    for span in [period, period.previous(), last_year, last_year.same_last_year()] {
        periods.extend(parts(span));
    }
    if let Some(months) = tet::months(period) {
        periods.extend(year_before(&months));
        periods.extend(months);
    }
    if let Some(months) = cumulative(period) {
        periods.extend(year_before(&months));
        periods.extend(months);
    }
    periods.into_iter().collect()
}

/// What was filed and is owed in some rounds, in their order: for courses over time and for the progress of rounds. Reads
/// stored rollups only, no documents.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn months(
    db: &Db,
    catalogue: &Catalogue,
    rounds: &[Round],
    (basis, eyes): (Basis, Eyes),
    now: DateTime<Utc>,
) -> Result<Vec<Month>> {
    let stored = stored(db, catalogue, &rounds.iter().collect::<Vec<_>>(), basis, now).await?;
    let register = register::current(db).await?;
    let gathered = Gathered { db, catalogue, basis, eyes, register, rounds: HashMap::new(), stored };
    Ok(rounds.iter().filter_map(|round| gathered.of_round(round)).collect())
}

/// The rollups of some rounds, with the register of now.
struct Gathered<'a> {
    db: &'a Db,
    catalogue: &'a Catalogue,
    basis: Basis,
    eyes: Eyes,
    register: Arc<Register>,
    rounds: HashMap<Period, Round>,
    stored: HashMap<RoundId, Stored>,
}

impl<'a> Gathered<'a> {
    async fn of(
        db: &'a Db,
        catalogue: &'a Catalogue,
        rounds: HashMap<Period, Round>,
        (basis, eyes): (Basis, Eyes),
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let all: Vec<&Round> = rounds.values().collect();
        let stored = stored(db, catalogue, &all, basis, now).await?;
        Ok(Gathered { db, catalogue, basis, eyes, register: register::current(db).await?, rounds, stored })
    }

    fn rounds_of(&self, periods: &[Period]) -> Vec<Round> {
        periods.iter().filter_map(|period| self.rounds.get(period).cloned()).collect()
    }

    /// The last editions of a period that is one round, and of those it is compared with.
    async fn published(&self, period: Period) -> Result<OfSpans> {
        if parts(period) != [period] {
            return Ok(OfSpans::default());
        }
        let previous = Some(period.previous()).filter(|previous| *previous != period.same_last_year());
        let of = |period: Option<Period>| self.rounds.get(&period?).map(|round| round.id);
        let rounds = [of(Some(period)), of(previous), of(Some(period.same_last_year()))];
        let editions = editions::last_of(self.db, &rounds.iter().copied().flatten().collect::<Vec<_>>()).await?;
        let [now, previous, last_year] = rounds.map(|round| editions.get(&round?).cloned());
        Ok(OfSpans { now, previous, last_year })
    }

    fn read(&self, round: &Round) -> Option<Read> {
        let before = self.rounds.get(&round.period.same_last_year());
        let before = before.and_then(|before| Some((before.clone(), self.stored.get(&before.id)?.generation)));
        Some(Read { round: round.clone(), stored: self.stored.get(&round.id)?.clone(), before })
    }

    async fn spans(&self, period: Period) -> Result<Spans> {
        let now = parts(period);
        let last_year = parts(period.same_last_year());
        let previous = Some(period.previous()).filter(|previous| *previous != period.same_last_year()).map(parts);
        let two_years_ago = parts(period.same_last_year().same_last_year());
        let cumulative = cumulative(period);
        let cumulative_before = cumulative.as_deref().map(year_before);
        Ok(Spans {
            now: self.span(&now),
            matched_previous: self.matched(&now, previous.as_deref().unwrap_or_default()).await?,
            matched_last_year: self.matched(&now, &last_year).await?,
            matched_cumulative: self
                .matched(cumulative.as_deref().unwrap_or_default(), cumulative_before.as_deref().unwrap_or_default())
                .await?,
            previous: previous.and_then(|periods| self.span_if_any(&periods)),
            last_year: self.span_if_any(&last_year),
            two_years_ago: self.span_if_any(&two_years_ago),
            tet: self.tet(period).await?,
            cumulative: cumulative.and_then(|periods| self.span_if_any(&periods)),
            cumulative_last_year: cumulative_before.and_then(|periods| self.span_if_any(&periods)),
            plan: Plan::default(),
            published: OfSpans::default(),
        })
    }

    /// Both months of both years, or nothing: one of them alone would mislead.
    async fn tet(&self, period: Period) -> Result<Option<TetSpans>> {
        let Some(months) = tet::months(period) else { return Ok(None) };
        let before = year_before(&months);
        if !months.iter().chain(&before).all(|month| self.month(*month).is_some()) {
            return Ok(None);
        }
        let matched = self.matched(&months, &before).await?;
        Ok(Some(TetSpans { now: self.span(&months), last_year: self.span(&before), matched }))
    }

    fn span_if_any(&self, periods: &[Period]) -> Option<Span> {
        Some(self.span(periods)).filter(|span| !span.months.is_empty())
    }

    fn span(&self, periods: &[Period]) -> Span {
        let months: Vec<Month> = periods.iter().filter_map(|period| self.month(*period)).collect();
        let gone = match months.as_slice() {
            [_, .., last] => self.gone(last.period.last_day()),
            _ => HashSet::new(),
        };
        Span { months, gone: Arc::new(gone) }
    }

    fn month(&self, period: Period) -> Option<Month> {
        self.of_round(self.rounds.get(&period)?)
    }

    fn of_round(&self, round: &Round) -> Option<Month> {
        let stored = self.stored.get(&round.id)?;
        Some(Month {
            period: round.period,
            cells: stored.cells.clone(),
            gaps: gaps_of(self.db, &self.register, round, self.basis, stored),
            withheld: self.withheld(round, stored),
        })
    }

    /// What is withheld from leaders.
    fn withheld(&self, round: &Round, stored: &Stored) -> Option<Arc<Withheld>> {
        if self.eyes == Eyes::Officers {
            return None;
        }
        let cache = self.db.rollup_cache();
        if let Some(withheld) = cache.withheld(round.id, self.basis, stored.generation) {
            return Some(withheld);
        }
        let form = super::frame(self.catalogue, round).ok().map(|frame| frame.form);
        // Of a round whose form is gone nothing can be judged, and nothing is shown.
        let withheld = Arc::new(form.map_or_else(Withheld::everything, |form| Withheld::of(form, &stored.cells)));
        cache.keep_withheld(round.id, self.basis, stored.generation, withheld.clone());
        Some(withheld)
    }

    /// Houses not open on a day; a suspended one still is.
    fn gone(&self, day: NaiveDate) -> HashSet<EstablishmentId> {
        let is_gone = |record: &rules::Record| {
            record.closed_on.is_some_and(|closed| closed <= day) || record.opened_on.is_some_and(|opened| opened > day)
        };
        self.register.houses().iter().filter(|house| is_gone(&house.record)).map(|house| house.id()).collect()
    }

    /// Month by month, where both months have a round.
    async fn matched(&self, now: &[Period], before: &[Period]) -> Result<Vec<Arc<Matched>>> {
        let mut all = Vec::new();
        for (now, before) in now.iter().zip(before) {
            if let (Some(now), Some(before)) = (self.rounds.get(now), self.rounds.get(before)) {
                all.push(self.matched_rounds(now, before).await?);
            }
        }
        Ok(all)
    }

    async fn matched_rounds(&self, now: &Round, before: &Round) -> Result<Arc<Matched>> {
        let generation = |round: &Round| self.stored.get(&round.id).map_or(0, |stored| stored.generation);
        let generations = (generation(now), generation(before));
        let cache = self.db.rollup_cache();
        if let Some(matched) = cache.matched(now.id, before.id, self.basis, generations) {
            return Ok(matched);
        }
        let later = houses(self.db, self.catalogue, now, self.basis, generations.0).await?;
        let earlier = houses(self.db, self.catalogue, before, self.basis, generations.1).await?;
        let matched = Arc::new(Matched::of(&later.houses, &earlier.houses));
        if later.is_of_generation && earlier.is_of_generation {
            cache.keep_matched(now.id, before.id, self.basis, generations, matched.clone());
        }
        Ok(matched)
    }
}

/// What is owed beyond a stored rollup.
pub(super) fn gaps_of(db: &Db, register: &Register, round: &Round, basis: Basis, stored: &Stored) -> Arc<Gaps> {
    let cache = db.rollup_cache();
    let generations = (stored.generation, register.generation);
    if let Some(gaps) = cache.gaps(round.id, basis, generations) {
        return gaps;
    }
    let gaps = Arc::new(gaps(&stored.cells, &owing(db, register, round)));
    cache.keep_gaps(round.id, basis, generations, gaps.clone());
    gaps
}

/// Who owes a round by the register.
pub(super) fn owing(db: &Db, register: &Register, round: &Round) -> Arc<Owing> {
    let cache = db.rollup_cache();
    if let Some(owing) = cache.owing(round.id, register.generation) {
        return owing;
    }
    let owes = |record: &rules::Record| Some((record.id, rules::owes(&round.audience, round.period, record)?));
    let owing: Arc<Owing> = Arc::new(register.houses().iter().filter_map(|house| owes(&house.record)).collect());
    cache.keep_owing(round.id, register.generation, owing.clone());
    owing
}
