//! A house that does not exist and its report of June 2026, as pages show them.
mod filed;

pub use filed::{receipt, review};

use std::collections::BTreeMap;

use crate::{
    app::App,
    domain::{
        Lang, Period,
        answers::{Answers, Finding, NilReason, Typed},
        check::{self, Context, Past},
        establishment::{EstablishmentType, Facts},
        form::{Form, Frequency},
        peers::Band,
    },
    web::{
        Frame,
        peers::{
            Strip,
            card::{Card, Figure},
        },
        reports::{
            figures::{self, Columns, FigureGroup},
            sheet::{Attention, Sheet, Source},
            view::{
                CheckPage, Due, Filed, FilingPage, FilingUrls, Heading, HomePage, KeptAt, NilPage, RegisterHint,
                Returned, WorkbookPage,
            },
        },
        ui::{Badge, Choice, Link, Progress},
    },
};

const JUNE: Period = Period::Month { year: 2026, month: 6 };
const HOUSE: &str = "Khách sạn Biển Xanh";
const FACTS: &str = "Khách sạn 3 sao · 64 buồng · phường Vũng Tàu";
const DUE: &str = "23:59 ngày 20/07/2026";
const RETURNED: &str =
    "Lượt khách quốc tế 1.860 lớn hơn sức chứa của cơ sở (118 giường × 4 ngày). Đề nghị cơ sở kiểm tra lại số liệu.";

/// What the sample house typed; one number is wrong, one is odd, some are missing.
const TYPED: &[(&str, &str)] = &[
    ("rooms", "64"),
    ("beds", "118"),
    ("days_open", "30"),
    ("room_nights_sold", "1.344"),
    ("guests_international", "186"),
    ("guests_domestic", "2.214"),
    ("day_guests_international", "4"),
    ("day_guests_domestic", "120"),
    ("nights_international", "418"),
    ("nights_domestic", "2.065"),
    ("revenue_rooms", "1.142,4"),
    ("revenue_food", "386,5"),
    ("revenue_other", "94,0"),
    ("guests_by_country.KR", "92"),
    ("guests_by_country.CN", "41"),
];

/// The report as it was filed in the end.
const FILED: &[(&str, &str)] = &[("nights_domestic", "2.650"), ("staff_total", "39"), ("staff_female", "24")];

const MAY: &[(&str, &str)] = &[
    ("rooms", "64"),
    ("beds", "118"),
    ("days_open", "31"),
    ("room_nights_sold", "1.171"),
    ("guests_international", "214"),
    ("guests_domestic", "1.876"),
    ("day_guests_domestic", "98"),
    ("nights_international", "497"),
    ("nights_domestic", "2.183"),
    ("revenue_rooms", "960,2"),
    ("revenue_food", "182,0"),
    ("revenue_other", "71,5"),
    ("staff_total", "38"),
    ("staff_female", "23"),
];

const LAST_YEAR: &[(&str, &str)] = &[
    ("rooms", "64"),
    ("beds", "118"),
    ("days_open", "30"),
    ("room_nights_sold", "1.286"),
    ("guests_international", "152"),
    ("guests_domestic", "2.103"),
    ("nights_international", "341"),
    ("nights_domestic", "2.480"),
    ("revenue_rooms", "1.016,0"),
    ("revenue_food", "195,0"),
    ("revenue_other", "80,2"),
    ("staff_total", "36"),
    ("staff_female", "22"),
];

fn typed(fields: &[&[(&str, &str)]]) -> Typed {
    let fields = fields.iter().copied().flatten();
    Typed(fields.map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect::<BTreeMap<_, _>>())
}

/// The monthly form of the catalogue; the sample knows the lines of the accommodation form and leaves others empty.
fn form(app: &App) -> &Form {
    let monthly = |form: &&Form| form.schedule(Frequency::Monthly).is_some();
    app.catalogue.all().find(monthly).expect("a form is built into the program")
}

fn context(form: &Form) -> Context {
    let past = |period: Period, fields| {
        let (answers, _) = Answers::read(form, Frequency::Monthly, &typed(&[fields]));
        Some(Past { period, figures: form.complete(Frequency::Monthly, &answers) })
    };
    Context {
        days: 30,
        previous: past(JUNE.previous(), MAY),
        last_year: past(JUNE.same_last_year(), LAST_YEAR),
        register: Some(Facts {
            area_code: crate::domain::AreaCode("26506".into()),
            kind: EstablishmentType::Hotel,
            stars: 3,
            rooms: 64,
            beds: 118,
        }),
        ..Context::default()
    }
}

pub fn sheet(app: &App, lang: Lang) -> Sheet {
    let form = form(app);
    Sheet::new(Source {
        form,
        frequency: Frequency::Monthly,
        context: &context(form),
        typed: &typed(&[TYPED]),
        attention: Attention::All,
        add: None,
        lang,
    })
}

fn groups(
    form: &Form,
    now: &Typed,
    before: Option<&Typed>,
    findings: bool,
    lang: Lang,
) -> (Vec<FigureGroup>, Vec<Finding>) {
    let context = context(form);
    let (answers, found) = check::examine(form, Frequency::Monthly, &context, now);
    let before = before.map(|typed| Answers::read(form, Frequency::Monthly, typed).0);
    let columns = Columns {
        form,
        frequency: Frequency::Monthly,
        lang,
        now: &answers,
        before: before.as_ref(),
        previous: context.previous.as_ref(),
        last_year: context.last_year.as_ref(),
        findings: if findings { &found } else { &[] },
    };
    (figures::groups(columns), found)
}

fn heading(lang: Lang) -> Heading {
    Heading {
        house: HOUSE.into(),
        title: figures::title(JUNE, "", lang),
        days: "01/06–30/06/2026".into(),
        due: DUE.into(),
        form: lang
            .t("Biểu 01-H/DL-CSLT, phiên bản 2022-01 (tạm thời)", "Form 01-H/DL-CSLT, version 2022-01 (provisional)")
            .into(),
    }
}

fn returned() -> Returned {
    Returned {
        reason: RETURNED.into(),
        by: "Trần Minh Quân · 09:15 ngày 15/07/2026".into(),
        due: "23:59 ngày 20/07/2026".into(),
        lines: [("nights_domestic".to_owned(), "Ít hơn lượt khách".to_owned())].into(),
    }
}

pub fn nil_reasons(lang: Lang) -> Vec<Choice> {
    NilReason::ALL.iter().map(|reason| Choice::new(reason.as_str(), reason.label(lang), false)).collect()
}

pub fn home(frame: Frame) -> HomePage {
    let due = |title: &str, badge, left: &str, due: &str| Due {
        title: title.into(),
        form: String::new(),
        badge,
        left: left.into(),
        due: due.into(),
        overdue: false,
        returned: None,
        suspension: None,
        progress: None,
        saved: None,
        href: "/style/reports/filing".into(),
        workbook_href: None,
        several: None,
        nil_href: None,
    };
    let filed = |title: &str, line: &str, badge, late| Filed {
        title: title.into(),
        href: "/style/reports/receipt".into(),
        line: line.into(),
        badge,
        late,
    };
    HomePage {
        house: HOUSE.into(),
        facts: FACTS.into(),
        others: vec![Link::new("/style/reports/home", "Nhà nghỉ Biển Xanh 2")],
        due: vec![
            Due {
                returned: Some(returned()),
                ..due(
                    "Báo cáo đột xuất: nghỉ lễ 30/4–03/5/2026",
                    Badge::Returned,
                    "Còn 2 ngày 2 giờ",
                    "17:00 ngày 18/07/2026",
                )
            },
            Due {
                progress: Some(Progress { filled: 14, asked: 16 }),
                saved: Some("14:32 ngày 16/07/2026".into()),
                workbook_href: Some("/style/reports/workbook".into()),
                several: Some(Link::new("#", frame.t("Một tệp Excel cho 2 cơ sở", "One workbook for 2 houses"))),
                nil_href: Some("/style/reports/nil".into()),
                ..due("Báo cáo tháng 6/2026", Badge::Draft, "Còn 4 ngày 9 giờ", DUE)
            },
        ],
        suspensions: vec!["Tạm ngừng 01/09/2026–30/09/2026: chờ xác nhận".into()],
        suspensions_href: "/style/reports/home".into(),
        next_round: None,
        register: vec![
            RegisterHint {
                text: "Thiếu số điện thoại người phụ trách báo cáo".into(),
                link: Link::new("#", frame.t("Bổ sung", "Add it")),
            },
            RegisterHint {
                text: "Quyết định công nhận hạng 3 sao hết hạn ngày 30/11/2026".into(),
                link: Link::new("#", frame.t("Xem hồ sơ", "See the register")),
            },
        ],
        receipts: vec![
            filed("Tháng 5/2026", "BN-2605-003914 · nộp 10:04 ngày 12/06/2026", Badge::Accepted, false),
            filed("Tháng 4/2026", "BN-2604-003127 · nộp lại 15:41 ngày 19/05/2026", Badge::Amended, false),
            filed("Năm 2025", "BN-25N-000386 · nộp 08:20 ngày 21/02/2026", Badge::Accepted, true),
        ],
        all_href: "#".into(),
        peers: vec![peers(frame.lang)],
        courses: Vec::new(),
        frame,
    }
}

/// Beside similar houses: two figures with quartiles, one with a median only.
pub fn peers(lang: Lang) -> Card {
    let figure = |label: &str, own: (i64, &str), band: (i64, &str), quartiles, before: &str| Figure {
        label: label.into(),
        strip: Some(Strip::of(Some(own.0), Band { houses: 14, median: band.0, quartiles })),
        own: format!("{} {}", lang.t("Cơ sở", "This house"), own.1),
        median: format!("{} {}", lang.t("trung vị", "median"), band.1),
        summary: format!("{label}: {}, {}", own.1, band.1),
        others: vec![before.into()],
    };
    Card {
        title: lang.t("So với cơ sở tương tự, tháng 5/2026", "Beside similar houses, May 2026").into(),
        who: "14 khách sạn 3 sao ở phường Vũng Tàu đã báo cáo, kể cả cơ sở này.".into(),
        figures: vec![
            figure(
                "Công suất sử dụng buồng",
                (590, "59,0\u{a0}%"),
                (540, "54"),
                Some((460, 610)),
                "T5/2025: cơ sở 61,0\u{a0}%, trung vị 58",
            ),
            figure(
                "Giá buồng bình quân",
                (8200, "820,0 nghìn đồng"),
                (8700, "870"),
                Some((6900, 10_000)),
                "T5/2025: cơ sở 790,0 nghìn đồng",
            ),
            figure(
                "Ngày lưu trú bình quân",
                (180, "1,80 ngày"),
                (150, "1,5"),
                None,
                "T5/2025: cơ sở 1,70 ngày, trung vị 1,5",
            ),
        ],
        href: "#".into(),
        ..Card::default()
    }
}

pub fn filing(app: &App, frame: Frame) -> FilingPage {
    FilingPage {
        heading: heading(frame.lang),
        badge: Badge::Draft,
        messages: Vec::new(),
        returned: None,
        clash: Vec::new(),
        kept: KeptAt::default(),
        urls: FilingUrls {
            back: "/style/reports/home".into(),
            save: "/style/reports/check".into(),
            draft: "/style/nowhere".into(),
            check: "/style/nowhere".into(),
            workbook: "/style/reports/workbook".into(),
            marked: "/style/nowhere".into(),
            nil: "/style/reports/nil".into(),
        },
        revision: 3,
        saved: Some("14:32".into()),
        channel: "",
        read: String::new(),
        nil: None,
        sheet: sheet(app, frame.lang),
        frame,
    }
}

pub fn check(app: &App, frame: Frame) -> CheckPage {
    let (groups, _) = groups(form(app), &typed(&[TYPED, FILED]), None, true, frame.lang);
    CheckPage {
        heading: heading(frame.lang),
        badge: Badge::Draft,
        messages: Vec::new(),
        revision: 4,
        typed: "{}".into(),
        kept: KeptAt::default(),
        groups,
        previous: JUNE.previous().short(),
        last_year: JUNE.same_last_year().short(),
        confirmed: vec!["Doanh thu ăn uống tăng 112,4 % – tiệc cưới, hội nghị (3 tiệc cưới, 1 hội nghị)".into()],
        nil: None,
        nil_code: String::new(),
        channel: "",
        amending: false,
        again: false,
        back_href: "/style/reports/filing".into(),
        submit_href: "/style/reports/receipt".into(),
        late: false,
        frame,
    }
}

pub fn nil(frame: Frame) -> NilPage {
    NilPage {
        heading: heading(frame.lang),
        messages: Vec::new(),
        reasons: nil_reasons(frame.lang),
        back_href: "/style/reports/filing".into(),
        submit_href: "/style/reports/check".into(),
        revision: 3,
        typed_kept: true,
        frame,
    }
}

pub fn workbook(frame: Frame) -> WorkbookPage {
    WorkbookPage {
        heading: heading(frame.lang),
        messages: Vec::new(),
        refusal: "Tệp này của cơ sở Khách sạn Hải Đăng (CS0002), không phải của Khách sạn Biển Xanh (CS0001). Tải lên ở trang của cơ sở đó, hoặc tải mẫu của cơ sở này.".into(),
        refusal_link: Some(Link::new("#", frame.t("Mở trang nhận tệp này", "Open the page that takes it"))),
        template_href: "#".into(),
        upload_href: "/style/reports/check".into(),
        back_href: "/style/reports/filing".into(),
        frame,
    }
}
