use chrono::NaiveDate;
use luutru::{
    db::{drafts, entity::suspension, generations, new_key, rounds},
    domain::{
        AreaCode, Period, answers::Typed, form::FormCode, role::Scope, round::Standing, suspension::SuspensionState,
    },
    jobs::open_rounds,
};
use sea_orm::{ActiveModelTrait, Set};

use crate::support::TestApp;

fn june() -> Period {
    Period::month(2026, 6)
}

#[rocket::async_test]
async fn rounds_open_by_themselves_once_and_those_of_an_outage_are_made_up_for() {
    let app = TestApp::start_with(|config| config.first_month = "2026-04".into()).await;
    let codes = || async {
        let all = rounds::all(app.app.db.read()).await.unwrap();
        all.iter().map(|round| round.period.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(open_rounds::run(&app.app, app.app.now()).await.unwrap(), 3);
    assert_eq!(open_rounds::run(&app.app, app.app.now()).await.unwrap(), 0);
    assert_eq!(codes().await, ["2026-06", "2026-05", "2026-04"]);
    app.set_clock("2027-01-01T00:00:00");
    assert_eq!(open_rounds::run(&app.app, app.app.now()).await.unwrap(), 7);
    assert_eq!(codes().await[..3], ["2026-12", "2026-Y", "2026-11"]);

    let round = rounds::find(app.app.db.read(), &FormCode("01-H/DL-CSLT".into()), june()).await.unwrap().unwrap();
    assert_eq!(round.due_at.to_rfc3339(), "2026-07-20T16:59:59+00:00");
    assert!(!round.historic);
}

#[rocket::async_test]
async fn without_a_setting_a_department_begins_in_the_month_of_its_first_start() {
    let app = TestApp::start().await;
    assert_eq!(open_rounds::run(&app.app, app.app.now()).await.unwrap(), 0);
    app.set_clock("2026-09-15T09:00:00");
    assert_eq!(open_rounds::run(&app.app, app.app.now()).await.unwrap(), 2);
}

#[rocket::async_test]
async fn a_first_month_that_is_no_month_is_refused_by_name() {
    let app = TestApp::start_with(|config| config.first_month = "2026".into()).await;
    let error = open_rounds::run(&app.app, app.app.now()).await.unwrap_err();
    assert!(error.to_string().contains("first_month"), "{error}");
}

#[rocket::async_test]
async fn who_owes_follows_the_register_as_soon_as_it_changes() {
    let app = TestApp::start().await;
    let db = &app.app.db;
    let (open, moved) = (app.establishment().await, app.establishment().await);
    let closed = app.establishment_with(|row| row.closed_on = Set(NaiveDate::from_ymd_opt(2026, 6, 1))).await;
    let round = app.month(june()).await;
    let codes = |scope: Scope| {
        let (round, now) = (round.clone(), app.app.now());
        async move {
            let owing = rounds::who_owes(db, &round, &scope, now).await.unwrap();
            owing.iter().map(|o| (o.house.code().to_owned(), o.standing)).collect::<Vec<_>>()
        }
    };
    let both = [(open.code.clone(), Standing::Missing), (moved.code.clone(), Standing::Missing)];
    assert_eq!(codes(Scope::Department).await, both);
    assert_eq!(codes(Scope::Areas(vec![AreaCode("26506".into())])).await, both);
    assert_eq!(codes(Scope::Areas(vec![AreaCode("1".into())])).await, []);
    assert_eq!(codes(Scope::Establishments(vec![open.id, closed.id])).await, both[..1]);

    let suspended = suspension::ActiveModel {
        id: Set(new_key()),
        establishment_id: Set(open.id),
        from_on: Set(june().first_day()),
        to_on: Set(Some(june().last_day())),
        reason: Set("Sửa chữa".into()),
        state: Set(SuspensionState::Confirmed),
        account_id: Set(None),
        created_at: Set(app.app.now()),
        ..Default::default()
    };
    suspended.insert(db.writer()).await.unwrap();
    generations::bump(db.writer(), generations::REGISTER).await.unwrap();
    let owing = rounds::who_owes(db, &round, &Scope::Department, app.app.now()).await.unwrap();
    assert_eq!((rounds::tally(&owing).owed, rounds::tally(&owing).suspended), (1, 1));
    app.set_clock("2026-07-21T00:00:00");
    assert_eq!(codes(Scope::Establishments(vec![moved.id])).await, [(moved.code, Standing::Overdue)]);
}

#[rocket::async_test]
async fn two_texts_of_one_draft_are_both_kept() {
    let app = TestApp::start().await;
    let db = app.app.db.writer();
    let (house, round, now) = (app.establishment().await, app.month(june()).await, app.app.now());
    let text = |rooms: &str| Typed([("rooms".to_owned(), rooms.to_owned())].into());
    let save = |text: Typed, revision| async move {
        drafts::save(db, round.id, house.id, &text, revision, None, now).await.unwrap()
    };
    assert_eq!(save(text("20"), 0).await, drafts::Saved::As(1));
    assert_eq!(save(text("21"), 1).await, drafts::Saved::As(2));
    // the same text again, from a tab that read an older one
    assert_eq!(save(text("21"), 1).await, drafts::Saved::As(2));
    let drafts::Saved::Conflict(theirs) = save(text("22"), 1).await else { panic!("overwritten") };
    assert_eq!((theirs.typed, theirs.revision), (text("21"), 2));
    let file = |revision| async move {
        drafts::file(db, round.id, house.id, revision, drafts::Rest::Nothing, now).await.unwrap()
    };
    assert!(!file(1).await);
    assert!(file(2).await);
    // a tab that was opened before the filing is still noticed
    assert!(!file(2).await && !file(0).await);
    assert!(matches!(save(text("23"), 0).await, drafts::Saved::Conflict(_)));
    let left = drafts::get(db, round.id, house.id).await.unwrap();
    assert_eq!((left.is_kept(), left.revision), (false, 3));
}
