//! The fields of a posted form, as drafts carry them.
use std::collections::BTreeMap;

use crate::domain::{answers::Typed, form::Form};

/// Prefix of the fields in which a row of a breakdown is added: `<line>.+0` holds the key, `<line>.+0.n` the number.
pub(super) const NEW: char = '+';

/// What the fields of a posted form say: rows that were added to a breakdown become `<line>.<key>`, a removed one goes,
/// and what belongs to the page (`revision`, `go`, …) is left out.
#[must_use]
pub fn typed_of(form: &Form, fields: &BTreeMap<String, String>, remove: Option<&str>) -> Typed {
    let mut typed = Typed::default();
    for (name, text) in fields.iter().filter(|(name, _)| remove != Some(name.as_str())) {
        let line = name.split('.').next().unwrap_or_default();
        let added = name.strip_prefix(line).and_then(|rest| rest.strip_prefix('.')).filter(|key| key.starts_with(NEW));
        match added {
            Some(row) if !row.contains('.') => {
                let number = fields.get(&format!("{name}.n")).map(String::as_str).unwrap_or_default();
                if !text.is_empty() {
                    typed.0.insert(format!("{line}.{text}"), number.to_owned());
                }
            }
            Some(_) => {}
            None if form.line(line).is_some() || matches!(line, "confirm" | "nil") => {
                typed.0.insert(name.clone(), text.clone());
            }
            None => {}
        }
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{catalogue::Catalogue, form::FormCode};

    #[test]
    fn added_rows_become_keys_removed_ones_go_and_what_belongs_to_the_page_is_left_out() {
        let catalogue = Catalogue::embedded().unwrap();
        let form = catalogue.latest(&FormCode("01-H/DL-CSLT".into())).unwrap();
        let fields = [
            ("revision", "3"),
            ("go", "save"),
            ("rooms", "64"),
            ("guests_by_country.KR", "92"),
            ("guests_by_country.CN", "41"),
            ("guests_by_country.+0", "JP"),
            ("guests_by_country.+0.n", "7"),
            ("guests_by_country.+1", ""),
            ("guests_by_country.+1.n", "5"),
            ("confirm.large_change", "event"),
        ];
        let fields = fields.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let typed = typed_of(form, &fields, Some("guests_by_country.CN"));
        let typed: Vec<_> = typed.0.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let expected = [
            ("confirm.large_change", "event"),
            ("guests_by_country.JP", "7"),
            ("guests_by_country.KR", "92"),
            ("rooms", "64"),
        ];
        assert_eq!(typed, expected);
    }
}
