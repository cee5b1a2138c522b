//! To officers: what came in since the working day before, and once a week who is still missing.
use chrono::{DateTime, NaiveDate, Utc};

use super::{action, lower};
use crate::{
    domain::Lang,
    mail::{Letter, Sheet},
};

/// Houses named of a round; the page has all of them.
const NAMED: usize = 50;

/// What came in of a round.
#[derive(Clone, Debug)]
pub struct CameIn {
    pub round: String,
    pub reports: usize,
    /// Of these, filed after the due instant.
    pub late: usize,
    /// «code name» of those with oddities that the house confirmed, and how many.
    pub explained: Vec<(String, i32)>,
    pub url: String,
}

/// An officer's morning.
#[derive(Clone, Debug)]
pub struct OfficerMorning {
    pub day: NaiveDate,
    pub rounds: Vec<CameIn>,
    /// «code name, telephone: address» of addresses that refused a mail.
    pub failed: Vec<String>,
}

#[must_use]
pub fn officer_morning(sheet: &Sheet, morning: &OfficerMorning) -> Letter {
    let lang = sheet.lang;
    let total: usize = morning.rounds.iter().map(|came| came.reports).sum();
    let day = morning.day.format("%d/%m/%Y");
    let (mut paragraphs, mut list) = (Vec::new(), Vec::new());
    for came in &morning.rounds {
        let CameIn { round, reports, late, explained, .. } = came;
        let odd = explained.len();
        paragraphs.push(match lang {
            Lang::Vi => {
                format!("{round}: {reports} báo cáo mới, {late} nộp muộn, {odd} có điểm bất thường đã giải trình.")
            }
            Lang::En => format!("{round}: {reports} new reports, {late} late, {odd} with explained oddities."),
        });
        list.extend(explained.iter().take(NAMED).map(|(house, count)| match lang {
            Lang::Vi => format!("{house}: {count} giải trình ({})", lower(round)),
            Lang::En => format!("{house}: {count} explained ({})", lower(round)),
        }));
    }
    if !morning.failed.is_empty() {
        let count = morning.failed.len();
        paragraphs.push(match lang {
            Lang::Vi => format!("{count} cơ sở có địa chỉ thư không nhận được, cần liên hệ cách khác và sửa địa chỉ."),
            Lang::En => format!("{count} houses have an address that refuses mail; please contact them and mend it."),
        });
        let what = lang.t("thư không nhận được", "refuses mail");
        list.extend(morning.failed.iter().take(NAMED).map(|line| format!("{line} ({what})")));
    }
    let open = |came: &CameIn| action(&came.round, &came.url);
    Letter {
        subject: match lang {
            Lang::Vi => format!("Sáng {day}: {total} báo cáo mới"),
            Lang::En => format!("Morning of {day}: {total} new reports"),
        },
        paragraphs,
        list,
        actions: morning.rounds.iter().map(open).collect(),
        ..Letter::default()
    }
}

/// Who is missing of a round after the last reminder.
#[derive(Clone, Debug)]
pub struct StillMissing {
    pub round: String,
    pub due_at: DateTime<Utc>,
    /// «code name, telephone: when last reminded».
    pub houses: Vec<String>,
    pub url: String,
}

#[derive(Clone, Debug)]
pub struct OfficerWeekly {
    pub rounds: Vec<StillMissing>,
}

#[must_use]
pub fn officer_weekly(sheet: &Sheet, weekly: &OfficerWeekly) -> Letter {
    let lang = sheet.lang;
    let total: usize = weekly.rounds.iter().map(|still| still.houses.len()).sum();
    let mut paragraphs = vec![
        lang.t(
            "Các cơ sở dưới đây chưa nộp sau lần nhắc cuối, cần liên hệ trực tiếp.",
            "The establishments below have not filed after the last reminder; please contact them in person.",
        )
        .to_owned(),
    ];
    let mut list = Vec::new();
    for still in &weekly.rounds {
        let (round, count, due) = (&still.round, still.houses.len(), sheet.instant(still.due_at));
        let more = count.saturating_sub(NAMED);
        paragraphs.push(match (lang, more) {
            (Lang::Vi, 0) => format!("{round}, hạn nộp {due}: {count} cơ sở."),
            (Lang::Vi, _) => format!("{round}, hạn nộp {due}: {count} cơ sở, {more} cơ sở xem trên trang."),
            (Lang::En, 0) => format!("{round}, due at {due}: {count} establishments."),
            (Lang::En, _) => format!("{round}, due at {due}: {count} establishments, {more} of them on the page only."),
        });
        list.extend(still.houses.iter().take(NAMED).map(|house| format!("{house} ({})", lower(round))));
    }
    Letter {
        subject: match lang {
            Lang::Vi => format!("Tuần này: {total} lượt cơ sở chưa nộp sau lần nhắc cuối"),
            Lang::En => format!("This week: {total} reports missing after the last reminder"),
        },
        paragraphs,
        list,
        actions: weekly.rounds.iter().map(|still| action(&still.round, &still.url)).collect(),
        ..Letter::default()
    }
}
