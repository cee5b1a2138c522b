//! Somebody types a month: in how few inputs, with what is proposed, and with nothing lost when the session or server ends.
use std::cell::Cell;

use luutru::{
    db::{
        accounts, drafts,
        entity::{account, establishment, session},
    },
    domain::{Period, answers::Typed, role::Role, round::Round},
};
use sea_orm::EntityTrait;

use super::{served::Served, versions::kept, visitor::Visitor};
use crate::support::{PASSWORD, report_path};

/// A hotel that owes June.
struct Scene {
    served: Served,
    house: establishment::Model,
    person: account::Model,
    round: Round,
    path: String,
}

impl Scene {
    async fn begin() -> Self {
        let served = Served::start().await;
        let house = served.test.establishment().await;
        let round = served.test.month(Period::month(2026, 6)).await;
        let path = report_path(&house, "2026-06");
        let person = person_of(&served, &house).await;
        Scene { served, house, person, round, path }
    }

    /// The form, opened by the person.
    async fn open(&self) -> Visitor {
        let hotel = Visitor::come(&self.served).await;
        hotel.sign_in(&self.person.email, PASSWORD).await.sees(&self.house.name).await;
        hotel.open(&self.path).await.sees("Đã nhập").await;
        hotel
    }

    async fn end_all_sessions(&self) {
        session::Entity::delete_many().exec(self.served.test.app.db.writer()).await.unwrap();
    }

    async fn draft(&self) -> drafts::Draft {
        drafts::get(self.served.test.app.db.read(), self.round.id, self.house.id).await.unwrap()
    }

    /// Signs in where the form says that the session has ended.
    async fn sign_in_in_place(&self, hotel: &Visitor, who: &account::Model) {
        hotel.sees("Nội dung đang nhập được giữ trên thiết bị này").await;
        hotel.fill("login", &who.email).await.fill("password", PASSWORD).await;
        hotel.press("Đăng nhập và tiếp tục").await;
    }
}

async fn person_of(served: &Served, house: &establishment::Model) -> account::Model {
    let person = served.test.account_with_password(Role::Reporter).await;
    accounts::join(served.test.app.db.writer(), person.id, house.id, served.test.app.now()).await.unwrap();
    person
}

#[rocket::async_test]
async fn a_normal_month_of_twelve_numbers_is_filed_with_at_most_fourteen_inputs() {
    let scene = Scene::begin().await;
    let hotel = scene.open().await;
    let inputs = Cell::new(0);
    let counted = || inputs.set(inputs.get() + 1);
    let numbers = [
        ("room_nights_sold", "300"),
        ("guests_international", "40"),
        ("guests_domestic", "410"),
        ("day_guests_international", "2"),
        ("day_guests_domestic", "30"),
        ("nights_international", "80"),
        ("nights_domestic", "600"),
        ("revenue_rooms", "240,5"),
        ("revenue_food", "60"),
        ("revenue_other", "12"),
        ("staff_total", "12"),
        ("staff_female", "8"),
    ];
    for (field, number) in numbers {
        hotel.fill(field, number).await;
        counted();
    }
    for tap in ["Kiểm tra trước khi nộp", "Nộp báo cáo"] {
        hotel.press(tap).await;
        counted();
    }
    hotel.sees("Biên nhận số").await.sees("Đã nhận báo cáo").await;
    assert!(inputs.get() <= 14, "{} inputs", inputs.get());
    hotel.leave().await;
    scene.served.end().await;
}

#[rocket::async_test]
async fn a_number_with_two_readings_is_taken_with_one_tap() {
    let scene = Scene::begin().await;
    let hotel = scene.open().await;
    hotel.fill("revenue_rooms", "1,500").await.fill("staff_total", "12").await;
    hotel.sees("Viết 1,5 nếu là số lẻ, hoặc 1.500 nếu là số nguyên.").await;
    kept("hai-cach-doc.png", &hotel.picture().await);
    hotel.press("Lấy 1.500").await;
    hotel.sees("Đã lưu").await;
    assert_eq!(hotel.value("revenue_rooms").await, "1.500,0");
    hotel.leave().await;
    scene.served.end().await;
}

#[rocket::async_test]
async fn a_session_that_ended_meanwhile_brings_the_text_back_after_signing_in_in_place() {
    let scene = Scene::begin().await;
    let hotel = scene.open().await;
    hotel.fill("guests_domestic", "410").await.fill("staff_total", "12").await.sees("Đã lưu").await;
    scene.end_all_sessions().await;
    hotel.fill("staff_total", "13").await.fill("staff_female", "8").await;
    kept("phien-ket-thuc.png", &hotel.picture().await);
    scene.sign_in_in_place(&hotel, &scene.person).await;
    hotel.sees("đã được đưa trở lại các ô").await.sees("Đã lưu").await;
    assert_eq!((hotel.value("staff_total").await, hotel.value("staff_female").await), ("13".into(), "8".into()));
    let draft = scene.draft().await;
    assert_eq!((draft.typed.0["staff_total"].as_str(), draft.typed.0["staff_female"].as_str()), ("13", "8"));
    let left = hotel.run("return Object.keys(localStorage).filter(key => key.startsWith('luutru:')).length").await;
    assert_eq!(left, 0, "what the server has is not kept");
    hotel.leave().await;
    scene.served.end().await;
}

#[rocket::async_test]
async fn a_newer_draft_of_the_server_is_shown_beside_the_text_that_was_kept() {
    let scene = Scene::begin().await;
    let hotel = scene.open().await;
    hotel.fill("staff_total", "12").await.fill("staff_female", "8").await.sees("Đã lưu").await;
    scene.end_all_sessions().await;
    hotel.fill("staff_total", "14").await.fill("staff_female", "8").await.sees("Phiên làm việc đã kết thúc").await;
    // a colleague saves meanwhile
    let draft = scene.draft().await;
    let mut typed: Typed = draft.typed;
    typed.0.insert("staff_total".into(), "11".into());
    let app = &scene.served.test.app;
    drafts::save(app.db.writer(), scene.round.id, scene.house.id, &typed, draft.revision, None, app.now())
        .await
        .unwrap();
    scene.sign_in_in_place(&hotel, &scene.person).await;
    hotel.sees("Báo cáo này vừa được sửa ở nơi khác").await.sees("14").await.sees("11").await;
    kept("hai-noi-dung.png", &hotel.picture().await);
    assert_eq!(scene.draft().await.typed.0["staff_total"], "11", "nothing is overwritten before somebody decides");
    hotel.press("Giữ số ở đây").await.sees("Đã lưu").await;
    assert_eq!(scene.draft().await.typed.0["staff_total"], "14");
    hotel.leave().await;
    scene.served.end().await;
}

#[rocket::async_test]
async fn another_person_at_the_same_browser_is_not_shown_the_text() {
    let scene = Scene::begin().await;
    let colleague = person_of(&scene.served, &scene.house).await;
    let hotel = scene.open().await;
    hotel.fill("staff_total", "12").await.fill("staff_female", "8").await.sees("Đã lưu").await;
    scene.end_all_sessions().await;
    hotel.fill("staff_total", "77").await.fill("staff_female", "8").await;
    scene.sign_in_in_place(&hotel, &colleague).await;
    hotel.sees("Đã lưu").await;
    assert_eq!(hotel.value("staff_total").await, "12");
    // the first one gets it back
    hotel.sign_in(&scene.person.email, PASSWORD).await.sees(&scene.house.name).await;
    hotel.open(&scene.path).await.sees("đã được đưa trở lại các ô").await;
    assert_eq!(hotel.value("staff_total").await, "77");
    hotel.leave().await;
    scene.served.end().await;
}

#[rocket::async_test]
async fn what_is_typed_while_the_server_is_started_anew_is_saved_when_it_is_back() {
    let mut scene = Scene::begin().await;
    let hotel = scene.open().await;
    hotel.fill("staff_total", "12").await.fill("staff_female", "8").await.sees("Đã lưu").await;
    scene.served.stop().await;
    hotel.fill("staff_total", "15").await.fill("staff_female", "9").await.sees("Mất kết nối, chưa lưu").await;
    scene.served.go_on().await;
    hotel.sees("Đã lưu").await;
    let draft = scene.draft().await;
    assert_eq!((draft.typed.0["staff_total"].as_str(), draft.typed.0["staff_female"].as_str()), ("15", "9"));
    hotel.leave().await;
    scene.served.end().await;
}
