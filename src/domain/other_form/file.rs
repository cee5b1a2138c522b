//! The file as TOML: read and checked as a whole, each error with its line.
use serde::Deserialize;
use toml::Spanned;

use super::{OtherForm, OtherLine, Source};
use crate::domain::{
    Text,
    catalogue::{FormError, FormFile},
    form::{Form, FormCode, Kind},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileToml {
    lays_out: Spanned<String>,
    code: Spanned<String>,
    #[serde(default)]
    provisional: bool,
    title: Text,
    receiver: Text,
    #[serde(default, rename = "note")]
    notes: Vec<Text>,
    #[serde(rename = "line")]
    lines: Vec<LineToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineToml {
    number: Spanned<String>,
    label: Text,
    unit: Option<Text>,
    line: Option<Spanned<String>>,
    share: Option<ShareToml>,
    rest: Option<RestToml>,
    next: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShareToml {
    of: Spanned<String>,
    #[serde(rename = "in")]
    whole: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RestToml {
    of: Spanned<String>,
    less: Spanned<String>,
}

impl OtherForm {
    /// Whether a file is one of these: it names the form whose numbers it lays out.
    #[must_use]
    pub fn is_one(file: &FormFile) -> bool {
        toml::from_str::<toml::Table>(&file.text).is_ok_and(|table| table.contains_key("lays_out"))
    }

    /// Reads a file, by all forms that there are.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of its lines.
    pub fn read(file: &FormFile, forms: &[Form]) -> Result<Self, Vec<FormError>> {
        let mut reader = Reader { file, versions: Vec::new(), errors: Vec::new() };
        let toml: FileToml = match toml::from_str(&file.text) {
            Ok(toml) => toml,
            Err(error) => {
                reader.refuse(error.span().unwrap_or_default().start, error.message().trim().to_owned());
                return Err(reader.errors);
            }
        };
        reader.versions = forms.iter().filter(|form| form.code.0 == *toml.lays_out.get_ref()).collect();
        if reader.versions.is_empty() {
            reader.refuse(toml.lays_out.span().start, format!("`lays_out`: no form `{}`", toml.lays_out.get_ref()));
        }
        let is_symbol = |c: char| c.is_alphanumeric() || c == '-' || c == '/';
        if toml.code.get_ref().is_empty() || !toml.code.get_ref().chars().all(is_symbol) {
            reader.refuse(toml.code.span().start, "`code`: only letters, digits, `-` and `/`");
        }
        let form = reader.form(toml);
        reader.errors.sort_by_key(|error| error.line);
        if reader.errors.is_empty() { Ok(form) } else { Err(reader.errors) }
    }
}

struct Reader<'a> {
    file: &'a FormFile,
    /// Every version of the form: a code may be of one of them.
    versions: Vec<&'a Form>,
    errors: Vec<FormError>,
}

impl Reader<'_> {
    fn refuse(&mut self, at: usize, reason: impl Into<String>) {
        let line = 1 + self.file.text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        self.errors.push(FormError { file: self.file.name.clone(), line, reason: reason.into() });
    }

    fn form(&mut self, toml: FileToml) -> OtherForm {
        let mut lines: Vec<OtherLine> = Vec::with_capacity(toml.lines.len());
        for line in toml.lines {
            let number = line.number.get_ref();
            if number.is_empty() || lines.iter().any(|other| other.number == *number) {
                self.refuse(line.number.span().start, format!("`number` {number:?} is empty or stands twice"));
            }
            let next = line.next.as_ref().map(|code| self.known(code, true));
            let source = self.source(&line, &lines);
            lines.push(OtherLine {
                number: line.number.into_inner(),
                label: line.label,
                unit: line.unit,
                source,
                next,
            });
        }
        OtherForm {
            code: FormCode(toml.code.into_inner()),
            lays_out: FormCode(toml.lays_out.into_inner()),
            provisional: toml.provisional,
            title: toml.title,
            receiver: toml.receiver,
            notes: toml.notes,
            lines,
        }
    }

    fn source(&mut self, line: &LineToml, before: &[OtherLine]) -> Source {
        match (&line.line, &line.share, &line.rest) {
            (Some(of), None, None) => Source::Line(self.known(of, false)),
            (Some(of), Some(share), None) => Source::Share {
                line: self.known(of, false),
                of: self.known(&share.of, false),
                whole: self.known(&share.whole, false),
            },
            (None, None, Some(rest)) => {
                for number in [&rest.of, &rest.less] {
                    if !before.iter().any(|other| other.number == *number.get_ref()) {
                        self.refuse(number.span().start, format!("`rest`: no line {:?} before it", number.get_ref()));
                    }
                }
                Source::Rest { of: rest.of.get_ref().clone(), less: rest.less.get_ref().clone() }
            }
            (None, None, None) => Source::ByHand,
            _ => {
                self.refuse(
                    line.number.span().start,
                    "a line has `line`, `line` with `share`, `rest`, or none of them",
                );
                Source::ByHand
            }
        }
    }

    /// A line of our form: a flow, or what is expected.
    fn known(&mut self, code: &Spanned<String>, expected: bool) -> String {
        let kind = self.versions.iter().find_map(|form| form.line(code.get_ref())).map(|line| line.kind);
        let fits = |kind| kind == Kind::Flow || (expected && kind == Kind::None);
        if !self.versions.is_empty() && !kind.is_some_and(fits) {
            self.refuse(code.span().start, format!("no line `{}` that adds up over months", code.get_ref()));
        }
        code.get_ref().clone()
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::catalogue::{Catalogue, FormFile};

    #[test]
    fn an_error_is_named_with_its_line_and_what_to_do() {
        let good = include_str!("../../forms/01CS-LTDL.toml");
        for (find, replace, at, says) in [
            ("lays_out = \"01-H/DL-CSLT\"", "lays_out = \"01-X\"", "lays_out", "no form `01-X`"),
            (
                "line = \"revenue_food\"",
                "line = \"food\"",
                "line = \"food\"",
                "no line `food` that adds up over months",
            ),
            ("line = \"revenue_food\"", "line = \"occupancy\"", "line = \"occupancy\"", "no line `occupancy`"),
            ("number = \"3.1\"", "number = \"3\"", "number = \"3\"", ""),
            ("less = \"1.1\"", "less = \"9\"", "less = \"9\"", "no line \"9\" before it"),
            ("provisional = true", "provisonal = true", "provisonal", "unknown field"),
            ("next = \"next_month_guests\"", "next = \"rooms\"", "next = \"rooms\"", "no line `rooms`"),
        ] {
            let text = good.replacen(find, replace, 1);
            let line = text.lines().position(|line| line.contains(at)).unwrap() + 1;
            let file = FormFile { name: "own.toml".into(), text };
            let errors = Catalogue::with(&[file]).unwrap_err();
            let found =
                errors.iter().any(|error| (error.line == line || says.is_empty()) && error.reason.contains(says));
            assert!(found, "{replace}: {errors:?}");
        }
    }

    #[test]
    fn a_departments_own_file_replaces_the_one_built_in() {
        let own = include_str!("../../forms/01CS-LTDL.toml").replace("Ngày khách phục vụ", "Số ngày khách");
        let catalogue = Catalogue::with(&[FormFile { name: "own.toml".into(), text: own }]).unwrap();
        let others: Vec<_> = catalogue.others().collect();
        assert_eq!(others.len(), 1);
        assert!(others[0].lines.iter().any(|line| line.label.vi == "Số ngày khách"));
    }
}
