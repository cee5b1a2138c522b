//! A month of a department: from its list of houses to the workbook that goes upward.
use std::{collections::BTreeMap, path::Path, process::Command};

use calamine::{DataType, Reader, Xlsx};
use luutru::{
    db::{
        accounts,
        register::{self, House},
    },
    domain::{
        Period,
        form::{Form, Frequency},
        role::Role,
        round::owes,
    },
    excel::filled::{self, Expected},
    jobs,
};
use serde_json::{Value, json};

use super::{
    served::{Served, needed},
    visitor::Visitor,
};
use crate::support::{PASSWORD, TestApp, libreoffice};

const JUNE: &str = "/rollups/01-H-DL-CSLT/2026-06";

#[rocket::async_test]
async fn a_month_goes_from_the_list_of_houses_to_the_workbook_that_goes_upward() {
    let served = Served::start().await;
    let test = &served.test;
    let officer_account = test.account_with_password(Role::Officer).await;
    let officer = Visitor::come(&served).await;
    officer.sign_in(&officer_account.email, PASSWORD).await.sees("Bàn việc").await;
    import_the_register(&officer).await;
    let (first, second) = two_houses(test).await;

    // The first is invited, and files on an old telephone.
    officer
        .open(&format!("/establishments/{}", first.code()))
        .await
        .press("Mời qua")
        .await
        .sees("Đã gửi thư mời")
        .await;
    let hotel = Visitor::come_with_phone(&served).await;
    hotel.open(&served.link_mailed_to(&email(&first)).await).await.sees(&first.name).await;
    hotel.fill("name", "Nguyễn Thị Hạnh").await.fill("password", PASSWORD).await.fill("again", PASSWORD).await;
    hotel.press("Bắt đầu dùng").await.sees(&first.name).await;
    test.let_pass("2026-07-10T09:05:00").await;
    hotel.open(&report(&first)).await;
    for (field, value) in FIRST {
        hotel.fill(field, value).await;
    }
    hotel.press("Kiểm tra trước khi nộp").await.sees("Số liệu sẽ nộp").await;
    hotel.press("Nộp báo cáo").await.sees("Đã nhận báo cáo").await;

    // The second files by workbook.
    let account = test.account_with_password(Role::Reporter).await;
    accounts::join(test.app.db.writer(), account.id, second.id(), test.app.now()).await.unwrap();
    let other = Visitor::come(&served).await;
    other.sign_in(&account.email, PASSWORD).await.sees(&second.name).await;
    other.open(&format!("{}/workbook", report(&second))).await;
    let template = other.download("Tải mẫu Excel").await;
    fill_in(test, &second, &template, SECOND).await;
    other.attach("workbook", &template).await.press("Đọc tệp và kiểm tra").await.sees("Chưa có gì được lưu").await;
    other.press("Kiểm tra trước khi nộp").await.sees("Số liệu sẽ nộp").await;
    other.press("Nộp báo cáo").await.sees("Đã nhận báo cáo").await;

    // The officer returns the one and accepts the other; the first corrects.
    let reason = "Lượt khách nội địa cao hơn mọi tháng trước; đề nghị xem lại.";
    officer.open(&review(&first)).await.press("Trả lại…").await.fill("reason", reason).await;
    officer.press("Trả lại báo cáo").await.sees("Đã trả lại").await;
    officer.open(&review(&second)).await.press("Chấp nhận").await.sees("Đã chấp nhận").await;
    jobs::send_mail(&test.app).await.unwrap();
    let mails = served.mails_to(&email(&first));
    let returned = mails.iter().filter(|mail| mail.text.contains(reason)).count();
    assert_eq!(returned, 1, "the reason in the words of the officer: {mails:#?}");
    hotel.open("/home").await.sees("Bị trả lại").await;
    hotel.open(&report(&first)).await.sees(reason).await.fill("guests_domestic", "90").await;
    hotel.press("Kiểm tra trước khi nộp").await.sees("Số liệu sẽ nộp").await;
    hotel.press("Nộp lại báo cáo").await.sees("Đã nhận báo cáo").await;

    // The working document equals the two reports; the report that goes upward does not tell what two houses filed.
    officer.open(JUNE).await.sees("2/").await;
    let report = officer.download("Tải báo cáo").await;
    assert_eq!(first_figure(&report), "(*)");
    let workbook = officer.download("Tài liệu làm việc").await;
    let round = test.month(Period::month(2026, 6)).await;
    assert_sums(test.form(&round), &workbook);
    assert_sums(test.form(&round), &libreoffice::compute(workbook.parent().unwrap(), &workbook));

    // The morning after the due date: exactly those who owe are told, once, and the workbook is there.
    jobs::send_mail(&test.app).await.unwrap();
    let before = served.count_by_recipient();
    test.let_pass("2026-07-21T08:00:00").await;
    test.let_pass("2026-07-21T08:30:00").await;
    let (told, owing) = (told_since(&served, &before), owing_without(&[&first, &second]));
    let odd: Vec<_> = told.iter().filter(|(who, mails)| owing.get(*who) != Some(mails)).collect();
    assert!(odd.is_empty(), "told, but not once or not owing: {odd:?}");
    assert_eq!(told.len(), owing.len());
    officer.sign_in(&officer_account.email, PASSWORD).await.leaves("/sign-in").await;
    officer.open("/rollups").await.sees("Tháng 6/2026").await.sees("SHA-256").await;

    for visitor in [officer, hotel, other] {
        visitor.leave().await;
    }
    served.end().await;
}

/// What the first house types: rooms, beds and days stand there already.
const FIRST: &[(&str, &str)] = &[
    ("room_nights_sold", "100"),
    ("guests_international", "20"),
    ("guests_domestic", "100"),
    ("nights_international", "40"),
    ("nights_domestic", "150"),
    ("revenue_rooms", "80,5"),
    ("staff_total", "6"),
    ("staff_female", "4"),
];

/// What the second house enters into its workbook.
const SECOND: &[(&str, f64)] = &[
    ("room_nights_sold", 110.0),
    ("guests_international", 30.0),
    ("guests_domestic", 80.0),
    ("nights_international", 55.0),
    ("nights_domestic", 120.0),
    ("revenue_rooms", 91.2),
    ("staff_total", 7.0),
    ("staff_female", 5.0),
];

/// The sums after the correction, each by the code of its line.
const SUMS: &[(&str, f64)] = &[
    ("room_nights_sold", 210.0),
    ("guests_total", 220.0),
    ("guests_international", 50.0),
    ("guests_domestic", 170.0),
    ("nights_international", 95.0),
    ("nights_domestic", 270.0),
    ("revenue_rooms", 171.7),
    ("staff_total", 13.0),
];

async fn import_the_register(officer: &Visitor) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/danh-sach-co-so-luu-tru.xlsx");
    officer.open("/imports/register").await.attach("workbook", &sample).await;
    officer.press("Tải lên và xem trước").await.sees("Xem trước danh sách").await;
    for refused in refused_cells() {
        officer.sees(&refused).await;
    }
    officer.press("Nhập những mục đã chọn").await.sees("Đã nhập 476 cơ sở mới").await;
    officer.sees("6 dòng không nhận").await;
}

/// The reported figures of the first sheet, by the numbers of their lines, equal the sums of the two reports.
fn assert_sums(form: &Form, workbook: &Path) {
    let mut book: Xlsx<_> = calamine::open_workbook(workbook).unwrap();
    let range = book.worksheet_range("Tổng hợp").unwrap();
    let outline = form.outline(Frequency::Monthly);
    for (code, sum) in SUMS {
        let index = form.index(code).unwrap();
        let (number, _) = outline.iter().find(|(_, line)| *line == index).unwrap();
        let row = range.rows().find(|row| row[0].to_string() == *number).unwrap();
        assert_eq!(row[3].as_f64().map(|value| (value * 10.0).round()), Some((sum * 10.0).round()), "{code}");
    }
}

/// Of the first line of the first sheet.
fn first_figure(workbook: &Path) -> String {
    let mut book: Xlsx<_> = calamine::open_workbook(workbook).unwrap();
    let range = book.worksheet_range("Tổng hợp").unwrap();
    range.rows().find(|row| row[0].as_string().as_deref() == Some("1")).unwrap()[3].to_string()
}

fn truth() -> Value {
    serde_json::from_str(include_str!("../../samples/danh-sach-co-so-luu-tru.truth.json")).unwrap()
}

/// The cells of the refused rows, as «G491».
fn refused_cells() -> Vec<String> {
    let truth = truth();
    let errors = truth["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 6);
    errors.iter().map(|error| format!("{}{}", error["column"].as_str().unwrap(), error["row"])).collect()
}

/// Two houses that owe June, with a mail address and enough rooms.
async fn two_houses(test: &TestApp) -> (House, House) {
    let round = test.month(Period::month(2026, 6)).await;
    let register = register::current(&test.app.db).await.unwrap();
    let fit = |house: &&std::sync::Arc<House>| {
        let owed = owes(&round.audience, round.period, &house.record);
        house.email.is_some() && owed.is_some_and(|facts| facts.rooms >= 15)
    };
    let mut houses = register.houses().iter().filter(fit).map(|house| House::clone(house));
    (houses.next().unwrap(), houses.next().unwrap())
}

fn email(house: &House) -> String {
    house.email.clone().unwrap().to_lowercase()
}

fn report(house: &House) -> String {
    format!("/reports/01-H-DL-CSLT/2026-06/{}", house.code())
}

fn review(house: &House) -> String {
    format!("/rounds/01-H-DL-CSLT/2026-06/{}", house.code())
}

/// Enters numbers into a downloaded template with another program, which writes the whole file anew.
async fn fill_in(test: &TestApp, house: &House, template: &Path, values: &[(&str, f64)]) {
    let round = test.month(Period::month(2026, 6)).await;
    let form = test.form(&round);
    let expected = Expected { form, period: round.period, code: house.code(), name: &house.name };
    let places = filled::read(&std::fs::read(template).unwrap(), &expected).unwrap().places;
    let cells: Vec<Value> = values
        .iter()
        .map(|(code, value)| {
            let (sheet, cell) = places[*code].split_once('!').unwrap();
            json!([sheet, cell, value])
        })
        .collect();
    let script = "import json, sys, openpyxl\n\
        book = openpyxl.load_workbook(sys.argv[1])\n\
        for sheet, cell, value in json.loads(sys.argv[2]): book[sheet][cell] = value\n\
        book.save(sys.argv[1])";
    let done = Command::new(needed("LUUTRU_TEST_PYTHON"))
        .args(["-c", script, template.to_str().unwrap(), &Value::from(cells).to_string()])
        .status()
        .unwrap();
    assert!(done.success());
}

/// Mails to each recipient since an earlier count.
fn told_since(served: &Served, before: &BTreeMap<String, usize>) -> BTreeMap<String, usize> {
    let mut told = served.count_by_recipient();
    for (recipient, earlier) in before {
        *told.get_mut(recipient).unwrap() -= earlier;
    }
    told.retain(|recipient, mails| *mails > 0 && recipient.starts_with("ks"));
    told
}

/// The addresses of the list's houses that are open, one mail each, without those who filed.
fn owing_without(filed: &[&House]) -> BTreeMap<String, usize> {
    let truth = truth();
    let open = truth["rows"].as_array().unwrap().iter().filter(|row| row["closed"] == "");
    let addresses = open.map(|row| row["email"].as_str().unwrap().to_owned()).filter(|email| !email.is_empty());
    let told: BTreeMap<String, usize> =
        addresses.filter(|address| filed.iter().all(|house| email(house) != *address)).map(|a| (a, 1)).collect();
    assert!(told.len() > 400);
    told
}
