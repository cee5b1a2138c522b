//! House by house: who filed what, and who is missing.
use super::{Shown, count};
use crate::{
    domain::{
        Period,
        report::Channel,
        rollup::{AbsentLine, HouseLine, Named, book::highlights, rows::head},
        round::Standing,
        spelling::lower,
    },
    web::{
        reports::words,
        rollups::grid::{Column, Grid, Row},
    },
};

/// The whole first, then the houses of a page of the list. `report` is the address of a house's report or register entry.
pub fn houses(shown: Shown<'_>, houses: &[HouseLine], report: impl Fn(&Named) -> String) -> Grid {
    let lang = shown.lang;
    let lines = highlights(shown.view.frame);
    let several = shown.is_several();
    let coverage = &shown.table.coverage.now;
    let of = |reports: u32, owed: u32| format!("{}/{}", count(reports), count(owed));
    let mut total = vec![String::new(), of(coverage.reports, coverage.owed()), String::new()];
    total.extend(lines.iter().map(|line| shown.figure(*line, shown.table.row(*line).and_then(|row| row.now))));
    let mut rows = vec![Row::new(lang.t("Tổng số", "Total"), total).total()];
    rows.extend(houses.iter().map(|house| {
        let mut cells = vec![
            house.standing.label(lang).to_owned(),
            of(house.counted, house.owed),
            count(house.findings.unsigned_abs()),
        ];
        cells.extend(lines.iter().map(|line| shown.figure(*line, house.figures[*line])));
        let row = named(&shown, &house.house, &report, cells);
        match house.channel {
            Some(Channel::Officer) => {
                Row { hint: format!("{} · {}", row.hint, lower(Channel::Officer.label(lang))), ..row }
            }
            _ => row,
        }
    }));
    let mut columns = vec![
        Column::text(lang.t("Tình trạng", "State")),
        Column::number(lang.t("Được tính/phải nộp", "Counted/owed")),
        Column::number(lang.t("Mục đã giải trình", "Explained")),
    ];
    columns.extend(lines.iter().map(|line| Column::number(head(shown.line(*line), lang))));
    let mut notes = vec![
        lang.t(
            "Số liệu của từng cơ sở chỉ dùng trong cơ quan (Luật Thống kê). Đủ các chỉ tiêu: xem tài liệu làm việc.",
            "Figures of single houses are for the department only (Statistics Law). All lines: see the working document.",
        )
        .to_owned(),
    ];
    if several {
        notes.push(
            lang.t(
                "Kỳ dài: cộng các báo cáo tháng được tính; chỉ tiêu thời điểm lấy số gần nhất.",
                "Longer periods add up the monthly reports counted; stocks are the latest.",
            )
            .to_owned(),
        );
    }
    Grid {
        caption: lang.t("Danh sách cơ sở", "Houses").to_owned(),
        name: lang.t("Cơ sở", "House").to_owned(),
        columns,
        rows,
        notes,
        cards: false,
    }
}

pub fn missing(shown: Shown<'_>, absent: &[AbsentLine], report: impl Fn(&Named) -> String) -> Grid {
    let lang = shown.lang;
    let several = shown.is_several();
    let row = |line: &AbsentLine| {
        let house = &line.house;
        let contact = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        let standing = |(period, standing): &(Period, Standing)| {
            let label = standing.label(lang);
            if several { format!("{}: {label}", period.short()) } else { label.to_owned() }
        };
        let standings: Vec<String> = line.periods.iter().map(standing).collect();
        let cells = vec![standings.join("; "), contact(&house.phone), contact(&house.email)];
        named(&shown, house, &report, cells)
    };
    Grid {
        caption: lang
            .t("Cơ sở chưa nộp hoặc bị trả lại báo cáo", "Houses that have not filed or whose report was returned")
            .to_owned(),
        name: lang.t("Cơ sở", "House").to_owned(),
        columns: vec![
            Column::text(lang.t("Tình trạng", "State")),
            Column::text(lang.t("Điện thoại", "Telephone")),
            Column::text(lang.t("Thư điện tử", "E-mail")).whole_line(),
        ],
        rows: absent.iter().map(row).collect(),
        notes: vec![
            lang.t(
                "Báo cáo bị trả lại không tính là đã nộp, cũng không tính là chưa nộp.",
                "A returned report counts neither as filed nor as missing.",
            )
            .to_owned(),
        ],
        cards: true,
    }
}

fn named(shown: &Shown, house: &Named, report: &impl Fn(&Named) -> String, cells: Vec<String>) -> Row {
    let hint = format!("{} · {}", house.code, words::facts_in_list(&house.facts, shown.lang));
    Row { href: Some(report(house)), hint, ..Row::new(&*house.name, cells) }
}
