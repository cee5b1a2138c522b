//! Figures, changes and reasons in words.
use super::{
    asked::Asked,
    view::{Empty, Trust},
};
use crate::{
    domain::{
        Lang, Period,
        disclosure::MARK,
        form::Line,
        number,
        report::Basis,
        role::Role,
        rollup::{
            Change, Coverage,
            change::{Written, is_rate},
            table::Coverages,
            tet,
        },
        spelling::capital,
    },
    web::{guards::Leader, ui::Link},
};

/// «1.234,5»; «–» if nobody gave it.
#[must_use]
pub fn figure(line: &Line, value: Option<i64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| number::print(value, line.decimals))
}

/// The same, or the mark of a figure that is withheld.
#[must_use]
pub fn shown(line: &Line, value: Option<i64>, withheld: bool) -> String {
    if withheld { MARK.to_owned() } else { figure(line, value) }
}

/// «+7,8 %», «+2,6 điểm»; None if it can't be computed.
#[must_use]
pub fn change(line: &Line, change: Change, lang: Lang) -> Option<String> {
    if is_rate(line) {
        return Some(Written::Change.print(line, Some(change), lang));
    }
    change.percent().map(|percent| format!("{}\u{a0}%", number::print_signed(percent, 1)))
}

#[must_use]
pub fn direction(change: Change) -> &'static str {
    match change.now.cmp(&change.before) {
        std::cmp::Ordering::Greater => "up",
        std::cmp::Ordering::Less => "down",
        std::cmp::Ordering::Equal => "",
    }
}

/// «287/471».
#[must_use]
pub fn of(coverage: &Coverage) -> String {
    format!("{}/{}", number::print(coverage.reports.into(), 0), number::print(coverage.owed().into(), 0))
}

/// «71,4»: share of rooms covered.
#[must_use]
pub fn rooms(coverage: &Coverage) -> String {
    coverage.share_of_rooms().map_or_else(|| "–".to_owned(), |tenths| number::print(tenths, 1))
}

pub fn trust(asked: &Asked<'_>, coverages: &Coverages, published: Option<Link>, lang: Lang) -> Trust {
    let coverage = &coverages.now;
    // A hair of space between the two parts, so that they are told apart without colour.
    let covered = coverage.share_of_rooms().unwrap_or_default();
    let rest = (1000 - covered - 3).max(0);
    Trust {
        basis: capital(asked.basis.label(lang)),
        official: asked.basis == Basis::Accepted,
        of: of(coverage),
        rooms: rooms(coverage),
        covered: number::to_decimal(covered, 1),
        rest: number::to_decimal(rest, 1),
        notes: notes(asked, coverages, lang),
        published,
        table: Link::new(asked.table_href(""), lang.t("Mở bảng tổng hợp", "Open the whole table")),
    }
}

fn notes(asked: &Asked<'_>, coverages: &Coverages, lang: Lang) -> Vec<String> {
    let (now, before) = (asked.period().label(lang), asked.period().same_last_year().label(lang));
    let mut notes = vec![match (asked.basis, lang) {
        (Basis::Submitted, Lang::Vi) => "Số trên mỗi thẻ là số các cơ sở đã nộp, trừ báo cáo bị trả lại.".to_owned(),
        (Basis::Submitted, Lang::En) => {
            "Each card shows what houses have filed, without reports that were returned.".to_owned()
        }
        (Basis::Accepted, Lang::Vi) => "Số trên mỗi thẻ chỉ gồm các báo cáo đã được chấp nhận.".to_owned(),
        (Basis::Accepted, Lang::En) => "Each card shows accepted reports only.".to_owned(),
    }];
    if let Some(text) = coverages.published_text(true, lang) {
        notes.push(text);
        notes.extend(tet::note(asked.period(), lang));
        return notes;
    }
    let compared = coverages.compared_last_year;
    let has_last_year = coverages.last_year.is_some_and(|coverage| coverage.reports > 0);
    notes.push(match (has_last_year, lang) {
        (true, Lang::Vi) => {
            format!("«So cùng kỳ» chỉ tính {compared} cơ sở báo cáo ở cả {now} và {before}.")
        }
        (true, Lang::En) => {
            format!("«On last year» compares only the {compared} houses that reported for both {now} and {before}.")
        }
        (false, Lang::Vi) => format!("Chưa có số liệu {before} nên không có so sánh cùng kỳ."),
        (false, Lang::En) => format!("There are no figures of {before}, so nothing is compared with last year."),
    });
    let compared = coverages.compared_previous;
    if coverages.previous.is_some_and(|coverage| coverage.reports > 0) {
        let previous = asked.period().previous().label(lang);
        notes.push(match lang {
            Lang::Vi => format!("«So {previous}» chỉ tính {compared} cơ sở báo cáo ở cả hai tháng."),
            Lang::En => format!("«On {previous}» compares only the {compared} houses that reported for both months."),
        });
    }
    notes.extend(tet::note(asked.period(), lang).filter(|_| has_last_year));
    notes
}

/// No round has opened.
pub fn no_round(leader: &Leader, lang: Lang) -> Empty {
    Empty { links: register(leader, lang), ..nothing_yet(lang) }
}

/// The same for whoever can do nothing about it.
pub fn nothing_yet(lang: Lang) -> Empty {
    Empty {
        title: lang.t("Chưa có đợt báo cáo nào", "No round yet").to_owned(),
        text: lang
            .t(
                "Đợt báo cáo tháng mở tự động vào ngày 1 của tháng sau. Số liệu hiện ở đây khi cơ sở đầu tiên nộp báo cáo.",
                "Monthly rounds open by themselves on day 1 of the month after. Figures appear here as soon as the first house has filed.",
            )
            .to_owned(),
        links: Vec::new(),
    }
}

/// The month has a round, but nothing that counts.
pub fn nothing_filed(
    leader: &Leader,
    asked: &Asked<'_>,
    coverage: &Coverage,
    filled: Option<Period>,
    lang: Lang,
) -> Empty {
    let month = asked.period().label(lang);
    let mut links: Vec<Link> = Vec::new();
    if asked.basis == Basis::Accepted {
        let href = asked.href(asked.period(), Basis::Submitted, asked.line);
        links.push(Link::new(href, lang.t("Xem số tạm tính", "See the provisional figures")));
    }
    if let Some(period) = filled {
        let text = format!("{} {}", lang.t("Xem", "See"), period.label(lang));
        links.push(Link::new(asked.href(period, asked.basis, asked.line), text));
    }
    let (title, text) = match (coverage.owed(), asked.basis) {
        (0, _) => {
            links.extend(register(leader, lang));
            (
                (format!("Không có cơ sở nào phải báo cáo {month}"), format!("No house owes a report for {month}")),
                (
                    "Danh sách cơ sở trong địa bàn này chưa có, hoặc tất cả đang tạm ngừng, ngừng hoạt động.",
                    "The register has no houses in this area, or all of them are suspended or closed.",
                ),
            )
        }
        (_, Basis::Accepted) => (
            (
                format!("Chưa có báo cáo {month} nào được chấp nhận"),
                format!("No report for {month} has been accepted yet"),
            ),
            ("Số chính thức chỉ gồm báo cáo đã được chấp nhận.", "Official figures consist of accepted reports only."),
        ),
        (_, Basis::Submitted) => (
            (format!("Chưa có cơ sở nào nộp báo cáo {month}"), format!("No house has filed for {month} yet")),
            (
                "Số liệu hiện ở đây khi cơ sở đầu tiên nộp báo cáo.",
                "Figures appear here as soon as the first house has filed.",
            ),
        ),
    };
    let owed = number::print(coverage.owed().into(), 0);
    let owed = match (coverage.owed(), lang) {
        (0, _) => String::new(),
        (_, Lang::Vi) => format!("{owed} cơ sở phải báo cáo. "),
        (_, Lang::En) => format!("{owed} houses owe a report. "),
    };
    Empty { title: lang.t(&title.0, &title.1).to_owned(), text: format!("{owed}{}", lang.t(text.0, text.1)), links }
}

/// Where an empty register is filled, for whoever may.
fn register(leader: &Leader, lang: Lang) -> Vec<Link> {
    match leader.account.role {
        Role::Officer | Role::Admin => {
            vec![Link::new("/establishments", lang.t("Mở danh sách cơ sở", "Open the register"))]
        }
        Role::Leader | Role::Reporter => Vec::new(),
    }
}
