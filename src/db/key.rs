//! Keys are made here only, so that a range-sharded engine can be given random ones.
use std::{
    sync::{
        OnceLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// 2024-01-01T00:00:00Z in milliseconds.
const EPOCH: i64 = 1_704_067_200_000;

/// A new key: milliseconds since 2024, then 10 random bits of this process, then a counter of 12 bits. Ever growing
/// within a process, so that rows written together lie together. The counter begins anywhere in the lower half, so that two
/// processes which happen to have the same bits do not meet in each millisecond.
pub fn new_key() -> i64 {
    static LAST: AtomicI64 = AtomicI64::new(0);
    static NODE: OnceLock<i64> = OnceLock::new();
    let node = *NODE.get_or_init(|| rand::random_range(0..1 << 10));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64) - EPOCH;
    let start = now << 12 | rand::random_range(0..1 << 11);
    // The counter lives in `LAST` as (milliseconds << 12 | counter): it runs ahead of the clock rather than repeat.
    let tick = LAST
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(start.max(last + 1)))
        .map_or(start, |last| start.max(last + 1));
    (tick >> 12) << 22 | node << 12 | (tick & 0xfff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_grow_and_never_repeat() {
        let keys: Vec<i64> = (0..20_000).map(|_| new_key()).collect();
        assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(keys[0] > 0);
    }
}
