//! What one house sees, put together: a few rows by key, however many houses there are.
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use super::{Kept, Mark, marks, read};
use crate::{
    db::{
        Db,
        register::House,
        reports,
        rounds::{self, Owing},
    },
    domain::{
        Period, RoundId,
        catalogue::Catalogue,
        form::{Figures, Form, FormCode, Frequency},
        peers::{
            Access, Comparison, Rule,
            closing::{self, Stood},
            comparison::{PeerGroup, Peers, Seen, Side},
        },
        round::Round,
    },
    error::{Error, Result},
};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub form: &'a FormCode,
    pub frequency: Frequency,
    /// The round whose receipt is looked at; None = what is latest.
    pub report: Option<&'a Round>,
}

/// The comparison of a house: of the last closed round and of the same period a year before.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn comparison<'c>(
    db: &Db,
    catalogue: &'c Catalogue,
    rule: Rule,
    house: &Arc<House>,
    wanted: Wanted<'_>,
    now: DateTime<Utc>,
) -> Result<Comparison<'c>> {
    let stood = Standings::read(db, rule, house, wanted, now).await?;
    let all = stood.all();
    let report = wanted.report.and_then(|round| all.iter().find(|stood| stood.round.id == round.id));
    let form = catalogue.latest(wanted.form).ok_or_else(|| Error::UnknownForm(wanted.form.clone()))?;
    let seen = match closing::access(&all, report, now) {
        Access::NotFiled(round) => Seen::NotFiled(Box::new(round.clone()), closing::closes_at(round, rule)),
        Access::Late(round) => Seen::Late(Box::new(round.clone()), closing::closes_at(round, rule)),
        Access::Shown => {
            let chosen = stood.chosen(wanted.report.map(|round| round.id));
            sides(db, catalogue, form, house, &stood, &chosen).await?
        }
    };
    Ok(Comparison { form, seen })
}

/// The regular rounds of a form and frequency in which a house was asked, the latest period first.
struct Standings {
    rounds: Vec<(Round, Owing)>,
    marks: HashMap<RoundId, Mark>,
    rule: Rule,
}

impl Standings {
    async fn read(db: &Db, rule: Rule, house: &Arc<House>, wanted: Wanted<'_>, now: DateTime<Utc>) -> Result<Self> {
        let asked = |round: &Round| {
            let regular = round.title.is_empty() && round.opens_at <= now;
            round.form == *wanted.form && Frequency::of(round.period) == wanted.frequency && regular
        };
        let rounds: Vec<Round> = rounds::all(db.read()).await?.into_iter().filter(asked).collect();
        let ids: Vec<RoundId> = rounds.iter().map(|round| round.id).collect();
        let rounds = rounds::standings_of(db, rounds, house, now).await?;
        Ok(Standings { rounds, marks: marks(db.read(), &ids).await?, rule })
    }

    fn all(&self) -> Vec<Stood<'_>> {
        let stood = self.rounds.iter();
        stood
            .map(|(round, owing)| Stood { round, standing: owing.standing, frozen: self.is_frozen(round.id) })
            .collect()
    }

    fn is_frozen(&self, round: RoundId) -> bool {
        self.marks.get(&round).is_some_and(|mark| mark.is_final)
    }

    /// The round asked for, then the last closed one if that is another, then that of a year before. Where provisional figures
    /// are shown, the latest that was filed is asked for.
    fn chosen(&self, report: Option<RoundId>) -> Vec<&(Round, Owing)> {
        let latest_filed = || self.rounds.iter().find(|(_, owing)| owing.standing.is_filed());
        let report = match report {
            Some(id) => self.rounds.iter().find(|(round, _)| round.id == id),
            None => latest_filed().filter(|_| self.rule.provisional),
        };
        let until = report.map(|(round, _)| round.period.last_day());
        let within = |round: &Round| until.is_none_or(|until| round.period.last_day() <= until);
        let closed = self.rounds.iter().find(|(round, _)| within(round) && self.is_frozen(round.id));
        let mut chosen: Vec<&(Round, Owing)> = report.into_iter().chain(closed).collect();
        let Some((first, _)) = chosen.first() else { return chosen };
        let before = first.period.same_last_year();
        chosen.extend(self.rounds.iter().find(|(round, _)| round.period == before && self.is_frozen(round.id)));
        chosen.dedup_by_key(|(round, _)| round.id);
        chosen
    }
}

async fn sides(
    db: &Db,
    catalogue: &Catalogue,
    form: &Form,
    house: &House,
    stood: &Standings,
    chosen: &[&(Round, Owing)],
) -> Result<Seen> {
    let ids: Vec<RoundId> = chosen.iter().map(|(round, _)| round.id).collect();
    let periods: Vec<Period> = chosen.iter().map(|(round, _)| round.period).collect();
    let (kept, own) =
        (read(db, &ids).await?, reports::course_of(db.read(), catalogue, form, house.id(), &periods).await?);
    let sides: Vec<Side> =
        chosen.iter().map(|entry| side(form, stood.rule, entry, kept.get(&entry.0.id), &own)).collect();
    let anything = sides.iter().any(|side| !matches!(side.peers, Peers::NotClosed(_)));
    Ok(if anything { Seen::Sides(sides) } else { Seen::Nothing })
}

fn side(
    form: &Form,
    rule: Rule,
    (round, owing): &(Round, Owing),
    kept: Option<&Kept>,
    own: &BTreeMap<Period, Figures>,
) -> Side {
    let own = own.get(&round.period).map_or_else(Vec::new, |figures| form.comparison_values(figures));
    let shown = kept.filter(|kept| kept.is_final || rule.provisional);
    let peers = match shown {
        None => Peers::NotClosed(closing::closes_at(round, rule)),
        Some(kept) => group(form, owing, kept).map_or(Peers::TooFew, |group| Peers::Group(Box::new(group))),
    };
    Side { period: round.period, own, peers }
}

fn group(form: &Form, owing: &Owing, kept: &Kept) -> Option<PeerGroup> {
    let key = owing.facts.clone().into();
    let (group, frozen) = kept.groups.group_of(&key)?;
    let report = owing.report.as_ref().map(|filed| &filed.report);
    let in_time = report.and_then(|report| report.first_submitted_at).is_some_and(|at| at <= kept.as_of);
    Some(PeerGroup {
        group,
        houses: frozen.houses,
        holds_reader: in_time && report.is_some_and(|report| !report.nil && report.has_counted_version()),
        bands: kept.groups.bands(frozen, form),
        as_of: kept.as_of,
        provisional: !kept.is_final,
    })
}
