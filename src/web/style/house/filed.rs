//! Its report after it was filed: receipt and review.
use super::{FACTS, FILED, JUNE, TYPED, form, groups, heading, peers, typed};
use crate::{
    app::App,
    web::{
        Frame,
        reports::{
            figures,
            view::{
                Amendment, Compare, Contact, Decision, Explained, ReceiptPage, ReturnLine, ReviewColumns, ReviewPage,
                VersionLine,
            },
        },
        ui::{Badge, Choice, Link},
    },
};

const HASH: &str = "9f2c41d8a6037be15d94c0f2887e3a1bd65209c4fe71384ac2b90d5707aeb3e5";
const AMENDED: &[(&str, &str)] =
    &[("room_nights_sold", "1.352"), ("nights_domestic", "2.694"), ("revenue_rooms", "1.150,2")];

pub fn receipt(app: &App, frame: Frame) -> ReceiptPage {
    let (groups, _) = groups(form(app), &typed(&[TYPED, FILED]), None, false, frame.lang);
    ReceiptPage {
        heading: heading(frame.lang),
        just_filed: true,
        receipt: "BN-2606-004127".into(),
        received: "15:08:41 ngày 16/07/2026".into(),
        late: false,
        punctuality: "Trước hạn 4 ngày 8 giờ (23:59 ngày 20/07/2026)".into(),
        filer: "Nguyễn Thị Hạnh, trang web".into(),
        version: 1,
        badge: Badge::Submitted,
        returned: None,
        sha256: HASH.into(),
        verify_href: format!("{}/verify/BN-2606-004127", app.config.base_url),
        groups,
        column: figures::column(JUNE, frame.lang),
        confirmed: vec!["Doanh thu ăn uống tăng 112,4 % – tiệc cưới, hội nghị (3 tiệc cưới, 1 hội nghị)".into()],
        nil: None,
        reason: None,
        newer: None,
        versions: Vec::new(),
        peers: Some(peers(frame.lang)),
        other_forms: vec![Link::new("#", "01CS/LTDL")],
        amend_href: Some("/style/reports/filing".into()),
        workbook_href: Some("#".into()),
        year: 2026,
        frame,
    }
}

pub fn review(app: &App, frame: Frame) -> ReviewPage {
    let filed = typed(&[TYPED, FILED]);
    let amended = typed(&[TYPED, FILED, AMENDED]);
    let (groups, findings) = groups(form(app), &amended, Some(&filed), true, frame.lang);
    let (changed, follow) = figures::changed(&groups);
    let version = |badge, title: &str, lines: &[&str], receipt: &str, shown| VersionLine {
        badge,
        title: title.into(),
        lines: lines.iter().map(|line| (*line).into()).collect(),
        receipt: receipt.into(),
        sha256: HASH.into(),
        href: Some("#".into()),
        shown,
    };
    let explained = findings.iter().map(|finding| Explained {
        line: form(app).line(&finding.field).map(|line| line.label.get(frame.lang).to_owned()).unwrap_or_default(),
        message: finding.message.get(frame.lang).into(),
        reason: "Tiệc cưới, hội nghị – “3 tiệc cưới, 1 hội nghị”".into(),
        open: false,
    });
    ReviewPage {
        back: Link::new("/style/rounds/desk", frame.t("Bàn việc", "Desk")),
        heading: heading(frame.lang),
        facts: FACTS.into(),
        house_href: "#".into(),
        badge: Badge::Amended,
        late: false,
        messages: Vec::new(),
        returned: None,
        amendment: Some(Amendment {
            changed,
            follow,
            accepted_version: 1,
            version: 2,
            reason: "Bổ sung 8 ngày buồng của đoàn trả phòng muộn ngày 30/6.".into(),
        }),
        explained: explained.collect(),
        marks: vec![
            frame
                .t(
                    "Tổng thu trên một buồng 25,48 triệu đồng/buồng: cao hơn hẳn 14 khách sạn 3 sao khác (trung vị 12,10 triệu đồng/buồng).",
                    "Revenue per room 25,48 million đồng/room: far above 14 others: hotel, 3 stars (median 12,10 million đồng/room).",
                )
                .into(),
        ],
        nil: None,
        groups,
        columns: ReviewColumns {
            now: frame.t("Lần 2", "No. 2").into(),
            before: frame.t("Lần 1 (đã chấp nhận)", "No. 1 (accepted)").into(),
            previous: JUNE.previous().short(),
            last_year: JUNE.same_last_year().short(),
        },
        changed,
        only_changed: false,
        toggle_href: "#".into(),
        compare: Some(Compare {
            action: "/style/reports/review".into(),
            versions: vec![Choice::new("2", "Lần 2", true), Choice::new("1", "Lần 1", false)],
            with: vec![Choice::new("2", "Lần 2", false), Choice::new("1", "Lần 1", true)],
            keep: Vec::new(),
        }),
        courses: Vec::new(),
        versions: vec![
            version(
                Badge::Amended,
                "Lần 2: đang xét",
                &["16:45 ngày 17/07/2026 · Nguyễn Thị Hạnh, trang web"],
                "BN-2606-004391",
                true,
            ),
            version(
                Badge::Accepted,
                "Lần 1: được chấp nhận",
                &["Chấp nhận 09:20 ngày 17/07/2026 · Trần Minh Quân", "Nộp 15:08 ngày 16/07/2026 · đúng hạn"],
                "BN-2606-004127",
                false,
            ),
        ],
        contact: Contact {
            name: "Nguyễn Thị Hạnh, kế toán".into(),
            phone: "0254000001".into(),
            email: "bienxanh@example.vn".into(),
        },
        position: Some("2/98".into()),
        previous: Some(Link::new("#", "Khu nghỉ dưỡng Sao Biển")),
        next: Some(Link::new("#", "Căn hộ Sao Mai 2")),
        decision: Some(Decision {
            accept_href: "/style/reports/review".into(),
            return_href: "/style/reports/review".into(),
            revision: 5,
            lines: vec![
                line("room_nights_sold", "Ngày buồng sử dụng", ""),
                line("nights_domestic", "Ngày khách nội địa", "Ít hơn lượt khách"),
            ],
            others: vec![line("staff_total", "Lao động", "")],
            reason: String::new(),
            due_on: "2026-07-22".into(),
            due_from: "2026-07-17".into(),
            due_to: "2026-10-15".into(),
            reason_wrong: String::new(),
            lines_wrong: String::new(),
            due_wrong: String::new(),
        }),
        frame,
    }
}

fn line(code: &str, label: &str, why: &str) -> ReturnLine {
    ReturnLine { code: code.into(), label: label.into(), chosen: !why.is_empty(), why: why.into() }
}
