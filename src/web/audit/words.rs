//! A row's detail in words: what was before and is after, else what was said.
use chrono::DateTime;
use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::names::Names;
use crate::{
    db::audit::Row,
    domain::{
        AreaCode, Lang,
        area::Gazetteer,
        checksum,
        register::Field,
        report::{Basis, Channel},
        role::Role,
        rollup::{Sheet, book::BookKind},
    },
    web::ui,
};

/// One line of a detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub label: String,
    /// What was before; None where nothing is compared.
    pub before: Option<String>,
    pub now: String,
}

/// How a row is read.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub names: &'a Names,
    pub zone: Tz,
    pub lang: Lang,
}

/// The lines of a row's detail, which is JSON; one that cannot be read stands as it is. What its subject says is not repeated.
pub fn lines(row: &Row, reader: Reader<'_>) -> Vec<Line> {
    let Ok(Value::Object(detail)) = serde_json::from_str::<Value>(&row.detail) else {
        return vec![Line { label: String::new(), before: None, now: row.detail.clone() }];
    };
    let mut lines = Vec::new();
    if let (Some(Value::Object(before)), Some(Value::Object(after))) = (detail.get("before"), detail.get("after")) {
        lines.extend(compared(before, after, reader));
    }
    let of_report = row.subject.starts_with("report/");
    let said = |key: &str| of_report && matches!(key, "round" | "establishment");
    let others = detail.iter().filter(|(key, value)| !matches!(key.as_str(), "before" | "after") && !is_empty(value));
    lines.extend(others.filter(|(key, _)| !said(key)).map(|(key, value)| Line {
        label: label(key, reader.lang),
        before: None,
        now: text(key, value, reader),
    }));
    lines
}

fn compared(before: &Map<String, Value>, after: &Map<String, Value>, reader: Reader<'_>) -> Vec<Line> {
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let side = |side: &Map<String, Value>, key: &str| text(key, side.get(key).unwrap_or(&Value::Null), reader);
    keys.into_iter()
        .map(|key| Line { label: label(key, reader.lang), before: Some(side(before, key)), now: side(after, key) })
        .collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        // Nothing out of the ordinary, such as a sign-in that is not remembered.
        Value::Bool(yes) => !yes,
        Value::Number(_) => false,
    }
}

fn label(key: &str, lang: Lang) -> String {
    let (vi, en) = match key {
        "role" => ("Vai trò", "Role"),
        "area_code" => ("Địa bàn", "Area"),
        "active" => ("Được đăng nhập", "May sign in"),
        "lang" => ("Ngôn ngữ", "Language"),
        "personal" => ("Thông tin cá nhân", "Particulars"),
        "establishment" | "establishments" => ("Cơ sở", "Houses"),
        "round" => ("Đợt", "Round"),
        "version" => ("Lần nộp", "Version"),
        "receipt" => ("Số biên nhận", "Receipt"),
        "sha256" => ("Mã kiểm chứng", "Checksum"),
        "channel" => ("Kênh", "Channel"),
        "reason" => ("Lý do", "Reason"),
        "lines" => ("Dòng cần xem lại", "Lines"),
        "due_at" => ("Hạn nộp", "Due"),
        "whom" => ("Cho ai", "For whom"),
        "communes" => ("Xã, phường", "Communes"),
        "remembered" => ("Giữ đăng nhập", "Remembered"),
        "report_only" => ("Bằng liên kết của một báo cáo", "By the link of one report"),
        "address" => ("Địa chỉ thư", "Mail address"),
        "form" => ("Biểu", "Form"),
        "period" => ("Kỳ", "Period"),
        "year" => ("Năm", "Year"),
        "basis" => ("Cơ sở số liệu", "Basis"),
        "cut" => ("Phạm vi", "Cut"),
        "document" => ("Tài liệu", "Document"),
        // As downloads were noted before there were two documents.
        "lists" => ("Có danh sách cơ sở", "With the lists of houses"),
        "table" => ("Bảng", "Table"),
        "format" => ("Định dạng", "Format"),
        "from" => ("Từ", "From"),
        "to" => ("Đến", "To"),
        "rows" => ("Số dòng", "Rows"),
        "search" => ("Nội dung tìm", "Search"),
        "code" => ("Mã", "Code"),
        _ => return key.parse::<Field>().map_or_else(|_| key.to_owned(), |field| field.label(lang).to_owned()),
    };
    lang.t(vi, en).to_owned()
}

fn text(key: &str, value: &Value, reader: Reader<'_>) -> String {
    let lang = reader.lang;
    if let Some(named) = reader.names.value(key, value, lang) {
        return named;
    }
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(yes) => if *yes { lang.t("có", "yes") } else { lang.t("không", "no") }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(code) if code.is_empty() => "–".to_owned(),
        Value::String(code) => match DateTime::parse_from_rfc3339(code) {
            Ok(at) => ui::instant(at.to_utc(), reader.zone, lang),
            Err(_) => word(key, code, lang),
        },
        Value::Array(items) => items.iter().map(|item| text(key, item, reader)).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let pairs = map.iter().map(|(key, value)| format!("{}: {}", label(key, lang), text(key, value, reader)));
            pairs.collect::<Vec<_>>().join(", ")
        }
    }
}

/// A code in words, where it is one.
fn word(key: &str, code: &str, lang: Lang) -> String {
    let known = match key {
        "role" => code.parse::<Role>().map(|role| role.label(lang)).ok(),
        "channel" => code.parse::<Channel>().map(|channel| channel.label(lang)).ok(),
        "basis" => code.parse::<Basis>().map(|basis| basis.label(lang)).ok(),
        "document" => code.parse::<BookKind>().map(|kind| kind.label(lang)).ok(),
        "table" => Sheet::read(key, code).map(|sheet| sheet.label(lang)).ok(),
        "lang" => Some(match Lang::from_code(code) {
            Lang::Vi => "Tiếng Việt",
            Lang::En => "English",
        }),
        "personal" => Some(match code {
            "name" => lang.t("họ tên", "name"),
            "email" => lang.t("thư điện tử", "e-mail"),
            "phone" => lang.t("số điện thoại", "telephone"),
            _ => return code.to_owned(),
        }),
        _ => None,
    };
    match known {
        Some(known) => known.to_owned(),
        None if key == "sha256" => checksum::short(code),
        None if key == "whom" && code == "everyone" => lang.t("tất cả cơ sở", "all houses").to_owned(),
        None if matches!(key, "area_code" | "communes") => {
            Gazetteer::embedded().name(&AreaCode(code.to_owned())).to_owned()
        }
        None => code.to_owned(),
    }
}
