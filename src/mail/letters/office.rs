//! To the department: its workbook, who is missing, a job that failed, a seal to keep.
use chrono::{DateTime, Utc};

use super::action;
use crate::{
    domain::{Lang, form::FormCode, seal::Seal},
    mail::{Letter, Sheet},
};

/// A period's workbook that was made by itself.
#[derive(Clone, Debug)]
pub struct WorkbookReady<'a> {
    /// «tháng 6/2026».
    pub period: &'a str,
    pub form: &'a FormCode,
    /// «tạm tính».
    pub basis: &'a str,
    /// Whether reports count that nobody has accepted yet.
    pub provisional: bool,
    /// Reports counted, of so many owed.
    pub reports: u32,
    pub owed: u32,
    /// These two are those of the reader's own area.
    pub part: bool,
    pub made_at: DateTime<Utc>,
    pub url: &'a str,
}

/// Says that the workbook of a period is there, and how much of what was owed is in it. The figures stand in it, not here.
#[must_use]
pub fn workbook_ready(sheet: &Sheet, ready: &WorkbookReady) -> Letter {
    let lang = sheet.lang;
    let at = sheet.instant(ready.made_at);
    let WorkbookReady { period, form, basis, reports, owed, .. } = ready;
    let part = if ready.part { lang.t(" trong địa bàn phụ trách", " in your area") } else { "" };
    let mut paragraphs = vec![match lang {
        Lang::Vi => format!("Báo cáo tổng hợp {period} (biểu {form}) được lập lúc {at}, số liệu {basis}."),
        Lang::En => format!("The rollup for {period} (form {form}) was made at {at}, figures {basis}."),
    }];
    paragraphs.push(match lang {
        Lang::Vi => format!("Đã tổng hợp {reports}/{owed} báo cáo phải nộp{part}."),
        Lang::En => format!("It counts {reports} of {owed} reports owed{part}."),
    });
    if ready.provisional {
        let (vi, en) = (
            "Số liệu tạm tính gồm cả báo cáo chưa được chấp nhận và có thể thay đổi.",
            "Provisional figures include reports that are not accepted yet, and may change.",
        );
        paragraphs.push(lang.t(vi, en).to_owned());
    }
    Letter {
        subject: match lang {
            Lang::Vi => format!("Báo cáo tổng hợp {period} đã có ({basis}, {reports}/{owed} báo cáo)"),
            Lang::En => format!("Rollup for {period} is ready ({basis}, {reports} of {owed} reports)"),
        },
        paragraphs,
        actions: vec![action(lang.t("Mở báo cáo tổng hợp", "Open the rollup"), ready.url)],
        ..Letter::default()
    }
}

/// An officer's morning digest of a round.
#[derive(Clone, Debug)]
pub struct OfficerDigest<'a> {
    pub round: &'a str,
    pub due_at: DateTime<Utc>,
    pub owed: u32,
    /// Not filed so far.
    pub missing: u32,
    pub returned: u32,
    /// Houses that no mail reaches: «code name, telephone: why».
    pub unreachable: Vec<String>,
    pub url: &'a str,
}

#[must_use]
pub fn officer_digest(sheet: &Sheet, digest: &OfficerDigest) -> Letter {
    let lang = sheet.lang;
    let due = sheet.instant(digest.due_at);
    let OfficerDigest { round, owed, missing, returned, .. } = digest;
    let mut paragraphs = vec![match lang {
        Lang::Vi => format!(
            "{round}, hạn nộp {due}: còn {missing} trong {owed} cơ sở chưa nộp, {returned} báo cáo bị trả lại chưa nộp lại."
        ),
        Lang::En => format!(
            "{round}, due at {due}: {missing} of {owed} establishments have not filed, {returned} returned reports have not come back."
        ),
    }];
    if !digest.unreachable.is_empty() {
        paragraphs.push(match lang {
            Lang::Vi => format!(
                "Không gửi được thư nhắc cho {} cơ sở dưới đây, cần liên hệ cách khác:",
                digest.unreachable.len()
            ),
            Lang::En => format!(
                "No mail reaches the {} establishments below; please contact them otherwise:",
                digest.unreachable.len()
            ),
        });
    }
    Letter {
        subject: match lang {
            Lang::Vi => format!("{round}: còn {missing} cơ sở chưa nộp"),
            Lang::En => format!("{round}: {missing} establishments have not filed"),
        },
        paragraphs,
        list: digest.unreachable.clone(),
        actions: vec![action(lang.t("Mở danh sách", "Open the list"), digest.url)],
        ..Letter::default()
    }
}

/// Tells an admin that a job failed; further failures in a row are not told.
#[must_use]
pub fn job_failed(sheet: &Sheet, job: &str, error: &str, at: DateTime<Utc>, url: &str) -> Letter {
    let lang = sheet.lang;
    let at = sheet.instant(at);
    Letter {
        subject: match lang {
            Lang::Vi => format!("Công việc tự động «{job}» gặp lỗi"),
            Lang::En => format!("Job «{job}» failed"),
        },
        paragraphs: vec![
            match lang {
                Lang::Vi => format!("Công việc «{job}» không hoàn thành lúc {at}: {error}"),
                Lang::En => format!("The job «{job}» did not finish at {at}: {error}"),
            },
            lang.t(
                "Lần chạy sau sẽ thử lại. Lỗi lặp lại không được báo thêm.",
                "The next run tries again. A repeated failure is not told again.",
            )
            .into(),
        ],
        actions: vec![action(lang.t("Xem công việc tự động", "Open the jobs"), url)],
        ..Letter::default()
    }
}

/// Takes a seal of the log to where nobody who could change the log can change it too.
#[must_use]
pub fn seal(sheet: &Sheet, seal: &Seal) -> Letter {
    let lang = sheet.lang;
    let (at, number) = (sheet.instant(seal.at), seal.number);
    Letter {
        subject: match lang {
            Lang::Vi => format!("Niêm phong nhật ký số {number}, {at}"),
            Lang::En => format!("Seal {number} of the log, {at}"),
        },
        paragraphs: vec![
            lang.t(
                "Xin lưu giữ thư này. Dòng dưới đây chứng minh rằng các báo cáo đã nộp và nhật ký trước thời điểm này chưa bị thay đổi: chép dòng vào một tệp rồi chạy luutru verify --seals TỆP.",
                "Please keep this mail. The line below proves that what was filed and noted before this instant has not been changed: copy it into a file and run luutru verify --seals FILE.",
            )
            .to_owned(),
            seal.to_string(),
        ],
        ..Letter::default()
    }
}
