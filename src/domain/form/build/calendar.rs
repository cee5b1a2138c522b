//! Schedules and reminder stages of a form file.
use chrono::NaiveTime;
use toml::Spanned;

use super::Builder;
use crate::domain::form::{
    Line, Schedule, Stage,
    file::{ScheduleToml, StageToml},
};

impl Builder<'_> {
    pub(super) fn schedules(&mut self, toml: &[Spanned<ScheduleToml>], lines: &[Line]) -> Vec<Schedule> {
        let mut schedules: Vec<Schedule> = Vec::new();
        for spanned in toml {
            let (span, schedule) = (spanned.span(), spanned.get_ref());
            let due_time = schedule.due_time.get_ref().parse::<NaiveTime>();
            if due_time.is_err() {
                self.refuse(&schedule.due_time.span(), "`due_time` must be a time, such as \"23:59:59\"");
            }
            if !(1..=28).contains(&schedule.opens_day) || !(1..=28).contains(&schedule.due_day) {
                self.refuse(&span, "`opens_day` and `due_day` must be 1 to 28, so that every month has them");
            }
            let (opens, due) = ((1, schedule.opens_day), (schedule.due_months_after, schedule.due_day));
            if schedule.due_months_after > 12 || due <= opens {
                self.refuse(&span, "the due day must follow the opening, within 12 months after the period");
            }
            if schedules.iter().any(|other| other.frequency == schedule.frequency) {
                self.refuse(&span, format!("duplicate schedule for `{}`", schedule.frequency));
            }
            if !lines.iter().any(|line| line.frequencies.contains(&schedule.frequency)) {
                self.refuse(&span, format!("no line is asked in the {} report", schedule.frequency));
            }
            schedules.push(Schedule {
                frequency: schedule.frequency,
                opens_day: schedule.opens_day,
                due_months_after: schedule.due_months_after,
                due_day: schedule.due_day,
                due_time: due_time.unwrap_or_default(),
            });
        }
        schedules
    }

    pub(super) fn stages(&mut self, toml: &[StageToml]) -> Vec<Stage> {
        self.unique("stage", toml.iter().map(|stage| &stage.code));
        let mut stages = Vec::with_capacity(toml.len());
        for stage in toml {
            if let Some(days) = stage.days.as_ref().filter(|days| !(-60..=60).contains(days.get_ref())) {
                self.refuse(&days.span(), "`days` must be between -60 and 60");
            }
            stages.push(Stage {
                code: stage.code.get_ref().clone(),
                days: stage.days.as_ref().map(|days| *days.get_ref()),
                label: self.text("label", &stage.label),
            });
        }
        stages
    }
}
