//! A chart in one sentence, for whoever does not see it.
use crate::domain::{Lang, Period, form::Line, number, spelling::capital};

/// «Từ tháng 7/2024 đến tháng 6/2026: thấp nhất 228.000 (tháng 11/2024), cao nhất … »
#[must_use]
pub fn summary(line: &Line, periods: &[Period], now: &[Option<i64>], lang: Lang) -> String {
    let known: Vec<(Period, i64)> =
        periods.iter().zip(now).filter_map(|(period, value)| Some((*period, (*value)?))).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return lang.t("Chưa có báo cáo nào có số này.", "No report has this figure yet.").to_owned();
    };
    let unit = line.unit.get(lang);
    let print = |value: i64| number::print(value, line.decimals);
    let label = |period: Period| period.label(lang);
    if known.len() == 1 {
        return format!("{}: {} {unit}.", capital(&label(last.0)), print(last.1));
    }
    let least = known.iter().min_by_key(|(_, value)| *value).unwrap_or(first);
    let most = known.iter().max_by_key(|(_, value)| *value).unwrap_or(last);
    match lang {
        Lang::Vi => format!(
            "Từ {} đến {}: thấp nhất {} ({}), cao nhất {} ({}), gần nhất {} {unit}.",
            label(first.0),
            label(last.0),
            print(least.1),
            label(least.0),
            print(most.1),
            label(most.0),
            print(last.1),
        ),
        Lang::En => format!(
            "From {} to {}: lowest {} ({}), highest {} ({}), latest {} {unit}.",
            label(first.0),
            label(last.0),
            print(least.1),
            label(least.0),
            print(most.1),
            label(most.0),
            print(last.1),
        ),
    }
}
