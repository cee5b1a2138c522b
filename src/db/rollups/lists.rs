//! House by house: who filed what, and who is missing. For officers only. The register is walked in its order (by name), a few
//! hundred houses at a time, so that memory does not grow with it.
use std::{
    collections::{HashMap, HashSet},
    io,
    sync::Arc,
};

use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;

use super::{View, behind, frame, generations};
use crate::{
    db::{
        Db, accounts, outbox,
        register::{self, House, Register},
        reports,
        rounds::{self, Owing},
        spool::{Spool, Spooled},
    },
    domain::{
        EstablishmentId, Period, RoundId,
        catalogue::Catalogue,
        report::Basis,
        role::Scope,
        rollup::{
            AbsentLine, CellKey, Cut, Frame, HouseLine, HouseSums, Houses, Lists, Named,
            document::{Filed, Reader},
            lists::Reminded,
            total,
        },
        round::{Round, Standing},
    },
    error::{Error, Result},
};

/// Houses looked at together.
const BATCH: usize = 500;

/// The houses of a cut that owed or filed in a view's period, by name, each with what it filed.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn houses(
    db: &Db,
    catalogue: &Catalogue,
    view: &View<'_>,
    cut: &Cut,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<Vec<HouseLine>> {
    let walk = Walk::begin(db, view, cut, scope, now).await?;
    let numbers = Numbers::of(db, catalogue, &walk).await?;
    let mut lines = Vec::new();
    for batch in walk.register.houses().chunks(BATCH) {
        lines.extend(house_lines(&walk, &numbers, &walk.owing(batch).await?).await?);
    }
    walk.snapshot.commit().await?;
    Ok(lines)
}

/// Who has not filed in a view's period, or whose report was returned, by name; without the reminders that were sent.
///
/// # Errors
/// When the database can't be asked.
pub async fn absent(db: &Db, view: &View<'_>, cut: &Cut, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<AbsentLine>> {
    let walk = Walk::begin(db, view, cut, scope, now).await?;
    let mut lines = Vec::new();
    for batch in walk.register.houses().chunks(BATCH) {
        lines.extend(absent_lines(&walk, &walk.owing(batch).await?).await?);
    }
    walk.snapshot.commit().await?;
    Ok(lines)
}

/// Both lists, laid aside on disk: a workbook says what they come to before their first row.
#[derive(Debug)]
pub struct HouseLists {
    sums: HouseSums,
    houses: Spooled<HouseLine>,
    absent: Spooled<AbsentLine>,
    reminded: HashMap<EstablishmentId, Reminded>,
}

impl HouseLists {
    /// The lists from their first row on.
    ///
    /// # Errors
    /// When what was laid aside can't be read.
    pub fn open(&mut self) -> Result<Lists<'_>> {
        let reminded = &mut self.reminded;
        let with_reminders = |line: io::Result<AbsentLine>| {
            let mut line = line?;
            line.reminded = reminded.remove(&line.house.id).unwrap_or_default();
            Ok(line)
        };
        Ok(Lists {
            sums: &self.sums,
            houses: Box::new(self.houses.rows()?),
            absent: Box::new(self.absent.rows()?.map(with_reminders)),
        })
    }
}

/// Everything of a view's period house by house, as of one instant.
///
/// # Errors
/// When the database can't be asked, a document does not fit its form, or the disk is full.
pub async fn lists(
    db: &Db,
    catalogue: &Catalogue,
    view: &View<'_>,
    cut: &Cut,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<HouseLists> {
    let walk = Walk::begin(db, view, cut, scope, now).await?;
    let numbers = Numbers::of(db, catalogue, &walk).await?;
    let mut sums = HouseSums::new(view.frame.form);
    let (mut houses, mut absent, mut owed) = (Spool::begin()?, Spool::begin()?, HashSet::new());
    for batch in walk.register.houses().chunks(BATCH) {
        let owing = walk.owing(batch).await?;
        for line in house_lines(&walk, &numbers, &owing).await? {
            sums.add(&line);
            houses.push(&line)?;
        }
        for line in absent_lines(&walk, &owing).await? {
            owed.extend(line.periods.iter().map(|(period, _)| (*period, line.house.id)));
            absent.push(&line)?;
        }
    }
    let reminded = reminded(&walk, &owed).await?;
    walk.snapshot.commit().await?;
    Ok(HouseLists { sums, houses: houses.finish()?, absent: absent.finish()?, reminded })
}

/// The reminders of what houses still owe.
async fn reminded(
    walk: &Walk<'_>,
    owed: &HashSet<(Period, EstablishmentId)>,
) -> Result<HashMap<EstablishmentId, Reminded>> {
    let mut all: HashMap<EstablishmentId, Reminded> = HashMap::new();
    if owed.is_empty() {
        return Ok(all);
    }
    for round in &walk.view.rounds {
        let note = |house: EstablishmentId, stage: &str, at: DateTime<Utc>| {
            if owed.contains(&(round.period, house)) {
                all.entry(house).or_default().add(round.period, stage, at);
            }
        };
        outbox::each_reminder(&walk.snapshot, round.id, note).await?;
    }
    Ok(all)
}

/// What the houses of a part owe, in one snapshot.
struct Walk<'a> {
    snapshot: DatabaseTransaction,
    register: Arc<Register>,
    view: &'a View<'a>,
    cut: &'a Cut,
    scope: &'a Scope,
    now: DateTime<Utc>,
}

impl<'a> Walk<'a> {
    async fn begin(db: &Db, view: &'a View<'a>, cut: &'a Cut, scope: &'a Scope, now: DateTime<Utc>) -> Result<Self> {
        let register = register::current(db).await?;
        Ok(Walk { snapshot: db.snapshot().await?, register, view, cut, scope, now })
    }

    /// Round by round, where each of some houses stands; None if it is not asked or not in the cut.
    async fn owing(&self, houses: &[Arc<House>]) -> Result<Vec<Vec<Option<Owing>>>> {
        let mut rounds = Vec::with_capacity(self.view.rounds.len());
        for round in &self.view.rounds {
            let mut owing = rounds::among(&self.snapshot, round, houses, self.scope, self.now).await?;
            for owing in &mut owing {
                owing.take_if(|owing| {
                    !owing.standing.is_owed() || !self.cut.covers(&CellKey::from(owing.facts.clone()))
                });
            }
            rounds.push(owing);
        }
        Ok(rounds)
    }
}

async fn house_lines(walk: &Walk<'_>, numbers: &Numbers<'_>, owing: &[Vec<Option<Owing>>]) -> Result<Vec<HouseLine>> {
    let frame = walk.view.frame;
    let mut lines: Vec<Option<HouseLine>> = Vec::new();
    for (round, owing) in walk.view.rounds.iter().zip(owing) {
        let counted = numbers.of_round(&walk.snapshot, round, owing).await?;
        lines.resize_with(owing.len(), || None);
        for (line, owing) in lines.iter_mut().zip(owing) {
            let Some(owing) = owing else { continue };
            let line = line.get_or_insert_with(|| first_line(owing, frame.form.lines.len()));
            follow(line, owing);
            if let Some(house) = counted.get(owing.house.id()) {
                line.counted += 1;
                total::add_up(frame, &mut line.figures, &total::figures_of(frame, &counted.lines, house.values()));
            }
        }
    }
    let ratios = |mut line: HouseLine| {
        frame.form.ratios(&mut line.figures);
        line
    };
    Ok(lines.into_iter().flatten().map(ratios).collect())
}

fn first_line(owing: &Owing, lines: usize) -> HouseLine {
    HouseLine {
        house: named(owing),
        standing: owing.standing,
        channel: None,
        first_filed_at: None,
        due_at: owing.due_at,
        findings: 0,
        owed: 0,
        counted: 0,
        late: 0,
        figures: vec![None; lines],
    }
}

/// A later round of the same house: its facts and standing are the latest.
fn follow(line: &mut HouseLine, owing: &Owing) {
    let report = owing.report.as_ref().map(|filed| &filed.report).filter(|report| report.latest_version > 0);
    line.house.facts = owing.facts.clone();
    line.standing = owing.standing;
    line.channel = report.map(|report| report.channel);
    line.first_filed_at = report.and_then(|report| report.first_submitted_at);
    line.due_at = owing.due_at;
    line.findings = report.map_or(0, |report| report.findings);
    line.owed += 1;
    line.late += u32::from(owing.standing.is_late());
}

async fn absent_lines(walk: &Walk<'_>, owing: &[Vec<Option<Owing>>]) -> Result<Vec<AbsentLine>> {
    let mut lines: Vec<Option<AbsentLine>> = Vec::new();
    for (round, owing) in walk.view.rounds.iter().zip(owing) {
        lines.resize_with(owing.len(), || None);
        for (line, owing) in lines.iter_mut().zip(owing) {
            let Some(owing) = owing.as_ref().filter(|owing| is_absent(owing.standing)) else { continue };
            let line = line.get_or_insert_with(|| AbsentLine {
                house: named(owing),
                periods: Vec::new(),
                people: Vec::new(),
                reminded: Reminded::default(),
            });
            line.periods.push((round.period, owing.standing));
        }
    }
    let mut lines: Vec<AbsentLine> = lines.into_iter().flatten().collect();
    let ids: Vec<EstablishmentId> = lines.iter().map(|line| line.house.id).collect();
    let mut people = accounts::contacts_of(&walk.snapshot, &ids).await?;
    for line in &mut lines {
        line.people = people.remove(&line.house.id).unwrap_or_default();
    }
    Ok(lines)
}

fn is_absent(standing: Standing) -> bool {
    standing.is_missing() || standing.is_returned()
}

fn named(owing: &Owing) -> Named {
    let house = &owing.house;
    Named {
        id: house.id(),
        code: house.code().to_owned(),
        name: house.name.clone(),
        phone: house.phone.clone(),
        email: house.email.clone(),
        facts: owing.facts.clone(),
    }
}

/// What single houses count with. A round of which nothing was filed since this process read it is taken from there; of any
/// other the documents are read as the walk comes to them.
struct Numbers<'a> {
    basis: Basis,
    frames: HashMap<RoundId, Frame<'a>>,
    kept: HashMap<RoundId, Arc<Houses>>,
}

impl<'a> Numbers<'a> {
    async fn of(db: &Db, catalogue: &'a Catalogue, walk: &Walk<'_>) -> Result<Self> {
        let (rounds, basis) = (&walk.view.rounds, walk.view.basis);
        let ids: Vec<RoundId> = rounds.iter().map(|round| round.id).collect();
        let behind = behind(&walk.snapshot, &ids).await?;
        let generations = generations(&walk.snapshot, &ids, basis).await?;
        let keep = |id: &RoundId| {
            let generation = generations.get(id).filter(|_| !behind.contains(id))?;
            Some((*id, db.rollup_cache().houses((*id, basis, *generation))?))
        };
        let kept = ids.iter().filter_map(keep).collect();
        let frames = rounds.iter().map(|round| Ok((round.id, frame(catalogue, round)?))).collect::<Result<_>>()?;
        Ok(Numbers { basis, frames, kept })
    }

    async fn of_round(
        &self,
        snapshot: &DatabaseTransaction,
        round: &Round,
        owing: &[Option<Owing>],
    ) -> Result<Arc<Houses>> {
        match self.kept.get(&round.id) {
            Some(kept) => Ok(kept.clone()),
            None => self.read(snapshot, self.frames[&round.id], owing).await,
        }
    }

    async fn read(
        &self,
        snapshot: &DatabaseTransaction,
        frame: Frame<'_>,
        owing: &[Option<Owing>],
    ) -> Result<Arc<Houses>> {
        let counted = owing.iter().flatten().filter_map(|owing| {
            let filed = owing.report.as_ref()?;
            Some((filed.id, (filed.report.counted_version(self.basis)?, owing)))
        });
        let counted: HashMap<_, _> = counted.collect();
        let versions = counted.iter().map(|(id, (version, _))| (*id, *version)).collect();
        let mut houses = Houses::new(frame.counted_lines());
        let (reader, mut filed) = (Reader::new(&houses.lines), Filed::default());
        for (report, document) in reports::documents_of(snapshot, &versions).await? {
            let Some((_, owing)) = counted.get(&report) else { continue };
            reader.read(&document, &mut filed).map_err(|error| Error::BadInput(format!("report {report}: {error}")))?;
            houses.add(owing.house.id(), &CellKey::from(owing.facts.clone()), owing.standing.is_nil(), &filed);
        }
        Ok(Arc::new(houses.finish()))
    }
}
