//! Each house of a filled workbook: whether its figures are to be saved, and if not, why.
use std::collections::HashMap;

use super::{kept::Kept, page::owing};
use crate::{
    app::App,
    db::{register, rounds::Owing},
    domain::{
        Lang,
        answers::{Answers, Finding, Typed},
        check::{self, Context},
        report::{Channel, Report},
        role::Role,
        round::Round,
    },
    excel::filled::{Filled, OfHouse},
    web::{
        Result,
        guards::Person,
        reports::place::{Place, Text},
    },
};

/// What becomes of a house's sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Can be submitted.
    Ready,
    /// Something is to be mended or confirmed first; can be kept as a draft.
    Findings,
    /// Nothing was typed, or nothing else than was filed.
    Untouched,
    /// Its sheet was deleted.
    NoSheet,
    /// Filed after the template was downloaded.
    FiledSince,
    /// Accepted: a change needs a reason, at its own page.
    Accepted,
    /// Filed by the hotel itself, which no officer may alter.
    HotelsOwn,
    NotOwed,
    Closed,
    NotYours,
}

impl Fate {
    /// Whether its figures are to be saved.
    #[must_use]
    pub fn is_saved(self) -> bool {
        matches!(self, Fate::Ready | Fate::Findings)
    }
}

/// A house of the file.
pub struct OneHouse<'a> {
    pub code: String,
    pub name: String,
    pub fate: Fate,
    /// What was read, with the place; None if it is out of reach or owes nothing.
    pub found: Option<Found<'a>>,
}

/// What was read of a house that this person may fill in.
pub struct Found<'a> {
    pub place: Place<'a>,
    pub context: Context,
    /// What stands in its fields until now.
    pub text: Text,
    /// What the file says, with the confirmations given so far.
    pub filled: Filled,
    pub answers: Answers,
    pub findings: Vec<Finding>,
}

impl Found<'_> {
    /// By which a change since the preview is noticed.
    #[must_use]
    pub fn seen(&self) -> String {
        format!("{}:{}", self.text.draft.revision, self.place.filed().map_or(0, |filed| filed.report.revision))
    }

    /// A text without its confirmations, and what cannot be read of it.
    fn understood(&self, typed: &Typed) -> (Answers, Vec<Finding>) {
        let fields = typed.0.iter().filter(|(field, _)| !field.starts_with("confirm."));
        let plain = Typed(fields.map(|(field, text)| (field.clone(), text.clone())).collect());
        Answers::read(self.place.form, self.place.frequency(), &plain)
    }

    /// Confirms what the filer confirmed, by check: reason, words.
    fn confirm(&mut self, given: &HashMap<String, (String, String)>) {
        let frequency = self.place.frequency();
        for finding in &self.findings {
            let Some((reason, text)) = given.get(&finding.check).filter(|(reason, _)| !reason.is_empty()) else {
                continue;
            };
            let field = format!("confirm.{}", finding.check);
            let typed = &mut self.filled.typed.0;
            typed.insert(format!("{field}.text"), text.clone());
            typed.insert(format!("{field}.values"), finding.values.clone());
            typed.insert(field, reason.clone());
        }
        (self.answers, self.findings) = self.filled.examine(self.place.form, frequency, &self.context);
    }
}

/// House → check → reason and words, as they were posted.
pub type Confirmed = HashMap<String, HashMap<String, (String, String)>>;

/// All houses of a file, in its order.
pub async fn of_all<'a>(
    app: &'a App,
    filer: &Person,
    lang: Lang,
    kept: &Kept<'a>,
    read: Vec<OfHouse>,
    confirmed: &Confirmed,
) -> Result<Vec<OneHouse<'a>>> {
    let reachable: HashMap<String, Owing> =
        owing(app, filer, &kept.round).await?.into_iter().map(|owing| (owing.house.code().to_owned(), owing)).collect();
    let register = register::current(&app.db).await?;
    let mut houses = Vec::with_capacity(read.len());
    for house in read {
        let OfHouse { code, name, version, filled } = house;
        let Some(owing) = reachable.get(&code) else {
            let facts =
                register.by_code(&code).and_then(|house| Some((house.id(), house.record.facts_on(app.today())?)));
            let is_yours = facts.is_some_and(|(id, facts)| filer.scope.covers(id, &facts.area_code));
            let fate = if is_yours { Fate::NotOwed } else { Fate::NotYours };
            houses.push(OneHouse { code, name, fate, found: None });
            continue;
        };
        let place = Place {
            app,
            lang,
            now: app.now(),
            round: kept.round.clone(),
            form: kept.form,
            house: owing.house.clone(),
            owing: owing.clone(),
        };
        let name = owing.house.name.clone();
        let mut found = find(place, filled).await?;
        if let Some(given) = confirmed.get(&code) {
            found.confirm(given);
        }
        let untouched = is_untouched(&found).await?;
        let fate = fate(&kept.round, filer.account.role, version, &found, untouched);
        houses.push(OneHouse { code, name, fate, found: Some(found) });
    }
    Ok(houses)
}

async fn find(place: Place<'_>, mut filled: Filled) -> Result<Found<'_>> {
    let context = place.context().await?;
    let text = place.text(&context).await?;
    // What was confirmed before is not asked again, as long as the values are the same.
    let kept = text.typed.0.iter().filter(|(field, _)| field.starts_with("confirm."));
    filled.typed.0.extend(kept.map(|(field, text)| (field.clone(), text.clone())));
    let (answers, findings) = filled.examine(place.form, place.frequency(), &context);
    Ok(Found { place, context, text, filled, answers, findings })
}

/// Whether the sheet says nothing new: what was filed, or no more than stood there before and is no whole report.
async fn is_untouched(found: &Found<'_>) -> Result<bool> {
    let place = &found.place;
    if !found.filled.faults.is_empty() {
        return Ok(false);
    }
    let now = found.understood(&found.filled.typed);
    let first = place.first_text(&found.context).await?;
    let is_first = now == found.understood(&first);
    if let Some(filed) = place.latest_answers().await?
        && (is_first || now == found.understood(&filed.typed(place.form)))
    {
        return Ok(true);
    }
    let is_draft = found.text.draft.is_kept() && now == found.understood(&found.text.draft.typed);
    Ok((is_first || is_draft) && !check::may_submit(&found.findings))
}

fn fate(round: &Round, role: Role, version: i32, found: &Found, untouched: bool) -> Fate {
    let standing = found.place.owing.standing;
    let none = Report::default();
    let report = found.place.filed().map_or(&none, |filed| &filed.report);
    let hotels = report.latest_version > 0 && !matches!(report.channel, Channel::Officer | Channel::Import);
    match () {
        () if !standing.is_owed() => Fate::NotOwed,
        () if !round.is_open(found.place.now) && !standing.is_returned() => Fate::Closed,
        () if found.filled.places.is_empty() => Fate::NoSheet,
        () if untouched => Fate::Untouched,
        () if hotels && role != Role::Reporter => Fate::HotelsOwn,
        () if report.accepted_version.is_some() => Fate::Accepted,
        () if report.latest_version > version => Fate::FiledSince,
        () if check::may_submit(&found.findings) => Fate::Ready,
        () => Fate::Findings,
    }
}
