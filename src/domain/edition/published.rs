//! THE RULE of comparisons: between two periods that are both published, a change is that of the published totals; else it is that
//! of the houses that reported in both. Page, JSON and workbook read it from the same table, and each says which it is.
use std::sync::Arc;

use super::announced::{Announced, Exact};
use crate::domain::{
    Lang,
    disclosure::Declared,
    form::Figures,
    number,
    rollup::{Frame, total::Compared},
};

/// The last edition of a round.
#[derive(Clone, Debug)]
pub struct Published {
    pub number: i32,
    pub figures: Arc<Announced>,
}

/// The editions of the periods that a table compares; only periods that are one round have any.
#[derive(Clone, Debug, Default)]
pub struct OfSpans {
    pub now: Option<Published>,
    pub previous: Option<Published>,
    pub last_year: Option<Published>,
}

/// Two editions whose totals were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Editions {
    pub now: i32,
    pub before: i32,
    /// Reports behind each.
    #[serde(skip)]
    pub reports: [u32; 2],
}

impl OfSpans {
    #[must_use]
    pub fn with_previous(&self) -> Option<[&Published; 2]> {
        Some([self.now.as_ref()?, self.previous.as_ref()?])
    }

    #[must_use]
    pub fn with_last_year(&self) -> Option<[&Published; 2]> {
        Some([self.now.as_ref()?, self.last_year.as_ref()?])
    }
}

/// On what a change rests, in words: the same everywhere. `reports` are those of the same houses.
#[must_use]
pub fn ground(editions: Option<Editions>, reports: u32, lang: Lang) -> String {
    let reports = number::print(reports.into(), 0);
    match (editions, lang) {
        (Some(of), Lang::Vi) => format!("so số đã công bố (lần {}) với số đã công bố (lần {})", of.now, of.before),
        (Some(of), Lang::En) => {
            format!("published figures (edition {}) on published ones (edition {})", of.now, of.before)
        }
        (None, Lang::Vi) => format!("chỉ so {reports} báo cáo của cơ sở có báo cáo ở cả hai kỳ"),
        (None, Lang::En) => format!("only houses that reported in both periods, {reports} reports"),
    }
}

/// The comparison to be shown of a part: that of both editions if there are both and they tell of such a part, else `same`, that of
/// the same houses.
#[must_use]
pub fn chosen(
    frame: Frame,
    pair: Option<[&Published; 2]>,
    part: Option<&Declared>,
    same: Option<Compared>,
) -> Option<Compared> {
    let published = pair.zip(part).and_then(|(pair, part)| compare(frame, pair, part));
    published.or(same)
}

/// None if neither edition has such a part.
fn compare(frame: Frame, [now, before]: [&Published; 2], part: &Declared) -> Option<Compared> {
    let sides = [now, before].map(|edition| edition.figures.of_part(frame, part));
    if sides.iter().all(Option::is_none) {
        return None;
    }
    let none = || (vec![None; frame.form.lines.len()], 0);
    let [(figures, reports), (figures_before, reports_before)] = sides.map(|side| side.unwrap_or_else(none));
    let editions = Editions { now: now.number, before: before.number, reports: [reports, reports_before] };
    Some(Compared { reports, now: figures, before: figures_before, editions: Some(editions) })
}

impl Announced {
    /// The figures of a part by the lines of a form, and the reports behind them.
    fn of_part(&self, frame: Frame, part: &Declared) -> Option<(Figures, u32)> {
        let among = |parts: &[super::announced::Part], key: &str| {
            let part = parts.iter().find(|part| part.key == key)?;
            Some((part.values.clone(), part.coverage.reports))
        };
        let (values, reports): (Vec<Option<Exact>>, u32) = match part {
            Declared::Whole => (self.lines.iter().map(|line| line.value).collect(), self.coverage.reports),
            Declared::Area(code) => {
                // In the order of codes: a nation has thousands.
                let place = self.by_area.binary_search_by(|part| part.key.as_str().cmp(&code.0)).ok()?;
                let part = &self.by_area[place];
                (part.values.clone(), part.coverage.reports)
            }
            Declared::Type(kind) => among(&self.by_type, kind.as_str())?,
            Declared::Stars(stars) => among(&self.by_stars, &stars.to_string())?,
            Declared::AreaType(..) => return None,
        };
        let mut figures: Figures = vec![None; frame.form.lines.len()];
        for (line, value) in self.lines.iter().zip(values) {
            if let Some(place) = frame.form.index(&line.code) {
                figures[place] = value.map(|value| value.at(frame.form.lines[place].decimals));
            }
        }
        Some((figures, reports))
    }
}
