//! A value axis: round steps, and labels short enough for a phone.
use crate::domain::{Lang, form::Line, number};

/// Steps at most above zero; more would crowd 280 px.
const STEPS: i128 = 5;
/// Sizes of a step within a power of ten, in tenths.
const ROUND: [i128; 4] = [10, 20, 25, 50];

/// From zero (or below, if anything is negative) to the first round number above all values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    step: i128,
    /// Steps above zero, at least one.
    above: i128,
    /// Steps below zero.
    below: i128,
}

impl Axis {
    /// Over values scaled by 10^decimals. Nothing but zeros gets an axis to 1.
    #[must_use]
    pub fn over(values: impl IntoIterator<Item = i64>, decimals: u8) -> Self {
        let (mut low, mut high) = (0, 0);
        for value in values.into_iter().map(i128::from) {
            low = low.min(value);
            high = high.max(value);
        }
        if low == high {
            return Axis { step: number::power(decimals).into(), above: 1, below: 0 };
        }
        let step = step_for(high - low);
        let steps = |reach: i128| reach.unsigned_abs().div_ceil(step.unsigned_abs()).cast_signed();
        Axis { step, above: steps(high).max(1), below: steps(low) }
    }

    /// The values at which a line is drawn, from the lowest.
    pub fn ticks(self) -> impl Iterator<Item = i128> {
        (-self.below..=self.above).map(move |i| i * self.step)
    }

    /// Where a value lies, in parts of `length` from the top.
    #[must_use]
    pub fn depth(self, value: i128, length: i128) -> i64 {
        let whole = (self.above + self.below) * self.step;
        number::divide((self.above * self.step - value) * length, whole).unwrap_or_default()
    }
}

fn step_for(reach: i128) -> i128 {
    let mut power = 1;
    loop {
        let whole = ROUND.iter().map(|tenths| tenths * power).filter(|step| step % 10 == 0);
        if let Some(step) = whole.map(|step| step / 10).find(|step| step * STEPS >= reach) {
            return step;
        }
        power *= 10;
    }
}

/// How the values of an axis are written: «400 nghìn lượt khách» at the top, «300» below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    decimals: u8,
    /// Powers of a thousand taken out.
    thousands: u8,
    pub unit: String,
}

impl Scale {
    #[must_use]
    pub fn of(axis: Axis, line: &Line, lang: Lang) -> Self {
        let top = axis.ticks().map(i128::abs).max().unwrap_or_default() / i128::from(number::power(line.decimals));
        // 9.500 is short enough as it is.
        let thousands = (1..=5_u8).take_while(|k| top >= 10 * 1000_i128.pow((*k).into())).last().unwrap_or(0);
        Scale { decimals: line.decimals, thousands, unit: shift(line.unit.get(lang), thousands, lang) }
    }

    /// «7,5»: as many decimals as the value needs.
    #[must_use]
    pub fn print(&self, value: i128) -> String {
        let (mut value, mut decimals) = (value, self.decimals + 3 * self.thousands);
        while decimals > 0 && value % 10 == 0 {
            value /= 10;
            decimals -= 1;
        }
        i64::try_from(value).map_or_else(|_| "–".to_owned(), |value| number::print(value, decimals))
    }

    /// One decimal if thousands were taken out, else as the line has it: «391,9».
    #[must_use]
    pub fn round(&self, value: i64) -> String {
        if self.thousands == 0 {
            return number::print(value, self.decimals);
        }
        let away = number::power(self.decimals + 3 * self.thousands - 1);
        number::divide(value.into(), away.into()).map_or_else(|| "–".to_owned(), |tenths| number::print(tenths, 1))
    }
}

const WORDS: [(&str, &str); 6] = [
    ("", ""),
    ("nghìn", "thousand"),
    ("triệu", "million"),
    ("tỷ", "billion"),
    ("nghìn tỷ", "trillion"),
    ("triệu tỷ", "quadrillion"),
];

/// A unit in greater units: «nghìn lượt khách» of «lượt khách», «tỷ đồng» of «triệu đồng».
fn shift(unit: &str, thousands: u8, lang: Lang) -> String {
    if thousands == 0 {
        return unit.to_owned();
    }
    let word = |at: usize| lang.t(WORDS[at].0, WORDS[at].1);
    let named = (1..WORDS.len()).rev().find_map(|at| Some((at, unit.strip_prefix(word(at))?.strip_prefix(' ')?)));
    let (had, rest) = named.unwrap_or((0, unit));
    match had + usize::from(thousands) {
        at if at < WORDS.len() => format!("{} {rest}", word(at)),
        _ => format!("{} {unit}", word(thousands.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Text,
        form::{Form, Kind},
    };

    fn line(decimals: u8, unit: (&str, &str)) -> Line {
        let catalogue = crate::domain::catalogue::Catalogue::embedded().unwrap();
        let form: &Form = catalogue.all().next().unwrap();
        Line { decimals, unit: Text::new(unit.0, unit.1), kind: Kind::Flow, ..form.lines[0].clone() }
    }

    fn labels(values: &[i64], decimals: u8, unit: (&str, &str)) -> (Vec<String>, String) {
        let axis = Axis::over(values.iter().copied(), decimals);
        let scale = Scale::of(axis, &line(decimals, unit), Lang::Vi);
        (axis.ticks().map(|tick| scale.print(tick)).collect(), scale.unit)
    }

    const GUESTS: (&str, &str) = ("lượt khách", "guests");
    const MONEY: (&str, &str) = ("triệu đồng", "million đồng");

    #[test]
    fn steps_are_round_and_labels_short_as_written_in_vietnam() {
        let cases: &[(&[i64], u8, (&str, &str), &[&str], &str)] = &[
            (&[366_000, 228_000], 0, GUESTS, &["0", "100", "200", "300", "400"], "nghìn lượt khách"),
            (&[9_999], 0, GUESTS, &["0", "2", "4", "6", "8", "10"], "nghìn lượt khách"),
            (&[7_900], 0, GUESTS, &["0", "2.000", "4.000", "6.000", "8.000"], "lượt khách"),
            (&[3], 0, GUESTS, &["0", "1", "2", "3"], "lượt khách"),
            (&[147, 0], 2, ("ngày", "nights"), &["0", "0,5", "1", "1,5"], "ngày"),
            (&[713], 1, ("%", "%"), &["0", "20", "40", "60", "80"], "%"),
            (&[2_776_124, 1_900_000], 1, MONEY, &["0", "100", "200", "300"], "tỷ đồng"),
            (&[125_000_000_000], 1, MONEY, &["0", "2,5", "5", "7,5", "10", "12,5"], "triệu tỷ đồng"),
        ];
        for (values, decimals, unit, ticks, written) in cases {
            assert_eq!(labels(values, *decimals, *unit), (texts(ticks), (*written).to_owned()), "{values:?}");
        }
    }

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn nothing_but_zeros_and_no_values_at_all_still_have_an_axis() {
        assert_eq!(labels(&[0, 0], 1, MONEY).0, ["0", "1"]);
        assert_eq!(labels(&[], 0, GUESTS).0, ["0", "1"]);
    }

    #[test]
    fn what_is_below_zero_and_the_largest_numbers_stay_within() {
        assert_eq!(labels(&[-30, 120], 0, GUESTS).0, ["−50", "0", "50", "100", "150"]);
        let axis = Axis::over([i64::MAX, 1], 0);
        assert!(axis.ticks().last().unwrap() >= i128::from(i64::MAX));
        assert!(axis.depth(i64::MAX.into(), 1000) >= 0);
        assert!(labels(&[i64::MAX], 6, GUESTS).0.len() > 2);
    }

    #[test]
    fn a_value_is_rounded_to_one_decimal_of_the_axis_unit() {
        let scale = |value, decimals, unit| {
            Scale::of(Axis::over([value], decimals), &line(decimals, unit), Lang::Vi).round(value)
        };
        assert_eq!(scale(391_912, 0, GUESTS), "391,9");
        assert_eq!(scale(2_776_124, 1, MONEY), "277,6");
        assert_eq!(scale(713, 1, ("%", "%")), "71,3");
    }

    #[test]
    fn a_unit_that_names_thousands_already_is_counted_on_from_there() {
        assert_eq!(shift("triệu đồng", 1, Lang::Vi), "tỷ đồng");
        assert_eq!(shift("million đồng", 2, Lang::En), "trillion đồng");
        assert_eq!(shift("nghìn đồng", 1, Lang::Vi), "triệu đồng");
        assert_eq!(shift("lượt khách", 0, Lang::Vi), "lượt khách");
    }
}
