//! The life of a report: its states and who may change them.
use std::{fmt, str::FromStr};

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{Lang, establishment::codes};

codes! {
    /// State of a report. A house without a row (or with a draft only) has not filed.
    ReportState {
        Draft = "draft", "Bản nháp", "Draft";
        Submitted = "submitted", "Đã nộp", "Submitted";
        Accepted = "accepted", "Được chấp nhận", "Accepted";
        Returned = "returned", "Bị trả lại", "Returned";
    }
}

codes! {
    /// By which way a version came in.
    Channel {
        Web = "web", "Trang web", "Web page";
        Workbook = "workbook", "Tệp Excel", "Workbook";
        Api = "api", "API", "API";
        Officer = "officer", "Chuyên viên nhập hộ", "Entered by an officer";
        Import = "import", "Nhập số liệu cũ", "Import";
    }
}

codes! {
    /// Which versions are counted.
    Basis {
        Submitted = "submitted", "tạm tính", "provisional";
        Accepted = "accepted", "chính thức", "official";
    }
}
