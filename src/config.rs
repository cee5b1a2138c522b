//! Every setting, read from `Rocket.toml` (section of the profile, or `default`) and from `LUUTRU_*` variables.
use std::{collections::BTreeSet, path::PathBuf};

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use rocket::{
    config::{Ident, Shutdown},
    figment::{
        Figment, Profile,
        providers::{Env, Format, Serialized, Toml},
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        AreaCode, Period,
        catalogue::{Catalogue, FormFile},
        contact,
        form::Stage,
        hours::{DayOff, Hours},
        peers::Rule,
        rollup::book::Heading,
    },
    error::{Error, Result},
};

/// The settings of one department's server. Each stands in `Rocket.toml` under `[default.luutru]`, or in the environment
/// as `LUUTRU_` and its name in capitals, e.g. `LUUTRU_BASE_URL`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `sqlite://file.db` or `postgres://user:password@host/name`. `DATABASE_URL` and `--database` go before it.
    pub database: String,
    /// Address under which people reach the server, for links in mails: `https://luutru.example.vn`, no slash at the end.
    pub base_url: String,
    /// Name of the department in headings: «Sở Du lịch Thành phố Hồ Chí Minh».
    pub department: String,
    /// The same in English.
    pub department_en: String,
    /// The body above it, first line of official headings: «ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH».
    pub issuing_body: String,
    /// Place in «…, ngày … tháng … năm …».
    pub place: String,
    /// Codes of the provinces or communes for which the department is responsible. Empty = the whole country.
    pub areas: Vec<AreaCode>,
    /// Former province whose part of `areas` the department looks after, as `data/areas.csv` writes it; empty = all.
    pub former_province: String,
    /// Colours of the department: background and the text on it (at least 4.5:1).
    pub brand: String,
    pub brand_ink: String,
    /// Telephone and hours shown to hotels that need help.
    pub help: String,
    /// Zone of due instants and of all times on the screen.
    pub time_zone: Tz,
    /// First month for which reports are owed here; earlier rounds are historic (closed, never reminded). Empty = the month of the first start.
    pub first_month: String,
    /// Days after which a returned report is due again.
    pub returned_days: u32,
    /// Due days on a weekend or holiday: they stay, or go to the next working day. Of rounds that open from now on.
    pub due_on_day_off: DayOff,
    /// Holidays beside 1/1, Tết (five days from the eve), 30/4, 1/5 and 2/9: no reminder goes out on them.
    pub holidays: Vec<NaiveDate>,
    /// Stages of the ladder of reminders that are not told, by the codes of the form files: `before_5`.
    pub stages_off: Vec<String>,
    /// Days from the due date after which a round closes for the comparison that hotels see: then it is frozen.
    pub peers_after_days: u32,
    /// Whether hotels that have filed see figures of similar houses of rounds that have not closed, as of the day before.
    pub peers_provisional: bool,
    /// Folder with further form files, which add to or replace the embedded ones. Empty = none.
    pub forms: PathBuf,
    /// `smtp://user:password@host:587?tls=required`, `smtps://…`, `smtp://localhost:25`; empty = mails go into `mail_folder`.
    pub smtp: String,
    /// Folder for mails while no SMTP server is set.
    pub mail_folder: PathBuf,
    /// Sender of mails: `Sở Du lịch <thongke@example.vn>`.
    pub mail_from: String,
    /// Certificate (PEM) of the authority that vouches for the mail server, if it is not a public one. Empty = public ones only.
    pub smtp_ca: PathBuf,
    /// Seconds after which a mail server that says nothing is given up until the next attempt.
    pub smtp_seconds: u32,
    /// Mails a minute at most.
    pub mails_per_minute: u32,
    /// Folder on another machine or medium into which every seal of the log is written. Empty = none.
    pub seals_folder: PathBuf,
    /// Address to which the latest seal goes every day. Empty = none.
    pub seals_mail: String,
    /// Folder, best on another machine or medium, into which SQLite is backed up every night. Empty = none.
    pub backups_folder: PathBuf,
    /// How many of the nightly backups are kept.
    pub backups_kept: u32,
    /// Days for which the addresses are kept that people came from; the log itself is kept for good.
    pub address_days: u32,
    /// Hours of a session without a visit.
    pub session_hours: u32,
    /// Whether this process runs the jobs (timetable, reminders, sending).
    pub jobs: bool,
    /// Bearer token for `/metrics`; empty = programs on this machine only.
    pub metrics_token: String,
    /// `text` or `json` log lines.
    pub log_format: String,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            database: "sqlite://data/luutru.db".into(),
            base_url: "http://localhost:8000".into(),
            department: "Sở Du lịch".into(),
            department_en: "Department of Tourism".into(),
            issuing_body: "ỦY BAN NHÂN DÂN".into(),
            place: String::new(),
            areas: Vec::new(),
            former_province: String::new(),
            brand: "#0b5a73".into(),
            brand_ink: "#ffffff".into(),
            help: String::new(),
            time_zone: chrono_tz::Asia::Ho_Chi_Minh,
            first_month: String::new(),
            returned_days: 5,
            due_on_day_off: DayOff::Keep,
            holidays: Vec::new(),
            stages_off: Vec::new(),
            peers_after_days: 10,
            peers_provisional: false,
            forms: PathBuf::new(),
            smtp: String::new(),
            mail_folder: "data/mails".into(),
            mail_from: "Báo cáo thống kê lưu trú <thongke@example.vn>".into(),
            smtp_ca: PathBuf::new(),
            smtp_seconds: 30,
            mails_per_minute: 120,
            seals_folder: PathBuf::new(),
            seals_mail: String::new(),
            backups_folder: PathBuf::new(),
            backups_kept: 30,
            address_days: 180,
            session_hours: 12,
            jobs: true,
            metrics_token: String::new(),
            log_format: "text".into(),
        }
    }
}

/// The server's settings (address, port, limits …): the usual ones, `Rocket.toml`, then `ROCKET_*` variables.
#[must_use]
pub fn server_settings() -> Figment {
    let usual = rocket::Config {
        // X-Real-IP is believed only where a proxy is configured: else anybody could claim any address.
        ip_header: None,
        ident: Ident::none(),
        shutdown: Shutdown { grace: 10, mercy: 3, ..Shutdown::default() },
        cli_colors: false,
        ..rocket::Config::default()
    };
    Figment::from(usual)
        .merge(Toml::file(Env::var_or("ROCKET_CONFIG", "Rocket.toml")).nested())
        .merge(Env::prefixed("ROCKET_").ignore(&["PROFILE", "CONFIG"]).global())
        .select(Profile::from_env_or("ROCKET_PROFILE", rocket::Config::DEFAULT_PROFILE))
}

impl Config {
    /// Reads the settings from Rocket's figment and the environment; `database` (from the command line) goes before all.
    ///
    /// # Errors
    /// Names the setting that is unknown or cannot be read.
    pub fn read(rocket: &Figment, database: Option<String>) -> Result<Self> {
        let own: Figment = rocket.focus("luutru");
        let mut config: Config = Figment::from(Serialized::defaults(Config::default()))
            .select(rocket.profile().clone())
            .merge(own)
            .merge(Env::prefixed("LUUTRU_").filter(|key| key != "log" && !key.starts_with("test_")))
            .extract()
            .map_err(|e| Error::Config(format!("setting: {e}")))?;
        if let Some(url) = database.or_else(|| std::env::var("DATABASE_URL").ok()).filter(|url| !url.is_empty()) {
            config.database = url;
        }
        config.base_url = config.base_url.trim_end_matches('/').to_owned();
        config.check()?;
        Ok(config)
    }

    /// The embedded forms, and those of the folder `forms`.
    ///
    /// # Errors
    /// Everything that is wrong with the form files, each with file and line.
    pub fn catalogue(&self) -> Result<Catalogue> {
        let own = self.form_files()?;
        let forms = Catalogue::with(&own);
        let forms = forms.map_err(|errors| Error::Forms(errors.iter().map(ToString::to_string).collect()))?;
        let known: BTreeSet<&str> =
            forms.all().flat_map(|form| &form.stages).map(|stage| stage.code.as_str()).collect();
        if let Some(off) = self.stages_off.iter().find(|off| !known.contains(off.as_str())) {
            let known: Vec<&str> = known.into_iter().collect();
            return Err(Error::Config(format!("setting stages_off = {off:?}: write some of {}", known.join(", "))));
        }
        Ok(forms)
    }

    fn form_files(&self) -> Result<Vec<FormFile>> {
        if self.forms.as_os_str().is_empty() {
            return Ok(Vec::new());
        }
        let unreadable = |e| Error::Config(format!("setting forms: cannot read {}: {e}", self.forms.display()));
        let entries = std::fs::read_dir(&self.forms).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
        let mut paths: Vec<PathBuf> = entries.map_err(unreadable)?.iter().map(std::fs::DirEntry::path).collect();
        paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
        paths.sort();
        let read = |path: &PathBuf| {
            let text = std::fs::read_to_string(path).map_err(unreadable)?;
            Ok(FormFile { name: path.display().to_string(), text })
        };
        paths.iter().map(read).collect()
    }

    /// Refuses at the start what would only fail later, on a page or in a mail.
    fn check(&self) -> Result<()> {
        let refuse = |setting: &str, value: &str, write: &str| {
            Err(Error::Config(format!("setting {setting} = {value:?}: write {write}")))
        };
        if !self.base_url.starts_with("https://") && !self.base_url.starts_with("http://") {
            return refuse("base_url", &self.base_url, "https://… or, on this machine only, http://localhost:8000");
        }
        for (setting, colour) in [("brand", &self.brand), ("brand_ink", &self.brand_ink)] {
            if !is_colour(colour) {
                return refuse(setting, colour, "a colour as #rrggbb");
            }
        }
        if contact::read_email(&self.seals_mail).is_err() {
            return refuse("seals_mail", &self.seals_mail, "a mail address as luutru@example.vn");
        }
        if !(1..=60).contains(&self.smtp_seconds) {
            return refuse("smtp_seconds", &self.smtp_seconds.to_string(), "1 to 60 seconds");
        }
        if self.backups_kept == 0 {
            return refuse(
                "backups_kept",
                "0",
                "how many are kept, 1 or more; no backups are made while backups_folder is empty",
            );
        }
        if self.peers_after_days > 366 {
            return refuse("peers_after_days", &self.peers_after_days.to_string(), "0 to 366 days");
        }
        if !self.first_month.is_empty() && !matches!(self.first_month.parse(), Ok(Period::Month { .. })) {
            return refuse("first_month", &self.first_month, "a month as 2026-01");
        }
        Ok(())
    }

    /// The settings as the log may tell them: those that hold a password or token are left out.
    #[must_use]
    pub fn told(&self) -> serde_json::Map<String, serde_json::Value> {
        let all = serde_json::to_value(self).unwrap_or_default();
        let serde_json::Value::Object(mut told) = all else { return serde_json::Map::new() };
        for secret in ["database", "smtp", "metrics_token"] {
            told.remove(secret);
        }
        told
    }

    /// What the department has decided about the comparison that hotels see.
    #[must_use]
    pub fn peers(&self) -> Rule {
        Rule { days: self.peers_after_days, provisional: self.peers_provisional }
    }

    /// What official papers of a day carry at their head.
    #[must_use]
    pub fn heading(&self, now: DateTime<Utc>) -> Heading {
        Heading {
            issuing_body: self.issuing_body.clone(),
            department: self.department.clone(),
            place: self.place.clone(),
            on: self.day_of(now),
        }
    }

    /// The department's clock and calendar.
    #[must_use]
    pub fn hours(&self) -> Hours<'_> {
        Hours { zone: self.time_zone, holidays: &self.holidays }
    }

    /// The stages of a ladder that are told.
    #[must_use]
    pub fn told_stages(&self, stages: &[Stage]) -> Vec<Stage> {
        stages.iter().filter(|stage| !self.stages_off.contains(&stage.code)).cloned().collect()
    }

    /// The day of an instant in the department's zone.
    #[must_use]
    pub fn day_of(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.time_zone).date_naive()
    }

    /// The instant of a wall-clock time in the department's zone (the earlier one where a clock is set back).
    #[must_use]
    pub fn instant_of(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.time_zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |t| t.with_timezone(&Utc))
    }
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use rocket::figment::value::{Dict, Value};

    use super::*;

    /// `Rocket.toml` with the `#` taken away from its settings.
    fn documented() -> Figment {
        let line = |line: &'static str| match line.strip_prefix("# ") {
            Some(setting) if is_setting(setting) => setting,
            _ => line,
        };
        let text: Vec<&str> = include_str!("../Rocket.toml").lines().map(line).collect();
        Figment::from(Toml::string(&text.join("\n")).nested())
    }

    fn is_setting(line: &str) -> bool {
        let name = line.split_once(" = ").map_or("", |(name, _)| name);
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    }

    #[test]
    fn only_plain_colours_reach_the_style_sheet() {
        for (text, fits) in [("#0b5a73", true), ("#FFFFFF", true), ("#fff", false), ("red", false), ("#fff}12", false)]
        {
            assert_eq!(is_colour(text), fits, "{text}");
        }
    }

    #[test]
    fn every_setting_stands_in_rocket_toml_with_its_usual_value() {
        let read: Dict = documented().extract_inner("luutru").unwrap();
        let Value::Dict(_, usual) = Value::serialize(Config::default()).unwrap() else { panic!("a struct") };
        assert_eq!(read.keys().collect::<Vec<_>>(), usual.keys().collect::<Vec<_>>());
        let read: Config = documented().extract_inner("luutru").unwrap();
        assert_eq!(Value::serialize(read).unwrap(), Value::serialize(Config::default()).unwrap());
    }

    #[test]
    fn the_server_believes_no_header_about_addresses_and_ends_in_time() {
        let usual = rocket::Config::try_from(server_settings()).unwrap();
        assert_eq!(usual.ip_header, None);
        let seconds = |name: &str| documented().extract_inner::<u32>(&format!("shutdown.{name}")).unwrap();
        assert_eq!((seconds("grace"), seconds("mercy")), (usual.shutdown.grace, usual.shutdown.mercy));
    }

    #[test]
    fn no_password_or_token_is_told() {
        let config = Config {
            database: "postgres://a:geheim@b/c".into(),
            smtp: "smtp://a:geheim@b".into(),
            metrics_token: "geheim".into(),
            ..Config::default()
        };
        let told = serde_json::to_string(&config.told()).unwrap();
        assert!(told.contains("mails_per_minute") && !told.contains("geheim"), "{told}");
    }

    #[test]
    fn a_setting_that_cannot_be_used_is_named() {
        for (name, value) in [
            ("base_url", "luutru.example.vn"),
            ("brand", "red"),
            ("first_month", "2026"),
            ("seals_mail", "luu tru"),
            ("peers_after_days", "1000"),
            ("smtp_seconds", "0"),
            ("backups_kept", "0"),
            ("no_such_setting", "1"),
        ] {
            let figment = Figment::from(Serialized::global(&format!("luutru.{name}"), value));
            let refusal = Config::read(&figment, None).unwrap_err().to_string();
            assert!(refusal.contains(name), "{refusal}");
        }
    }
}
