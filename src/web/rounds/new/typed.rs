//! The form's fields, read and written.
use super::view::Wrongs;
use crate::{
    domain::{
        Lang,
        round::asking::{Field, Typed, Wrong},
    },
    web::fields::Fields,
};

/// What was sent.
pub fn typed_of(fields: &Fields) -> Typed {
    let text = |name: &str| fields.get(name).to_owned();
    let all = |name: &str| fields.all(name).map(str::to_owned).collect();
    Typed {
        form: text("form"),
        some_lines: fields.get("asks") == "some",
        lines: all("line"),
        title: text("title"),
        first_day: text("first_day"),
        last_day: text("last_day"),
        per_day: !fields.get("per_day").is_empty(),
        opens_day: text("opens_day"),
        opens_hour: text("opens_hour"),
        due_day: text("due_day"),
        due_hour: text("due_hour"),
        areas: all("area"),
        types: all("type"),
        stars: all("stars"),
        min_rooms: text("min_rooms"),
        max_rooms: text("max_rooms"),
        houses: text("houses"),
        message: text("message"),
    }
}

/// The same as hidden fields.
pub fn fields_of(typed: &Typed) -> Vec<(&'static str, String)> {
    let once = [
        ("form", &typed.form),
        ("title", &typed.title),
        ("first_day", &typed.first_day),
        ("last_day", &typed.last_day),
        ("opens_day", &typed.opens_day),
        ("opens_hour", &typed.opens_hour),
        ("due_day", &typed.due_day),
        ("due_hour", &typed.due_hour),
        ("min_rooms", &typed.min_rooms),
        ("max_rooms", &typed.max_rooms),
        ("houses", &typed.houses),
        ("message", &typed.message),
    ];
    let several = [("line", &typed.lines), ("area", &typed.areas), ("type", &typed.types), ("stars", &typed.stars)];
    let mut fields: Vec<(&'static str, String)> = once.into_iter().map(|(name, text)| (name, text.clone())).collect();
    fields.push(("asks", if typed.some_lines { "some" } else { "all" }.to_owned()));
    if typed.per_day {
        fields.push(("per_day", "yes".to_owned()));
    }
    for (name, values) in several {
        fields.extend(values.iter().map(|value| (name, value.clone())));
    }
    fields
}

/// By field, as the page shows it.
pub fn wrongs(all: &[Wrong], lang: Lang) -> Wrongs {
    let of = |field: Field| -> Vec<String> {
        all.iter().filter(|(at, _)| *at == field).map(|(_, text)| text.get(lang).to_owned()).collect()
    };
    let one = |field| of(field).join(" ");
    Wrongs {
        form: one(Field::Form),
        lines: one(Field::Lines),
        title: one(Field::Title),
        days: one(Field::Days),
        opens: one(Field::Opens),
        due: one(Field::Due),
        areas: one(Field::Areas),
        types: one(Field::Types),
        stars: one(Field::Stars),
        rooms: one(Field::Rooms),
        houses: of(Field::Houses),
        message: one(Field::Message),
    }
}
