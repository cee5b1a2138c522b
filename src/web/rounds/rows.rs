//! The rows of the desk's list: who, when, what is odd and why, how it changed.
use std::collections::BTreeMap;

use super::{
    query::Query,
    queue::{Compared, Entry, Queue},
    view::{QueueColumns, QueueRow},
};
use crate::{
    app::App,
    db::reports,
    domain::{
        Lang, ReportId,
        document::Document,
        number,
        report::{Basis, Channel},
        round::Round,
        spelling::lower,
    },
    web::{
        Result,
        reports::{place::round_path, words},
        ui,
    },
};

/// From what the rows are made.
pub struct Rows<'a> {
    app: &'a App,
    queue: &'a Queue<'a>,
    lang: Lang,
    /// Of the round, and of the list as it is filtered and sorted.
    path: String,
    query: String,
}

impl<'a> Rows<'a> {
    pub fn new(app: &'a App, round: &Round, queue: &'a Queue<'a>, query: &Query, lang: Lang) -> Self {
        Rows { app, queue, lang, path: round_path(round), query: query.text() }
    }

    /// Heads of the columns: the form's main line and ratio, and the periods compared with.
    #[must_use]
    pub fn columns(&self, round: &Round) -> QueueColumns {
        let Queue { form, frequency, has_previous, has_last_year, .. } = *self.queue;
        let label = |line: Option<usize>| line.map(|line| form.lines[line].label.get(self.lang).to_owned());
        let ratio = form.main_ratio(frequency);
        let unit = ratio.map(|line| format!(" ({})", form.lines[line].unit.get(self.lang))).unwrap_or_default();
        QueueColumns {
            main: label(form.main_line(frequency)).unwrap_or_default(),
            ratio: label(ratio).map(|label| label + &unit).unwrap_or_default(),
            previous: if has_previous { round.period.previous().short() } else { String::new() },
            last_year: if has_last_year { round.period.same_last_year().short() } else { String::new() },
        }
    }

    /// # Errors
    /// When the database can't be asked, or a document does not fit its form.
    pub async fn of(&self, shown: &[&Entry]) -> Result<Vec<QueueRow>> {
        let odd = shown.iter().filter(|entry| entry.report().is_some_and(|report| report.findings > 0));
        let odd: Vec<_> = odd.filter_map(|entry| entry.owing.report.as_ref()).collect();
        let documents = reports::documents(self.app.db.read(), Basis::Submitted, &odd).await?;
        shown.iter().map(|entry| self.row(entry, &documents)).collect()
    }

    fn row(&self, entry: &Entry, documents: &BTreeMap<ReportId, Document>) -> Result<QueueRow> {
        let (owing, lang, form) = (&entry.owing, self.lang, self.queue.form);
        let filed = owing.report.as_ref();
        let report = entry.report();
        let explained = match filed.and_then(|filed| documents.get(&filed.id)) {
            Some(document) => words::confirmed_in_short(form, &document.answers(&self.app.catalogue)?, lang),
            None => Vec::new(),
        };
        let pick = filed.filter(|_| entry.is_clean()).map(|filed| format!("{}:{}", filed.id, filed.report.revision));
        let by_officer = report.is_some_and(|report| report.latest_version > 0 && report.channel == Channel::Officer);
        let Compared { now, previous, last_year, ratio } = entry.figures;
        let print = |line: Option<usize>, value: Option<i64>| {
            let decimals = line.map_or(0, |line| form.lines[line].decimals);
            value.map_or_else(|| "–".to_owned(), |value| number::print(value, decimals))
        };
        let change = |before: Option<i64>| {
            let change = now.zip(before).and_then(|(now, before)| number::percent_change(now, before));
            change.map_or_else(|| "–".to_owned(), |change| number::print_signed(change, 1))
        };
        let at = report.and_then(|report| report.submitted_at);
        Ok(QueueRow {
            pick: pick.unwrap_or_default(),
            house: owing.house.name.clone(),
            href: format!("{}/{}{}", self.path, owing.house.code(), self.query),
            facts: words::facts_in_list(&owing.facts, lang),
            filed: at.map(|at| ui::instant_short(at, self.app.config.time_zone)).unwrap_or_default(),
            late: owing.standing.is_late(),
            channel: if by_officer { lower(Channel::Officer.label(lang)) } else { String::new() },
            findings: report.map_or(0, |report| report.findings),
            explained,
            marks: entry.marks.iter().map(|mark| mark.text(&form.peer_figures[mark.figure], lang)).collect(),
            main: print(form.main_line(self.queue.frequency), now),
            change_previous: change(previous),
            change_last_year: change(last_year),
            ratio: print(form.main_ratio(self.queue.frequency), ratio),
            badge: words::officer_badge(owing.standing),
        })
    }
}
