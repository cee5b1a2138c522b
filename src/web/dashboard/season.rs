//! The seasons of the chosen line: months across years, each cell with its number.
use super::{
    asked::Asked,
    trend::Course,
    view::{HeatCell, HeatRow, Season},
    words,
};
use crate::{
    domain::{
        Lang, Period, calendar,
        disclosure::MARK,
        number,
        rollup::{Coverage, Total},
        spelling::capital,
    },
    web::charts::{Axis, Scale, heat},
};

/// One month of one year.
struct Cell<'a> {
    period: Period,
    total: Option<&'a Total>,
}

/// None if nothing is there before this year's first month: one row has no season.
pub fn season(asked: &Asked<'_>, course: &Course, lang: Lang) -> Option<Season> {
    let (at, line) = (asked.line, &asked.form.lines[asked.line]);
    let figure = |total: Option<&Total>| total.and_then(|total| total.figures[at]);
    let known = course.all.iter().filter(|(_, total)| figure(total.as_ref()).is_some());
    let years = known.clone().map(|(period, _)| period.year()).min()?..=asked.period().year();
    if known.count() < 3 {
        return None;
    }
    let cells: Vec<Cell> = (1..=12)
        .flat_map(|month| years.clone().map(move |year| Period::month(year, month)))
        .map(|period| {
            let found = course.all.iter().find(|(of, _)| *of == period);
            Cell { period, total: found.and_then(|(_, total)| total.as_ref()) }
        })
        .collect();
    let values: Vec<Option<i64>> = cells.iter().map(|cell| figure(cell.total)).collect();
    let scale = Scale::of(Axis::over(values.iter().flatten().copied(), line.decimals), line, lang);
    let steps = heat::steps(&values);
    let cell = |i: usize| {
        let (Cell { period, total }, value) = (&cells[i], values[i]);
        let withheld = total.is_some_and(|total| total.withheld.contains(&at));
        HeatCell {
            text: match value {
                Some(value) => scale.round(value),
                None if withheld => MARK.to_owned(),
                None => "–".to_owned(),
            },
            says: says(line, *period, value, withheld, lang),
            href: if total.is_some() { asked.href(*period, asked.basis, at) } else { String::new() },
            step: steps[i].unwrap_or_default(),
            is_tet: calendar::tet(period.year()).is_some_and(|tet| Period::month_of(tet) == *period),
            is_weak: value.is_some() && is_weak(*total),
        }
    };
    let width = years.clone().count();
    let row = |month: usize| HeatRow {
        month: capital(&month_name(month + 1, lang)),
        cells: (month * width..(month + 1) * width).map(cell).collect(),
    };
    let rows: Vec<HeatRow> = (0..12).map(row).collect();
    let all = || rows.iter().flat_map(|row| &row.cells);
    Some(Season {
        title: format!("{}: {}", lang.t("Mùa vụ", "Seasons"), line.label.get(lang)),
        unit: scale.unit.clone(),
        has_tet: all().any(|cell| cell.is_tet && !cell.href.is_empty()),
        has_weak: all().any(|cell| cell.is_weak),
        summary: summary(line, &cells, &values, lang),
        years: years.map(|year| year.to_string()).collect(),
        rows,
    })
}

fn is_weak(total: Option<&Total>) -> bool {
    total
        .map(|total| &total.coverage)
        .and_then(Coverage::share_of_rooms)
        .is_some_and(|tenths| tenths < super::trend::WHOLE)
}

fn month_name(month: usize, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("tháng {month}"),
        Lang::En => Period::month(2000, month as u32).first_day().format("%B").to_string(),
    }
}

fn says(line: &crate::domain::form::Line, period: Period, value: Option<i64>, withheld: bool, lang: Lang) -> String {
    format!("{}: {} {}", capital(&period.label(lang)), words::shown(line, value, withheld), line.unit.get(lang))
}

/// Highest and lowest months.
fn summary(line: &crate::domain::form::Line, cells: &[Cell], values: &[Option<i64>], lang: Lang) -> String {
    let known = || cells.iter().zip(values).filter_map(|(cell, value)| Some((cell.period, (*value)?)));
    let (Some(most), Some(least)) = (known().max_by_key(|(_, value)| *value), known().min_by_key(|(_, value)| *value))
    else {
        return String::new();
    };
    let print = |(period, value): (Period, i64)| {
        format!("{} ({} {})", period.label(lang), number::print(value, line.decimals), line.unit.get(lang))
    };
    match lang {
        Lang::Vi => format!("Cao nhất: {}; thấp nhất: {}.", print(most), print(least)),
        Lang::En => format!("Highest: {}; lowest: {}.", print(most), print(least)),
    }
}
