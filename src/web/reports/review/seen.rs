//! The version that is shown, and the one it is compared with.
use super::View;
use crate::{
    db::reports::Version,
    domain::{
        answers::{Answers, Finding},
        check::Context,
        document::Document,
    },
    web::{
        Result,
        reports::{
            figures::{self, FigureGroup},
            place::Place,
        },
    },
};

pub(super) struct Seen {
    pub number: i32,
    pub answers: Answers,
    /// Of an amendment.
    pub reason: Option<String>,
    pub before: Option<(i32, Answers)>,
}

impl Seen {
    /// None if nothing was filed, or the address names a version that is not there.
    ///
    /// # Errors
    /// If a stored document does not fit its form.
    pub fn read(place: &Place<'_>, versions: &[Version], view: &View) -> Result<Option<Self>> {
        let Some(report) = place.filed().map(|filed| &filed.report) else { return Ok(None) };
        let document = |wanted: i32| {
            let version = versions.iter().find(|version| version.number == wanted);
            version.map(|version| Document::read(&version.document)).transpose()
        };
        let number = view.version.unwrap_or(report.latest_version);
        let Some(shown) = document(number)? else { return Ok(None) };
        let usual = report.accepted_version.filter(|accepted| *accepted < number).unwrap_or(number - 1);
        let before = view.with.filter(|with| *with != number).unwrap_or(usual);
        let catalogue = &place.app.catalogue;
        let before = match document(before)? {
            Some(document) => Some((before, document.answers(catalogue)?)),
            None => None,
        };
        Ok(Some(Seen { number, answers: shown.answers(catalogue)?, reason: shown.reason, before }))
    }

    pub fn groups(&self, place: &Place, context: &Context, findings: &[Finding]) -> Vec<FigureGroup> {
        figures::groups(figures::Columns {
            form: place.form,
            frequency: place.frequency(),
            lang: place.lang,
            now: &self.answers,
            before: self.before.as_ref().map(|(_, answers)| answers),
            previous: context.previous.as_ref(),
            last_year: context.last_year.as_ref(),
            findings,
        })
    }
}
