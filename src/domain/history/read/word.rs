//! What rows say by words in place of numbers.
use crate::domain::{answers::NilReason, spelling::blind};

/// What a row says by words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Missing,
    Nil(NilReason),
    Suspended,
}

/// What a note or a word in place of a number says.
pub fn word_of(text: &str) -> Option<Word> {
    let key = format!(" {} ", blind(text));
    let has = |words: &[&str]| words.iter().any(|word| key.contains(&format!(" {word} ")));
    let closed = has(&["dong cua", "ngung hoat dong", "ngung kinh doanh", "khong hoat dong"]);
    let renovation = has(&["sua chua", "cai tao", "nang cap"]);
    if has(&["chua bao cao", "chua nop", "khong bao cao", "khong nop", "chua gui", "chua co bao cao", "missing"]) {
        Some(Word::Missing)
    } else if has(&["tam ngung", "tam dung"]) {
        Some(Word::Suspended)
    } else if has(&["khong phat sinh", "khong co khach", "khong don khach", "nil"]) {
        let reason = match (renovation, closed) {
            (true, _) => NilReason::Renovation,
            (false, true) => NilReason::Closed,
            _ => NilReason::NoGuests,
        };
        Some(Word::Nil(reason))
    } else {
        None
    }
}

pub fn is_dash(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| "-–—−_.…/*".contains(c))
}

/// «Phường Vũng Tàu», «HUYỆN CÔN ĐẢO (25 cơ sở)»: a heading of the houses below, perhaps with their sums.
pub fn is_place(text: &str) -> bool {
    let key = blind(text);
    let tiers = [
        "phuong ",
        "xa ",
        "thi tran ",
        "thi xa ",
        "huyen ",
        "quan ",
        "thanh pho ",
        "tp ",
        "dac khu ",
        "tinh ",
        "khu vuc ",
        "dia ban ",
    ];
    tiers.iter().any(|tier| key.starts_with(tier))
}
