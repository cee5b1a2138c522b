//! What the running server consists of: given to Rocket as managed state, to jobs and to commands.
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{clock::Clock, config::Config, db::Db, domain::catalogue::Catalogue, error::Result, mail::Mailer};

/// Cheap to clone: everything within is shared.
#[derive(Clone, Debug)]
pub struct App {
    pub config: Arc<Config>,
    /// All forms: the embedded ones and the department's own.
    pub catalogue: Arc<Catalogue>,
    pub db: Db,
    pub clock: Clock,
    pub mailer: Mailer,
}

impl App {
    /// Reads the forms, then opens (and migrates) the database.
    ///
    /// # Errors
    /// Names the form file and line or the setting that is wrong, or why the database can't be opened.
    pub async fn open(config: Config, clock: Clock) -> Result<Self> {
        let catalogue = config.catalogue()?;
        let db = Db::open(&config.database).await?;
        App::new(config, catalogue, db, clock)
    }

    /// # Errors
    /// Names the setting that cannot be used.
    pub fn new(config: Config, catalogue: Catalogue, db: Db, clock: Clock) -> Result<Self> {
        let mailer = Mailer::new(&config)?;
        Ok(App { config: Arc::new(config), catalogue: Arc::new(catalogue), db, clock, mailer })
    }

    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The day it is in the department's zone.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.config.day_of(self.now())
    }
}
