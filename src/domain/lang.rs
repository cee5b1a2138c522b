//! The two languages of the screen: Vietnamese first, English with the switch.
use serde::{Deserialize, Serialize};

/// The language in which a person reads the pages, mails and messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Vi,
    En,
}

impl Lang {
    /// Both texts stand side by side where they are used, so neither can be forgotten.
    #[must_use]
    pub fn t<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// `vi` or `en`: the value of the `lang` attribute and of the cookie.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.t("vi", "en")
    }

    /// Anything but `en` is Vietnamese.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        if code == "en" { Lang::En } else { Lang::Vi }
    }
}

/// A label, explanation or message in both languages, as form files write it: `{ vi = "…", en = "…" }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub vi: String,
    pub en: String,
}

impl Text {
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Text { vi: vi.into(), en: en.into() }
    }

    /// The text in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        lang.t(&self.vi, &self.en)
    }
}
