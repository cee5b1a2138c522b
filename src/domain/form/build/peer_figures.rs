//! What a form file says about the figures that are compared with those of similar houses.
use super::{Builder, ByCode};
use crate::domain::form::{
    Distance, Kind, Line, PeerFigure,
    file::{FormToml, PeerFigureToml},
};

impl Builder<'_> {
    /// As they are declared; every ratio if none is.
    pub(super) fn peer_figures(&mut self, toml: &FormToml, lines: &[Line], by_code: &ByCode) -> Vec<PeerFigure> {
        if toml.peer_figures.is_empty() {
            let ratios = lines.iter().enumerate().filter(|(_, line)| line.kind == Kind::Ratio);
            return ratios.map(|(index, line)| plain(index, line, Distance::default())).collect();
        }
        toml.peer_figures.iter().filter_map(|figure| self.peer_figure(figure, lines, by_code)).collect()
    }

    fn peer_figure(&mut self, toml: &PeerFigureToml, lines: &[Line], by_code: &ByCode) -> Option<PeerFigure> {
        let index = self.find("line", &toml.line, by_code)?;
        let line = lines.get(index)?;
        let Some(per) = &toml.per else {
            if toml.label.is_some() || toml.unit.is_some() || toml.decimals.is_some() {
                self.refuse(&toml.line.span(), "`label`, `unit` and `decimals` belong to a figure `per` something");
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
        let (Some(label), Some(unit)) = (&toml.label, &toml.unit) else {
            self.refuse(&per.span(), "a figure `per` something needs `label` and `unit`");
            return None;
        };
        let (label, unit) = (self.text("label", label), self.text("unit", unit));
        Some(PeerFigure {
            line: index,
            per: Some(divisor),
            label,
            unit,
            decimals: decimals.min(6),
            distance: toml.distance,
        })
    }
}

fn plain(index: usize, line: &Line, distance: Distance) -> PeerFigure {
    let (label, unit) = (line.label.clone(), line.unit.clone());
    PeerFigure { line: index, per: None, label, unit, decimals: line.decimals, distance }
}
