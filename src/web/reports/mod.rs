//! Reports: the hotel's page, the form, receipt and review.
mod asked;
pub mod course;
pub mod figures;
mod filing;
pub mod home;
pub mod live;
mod other_form;
pub mod place;
mod receipt;
mod review;
pub mod sheet;
mod submit;
mod versions;
pub mod view;
pub mod words;
pub mod workbook;

use rocket::{Responder, Route, http::Status, response::Redirect, routes};

use view::{CheckPage, FilingPage};

use crate::web::accounts::SignInPage;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![
        home::home,
        home::list,
        filing::page,
        filing::save,
        filing::draft,
        filing::check_typed,
        submit::page,
        submit::nil,
        submit::nil_chosen,
        submit::submit,
        workbook::page,
        workbook::download,
        workbook::receive,
        workbook::marked,
        receipt::latest,
        receipt::version,
        other_form::page,
        review::page,
        review::accept,
        review::give_back,
    ]
}

/// Where a step of filing leads.
#[derive(Responder)]
#[allow(clippy::large_enum_variant)]
pub enum Answer {
    To(Box<Redirect>),
    Form((Status, FilingPage)),
    Check((Status, CheckPage)),
    SignIn((Status, Box<SignInPage>)),
}
