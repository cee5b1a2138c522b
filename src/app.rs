//! What the running server consists of: given to Rocket as managed state, to jobs and to commands.
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{clock::Clock, config::Config, db::Db, domain::catalogue::Catalogue};

/// Cheap to clone: everything within is shared.
#[derive(Clone, Debug)]
pub struct App {
    pub config: Arc<Config>,
    /// All forms: the embedded ones and the department's own.
    pub catalogue: Arc<Catalogue>,
    pub db: Db,
    pub clock: Clock,
}

impl App {
    #[must_use]
    pub fn new(config: Config, catalogue: Catalogue, db: Db, clock: Clock) -> Self {
        App { config: Arc::new(config), catalogue: Arc::new(catalogue), db, clock }
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
