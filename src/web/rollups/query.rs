//! What the page's address asks for.
use rocket::FromForm;

use crate::{
    domain::{
        Lang,
        length::Length,
        rollup::{Ask, change::Written},
    },
    error::{Error, Result},
    web::pager::query_text,
};

/// The tables of a period, each a sheet of its workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    Lines,
    Compare,
    Area,
    Type,
    Stars,
    Markets,
    Houses,
    Missing,
    Quality,
}

impl Sheet {
    pub const ALL: &[Sheet] = &[
        Sheet::Lines,
        Sheet::Compare,
        Sheet::Area,
        Sheet::Type,
        Sheet::Stars,
        Sheet::Markets,
        Sheet::Houses,
        Sheet::Missing,
        Sheet::Quality,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Sheet::Lines => "",
            Sheet::Compare => "compare",
            Sheet::Area => "area",
            Sheet::Type => "type",
            Sheet::Stars => "stars",
            Sheet::Markets => "markets",
            Sheet::Houses => "houses",
            Sheet::Missing => "missing",
            Sheet::Quality => "quality",
        }
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
            Sheet::Area => lang.t("Theo địa bàn", "By commune"),
            Sheet::Type => lang.t("Theo loại hình", "By type"),
            Sheet::Stars => lang.t("Theo hạng sao", "By stars"),
            Sheet::Markets => lang.t("Theo thị trường", "By market"),
            Sheet::Houses => lang.t("Danh sách cơ sở", "Houses"),
            Sheet::Missing => lang.t("Chưa nộp", "Not filed"),
            Sheet::Quality => lang.t("Chất lượng", "Quality"),
        }
    }
}

/// The query of the page's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromForm)]
pub struct Query {
    basis: Option<String>,
    by: Option<String>,
    area: Option<String>,
    #[field(name = "type")]
    kind: Option<String>,
    stars: Option<String>,
    /// How comparisons are written.
    cmp: Option<String>,
    page: Option<usize>,
}

fn text(field: Option<&String>) -> &str {
    field.map_or("", |text| text.as_str())
}

impl Query {
    /// What page, download and interface have in common.
    #[must_use]
    pub fn ask(&self) -> Ask<'_> {
        Ask {
            basis: text(self.basis.as_ref()),
            by: "",
            area: text(self.area.as_ref()),
            kind: text(self.kind.as_ref()),
            stars: text(self.stars.as_ref()),
        }
    }

    /// # Errors
    /// [`Error::BadInput`], naming the tables that there are.
    pub fn sheet(&self, lang: Lang) -> Result<Sheet> {
        let code = text(self.by.as_ref());
        Sheet::ALL.iter().copied().find(|sheet| sheet.code() == code).ok_or_else(|| {
            let known: Vec<&str> = Sheet::ALL.iter().skip(1).map(|sheet| sheet.code()).collect();
            let (code, known) = (code.chars().take(40).collect::<String>(), known.join(", "));
            Error::BadInput(match lang {
                Lang::Vi => format!("Không có bảng «by={code}». Các bảng: {known}."),
                Lang::En => format!("There is no table “by={code}”. Tables: {known}."),
            })
        })
    }

    /// An unknown word is the usual way.
    #[must_use]
    pub fn written(&self) -> Written {
        text(self.cmp.as_ref()).parse().unwrap_or_default()
    }

    /// From 1; None = the first.
    #[must_use]
    pub fn page(&self) -> Option<usize> {
        self.page
    }

    #[must_use]
    pub fn with_sheet(&self, sheet: Sheet) -> String {
        Query { by: Some(sheet.code().to_owned()), page: None, ..self.clone() }.text()
    }

    /// The lines of one group of a split table.
    #[must_use]
    pub fn with_group(&self, sheet: Sheet, key: String) -> String {
        let mut query = Query { by: None, page: None, ..self.clone() };
        match sheet {
            Sheet::Area => query.area = Some(key),
            Sheet::Type => query.kind = Some(key),
            _ => query.stars = Some(key),
        }
        query.text()
    }

    #[must_use]
    pub fn with_page(&self, page: usize) -> String {
        Query { page: Some(page), ..self.clone() }.text()
    }

    /// For a download: what chooses the figures, without what chooses their look.
    #[must_use]
    pub fn of_figures(&self) -> String {
        Query { by: None, cmp: None, page: None, ..self.clone() }.text()
    }

    /// As it stands in an address; empty if nothing is chosen.
    #[must_use]
    pub fn text(&self) -> String {
        let page = self.page.filter(|page| *page > 1).map(|page| page.to_string());
        let fields = [
            ("basis", &self.basis),
            ("by", &self.by),
            ("area", &self.area),
            ("type", &self.kind),
            ("stars", &self.stars),
            ("cmp", &self.cmp),
            ("page", &page),
        ];
        query_text(&fields.map(|(name, value)| (name, value.as_deref().unwrap_or_default())))
    }
}

/// The form of the page: length and period lead to another address.
#[derive(Clone, Debug, Default, FromForm)]
pub struct Chosen {
    pub length: Option<String>,
    pub period: Option<String>,
    pub basis: Option<String>,
    pub by: Option<String>,
    pub area: Option<String>,
    #[field(name = "type")]
    pub kind: Option<String>,
    pub stars: Option<String>,
    pub cmp: Option<String>,
}

impl Chosen {
    #[must_use]
    pub fn length(&self) -> Option<Length> {
        self.length.as_deref()?.parse().ok()
    }

    /// The rest, for the address of the period. The usual choices are left out.
    #[must_use]
    pub fn query(self) -> Query {
        let usual = |value: Option<String>, usual: &str| value.filter(|value| value != usual);
        Query {
            basis: usual(self.basis, "submitted"),
            by: self.by,
            area: self.area,
            kind: self.kind,
            stars: self.stars,
            cmp: usual(self.cmp, "change"),
            page: None,
        }
    }
}
