use proptest::prelude::*;

use super::*;

#[test]
fn numbers_are_read_as_in_vietnam() {
    for (text, decimals, value) in [
        ("1.234", 0, 1234),
        ("1.234", 1, 12340),
        ("1.234,5", 1, 12345),
        ("1234,5", 1, 12345),
        ("1 234", 0, 1234),
        ("1\u{a0}234", 0, 1234),
        ("1\u{202f}234\u{202f}567", 0, 1_234_567),
        ("  847 ", 0, 847),
        ("\u{a0}6,6\t", 1, 66),
        ("1.234.567,8", 1, 12_345_678),
        ("0", 0, 0),
        ("007", 0, 7),
        ("12,50", 1, 125),
        ("12,0", 0, 12),
        ("1234,500", 1, 12345),
        ("0,5", 1, 5),
        ("9,4", 2, 940),
        ("-5", 0, -5),
        ("− 1.234,5", 1, -12345),
    ] {
        assert_eq!(read(text, decimals), Ok(Some(value)), "{text:?}");
    }
    for blank in ["", "  ", "\u{a0}", "\t\u{202f}"] {
        assert_eq!(read(blank, 0), Ok(None), "{blank:?}");
    }
}

#[test]
fn what_is_no_number_or_may_be_two_is_refused_with_its_readings() {
    for (text, decimals, proposal) in [
        ("1.23", 1, "Viết 1,2 nếu là số lẻ, hoặc 123 nếu là số nguyên."),
        ("1.23", 2, "Viết 1,23 nếu là số lẻ, hoặc 123 nếu là số nguyên."),
        ("1.23", 0, "Viết 123, hoặc 1 nếu làm tròn."),
        ("-1.25", 1, "Viết −1,3 nếu là số lẻ, hoặc −125 nếu là số nguyên."),
        ("1,234,567", 0, "Viết 1.234.567 nếu đúng là số này."),
        ("1,234.5", 1, "Viết 1.234,5 nếu đúng là số này."),
        ("12abc", 0, "Viết 12 nếu đúng là số này."),
        ("12,34", 1, "Viết 12,3 nếu là số lẻ, hoặc 1.234 nếu là số nguyên."),
        ("1,234", 0, "Viết 1.234, hoặc 1 nếu làm tròn."),
        ("1,500", 1, "Viết 1,5 nếu là số lẻ, hoặc 1.500 nếu là số nguyên."),
        ("0.5", 1, "Viết 0,5 nếu là số lẻ, hoặc 5 nếu là số nguyên."),
        ("0.123", 0, "Viết 123, hoặc 0 nếu làm tròn."),
        ("12.3456", 0, "Viết 123.456, hoặc 12 nếu làm tròn."),
        ("1.2.3,4", 1, "Viết 123,4 nếu đúng là số này."),
        ("mười hai", 0, "Nhập bằng chữ số, ví dụ 1.234."),
        ("1e5", 0, "Nhập bằng chữ số, ví dụ 1.234."),
        ("-", 0, "Nhập bằng chữ số, ví dụ 1.234."),
        (",", 1, "Nhập bằng chữ số, ví dụ 1.234."),
        ("1 23", 0, "Viết 123 nếu đúng là số này."),
        ("1.234 567", 0, "Viết 1.234.567, hoặc 1 nếu làm tròn."),
        ("99999999999999", 0, "Kiểm tra đơn vị tính và nhập lại."),
        ("99999999999999999999999999", 0, "Kiểm tra đơn vị tính và nhập lại."),
    ] {
        let refused = read(text, decimals).expect_err(text);
        assert!(refused.message.vi.starts_with(&format!("«{text}» ")), "{}", refused.message.vi);
        assert!(refused.message.vi.ends_with(proposal), "{}", refused.message.vi);
        assert!(refused.message.en.contains(text), "{}", refused.message.en);
    }
}

#[test]
fn numbers_are_printed_as_in_vietnam_and_stored_as_decimals() {
    for (value, decimals, printed, stored) in [
        (12345, 1, "1.234,5", "1234.5"),
        (12340, 1, "1.234,0", "1234"),
        (1_234_567, 0, "1.234.567", "1234567"),
        (-5, 1, "−0,5", "-0.5"),
        (0, 0, "0", "0"),
        (100, 0, "100", "100"),
        (-1000, 0, "−1.000", "-1000"),
        (128, 2, "1,28", "1.28"),
        (i64::MIN, 0, "−9.223.372.036.854.775.808", "-9223372036854775808"),
    ] {
        assert_eq!(print(value, decimals), printed);
        assert_eq!(to_decimal(value, decimals), stored);
    }
    assert_eq!(print_percent(704, 1), "70,4\u{a0}%");
    assert_eq!([print_signed(8, 0), print_signed(-8, 0), print_signed(0, 0)], ["+8", "−8", "0"]);
    for wrong in ["", "-", "1,5", "1.", ".5", "1.25", "1e3", " 1", "+1", "99999999999999999999"] {
        assert_eq!(from_decimal(wrong, 1), None, "{wrong}");
    }
}

#[test]
fn cells_of_a_workbook_are_exact_or_refused() {
    assert_eq!(from_f64(251.3 + 3e-14, 1), Ok(2513));
    assert_eq!(from_f64(0.1 + 0.2, 1), Ok(3));
    assert_eq!(from_f64(-4.0, 0), Ok(-4));
    assert_eq!(from_f64(847.0, 0), Ok(847));
    assert_eq!(from_f64(999_999_999_999.9, 1), Ok(MAX));
    let refused = from_f64(56.15, 1).unwrap_err();
    assert!(refused.message.vi.starts_with("«56,15» có nhiều hơn 1 chữ số thập phân."), "{}", refused.message.vi);
    for wrong in [0.5, 1e14, f64::NAN, f64::INFINITY] {
        assert!(from_f64(wrong, 0).is_err(), "{wrong}");
    }
}

#[test]
fn halves_are_rounded_away_from_zero() {
    for (a, b, quotient) in
        [(5, 2, 3), (-5, 2, -3), (5, -2, -3), (7, 3, 2), (8, 3, 3), (-7, 3, -2), (0, 5, 0), (1, 2, 1)]
    {
        assert_eq!(divide(a, b), Some(quotient), "{a}/{b}");
    }
    assert_eq!([divide(1, 0), divide(i128::MAX, 1), divide(i128::MIN, -1)], [None; 3]);
    assert_eq!(percent_change(3865, 1820), Some(1124));
    assert_eq!(percent_change(10, 0), None);
}

/// «1,234.5» as it is read in English.
fn english(text: &str, decimals: u8) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = !whole.contains(',') || (1..=3).contains(&first.len()) && !first.starts_with('0');
    let thousands = groups.all(|group| group.len() == 3);
    (grouped && thousands).then(|| from_decimal(&format!("{}.{fraction}", whole.replace(',', "")), decimals))?
}

proptest! {
    #[test]
    fn reading_never_panics_and_never_guesses(text in "[-−0-9., \u{a0}a-c]{0,12}|\\PC{0,20}", decimals in 0_u8..4) {
        if let Ok(Some(value)) = read(&text, decimals) {
            // Accepted: the same digits, points only between thousands, one comma that cannot be a thousands mark.
            let plain: String = text.chars().filter(|c| !is_blank(*c) && *c != '.').collect();
            let (whole, fraction) = plain.split_once(',').unwrap_or((&plain, ""));
            prop_assert_eq!(from_decimal(&format!("{}.{fraction}0", whole.replace(['−', '–'], "-")), decimals), Some(value));
            let marked = text.split_once(',').map_or(text.as_str(), |(whole, _)| whole).trim_matches(is_blank);
            prop_assert!(marked.split('.').skip(1).all(|group| group.len() == 3));
            prop_assert!(fraction.len() != 3 || decimals == 3 || whole.trim_start_matches(['-', '−']).len() > 3);
        }
    }

    /// On lines of up to two decimals, as all are: a comma before three digits may group thousands as in English. (A point
    /// groups thousands here, always: «1.234» is 1234.)
    #[test]
    fn a_text_with_a_comma_that_two_readings_fit_is_refused(text in "[1-9][0-9]{0,3}([.,][0-9]{1,4}){1,3}", decimals in 0_u8..3) {
        let english = english(&text, decimals).filter(|_| text.contains(','));
        if let (Ok(Some(read)), Some(english)) = (read(&text, decimals), english) {
            prop_assert_eq!(read, english);
        }
    }

    #[test]
    fn each_reading_of_what_is_refused_can_be_typed_and_stands_in_the_message(text in "[-−]?[0-9]{1,4}([.,\u{a0} ][0-9]{0,4}){0,3}", decimals in 0_u8..3) {
        if let Err(refused) = read(&text, decimals) {
            let typed: Vec<_> = refused.readings.iter().map(|reading| read(reading, decimals)).collect();
            prop_assert!(typed.iter().all(|read| matches!(read, Ok(Some(_)))), "{:?}", typed);
            prop_assert!(typed.len() < 2 || typed[0] != typed[1]);
            for reading in &refused.readings {
                prop_assert!(refused.message.vi.contains(reading) && refused.message.en.contains(reading));
            }
            // One mark between digits always has a reading to propose.
            let one_mark = text.split([',', '.']).collect::<Vec<_>>();
            if let [before, after] = one_mark[..] && is_digits(before) && is_digits(after) {
                prop_assert!(!refused.readings.is_empty(), "{}", refused.message.vi);
            }
        }
    }

    #[test]
    fn what_is_printed_is_read_back(value in -MAX..=MAX, decimals in 0_u8..4) {
        prop_assert_eq!(read(&print(value, decimals), decimals), Ok(Some(value)));
        prop_assert_eq!(from_decimal(&to_decimal(value, decimals), decimals), Some(value));
        prop_assert_eq!(from_f64(to_f64(value, decimals), decimals), Ok(value));
    }

    #[test]
    fn cells_never_panic(number in any::<f64>(), decimals in 0_u8..4) {
        if let Ok(value) = from_f64(number, decimals) {
            prop_assert!((to_f64(value, decimals) - number).abs() <= 1e-6 + number.abs() * 1e-14);
        }
    }
}
