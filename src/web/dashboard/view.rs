//! What the leaders' dashboard shows. The handler fills this; `templates/dashboard/page.html` draws it.
use askama::Template;
use askama_web::WebTemplate;

use crate::domain::disclosure::MARK;
use crate::web::{
    Frame,
    charts::{LineChart, Spark},
    rounds::view::TallyPart,
    ui::{Choice, Link},
};

#[derive(Template, WebTemplate)]
#[template(path = "dashboard/page.html")]
pub struct DashboardPage {
    pub frame: Frame,
    /// «Lưu trú du lịch tháng 6/2026».
    pub title: String,
    /// «Cả địa bàn», «Phường Vũng Tàu», …, with the instant of the sums.
    pub place: String,
    pub as_of: String,
    pub chooser: Option<Chooser>,
    /// Present unless there is nothing to show.
    pub figures: Option<Figures>,
    pub empty: Option<Empty>,
    pub progress: Vec<RoundBar>,
}

/// The row of selects. Empty lists are left out.
#[derive(Clone, Debug)]
pub struct Chooser {
    pub forms: Vec<Choice>,
    pub months: Vec<Choice>,
    pub bases: Vec<Choice>,
    pub lines: Vec<Choice>,
}

/// Why there is nothing to show, and what to do.
#[derive(Clone, Debug)]
pub struct Empty {
    pub title: String,
    pub text: String,
    pub links: Vec<Link>,
}

pub struct Figures {
    pub trust: Trust,
    pub cards: Vec<Card>,
    pub trend: Trend,
    pub splits: Vec<Split>,
    /// What the mark of a figure that is not shown means, if there is one.
    pub withheld: Option<String>,
}

/// How far the figures of the page can be trusted.
#[derive(Clone, Debug)]
pub struct Trust {
    /// «Tạm tính», «Chính thức».
    pub basis: String,
    pub official: bool,
    /// «287/471».
    pub of: String,
    /// «71,4».
    pub rooms: String,
    /// Lengths in percent with a point.
    pub covered: String,
    pub rest: String,
    /// What the changes compare, and what else must be known, one sentence each.
    pub notes: Vec<String>,
    /// The whole table of the period.
    pub table: Link,
}

/// One main figure.
#[derive(Clone, Debug, Default)]
pub struct Card {
    pub label: String,
    /// Shows this line in the charts.
    pub href: String,
    pub current: bool,
    pub value: String,
    pub unit: String,
    /// «+7,8 %»; empty if there is nothing to compare.
    pub change: String,
    /// `up`, `down` or nothing.
    pub direction: &'static str,
    /// «so cùng kỳ», or why there is no comparison.
    pub against: String,
    pub spark: Option<Spark>,
    /// «Quốc tế 34.870», «Nội địa 258.542».
    pub parts: Vec<(String, String)>,
    /// «Lũy kế 6 tháng: 1.648.000 (+5,8 %)», «Lũy kế (có số liệu 3/6 tháng): …»; empty in January.
    pub cumulative: String,
    /// «287/471».
    pub of: String,
    pub rooms: String,
    /// How many reports gave the line, if not all did.
    pub given: String,
}

/// The course of the chosen line.
pub struct Trend {
    pub title: String,
    pub chart: LineChart,
    /// The chart in one sentence, for whoever does not see it.
    pub summary: String,
    /// Tết, and what else explains a jump.
    pub notes: Vec<String>,
    /// There is a line of the year before.
    pub has_last_year: bool,
    pub unit: String,
    pub rows: Vec<TrendRow>,
}

#[derive(Clone, Debug)]
pub struct TrendRow {
    pub month: String,
    /// Opens the month; empty if it had no round.
    pub href: String,
    pub value: String,
    pub last_year: String,
    pub of: String,
    pub rooms: String,
}

/// The chosen line by commune, type or stars.
#[derive(Clone, Debug)]
pub struct Split {
    pub id: &'static str,
    pub title: String,
    /// Head of the first column.
    pub name: &'static str,
    pub unit: String,
    /// Shares of the whole make sense for sums only.
    pub has_shares: bool,
    /// The greatest ones.
    pub bars: Vec<PartRow>,
    /// All.
    pub rows: Vec<PartRow>,
}

#[derive(Clone, Debug)]
pub struct PartRow {
    pub name: String,
    /// The tables of this part.
    pub href: String,
    pub value: String,
    /// «+7,8 %», «–».
    pub change: String,
    /// Of the whole, «67,0».
    pub share: String,
    pub of: String,
    pub rooms: String,
    /// Of the bar, in percent with a point.
    pub length: String,
}

/// How far a round that is open has come.
#[derive(Clone, Debug)]
pub struct RoundBar {
    pub title: String,
    /// The desk of the round; None for whoever does not work there.
    pub href: Option<String>,
    pub due: String,
    /// «còn 3 ngày 6 giờ», «quá hạn 2 ngày».
    pub left: String,
    pub of: String,
    pub share: String,
    pub rooms: String,
    pub parts: Vec<TallyPart>,
}

impl Split {
    /// Whether a figure of it is not shown.
    #[must_use]
    pub fn is_withheld(&self) -> bool {
        self.rows.iter().any(|row| row.value == MARK)
    }
}
