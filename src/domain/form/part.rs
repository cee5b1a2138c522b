//! A form of which an ad hoc round asks some lines only.
use super::{Computed, Form, Frequency, PeerFigure};
use crate::domain::formula::Path;

impl Form {
    /// The form as a round asks it that wants these lines: what is computed from them comes along if all its parts are asked;
    /// the other lines are neither shown nor required nor checked. Positions of lines stay, so figures of both forms are alike.
    #[must_use]
    pub fn restricted_to(&self, codes: &[String]) -> Form {
        let kept = self.kept(codes);
        let mut form = self.clone();
        for (index, line) in form.lines.iter_mut().enumerate() {
            if !kept[index] {
                line.frequencies.clear();
                line.required.clear();
            }
            line.part_of = line.part_of.filter(|whole| kept[*whole]);
        }
        let is_kept = |path: &Path| path.line().is_none_or(|line| kept[line]);
        form.checks.retain(|check| kept[check.line] && check.when.operands().iter().all(is_kept));
        let compares = |figure: &PeerFigure| kept[figure.line] && figure.per.is_none_or(|per| kept[per]);
        form.peer_figures.retain(compares);
        form.comparisons.retain(compares);
        form
    }

    /// By position, whether a line is asked or computed from what is asked.
    fn kept(&self, codes: &[String]) -> Vec<bool> {
        let mut kept: Vec<bool> = self.lines.iter().map(|line| line.is_asked() && codes.contains(&line.code)).collect();
        // Each after those it needs.
        for &index in &self.order {
            kept[index] |= match &self.lines[index].computed {
                None => false,
                Some(Computed::Sum(parts)) => parts.iter().all(|part| kept[part.line]),
                Some(Computed::Ratio { numerator, denominator, .. }) => kept[*numerator] && kept[*denominator],
            };
        }
        kept
    }

    /// The lines of which a round may ask some: those that a person fills in.
    pub fn askable(&self, frequency: Frequency) -> impl Iterator<Item = &super::Line> {
        self.lines_for(frequency).map(|(_, line)| line).filter(|line| line.is_asked())
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::{catalogue::Catalogue, form::Frequency};

    #[test]
    fn what_is_not_asked_is_gone_and_what_follows_from_the_asked_comes_along() {
        let catalogue = Catalogue::embedded().unwrap();
        let whole = catalogue.all().find(|form| form.code.0 == "01-H/DL-CSLT").unwrap();
        let codes = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<String>>();
        let lines = |asked: &[&str]| {
            let form = whole.restricted_to(&codes(asked));
            form.lines_for(Frequency::Monthly).map(|(_, line)| line.code.clone()).collect::<Vec<_>>()
        };
        assert_eq!(lines(&["room_nights_sold", "rooms"]), ["rooms", "room_nights_sold"]);
        assert_eq!(
            lines(&["room_nights_sold", "room_nights_available"]),
            ["room_nights_available", "room_nights_sold", "occupancy"]
        );
        assert_eq!(
            lines(&["guests_international", "guests_domestic"]),
            ["guests_international", "guests_domestic", "guests_total"]
        );
        // computed lines are no choice of their own
        assert_eq!(lines(&["occupancy"]), [""; 0]);

        let form = whole.restricted_to(&codes(&["rooms", "days_open"]));
        assert_eq!((form.lines.len(), form.code.clone()), (whole.lines.len(), whole.code.clone()));
        let line_of = |path: &crate::domain::formula::Path| path.line();
        let asked = |line: usize| !form.lines[line].frequencies.is_empty();
        assert!(form.checks.iter().any(|check| check.code == "days_open_over_period"), "{:?}", form.checks.len());
        assert!(form.checks.iter().all(|c| c.when.operands().iter().filter_map(line_of).all(asked)));
        assert!(form.checks.len() < whole.checks.len());
        // asked for again, the same form is lent
        let round = |lines: &[&str]| {
            let period = "2027-02-04..2027-02-14".parse().unwrap();
            let new = crate::domain::round::NewRound {
                form: whole.code.clone(),
                form_version: whole.version.clone(),
                period,
                title: "Tết 2027".into(),
                audience: crate::domain::round::Audience::default(),
                lines: Some(codes(lines)),
                opens_at: chrono::DateTime::UNIX_EPOCH,
                due_at: chrono::DateTime::UNIX_EPOCH,
                historic: false,
                message: None,
            };
            catalogue.of_round(&new.stored(crate::domain::RoundId(1))).unwrap()
        };
        assert!(std::ptr::eq(round(&["rooms"]), round(&["rooms"])));
        assert!(!std::ptr::eq(round(&["rooms"]), round(&["beds"])));
    }
}
