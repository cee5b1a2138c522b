//! What departments write above the columns of their lists.
use crate::{
    domain::register::{Column, Field},
    excel::table::Names,
};

/// Spelled without accents and in small letters.
pub const NAMES: &Names<Column> = &[
    (Column::Number, &["stt", "tt", "so tt", "so thu tu", "no"]),
    (Column::Code, &["ma co so", "ma cslt", "ma co so luu tru", "code"]),
    (
        Column::Of(Field::Name),
        &[
            "ten co so",
            "ten co so luu tru",
            "ten cslt",
            "co so luu tru",
            "ten don vi",
            "ten khach san",
            "ten doanh nghiep",
            "ten",
            "name",
            "co so",
        ],
    ),
    (Column::Of(Field::TaxCode), &["ma so thue", "mst", "ma so doanh nghiep", "ma so dn", "ma so", "tax code"]),
    (Column::Of(Field::Type), &["loai hinh", "loai co so", "loai", "loai cslt", "type"]),
    (Column::Of(Field::Stars), &["hang sao", "hang", "xep hang", "so sao", "sao", "tieu chuan", "stars"]),
    (
        Column::Of(Field::RankCertificate),
        &["so quyet dinh", "quyet dinh", "so qd", "so giay chung nhan", "quyet dinh cong nhan", "rank certificate"],
    ),
    (
        Column::Of(Field::RankExpiresOn),
        &[
            "ngay het han",
            "het han",
            "hieu luc den",
            "ngay het hieu luc",
            "thoi han",
            "co gia tri den",
            "rank expires on",
        ],
    ),
    (Column::Of(Field::Address), &["dia chi", "so nha duong", "so nha", "duong", "dia diem", "address"]),
    (
        Column::Of(Field::Area),
        &[
            "phuong xa",
            "xa phuong",
            "phuong xa dac khu",
            "xa phuong dac khu",
            "phuong xa thi tran",
            "xa phuong thi tran",
            "xa",
            "phuong",
            "dia ban",
            "ward",
            "commune",
            "area code",
        ],
    ),
    (
        Column::District,
        &["quan huyen", "huyen thi xa thanh pho", "huyen tx tp", "huyen thanh pho", "huyen", "quan", "district"],
    ),
    (
        Column::Of(Field::Rooms),
        &[
            "so buong",
            "so phong",
            "buong",
            "phong",
            "tong so buong",
            "tong so phong",
            "so luong buong",
            "so luong phong",
            "rooms",
        ],
    ),
    (Column::Of(Field::Beds), &["so giuong", "giuong", "tong so giuong", "so luong giuong", "beds"]),
    (Column::Of(Field::Phone), &["dien thoai", "so dien thoai", "sdt", "so dt", "dt", "tel", "phone", "hotline"]),
    (Column::Of(Field::Email), &["email", "e mail", "thu dien tu", "dia chi email", "hop thu", "mail"]),
    (
        Column::Of(Field::OpenedOn),
        &[
            "ngay hoat dong",
            "ngay bat dau hoat dong",
            "ngay khai truong",
            "ngay dua vao hoat dong",
            "bat dau hoat dong",
            "nam hoat dong",
            "opened on",
        ],
    ),
    (
        Column::Of(Field::ClosedOn),
        &["ngay ngung hoat dong", "ngay dung hoat dong", "ngay dong cua", "ngung hoat dong", "closed on"],
    ),
    (
        Column::Note,
        &["ghi chu", "tinh trang", "tinh trang hoat dong", "tinh hinh bao cao", "trang thai", "note", "notes"],
    ),
];
