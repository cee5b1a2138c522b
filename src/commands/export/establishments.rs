//! The register as it stands.
use chrono::NaiveDate;
use serde::Serialize;

use super::{Array, Establishments, Format, Table};
use crate::{
    app::App,
    db::{entity::establishment, establishments},
    domain::{AreaCode, csv_text::harmless, establishment::EstablishmentType},
    error::Result,
};

/// One house; the names are those of the columns.
#[derive(Serialize)]
struct House {
    code: String,
    name: String,
    tax_code: Option<String>,
    #[serde(rename = "type")]
    kind: EstablishmentType,
    /// 0 = unranked.
    stars: i16,
    area_code: AreaCode,
    rooms: i32,
    beds: i32,
    phone: Option<String>,
    email: Option<String>,
    opened_on: Option<NaiveDate>,
    /// The first day closed.
    closed_on: Option<NaiveDate>,
}

const COLUMNS: [&str; 12] = [
    "code",
    "name",
    "tax_code",
    "type",
    "stars",
    "area_code",
    "rooms",
    "beds",
    "phone",
    "email",
    "opened_on",
    "closed_on",
];

impl From<establishment::Model> for House {
    fn from(row: establishment::Model) -> Self {
        House {
            code: row.code,
            name: row.name,
            tax_code: row.tax_code,
            kind: row.kind,
            stars: row.stars,
            area_code: row.area_code,
            rooms: row.rooms,
            beds: row.beds,
            phone: row.phone,
            email: row.email,
            opened_on: row.opened_on,
            closed_on: row.closed_on,
        }
    }
}

impl House {
    fn cells(&self) -> [String; 12] {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        [
            self.code.clone(),
            harmless(&self.name).into_owned(),
            text(&self.tax_code),
            self.kind.to_string(),
            self.stars.to_string(),
            self.area_code.to_string(),
            self.rooms.to_string(),
            self.beds.to_string(),
            text(&self.phone),
            text(&self.email),
            day(self.opened_on),
            day(self.closed_on),
        ]
    }
}

pub async fn export(app: &App, args: &Establishments) -> Result<()> {
    let houses = establishments::by_code(app.db.read()).await?.into_iter().map(House::from);
    match args.format {
        Format::Json => {
            let mut array = Array::begin();
            for house in houses {
                array.add(&house)?;
            }
            array.end()
        }
        Format::Csv => {
            let mut table = Table::begin();
            table.row(COLUMNS)?;
            for house in houses {
                table.row(house.cells())?;
            }
            table.end()
        }
    }
}
