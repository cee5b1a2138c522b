//! House by house: for officers only.
use super::{Cell, Column, Data};
use crate::domain::{
    Lang, Period,
    area::Gazetteer,
    rollup::{
        Book, Lists,
        lists::{AbsentLine, HouseLine, Named},
        rows::head,
    },
    round::Standing,
};

/// Who filed what, with every line that is rolled up.
pub fn houses<'a>(book: &'a Book, lists: Option<Lists<'a>>, lang: Lang) -> Data<'a> {
    let form = book.frame.form;
    let lines: Vec<usize> = book.frame.shown().map(|(index, _)| index).collect();
    let mut columns = heads(lang);
    columns.extend(Column::each(
        [
            ("state", "Tình trạng", "State"),
            ("channel", "Cách nộp", "Filed by"),
            ("counted", "Được tính", "Counted"),
            ("owed", "Phải nộp", "Owed"),
            ("findings", "Mục đã giải trình", "Explained"),
        ],
        lang,
    ));
    columns.extend(lines.iter().map(|line| Column::new(&*form.lines[*line].code, head(&form.lines[*line], lang))));
    let row = move |line: HouseLine| {
        let mut cells = lead(line.house, lang);
        cells.extend([
            Cell::text(line.standing.label(lang)),
            Cell::text(line.channel.map_or("", |channel| channel.label(lang))),
            Cell::count(line.counted),
            Cell::count(line.owed),
            Cell::number(Some(line.findings.into()), 0),
        ]);
        cells.extend(lines.iter().map(|index| Cell::number(line.figures[*index], form.lines[*index].decimals)));
        cells
    };
    let lines = lists.into_iter().flat_map(|lists| lists.houses);
    Data { columns, rows: Box::new(lines.map(move |line| line.map(&row))) }
}

/// Who has not filed or whose report was returned, and how to reach them.
pub fn missing<'a>(book: &'a Book, lists: Option<Lists<'a>>, lang: Lang) -> Data<'a> {
    let mut columns = heads(lang);
    columns.extend(Column::each(
        [
            ("rooms", "Số buồng", "Rooms"),
            ("phone", "Điện thoại", "Telephone"),
            ("email", "Thư điện tử", "E-mail"),
            ("state", "Tình trạng", "State"),
        ],
        lang,
    ));
    let several = book.months.len() > 1;
    let row = move |line: AbsentLine| {
        let standing = |(period, standing): &(Period, Standing)| {
            let label = standing.label(lang);
            if several { format!("{period}: {label}") } else { label.to_owned() }
        };
        let standings: Vec<String> = line.periods.iter().map(standing).collect();
        let rooms = Some(line.house.facts.rooms.into()).filter(|rooms| *rooms > 0);
        let (phone, email) = (line.house.phone.clone(), line.house.email.clone());
        let mut cells = lead(line.house, lang);
        cells.extend([
            Cell::number(rooms, 0),
            Cell::text(phone.unwrap_or_default()),
            Cell::text(email.unwrap_or_default()),
            Cell::text(standings.join("; ")),
        ]);
        cells
    };
    let lines = lists.into_iter().flat_map(|lists| lists.absent);
    Data { columns, rows: Box::new(lines.map(move |line| line.map(row))) }
}

fn heads(lang: Lang) -> Vec<Column> {
    Column::each(
        [
            ("code", "Mã cơ sở", "House"),
            ("name", "Tên cơ sở", "Name"),
            ("type", "Mã loại hình", "Code of the type"),
            ("type_label", "Loại hình", "Type"),
            ("stars", "Hạng sao", "Stars"),
            ("area_code", "Mã địa bàn", "Code of the commune"),
            ("area", "Địa bàn", "Commune"),
        ],
        lang,
    )
}

fn lead(house: Named, lang: Lang) -> Vec<Cell<'static>> {
    let facts = house.facts;
    vec![
        Cell::text(house.code),
        Cell::text(house.name),
        Cell::text(facts.kind.as_str()),
        Cell::text(facts.kind.label(lang)),
        Cell::number(Some(facts.stars.into()), 0),
        Cell::text(facts.area_code.0.clone()),
        Cell::text(Gazetteer::embedded().name(&facts.area_code).to_owned()),
    ]
}
