//! The course of one line over two years beside the year before, with its table.
use super::{
    asked::Asked,
    view::{Trend, TrendMark, TrendRow},
    words,
};
use crate::{
    domain::{
        Lang, Period, calendar,
        form::Line,
        rollup::{Coverage, Cut, Frame, Month, Span, Total, guard},
        spelling::capital,
    },
    web::charts::{LineChart, Series, line::Dot, summary},
};

/// Months of the chart.
const MONTHS: usize = 24;
/// A month of which less of the rooms is in (in tenths of a percent) has a hollow point.
pub const WHOLE: i64 = 900;

/// Month by month up to the chosen one, with the same month of the year before: all lines of the form at once.
pub struct Course {
    /// From January three years back to the chosen month; None = no round.
    pub all: Vec<(Period, Option<Total>)>,
    /// Of these the last two years, from the first month of which anything was filed.
    pub months: Vec<Point>,
}

/// Full years before the current one.
const YEARS: i32 = 3;

/// The first month that a page of a month looks at.
#[must_use]
pub fn first_month(period: Period) -> Period {
    Period::month(period.year() - YEARS, 1)
}

pub struct Point {
    pub period: Period,
    /// None if the month had no round.
    pub total: Option<Total>,
    pub last_year: Option<Total>,
}

impl Point {
    fn figure(total: Option<&Total>, line: usize) -> Option<i64> {
        total.and_then(|total| total.figures.get(line).copied().flatten())
    }

    #[must_use]
    pub fn now(&self, line: usize) -> Option<i64> {
        Self::figure(self.total.as_ref(), line)
    }

    #[must_use]
    pub fn before(&self, line: usize) -> Option<i64> {
        Self::figure(self.last_year.as_ref(), line)
    }

    fn coverage(&self) -> Option<&Coverage> {
        self.total.as_ref().map(|total| &total.coverage)
    }

    fn is_weak(&self) -> bool {
        self.coverage().and_then(Coverage::share_of_rooms).is_some_and(|tenths| tenths < WHOLE)
    }
}

impl Course {
    /// From the first month of which anything was filed, at most two years.
    #[must_use]
    pub fn of(frame: Frame, to: Period, months: &[Month], cut: &Cut) -> Self {
        let total_of = |period: Period| {
            let month = months.iter().find(|month| month.period == period)?;
            let span = Span::from(month.clone());
            Some(guard::shown(frame, &span, cut))
        };
        let first = first_month(to);
        let mut all: Vec<(Period, Option<Total>)> = std::iter::successors(Some(to), |period| Some(period.previous()))
            .take_while(|period| *period >= first)
            .map(|period| (period, total_of(period)))
            .collect();
        all.reverse();
        // At least three years and a month: each of the last 24 months has one a year before.
        let from = all.len().saturating_sub(MONTHS).max(12);
        let point = |(at, (period, total)): (usize, &(Period, Option<Total>))| Point {
            period: *period,
            total: total.clone(),
            last_year: all[at - 12].1.clone(),
        };
        let points = all.iter().enumerate().skip(from).map(point);
        let months = points.skip_while(|point| point.coverage().is_none_or(|c| c.reports == 0)).collect();
        Course { months, all }
    }

    /// The latest month of which anything was filed.
    #[must_use]
    pub fn last_filled(&self) -> Option<Period> {
        let filled = |point: &&Point| point.coverage().is_some_and(|coverage| coverage.reports > 0);
        self.months.iter().rev().find(filled).map(|point| point.period)
    }

    /// Months of the year up to this one of which anything was filed.
    #[must_use]
    pub fn filled_since_january(&self, to: Period) -> usize {
        let of_year = self.months.iter().filter(|point| point.period.year() == to.year());
        of_year.filter(|point| point.coverage().is_some_and(|coverage| coverage.reports > 0)).count()
    }

    /// The values of a line.
    pub fn values(&self, line: usize) -> Vec<Option<i64>> {
        self.months.iter().map(|point| point.now(line)).collect()
    }
}

pub fn trend(asked: &Asked<'_>, course: &Course, lang: Lang) -> Trend {
    let line = &asked.form.lines[asked.line];
    let periods: Vec<Period> = course.months.iter().map(|point| point.period).collect();
    let now = course.values(asked.line);
    let last_year: Vec<Option<i64>> = course.months.iter().map(|point| point.before(asked.line)).collect();
    let weak: Vec<bool> = course.months.iter().map(Point::is_weak).collect();
    let series = Series { months: &periods, now: &now, last_year: &last_year, weak: &weak };
    let count = periods.len();
    let chart = LineChart::of(&series, line, lang);
    Trend {
        marks: marks(asked, line, course, &chart, lang),
        title: match lang {
            Lang::Vi => format!("{}, {count} tháng", line.label.get(lang)),
            Lang::En if count == 1 => format!("{}, 1 month", line.label.get(lang)),
            Lang::En => format!("{}, {count} months", line.label.get(lang)),
        },
        chart,
        summary: summary(line, &periods, &now, lang),
        notes: notes(&periods, lang),
        has_last_year: last_year.iter().any(Option::is_some),
        unit: line.unit.get(lang).to_owned(),
        rows: course.months.iter().rev().map(|point| row(asked, line, point, lang)).collect(),
    }
}

/// Each point of the chart opens its month.
fn marks(asked: &Asked<'_>, line: &Line, course: &Course, chart: &LineChart, lang: Lang) -> Vec<TrendMark> {
    let mark = |(point, dot): (&Point, &Option<Dot>)| {
        let (dot, value) = (dot.clone()?, words::figure(line, point.now(asked.line)));
        let says = format!("{}: {value} {}", capital(&point.period.label(lang)), line.unit.get(lang));
        Some(TrendMark { dot, href: asked.href(point.period, asked.basis, asked.line), says })
    };
    course.months.iter().zip(&chart.points).filter_map(mark).collect()
}

fn row(asked: &Asked<'_>, line: &Line, point: &Point, lang: Lang) -> TrendRow {
    let dash = || "–".to_owned();
    TrendRow {
        month: capital(&point.period.label(lang)),
        href: match point.total {
            Some(_) => asked.href(point.period, asked.basis, asked.line),
            None => String::new(),
        },
        value: words::figure(line, point.now(asked.line)),
        last_year: words::figure(line, point.before(asked.line)),
        of: point.coverage().map_or_else(dash, words::of),
        rooms: point.coverage().map_or_else(dash, words::rooms),
    }
}

/// Tết moves between January and February, so either month alone misleads.
fn notes(periods: &[Period], lang: Lang) -> Vec<String> {
    let years: std::collections::BTreeSet<i32> = periods.iter().map(|period| period.year()).collect();
    let days = years.into_iter().filter_map(calendar::tet).filter(|tet| periods.contains(&Period::month_of(*tet)));
    let days: Vec<String> = days.map(|tet| tet.format("%d/%m/%Y").to_string()).collect();
    if days.is_empty() {
        return Vec::new();
    }
    let and = lang.t(" và ", " and ");
    vec![match lang {
        Lang::Vi => format!("Tết: {}; tháng 1 và tháng 2 nên xem gộp.", days.join(and)),
        Lang::En => format!("Tết: {}; January and February are best read together.", days.join(and)),
    }]
}
