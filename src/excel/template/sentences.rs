//! The form's checks at their lines, live: a column beside the sheet says what is odd while somebody types, with the values.
//! Only what the sheet holds can be judged there (lines of this report and the grey ones); the rest follows on upload.
use super::{One, conditions::Conditions, formulas::Cells};
use crate::domain::{
    Lang,
    answers::Answers,
    check::{Context, Past, check},
    form::{Check, Form, Frequency, Severity},
    formula::{Fact, Path},
    message::{Piece, UNKNOWN},
    number,
};

/// Excel takes no longer texts in a formula, and no longer formulas.
const MOST_TEXT: usize = 250;
const MOST_FORMULA: usize = 8_000;

/// The checks of a report that its sheet can judge, each with the formula that is TRUE when something is odd.
pub struct Live<'a> {
    one: &'a One<'a>,
    cells: &'a Cells<'a>,
    checks: Vec<(&'a Check, String)>,
    /// Sentences of what is odd already, by check: what stands in the cells before anything is computed.
    odd: Vec<(String, String)>,
}

/// The checks of a frequency that only need what the sheet of a house holds.
pub fn judged_in_sheet(form: &Form, frequency: Frequency) -> impl Iterator<Item = &Check> {
    let known = |path: &Path| matches!(path, Path::Line(_) | Path::Previous(_) | Path::LastYear(_) | Path::Days);
    let asked = form.checks.iter().filter(move |check| check.frequencies.contains(&frequency));
    asked.filter(move |check| check.when.operands().iter().all(known) && form.tree(check).is_some())
}

/// «Phải sửa», «Cần xác nhận».
pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Blocking => lang.t("Phải sửa", "To mend"),
        Severity::Verifiable => lang.t("Cần xác nhận", "To confirm"),
    }
}

impl<'a> Live<'a> {
    pub fn of(one: &'a One<'a>, cells: &'a Cells<'a>, answers: &Answers) -> Self {
        let form = one.template.form;
        let conditions = Conditions { cells, days: one.filling.context.days };
        let formula = |check: &'a Check| Some((check, conditions.holds(&form.tree(check)?)?));
        let checks: Vec<_> = judged_in_sheet(form, one.frequency()).filter_map(formula).collect();
        let findings = match answers.nil {
            None => check(form, one.frequency(), one.filling.context, answers),
            Some(_) => Vec::new(),
        };
        let odd = findings.into_iter().map(|found| (found.check, found.message.get(one.lang).to_owned())).collect();
        Live { one, cells, checks, odd }
    }

    /// The formula that says what is odd at a line, and what it says now; None if no check stands there.
    pub fn at(&self, line: usize, nil: &str) -> Option<(String, String)> {
        let here: Vec<_> = self.checks.iter().filter(|(check, _)| check.line == line).collect();
        if here.is_empty() {
            return None;
        }
        let formula = |says: &dyn Fn(&Check) -> String| {
            // What must be mended first.
            let terms: Vec<String> =
                here.iter().map(|(check, holds)| format!("IF({holds},{}&\" \",\"\")", says(check))).collect();
            format!("=IF({nil}<>\"\",\"\",{})", terms.join("&"))
        };
        let whole = formula(&|check| self.sentence(check));
        let formula = if whole.len() <= MOST_FORMULA { whole } else { formula(&|check| quoted(&self.word(check))) };
        let now = here.iter().filter_map(|(check, _)| {
            let (_, sentence) = self.odd.iter().find(|(odd, _)| *odd == check.code)?;
            Some(format!("{}{sentence} ", self.word(check)))
        });
        (formula.len() <= MOST_FORMULA).then(|| (formula, now.collect()))
    }

    fn word(&self, check: &Check) -> String {
        format!("{}: ", severity(check.severity, self.one.lang))
    }

    /// The check's sentence as a formula that fills in the values.
    fn sentence(&self, check: &Check) -> String {
        let start = quoted(&self.word(check));
        let pieces = check.message.pieces(self.one.lang).iter().map(|piece| self.piece(piece));
        std::iter::once(start).chain(pieces).collect::<Vec<_>>().join("&")
    }

    fn piece(&self, piece: &Piece) -> String {
        let (form, lang, context) = (self.one.template.form, self.one.lang, self.one.filling.context);
        let period =
            |past: &Option<Past>| quoted(&past.as_ref().map_or(UNKNOWN.into(), |past| past.period.label(lang)));
        match piece {
            Piece::Text(text) => quoted(text),
            Piece::Label(line) => quoted(form.lines[*line].label.get(lang)),
            Piece::Unit(line) => quoted(form.lines[*line].unit.get(lang)),
            Piece::PreviousPeriod => period(&context.previous),
            Piece::LastYearPeriod => period(&context.last_year),
            Piece::Value(path) => match self.cells.operand(*path) {
                Some((known, value)) => shown(&known, &format!("FIXED({value},{})", decimals(form, *path))),
                None => quoted(&fact(context, *path, lang)),
            },
            Piece::Product(a, b) => {
                self.two(*a, *b, |a, b| format!("FIXED({}*{},{})", a.1, b.1, decimals(form, a.0) + decimals(form, b.0)))
            }
            Piece::Change(a, b) => self.two(*a, *b, |(_, a), (_, b)| {
                let (up, down, same) =
                    (lang.t("tăng ", "up "), lang.t("giảm ", "down "), lang.t("không đổi", "unchanged"));
                let below = format!("IF({b}=0,1,ABS({b}))");
                format!(
                    "IF({a}={b},\"{same}\",IF({a}>{b},\"{up}\",\"{down}\")&FIXED(ABS({a}-{b})/{below}*100,1)&\" %\")"
                )
            }),
        }
    }

    fn two(&self, a: Path, b: Path, text: impl Fn((Path, &str), (Path, &str)) -> String) -> String {
        let number = |path| match path {
            Path::Days => Some(("TRUE".to_owned(), self.one.filling.context.days.to_string())),
            other => self.cells.operand(other),
        };
        match (number(a), number(b)) {
            (Some((known_a, one)), Some((known_b, other))) => {
                shown(&format!("AND({known_a},{known_b})"), &text((a, &one), (b, &other)))
            }
            _ => quoted(UNKNOWN),
        }
    }
}

fn shown(known: &str, text: &str) -> String {
    format!("IF({known},{text},\"{UNKNOWN}\")")
}

fn decimals(form: &Form, path: Path) -> u8 {
    match path {
        Path::Line(line) | Path::Previous(line) | Path::LastYear(line) => form.lines[line].decimals,
        Path::Days | Path::Register(_) => 0,
    }
}

/// What the register says, as it is printed.
fn fact(context: &Context, path: Path, lang: Lang) -> String {
    let facts = context.register.as_ref();
    let whole = |value: Option<i64>| value.filter(|value| *value > 0).map(|value| number::print(value, 0));
    let text = match path {
        Path::Days => Some(context.days.to_string()),
        Path::Register(Fact::Rooms) => whole(facts.map(|facts| facts.rooms.into())),
        Path::Register(Fact::Beds) => whole(facts.map(|facts| facts.beds.into())),
        Path::Register(Fact::Stars) => facts.map(|facts| facts.stars.to_string()),
        Path::Register(Fact::Type) => facts.map(|facts| facts.kind.label(lang).to_owned()),
        Path::Line(_) | Path::Previous(_) | Path::LastYear(_) => None,
    };
    text.unwrap_or_else(|| UNKNOWN.to_owned())
}

/// A text as a formula has it, in pieces that are short enough.
fn quoted(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let piece = |part: &[char]| format!("\"{}\"", part.iter().collect::<String>().replace('"', "\"\""));
    if characters.is_empty() {
        return "\"\"".into();
    }
    characters.chunks(MOST_TEXT).map(piece).collect::<Vec<_>>().join("&")
}

/// The sentence without values, for the guide: «Ngày khách quốc tế (…) nhỏ hơn lượt khách quốc tế (…)».
pub fn without_values(check: &Check, form: &Form, lang: Lang) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Label(line) => form.lines[*line].label.get(lang).to_owned(),
        Piece::Unit(line) => form.lines[*line].unit.get(lang).to_owned(),
        Piece::PreviousPeriod => lang.t("kỳ trước", "the period before").to_owned(),
        Piece::LastYearPeriod => lang.t("cùng kỳ năm trước", "the same period last year").to_owned(),
        Piece::Value(_) | Piece::Change(..) | Piece::Product(..) => "…".to_owned(),
    };
    check.message.pieces(lang).iter().map(text).collect()
}
