//! One sheet as an official page: heading, table head, rows, notes, signatures. Rows are written from top to bottom, once.
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{Chart, Format, Formula, Worksheet, XlsxError};

use super::looks::Looks;
use crate::domain::{
    Lang,
    form::Line,
    number,
    rollup::{Book, book::BookKind, rows::label},
};

/// Row of the table's head, and the first row below it.
pub const HEAD: u32 = 7;
pub const FIRST: u32 = HEAD + 1;

const LINE_HEIGHT: f64 = 15.0;
/// In pixels, with the room between lines.
const ROW_PIXELS: u32 = 22;
/// How many sheets of paper lie side by side under a table of many columns.
const SHEETS: u16 = 3;
/// What is still legible on one sheet, in characters.
const ONE_SHEET: f64 = 220.0;

/// A column of a table.
pub struct Column {
    pub head: String,
    /// In characters.
    pub width: f64,
    hidden: bool,
}

impl Column {
    pub fn new(head: impl Into<String>, width: f64) -> Self {
        Column { head: head.into(), width, hidden: false }
    }

    /// Not shown where it would only repeat another: formulas keep their cells.
    pub fn hidden_if(mut self, hidden: bool) -> Self {
        self.hidden = hidden;
        self
    }
}

pub struct Page<'a> {
    sheet: &'a mut Worksheet,
    pub looks: &'a Looks,
    widths: Vec<f64>,
    /// The last of the columns that each sheet of a spread shows.
    repeated: Option<u16>,
    /// The row being written.
    pub row: u32,
}

/// «TỔNG HỢP BÁO CÁO … THÁNG 6/2026 (TẠM TÍNH)».
pub fn title(book: &Book) -> String {
    let (form, period) = (book.frame.form.title.get(Lang::Vi), book.period.label(Lang::Vi));
    let what = match book.edition {
        Some(number) => format!("Số liệu công bố lần {number}: {form} {period} ({})", book.basis.label(Lang::Vi)),
        None => format!("Tổng hợp {form} {period} ({})", book.basis.label(Lang::Vi)),
    };
    what.to_uppercase()
}

/// «Số liệu tạm tính, tại thời điểm 17:00 ngày 17/07/2026».
fn as_of(book: &Book) -> String {
    let published = book.edition.map(|number| format!("công bố lần {number}, ")).unwrap_or_default();
    format!(
        "Số liệu {published}{}, tại thời điểm {}",
        book.basis.label(Lang::Vi),
        book.as_of.format("%H:%M ngày %d/%m/%Y")
    )
}

impl<'a> Page<'a> {
    pub fn new(sheet: &'a mut Worksheet, looks: &'a Looks) -> Self {
        Page { sheet, looks, widths: Vec::new(), repeated: None, row: 0 }
    }

    /// Writes everything above the table's first row; `held` columns stay while scrolling.
    pub fn begin(&mut self, book: &Book, subject: &str, columns: &[Column], held: u16) -> Result<(), XlsxError> {
        self.widths = columns.iter().map(|column| if column.hidden { 0.0 } else { column.width }).collect();
        for (index, column) in columns.iter().enumerate() {
            self.sheet.set_column_width(index as u16, column.width)?;
            if column.hidden {
                self.sheet.set_column_hidden(index as u16)?;
            }
        }
        if self.width(0, self.last()) <= ONE_SHEET {
            self.repeated = None;
        }
        self.lay_out(book, held)?;
        self.heading(book, subject)?;
        self.row = HEAD;
        // Bold letters are wider.
        let height = columns.iter().map(|column| lines(&column.head, column.width / 1.2)).max().unwrap_or(1);
        self.sheet.set_row_height(HEAD, height as f64 * LINE_HEIGHT + 3.0)?;
        let head = &self.looks.head;
        for (index, column) in columns.iter().enumerate().filter(|(_, column)| !column.head.is_empty()) {
            self.sheet.write_string_with_format(HEAD, index as u16, &column.head, head)?;
        }
        self.row = FIRST;
        Ok(())
    }

    fn lay_out(&mut self, book: &Book, held: u16) -> Result<(), XlsxError> {
        self.sheet.set_default_row_height(LINE_HEIGHT + 2.0);
        self.sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        self.sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
        self.sheet.set_repeat_rows(HEAD, HEAD)?.set_freeze_panes(FIRST, held)?;
        if let Some(repeated) = self.repeated {
            self.sheet.set_print_fit_to_pages(SHEETS, 0).set_repeat_columns(0, repeated)?;
        }
        let form = &book.frame.form.code;
        self.sheet.set_footer(format!("&L&9Biểu {form} · {}&R&9Trang &P/&N", as_of(book)));
        Ok(())
    }

    fn heading(&mut self, book: &Book, subject: &str) -> Result<(), XlsxError> {
        let (looks, heading) = (self.looks, &book.heading);
        let (first, split, last) = (self.first(), self.middle(), self.last_of_heading());
        let (issuing_body, department) = (heading.issuing_body.to_uppercase(), heading.department.to_uppercase());
        let place = if heading.place.is_empty() { "……" } else { &heading.place };
        let left: [(&str, &Format); 3] =
            [(&issuing_body, &looks.body), (&department, &looks.body_bold), ("", &looks.body)];
        let date = format!("{place}, {}", in_words(heading.on));
        let right: [(&str, &Format); 3] = [
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", &looks.body_bold),
            ("Độc lập - Tự do - Hạnh phúc", &looks.motto),
            (&date, &looks.place),
        ];
        for (row, ((left, left_look), (right, right_look))) in (0..).zip(left.iter().zip(&right)) {
            self.row = row;
            self.fit(&[(left, self.width(first, split)), (right, self.width(split + 1, last))])?;
            self.across(first, split, left, left_look)?;
            self.across(split + 1, last, right, right_look)?;
        }
        let internal = match book.kind {
            BookKind::Report => "",
            BookKind::Working => " · TÀI LIỆU LÀM VIỆC, LƯU HÀNH NỘI BỘ",
        };
        let scope = if book.cut.is_empty() { String::new() } else { format!(" · {}", book.cut) };
        self.line(3, &title(book), &looks.title, 1.3)?;
        self.line(4, &format!("{subject}{scope}{internal}"), &looks.subtitle, 1.0)?;
        self.line(5, &about(book), &looks.about, 1.0)?;
        self.line(6, "", &looks.about, 1.0)
    }

    fn line(&mut self, row: u32, text: &str, look: &Format, size: f64) -> Result<(), XlsxError> {
        self.row = row;
        let (first, last) = (self.first(), self.last_of_heading());
        let needed = lines(text, self.width(first, last) / size);
        self.sheet.set_row_height(row, needed as f64 * LINE_HEIGHT * size + 2.0)?;
        self.across(first, last, text, look)
    }

    fn last(&self) -> u16 {
        self.widths.len() as u16 - 1
    }

    /// The first column of heading and notes: those that each sheet of a spread shows would show parts of them there.
    fn first(&self) -> u16 {
        self.repeated.map_or(0, |repeated| repeated + 1)
    }

    /// The heading of a spread stands on its left sheet.
    fn last_of_heading(&self) -> u16 {
        let last = self.last();
        let Some(repeated) = self.repeated else { return last };
        let again = self.width(0, repeated) * f64::from(SHEETS - 1);
        let left = (self.width(0, last) + again) / f64::from(SHEETS);
        (0..last).take_while(|column| self.width(0, *column) <= left).last().unwrap_or(last).max(repeated + 2)
    }

    fn width(&self, first: u16, last: u16) -> f64 {
        self.widths.iter().take(usize::from(last) + 1).skip(usize::from(first)).sum()
    }

    /// The last column of the left half.
    fn middle(&self) -> u16 {
        let (first, last) = (self.first(), self.last_of_heading());
        let half = self.width(first, last) / 2.0;
        let split = (first..last).find(|column| self.width(first, *column) >= half * 0.85).unwrap_or(first);
        split.min(last.saturating_sub(1))
    }

    /// One text over several columns of the row being written.
    fn across(&mut self, first: u16, last: u16, text: &str, look: &Format) -> Result<(), XlsxError> {
        if first == last {
            self.sheet.write_string_with_format(self.row, first, text, look)?;
        } else {
            self.sheet.merge_range(self.row, first, self.row, last, text, look)?;
        }
        Ok(())
    }

    /// Makes the row being written as high as its texts need in their columns.
    pub fn fit(&mut self, texts: &[(&str, f64)]) -> Result<(), XlsxError> {
        let needed = texts.iter().map(|(text, width)| lines(text, *width)).max().unwrap_or(1);
        // Heights that are said are held until the sheet is saved: only those that are unlike the others.
        if needed > 1 {
            self.sheet.set_row_height(self.row, needed as f64 * LINE_HEIGHT + 2.0)?;
        }
        Ok(())
    }

    /// Number, name and unit of a line of the form.
    pub fn line_head(&mut self, number: &str, line: &Line) -> Result<(), XlsxError> {
        let (looks, name) = (self.looks, label(line, Lang::Vi));
        self.fit_columns(&[(name, 1)])?;
        self.text(0, number, &looks.centre)?;
        self.text(1, name, if line.part_of.is_some() { &looks.part } else { &looks.text })?;
        self.text(2, line.unit.get(Lang::Vi), &looks.centre)
    }

    /// The same for texts in single columns.
    pub fn fit_columns(&mut self, texts: &[(&str, u16)]) -> Result<(), XlsxError> {
        let texts: Vec<(&str, f64)> =
            texts.iter().map(|(text, column)| (*text, self.widths[usize::from(*column)])).collect();
        self.fit(&texts)
    }

    /// A text stays one, whatever it begins with.
    pub fn text(&mut self, column: u16, text: &str, look: &Format) -> Result<(), XlsxError> {
        if text.is_empty() {
            return self.blank(column, look);
        }
        self.sheet.write_string_with_format(self.row, column, text, look)?;
        Ok(())
    }

    pub fn blank(&mut self, column: u16, look: &Format) -> Result<(), XlsxError> {
        self.sheet.write_blank(self.row, column, look)?;
        Ok(())
    }

    /// A number in its unit; what is missing stays empty.
    pub fn number(&mut self, column: u16, value: Option<i64>, decimals: u8, look: &Format) -> Result<(), XlsxError> {
        match value {
            Some(value) => {
                self.sheet.write_number_with_format(self.row, column, number::to_f64(value, decimals), look)?
            }
            None => self.sheet.write_blank(self.row, column, look)?,
        };
        Ok(())
    }

    pub fn count(&mut self, column: u16, value: u32, look: &Format) -> Result<(), XlsxError> {
        self.number(column, Some(value.into()), 0, look)
    }

    /// A moment on the department's clock, as a date of the sheet; what is missing stays empty.
    pub fn instant(&mut self, column: u16, at: Option<NaiveDateTime>) -> Result<(), XlsxError> {
        let look = &self.looks.instant;
        match at {
            Some(at) => self.sheet.write_datetime_with_format(self.row, column, at, look)?,
            None => self.sheet.write_blank(self.row, column, look)?,
        };
        Ok(())
    }

    /// A formula with the server's value, which any reader shows before it computes.
    pub fn formula(
        &mut self,
        column: u16,
        formula: &str,
        value: i64,
        decimals: u8,
        look: &Format,
    ) -> Result<(), XlsxError> {
        let formula = Formula::new(formula).set_result(number::to_decimal(value, decimals));
        self.sheet.write_formula_with_format(self.row, column, formula, look)?;
        Ok(())
    }

    /// The formula if there is one, else the number alone.
    pub fn figure(
        &mut self,
        column: u16,
        value: Option<i64>,
        formula: Option<&str>,
        decimals: u8,
        look: &Format,
    ) -> Result<(), XlsxError> {
        match (value, formula) {
            (Some(value), Some(formula)) => self.formula(column, formula, value, decimals, look),
            _ => self.number(column, value, decimals, look),
        }
    }

    /// A chart whose upper left corner stands in a cell.
    pub fn chart(&mut self, row: u32, column: u16, chart: &Chart) -> Result<(), XlsxError> {
        self.sheet.insert_chart_with_offset(row, column, chart, 2, 4)?;
        Ok(())
    }

    /// How many rows of the usual height cover so many pixels.
    pub fn rows_of(&self, pixels: u32) -> u32 {
        pixels.div_ceil(ROW_PIXELS)
    }

    /// Remarks below the table.
    pub fn notes(&mut self, notes: &[&str]) -> Result<(), XlsxError> {
        let (first, look) = (self.first(), &self.looks.note);
        let last = if first > 0 { self.last_of_heading() } else { self.last() };
        for note in notes {
            self.fit(&[(note, self.width(first, last))])?;
            self.across(first, last, note, look)?;
            self.row += 1;
        }
        Ok(())
    }

    /// Prints the whole table on one page: for tables of a known length.
    pub fn one_page(&mut self) {
        self.sheet.set_print_fit_to_pages(1, 1);
    }

    /// To be said first: a table of many columns is printed on several sheets of A4 side by side, its first columns on each and
    /// the heading on the left one.
    pub fn spread(&mut self, repeated: u16) {
        self.repeated = Some(repeated);
    }

    /// Who made the table and who answers for it.
    pub fn signatures(&mut self) -> Result<(), XlsxError> {
        self.row += 1;
        let (split, last, looks) = (self.middle(), self.last(), self.looks);
        for (left, right, look) in [
            ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ", &looks.sign),
            ("(Ký, ghi rõ họ tên)", "(Ký, đóng dấu, ghi rõ họ tên)", &looks.sign_hint),
        ] {
            self.across(0, split, left, look)?;
            self.across(split + 1, last, right, look)?;
            self.row += 1;
        }
        Ok(())
    }

    /// Lets the reader filter the table from its head to the row before this one.
    pub fn filters(&mut self) -> Result<(), XlsxError> {
        if self.row > FIRST {
            self.sheet.autofilter(HEAD, 0, self.row - 1, self.last())?;
        }
        Ok(())
    }
}

/// Form, basis, instant, n of m and share of rooms: on every sheet.
fn about(book: &Book) -> String {
    let (form, coverage) = (book.frame.form, &book.table.coverage.now);
    let provisional = if form.provisional { " (chỉ tiêu tạm thời)" } else { "" };
    let share = coverage.share_of_rooms().map_or_else(|| "–".into(), |share| number::print_percent(share, 1));
    let what = if book.months.len() > 1 { "báo cáo tháng" } else { "cơ sở" };
    let (there, whole) = (book.months.len(), book.months_of_period());
    let so_far = if there < whole { format!(" · mới có {there}/{whole} tháng") } else { String::new() };
    format!(
        "Biểu {}, phiên bản {}{provisional} · {} · {}/{} {what} (gồm {} không phát sinh) · {share} số buồng{so_far}",
        form.code,
        form.version,
        as_of(book),
        number::print(coverage.reports.into(), 0),
        number::print(coverage.owed().into(), 0),
        number::print(coverage.nil.into(), 0),
    )
}

/// «ngày 05 tháng 7 năm 2026»: days below 10 and the months 1 and 2 with a zero (Decree 30/2020).
fn in_words(day: NaiveDate) -> String {
    let month = if day.month() < 3 { format!("{:02}", day.month()) } else { day.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", day.day(), day.year())
}

/// How many lines a text takes in a column: words don't break, and letters are narrower than digits on the whole.
fn lines(text: &str, width: f64) -> usize {
    let room = (width * 1.12).max(1.0);
    let mut count = 1;
    let mut used = 0.0;
    for word in text.split(' ') {
        let length = word.chars().map(|c| if c.is_uppercase() { 1.25 } else { 1.0 }).sum::<f64>();
        if used > 0.0 && used + 1.0 + length > room {
            count += 1;
            used = length;
        } else {
            used += length + if used > 0.0 { 1.0 } else { 0.0 };
        }
        while used > room {
            count += 1;
            used -= room;
        }
    }
    count
}
