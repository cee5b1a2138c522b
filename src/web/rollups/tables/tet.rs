//! January and February together against the same two, per day.
use super::{Shown, compare::change, count, print, without_empty_sections};
use crate::{
    domain::{
        disclosure::{MARK, note},
        rollup::{
            rows::{Entry, entries},
            tet::{Side, Tet, TetRow, per_day},
        },
    },
    web::rollups::grid::{Column, Grid, Row},
};

/// None if the period does not hold one of both months, or one of them has no round.
pub fn tet(shown: Shown<'_>) -> Option<Grid> {
    let (lang, tet) = (shown.lang, shown.table.tet.as_ref()?);
    let sides = [tet.now, tet.last_year];
    let mut columns = vec![Column::text(lang.t("Đơn vị", "Unit")).wide_only()];
    for side in sides {
        let label = side.label(lang);
        columns.push(Column::number(lang.t("Tổng", "Sum")).under(&label));
        columns.push(Column::number(lang.t("Bình quân ngày", "Per day")).under(&label));
    }
    columns.push(Column::number(lang.t("Tăng, giảm bình quân ngày (%)", "Change per day (%)")).strong());
    let mut rows = counts(&shown, tet);
    for entry in entries(shown.view.frame, lang) {
        match entry {
            Entry::Section(title) => rows.push(Row::section(title)),
            Entry::Line { number, index, line } => {
                let figures = tet.rows.iter().find(|row| row.line == index);
                rows.extend(figures.map(|row| Row::line(&number, line, lang, cells(&shown, row, sides))));
            }
        }
    }
    without_empty_sections(&mut rows);
    let mut notes = vec![
        lang.t(
            "Tết rơi vào tháng 1 hoặc tháng 2, nên hai tháng gộp lại so với hai tháng của năm trước, tính bình quân ngày. Tăng, giảm chỉ so các cơ sở có báo cáo ở cùng tháng của cả hai năm; chỉ tiêu tính bằng % ghi bằng điểm.",
            "Tết falls in January or February, so both months together stand against the same two of the year before, per day. Changes compare only houses that reported in the same month of both years; lines in % change by points.",
        )
        .to_owned(),
    ];
    notes.extend(shown.table.guarded.then(|| note().get(lang).to_owned()));
    Some(Grid {
        caption: lang.t("Tháng 1 và tháng 2 gộp lại", "January and February together").to_owned(),
        name: lang.t("Chỉ tiêu", "Line").to_owned(),
        columns,
        rows,
        notes,
        cards: false,
    })
}

fn counts(shown: &Shown, tet: &Tet) -> Vec<Row> {
    let lang = shown.lang;
    let sides = [tet.now, tet.last_year];
    let row = |name: &str, unit: &str, of: &dyn Fn(&Side) -> String, last: String| {
        let cells = sides.iter().flat_map(|side| [of(side), String::new()]);
        let cells = [unit.to_owned()].into_iter().chain(cells).chain([last]).collect();
        Row { hint: unit.to_owned(), hint_on_phone: true, ..Row::new(name, cells) }
    };
    let reports = lang.t("báo cáo", "reports");
    let day = |side: &Side| side.tet.map_or_else(|| "–".to_owned(), |day| day.format("%d/%m").to_string());
    vec![
        row(lang.t("Ngày mùng 1 Tết", "First day of Tết"), "", &day, String::new()),
        row(lang.t("Số ngày", "Days"), lang.t("ngày", "days"), &|side| count(side.days), String::new()),
        row(
            lang.t("Báo cáo được tính", "Reports counted"),
            reports,
            &|side| count(side.coverage.reports),
            format!("{} {}", count(tet.reports), lang.t("so được", "compared")),
        ),
        row(lang.t("Báo cáo phải nộp", "Reports owed"), reports, &|side| count(side.coverage.owed()), String::new()),
    ]
}

fn cells(shown: &Shown, row: &TetRow, sides: [Side; 2]) -> [String; 5] {
    let line = shown.line(row.line);
    let figures = [row.now, row.last_year];
    let sum = |at: usize| {
        if row.withheld[at] { MARK.to_owned() } else { shown.figure(row.line, figures[at]) }
    };
    let by_day = |at: usize| match figures[at] {
        Some(value) if row.per_day => print(per_day(value, sides[at].days), line.decimals + 1),
        _ => String::new(),
    };
    [sum(0), by_day(0), sum(1), by_day(1), change(shown, row.line, row.change)]
}
