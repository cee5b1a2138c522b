//! The pages of rollups, their downloads and JSON: who sees what, on which basis, and what is said when there is nothing.
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use luutru::{
    db::{
        entity::establishment,
        workbooks::{self, New},
    },
    domain::{AreaCode, Period, form::FormCode, report::Basis, role::Role},
};
use rocket::http::Status;
use sea_orm::Set;
use serde_json::Value;

use crate::support::{Browser, TestApp};

const JUNE: &str = "/rollups/01-H-DL-CSLT/2026-06";

/// Two hotels in Phường Vũng Tàu and one in Xã Long Sơn; all owe June, two have filed, one of these was accepted.
struct Story {
    test: TestApp,
    here: establishment::Model,
    there: establishment::Model,
}

const LONG_SON: &str = "26545";

impl Story {
    async fn begin() -> Self {
        let test = TestApp::start().await;
        let here = test.establishment().await;
        test.establishment().await;
        let there = test.establishment_with(|row| row.area_code = Set(AreaCode(LONG_SON.into()))).await;
        let june = test.open_round("2026-06").await;
        test.file(&june, &here, &TestApp::answers(&[("guests_domestic", 1234), ("revenue_rooms", 2405)]))
            .await
            .unwrap();
        test.file(&june, &there, &TestApp::answers(&[("guests_domestic", 66)])).await.unwrap();
        test.accept(&june, &there).await.unwrap();
        Story { test, here, there }
    }
}

pub async fn json(browser: &Browser<'_>, path: &str) -> Value {
    serde_json::from_str(browser.get(&format!("/api/v1{path}")).await.ok().text()).unwrap()
}

fn counts(json: &Value) -> (Option<u64>, Option<u64>, Option<u64>) {
    (json["reports"].as_u64(), json["owed"].as_u64(), json["missing"].as_u64())
}

/// All texts of a workbook.
pub fn texts(bytes: &[u8]) -> String {
    let mut workbook: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let sheets = workbook.worksheets();
    let cells = sheets.iter().flat_map(|(_, range)| range.used_cells().map(|(_, _, cell)| cell.to_string()));
    cells.collect::<Vec<_>>().join("\n")
}

#[rocket::async_test]
async fn every_table_names_its_basis_and_says_n_of_m_and_the_share_of_rooms() {
    let story = Story::begin().await;
    let leader = story.test.sign_in_as(Role::Officer).await;
    for by in ["", "compare", "area", "type", "stars", "markets", "quality"] {
        let page = leader.get(&format!("{JUNE}?by={by}")).await.ok();
        page.shows("Tạm tính 2/3 cơ sở (gồm 0 không phát sinh) · 66,7&nbsp;% số buồng");
        let page = leader.get(&format!("{JUNE}?by={by}&basis=accepted")).await.ok();
        page.shows("Chính thức 1/3 cơ sở (gồm 0 không phát sinh) · 33,3&nbsp;% số buồng");
    }
    let lines = leader.get(JUNE).await.ok();
    lines.shows("Nội địa lượt khách lượt khách 1.300").shows("Doanh thu buồng triệu đồng triệu đồng 240,5");
    let official = leader.get(&format!("{JUNE}?basis=accepted")).await.ok();
    official.shows("Nội địa lượt khách lượt khách 66").shows("Doanh thu buồng triệu đồng triệu đồng –");
}

/// Five houses here and one there: what leaders are shown, and what papers for others hold.
#[rocket::async_test]
async fn leaders_see_nothing_from_which_a_single_house_could_be_told() {
    let story = Story::begin().await;
    let round = story.test.open_round("2026-05").await;
    let guests = |count| TestApp::answers(&[("guests_domestic", count), ("guests_international", 0)]);
    for _ in 0..4 {
        let house = story.test.establishment().await;
        story.test.file(&round, &house, &guests(1000)).await.unwrap();
    }
    story.test.file(&round, &story.here, &guests(1000)).await.unwrap();
    story.test.file(&round, &story.there, &guests(77)).await.unwrap();
    let may = JUNE.replace("2026-06", "2026-05");
    let leader = story.test.sign_in_as(Role::Leader).await;
    let page = leader.get(&may).await.ok();
    page.shows("Nội địa lượt khách lượt khách 5.077");
    let areas = leader.get(&format!("{may}?by=area")).await.ok();
    // The single house, and with it the only other commune: their sum is shown.
    areas.shows("(*) Không nêu");
    assert!(!areas.words().contains("5.000") && !areas.words().contains(" 77 "), "{}", areas.words());
    let there = leader.get(&format!("{may}?area={LONG_SON}")).await.ok();
    there.shows("Nội địa lượt khách lượt khách (*)");
    let split = json(&leader, &format!("{may}?by=area")).await;
    assert_eq!(split["indicators"]["guests_domestic"], 5077);
    for part in split["groups"].as_array().unwrap() {
        assert!(part["indicators"]["guests_domestic"].is_null(), "{part}");
        assert!(part["withheld"].as_array().unwrap().contains(&"guests_domestic".into()), "{part}");
    }
    let refused = leader.get(&format!("{may}?type=hotel&stars=3")).await;
    assert_eq!(refused.status, Status::BadRequest);
    refused.shows("chỉ dành cho chuyên viên");
    // The paper that leaves the office is the same whoever downloads it; the working document is not.
    let officer = story.test.sign_in_as(Role::Officer).await;
    for browser in [&leader, &officer] {
        let report = texts(&browser.get(&format!("{may}/report")).await.ok().bytes);
        assert!(report.contains("5077") && report.contains("(*)") && !report.contains("\n77\n"), "{report}");
    }
    officer.get(&format!("{may}?area={LONG_SON}")).await.ok().shows("Nội địa lượt khách lượt khách 77");
    assert!(texts(&officer.get(&format!("{may}/working")).await.ok().bytes).contains("\n77\n"));
}

#[rocket::async_test]
async fn the_lists_name_the_houses_and_the_missing() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    let houses = officer.get(&format!("{JUNE}?by=houses")).await.ok();
    houses.shows(&story.here.name).shows("Tổng số 2/3").shows("Được chấp nhận 1/1");
    let missing = officer.get(&format!("{JUNE}?by=missing")).await.ok();
    missing.shows("Chưa nộp 1");
    assert!(!missing.words().contains(&story.here.name), "{}", missing.words());
}

#[rocket::async_test]
async fn leaders_get_sums_only_and_officers_single_houses_too() {
    let story = Story::begin().await;
    let leader = story.test.sign_in_as(Role::Leader).await;
    let page = leader.get(JUNE).await.ok();
    assert!(page.text().contains(&format!("{JUNE}/report")), "the report is offered");
    for hidden in ["/working", "by=houses", "by=missing"] {
        assert!(!page.text().contains(hidden), "{hidden} is not offered");
    }
    let report = texts(&leader.get(&format!("{JUNE}/report")).await.ok().bytes);
    assert!(!report.contains(&story.here.name) && !report.contains("LƯU HÀNH NỘI BỘ"), "{report}");
    for path in ["?by=houses", "?by=missing", "?by=houses&area=26506&page=2"] {
        let refused = leader.get(&format!("{JUNE}{path}")).await;
        assert_eq!(refused.status, Status::Forbidden, "{path}");
        refused.shows("chỉ lưu hành nội bộ, dành cho chuyên viên");
        assert!(!refused.text().contains(&story.here.name));
    }
    let refused = leader.get(&format!("{JUNE}/working")).await;
    assert_eq!(refused.status, Status::Forbidden);
    refused.shows("Tài khoản này không được mở trang");
    for role in [Role::Officer, Role::Admin] {
        let browser = story.test.sign_in_as(role).await;
        let page = browser.get(JUNE).await.ok();
        for offered in ["/report", "/working", "by=houses", "by=missing"] {
            assert!(page.text().contains(offered), "{role}: {offered}");
        }
        browser.get(&format!("{JUNE}?by=houses")).await.ok().shows(&story.here.name);
        let working = texts(&browser.get(&format!("{JUNE}/working")).await.ok().bytes);
        assert!(working.contains(&story.here.name) && working.contains("LƯU HÀNH NỘI BỘ"), "{working}");
    }
}

#[rocket::async_test]
async fn an_officer_of_an_area_sees_that_area_and_no_other() {
    let story = Story::begin().await;
    let account = story.test.officer_of(LONG_SON).await;
    let officer = story.test.sign_in(&account).await;
    officer.get(JUNE).await.ok().shows("1/1 cơ sở").shows("Xã Long Sơn").shows("Nội địa lượt khách lượt khách 66");
    officer.get("/rollups").await.ok().shows("Xã Long Sơn").shows("Tháng 6/2026 1/1");
    for by in ["area", "houses", "missing", "quality"] {
        let page = officer.get(&format!("{JUNE}?by={by}")).await.ok().words();
        assert!(!page.contains("Phường Vũng Tàu") && !page.contains(&story.here.name), "{page}");
    }
    let sums = json(&officer, &format!("{JUNE}?by=area")).await;
    assert_eq!(counts(&sums), (Some(1), Some(1), Some(0)));
    assert_eq!(sums["indicators"]["guests_domestic"], 66);
    assert_eq!(
        sums["groups"].as_array().unwrap().iter().map(|g| g["key"].as_str()).collect::<Vec<_>>(),
        [Some(LONG_SON)]
    );
    let workbook = texts(&officer.get(&format!("{JUNE}/working")).await.ok().bytes);
    assert!(workbook.contains(&story.there.name) && workbook.contains("Xã Long Sơn"), "{workbook}");
    assert!(!workbook.contains(&story.here.name) && !workbook.contains("Phường Vũng Tàu"), "{workbook}");
    for path in
        [format!("{JUNE}?area=26506"), format!("{JUNE}/working?area=26506"), format!("/api/v1{JUNE}?area=26506")]
    {
        let refused = officer.get(&path).await;
        assert_eq!(refused.status, Status::NotFound, "{path}");
        refused.shows("không thuộc địa bàn");
    }
}

#[rocket::async_test]
async fn a_hotel_sees_no_rollup_and_whoever_is_not_signed_in_is_asked_to() {
    let story = Story::begin().await;
    let hotel = story.test.sign_in_as(Role::Reporter).await;
    let stranger = story.test.browser();
    for path in [
        "/rollups",
        JUNE,
        "/rollups/01-H-DL-CSLT?period=2026-06",
        "/rollups/01-H-DL-CSLT/2026-06/report",
        "/rollups/01-H-DL-CSLT/2026-06/working",
        "/workbooks/1",
    ] {
        assert_eq!(hotel.get(path).await.status, Status::Forbidden, "{path}");
        assert!(stranger.get(path).await.location().starts_with("/sign-in"), "{path}");
    }
    let api = format!("/api/v1{JUNE}");
    for (browser, status) in [(&hotel, Status::Forbidden), (&stranger, Status::Unauthorized)] {
        let answer = browser.get(&api).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, Some("application/problem+json")));
    }
}

#[rocket::async_test]
async fn what_an_address_does_not_name_is_said() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    for (path, status, says) in [
        ("/rollups/02-X/2026-06", 404, "Không có biểu «02-X». Các biểu đang dùng: 01-H-DL-CSLT."),
        ("/rollups/01-H-DL-CSLT/2026-13", 404, "Không có kỳ «2026-13»."),
        ("/rollups/01-H-DL-CSLT/2019-05", 404, "áp dụng từ"),
        ("/rollups/01-H-DL-CSLT/2026-08", 404, "Chưa có số liệu tháng 8/2026: đợt báo cáo mở sau khi kỳ kết thúc."),
        ("/rollups/01-H-DL-CSLT/2025-02", 404, "Không có đợt báo cáo nào của tháng 2/2025."),
        (
            "/rollups/01-H-DL-CSLT/2026-06?basis=final",
            400,
            "Không hiểu «basis=final». Viết một trong các giá trị: submitted, accepted.",
        ),
        ("/rollups/01-H-DL-CSLT/2026-06?by=month", 400, "«by=month»"),
        ("/rollups/01-H-DL-CSLT/2026-06?type=Hotel", 400, "«type=Hotel»"),
    ] {
        let page = officer.get(path).await;
        assert_eq!(page.status.code, status, "{path}");
        page.shows(says);
        let api = officer.get(&format!("/api/v1{path}")).await;
        assert_eq!(api.status.code, status, "{path}");
        let problem: Value = serde_json::from_str(api.text()).unwrap();
        assert!(problem["detail"].as_str().unwrap().contains(says), "{problem}");
    }
}

#[rocket::async_test]
async fn a_period_without_reports_is_no_zero_and_one_that_still_runs_names_its_gaps() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    story.test.open_round("2026-05").await;
    let may = officer.get("/rollups/01-H-DL-CSLT/2026-05").await.ok();
    may.shows("0/3 cơ sở")
        .shows("Chưa có báo cáo nào được tính trong kỳ này.")
        .shows("Nội địa lượt khách lượt khách –");
    let empty = json(&officer, "/rollups/01-H-DL-CSLT/2026-05").await;
    assert_eq!((counts(&empty), &empty["indicators"]["guests_domestic"]), ((Some(0), Some(3), Some(3)), &Value::Null));
    texts(&officer.get("/rollups/01-H-DL-CSLT/2026-05/working").await.ok().bytes);
    let quarter = officer.get("/rollups/01-H-DL-CSLT/2026-Q2").await.ok();
    quarter.shows("2/6 báo cáo tháng").shows("Mới có 2/3 tháng của kỳ. Chưa có: tháng 4/2026.");
    let workbook = texts(&officer.get("/rollups/01-H-DL-CSLT/2026-Q2/report").await.ok().bytes);
    assert!(workbook.contains("mới có 2/3 tháng"), "{workbook}");
    officer.get("/rollups").await.ok().shows("Quý II/2026 mới có 2/3 tháng 2/6").shows("Tháng 5/2026 0/3");
}

#[rocket::async_test]
async fn the_chosen_period_leads_to_its_own_address() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    for (query, address) in [
        ("length=month&period=2026-06&basis=submitted&by=&area=&cmp=change", "/rollups/01-H-DL-CSLT/2026-06"),
        (
            "length=quarter&period=2026-06&basis=accepted&by=area",
            "/rollups/01-H-DL-CSLT/2026-Q2?basis=accepted&by=area",
        ),
        ("length=month&period=2026&type=hotel", "/rollups/01-H-DL-CSLT/2026-06?type=hotel"),
        ("", "/rollups/01-H-DL-CSLT/2026-06"),
    ] {
        let answer = officer.get(&format!("/rollups/01-H-DL-CSLT?{query}")).await;
        assert_eq!(answer.location(), address, "{query}");
        officer.get(address).await.ok();
    }
}

#[rocket::async_test]
async fn the_download_names_form_period_and_basis_and_the_report_leaves_out_the_houses() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    let download = officer.get(&format!("{JUNE}/working?basis=accepted")).await.ok();
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(download.header("content-type"), Some(kind));
    let disposition = download.header("content-disposition").unwrap();
    assert!(disposition.contains("01-H-DL-CSLT_2026-06_chinh-thuc.xlsx"), "{disposition}");
    assert!(texts(&download.bytes).contains(&story.here.name));
    let public = officer.get(&format!("{JUNE}/report")).await.ok();
    assert!(public.header("content-disposition").unwrap().contains("01-H-DL-CSLT_2026-06_tam-tinh.xlsx"));
    let public = texts(&public.bytes);
    assert!(!public.contains(&story.here.name) && public.contains("2/3 cơ sở"), "{public}");
}

#[rocket::async_test]
async fn workbooks_that_were_kept_stand_in_the_lists_for_those_who_see_the_whole_department() {
    let story = Story::begin().await;
    let app = &story.test.app;
    let form = FormCode("01-H/DL-CSLT".into());
    let new = New {
        form: &form,
        period: Period::month(2026, 6),
        basis: Basis::Submitted,
        made_at: app.now(),
        made_on: app.today(),
        reports: 2,
        owed: 3,
        file_name: "tong-hop_01-H-DL-CSLT_2026-06_tam-tinh.xlsx",
        content: b"PK as it was made",
        generation: 1,
        figures: "abc",
    };
    let id = workbooks::store(app.db.writer(), &new).await.unwrap().unwrap();
    let kept = workbooks::by_id(app.db.read(), id).await.unwrap().unwrap();
    let leader = story.test.sign_in_as(Role::Leader).await;
    for page in ["/rollups", JUNE] {
        leader.get(page).await.ok().shows(&kept.sha256).shows("09:00 ngày 10/07/2026 2/3");
    }
    let file = leader.get(&format!("/workbooks/{id}")).await.ok();
    assert_eq!(file.bytes, b"PK as it was made");
    assert!(file.header("content-disposition").unwrap().contains(new.file_name));
    let account = story.test.officer_of(LONG_SON).await;
    let officer = story.test.sign_in(&account).await;
    assert!(!officer.get("/rollups").await.ok().text().contains(&kept.sha256));
    assert_eq!(officer.get(&format!("/workbooks/{id}")).await.status, Status::NotFound);
    assert_eq!(leader.get("/workbooks/5").await.status, Status::NotFound);
}
