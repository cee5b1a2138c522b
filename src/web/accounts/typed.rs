//! What people type about themselves: understood, or refused with words at the field.
use super::view::Refusals;
use crate::domain::{Lang, contact, password};

const LONGEST_NAME: usize = 120;

/// A person's name.
pub fn name(text: &str, lang: Lang, refusals: &mut Refusals) -> String {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        refusals.name = lang.t("Nhập họ và tên.", "Type the name.").to_owned();
    } else if name.chars().count() > LONGEST_NAME {
        refusals.name =
            lang.t("Tên dài quá 120 ký tự; viết ngắn lại.", "The name has over 120 characters; shorten it.").to_owned();
    }
    name
}

/// A mail address, in lower case.
pub fn email(text: &str, lang: Lang, refusals: &mut Refusals) -> String {
    let email = text.trim().to_lowercase();
    match contact::read_email(&email) {
        Ok(Some(_)) => {}
        Ok(None) => {
            refusals.email = lang.t("Nhập địa chỉ thư điện tử.", "Type the e-mail address.").to_owned();
        }
        Err(why) => refusals.email = why.get(lang).to_owned(),
    }
    email
}

/// A telephone number that can be called, or none.
pub fn phone(text: &str, lang: Lang, refusals: &mut Refusals) -> Option<String> {
    let read = contact::read_phone(text);
    let several = read.value.as_deref().is_some_and(|number| number.contains(','));
    if read.warning.is_some() || several {
        refusals.phone = lang
            .t(
                "Ghi một số điện thoại, ví dụ 0903 000 014 hoặc 0254 300 0015.",
                "Type one telephone number, such as 0903 000 014 or 0254 300 0015.",
            )
            .to_owned();
    }
    read.value
}

/// A new password, typed twice.
pub fn new_password(password: &str, again: &str, email: &str, lang: Lang, refusals: &mut Refusals) {
    if let Some(weakness) = password::weakness(password, email) {
        refusals.password = weakness.get(lang).to_owned();
    } else if password != again {
        refusals.again =
            lang.t("Hai lần nhập không giống nhau; nhập lại.", "The two are not the same; type again.").to_owned();
    }
}
