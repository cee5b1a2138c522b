//! What those who have not reported would have: beside what was reported, never mixed with it.
use super::{Shown, count, print, without_empty_sections};
use crate::{
    domain::{
        Lang,
        disclosure::{MARK, note},
        estimate::{Estimate, Estimates, table::Source},
        number,
        rollup::{
            Sheet,
            book::highlights,
            cut::By,
            rows::{Entry, compared_line, entries},
            table::split,
        },
    },
    web::rollups::grid::{Column, Grid, Row},
};

/// Line by line; then for the line that matters most, by type, stars and place.
pub fn estimate(shown: Shown<'_>, source: &Source) -> Vec<Grid> {
    let frame = shown.view.frame;
    let whole = source.whole(frame, shown.cut, shown.table);
    let mut grids = vec![by_line(&shown, &whole)];
    if let Some(line) = compared_line(frame, &highlights(frame)).filter(|_| !whole.too_few) {
        for (sheet, by) in [(Sheet::Type, By::Type), (Sheet::Stars, By::Stars), (Sheet::Area, By::Area)] {
            grids.push(by_part(&shown, source, (sheet, &by), line, &whole));
        }
    }
    grids
}

fn by_line(shown: &Shown, whole: &Estimates) -> Grid {
    let lang = shown.lang;
    let mut rows = Vec::new();
    for entry in entries(shown.view.frame, lang) {
        match entry {
            Entry::Section(title) => rows.push(Row::section(title)),
            Entry::Line { number, index, line } => {
                rows.extend(whole.row(index).map(|row| Row::line(&number, line, lang, cells(shown, row))));
            }
        }
    }
    without_empty_sections(&mut rows);
    let unit = Column::text(lang.t("Đơn vị", "Unit")).wide_only();
    Grid {
        caption: match lang {
            Lang::Vi => format!("Ước cả địa bàn: thêm {} báo cáo chưa được tính", count(whole.houses)),
            Lang::En => format!("Estimate of the whole: {} reports that are not counted yet", count(whole.houses)),
        },
        name: lang.t("Chỉ tiêu", "Line").to_owned(),
        columns: [unit].into_iter().chain(columns(lang)).collect(),
        rows,
        notes: notes(whole, lang),
        cards: false,
    }
}

fn by_part(shown: &Shown, source: &Source, (sheet, by): (Sheet, &By), line: usize, whole: &Estimates) -> Grid {
    let lang = shown.lang;
    let parts = split(shown.view.frame, &shown.view.spans, shown.cut, by);
    let estimates = source.split(shown.view.frame, (shown.cut, by), shown.table, &parts);
    let row = |name: String, estimates: &Estimates| {
        let mut with_count = vec![count(estimates.houses)];
        with_count.extend(estimates.row(line).map(|row| cells(shown, row)).unwrap_or_default());
        Row::new(name, with_count)
    };
    let mut rows = vec![row(lang.t("Tổng số", "Total").to_owned(), whole).total()];
    rows.extend(parts.iter().zip(&estimates).map(|(part, estimates)| row(shown.group(&part.group), estimates)));
    let mut all = vec![Column::number(lang.t("Số báo cáo được ước", "Reports estimated"))];
    all.extend(columns(lang));
    let line = shown.line(line);
    Grid {
        caption: format!("{}: {} ({})", sheet.label(lang), line.label.get(lang), line.unit.get(lang)),
        name: match sheet {
            Sheet::Area => lang.t("Địa bàn", "Commune"),
            Sheet::Type => lang.t("Loại hình", "Type"),
            _ => lang.t("Hạng", "Stars"),
        }
        .to_owned(),
        columns: all,
        rows,
        notes: Vec::new(),
        cards: false,
    }
}

fn columns(lang: Lang) -> Vec<Column> {
    vec![
        Column::number(lang.t("Đã báo cáo", "Reported")).strong(),
        Column::number(lang.t("Ước phần thiếu", "Estimated")),
        Column::number(lang.t("Ước tổng", "Total")),
        Column::number(lang.t("± (95 %)", "± (95 %)")),
        Column::number(lang.t("Từ", "From")).under(lang.t("Khoảng 95 % của ước tổng", "95 % interval of the total")),
        Column::number(lang.t("Đến", "To")).under(lang.t("Khoảng 95 % của ước tổng", "95 % interval of the total")),
        Column::number(lang.t("Tỷ trọng phần ước (%)", "Share estimated (%)")),
    ]
}

fn cells(shown: &Shown, row: &Estimate) -> Vec<String> {
    let figure = |value: Option<i64>, is_withheld: bool| {
        if is_withheld { MARK.to_owned() } else { shown.figure(row.line, value) }
    };
    let margin = row.margin().map(|margin| number::print(margin, shown.line(row.line).decimals));
    let share = if row.withheld { MARK.to_owned() } else { print(row.share, 1) };
    vec![
        figure(row.reported, row.reported_withheld),
        figure(row.estimated, row.withheld),
        figure(row.total, row.withheld),
        if row.withheld { MARK.to_owned() } else { margin.unwrap_or_else(|| "–".to_owned()) },
        figure(row.low, row.withheld),
        figure(row.high, row.withheld),
        share,
    ]
}

fn notes(whole: &Estimates, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if whole.too_few {
        notes.push(too_few(lang).to_owned());
    }
    notes.extend(method(lang).map(str::to_owned));
    notes.extend(whole.is_withheld().then(|| note().get(lang).to_owned()));
    notes
}

fn too_few(lang: Lang) -> &'static str {
    lang.t(
        "Chưa ước tính: cần ít nhất 10 báo cáo trong mỗi tháng.",
        "Nothing is estimated yet: it takes at least 10 reports in each month.",
    )
}

fn method(lang: Lang) -> [&'static str; 2] {
    [
        lang.t(
            "Ước tính cho cơ sở phải báo cáo nhưng chưa được tính (chưa nộp, bị trả lại, chờ chấp nhận): số cùng kỳ của chính cơ sở nhân với mức tăng, giảm của nhóm cùng loại hình, hạng sao, địa bàn; không có cùng kỳ thì lấy bình quân mỗi buồng của nhóm. Chỉ ước chỉ tiêu cộng dồn; tỷ lệ tính từ tổng đã báo cáo và ước.",
            "Estimated are houses that owe and are not counted (not filed, returned, waiting): the house's own figure of last year moved with the change of its group of type, stars and area; without one, the group's mean per room. Flows only; ratios come from the sums of reported and estimated.",
        ),
        lang.t(
            "Khoảng 95 %: khi mọi báo cáo đã nộp, tổng số nằm trong khoảng này với xác suất khoảng 95 %. Báo cáo nộp sau thay cho phần ước của cơ sở đó.",
            "95 % interval: when all reports are in, the total will lie in it with a probability of about 95 %. A late report takes the place of its estimate.",
        ),
    ]
}
