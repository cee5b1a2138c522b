//! `luutru export`, `rollup` and `rebuild`: the binary on a database with reports.
use std::{
    collections::BTreeMap,
    io::Read,
    process::{Output, Stdio},
};

use chrono::NaiveDate;
use luutru::{
    db::{
        entity::{establishment, rollup},
        rollups,
    },
    domain::{
        AreaCode, Period,
        answers::{Answers, NilReason},
        disclosure::Eyes,
        establishment::EstablishmentType,
        report::Basis,
        rollup::{Cut, export::summary},
        round::Round,
    },
    excel,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use serde_json::{Value, json};

use crate::{
    commands::{luutru, refused, text},
    support::TestApp,
};

/// Three houses that owe two months, and what the commands say about them.
struct Department {
    test: TestApp,
    hotel: establishment::Model,
    homestay: establishment::Model,
    june: Round,
}

impl Department {
    async fn begin() -> Self {
        let test = TestApp::start().await;
        let hotel = test
            .establishment_with(|row| {
                row.code = Set("VT0001".into());
                row.name = Set("Khách sạn \"Biển, Xanh\"\nchi nhánh 2".into());
                row.tax_code = Set(Some("0301234567-001".into()));
                row.phone = Set(Some("0912345678".into()));
                row.opened_on = Set(NaiveDate::from_ymd_opt(2019, 5, 1));
            })
            .await;
        let villa = test
            .establishment_with(|row| {
                row.code = Set("VT0002".into());
                row.name = Set("Biệt thự Sóng".into());
                row.kind = Set(EstablishmentType::Villa);
                row.stars = Set(0);
                row.email = Set(None);
                row.rooms = Set(6);
                row.beds = Set(9);
                row.area_code = Set(AreaCode("26509".into()));
            })
            .await;
        let homestay = test
            .establishment_with(|row| {
                row.code = Set("VT0003".into());
                row.kind = Set(EstablishmentType::Homestay);
                row.stars = Set(0);
                row.closed_on = Set(NaiveDate::from_ymd_opt(2026, 6, 20));
            })
            .await;
        let may = test.open_round("2026-05").await;
        let june = test.open_round("2026-06").await;
        test.file(&may, &hotel, &figures(100, 905)).await.unwrap();
        test.file(&june, &hotel, &figures(410, 2405)).await.unwrap();
        test.accept(&june, &hotel).await.unwrap();
        let zeros = TestApp::answers(&[("rooms", 6), ("room_nights_sold", 0), ("guests_domestic", 0)]);
        let nil = Answers { nil: Some(NilReason::NoGuests), ..zeros };
        test.file(&june, &villa, &nil).await.unwrap();
        Department { test, hotel, homestay, june }
    }

    fn run(&self, args: &[&str]) -> Output {
        let database = &self.test.app.config.database;
        luutru(self.test.folder()).args(["--database", database]).args(args).output().unwrap()
    }

    fn data(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.data(args)).unwrap()
    }

    /// Rows by column, as a spreadsheet reads them.
    fn csv(&self, args: &[&str]) -> Vec<BTreeMap<String, String>> {
        let data = self.data(&[args, &["--format", "csv"]].concat());
        csv::Reader::from_reader(data.as_bytes()).deserialize().map(Result::unwrap).collect()
    }
}

/// Guests, and revenue of rooms in tenths of a million.
fn figures(guests: i64, revenue: i64) -> Answers {
    TestApp::answers(&[
        ("rooms", 20),
        ("days_open", 30),
        ("room_nights_sold", 300),
        ("guests_domestic", guests),
        ("revenue_rooms", revenue),
    ])
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[rocket::async_test]
async fn the_register_comes_out_with_its_codes_and_nothing_is_null() {
    let department = Department::begin().await;
    let houses = department.json(&["export", "establishments"]);
    let expected = json!({
        "code": "VT0001",
        "name": "Khách sạn \"Biển, Xanh\"\nchi nhánh 2",
        "tax_code": "0301234567-001",
        "type": "hotel",
        "stars": 3,
        "area_code": "26506",
        "rooms": 20,
        "beds": 36,
        "phone": "0912345678",
        "email": department.hotel.email,
        "opened_on": "2019-05-01",
        "closed_on": null,
    });
    assert_eq!(houses.as_array().unwrap().len(), 3);
    assert_eq!(houses[0], expected);
    assert_eq!(
        (&houses[1]["type"], &houses[1]["stars"], &houses[1]["email"]),
        (&json!("villa"), &json!(0), &json!(null))
    );
    assert_eq!((&houses[2]["type"], &houses[2]["closed_on"]), (&json!("homestay"), &json!("2026-06-20")));

    let data = department.data(&["export", "establishments", "--format", "csv"]);
    let head = "code,name,tax_code,type,stars,area_code,rooms,beds,phone,email,opened_on,closed_on\n";
    assert!(data.starts_with(head), "{data}");
    assert!(data.contains("VT0001,\"Khách sạn \"\"Biển, Xanh\"\"\nchi nhánh 2\",0301234567-001,hotel,3,"), "{data}");
    let rows = department.csv(&["export", "establishments"]);
    assert_eq!(rows[0]["name"], department.hotel.name);
    assert_eq!((rows[0]["tax_code"].as_str(), rows[0]["phone"].as_str()), ("0301234567-001", "0912345678"));
    assert_eq!((rows[1]["email"].as_str(), rows[1]["opened_on"].as_str()), ("", ""));
}

#[rocket::async_test]
async fn every_counted_report_comes_out_in_the_forms_units() {
    let department = Department::begin().await;
    let all = department.json(&["export", "reports"]);
    let said = |row: &Value| format!("{} {}", row["period"].as_str().unwrap(), row["establishment"].as_str().unwrap());
    let rows: Vec<String> = all.as_array().unwrap().iter().map(said).collect();
    assert_eq!(rows, ["2026-05 VT0001", "2026-06 VT0001", "2026-06 VT0002"]);
    let hotel = &all[1];
    let fields = [
        "establishment",
        "form",
        "period",
        "round",
        "state",
        "version",
        "nil",
        "filed_at",
        "late",
        "channel",
        "type",
        "stars",
        "area_code",
        "values",
    ];
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let mut own = keys(hotel);
    own.sort_unstable();
    assert_eq!(own, sorted);
    let told = [&hotel["form"], &hotel["state"], &hotel["version"], &hotel["nil"], &hotel["filed_at"], &hotel["round"]];
    let expected =
        [json!("01-H/DL-CSLT"), json!("accepted"), json!(1), json!(false), json!("2026-07-10T02:00:00Z"), json!(null)];
    assert_eq!(told, expected.iter().collect::<Vec<_>>()[..]);
    let values = &hotel["values"];
    assert_eq!((&values["revenue_rooms"], &values["guests_domestic"]), (&json!(240.5), &json!(410)));
    assert_eq!(
        (&values["room_nights_available"], &values["occupancy"]),
        (&json!(600), &json!(50)),
        "computed lines too"
    );
    assert!(values["staff_total"].is_null());
    assert_eq!((&all[2]["nil"], &all[2]["values"]["room_nights_sold"]), (&json!(true), &json!(0)));

    let official = department.json(&["export", "reports", "--period", "2026-Q2", "--basis", "accepted"]);
    assert_eq!(official.as_array().unwrap().iter().map(said).collect::<Vec<_>>(), ["2026-06 VT0001"]);
    let rows = department.csv(&["export", "reports", "--period", "2026-06"]);
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0]["revenue_rooms"].as_str(), rows[0]["staff_total"].as_str()), ("240.5", ""));
    assert_eq!((rows[1]["nil"].as_str(), rows[1]["room_nights_sold"].as_str()), ("true", "0"));
}

#[rocket::async_test]
async fn the_exported_sums_are_those_of_the_database_whole_and_split() {
    let department = Department::begin().await;
    let Department { test, .. } = &department;
    test.file(&department.june, &department.homestay, &figures(30, 155)).await.unwrap();
    let app = &test.app;
    let june = Period::month(2026, 6);
    let view = rollups::view(
        &app.db,
        &app.catalogue,
        &department.june.form,
        june,
        (Basis::Submitted, Eyes::Officers),
        app.now(),
    );
    let view = view.await.unwrap().unwrap();
    let estimates = rollups::estimates(&app.db, &app.catalogue, &view).await.unwrap();
    let (frame, cut) = (view.frame, Cut::default());
    let own = summary(frame, june, Basis::Submitted, &view.spans, &cut, None);
    let own = own.with_estimates(frame, &view.spans, &cut, None, &estimates);
    let own = serde_json::to_value(&own).unwrap();

    let whole = department.json(&["export", "rollup", "--period", "2026-06"]);
    assert_eq!(whole, own);
    let told = ["period", "basis", "reports", "owed", "nil", "missing"].map(|key| whole[key].clone());
    assert_eq!(told, [json!("2026-06"), json!("submitted"), json!(3), json!(3), json!(1), json!(0)]);
    assert_eq!(
        (&whole["indicators"]["guests_domestic"], &whole["indicators"]["revenue_rooms"]),
        (&json!(440), &json!(256))
    );
    for (by, parts) in
        [("area", vec!["26506", "26509"]), ("type", vec!["hotel", "villa", "homestay"]), ("stars", vec!["0", "3"])]
    {
        let split = department.json(&["export", "rollup", "--period", "2026-06", "--by", by]);
        let groups = split["groups"].as_array().unwrap();
        assert_eq!(groups.iter().map(|group| group["key"].as_str().unwrap()).collect::<Vec<_>>(), parts);
        for line in ["guests_domestic", "room_nights_available", "revenue_rooms"] {
            let sum: f64 = groups.iter().filter_map(|group| group["indicators"][line].as_f64()).sum();
            assert_eq!(Some(sum), whole["indicators"][line].as_f64(), "{by} {line}");
        }
        for count in ["reports", "owed", "nil", "missing"] {
            let sum: u64 = groups.iter().map(|group| group[count].as_u64().unwrap()).sum();
            assert_eq!(Some(sum), whole[count].as_u64(), "{by} {count}");
        }
        let rows = department.csv(&["export", "rollup", "--period", "2026-06", "--by", by]);
        assert_eq!(rows.iter().map(|row| row[by].as_str()).collect::<Vec<_>>(), parts);
        let reports: u64 = rows.iter().map(|row| row["reports"].parse::<u64>().unwrap()).sum();
        assert_eq!(reports, 3);
    }
    let [row] = &department.csv(&["export", "rollup", "--period", "2026-06"])[..] else {
        panic!("one row for the whole")
    };
    assert_eq!((row["revenue_rooms"].as_str(), row["occupancy"].as_str()), ("256", "50"));
    let official = department.json(&["export", "rollup", "--period", "2026-06", "--basis", "accepted"]);
    let told = ["basis", "reports", "owed", "awaiting"].map(|key| official[key].clone());
    assert_eq!(told, [json!("accepted"), json!(1), json!(3), json!(2)]);
    let year = department.json(&["export", "rollup", "--period", "2026"]);
    assert_eq!((&year["period"], &year["indicators"]["guests_domestic"]), (&json!("2026"), &json!(540)));
}

#[rocket::async_test]
async fn the_workbook_of_a_period_is_written_whole_or_not_at_all() {
    let department = Department::begin().await;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("tổng hợp.xlsx");
    let write = |period: &str, more: &[&str]| {
        let out = out.to_str().unwrap();
        department.run(&[&["rollup", "--period", period, "--out", out], more].concat())
    };
    let names = |sums_only: &[&str]| {
        let output = write("2026-06", sums_only);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
        assert!(text(&output.stderr).contains("2 of 3 reports"), "{}", text(&output.stderr));
        let book = excel::open::open(&std::fs::read(&out).unwrap()).unwrap();
        book.sheets.into_iter().map(|sheet| sheet.name).collect::<Vec<_>>()
    };
    let with_houses = names(&[]);
    assert!(with_houses.iter().any(|name| name == "Chi tiết") && with_houses.iter().any(|name| name == "Chưa nộp"));
    assert!(!names(&["--sums-only"]).iter().any(|name| name == "Chi tiết"));
    for period in ["2026-Q2", "2026-H1", "2026-9M", "2026"] {
        assert!(write(period, &["--basis", "accepted", "--form", "01-H-DL-CSLT"]).status.success(), "{period}");
    }

    let before = std::fs::read(&out).unwrap();
    refused(&write("2026-13", &[]), &["2026-13", "2026-Q2", "--period"]);
    refused(&write("2019-06", &[]), &["2019-06", "01-H/DL-CSLT"]);
    refused(&write("2026-06", &["--form", "09-X/DL-YZ"]), &["09-X/DL-YZ", "there is 01-H/DL-CSLT"]);
    refused(&write("2026-06", &["--basis", "draft"]), &["submitted", "accepted"]);
    assert_eq!(std::fs::read(&out).unwrap(), before, "what was there stays");
    for place in ["/proc/none.xlsx", "no/such/folder/a.xlsx", folder.path().to_str().unwrap()] {
        let output = department.run(&["rollup", "--period", "2026-06", "--out", place]);
        refused(&output, &["cannot write", place]);
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["tổng hợp.xlsx"]);
    assert!(std::fs::read_dir(folder.path().parent().unwrap()).unwrap().all(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap_or_default();
        !(name.ends_with(".part") && name.contains(folder.path().file_name().unwrap().to_str().unwrap()))
    }));
}

#[rocket::async_test]
async fn rebuilding_says_what_differed_and_mends_it() {
    let department = Department::begin().await;
    department.json(&["export", "rollup", "--period", "2026-06"]);
    let app = &department.test.app;
    let june = (department.june.id, Basis::Submitted.to_string());
    let row = rollup::Entity::find_by_id(june).one(app.db.read()).await.unwrap().unwrap();
    let mut spoilt = row.clone().into_active_model();
    spoilt.document = Set(row.document.replace("410", "411"));
    assert_ne!(spoilt.document.as_ref(), &row.document);
    spoilt.update(app.db.writer()).await.unwrap();
    let wrong = department.json(&["export", "rollup", "--period", "2026-06"]);
    assert_eq!(wrong["indicators"]["guests_domestic"], json!(411));

    let output = department.run(&["rebuild"]);
    assert!(output.status.success());
    let (table, said) = (text(&output.stdout), text(&output.stderr));
    let guests = "01-H/DL-CSLT\t2026-06\t\tsubmitted\tguests_domestic\t411\t410\n";
    assert!(table.starts_with("form\tperiod\t") && table.contains(guests), "{table}");
    assert!(said.contains("4 rollups computed again") && said.contains("1 were wrong"), "{said}");
    let right = department.json(&["export", "rollup", "--period", "2026-06"]);
    assert_eq!(right["indicators"]["guests_domestic"], json!(410));
    let again = department.run(&["rebuild"]);
    assert!(again.status.success() && again.stdout.is_empty());
    assert!(text(&again.stderr).contains("4 were right"), "{}", text(&again.stderr));
}

#[test]
fn an_empty_database_is_made_and_has_nothing_to_say() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut command = luutru(folder.path());
        command.env("DATABASE_URL", "sqlite://new.db").args(args).output().unwrap()
    };
    for noun in ["establishments", "reports"] {
        let output = run(&["export", noun, "--format", "json"]);
        assert_eq!(
            (output.status.code(), text(&output.stdout).as_str()),
            (Some(0), "[]\n"),
            "{}",
            text(&output.stderr)
        );
    }
    assert!(folder.path().join("new.db").exists());
    refused(&run(&["export", "rollup", "--period", "2026-06"]), &["2026-06", "01-H/DL-CSLT"]);
    refused(&run(&["export", "reports", "--period", "2026-6"]), &["2026-6", "write 2026-06"]);
    refused(&run(&["export", "houses"]), &["houses"]);
    let rebuilt = run(&["rebuild"]);
    assert!(rebuilt.status.success() && rebuilt.stdout.is_empty(), "{}", text(&rebuilt.stderr));
}

#[rocket::async_test]
async fn a_reader_that_goes_away_is_told_of_in_words() {
    let department = Department::begin().await;
    for args in [&["export", "reports"][..], &["export", "establishments", "--format", "csv"], &["remind", "--dry-run"]]
    {
        let database = &department.test.app.config.database;
        let mut running = luutru(department.test.folder())
            .args(["--database", database])
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(running.stdout.take());
        let mut said = String::new();
        running.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(running.wait().unwrap().code(), Some(1), "{said}");
        assert!(said.contains("standard output") && !said.contains("panicked"), "{said}");
    }
}
