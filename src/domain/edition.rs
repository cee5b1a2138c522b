//! EDITIONS («chốt số liệu»): the figures of a round as they were announced. An edition never changes; what was filed afterwards
//! moves the round's own figures, is shown as a difference, and may be announced as the next edition, with its reason.
//!
//! - [`announced`]: what is frozen, as one text whose SHA-256 is kept.
//! - [`difference`]: what is other in a later edition, or today.
//! - [`published`]: a change between two periods that are both published is that of their published totals.
//!
//! Frozen is what leaders see: everything that would tell of a single house is withheld before ([`super::disclosure`]), because an
//! edition leaves the office.
pub mod announced;
pub mod difference;
pub mod published;
#[cfg(test)]
mod tests;

pub use announced::Announced;
pub use difference::{Differences, Moved};
pub use published::{Editions, Published};

use super::Text;

/// Letters of a note or a reason.
pub const MOST_LETTERS: usize = 1_000;

/// What is known when somebody wants to publish a round.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The due instant has passed, or the round is closed.
    pub is_over: bool,
    /// Reports that count on the basis.
    pub reports: u32,
    /// The last edition and the digest of its figures.
    pub last: Option<(i32, &'a str)>,
}

/// Why a round is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    NotOver,
    NoReport,
    /// The last edition says the same.
    NothingNew(i32),
    /// An edition after this one needs a reason.
    NoReason(i32),
    NoteTooLong(usize),
    ReasonTooLong(usize),
}

/// What was typed with an edition, found good.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub note: String,
    pub reason: String,
}

/// The number that the next edition would have.
#[must_use]
pub fn next_number(last: Option<i32>) -> i32 {
    last.unwrap_or(0) + 1
}

impl Standing<'_> {
    /// Whether figures with this digest may be announced; returns the edition's number.
    ///
    /// # Errors
    /// Why not.
    pub fn admit(&self, sha256: &str) -> Result<i32, Refusal> {
        if !self.is_over {
            return Err(Refusal::NotOver);
        }
        if self.reports == 0 {
            return Err(Refusal::NoReport);
        }
        match self.last {
            Some((number, digest)) if digest == sha256 => Err(Refusal::NothingNew(number)),
            last => Ok(next_number(last.map(|(number, _)| number))),
        }
    }
}

impl Words {
    /// Reads what was typed for an edition with a number.
    ///
    /// # Errors
    /// All that is wrong, one a field.
    pub fn read(number: i32, note: &str, reason: &str) -> Result<Self, Vec<Refusal>> {
        let (note, reason) = (note.trim(), reason.trim());
        let long = |text: &str| Some(text.chars().count()).filter(|letters| *letters > MOST_LETTERS);
        let mut refusals = Vec::new();
        refusals.extend(long(note).map(Refusal::NoteTooLong));
        refusals.extend(long(reason).map(Refusal::ReasonTooLong));
        if number > 1 && reason.is_empty() {
            refusals.push(Refusal::NoReason(number - 1));
        }
        if refusals.is_empty() { Ok(Words { note: note.into(), reason: reason.into() }) } else { Err(refusals) }
    }
}

impl Refusal {
    /// The field to which it belongs; empty = the whole.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Refusal::NoReason(_) | Refusal::ReasonTooLong(_) => "reason",
            Refusal::NoteTooLong(_) => "note",
            Refusal::NotOver | Refusal::NoReport | Refusal::NothingNew(_) => "",
        }
    }

    /// What is wrong, and what to do.
    #[must_use]
    pub fn text(self) -> Text {
        let too_long = |letters: usize, vi: &str, en: &str| {
            Text::new(
                format!("{vi} dài {letters} ký tự. Rút gọn còn nhiều nhất {MOST_LETTERS} ký tự."),
                format!("{en} has {letters} letters. Shorten it to at most {MOST_LETTERS}."),
            )
        };
        match self {
            Refusal::NotOver => Text::new(
                "Chưa công bố được: đợt báo cáo chưa đến hạn nộp. Công bố sau hạn nộp, hoặc sau khi đóng đợt.",
                "It can't be published yet: the round is not due. Publish after the due time, or after the round is closed.",
            ),
            Refusal::NoReport => Text::new(
                "Chưa công bố được: chưa có báo cáo nào được tính. Chờ báo cáo được nộp (số tạm tính) hoặc được chấp nhận (số chính thức).",
                "It can't be published yet: no report counts. Wait until reports are filed (provisional figures) or accepted (official ones).",
            ),
            Refusal::NothingNew(number) => Text::new(
                format!(
                    "Số liệu không khác lần công bố {number}, nên không công bố lại. Mở lần công bố {number} để in hoặc tải tệp."
                ),
                format!(
                    "Nothing is other than in edition {number}, so it is not published again. Open edition {number} to print it or to download its file."
                ),
            ),
            Refusal::NoReason(last) => Text::new(
                format!(
                    "Ghi lý do công bố lại: số liệu đã được công bố lần {last}, người đọc cần biết vì sao nay khác."
                ),
                format!(
                    "Give the reason: edition {last} was announced, and its readers need to know why it is other now."
                ),
            ),
            Refusal::NoteTooLong(letters) => too_long(letters, "Ghi chú", "The note"),
            Refusal::ReasonTooLong(letters) => too_long(letters, "Lý do", "The reason"),
        }
    }
}
