//! What officers are told: in the morning what came in, once a week who is missing after the last reminder.
use luutru::{
    app::App,
    commands,
    config::Config,
    db::rounds,
    domain::{
        form::{FormCode, Frequency},
        hours::DayOff,
        report::{Action, Actor, Channel, Filing},
        role::Role,
    },
    jobs,
};
use sea_orm::Set;

use crate::support::{TestApp, filing};

#[rocket::async_test]
async fn in_the_morning_an_officer_is_told_what_came_in_with_what_was_explained_and_which_address_failed() {
    let test = TestApp::start().await;
    let june = test.open_round("2026-06").await;
    let (plain, odd) = (test.establishment().await, test.establishment().await);
    let far = test.establishment_with(|house| house.area_code = Set("26620".parse().unwrap())).await;
    let dead = test.establishment_with(|house| house.email = Set(Some("hong@@example.vn".into()))).await;
    let (all, near) = (test.account(Role::Officer).await, test.officer_of("26506").await);
    test.set_clock("2026-07-15T10:00:00");
    test.file(&june, &plain, &TestApp::answers(&[])).await.unwrap();
    test.file(&june, &far, &TestApp::answers(&[])).await.unwrap();
    let facts = test.owing(&june, &odd).await.unwrap().facts;
    test.act(&june, &odd, Actor { account: None, role: Role::Reporter }, |_, form| {
        let answers = TestApp::answers(&[]);
        Action::Submit(Filing {
            channel: Channel::Web,
            findings: 1,
            ..filing(form, Frequency::Monthly, &facts, &answers)
        })
    })
    .await
    .unwrap();
    test.let_pass("2026-07-15T11:00:00").await;
    test.let_pass("2026-07-16T08:00:00").await;
    let morning = |email: &str| {
        let mails = test.mails_to(email).into_iter();
        mails.filter(|mail| mail.subject.starts_with("Sáng")).collect::<Vec<_>>()
    };
    let to_all = morning(&all.email);
    assert_eq!(to_all.len(), 1);
    assert_eq!(to_all[0].subject, "Sáng 16/07/2026: 3 báo cáo mới");
    let text = &to_all[0].text;
    assert!(text.contains("3 báo cáo mới, 0 nộp muộn, 1 có điểm bất thường đã giải trình"), "{text}");
    assert!(text.contains(&format!("{} {}: 1 giải trình", odd.code, odd.name)), "{text}");
    assert!(text.contains(&format!("{} {}", dead.code, dead.name)) && text.contains("hong@@example.vn"), "{text}");
    assert_eq!(morning(&near.email)[0].subject, "Sáng 16/07/2026: 2 báo cáo mới");
    // Nothing came in since: no mail.
    test.let_pass("2026-07-17T08:00:00").await;
    assert_eq!(morning(&all.email).len(), 1);
}

#[rocket::async_test]
async fn after_the_ladder_the_missing_are_the_officers_once_a_week() {
    let test = TestApp::start_with(|config| config.holidays = vec!["2026-08-10".parse().unwrap()]).await;
    let june = test.open_round("2026-06").await;
    let missing = test.establishment_with(|house| house.phone = Set(Some("0254123456".into()))).await;
    let officer = test.account(Role::Officer).await;
    for day in ["07-30", "07-31", "08-03", "08-04", "08-10", "08-11", "08-12"] {
        test.let_pass(&format!("2026-{day}T08:00:00")).await;
    }
    let weekly = || {
        let mails = test.mails_to(&officer.email).into_iter();
        mails.filter(|mail| mail.subject.starts_with("Tuần này")).collect::<Vec<_>>()
    };
    // On Monday, and in the week that begins with a holiday on Tuesday.
    let mails = weekly();
    assert_eq!(mails.len(), 2);
    let line = format!("{} {}, 0254123456: nhắc gần nhất 30/07/2026", missing.code, missing.name);
    assert!(mails[0].text.contains(&line), "{}", mails[0].text);
    let table = commands::remind::preview(&test.app, test.app.config.hours().morning("2026-08-17".parse().unwrap()))
        .await
        .unwrap();
    let planned = format!("{}\tofficer_weekly\t2026-08-17", officer.email);
    assert!(table.lines().any(|line| line.starts_with(&planned) && line.ends_with("new")), "{table}");
    test.file(&june, &missing, &TestApp::answers(&[])).await.unwrap();
    test.let_pass("2026-08-17T08:00:00").await;
    assert_eq!(weekly().len(), 2, "nobody is missing any more");
}

#[rocket::async_test]
async fn a_department_switches_stages_off_and_moves_due_days_off_weekends() {
    let test = TestApp::start_with(|config| {
        config.stages_off = vec!["opened".into(), "after_5".into()];
        config.due_on_day_off = DayOff::NextWorkingDay;
        config.first_month = "2026-05".into();
    })
    .await;
    let house = test.establishment().await;
    for day in 11..=30 {
        test.let_pass(&format!("2026-07-{day}T08:00:00")).await;
    }
    let june: Vec<String> = test
        .outbox()
        .await
        .into_iter()
        .filter(|row| Some(&row.recipient) == house.email.as_ref())
        .map(|row| row.stage)
        .collect();
    // Of May the ladder is over, but for its last stage of ten days after; of June four stages are left.
    assert_eq!(june, ["before_5", "before_1", "after_1", "after_10"]);
    let form = FormCode("01-H/DL-CSLT".into());
    let due = |round: &luutru::domain::round::Round| test.app.config.day_of(round.due_at).to_string();
    let may = rounds::find(test.app.db.read(), &form, "2026-05".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(due(&may), "2026-06-22", "20 June 2026 is a Saturday");
}

#[rocket::async_test]
async fn a_stage_that_no_form_has_keeps_the_server_from_starting() {
    let test = TestApp::start().await;
    let config = Config { stages_off: vec!["before_7".into()], ..(*test.app.config).clone() };
    let refused = App::open(config, test.app.clock.clone()).await.unwrap_err().to_string();
    assert!(refused.contains("stages_off") && refused.contains("before_5"), "{refused}");
    assert!(jobs::remind(&test.app, test.app.now()).await.is_ok());
}
