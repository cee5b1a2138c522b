//! The receipt.
use askama::Template;
use askama_web::WebTemplate;

use super::{Heading, Returned, VersionLine};
use crate::{
    domain::checksum,
    web::{
        Frame,
        peers::Card,
        reports::figures::FigureGroup,
        ui::{Badge, Link},
    },
};

/// Step 3: the proof of filing; prints on one page.
#[derive(Template, WebTemplate)]
#[template(path = "reports/receipt.html")]
pub struct ReceiptPage {
    pub frame: Frame,
    pub heading: Heading,
    /// Just filed: the steps and the word of thanks are shown.
    pub just_filed: bool,
    /// «BN-2606-004127».
    pub receipt: String,
    /// «15:08:41 ngày 16/07/2026».
    pub received: String,
    pub late: bool,
    /// «Trước hạn 4 ngày 8 giờ (23:59 ngày 20/07/2026)».
    pub punctuality: String,
    /// «Nguyễn Thị Hạnh, trang web».
    pub filer: String,
    pub version: i32,
    /// State of this version.
    pub badge: Badge,
    pub returned: Option<Returned>,
    pub sha256: String,
    /// Where anyone can check number and hash, as it is printed.
    pub verify_href: String,
    pub groups: Vec<FigureGroup>,
    /// «Tháng 6/2026».
    pub column: String,
    pub confirmed: Vec<String>,
    pub nil: Option<String>,
    /// Reason of an amendment.
    pub reason: Option<String>,
    /// A newer version exists: its receipt.
    pub newer: Option<Link>,
    /// All versions, newest first.
    pub versions: Vec<VersionLine>,
    /// The house beside similar ones.
    pub peers: Option<Card>,
    /// The same numbers in the lines of others' forms.
    pub other_forms: Vec<Link>,
    pub amend_href: Option<String>,
    pub workbook_href: Option<String>,
    pub year: i32,
}

impl ReceiptPage {
    /// «9f2c 41d8 … 07ae b3e5».
    #[must_use]
    pub fn short_hash(&self) -> String {
        checksum::short(&self.sha256)
    }
}
