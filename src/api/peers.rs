//! A house beside similar ones, for the programs of a hotel.
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rocket::{State, get, serde::json::Json};
use serde::Serialize;

use crate::{
    app::App,
    db::{
        peers::{self, Wanted},
        register, rollups,
    },
    domain::{
        Period,
        establishment::EstablishmentType,
        form::{Form, FormCode, Frequency},
        number,
        peers::comparison::{PeerGroup, Peers, Seen, Side},
        role::Scope,
    },
    error::{Error, Result},
    guards::Reporter,
};

/// What a house sees, or why nothing.
#[derive(Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Answer {
    Shown {
        form: FormCode,
        /// The last closed month first, then the same month of the year before.
        periods: Vec<Shown>,
    },
    /// The report of this period is due.
    NotFiled { period: Period },
    /// The report of this period was filed late: shown once the round has closed.
    Late { period: Period, closes_at: DateTime<Utc> },
    /// No round has closed yet.
    Nothing,
}

#[derive(Serialize)]
pub struct Shown {
    period: Period,
    /// None: not enough similar houses reported, or the round has not closed.
    group: Option<Group>,
    /// By code, in the form's unit.
    figures: BTreeMap<String, Figure>,
}

#[derive(Serialize)]
struct Group {
    #[serde(rename = "type")]
    kind: EstablishmentType,
    /// In words, as the page has it.
    label: String,
    houses: u32,
    /// This house is one of them.
    holds_own: bool,
    as_of: DateTime<Utc>,
    provisional: bool,
}

/// None = not known, too few houses, or not enough for quartiles.
#[derive(Serialize)]
struct Figure {
    own: Option<f64>,
    median: Option<f64>,
    lower_quartile: Option<f64>,
    upper_quartile: Option<f64>,
    houses: Option<u32>,
}

#[get("/peers/<slug>/<house>")]
pub async fn of_house(app: &State<App>, person: Reporter, slug: &str, house: &str) -> Result<Json<Answer>> {
    let form = rollups::form_of(&app.catalogue, slug, person.lang)?;
    let register = register::current(&app.db).await?;
    let own = |id| matches!(&person.scope, Scope::Establishments(own) if own.contains(&id));
    let found = register.by_code(house).filter(|house| own(house.id())).ok_or_else(|| {
        let (vi, en) = (
            "Không có cơ sở này trong phạm vi của tài khoản. Địa chỉ viết như /api/v1/peers/01-H-DL-CSLT/mã-cơ-sở.",
            "No such house within reach of this account. An address is written like /api/v1/peers/01-H-DL-CSLT/house-code.",
        );
        Error::not_found(person.lang, vi, en)
    })?;
    let wanted = Wanted { form, frequency: Frequency::Monthly, report: None };
    let comparison = peers::comparison(&app.db, &app.catalogue, app.config.peers(), found, wanted, app.now()).await?;
    Ok(Json(match comparison.seen {
        Seen::NotFiled(round, _) => Answer::NotFiled { period: round.period },
        Seen::Late(round, closes_at) => Answer::Late { period: round.period, closes_at },
        Seen::Nothing => Answer::Nothing,
        Seen::Sides(sides) => Answer::Shown {
            form: form.clone(),
            periods: sides.iter().map(|side| shown(comparison.form, side, &person)).collect(),
        },
    }))
}

fn shown(form: &Form, side: &Side, person: &Reporter) -> Shown {
    let figure = |(at, figure): (usize, &crate::domain::form::PeerFigure)| {
        let (own, band) = side.figure(at);
        let amount = |value: i64| number::to_f64(value, figure.decimals);
        let quartiles = band.and_then(|band| band.quartiles);
        let figures = Figure {
            own: own.map(amount),
            median: band.map(|band| amount(band.median)),
            lower_quartile: quartiles.map(|(low, _)| amount(low)),
            upper_quartile: quartiles.map(|(_, high)| amount(high)),
            houses: band.map(|band| band.houses),
        };
        (figure.code(form), figures)
    };
    let group = match &side.peers {
        Peers::Group(group) => Some(told(group, person)),
        Peers::TooFew | Peers::NotClosed(_) => None,
    };
    Shown { period: side.period, group, figures: form.comparisons.iter().enumerate().map(figure).collect() }
}

fn told(group: &PeerGroup, person: &Reporter) -> Group {
    Group {
        kind: group.group.kind,
        label: group.group.label(person.lang),
        houses: group.houses,
        holds_own: group.holds_reader,
        as_of: group.as_of,
        provisional: group.provisional,
    }
}
