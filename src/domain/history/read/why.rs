//! Why rows and sheets are not taken.
use crate::domain::{
    Text,
    history::{At, UNKNOWN},
    spelling::tidy,
};

pub fn wrong_month(text: &str) -> Text {
    if text == UNKNOWN {
        return Text::new(
            "không rõ trang này là tháng nào; ghi kỳ (như 2025-06) hoặc bỏ trang",
            "it is not clear which month this sheet is; give it (such as 2025-06), or leave the sheet out",
        );
    }
    Text::new(
        format!("«{text}» không phải tháng; viết như 2025-06"),
        format!("“{text}” is no month; write it like 2025-06"),
    )
}

pub fn twice(label: &str) -> Text {
    let label = tidy(label);
    Text::new(
        format!("cột «{label}» trùng nghĩa với một cột khác; bỏ một trong hai"),
        format!("the column “{label}” means the same as another one; leave one out"),
    )
}

pub fn no_line(label: &str, code: &str) -> Text {
    let label = tidy(label);
    Text::new(
        format!("cột «{label}»: báo cáo tháng không có dòng «{code}»; chọn dòng khác"),
        format!("column “{label}”: the monthly report has no line “{code}”; choose another"),
    )
}

pub fn no_columns() -> Text {
    Text::new("chưa ghép cột nào với tên cơ sở hoặc số liệu", "no column is mapped to the house, or none to figures")
}

pub fn repeated(first: &At) -> Text {
    Text::new(format!("cơ sở này đã có ở ô {}", first.name()), format!("this house stands at {} already", first.name()))
}

pub fn missing_with_figures() -> Text {
    Text::new(
        "ghi chưa báo cáo nhưng có số liệu; bỏ ghi chú hoặc xóa số",
        "says not reported, but has figures; take away the note or the figures",
    )
}

pub fn suspended() -> Text {
    Text::new(
        "ghi tạm ngừng: nếu đúng, ghi từ ngày đến ngày trong hồ sơ cơ sở",
        "says suspended: if so, enter from when to when with the house",
    )
}
