//! What the pages of rollups show. Handlers fill these; the templates of the same names draw them.
use askama::Template;
use askama_web::WebTemplate;

use super::grid::Grid;
use crate::web::{
    Frame,
    editions::Announcements,
    reports::view::Message,
    ui::{Choice, Filter, Link, Pager, Tab},
};

/// The periods of a year, and how far each has come in.
#[derive(Template, WebTemplate)]
#[template(path = "rollups/index.html")]
pub struct IndexPage {
    pub frame: Frame,
    /// Old figures can be imported.
    pub can_import: bool,
    /// The year's plan, for those who may enter it.
    pub plan_href: Option<String>,
    /// What a person's area is called; empty = the whole department.
    pub area: String,
    /// Forms, if there are several.
    pub forms: Vec<Tab>,
    pub years: Vec<Tab>,
    pub rows: Vec<PeriodRow>,
    pub kept: Vec<KeptRow>,
}

/// A period in the list.
#[derive(Clone, Debug)]
pub struct PeriodRow {
    pub name: String,
    pub href: String,
    /// «4/6 tháng», while some of its months have no round; empty = all have.
    pub months: String,
    /// «287/471», and the share of rooms in percent.
    pub provisional: String,
    pub provisional_rooms: String,
    pub official: String,
    pub official_rooms: String,
    pub official_href: String,
    /// The last edition of a period that is one round.
    pub edition: Option<Link>,
    /// Longer than a month: set off from the months.
    pub longer: bool,
}

/// A workbook that was kept.
#[derive(Clone, Debug)]
pub struct KeptRow {
    pub name: String,
    pub href: String,
    pub basis: String,
    pub made: String,
    pub of: String,
    pub sha256: String,
}

/// The tables of a period.
#[derive(Template, WebTemplate)]
#[template(path = "rollups/page.html")]
pub struct RollupPage {
    pub frame: Frame,
    /// «Tổng hợp tháng 6/2026».
    pub title: String,
    /// «Biểu 01-H/DL-CSLT, phiên bản 2022-01 (tạm thời)».
    pub form: String,
    /// «17:00 ngày 17/07/2026».
    pub as_of: String,
    /// «Tạm tính» or «Chính thức».
    pub basis: String,
    pub official: bool,
    /// «287/471 cơ sở (gồm 18 không phát sinh)».
    pub coverage: String,
    /// «71,4».
    pub rooms: String,
    /// What part of the department is shown; empty = all of it.
    pub cut: String,
    pub messages: Vec<Message>,
    pub choose: String,
    pub length: Vec<Choice>,
    pub span: Span,
    pub several: Vec<Several>,
    pub filters: Vec<Filter>,
    /// The table, kept when choosing.
    pub sheet: &'static str,
    pub tabs: Vec<Tab>,
    pub grids: Vec<Grid>,
    /// What is said if there is nothing in the tables.
    pub empty: &'static str,
    pub pager: Pager,
    /// «Báo cáo»: sums only.
    pub report_href: String,
    /// «Tài liệu làm việc»: with single houses, for officers only.
    pub working_href: Option<String>,
    /// The table shown.
    pub csv_href: String,
    pub json_href: String,
    /// The same as it is printed; where it is shown so, the way back.
    pub print_href: String,
    pub print: bool,
    /// Shows single houses: the paper says so.
    pub internal: bool,
    pub announced: Announcements,
    pub kept: Vec<KeptRow>,
    /// For the printed page.
    pub paper: Paper,
}

/// The period among those of its length.
#[derive(Clone, Debug)]
pub enum Span {
    One(Vec<Choice>),
    /// Any months in a row: the period's code, its first month and its last.
    Range {
        current: String,
        from: Vec<Choice>,
        to: Vec<Choice>,
    },
}

/// Things of which any may be chosen.
#[derive(Clone, Debug)]
pub struct Several {
    pub name: &'static str,
    pub label: &'static str,
    /// «Tất cả», «4 sao, 5 sao».
    pub chosen: String,
    pub choices: Vec<Choice>,
}

/// Head and foot of an official paper.
#[derive(Clone, Debug)]
pub struct Paper {
    pub issuing_body: String,
    pub department: String,
    /// «TỔNG HỢP … THÁNG 6/2026 (TẠM TÍNH)».
    pub title: String,
    /// «Vũng Tàu, ngày …… tháng …… năm 2026».
    pub date: String,
}
