//! Values of the register in words.
use chrono::NaiveDate;
use serde_json::Value;

use super::view::Tag;
use crate::domain::{
    AreaCode, Lang,
    area::Gazetteer,
    establishment::{EstablishmentType, HouseState},
    number,
    register::{Field, Particulars},
};

/// «Khách sạn · 3 sao», «Nhà nghỉ du lịch».
pub fn kind_and_stars(kind: EstablishmentType, stars: i16, lang: Lang) -> String {
    match stars {
        0 => kind.label(lang).to_owned(),
        _ => format!("{} · {}", kind.label(lang), stars_label(stars, lang)),
    }
}

pub fn stars_label(stars: i16, lang: Lang) -> String {
    match (stars, lang) {
        (0, _) => lang.t("Chưa xếp hạng", "Unranked").to_owned(),
        (_, Lang::Vi) => format!("{stars} sao"),
        (1, Lang::En) => "1 star".to_owned(),
        (_, Lang::En) => format!("{stars} stars"),
    }
}

pub fn date(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// A field's value as the page shows it; «–» if it is not known.
pub fn value(field: Field, value: &Value, lang: Lang) -> String {
    match (field, value) {
        (_, Value::Null) => "–".to_owned(),
        (Field::Type, Value::String(code)) => {
            code.parse::<EstablishmentType>().map_or_else(|_| code.clone(), |kind| kind.label(lang).to_owned())
        }
        (Field::Area, Value::String(code)) => Gazetteer::embedded().name(&AreaCode(code.clone())).to_owned(),
        (Field::Stars, Value::Number(stars)) => stars_label(stars.as_i64().unwrap_or_default() as i16, lang),
        (Field::RankExpiresOn | Field::OpenedOn | Field::ClosedOn, Value::String(text)) => {
            text.parse().map_or_else(|_| text.clone(), date)
        }
        (_, Value::Number(count)) => number::print(count.as_i64().unwrap_or_default(), 0),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

pub fn of(particulars: &Particulars, field: Field, lang: Lang) -> String {
    value(field, &particulars.value(field), lang)
}

/// A state that is to be seen; open houses have none.
pub fn tag(state: HouseState, lang: Lang) -> Option<Tag> {
    let (tone, icon) = match state {
        HouseState::Open => return None,
        HouseState::Suspended => ("dash", "suspended"),
        HouseState::Closed => ("", "closed"),
        HouseState::Upcoming => ("acc", "calendar"),
    };
    Some(Tag { tone, icon, label: state.label(lang) })
}
