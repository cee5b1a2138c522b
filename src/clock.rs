//! The clock, given to the server when it is built. A release is only ever given the system's; tests give their own.
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};

/// Tells the instant. Rules never see it: handlers and jobs ask once and pass the instant on.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<Mutex<DateTime<Utc>>>>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Clock(None)
    }

    /// A clock that stands still until it is [`set`](Clock::set).
    #[must_use]
    pub fn standing_at(instant: DateTime<Utc>) -> Self {
        Clock(Some(Arc::new(Mutex::new(instant))))
    }

    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            None => Utc::now(),
            Some(instant) => *instant.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// Moves a standing clock; the system's clock cannot be moved.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Some(instant) = &self.0 {
            *instant.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to;
        }
    }
}
