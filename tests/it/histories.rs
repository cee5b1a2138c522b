//! Old figures come in from a department's own summaries.
use std::{path::Path, process::Output};

use luutru::{
    db::entity::{report, report_version},
    domain::role::Role,
};
use rocket::http::Status;
use rust_xlsxwriter::Workbook;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;

use crate::{
    commands::{luutru, refused, text},
    support::TestApp,
};

const REGISTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/danh-sach-co-so-luu-tru.xlsx");

fn run(test: &TestApp, arguments: &[&str]) -> Output {
    luutru(test.folder()).args(arguments).args(["--database", &test.app.config.database]).output().unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn counts(json: &Value) -> [u64; 4] {
    let refused = json["refused"].as_array().unwrap().len() as u64;
    [
        json["imported"].as_u64().unwrap(),
        json["changed"].as_u64().unwrap(),
        json["unchanged"].as_u64().unwrap(),
        refused,
    ]
}

/// A summary of its own: two houses, revenue in thousands, a heading of two rows, a name with a slip in it.
fn workbook(folder: &Path, second: &str, sold: &str) -> String {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("T5.2026").unwrap();
    let rows: [&[&str]; 6] = [
        &["BẢNG TỔNG HỢP KẾT QUẢ KINH DOANH"],
        &["STT", "Tên cơ sở", "Lượt khách", "", "Ngày buồng sử dụng", "Doanh thu (nghìn đồng)", "Tình trạng"],
        &["", "", "Quốc tế", "Nội địa", "", "Buồng", ""],
        &["1", "Khách sạn Sóng Xanh", "12", "1.200", sold, "150.500", ""],
        &["2", second, "0", "0", "0", "0", "Không phát sinh"],
        &["", "TỔNG CỘNG", "12", "1.200", "", "150.500", ""],
    ];
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *text).unwrap();
        }
    }
    let path = folder.join(format!("tong-hop-{sold}.xlsx"));
    workbook.save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_mapping_is_written_corrected_given_back_and_remembered() {
    let test = TestApp::start().await;
    let blue = test.establishment_with(|house| house.name = sea_orm::Set("Khách sạn Sóng Xanh".into())).await;
    let moon = test.establishment_with(|house| house.name = sea_orm::Set("Nhà nghỉ Trăng Non".into())).await;
    test.register_changed().await;
    let file = workbook(test.folder(), "Nhà nghỉ Trăng Nom", "300");
    let written = test.folder().join("mapping.toml");
    let written = written.to_str().unwrap();

    let preview = json(&run(&test, &["import", "history", &file, "--json", "--write-mapping", written]));
    assert_eq!(counts(&preview), [1, 0, 0, 1]);
    let refusal = &preview["refused"][0];
    assert_eq!((refusal["sheet"].as_str(), refusal["cell"].as_str()), (Some("T5.2026"), Some("B5")));
    assert!(refusal["why"].as_str().unwrap().contains("có thể là Nhà nghỉ Trăng Non"), "{refusal}");
    let columns = &preview["mapping"]["columns"];
    assert_eq!(columns["Doanh thu (nghìn đồng) › Buồng"]["to"], "revenue_rooms");
    assert_eq!(columns["Doanh thu (nghìn đồng) › Buồng"]["unit"], "nghìn đồng");
    assert_eq!(columns["Lượt khách › Quốc tế"]["to"], "guests_international");

    let proposed = std::fs::read_to_string(written).unwrap();
    let line = format!("# \"Nhà nghỉ Trăng Nom\" = {:?}", moon.code);
    assert!(proposed.contains(&line), "{proposed}");
    let corrected = proposed.replace("[houses]\n", "").replace(&line, &format!("[houses]\n{}", &line[2..]));
    let corrected = corrected.replace("guests_international", "day_guests_international");
    std::fs::write(written, corrected).unwrap();
    let applied = json(&run(&test, &["import", "history", &file, "--json", "--apply", "--mapping", written]));
    assert_eq!(counts(&applied), [2, 0, 0, 0], "{applied:#}");
    let table = json(&run(&test, &["export", "rollup", "--period", "2026-05", "--format", "json"]));
    let indicators = &table["indicators"];
    assert_eq!(indicators["day_guests_international"].as_f64(), Some(12.0));
    assert_eq!(indicators["revenue_rooms"].as_f64(), Some(150.5));
    assert_eq!((table["reports"].as_u64(), table["nil"].as_u64()), (Some(2), Some(1)));

    // What a column means is remembered; a house is asked again, because another file may mean another one.
    let again = json(&run(
        &test,
        &["import", "history", &workbook(test.folder(), "Nhà nghỉ Trăng Non", "310"), "--json", "--apply"],
    ));
    assert_eq!(again["mapping"]["columns"]["Lượt khách › Quốc tế"]["to"], "day_guests_international");
    assert_eq!(counts(&again), [0, 1, 1, 0], "{again:#}");
    let of_blue =
        report::Entity::find().filter(report::Column::EstablishmentId.eq(blue.id)).one(test.app.db.read()).await;
    assert_eq!(of_blue.unwrap().unwrap().accepted_version, Some(2));

    std::fs::write(written, "form = \"01-H/DL-CSLT\"\n[columns]\n\"Lượt khách › Quốc tế\" = { to = \"visitors\" }\n")
        .unwrap();
    let wrong = json(&run(&test, &["import", "history", &file, "--json", "--mapping", written]));
    assert!(wrong["refused"][0]["why"].as_str().unwrap().contains("visitors"), "{wrong:#}");
    std::fs::write(written, "columns = 3").unwrap();
    refused(&run(&test, &["import", "history", &file, "--mapping", written]), &["mapping.toml"]);
    refused(&run(&test, &["import", "history", "Cargo.toml"]), &["Cargo.toml"]);
    refused(&run(&test, &["import", "history", &file, "--form", "99-X"]), &["99-X", "01-H/DL-CSLT"]);
}

#[tokio::test]
async fn an_officer_maps_looks_and_imports_on_the_page_and_what_a_house_filed_itself_stays() {
    let test = TestApp::start().await;
    let blue = test.establishment_with(|house| house.name = sea_orm::Set("Khách sạn Sóng Xanh".into())).await;
    let moon = test.establishment_with(|house| house.name = sea_orm::Set("Nhà nghỉ Trăng Non".into())).await;
    test.register_changed().await;
    let officer = test.sign_in_as(Role::Officer).await;
    officer.get("/imports/history").await.ok().shows("Nhập số liệu cũ");
    let file = std::fs::read(workbook(test.folder(), "Nhà nghỉ Trăng Nom", "300")).unwrap();
    let fields = [("form", "01-H/DL-CSLT")];
    let sent = officer.upload("/imports/history", &fields, ("workbook", "tong-hop.xlsx", &file)).await;
    let preview = sent.location().to_owned();
    let page = officer.get(&preview).await.ok();
    page.shows("Nhập 1 báo cáo")
        .shows("T5.2026!B5")
        .shows("Nhà nghỉ Trăng Nom")
        .shows(&moon.code)
        .shows("tháng 5/2026");
    assert_eq!(test.sign_in_as(Role::Officer).await.get(&preview).await.status, Status::NotFound);
    assert_eq!(test.sign_in_as(Role::Reporter).await.get(&preview).await.status, Status::Forbidden);

    let house = [("house.Nhà nghỉ Trăng Nom", moon.code.as_str()), ("go", "import")];
    assert_eq!(officer.post(&preview, &house).await.location(), preview);
    assert_eq!(report::Entity::find().count(test.app.db.read()).await.unwrap(), 0, "a correction is looked at first");
    officer.get(&preview).await.ok().shows("Nhập 2 báo cáo");
    officer.post(&preview, &[("column.0", "house.nonsense")]).await.shows("Chọn lại");
    officer.post(&preview, &[("go", "import")]).await;
    officer.get(&preview).await.ok().shows("2 báo cáo mới");
    officer.post(&preview, &[("go", "import")]).await;
    assert_eq!(report_version::Entity::find().count(test.app.db.read()).await.unwrap(), 2, "once is enough");

    // June is filed by the house itself.
    let june = test.open_round("2026-06").await;
    let own = TestApp::answers(&[("rooms", 20), ("days_open", 30), ("room_nights_sold", 250)]);
    test.file(&june, &blue, &own).await.unwrap();
    let sheet = workbook_of_june(test.folder());
    let answer = json(&run(&test, &["import", "history", &sheet, "--json", "--apply"]));
    assert_eq!(counts(&answer), [0, 0, 0, 1], "{answer:#}");
    assert_eq!(answer["refused"][0]["cell"], "B3");

    for (name, content, says) in [
        ("a.xlsx", &b"%PDF-1.7 no workbook"[..], "tệp PDF"),
        ("b.xlsx", &b""[..], "Chọn lại tệp"),
        ("c.xlsx", &std::fs::read(REGISTER).unwrap()[..20_000], "Tệp bị hỏng"),
    ] {
        officer.upload("/imports/history", &fields, ("workbook", name, content)).await.ok().shows(says);
    }
}

fn workbook_of_june(folder: &Path) -> String {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Tháng 6 2026").unwrap();
    for (column, heading) in (0..).zip(["STT", "Tên cơ sở", "Ngày buồng sử dụng", "Khách quốc tế", "Khách nội địa"])
    {
        sheet.write(1, column, heading).unwrap();
    }
    sheet.write(2, 0, 1).unwrap().write(2, 1, "Khách sạn Sóng Xanh").unwrap().write(2, 2, 260).unwrap();
    let path = folder.join("t6.xlsx");
    workbook.save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}
