//! What the page's address asks for.
use rocket::FromForm;

use crate::{
    domain::{
        Lang, Period,
        length::Length,
        rollup::{Ask, Sheet, change::Written},
    },
    error::{Error, Result},
    web::pager::query_text,
};

/// The query of the page's address. Places, types and stars may be named several times.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromForm)]
pub struct Query {
    basis: Option<String>,
    by: Option<String>,
    area: Vec<String>,
    district: Vec<String>,
    #[field(name = "type")]
    kind: Vec<String>,
    stars: Vec<String>,
    size: Vec<String>,
    /// How comparisons are written.
    cmp: Option<String>,
    page: Option<usize>,
    /// `yes` = for paper: the whole table, without the ways to other pages.
    print: Option<String>,
}

fn text(field: Option<&String>) -> &str {
    field.map_or("", |text| text.as_str())
}

fn texts(fields: &[String]) -> Vec<&str> {
    fields.iter().map(String::as_str).collect()
}

impl Query {
    /// What page, downloads and interface have in common.
    #[must_use]
    pub fn ask(&self) -> Ask<'_> {
        Ask {
            basis: text(self.basis.as_ref()),
            by: "",
            areas: texts(&self.area),
            districts: texts(&self.district),
            kinds: texts(&self.kind),
            stars: texts(&self.stars),
            sizes: texts(&self.size),
        }
    }

    /// # Errors
    /// [`Error::BadInput`], naming the tables that there are.
    pub fn sheet(&self, lang: Lang) -> Result<Sheet> {
        match text(self.by.as_ref()) {
            "" => Ok(Sheet::Lines),
            code => Sheet::read("by", code).map_err(|refused| Error::BadInput(refused.get(lang).to_owned())),
        }
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
    pub fn is_print(&self) -> bool {
        text(self.print.as_ref()) == "yes"
    }

    #[must_use]
    pub fn with_sheet(&self, sheet: Sheet) -> String {
        let by = Some(sheet.code().to_owned()).filter(|_| sheet != Sheet::Lines);
        Query { by, page: None, print: None, ..self.clone() }.text()
    }

    /// The lines of one group of a split table.
    #[must_use]
    pub fn with_group(&self, sheet: Sheet, key: String) -> String {
        let mut query = Query { by: None, page: None, print: None, ..self.clone() };
        match sheet {
            Sheet::Area => query.area = vec![key],
            Sheet::District => query.district = vec![key],
            Sheet::Type => query.kind = vec![key],
            Sheet::Size => query.size = vec![key],
            _ => query.stars = vec![key],
        }
        query.text()
    }

    #[must_use]
    pub fn with_page(&self, page: usize) -> String {
        Query { page: Some(page), ..self.clone() }.text()
    }

    /// The same table as it is printed, or not.
    #[must_use]
    pub fn printed(&self, printed: Option<&str>) -> String {
        Query { page: None, print: printed.map(str::to_owned), ..self.clone() }.text()
    }

    /// For a workbook: what chooses the figures, without what chooses their look.
    #[must_use]
    pub fn of_figures(&self) -> String {
        Query { by: None, cmp: None, page: None, print: None, ..self.clone() }.text()
    }

    /// For a CSV file of the table shown: the same with the table.
    #[must_use]
    pub fn of_table(&self) -> String {
        Query { cmp: None, page: None, print: None, ..self.clone() }.text()
    }

    /// As it stands in an address; empty if nothing is chosen.
    #[must_use]
    pub fn text(&self) -> String {
        let page = self.page.filter(|page| *page > 1).map(|page| page.to_string());
        let mut fields = vec![("basis", text(self.basis.as_ref())), ("by", text(self.by.as_ref()))];
        let several = [
            ("area", &self.area),
            ("district", &self.district),
            ("type", &self.kind),
            ("stars", &self.stars),
            ("size", &self.size),
        ];
        fields.extend(several.iter().flat_map(|(name, values)| values.iter().map(|value| (*name, value.as_str()))));
        fields.push(("cmp", text(self.cmp.as_ref())));
        fields.push(("page", text(page.as_ref())));
        fields.push(("print", text(self.print.as_ref())));
        query_text(&fields)
    }
}

/// The form of the page: length and period lead to another address.
#[derive(Clone, Debug, Default, FromForm)]
pub struct Chosen {
    pub length: Option<String>,
    pub period: Option<String>,
    /// First and last month of a range.
    pub from: Option<String>,
    pub to: Option<String>,
    pub basis: Option<String>,
    pub by: Option<String>,
    pub area: Vec<String>,
    pub district: Vec<String>,
    #[field(name = "type")]
    pub kind: Vec<String>,
    pub stars: Vec<String>,
    pub size: Vec<String>,
    pub cmp: Option<String>,
}

impl Chosen {
    #[must_use]
    pub fn length(&self) -> Option<Length> {
        self.length.as_deref()?.parse().ok()
    }

    /// The range that was chosen, whichever end was named first.
    ///
    /// # Errors
    /// [`Error::BadInput`] if an end is no month, or if it is longer than ranges may be.
    pub fn range(&self, lang: Lang) -> Result<Option<Period>> {
        let (Some(from), Some(to)) = (&self.from, &self.to) else { return Ok(None) };
        let month = |code: &str| match code.parse() {
            Ok(month @ Period::Month { .. }) => Ok(month),
            _ => Err(not_a_month(code, lang)),
        };
        let (from, to) = (month(from)?, month(to)?);
        let (first, last) = (from.first_day().min(to.first_day()), from.last_day().max(to.last_day()));
        Period::range(first, last).map(Some).ok_or_else(|| too_long(lang))
    }

    /// The rest, for the address of the period. The usual choices are left out.
    #[must_use]
    pub fn query(self) -> Query {
        let usual = |value: Option<String>, usual: &str| value.filter(|value| value != usual);
        Query {
            basis: usual(self.basis, "submitted"),
            by: usual(self.by, Sheet::Lines.code()),
            area: self.area,
            district: self.district,
            kind: self.kind,
            stars: self.stars,
            size: self.size,
            cmp: usual(self.cmp, "change"),
            page: None,
            print: None,
        }
    }
}

fn not_a_month(code: &str, lang: Lang) -> Error {
    let code: String = code.chars().take(40).collect();
    Error::BadInput(match lang {
        Lang::Vi => format!("Khoảng tháng: «{code}» không phải là tháng. Viết như 2026-02."),
        Lang::En => format!("Range of months: “{code}” is no month. Write one as 2026-02."),
    })
}

fn too_long(lang: Lang) -> Error {
    let most = crate::domain::period::MOST_MONTHS;
    Error::BadInput(match lang {
        Lang::Vi => format!("Khoảng tháng: dài quá {most} tháng. Chọn khoảng ngắn hơn."),
        Lang::En => format!("Range of months: longer than {most} months. Choose a shorter one."),
    })
}
