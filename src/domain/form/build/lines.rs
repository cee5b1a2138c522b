//! Lines of a form file: each by itself, then with the lines from which it is computed.
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use toml::Spanned;

use super::{Builder, ByCode};
use crate::domain::{
    form::{
        Computed, Kind, Line, Part, Section,
        file::{FormToml, LineToml},
    },
    spelling::blind,
};

impl Builder<'_> {
    pub(super) fn lines(&mut self, toml: &FormToml, by_code: &ByCode, sections: &[Section]) -> Vec<Line> {
        if toml.lines.is_empty() {
            self.refuse(&toml.code.span(), "the form has no [[line]]");
        }
        let lines: Vec<Line> = toml.lines.iter().map(|line| self.line(line, by_code, sections)).collect();
        for (line, source) in lines.iter().zip(&toml.lines) {
            self.check_computed(line, source, &lines);
        }
        self.check_names(toml);
        lines
    }

    /// A heading that could be two lines would be guessed.
    fn check_names(&mut self, toml: &FormToml) {
        let mut seen = BTreeMap::new();
        for line in &toml.lines {
            for name in &line.names {
                match seen.insert(blind(name.get_ref()), line.code.get_ref()) {
                    _ if blind(name.get_ref()).is_empty() => self.refuse(&name.span(), "a name in `names` is empty"),
                    Some(other) => {
                        self.refuse(
                            &name.span(),
                            format!("`names`: {:?} is a name of `{other}` already", name.get_ref()),
                        );
                    }
                    None => {}
                }
            }
        }
    }

    fn line(&mut self, toml: &LineToml, by_code: &ByCode, sections: &[Section]) -> Line {
        if !sections.iter().any(|section| section.code == *toml.section.get_ref()) {
            self.refuse(&toml.section.span(), format!("unknown section `{}`", toml.section.get_ref()));
        }
        if toml.frequencies.get_ref().is_empty() {
            self.refuse(&toml.frequencies.span(), "`frequencies` is empty");
        }
        let decimals = toml.decimals.as_ref().map_or(0, |decimals| *decimals.get_ref());
        if let Some(given) = toml.decimals.as_ref().filter(|decimals| *decimals.get_ref() > 6) {
            self.refuse(&given.span(), "`decimals` may be at most 6");
        }
        if let Some(required) = &toml.required
            && !required.get_ref().iter().all(|frequency| toml.frequencies.get_ref().contains(frequency))
        {
            self.refuse(&required.span(), "`required` names a frequency that is not among `frequencies`");
        }
        Line {
            code: toml.code.get_ref().clone(),
            section: toml.section.get_ref().clone(),
            label: self.text("label", &toml.label),
            short: self.optional_text("short", toml.short.as_ref()),
            explanation: self.optional_text("explanation", toml.explanation.as_ref()),
            unit: self.text("unit", &toml.unit),
            decimals: decimals.min(6),
            kind: *toml.kind.get_ref(),
            frequencies: toml.frequencies.get_ref().clone(),
            required: toml.required.as_ref().map_or_else(Vec::new, |required| required.get_ref().clone()),
            computed: self.computed(toml, by_code),
            default_product: toml.default.as_ref().map(|factors| self.find_all("default", factors.get_ref(), by_code)),
            prefill: toml.prefill.as_ref().map(|prefill| *prefill.get_ref()),
            part_of: toml.part_of.as_ref().and_then(|whole| self.find("part_of", whole, by_code)),
            names: toml.names.iter().map(|name| name.get_ref().clone()).collect(),
        }
    }

    pub(super) fn find(&mut self, key: &str, code: &Spanned<String>, by_code: &ByCode) -> Option<usize> {
        let found = by_code.get(code.get_ref()).copied();
        if found.is_none() {
            self.refuse(&code.span(), format!("`{key}`: unknown line `{}`", code.get_ref()));
        }
        found
    }

    fn find_all(&mut self, key: &str, codes: &[Spanned<String>], by_code: &ByCode) -> Vec<usize> {
        codes.iter().filter_map(|code| self.find(key, code, by_code)).collect()
    }

    fn computed(&mut self, toml: &LineToml, by_code: &ByCode) -> Option<Computed> {
        if let Some(parts) = &toml.sum {
            let mut found = Vec::with_capacity(parts.get_ref().len());
            for part in parts.get_ref() {
                let name = part.get_ref().strip_suffix('?');
                let code = Spanned::new(part.span(), name.unwrap_or(part.get_ref()).to_owned());
                found.extend(self.find("sum", &code, by_code).map(|line| Part { line, optional: name.is_some() }));
            }
            return Some(Computed::Sum(found));
        }
        let ratio = toml.ratio.as_ref()?.get_ref();
        let numerator = self.find("ratio", &ratio.numerator, by_code)?;
        let denominator = self.find("ratio", &ratio.denominator, by_code)?;
        Some(Computed::Ratio { numerator, denominator, scale: ratio.scale })
    }

    /// Rules between a line and the lines it is computed from.
    fn check_computed(&mut self, line: &Line, toml: &LineToml, lines: &[Line]) {
        let declared = [toml.sum.is_some(), toml.ratio.is_some(), toml.default.is_some()];
        if declared.iter().filter(|declared| **declared).count() > 1 {
            self.refuse(&toml.code.span(), "only one of `sum`, `ratio` and `default` is possible");
            return;
        }
        if (line.kind == Kind::Ratio) != toml.ratio.is_some() {
            self.refuse(&toml.kind.span(), "`kind = \"ratio\"` and `ratio` belong together");
        }
        if line.kind == Kind::Breakdown && declared.contains(&true) {
            self.refuse(&toml.kind.span(), "a breakdown cannot be computed");
        }
        if line.computed.is_some()
            && let Some(required) = &toml.required
        {
            self.refuse(&required.span(), "a computed line cannot be `required`: its parts can");
        }
        if line.computed.is_some()
            && let Some(prefill) = &toml.prefill
        {
            self.refuse(&prefill.span(), "a computed line has no `prefill`");
        }
        match (&line.computed, &toml.sum, &toml.ratio) {
            (Some(Computed::Sum(parts)), Some(sum), _) => self.check_sum(line, parts, &sum.span(), lines),
            (Some(Computed::Ratio { numerator, denominator, scale }), _, Some(ratio)) => {
                self.check_ratio(line, [&lines[*numerator], &lines[*denominator]], *scale, &ratio.span());
            }
            _ => {}
        }
        if let (Some(factors), Some(default)) = (&line.default_product, &toml.default) {
            if factors.is_empty() {
                self.refuse(&default.span(), "`default` is empty");
            }
            let bad = factors.iter().find(|factor| matches!(lines[**factor].kind, Kind::Ratio | Kind::Breakdown));
            if let Some(bad) = bad {
                self.refuse(&default.span(), format!("`default`: `{}` is no plain number", lines[*bad].code));
            }
        }
    }

    fn check_sum(&mut self, line: &Line, parts: &[Part], at: &Range<usize>, lines: &[Line]) {
        if parts.is_empty() {
            self.refuse(at, "`sum` is empty");
        }
        let mut seen = BTreeSet::new();
        for part in parts {
            let code = &lines[part.line].code;
            let part_line = &lines[part.line];
            if !seen.insert(part.line) {
                self.refuse(at, format!("`sum`: `{code}` stands twice"));
            }
            if part_line.decimals != line.decimals {
                self.refuse(at, format!("`sum`: `{code}` has {} decimals, not {}", part_line.decimals, line.decimals));
            }
            if part_line.kind != line.kind {
                self.refuse(at, format!("`sum`: `{code}` is of another kind"));
            }
            self.check_asked("sum", line, part_line, at);
        }
    }

    fn check_ratio(&mut self, line: &Line, of: [&Line; 2], scale: i64, at: &Range<usize>) {
        if scale <= 0 {
            self.refuse(at, "`scale` must be greater than 0");
        }
        for operand in of {
            if matches!(operand.kind, Kind::Ratio | Kind::Breakdown) {
                self.refuse(at, format!("`ratio`: `{}` is no line that adds up", operand.code));
            }
            self.check_asked("ratio", line, operand, at);
        }
    }

    fn check_asked(&mut self, key: &str, line: &Line, operand: &Line, at: &Range<usize>) {
        if let Some(lacking) = line.frequencies.iter().find(|frequency| !operand.frequencies.contains(frequency)) {
            self.refuse(at, format!("`{key}`: `{}` is not asked in the {lacking} report", operand.code));
        }
    }

    /// Computed lines, each after those it needs; refuses cycles.
    pub(super) fn order(&mut self, toml: &FormToml, lines: &[Line]) -> Vec<usize> {
        let mut order = Vec::new();
        let mut state = vec![Visit::New; lines.len()];
        for (start, source) in toml.lines.iter().enumerate() {
            if let Err(cycle) = visit(start, lines, &mut state, &mut order, &mut Vec::new()) {
                let names: Vec<&str> = cycle.iter().map(|index| lines[*index].code.as_str()).collect();
                self.refuse(&source.code.span(), format!("cycle of computed lines: {}", names.join(" → ")));
                break;
            }
        }
        order
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

fn visit(
    index: usize,
    lines: &[Line],
    state: &mut [Visit],
    order: &mut Vec<usize>,
    path: &mut Vec<usize>,
) -> Result<(), Vec<usize>> {
    match state[index] {
        Visit::Done => return Ok(()),
        Visit::Open => {
            let start = path.iter().position(|at| *at == index).unwrap_or_default();
            path.push(index);
            return Err(path.split_off(start));
        }
        Visit::New => {}
    }
    state[index] = Visit::Open;
    path.push(index);
    for needed in needs(&lines[index]) {
        visit(needed, lines, state, order, path)?;
    }
    path.pop();
    state[index] = Visit::Done;
    if lines[index].computed.is_some() || lines[index].default_product.is_some() {
        order.push(index);
    }
    Ok(())
}

fn needs(line: &Line) -> Vec<usize> {
    match (&line.computed, &line.default_product) {
        (Some(Computed::Sum(parts)), _) => parts.iter().map(|part| part.line).collect(),
        (Some(Computed::Ratio { numerator, denominator, .. }), _) => vec![*numerator, *denominator],
        (None, Some(factors)) => factors.clone(),
        (None, None) => Vec::new(),
    }
}
