//! Whatever way a report comes in, it says the same: fields of the page, the draft as JSON, cells of the workbook, the document.
use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveDate;
use luutru::{
    domain::{
        Lang, Period,
        answers::{Answers, NilReason, Typed},
        catalogue::Catalogue,
        check::Context,
        country,
        form::{Form, FormCode, Frequency, Kind},
        number,
    },
    excel::{
        filled::{self, Expected},
        template::{self, Filling, HouseOf, Template},
    },
    web::reports::sheet::typed_of,
};
use proptest::prelude::*;

fn form() -> &'static Form {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());
    CATALOGUE.latest(&FormCode("01-H/DL-CSLT".into())).unwrap()
}

/// How a person leaves or fills a field.
#[derive(Clone, Debug)]
enum Hand {
    NotSent,
    Blank,
    /// «1.234,5»
    Grouped(i64),
    /// «1234,5»
    Plain(i64),
    /// «1 234,50» where the line has decimals
    Spaced(i64),
}

fn any_hand() -> impl Strategy<Value = Hand> {
    let value = prop_oneof![1 => Just(0), 3 => 1..2_000_i64, 2 => 0..9_999_999_999_i64, 1 => Just(number::MAX)];
    prop_oneof![
        1 => Just(Hand::NotSent),
        1 => Just(Hand::Blank),
        3 => value.clone().prop_map(Hand::Grouped),
        2 => value.clone().prop_map(Hand::Plain),
        1 => value.prop_map(Hand::Spaced),
    ]
}

impl Hand {
    fn text(&self, decimals: u8) -> Option<String> {
        match self {
            Hand::NotSent => None,
            Hand::Blank => Some(" ".into()),
            Hand::Grouped(value) => Some(number::print(*value, decimals)),
            Hand::Plain(value) => Some(number::print(*value, decimals).replace('.', "")),
            Hand::Spaced(value) => Some(format!(" {}", number::print(*value, decimals).replace('.', "\u{a0}"))),
        }
    }
}

/// What the page's form sends.
fn page(
    frequency: Frequency,
    hands: &[Hand],
    countries: &BTreeMap<usize, Hand>,
    nil: Option<usize>,
) -> BTreeMap<String, String> {
    let asked = form().lines_for(frequency).filter(|(_, line)| line.is_asked() && line.kind != Kind::Breakdown);
    let mut fields: BTreeMap<String, String> =
        [("revision", "3"), ("go", "check")].map(|(n, v)| (n.into(), v.into())).into();
    for ((_, line), hand) in asked.zip(hands) {
        fields.extend(hand.text(line.decimals).map(|text| (line.code.clone(), text)));
    }
    for (row, (place, hand)) in countries.iter().enumerate() {
        let (code, text) = (&country::all()[place % country::all().len()].code, hand.text(0).unwrap_or_default());
        // Rows that stand there already, and rows that were just added.
        if row % 2 == 0 {
            fields.insert(format!("guests_by_country.{code}"), text);
        } else {
            fields.insert(format!("guests_by_country.+{row}"), code.clone());
            fields.insert(format!("guests_by_country.+{row}.n"), text);
        }
    }
    fields.extend(nil.map(|reason| ("nil".to_owned(), NilReason::ALL[reason].to_string())));
    fields
}

/// The answers of a workbook: the template with these answers in its cells, read back.
fn by_workbook(period: Period, answers: &Answers) -> Answers {
    let (form, name) = (form(), "Khách sạn Biển Xanh");
    let (context, typed) = (&Context { days: 30, ..Context::default() }, &answers.typed(form));
    let house = HouseOf { code: "CS00001", name, address: "", version: 0 };
    let template = Template {
        form,
        period,
        due: NaiveDate::from_ymd_opt(2026, 7, 20).unwrap().and_hms_opt(23, 59, 59).unwrap(),
        department: "Sở Du lịch Thử nghiệm",
        lang: Lang::Vi,
        houses: &[Filling { house, context, typed, marks: &[] }],
    };
    let written = template::write(&template).unwrap();
    let filled = filled::read(&written, &Expected { form, period, code: "CS00001", name }).unwrap();
    assert!(filled.faults.is_empty(), "{:?}", filled.faults);
    let (answers, findings) = Answers::read(form, Frequency::of(period), &filled.typed);
    assert!(findings.is_empty(), "{findings:?}");
    answers
}

fn assert_every_way_says_the_same(period: Period, fields: &BTreeMap<String, String>) {
    let (form, frequency) = (form(), Frequency::of(period));
    let typed = typed_of(form, fields, None);
    let (by_page, findings) = Answers::read(form, frequency, &typed);
    assert!(findings.is_empty(), "{findings:?}");

    let draft: Typed = serde_json::from_str(&serde_json::to_string(&typed).unwrap()).unwrap();
    assert_eq!(draft, typed);
    let (by_draft, _) = Answers::read(form, frequency, &draft);
    assert_eq!(by_draft, by_page);
    // The form shows a kept draft again as a person in Vietnam would type it.
    let (again, _) = Answers::read(form, frequency, &by_draft.typed(form));
    assert_eq!(again, by_page);
    assert_eq!(by_workbook(period, &by_draft), by_page);
    let document = by_page.to_document(form, frequency);
    assert_eq!(Answers::from_document(form, frequency, &document).unwrap(), by_page);

    // Empty, 0 and «nothing to report» are three things, and stay so.
    for (_, line) in form.lines_for(frequency).filter(|(_, line)| line.is_asked() && line.default_product.is_none()) {
        let text = typed.0.get(&line.code).map(|text| text.trim()).unwrap_or_default();
        assert_eq!(by_page.values.contains_key(&line.code), !text.is_empty(), "{}", line.code);
    }
    assert_eq!(by_page.nil.is_some(), fields.contains_key("nil"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn page_draft_workbook_and_document_say_the_same_of_a_month(
        hands in prop::collection::vec(any_hand(), 40),
        countries in prop::collection::btree_map(0..250_usize, any_hand(), 0..6),
        nil in prop::option::weighted(0.2, 0..3_usize),
    ) {
        let fields = page(Frequency::Monthly, &hands, &countries, nil);
        assert_every_way_says_the_same("2026-06".parse().unwrap(), &fields);
    }

    #[test]
    fn page_draft_workbook_and_document_say_the_same_of_a_year(
        hands in prop::collection::vec(any_hand(), 40),
        countries in prop::collection::btree_map(0..250_usize, any_hand(), 0..6),
        nil in prop::option::weighted(0.2, 0..3_usize),
    ) {
        let fields = page(Frequency::Yearly, &hands, &countries, nil);
        assert_every_way_says_the_same("2026-Y".parse().unwrap(), &fields);
    }
}

#[test]
fn all_lines_that_are_asked_take_part() {
    for frequency in Frequency::ALL {
        let asked = form().lines_for(*frequency).filter(|(_, line)| line.is_asked() && line.kind != Kind::Breakdown);
        let lines = asked.count();
        assert!((12..=40).contains(&lines), "{lines} lines of the {frequency} report");
        let breakdowns = form().lines_for(*frequency).filter(|(_, line)| line.kind == Kind::Breakdown);
        assert_eq!(breakdowns.map(|(_, line)| line.code.as_str()).collect::<Vec<_>>(), ["guests_by_country"]);
    }
}
