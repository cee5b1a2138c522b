//! Figures computed by hand (`tests/cases/rollups/by_hand.toml`), through all doors: filed, summed, read from the interface.
use std::collections::BTreeMap;

use luutru::domain::{
    answers::{Answers, NilReason},
    form::FormCode,
    number,
    role::Role,
};
use sea_orm::Set;
use serde::Deserialize;
use serde_json::Value;

use crate::support::TestApp;

const FORM: &str = "/api/v1/rollups/01-H-DL-CSLT";
const COUNTS: [&str; 3] = ["reports", "nil", "missing"];

#[derive(Deserialize)]
struct ByHand {
    houses: BTreeMap<String, House>,
    report: Vec<Report>,
    figure: Vec<Figure>,
}

#[derive(Deserialize)]
struct House {
    rooms: i32,
}

#[derive(Deserialize)]
struct Report {
    house: String,
    month: String,
    #[serde(default)]
    nil: bool,
    values: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Figure {
    period: String,
    line: String,
    #[serde(default = "lines")]
    table: String,
    column: String,
    /// None: there is none.
    value: Option<f64>,
    why: String,
}

fn lines() -> String {
    "lines".into()
}

#[rocket::async_test]
async fn what_was_computed_by_hand_is_what_is_shown() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/rollups/by_hand.toml"));
    let by_hand: ByHand = toml::from_str(&text.unwrap()).unwrap();
    let test = TestApp::start().await;
    let mut houses = BTreeMap::new();
    for (name, house) in by_hand.houses {
        houses.insert(name, test.establishment_with(move |row| row.rooms = Set(house.rooms)).await);
    }
    let form = test.app.catalogue.latest(&FormCode("01-H/DL-CSLT".into())).unwrap();
    let mut rounds = BTreeMap::new();
    for report in &by_hand.report {
        if !rounds.contains_key(&report.month) {
            rounds.insert(report.month.clone(), test.open_round(&report.month).await);
        }
        let scaled = |(code, value): (&String, &String)| {
            (code.clone(), number::from_decimal(value, form.line(code).unwrap().decimals).unwrap())
        };
        let nil = report.nil.then_some(NilReason::NoGuests);
        let answers = Answers { values: report.values.iter().map(scaled).collect(), nil, ..Answers::default() };
        test.file(&rounds[&report.month], &houses[&report.house], &answers).await.unwrap();
    }
    let officer = test.sign_in_as(Role::Officer).await;
    for Figure { period, line, table, column, value, why } in by_hand.figure {
        let read = async |path: String| -> Value {
            serde_json::from_str(officer.get(&format!("{FORM}/{path}")).await.ok().text()).unwrap()
        };
        let found = if COUNTS.contains(&line.as_str()) {
            read(period.clone()).await[&line].clone()
        } else {
            let table = read(format!("{period}/tables/{table}")).await;
            let row = table["rows"].as_array().unwrap().iter().find(|row| row["line"] == *line).unwrap();
            row[&column].clone()
        };
        assert_eq!(found.as_f64(), value, "{line} of {period}, {column}: {why}");
    }
}
