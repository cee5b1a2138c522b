//! The jobs of the timetable, for the administrator: last runs with result, duration, process and attempts, and the next run.
use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use rocket::{Route, State, get, routes};

use crate::{
    app::App,
    db::jobs::{self, Run},
    domain::{Lang, job::Job},
    web::{Frame, Result, guards::Admin, ui},
};

/// Runs shown of each job.
const RUNS: u64 = 5;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![page]
}

#[derive(Template, WebTemplate)]
#[template(path = "jobs/list.html")]
pub struct JobsPage {
    frame: Frame,
    /// Whether this process runs the jobs.
    here: bool,
    jobs: Vec<JobRow>,
}

struct JobRow {
    label: &'static str,
    code: &'static str,
    next: String,
    runs: Vec<RunRow>,
}

struct RunRow {
    due: String,
    /// Which process ran it, and the how-many-th that was.
    worker: String,
    attempts: i32,
    took: String,
    outcome: String,
    /// Classes and icon of the badge, and its word.
    tone: &'static str,
    icon: &'static str,
    state: &'static str,
}

#[get("/jobs")]
pub async fn page(app: &State<App>, _admin: Admin, frame: Frame) -> Result<JobsPage> {
    let mut rows = Vec::new();
    for job in Job::ALL.iter().copied() {
        let runs = jobs::latest(app.db.read(), job, RUNS).await?;
        let next = job.next_due(app.now(), app.config.time_zone);
        rows.push(JobRow {
            label: job.label(frame.lang),
            code: job.as_str(),
            next: ui::instant(next, app.config.time_zone, frame.lang),
            runs: runs.iter().map(|run| run_row(app, run, app.now(), frame.lang)).collect(),
        });
    }
    Ok(JobsPage { here: app.config.jobs, jobs: rows, frame })
}

fn run_row(app: &App, run: &Run, now: DateTime<Utc>, lang: Lang) -> RunRow {
    let (tone, icon, state) = match (&run.error, run.finished_at) {
        (Some(_), _) => ("bad", "must", lang.t("Lỗi", "Failed")),
        (None, Some(_)) => ("ok", "check", lang.t("Xong", "Done")),
        (None, None) if run.lease_until < now => ("warn", "late", lang.t("Bị ngắt", "Interrupted")),
        (None, None) => ("acc", "wait", lang.t("Đang chạy", "Running")),
    };
    let milliseconds = run.finished_at.map(|at| (at - run.started_at).num_milliseconds());
    RunRow {
        due: ui::instant(run.due_at, app.config.time_zone, lang),
        worker: run.worker.clone().unwrap_or_default(),
        attempts: run.attempts,
        took: milliseconds.map(|ms| took(ms, lang)).unwrap_or_default(),
        outcome: run.error.clone().or(run.result.clone()).unwrap_or_default(),
        tone,
        icon,
        state,
    }
}

/// «0,4 giây».
fn took(milliseconds: i64, lang: Lang) -> String {
    let tenths = (milliseconds + 50) / 100;
    let mark = lang.t(",", ".");
    format!("{}{mark}{} {}", tenths / 10, tenths % 10, lang.t("giây", "s"))
}
