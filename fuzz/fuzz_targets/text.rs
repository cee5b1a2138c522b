//! What people type into cells and fields.
#![no_main]
use libfuzzer_sys::fuzz_target;
use luutru::domain::{
    Period,
    area::{AreaSet, Gazetteer, Within},
    contact, country, number, register, tax_code,
};
use std::sync::LazyLock;

static ALL: LazyLock<AreaSet> = LazyLock::new(|| Gazetteer::embedded().department(&[], ""));

fuzz_target!(|text: &str| {
    for decimals in 0..3 {
        // What was read is printed in a way that reads back.
        if let Ok(Some(value)) = number::read(text, decimals) {
            assert_eq!(number::read(&number::print(value, decimals), decimals).ok(), Some(Some(value)));
        }
    }
    if let Ok(period) = text.parse::<Period>() {
        assert_eq!(period.to_string().parse::<Period>().ok(), Some(period));
        let _ = (period.last_day(), period.previous(), period.same_last_year(), period.months());
    }
    let _ = Gazetteer::embedded().read_place(text, Within { scope: &ALL, near: &AreaSet::new() });
    let _ = Gazetteer::embedded().read_heading(text, &ALL);
    let _ = (contact::read_phone(text), contact::read_email(text), contact::read_emails(text), tax_code::read(text));
    let _ =
        (register::read_type(text), register::read_stars(text), register::read_date(text), register::read_note(text));
    let _ = (register::read_count(text), country::find(text));
});
