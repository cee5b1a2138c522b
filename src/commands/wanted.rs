//! Which figures a command is asked for: the arguments that several share.
use clap::{
    Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

use serde_json::{Value, json};

use crate::{
    app::App,
    db::rollups::{self, View},
    domain::{Period, catalogue::Catalogue, form::FormCode, report::Basis},
    error::{Error, Result},
};

/// The form if none is named.
const FORM: &str = "01-H/DL-CSLT";

#[derive(Debug, Args)]
pub struct Figures {
    /// 2026-06, 2026-Q2, 2026-H1, 2026-9M, 2026 (from its months), 2026-Y (the yearly report) or days
    /// as 2027-02-04..2027-02-14
    #[arg(long, value_parser = period)]
    pub period: Period,
    /// What counts: the latest versions filed (provisional), or the last ones accepted (official)
    #[arg(long, default_value = "submitted", value_parser = basis())]
    pub basis: Basis,
    /// Symbol of the form; a hyphen may stand for the slash
    #[arg(long, default_value = FORM)]
    pub form: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    Json,
    Csv,
}

/// A period by its code, refused in the language of the command line.
///
/// # Errors
/// Says how periods are written.
pub fn period(code: &str) -> Result<Period, String> {
    code.parse().map_err(|_| {
        "write 2026-06, 2026-Q2, 2026-H1, 2026-9M, 2026, 2026-Y or 2027-02-04..2027-02-14 (less than a year)".to_owned()
    })
}

/// A basis by its code.
pub fn basis() -> impl TypedValueParser<Value = Basis> {
    PossibleValuesParser::new(Basis::ALL.iter().map(|basis| basis.as_str()))
        .map(|code| code.parse::<Basis>().expect("one of the codes that were offered"))
}

/// The form that was named.
///
/// # Errors
/// When there is no such form; names those that are there.
pub fn form(catalogue: &Catalogue, named: &str) -> Result<FormCode> {
    if let Some(form) = catalogue.by_slug(&FormCode(named.to_owned()).slug()) {
        return Ok(form.clone());
    }
    let mut known: Vec<&str> = catalogue.all().map(|form| form.code.0.as_str()).collect();
    known.dedup();
    Err(Error::BadInput(format!("no form {named:?}; there is {}", known.join(", "))))
}

impl Figures {
    /// What the log says of them.
    #[must_use]
    pub fn noted(&self) -> Value {
        json!({ "form": self.form, "period": self.period, "basis": self.basis })
    }

    /// What was reported for the period.
    ///
    /// # Errors
    /// When there is no such form, or no round of the period.
    pub async fn view<'c>(&self, app: &'c App) -> Result<View<'c>> {
        let (form, period) = (form(&app.catalogue, &self.form)?, self.period);
        match rollups::view(&app.db, &app.catalogue, &form, period, self.basis, app.now()).await {
            // The form is there: it does not apply to that time.
            Ok(None) | Err(Error::UnknownForm(_)) => Err(no_round(Some(&form), period)),
            Ok(Some(view)) => Ok(view),
            Err(error) => Err(error),
        }
    }
}

/// What is said where a period has no round.
#[must_use]
pub fn no_round(form: Option<&FormCode>, period: Period) -> Error {
    let of_form = form.map(|form| format!(" of form {form}")).unwrap_or_default();
    Error::NotFound(format!("no round{of_form} has opened for {period}"))
}
