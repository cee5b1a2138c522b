use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn types_are_read_in_every_spelling() {
    use EstablishmentType as T;
    let cases: &[(T, &[&str])] = &[
        (
            T::Hotel,
            &[
                "Khách sạn",
                "KHÁCH SẠN",
                "khach san",
                "KS",
                "K.S",
                "Resort",
                "Khách sạn nghỉ dưỡng",
                "Motel",
                "Khách sạn nổi",
                "hotel",
                "Khu nghỉ dưỡng",
                "Khách sạn 3 sao",
            ],
        ),
        (T::Villa, &["Biệt thự du lịch", "BIỆT THỰ", "Villa", "BTDL"]),
        (T::Apartment, &["Căn hộ du lịch", "Căn hộ khách sạn", "Condotel", "apartment"]),
        (T::CruiseShip, &["Tàu thủy lưu trú du lịch", "Tàu thuỷ lưu trú", "Du thuyền", "cruise_ship"]),
        (T::GuestHouse, &["Nhà nghỉ", "NN", "nhà nghỉ du lịch", "Nhà khách", "guest_house"]),
        (
            T::Homestay,
            &[
                "Homestay",
                "HOMESTAY",
                "Home stay",
                "Nhà ở có phòng cho khách thuê",
                "Nhà ở có phòng cho khách du lịch thuê",
            ],
        ),
        (T::Camp, &["Bãi cắm trại", "Bãi cắm trại du lịch", "Glamping"]),
        (T::Other, &["Khác", "KHÁC", "Loại khác", "Cơ sở lưu trú du lịch khác"]),
    ];
    for (kind, texts) in cases {
        for text in *texts {
            assert_eq!(read_type(text), Ok(*kind), "{text}");
        }
    }
    assert!(read_type("").is_err());
    assert!(read_type("Nhà hàng").unwrap_err().vi.contains("«Nhà hàng»"));
}

#[test]
fn stars_are_read_in_every_spelling() {
    let cases = [
        ("3", 3),
        ("3*", 3),
        ("3 sao", 3),
        ("3 Sao ", 3),
        ("3sao", 3),
        ("Ba sao", 3),
        ("***", 3),
        ("Hạng 3 sao", 3),
        ("", 0),
        ("-", 0),
        ("Đạt chuẩn", 0),
        ("Chưa xếp hạng", 0),
        ("không", 0),
        ("0", 0),
        ("Đủ điều kiện", 0),
    ];
    for (text, stars) in cases {
        assert_eq!(read_stars(text), Ok(stars), "{text}");
    }
    for text in ["7 sao", "6", "******", "3,5", "cao cấp"] {
        assert!(read_stars(text).is_err(), "{text}");
    }
    assert!(stars_not_allowed(2, EstablishmentType::Homestay).is_some());
    assert!(stars_not_allowed(0, EstablishmentType::Homestay).is_none());
    assert!(stars_not_allowed(2, EstablishmentType::Villa).is_none());
}

#[test]
fn counts_may_carry_blanks_units_and_grouping() {
    for (text, count) in [("27", 27), (" 19", 19), ("65 phòng", 65), ("1.234", 1234), ("12 giường", 12), ("0", 0)] {
        assert_eq!(read_count(text), Ok(Some(count)), "{text}");
    }
    assert_eq!(read_count(" "), Ok(None));
    for text in ["chưa rõ", "phòng", "12,5", "-3", "1.23", "12 tầng", "999999999"] {
        assert!(read_count(text).is_err(), "{text}");
    }
}

#[test]
fn dates_are_read_in_every_spelling() {
    let cases = [
        ("06/07/2016", "2016-07-06"),
        ("28-08-1998", "1998-08-28"),
        ("6.7.2016", "2016-07-06"),
        ("2016-07-06", "2016-07-06"),
        ("2016-07-06 00:00:00", "2016-07-06"),
        ("ngày 6 tháng 7 năm 2016", "2016-07-06"),
    ];
    for (text, date) in cases {
        assert_eq!(read_date(text), Ok(Read::plain(Some(day(date)))), "{text}");
    }
    for (text, date) in [("07/2016", "2016-07-01"), ("2016", "2016-01-01"), ("06/07/16", "2016-07-06")] {
        let read = read_date(text).unwrap();
        assert_eq!((read.value, read.warning.is_some()), (Some(day(date)), true), "{text}");
    }
    for text in ["31/02/2016", "12/25/2016", "1/1/20166", "5"] {
        assert!(read_date(text).is_err(), "{text}");
    }
    assert_eq!(read_date("chưa rõ").unwrap().value, None);
}

#[test]
fn a_note_may_close_or_suspend() {
    let closed = |text| read_note(text).closed_on;
    assert_eq!(closed("Ngừng hoạt động từ 01/03/2025"), Some(day("2025-03-01")));
    assert_eq!(closed("Đã đóng cửa từ ngày 1-3-2025"), Some(day("2025-03-01")));
    assert_eq!(closed("Ngừng hoạt động từ tháng 3/2025"), Some(day("2025-03-01")));
    assert_eq!(closed("dừng hoạt động từ ngày 1 tháng 3 năm 2025"), Some(day("2025-03-01")));
    assert_eq!(closed("Chỉ hoạt động đến hết ngày 28/02/2025"), Some(day("2025-03-01")));
    assert_eq!(read_note("Giấy phép số 12/2020"), Note::default());
    let note = read_note("Tạm ngừng hoạt động từ 01/03/2025 đến 30/06/2025");
    assert_eq!(note.suspension, Some(Suspension { from: day("2025-03-01"), to: Some(day("2025-06-30")) }));
    assert_eq!(note.closed_on, None);
    assert!(read_note("Đã ngừng hoạt động").warning.is_some());
}
