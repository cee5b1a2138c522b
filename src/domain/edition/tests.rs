use std::sync::Arc;

use super::{
    announced::{Exact, Line, Part},
    published::{OfSpans, chosen, ground},
    *,
};
use crate::domain::{
    AreaCode, Lang, Text,
    catalogue::Catalogue,
    disclosure::Declared,
    establishment::EstablishmentType,
    form::{Form, FormCode, Frequency, Kind},
    report::Basis,
    rollup::{Coverage, Frame, total::Compared},
};

fn line(code: &str, decimals: u8, value: Option<i64>) -> Line {
    let (kind, unit) = if code == "occupancy" { (Kind::Ratio, "%") } else { (Kind::Flow, "x") };
    Line {
        code: code.into(),
        number: "1".into(),
        label: Text::new(code, code),
        unit: Text::new(unit, unit),
        section: Text::default(),
        is_part: false,
        kind,
        decimals,
        value: value.map(|value| Exact::new(value, decimals)),
        withheld: false,
        vs_previous: None,
        vs_last_year: None,
        estimate: None,
        estimate_withheld: false,
    }
}

fn part(key: &str, values: &[Option<i64>]) -> Part {
    Part {
        key: key.into(),
        name: Text::new(key, key),
        coverage: Coverage { reports: 4, ..Coverage::default() },
        values: values.iter().map(|value| value.map(|value| Exact::new(value, 0))).collect(),
        withheld: Vec::new(),
        vs_last_year: None,
    }
}

/// Guests, occupancy and revenue (one decimal) of everything; guests of one commune.
fn announced(guests: i64, occupancy: i64, revenue: i64) -> Announced {
    Announced {
        form: FormCode("01-H/DL-CSLT".into()),
        form_version: "2022-01".into(),
        form_title: Text::default(),
        provisional_lines: true,
        period: "2026-06".parse().unwrap(),
        basis: Basis::Submitted,
        coverage: Coverage { reports: 10, ..Coverage::default() },
        lines: vec![
            line("guests_total", 0, Some(guests)),
            line("occupancy", 1, Some(occupancy)),
            line("revenue_total", 1, Some(revenue)),
        ],
        on_previous: None,
        on_last_year: None,
        estimated_reports: 0,
        too_few_to_estimate: false,
        narrow: vec![0, 1],
        compared: Some(0),
        by_area: vec![part("26506", &[Some(guests / 2), None, None])],
        by_type: Vec::new(),
        by_stars: Vec::new(),
        breakdowns: Vec::new(),
    }
}

#[test]
fn a_round_is_published_when_it_is_over_and_says_something_new() {
    let standing = |is_over, reports, last| Standing { is_over, reports, last };
    for (standing, expected) in [
        (standing(true, 5, None), Ok(1)),
        (standing(true, 5, Some((1, "other"))), Ok(2)),
        (standing(true, 5, Some((3, "same"))), Err(Refusal::NothingNew(3))),
        (standing(false, 5, None), Err(Refusal::NotOver)),
        (standing(false, 0, None), Err(Refusal::NotOver)),
        (standing(true, 0, None), Err(Refusal::NoReport)),
        (standing(true, 0, Some((1, "other"))), Err(Refusal::NoReport)),
    ] {
        assert_eq!(standing.admit("same"), expected, "{standing:?}");
    }
}

#[test]
fn only_a_later_edition_needs_a_reason_and_nobody_writes_a_novel() {
    let long = "ồ".repeat(MOST_LETTERS + 1);
    for (number, note, reason, wrong) in [
        (1, "", "", vec![]),
        (1, " Số sơ bộ ", "", vec![]),
        (2, "", "Cơ sở nộp bổ sung", vec![]),
        (2, "x", "  ", vec![Refusal::NoReason(1)]),
        (3, &*long, "", vec![Refusal::NoteTooLong(1001), Refusal::NoReason(2)]),
        (2, "", &*long, vec![Refusal::ReasonTooLong(1001)]),
    ] {
        assert_eq!(Words::read(number, note, reason).err().unwrap_or_default(), wrong, "{number}");
    }
    assert_eq!(Words::read(1, " Số sơ bộ ", "").unwrap().note, "Số sơ bộ");
    for refusal in [Refusal::NotOver, Refusal::NoReport, Refusal::NothingNew(1), Refusal::NoReason(1)] {
        let text = refusal.text();
        assert!(text.vi.ends_with('.') && text.en.ends_with('.'), "{text:?}");
    }
}

#[test]
fn a_text_is_read_back_as_it_was_and_equal_figures_have_one_digest() {
    let figures = announced(1234, 612, 12_340);
    let sealed = figures.seal();
    assert_eq!(Announced::read(&sealed.text).unwrap(), figures);
    assert_eq!(Announced::read(&sealed.text).unwrap().seal(), sealed);
    assert!(sealed.text.contains(r#""value":"61.2""#) && sealed.text.contains(r#""value":"1234""#), "{}", sealed.text);
    assert_ne!(announced(1235, 612, 12_340).seal().sha256, sealed.sha256);
    let spoiled = sealed.text.replace("\"61.2\"", "\"61,2\"");
    assert!(Announced::read(&spoiled).unwrap_err().to_string().contains("61,2"));
}

#[test]
fn differences_are_told_line_by_line_rates_in_points() {
    let (before, mut now) = (announced(1_000, 612, 50), announced(1_100, 600, 50));
    let told = Differences::between(&before, &now);
    let lines: Vec<_> = told.lines.iter().map(|l| (&*l.label.vi, l.absolute(), l.percent())).collect();
    assert_eq!(lines, [("guests_total", Some(100), Some(100)), ("occupancy", Some(-12), None)]);
    assert_eq!((told.in_parts, told.coverage, told.basis), (1, false, false));
    assert_eq!(Differences::between(&before, &before), Differences::default());
    // A line that is withheld now, one that is gone, and one that is new.
    now.lines[0] = Line { withheld: true, ..line("guests_total", 0, None) };
    now.lines[2] = line("rooms", 0, Some(7));
    now.basis = Basis::Accepted;
    now.by_area.clear();
    let told = Differences::between(&before, &now);
    let lines: Vec<_> = told.lines.iter().map(|l| (&*l.label.vi, l.before, l.now, l.absolute())).collect();
    let expected = [
        ("guests_total", Some(1_000), None, None),
        ("occupancy", Some(612), Some(600), Some(-12)),
        ("rooms", None, Some(7), None),
        ("revenue_total", Some(50), None, None),
    ];
    assert_eq!(lines, expected);
    assert_eq!((told.lines[0].withheld, told.in_parts, told.basis), ([false, true], 1, true));
}

#[test]
fn a_line_that_got_decimals_did_not_move() {
    let (before, mut now) = (announced(1_000, 612, 50), announced(1_000, 612, 50));
    now.lines[0] = line("guests_total", 2, Some(100_000));
    assert_eq!(Differences::between(&before, &now).lines, []);
}

fn form() -> Form {
    Catalogue::embedded().unwrap().latest(&FormCode("01-H/DL-CSLT".into())).unwrap().clone()
}

fn published(number: i32, figures: Announced) -> Option<Published> {
    Some(Published { number, figures: Arc::new(figures) })
}

/// THE RULE: published totals if both are published and tell of the part, else the same houses.
#[test]
fn a_change_is_of_published_totals_only_if_both_periods_are_published() {
    let form = form();
    let frame = Frame { form: &form, frequency: Frequency::Monthly };
    let guests = form.index("guests_total").unwrap();
    let same = || {
        let mut same = Compared::none(frame);
        (same.reports, same.now[guests], same.before[guests]) = (7, Some(70), Some(60));
        Some(same)
    };
    let now = published(2, announced(1_100, 612, 50));
    let before = published(1, announced(1_000, 600, 40));
    let both = OfSpans { now: now.clone(), last_year: before.clone(), previous: None };
    let [whole, here] = [Declared::Whole, Declared::Area(AreaCode("26506".into()))];
    let elsewhere = Declared::Area(AreaCode("26545".into()));
    let hotels_here = Declared::AreaType(AreaCode("26506".into()), EstablishmentType::Hotel);
    for (pair, part, expected) in [
        (both.with_last_year(), Some(&whole), (Some(1_100), Some(1_000), Some([10, 10]))),
        (both.with_last_year(), Some(&here), (Some(550), Some(500), Some([4, 4]))),
        // Not told of in either edition, not on the list, or one side not published.
        (both.with_last_year(), Some(&elsewhere), (Some(70), Some(60), None)),
        (both.with_last_year(), Some(&hotels_here), (Some(70), Some(60), None)),
        (both.with_last_year(), None, (Some(70), Some(60), None)),
        (both.with_previous(), Some(&whole), (Some(70), Some(60), None)),
        (OfSpans { now, ..OfSpans::default() }.with_last_year(), Some(&whole), (Some(70), Some(60), None)),
        (
            OfSpans { last_year: before, ..OfSpans::default() }.with_last_year(),
            Some(&whole),
            (Some(70), Some(60), None),
        ),
    ] {
        let compared = chosen(frame, pair, part, same()).unwrap();
        let reports = compared.editions.map(|editions| editions.reports);
        assert_eq!((compared.now[guests], compared.before[guests], reports), expected, "{part:?}");
    }
    assert_eq!(chosen(frame, None, Some(&whole), None), None);
    let revenue = form.index("revenue_total").unwrap();
    let compared = chosen(frame, both.with_last_year(), Some(&whole), None).unwrap();
    assert_eq!(compared.change(revenue).unwrap().percent(), Some(250), "5,0 after 4,0");
    let editions = compared.editions.unwrap();
    assert_eq!((editions.now, editions.before), (2, 1));
    assert_eq!(ground(Some(editions), 7, Lang::Vi), "so số đã công bố (lần 2) với số đã công bố (lần 1)");
    assert!(ground(None, 7, Lang::Vi).contains("7 báo cáo"));
}
