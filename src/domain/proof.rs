//! Whether what is stored is still what was filed: a version against its own document, and against what the log says of it.
use chrono::{DateTime, SubsecRound, Utc};
use serde::Deserialize;

use super::{
    AccountId, EstablishmentId, Period, RoundId,
    document::{Document, sha256},
    form::FormCode,
    report::Channel,
};

/// A version as the columns beside its document state it.
#[derive(Clone, Debug)]
pub struct Stated<'a> {
    pub document: &'a str,
    pub sha256: &'a str,
    pub number: i32,
    pub nil: bool,
    pub channel: Channel,
    pub filer: Option<AccountId>,
    pub submitted_at: DateTime<Utc>,
    /// Of its report: code of the house, form and period of the round.
    pub house: &'a str,
    pub form: &'a FormCode,
    pub period: Period,
}

/// Compares a version with its document.
///
/// # Errors
/// Says what differs.
pub fn check_version(stated: &Stated<'_>) -> Result<(), &'static str> {
    if sha256(stated.document) != stated.sha256 {
        return Err("its document does not have the hash under which it was filed");
    }
    let document = Document::read(stated.document).map_err(|_| "its document cannot be read")?;
    let same = [
        (document.version == stated.number, "its number is not that of its document"),
        (document.establishment == stated.house, "it stands under another house than its document"),
        (document.form == *stated.form, "it stands under another form than its document"),
        (document.period == stated.period, "it stands under another period than its document"),
        (document.channel == stated.channel, "its channel is not that of its document"),
        (document.filer == stated.filer, "its filer is not that of its document"),
        (
            document.submitted_at == stated.submitted_at.trunc_subsecs(3),
            "its instant of filing is not that of its document",
        ),
        (document.answers.contains_key("nil") == stated.nil, "its mark of a nil report is not that of its document"),
    ];
    same.into_iter().find(|(same, _)| !same).map_or(Ok(()), |(_, differs)| Err(differs))
}

/// What the log says of a filing, beside the report in its subject.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FiledEntry {
    pub round: RoundId,
    pub establishment: EstablishmentId,
    pub version: i32,
    pub receipt: String,
    pub sha256: String,
}

/// Whether an action of the log stores a version.
#[must_use]
pub fn is_filing(action: &str) -> bool {
    matches!(action, "report.submitted" | "report.amended" | "report.entered" | "report.imported")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::tests::document;

    #[test]
    fn whatever_stands_beside_a_document_agrees_with_it_or_is_named() {
        let (document, form) = (document(), FormCode("01-H/DL-CSLT".into()));
        let other_form = FormCode("90-H/DL-NUOC".into());
        let sealed = document.seal();
        let changed = sealed.text.replace("\"20\"", "\"21\"");
        let resealed = sha256("{}");
        let right = Stated {
            document: &sealed.text,
            sha256: &sealed.sha256,
            number: 1,
            nil: false,
            channel: Channel::Web,
            filer: Some(AccountId(7)),
            // The column keeps more of the instant than the document.
            submitted_at: "2026-07-16T08:08:41.120987Z".parse().unwrap(),
            house: "CS001",
            form: &form,
            period: Period::month(2026, 6),
        };
        assert_eq!(check_version(&right), Ok(()));
        let wrong = [
            (Stated { document: &changed, ..right.clone() }, "does not have the hash"),
            (Stated { document: "{}", sha256: &resealed, ..right.clone() }, "cannot be read"),
            (Stated { number: 2, ..right.clone() }, "number"),
            (Stated { house: "CS0002", ..right.clone() }, "house"),
            (Stated { form: &other_form, ..right.clone() }, "form"),
            (Stated { period: Period::month(2026, 5), ..right.clone() }, "period"),
            (Stated { channel: Channel::Officer, ..right.clone() }, "channel"),
            (Stated { filer: None, ..right.clone() }, "filer"),
            (Stated { submitted_at: DateTime::UNIX_EPOCH, ..right.clone() }, "instant"),
            (Stated { nil: true, ..right.clone() }, "nil"),
        ];
        for (stated, named) in wrong {
            let said = check_version(&stated).unwrap_err();
            assert!(said.contains(named), "{named}: {said}");
        }
    }
}
