//! Establishments: the register's list, a house with its history, and what officers write down about it.
mod edit;
pub mod effects;
mod list;
pub mod proposals;
mod show;
mod standstill;
mod suspend;
mod suspensions;
pub mod view;
pub mod words;

use rocket::{Route, routes};

use crate::{
    app::App,
    domain::{
        area::{AreaSet, Gazetteer},
        role::Scope,
    },
    web::guards::Person,
};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![
        list::page,
        edit::new,
        edit::create,
        show::page,
        edit::page,
        edit::save,
        suspend::suspend,
        suspend::end,
        suspend::withdraw,
        suspend::decide,
        suspensions::page,
        suspensions::propose,
        suspensions::propose_end,
        suspensions::take_back,
        proposals::page,
    ]
}

/// The communes in which this person may register houses.
pub fn communes(app: &App, person: &Person) -> AreaSet {
    let department = Gazetteer::embedded().department(&app.config.areas, &app.config.former_province);
    match &person.scope {
        Scope::Areas(codes) => codes.iter().filter(|code| department.contains(code)).cloned().collect(),
        _ => department,
    }
}
