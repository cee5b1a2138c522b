//! Where the pages are that mails lead to.
use crate::domain::{Period, form::FormCode, receipt::Receipt, round::Round};

/// The report of a house in a round.
pub fn report(round: &Round, code: &str) -> String {
    format!("/reports/{}/{}/{code}", round.form.slug(), round.address())
}

/// One version with its receipt.
pub fn version(report: &str, number: i32) -> String {
    format!("{report}/versions/{number}")
}

/// Where anyone who holds a receipt checks it.
pub fn verify(receipt: &Receipt) -> String {
    format!("/verify/{receipt}")
}

/// An officer's list of a round.
pub fn round(round: &Round) -> String {
    format!("/rounds/{}/{}", round.form.slug(), round.address())
}

/// The houses that have not filed in a round.
pub fn missing(of: &Round) -> String {
    format!("{}/missing", round(of))
}

/// The figures of a period.
pub fn rollup(form: &FormCode, period: Period) -> String {
    format!("/rollups/{}/{period}", form.slug())
}

pub fn jobs() -> String {
    "/jobs".to_owned()
}

/// The officers' list of proposed suspensions.
pub fn suspensions() -> String {
    "/suspensions".to_owned()
}

/// The suspensions of a house.
pub fn suspensions_of(code: &str) -> String {
    format!("/establishments/{code}/suspensions")
}
