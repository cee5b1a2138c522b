//! One report in three versions: with findings, returned, corrected, accepted, amended; and its history.
use luutru::{
    db::accounts,
    domain::{Period, role::Role},
};

use super::{served::Served, visitor::Visitor};
use crate::support::{PASSWORD, report_path};

/// What the hotel types at first: more rooms and beds than the register knows, and too few guest nights.
const TYPED: &[(&str, &str)] = &[
    ("rooms", "22"),
    ("beds", "40"),
    ("room_nights_sold", "300"),
    ("guests_international", "40"),
    ("guests_domestic", "410"),
    ("nights_international", "80"),
    ("nights_domestic", "60"),
    ("revenue_rooms", "240,5"),
    ("revenue_food", "60"),
    ("staff_total", "12"),
    ("staff_female", "8"),
];

#[rocket::async_test]
async fn a_report_is_confirmed_returned_corrected_accepted_and_amended_and_shows_its_three_versions() {
    let served = Served::start().await;
    let test = &served.test;
    let house = test.establishment().await;
    test.month(Period::month(2026, 6)).await;
    let person = test.account_with_password(Role::Reporter).await;
    accounts::join(test.app.db.writer(), person.id, house.id, test.app.now()).await.unwrap();
    let office = test.account_with_password(Role::Officer).await;
    let (hotel, officer) = (Visitor::come(&served).await, Visitor::come(&served).await);
    let path = report_path(&house, "2026-06");
    let review = format!("/rounds/01-H-DL-CSLT/2026-06/{}", house.code);

    hotel.sign_in(&person.email, PASSWORD).await.press("Bắt đầu nhập").await.sees("Đã nhập").await;
    for (field, value) in TYPED {
        hotel.fill(field, value).await;
    }
    hotel.press("Kiểm tra trước khi nộp").await.sees("1 chỗ phải sửa, 2 chỗ cần xác nhận").await;
    hotel.fill("nights_domestic", "600").await;
    hotel.choose("confirm.rooms_differ_from_register", "rooms_changed").await;
    hotel.fill("confirm.rooms_differ_from_register.text", "Mở thêm 2 buồng").await;
    hotel.choose("confirm.beds_differ_from_register", "other").await;
    hotel.fill("confirm.beds_differ_from_register.text", "Kê thêm 4 giường").await;
    hotel.press("Kiểm tra trước khi nộp").await.sees("Số liệu sẽ nộp").await;
    hotel.sees("Mở thêm 2 buồng").await.sees("Kê thêm 4 giường").await;
    hotel.press("Nộp báo cáo").await.sees("Đã nhận báo cáo").await;

    hotel.run("window.printed = 0; window.print = () => { window.printed += 1; }").await;
    hotel.press("In biên nhận và số liệu").await;
    assert_eq!(hotel.run("return window.printed").await, 1);
    let (pdf, sheets) = hotel.print().await;
    kept("bien-nhan-thang.pdf", &pdf);
    assert_eq!(sheets, 1, "the receipt prints on one A4 page");

    officer.sign_in(&office.email, PASSWORD).await.sees("Bàn việc").await;
    officer.open(&review).await.sees("Mở thêm 2 buồng").await;
    let reason = "Đề nghị xem lại ngày khách nội địa.";
    officer
        .press("Trả lại…")
        .await
        .fill("reason", reason)
        .await
        .press("Trả lại báo cáo")
        .await
        .sees("Đã trả lại")
        .await;

    hotel.open("/home").await.sees("Bị trả lại").await.sees(reason).await.press("Sửa và gửi lại").await;
    hotel.sees("Đã xác nhận").await.fill("nights_domestic", "640").await;
    hotel.press("Kiểm tra trước khi nộp").await.sees("Số liệu sẽ nộp").await;
    hotel.press("Nộp lại báo cáo").await.sees("Lần 2").await;
    officer.open(&review).await.press("Chấp nhận").await.sees("Đã chấp nhận").await;

    hotel.open(&path).await.sees("Báo cáo này đã được chấp nhận").await.fill("guests_domestic", "420").await;
    hotel.press("Kiểm tra trước khi nộp").await.sees("Lý do sửa báo cáo đã được chấp nhận").await;
    hotel.fill("reason", "Một đoàn trả phòng muộn").await.press("Nộp lại báo cáo").await.sees("Lần 3").await;

    // The hotel sees all three with their differences, and each by itself.
    hotel.sees("Các lần nộp").await.sees("nội địa: 410 → 420").await.sees("Ngày khách: nội địa: 600 → 640").await;
    hotel.open(&format!("{path}/versions/1")).await.sees("Đã có lần nộp mới hơn").await.sees("Bị trả lại").await;
    // So does the officer, against the accepted one.
    officer.open(&review).await.sees("1 dòng thay đổi").await.sees("Một đoàn trả phòng muộn").await;
    officer.sees("Lần 2 (đã chấp nhận)").await.sees("Lần 3").await.sees("Lần 1").await;
    officer.open(&format!("{review}?version=2")).await.sees("640").await.sees("600").await;

    for visitor in [hotel, officer] {
        visitor.leave().await;
    }
    served.end().await;
}

#[rocket::async_test]
async fn the_receipt_of_a_yearly_report_prints_on_one_page() {
    let served = Served::start().await;
    let test = &served.test;
    let house = test.establishment().await;
    test.month("2026-Y".parse().unwrap()).await;
    test.set_clock("2027-01-10T09:00:00");
    let person = test.account_with_password(Role::Reporter).await;
    accounts::join(test.app.db.writer(), person.id, house.id, test.app.now()).await.unwrap();
    let hotel = Visitor::come(&served).await;
    hotel.sign_in(&person.email, PASSWORD).await.sees(&house.name).await;
    hotel.open(&report_path(&house, "2026-Y")).await;
    let year = [
        ("room_nights_available", "7.300"),
        ("room_nights_sold", "3.650"),
        ("guests_international", "400"),
        ("guests_domestic", "4.100"),
        ("day_guests_international", "10"),
        ("day_guests_domestic", "90"),
        ("nights_international", "800"),
        ("nights_domestic", "6.000"),
        ("revenue_rooms", "2.405,5"),
        ("revenue_food", "600"),
        ("revenue_other", "120"),
        ("staff_total", "12"),
        ("staff_female", "8"),
        ("staff_university", "2"),
        ("staff_vocational", "4"),
        ("staff_short_course", "3"),
        ("staff_untrained", "3"),
        ("staff_foreign_language", "5"),
    ];
    for (field, value) in year {
        hotel.fill(field, value).await;
    }
    for (row, (country, guests)) in
        [("KR", "150"), ("CN", "90"), ("RU", "60"), ("US", "40"), ("JP", "30")].iter().enumerate()
    {
        if row > 0 {
            hotel.press("Thêm quốc gia").await;
        }
        hotel.choose(&format!("guests_by_country.+{row}"), country).await;
        hotel.fill(&format!("guests_by_country.+{row}.n"), guests).await;
    }
    hotel.press("Kiểm tra trước khi nộp").await.sees("Số liệu sẽ nộp").await;
    hotel.press("Nộp báo cáo").await.sees("Đã nhận báo cáo").await;
    let (pdf, sheets) = hotel.print().await;
    kept("bien-nhan-nam.pdf", &pdf);
    assert_eq!(sheets, 1, "the receipt prints on one A4 page");
    hotel.leave().await;
    served.end().await;
}

/// For looking at, if a folder is named.
pub fn kept(name: &str, content: &[u8]) {
    if let Ok(folder) = std::env::var("LUUTRU_TEST_PICTURES") {
        std::fs::write(std::path::Path::new(&folder).join(name), content).unwrap();
    }
}
