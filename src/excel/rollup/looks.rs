//! The formats, each made once.
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

pub const FONT: &str = "Times New Roman";
const GREY: Color = Color::RGB(0xe7_eb_ee);

/// Line decimals are at most 6.
const DECIMALS: usize = 8;

pub struct Looks {
    pub body: Format,
    pub body_bold: Format,
    pub motto: Format,
    pub place: Format,
    pub title: Format,
    pub subtitle: Format,
    pub about: Format,
    pub head: Format,
    pub section: Format,
    pub text: Format,
    pub text_bold: Format,
    pub part: Format,
    pub centre: Format,
    pub note: Format,
    pub sign: Format,
    pub sign_hint: Format,
    numbers: Vec<Format>,
    bold_numbers: Vec<Format>,
    pub percent_change: Format,
    points: Vec<Format>,
    /// Day and time.
    pub instant: Format,
    /// Texts of digits (phones, codes) that must not look like numbers.
    pub code: Format,
}

impl Looks {
    pub fn new() -> Self {
        let plain = Format::new().set_font_name(FONT).set_font_size(11).set_align(FormatAlign::VerticalCenter);
        let centred = plain.clone().set_align(FormatAlign::Center).set_text_wrap();
        let cell = plain.clone().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x9a_a5_ad));
        let number = |decimals: usize| cell.clone().set_num_format(number_format(decimals));
        let points = |decimals: usize| cell.clone().set_num_format(signed(decimals, " \"điểm\""));
        let text = cell.clone().set_text_wrap();
        Looks {
            body: centred.clone(),
            body_bold: centred.clone().set_bold(),
            motto: centred.clone().set_bold().set_underline(rust_xlsxwriter::FormatUnderline::Single),
            place: centred.clone().set_italic(),
            title: centred.clone().set_bold().set_font_size(14),
            subtitle: centred.clone().set_bold(),
            about: centred.clone().set_font_size(10),
            head: text.clone().set_bold().set_align(FormatAlign::Center).set_background_color(GREY),
            section: text.clone().set_bold().set_background_color(Color::RGB(0xf3_f5_f7)),
            text_bold: text.clone().set_bold(),
            part: text.clone().set_indent(1),
            centre: text.clone().set_align(FormatAlign::Center),
            note: plain.clone().set_font_size(10).set_italic().set_text_wrap().set_align(FormatAlign::Top),
            sign: centred.clone().set_bold(),
            sign_hint: centred.set_italic(),
            numbers: (0..DECIMALS).map(number).collect(),
            bold_numbers: (0..DECIMALS).map(|decimals| number(decimals).set_bold()).collect(),
            percent_change: cell.clone().set_num_format(signed(1, "")),
            points: (0..DECIMALS).map(points).collect(),
            instant: cell.clone().set_num_format("dd/mm/yyyy hh:mm").set_align(FormatAlign::Center),
            code: cell.set_num_format("@").set_indent(1),
            text,
        }
    }

    pub fn number(&self, decimals: u8) -> &Format {
        &self.numbers[usize::from(decimals)]
    }

    pub fn bold_number(&self, decimals: u8) -> &Format {
        &self.bold_numbers[usize::from(decimals)]
    }

    /// A difference of rates.
    pub fn points(&self, decimals: u8) -> &Format {
        &self.points[usize::from(decimals)]
    }
}

/// Groups and decimal mark come from the reader's locale: in Vietnam 1.234,5.
fn number_format(decimals: usize) -> String {
    match decimals {
        0 => "#,##0".into(),
        n => format!("#,##0.{}", "0".repeat(n)),
    }
}

fn signed(decimals: usize, unit: &str) -> String {
    let number = number_format(decimals);
    format!("+{number}{unit};-{number}{unit};{number}{unit}")
}
