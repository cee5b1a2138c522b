//! What a form file says about the figures that are compared with those of similar houses.
use super::{Builder, ByCode};
use crate::domain::form::{
    Audience, Distance, Kind, Line, PeerFigure,
    file::{FormToml, PeerFigureToml},
};

/// To whom a figure is shown that does not say.
const USUALLY: &[Audience] = &[Audience::Officers];

/// What is compared for officers, and what for the houses themselves.
pub(super) struct PeerFigures {
    pub officers: Vec<PeerFigure>,
    pub houses: Vec<PeerFigure>,
}

impl Builder<'_> {
    /// As they are declared; if none is, every ratio, of which houses are not shown those that are parts of others.
    pub(super) fn peer_figures(&mut self, toml: &FormToml, lines: &[Line], by_code: &ByCode) -> PeerFigures {
        let mut figures = PeerFigures { officers: Vec::new(), houses: Vec::new() };
        if toml.peer_figures.is_empty() {
            for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.kind == Kind::Ratio) {
                let figure = plain(index, line, Distance::default());
                figures.houses.extend(line.part_of.is_none().then(|| figure.clone()));
                figures.officers.push(figure);
            }
        }
        for declared in &toml.peer_figures {
            let Some(figure) = self.peer_figure(declared, lines, by_code) else { continue };
            let shown_to = declared.shown_to.as_ref().map_or(USUALLY, |list| list.get_ref());
            if shown_to.is_empty() {
                self.refuse(&declared.line.span(), "`shown_to` is empty");
            }
            figures.officers.extend(shown_to.contains(&Audience::Officers).then(|| figure.clone()));
            figures.houses.extend(shown_to.contains(&Audience::Houses).then_some(figure));
        }
        figures
    }

    fn peer_figure(&mut self, toml: &PeerFigureToml, lines: &[Line], by_code: &ByCode) -> Option<PeerFigure> {
        let index = self.find("line", &toml.line, by_code)?;
        let line = lines.get(index)?;
        let Some(per) = &toml.per else {
            let of_quotients = toml.decimals.is_some() || toml.scale.is_some();
            if toml.label.is_some() || toml.unit.is_some() || of_quotients {
                let reason = "`label`, `unit`, `decimals` and `scale` belong to a figure `per` something";
                self.refuse(&toml.line.span(), reason);
            }
            if matches!(line.kind, Kind::Breakdown | Kind::None) {
                self.refuse(&toml.line.span(), format!("`line`: `{}` is no figure to compare", line.code));
            }
            return Some(plain(index, line, toml.distance));
        };
        let divisor = self.find("per", per, by_code)?;
        for (code, operand) in [(&toml.line, line), (per, lines.get(divisor)?)] {
            if !matches!(operand.kind, Kind::Flow | Kind::Stock) {
                self.refuse(&code.span(), format!("`{}` is no line that adds up", operand.code));
            }
        }
        let decimals = toml.decimals.as_ref().map_or(1, |decimals| *decimals.get_ref());
        if let Some(given) = toml.decimals.as_ref().filter(|decimals| *decimals.get_ref() > 6) {
            self.refuse(&given.span(), "`decimals` may be at most 6");
        }
        let scale = toml.scale.as_ref().map_or(1, |scale| *scale.get_ref());
        if let Some(given) = toml.scale.as_ref().filter(|scale| !(1..=1_000_000).contains(scale.get_ref())) {
            self.refuse(&given.span(), "`scale` is 1 to 1000000");
        }
        let (Some(label), Some(unit)) = (&toml.label, &toml.unit) else {
            self.refuse(&per.span(), "a figure `per` something needs `label` and `unit`");
            return None;
        };
        let (label, unit) = (self.text("label", label), self.text("unit", unit));
        Some(PeerFigure {
            line: index,
            per: Some(divisor),
            scale,
            label,
            unit,
            decimals: decimals.min(6),
            distance: toml.distance,
        })
    }
}

fn plain(index: usize, line: &Line, distance: Distance) -> PeerFigure {
    let (label, unit) = (line.label.clone(), line.unit.clone());
    PeerFigure { line: index, per: None, scale: 1, label, unit, decimals: line.decimals, distance }
}
