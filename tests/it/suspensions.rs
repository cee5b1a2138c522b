//! Suspensions: proposed by a hotel, decided by an officer, and what they do to who owes.
use luutru::{
    db::{
        entity::{audit, establishment, outbox},
        establishments::{self, Standstill},
        rounds,
    },
    domain::{
        Period,
        mail::MailKind,
        role::{Role, Scope},
        round::{Round, Standing},
        suspension::SuspensionState,
    },
    jobs,
};
use rocket::http::Status;
use sea_orm::{EntityTrait, QueryOrder};

use crate::support::{Browser, NORMAL_MONTH, TestApp, report_path};

/// A hotel that owes June 2026, seen on 10 July.
struct Story {
    test: TestApp,
    house: establishment::Model,
    round: Round,
    page: String,
}

impl Story {
    async fn begin() -> Self {
        let test = TestApp::start().await;
        let house = test.establishment().await;
        let round = test.month(Period::month(2026, 6)).await;
        let page = format!("/establishments/{}/suspensions", house.code);
        Story { test, house, round, page }
    }

    async fn hotel(&self) -> Browser<'_> {
        let person = self.test.reporter_of(&[&self.house]).await;
        self.test.sign_in(&person).await
    }

    async fn propose(&self, hotel: &Browser<'_>, from: &str, to: &str) -> crate::support::Page {
        let fields = [("from", from), ("to", to), ("reason", "Sửa chữa toàn bộ khách sạn")];
        hotel.post(&format!("{}/propose", self.page), &fields).await
    }

    async fn all(&self) -> Vec<Standstill> {
        establishments::suspensions(self.test.app.db.read(), self.house.id).await.unwrap()
    }

    async fn standing(&self) -> Standing {
        self.test.owing(&self.round, &self.house).await.unwrap().standing
    }

    async fn mails(&self, kind: MailKind) -> Vec<String> {
        let rows = outbox::Entity::find().order_by_asc(outbox::Column::Id).all(self.test.app.db.read()).await.unwrap();
        rows.into_iter().filter(|row| row.kind == kind).map(|row| row.recipient).collect()
    }
}

#[rocket::async_test]
async fn a_hotel_proposes_a_suspension_and_owes_until_an_officer_confirms_it() {
    let story = Story::begin().await;
    let officer_account = story.test.officer_of("26506").await;
    let (hotel, officer) = (story.hotel().await, story.test.sign_in(&officer_account).await);
    hotel.get("/home").await.ok().shows("Đề nghị tạm ngừng");
    hotel.get(&story.page).await.ok().shows("Báo cáo tháng 6/2026 (hạn 23:59 ngày 20/07/2026)");

    assert_eq!(story.propose(&hotel, "2026-06-01", "").await.location(), story.page);
    assert_eq!(story.standing().await, Standing::Missing);
    let page = hotel.get(&story.page).await.ok();
    page.shows("Chờ xác nhận").shows("từ 01/06/2026").shows("vẫn phải nộp cho đến khi đề nghị được xác nhận");
    let says = "Đề nghị tạm ngừng từ 01/06/2026 đang chờ xác nhận.";
    hotel.get("/home").await.ok().shows(says);
    hotel.get(&report_path(&story.house, "2026-06")).await.ok().shows(says).shows("nộp báo cáo không phát sinh");

    assert_eq!(story.mails(MailKind::SuspensionProposed).await, [officer_account.email]);
    officer.get("/desk").await.ok().shows("1 đề nghị tạm ngừng của cơ sở chờ xác nhận.");
    officer.get("/establishments").await.ok().shows("1 đề nghị tạm ngừng của cơ sở chờ xác nhận.");
    let list = officer.get("/suspensions").await.ok();
    list.shows(&story.house.name).shows("Sửa chữa toàn bộ khách sạn").shows("Báo cáo tháng 6/2026");
    let id = story.all().await[0].id;
    let decide = format!("{}/{id}/decide", story.page);
    let confirmed = officer.post(&decide, &[("decision", "confirm"), ("listed", "true")]).await;
    assert_eq!(confirmed.location(), "/suspensions");
    officer.get("/suspensions").await.ok().shows("Không có đề nghị nào chờ xác nhận");
    assert_eq!(story.standing().await, Standing::Suspended);
    assert!(!hotel.get("/home").await.ok().words().contains("Báo cáo tháng 6/2026"));
    hotel.get(&story.page).await.ok().shows("Đã xác nhận");
    assert_eq!(story.mails(MailKind::SuspensionDecided).await.len(), 1);
    jobs::send_mail(&story.test.app).await.unwrap();
    let mails = story.test.mails();
    assert!(mails.iter().any(|mail| mail.text.contains("đã được xác nhận")), "{mails:#?}");

    let rows = audit::Entity::find().order_by_asc(audit::Column::Id).all(story.test.app.db.read()).await.unwrap();
    let told: Vec<_> = rows.into_iter().map(|row| row.action).filter(|a| a.contains("suspension")).collect();
    assert_eq!(told, ["establishment.suspension_proposed", "establishment.suspension_confirmed"]);
}

#[rocket::async_test]
async fn a_refusal_needs_a_reason_which_the_hotel_is_told() {
    let story = Story::begin().await;
    let (hotel, officer) = (story.hotel().await, story.test.sign_in_as(Role::Officer).await);
    story.propose(&hotel, "2026-06-01", "2026-06-30").await;
    let decide = format!("{}/{}/decide", story.page, story.all().await[0].id);
    let silent = officer.post(&decide, &[("decision", "refuse"), ("why", " "), ("listed", "true")]).await.ok();
    silent.shows("Ghi lý do không xác nhận");
    let why = "Cơ sở vẫn đón khách trong tháng 6.";
    officer.post(&decide, &[("decision", "refuse"), ("why", why)]).await.location();
    assert_eq!(story.all().await[0].state, SuspensionState::Refused);
    assert_eq!(story.standing().await, Standing::Missing);
    hotel.get(&story.page).await.ok().shows("Không được xác nhận").shows(why);
    jobs::send_mail(&story.test.app).await.unwrap();
    assert!(story.test.mails().iter().any(|mail| mail.text.contains(why)));
    // decided once; the days are free again
    officer.post(&decide, &[("decision", "confirm")]).await.ok().shows("không được xác nhận từ trước");
    assert_eq!(story.propose(&hotel, "2026-06-01", "2026-06-30").await.location(), story.page);
}

#[rocket::async_test]
async fn a_hotel_takes_back_what_waits_and_proposes_another_end_of_what_holds() {
    let story = Story::begin().await;
    let (hotel, officer) = (story.hotel().await, story.test.sign_in_as(Role::Officer).await);
    story.propose(&hotel, "2026-06-01", "").await;
    let first = story.all().await[0].id;
    hotel.post(&format!("{}/{first}/take-back", story.page), &[]).await.location();
    assert_eq!(story.all().await[0].state, SuspensionState::Withdrawn);
    // the mail to the officer has nothing to say any more
    jobs::send_mail(&story.test.app).await.unwrap();
    assert!(story.test.mails().is_empty());
    officer
        .post(&format!("{}/{first}/decide", story.page), &[("decision", "confirm")])
        .await
        .ok()
        .shows("đã bỏ từ trước");

    story.propose(&hotel, "2026-06-01", "").await;
    let second = story.all().await[0].id;
    officer.post(&format!("{}/{second}/decide", story.page), &[("decision", "confirm")]).await.location();
    assert_eq!(story.standing().await, Standing::Suspended);
    let held = hotel.post(&format!("{}/{second}/take-back", story.page), &[]).await.ok();
    held.shows("Đề nghị đổi ngày kết thúc thay vì bỏ");
    let earlier = format!("{}/{second}/propose-end", story.page);
    hotel.post(&earlier, &[("to", "2026-05-31")]).await.ok().shows("Ngày kết thúc phải sau ngày bắt đầu");
    hotel.post(&earlier, &[("to", "2026-06-10")]).await.location();
    hotel.get(&story.page).await.ok().shows("phải nộp khi được xác nhận, vì cơ sở hoạt động lại trong kỳ");
    assert_eq!(story.standing().await, Standing::Suspended);
    let third = story.all().await.into_iter().find(|kept| kept.state == SuspensionState::Proposed).unwrap();
    officer.post(&format!("{}/{}/decide", story.page, third.id), &[("decision", "confirm")]).await.location();
    assert_eq!(story.standing().await, Standing::Missing);
    let states: Vec<_> = story.all().await.iter().map(|kept| kept.state).collect();
    assert!(states.contains(&SuspensionState::Replaced) && states.len() == 3, "{states:?}");
    // an officer ends it at once
    let end = officer.post(&format!("{}/{}/end", story.page, third.id), &[("to", "2026-06-30")]).await;
    assert_eq!(end.location(), format!("/establishments/{}", story.house.code));
    assert_eq!(story.standing().await, Standing::Suspended);
}

#[rocket::async_test]
async fn every_bad_input_is_answered_and_keeps_what_was_typed() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    for (from, to, says) in [
        ("", "", "Ghi ngày bắt đầu tạm ngừng."),
        ("hôm nay", "", "không phải ngày"),
        ("2026-08-01", "cuối năm", "không phải ngày"),
        ("8/2026", "", "thiếu ngày"),
        ("31/06/2026", "", "không phải ngày"),
        ("2026-08-31", "2026-08-01", "Ngày kết thúc phải sau ngày bắt đầu: 01/08/2026 đứng trước 31/08/2026."),
        ("2025-08-01", "", "đã quá lâu. Chọn từ 01/04/2026"),
        ("2062-08-01", "", "còn quá xa"),
    ] {
        let page = story.propose(&hotel, from, to).await.ok();
        page.shows(says);
        for typed in [from, to, "Sửa chữa toàn bộ khách sạn"] {
            assert!(page.text().contains(&format!("value=\"{typed}\"")), "{typed} is kept on the page for {says}");
        }
    }
    let no_reason = hotel.post(&format!("{}/propose", story.page), &[("from", "2026-08-01")]).await.ok();
    no_reason.shows("Ghi lý do tạm ngừng.");
    assert!(story.all().await.is_empty());

    // a period that was reported
    hotel.file(&report_path(&story.house, "2026-06"), NORMAL_MONTH).await;
    story.propose(&hotel, "2026-06-01", "2026-07-31").await.ok().shows("Cơ sở đã nộp báo cáo tháng 6/2026");
    assert_eq!(story.propose(&hotel, "2026-07-01", "2026-07-31").await.location(), story.page);
    story.propose(&hotel, "2026-07-15", "").await.ok().shows("Trùng ngày với đợt tạm ngừng 01/07/2026–31/07/2026");
}

#[rocket::async_test]
async fn a_proposal_that_was_filed_over_meanwhile_cannot_be_confirmed() {
    let story = Story::begin().await;
    let (hotel, officer) = (story.hotel().await, story.test.sign_in_as(Role::Officer).await);
    story.propose(&hotel, "2026-06-01", "2026-06-30").await;
    hotel.file(&report_path(&story.house, "2026-06"), NORMAL_MONTH).await;
    let decide = format!("{}/{}/decide", story.page, story.all().await[0].id);
    officer.post(&decide, &[("decision", "confirm")]).await.ok().shows("Cơ sở đã nộp báo cáo tháng 6/2026");
    assert_eq!(story.all().await[0].state, SuspensionState::Proposed);
    let db = &story.test.app.db;
    let owing = rounds::who_owes(db, &story.round, &Scope::Department, story.test.app.now()).await.unwrap();
    assert_eq!(rounds::tally(&owing).filed, 1);
}

#[rocket::async_test]
async fn neither_strangers_nor_officers_of_elsewhere_reach_it() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    story.propose(&hotel, "2026-06-01", "").await;
    let id = story.all().await[0].id;
    let stranger = story.test.reporter_of(&[&story.test.establishment().await]).await;
    let stranger = story.test.sign_in(&stranger).await;
    assert_eq!(stranger.get(&story.page).await.status, Status::NotFound);
    assert_eq!(story.propose(&stranger, "2026-08-01", "").await.status, Status::NotFound);
    assert_eq!(stranger.post(&format!("{}/{id}/take-back", story.page), &[]).await.status, Status::NotFound);
    assert_eq!(hotel.get("/suspensions").await.status, Status::Forbidden);
    let decide = format!("{}/{id}/decide", story.page);
    assert_eq!(hotel.post(&decide, &[("decision", "confirm")]).await.status, Status::Forbidden);
    let far = story.test.sign_in(&story.test.officer_of("26542").await).await;
    far.get("/suspensions").await.ok().shows("Không có đề nghị nào chờ xác nhận");
    assert_eq!(far.post(&decide, &[("decision", "confirm")]).await.status, Status::NotFound);
    // a suspension of another house under this one's address
    let other = story.test.establishment().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    let wrong = format!("/establishments/{}/suspensions/{id}/decide", other.code);
    assert_eq!(officer.post(&wrong, &[("decision", "confirm")]).await.status, Status::NotFound);
    assert_eq!(story.all().await[0].state, SuspensionState::Proposed);
}
