//! How complete a round is: counts by houses and rooms, every division, the list of the missing, notes of calls.
use luutru::{
    db::{
        accounts,
        entity::{establishment, suspension},
        new_key,
    },
    domain::{
        AreaCode, Period, answers::NilReason, establishment::EstablishmentType, role::Role, suspension::SuspensionState,
    },
};
use rocket::http::Status;
use sea_orm::{ActiveModelTrait, Set};

use crate::support::{Page, TestApp};

const PAGE: &str = "/rounds/01-H-DL-CSLT/2026-06/completeness";

/// In time 30 rooms, late and nil 40, returned 50, missing 60 and 70 (elsewhere), suspended 80.
struct Town {
    test: TestApp,
    missing: establishment::Model,
    elsewhere: establishment::Model,
}

impl Town {
    async fn build() -> Self {
        let test = TestApp::start().await;
        let june = test.month(Period::month(2026, 6)).await;
        let house = |rooms: i32| {
            test.establishment_with(move |house| {
                house.rooms = Set(rooms);
                house.phone = Set(Some("0254123456".into()));
            })
        };
        let (in_time, late, returned) = (house(30).await, house(40).await, house(50).await);
        let missing = house(60).await;
        let elsewhere = test
            .establishment_with(|house| {
                house.rooms = Set(70);
                house.area_code = Set(AreaCode("26620".into()));
                house.kind = Set(EstablishmentType::GuestHouse);
                house.stars = Set(0);
                house.email = Set(None);
            })
            .await;
        let suspended = house(80).await;
        let standstill = suspension::ActiveModel {
            id: Set(new_key()),
            establishment_id: Set(suspended.id),
            from_on: Set("2026-05-01".parse().unwrap()),
            to_on: Set(None),
            reason: Set("Sửa chữa".into()),
            state: Set(SuspensionState::Confirmed),
            account_id: Set(None),
            created_at: Set(test.app.now()),
            replaces: Set(None),
            decided_by: Set(None),
            decided_at: Set(None),
            refusal: Set(None),
        };
        standstill.insert(test.app.db.writer()).await.unwrap();
        test.register_changed().await;
        test.file(&june, &in_time, &TestApp::answers(&[])).await.unwrap();
        test.file(&june, &returned, &TestApp::answers(&[])).await.unwrap();
        test.give_back(&june, &returned).await.unwrap();
        test.set_clock("2026-07-21T10:00:00");
        let mut nil = TestApp::answers(&[]);
        nil.nil = Some(NilReason::NoGuests);
        test.file(&june, &late, &nil).await.unwrap();
        Town { test, missing, elsewhere }
    }
}

/// The cells of the row of a table that begins with these words.
fn row(page: &Page, head: &str) -> Vec<String> {
    let rows = page.text().split("<tr role=\"row\">").skip(1);
    let plain = |cell: &str| {
        let mut text = String::new();
        let mut inside = false;
        for letter in cell.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => text.push(letter),
                _ => {}
            }
        }
        text.trim().to_owned()
    };
    let cells = |row: &str| {
        let row = row.split("</tr>").next().unwrap_or_default();
        let cells = row.split("role=\"").skip(1).filter_map(|cell| Some(plain(cell.split_once('>')?.1)));
        cells.collect::<Vec<_>>()
    };
    rows.map(cells).find(|cells| cells.first().is_some_and(|first| first == head)).unwrap_or_else(|| panic!("{head}"))
}

#[rocket::async_test]
async fn the_page_counts_houses_and_rooms_in_every_standing() {
    let town = Town::build().await;
    let page = town.test.sign_in_as(Role::Officer).await.get(PAGE).await.ok();
    for (label, cells) in [
        ("Phải báo cáo", ["5", "", "250", ""]),
        ("Nộp đúng hạn", ["1", "20,0", "30", "12,0"]),
        ("Nộp muộn", ["1", "20,0", "40", "16,0"]),
        ("Trong số đã nộp: không phát sinh", ["1", "20,0", "40", "16,0"]),
        ("Bị trả lại", ["1", "20,0", "50", "20,0"]),
        ("Chưa nộp", ["2", "40,0", "130", "52,0"]),
        ("Trong số chưa nộp: quá hạn", ["2", "40,0", "130", "52,0"]),
        ("Tạm ngừng (không phải báo cáo)", ["1", "", "80", ""]),
    ] {
        assert_eq!(row(&page, label)[1..], cells, "{label}");
    }
    // Owed, in time, late, nil, returned, missing, suspended, shares of houses and rooms.
    let vung_tau = ["4", "1", "1", "1", "1", "1", "1", "50,0", "38,9"];
    let far = ["1", "0", "0", "0", "0", "1", "0", "0,0", "0,0"];
    assert_eq!(row(&page, "Phường Vũng Tàu")[1..], vung_tau);
    assert_eq!(row(&page, "3 sao")[1..], vung_tau);
    assert_eq!(row(&page, "Chưa xếp hạng")[1..], far);
    assert_eq!(row(&page, EstablishmentType::GuestHouse.label(luutru::domain::Lang::Vi))[1..], far);
    page.shows("Theo ngày");
}

#[rocket::async_test]
async fn officers_with_an_area_are_a_division_and_see_their_own_part() {
    let town = Town::build().await;
    let officer = town.test.officer_of("26506").await;
    let all = town.test.sign_in_as(Role::Officer).await.get(PAGE).await.ok();
    assert_eq!(row(&all, &format!("{} · Phường Vũng Tàu", officer.name))[1], "4");
    assert_eq!(row(&all, "Chưa có chuyên viên phụ trách riêng")[1], "1");
    let own = town.test.sign_in(&officer).await.get(PAGE).await.ok();
    assert_eq!(row(&own, "Phải báo cáo")[1], "4");
    assert!(!own.text().contains(&town.elsewhere.name));
}

#[rocket::async_test]
async fn leaders_see_the_sums_and_no_house() {
    let town = Town::build().await;
    let leader = town.test.sign_in_as(Role::Leader).await;
    let page = leader.get(PAGE).await.ok();
    assert_eq!(row(&page, "Chưa nộp")[1], "2");
    assert!(!page.text().contains(&town.missing.name) && !page.text().contains(&town.missing.code));
    assert_eq!(leader.get(&format!("{PAGE}.csv")).await.status, Status::Forbidden);
    let reporter = town.test.reporter_of(&[&town.missing]).await;
    assert_eq!(town.test.sign_in(&reporter).await.get(PAGE).await.status, Status::Forbidden);
}

#[rocket::async_test]
async fn the_missing_stand_with_contacts_reminders_sign_ins_failing_addresses_and_calls() {
    let town = Town::build().await;
    let test = &town.test;
    let lan = test.reporter_of(&[&town.missing]).await;
    accounts::signed_in(test.app.db.writer(), lan.id, test.app.now()).await.unwrap();
    test.let_pass("2026-07-21T11:00:00").await;
    let officer = test.sign_in_as(Role::Officer).await;
    let page = officer.get(PAGE).await.ok();
    page.shows(&format!("{} · {}", lan.name, lan.email)).shows("Quá hạn 1 ngày · 11:00 21/07").shows("10:00 21/07");
    page.shows("Chưa có địa chỉ thư");

    let note = format!("/rounds/01-H-DL-CSLT/2026-06/{}/note", town.missing.code);
    let said = "Chị Lan hứa nộp <chiều nay>, gọi lại 0903 123 456.";
    let kept = officer.post(&note, &[("text", said)]).await;
    assert_eq!(kept.location(), format!("{PAGE}#h-{}", town.missing.code));
    officer.get(PAGE).await.ok().shows("Đã lưu ghi chú").shows("hứa nộp &#60;chiều nay&#62;");
    officer
        .get(&format!("/establishments/{}", town.missing.code))
        .await
        .ok()
        .shows("Ghi chú cuộc gọi")
        .shows("hứa nộp");
    let own = test.sign_in(&lan).await.get(&format!("/establishments/{}", town.missing.code)).await.ok();
    assert!(!own.text().contains("hứa nộp"), "the house does not read what was noted of it");

    // Nothing typed is lost.
    let long = "dài ".repeat(130);
    officer.post(&note, &[("text", &long)]).await.ok().shows("nhiều nhất 500").shows(long.trim());
    officer.post(&note, &[("text", "  ")]).await.ok().shows("Ghi chú trống");
    let elsewhere = test.officer_of("26620").await;
    assert_eq!(test.sign_in(&elsewhere).await.post(&note, &[("text", "x")]).await.status, Status::NotFound);

    let csv = officer.get(&format!("{PAGE}.csv?area=26506")).await.ok();
    let lines: Vec<&str> = csv.text().lines().collect();
    assert!(lines[0].starts_with("\u{feff}Mã,Tên cơ sở"), "{}", lines[0]);
    assert_eq!(lines.len(), 2, "{}", csv.text());
    for part in [&town.missing.code, &lan.email, "Quá hạn 1 ngày", "hứa nộp", "'0254123456"] {
        assert!(lines[1].contains(part.trim_start_matches('\'')), "{part}: {}", lines[1]);
    }
    let admin = test.sign_in_as(Role::Admin).await;
    admin.get("/audit?action=missing.exported").await.ok().shows("Tải danh sách chưa nộp");
    admin.get("/audit?action=contact.noted").await.ok().shows(&town.missing.name);
}
