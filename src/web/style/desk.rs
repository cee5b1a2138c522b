//! A round that does not exist, as an officer's pages show it.
use crate::{
    domain::{Lang, queue::Order},
    web::{
        Frame,
        rounds::view::{
            AreaBar, Bulk, DeskPage, Missing, MissingPage, MissingRow, QueueColumns, QueueRow, RoundRow, RoundsPage,
            Tally,
        },
        ui::{Badge, Choice, Filter, Link, Pager, Tab},
    },
};

const DUE: &str = "23:59 ngày 20/07/2026";

pub fn filters(lang: Lang) -> Vec<Filter> {
    let all = Choice::new("", lang.t("Tất cả", "All"), true);
    let filter = |name, label, choices: &[&str]| Filter {
        name,
        label,
        choices: std::iter::once(all.clone()).chain(choices.iter().map(|c| Choice::new(*c, *c, false))).collect(),
    };
    vec![
        filter("area", lang.t("Khu vực", "Area"), &["Phường Vũng Tàu", "Xã Hồ Tràm", "Đặc khu Côn Đảo"]),
        filter("type", lang.t("Loại", "Type"), &["Khách sạn", "Nhà nghỉ", "Homestay"]),
        filter("stars", lang.t("Hạng", "Stars"), &["5 sao", "4 sao", "3 sao", "Chưa xếp hạng"]),
        filter("sort", lang.t("Sắp theo", "Order"), &["Số buồng", "Nộp mới nhất"]),
    ]
}

pub fn tabs(lang: Lang) -> Vec<Tab> {
    let tab = |vi: &str, en: &str, count: &str, current| Tab {
        href: "#".into(),
        label: lang.t(vi, en).into(),
        count: Some(count.into()),
        current,
    };
    vec![
        tab("Chờ duyệt", "To review", "98", true),
        tab("Được chấp nhận", "Accepted", "164", false),
        tab("Bị trả lại", "Returned", "7", false),
        tab("Nộp muộn", "Filed late", "3", false),
        tab("Không phát sinh", "Nil", "18", false),
    ]
}

pub fn pager() -> Pager {
    Pager { first: 1, last: 8, total: 98, previous: None, next: Some("#".into()) }
}

type Row = (&'static str, &'static str, &'static str, i32, [&'static str; 4], Badge);

const ROWS: &[Row] = &[
    (
        "Khu nghỉ dưỡng Sao Biển",
        "xã Hồ Tràm · khách sạn 5 sao · 212 buồng",
        "16:52 17/07",
        3,
        ["9.846", "+21,4", "+12,0", "78,2"],
        Badge::Waiting,
    ),
    (
        "Khách sạn Biển Xanh",
        "phường Vũng Tàu · khách sạn 3 sao · 64 buồng",
        "16:45 17/07",
        1,
        ["2.400", "+14,8", "+6,4", "70,4"],
        Badge::Amended,
    ),
    (
        "Căn hộ Sao Mai 2",
        "xã Long Hải · căn hộ du lịch · 46 buồng",
        "15:20 17/07",
        1,
        ["1.512", "+58,1", "+55,3", "81,0"],
        Badge::Waiting,
    ),
    (
        "Khách sạn Hải Đăng 2",
        "phường Tam Thắng · khách sạn 2 sao · 38 buồng",
        "14:08 17/07",
        0,
        ["1.204", "+9,6", "+4,1", "66,9"],
        Badge::Waiting,
    ),
    (
        "Biệt thự Hoa Sứ",
        "xã Phước Hải · biệt thự du lịch · 12 buồng",
        "11:31 17/07",
        0,
        ["318", "+12,0", "−3,4", "59,7"],
        Badge::Waiting,
    ),
    ("Homestay Gió Lộng", "đặc khu Côn Đảo · homestay · 6 buồng", "08:47 17/07", 0, ["–", "–", "–", "–"], Badge::Nil),
    (
        "Nhà nghỉ Thanh Bình",
        "xã Bình Châu · nhà nghỉ · 15 buồng",
        "08:15 17/07",
        0,
        ["291", "+3,2", "–", "48,0"],
        Badge::Waiting,
    ),
];

pub fn desk(frame: Frame) -> DeskPage {
    let lang = frame.lang;
    let rows = ROWS.iter().enumerate().map(|(i, &(house, facts, filed, findings, figures, badge))| QueueRow {
        pick: if findings == 0 { format!("{i}:1") } else { String::new() },
        house: house.into(),
        href: "/style/reports/review".into(),
        facts: facts.into(),
        filed: filed.into(),
        late: i == 2,
        channel: if i == 4 {
            lang.t("chuyên viên nhập hộ", "entered by an officer").into()
        } else {
            String::new()
        },
        findings,
        explained: if findings > 0 {
            vec![lang.t("Doanh thu ăn uống: tiệc cưới, hội nghị", "Revenue from food: weddings, conferences").into()]
        } else {
            Vec::new()
        },
        marks: Vec::new(),
        main: figures[0].into(),
        change_previous: figures[1].into(),
        change_last_year: figures[2].into(),
        ratio: figures[3].into(),
        badge,
    });
    DeskPage {
        title: lang.t("Đợt báo cáo tháng 6/2026", "Round 6/2026").into(),
        form: "01-H/DL-CSLT".into(),
        due: DUE.into(),
        left: lang.t("còn 3 ngày 6 giờ", "3 days 6 hours left").into(),
        updated: "17:00 ngày 17/07/2026".into(),
        historic: false,
        closed: false,
        about_href: "/style/rounds/desk".into(),
        rounds: vec![
            Tab { href: "#".into(), label: "Tháng 6/2026".into(), count: None, current: true },
            Tab { href: "#".into(), label: "Tháng 5/2026".into(), count: None, current: false },
        ],
        messages: Vec::new(),
        tally: tally(lang),
        tabs: tabs(lang),
        find: String::new(),
        filters: filters(lang),
        state: "submitted".into(),
        list_title: lang.t("Chờ duyệt: 98 báo cáo", "To review: 98 reports").into(),
        order: Order::Need.explained(lang),
        columns: QueueColumns {
            main: lang.t("Tổng lượt khách phục vụ", "Guests served").into(),
            ratio: lang.t("Công suất sử dụng buồng (%)", "Room occupancy (%)").into(),
            previous: "T5/2026".into(),
            last_year: "T6/2025".into(),
        },
        rows: rows.collect(),
        pager: pager(),
        bulk: Some(Bulk { action: "/style/rounds/desk".into(), clean: 61, seen: 0 }),
        missing: missing(),
        areas: areas(),
        areas_href: Some("#".into()),
        completeness_href: "#".into(),
        here: "/style/rounds/desk".into(),
        frame,
    }
}

fn tally(lang: Lang) -> Tally {
    let part = |vi: &'static str, en: &'static str, class, count| (lang.t(vi, en), class, count, "#".to_owned());
    let parts = [
        part("Được chấp nhận", "Accepted", "fill", 164),
        part("Chờ duyệt", "To review", "f-mid", 98),
        part("Không phát sinh", "Nil", "f-ink", 18),
        part("Bị trả lại", "Returned", "f-bad", 7),
        part("Chưa nộp", "Not filed", "f-none", 184),
    ];
    Tally {
        filed: 280,
        owed: 471,
        share: "59,4".into(),
        rooms_share: "71,4".into(),
        parts: Tally::parts_of(471, &parts),
        suspended: 5,
    }
}

fn missing() -> Missing {
    let row = |house: &str, facts: &str, rooms, phone: &str, reminded: &str, unreachable, last: &str| MissingRow {
        house: house.into(),
        href: "#".into(),
        facts: facts.into(),
        rooms,
        phone: phone.into(),
        reminded: reminded.into(),
        unreachable,
        last_sign_in: last.into(),
        badge: Badge::Missing,
    };
    Missing {
        total: 184,
        rows: vec![
            row("Khu nghỉ dưỡng Bến Cát", "xã Hồ Tràm · 5 sao", 186, "02540000011", "Lần 2 · 16/07", None, "12/07"),
            row("Khách sạn Phương Nam Palace", "phường Vũng Tàu · 4 sao", 142, "02540000012", "", None, "17/07"),
            row(
                "Khách sạn Bãi Sau 3",
                "phường Tam Thắng · 3 sao",
                96,
                "02540000013",
                "",
                Some("Thư bị trả về"),
                "02/05",
            ),
            row("Căn hộ Ngọc Lan", "xã Long Hải · căn hộ", 74, "", "Lần 2 · 16/07", None, ""),
        ],
        href: "/style/rounds/missing".into(),
        download_href: Some("#".into()),
        remind_href: Some("#".into()),
        workbook_href: Some("#".into()),
    }
}

fn areas() -> Vec<AreaBar> {
    let bar = |name: &str, of: &str, share: &str, length: &str| AreaBar {
        name: name.into(),
        href: Some("#".into()),
        of: of.into(),
        share: share.into(),
        length: length.into(),
    };
    vec![
        bar("Phường Vũng Tàu", "79/120", "65,8", "65.8"),
        bar("Xã Hồ Tràm", "24/40", "60,0", "60"),
        bar("Đặc khu Côn Đảo", "18/24", "75,0", "75"),
    ]
}

pub fn missing_page(frame: Frame) -> MissingPage {
    MissingPage {
        back: Link::new("/style/rounds/desk", frame.t("Bàn việc", "Desk")),
        title: frame.t("Đợt báo cáo tháng 6/2026", "Round 6/2026").into(),
        due: DUE.into(),
        left: frame.t("còn 3 ngày 6 giờ", "3 days 6 hours left").into(),
        messages: Vec::new(),
        missing: missing(),
        completeness_href: "#".into(),
        find: String::new(),
        filters: filters(frame.lang),
        pager: Pager { first: 1, last: 4, total: 184, previous: None, next: Some("#".into()) },
        here: "/style/rounds/missing".into(),
        frame,
    }
}

pub fn list(frame: Frame) -> RoundsPage {
    let row = |title: &str, days: &str, due: &str, of: &str, waiting, badge| RoundRow {
        title: title.into(),
        href: "/style/rounds/desk".into(),
        form: "01-H/DL-CSLT".into(),
        days: days.into(),
        due: due.into(),
        left: "còn 3 ngày 6 giờ".into(),
        of: of.into(),
        share: "59,4".into(),
        rooms_share: "71,4".into(),
        waiting,
        badge,
        historic: false,
    };
    RoundsPage {
        messages: Vec::new(),
        tabs: Vec::new(),
        rows: vec![
            row("Tháng 6/2026", "01/06–30/06/2026", DUE, "280/471", 98, None),
            row("Tháng 5/2026", "01/05–31/05/2026", "23:59 ngày 20/06/2026", "462/468", 2, Some(Badge::Closed)),
        ],
        pager: Pager { first: 1, last: 2, total: 2, previous: None, next: None },
        new_href: Some("#".into()),
        frame,
    }
}
