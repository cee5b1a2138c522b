//! How far the figures can be trusted: commune by commune, and month by month.
use super::{Shown, count, print};
use crate::{
    domain::{
        Period, number,
        rollup::{
            Coverage, Cut,
            cut::By,
            table::split,
            total::{Span, total},
        },
    },
    web::rollups::{
        grid::{Column, Grid, Row},
        periods,
    },
};

pub fn quality(shown: Shown<'_>) -> Grid {
    let (lang, frame, cut) = (shown.lang, shown.view.frame, shown.cut);
    let spans = &shown.view.spans;
    let mut rows = vec![Row::new(lang.t("Tổng số", "Total"), cells(&shown.table.coverage.now)).total()];
    let by_area = split(frame, spans, cut, &By::Area);
    rows.extend(by_area.iter().map(|part| Row::new(shown.group(&part.group), cells(&part.total.coverage))));
    if spans.now.months.len() > 1 {
        rows.push(Row::section(lang.t("Theo tháng", "By month")));
        rows.extend(
            months(&shown, cut)
                .iter()
                .map(|(period, coverage)| Row::new(periods::name(*period, lang), cells(coverage))),
        );
    }
    let heads = [
        ("Phải báo cáo", "Owed"),
        ("Được tính", "Counted"),
        ("Trong đó: không phát sinh", "Of these: nil"),
        ("Trong đó: nộp muộn", "Of these: late"),
        ("Bị trả lại", "Returned"),
        ("Chờ chấp nhận", "To be accepted"),
        ("Chưa nộp", "Not filed"),
        ("Tỷ lệ báo cáo (%)", "Share of reports (%)"),
        ("Số buồng phải báo cáo", "Rooms owing"),
        ("Số buồng được tính", "Rooms counted"),
        ("Tỷ trọng số buồng (%)", "Share of rooms (%)"),
    ];
    let notes = [
        (
            "Tạm tính: bản nộp mới nhất của cơ sở, trừ bản bị trả lại. Chính thức: bản được chấp nhận gần nhất.",
            "Provisional: each house's latest report unless it was returned. Official: the last one accepted.",
        ),
        (
            "Bị trả lại: không tính là đã nộp, cũng không tính là chưa nộp. Chờ chấp nhận: chỉ có ở số liệu chính thức. Không phát sinh là một báo cáo.",
            "Returned reports are neither filed nor missing. “To be accepted” concerns official figures only. A nil report is a report.",
        ),
        (
            "Tỷ trọng số buồng = số buồng trong sổ quản lý của các cơ sở được tính ÷ số buồng của các cơ sở phải báo cáo. Kỳ dài đếm báo cáo tháng.",
            "Share of rooms = register rooms of the houses counted ÷ those of the houses owing. Longer periods count monthly reports.",
        ),
    ];
    Grid {
        caption: lang.t("Mức độ đầy đủ của số liệu", "How complete the figures are").to_owned(),
        name: lang.t("Địa bàn", "Commune").to_owned(),
        columns: heads.map(|(vi, en)| Column::number(lang.t(vi, en))).into(),
        rows,
        notes: notes.map(|(vi, en)| lang.t(vi, en).to_owned()).into(),
        cards: false,
    }
}

fn months(shown: &Shown, cut: &Cut) -> Vec<(Period, Coverage)> {
    let of = |month: &crate::domain::rollup::Month| {
        let alone = Span { months: vec![month.clone()], ..Span::default() };
        (month.period, total(shown.view.frame, &alone, |key| cut.covers(key)).coverage)
    };
    shown.view.spans.now.months.iter().map(of).collect()
}

fn cells(coverage: &Coverage) -> Vec<String> {
    let Coverage { reports, nil, late, returned, awaiting, missing, rooms, rooms_owing } = *coverage;
    let mut cells: Vec<String> = [coverage.owed(), reports, nil, late, returned, awaiting, missing].map(count).into();
    cells.extend([
        print(coverage.share_of_reports(), 1),
        number::print(rooms_owing, 0),
        number::print(rooms, 0),
        print(coverage.share_of_rooms(), 1),
    ]);
    cells
}
