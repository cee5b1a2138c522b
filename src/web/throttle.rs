//! How often one may try: attempts are counted for a quarter of an hour, in this process.
use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

/// How long an attempt is remembered after the first of its series.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Beyond this many series those that have ended are forgotten, so that made-up names cannot fill the memory.
const KEPT: usize = 20_000;

/// What is counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// One person from one address: a password forgotten.
    Both(String, IpAddr),
    /// One person from anywhere: a password guessed by many machines.
    Login(String),
    /// One address for anyone: an office behind one address, or somebody trying names.
    Address(IpAddr),
}

impl Key {
    fn limit(&self) -> u32 {
        match self {
            Key::Both(..) => 8,
            Key::Login(_) => 40,
            Key::Address(_) => 100,
        }
    }
}

#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<Key, Series>>);

#[derive(Clone, Copy, Debug)]
struct Series {
    began: DateTime<Utc>,
    count: u32,
}

impl Throttle {
    /// Counts an attempt before it is made, so that many at once are counted too.
    ///
    /// # Errors
    /// The minutes to wait, when there were too many.
    pub fn attempt(&self, login: &str, address: Option<IpAddr>, now: DateTime<Utc>) -> Result<(), i64> {
        let mut series = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if series.len() > KEPT {
            series.retain(|_, one| now - one.began < WINDOW);
        }
        let keys = keys(login, address);
        for key in &keys {
            let one = series.entry(key.clone()).or_insert(Series { began: now, count: 0 });
            if now - one.began >= WINDOW {
                *one = Series { began: now, count: 0 };
            }
            if one.count >= key.limit() {
                return Err((one.began + WINDOW - now + TimeDelta::seconds(59)).num_minutes());
            }
        }
        for key in &keys {
            series.entry(key.clone()).and_modify(|one| one.count += 1);
        }
        Ok(())
    }

    /// Forgets a person's attempts after the right password.
    pub fn succeeded(&self, login: &str, address: Option<IpAddr>) {
        let mut series = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys(login, address) {
            match key {
                Key::Address(_) => {
                    series.entry(key).and_modify(|one| one.count = one.count.saturating_sub(1));
                }
                Key::Both(..) | Key::Login(_) => {
                    series.remove(&key);
                }
            }
        }
    }
}

fn keys(login: &str, address: Option<IpAddr>) -> Vec<Key> {
    let login = login.trim().to_lowercase();
    let mut keys = vec![Key::Login(login.clone())];
    if let Some(address) = address {
        keys.extend([Key::Both(login, address), Key::Address(address)]);
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));

    #[test]
    fn the_ninth_attempt_in_a_quarter_of_an_hour_waits() {
        let (throttle, start) = (Throttle::default(), DateTime::UNIX_EPOCH);
        for _ in 0..8 {
            assert_eq!(throttle.attempt("a@example.vn", HERE, start), Ok(()));
        }
        let later = start + TimeDelta::minutes(5);
        assert_eq!(throttle.attempt("A@example.vn ", HERE, later), Err(10));
        assert_eq!(throttle.attempt("b@example.vn", HERE, later), Ok(()));
        assert_eq!(throttle.attempt("a@example.vn", HERE, start + WINDOW), Ok(()));
    }

    #[test]
    fn the_right_password_forgets_the_wrong_ones() {
        let (throttle, now) = (Throttle::default(), DateTime::UNIX_EPOCH);
        for _ in 0..8 {
            assert_eq!(throttle.attempt("a@example.vn", HERE, now), Ok(()));
        }
        throttle.succeeded("a@example.vn", HERE);
        assert_eq!(throttle.attempt("a@example.vn", HERE, now), Ok(()));
    }

    #[test]
    fn one_address_cannot_try_a_hundred_names() {
        let (throttle, now) = (Throttle::default(), DateTime::UNIX_EPOCH);
        let tried = (0..200).filter(|n| throttle.attempt(&format!("{n}@example.vn"), HERE, now).is_ok()).count();
        assert_eq!(tried, 100);
    }
}
