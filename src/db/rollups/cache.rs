//! What this process keeps. Everything carries the generation it was read under; nothing is trusted without asking for it.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::Stored;
use crate::domain::{
    RoundId,
    disclosure::Withheld,
    edition::Announced,
    estimate::{Fit, Fitted},
    report::Basis,
    rollup::{Filings, Gaps, Houses, Matched, Owing, Revisions},
};

/// Bytes of single houses' numbers that are kept: at 38,000 houses about seven rounds, at 500 some hundreds.
const HOUSES_BYTES: usize = 64 << 20;
/// The same of estimates: at 38,000 houses a few rounds, at 500 some dozens of open ones and all that are nearly complete.
const ESTIMATES_BYTES: usize = 64 << 20;

/// Editions that are kept: they never change.
const EDITIONS: usize = 12;

/// Kept by [`crate::db::Db`].
#[derive(Debug, Default)]
pub struct Cache {
    /// Held by whoever makes a pass.
    pub(super) passing: tokio::sync::Mutex<()>,
    /// Held by whoever estimates.
    pub(super) estimating: tokio::sync::Mutex<()>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    stored: HashMap<(RoundId, Basis), Stored>,
    /// Under the register's generation.
    owing: HashMap<RoundId, (i64, Arc<Owing>)>,
    /// Under the generations of rollup and register.
    gaps: HashMap<(RoundId, Basis), Under<Gaps>>,
    /// Under the rollup's generation.
    withheld: HashMap<(RoundId, Basis), (i64, Arc<Withheld>)>,
    /// Under the rollup's generation.
    filings: HashMap<RoundId, (i64, Arc<Filings>)>,
    /// After the due instant, under the rollup's generation.
    revisions: HashMap<RoundId, (i64, Arc<Revisions>)>,
    /// Under the generations of both rollups.
    matched: HashMap<(RoundId, RoundId, Basis), Under<Matched>>,
    /// The last used at the end.
    houses: Vec<(HousesKey, Arc<Houses>)>,
    /// The same.
    estimates: Vec<(EstimateKey, Arc<Fitted>)>,
    /// By key, the last used at the end.
    editions: Vec<(i64, Arc<Announced>)>,
}

/// Something kept, under the two generations for which it holds.
type Under<T> = ((i64, i64), Arc<T>);
/// Round, basis and generation.
type HousesKey = (RoundId, Basis, i64);

/// Of what an estimate was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EstimateKey {
    pub round: RoundId,
    pub basis: Basis,
    /// Version of the form by whose lines it stands.
    pub form: String,
    /// Of the round, of that of the year before, and of the register.
    pub generations: (i64, Option<(RoundId, i64)>, i64),
}

impl Cache {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn stored(&self, round: RoundId, basis: Basis) -> Option<Stored> {
        self.kept().stored.get(&(round, basis)).cloned()
    }

    /// Keeps the newer of two.
    pub(super) fn keep(&self, round: RoundId, basis: Basis, stored: Stored) {
        let mut kept = self.kept();
        let newer = kept.stored.get(&(round, basis)).is_some_and(|old| old.generation > stored.generation);
        if !newer {
            kept.stored.insert((round, basis), stored);
        }
    }

    pub(super) fn owing(&self, round: RoundId, register: i64) -> Option<Arc<Owing>> {
        self.kept().owing.get(&round).filter(|(generation, _)| *generation == register).map(|(_, owing)| owing.clone())
    }

    pub(super) fn keep_owing(&self, round: RoundId, register: i64, owing: Arc<Owing>) {
        self.kept().owing.insert(round, (register, owing));
    }

    pub(super) fn gaps(&self, round: RoundId, basis: Basis, generations: (i64, i64)) -> Option<Arc<Gaps>> {
        let kept = self.kept();
        kept.gaps.get(&(round, basis)).filter(|(of, _)| *of == generations).map(|(_, gaps)| gaps.clone())
    }

    pub(super) fn keep_gaps(&self, round: RoundId, basis: Basis, generations: (i64, i64), gaps: Arc<Gaps>) {
        self.kept().gaps.insert((round, basis), (generations, gaps));
    }

    pub(super) fn withheld(&self, round: RoundId, basis: Basis, generation: i64) -> Option<Arc<Withheld>> {
        let kept = self.kept();
        kept.withheld.get(&(round, basis)).filter(|(of, _)| *of == generation).map(|(_, withheld)| withheld.clone())
    }

    pub(super) fn keep_withheld(&self, round: RoundId, basis: Basis, generation: i64, withheld: Arc<Withheld>) {
        self.kept().withheld.insert((round, basis), (generation, withheld));
    }

    pub(super) fn filings(&self, round: RoundId, generation: i64) -> Option<Arc<Filings>> {
        self.kept().filings.get(&round).filter(|(of, _)| *of == generation).map(|(_, filings)| filings.clone())
    }

    pub(super) fn keep_filings(&self, round: RoundId, generation: i64, filings: Arc<Filings>) {
        self.kept().filings.insert(round, (generation, filings));
    }

    pub(super) fn revisions(&self, round: RoundId, generation: i64) -> Option<Arc<Revisions>> {
        self.kept().revisions.get(&round).filter(|(of, _)| *of == generation).map(|(_, revisions)| revisions.clone())
    }

    pub(super) fn keep_revisions(&self, round: RoundId, generation: i64, revisions: Arc<Revisions>) {
        self.kept().revisions.insert(round, (generation, revisions));
    }

    pub(super) fn matched(
        &self,
        now: RoundId,
        before: RoundId,
        basis: Basis,
        generations: (i64, i64),
    ) -> Option<Arc<Matched>> {
        let kept = self.kept();
        let found = kept.matched.get(&(now, before, basis)).filter(|(of, _)| *of == generations);
        found.map(|(_, matched)| matched.clone())
    }

    pub(super) fn keep_matched(
        &self,
        now: RoundId,
        before: RoundId,
        basis: Basis,
        generations: (i64, i64),
        matched: Arc<Matched>,
    ) {
        self.kept().matched.insert((now, before, basis), (generations, matched));
    }

    pub(super) fn houses(&self, key: HousesKey) -> Option<Arc<Houses>> {
        let mut kept = self.kept();
        let position = kept.houses.iter().position(|(of, _)| *of == key)?;
        let found = kept.houses.remove(position);
        kept.houses.push(found.clone());
        Some(found.1)
    }

    /// Drops the same round's older numbers, then the longest unused, until all fit.
    pub(super) fn keep_houses(&self, key: HousesKey, houses: Arc<Houses>) {
        let mut kept = self.kept();
        kept.houses.retain(|(of, _)| (of.0, of.1) != (key.0, key.1));
        kept.houses.push((key, houses));
        while kept.houses.len() > 1 && kept.houses.iter().map(|(_, houses)| houses.size()).sum::<usize>() > HOUSES_BYTES
        {
            kept.houses.remove(0);
        }
    }

    pub(in crate::db) fn edition(&self, id: i64) -> Option<Arc<Announced>> {
        let mut kept = self.kept();
        let position = kept.editions.iter().position(|(of, _)| *of == id)?;
        let found = kept.editions.remove(position);
        kept.editions.push(found.clone());
        Some(found.1)
    }

    pub(in crate::db) fn keep_edition(&self, id: i64, announced: Arc<Announced>) {
        let mut kept = self.kept();
        kept.editions.retain(|(of, _)| *of != id);
        kept.editions.push((id, announced));
        if kept.editions.len() > EDITIONS {
            kept.editions.remove(0);
        }
    }

    pub(super) fn estimate(&self, key: &EstimateKey) -> Option<Arc<Fitted>> {
        let mut kept = self.kept();
        let position = kept.estimates.iter().position(|(of, _)| of == key)?;
        let found = kept.estimates.remove(position);
        kept.estimates.push(found.clone());
        Some(found.1)
    }

    /// Drops the same round's older one, then the longest unused, until all fit.
    pub(super) fn keep_estimate(&self, key: EstimateKey, fitted: Arc<Fitted>) {
        let size = |fitted: &Fitted| fitted.as_ref().map_or(0, Fit::size);
        let mut kept = self.kept();
        let same = |of: &EstimateKey| (of.round, of.basis, &of.form) == (key.round, key.basis, &key.form);
        kept.estimates.retain(|(of, _)| !same(of));
        kept.estimates.push((key, fitted));
        while kept.estimates.len() > 1 && kept.estimates.iter().map(|(_, of)| size(of)).sum::<usize>() > ESTIMATES_BYTES
        {
            kept.estimates.remove(0);
        }
    }
}
