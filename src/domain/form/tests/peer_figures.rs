//! What is compared with similar houses, for officers and for the houses themselves.
use super::{Answers, Frequency, SMALL, read};

#[test]
fn figures_to_compare_are_those_declared_or_every_ratio() {
    let answers = Answers {
        values: [("adults", 4), ("children", 0), ("income", 125)].map(|(code, value)| (code.to_owned(), value)).into(),
        ..Answers::default()
    };
    let values = |text: &str| {
        let form = read(text).expect("whole");
        form.peer_values(&form.complete(Frequency::Monthly, &answers))
    };
    assert_eq!(values(SMALL), [Some(31250)]);
    let per = |line: &str, per: &str, more: &str| {
        let label = "label = { vi = \"a\", en = \"a\" }\nunit = { vi = \"b\", en = \"b\" }";
        format!("[[peer_figure]]\nline = \"{line}\"\nper = \"{per}\"\n{label}\n{more}\n\n")
    };
    // 12,5 ÷ 4 with two decimals and with one; 4 ÷ 12,5; by nothing
    let declared = [
        per("income", "adults", "decimals = 2"),
        per("income", "adults", ""),
        per("adults", "income", "decimals = 3"),
        per("income", "children", ""),
    ];
    let text = SMALL.replacen("[[reason]]", &(declared.concat() + "[[reason]]"), 1);
    assert_eq!(values(&text), [Some(313), Some(31), Some(320), None]);
    // What houses are shown is told apart from what officers see; a share is scaled.
    let declared = [
        per("adults", "income", "decimals = 1\nscale = 100\nshown_to = [\"houses\"]"),
        per("income", "adults", "shown_to = [\"officers\", \"houses\"]"),
    ];
    let text = SMALL.replacen("[[reason]]", &(declared.concat() + "[[reason]]"), 1);
    assert_eq!(values(&text), [Some(31)]);
    let form = read(&text).unwrap();
    let compared = form.comparison_values(&form.complete(Frequency::Monthly, &answers));
    assert_eq!(compared, [Some(320), Some(31)]);
    assert_eq!(form.comparisons[0].code(&form), "adults/income");
}
