use super::*;

fn instant_of(local: NaiveDateTime) -> DateTime<Utc> {
    local.and_utc() - chrono::Duration::hours(7)
}

fn find(text: &str) -> Found {
    match text {
        "CS001" | "0123456789" | "Biển Xanh" => Found::House("CS001".into()),
        "CS002" => Found::House("CS002".into()),
        "Sóng Biển" => Found::Several(2),
        "CS900" => Found::Elsewhere,
        _ => Found::Nobody,
    }
}

fn tet() -> Typed {
    Typed {
        form: "01-H-DL-CSLT".into(),
        title: " Tết  2027 ".into(),
        first_day: "2027-02-04".into(),
        last_day: "14/2/2027".into(),
        due_day: "2027-02-15".into(),
        due_hour: "17:00".into(),
        types: vec!["hotel".into()],
        stars: vec!["3".into(), "4".into(), "5".into()],
        areas: vec!["26506".into()],
        ..Typed::default()
    }
}

fn read(typed: &Typed, everywhere: bool) -> Result<Asking, Vec<Wrong>> {
    let catalogue = Catalogue::embedded().unwrap();
    let areas = [AreaCode("26506".into()), AreaCode("26526".into())];
    let now = "2027-01-20T02:00:00Z".parse().unwrap();
    typed.read(&Known { catalogue: &catalogue, areas: &areas, everywhere, now, instant_of: &instant_of, find: &find })
}

#[test]
fn what_was_typed_becomes_a_round() {
    let asking = read(&tet(), true).unwrap();
    let [round] = asking.rounds.as_slice() else { panic!("{asking:?}") };
    assert_eq!((round.title.as_str(), round.period.to_string().as_str()), ("Tết 2027", "2027-02-04..2027-02-14"));
    assert_eq!(round.opens_at.to_rfc3339(), "2027-01-20T02:00:00+00:00");
    assert_eq!(round.due_at.to_rfc3339(), "2027-02-15T10:00:00+00:00");
    assert_eq!((round.audience.stars.clone(), round.lines.clone()), (vec![3, 4, 5], None));
}

#[test]
fn each_day_may_be_asked_on_its_own() {
    let asking = read(&Typed { per_day: true, ..tet() }, true).unwrap();
    assert_eq!(asking.rounds.len(), 11);
    let of = |at: usize| {
        let round = &asking.rounds[at];
        (round.period.to_string(), round.opens_at.to_rfc3339(), round.due_at.to_rfc3339())
    };
    let text = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(of(0), text("2027-02-04..2027-02-04", "2027-02-03T17:00:00+00:00", "2027-02-05T10:00:00+00:00"));
    assert_eq!(of(10), text("2027-02-14..2027-02-14", "2027-02-13T17:00:00+00:00", "2027-02-15T10:00:00+00:00"));
}

#[test]
fn lines_are_asked_in_the_order_of_the_form_and_all_of_them_are_none_in_particular() {
    let some = |lines: &[&str]| Typed {
        some_lines: true,
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        ..tet()
    };
    let lines = |typed: &Typed| read(typed, true).unwrap().rounds[0].lines.clone();
    assert_eq!(lines(&some(&["guests_domestic", "rooms"])).unwrap(), ["rooms", "guests_domestic"]);
    let catalogue = Catalogue::embedded().unwrap();
    let form = catalogue.all().find(|form| form.code.0 == "01-H/DL-CSLT").unwrap();
    let all: Vec<&str> = form.askable(Frequency::Monthly).map(|line| line.code.as_str()).collect();
    assert_eq!(lines(&some(&all)), None);
}

#[test]
fn an_officer_of_a_commune_asks_her_communes_when_she_chooses_none() {
    let typed = Typed { areas: Vec::new(), ..tet() };
    assert_eq!(read(&typed, true).unwrap().rounds[0].audience.areas, []);
    assert_eq!(read(&typed, false).unwrap().rounds[0].audience.areas.len(), 2);
}

#[test]
fn a_pasted_list_is_read_line_by_line_each_house_once() {
    let typed = Typed { houses: "CS002\n\n Biển Xanh \n0123456789\r\nCS001".into(), ..tet() };
    assert_eq!(read(&typed, true).unwrap().rounds[0].audience.codes, ["CS002", "CS001"]);
    let typed = Typed { houses: "CS001\nKhông Có\nSóng Biển\nCS900".into(), ..tet() };
    let wrong = read(&typed, true).unwrap_err();
    let texts: Vec<&str> = wrong.iter().map(|(_, text)| text.vi.as_str()).collect();
    assert_eq!(wrong.len(), 3, "{texts:?}");
    assert!(texts[0].starts_with("Dòng 2: không có cơ sở «Không Có»"), "{texts:?}");
    assert!(texts[1].starts_with("Dòng 3: có 2 cơ sở cùng là «Sóng Biển»"), "{texts:?}");
    assert!(texts[2].starts_with("Dòng 4: «CS900» ngoài địa bàn"), "{texts:?}");
    let many = (0..50).map(|n| format!("X{n}")).collect::<Vec<_>>().join("\n");
    let wrong = read(&Typed { houses: many, ..tet() }, true).unwrap_err();
    assert_eq!((wrong.len(), wrong[20].1.vi.as_str()), (21, "Còn 30 dòng khác không tìm thấy."));
}

#[test]
fn each_thing_that_is_wrong_is_told_at_its_field() {
    let cases: Vec<(Typed, Field, &str)> = vec![
        (Typed { form: "99".into(), ..tet() }, Field::Form, "Chọn biểu"),
        (
            Typed { first_day: "1999-01-01".into(), last_day: "1999-01-02".into(), ..tet() },
            Field::Days,
            "Năm phải từ 2000",
        ),
        (Typed { some_lines: true, ..tet() }, Field::Lines, "Chọn ít nhất một dòng"),
        (Typed { some_lines: true, lines: vec!["occupancy".into()], ..tet() }, Field::Lines, "«occupancy»"),
        (Typed { title: "…".into(), ..tet() }, Field::Title, "Ghi tên đợt"),
        (Typed { title: "x".repeat(81), ..tet() }, Field::Title, "dài quá 80"),
        (Typed { first_day: String::new(), ..tet() }, Field::Days, "Ghi ngày đầu."),
        (Typed { last_day: String::new(), ..tet() }, Field::Days, "Ghi ngày cuối."),
        (Typed { last_day: "30/02/2027".into(), ..tet() }, Field::Days, "30/02/2027"),
        (Typed { last_day: "02/2027".into(), ..tet() }, Field::Days, "thiếu ngày"),
        (Typed { last_day: "2027-02-03".into(), ..tet() }, Field::Days, "Ngày cuối trước ngày đầu"),
        (Typed { last_day: "2027-06-04".into(), due_day: "2027-07-01".into(), ..tet() }, Field::Days, "nhiều nhất 92"),
        (
            Typed { per_day: true, last_day: "2027-03-20".into(), due_day: "2027-03-21".into(), ..tet() },
            Field::Days,
            "nhiều nhất 31",
        ),
        (Typed { opens_day: "mai".into(), ..tet() }, Field::Opens, "mai"),
        (Typed { opens_hour: "9:00".into(), ..tet() }, Field::Opens, "Ghi ngày"),
        (Typed { opens_day: "2027-02-16".into(), ..tet() }, Field::Due, "trước khi đợt mở"),
        (Typed { due_day: "2027-02-13".into(), ..tet() }, Field::Due, "trước khi hết những ngày"),
        (Typed { due_day: String::new(), ..tet() }, Field::Due, "Ghi ngày"),
        (Typed { due_hour: "sáng".into(), ..tet() }, Field::Due, "«sáng»"),
        (
            Typed {
                first_day: "2027-01-01".into(),
                last_day: "2027-01-03".into(),
                due_day: "2027-01-19".into(),
                ..tet()
            },
            Field::Due,
            "Hạn nộp đã qua",
        ),
        (
            Typed {
                per_day: true,
                first_day: "2027-01-15".into(),
                last_day: "2027-01-22".into(),
                due_day: "2027-01-23".into(),
                ..tet()
            },
            Field::Due,
            "Ngày 15/01: Hạn nộp đã qua",
        ),
        (Typed { areas: vec!["00001".into()], ..tet() }, Field::Areas, "ngoài địa bàn"),
        (Typed { types: vec!["tent".into()], ..tet() }, Field::Types, "Chọn lại"),
        (Typed { stars: vec!["7".into()], ..tet() }, Field::Stars, "từ 1 đến 5"),
        (Typed { stars: vec!["năm".into()], ..tet() }, Field::Stars, "Chọn lại"),
        (Typed { min_rooms: "-1".into(), ..tet() }, Field::Rooms, "«-1»"),
        (Typed { max_rooms: "nhiều".into(), ..tet() }, Field::Rooms, "«nhiều»"),
        (Typed { min_rooms: "30".into(), max_rooms: "20".into(), ..tet() }, Field::Rooms, "lớn hơn nhiều nhất"),
        (Typed { message: "x".repeat(2001), ..tet() }, Field::Message, "dài quá 2000"),
    ];
    for (typed, field, part) in cases {
        let wrong = read(&typed, true).expect_err(part);
        let told = wrong.iter().any(|(at, text)| *at == field && text.vi.contains(part));
        assert!(told, "{field:?} {part}: {wrong:?}");
        assert!(wrong.iter().all(|(_, text)| text.vi != text.en && !text.en.is_empty()), "{wrong:?}");
    }
    // all at once
    let wrong = read(&Typed::default(), true).unwrap_err();
    let fields: Vec<Field> = wrong.iter().map(|(field, _)| *field).collect();
    assert_eq!(fields, [Field::Title, Field::Days, Field::Days, Field::Due]);
}
