//! A house's own course over two years beside its report: the lines that the form holds up, each as a chart with its table.
use super::place::Place;
use crate::{
    app::App,
    db::reports,
    domain::{
        EstablishmentId, Lang, Period,
        form::{Figures, Form, Frequency},
        number,
        spelling::capital,
    },
    web::{
        Result,
        charts::{self, LineChart, Series},
    },
};

/// Months of a chart; those of the year before are read with them.
const MONTHS: usize = 24;

/// One line over the months.
pub struct Course {
    /// `course-occupancy`: id of the chart on the page.
    pub id: String,
    /// «Công suất sử dụng buồng, 24 tháng».
    pub title: String,
    pub chart: LineChart,
    pub summary: String,
    pub has_last_year: bool,
    pub unit: String,
    /// The latest month first.
    pub rows: Vec<CourseRow>,
}

pub struct CourseRow {
    pub month: String,
    pub value: String,
    pub last_year: String,
}

/// The courses of a house up to a report's month; none if there are not two months to connect.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn courses(place: &Place<'_>) -> Result<Vec<Course>> {
    let (frequency, form) = (Frequency::Monthly, place.form);
    let mut lines: Vec<usize> = [form.main_ratio(frequency), form.main_line(frequency)].into_iter().flatten().collect();
    lines.dedup();
    let whose = Whose { app: place.app, form, house: place.house.id(), lang: place.lang };
    whose.courses(&lines, Period::month_of(place.round.period.last_day())).await
}

/// A house, and the form by whose lines it is read.
#[derive(Clone, Copy)]
pub struct Whose<'a> {
    pub app: &'a App,
    pub form: &'a Form,
    pub house: EstablishmentId,
    pub lang: Lang,
}

impl Whose<'_> {
    /// The courses of some lines up to a month.
    ///
    /// # Errors
    /// When the database can't be asked, or a document does not fit its form.
    pub async fn courses(self, lines: &[usize], to: Period) -> Result<Vec<Course>> {
        let mut periods: Vec<Period> =
            std::iter::successors(Some(to), |month| Some(month.previous())).take(MONTHS + 12).collect();
        periods.reverse();
        let filed =
            reports::course_of(self.app.db.read(), &self.app.catalogue, self.form, self.house, &periods).await?;
        let figures: Vec<Option<&Figures>> = periods.iter().map(|month| filed.get(month)).collect();
        let courses = lines.iter().filter_map(|line| course((self.form, *line), &periods, &figures, self.lang));
        Ok(courses.collect())
    }
}

fn course(
    (form, index): (&Form, usize),
    periods: &[Period],
    figures: &[Option<&Figures>],
    lang: Lang,
) -> Option<Course> {
    let line = &form.lines[index];
    let values: Vec<Option<i64>> =
        figures.iter().map(|figures| figures.and_then(|figures| figures.get(index).copied().flatten())).collect();
    // From the first month of which anything was filed.
    let first = (12..values.len()).find(|at| values[*at].is_some())?;
    let (months, now, last_year) = (&periods[first..], &values[first..], &values[first - 12..values.len() - 12]);
    if now.iter().flatten().count() < 2 {
        return None;
    }
    let series = Series { months, now, last_year, weak: &[] };
    let count = months.len();
    let printed =
        |value: Option<i64>| value.map_or_else(|| "–".to_owned(), |value| number::print(value, line.decimals));
    let row = |at: usize| CourseRow {
        month: capital(&months[at].label(lang)),
        value: printed(now[at]),
        last_year: printed(last_year[at]),
    };
    Some(Course {
        id: format!("course-{}", line.code),
        title: match lang {
            Lang::Vi => format!("{}, {count} tháng", line.label.get(lang)),
            Lang::En => format!("{}, {count} months", line.label.get(lang)),
        },
        chart: LineChart::of(&series, line, lang),
        summary: charts::summary(line, months, now, lang),
        has_last_year: last_year.iter().any(Option::is_some),
        unit: line.unit.get(lang).to_owned(),
        rows: (0..count).rev().map(row).collect(),
    })
}
