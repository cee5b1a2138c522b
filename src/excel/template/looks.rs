//! Fonts, colours and number formats of the template.
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

pub const INPUT: Color = Color::RGB(0x00FF_F8DC);
pub const MISSING: Color = Color::RGB(0x00FF_E699);
pub const WRONG: Color = Color::RGB(0x00F8_C7C4);
pub const UNUSUAL: Color = Color::RGB(0x00F6_BD7A);
const LINK: Color = Color::RGB(0x0005_63C1);
const RULE: Color = Color::RGB(0x00BF_C5CA);
const GREY: Color = Color::RGB(0x005F_6B73);
const SUNK: Color = Color::RGB(0x00EE_F1F3);

/// Times New Roman 11, as official papers have it.
pub fn base() -> Format {
    Format::new().set_font_name("Times New Roman").set_font_size(11).set_align(FormatAlign::VerticalCenter)
}

pub fn title() -> Format {
    base().set_bold().set_font_size(14).set_align(FormatAlign::Center).set_text_wrap()
}

pub fn heading() -> Format {
    ruled().set_bold().set_background_color(SUNK).set_align(FormatAlign::Center).set_text_wrap()
}

pub fn section() -> Format {
    ruled().set_bold().set_text_wrap()
}

pub fn label(indent: u8) -> Format {
    ruled().set_text_wrap().set_indent(indent)
}

/// A cell to fill in: the only ones that are not locked.
pub fn input(decimals: u8) -> Format {
    number(decimals).set_background_color(INPUT).set_unlocked()
}

pub fn choice() -> Format {
    ruled().set_background_color(INPUT).set_unlocked().set_text_wrap()
}

pub fn computed(decimals: u8) -> Format {
    number(decimals).set_bold().set_background_color(SUNK)
}

/// An earlier value, beside the one to fill in.
pub fn earlier(decimals: u8) -> Format {
    number(decimals).set_font_color(GREY)
}

/// What a check says, beside the printed page: one line that runs on to the right.
pub fn said() -> Format {
    base().set_font_size(10)
}

pub fn link() -> Format {
    ruled().set_font_color(LINK).set_underline(rust_xlsxwriter::FormatUnderline::Single).set_text_wrap()
}

/// The colour of a conditional format.
pub fn fill(colour: Color) -> Format {
    Format::new().set_background_color(colour)
}

pub fn note() -> Format {
    ruled().set_font_size(9).set_font_color(GREY).set_text_wrap()
}

pub fn plain_note() -> Format {
    base().set_font_size(10).set_font_color(GREY).set_text_wrap().set_align(FormatAlign::Top)
}

fn number(decimals: u8) -> Format {
    ruled().set_num_format(number_format(decimals)).set_align(FormatAlign::Right)
}

fn ruled() -> Format {
    base().set_border(FormatBorder::Thin).set_border_color(RULE)
}

/// Groups of thousands and the line's decimals; the spreadsheet program prints the marks of its own country.
fn number_format(decimals: u8) -> String {
    match decimals {
        0 => "#,##0".into(),
        n => format!("#,##0.{}", "0".repeat(n.into())),
    }
}
