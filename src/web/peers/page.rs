//! The whole comparison of a house, with its own two years; prints on A4.
use askama::Template;
use askama_web::WebTemplate;
use rocket::{State, get};

use super::card::{Card, Reader};
use crate::{
    app::App,
    db::{
        peers::{self, Wanted},
        register,
    },
    domain::{
        Period,
        form::{Form, FormCode, Frequency},
    },
    web::{
        Frame, Result,
        guards::Reporter,
        reports::{
            course::{Course, Whose},
            home::{no_house, own_houses},
            words,
        },
        ui::Link,
    },
};

#[derive(Template, WebTemplate)]
#[template(path = "peers/page.html")]
pub struct ComparisonPage {
    pub frame: Frame,
    pub house: String,
    /// «Khách sạn 3 sao · 64 buồng · phường Vũng Tàu».
    pub facts: String,
    pub others: Vec<Link>,
    /// One for each form that the department asks monthly.
    pub cards: Vec<Card>,
    pub courses: Vec<Course>,
    /// «17/07/2026».
    pub printed_on: String,
}

#[get("/comparison?<house>")]
pub async fn page(app: &State<App>, frame: Frame, person: Reporter, house: Option<&str>) -> Result<ComparisonPage> {
    let register = register::current(&app.db).await?;
    let own = own_houses(&register, &person.scope);
    let chosen = house.and_then(|code| own.iter().find(|house| house.code() == code)).or(own.first());
    let Some(house) = chosen else { return Err(no_house(frame.lang)) };
    let reader = Reader { app, lang: frame.lang, house: house.code() };
    let (mut cards, mut courses) = (Vec::new(), Vec::new());
    for form in monthly(app) {
        let wanted = Wanted { form, frequency: Frequency::Monthly, report: None };
        let found = peers::comparison(&app.db, &app.catalogue, app.config.peers(), house, wanted, app.now()).await?;
        cards.push(reader.card(&found));
        let whose = Whose { app, form: found.form, house: house.id(), lang: frame.lang };
        courses.extend(whose.courses(&drawn(found.form), Period::month_of(app.today()).previous()).await?);
    }
    let facts = house.record.facts_on(app.today()).map(|facts| words::facts(facts, frame.lang)).unwrap_or_default();
    let others = own.iter().filter(|other| other.id() != house.id());
    Ok(ComparisonPage {
        house: house.name.clone(),
        facts,
        others: others.map(|other| Link::new(format!("/comparison?house={}", other.code()), &*other.name)).collect(),
        cards,
        courses,
        printed_on: app.today().format("%d/%m/%Y").to_string(),
        frame,
    })
}

/// The forms of which anything is compared month by month.
pub fn monthly(app: &App) -> Vec<&FormCode> {
    let compared = |form: &&Form| !form.comparisons.is_empty() && form.schedule(Frequency::Monthly).is_some();
    let mut codes: Vec<&FormCode> = app.catalogue.all().filter(compared).map(|form| &form.code).collect();
    codes.dedup();
    codes
}

/// Lines that are compared as they are.
fn drawn(form: &Form) -> Vec<usize> {
    form.comparisons.iter().filter(|figure| figure.per.is_none()).map(|figure| figure.line).collect()
}
