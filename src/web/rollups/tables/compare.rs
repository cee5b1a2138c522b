//! What the houses that reported in both periods filed in each.
use super::{Shown, count, print};
use crate::{
    domain::{
        Lang,
        disclosure::{MARK, note},
        edition::Editions,
        number,
        rollup::{
            Change, Row as Figures,
            change::is_rate,
            rows::{Entry, cumulative_label, difference, entries},
        },
    },
    web::rollups::grid::{Column, Grid, Row},
};

/// Now, before, and the change between them.
struct Pair {
    now: String,
    before: String,
    reports: u32,
    /// The totals of both as published, instead of the same houses.
    editions: Option<Editions>,
    change: fn(&Figures) -> Option<Change>,
}

pub fn compare(shown: Shown<'_>) -> Grid {
    let lang = shown.lang;
    let pairs = pairs(&shown);
    let reports = lang.t("báo cáo", "reports").to_owned();
    let counts = pairs.iter().flat_map(|pair| {
        let [now, before] = pair.editions.map_or([pair.reports; 2], |editions| editions.reports);
        [count(now), count(before), String::new(), String::new()]
    });
    let plain = plain(&shown);
    let counts = counts.chain(plain.iter().map(|_| String::new()));
    let mut rows = vec![Row {
        hint: reports.clone(),
        hint_on_phone: true,
        ..Row::new(lang.t("Báo cáo được so", "Reports compared"), [reports].into_iter().chain(counts).collect())
    }];
    for entry in entries(shown.view.frame, lang) {
        rows.push(match entry {
            Entry::Section(title) => Row::section(title),
            Entry::Line { number, index, line } => {
                let figures = shown.table.row(index);
                let cells = pairs.iter().flat_map(|pair| cells(&shown, index, pair, figures));
                let cells = cells.chain(plain.iter().map(|column| (column.cell)(&shown, index, figures)));
                Row::line(&number, line, lang, cells)
            }
        });
    }
    Grid {
        caption: match pairs.iter().any(|pair| pair.editions.is_some()) {
            false => lang.t("So sánh các cơ sở có báo cáo ở cả hai kỳ", "Houses that reported in both periods"),
            true => lang.t("So sánh số đã công bố", "Published figures compared"),
        }
        .to_owned(),
        name: lang.t("Chỉ tiêu", "Line").to_owned(),
        columns: columns(&pairs, lang).into_iter().chain(plain.iter().map(Plain::column)).collect(),
        rows,
        notes: vec![
            lang.t(
                "Chỉ số (%) = kỳ này ÷ kỳ so sánh × 100; tăng, giảm (%) = chỉ số − 100. Với chỉ tiêu tính bằng %, tăng, giảm ghi bằng điểm.",
                "Index (%) = this period ÷ the other × 100; change (%) = index − 100. Lines in % change by points.",
            )
            .to_owned(),
            lang.t(
                "Một kỳ dài so từng tháng với tháng tương ứng: cơ sở được tính ở những tháng có báo cáo cả hai năm (hai kỳ).",
                "A longer period is compared month by month: a house counts in the months for which it reported in both.",
            )
            .to_owned(),
            lang.t(
                "«Mọi cơ sở» so tổng của tất cả cơ sở có báo cáo trong từng kỳ, kể cả cơ sở mới hoặc không còn báo cáo: chênh lệch có thể do số cơ sở.",
                "“All houses” compares the sums of all houses that reported in each period, new and gone ones too: a difference may be one of houses.",
            )
            .to_owned(),
        ]
        .into_iter()
        .chain(shown.table.guarded.then(|| note().get(lang).to_owned()))
        .collect(),
        cards: false,
    }
}

/// A column of all houses, beside the comparison of the same ones.
struct Plain {
    head: String,
    group: &'static str,
    cell: fn(&Shown, usize, Option<&Figures>) -> String,
}

impl Plain {
    fn column(&self) -> Column {
        Column::number(&self.head).under(self.group)
    }
}

fn plain(shown: &Shown) -> Vec<Plain> {
    let lang = shown.lang;
    let group = lang.t("Mọi cơ sở: tăng, giảm (%)", "All houses: change (%)");
    let mut plain = Vec::new();
    if shown.has_previous() {
        plain.push(Plain {
            head: shown.previous(),
            group,
            cell: |shown, index, row| change(shown, index, row.and_then(|row| row.plain(row.previous))),
        });
    }
    plain.push(Plain {
        head: shown.last_year(),
        group,
        cell: |shown, index, row| change(shown, index, row.and_then(|row| row.plain(row.last_year))),
    });
    if shown.view.spans.two_years_ago.is_some() {
        let two_years_ago = shown.two_years_ago();
        plain.push(Plain {
            head: two_years_ago.clone(),
            group,
            cell: |shown, index, row| change(shown, index, row.and_then(|row| row.plain(row.two_years_ago))),
        });
        plain.push(Plain {
            head: two_years_ago,
            group: lang.t("Thực hiện", "Reported"),
            cell: |shown, index, row| match row {
                Some(row) if row.withheld.two_years_ago => MARK.to_owned(),
                row => shown.figure(index, row.and_then(|row| row.two_years_ago)),
            },
        });
    }
    plain
}

/// Always a change, whatever is chosen for the other tables: index and change stand side by side here.
pub fn change(shown: &Shown, index: usize, change: Option<Change>) -> String {
    let line = shown.line(index);
    let (difference, decimals) = difference(line, change);
    let points = if is_rate(line) { shown.lang.t("\u{a0}điểm", "\u{a0}points") } else { "" };
    difference
        .map_or_else(|| "–".to_owned(), |difference| format!("{}{points}", number::print_signed(difference, decimals)))
}

fn pairs(shown: &Shown) -> Vec<Pair> {
    let coverage = &shown.table.coverage;
    let (period, lang) = (shown.view.period, shown.lang);
    let mut pairs = Vec::new();
    if shown.has_previous() {
        pairs.push(Pair {
            now: shown.now(),
            before: shown.previous(),
            reports: coverage.compared_previous,
            editions: coverage.published_previous,
            change: |row| row.vs_previous,
        });
    }
    pairs.push(Pair {
        now: shown.now(),
        before: shown.last_year(),
        reports: coverage.compared_last_year,
        editions: coverage.published_last_year,
        change: |row| row.vs_last_year,
    });
    if shown.has_cumulative() {
        pairs.push(Pair {
            now: cumulative_label(period, lang),
            before: cumulative_label(period.same_last_year(), lang),
            reports: coverage.compared_cumulative,
            editions: None,
            change: |row| row.vs_cumulative,
        });
    }
    pairs
}

fn columns(pairs: &[Pair], lang: Lang) -> Vec<Column> {
    let mut columns = vec![Column::text(lang.t("Đơn vị", "Unit")).wide_only()];
    for (place, pair) in pairs.iter().enumerate() {
        let group = match place {
            _ if place + 1 == pairs.len() && pair.now != pairs[0].now => lang.t("Lũy kế", "Cumulative"),
            0 if pairs.len() > 1 && pairs[1].now == pair.now => lang.t("Với kỳ trước", "On the period before"),
            _ => lang.t("Với cùng kỳ", "On last year"),
        };
        let group = match pair.editions {
            Some(_) => format!("{group} ({})", lang.t("số đã công bố", "published")),
            None => group.to_owned(),
        };
        let heads =
            [&*pair.now, &*pair.before, lang.t("Chỉ số (%)", "Index (%)"), lang.t("Tăng, giảm (%)", "Change (%)")];
        columns.extend(heads.map(|head| Column::number(head).under(&group)));
    }
    columns
}

fn cells(shown: &Shown, index: usize, pair: &Pair, figures: Option<&Figures>) -> [String; 4] {
    let line = shown.line(index);
    let change = figures.and_then(pair.change);
    let side = |side: fn(Change) -> i64| match change {
        // Who is new among them could be told from the sums of both periods.
        Some(_) if shown.table.guarded && pair.editions.is_none() => MARK.to_owned(),
        change => shown.figure(index, change.map(side)),
    };
    let of_hundred = if is_rate(line) { String::new() } else { print(change.and_then(Change::index), 1) };
    [side(|c| c.now), side(|c| c.before), of_hundred, self::change(shown, index, change)]
}
