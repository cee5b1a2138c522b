//! What the officer's pages of rounds show. Handlers fill these; the templates of the same names draw them.
use askama::Template;
use askama_web::WebTemplate;

use crate::web::{
    Frame,
    reports::view::Message,
    ui::{Badge, Filter, Link, Pager, Tab},
};

/// The officer's desk: one round, what needs eyes first, who is missing.
#[derive(Template, WebTemplate)]
#[template(path = "rounds/desk.html")]
pub struct DeskPage {
    pub frame: Frame,
    /// «Đợt báo cáo tháng 6/2026».
    pub title: String,
    /// «01-H/DL-CSLT».
    pub form: String,
    /// «23:59 ngày 20/07/2026».
    pub due: String,
    /// «còn 3 ngày 6 giờ», «quá hạn 2 ngày».
    pub left: String,
    /// «17:00 ngày 17/07/2026».
    pub updated: String,
    pub historic: bool,
    /// No longer takes reports.
    pub closed: bool,
    /// The round's own page.
    pub about_href: String,
    /// Other rounds, newest first; empty = no choice.
    pub rounds: Vec<Tab>,
    pub messages: Vec<Message>,
    pub tally: Tally,
    /// «Chờ duyệt», «Được chấp nhận», «Bị trả lại», … with counts.
    pub tabs: Vec<Tab>,
    /// Search text, and the filters of the list.
    pub find: String,
    pub filters: Vec<Filter>,
    /// Value of the chosen tab, kept when filtering.
    pub state: String,
    /// «Chờ duyệt: 98 báo cáo».
    pub list_title: String,
    /// How the list is sorted, in one sentence.
    pub order: &'static str,
    pub columns: QueueColumns,
    pub rows: Vec<QueueRow>,
    pub pager: Pager,
    /// Accepting several at once; None = this list cannot be accepted.
    pub bulk: Option<Bulk>,
    pub missing: Missing,
    pub areas: Vec<AreaBar>,
    pub areas_href: Option<String>,
    pub completeness_href: String,
    /// Address of this page without its query, for the filters.
    pub here: String,
}

/// How many have answered, and how.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub filed: i64,
    pub owed: i64,
    /// «60,9».
    pub share: String,
    /// «71,4».
    pub rooms_share: String,
    pub parts: Vec<TallyPart>,
    pub suspended: i64,
}

/// A part of the bar.
#[derive(Clone, Debug)]
pub struct TallyPart {
    pub label: &'static str,
    /// `fill`, `f-mid`, `f-ink`, `f-bad`, `f-none`.
    pub class: &'static str,
    pub count: i64,
    /// «34,8».
    pub share: String,
    /// Position and length in the bar, in percent with a point: «34.8».
    pub from: String,
    pub length: String,
    pub href: String,
}

impl Tally {
    /// The parts of a whole, laid side by side; each is (label, class, count, address).
    #[must_use]
    pub fn parts_of(owed: i64, parts: &[(&'static str, &'static str, i64, String)]) -> Vec<TallyPart> {
        // In hundredths of a percent, so that the bar closes.
        let share = |count: i64| if owed > 0 { count * 10_000 / owed } else { 0 };
        let decimal = |hundredths: i64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let mut before = 0;
        let place = |&(label, class, count, ref href): &(&'static str, &'static str, i64, String)| {
            let from = share(before);
            before += count;
            let tenths = crate::domain::number::divide(i128::from(count) * 1000, i128::from(owed));
            TallyPart {
                label,
                class,
                count,
                share: tenths.map_or_else(|| "–".to_owned(), |t| crate::domain::number::print(t, 1)),
                from: decimal(from),
                // A hair of space between the parts, so that they are told apart without colour.
                length: decimal((share(before) - from - 25).max(if count > 0 { 25 } else { 0 })),
                href: href.clone(),
            }
        };
        parts.iter().map(place).collect()
    }
}

/// Heads of the list's columns; an empty one is left out.
#[derive(Clone, Debug, Default)]
pub struct QueueColumns {
    /// «Tổng lượt khách phục vụ».
    pub main: String,
    /// «Công suất sử dụng buồng (%)».
    pub ratio: String,
    /// «T5/2026» and «T6/2025».
    pub previous: String,
    pub last_year: String,
}

/// A report in the officer's list.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// Value of the checkbox: `<report>:<revision>`, so that nothing newer is accepted unseen; empty = to be opened first.
    pub pick: String,
    pub house: String,
    pub href: String,
    /// «xã Hồ Tràm · khách sạn 5 sao · 212 buồng».
    pub facts: String,
    /// «16:52 17/07»; empty = not filed.
    pub filed: String,
    pub late: bool,
    /// «chuyên viên nhập hộ»; empty = filed by the house.
    pub channel: String,
    /// Confirmed oddities.
    pub findings: i32,
    /// What was odd and the house's reason: «Doanh thu ăn uống: tiệc cưới, hội nghị».
    pub explained: Vec<String>,
    /// Figures that stand out: «Công suất 12,3 %: thấp hơn hẳn 14 khách sạn 3 sao khác (trung vị 58,1 %).»
    pub marks: Vec<String>,
    pub main: String,
    pub change_previous: String,
    pub change_last_year: String,
    pub ratio: String,
    pub badge: Badge,
}

#[derive(Clone, Debug)]
pub struct Bulk {
    /// Posts any number of `pick`.
    pub action: String,
    /// Reports of the list without a warning, for «Chấp nhận cả 61 …»; posts `all` = `clean`.
    pub clean: i64,
    /// When the list was drawn, in milliseconds: what was filed later is not accepted unseen.
    pub seen: i64,
}

/// Who has not filed.
#[derive(Clone, Debug, Default)]
pub struct Missing {
    pub total: i64,
    pub rows: Vec<MissingRow>,
    /// The whole list.
    pub href: String,
    pub download_href: Option<String>,
    /// Page that shows whom a reminder would reach.
    pub remind_href: Option<String>,
    /// One workbook for all houses of a commune, while the round is open.
    pub workbook_href: Option<String>,
}

#[derive(Clone, Debug)]
pub struct MissingRow {
    pub house: String,
    pub href: String,
    /// «xã Hồ Tràm · 5 sao».
    pub facts: String,
    pub rooms: i32,
    pub phone: String,
    /// «Lần 2 · 16/07», empty = never.
    pub reminded: String,
    /// The last mail came back, or there is no address.
    pub unreachable: Option<&'static str>,
    /// «12/07», empty = never.
    pub last_sign_in: String,
    pub badge: Badge,
}

/// All houses of a round that have not filed.
#[derive(Template, WebTemplate)]
#[template(path = "rounds/missing.html")]
pub struct MissingPage {
    pub frame: Frame,
    pub back: Link,
    pub title: String,
    pub due: String,
    pub left: String,
    pub messages: Vec<Message>,
    pub missing: Missing,
    /// How complete the round is, in numbers and with every contact.
    pub completeness_href: String,
    pub find: String,
    pub filters: Vec<Filter>,
    pub pager: Pager,
    pub here: String,
}

/// Who would be reminded now, and how.
#[derive(Template, WebTemplate)]
#[template(path = "rounds/remind.html")]
pub struct RemindPage {
    pub frame: Frame,
    pub back: Link,
    pub title: String,
    pub action: String,
    /// Houses that can be reminded, of these ticked on the page, and the mails that makes.
    pub able: usize,
    pub picked: usize,
    pub mails: usize,
    /// Houses that cannot be reminded.
    pub left_out: usize,
    /// When the mails leave.
    pub when: String,
    /// The mail of the first house.
    pub sample: Option<Sample>,
    pub rows: Vec<RemindRow>,
    /// Houses beyond those shown.
    pub more: usize,
}

pub struct Sample {
    pub subject: String,
    pub paragraphs: Vec<String>,
}

pub struct RemindRow {
    /// Code of the house; empty if it cannot be reminded.
    pub pick: String,
    pub house: String,
    pub href: String,
    pub facts: String,
    pub to: Vec<String>,
    /// Empty if it can be.
    pub why_not: String,
}

/// Reporting by commune: n of m with a bar.
#[derive(Clone, Debug)]
pub struct AreaBar {
    pub name: String,
    pub href: Option<String>,
    /// «79/120».
    pub of: String,
    /// «65,8».
    pub share: String,
    /// The same with a point, for the bar's length.
    pub length: String,
}

/// All rounds, the open ones first.
#[derive(Template, WebTemplate)]
#[template(path = "rounds/list.html")]
pub struct RoundsPage {
    pub frame: Frame,
    pub messages: Vec<Message>,
    pub tabs: Vec<Tab>,
    pub rows: Vec<RoundRow>,
    pub pager: Pager,
    /// Makes an ad hoc round; None = not for this role.
    pub new_href: Option<String>,
}

#[derive(Clone, Debug)]
pub struct RoundRow {
    pub title: String,
    pub href: String,
    /// «01-H/DL-CSLT».
    pub form: String,
    /// «01/06–30/06/2026».
    pub days: String,
    pub due: String,
    pub left: String,
    /// «287/471».
    pub of: String,
    pub share: String,
    pub rooms_share: String,
    pub waiting: i64,
    pub badge: Option<Badge>,
    pub historic: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_the_bar_lie_side_by_side_and_stay_within_it() {
        let parts =
            [("a", "fill", 164, String::new()), ("b", "f-mid", 0, String::new()), ("c", "f-none", 307, String::new())];
        let placed = Tally::parts_of(471, &parts);
        assert_eq!((placed[0].from.as_str(), placed[0].share.as_str()), ("0.00", "34,8"));
        assert_eq!((placed[1].from.as_str(), placed[1].length.as_str()), ("34.81", "0.00"));
        assert_eq!(placed[2].from, placed[1].from);
        assert_eq!(Tally::parts_of(0, &parts[1..2])[0].share, "–");
    }
}
