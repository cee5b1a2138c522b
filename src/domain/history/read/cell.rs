//! Numbers as cells of summaries hold them.
use crate::domain::{
    form::Line,
    history::unit::{Unit, Written},
    spelling::blind,
};

/// A cell in which a number is expected.
#[derive(Clone, Copy)]
pub enum Cell<'a> {
    Text(&'a str),
    Number(f64),
}

impl<'a> Cell<'a> {
    /// The number, and the unit written beside it: «180,9 triệu», «12 khách».
    pub fn split(self, line: &Line) -> (Written<'a>, Option<Unit>) {
        let text = match self {
            Cell::Number(number) => return (Written::Number(number), None),
            Cell::Text(text) => text.trim(),
        };
        let Some(at) = text.find(char::is_alphabetic).filter(|at| *at > 0) else { return (Written::Text(text), None) };
        let (number, beside) = text.split_at(at);
        let money = Unit::of_line(line).and(Unit::in_heading(beside));
        let own = blind(&line.unit.vi).split(' ').any(|word| word == blind(beside));
        if money.is_some() || own { (Written::Text(number.trim_end()), money) } else { (Written::Text(text), None) }
    }

    pub fn shown(self) -> String {
        match self {
            Cell::Text(text) => text.trim().to_owned(),
            Cell::Number(number) => number.to_string().replace('.', ","),
        }
    }
}
