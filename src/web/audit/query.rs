//! What the row of filters sends.
use chrono::{Days, NaiveDate, NaiveTime};
use rocket::FromForm;

use crate::{
    config::Config,
    db::audit::Search,
    domain::{Lang, audit::Action},
    web::pager::query_text,
};

#[derive(Clone, Debug, Default, FromForm)]
pub struct Asked {
    #[field(default = String::new())]
    pub person: String,
    #[field(default = String::new())]
    pub subject: String,
    #[field(default = String::new())]
    pub action: String,
    /// First and last day, as a date field sends them.
    #[field(default = String::new())]
    pub from: String,
    #[field(default = String::new())]
    pub to: String,
    #[field(default = 1)]
    pub page: usize,
}

impl Asked {
    /// The search, and what of it could not be understood.
    pub fn search(&self, config: &Config, lang: Lang) -> (Search, Option<String>) {
        let (from, to) = (day(&self.from), day(&self.to));
        let midnight = |day: NaiveDate| config.instant_of(day.and_time(NaiveTime::MIN));
        let search = Search {
            person: self.person.clone(),
            subject: self.subject.clone(),
            action: self.action.parse::<Action>().ok().map(|action| action.to_string()),
            from: from.ok().flatten().map(midnight),
            until: to.ok().flatten().and_then(|day| day.checked_add_days(Days::new(1))).map(midnight),
        };
        let unread = from.is_err() || to.is_err();
        let refusal = unread.then(|| {
            lang.t(
                "Ngày không đọc được, nên không lọc theo ngày: ghi như 2026-07-20.",
                "The day cannot be read, so it narrows nothing: write it as 2026-07-20.",
            )
            .to_owned()
        });
        (search, refusal)
    }

    /// The same search at another address, or on another page.
    pub fn address(&self, path: &str, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let fields = [
            ("person", self.person.trim()),
            ("subject", self.subject.trim()),
            ("action", &self.action),
            ("from", &self.from),
            ("to", &self.to),
            ("page", &page),
        ];
        format!("{path}{}", query_text(&fields))
    }
}

/// As a date field sends it, or as it is written in Vietnam; None if left out.
fn day(text: &str) -> Result<Option<NaiveDate>, ()> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = |format| NaiveDate::parse_from_str(text, format).ok();
    ["%Y-%m-%d", "%d/%m/%Y"].into_iter().find_map(read).map(Some).ok_or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_whole_and_in_the_departments_zone() {
        let asked = Asked { from: "2026-07-01".into(), to: "31/07/2026".into(), ..Asked::default() };
        let (search, refusal) = asked.search(&Config::default(), Lang::Vi);
        assert_eq!(search.from.unwrap().to_rfc3339(), "2026-06-30T17:00:00+00:00");
        assert_eq!(search.until.unwrap().to_rfc3339(), "2026-07-31T17:00:00+00:00");
        assert_eq!(refusal, None);
        let asked = Asked { from: "hôm qua".into(), action: "no.such".into(), ..Asked::default() };
        let (search, refusal) = asked.search(&Config::default(), Lang::Vi);
        assert_eq!((search, refusal.is_some()), (Search::default(), true));
    }

    #[test]
    fn an_address_carries_the_search() {
        let asked = Asked { person: "Sen & Sơn ".into(), action: "account.changed".into(), ..Asked::default() };
        assert_eq!(asked.address("/audit", 2), "/audit?person=Sen%20%26%20S%C6%A1n&action=account.changed&page=2");
        assert_eq!(Asked::default().address("/audit.csv", 1), "/audit.csv");
    }
}
