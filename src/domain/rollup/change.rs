//! Comparisons. Departments print an index (112,5) or a change (+12,5 %): both come from here, and every place says which.
use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::domain::{
    Lang,
    form::{Kind, Line},
    number,
};

/// A figure beside the figure it is compared with, both of the houses that reported in both periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub now: i64,
    pub before: i64,
}

impl Change {
    #[must_use]
    pub fn between(now: Option<i64>, before: Option<i64>) -> Option<Self> {
        Some(Change { now: now?, before: before? })
    }

    /// 112,5 = 1125. None if there was nothing before.
    #[must_use]
    pub fn index(self) -> Option<i64> {
        number::divide(i128::from(self.now) * 1000, i128::from(self.before))
    }

    /// +12,5 % = 125. None if there was nothing before.
    #[must_use]
    pub fn percent(self) -> Option<i64> {
        number::percent_change(self.now, self.before)
    }

    /// Difference of two rates in points, in the line's decimals.
    #[must_use]
    pub fn points(self) -> i64 {
        self.now - self.before
    }
}

/// How a comparison is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Written {
    /// 107,8
    Index,
    /// +7,8 %
    #[default]
    Change,
}

impl Written {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Written::Index => "index",
            Written::Change => "change",
        }
    }

    /// Heading of a column: it always says whether it is an index or a change.
    #[must_use]
    pub fn heading(self, lang: Lang) -> &'static str {
        match self {
            Written::Index => lang.t("Chỉ số (%)", "Index (%)"),
            Written::Change => lang.t("Tăng, giảm (%)", "Change (%)"),
        }
    }

    /// The comparison of a line as text; «–» if it cannot be computed. Rates are compared in points, whatever is chosen.
    #[must_use]
    pub fn print(self, line: &Line, change: Option<Change>, lang: Lang) -> String {
        let Some(change) = change else { return "–".into() };
        if is_rate(line) {
            let points = number::print_signed(change.points(), line.decimals);
            return format!("{points}\u{a0}{}", lang.t("điểm", "points"));
        }
        let value = match self {
            Written::Index => change.index().map(|index| number::print(index, 1)),
            Written::Change => change.percent().map(|percent| number::print_signed(percent, 1)),
        };
        value.unwrap_or_else(|| "–".into())
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Written {
    type Err = crate::domain::ids::UnknownCode;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        [Written::Index, Written::Change]
            .into_iter()
            .find(|written| written.code() == code)
            .ok_or_else(|| crate::domain::ids::UnknownCode(code.to_owned()))
    }
}

/// A ratio in percent: its change is a number of points, a percentage of a percentage would mislead.
#[must_use]
pub fn is_rate(line: &Line) -> bool {
    line.kind == Kind::Ratio && line.unit.vi == "%"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_and_change_say_the_same_in_two_ways() {
        let cases = [
            (11_248, 10_000, Some(1125), Some(125)),
            (10_000, 11_248, Some(889), Some(-111)),
            (5, 5, Some(1000), Some(0)),
            (0, 5, Some(0), Some(-1000)),
            (5, 0, None, None),
        ];
        for (now, before, index, percent) in cases {
            let change = Change { now, before };
            assert_eq!((change.index(), change.percent()), (index, percent), "{now} after {before}");
        }
    }

    #[test]
    fn what_is_missing_on_one_side_has_no_change() {
        assert_eq!(Change::between(Some(1), None), None);
        assert_eq!(Change::between(None, Some(1)), None);
    }
}
