//! One cell: its content as a person would have typed it, or why it cannot be read; and cells' addresses.
use calamine::Data;

use crate::{
    domain::{Text, number},
    excel::open::Cell,
};

/// A cell that is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `#REF!` and its like.
    Error(String),
    /// A date, as Excel makes of «12/5».
    Date(String),
    /// TRUE or FALSE.
    Logical(bool),
    /// A formula that no program has computed yet.
    NotComputed,
    Twice {
        first: String,
        before: String,
        now: String,
    },
    /// A number without a country.
    NoCountry(String),
    /// A name that is on no list, and its number.
    UnknownCountry(String, String),
    UnknownReason(String),
}

impl Fault {
    pub fn message(&self) -> Text {
        match self {
            Fault::Error(error) => Text::new(
                format!("ô báo lỗi {error}. Xóa công thức và nhập số."),
                format!("the cell shows the error {error}. Delete the formula and type the number."),
            ),
            Fault::Date(date) => Text::new(
                format!("ô chứa ngày tháng ({date}), cần một số. Đổi định dạng ô thành số và nhập lại."),
                format!(
                    "the cell holds a date ({date}) where a number belongs. Format the cell as a number and type it again."
                ),
            ),
            Fault::Logical(_) => Text::new(
                "ô chứa giá trị đúng/sai, cần một số. Nhập lại.",
                "the cell holds true or false where a number belongs. Type the number.",
            ),
            Fault::NotComputed => Text::new(
                "ô chứa công thức chưa được tính. Mở tệp bằng Excel, lưu lại, hoặc nhập số.",
                "the cell holds a formula that was not computed. Open the file in Excel and save it, or type the number.",
            ),
            Fault::Twice { first, before, now } => Text::new(
                format!("chỉ tiêu này có hai dòng: {first} ghi {before}, ở đây ghi {now}. Xóa một dòng."),
                format!("this line stands twice: {first} says {before}, this one {now}. Delete one of them."),
            ),
            Fault::NoCountry(_) => Text::new(
                "có số khách nhưng chưa chọn quốc gia ở cột bên trái. Chọn quốc gia hoặc xóa số.",
                "there is a number but no country at its left. Choose the country or delete the number.",
            ),
            Fault::UnknownCountry(name, _) => Text::new(
                format!("không có quốc gia, vùng lãnh thổ «{name}». Chọn tên trong danh sách."),
                format!("no country or territory is called “{name}”. Choose a name from the list."),
            ),
            Fault::UnknownReason(reason) => Text::new(
                format!("lý do không phát sinh «{reason}» không có trong danh sách. Chọn lại hoặc để trống."),
                format!("the reason “{reason}” is not on the list. Choose again or leave it empty."),
            ),
        }
    }
}

impl Fault {
    /// What stands in the field until it is mended: a text that is no number, so that nothing is lost in silence.
    pub fn shown(&self) -> String {
        match self {
            Fault::Error(error) => error.clone(),
            Fault::Date(date) => date.clone(),
            Fault::Logical(value) => value.to_string().to_uppercase(),
            Fault::NotComputed => "=?".to_owned(),
            Fault::Twice { before, now, .. } => format!("{before} / {now}"),
            Fault::NoCountry(number) | Fault::UnknownCountry(_, number) => number.clone(),
            Fault::UnknownReason(reason) => reason.clone(),
        }
    }
}

/// The text of a cell as it would be typed in Vietnam; None if empty.
pub fn understand(cell: Option<&Cell>, decimals: u8) -> Result<Option<String>, Fault> {
    let Some(cell) = cell else { return Ok(None) };
    match &cell.value {
        Data::Empty if cell.is_formula => Err(Fault::NotComputed),
        Data::Empty => Ok(None),
        Data::String(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
        Data::Float(number) => Ok(Some(as_typed(*number, decimals))),
        Data::Int(number) => Ok(Some(as_typed(*number as f64, decimals))),
        Data::Bool(value) => Err(Fault::Logical(*value)),
        Data::DateTime(date) => {
            Err(Fault::Date(date.as_datetime().map_or_else(String::new, |at| at.format("%d/%m/%Y").to_string())))
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => Err(Fault::Date(text.clone())),
        Data::Error(error) => Err(Fault::Error(error.to_string())),
    }
}

/// A number that fits the line in its own notation, «1.234,5»; one that does not as it is, so that the answer is refused
/// with its reason.
fn as_typed(value: f64, decimals: u8) -> String {
    match number::from_f64(value, decimals) {
        Ok(scaled) => number::print(scaled, decimals),
        Err(_) => value.to_string().replace('.', ","),
    }
}

/// «D14» of row 13 and column 3.
pub fn address((row, column): (u32, u32)) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

/// Sheet and cell of a defined name: `'Tháng 6'!$D$14`, or `$'Tháng 6'.$D$14` as OpenDocument has it.
pub fn target(reference: &str) -> Option<(String, (u32, u32))> {
    let (sheet, cell) = reference.rsplit_once(['!', '.'])?;
    let sheet = sheet.trim_start_matches(['=', '$']).trim_matches('\'').replace("''", "'");
    let cell: String = cell.chars().filter(|c| *c != '$').collect();
    let split = cell.find(|c: char| c.is_ascii_digit())?;
    let column = cell[..split].bytes().try_fold(0_u32, |column, letter| {
        letter.is_ascii_uppercase().then(|| column * 26 + u32::from(letter - b'A') + 1)
    })?;
    let row: u32 = cell[split..].parse().ok()?;
    Some((sheet, (row.checked_sub(1)?, column.checked_sub(1)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_back() {
        for (at, text) in [((13, 3), "D14"), ((0, 25), "Z1"), ((9, 26), "AA10"), ((9, 701), "ZZ10")] {
            assert_eq!(address(at), text);
            assert_eq!(target(&format!("'Tháng 6'!${text}")), Some(("Tháng 6".into(), at)));
        }
        assert_eq!(target("$'Tháng 6'.$D$14"), Some(("Tháng 6".into(), (13, 3))));
        assert_eq!(target("#REF!"), None);
    }

    #[test]
    fn cells_become_what_a_person_would_type() {
        let of = |value| understand(Some(&Cell { value, is_formula: false }), 1);
        assert_eq!(of(Data::Float(1234.5)), Ok(Some("1.234,5".into())));
        assert_eq!(of(Data::Float(0.1 + 0.2 + 251.0)), Ok(Some("251,3".into())));
        assert_eq!(of(Data::Float(0.25)), Ok(Some("0,25".into())), "refused later, with its reason");
        assert_eq!(of(Data::String(" 1.234,5 ".into())), Ok(Some("1.234,5".into())));
        assert_eq!(of(Data::Error(calamine::CellErrorType::Ref)), Err(Fault::Error("#REF!".into())));
        assert_eq!(of(Data::DateTimeIso("2026-05-12".into())), Err(Fault::Date("2026-05-12".into())));
        assert_eq!(understand(Some(&Cell { value: Data::Empty, is_formula: true }), 0), Err(Fault::NotComputed));
    }
}
