//! A small form, broken in every way a form file can be broken.
mod peer_figures;

use crate::domain::{
    answers::Answers,
    catalogue::{Catalogue, FormFile},
    form::{Form, FormCode, Frequency},
};

const SMALL: &str = r#"
code = "T-1/TEST"
version = "1"
first_period = "2026-01"
title = { vi = "Biểu thử", en = "Test form" }

[[schedule]]
frequency = "monthly"
opens_day = 1
due_months_after = 1
due_day = 20
due_time = "23:59:59"

[[stage]]
code = "before_5"
days = -5
label = { vi = "Trước hạn", en = "Before" }

[[section]]
code = "all"
title = { vi = "Tất cả", en = "All" }

[[line]]
code = "adults"
section = "all"
label = { vi = "Người lớn", en = "Adults" }
unit = { vi = "người", en = "people" }
kind = "flow"
frequencies = ["monthly"]
required = ["monthly"]

[[line]]
code = "children"
section = "all"
label = { vi = "Trẻ em", en = "Children" }
unit = { vi = "người", en = "people" }
kind = "flow"
frequencies = ["monthly"]

[[line]]
code = "people"
section = "all"
label = { vi = "Tổng số", en = "Total" }
unit = { vi = "người", en = "people" }
kind = "flow"
frequencies = ["monthly"]
sum = ["adults", "children?"]

[[line]]
code = "income"
section = "all"
label = { vi = "Thu", en = "Income" }
unit = { vi = "triệu đồng", en = "million đồng" }
decimals = 1
kind = "flow"
frequencies = ["monthly"]
default = ["adults", "children"]

[[line]]
code = "income_each"
section = "all"
label = { vi = "Thu bình quân", en = "Average income" }
unit = { vi = "nghìn đồng", en = "thousand đồng" }
decimals = 1
kind = "ratio"
frequencies = ["monthly"]
ratio = { numerator = "income", denominator = "people", scale = 1000 }
part_of = "income"

[[reason]]
code = "other"
label = { vi = "Lý do khác", en = "Another reason" }

[[check]]
code = "many_children"
severity = "verifiable"
line = "children"
when = "children > 2 * adults && income / people < 5"
message = { vi = "Trẻ em ({children}) quá nhiều so với {adults.label} ({adults}).", en = "Too many children ({children})." }
reasons = ["other"]
"#;

fn read(text: &str) -> Result<Form, Vec<crate::domain::catalogue::FormError>> {
    Form::read(&FormFile { name: "thu.toml".into(), text: text.into() })
}

#[test]
fn a_broken_form_is_refused_with_file_line_and_reason() {
    // What is replaced in the form, by what, where the error is found, and why.
    let cases: &[(&str, &str, &str, &str)] = &[
        (r#"code = "T-1/TEST""#, r#"code = "T 1""#, "T 1", "`code`: only letters, digits, `-` and `/`"),
        (r#"version = "1""#, r#"version = "một""#, "một", "`version`: only ASCII letters"),
        (r#""2026-01""#, r#""2026""#, r#""2026""#, "`first_period` must be a month"),
        (r#""2026-01""#, r#""2026-13""#, "2026-13", "kỳ báo cáo «2026-13» không đúng"),
        (r#"vi = "Biểu thử""#, r#"vi = " ""#, "Test form", "`title`: the text `vi` is empty"),
        (
            r#"version = "1""#,
            "version = \"1\"\nhighlights = [\"adults\", \"kids\"]",
            "highlights",
            "`highlights`: no line `kids` with a figure",
        ),
        (
            "[[reason]]",
            "[[peer_figure]]\nline = \"kids\"\n\n[[reason]]",
            "line = \"kids\"",
            "`line`: unknown line `kids`",
        ),
        (
            "[[reason]]",
            "[[peer_figure]]\nline = \"income\"\nper = \"adults\"\n\n[[reason]]",
            "per = ",
            "a figure `per` something needs `label` and `unit`",
        ),
        (
            "[[reason]]",
            "[[peer_figure]]\nline = \"income_each\"\nper = \"adults\"\n\n[[reason]]",
            "line = \"income_each\"",
            "`income_each` is no line that adds up",
        ),
        (
            "[[reason]]",
            "[[peer_figure]]\nline = \"income\"\ndecimals = 2\n\n[[reason]]",
            "line = \"income\"",
            "`label`, `unit`, `decimals` and `scale` belong to a figure `per` something",
        ),
        (
            "[[reason]]",
            "[[peer_figure]]\nline = \"income\"\nshown_to = []\n\n[[reason]]",
            "line = \"income\"",
            "`shown_to` is empty",
        ),
        (
            "[[reason]]",
            "[[peer_figure]]\nline = \"income\"\nshown_to = [\"leaders\"]\n\n[[reason]]",
            "shown_to",
            "unknown variant `leaders`",
        ),
        (
            "[[reason]]",
            "[[peer_figure]]\nline = \"income\"\nscale = 100\n\n[[reason]]",
            "line = \"income\"",
            "`scale` belong to a figure `per` something",
        ),
        (r#"code = "children""#, r#"code = "adults""#, "2:adults", "duplicate line code `adults`"),
        (r#"code = "children""#, r#"code = "Children""#, "Children", "line code `Children`: only lower-case letters"),
        (r#"code = "children""#, r#"code = "days""#, r#""days""#, "line code `days` is reserved"),
        (r#"label = { vi = "Trẻ em", en = "Children" }"#, "", "[[line]]:children", "missing field `label`"),
        (r#"{ vi = "Trẻ em", en = "Children" }"#, r#"{ vi = "Trẻ em" }"#, "Trẻ em", "missing field `en`"),
        (r#"en = "Children" }"#, r#"en = "" }"#, "Trẻ em", "`label`: the text `en` is empty"),
        (r#"section = "all""#, r#"section = "none""#, "none", "unknown section `none`"),
        (r#"kind = "flow""#, r#"kind = "river""#, "river", "unknown variant `river`"),
        ("decimals = 1", "decimals = 7", "decimals = 7", "`decimals` may be at most 6"),
        ("decimals = 1", "decimal = 1", "decimal = 1", "unknown field `decimal`"),
        ("decimals = 1", "decimals = -1", "decimals = -1", "invalid value"),
        (r#"frequencies = ["monthly"]"#, "frequencies = []", "frequencies = []", "`frequencies` is empty"),
        (
            r#"required = ["monthly"]"#,
            r#"required = ["yearly"]"#,
            "required",
            "a frequency that is not among `frequencies`",
        ),
        (r#"["adults", "children?"]"#, r#"["adults", "kids?"]"#, "kids?", "`sum`: unknown line `kids`"),
        (r#"["adults", "children?"]"#, "[]", "sum = []", "`sum` is empty"),
        (r#"["adults", "children?"]"#, r#"["adults", "adults"]"#, "sum = ", "`sum`: `adults` stands twice"),
        (r#"["adults", "children?"]"#, r#"["adults", "income"]"#, "sum = ", "`sum`: `income` has 1 decimals, not 0"),
        (
            r#"["adults", "children?"]"#,
            r#"["adults", "people"]"#,
            "code = \"people\"",
            "cycle of computed lines: people → people",
        ),
        (
            r#"default = ["adults", "children"]"#,
            r#"default = ["adults", "x"]"#,
            "default = ",
            "`default`: unknown line `x`",
        ),
        (r#"default = ["adults", "children"]"#, "default = []", "default = ", "`default` is empty"),
        (
            r#"default = ["adults", "children"]"#,
            r#"default = ["income_each"]"#,
            "default = ",
            "`income_each` is no plain number",
        ),
        (
            r#"default = ["adults", "children"]"#,
            "default = [\"people\"]\nsum = [\"income\"]",
            "\"income\"",
            "only one of `sum`, `ratio` and `default`",
        ),
        (r#"numerator = "income""#, r#"numerator = "profit""#, "profit", "`ratio`: unknown line `profit`"),
        ("scale = 1000", "scale = 0", "scale = 0", "`scale` must be greater than 0"),
        (
            r#"numerator = "income""#,
            r#"numerator = "income_each""#,
            "ratio = ",
            "`income_each` is no line that adds up",
        ),
        (r#"kind = "ratio""#, r#"kind = "flow""#, "\"flow\":ratio", "`kind = \"ratio\"` and `ratio` belong together"),
        (r#"part_of = "income""#, r#"part_of = "all""#, "part_of", "`part_of`: unknown line `all`"),
        ("due_day = 20", "due_day = 31", "[[schedule]]", "`opens_day` and `due_day` must be 1 to 28"),
        ("due_months_after = 1", "due_months_after = 0", "[[schedule]]", "the due day must follow the opening"),
        (r#""23:59:59""#, r#""24 giờ""#, "24 giờ", "`due_time` must be a time"),
        (
            r#"frequency = "monthly""#,
            r#"frequency = "yearly""#,
            "[[schedule]]",
            "no line is asked in the yearly report",
        ),
        ("days = -5", "days = -500", "-500", "`days` must be between -60 and 60"),
        (r#"code = "many_children""#, r#"code = "sum""#, "code = \"sum\"", "check code `sum` is reserved"),
        (r#"line = "children""#, r#"line = "kids""#, "\"kids\"", "`line`: unknown line `kids`"),
        (r#"line = "children""#, "", "many_children", "a check needs either `line` or `lines`"),
        (r#"reasons = ["other"]"#, "", "many_children", "a verifiable check needs `reasons`"),
        (r#"reasons = ["other"]"#, r#"reasons = ["why"]"#, "why", "unknown reason `why`"),
        (
            r#"severity = "verifiable""#,
            r#"severity = "blocking""#,
            "many_children",
            "a blocking check has no `reasons`",
        ),
        ("({children}) quá", "({kids}) quá", "({kids})", "`message`: placeholder `{kids}`: unknown line `kids`"),
        (
            "({children}) quá",
            "({children) quá",
            "({children) quá",
            "placeholder `{children) quá nhiều so với {adults.label}`",
        ),
        ("{adults.label}", "{sum(adults, children)}", "{sum(", "unknown function `sum`"),
        (
            r#"message = { vi = "Trẻ em ({children}) quá nhiều so với {adults.label} ({adults}).", en = "Too many children ({children})." }"#,
            "",
            "[[check]]",
            "missing field `message`",
        ),
    ];
    for (find, replace, at, reason) in cases {
        let text = broken(find, replace, at);
        let errors = read(&text).map(|_| ()).expect_err(reason);
        let found: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let line = line_of(&text, at);
        assert!(
            errors.iter().any(|error| error.file == "thu.toml" && error.line == line && error.reason.contains(reason)),
            "{replace}: expected line {line}: {reason}, found {found:#?}"
        );
    }
}

#[test]
fn a_condition_is_refused_for_what_it_may_not_do() {
    let cases: &[(&str, &str)] = &[
        ("childs > 1", "unknown line `childs`"),
        ("previous.childs > 1.0", "unknown line `childs`"),
        ("register.floors > 1", "unknown path `register.floors`"),
        ("children.x > 1", "unknown path `children.x`"),
        ("previous > 1", "unknown line `previous`"),
        ("previous.children.x > 1", "unknown path"),
        ("children", "is a number, not a condition"),
        ("children > 'a'", "`>` does not take a number and a text"),
        ("children + 1", "is a number, not a condition"),
        ("income == 1.0", "`==` and `!=` are refused on numbers with decimals"),
        ("income + children != 3", "`==` and `!=` are refused on numbers with decimals"),
        ("children / adults == 2", "`==` and `!=` are refused on numbers with decimals"),
        ("previous['children'] > 1", "unknown line `previous`"),
        ("[1, 2][0] > 1", "a list may hold only texts"),
        ("['a'][0] == 'a'", "indexing with [ ] is not offered"),
        ("children % 2 == 0", "`%` is not offered"),
        ("['a'].all(x, x == 'a')", "loops"),
        ("has(previous.children)", "`has()` is not offered"),
        ("size('a') > 1", "the function `size` is not offered"),
        ("register.type.startsWith('h')", "the function `startsWith` is not offered"),
        ("children == null", "`null` and bytes are not offered"),
        ("children >", "cannot be read"),
        ("{'a': 1}.a > 0", "unknown path"),
    ];
    let long = format!("children > {}1", "1 + ".repeat(300));
    for (when, reason) in cases.iter().copied().chain([(long.as_str(), "longer than 1000 characters")]) {
        let text = SMALL.replace("children > 2 * adults && income / people < 5", when);
        let errors = read(&text).map(|_| ()).expect_err(when);
        assert_eq!(errors[0].line, line_of(&text, "when = "), "{when}");
        assert!(
            errors[0].reason.starts_with("`when`: ") && errors[0].reason.contains(reason),
            "{when}: {}",
            errors[0].reason
        );
    }
    for fine in [
        "children != adults",
        "register.type == 'homestay' && register.stars == 0",
        "register.type in ['hotel', 'villa']",
        "!(children > adults || income > 1.5 && days < 3 || adults < 1)",
        "(children > 1 ? income : 0) >= -1",
        "last_year.income - previous.income > 0.5 * income",
    ] {
        let text = SMALL.replace("children > 2 * adults && income / people < 5", fine);
        assert!(read(&text).is_ok(), "{fine}");
    }
}

#[test]
fn a_form_may_not_contradict_another_file() {
    let file = |name: &str, text: String| FormFile { name: name.into(), text };
    let errors = Catalogue::with(&[file("a.toml", SMALL.into()), file("b.toml", SMALL.into())]).expect_err("twice");
    assert_eq!(errors[0].to_string(), "b.toml:1: another file has T-1/TEST version 1 from 2026-01");

    let later = SMALL.replace(r#"version = "1""#, r#"version = "2""#).replace(r#""2026-01""#, r#""2026-07""#);
    let catalogue = Catalogue::with(&[file("a.toml", SMALL.into()), file("b.toml", later)]).expect("two versions");
    let code = FormCode("T-1/TEST".into());
    let version = |period: &str| catalogue.form(&code, period.parse().unwrap()).map(|form| form.version.as_str());
    assert_eq!(
        [version("2025-12"), version("2026-06"), version("2026-07"), version("2026-Y")],
        [None, Some("1"), Some("2"), Some("1")]
    );
    assert_eq!(catalogue.latest(&code).map(|form| form.version.as_str()), Some("2"));
    assert_eq!(catalogue.by_slug("T-1-TEST"), Some(&code));
}

#[test]
fn sums_ratios_and_defaults_are_exact() {
    let form = read(SMALL).expect("the small form is whole");
    let answers = |values: &[(&str, i64)]| Answers {
        values: values.iter().map(|(code, value)| ((*code).to_owned(), *value)).collect(),
        ..Answers::default()
    };
    // Columns: adults, children, people, income, income_each.
    for (given, expected) in [
        (vec![("adults", 2), ("children", 1)], [Some(2), Some(1), Some(3), Some(20), Some(6667)]),
        (vec![("adults", 2), ("income", 5)], [Some(2), None, Some(2), Some(5), Some(2500)]),
        (vec![("children", 1), ("people", 7)], [None, Some(1), Some(7), None, None]),
        (vec![("adults", 0), ("children", 0)], [Some(0), Some(0), Some(0), Some(0), None]),
        (vec![], [None; 5]),
    ] {
        assert_eq!(form.complete(Frequency::Monthly, &answers(&given)), expected, "{given:?}");
        assert_eq!(form.complete(Frequency::Yearly, &answers(&given)), [None; 5]);
    }
    let mut sums = vec![Some(9), Some(4), Some(13), Some(-650), Some(99)];
    form.ratios(&mut sums);
    assert_eq!(sums[4], Some(-50000));
}

/// `find` replaced by `replace`: the last one if the place names one (`2:…`, `…:ratio`), else the first.
fn broken(find: &str, replace: &str, at: &str) -> String {
    assert!(SMALL.contains(find), "{find}");
    let last = at.ends_with(":ratio");
    if last {
        let (before, after) = SMALL.rsplit_once(find).unwrap();
        format!("{before}{replace}{after}")
    } else {
        SMALL.replacen(find, replace, 1)
    }
}

/// The line that holds a text; `2:text` the second, `[[line]]:code` the table of a code.
fn line_of(text: &str, at: &str) -> usize {
    let numbered = || text.lines().enumerate().map(|(index, line)| (index + 1, line));
    if let Some(second) = at.strip_prefix("2:") {
        let code = format!("code = \"{second}\"");
        return numbered().filter(|(_, line)| *line == code).nth(1).expect(at).0;
    }
    if let Some(code) = at.strip_prefix("[[line]]:") {
        return numbered().find(|(_, line)| *line == format!("code = \"{code}\"")).expect(at).0 - 1;
    }
    if at == "\"flow\":ratio" {
        return numbered().filter(|(_, line)| line.contains("\"flow\"")).last().expect(at).0;
    }
    numbered().find(|(_, line)| line.contains(at)).expect(at).0
}

#[test]
fn the_embedded_forms_are_whole() {
    let catalogue = Catalogue::embedded().unwrap_or_else(|errors| panic!("{errors:#?}"));
    let form = catalogue.latest(&FormCode("01-H/DL-CSLT".into())).expect("the form of accommodation");
    assert_eq!(form.lines_for(Frequency::Monthly).count(), 29);
    let outline = form.outline(Frequency::Monthly);
    assert_eq!(outline.len(), 29);
    let numbers =
        |code| outline.iter().find(|(_, index)| form.lines[*index].code == code).map(|(number, _)| number.as_str());
    assert_eq!(
        [numbers("rooms"), numbers("guests_total"), numbers("guests_domestic")],
        [Some("1"), Some("7"), Some("7.2")]
    );
}
