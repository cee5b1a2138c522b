//! What the log tells of, in words.
use std::{fmt, str::FromStr};

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{Lang, establishment::codes};

codes! {
    /// Actions that are noted, by what they are done to.
    Action {
        SignedIn = "account.signed_in", "Đăng nhập", "Signed in";
        SignInRefused = "account.sign_in_refused", "Đăng nhập không thành công", "Sign-in refused";
        SignedOut = "account.signed_out", "Đăng xuất", "Signed out";
        Invited = "account.invited", "Mời người dùng", "Invited";
        InvitedAgain = "account.invited_again", "Gửi lại lời mời", "Invited again";
        InvitationAccepted = "account.invitation_accepted", "Nhận lời mời", "Accepted an invitation";
        FirstAdminMade = "account.first_admin_made", "Tạo quản trị viên đầu tiên", "Made the first administrator";
        PasswordAsked = "account.password_asked", "Yêu cầu đặt lại mật khẩu", "Asked for a new password";
        PasswordReplaced = "account.password_replaced", "Đặt lại mật khẩu", "Replaced a password";
        PasswordChanged = "account.password_changed", "Đổi mật khẩu", "Changed the password";
        LanguageChanged = "account.language_changed", "Đổi ngôn ngữ", "Changed the language";
        AccountChanged = "account.changed", "Sửa tài khoản", "Changed an account";
        HousesAdded = "account.houses_added", "Thêm cơ sở cho tài khoản", "Added houses to an account";
        HousesRemoved = "account.houses_removed", "Gỡ cơ sở khỏi tài khoản", "Removed houses from an account";
        SwitchedOff = "account.switched_off", "Khóa tài khoản", "Switched an account off";
        SwitchedOn = "account.switched_on", "Mở khóa tài khoản", "Switched an account on";
        Blanked = "account.blanked", "Xóa thông tin cá nhân", "Blanked the particulars of an account";
        ReportSubmitted = "report.submitted", "Nộp báo cáo", "Filed a report";
        ReportAmended = "report.amended", "Sửa báo cáo đã chấp nhận", "Amended a report";
        ReportEntered = "report.entered", "Nhập thay báo cáo giấy", "Entered a report on paper";
        ReportImported = "report.imported", "Nhập báo cáo cũ", "Imported a report";
        ReportAccepted = "report.accepted", "Chấp nhận báo cáo", "Accepted a report";
        ReportReturned = "report.returned", "Trả lại báo cáo", "Returned a report";
        RoundMade = "round.made", "Tạo đợt đột xuất", "Made an ad hoc round";
        DueMoved = "round.moved", "Dời hạn nộp", "Moved a due date";
        RoundClosed = "round.closed", "Đóng đợt báo cáo", "Closed a round";
        RoundReopened = "round.reopened", "Mở lại đợt báo cáo", "Reopened a round";
        RoundMessage = "round.message", "Đổi lời nhắn của đợt", "Changed a round's message";
        HouseCreated = "establishment.created", "Thêm cơ sở", "Added a house";
        HouseChanged = "establishment.changed", "Ghi thay đổi của cơ sở", "Noted a change of a house";
        HouseCorrected = "establishment.corrected", "Sửa hồ sơ cơ sở", "Corrected the register";
        HouseSuspended = "establishment.suspended", "Ghi tạm ngừng", "Noted a suspension";
        SuspensionProposed = "establishment.suspension_proposed", "Đề nghị tạm ngừng", "Proposed a suspension";
        SuspensionConfirmed = "establishment.suspension_confirmed", "Xác nhận tạm ngừng", "Confirmed a suspension";
        SuspensionRefused = "establishment.suspension_refused", "Không xác nhận tạm ngừng", "Refused a suspension";
        SuspensionWithdrawn = "establishment.suspension_withdrawn", "Rút tạm ngừng", "Withdrew a suspension";
        RegisterImported = "register.imported", "Nhập danh sách cơ sở", "Imported a register";
        HistoryImported = "history.imported", "Nhập số liệu cũ", "Imported old figures";
        ReportsReceived = "reports.received", "Nhận tệp Excel của nhiều cơ sở", "Took in a workbook of several houses";
        RegisterExported = "register.exported", "Xuất danh sách cơ sở", "Exported the register";
        ReportsExported = "reports.exported", "Xuất báo cáo", "Exported reports";
        RollupDownloaded = "rollup.downloaded", "Tải báo cáo tổng hợp", "Downloaded a rollup";
        RollupExported = "rollup.exported", "Xuất số liệu tổng hợp", "Exported sums";
        PlanChanged = "plan.changed", "Sửa kế hoạch năm", "Changed the year's plan";
        WorkbookDownloaded = "workbook.downloaded", "Tải tệp tổng hợp đã lưu", "Downloaded a kept workbook";
        EditionPublished = "edition.published", "Công bố số liệu", "Published figures";
        EditionDownloaded = "edition.downloaded", "Tải số liệu đã công bố", "Downloaded published figures";
        TemplateDownloaded = "template.downloaded", "Tải biểu Excel của cơ sở", "Downloaded a house's template";
        AuditExported = "audit.exported", "Xuất nhật ký", "Exported the log";
        MailCancelled = "mail.cancelled", "Hủy thư", "Cancelled a mail";
        MailRetried = "mail.retried", "Gửi lại thư", "Sent a mail again";
        ReminderSent = "reminder.sent", "Nhắc các cơ sở chưa nộp", "Reminded houses";
        ContactNoted = "contact.noted", "Ghi chú cuộc gọi", "Noted a call";
        MissingExported = "missing.exported", "Tải danh sách chưa nộp", "Downloaded the list of the missing";
        WallMade = "wall.made", "Tạo liên kết màn hình", "Made the link of a screen";
        WallRevoked = "wall.revoked", "Thu hồi liên kết màn hình", "Revoked the link of a screen";
        SettingsChanged = "settings.changed", "Đổi thiết lập máy chủ", "Changed the server's settings";
    }
}

/// The words of an action's code; a code that a newer version noted stands for itself.
#[must_use]
pub fn words(code: &str, lang: Lang) -> &str {
    code.parse::<Action>().map_or(code, |action| action.label(lang))
}
