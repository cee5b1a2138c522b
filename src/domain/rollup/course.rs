//! What a chart shows of a period: one line of the form, month by month since January, this year and the year before.
use super::{
    cut::Cut,
    guard,
    line::Frame,
    table::Spans,
    total::{Month, Span},
};
use crate::domain::Period;

/// One month of the year and of the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    pub month: Period,
    pub now: Option<i64>,
    pub last_year: Option<i64>,
}

/// The months since January that have a round; none of what does not accumulate.
#[must_use]
pub fn course(frame: Frame, spans: &Spans, cut: &Cut, line: usize) -> Vec<Course> {
    let figure = |month: &Month| guard::shown(frame, &Span::from(month.clone()), cut).figures[line];
    let before = |month: Period| {
        let last_year = spans.cumulative_last_year.as_ref()?;
        last_year.months.iter().find(|other| other.period == month.same_last_year()).and_then(figure)
    };
    let months = spans.cumulative.iter().flat_map(|span| &span.months);
    months.map(|month| Course { month: month.period, now: figure(month), last_year: before(month.period) }).collect()
}
