//! Mails as the outbox keeps them: what a mail is about (kind and keys), never its text. The text is made when it is sent.
use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{
    AccountId, EstablishmentId, Lang, Period, ReportId, RoundId, establishment::codes, form::FormCode, job::Job,
    report::Basis, suspension::SuspensionState,
};

codes! {
    /// What a mail is about.
    MailKind {
        Invitation = "invitation", "Thư mời", "Invitation";
        Password = "password", "Đặt lại mật khẩu", "New password";
        Receipt = "receipt", "Biên nhận", "Receipt";
        Accepted = "accepted", "Báo cáo được chấp nhận", "Report accepted";
        Returned = "returned", "Báo cáo bị trả lại", "Report returned";
        Reminder = "reminder", "Nhắc nộp báo cáo", "Reminder";
        ReturnedReminder = "returned_reminder", "Nhắc sửa báo cáo bị trả lại", "Reminder of a returned report";
        SuspensionProposed = "suspension_proposed", "Đề nghị tạm ngừng", "Suspension proposed";
        SuspensionDecided = "suspension_decided", "Kết quả tạm ngừng", "Suspension decided";
        WorkbookReady = "workbook_ready", "Báo cáo tổng hợp đã có", "Workbook ready";
        ManualReminder = "manual_reminder", "Chuyên viên nhắc nộp", "Reminder by an officer";
        OfficerDigest = "officer_digest", "Bản tin cho chuyên viên", "Officer's digest";
        OfficerMorning = "officer_morning", "Báo cáo đến hôm qua", "What came in";
        OfficerWeekly = "officer_weekly", "Danh sách chưa nộp hằng tuần", "Weekly list of the missing";
        JobFailed = "job_failed", "Công việc tự động gặp lỗi", "Job failed";
        Seal = "seal", "Niêm phong nhật ký", "Seal of the log";
    }
}

impl MailKind {
    /// What nobody waits for goes after what a person has just asked for, and only while the office may be heard.
    pub const DIGESTS: &[MailKind] = &[
        MailKind::Reminder,
        MailKind::ReturnedReminder,
        MailKind::ManualReminder,
        MailKind::OfficerDigest,
        MailKind::OfficerMorning,
        MailKind::OfficerWeekly,
        MailKind::WorkbookReady,
    ];

    #[must_use]
    pub fn is_digest(self) -> bool {
        Self::DIGESTS.contains(&self)
    }
}

codes! {
    /// How far a mail has come. Nothing is deleted: a cancelled or failed one stays on the list.
    MailState {
        Queued = "queued", "Chờ gửi", "Queued";
        Sending = "sending", "Đang gửi", "Sending";
        Sent = "sent", "Đã gửi", "Sent";
        Cancelled = "cancelled", "Đã hủy", "Cancelled";
        Failed = "failed", "Không gửi được", "Failed";
    }
}

/// A mail to be written: its kind with the keys of what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mail {
    /// Asks a person to choose a password; `at` tells one invitation from the next.
    Invitation { account: AccountId, at: DateTime<Utc> },
    /// A link for a new password, asked for at `at`.
    Password { account: AccountId, at: DateTime<Utc> },
    /// Says that a version was filed.
    Receipt { report: ReportId, version: i32 },
    /// Says that a version was accepted.
    Accepted { report: ReportId, version: i32 },
    /// Says that a version was returned, why, and until when it is to be corrected.
    Returned { report: ReportId, version: i32 },
    /// One person's houses that owe in a round, at a stage of the ladder; `due_on` is
    /// [`due_key`](super::reminder::due_key) of a due instant that was moved.
    Reminder {
        round: RoundId,
        stage: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_on: Option<NaiveDate>,
        houses: Vec<EstablishmentId>,
    },
    /// One person's returned reports of a round; `due_on` is the same of their new due instant.
    ReturnedReminder { round: RoundId, stage: String, due_on: NaiveDate, houses: Vec<EstablishmentId> },
    /// One person's houses that an officer had reminded on a day; a house is in one such mail a day.
    ManualReminder { round: RoundId, day: NaiveDate, houses: Vec<EstablishmentId> },
    /// Asks an officer to confirm or refuse a suspension.
    SuspensionProposed { suspension: i64 },
    /// Tells a house what became of a suspension.
    SuspensionDecided { suspension: i64, state: SuspensionState },
    /// Says that the workbook of a period is there.
    WorkbookReady { workbook: i64, form: FormCode, period: Period, basis: Basis },
    /// An officer's morning digest of a round at a stage.
    OfficerDigest { round: RoundId, stage: String },
    /// An officer's morning mail of a day: what came in since the working day before, and addresses that failed.
    OfficerMorning { day: NaiveDate },
    /// An officer's list of houses that are missing after the last reminder, in the week of a day.
    OfficerWeekly { day: NaiveDate },
    /// Tells the admin that a job failed; `run` is the first of a row of failures.
    JobFailed { run: i64, job: Job },
    /// Takes a seal of the log to a safe place.
    Seal { number: i32 },
}

impl Mail {
    #[must_use]
    pub fn kind(&self) -> MailKind {
        match self {
            Mail::Invitation { .. } => MailKind::Invitation,
            Mail::Password { .. } => MailKind::Password,
            Mail::Receipt { .. } => MailKind::Receipt,
            Mail::Accepted { .. } => MailKind::Accepted,
            Mail::Returned { .. } => MailKind::Returned,
            Mail::Reminder { .. } => MailKind::Reminder,
            Mail::ReturnedReminder { .. } => MailKind::ReturnedReminder,
            Mail::ManualReminder { .. } => MailKind::ManualReminder,
            Mail::SuspensionProposed { .. } => MailKind::SuspensionProposed,
            Mail::SuspensionDecided { .. } => MailKind::SuspensionDecided,
            Mail::WorkbookReady { .. } => MailKind::WorkbookReady,
            Mail::OfficerDigest { .. } => MailKind::OfficerDigest,
            Mail::OfficerMorning { .. } => MailKind::OfficerMorning,
            Mail::OfficerWeekly { .. } => MailKind::OfficerWeekly,
            Mail::JobFailed { .. } => MailKind::JobFailed,
            Mail::Seal { .. } => MailKind::Seal,
        }
    }

    /// What gives rise to the mail, e.g. `report/123/v2`. Cause, recipient and [`stage`](Mail::stage) are unique in the
    /// outbox, so that a job that runs twice tells once.
    #[must_use]
    pub fn cause(&self) -> String {
        match self {
            Mail::Invitation { account, .. } | Mail::Password { account, .. } => format!("account/{account}"),
            Mail::Receipt { report, version }
            | Mail::Accepted { report, version }
            | Mail::Returned { report, version } => format!("report/{report}/v{version}"),
            Mail::Reminder { round, .. } => format!("round/{round}"),
            Mail::ReturnedReminder { round, .. } => format!("round/{round}/returned"),
            Mail::ManualReminder { round, .. } => format!("round/{round}/manual"),
            Mail::SuspensionProposed { suspension } | Mail::SuspensionDecided { suspension, .. } => {
                format!("suspension/{suspension}")
            }
            Mail::WorkbookReady { workbook, .. } => format!("workbook/{workbook}"),
            Mail::OfficerDigest { round, .. } => format!("round/{round}/officers"),
            Mail::OfficerMorning { .. } => "officers/morning".to_owned(),
            Mail::OfficerWeekly { .. } => "officers/weekly".to_owned(),
            Mail::JobFailed { run, .. } => format!("job_run/{run}"),
            Mail::Seal { number } => format!("audit_seal/{number}"),
        }
    }

    /// The step within the cause: the planned stage of the ladder, never the day on which it went out.
    #[must_use]
    pub fn stage(&self) -> String {
        match self {
            Mail::Invitation { at, .. } | Mail::Password { at, .. } => format!("{}/{}", self.kind(), at.timestamp()),
            Mail::Reminder { stage, due_on: None, .. } | Mail::OfficerDigest { stage, .. } => stage.clone(),
            Mail::ManualReminder { day, houses, .. } => match houses.iter().min() {
                Some(first) => format!("{day}/{first}"),
                None => day.to_string(),
            },
            Mail::OfficerMorning { day } | Mail::OfficerWeekly { day } => day.to_string(),
            Mail::Reminder { stage, due_on: Some(due_on), .. } | Mail::ReturnedReminder { stage, due_on, .. } => {
                format!("{stage}/{due_on}")
            }
            Mail::SuspensionDecided { state, .. } => format!("{}/{state}", self.kind()),
            _ => self.kind().to_string(),
        }
    }
}

/// What is put into the outbox, in the transaction of its cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    pub mail: Mail,
    /// Mail address.
    pub recipient: String,
    /// The person behind the address.
    pub account: Option<AccountId>,
    /// Not sent before this instant (quiet hours).
    pub not_before: DateTime<Utc>,
}

/// What became of a claimed mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// Nothing left to say, e.g. all houses have filed meanwhile.
    Cancelled(String),
    /// Refused for now (SMTP 4xx): tried again with growing pauses for three days, then failed.
    Deferred(String),
    /// Refused for good (SMTP 5xx): the address is marked as failing.
    Refused(String),
    /// Refused for good, but on account of our sender or by policy: the address may be good.
    Rejected(String),
    /// The mail server could not be reached or fell silent: waits, which is no attempt.
    Unreachable(String),
    /// Claimed, but its turn did not come.
    Released,
    /// Claimed, but out of the hours in which reminders go out: waits until then, which is no attempt.
    Held(DateTime<Utc>),
}

/// How long to wait after the `attempts`-th refusal for now (SMTP 4xx); None when three days have been tried.
#[must_use]
pub fn pause_after(attempts: i32) -> Option<TimeDelta> {
    const MINUTES: [i64; 9] = [1, 5, 15, 60, 180, 360, 720, 1440, 1440];
    let index = usize::try_from(attempts.max(1) - 1).expect("not below 0");
    MINUTES.get(index).map(|m| TimeDelta::minutes(*m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_after_three_days() {
        let pauses: Vec<TimeDelta> = (1..).map_while(pause_after).collect();
        assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]));
        let total: TimeDelta = pauses.iter().sum();
        assert!(total > TimeDelta::hours(64) && total <= TimeDelta::hours(72), "{total}");
    }

    #[test]
    fn a_mail_reads_back_from_its_keys_and_the_same_telling_has_the_same_key() {
        let mail = Mail::Reminder {
            round: RoundId(5),
            stage: "after_1".into(),
            due_on: None,
            houses: vec![EstablishmentId(7)],
        };
        let json = serde_json::to_string(&mail).unwrap();
        assert_eq!(serde_json::from_str::<Mail>(&json).unwrap(), mail);
        let wider = Mail::Reminder {
            round: RoundId(5),
            stage: "after_1".into(),
            due_on: None,
            houses: vec![EstablishmentId(8)],
        };
        assert_eq!((mail.cause(), mail.stage()), (wider.cause(), wider.stage()));
        let later = Mail::Reminder {
            round: RoundId(5),
            stage: "after_5".into(),
            due_on: None,
            houses: vec![EstablishmentId(7)],
        };
        assert_ne!((mail.cause(), mail.stage()), (later.cause(), later.stage()));
    }
}
