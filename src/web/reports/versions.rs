//! Every version of a report: who filed it when and how, what was decided about it and why.
use super::{
    figures::{self, FigureRow},
    place::{Place, named_lines},
    receipt::{filer, version_text},
    view::VersionLine,
};
use crate::{
    db::{
        accounts,
        reports::{self, Decision, Version},
    },
    domain::{Lang, answers::Answers, document::Document, report::Verdict},
    web::{Result, ui::Badge},
};

/// The versions as they are listed; `shown` is the one on the page, `href` the address of each.
///
/// # Errors
/// When the database can't be asked, or a document can't be read.
pub async fn lines(
    place: &Place<'_>,
    versions: &[Version],
    shown: Option<i32>,
    href: impl Fn(i32) -> String,
) -> Result<Vec<VersionLine>> {
    let Some(filed) = place.filed() else { return Ok(Vec::new()) };
    let (db, lang) = (place.app.db.read(), place.lang);
    let decisions = reports::decisions(db, filed.id).await?;
    let names = accounts::names(db, decisions.iter().filter_map(|decision| decision.account_id)).await?;
    let mut lines = Vec::new();
    let documents = versions.iter().map(|version| Document::read(&version.document));
    let documents: Vec<Document> = documents.collect::<std::result::Result<_, _>>()?;
    for (at, version) in versions.iter().enumerate() {
        let decision = decisions.iter().find(|decision| decision.version == version.number);
        let badge = match decision.map(|decision| decision.verdict) {
            Some(Verdict::Accepted) => Badge::Accepted,
            Some(Verdict::Returned) => Badge::Returned,
            None if filed.report.accepted_version == Some(version.number) => Badge::Accepted,
            None if version.number == filed.report.latest_version => Badge::Waiting,
            None => Badge::Submitted,
        };
        let late = if version.late { lang.t("nộp muộn", "late") } else { lang.t("đúng hạn", "in time") };
        let filer = filer(place, version).await?;
        let mut said = vec![format!("{} · {filer} · {late}", place.instant(version.submitted_at))];
        if let Some(reason) = &documents[at].reason {
            said.push(format!("{} “{reason}”", lang.t("Lý do sửa:", "Changed because:")));
        }
        if let Some(decision) = decision {
            let who = decision.account_id.and_then(|id| names.get(&id)).map(|name| format!(" · {name}"));
            let verdict = decision.verdict.label(lang);
            said.push(format!("{verdict} {}{}", place.instant(decision.at), who.unwrap_or_default()));
            said.extend(because(place, decision)?);
        }
        if let Some(before) = documents.get(at + 1) {
            let catalogue = &place.app.catalogue;
            said.extend(changes(place, &documents[at].answers(catalogue)?, &before.answers(catalogue)?));
        }
        lines.push(VersionLine {
            badge,
            title: format!("{}: {}", version_text(version.number, lang), badge.label(lang).to_lowercase()),
            lines: said,
            receipt: version.receipt.to_string(),
            sha256: version.sha256.clone(),
            href: Some(href(version.number)),
            shown: shown == Some(version.number),
        });
    }
    Ok(lines)
}

/// Why a version was returned, with the lines and the day on which it was due again.
fn because(place: &Place, decision: &Decision) -> Result<Vec<String>> {
    let Some(reason) = decision.reason.as_deref().filter(|_| decision.verdict == Verdict::Returned) else {
        return Ok(Vec::new());
    };
    let lang = place.lang;
    let mut said = vec![format!("{} “{}”", lang.t("Lý do:", "Because:"), reason.trim())];
    let lines = named_lines(place.form, &reports::returned_lines(decision)?, lang);
    if !lines.is_empty() {
        said.push(format!("{} {}", lang.t("Dòng cần xem lại:", "Lines to look at again:"), lines.join("; ")));
    }
    if let Some(due_at) = decision.due_at {
        said.push(match lang {
            Lang::Vi => format!("Hạn nộp lại: {}", place.instant(due_at)),
            Lang::En => format!("Due again: {}", place.instant(due_at)),
        });
    }
    Ok(said)
}

/// Of a long list of changed lines so many are named; all of them stand in the table of the version.
const NAMED: usize = 6;

/// «Ngày khách: nội địa: 600 → 640», for each line that was typed otherwise than in the version before; what is computed from
/// them follows.
fn changes(place: &Place, now: &Answers, before: &Answers) -> Vec<String> {
    let groups = figures::groups(figures::Columns {
        form: place.form,
        frequency: place.frequency(),
        lang: place.lang,
        now,
        before: Some(before),
        previous: None,
        last_year: None,
        findings: &[],
    });
    let rows = groups.iter().flat_map(|group| &group.rows).filter(|row| row.changed && !row.computed);
    let mut said: Vec<String> =
        rows.map(|row| format!("{}: {} → {}", name(place, row), row.before, row.value)).collect();
    let more = said.len().saturating_sub(NAMED);
    said.truncate(NAMED);
    if more > 0 {
        said.push(match place.lang {
            Lang::Vi => format!("và {more} dòng khác"),
            Lang::En => format!("and {more} other lines"),
        });
    }
    said
}

/// A line by its whole name, as no total stands above it here; a key of a breakdown with its line.
fn name(place: &Place, row: &FigureRow) -> String {
    let line = row.code.split('.').next().unwrap_or_default();
    let label = place.form.line(line).map_or(line, |line| line.label.get(place.lang));
    if row.is_key() { format!("{label}, {}", row.label) } else { label.to_owned() }
}
