//! What the page of a year's plan shows. Handlers fill it; `templates/plans/page.html` draws it.
use askama::Template;
use askama_web::WebTemplate;

use crate::web::{Frame, ui::Tab};

#[derive(Template, WebTemplate)]
#[template(path = "plans/page.html")]
pub struct PlanPage {
    pub frame: Frame,
    pub year: i32,
    /// «01-H/DL-CSLT · …».
    pub form: String,
    pub years: Vec<Tab>,
    /// Where the form is sent.
    pub action: String,
    /// Of the plan that the typed numbers replace.
    pub revision: i64,
    pub sections: Vec<Section>,
    /// Fields that can't be taken.
    pub refusals: usize,
    /// Somebody else has saved meanwhile.
    pub overtaken: bool,
    pub back_href: String,
}

/// A part of the form.
#[derive(Clone, Debug)]
pub struct Section {
    pub title: String,
    pub fields: Vec<Field>,
}

/// One number.
#[derive(Clone, Debug)]
pub struct Field {
    /// Code of the line.
    pub name: String,
    pub label: String,
    pub hint: String,
    pub value: String,
    pub error: String,
}
