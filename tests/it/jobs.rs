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
    let first = begin(db, (Job::Remind, due), "máy 1", due).await.unwrap().unwrap();
    let after = |minutes| due + chrono::Duration::minutes(minutes);
    assert_eq!(begin(db, (Job::Remind, due), "máy 1", after(4)).await.unwrap(), None);
    let second = begin(db, (Job::Remind, due), "máy 1", after(6)).await.unwrap().unwrap();
    assert_eq!(second.id, first.id);
    finish(db, &second, Ok("xong"), after(7)).await.unwrap();
    assert_eq!(begin(db, (Job::Remind, due), "máy 1", after(60)).await.unwrap(), None);
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

/// How often a job has run since the tenth of July at nine; housekeeping forgets what ran long ago.
async fn count(test: &TestApp, job: Job) -> usize {
    let first = test.app.config.instant_of("2026-07-10T09:00:00".parse().unwrap());
    latest(test.app.db.read(), job, 1_000).await.unwrap().iter().filter(|run| run.due_at > first).count()
}

async fn run_at(test: &TestApp, clock: &str) {
    test.set_clock(clock);
    for (job, outcome) in jobs::run_due(&test.app, test.app.now()).await.unwrap() {
        assert!(outcome.is_ok(), "{job}: {outcome:?}");
    }
}

#[rocket::async_test]
async fn runs_that_were_missed_are_made_up_for_once() {
    for (back, remind_ran) in [
        ("2026-07-10T09:30:00", 0), // the run of nine is done
        ("2026-07-10T10:00:00", 1),
        ("2026-07-11T07:00:00", 1), // of the evening before
        ("2026-07-14T12:34:00", 1),
        ("2027-02-01T03:00:00", 1),
    ] {
        let test = TestApp::start().await;
        run_at(&test, "2026-07-10T09:00:00").await;
        for _ in 0..3 {
            run_at(&test, back).await;
        }
        assert_eq!(count(&test, Job::Remind).await, remind_ran, "{back}");
        assert_eq!(count(&test, Job::Seal).await, 1, "{back}");
        let opened = count(&test, Job::OpenRounds).await;
        assert_eq!(opened, usize::from(!back.ends_with("09:30:00")), "{back}");
    }
}

#[rocket::async_test]
async fn a_clock_that_jumps_ahead_and_back_does_no_harm() {
    let test = TestApp::start().await;
    test.round(Period::month(2026, 6)).await;
    let house = test.establishment().await;
    let lan = test.reporter_of(&[&house]).await;
    let about_june =
        || test.mails_to(&lan.email).iter().filter(|mail| mail.subject.contains("báo cáo tháng 6/2026")).count();
    test.let_pass("2026-07-15T08:00:00").await;
    assert_eq!(about_june(), 1);
    // A month ahead, when the ladder is over, and back again.
    test.let_pass("2026-08-20T10:00:00").await;
    let ahead = count(&test, Job::Remind).await;
    test.let_pass("2026-07-15T09:00:00").await;
    assert_eq!(count(&test, Job::Remind).await, ahead + 1, "what is due now runs");
    for hour in 10..=16 {
        test.let_pass(&format!("2026-07-15T{hour}:00:00")).await;
    }
    assert_eq!(about_june(), 1, "nobody is told twice");
    test.let_pass("2026-07-19T08:00:00").await;
    assert_eq!(about_june(), 2, "and the next stage is told in its time");
}

#[rocket::async_test]
async fn what_was_begun_by_a_clock_far_ahead_is_taken_over_and_its_mails_hold_up_no_others() {
    let test = TestApp::start_with(|config| config.mails_per_minute = 1).await;
    let db = test.app.db.writer();
    test.set_clock("2026-07-21T08:00:00");
    let due = test.app.now();
    let ahead = due + chrono::Duration::days(30);
    let begun = begin(db, (Job::Remind, due), "máy sai giờ", ahead).await.unwrap().unwrap();
    let taken = begin(db, (Job::Remind, due), "máy 1", due).await.unwrap().unwrap();
    assert_eq!((taken.id, taken.attempts, taken.worker.as_deref()), (begun.id, 2, Some("máy 1")));
    // A clock that is a little ahead is no reason.
    assert_eq!(begin(db, (Job::Remind, due), "máy 2", due - chrono::Duration::minutes(3)).await.unwrap(), None);

    test.round(Period::month(2026, 6)).await;
    for _ in 0..2 {
        test.establishment().await;
    }
    jobs::remind(&test.app, due).await.unwrap();
    test.app.clock.set(due + chrono::Duration::hours(30));
    assert_eq!(jobs::send_mail(&test.app).await.unwrap(), 1);
    test.set_clock("2026-07-21T08:01:00");
    assert_eq!(jobs::send_mail(&test.app).await.unwrap(), 1, "what was sent tomorrow does not count today");
}

#[rocket::async_test]
async fn a_zone_that_is_set_anew_tells_nobody_twice_and_runs_no_job_twice_for_an_instant() {
    let test = TestApp::start().await;
    let june = test.open_round("2026-06").await;
    let (owing, returned) = (test.establishment().await, test.establishment().await);
    let (lan, minh) = (test.reporter_of(&[&owing]).await, test.reporter_of(&[&returned]).await);
    // Due again on the 15th at half past eleven in the night: in the other zone that is the 16th.
    test.set_clock("2026-07-10T23:30:00");
    test.file(&june, &returned, &TestApp::answers(&[])).await.unwrap();
    test.give_back(&june, &returned).await.unwrap();
    let elsewhere = luutru::app::App::open(
        luutru::config::Config { time_zone: chrono_tz::Asia::Tokyo, ..(*test.app.config).clone() },
        test.app.clock.clone(),
    )
    .await
    .unwrap();
    for day in 11..=31 {
        for (hour, app) in [(9, &test.app), (10, &elsewhere), (14, &test.app)] {
            test.set_clock(&format!("2026-07-{day}T{hour:02}:00:00"));
            jobs::run_due(app, test.app.now()).await.unwrap();
            jobs::send_mail(app).await.unwrap();
        }
    }
    let subjects = |person: &luutru::db::entity::account::Model| -> Vec<String> {
        test.mails_to(&person.email).into_iter().map(|mail| mail.subject).collect()
    };
    let (told, all) = (subjects(&lan).len(), test.outbox().await);
    assert_eq!(told, 6, "{:?}", subjects(&lan));
    let of = |stage: &str| all.iter().filter(|row| row.recipient == minh.email && row.stage.starts_with(stage)).count();
    assert_eq!([of("before_1/"), of("after_1/"), of("after_5/"), of("after_10/")], [1, 1, 1, 1]);
}
