//! What each kind of mail says. Short; subject with house and month; day *and* hour; no figures, because mails travel
//! through other people's servers (Statistics Law Art. 10: unpublished figures are not revealed). The reason of a return goes in
//! the officer's words; the page asks not to name figures in it.
mod office;
mod officers;
mod people;
mod reminder;
mod reports;
mod suspension;

use chrono::{DateTime, Utc};

pub use office::{OfficerDigest, WorkbookReady, job_failed, officer_digest, seal, workbook_ready};
pub use officers::{CameIn, OfficerMorning, OfficerWeekly, StillMissing, officer_morning, officer_weekly};
pub use people::{invitation, password};
pub use reminder::{Reminder, Tone, reminder};
pub use reports::{About, Filed, accepted, receipt, returned};
pub use suspension::{Suspended, suspension_decided, suspension_proposed};

use super::{Action, Sheet};
use crate::domain::Lang;

/// A link that was made for this mail.
#[derive(Clone, Debug)]
pub struct Link {
    pub url: String,
    pub until: DateTime<Utc>,
}

fn subject(house: &str, round: &str, state: &str) -> String {
    format!("{house}: {}, {state}", lower(round))
}

/// A regular round's label in the middle of a sentence: «báo cáo tháng 6/2026». The title of an ad hoc round may begin
/// with a name, so it stays.
fn lower(label: &str) -> String {
    match (label.strip_prefix("Báo cáo"), label.strip_prefix("Report")) {
        (Some(rest), _) => format!("báo cáo{rest}"),
        (_, Some(rest)) => format!("report{rest}"),
        _ => label.to_owned(),
    }
}

fn action(label: &str, url: &str) -> Action {
    Action { label: label.to_owned(), url: url.to_owned() }
}

fn works_until(sheet: &Sheet, link: &Link) -> String {
    let until = sheet.instant(link.until);
    match sheet.lang {
        Lang::Vi => format!("Đường dẫn dùng được một lần, đến {until}."),
        Lang::En => format!("The link works once, until {until}."),
    }
}

fn for_this_report_until(sheet: &Sheet, until: DateTime<Utc>) -> String {
    let until = sheet.instant(until);
    match sheet.lang {
        Lang::Vi => format!(
            "Đường dẫn chỉ mở báo cáo này, không cần mật khẩu, dùng được đến {until} hoặc đến khi báo cáo được nộp. Xin không chuyển tiếp thư này."
        ),
        Lang::En => format!(
            "The link opens this report only, without a password, until {until} or until the report is filed. Please do not forward this mail."
        ),
    }
}
