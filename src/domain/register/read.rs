//! Reads the cells of a department's register as they are written: types, stars, counts, dates, notes.
use chrono::{Datelike, Days, NaiveDate};

use crate::domain::{
    Read, Text,
    establishment::{EstablishmentType, Suspension},
    number,
    spelling::blind,
};

/// Words that stand for an empty cell.
#[must_use]
pub fn means_none(text: &str) -> bool {
    matches!(
        blind(text).as_str(),
        "" | "khong"
            | "khong co"
            | "chua"
            | "chua co"
            | "chua ro"
            | "khong ro"
            | "chua cap nhat"
            | "dang cap nhat"
            | "n a"
            | "na"
            | "none"
            | "null"
    )
}

/// Whole names and abbreviations first, then words by which a longer text is told.
const TYPES: &[(EstablishmentType, &[&str])] = &[
    (
        EstablishmentType::Homestay,
        &[
            "homestay",
            "home stay",
            "hs",
            "nha o co phong cho khach",
            "nha dan",
            "nha o cho thue",
            "farmstay",
            "nha o co phong",
        ],
    ),
    (EstablishmentType::Camp, &["bai cam trai", "cam trai", "camping", "glamping", "camp", "bct"]),
    (
        EstablishmentType::CruiseShip,
        &["tau thuy luu tru", "tau thuy", "tau du lich", "tau luu tru", "du thuyen", "cruise", "cruise ship", "tau"],
    ),
    (EstablishmentType::Apartment, &["can ho", "apartment", "condotel", "aparthotel", "ch", "chdl"]),
    (EstablishmentType::Villa, &["biet thu", "villa", "bt", "btdl"]),
    (EstablishmentType::GuestHouse, &["nha nghi", "nn", "nha khach", "guest house", "guesthouse", "hostel", "nha tro"]),
    (EstablishmentType::Hotel, &["khach san", "ks", "k s", "hotel", "resort", "motel", "khu nghi duong", "khu nghi"]),
    (EstablishmentType::Other, &["khac", "other", "bungalow"]),
];

/// The type of an establishment, in all spellings and abbreviations. Resorts, motels, floating and city hotels are hotels
/// (Decree 168/2017 Art. 21).
///
/// # Errors
/// If it is empty or unknown; lists what may be written.
pub fn read_type(text: &str) -> Result<EstablishmentType, Text> {
    let key = blind(text);
    let by_code = EstablishmentType::ALL.iter().find(|kind| kind.as_str() == text.trim().to_lowercase());
    let exact = || TYPES.iter().find(|(_, words)| words.contains(&key.as_str())).map(|(kind, _)| kind);
    let padded = format!(" {key} ");
    let within = || {
        let long = |word: &&&str| word.len() > 3 || key == **word;
        TYPES.iter().find(|(_, words)| words.iter().filter(long).any(|word| padded.contains(&format!(" {word} "))))
    };
    by_code.or_else(exact).or_else(|| within().map(|(kind, _)| kind)).copied().ok_or_else(|| unknown_type(text.trim()))
}

fn unknown_type(typed: &str) -> Text {
    let known =
        "Khách sạn, Biệt thự du lịch, Căn hộ du lịch, Tàu thủy lưu trú du lịch, Nhà nghỉ, Homestay, Bãi cắm trại, Khác";
    if typed.is_empty() {
        return Text::new(
            format!("chưa có loại hình; ghi một trong: {known}"),
            format!("no type; write one of: {known}"),
        );
    }
    Text::new(
        format!("không rõ loại hình «{typed}»; ghi một trong: {known}"),
        format!("unknown type “{typed}”; write one of: {known}"),
    )
}

/// Stars: «3», «3*», «3 sao», «ba sao», «***»; «Đạt chuẩn», «Chưa xếp hạng», «-» and blank are 0 (unranked).
///
/// # Errors
/// If it is neither, or not 1 to 5.
pub fn read_stars(text: &str) -> Result<i16, Text> {
    let typed = text.trim();
    if !typed.is_empty() && typed.chars().all(|c| matches!(c, '*' | '★' | '⭐' | '\u{fe0f}')) {
        return in_range(typed.chars().filter(|c| *c != '\u{fe0f}').count(), typed);
    }
    let key = blind(typed);
    let words: Vec<&str> = key
        .split(' ')
        .filter(|word| !matches!(*word, "sao" | "hang" | "star" | "stars" | "" | "khach" | "san"))
        .collect();
    if let [word] = words[..] {
        let spelled = ["khong", "mot", "hai", "ba", "bon", "nam"].iter().position(|name| *name == word);
        let digits = word.strip_suffix("sao").unwrap_or(word).parse().ok();
        if let Some(number) = spelled.or(digits) {
            return in_range(number, typed);
        }
    }
    let unranked = [
        "dat chuan",
        "dat tieu chuan",
        "tieu chuan",
        "chua xep",
        "khong xep",
        "du dieu kien",
        "dat dieu kien",
        "chua hang",
    ];
    if words.is_empty() || means_none(&key) || unranked.iter().any(|phrase| key.contains(phrase)) {
        return Ok(0);
    }
    Err(wrong_stars(typed))
}

/// Stars named with the type: «Khách sạn 3 sao», «KS 4*».
#[must_use]
pub fn stars_in_type(text: &str) -> Option<i16> {
    let spaced = text.replace('*', " sao ");
    let key = blind(&spaced);
    let words: Vec<&str> = key.split(' ').collect();
    let pair = words.windows(2).find(|pair| pair[1] == "sao")?;
    pair[0].parse().ok().filter(|stars| (1..=5).contains(stars))
}

fn in_range(stars: usize, typed: &str) -> Result<i16, Text> {
    i16::try_from(stars).ok().filter(|stars| *stars <= 5).ok_or_else(|| wrong_stars(typed))
}

fn wrong_stars(typed: &str) -> Text {
    Text::new(
        format!("hạng sao «{typed}» không hợp lệ; ghi từ 1 đến 5, hoặc để trống nếu chưa xếp hạng"),
        format!("stars “{typed}” are not valid; write 1 to 5, or nothing if unranked"),
    )
}

/// Stars that do not go with the type.
#[must_use]
pub fn stars_not_allowed(stars: i16, kind: EstablishmentType) -> Option<Text> {
    (stars > 0 && !kind.can_be_ranked()).then(|| {
        Text::new(
            format!("{} không thuộc loại được xếp hạng sao; để trống hạng sao", kind.label(crate::domain::Lang::Vi)),
            format!("{} cannot be ranked; leave the stars empty", kind.label(crate::domain::Lang::En)),
        )
    })
}

/// A number of rooms or beds: «27», « 19», «65 phòng», «1.234». None if the cell is blank.
///
/// # Errors
/// If it is no whole number of 0 to 100,000.
pub fn read_count(text: &str) -> Result<Option<i32>, Text> {
    let typed = text.trim();
    let unit = typed.find(|c: char| c.is_alphabetic()).unwrap_or(typed.len());
    let (digits, unit) = typed.split_at(unit);
    let is_unit = matches!(
        blind(unit).as_str(),
        "" | "phong" | "buong" | "giuong" | "p" | "g" | "room" | "rooms" | "bed" | "beds"
    );
    if typed.is_empty() || typed == "-" {
        return Ok(None);
    }
    let wrong = || {
        Text::new(
            format!("«{typed}» không phải số lượng; ghi một số nguyên"),
            format!("“{typed}” is no count; write a whole number"),
        )
    };
    if !is_unit || digits.trim().is_empty() {
        return Err(wrong());
    }
    let value = number::read(digits, 0).map_err(|unreadable| unreadable.message)?;
    value
        .and_then(|value| i32::try_from(value).ok())
        .filter(|value| (0..=100_000).contains(value))
        .map(Some)
        .ok_or_else(wrong)
}

/// A date: 06/07/2016, 28-08-1998, 6.7.2016, 2016-07-06, «ngày 6 tháng 7 năm 2016»; day before month. A month or a year alone
/// is its first day, with a warning. None if the cell is blank.
///
/// # Errors
/// If it has digits but is no day of the calendar.
pub fn read_date(text: &str) -> Result<Read<Option<NaiveDate>>, Text> {
    let typed = text.trim();
    if typed.is_empty() || means_none(typed) {
        return Ok(Read::plain(None));
    }
    let wrong = || {
        Text::new(
            format!("«{typed}» không phải ngày; ghi ngày/tháng/năm, ví dụ 06/07/2016"),
            format!("“{typed}” is no date; write day/month/year, for example 06/07/2016"),
        )
    };
    let first_of = |date: NaiveDate| Read {
        value: Some(date),
        warning: Some(Text::new(
            format!("«{typed}» thiếu ngày; lấy {}", date.format("%d/%m/%Y")),
            format!("“{typed}” has no day; taken as {}", date.format("%d/%m/%Y")),
        )),
    };
    let numbers = numbers(typed);
    match numbers[..] {
        [year, month, day, ..] if year >= 1900 => {
            day_of(year, month, day).map(|date| Read::plain(Some(date))).ok_or_else(wrong)
        }
        [day, month, year, ..] => {
            let date = day_of(century(year), month, day).ok_or_else(wrong)?;
            let short = year < 100;
            Ok(if short { first_of_century(typed, date) } else { Read::plain(Some(date)) })
        }
        [month, year] if year >= 1900 => day_of(year, month, 1).map(first_of).ok_or_else(wrong),
        [year] if (1900..=2100).contains(&year) => day_of(year, 1, 1).map(first_of).ok_or_else(wrong),
        [] => Ok(Read { value: None, warning: Some(wrong()) }),
        _ => Err(wrong()),
    }
}

fn first_of_century(typed: &str, date: NaiveDate) -> Read<Option<NaiveDate>> {
    let warning = Text::new(
        format!("«{typed}» ghi năm hai chữ số; đọc là {}", date.format("%d/%m/%Y")),
        format!("“{typed}” has a year of two digits; read as {}", date.format("%d/%m/%Y")),
    );
    Read { value: Some(date), warning: Some(warning) }
}

fn century(year: u32) -> u32 {
    match year {
        0..50 => 2000 + year,
        50..100 => 1900 + year,
        _ => year,
    }
}

fn day_of(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    (1900..=2100).contains(&date.year()).then_some(date)
}

/// The runs of digits, each at most four long; a time of day behind the date is left out.
fn numbers(text: &str) -> Vec<u32> {
    let day = text.split(['T', ':']).next().unwrap_or(text);
    let runs = day.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    runs.map(|run| if run.len() <= 4 { run.parse().unwrap_or(u32::MAX) } else { u32::MAX }).collect()
}

/// What a note says about the opening of a house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// First day closed: «Ngừng hoạt động từ 01/03/2025».
    pub closed_on: Option<NaiveDate>,
    /// «Tạm ngừng từ 01/03/2025 đến 30/06/2025».
    pub suspension: Option<Suspension>,
    pub warning: Option<Text>,
}

const STOPPED: &[&str] = &[
    "ngung hoat dong",
    "dung hoat dong",
    "dong cua",
    "giai the",
    "cham dut",
    "ngung kinh doanh",
    "dung kinh doanh",
    "nghi kinh doanh",
    "thoi hoat dong",
    "hoat dong den",
];
const SUSPENDED: &[&str] = &["tam ngung", "tam dung", "tam dong", "tam nghi", "sua chua", "nang cap", "cai tao"];

/// Reads closures and suspensions out of a note; other notes say nothing.
#[must_use]
pub fn read_note(text: &str) -> Note {
    let key = blind(text);
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| key.contains(phrase));
    let suspended = says(SUSPENDED);
    if !suspended && !says(STOPPED) {
        return Note::default();
    }
    let dates = dates_in(text);
    match (suspended, &dates[..]) {
        (true, [from, rest @ ..]) => {
            Note { suspension: Some(Suspension { from: *from, to: rest.first().copied() }), ..Note::default() }
        }
        // «hoạt động đến hết 28/02/2025»: the day after is the first one closed.
        (false, [date, ..]) if key.contains("den het") => {
            Note { closed_on: date.checked_add_days(Days::new(1)), ..Note::default() }
        }
        (false, [date, ..]) => Note { closed_on: Some(*date), ..Note::default() },
        (_, []) => Note { warning: Some(undated(text.trim())), ..Note::default() },
    }
}

fn undated(typed: &str) -> Text {
    Text::new(
        format!("«{typed}» không ghi ngày, nên chưa ghi nhận; bổ sung ngày ngừng hoạt động"),
        format!("“{typed}” gives no date, so nothing was recorded; add the day of closing"),
    )
}

/// The dates in a sentence, in their order.
fn dates_in(text: &str) -> Vec<NaiveDate> {
    let is_date = |c: char| c.is_ascii_digit() || matches!(c, '/' | '-' | '.');
    let words = text.split(|c: char| !is_date(c)).map(|word| word.trim_matches(['/', '-', '.']));
    let plain: Vec<NaiveDate> =
        words.filter(|word| word.contains(['/', '-', '.'])).filter_map(|word| read_date(word).ok()?.value).collect();
    if !plain.is_empty() {
        return plain;
    }
    // «từ ngày 1 tháng 3 năm 2025»
    match numbers(text)[..] {
        [_, _, year, ..] | [_, year] if year >= 1900 => {
            read_date(text).ok().and_then(|read| read.value).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
