//! To people about their accounts.

use super::{Link, action, works_until};
use crate::{
    domain::Lang,
    mail::{Letter, Sheet},
};

/// Asks a person to choose a password; `houses` are those the person will report for.
#[must_use]
pub fn invitation(sheet: &Sheet, name: &str, houses: &[String], link: &Link) -> Letter {
    let lang = sheet.lang;
    let mut paragraphs = vec![match lang {
        Lang::Vi => format!("Kính gửi {name},"),
        Lang::En => format!("Dear {name},"),
    }];
    paragraphs.push(match lang {
        Lang::Vi => {
            format!("{} mời nhận tài khoản trên hệ thống báo cáo thống kê cơ sở lưu trú du lịch.", sheet.department)
        }
        Lang::En => format!(
            "{} invites you to an account for the statistical reports of tourist accommodation.",
            sheet.department
        ),
    });
    if !houses.is_empty() {
        paragraphs.push(
            lang.t("Tài khoản dùng để nộp báo cáo của:", "The account files the reports of:").to_owned()
                + " "
                + &houses.join(", ")
                + ".",
        );
    }
    Letter {
        subject: lang
            .t("Mời nhận tài khoản báo cáo thống kê", "Invitation to an account for statistical reports")
            .into(),
        paragraphs,
        actions: vec![action(lang.t("Đặt mật khẩu", "Choose a password"), &link.url)],
        closing: vec![works_until(sheet, link)],
        ..Letter::default()
    }
}

/// The link for a new password.
#[must_use]
pub fn password(sheet: &Sheet, link: &Link) -> Letter {
    let lang = sheet.lang;
    Letter {
        subject: lang.t("Đặt lại mật khẩu", "A new password").into(),
        paragraphs: vec![
            lang.t(
                "Hệ thống nhận được yêu cầu đặt lại mật khẩu của tài khoản này.",
                "A new password was asked for this account.",
            )
            .into(),
        ],
        actions: vec![action(lang.t("Đặt mật khẩu mới", "Choose a new password"), &link.url)],
        closing: vec![
            works_until(sheet, link),
            lang.t(
                "Nếu không yêu cầu, xin bỏ qua thư này: mật khẩu cũ vẫn giữ nguyên.",
                "If you did not ask for it, ignore this mail: the old password stays.",
            )
            .into(),
        ],
        ..Letter::default()
    }
}
