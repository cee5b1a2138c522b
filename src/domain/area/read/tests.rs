use super::*;

const VUNG_TAU: &str = "Tỉnh Bà Rịa - Vũng Tàu";

fn read_in(text: &str, areas: &[&str], province: &str) -> Result<PlaceRead, PlaceProblem> {
    let places = Gazetteer::embedded();
    let areas: Vec<AreaCode> = areas.iter().map(|code| AreaCode((*code).into())).collect();
    let scope = places.department(&areas, province);
    places.read_place(text, Within { scope: &scope, near: &AreaSet::new() })
}

fn code_in(text: &str, areas: &[&str], province: &str) -> String {
    read_in(text, areas, province).unwrap_or_else(|problem| panic!("{text}: {problem:?}")).code.0
}

#[test]
fn a_place_is_read_in_every_spelling() {
    let cases = [
        ("Phường Vũng Tàu", "26506"),
        ("P. Vũng Tàu", "26506"),
        ("PHƯỜNG VŨNG TÀU", "26506"),
        ("  phuong vung tau ", "26506"),
        ("Vũng Tàu", "26506"),
        ("26506", "26506"),
        ("Phu\u{31b}o\u{31b}\u{300}ng Vũng Tàu", "26506"),
        ("Phường 1, Thành phố Vũng Tàu", "26506"),
        ("P1, TP. Vũng Tàu", "26506"),
        ("P.01, TP.Vũng Tàu", "26506"),
        ("P1, TPVũng Tàu", "26506"),
        ("Phường 1 TP Vũng Tàu", "26506"),
        ("Phường 1 - TP. Vũng Tàu", "26506"),
        ("Phường 1, TP. Vũng Tàu, Tỉnh Bà Rịa - Vũng Tàu", "26506"),
        ("Phường 1, TP. Vũng Tàu, BR-VT", "26506"),
        ("12 Hạ Long, Phường 2, Vũng Tàu", "26506"),
        ("Phường Vũng Tàu, TP. Hồ Chí Minh", "26506"),
        ("Phường Vũng Tàu, TP.HCM", "26506"),
        ("P. Thắng Tam", "26506"),
        ("PThắng Nhì, TP. Vũng Tàu", "26506"),
        ("Phường Tam Thắng, TP. Vũng Tàu", "26526"),
        ("Phường Nguyễn An Ninh", "26526"),
        ("PRạch Dừa, TP. Vũng Tàu", "26536"),
        ("PLong Toàn, TP. Bà Rịa", "26560"),
        ("PPhước Hưng, TP. Bà Rịa", "26560"),
        ("Xã Phước Hưng, H. Long Đất", "26662"),
        ("Phước Hải", "26686"),
        ("XÃ PHƯỚC HẢI", "26686"),
        ("XPhước Hải", "26686"),
        ("TT Phước Hải, Huyện Long Đất", "26686"),
        ("TT. Long Hải (cũ)", "26662"),
        ("Thị trấn Phước Bửu, H. Xuyên Mộc", "26620"),
        ("Xã Phước Tân H. Xuyên Mộc", "26620"),
        (", Huyện Côn Đảo", "26732"),
        (", H. Côn Đảo", "26732"),
        ("Côn Đảo", "26732"),
        ("ĐK. Côn Đảo", "26732"),
        ("Đặc khu Côn Đảo", "26732"),
        ("Xã Hoà Hội", "26641"),
        ("Xã Xà Bang", "26596"),
        ("Xà Bang", "26596"),
        ("Xã Bàu Chinh, H. Châu Đức", "26608"),
        ("Phường Tân Hòa, TP. Phú Mỹ", "26710"),
        ("Phường Tân Hòa, Thị xã Phú Mỹ", "26710"),
    ];
    for (text, code) in cases {
        assert_eq!(code_in(text, &["79"], VUNG_TAU), code, "{text}");
    }
}

#[test]
fn a_ward_with_its_district_is_an_old_one_though_a_new_one_has_the_name() {
    assert_eq!(code_in("Phường Tân Hòa, TP. Phú Mỹ", &["79"], ""), "26710");
    let alone = code_in("Phường Tân Hòa", &["79"], "");
    assert_ne!(alone, "26710");
    assert_eq!(Gazetteer::embedded().name(&AreaCode(alone)), "Phường Tân Hòa");
}

#[test]
fn a_heading_comes_before_the_rest_of_the_scope() {
    let places = Gazetteer::embedded();
    let scope = places.department(&[AreaCode("79".into())], "");
    let near = places.read_heading("THÀNH PHỐ PHÚ MỸ", &scope).unwrap();
    assert_eq!(near.len(), 5);
    let read = places.read_place("Phường Tân Hòa", Within { scope: &scope, near: &near }).unwrap();
    assert_eq!(read.code.0, "26710");
    // A row under a wrong heading is still found.
    assert_eq!(places.read_place("Xã Hồ Tràm", Within { scope: &scope, near: &near }).unwrap().code.0, "26620");
    assert_eq!(places.read_heading("TỔNG CỘNG", &scope), None);
    assert_eq!(places.read_heading("Phường Vũng Tàu", &scope).unwrap().len(), 1);
}

#[test]
fn names_that_repeat_in_scope_are_listed() {
    let problem = read_in("Xã Hòa Hội", &[], "").unwrap_err();
    assert_eq!((problem.kind, problem.candidates.len()), (ProblemKind::Ambiguous, 3));
    let problem = read_in("Phước Hưng", &["79"], VUNG_TAU).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Ambiguous);
    let names: Vec<&str> = problem.candidates.iter().map(|code| Gazetteer::embedded().name(code)).collect();
    assert_eq!(names, ["Phường Bà Rịa", "Xã Long Hải"]);
    // The kind tells them apart.
    assert_eq!(code_in("P. Phước Hưng", &["79"], VUNG_TAU), "26560");
}

#[test]
fn a_split_ward_goes_to_its_main_successor_with_a_warning() {
    let read = read_in("Xã Tân Thạnh, Huyện Thới Lai", &["92"], "").unwrap();
    assert_eq!(read.code.0, "31288");
    assert!(read.warning.unwrap().vi.contains("đã chia về"), "names all of them");
}

#[test]
fn accents_decide_between_names_that_differ_by_them_alone() {
    let name = |text| Gazetteer::embedded().name(&AreaCode(code_in(text, &["51"], ""))).to_owned();
    assert_eq!(name("Xã Ba Tô"), "Xã Ba Tô");
    assert_eq!(name("Xã Ba Tơ"), "Xã Ba Tơ");
    assert_eq!(read_in("Xa Ba To", &["51"], "").unwrap_err().kind, ProblemKind::Ambiguous);
}

#[test]
fn what_is_not_there_is_said_with_what_may_be_meant() {
    let problem = read_in("Phường Không Có Thật", &["79"], VUNG_TAU).unwrap_err();
    assert_eq!(problem, PlaceProblem { kind: ProblemKind::Unknown, candidates: vec![] });
    let problem = read_in("Xã Ngãi Gia", &["79"], VUNG_TAU).unwrap_err();
    assert_eq!(problem.candidates, [AreaCode("26575".into())]);
    assert!(problem.message("Xã Ngãi Gia", Gazetteer::embedded()).vi.contains("Xã Ngãi Giao"));
    assert_eq!(read_in("", &[], "").unwrap_err().kind, ProblemKind::Empty);
    assert_eq!(read_in("Huyện Châu Đức", &["79"], VUNG_TAU).unwrap_err().kind, ProblemKind::DistrictOnly);
    assert_eq!(read_in("Phường Hoàn Kiếm", &["79"], VUNG_TAU).unwrap_err().kind, ProblemKind::OutOfScope);
    assert_eq!(read_in("Phường 1, TP. Đà Lạt", &["79"], VUNG_TAU).unwrap_err().kind, ProblemKind::OutOfScope);
    assert_eq!(read_in("Phường 1, TP. Đà Lạt, Tỉnh Lâm Đồng", &["79"], "").unwrap_err().kind, ProblemKind::OutOfScope);
}

#[test]
fn a_district_dissolved_earlier_does_not_hinder() {
    let read = read_in("Xã Tam An, Huyện Long Điền", &["79"], VUNG_TAU).unwrap();
    assert_eq!(read.code.0, "26659");
    assert!(read.warning.is_some());
}

#[test]
fn every_name_of_today_and_every_fourth_old_one_with_its_district_is_read_back() {
    let places = Gazetteer::embedded();
    for province in places.provinces() {
        let scope: AreaSet = places.subtree(&province.code).into_iter().collect();
        let within = Within { scope: &scope, near: &AreaSet::new() };
        for code in &scope {
            assert_eq!(&places.read_place(places.name(code), within).unwrap().code, code);
        }
    }
    let scope = places.department(&[], "");
    let within = Within { scope: &scope, near: &AreaSet::new() };
    for ward in places.wards.iter().step_by(4).filter(|ward| !ward.full.is_empty()) {
        let district = &places.districts[ward.district];
        let text = format!("{}, {}, {}", ward.full, district.full, district.province);
        let read = places.read_place(&text, within).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        assert_eq!(read.code, ward.successors[0], "{text}");
    }
}
