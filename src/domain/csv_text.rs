//! Texts in CSV files that a spreadsheet will open.
use std::borrow::Cow;

/// A spreadsheet takes a text that begins like a formula for one, and anybody may be called so: an apostrophe before it keeps
/// it a text. Numbers are no texts: «-5» of a figure stays as it is.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_stays_a_text() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+84", "'+84"),
            ("-A", "'-A"),
            ("@x", "'@x"),
            ("\t=1", "'\t=1"),
            ("Khách sạn = 5", "Khách sạn = 5"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), written);
        }
    }
}
