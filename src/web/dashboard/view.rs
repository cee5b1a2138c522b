//! What the leaders' dashboard shows. The handler fills this; `templates/dashboard/page.html` draws it.
use askama::Template;
use askama_web::WebTemplate;

use crate::domain::disclosure::MARK;
use crate::web::{
    Frame,
    charts::{
        ClimbChart, LineChart, Spark,
        line::Dot,
        map::{Inset, Label},
    },
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
    /// How the open month comes in against those before it.
    pub filing: Option<FilingView>,
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
    pub attention: Vec<Attention>,
    pub by_area: Split,
    pub map: Option<MapView>,
    /// By stars, by type.
    pub others: [Split; 2],
    pub origins: Option<Origins>,
    pub season: Option<Season>,
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
    /// «Đã công bố lần 1, ngày 25/07/2026 (tạm tính)»; None = not announced yet.
    pub published: Option<Link>,
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
    /// «+3,1 % so tháng 5/2026»; empty if there is nothing to compare.
    pub previous: String,
    /// «48,6 % kế hoạch năm», «Kế hoạch năm: 62,5»; empty if nothing is planned.
    pub plan: String,
    pub spark: Option<Spark>,
    /// «Quốc tế 34.870», «Nội địa 258.542».
    pub parts: Vec<(String, String)>,
    /// «Lũy kế 6 tháng: 1.648.000 (+5,8 %)», «Lũy kế (có số liệu 3/6 tháng): …»; empty in January.
    pub cumulative: String,
    /// «Ước tổng 345.000 ± 12.000 (95 %), phần ước 12,3 %»; empty if nothing is estimated, or it is not shown.
    pub estimate: String,
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
    /// Points to be followed.
    pub marks: Vec<TrendMark>,
    /// The chart in one sentence, for whoever does not see it.
    pub summary: String,
    /// Tết, and what else explains a jump.
    pub notes: Vec<String>,
    /// There is a line of the year before.
    pub has_last_year: bool,
    pub unit: String,
    pub rows: Vec<TrendRow>,
}

/// A point that opens its month.
#[derive(Clone, Debug)]
pub struct TrendMark {
    pub dot: Dot,
    pub href: String,
    /// «Tháng 6/2026: 391.912 lượt khách».
    pub says: String,
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

/// Communes as bubbles at their centres.
pub struct MapView {
    /// The largest first.
    pub marks: Vec<Mark>,
    pub inset: Option<Inset>,
    /// What each shape means, of those that are there.
    pub keys: Vec<MapKey>,
    pub summary: String,
}

#[derive(Clone, Copy, Debug)]
pub struct MapKey {
    pub class: &'static str,
    pub text: &'static str,
}

/// One commune of the map. Positions and radius in percent with a point.
#[derive(Clone, Debug)]
pub struct Mark {
    /// `b-up`, `b-dn`, `b-eq`: a bubble; `b-x`: withheld; `b-no`: missing.
    pub class: &'static str,
    pub href: String,
    /// All that is known, in words.
    pub says: String,
    pub name: String,
    pub x: String,
    pub y: String,
    pub r: String,
    pub label: Option<Label>,
    /// «cách 180 km»: it stands in the corner.
    pub far: Option<String>,
}

/// Countries of origin.
#[derive(Clone, Debug)]
pub struct Origins {
    pub title: String,
    pub unit: String,
    /// The table of all.
    pub href: String,
    pub bars: Vec<OriginRow>,
    pub rows: Vec<OriginRow>,
    pub note: String,
}

#[derive(Clone, Debug)]
pub struct OriginRow {
    pub name: String,
    pub value: String,
    /// Of those named, «17,2».
    pub share: String,
    pub last_year: String,
    /// Of the bar, in percent with a point.
    pub length: String,
}

/// Months across years.
#[derive(Clone, Debug)]
pub struct Season {
    pub title: String,
    pub unit: String,
    pub years: Vec<String>,
    pub rows: Vec<HeatRow>,
    pub summary: String,
    pub has_tet: bool,
    pub has_weak: bool,
}

#[derive(Clone, Debug)]
pub struct HeatRow {
    pub month: String,
    pub cells: Vec<HeatCell>,
}

#[derive(Clone, Debug)]
pub struct HeatCell {
    /// «391,9», «–», the mark of what is withheld.
    pub text: String,
    /// In full and with its month.
    pub says: String,
    /// Opens the month; empty if it had no round.
    pub href: String,
    /// 1 to 6; 0 = no colour.
    pub step: u8,
    /// First day of the lunar year.
    pub is_tet: bool,
    /// Much of it is missing.
    pub is_weak: bool,
}

/// How an open month comes in, by day and by commune.
#[derive(Clone, Debug)]
pub struct FilingView {
    pub title: String,
    pub chart: ClimbChart,
    /// Day of the month by its position in the chart.
    pub days: Vec<String>,
    /// «Hạn 20/07».
    pub due: String,
    /// «60,9».
    pub share: String,
    pub summary: String,
    /// Heads of the columns: the rounds before.
    pub before: Vec<String>,
    /// Day, this round, the rounds before.
    pub rows: Vec<Vec<String>>,
    pub areas: Vec<FilingArea>,
}

#[derive(Clone, Debug)]
pub struct FilingArea {
    pub name: String,
    pub href: String,
    /// «12/40».
    pub of: String,
    pub missing: u32,
    /// «30,0».
    pub share: String,
    /// Of the rounds before on the same day, «41,2»; «–» if there are none.
    pub before: String,
    /// In percent with a point; that of the rounds before is absent if there are none.
    pub length: String,
    pub tick: Option<String>,
}

/// Something to be looked at.
#[derive(Clone, Debug)]
pub struct Attention {
    pub title: String,
    pub text: String,
    /// Single houses, for officers.
    pub houses: Vec<Link>,
    pub link: Link,
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
