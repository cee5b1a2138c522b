use luutru::{
    db::jobs::{begin, finish, latest},
    domain::{Period, job::Job, role::Role},
    jobs,
};
use rocket::http::Status;
use tokio_util::sync::CancellationToken;

use crate::support::TestApp;

#[rocket::async_test]
async fn a_job_due_on_several_replicas_at_once_runs_once() {
    let test = TestApp::start().await;
    test.round(Period::month(2026, 6)).await;
    for _ in 0..5 {
        let house = test.establishment().await;
        test.reporter_of(&[&house]).await;
    }
    test.set_clock("2026-07-21T08:00:00");
    let now = test.app.now();
    let replicas = (0..4).map(|_| {
        let app = test.app.clone();
        tokio::spawn(async move {
            let ran = jobs::run_due(&app, now).await.unwrap();
            jobs::send_mail(&app).await.unwrap();
            ran.iter().filter(|(job, _)| *job == Job::Remind).count()
        })
    });
    let mut runs = 0;
    for replica in replicas.collect::<Vec<_>>() {
        runs += replica.await.unwrap();
    }
    assert_eq!(runs, 1);
    assert_eq!(latest(test.app.db.read(), Job::Remind, 9).await.unwrap().len(), 1);
    assert_eq!(test.mails().len(), 5);
}

#[rocket::async_test]
async fn a_run_is_handed_on_when_its_worker_falls_silent_and_never_after_it_was_done() {
    let test = TestApp::start().await;
    let db = test.app.db.writer();
    test.set_clock("2026-07-21T08:00:00");
    let due = test.app.now();
    let first = begin(db, Job::Remind, due, due).await.unwrap().unwrap();
    let after = |minutes| due + chrono::Duration::minutes(minutes);
    assert_eq!(begin(db, Job::Remind, due, after(4)).await.unwrap(), None);
    let second = begin(db, Job::Remind, due, after(6)).await.unwrap().unwrap();
    assert_eq!(second.id, first.id);
    finish(db, &second, Ok("xong"), after(7)).await.unwrap();
    assert_eq!(begin(db, Job::Remind, due, after(60)).await.unwrap(), None);
}

#[rocket::async_test]
async fn a_job_that_fails_holds_up_no_other_and_tells_the_admin_once() {
    let test = TestApp::start_with(|config| config.first_month = "tháng sáu".into()).await;
    let admin = test.account(Role::Admin).await;
    for hour in 9..=12 {
        test.set_clock(&format!("2026-07-10T{hour:02}:00:00"));
        let ran = jobs::run_due(&test.app, test.app.now()).await.unwrap();
        let failed: Vec<Job> = ran.iter().filter(|(_, outcome)| outcome.is_err()).map(|(job, _)| *job).collect();
        assert_eq!(failed, [Job::OpenRounds]);
        assert!(ran.iter().any(|(job, outcome)| *job == Job::Remind && outcome.is_ok()), "{ran:?}");
        jobs::send_mail(&test.app).await.unwrap();
    }
    let mails = test.mails_to(&admin.email);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("first_month"), "{}", mails[0].text);
    let browser = test.sign_in(&admin).await;
    browser.get(&mails[0].links()[0]).await.ok().shows("Lỗi").shows("first_month").shows("13:00 ngày 10/07/2026");
}

#[rocket::async_test]
async fn only_administrators_see_the_jobs_and_the_mails() {
    let test = TestApp::start().await;
    for path in ["/jobs", "/outbox"] {
        let officer = test.sign_in_as(Role::Officer).await;
        assert_eq!(officer.get(path).await.status, Status::Forbidden, "{path}");
        test.sign_in_as(Role::Admin).await.get(path).await.ok();
    }
}

#[rocket::async_test]
async fn jobs_run_by_themselves_until_they_are_told_to_stop() {
    let test = TestApp::start().await;
    let stop = CancellationToken::new();
    let running = tokio::spawn(jobs::run(test.app.clone(), stop.clone()));
    let housekeeping = || latest(test.app.db.read(), Job::Housekeeping, 1);
    while housekeeping().await.unwrap().first().is_none_or(|run| run.finished_at.is_none()) {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    running.await.unwrap();
    assert_eq!(housekeeping().await.unwrap()[0].error, None);
}
