//! One row a group: the form's highlights, what their ratios need, and how much of what was owed is in.
use super::{Shown, count, print};
use crate::{
    domain::{
        disclosure::{MARK, note},
        form::Figures,
        rollup::{
            Coverage, Group, Sheet,
            book::highlights,
            cut::By,
            rows::{compared_line, head},
            table,
        },
    },
    web::rollups::grid::{Column, Grid, Row},
};

pub fn split(shown: Shown<'_>, sheet: Sheet, by: &By) -> Grid {
    let (lang, frame) = (shown.lang, shown.view.frame);
    let lines = highlights(frame);
    let compared = compared_line(frame, &lines);
    let total: Figures =
        (0..frame.form.lines.len()).map(|line| shown.table.row(line).and_then(|row| row.now)).collect();
    let change = compared.map(|line| shown.change(line, shown.table.row(line).and_then(|row| row.vs_last_year)));
    let withheld = |line: usize| shown.table.row(line).is_some_and(|row| row.withheld.now);
    let whole = cells(&shown, &shown.table.coverage.now, &lines, (&total, &withheld), change);
    let mut rows = vec![Row::new(lang.t("Tổng số", "Total"), whole).total()];
    let mut any_withheld = false;
    for part in table::split(frame, &shown.view.spans, shown.cut, by) {
        let change = compared.map(|line| shown.change(line, part.vs_last_year.change(line)));
        let withheld = |line: usize| part.total.withheld.contains(&line);
        any_withheld |= lines.iter().any(|line| withheld(*line));
        let cells = cells(&shown, &part.total.coverage, &lines, (&part.total.figures, &withheld), change);
        // What lay in no district has no name to ask for.
        let href = (part.group != Group::District(None))
            .then(|| format!("{}{}", shown.path, shown.query.with_group(sheet, part.group.code())));
        rows.push(Row { href, ..Row::new(shown.group(&part.group), cells) });
    }
    let mut columns: Vec<Column> = [
        ("Đã báo cáo", "Reported"),
        ("Phải báo cáo", "Owed"),
        ("Tỷ lệ báo cáo (%)", "Share of reports (%)"),
        ("Tỷ trọng số buồng (%)", "Share of rooms (%)"),
    ]
    .map(|(vi, en)| Column::number(lang.t(vi, en)))
    .into();
    columns.extend(lines.iter().map(|line| Column::number(head(shown.line(*line), lang))));
    columns.extend(compared.map(|line| {
        Column::number(format!(
            "{}: {}, {}",
            shown.line(line).label.get(lang),
            shown.written.heading(lang).to_lowercase(),
            lang.t("so với cùng kỳ", "on last year"),
        ))
    }));
    Grid {
        caption: sheet.label(lang).to_owned(),
        name: match sheet {
            Sheet::Area => lang.t("Địa bàn", "Commune"),
            Sheet::District => lang.t("Huyện cũ", "Former district"),
            Sheet::Type => lang.t("Loại hình", "Type"),
            Sheet::Size => lang.t("Quy mô", "Size"),
            _ => lang.t("Hạng", "Stars"),
        }
        .to_owned(),
        columns,
        rows,
        notes: notes(&shown, sheet, any_withheld),
        cards: false,
    }
}

fn notes(shown: &Shown, sheet: Sheet, is_withheld: bool) -> Vec<String> {
    let lang = shown.lang;
    let mut notes = vec![
            lang.t(
                "Cơ sở đã báo cáo xếp theo hồ sơ ghi trong báo cáo, cơ sở chưa báo cáo xếp theo sổ quản lý. Tỷ lệ tính từ tổng của nhóm.",
                "Houses that reported stand where their report puts them, all others where the register does. Ratios are computed from sums.",
            )
            .to_owned(),
        ];
    if sheet == Sheet::District {
        notes.push(
            lang.t(
                "Huyện, thị xã, thành phố, quận trước ngày 01/07/2025: mỗi xã, phường, đặc khu hiện nay tính vào đơn vị cũ có phần lớn diện tích của nó.",
                "Districts as they were before 1 July 2025: each commune of today counts in the one in which most of it lay.",
            )
            .to_owned(),
        );
    }
    // No edition tells of former districts or classes of size.
    if matches!(sheet, Sheet::District | Sheet::Size) && shown.table.coverage.published_last_year.is_some() {
        notes.push(
            lang.t(
                "Dòng tổng số so số đã công bố; từng dòng chỉ so các cơ sở có báo cáo ở cả hai kỳ.",
                "The total compares published figures; each row only houses that reported in both periods.",
            )
            .to_owned(),
        );
    }
    notes.extend(is_withheld.then(|| note().get(lang).to_owned()));
    notes
}

fn cells(
    shown: &Shown,
    coverage: &Coverage,
    lines: &[usize],
    (figures, withheld): (&Figures, &dyn Fn(usize) -> bool),
    change: Option<String>,
) -> Vec<String> {
    let mut cells = vec![
        count(coverage.reports),
        count(coverage.owed()),
        print(coverage.share_of_reports(), 1),
        print(coverage.share_of_rooms(), 1),
    ];
    let figure = |line: &usize| match withheld(*line) {
        true => MARK.to_owned(),
        false => shown.figure(*line, figures[*line]),
    };
    cells.extend(lines.iter().map(figure));
    cells.extend(change);
    cells
}
