//! How long a transaction is tried again: while another is in its way, or while the database is away for a moment.
use std::time::{Duration, Instant};

use rand::random_range;
use sea_orm::{ConnAcquireErr, DbErr};

use super::is_passing;
use crate::error::Error;

const FIRST: Duration = Duration::from_millis(20);
const LONGEST: Duration = Duration::from_secs(1);
/// No further attempt begins after that. With the wait for a connection, somebody who sent a form is answered within some 10 s;
/// a database that restarts is back long before.
const MOST: Duration = Duration::from_secs(6);

/// The attempts of one piece of work.
#[derive(Debug)]
pub struct Patience {
    began: Instant,
    pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { began: Instant::now(), pause: FIRST }
    }
}

impl Patience {
    /// How long to wait before the next attempt, a little by chance, so that two that collided do not meet again; None if
    /// another attempt would not help or would take too long.
    pub fn pause(&mut self, error: &Error) -> Option<Duration> {
        // Pools are closed when the process ends.
        let ends = matches!(error, Error::Database(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)));
        if ends || !is_passing(error) || self.began.elapsed() + self.pause > MOST {
            return None;
        }
        let pause = self.pause;
        self.pause = (pause * 2).min(LONGEST);
        Some(random_range(pause / 2..=pause))
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{RuntimeErr, sqlx};

    use super::*;

    fn lost() -> Error {
        let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        Error::Database(DbErr::Query(RuntimeErr::SqlxError(sqlx::Error::Io(reset).into())))
    }

    #[test]
    fn pauses_grow_and_end() {
        let mut patience = Patience::default();
        let pauses: Vec<Duration> = (0..12).filter_map(|_| patience.pause(&lost())).collect();
        assert!(pauses[0] <= FIRST && pauses[11] >= LONGEST / 2 && pauses.iter().all(|pause| *pause <= LONGEST));
        patience.began = Instant::now().checked_sub(MOST).unwrap();
        assert_eq!(patience.pause(&lost()), None);
    }

    #[test]
    fn what_does_not_pass_is_not_tried_again() {
        let closed = DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
        for error in [Error::Conflict("a".into()), Error::Database(closed), Error::Unsure("a".into())] {
            assert_eq!(Patience::default().pause(&error), None, "{error}");
        }
    }
}
