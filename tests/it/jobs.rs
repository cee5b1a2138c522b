use luutru::{
    db::jobs::{begin, finish, latest},
    domain::{Period, job::Job},
    jobs,
};

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
