//! THE COMMAND LINE: one file per command. Data go to standard output, messages to standard error; the exit status is 0
//! when the work was done and 1 when not.
mod admin;
mod backtest;
mod backup;
mod copy;
mod demo;
mod export;
mod import;
mod migrate;
mod output;
mod rebuild;
pub mod remind;
mod rollup;
mod serve;
mod verify;
mod wanted;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{
    app::App,
    clock::Clock,
    config::{Config, server_settings},
    db::audit,
    error::{Error, Result},
    in_tx,
};

/// Statistical reports of tourist accommodation: hotels file, the department reviews, rolls up and reminds.
#[derive(Debug, Parser)]
#[command(name = "luutru", version, about, long_about = None, max_term_width = 100)]
struct Cli {
    /// sqlite://file.db or postgres://user:password@host/name; an empty one is created and migrated
    /// [default: sqlite://data/luutru.db, or the setting `database`]
    #[arg(long, global = true, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    database: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server (the default)
    Serve,
    /// Make a department with made-up houses and reports, and serve it
    Demo(demo::Demo),
    /// Bring the database to this version's schema and end
    Migrate,
    /// Take in a department's own workbooks
    #[command(subcommand)]
    Import(import::Import),
    /// Print the department's data: establishments, reports, or the sums of a period
    #[command(subcommand)]
    Export(export::Export),
    /// Write the workbook of a period
    Rollup(rollup::Rollup),
    /// Remind those who owe a report and have not filed (the server does it by itself)
    Remind(remind::Remind),
    /// Hide reports of a month, estimate them from the others and say how far off the estimates were
    Backtest(backtest::Backtest),
    /// Throw the stored sums away, compute them again from the reports and say what differed
    Rebuild,
    /// Compute every hash again: versions, audit log and its seals; 1 and the first that differs if one does
    Verify(verify::Verify),
    /// Write the department into one file while the server goes on (SQLite; for PostgreSQL pg_dump)
    Backup(backup::Backup),
    /// Make the database of --database, which must be empty or not exist, from a backup, and verify it
    Restore(backup::Restore),
    /// Move the department to another, empty database: SQLite to PostgreSQL or back
    Copy(copy::Copy),
    /// Accounts of administrators
    #[command(subcommand)]
    Admin(admin::Admin),
}

/// Runs the command of the command line.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help that was asked for is no failure; a line that can't be understood is one like any other.
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
        }
    };
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("luutru: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<()> {
    let figment = server_settings();
    let config = Config::read(&figment, cli.database)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        match cli.command.unwrap_or(Command::Serve) {
            Command::Serve => serve::serve(config, figment).await,
            Command::Demo(demo) => demo::demo(&demo, config, figment).await,
            Command::Backup(args) => backup::backup(&args, &config).await,
            Command::Restore(args) => backup::restore(&args, &config).await,
            Command::Copy(args) => copy::copy(&args).await,
            command => {
                let app = open(config).await?;
                let outcome = with_app(&app, command).await;
                app.db.close().await;
                outcome
            }
        }
    });
    // Work on other threads (a password being hashed for somebody who left) does not hold up the end.
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    outcome
}

/// The commands that need the database only.
async fn with_app(app: &App, command: Command) -> Result<()> {
    match command {
        Command::Serve | Command::Demo(_) | Command::Backup(_) | Command::Restore(_) | Command::Copy(_) => {
            Err(Error::Config("this command opens its own database".into()))
        }
        Command::Migrate => migrate::migrate(app).await,
        Command::Import(command) => import::import(app, command).await,
        Command::Admin(command) => admin::admin(app, command).await,
        Command::Export(command) => export::export(app, &command).await,
        Command::Rollup(command) => rollup::rollup(app, &command).await,
        Command::Backtest(command) => backtest::backtest(app, &command).await,
        Command::Rebuild => rebuild::rebuild(app).await,
        Command::Verify(command) => verify::verify(app, &command).await,
        Command::Remind(command) => remind::remind(app, command).await,
    }
}

/// Notes that data left the department by a command.
async fn note_export(app: &App, action: &str, detail: &serde_json::Value) -> Result<()> {
    in_tx!(app.db, |tx| audit::record(tx, app.now(), None, action, "command", detail).await)
}

/// Opens everything under the system's clock.
async fn open(config: Config) -> Result<App> {
    App::open(config, Clock::system()).await
}
