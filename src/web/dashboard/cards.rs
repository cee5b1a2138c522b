//! One card for each line that the form calls a highlight.
use super::{
    asked::{Asked, cards as lines},
    trend::Course,
    view::Card,
    words,
};
use crate::domain::{
    Lang, Period,
    estimate::{Estimate, Estimates},
    form::{Computed, Form, Frequency, Line},
    number,
    rollup::{Row, Table},
};

/// Months of the small line.
const SPARK: usize = 13;
/// Parts of a sum that a card names.
const PARTS: usize = 3;

pub fn cards(asked: &Asked<'_>, table: &Table, estimates: &Estimates, course: &Course, lang: Lang) -> Vec<Card> {
    let card = |line: usize| {
        let estimate = estimate(&asked.form.lines[line], estimates.row(line), lang);
        table.row(line).map(|row| Card { estimate, ..card(asked, table, row, course, lang) })
    };
    lines(asked.form).filter_map(card).collect()
}

fn card(asked: &Asked<'_>, table: &Table, row: &Row, course: &Course, lang: Lang) -> Card {
    let (at, line) = (row.line, &asked.form.lines[row.line]);
    let coverage = &table.coverage.now;
    let values = course.values(at);
    let is_summed = !matches!(line.computed, Some(Computed::Ratio { .. }));
    Card {
        label: line.label.get(lang).to_owned(),
        href: format!("{}#trend", asked.href(asked.period(), asked.basis, at)),
        current: at == asked.line,
        value: words::shown(line, row.now, row.withheld.now),
        unit: line.unit.get(lang).to_owned(),
        change: row.vs_last_year.and_then(|change| words::change(line, change, lang)).unwrap_or_default(),
        direction: row.vs_last_year.map_or("", words::direction),
        against: against(asked, table, row, lang),
        previous: previous(asked, row, lang),
        plan: plan(line, row, lang),
        spark: crate::web::charts::Spark::of(&values[values.len().saturating_sub(SPARK)..]),
        parts: parts(asked.form, at)
            .into_iter()
            .take(PARTS)
            .map(|part| part_of(asked.form, table, part, lang))
            .collect(),
        estimate: String::new(),
        cumulative: cumulative(asked, row, course.filled_since_january(asked.period()), lang),
        of: words::of(coverage),
        rooms: words::rooms(coverage),
        given: match (is_summed && row.given < coverage.reports, lang) {
            (false, _) => String::new(),
            (true, Lang::Vi) => format!("{} báo cáo có số này", row.given),
            (true, Lang::En) => format!("{} reports give it", row.given),
        },
    }
}

/// «+3,1 % so với tháng 5/2026»; empty if there is nothing to compare.
fn previous(asked: &Asked<'_>, row: &Row, lang: Lang) -> String {
    let line = &asked.form.lines[row.line];
    let Some(change) = row.vs_previous.and_then(|change| words::change(line, change, lang)) else {
        return String::new();
    };
    format!("{change} {} {}", lang.t("so", "on"), asked.period().previous().label(lang))
}

/// What all houses would have come to, beside what was reported: «Ước tổng 345.000 ± 12.000 (95 %), phần ước 12,3 %».
fn estimate(line: &Line, estimate: Option<&Estimate>, lang: Lang) -> String {
    let Some(estimate) = estimate.filter(|estimate| !estimate.withheld) else { return String::new() };
    // If nothing is missing the total is what was reported.
    let (Some(total), Some(margin)) = (estimate.total, estimate.margin()) else { return String::new() };
    if estimate.reported == Some(total) && margin == 0 {
        return String::new();
    }
    let (total, margin) = (words::figure(line, Some(total)), words::figure(line, Some(margin)));
    let share =
        estimate.share.map(|share| format!(", {} {}\u{a0}%", lang.t("phần ước", "estimated"), number::print(share, 1)));
    format!(
        "{} {total} ±\u{a0}{margin} (95\u{a0}%){}",
        lang.t("Ước tổng", "Estimate of all"),
        share.unwrap_or_default()
    )
}

/// «48,6 % kế hoạch năm», «Kế hoạch năm: 62,5»; empty if nothing is planned.
fn plan(line: &Line, row: &Row, lang: Lang) -> String {
    match (row.share_of_plan, row.plan) {
        (Some(share), _) => {
            format!("{}\u{a0}% {}", number::print(share, 1), lang.t("kế hoạch năm", "of the year's plan"))
        }
        (None, Some(plan)) => {
            format!("{}: {}", lang.t("Kế hoạch năm", "Plan of the year"), words::figure(line, Some(plan)))
        }
        (None, None) => String::new(),
    }
}

/// What the change compares, or why there is none.
fn against(asked: &Asked<'_>, table: &Table, row: &Row, lang: Lang) -> String {
    let last_year = asked.period().same_last_year().label(lang);
    if row.vs_last_year.is_some_and(|change| words::change(&asked.form.lines[row.line], change, lang).is_some()) {
        return match table.coverage.published_last_year {
            Some(_) => lang.t("so cùng kỳ, số đã công bố", "on last year, as published"),
            None => lang.t("so cùng kỳ", "on last year"),
        }
        .to_owned();
    }
    let is_there = table.coverage.last_year.is_some_and(|coverage| coverage.reports > 0);
    match (is_there, lang) {
        (false, Lang::Vi) => format!("Chưa có số liệu {last_year} để so sánh"),
        (false, Lang::En) => format!("No figures of {last_year} to compare with"),
        (true, Lang::Vi) => format!("Không so được với {last_year}"),
        (true, Lang::En) => format!("Cannot be compared with {last_year}"),
    }
}

/// The lines that stand below a total in a printed table; else those it is the sum of.
fn parts(form: &Form, whole: usize) -> Vec<usize> {
    let below: Vec<usize> =
        form.lines_for(Frequency::Monthly).filter(|(_, line)| line.part_of == Some(whole)).map(|(at, _)| at).collect();
    match &form.lines[whole].computed {
        Some(Computed::Sum(parts)) if below.is_empty() => parts.iter().map(|part| part.line).collect(),
        _ => below,
    }
}

fn part_of(form: &Form, table: &Table, part: usize, lang: Lang) -> (String, String) {
    let line = &form.lines[part];
    let label = line.short.as_ref().unwrap_or(&line.label).get(lang).to_owned();
    let row = table.row(part);
    (label, words::shown(line, row.and_then(|row| row.now), row.is_some_and(|row| row.withheld.now)))
}

/// January to the month, naming how many of these months have figures.
fn cumulative(asked: &Asked<'_>, row: &Row, filled: usize, lang: Lang) -> String {
    let Period::Month { month: months @ 2.., .. } = asked.period() else { return String::new() };
    let Some(value) = row.cumulative else { return String::new() };
    let line = &asked.form.lines[row.line];
    let value = words::figure(line, Some(value));
    let change = row.vs_cumulative.and_then(|change| words::change(line, change, lang));
    let change = change.map(|change| format!(" ({change})")).unwrap_or_default();
    match (filled < months as usize, lang) {
        (false, Lang::Vi) => format!("Lũy kế {months} tháng: {value}{change}"),
        (false, Lang::En) => format!("{months} months: {value}{change}"),
        (true, Lang::Vi) => format!("Lũy kế (có số liệu {filled}/{months} tháng): {value}{change}"),
        (true, Lang::En) => format!("Since January ({filled} of {months} months): {value}{change}"),
    }
}
