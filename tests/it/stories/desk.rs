//! An officer goes through the desk without a mouse.
use luutru::domain::role::Role;

use super::{served::Served, visitor::Visitor};
use crate::support::{PASSWORD, TestApp};

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

#[rocket::async_test]
async fn keys_lead_through_the_desk_and_act_in_no_field() {
    let served = Served::start().await;
    let test = &served.test;
    let round = test.open_round("2026-06").await;
    for guests in [400, 410, 420] {
        let house = test.establishment().await;
        let answers = [("rooms", 20), ("days_open", 30), ("room_nights_sold", 300), ("guests_domestic", guests)];
        test.file(&round, &house, &TestApp::answers(&answers)).await.unwrap();
    }
    let account = test.account_with_password(Role::Officer).await;
    let officer = Visitor::come(&served).await;
    officer.sign_in(&account.email, PASSWORD).await.sees("Chờ duyệt: 3 báo cáo").await;

    // rows: down twice, tick, untick, open
    officer.key("j").await.key("j").await.key("x").await.sees("Chấp nhận 1 báo cáo").await;
    officer.key("x").await.sees("Chấp nhận 0 báo cáo").await;
    officer.key("?").await.sees("dòng trước").await.key("k").await.key("j").await;
    officer.key(ENTER).await.sees("Báo cáo 2/3").await;
    let second = officer.path().await;
    officer.key("n").await.sees("Báo cáo 3/3").await;
    let third = officer.path().await;
    officer.key("p").await.sees("Báo cáo 2/3").await;
    assert_eq!(officer.path().await, second);

    // in the field of the reason letters are letters
    officer.key("r").await.key("apn?").await;
    assert_eq!(officer.focused().await, ("reason".to_owned(), "apn?".to_owned()));
    assert_eq!(officer.path().await, second);
    officer.key(ESCAPE).await.key("a").await.sees("Đã chấp nhận báo cáo của").await.sees("Báo cáo 2/2").await;
    assert_eq!(officer.path().await, third);
    officer.leave().await;
    served.end().await;
}
