//! People: signing in and out, invitations, passwords, and who may do what.
mod carried;
mod forgotten;
mod gone;
mod invite;
mod language;
mod list;
mod origin;
mod own;
mod password_link;
mod person;
mod report_link;
mod session;
mod set_up;
mod sign_in;
mod typed;
pub mod view;

use rocket::{Route, routes};

pub use sign_in::SignInPage;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![
        sign_in::page,
        sign_in::sign_in,
        sign_in::sign_out,
        language::switch,
        set_up::page,
        set_up::set_up,
        password_link::invitation,
        password_link::accept,
        password_link::forgotten,
        password_link::replace,
        report_link::page,
        report_link::open,
        forgotten::page,
        forgotten::ask,
        own::page,
        own::change_password,
        own::invite_colleague,
        list::page,
        invite::page,
        invite::invite,
        invite::invite_house,
        person::page,
        person::change,
        person::resend,
        person::switch_off,
        person::switch_on,
        person::blank,
        person::join,
        person::leave,
    ]
}
