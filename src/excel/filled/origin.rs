//! Whether a file is the template of this report; if not, whose it is and what to do.
use std::collections::BTreeMap;

use calamine::Data;

use crate::{
    domain::{
        Lang, Period, Text,
        form::{Form, FormCode},
    },
    excel::{
        filled::Expected,
        open::{Book, Refused, Sheet},
        template::marks,
    },
};

/// What a file says that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub form: FormCode,
    version: String,
    /// None if it cannot be read any more.
    pub period: Option<Period>,
    pub houses: Vec<House>,
}

/// A house for which a workbook was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    pub code: String,
    pub name: String,
    /// The version that it had filed then; 0 = none.
    pub version: i32,
}

/// A file that cannot be used for this report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsuitable {
    /// No workbook that can be read.
    File(Refused),
    /// A workbook, but not made from the template.
    NotTheTemplate,
    /// The template, but its columns of codes and figures are gone.
    NoMarks,
    /// A sheet of a workbook of several houses that does not say any more whose it is.
    NoOwner(String),
    /// Made from a template of another layout than this program writes.
    OtherRevision,
    OtherForm {
        theirs: Origin,
        ours: String,
    },
    OtherVersion {
        theirs: Origin,
        ours: String,
    },
    OtherHouse {
        theirs: Origin,
        ours: String,
    },
    /// Uploaded at the page of one house.
    SeveralHouses {
        theirs: Origin,
    },
    OtherPeriod {
        theirs: Origin,
        ours: Period,
    },
}

impl Unsuitable {
    /// Whose a file is that belongs elsewhere.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            Unsuitable::OtherForm { theirs, .. }
            | Unsuitable::OtherVersion { theirs, .. }
            | Unsuitable::OtherHouse { theirs, .. }
            | Unsuitable::SeveralHouses { theirs }
            | Unsuitable::OtherPeriod { theirs, .. } => Some(theirs),
            _ => None,
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub fn message(&self) -> Text {
        const AGAIN: (&str, &str) = (
            "Tải mẫu mới từ trang báo cáo và chép số liệu sang.",
            "Download the template from the report page and copy the figures into it.",
        );
        let new_template = |vi: &str, en: &str| Text::new(format!("{vi} {}", AGAIN.0), format!("{en} {}", AGAIN.1));
        match self {
            Unsuitable::File(refused) => refused.message(),
            Unsuitable::NotTheTemplate => new_template(
                "Tệp này không phải mẫu báo cáo tải từ hệ thống.",
                "This file is not the template of this system.",
            ),
            Unsuitable::NoMarks => new_template(
                "Tệp này là mẫu báo cáo nhưng các cột mã và số liệu đã bị xóa.",
                "This file is the template, but its columns of codes and figures were deleted.",
            ),
            Unsuitable::OtherRevision => new_template(
                "Tệp này theo mẫu cũ, bố cục đã thay đổi.",
                "This file follows another layout of the template.",
            ),
            Unsuitable::NoOwner(sheet) => new_template(
                &format!("Trang «{sheet}» không còn dấu cho biết là của cơ sở nào (cột A đã bị xóa)."),
                &format!("The sheet “{sheet}” does not say any more whose it is (column A was deleted)."),
            ),
            Unsuitable::OtherForm { theirs: Origin { form: theirs, .. }, ours } => new_template(
                &format!("Tệp này là biểu {theirs}, đợt báo cáo này dùng biểu {ours}."),
                &format!("This file is form {theirs}; this round asks for form {ours}."),
            ),
            Unsuitable::OtherVersion { theirs: Origin { version: theirs, .. }, ours } => new_template(
                &format!("Tệp này theo phiên bản {theirs} của biểu, kỳ này dùng phiên bản {ours}."),
                &format!("This file follows version {theirs} of the form; this period uses version {ours}."),
            ),
            Unsuitable::SeveralHouses { theirs } => {
                let count = theirs.houses.len();
                Text::new(
                    format!(
                        "Tệp này của {count} cơ sở, trang này nhận báo cáo của một cơ sở. Tải lên ở trang nộp cho nhiều cơ sở."
                    ),
                    format!(
                        "This file is of {count} houses; this page takes the report of one. Upload it at the page for several houses."
                    ),
                )
            }
            Unsuitable::OtherHouse { theirs, ours } => {
                let theirs: Vec<String> =
                    theirs.houses.iter().map(|house| format!("{} ({})", house.name, house.code)).collect();
                let theirs = theirs.join(", ");
                Text::new(
                    format!(
                        "Tệp này của cơ sở {theirs}, không phải của {ours}. Tải lên ở trang của cơ sở đó, hoặc tải mẫu của {ours}."
                    ),
                    format!(
                        "This file belongs to {theirs}, not to {ours}. Upload it at that establishment's page, or download the template of {ours}."
                    ),
                )
            }
            Unsuitable::OtherPeriod { theirs, ours } => {
                let name = |lang| theirs.period.map_or_else(|| "?".to_owned(), |period| period.label(lang));
                let (theirs_vi, theirs_en) = (name(Lang::Vi), name(Lang::En));
                let (ours_vi, ours_en) = (ours.label(Lang::Vi), ours.label(Lang::En));
                Text::new(
                    format!(
                        "Tệp này là báo cáo {theirs_vi}, trang này nhận báo cáo {ours_vi}. Mở đợt {theirs_vi} để tải tệp lên, hoặc tải mẫu {ours_vi}."
                    ),
                    format!(
                        "This file is the report of {theirs_en}; this page takes that of {ours_en}. Open the round of {theirs_en} to upload it, or download the template of {ours_en}."
                    ),
                )
            }
        }
    }
}

/// The hidden sheet with the origin, whatever its name is now.
pub fn is_meta(sheet: &Sheet) -> bool {
    sheet.text(0, 0).is_some_and(|text| text == marks::SIGN)
}

/// Compares the file's origin with the round for which it is read.
pub fn confirm(book: &Book, form: &Form, period: Period) -> Result<Origin, Unsuitable> {
    let meta = book.sheets.iter().find(|sheet| is_meta(sheet)).ok_or(Unsuitable::NotTheTemplate)?;
    if value(meta, marks::TEMPLATE) != marks::REVISION.to_string() {
        return Err(Unsuitable::OtherRevision);
    }
    let theirs = Origin {
        form: FormCode(value(meta, marks::FORM)),
        version: value(meta, marks::VERSION),
        period: value(meta, marks::PERIOD).parse().ok(),
        houses: houses(meta),
    };
    match () {
        () if theirs.form != form.code => Err(Unsuitable::OtherForm { theirs, ours: form.code.to_string() }),
        () if theirs.period != Some(period) => Err(Unsuitable::OtherPeriod { theirs, ours: period }),
        () if theirs.version != form.version => Err(Unsuitable::OtherVersion { theirs, ours: form.version.clone() }),
        () => Ok(theirs),
    }
}

/// Whether the file is of the house at whose page it came in, and of no other.
pub fn confirm_house(book: &Book, origin: &Origin, expected: &Expected) -> Result<(), Unsuitable> {
    if origin.houses.len() > 1 {
        return Err(Unsuitable::SeveralHouses { theirs: origin.clone() });
    }
    let mut houses = origin.houses.clone();
    houses.extend(book.sheets.iter().filter_map(owner).map(|code| House { name: code.clone(), code, version: 0 }));
    houses.retain(|house| house.code != expected.code);
    if houses.is_empty() {
        return Ok(());
    }
    houses.dedup_by(|a, b| a.code == b.code);
    let ours = format!("{} ({})", expected.name, expected.code);
    Err(Unsuitable::OtherHouse { theirs: Origin { houses, ..origin.clone() }, ours })
}

/// Sheet → code of its house, for the sheets with figures.
pub fn owners(book: &Book, origin: &Origin) -> Result<BTreeMap<String, String>, Unsuitable> {
    let mut owners = BTreeMap::new();
    let has_figures = |sheet: &&Sheet| has(sheet, marks::CODE_HEAD) && has(sheet, marks::VALUE_HEAD);
    for sheet in book.sheets.iter().filter(has_figures) {
        let only = || (origin.houses.len() == 1).then(|| origin.houses[0].code.clone());
        let code = owner(sheet).or_else(only).ok_or_else(|| Unsuitable::NoOwner(sheet.name.clone()))?;
        owners.insert(sheet.name.clone(), code);
    }
    Ok(owners)
}

fn has(sheet: &Sheet, mark: &str) -> bool {
    sheet.cells.values().any(|cell| matches!(&cell.value, Data::String(text) if text == mark))
}

/// The house of which a sheet says that it is.
fn owner(sheet: &Sheet) -> Option<String> {
    let code = |value: &Data| match value {
        Data::String(text) => text.strip_prefix(marks::SHEET_OF).map(|code| code.trim().to_owned()),
        _ => None,
    };
    sheet.cells.values().find_map(|cell| code(&cell.value))
}

fn rows<'s>(meta: &'s Sheet, key: &'s str) -> impl Iterator<Item = u32> + 's {
    let rows = meta.cells.places().filter(|(_, column)| *column == u32::from(marks::KEY)).map(|(row, _)| row);
    rows.filter(move |row| meta.text(*row, marks::KEY.into()).is_some_and(|text| text == key))
}

fn value(meta: &Sheet, key: &str) -> String {
    rows(meta, key).next().and_then(|row| meta.text(row, marks::VALUE.into())).unwrap_or_default()
}

fn houses(meta: &Sheet) -> Vec<House> {
    let text = |row: u32, column: u16| meta.text(row, column.into()).unwrap_or_default();
    let house = |row| House {
        code: text(row, marks::VALUE),
        name: text(row, marks::HOUSE_NAME),
        version: text(row, marks::HOUSE_VERSION).parse().unwrap_or_default(),
    };
    rows(meta, marks::HOUSE).map(house).collect()
}
