//! What a file says of its own size, before a reader believes it. Readers make room for as many strings, cells or repeated rows as a
//! file announces; a number in it would be enough to take all memory. So each part is looked through once while it is unpacked for its
//! size: nothing of it is kept.
mod records;
mod sheet;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use super::{MAX_TEXT, Refused};
use records::Records;
use sheet::{Cell, Sheet};

/// Numbers that a part may announce: strings, and shared formulas.
const MAX_STRINGS: u64 = 2_000_000;
const MAX_SHARED: u64 = 100_000;
/// Cells that an OpenDocument sheet may come to once repeated ones are written out.
const MAX_CELLS: u64 = 1_500_000;
/// Longest text or tag, and longest record: a cell holds at most 32,767 letters.
const MAX_RUN: u64 = 1 << 20;

/// Looks through one part of an archive as it is unpacked.
pub enum Watch {
    Xml(Box<Xml>),
    Records(Records),
    /// Pictures and the like, which nobody reads.
    Other,
}

impl Watch {
    #[must_use]
    pub fn of(name: &str) -> Self {
        let is = |ending: &str| name.to_ascii_lowercase().ends_with(ending);
        if is(".xml") || is(".rels") {
            Watch::Xml(Box::default())
        } else if is(".bin")
            && ["xl/workbook", "xl/sharedStrings", "xl/styles", "xl/worksheets/"].iter().any(|of| name.starts_with(of))
        {
            Watch::Records(Records::default())
        } else {
            Watch::Other
        }
    }

    /// Why the part is not to be read.
    #[must_use]
    pub fn refusal(&self) -> Option<Refused> {
        match self {
            Watch::Xml(xml) => xml.refused.clone(),
            Watch::Records(records) => records.is_too_long().then_some(Refused::Damaged),
            Watch::Other => None,
        }
    }
}

impl Write for Watch {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Watch::Xml(xml) => xml.take_all(bytes),
            Watch::Records(records) => bytes.iter().for_each(|byte| records.take(*byte)),
            Watch::Other => {}
        }
        if self.refusal().is_some() { Err(io::ErrorKind::InvalidData.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Clone, Copy, Default)]
enum Place {
    #[default]
    Text,
    TagName,
    Tag,
    AttributeName,
    Equals,
    Value(u8),
    /// Within a tag, and a value in it, that announces nothing.
    Other,
    OtherValue(u8),
    /// `<!--`, `<![CDATA[`, `<?`: until its own end.
    Comment,
    CData,
    Instruction,
    /// `<!` and not known yet which.
    Markup,
}

/// Tags and the attributes that announce sizes.
#[derive(Default)]
pub struct Xml {
    place: Place,
    run: u64,
    tag: Vec<u8>,
    name: Vec<u8>,
    value: Vec<u8>,
    /// Bytes of the value, of which only so many are kept as a number has.
    length: u64,
    /// The last two bytes.
    before: [u8; 2],
    cell: Cell,
    sheet: Sheet,
    refused: Option<Refused>,
}

impl Xml {
    /// Text between tags, and tags that announce nothing, are most of a file and are run over.
    fn take_all(&mut self, mut bytes: &[u8]) {
        while self.refused.is_none() && !bytes.is_empty() {
            let ends = |byte: &u8| match self.place {
                Place::Text => matches!(byte, b'<' | 0),
                Place::Other => matches!(byte, b'>' | b'"' | b'\'' | 0),
                Place::OtherValue(quote) => *byte == quote || *byte == 0,
                _ => true,
            };
            let length = bytes.iter().position(ends).unwrap_or(bytes.len());
            self.run_over(&bytes[..length]);
            bytes = &bytes[length..];
            let whole = matches!(self.place, Place::Text).then(|| indifferent_tag(bytes)).flatten();
            if let Some(length) = whole {
                if let [.., before, last] = bytes[..length] {
                    self.before = [before, last];
                }
                self.run = 0;
                bytes = &bytes[length..];
            } else if let [byte, rest @ ..] = bytes {
                self.take(*byte);
                bytes = rest;
            }
        }
    }

    fn run_over(&mut self, bytes: &[u8]) {
        self.run += bytes.len() as u64;
        if self.run > MAX_RUN {
            return self.refuse(Refused::Damaged);
        }
        if matches!(self.place, Place::Text) {
            self.sheet.text(bytes.len() as u64);
        }
        match bytes {
            [] => {}
            [only] => self.before = [self.before[1], *only],
            [.., one, two] => self.before = [*one, *two],
        }
    }

    fn take(&mut self, byte: u8) {
        self.run += 1;
        if byte == 0 || self.run > MAX_RUN {
            return self.refuse(Refused::Damaged);
        }
        self.place = self.step(byte);
        self.before = [self.before[1], byte];
    }

    fn step(&mut self, byte: u8) -> Place {
        let ends = |end: [u8; 2]| byte == b'>' && self.before == end;
        match (self.place, byte) {
            (Place::Text, b'<') => {
                self.run = 0;
                self.tag.clear();
                self.cell = Cell::default();
                Place::TagName
            }
            (Place::Text, _) => Place::Text,
            (Place::TagName, b'!') if self.tag.is_empty() => Place::Markup,
            (Place::TagName, b'?') if self.tag.is_empty() => Place::Instruction,
            (Place::TagName | Place::Tag, b'>') => self.end_of_tag(),
            (Place::TagName, b' ' | b'\t' | b'\r' | b'\n') => {
                if announces(&self.tag) {
                    Place::Tag
                } else {
                    Place::Other
                }
            }
            (Place::TagName, _) => {
                keep(&mut self.tag, byte);
                Place::TagName
            }
            (Place::Markup, _) => {
                keep(&mut self.tag, byte);
                match self.tag.as_slice() {
                    b"--" => Place::Comment,
                    b"[CDATA[" => Place::CData,
                    tag if b"--".starts_with(tag) || b"[CDATA[".starts_with(tag) => Place::Markup,
                    // A document type could announce entities without end; no workbook has one.
                    _ => {
                        self.refuse(Refused::Damaged);
                        Place::Markup
                    }
                }
            }
            (Place::Comment, _) => {
                if ends(*b"--") {
                    self.text()
                } else {
                    Place::Comment
                }
            }
            (Place::CData, _) => {
                self.sheet.text(1);
                if ends(*b"]]") { self.text() } else { Place::CData }
            }
            (Place::Instruction, _) => {
                if byte == b'>' && self.before[1] == b'?' {
                    self.text()
                } else {
                    Place::Instruction
                }
            }
            (Place::Other, b'>') => self.end_of_tag(),
            (Place::Other, b'"' | b'\'') => Place::OtherValue(byte),
            (Place::Other, _) => Place::Other,
            (Place::OtherValue(quote), _) if byte == quote => Place::Other,
            (Place::OtherValue(quote), _) => Place::OtherValue(quote),
            (Place::Tag, b' ' | b'\t' | b'\r' | b'\n' | b'/') => Place::Tag,
            (Place::Tag, _) => {
                self.name.clear();
                keep(&mut self.name, byte);
                Place::AttributeName
            }
            (Place::AttributeName, b'=') => Place::Equals,
            (Place::AttributeName, b'>') => self.end_of_tag(),
            (Place::AttributeName, b' ' | b'\t' | b'\r' | b'\n') => Place::AttributeName,
            (Place::AttributeName, _) => {
                keep(&mut self.name, byte);
                Place::AttributeName
            }
            (Place::Equals, b'"' | b'\'') => {
                self.value.clear();
                self.length = 0;
                Place::Value(byte)
            }
            (Place::Equals, b'>') => self.end_of_tag(),
            (Place::Equals, _) => Place::Equals,
            (Place::Value(quote), _) if byte == quote => {
                self.attribute();
                Place::Tag
            }
            (Place::Value(quote), _) => {
                keep(&mut self.value, byte);
                self.length += 1;
                Place::Value(quote)
            }
        }
    }

    fn text(&mut self) -> Place {
        self.run = 0;
        Place::Text
    }

    fn refuse(&mut self, why: Refused) {
        self.refused.get_or_insert(why);
    }

    fn attribute(&mut self) {
        match self.name.as_slice() {
            b"uniqueCount" if number(&self.value) > MAX_STRINGS => self.refuse(Refused::TooManyCells),
            b"si" if number(&self.value) > MAX_SHARED => {
                self.refuse(Refused::Damaged);
            }
            b"table:number-columns-repeated" => self.cell.columns = Some(number(&self.value)),
            b"table:number-rows-repeated" => self.cell.rows = Some(number(&self.value)),
            b"office:string-value" => self.cell.text = self.length,
            b"office:value-type" | b"calcext:value-type" | b"table:formula" => self.cell.has_value = true,
            _ => {}
        }
    }

    fn end_of_tag(&mut self) -> Place {
        let is_closed = self.before[1] == b'/';
        match self.tag.as_slice() {
            b"table:table-row" => {
                self.sheet.begin_row(self.cell.rows.unwrap_or(1));
            }
            b"table:table-cell" | b"table:covered-table-cell" | b"table:table-cell/" | b"table:covered-table-cell/" => {
                self.sheet.begin_cell(&self.cell, is_closed);
            }
            b"/table:table-cell" | b"/table:covered-table-cell" => self.sheet.end_cell(),
            b"/table:table-row" => self.sheet.end_of_row(),
            b"/table:table" => self.sheet = Sheet::default(),
            _ => {}
        }
        if self.sheet.cells() > MAX_CELLS || self.sheet.bytes() > MAX_TEXT as u64 {
            self.refuse(Refused::TooManyCells);
        }
        self.text()
    }
}

/// Whether a tag of this name may announce a size, by whatever prefix it goes.
fn announces(tag: &[u8]) -> bool {
    let local = tag.rsplit(|byte| *byte == b':').next().unwrap_or_default();
    matches!(local, b"sst" | b"f") || tag.starts_with(b"table:") || tag.starts_with(b"/table:")
}

/// How long the tag is with which these bytes begin, if all of it is there and it announces nothing.
fn indifferent_tag(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(b"<")?;
    let name = rest.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'>'))?;
    if matches!(rest.first(), Some(b'!' | b'?')) || announces(&rest[..name]) {
        return None;
    }
    let mut quote = 0;
    let end = rest.iter().position(|byte| match byte {
        b'>' => quote == 0,
        b'"' | b'\'' if quote == 0 => {
            quote = *byte;
            false
        }
        _ => {
            if *byte == quote {
                quote = 0;
            }
            *byte == 0
        }
    })?;
    (rest[end] == b'>').then_some(end + 2)
}

/// Attributes and tags that matter are short.
fn keep(text: &mut Vec<u8>, byte: u8) {
    if text.len() < 40 {
        text.push(byte);
    }
}

/// What is no number announces nothing.
fn number(text: &[u8]) -> u64 {
    let digits = text.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != b'+');
    digits.fold(0, |number: u64, byte| match byte {
        b'0'..=b'9' => number.saturating_mul(10).saturating_add(u64::from(byte - b'0')),
        _ => number,
    })
}
