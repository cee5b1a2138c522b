//! The tables of an edition, drawn from what was frozen: they need neither the form's file nor any report.
use super::view::{Differs, Trust};
use crate::{
    domain::{
        Lang,
        disclosure::MARK,
        edition::{
            Announced, Differences, Moved,
            announced::{Exact, Ground, Line, Part, Told},
        },
        number,
        report::Basis,
        rollup::Coverage,
        spelling::capital,
    },
    web::rollups::grid::{Column, Grid, Kind, Row},
};

/// Columns of the estimate.
const ESTIMATE: usize = 4;

pub fn all(figures: &Announced, lang: Lang) -> Vec<Grid> {
    let mut grids = vec![lines(figures, lang)];
    let tables = [
        (&figures.by_area, lang.t("Theo địa bàn", "By commune")),
        (&figures.by_type, lang.t("Theo loại hình", "By type")),
        (&figures.by_stars, lang.t("Theo hạng sao", "By stars")),
    ];
    grids.extend(
        tables
            .into_iter()
            .filter(|(parts, _)| !parts.is_empty())
            .map(|(parts, name)| by_part(figures, parts, name, lang)),
    );
    grids.extend(markets(figures, lang));
    grids
}

fn lines(figures: &Announced, lang: Lang) -> Grid {
    let changes = lang.t("Tăng, giảm (%) so với", "Change (%) on");
    let estimate = lang.t("Ước phần thiếu, để tham khảo", "Estimate of what is missing");
    let has_estimate = figures.estimated_reports > 0 && !figures.too_few_to_estimate;
    let mut columns = vec![
        Column::text(lang.t("Đơn vị", "Unit")).wide_only(),
        Column::number(lang.t("Số công bố", "Published")).strong(),
        Column::number(lang.t("kỳ trước", "the period before")).under(changes),
        Column::number(lang.t("cùng kỳ", "last year")).under(changes),
        Column::number(lang.t("Phần ước", "Estimated")).under(estimate),
        Column::number(lang.t("Ước tổng", "Total")).under(estimate),
        Column::number("± (95 %)").under(estimate),
        Column::number(lang.t("Tỷ trọng ước (%)", "Share (%)")).under(estimate),
    ];
    if !has_estimate {
        columns.truncate(columns.len() - ESTIMATE);
    }
    let mut rows = Vec::new();
    for line in &figures.lines {
        let section = line.section.get(lang);
        if !section.is_empty() {
            rows.push(Row::section(section));
        }
        rows.push(line_row(line, lang));
    }
    Grid {
        caption: lang.t("Theo chỉ tiêu", "By line").to_owned(),
        name: lang.t("Chỉ tiêu", "Line").to_owned(),
        columns,
        rows,
        notes: Vec::new(),
        cards: false,
    }
}

fn line_row(line: &Line, lang: Lang) -> Row {
    let unit = line.unit.get(lang).to_owned();
    let hidden = |value: String| if line.estimate_withheld { MARK.to_owned() } else { value };
    let of = |value: Option<Exact>| hidden(figure(value, line.decimals));
    let estimate = line.estimate;
    let margin = estimate.and_then(|e| {
        let (total, low, high) = (e.total.at(line.decimals), e.low?.at(line.decimals), e.high?.at(line.decimals));
        Some(number::print((total - low).max(high - total), line.decimals))
    });
    let cells = vec![
        unit.clone(),
        if line.withheld { MARK.to_owned() } else { figure(line.value, line.decimals) },
        told(line.vs_previous, line.decimals, lang),
        told(line.vs_last_year, line.decimals, lang),
        of(estimate.and_then(|estimate| estimate.estimated)),
        of(estimate.map(|estimate| estimate.total)),
        hidden(margin.unwrap_or_else(|| "–".to_owned())),
        hidden(figure(estimate.and_then(|estimate| estimate.share), 1)),
    ];
    Row {
        kind: if line.is_part { Kind::Part } else { Kind::Line },
        hint: unit,
        hint_on_phone: true,
        ..Row::new(format!("{}. {}", line.number, line.label.get(lang)), cells)
    }
}

fn by_part(figures: &Announced, parts: &[Part], name: &str, lang: Lang) -> Grid {
    let mut columns: Vec<Column> =
        [("Đã báo cáo", "Reported"), ("Phải báo cáo", "Owed"), ("Tỷ trọng số buồng (%)", "Share of rooms (%)")]
            .map(|(vi, en)| Column::number(lang.t(vi, en)))
            .into();
    let shown: Vec<(usize, &Line)> =
        figures.narrow.iter().filter_map(|place| Some((*place, figures.lines.get(*place)?))).collect();
    let head = |line: &Line| format!("{} ({})", line.label.get(lang), line.unit.get(lang));
    columns.extend(shown.iter().map(|(_, line)| Column::number(head(line))));
    let compared = figures.compared.and_then(|place| figures.lines.get(place));
    columns.extend(compared.map(|line| {
        let change = lang.t("tăng, giảm so với cùng kỳ (%)", "change on last year (%)");
        Column::number(format!("{}: {change}", line.label.get(lang)))
    }));
    let cells = |coverage: &Coverage, of: &dyn Fn(usize, &Line) -> String, change: Option<Told>| {
        let mut cells = vec![count(coverage.reports), count(coverage.owed()), share(coverage)];
        cells.extend(shown.iter().map(|(place, line)| of(*place, line)));
        cells.extend(compared.map(|line| told(change, line.decimals, lang)));
        cells
    };
    let of_whole = |_: usize, line: &Line| if line.withheld { MARK.into() } else { figure(line.value, line.decimals) };
    let whole = cells(&figures.coverage, &of_whole, compared.and_then(|line| line.vs_last_year));
    let mut rows = vec![Row::new(lang.t("Tổng số", "Total"), whole).total()];
    rows.extend(parts.iter().map(|part| {
        let of = |place: usize, line: &Line| match part.withheld.contains(&place) {
            true => MARK.to_owned(),
            false => figure(part.values.get(place).copied().flatten(), line.decimals),
        };
        Row::new(part.name.get(lang), cells(&part.coverage, &of, part.vs_last_year))
    }));
    Grid { caption: name.to_owned(), name: name.to_owned(), columns, rows, notes: Vec::new(), cards: false }
}

fn markets(figures: &Announced, lang: Lang) -> Vec<Grid> {
    let grid = |breakdown: &crate::domain::edition::announced::Breakdown| {
        let line = figures.lines.iter().find(|line| line.code == breakdown.line)?;
        let rows = breakdown.keys.iter();
        let rows = rows.map(|key| Row::new(key.name.get(lang), vec![figure(Some(key.value), line.decimals)]));
        Some(Grid {
            caption: line.label.get(lang).to_owned(),
            name: lang.t("Thị trường", "Market").to_owned(),
            columns: vec![Column::number(line.unit.get(lang)).strong()],
            rows: rows.collect(),
            notes: Vec::new(),
            cards: false,
        })
    };
    figures.breakdowns.iter().filter_map(grid).collect()
}

/// Basis, n of m, and what must be known with the figures.
pub fn trust(figures: &Announced, lang: Lang) -> Trust {
    let nil = count(figures.coverage.nil);
    let of = of(&figures.coverage);
    Trust {
        basis: capital(figures.basis.label(lang)),
        official: figures.basis == Basis::Accepted,
        coverage: match lang {
            Lang::Vi => format!("{of} cơ sở đã báo cáo (gồm {nil} không phát sinh)"),
            Lang::En => format!("{of} houses reported ({nil} nil)"),
        },
        rooms: share(&figures.coverage),
        notes: notes(figures, lang),
    }
}

fn notes(figures: &Announced, lang: Lang) -> Vec<String> {
    let (previous, last_year) = (figures.period.previous(), figures.period.same_last_year());
    let mut notes = Vec::new();
    for (ground, before, vi, en) in [
        (figures.on_previous, previous, "So với kỳ trước", "On the period before"),
        (figures.on_last_year, last_year, "So với cùng kỳ", "On last year"),
    ] {
        let (name, before) = (lang.t(vi, en), before.label(lang));
        notes.extend(ground.map(|ground| match (ground, lang) {
            (Ground::Published(number), Lang::Vi) => {
                format!("{name}: so số công bố này với số đã công bố lần {number} của {before}.")
            }
            (Ground::Published(number), Lang::En) => {
                format!("{name}: these published figures on those of {before}, edition {number}.")
            }
            (Ground::SameHouses(reports), Lang::Vi) => {
                format!("{name}: chỉ so {} cơ sở có báo cáo ở cả hai kỳ, vì {before} chưa công bố.", count(reports))
            }
            (Ground::SameHouses(reports), Lang::En) => format!(
                "{name}: only the {} houses that reported in both periods, because {before} was not published.",
                count(reports)
            ),
        }));
    }
    notes.push(match (figures.too_few_to_estimate, figures.estimated_reports, lang) {
        (true, _, Lang::Vi) => "Không ước phần thiếu: có dưới 10 báo cáo.".to_owned(),
        (true, _, Lang::En) => "What is missing is not estimated: there are fewer than 10 reports.".to_owned(),
        (false, 0, Lang::Vi) => "Mọi cơ sở phải báo cáo đã được tính: không có phần ước.".to_owned(),
        (false, 0, Lang::En) => "Every house that owes is counted: nothing is estimated.".to_owned(),
        (false, n, Lang::Vi) => format!("Số công bố là số đã báo cáo. Phần ước của {} cơ sở chưa được tính đứng riêng, kèm khoảng 95 %.", count(n)),
        (false, n, Lang::En) => format!("Published is what was reported. The estimate for the {} houses that are not counted stands beside it, with its 95 % interval.", count(n)),
    });
    notes
}

/// What is other, in words and line by line. `heads` are the columns of the earlier and the later figures.
pub fn differs(title: String, differences: &Differences, heads: [String; 2], lang: Lang) -> Differs {
    let (moved, parts) = (differences.lines.len(), differences.in_parts);
    let mut texts = Vec::new();
    if moved > 0 {
        texts.push(match lang {
            Lang::Vi => format!("Khác {moved} chỉ tiêu của cả địa bàn."),
            Lang::En => format!("{moved} lines of the whole area are other."),
        });
    }
    if parts > 0 {
        texts.push(match lang {
            Lang::Vi => format!("Khác {parts} số theo địa bàn, loại hình, hạng sao."),
            Lang::En => format!("{parts} figures by commune, type and stars are other."),
        });
    }
    for (is_other, vi, en) in [
        (
            differences.basis,
            "Loại số liệu khác (tạm tính, chính thức).",
            "The basis is another one (provisional, official).",
        ),
        (differences.coverage, "Số báo cáo được tính hoặc phải nộp khác.", "Reports counted or owed are other."),
        (differences.estimate, "Phần ước khác.", "The estimate is another one."),
        (differences.comparisons, "So sánh với kỳ trước, cùng kỳ khác.", "Comparisons are other."),
    ] {
        texts.extend(is_other.then(|| lang.t(vi, en).to_owned()));
    }
    if texts.is_empty() {
        texts.push(lang.t("Không có gì khác.", "Nothing is other.").to_owned());
    }
    let grid = (moved > 0).then(|| moved_grid(&title, &differences.lines, heads, lang));
    Differs { title, texts, grid }
}

fn moved_grid(caption: &str, lines: &[Moved], [before, now]: [String; 2], lang: Lang) -> Grid {
    let columns = vec![
        Column::text(lang.t("Đơn vị", "Unit")).wide_only(),
        Column::number(before),
        Column::number(now).strong(),
        Column::number(lang.t("Chênh lệch", "Difference")),
        Column::number("%"),
    ];
    let row = |line: &Moved| {
        let unit = line.unit.get(lang).to_owned();
        let side = |value: Option<i64>, is_withheld: bool| match is_withheld {
            true => MARK.to_owned(),
            false => value.map_or_else(|| "–".to_owned(), |value| number::print(value, line.decimals)),
        };
        let points = if line.is_rate { lang.t("\u{a0}điểm", "\u{a0}points") } else { "" };
        let absolute = line.absolute().map(|value| format!("{}{points}", number::print_signed(value, line.decimals)));
        let percent = line.percent().map(|value| number::print_signed(value, 1));
        let cells = vec![
            unit.clone(),
            side(line.before, line.withheld[0]),
            side(line.now, line.withheld[1]),
            absolute.unwrap_or_else(|| "–".to_owned()),
            percent.unwrap_or_else(|| "–".to_owned()),
        ];
        Row { hint: unit, hint_on_phone: true, ..Row::new(format!("{}. {}", line.number, line.label.get(lang)), cells) }
    };
    Grid {
        // A page may have two of them, which a screen reader tells apart by name.
        caption: caption.to_owned(),
        name: lang.t("Chỉ tiêu", "Line").to_owned(),
        columns,
        rows: lines.iter().map(row).collect(),
        notes: Vec::new(),
        cards: false,
    }
}

fn figure(value: Option<Exact>, decimals: u8) -> String {
    value.map_or_else(|| "–".to_owned(), |value| number::print(value.at(decimals), decimals))
}

fn told(told: Option<Told>, decimals: u8, lang: Lang) -> String {
    let print = |told: Told| match told.is_points {
        true => {
            let points = number::print_signed(told.difference.at(decimals), decimals);
            format!("{points}{}", lang.t("\u{a0}điểm", "\u{a0}points"))
        }
        false => number::print_signed(told.difference.at(1), 1),
    };
    told.map_or_else(|| "–".to_owned(), print)
}

/// «287/471».
pub fn of(coverage: &Coverage) -> String {
    format!("{}/{}", count(coverage.reports), count(coverage.owed()))
}

fn share(coverage: &Coverage) -> String {
    coverage.share_of_rooms().map_or_else(|| "–".to_owned(), |share| number::print(share, 1))
}

pub fn count(count: u32) -> String {
    number::print(count.into(), 0)
}
