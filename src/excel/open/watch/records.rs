//! Record by record through a binary workbook.
use super::MAX_RUN;

/// The records of a binary workbook (.xlsb): type, length, content.
#[derive(Default)]
pub struct Records {
    /// Bytes of the length that were read, and its value so far.
    state: Record,
    is_too_long: bool,
}

#[derive(Default)]
enum Record {
    #[default]
    Type,
    TypeEnd,
    Length(u32, u64),
    Content(u64),
}

impl Records {
    /// Whether one is longer than a cell can be.
    pub fn is_too_long(&self) -> bool {
        self.is_too_long
    }

    pub fn take(&mut self, byte: u8) {
        self.state = match self.state {
            Record::Type if byte & 0x80 != 0 => Record::TypeEnd,
            Record::Type | Record::TypeEnd => Record::Length(0, 0),
            Record::Length(count, length) => {
                let length = length + (u64::from(byte & 0x7f) << (7 * count));
                match (byte & 0x80 != 0 && count < 3, length) {
                    (true, _) => Record::Length(count + 1, length),
                    (false, 0) => Record::Type,
                    (false, length) => {
                        self.is_too_long |= length > MAX_RUN;
                        Record::Content(length)
                    }
                }
            }
            Record::Content(1) => Record::Type,
            Record::Content(left) => Record::Content(left - 1),
        };
    }
}
