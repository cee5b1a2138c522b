//! Every report that counts on a basis, round by round, read and written in pieces.
use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

use super::{Array, Format, Reports, Table};
use crate::{
    app::App,
    commands::wanted,
    db::{
        register::{self, Register},
        reports::{self, Counted},
        rollups, rounds,
    },
    domain::{
        AreaCode, Period,
        catalogue::Catalogue,
        document::Document,
        establishment::EstablishmentType,
        form::{Form, FormCode, Frequency},
        report::{Channel, ReportState},
        rollup::export::{Amount, Indicators},
        round::Round,
    },
    error::{Error, Result},
};

/// One report; the names are those of the columns, each value in the unit of its line.
#[derive(Serialize)]
struct Report {
    /// Code of the house.
    establishment: String,
    form: FormCode,
    period: Period,
    /// Title of an ad hoc round.
    round: Option<String>,
    state: ReportState,
    /// Number of the version that counts, and when it was filed.
    version: i32,
    nil: bool,
    #[serde(serialize_with = "instant")]
    filed_at: DateTime<Utc>,
    /// Whether the first version came after the due instant.
    late: bool,
    channel: Channel,
    /// By which it is counted.
    #[serde(rename = "type")]
    kind: EstablishmentType,
    stars: i16,
    area_code: AreaCode,
    values: Indicators,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    breakdowns: BTreeMap<String, BTreeMap<String, Amount>>,
}

const COLUMNS: [&str; 13] = [
    "establishment",
    "form",
    "period",
    "round",
    "state",
    "version",
    "nil",
    "filed_at",
    "late",
    "channel",
    "type",
    "stars",
    "area_code",
];

fn instant<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso(*at))
}

fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub async fn export(app: &App, args: &Reports) -> Result<()> {
    let rounds = rounds_of(app, args).await?;
    let register = register::current(&app.db).await?;
    match args.format {
        Format::Json => {
            let mut array = Array::begin();
            for round in &rounds {
                each(app, args, round, &register, &mut |report| array.add(&report)).await?;
            }
            array.end()
        }
        Format::Csv => {
            let lines = lines(app, &rounds)?;
            let mut table = Table::begin();
            table.row(COLUMNS.into_iter().chain(lines.iter().copied()))?;
            for round in &rounds {
                each(app, args, round, &register, &mut |report| table.row(report.cells(&lines))).await?;
            }
            table.end()
        }
    }
}

/// The rounds that are asked for, the earliest first.
async fn rounds_of(app: &App, args: &Reports) -> Result<Vec<Round>> {
    let form = args.form.as_deref().map(|named| wanted::form(&app.catalogue, named)).transpose()?;
    let mut rounds = rounds::all(app.db.read()).await?;
    rounds.retain(|round| form.as_ref().is_none_or(|form| round.form == *form));
    if let Some(period) = args.period {
        let months = if matches!(period, Period::Yearly { .. }) { Vec::new() } else { period.months() };
        rounds.retain(|round| round.period == period || months.contains(&round.period));
        if rounds.is_empty() {
            return Err(wanted::no_round(form.as_ref(), period));
        }
    }
    rounds.sort_by(|a, b| {
        let key = |round: &Round| (round.period.last_day(), round.period, round.id);
        (&a.form.0, key(a)).cmp(&(&b.form.0, key(b)))
    });
    Ok(rounds)
}

/// The lines of all versions of the forms under which these rounds were asked, each once.
fn lines<'c>(app: &'c App, rounds: &[Round]) -> Result<Vec<&'c str>> {
    let mut lines: Vec<&str> = Vec::new();
    for round in rounds {
        let frame = rollups::frame(&app.catalogue, round)?;
        for (_, line) in frame.form.lines_for(frame.frequency) {
            if !lines.contains(&line.code.as_str()) {
                lines.push(&line.code);
            }
        }
    }
    Ok(lines)
}

async fn each(
    app: &App,
    args: &Reports,
    round: &Round,
    register: &Register,
    write: &mut impl FnMut(Report) -> Result<()>,
) -> Result<()> {
    let one = |counted: Counted| write(Report::of(&app.catalogue, round, register, counted)?);
    reports::each_counted(&app.db, round.id, args.basis, one).await
}

impl Report {
    fn of(catalogue: &Catalogue, round: &Round, register: &Register, counted: Counted) -> Result<Self> {
        let document = Document::read(&counted.document)?;
        let unknown = || Error::UnknownForm(document.form.clone());
        let form = catalogue.version(&document.form, &document.form_version).ok_or_else(unknown)?;
        let figures = document.figures(catalogue, form)?;
        let answers = document.answers(catalogue)?;
        let values = form.lines_for(Frequency::of(document.period)).map(|(index, line)| {
            let amount = figures[index].map(|value| Amount { value, decimals: line.decimals });
            (line.code.clone(), amount)
        });
        let house = register.house(counted.establishment).map(|house| house.code().to_owned());
        let filed = counted.filed;
        Ok(Report {
            establishment: house.unwrap_or(document.establishment.clone()),
            form: round.form.clone(),
            period: round.period,
            round: Some(round.title.clone()).filter(|title| !title.is_empty()),
            state: filed.report.state,
            version: counted.number,
            nil: counted.nil,
            filed_at: counted.submitted_at,
            late: filed.report.late,
            channel: counted.channel,
            kind: filed.facts.kind,
            stars: filed.facts.stars,
            area_code: filed.facts.area_code,
            values: Indicators(values.collect()),
            breakdowns: breakdowns(form, answers.breakdowns),
        })
    }

    fn cells(self, lines: &[&str]) -> Vec<String> {
        let mut cells = vec![
            self.establishment,
            self.form.to_string(),
            self.period.to_string(),
            self.round.unwrap_or_default(),
            self.state.to_string(),
            self.version.to_string(),
            self.nil.to_string(),
            iso(self.filed_at),
            self.late.to_string(),
            self.channel.to_string(),
            self.kind.to_string(),
            self.stars.to_string(),
            self.area_code.to_string(),
        ];
        let amount = |line: &&str| self.values.get(line).map(|amount| amount.to_string()).unwrap_or_default();
        cells.extend(lines.iter().map(amount));
        cells
    }
}

fn breakdowns(
    form: &Form,
    answered: BTreeMap<String, BTreeMap<String, i64>>,
) -> BTreeMap<String, BTreeMap<String, Amount>> {
    let of_line = |(code, keys): (String, BTreeMap<String, i64>)| {
        let decimals = form.line(&code).map_or(0, |line| line.decimals);
        let keys = keys.into_iter().map(|(key, value)| (key, Amount { value, decimals }));
        (code, keys.collect())
    };
    answered.into_iter().map(of_line).collect()
}
