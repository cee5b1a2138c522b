//! A hotel with an old telephone files its month, sees itself among similar hotels, and copies its numbers for somebody else.
use luutru::{
    db::accounts,
    domain::{Period, role::Role},
    jobs,
};

use super::{served::Served, versions::kept, visitor::Visitor};
use crate::support::{NORMAL_MONTH, PASSWORD, TestApp};

#[rocket::async_test]
async fn a_hotel_files_on_a_telephone_and_sees_itself_among_similar_ones() {
    let served = Served::start().await;
    let test = &served.test;
    let mut houses = Vec::new();
    for _ in 0..12 {
        houses.push(test.establishment().await);
    }
    test.set_clock("2026-06-10T09:00:00");
    let may = test.month(Period::month(2026, 5)).await;
    for (tenths, house) in (1..).zip(&houses) {
        let answers = TestApp::answers(&[
            ("rooms", 20),
            ("days_open", 31),
            ("room_nights_sold", 300 + 20 * tenths),
            ("guests_international", 40),
            ("guests_domestic", 410),
            ("nights_international", 80),
            ("nights_domestic", 600),
            ("revenue_rooms", 2405 + 100 * tenths),
        ]);
        test.file(&may, house, &answers).await.unwrap();
    }
    test.set_clock("2026-07-01T01:00:00");
    jobs::freeze_peers(&test.app, test.app.now()).await.unwrap();
    test.set_clock("2026-07-10T09:00:00");
    test.month(Period::month(2026, 6)).await;
    let person = test.account_with_password(Role::Reporter).await;
    accounts::join(test.app.db.writer(), person.id, houses[0].id, test.app.now()).await.unwrap();

    let phone = Visitor::come_with_phone(&served).await;
    phone.sign_in(&person.email, PASSWORD).await.sees("So với cơ sở tương tự, tháng 5/2026").await;
    assert_eq!(too_wide(&phone).await, 0, "the first page scrolls sideways");
    phone.press("Bắt đầu nhập").await.sees("Đã nhập").await;
    for (field, value) in NORMAL_MONTH.iter().filter(|(_, value)| !value.is_empty()) {
        phone.fill(field, value).await;
    }
    phone.press("Kiểm tra trước khi nộp").await.sees("Số liệu sẽ nộp").await;
    phone.press("Nộp báo cáo").await.sees("Đã nhận báo cáo").await;
    phone
        .sees("12 khách sạn 3 sao ở phường Vũng Tàu đã báo cáo, kể cả cơ sở này")
        .await
        .sees("T6/2026: cơ sở 50,0")
        .await;
    assert_eq!(too_wide(&phone).await, 0, "the receipt scrolls sideways");

    phone.press("Bảng so sánh và 24 tháng").await.sees("Một nửa nhóm").await;
    assert_eq!(too_wide(&phone).await, 0, "the comparison scrolls sideways");
    let (pdf, sheets) = phone.print().await;
    assert!(sheets <= 2 && pdf.len() > 1000, "the comparison prints on {sheets} sheets");

    phone.open(&format!("/reports/01-H-DL-CSLT/2026-06/{}/receipt", houses[0].code)).await;
    phone.press("Xem theo biểu 01CS/LTDL").await.sees("Số liệu theo biểu 01CS/LTDL").await;
    assert_eq!(too_wide(&phone).await, 0, "the other form scrolls sideways");
    // Without a clipboard the text is selected; with one it is in it.
    phone.press("Chép các dòng").await;
    phone.sees("chép").await;
    let (name, text) = phone.focused().await;
    assert!(name.is_empty() && text.starts_with("Mã số\tChỉ tiêu"), "{text}");
    phone.leave().await;
    on_every_screen(&served, &person.email, &houses[0].code).await;
    served.end().await;
}

/// The pages of a hotel that has filed, each as wide as its screen; the pictures are kept for looking at.
async fn on_every_screen(served: &Served, login: &str, house: &str) {
    let receipt = format!("/reports/01-H-DL-CSLT/2026-06/{house}/receipt");
    for width in [360, 768, 1280, 1920] {
        let visitor = Visitor::come_with_screen(served, width, 900).await;
        visitor.sign_in(login, PASSWORD).await.sees("So với cơ sở tương tự, tháng 5/2026").await;
        for (name, path, says) in [
            ("home", "/home", "So với cơ sở tương tự, tháng 5/2026"),
            ("receipt", receipt.as_str(), "Biên nhận số"),
            ("comparison", "/comparison", "Một nửa nhóm"),
        ] {
            visitor.open(path).await.sees(says).await;
            assert_eq!(too_wide(&visitor).await, 0, "{path} scrolls sideways at {width} px");
            kept(&format!("hotel-{name}-{width}.png"), &visitor.picture().await);
        }
        visitor.leave().await;
    }
}

/// Pixels that the page is wider than the telephone.
async fn too_wide(phone: &Visitor) -> i64 {
    let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    phone.run(script).await.as_i64().unwrap()
}
