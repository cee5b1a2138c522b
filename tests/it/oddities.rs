//! A confirmed oddity stays confirmed while its values are the same, whatever way the report comes in again.
use luutru::{
    db::entity::{establishment, report_version},
    domain::{Lang, Period, check::Context, round::Round},
    excel::template::{self, Filling, HouseOf, Template},
};
use rocket::http::Status;
use sea_orm::EntityTrait;

use crate::support::{Browser, NORMAL_MONTH, Page, TestApp, report_path, with};

const CHECK: &str = "confirm.rooms_differ_from_register";
const WORDS: &str = "Mở thêm 2 buồng";

/// A hotel of 20 rooms in the register that reports 22 of June, and says why.
struct Story {
    test: TestApp,
    house: establishment::Model,
    round: Round,
    path: String,
}

impl Story {
    async fn begin() -> Self {
        let test = TestApp::start().await;
        let house = test.establishment().await;
        let round = test.month(Period::month(2026, 6)).await;
        let path = report_path(&house, "2026-06");
        Story { test, house, round, path }
    }

    async fn hotel(&self) -> Browser<'_> {
        self.test.sign_in(&self.test.reporter_of(&[&self.house]).await).await
    }

    /// Types, is asked, and confirms.
    async fn confirm(&self, hotel: &Browser<'_>) {
        let asked = hotel.type_in(&self.path, &with(NORMAL_MONTH, &[("rooms", "22")])).await;
        assert_eq!(asked.status, Status::UnprocessableEntity);
        asked.shows("1 chỗ cần xác nhận");
        let mut fields = asked.fields_of(&self.path);
        fields.retain(|(name, _)| name != CHECK && *name != format!("{CHECK}.text"));
        fields.extend([(CHECK.into(), "other".into()), (format!("{CHECK}.text"), WORDS.into())]);
        assert_eq!(self.check(hotel, fields).await.location(), format!("{}/check", self.path));
    }

    /// Presses «Kiểm tra» on a page with these fields.
    async fn check(&self, hotel: &Browser<'_>, mut fields: Vec<(String, String)>) -> Page {
        fields.push(("go".into(), "check".into()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        hotel.post(&self.path, &fields).await
    }

    /// The form as it is opened, with some fields typed anew.
    async fn open_and_type(&self, hotel: &Browser<'_>, change: &[(&str, &str)]) -> Page {
        let mut fields = hotel.get(&self.path).await.ok().fields_of(&self.path);
        for (name, value) in &mut fields {
            if let Some((_, typed)) = change.iter().find(|(field, _)| field == name) {
                *value = (*typed).to_owned();
            }
        }
        self.check(hotel, fields).await
    }

    fn assert_not_asked(&self, answer: &Page) {
        assert_eq!(answer.status, Status::SeeOther, "{}", answer.words());
        assert_eq!(answer.location().split('?').next(), Some(format!("{}/check", self.path).as_str()));
    }

    fn assert_asked_again(&self, answer: &Page) {
        assert_eq!(answer.status, Status::UnprocessableEntity);
        answer.shows("1 chỗ cần xác nhận");
    }

    async fn submit(&self, hotel: &Browser<'_>) {
        let revision = hotel.revision(&format!("{}/check", self.path)).await;
        let fields = [("revision", revision.as_str()), ("reason", "Đếm lại")];
        hotel.post(&format!("{}/submit", self.path), &fields).await.location();
        let versions = report_version::Entity::find().all(self.test.app.db.read()).await.unwrap();
        assert!(versions.iter().all(|version| version.document.contains(WORDS)));
    }

    async fn upload(&self, hotel: &Browser<'_>, rooms: i64) -> Page {
        let mut values: Vec<(&str, i64)> = vec![("rooms", rooms), ("revenue_rooms", 2405), ("revenue_food", 600)];
        let plain =
            NORMAL_MONTH.iter().filter(|(name, text)| !name.starts_with("rev") && *name != "rooms" && !text.is_empty());
        values.extend(plain.map(|(name, text)| (*name, text.parse().unwrap())));
        let form = self.test.form(&self.round);
        let house = HouseOf { code: &self.house.code, name: &self.house.name, address: "", version: 0 };
        let context = &Context { days: 30, ..Context::default() };
        let typed = &TestApp::answers(&values).typed(form);
        let written = template::write(&Template {
            form,
            period: self.round.period,
            due: self.round.due_at.naive_utc(),
            department: "Sở Du lịch Thử nghiệm",
            lang: Lang::Vi,
            houses: &[Filling { house, context, typed, marks: &[] }],
        });
        let file = ("workbook", "thang-6.xlsx", written.unwrap());
        hotel.upload(&format!("{}/workbook", self.path), &[], (file.0, file.1, &file.2)).await.ok()
    }
}

#[rocket::async_test]
async fn when_it_is_saved_and_opened_again() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    story.confirm(&hotel).await;
    hotel.get(&story.path).await.ok().shows("Đã xác nhận");
    story.assert_not_asked(&story.open_and_type(&hotel, &[("staff_total", "13")]).await);
    story.assert_asked_again(&story.open_and_type(&hotel, &[("rooms", "23")]).await);
}

#[rocket::async_test]
async fn when_the_report_is_returned_and_corrected_elsewhere() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    story.confirm(&hotel).await;
    story.submit(&hotel).await;
    story.test.give_back(&story.round, &story.house).await.unwrap();
    hotel.get(&story.path).await.ok().shows("Đã xác nhận");
    story.assert_not_asked(&story.open_and_type(&hotel, &[("nights_domestic", "640")]).await);
    story.submit(&hotel).await;
    story.test.give_back(&story.round, &story.house).await.unwrap();
    story.assert_asked_again(&story.open_and_type(&hotel, &[("rooms", "24")]).await);
}

#[rocket::async_test]
async fn when_an_accepted_report_is_amended() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    story.confirm(&hotel).await;
    story.submit(&hotel).await;
    story.test.accept(&story.round, &story.house).await.unwrap();
    story.assert_not_asked(&story.open_and_type(&hotel, &[("guests_domestic", "415")]).await);
    story.submit(&hotel).await;
    story.assert_asked_again(&story.open_and_type(&hotel, &[("rooms", "21")]).await);
}

#[rocket::async_test]
async fn when_the_report_is_uploaded_again_by_workbook() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    story.confirm(&hotel).await;
    // beside a draft, and after the filing
    for filed in [false, true] {
        if filed {
            story.submit(&hotel).await;
        }
        let same = story.upload(&hotel, 22).await;
        same.shows("Đã xác nhận");
        assert!(!same.words().contains("chỗ cần xác nhận"), "filed: {filed}");
        let other = story.upload(&hotel, 23).await;
        other.shows("1 chỗ cần xác nhận");
        story.assert_asked_again(&story.check(&hotel, other.fields_of(&story.path)).await);
        // that check saved the other text: back to what was confirmed
        let again = story.upload(&hotel, 22).await;
        again.shows("chỗ cần xác nhận");
        let mut fields = again.fields_of(&story.path);
        fields.retain(|(name, _)| name != CHECK && *name != format!("{CHECK}.text"));
        fields.extend([(CHECK.into(), "other".into()), (format!("{CHECK}.text"), WORDS.into())]);
        story.assert_not_asked(&story.check(&hotel, fields).await);
    }
}
