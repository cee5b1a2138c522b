//! The first hour of a department: the printed link, the register, the first hotel.
use std::path::Path;

use luutru::db::tokens::{self, For, Purpose};

use super::{served::Served, visitor::Visitor};

const PASSWORD: &str = "biển xanh nắng vàng";

#[rocket::async_test]
async fn a_department_sets_itself_up_and_its_first_hotel_signs_in() {
    let served = Served::start().await;
    let app = &served.test.app;
    let secret = tokens::issue(app.db.writer(), Purpose::SetUp, For::default(), app.now()).await.unwrap();

    let admin = Visitor::come(&served).await;
    admin.open(&Purpose::SetUp.path(&secret)).await.sees("Thiết lập lần đầu").await;
    admin.fill("name", "Lê Thị Sen").await.fill("email", "sen@example.vn").await;
    admin.fill("password", PASSWORD).await.fill("again", PASSWORD).await;
    admin.press("Tạo tài khoản quản trị").await.sees("Bàn việc").await;

    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/danh-sach-co-so-luu-tru.xlsx");
    admin.open("/imports/register").await.attach("workbook", &sample).await;
    admin.press("Tải lên và xem trước").await.sees("476").await;
    admin.press("Nhập những mục đã chọn").await.sees("476").await;

    admin.open("/accounts").await.press("Mời người dùng").await;
    admin.fill("name", "Trần Minh Quân").await.fill("email", "quan@example.vn").await;
    admin.press("Gửi lời mời").await.sees("Đã gửi thư mời đến quan@example.vn").await;

    let officer = Visitor::come(&served).await;
    officer.open(&served.link_mailed_to("quan@example.vn").await).await.sees("Nhận lời mời").await;
    officer.fill("password", "ngắn quá").await.fill("again", "ngắn quá").await;
    officer.fill("password", PASSWORD).await.fill("again", PASSWORD).await;
    officer.press("Bắt đầu dùng").await.sees("Bàn việc").await;
    assert_eq!(officer.path().await, "/desk");

    let (code, name, email) = first_house_with_mail(&served).await;
    officer.open(&format!("/establishments/{code}")).await.press("Mời qua").await.sees("Đã gửi thư mời").await;

    let hotel = Visitor::come(&served).await;
    hotel.open(&served.link_mailed_to(&email).await).await.sees(&name).await;
    hotel.fill("name", "Nguyễn Thị Hạnh").await.fill("password", PASSWORD).await.fill("again", PASSWORD).await;
    hotel.press("Bắt đầu dùng").await.sees(&name).await;
    assert_eq!(hotel.path().await, "/home");
    hotel.open("/account").await.press("Đăng xuất").await.sees("Quên mật khẩu").await;
    hotel.fill("login", &email).await.fill("password", PASSWORD).await;
    hotel.press("Đăng nhập").await.sees(&name).await;

    for visitor in [admin, officer, hotel] {
        visitor.leave().await;
    }
    served.end().await;
}

/// Code, name and mail address of a house of the register that only this house has.
async fn first_house_with_mail(served: &Served) -> (String, String, String) {
    let register = luutru::db::register::current(&served.test.app.db).await.unwrap();
    let alone =
        |email: &str| register.houses().iter().filter(|house| house.email.as_deref() == Some(email)).count() == 1;
    let house = register.houses().iter().find(|house| house.email.as_deref().is_some_and(alone)).unwrap();
    (house.code().to_owned(), house.name.clone(), house.email.clone().unwrap().to_lowercase())
}
