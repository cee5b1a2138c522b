//! Forms of which rounds ask some lines only, made when they are first asked for and kept as long as the catalogue.
use std::sync::OnceLock;

use crate::domain::form::Form;

/// A list that only grows, so that what stands in it can be lent while others add to it. There are as many entries as different
/// choices of lines were ever asked: a few a year.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts(OnceLock<Box<Part>>);

#[derive(Clone, Debug)]
struct Part {
    lines: Vec<String>,
    form: Form,
    others: Parts,
}

impl Parts {
    /// The form with these lines only.
    pub(super) fn of(&self, whole: &Form, lines: &[String]) -> &Form {
        let mut parts = self;
        loop {
            let part = parts.0.get_or_init(|| {
                Box::new(Part { lines: lines.to_vec(), form: whole.restricted_to(lines), others: Parts::default() })
            });
            let is_it = part.form.code == whole.code && part.form.version == whole.version && part.lines == lines;
            if is_it {
                return &part.form;
            }
            parts = &part.others;
        }
    }
}
