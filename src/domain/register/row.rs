//! One row of a register, from the texts of its cells.
use std::collections::BTreeMap;

use super::{
    Field, Particulars, means_none,
    particulars::optional,
    read::{read_count, read_date, read_note, read_stars, read_type, stars_in_type, stars_not_allowed},
};
use crate::domain::{
    AreaCode, Read, Text,
    area::{Gazetteer, Within},
    contact::{read_emails, read_phone},
    establishment::{EstablishmentType, Suspension},
    spelling::tidy,
    tax_code,
};

/// A column of a register's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The running number (STT).
    Number,
    /// Code of our own.
    Code,
    District,
    Note,
    Of(Field),
}

/// The texts of one row. A column that the table does not have is absent; an empty cell is an empty text.
pub type Cells = BTreeMap<Column, String>;

/// What a row says, with remarks at its cells.
#[derive(Debug)]
pub struct RowRead {
    pub particulars: Particulars,
    pub suspension: Option<Suspension>,
    pub warnings: Vec<(Column, Text)>,
    /// The table has the column, but the cell says nothing: what is known stays.
    pub unsaid: Vec<Field>,
}

/// Reads a row.
///
/// # Errors
/// All wrong cells.
pub fn read_row(cells: &Cells, places: &Gazetteer, within: Within) -> Result<RowRead, Vec<(Column, Text)>> {
    let mut row = Reader { cells, wrong: Vec::new(), warnings: Vec::new(), unsaid: Vec::new() };
    let name = row.name();
    let kind = row.kind(&name);
    let stars = row.stars(kind);
    let area_code = row.area(places, within);
    let note = read_note(row.text(Column::Note));
    row.remark(Column::Note, note.warning);
    let opened_on = row.date(Field::OpenedOn);
    let closed_on = row.date(Field::ClosedOn).or(note.closed_on);
    if closed_on.is_none() && !row.has(Field::ClosedOn) {
        // A note about something else does not open a house again.
        row.unsaid.push(Field::ClosedOn);
    }
    row.in_order(opened_on, closed_on);
    let rooms = row.count(Field::Rooms);
    if rooms.is_none() && !row.is_wrong(Field::Rooms) {
        row.refuse(Field::Rooms, Text::new("chưa có số buồng", "no number of rooms"));
    }
    let beds = row.beds();
    let tax_code = row.read(Field::TaxCode, tax_code::read);
    let phone = row.read(Field::Phone, read_phone);
    let email = row.checked(Field::Email, read_emails).and_then(|read| row.take(Field::Email, read));
    let rank_expires_on = row.date(Field::RankExpiresOn);
    let text = |field| optional(row.text(Column::Of(field)));
    let (rank_certificate, address) = (text(Field::RankCertificate), text(Field::Address));
    match (kind, area_code) {
        (Some(kind), Some(area_code)) if row.wrong.is_empty() => Ok(RowRead {
            particulars: Particulars {
                name,
                tax_code,
                kind,
                stars: stars.unwrap_or_default(),
                rank_certificate,
                rank_expires_on,
                area_code,
                address,
                rooms: rooms.unwrap_or_default(),
                beds,
                phone,
                email,
                opened_on,
                closed_on,
            },
            suspension: note.suspension,
            warnings: row.warnings,
            unsaid: row.unsaid,
        }),
        _ => Err(row.wrong),
    }
}

struct Reader<'a> {
    cells: &'a Cells,
    wrong: Vec<(Column, Text)>,
    warnings: Vec<(Column, Text)>,
    unsaid: Vec<Field>,
}

impl<'a> Reader<'a> {
    fn text(&self, column: Column) -> &'a str {
        self.cells.get(&column).map_or("", |text| text.trim())
    }

    fn has(&self, field: Field) -> bool {
        self.cells.contains_key(&Column::Of(field))
    }

    fn refuse(&mut self, field: Field, why: Text) {
        self.wrong.push((Column::Of(field), why));
    }

    fn is_wrong(&self, field: Field) -> bool {
        self.wrong.iter().any(|(column, _)| *column == Column::Of(field))
    }

    fn remark(&mut self, column: Column, warning: Option<Text>) {
        self.warnings.extend(warning.map(|text| (column, text)));
    }

    fn read<T>(&mut self, field: Field, read: impl Fn(&str) -> Read<T>) -> T {
        let found = read(self.text(Column::Of(field)));
        self.remark(Column::Of(field), found.warning);
        found.value
    }

    fn take<T>(&mut self, field: Field, read: Read<T>) -> T {
        self.remark(Column::Of(field), read.warning);
        read.value
    }

    fn checked<T>(&mut self, field: Field, read: impl Fn(&str) -> Result<T, Text>) -> Option<T> {
        read(self.text(Column::Of(field))).map_err(|why| self.refuse(field, why)).ok()
    }

    fn name(&mut self) -> String {
        let name = tidy(self.text(Column::Of(Field::Name)));
        if !name.chars().any(char::is_alphanumeric) {
            self.refuse(Field::Name, Text::new("chưa có tên cơ sở", "no name"));
        } else if name.chars().count() > 200 {
            self.refuse(Field::Name, Text::new("tên dài hơn 200 ký tự", "the name is longer than 200 letters"));
        }
        name
    }

    /// An empty type is read from the name («Khách sạn …»), with a remark.
    fn kind(&mut self, name: &str) -> Option<EstablishmentType> {
        let typed = self.text(Column::Of(Field::Type));
        if !means_none(typed) {
            return self.checked(Field::Type, read_type);
        }
        let Ok(kind) = read_type(name) else {
            return self.checked(Field::Type, read_type);
        };
        let warning = Text::new(
            format!("chưa có loại hình; đọc theo tên là {}", kind.label(crate::domain::Lang::Vi)),
            format!("no type; by its name it is: {}", kind.label(crate::domain::Lang::En)),
        );
        self.remark(Column::Of(Field::Type), Some(warning));
        Some(kind)
    }

    /// Without a column of its own the type may tell: «Khách sạn 3 sao».
    fn stars(&mut self, kind: Option<EstablishmentType>) -> Option<i16> {
        if !self.has(Field::Stars) {
            let stars = stars_in_type(self.text(Column::Of(Field::Type)));
            if stars.is_none() {
                self.unsaid.push(Field::Stars);
            }
            return stars;
        }
        let stars = self.checked(Field::Stars, read_stars)?;
        match kind.and_then(|kind| stars_not_allowed(stars, kind)) {
            Some(why) => {
                self.refuse(Field::Stars, why);
                None
            }
            None => Some(stars),
        }
    }

    /// The place from the ward's column, with the district's if there is one; without them from the end of the address;
    /// without either from the heading above, if that is one commune.
    fn area(&mut self, places: &Gazetteer, within: Within) -> Option<AreaCode> {
        let (ward, district) = (self.text(Column::Of(Field::Area)), self.text(Column::District));
        let address = self.text(Column::Of(Field::Address));
        let typed = match (ward.is_empty(), district.is_empty()) {
            (false, true) => ward.to_owned(),
            (_, false) => format!("{ward}, {district}"),
            (true, true) => String::new(),
        };
        if typed.is_empty()
            && let [only] = &within.near.iter().collect::<Vec<_>>()[..]
        {
            return Some((*only).clone());
        }
        let typed = if typed.is_empty() { address.to_owned() } else { typed };
        match places.read_place(&typed, within) {
            Ok(place) => {
                self.remark(Column::Of(Field::Area), place.warning);
                Some(place.code)
            }
            Err(problem) => {
                self.refuse(Field::Area, problem.message(&typed, places));
                None
            }
        }
    }

    fn count(&mut self, field: Field) -> Option<i32> {
        self.checked(field, read_count).flatten()
    }

    fn beds(&mut self) -> i32 {
        let beds = self.count(Field::Beds);
        if beds.is_none() && !self.is_wrong(Field::Beds) {
            self.unsaid.push(Field::Beds);
            if self.has(Field::Beds) {
                let warning = Text::new("chưa có số giường; tạm ghi 0", "no number of beds; 0 for the time being");
                self.remark(Column::Of(Field::Beds), Some(warning));
            }
        }
        beds.unwrap_or_default()
    }

    fn date(&mut self, field: Field) -> Option<chrono::NaiveDate> {
        let read = self.checked(field, read_date)?;
        self.remark(Column::Of(field), read.warning);
        read.value
    }

    fn in_order(&mut self, opened: Option<chrono::NaiveDate>, closed: Option<chrono::NaiveDate>) {
        let (Some(opened), Some(closed)) = (opened, closed) else { return };
        if closed <= opened {
            let column = if self.has(Field::ClosedOn) { Column::Of(Field::ClosedOn) } else { Column::Note };
            let (opened, closed) = (opened.format("%d/%m/%Y"), closed.format("%d/%m/%Y"));
            let warning = Text::new(
                format!("ngày ngừng hoạt động {closed} không sau ngày hoạt động {opened}"),
                format!("closed on {closed}, not after it opened on {opened}"),
            );
            self.remark(column, Some(warning));
        }
    }
}
