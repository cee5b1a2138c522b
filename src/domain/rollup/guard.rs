//! Taking out of sums what their reader may not see ([`crate::domain::disclosure`]).
use super::{
    cut::Cut,
    line::Frame,
    total::{Compared, Span, Total, total},
};
use crate::domain::{
    disclosure::{Declared, FEWEST},
    form::Kind,
};

/// The key under which the keys of a breakdown stand together that are not shown one by one.
pub const OTHERS: &str = "*";

impl Span {
    /// Whether its reader sees only what tells of no single house.
    #[must_use]
    pub fn is_guarded(&self) -> bool {
        self.months.iter().any(|month| month.withheld.is_some())
    }

    /// Takes out of the total of a part what is withheld of it in any month; of a part that is not on the list, everything.
    pub fn withhold(&self, frame: Frame, part: Option<&Declared>, total: &mut Total) {
        if !self.is_guarded() {
            return;
        }
        for line in 0..frame.form.lines.len() {
            // What nobody gave is missing, not withheld.
            let is_hidden = total.figures[line].is_some()
                && (self.hides(frame, part, line) || self.tells_by_age(frame, line, total));
            if is_hidden {
                total.figures[line] = None;
                total.withheld.insert(line);
            }
        }
        for (line, keys) in &mut total.breakdowns {
            let code = &frame.form.lines[*line].code;
            if total.withheld.contains(line) {
                keys.clear();
                continue;
            }
            let mut others = None;
            keys.retain(|key, value| {
                let is_hidden = self.hides_key(part, code, key);
                if is_hidden {
                    *others.get_or_insert(0_i64) += *value;
                }
                !is_hidden
            });
            // Their sum can be computed anyway: so the parts still add up to the total.
            keys.extend(others.map(|sum| (OTHERS.to_owned(), sum)));
        }
    }

    fn hides(&self, frame: Frame, part: Option<&Declared>, line: usize) -> bool {
        let Some(part) = part else { return true };
        let mut withheld = self.months.iter().filter_map(|month| month.withheld.as_deref());
        withheld.any(|withheld| withheld.hides(part, frame.form, line))
    }

    fn hides_key(&self, part: Option<&Declared>, line: &str, key: &str) -> bool {
        let Some(part) = part else { return true };
        let mut withheld = self.months.iter().filter_map(|month| month.withheld.as_deref());
        withheld.any(|withheld| withheld.hides_key(part, line, key))
    }

    /// A stock of several months minus that of the last month is what few houses said before.
    fn tells_by_age(&self, frame: Frame, line: usize, total: &Total) -> bool {
        let is_stock = self.months.len() > 1 && frame.form.lines[line].kind == Kind::Stock;
        is_stock && total.older[line] > 0 && total.older[line] < FEWEST
    }
}

/// The total of a cut, without what its reader may not see.
#[must_use]
pub fn shown(frame: Frame, span: &Span, cut: &Cut) -> Total {
    let mut total = total(frame, span, |key| cut.covers(key));
    span.withhold(frame, Declared::of(cut).as_ref(), &mut total);
    total
}

impl Compared {
    /// Takes out what is withheld in one of both periods, and everything if few houses are compared.
    pub fn withhold(&mut self, spans: [&Span; 2], totals: [&Total; 2]) {
        if !spans.iter().any(|span| span.is_guarded()) {
            return;
        }
        let few = self.reports < FEWEST * spans[0].months.len() as u32;
        for line in 0..self.now.len() {
            if few || totals.iter().any(|total| total.withheld.contains(&line)) {
                self.now[line] = None;
                self.before[line] = None;
            }
        }
    }
}
