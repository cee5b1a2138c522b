//! Whether a file is the template of this report; if not, whose it is and what to do.
use crate::{
    domain::{Lang, Period, Text},
    excel::{
        filled::Expected,
        open::{Book, Refused, Sheet},
        template::marks,
    },
};

/// A file that cannot be used for this report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsuitable {
    /// No workbook that can be read.
    File(Refused),
    /// A workbook, but not made from the template.
    NotTheTemplate,
    /// The template, but its columns of codes and figures are gone.
    NoMarks,
    /// Made from a template of another layout than this program writes.
    OtherRevision,
    OtherForm {
        theirs: String,
        ours: String,
    },
    OtherVersion {
        theirs: String,
        ours: String,
    },
    OtherHouse {
        theirs: String,
        ours: String,
    },
    OtherPeriod {
        theirs: Option<Period>,
        ours: Period,
    },
}

impl Unsuitable {
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
            Unsuitable::OtherForm { theirs, ours } => new_template(
                &format!("Tệp này là biểu {theirs}, đợt báo cáo này dùng biểu {ours}."),
                &format!("This file is form {theirs}; this round asks for form {ours}."),
            ),
            Unsuitable::OtherVersion { theirs, ours } => new_template(
                &format!("Tệp này theo phiên bản {theirs} của biểu, kỳ này dùng phiên bản {ours}."),
                &format!("This file follows version {theirs} of the form; this period uses version {ours}."),
            ),
            Unsuitable::OtherHouse { theirs, ours } => Text::new(
                format!(
                    "Tệp này của cơ sở {theirs}, không phải của {ours}. Tải lên ở trang của cơ sở đó, hoặc tải mẫu của {ours}."
                ),
                format!(
                    "This file belongs to {theirs}, not to {ours}. Upload it at that establishment's page, or download the template of {ours}."
                ),
            ),
            Unsuitable::OtherPeriod { theirs, ours } => {
                let name = |period: &Option<Period>, lang| period.map_or_else(|| "?".to_owned(), |p| p.label(lang));
                let (theirs_vi, theirs_en) = (name(theirs, Lang::Vi), name(theirs, Lang::En));
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

/// Compares the file's origin with the report for which it is read.
pub fn confirm(book: &Book, expected: &Expected) -> Result<(), Unsuitable> {
    let meta = book.sheets.iter().find(|sheet| is_meta(sheet)).ok_or(Unsuitable::NotTheTemplate)?;
    let value = |key: &str| {
        let rows = meta.cells.keys().filter(|(_, column)| *column == 0).map(|(row, _)| *row);
        let row = rows.into_iter().find(|row| meta.text(*row, 0).is_some_and(|text| text == key));
        row.and_then(|row| meta.text(row, 1)).unwrap_or_default()
    };
    if value(marks::TEMPLATE) != marks::REVISION.to_string() {
        return Err(Unsuitable::OtherRevision);
    }
    let (form, version) = (&expected.form.code.0, &expected.form.version);
    if value(marks::FORM) != *form {
        return Err(Unsuitable::OtherForm { theirs: value(marks::FORM), ours: form.clone() });
    }
    if value(marks::HOUSE) != expected.code {
        let theirs = format!("{} ({})", value(marks::HOUSE_NAME), value(marks::HOUSE));
        return Err(Unsuitable::OtherHouse { theirs, ours: format!("{} ({})", expected.name, expected.code) });
    }
    if value(marks::PERIOD) != expected.period.to_string() {
        return Err(Unsuitable::OtherPeriod { theirs: value(marks::PERIOD).parse().ok(), ours: expected.period });
    }
    if value(marks::VERSION) != *version {
        return Err(Unsuitable::OtherVersion { theirs: value(marks::VERSION), ours: version.clone() });
    }
    Ok(())
}
