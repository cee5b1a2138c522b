//! What is in the way, in words.
use super::NotAllowed;
use crate::domain::Lang;

impl NotAllowed {
    /// What is in the way and what to do.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            NotAllowed::Role => lang.t("Tài khoản này không được làm việc đó với báo cáo.", "This account may not do that with a report."),
            NotAllowed::RoundNotOpen => lang.t("Đợt báo cáo chưa mở. Nộp từ ngày mở đợt.", "The round has not opened yet. File from its opening day."),
            NotAllowed::RoundClosed => lang.t(
                "Đợt báo cáo đã đóng. Liên hệ Sở Du lịch nếu cần nộp hoặc sửa.",
                "The round is closed. Ask the department if a report must still be filed or changed.",
            ),
            NotAllowed::NotFiled => lang.t("Cơ sở chưa nộp báo cáo này.", "The establishment has not filed this report."),
            NotAllowed::AlreadyAccepted => lang.t("Báo cáo đã được chấp nhận.", "The report has been accepted already."),
            NotAllowed::AlreadyReturned => lang.t("Báo cáo đã được trả lại, đang chờ cơ sở nộp lại.", "The report was returned and waits for the establishment."),
            NotAllowed::AmendInstead => lang.t(
                "Báo cáo đã được chấp nhận. Sửa báo cáo và ghi lý do sửa.",
                "A version was accepted. Amend the report and give the reason.",
            ),
            NotAllowed::SubmitInstead => lang.t("Báo cáo chưa được chấp nhận. Nộp lại báo cáo.", "No version was accepted yet. Submit the report again."),
            NotAllowed::HotelsOwn => lang.t(
                "Cơ sở đã tự nộp báo cáo này; cơ quan tiếp nhận không thay số liệu của cơ sở (Điều 10 Luật Thống kê). Trả lại kèm lý do.",
                "The establishment filed this report itself; the receiver does not replace its figures (Art. 10 Statistics Law). Return it with a reason.",
            ),
            NotAllowed::ReasonMissing => lang.t("Ghi lý do.", "Give the reason."),
        }
    }
}
