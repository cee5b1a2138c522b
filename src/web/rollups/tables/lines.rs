//! The form's lines × the period, the one before, the year before, and since January.
use super::{Shown, count, print};
use crate::{
    domain::{
        Lang,
        disclosure::{MARK, note},
        form::Kind,
        rollup::{
            Coverage, Row as Figures,
            change::Written,
            rows::{Entry, cumulative_label, entries, label},
            table::WithheldOf,
        },
    },
    web::rollups::grid::{Column, Grid, Row},
};

/// A column: its head, the figure of a line, the coverage behind it (None = a comparison).
struct Part {
    column: Column,
    of: Of,
}

enum Of {
    Figure(fn(&Figures) -> Option<i64>, fn(&WithheldOf) -> bool, Option<Coverage>),
    Change(fn(&Figures) -> Option<crate::domain::rollup::Change>),
    Plan(fn(&Figures) -> Option<i64>),
    /// In percent with one decimal.
    Share(fn(&Figures) -> Option<i64>),
}

pub fn lines(shown: Shown<'_>) -> Grid {
    let lang = shown.lang;
    let parts = parts(&shown);
    let mut rows = coverage_rows(&parts, lang);
    for entry in entries(shown.view.frame, lang) {
        rows.push(match entry {
            Entry::Section(title) => Row::section(title),
            Entry::Line { number, index, line } => {
                let figures = shown.table.row(index);
                Row::line(&number, line, lang, parts.iter().map(|part| cell(&shown, part, index, figures)))
            }
        });
    }
    let unit = Column::text(lang.t("Đơn vị", "Unit")).wide_only();
    Grid {
        caption: shown.now(),
        name: lang.t("Chỉ tiêu", "Line").to_owned(),
        columns: [unit].into_iter().chain(parts.into_iter().map(|part| part.column)).collect(),
        rows,
        notes: notes(&shown),
        cards: false,
    }
}

fn parts(shown: &Shown) -> Vec<Part> {
    let (lang, coverage) = (shown.lang, &shown.table.coverage);
    let figures = lang.t("Thực hiện", "Reported");
    let compared = match shown.written {
        Written::Index => lang.t("Chỉ số (%) so với", "Index (%) on"),
        Written::Change => lang.t("Tăng, giảm (%) so với", "Change (%) on"),
    };
    let accumulated = lang.t("Lũy kế", "Cumulative");
    let mut parts = vec![Part {
        column: Column::number(shown.now()).under(figures).strong(),
        of: Of::Figure(|row| row.now, |of| of.now, Some(coverage.now)),
    }];
    if shown.has_previous() {
        parts.push(Part {
            column: Column::number(shown.previous()).under(figures),
            of: Of::Figure(|row| row.previous, |of| of.previous, coverage.previous),
        });
    }
    parts.push(Part {
        column: Column::number(shown.last_year()).under(figures),
        of: Of::Figure(|row| row.last_year, |of| of.last_year, coverage.last_year),
    });
    if shown.has_previous() {
        let column = Column::number(lang.t("kỳ trước", "the period before")).under(compared);
        parts.push(Part { column, of: Of::Change(|row| row.vs_previous) });
    }
    let column = Column::number(lang.t("cùng kỳ", "last year")).under(compared);
    parts.push(Part { column, of: Of::Change(|row| row.vs_last_year) });
    if shown.has_cumulative() {
        let months = |period| cumulative_label(period, lang).replacen(lang.t("Lũy kế ", "Cumulative, "), "", 1);
        let period = shown.view.period;
        parts.push(Part {
            column: Column::number(months(period)).under(accumulated),
            of: Of::Figure(|row| row.cumulative, |of| of.cumulative, coverage.cumulative),
        });
        parts.push(Part {
            column: Column::number(months(period.same_last_year())).under(accumulated),
            of: Of::Figure(|row| row.cumulative_last_year, |of| of.cumulative_last_year, coverage.cumulative_last_year),
        });
        let column = Column::number(shown.written.heading(lang)).under(accumulated);
        parts.push(Part { column, of: Of::Change(|row| row.vs_cumulative) });
    }
    if shown.table.has_plan() {
        let plan = format!("{} {}", lang.t("Kế hoạch năm", "Plan of"), shown.view.period.last_day().format("%Y"));
        let number = Column::number(lang.t("Số kế hoạch", "Planned")).under(&plan);
        parts.push(Part { column: number, of: Of::Plan(|row| row.plan) });
        let share = Column::number(lang.t("Lũy kế đạt (%)", "Reached (%)")).under(&plan);
        parts.push(Part { column: share, of: Of::Share(|row| row.share_of_plan) });
    }
    parts
}

fn cell(shown: &Shown, part: &Part, index: usize, figures: Option<&Figures>) -> String {
    match part.of {
        Of::Figure(_, is_withheld, _) if figures.is_some_and(|row| is_withheld(&row.withheld)) => MARK.to_owned(),
        Of::Figure(of, _, _) => shown.figure(index, figures.and_then(of)),
        Of::Change(of) => shown.change(index, figures.and_then(of)),
        Of::Plan(of) => shown.figure(index, figures.and_then(of)),
        Of::Share(of) => print(figures.and_then(of), 1),
    }
}

/// How much of what was owed is in, column by column.
fn coverage_rows(parts: &[Part], lang: Lang) -> Vec<Row> {
    type Of2 = fn(&Coverage) -> String;
    let reports = lang.t("báo cáo", "reports");
    let rows: [(&str, &str, Of2); 4] = [
        (lang.t("Báo cáo được tính", "Reports counted"), reports, |c| count(c.reports)),
        (lang.t("Trong đó: không phát sinh", "Of these: nil"), reports, |c| count(c.nil)),
        (lang.t("Báo cáo phải nộp", "Reports owed"), reports, |c| count(c.owed())),
        (lang.t("Tỷ trọng số buồng", "Share of rooms"), "%", |c| print(c.share_of_rooms(), 1)),
    ];
    let row = |(name, unit, of): (&str, &str, Of2)| {
        let cell = |part: &Part| match &part.of {
            Of::Figure(_, _, Some(coverage)) => of(coverage),
            Of::Figure(_, _, None) => "–".to_owned(),
            Of::Change(_) | Of::Plan(_) | Of::Share(_) => String::new(),
        };
        let cells = [unit.to_owned()].into_iter().chain(parts.iter().map(cell)).collect();
        Row { hint: unit.to_owned(), hint_on_phone: true, ..Row::new(name, cells) }
    };
    let heading = Row::section(lang.t("Mức độ đầy đủ của số liệu", "How complete the figures are"));
    [heading].into_iter().chain(rows.into_iter().map(row)).collect()
}

fn notes(shown: &Shown) -> Vec<String> {
    let lang = shown.lang;
    let mut notes = vec![
        lang.t(
            "Tỷ lệ của cả nhóm tính từ tổng của nhóm, không lấy bình quân các tỷ lệ. Dấu «–»: không có hoặc không tính; chưa báo cáo không phải là 0.",
            "Ratios of the whole are computed from its sums, never averaged. “–”: not known or not computed; a missing report is not zero.",
        )
        .to_owned(),
    ];
    if shown.table.has_plan() {
        notes.push(
            lang.t(
                "% kế hoạch = lũy kế từ tháng 1 ÷ kế hoạch năm; chỉ tính cho chỉ tiêu cộng dồn.",
                "Reached = what accumulated since January ÷ the year's plan; for lines that add up only.",
            )
            .to_owned(),
        );
    }
    notes.extend(shown.table.is_withheld().then(|| note().get(lang).to_owned()));
    let has_stocks = shown.view.frame.form.lines.iter().any(|line| line.kind == Kind::Stock);
    if shown.is_several() && has_stocks {
        let older = shown.table.rows.iter().filter(|row| row.older > 0);
        let older: Vec<String> =
            older.map(|row| format!("{} {}", row.older, label(shown.line(row.line), lang).to_lowercase())).collect();
        let mut text = lang
            .t(
                "Chỉ tiêu thời điểm lấy số gần nhất trong kỳ của từng cơ sở còn hoạt động cuối kỳ; không lũy kế.",
                "Stocks are the latest of each house open at the period's end; they do not accumulate.",
            )
            .to_owned();
        if !older.is_empty() {
            text += lang.t(" Số cơ sở lấy số của tháng trước đó: ", " Houses whose latest is of an earlier month: ");
            text += &format!("{}.", older.join("; "));
        }
        notes.push(text);
    }
    notes
}
