//! The comparison in words and marks, for the card and for the page.
use chrono::{DateTime, Utc};

use super::Strip;
use crate::{
    app::App,
    domain::{
        Lang,
        form::{Form, PeerFigure},
        number,
        peers::{
            Comparison,
            band::{self, Band, OTHERS},
            comparison::{PeerGroup, Peers, Seen, Side},
        },
        round::Round,
        spelling::capital,
    },
    web::{
        reports::place::report_path,
        ui::{self, Link},
    },
};

/// What is shown of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// «So với cơ sở tương tự, tháng 5/2026».
    pub title: String,
    /// Why no figures are shown, and what to do.
    pub message: Option<(String, Option<Link>)>,
    /// Who the others are, and from when the figures are; of the month that is drawn.
    pub who: String,
    pub figures: Vec<Figure>,
    /// The same as tables, a month each.
    pub tables: Vec<Table>,
    /// What is not there yet, and how it is counted.
    pub notes: Vec<String>,
    /// The whole page.
    pub href: String,
}

/// One figure, drawn for a month and written for the others.
#[derive(Clone, Debug)]
pub struct Figure {
    pub label: String,
    /// None: too few houses have it.
    pub strip: Option<Strip>,
    /// «Cơ sở 59,0 %».
    pub own: String,
    /// «trung vị 54».
    pub median: String,
    /// The strip in one sentence.
    pub summary: String,
    /// «T5/2025: cơ sở 61,0 %, trung vị 58».
    pub others: Vec<String>,
}

/// A month.
#[derive(Clone, Debug)]
pub struct Table {
    pub title: String,
    pub who: String,
    pub rows: Vec<Row>,
    /// Any group has quartiles.
    pub has_middle: bool,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub label: String,
    pub unit: String,
    pub own: String,
    pub median: String,
    /// «46–61».
    pub middle: String,
}

/// Whose card it is.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub app: &'a App,
    pub lang: Lang,
    /// Code of the house.
    pub house: &'a str,
}

impl Reader<'_> {
    /// The card of a comparison.
    #[must_use]
    pub fn card(self, comparison: &Comparison) -> Card {
        let lang = self.lang;
        let title = lang.t("So với cơ sở tương tự", "Beside similar houses").to_owned();
        let href = format!("/comparison?house={}", self.house);
        let told = |text, link| Card {
            message: Some((text, link)),
            title: title.clone(),
            href: href.clone(),
            ..Card::default()
        };
        match &comparison.seen {
            Seen::NotFiled(round, closes_at) => {
                let link = Link::new(report_path(round, self.house), to_file(round, lang));
                told(self.invitation(round, *closes_at), Some(link))
            }
            Seen::Late(round, closes_at) => told(self.waits(round, *closes_at), None),
            Seen::Nothing => told(nothing(lang), None),
            Seen::Sides(sides) => self.shown(title, href, comparison.form, sides),
        }
    }

    fn shown(self, title: String, href: String, form: &Form, sides: &[Side]) -> Card {
        let lang = self.lang;
        // Drawn is the first month that has a group; the others are written below it.
        let Some(drawn) = sides.iter().find(|side| !matches!(side.peers, Peers::NotClosed(_))) else {
            return Card { title, message: Some((nothing(lang), None)), href, ..Card::default() };
        };
        let others: Vec<&Side> = sides.iter().filter(|side| side.period != drawn.period).collect();
        let of_form = form.comparisons.iter().enumerate();
        Card {
            title: format!("{title}, {}", drawn.period.label(lang)),
            message: None,
            who: self.who(drawn),
            figures: of_form.map(|(at, figure)| self.figure(at, figure, drawn, &others)).collect(),
            tables: sides.iter().map(|side| self.table(form, side)).collect(),
            notes: sides.iter().filter_map(|side| self.not_closed(side)).collect(),
            href,
        }
    }

    fn figure(self, at: usize, figure: &PeerFigure, drawn: &Side, others: &[&Side]) -> Figure {
        let lang = self.lang;
        let (own, band) = drawn.figure(at);
        let said = |own: Option<i64>, band: Option<Band>| self.sentence(figure, own, band);
        let other = |side: &&Side| {
            let (own, band) = side.figure(at);
            let text = said(own, band);
            (own.is_some() || band.is_some()).then(|| format!("{}: {text}", side.period.short()))
        };
        Figure {
            label: figure.label.get(lang).to_owned(),
            strip: band.map(|band| Strip::of(own, band)),
            own: format!("{} {}", lang.t("Cơ sở", "This house"), with_unit(figure, own, lang)),
            median: band.map(|band| median(figure, band, lang)).unwrap_or_default(),
            summary: format!("{}: {}.", figure.label.get(lang), said(own, band)),
            others: others.iter().filter_map(other).collect(),
        }
    }

    /// «cơ sở 59,0 %, trung vị 54, một nửa số cơ sở từ 46 đến 61».
    fn sentence(self, figure: &PeerFigure, own: Option<i64>, band: Option<Band>) -> String {
        let lang = self.lang;
        let own = format!("{} {}", lang.t("cơ sở", "this house"), with_unit(figure, own, lang));
        let Some(band) = band else { return own };
        let mut text = format!("{own}, {}", median(figure, band, lang));
        if let Some((low, high)) = band.quartiles {
            let (low, high) = (band::print(low, figure.decimals), band::print(high, figure.decimals));
            text += &match lang {
                Lang::Vi => format!(", một nửa nhóm từ {low} đến {high}"),
                Lang::En => format!(", half of the group from {low} to {high}"),
            };
        }
        text
    }

    fn table(self, form: &Form, side: &Side) -> Table {
        let lang = self.lang;
        let row = |(at, figure): (usize, &PeerFigure)| {
            let (own, band) = side.figure(at);
            let print = |value| band::print(value, figure.decimals);
            let few = side.group().map_or("–", |_| lang.t("không đủ cơ sở", "too few houses"));
            Row {
                label: figure.label.get(lang).to_owned(),
                unit: figure.unit.get(lang).to_owned(),
                own: own.map_or_else(|| "–".to_owned(), |own| number::print(own, figure.decimals)),
                median: band.map_or_else(|| few.to_owned(), |band| print(band.median)),
                middle: band
                    .and_then(|band| band.quartiles)
                    .map_or_else(|| "–".to_owned(), |(low, high)| format!("{}–{}", print(low), print(high))),
            }
        };
        let rows: Vec<Row> = form.comparisons.iter().enumerate().map(row).collect();
        Table {
            title: capital(&side.period.label(lang)),
            who: self.not_closed(side).unwrap_or_else(|| self.who(side)),
            has_middle: rows.iter().any(|row| row.middle != "–"),
            rows,
        }
    }

    /// «14 khách sạn 3 sao ở phường Vũng Tàu đã báo cáo, kể cả cơ sở này. Số của nhóm chốt 01:00 ngày 31/07/2026 …»
    fn who(self, side: &Side) -> String {
        let lang = self.lang;
        let Some(group) = side.group() else { return too_few(lang) };
        let (count, label) = (group.houses, group.group.label(lang));
        let with_own = match (group.holds_reader, lang) {
            (true, Lang::Vi) => ", kể cả cơ sở này",
            (true, Lang::En) => ", this house among them",
            (false, _) => "",
        };
        let head = match lang {
            Lang::Vi => format!("{count} {label} đã báo cáo{with_own}."),
            Lang::En => format!("{count} houses ({label}) that reported{with_own}."),
        };
        format!("{head} {}", self.as_of(group))
    }

    fn as_of(self, group: &PeerGroup) -> String {
        let at = self.instant(group.as_of);
        match (group.provisional, self.lang) {
            (true, Lang::Vi) => format!("Tạm tính đến {at}, còn thay đổi."),
            (true, Lang::En) => format!("Provisional as of {at}, may change."),
            (false, Lang::Vi) => format!("Số của nhóm chốt lúc {at}, không đổi khi có báo cáo nộp sau."),
            (false, Lang::En) => {
                format!("The group's figures were frozen at {at}; what is filed later changes nothing.")
            }
        }
    }

    fn not_closed(self, side: &Side) -> Option<String> {
        let Peers::NotClosed(closes_at) = side.peers else { return None };
        let (label, at) = (side.period.label(self.lang), self.instant(closes_at));
        Some(match self.lang {
            Lang::Vi => format!("Nhóm {label}: có sau khi đợt đóng, {at}."),
            Lang::En => format!("The group for {label}: once the round has closed, {at}."),
        })
    }

    /// What is due is late by now: it is seen at once only if the round has closed meanwhile.
    fn invitation(self, round: &Round, closes_at: DateTime<Utc>) -> String {
        let (label, at) = (round.period.label(self.lang), self.instant(closes_at));
        let to_come = closes_at > self.app.now();
        let (mut text, later) = match self.lang {
            Lang::Vi => (
                format!("Nộp báo cáo {label} để xem số liệu của cơ sở bên cạnh trung vị của các cơ sở tương tự."),
                format!(" Nộp sau hạn thì xem được sau khi đợt đóng, {at}."),
            ),
            Lang::En => (
                format!("File the report for {label} to see the house's figures beside the median of similar houses."),
                format!(" Filed late, they are shown once the round has closed, {at}."),
            ),
        };
        if to_come {
            text += &later;
        }
        text
    }

    fn waits(self, round: &Round, closes_at: DateTime<Utc>) -> String {
        let (label, at) = (round.period.label(self.lang), self.instant(closes_at));
        match self.lang {
            Lang::Vi => format!(
                "Báo cáo {label} nộp sau hạn: số liệu so sánh hiện sau khi đợt đóng, {at}. Cơ sở nộp đúng hạn xem được ngay khi nộp."
            ),
            Lang::En => format!(
                "The report for {label} was filed late: the comparison is shown once the round has closed, {at}. Houses that file in time see it at once."
            ),
        }
    }

    fn instant(self, at: DateTime<Utc>) -> String {
        ui::instant(at, self.app.config.time_zone, self.lang)
    }
}

fn to_file(round: &Round, lang: Lang) -> String {
    let label = round.period.label(lang);
    match lang {
        Lang::Vi => format!("Nộp báo cáo {label}"),
        Lang::En => format!("File the report for {label}"),
    }
}

fn nothing(lang: Lang) -> String {
    let (vi, en) = (
        "Chưa có kỳ báo cáo nào đã đóng để so sánh. Số so sánh hiện ở đây từ kỳ đầu tiên đóng.",
        "No round has closed yet that could be compared. The comparison is shown here from the first one that closes.",
    );
    lang.t(vi, en).to_owned()
}

/// Why there is no group.
fn too_few(lang: Lang) -> String {
    match lang {
        Lang::Vi => format!(
            "Không đủ cơ sở tương tự để so sánh: cần ít nhất {OTHERS} cơ sở khác cùng loại, hạng gần nhau đã báo cáo, không cơ sở nào có quá nửa số buồng."
        ),
        Lang::En => format!(
            "Not enough similar houses to compare with: at least {OTHERS} others of the type and about the rank must have reported, none with over half of the rooms."
        ),
    }
}

/// «59,0 %», «820,0 nghìn đồng».
fn with_unit(figure: &PeerFigure, value: Option<i64>, lang: Lang) -> String {
    let Some(value) = value else { return "–".to_owned() };
    format!("{}\u{a0}{}", number::print(value, figure.decimals), figure.unit.get(lang))
}

/// «trung vị 54».
fn median(figure: &PeerFigure, band: Band, lang: Lang) -> String {
    format!("{} {}", lang.t("trung vị", "median"), band::print(band.median, figure.decimals))
}
