//! Messages of checks: text in both languages with placeholders for the values that were found odd.
//!
//! `{rooms}`, `{previous.rooms}`, `{last_year.rooms}`, `{register.rooms}`, `{days}` print a value; `{rooms.label}` and
//! `{rooms.unit}` a line's words; `{previous.period}` a period; `{change(a, b)}` «tăng 112,4 %»; `{product(a, b)}` a × b.
use super::{
    Lang, Text,
    formula::{Fact, Names, Operands, Path},
    number,
};

/// A message with its placeholders understood.
#[derive(Clone, Debug)]
pub struct Message {
    source: Text,
    vi: Vec<Piece>,
    en: Vec<Piece>,
}

/// A part of a message.
#[derive(Clone, Debug)]
pub enum Piece {
    Text(String),
    /// The value at a path.
    Value(Path),
    /// Words of a line.
    Label(usize),
    Unit(usize),
    PreviousPeriod,
    LastYearPeriod,
    /// Of the first against the second, in percent.
    Change(Path, Path),
    Product(Path, Path),
}

impl Message {
    /// # Errors
    /// Naming the placeholder that is not understood.
    pub(super) fn compile(source: &Text, names: Names<'_>) -> Result<Message, String> {
        Ok(Message { source: source.clone(), vi: pieces(&source.vi, names)?, en: pieces(&source.en, names)? })
    }

    /// As it stands in the form file.
    #[must_use]
    pub fn source(&self) -> &Text {
        &self.source
    }

    /// Its parts, in the order in which they are read.
    #[must_use]
    pub fn pieces(&self, lang: Lang) -> &[Piece] {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }

    pub(super) fn fill(&self, operands: &Operands<'_>) -> Text {
        let text = |pieces: &[Piece], lang| pieces.iter().map(|piece| piece.print(operands, lang)).collect::<String>();
        Text { vi: text(&self.vi, Lang::Vi), en: text(&self.en, Lang::En) }
    }
}

fn pieces(text: &str, names: Names<'_>) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (placeholder, after) = after.split_once('}').ok_or_else(|| "`{` without `}`".to_owned())?;
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(piece(placeholder.trim(), names).map_err(|why| format!("placeholder `{{{placeholder}}}`: {why}"))?);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

fn piece(placeholder: &str, names: Names<'_>) -> Result<Piece, String> {
    let line = |code: &str| match names.path(code)? {
        Path::Line(line) => Ok(line),
        _ => Err(format!("`{code}` is no line")),
    };
    if let Some((function, arguments)) = placeholder.strip_suffix(')').and_then(|call| call.split_once('(')) {
        let (a, b) = arguments.split_once(',').ok_or_else(|| format!("`{function}` takes two paths"))?;
        let (a, b) = (names.path(a.trim())?, names.path(b.trim())?);
        return match function {
            "change" if a.decimals(names.lines) == b.decimals(names.lines) => Ok(Piece::Change(a, b)),
            "change" => Err("the two numbers have different decimals".into()),
            "product" => Ok(Piece::Product(a, b)),
            _ => Err(format!("unknown function `{function}`")),
        };
    }
    match placeholder.rsplit_once('.') {
        Some(("previous", "period")) => Ok(Piece::PreviousPeriod),
        Some(("last_year", "period")) => Ok(Piece::LastYearPeriod),
        Some((code, "label")) => line(code).map(Piece::Label),
        Some((code, "unit")) => line(code).map(Piece::Unit),
        _ => names.path(placeholder).map(Piece::Value),
    }
}

/// What stands for a value that is not known.
pub const UNKNOWN: &str = "–";

impl Piece {
    fn print(&self, operands: &Operands<'_>, lang: Lang) -> String {
        let lines = operands.names.lines;
        let or_unknown = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
        match self {
            Piece::Text(text) => text.clone(),
            Piece::Value(Path::Register(Fact::Type)) => {
                or_unknown(operands.context.register.as_ref().map(|facts| facts.kind.label(lang).to_owned()))
            }
            Piece::Value(path) => {
                or_unknown(operands.number(*path).map(|value| number::print(value, path.decimals(lines))))
            }
            Piece::Label(line) => lines[*line].label.get(lang).to_owned(),
            Piece::Unit(line) => lines[*line].unit.get(lang).to_owned(),
            Piece::PreviousPeriod => or_unknown(operands.context.previous.as_ref().map(|past| past.period.label(lang))),
            Piece::LastYearPeriod => {
                or_unknown(operands.context.last_year.as_ref().map(|past| past.period.label(lang)))
            }
            Piece::Change(a, b) => or_unknown(change(operands, *a, *b, lang)),
            Piece::Product(a, b) => or_unknown(product(operands, *a, *b)),
        }
    }
}

fn change(operands: &Operands<'_>, a: Path, b: Path, lang: Lang) -> Option<String> {
    let percent = number::percent_change(operands.number(a)?, operands.number(b)?)?;
    let size = number::print_percent(percent.abs(), 1);
    Some(match percent {
        0 => lang.t("không đổi", "unchanged").to_owned(),
        1.. => format!("{} {size}", lang.t("tăng", "up")),
        _ => format!("{} {size}", lang.t("giảm", "down")),
    })
}

fn product(operands: &Operands<'_>, a: Path, b: Path) -> Option<String> {
    let decimals = a.decimals(operands.names.lines) + b.decimals(operands.names.lines);
    Some(number::print(operands.number(a)?.checked_mul(operands.number(b)?)?, decimals))
}
