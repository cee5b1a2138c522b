//! Which figures a command is asked for: the arguments that several share.
use clap::{
    Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

use serde_json::{Value, json};

use crate::{
    app::App,
    db::rollups::{self, View},
    domain::{
        Lang, Period,
        catalogue::Catalogue,
        disclosure::Eyes,
        form::FormCode,
        report::Basis,
        role::Scope,
        rollup::{Ask, Cut},
    },
    error::{Error, Result},
};

/// The form if none is named.
pub const FORM: &str = "01-H/DL-CSLT";

#[derive(Debug, Args)]
pub struct Figures {
    /// 2026-06, 2026-Q2, 2026-H1, 2026-9M, 2026 (from its months), 2026-02..2026-05 (any months), 2026-Y (the
    /// yearly report) or days as 2027-02-04..2027-02-14
    #[arg(long, value_parser = period)]
    pub period: Period,
    /// What counts: the latest versions filed (provisional), or the last ones accepted (official)
    #[arg(long, default_value = "submitted", value_parser = basis())]
    pub basis: Basis,
    /// Symbol of the form; a hyphen may stand for the slash
    #[arg(long, default_value = FORM)]
    pub form: String,
    /// Only houses in this commune or province, by its code; may be repeated
    #[arg(long, value_name = "CODE")]
    pub area: Vec<String>,
    /// Only houses in this former district, by its name; may be repeated
    #[arg(long, value_name = "NAME")]
    pub district: Vec<String>,
    /// Only houses of this type (hotel, homestay, …); may be repeated
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Vec<String>,
    /// Only houses with so many stars (0 = unranked); may be repeated
    #[arg(long, value_name = "0-5")]
    pub stars: Vec<String>,
    /// Only houses of this class of size (to_9, 10_19, 20_49, 50_99, from_100 rooms); may be repeated
    #[arg(long, value_name = "CLASS")]
    pub size: Vec<String>,
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
        "write 2026-06, 2026-Q2, 2026-H1, 2026-9M, 2026, 2026-Y, 2026-02..2026-05 (at most 36 months) or 2027-02-04..2027-02-14 (less than a year)"
            .to_owned()
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
        json!({ "form": self.form, "period": self.period, "basis": self.basis, "cut": self.cut_label() })
    }

    /// The part of the department that is asked for; everything if no part is named.
    ///
    /// # Errors
    /// Names the word that is not understood and those that are.
    pub fn cut(&self) -> Result<Cut> {
        let asked = self.ask().read(&Scope::Department).map_err(|refused| Error::BadInput(refused.en))?;
        if asked.cut.is_empty() {
            return Err(Error::BadInput("no commune lies in both the areas and the districts named".into()));
        }
        Ok(asked.cut)
    }

    /// What the part is called, as on official papers.
    #[must_use]
    pub fn cut_label(&self) -> String {
        self.ask().label(Lang::Vi)
    }

    fn ask(&self) -> Ask<'_> {
        fn texts(named: &[String]) -> Vec<&str> {
            named.iter().map(String::as_str).collect()
        }
        Ask {
            areas: texts(&self.area),
            districts: texts(&self.district),
            kinds: texts(&self.kind),
            stars: texts(&self.stars),
            sizes: texts(&self.size),
            ..Ask::default()
        }
    }

    /// What was reported for the period, as it may be seen.
    ///
    /// # Errors
    /// When there is no such form, or no round of the period.
    pub async fn view<'c>(&self, app: &'c App, eyes: Eyes) -> Result<View<'c>> {
        let (form, period) = (form(&app.catalogue, &self.form)?, self.period);
        match rollups::view(&app.db, &app.catalogue, &form, period, (self.basis, eyes), app.now()).await {
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
