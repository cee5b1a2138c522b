//! The tables in `tests/cases`: for every check of every form at least one report that trips it and one just inside the limit.
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use luutru::domain::{
    Period,
    answers::{Answers, Typed},
    catalogue::Catalogue,
    check::{Completeness, Context, Past, examine},
    establishment::Facts,
    form::{Form, Frequency},
};
use serde::Deserialize;

type Fields = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    period: Period,
    typed: Fields,
    previous: Fields,
    last_year: Fields,
    register: Facts,
}

#[derive(Deserialize)]
struct Table {
    case: Vec<Case>,
}

/// What differs from the plain report, and what is then found. An empty text takes a field away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default = "monthly")]
    frequency: Frequency,
    #[serde(default)]
    completeness: String,
    #[serde(default)]
    typed: Fields,
    #[serde(default)]
    previous: Fields,
    #[serde(default)]
    last_year: Fields,
    #[serde(default)]
    register: BTreeMap<String, i32>,
    /// Checks that stand unconfirmed.
    finds: Vec<String>,
    #[serde(default)]
    confirmed: Vec<String>,
    /// How the Vietnamese message of the first finding begins.
    #[serde(default)]
    says: String,
}

fn monthly() -> Frequency {
    Frequency::Monthly
}

#[test]
fn every_check_has_a_case_that_trips_it_and_one_just_inside() {
    let catalogue = Catalogue::embedded().expect("the embedded forms are whole");
    for form in catalogue.all() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(form.code.slug());
        let base = read::<BTreeMap<Frequency, Base>>(&folder.join("base.toml"));
        let (mut tripped, mut inside) = (BTreeSet::new(), BTreeSet::new());
        for path in tables(&folder) {
            let (mut here, mut free) = (BTreeSet::new(), BTreeSet::new());
            for case in read::<Table>(&path).case {
                let found = run(form, &base[&case.frequency], &case);
                let judged = form.checks.iter().filter(|check| check.frequencies.contains(&case.frequency));
                free.extend(judged.map(|check| check.code.clone()).filter(|code| !found.contains(code)));
                here.extend(found);
            }
            inside.extend(here.intersection(&free).cloned());
            tripped.extend(here);
        }
        let without: Vec<&str> = form
            .checks
            .iter()
            .map(|check| check.code.as_str())
            .filter(|code| !tripped.contains(*code) || !inside.contains(*code))
            .collect();
        assert!(without.is_empty(), "{}: checks without a case on both sides of the limit: {without:?}", form.code);
    }
}

/// Runs a case and returns the checks it found.
fn run(form: &Form, base: &Base, case: &Case) -> BTreeSet<String> {
    let name = &case.name;
    let context = context(form, base, case);
    let (_, findings) = examine(form, case.frequency, &context, &Typed(over(&base.typed, &case.typed)));
    let codes = |open: bool| -> Vec<&str> {
        findings.iter().filter(|finding| finding.is_open() == open).map(|finding| finding.check.as_str()).collect()
    };
    assert_eq!(codes(true), case.finds, "{name}: {findings:#?}");
    assert_eq!(codes(false), case.confirmed, "{name}: {findings:#?}");
    for finding in &findings {
        for text in [&finding.message.vi, &finding.message.en] {
            assert!(!text.contains(['{', '}']) && !text.contains("LINE"), "{name}: {text}");
        }
    }
    let first = findings.first().map_or("", |finding| &finding.message.vi);
    let said = findings.iter().any(|finding| finding.message.vi.replace('\u{a0}', " ").starts_with(&case.says));
    assert!(case.says.is_empty() || said, "{name}: {first}");
    findings.into_iter().map(|finding| finding.check).collect()
}

fn context(form: &Form, base: &Base, case: &Case) -> Context {
    let past = |period: Period, base: &Fields, case_fields: &Fields| {
        let (answers, unread) = Answers::read(form, case.frequency, &Typed(over(base, case_fields)));
        assert!(unread.is_empty(), "{}: {unread:?}", case.name);
        Past { period, figures: form.complete(case.frequency, &answers) }
    };
    let mut register = base.register.clone();
    if let Some(rooms) = case.register.get("rooms") {
        register.rooms = *rooms;
    }
    Context {
        days: u32::try_from(base.period.days()).expect("a period has some days"),
        previous: Some(past(base.period.previous(), &base.previous, &case.previous)),
        last_year: Some(past(base.period.same_last_year(), &base.last_year, &case.last_year)),
        register: Some(register),
        completeness: match case.completeness.as_str() {
            "" => Completeness::Asked,
            "not_asked" => Completeness::NotAsked,
            other => panic!("{}: completeness {other}", case.name),
        },
    }
}

fn over(base: &Fields, case: &Fields) -> Fields {
    let mut fields = base.clone();
    fields.extend(case.clone());
    fields
}

fn tables(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("listed").path()).filter(|path| !path.ends_with("base.toml")).collect()
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> T {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
