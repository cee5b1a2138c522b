//! A Tết round: an officer makes it for hotels of 3 stars and more in two communes; a hotel files it from its telephone.
use luutru::domain::{AreaCode, establishment::EstablishmentType, role::Role};
use sea_orm::ActiveValue::Set;

use super::{served::Served, visitor::Visitor};
use crate::support::PASSWORD;

const VUNG_TAU: &str = "26506";
const TAM_THANG: &str = "26526";
/// Of the province, but not asked.
const ELSEWHERE: &str = "26560";

/// Clicks and fields typed from the link in the mail to the receipt.
const MOST_INPUTS: usize = 16;

#[rocket::async_test]
async fn a_tet_round_goes_from_the_officers_page_by_mail_to_a_receipt_on_a_telephone() {
    let served = Served::start().await;
    let test = &served.test;
    let house = test.establishment().await;
    let four = test
        .establishment_with(|row| {
            row.area_code = Set(AreaCode(TAM_THANG.into()));
            row.stars = Set(4);
        })
        .await;
    let others = [
        test.establishment_with(|row| row.stars = Set(2)).await,
        test.establishment_with(|row| row.area_code = Set(AreaCode(ELSEWHERE.into()))).await,
        test.establishment_with(|row| {
            row.kind = Set(EstablishmentType::Homestay);
            row.stars = Set(0);
        })
        .await,
    ];
    let person = test.reporter_of(&[&house]).await;
    test.set_clock("2027-02-01T07:00:00");

    let account = test.account_with_password(Role::Officer).await;
    let officer = Visitor::come(&served).await;
    officer.sign_in(&account.email, PASSWORD).await.sees("Bàn việc").await;
    officer.open("/rounds").await.press("Đợt đột xuất").await.sees("Hỏi gì").await;
    officer.fill("title", "Tết 2027").await;
    set_day(&officer, "first_day", "2027-02-04").await;
    set_day(&officer, "last_day", "2027-02-14").await;
    set_day(&officer, "due_day", "2027-02-15").await;
    officer.click("//input[@name='asks'][@value='some']").await.click("//summary[contains(., 'Chọn dòng')]").await;
    for line in
        ["rooms", "days_open", "room_nights_available", "room_nights_sold", "guests_international", "guests_domestic"]
    {
        officer.click(&format!("//input[@name='line'][@value='{line}']")).await;
    }
    officer.click("//summary[contains(., 'Xã, phường')]").await;
    for commune in [VUNG_TAU, TAM_THANG] {
        officer.click(&format!("//input[@name='area'][@value='{commune}']")).await;
    }
    officer.click("//input[@name='type'][@value='hotel']").await;
    for stars in ["3", "4", "5"] {
        officer.click(&format!("//input[@name='stars'][@value='{stars}']")).await;
    }
    officer.fill("message", "Tính cả khách đêm giao thừa.").await;
    officer.press("Xem sẽ hỏi ai").await.sees("Sẽ hỏi 2 cơ sở").await.sees(&four.name).await;
    officer.press("Tạo đợt").await.sees("Đã tạo đợt «Tết 2027»").await;

    // The two are told, the others are not.
    test.let_pass("2027-02-01T08:30:00").await;
    let about_tet = |to: &str| served.mails_to(to).into_iter().filter(|mail| mail.subject.contains("Tết 2027")).count();
    assert_eq!((about_tet(&person.email), about_tet(&four.email.clone().unwrap())), (1, 1));
    for other in &others {
        assert_eq!(about_tet(&other.email.clone().unwrap()), 0, "{}", other.name);
    }
    let mails = served.mails_to(&person.email);
    let mail = mails.iter().find(|mail| mail.subject.contains("Tết 2027")).unwrap();
    assert!(mail.text.contains("17:00 ngày 15/02/2027"), "{}", mail.text);
    let link = mail.text.lines().find(|line| line.starts_with(&served.base_url)).unwrap().to_owned();

    // After the holiday the hotel files from its telephone.
    test.set_clock("2027-02-06T20:00:00");
    let hotel = Visitor::come_with_phone(&served).await;
    let mut inputs = 1; // the link in the mail
    hotel.open(&link).await.sees(&house.name).await.sees("17:00 ngày 15/02/2027").await;
    hotel.press("Mở báo cáo").await.sees("Tính cả khách đêm giao thừa.").await;
    inputs += 1;
    assert!(hotel.run("return document.documentElement.scrollWidth <= 360").await.as_bool().unwrap(), "too wide");
    // Rooms and days are filled in already.
    assert_eq!((hotel.value("rooms").await, hotel.value("days_open").await), ("20".into(), "11".into()));
    for (field, value) in [("room_nights_sold", "180"), ("guests_international", "35"), ("guests_domestic", "240")] {
        hotel.fill(field, value).await;
        inputs += 2; // into the field, and what is typed
    }
    hotel.press("Kiểm tra trước khi nộp").await.sees("Số liệu sẽ nộp").await;
    hotel.press("Nộp báo cáo").await.sees("Đã nhận báo cáo").await.sees("Tết 2027").await;
    inputs += 2;
    assert!(inputs <= MOST_INPUTS, "{inputs} inputs from the mail to the receipt");
    println!("{inputs} inputs from the mail's link to the receipt");

    // The officer sees it came.
    officer.sign_in(&account.email, PASSWORD).await.sees("Bàn việc").await;
    officer.open("/rounds").await.sees("1/2").await;
    hotel.leave().await;
    officer.leave().await;
    served.end().await;
}

/// A date field takes no keys of a strange locale: its value is set.
async fn set_day(visitor: &Visitor, name: &str, day: &str) {
    visitor.run(&format!("document.querySelector('input[name={name}]').value = '{day}'")).await;
}
