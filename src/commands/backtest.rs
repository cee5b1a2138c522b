//! `luutru backtest`: reports of a month are hidden, estimated from the others, and compared with what they say.
use std::fmt::Write as _;

use clap::builder::RangedU64ValueParser;
use serde_json::{Value, json};

use super::{
    output,
    wanted::{FORM, basis, form, no_round, period},
};
use crate::{
    app::App,
    db::rollups,
    domain::{
        Lang, Period,
        disclosure::Eyes,
        estimate::{
            Draws, Known, REPETITIONS,
            backtest::{Hiding, SHARES, Score, likely, scores},
            strata::FEWEST,
        },
        report::Basis,
    },
    error::{Error, Result},
};

#[derive(Debug, clap::Args)]
pub struct Backtest {
    /// The month: 2026-05; one with as many reports as possible, and the year before it
    #[arg(long, value_parser = period)]
    period: Period,
    /// Symbol of the form; a hyphen may stand for the slash
    #[arg(long, default_value = FORM)]
    form: String,
    /// Which reports count: the latest filed, or the last ones accepted
    #[arg(long, default_value = "submitted", value_parser = basis())]
    basis: Basis,
    /// How often reports are hidden, for each share and each way of hiding
    #[arg(long, default_value_t = 2_000, value_parser = RangedU64ValueParser::<u32>::new().range(2..=1_000_000))]
    draws: u32,
    /// The same seed hides the same reports
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print JSON instead of tables
    #[arg(long)]
    json: bool,
}

/// One share of reports hidden in one way.
struct Trial {
    hiding: Hiding,
    share: u32,
    scores: Vec<Score>,
}

pub async fn backtest(app: &App, args: &Backtest) -> Result<()> {
    let code = form(&app.catalogue, &args.form)?;
    let seen = (args.basis, Eyes::Officers);
    let view = match rollups::view(&app.db, &app.catalogue, &code, args.period, seen, app.now()).await {
        Ok(None) | Err(Error::UnknownForm(_)) => return Err(no_round(Some(&code), args.period)),
        Ok(Some(view)) => view,
        Err(error) => return Err(error),
    };
    if !matches!(view.rounds.as_slice(), [round] if round.period == args.period) {
        return Err(Error::BadInput(format!("{} is made of several rounds: name one month", args.period)));
    }
    let known = rollups::known(&app.db, &app.catalogue, &view).await?;
    let Some(known) = known.into_iter().next() else { return Err(no_round(Some(&code), args.period)) };
    let reports = known.houses.iter().filter(|house| house.now.is_some()).count();
    // Half of them are hidden, and from the others something must be learnt.
    if reports < 2 * FEWEST {
        return Err(Error::BadInput(format!(
            "{} has {reports} reports; a back-test takes at least {}",
            args.period,
            2 * FEWEST
        )));
    }
    let habits = rollups::habits(&app.db, &view).await?;
    let weights: Vec<f64> = known
        .houses
        .iter()
        .map(|house| likely(house.rooms, habits.get(&house.id).copied().unwrap_or_default()))
        .collect();
    let mut trials = Vec::new();
    for hiding in Hiding::ALL {
        for share in SHARES {
            eprintln!("luutru: {}, {share} % hidden, {} draws …", hiding.code(), args.draws);
            trials.push(trial(&known, &weights, args, hiding, share));
        }
    }
    let names: Vec<(&str, &str)> =
        view.frame.form.lines.iter().map(|line| (line.code.as_str(), line.label.get(Lang::En))).collect();
    if args.json {
        let printed = serde_json::to_string_pretty(&as_json(args, reports, &trials, &names))?;
        return output::print(&format!("{printed}\n"));
    }
    output::print(&as_tables(args, reports, &trials, &names))
}

fn trial(known: &Known, weights: &[f64], args: &Backtest, hiding: Hiding, share: u32) -> Trial {
    let equal = vec![1.0; weights.len()];
    let weights = if hiding == Hiding::Random { &equal } else { weights };
    let draws = Draws::seeded(args.seed).at(hiding as u64).at(share.into());
    Trial { hiding, share, scores: scores(known, weights, share, args.draws, draws, REPETITIONS) }
}

fn as_json(args: &Backtest, reports: usize, trials: &[Trial], names: &[(&str, &str)]) -> Value {
    let of_trial = |trial: &Trial| {
        let lines: serde_json::Map<String, Value> =
            trial.scores.iter().map(|score| (names[score.line].0.to_owned(), json!(score))).collect();
        json!({ "hiding": trial.hiding, "share": trial.share, "lines": lines })
    };
    json!({
        "form": args.form,
        "period": args.period,
        "basis": args.basis,
        "reports": reports,
        "draws": args.draws,
        "seed": args.seed,
        "repetitions": REPETITIONS,
        "trials": trials.iter().map(of_trial).collect::<Vec<_>>(),
    })
}

/// Tables in Markdown, which are read as they are.
fn as_tables(args: &Backtest, reports: usize, trials: &[Trial], names: &[(&str, &str)]) -> String {
    let mut text = format!(
        "{} {}, {}: {reports} reports, {} draws each, {REPETITIONS} repetitions, seed {}.\nErrors in percent of what was hidden.\n",
        args.form, args.period, args.basis, args.draws, args.seed
    );
    for trial in trials {
        let how = match trial.hiding {
            Hiding::Random => "at random",
            Hiding::SmallAndLate => "small and habitually late houses rather than others",
        };
        let _ = write!(
            text,
            "\n## {} % hidden, {how}\n\n| line | relative bias ± s.e. | mean absolute error | width of the interval | coverage ± s.e. (95 %: Wilson) |\n|---|---:|---:|---:|---:|\n",
            trial.share
        );
        for score in &trial.scores {
            let _ = writeln!(
                text,
                "| `{}` | {:+.2} ± {:.2} | {:.2} | {:.2} | {:.1} ± {:.1} ({:.1}–{:.1}) |",
                names[score.line].0,
                score.bias,
                score.bias_error,
                score.error,
                score.width,
                score.coverage,
                score.coverage_error,
                score.coverage_from,
                score.coverage_to
            );
        }
    }
    text
}
