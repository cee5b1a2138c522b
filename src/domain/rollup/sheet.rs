//! The tables of a period: page, workbook, CSV and JSON have the same ones.
use crate::domain::{Lang, Text};

/// A table of a period, each a sheet of its workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    Lines,
    Compare,
    Tet,
    Area,
    District,
    Type,
    Stars,
    Size,
    Markets,
    Houses,
    Missing,
    Quality,
    Estimate,
}

impl Sheet {
    pub const ALL: &[Sheet] = &[
        Sheet::Lines,
        Sheet::Compare,
        Sheet::Tet,
        Sheet::Area,
        Sheet::District,
        Sheet::Type,
        Sheet::Stars,
        Sheet::Size,
        Sheet::Markets,
        Sheet::Houses,
        Sheet::Missing,
        Sheet::Quality,
        Sheet::Estimate,
    ];

    /// As addresses and the command line write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Sheet::Lines => "lines",
            Sheet::Compare => "compare",
            Sheet::Tet => "tet",
            Sheet::Area => "area",
            Sheet::District => "district",
            Sheet::Type => "type",
            Sheet::Stars => "stars",
            Sheet::Size => "size",
            Sheet::Markets => "markets",
            Sheet::Houses => "houses",
            Sheet::Missing => "missing",
            Sheet::Quality => "quality",
            Sheet::Estimate => "estimate",
        }
    }

    /// The table that a field of an address names.
    ///
    /// # Errors
    /// Names the tables that there are.
    pub fn read(field: &str, code: &str) -> Result<Self, Text> {
        Sheet::ALL.iter().copied().find(|sheet| sheet.code() == code).ok_or_else(|| {
            let known: Vec<&str> = Sheet::ALL.iter().map(|sheet| sheet.code()).collect();
            let (code, known) = (code.chars().take(40).collect::<String>(), known.join(", "));
            Text::new(
                format!("Không có bảng «{field}={code}». Các bảng: {known}."),
                format!("There is no table “{field}={code}”. Tables: {known}."),
            )
        })
    }

    /// Whether it shows single houses, which is for officers only.
    #[must_use]
    pub fn has_houses(self) -> bool {
        matches!(self, Sheet::Houses | Sheet::Missing)
    }

    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Sheet::Lines => lang.t("Theo chỉ tiêu", "By line"),
            Sheet::Compare => lang.t("So sánh", "Comparison"),
            Sheet::Tet => lang.t("So sánh theo Tết", "Aligned to Tết"),
            Sheet::Area => lang.t("Theo địa bàn", "By commune"),
            Sheet::District => lang.t("Theo huyện cũ", "By former district"),
            Sheet::Type => lang.t("Theo loại hình", "By type"),
            Sheet::Stars => lang.t("Theo hạng sao", "By stars"),
            Sheet::Size => lang.t("Theo quy mô", "By size"),
            Sheet::Markets => lang.t("Theo thị trường", "By market"),
            Sheet::Houses => lang.t("Danh sách cơ sở", "Houses"),
            Sheet::Missing => lang.t("Chưa nộp", "Not filed"),
            Sheet::Quality => lang.t("Chất lượng", "Quality"),
            Sheet::Estimate => lang.t("Ước phần thiếu", "Estimate"),
        }
    }
}
