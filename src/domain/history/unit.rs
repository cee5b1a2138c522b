//! Units of money in which summaries are kept.
use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::domain::{
    form::Line,
    number::{self, Unreadable},
    spelling::blind,
};

/// A unit of money, by its power of ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Unit {
    Dong,
    Thousand,
    Million,
    Billion,
}

impl Unit {
    pub const ALL: [Unit; 4] = [Unit::Dong, Unit::Thousand, Unit::Million, Unit::Billion];

    /// As a form's unit is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Unit::Dong => "đồng",
            Unit::Thousand => "nghìn đồng",
            Unit::Million => "triệu đồng",
            Unit::Billion => "tỷ đồng",
        }
    }

    /// The unit of a form's line, if it is one of money.
    #[must_use]
    pub fn of_line(line: &Line) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.as_str() == line.unit.vi)
    }

    fn power(self) -> i32 {
        match self {
            Unit::Dong => 0,
            Unit::Thousand => 3,
            Unit::Million => 6,
            Unit::Billion => 9,
        }
    }

    /// The unit that a heading names in brackets or after a comma: «(1.000 đ)», «ĐVT: tr.đ».
    #[must_use]
    pub fn in_heading(label: &str) -> Option<Unit> {
        let key = format!(" {} ", blind(label));
        let has = |words: &[&str]| words.iter().any(|word| key.contains(&format!(" {word} ")));
        if has(&["ti dong", "ty dong", "ti", "ty"]) {
            Some(Unit::Billion)
        } else if has(&["trieu dong", "trieu", "tr dong", "trd", "tr d", "tr"]) {
            Some(Unit::Million)
        } else if has(&[
            "nghin dong",
            "ngan dong",
            "nghin",
            "ngan",
            "1000 dong",
            "1000 d",
            "1000d",
            "1 0 dong",
            "1 0 d",
            "1 000 dong",
        ]) {
            Some(Unit::Thousand)
        } else if has(&["dong", "vnd", "d"]) {
            Some(Unit::Dong)
        } else {
            None
        }
    }

    /// Reads a number in this unit into `own`, scaled by the line's decimals. True with it if it had to be rounded.
    ///
    /// # Errors
    /// If it is no number, or could mean two.
    pub fn convert(self, value: &Written<'_>, own: Unit, decimals: u8) -> Result<Option<(i64, bool)>, Unreadable> {
        let places = i32::from(decimals) + self.power() - own.power();
        match u8::try_from(places) {
            Ok(places) => value.read(places),
            // A small unit has more digits than the line keeps.
            Err(_) => {
                let Some((fine, rounded)) = value.read(0)? else { return Ok(None) };
                let divisor = number::power(places.unsigned_abs() as u8);
                let whole = number::divide(fine.into(), divisor.into()).unwrap_or_default();
                Ok(Some((whole, rounded || fine % divisor != 0)))
            }
        }
    }
}

/// A number as a cell holds it.
pub enum Written<'a> {
    Text(&'a str),
    Number(f64),
}

impl Written<'_> {
    /// A number of a formula often has more decimals than people see: it is rounded. What was typed as text is not.
    ///
    /// # Errors
    /// If it is no number, or could mean two.
    pub fn read(&self, places: u8) -> Result<Option<(i64, bool)>, Unreadable> {
        match self {
            Written::Text(text) => Ok(number::read(text, places)?.map(|value| (value, false))),
            Written::Number(number) => match number::from_f64(*number, places) {
                Ok(value) => Ok(Some((value, false))),
                Err(_) => {
                    let factor = number::power(places) as f64;
                    let rounded = (number * factor).round() / factor;
                    number::from_f64(rounded, places).map(|value| Some((value, true)))
                }
            },
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Unit {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Unit::ALL.into_iter().find(|unit| unit.as_str() == text.trim());
        found
            .or_else(|| Unit::in_heading(text))
            .ok_or_else(|| format!("{text:?}: đồng, nghìn đồng, triệu đồng, tỷ đồng"))
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> String {
        unit.to_string()
    }
}

impl TryFrom<String> for Unit {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
