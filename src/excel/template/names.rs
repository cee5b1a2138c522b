//! Names of sheets: what Excel takes, each once.
use std::collections::BTreeSet;

use super::Template;
use crate::domain::{Lang, Period};

/// Units of UTF-16 that Excel takes.
const MOST: usize = 31;
/// Refused by Excel, or names of our own sheets.
const TAKEN: [&str; 7] = ["history", "danh sách", "houses", "hướng dẫn", "guide", super::marks::META_SHEET, ""];

/// The name of each house's sheet: of a single house the period's, of several the house's.
pub fn of(template: &Template) -> Vec<String> {
    match template.houses {
        [_] => vec![of_period(template.period, template.lang)],
        several => {
            let houses: Vec<(&str, &str)> = several.iter().map(|one| (one.house.name, one.house.code)).collect();
            of_houses(&houses)
        }
    }
}

/// «Tháng 6», «Năm 2026».
fn of_period(period: Period, lang: Lang) -> String {
    match period {
        Period::Month { month, .. } => format!("{} {month}", lang.t("Tháng", "Month")),
        Period::Yearly { year } | Period::Year { year } => format!("{} {year}", lang.t("Năm", "Year")),
        _ => lang.t("Báo cáo", "Report").to_owned(),
    }
}

/// By name and code.
fn of_houses(houses: &[(&str, &str)]) -> Vec<String> {
    let mut taken: BTreeSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
    let mut unique = |(name, code): &(&str, &str)| {
        let plain = [*name, *code].into_iter().map(clean).find(|text| !text.is_empty()).unwrap_or_default();
        let numbered = (2..).map(|number| {
            let end = format!(" {number}");
            cut(&plain, MOST - end.len()) + &end
        });
        let free = std::iter::once(cut(&plain, MOST)).chain(numbered).find(|text| taken.insert(text.to_lowercase()));
        free.unwrap_or_default()
    };
    houses.iter().map(&mut unique).collect()
}

/// Without what Excel refuses in a name.
fn clean(text: &str) -> String {
    let kept: String = text.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches('\'').trim().to_owned()
}

fn cut(text: &str, most: usize) -> String {
    let mut length = 0;
    let fits = |c: &char| {
        length += c.len_utf16();
        length <= most
    };
    text.chars().take_while(fits).collect::<String>().trim_end_matches(['\'', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_excel_takes_and_each_stands_once() {
        let houses = [
            ("Khách sạn Biển Xanh", "A1"),
            ("KHÁCH SẠN BIỂN XANH", "A2"),
            ("Homestay [Hoa/Giấy] *?:", "A3"),
            ("'History'", "A4"),
            ("Khu nghỉ dưỡng và hội nghị quốc tế Bình Châu Hồ Tràm", "A5"),
            ("Khu nghỉ dưỡng và hội nghị quốc tế Bình Châu Phước Bửu", "A6"),
            ("🏖🏖🏖🏖🏖🏖🏖🏖🏖🏖🏖🏖🏖🏖🏖🏖🏖", "A7"),
            ("::", "BRVT-0008"),
            ("Danh sách", "A9"),
        ];
        let names = of_houses(&houses);
        assert_eq!(names[1], "KHÁCH SẠN BIỂN XANH 2");
        assert_eq!(
            (names[2].as_str(), names[3].as_str(), names[7].as_str()),
            ("Homestay Hoa Giấy", "History 2", "BRVT-0008")
        );
        assert_eq!(names[5], "Khu nghỉ dưỡng và hội nghị qu 2");
        let different: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(different.len(), names.len());
        for name in &names {
            assert!((1..=MOST).contains(&name.encode_utf16().count()), "{name}");
            assert!(rust_xlsxwriter::Worksheet::new().set_name(name).is_ok(), "{name}");
        }
    }
}
