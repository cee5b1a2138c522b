use std::{collections::BTreeMap, sync::LazyLock};

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::{
    Period,
    catalogue::Catalogue,
    check::{Context, Past, check, settle},
    country,
    establishment::{EstablishmentType, Facts},
    form::{Form, FormCode, Frequency, Kind},
    number,
};

fn form() -> &'static Form {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().expect("the forms are whole"));
    CATALOGUE.latest(&FormCode("01-H/DL-CSLT".into())).expect("the form of accommodation")
}

fn typed(fields: &[(&str, &str)]) -> Typed {
    Typed(fields.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect())
}

fn read(fields: &[(&str, &str)]) -> Answers {
    let (answers, findings) = Answers::read(form(), Frequency::Monthly, &typed(fields));
    assert_eq!(findings, []);
    answers
}

#[test]
fn a_document_holds_totals_and_defaults_but_no_ratios() {
    let answers = read(&[
        ("rooms", "20"),
        ("days_open", "30"),
        ("room_nights_sold", "400"),
        ("guests_international", "60"),
        ("guests_domestic", "1.500"),
        ("revenue_rooms", "240,5"),
        ("guests_by_country.kr", "40"),
        ("nil", ""),
        ("confirm.sold_over_available", "day_use"),
    ]);
    let document = answers.to_document(form(), Frequency::Monthly);
    assert_eq!(
        document,
        json!({
            "breakdowns": { "guests_by_country": { "KR": "40" } },
            "confirmations": { "sold_over_available": { "reason": "day_use" } },
            "values": {
                "days_open": "30", "guests_domestic": "1500", "guests_international": "60", "guests_served": "1560",
                "guests_total": "1560", "revenue_rooms": "240.5", "revenue_total": "240.5", "room_nights_available": "600",
                "room_nights_sold": "400", "rooms": "20",
            },
        })
    );
    assert_eq!(Answers::from_document(form(), Frequency::Monthly, &document), Ok(answers));
}

#[test]
fn a_document_that_does_not_fit_its_form_is_refused() {
    for (document, why) in [
        (json!({ "values": { "pools": "1" } }), "form 01-H/DL-CSLT 2022-01 has no line `pools`"),
        (json!({ "values": { "rooms": 20 } }), "`rooms`: 20 is no number of `rooms`"),
        (json!({ "values": { "rooms": "20.5" } }), "`rooms`: \"20.5\" is no number of `rooms`"),
        (json!({ "values": { "staff_university": "1" } }), "form 01-H/DL-CSLT 2022-01 has no line `staff_university`"),
        (json!({ "values": [] }), "`values` is no object"),
        (json!({ "breakdowns": { "guests_by_country": "1" } }), "`guests_by_country` is no object"),
        (json!({ "nil": "holiday" }), "nil: unknown variant `holiday`"),
        (json!({ "confirmations": { "x": {} } }), "confirmation `x`: missing field `reason`"),
    ] {
        let refused = Answers::from_document(form(), Frequency::Monthly, &document).expect_err(why).to_string();
        assert!(refused.starts_with(&format!("document: {why}")), "{refused}");
    }
}

#[test]
fn a_typed_total_stays_only_where_it_says_something() {
    let parts = [("guests_international", "60"), ("guests_domestic", "500")];
    let with = |total| read(&[&parts[..], &[("guests_total", total)]].concat());
    assert_eq!(with("560"), read(&parts));
    assert_eq!(with("561").values.get("guests_total"), Some(&561));

    // An old summary may know only the total.
    let only = read(&[("guests_total", "560")]);
    let form = form();
    let figures = form.complete(Frequency::Monthly, &only);
    assert_eq!(
        [figures[form.index("guests_total").unwrap()], figures[form.index("guests_served").unwrap()]],
        [Some(560); 2]
    );
    let document = only.to_document(form, Frequency::Monthly);
    assert_eq!(document["values"], json!({ "guests_total": "560", "guests_served": "560" }));
    assert_eq!(Answers::from_document(form, Frequency::Monthly, &document), Ok(only));
}

#[test]
fn a_confirmation_is_kept_with_the_values_for_which_it_was_given() {
    let form = form();
    let context = Context { days: 30, ..Context::default() };
    let mut answers = read(&[
        ("rooms", "20"),
        ("days_open", "30"),
        ("room_nights_sold", "601"),
        ("confirm.sold_over_available", "day_use"),
        ("confirm.sold_over_available.text", " Khách nghỉ trưa "),
        ("confirm.long_average_stay", "long_stay"),
    ]);
    settle_now(form, &context, &mut answers);
    let kept = Confirmation {
        reason: "day_use".into(),
        text: "Khách nghỉ trưa".into(),
        values: "room_nights_sold=601 room_nights_available=600".into(),
    };
    assert_eq!(answers.confirmations, BTreeMap::from([("sold_over_available".to_owned(), kept)]));

    // The same report uploaded again is not asked again; a changed one is.
    let again = answers.typed(form);
    let (mut answers, _) = Answers::read(form, Frequency::Monthly, &again);
    settle_now(form, &context, &mut answers);
    assert_eq!(answers.confirmations.len(), 1);
    answers.values.insert("room_nights_sold".into(), 602);
    settle_now(form, &context, &mut answers);
    assert_eq!(answers.confirmations.len(), 0);
}

fn settle_now(form: &Form, context: &Context, answers: &mut Answers) {
    let findings = check(form, Frequency::Monthly, context, answers);
    settle(answers, &findings);
}

#[test]
fn a_nil_report_answers_for_capacity_and_stocks() {
    let form = form();
    let register = Facts {
        area_code: crate::domain::AreaCode("26506".into()),
        kind: EstablishmentType::Homestay,
        stars: 0,
        rooms: 5,
        beds: 0,
    };
    let previous =
        read(&[("rooms", "6"), ("beds", "9"), ("days_open", "31"), ("staff_total", "3"), ("guests_domestic", "8")]);
    let figures = form.complete(Frequency::Monthly, &previous);
    let past = Some(Past { period: Period::month(2026, 5), figures });
    let known = Context { days: 30, previous: past, register: Some(register.clone()), ..Context::default() };
    let first = Context { days: 30, register: Some(register), ..Context::default() };
    let nothing = Context { days: 30, ..Context::default() };

    // Columns: rooms, beds, days_open, room_nights_available, room_nights_sold, revenue_total, staff_total.
    let lines =
        ["rooms", "beds", "days_open", "room_nights_available", "room_nights_sold", "revenue_total", "staff_total"];
    for (reason, context, given, expected) in [
        (NilReason::NoGuests, &known, vec![], [Some(6), Some(9), Some(30), Some(180), Some(0), Some(0), Some(3)]),
        (
            NilReason::NoGuests,
            &known,
            vec![("rooms", "4"), ("days_open", "10")],
            [Some(4), Some(9), Some(10), Some(40), Some(0), Some(0), Some(3)],
        ),
        (NilReason::NoGuests, &first, vec![], [Some(5), None, Some(30), Some(150), Some(0), Some(0), None]),
        (
            NilReason::Closed,
            &known,
            vec![("days_open", "30")],
            [Some(6), Some(9), Some(0), Some(0), Some(0), Some(0), Some(3)],
        ),
        (
            NilReason::Renovation,
            &first,
            vec![("staff_total", "2")],
            [Some(5), None, Some(0), Some(0), Some(0), Some(0), Some(2)],
        ),
        (NilReason::Closed, &nothing, vec![], [None, None, Some(0), Some(0), Some(0), Some(0), None]),
        (NilReason::NoGuests, &nothing, vec![], [None, None, Some(30), None, Some(0), Some(0), None]),
    ] {
        let answers = Answers::nil(form, Frequency::Monthly, reason, context, &read(&given));
        assert_eq!(answers.nil, Some(reason));
        let figures = form.complete(Frequency::Monthly, &answers);
        assert_eq!(lines.map(|code| figures[form.index(code).unwrap()]), expected, "{reason} {given:?}");
    }

    // A yearly report has no days open: the year's own days count.
    let year = Context { days: 365, ..first };
    let available = |reason| {
        let answers = Answers::nil(form, Frequency::Yearly, reason, &year, &Answers::default());
        form.complete(Frequency::Yearly, &answers)[form.index("room_nights_available").unwrap()]
    };
    assert_eq!([available(NilReason::NoGuests), available(NilReason::Closed)], [Some(5 * 365), Some(0)]);
}

#[test]
fn the_register_fills_the_fields_of_a_new_report() {
    let form = form();
    let facts = Facts {
        area_code: crate::domain::AreaCode("26506".into()),
        kind: EstablishmentType::Hotel,
        stars: 3,
        rooms: 64,
        beds: 0,
    };
    let figures = form.complete(Frequency::Monthly, &read(&[("rooms", "60"), ("beds", "118"), ("staff_total", "38")]));
    let previous = Some(Past { period: Period::month(2026, 5), figures });
    let context = Context { days: 30, previous, register: Some(facts), ..Context::default() };
    let filled = Answers::prefilled(form, Frequency::Monthly, &context);
    assert_eq!(filled, read(&[("rooms", "64"), ("beds", "118"), ("days_open", "30"), ("staff_total", "38")]));
}

/// What somebody may type into a report of a frequency: good numbers, blanks, confirmations, a reason.
fn any_typed(frequency: Frequency) -> impl Strategy<Value = Typed> {
    let form = form();
    let mut fields: Vec<BoxedStrategy<(String, String)>> = Vec::new();
    for (_, line) in form.lines_for(frequency) {
        let (code, decimals) = (line.code.clone(), line.decimals);
        let text = prop_oneof![
            4 => (0..=number::MAX / 1000).prop_map(move |value| number::print(value, decimals)),
            4 => (0_i64..500).prop_map(move |value| number::print(value, decimals).replace('.', " ")),
            1 => Just(String::new()),
        ];
        match line.kind {
            Kind::Ratio => {}
            Kind::Breakdown => {
                let key = (0..country::all().len()).prop_map(|index| country::all()[index].code.clone());
                fields.push((key, text).prop_map(move |(key, text)| (format!("{code}.{key}"), text)).boxed());
            }
            _ => fields.push(text.prop_map(move |text| (code.clone(), text)).boxed()),
        }
    }
    for confirmed in &form.checks {
        let reasons: Vec<String> = confirmed.reasons.iter().map(|reason| reason.code.clone()).collect();
        if reasons.is_empty() {
            continue;
        }
        let code = confirmed.code.clone();
        fields.push(
            proptest::sample::select(reasons).prop_map(move |reason| (format!("confirm.{code}"), reason)).boxed(),
        );
        let code = confirmed.code.clone();
        fields.push("\\PC{0,20}".prop_map(move |text| (format!("confirm.{code}.text"), text)).boxed());
    }
    let reason = proptest::sample::select(NilReason::ALL).prop_map(|reason| ("nil".to_owned(), reason.to_string()));
    fields.push(reason.boxed());
    let all = fields.len();
    (fields, proptest::collection::vec(any::<bool>(), all)).prop_map(|(fields, kept)| {
        Typed(fields.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(field, _)| field).collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn page_document_and_page_again_give_the_same_answers(
        (frequency, typed) in prop_oneof![Just(Frequency::Monthly), Just(Frequency::Yearly)]
            .prop_flat_map(|frequency| (Just(frequency), any_typed(frequency)))
    ) {
        let form = form();
        let (answers, findings) = Answers::read(form, frequency, &typed);
        prop_assert_eq!(findings, vec![]);
        let text = answers.to_document(form, frequency).to_string();
        let document = serde_json::from_str(&text).expect("JSON");
        let from_document = Answers::from_document(form, frequency, &document);
        prop_assert_eq!(from_document.as_ref(), Ok(&answers));
        let (from_page, findings) = Answers::read(form, frequency, &answers.typed(form));
        prop_assert_eq!(findings, vec![]);
        prop_assert_eq!(&from_page, &answers);
        prop_assert_eq!(form.complete(frequency, &from_page), form.complete(frequency, &answers));
    }

    #[test]
    fn whatever_is_typed_is_read_or_named(field in "[a-z_]{1,12}(\\.[a-zA-Z]{0,3})?|\\PC{0,10}", text in "\\PC{0,12}") {
        let form = form();
        let typed = Typed(BTreeMap::from([(field.clone(), text.clone())]));
        let (answers, findings) = Answers::read(form, Frequency::Monthly, &typed);
        let quiet = text.trim().is_empty() || field.starts_with("confirm.");
        prop_assert!(quiet || !findings.is_empty() || answers != Answers::default(), "{field}: {text}");
    }
}
