//! Numbers by name that look like chance: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) is a
//! fixed algorithm on whole numbers, the same on every machine and in every version, which the generators of `rand` don't promise.

/// The number that belongs to a number; neighbours give unrelated ones.
#[must_use]
pub fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of SplitMix64 with the seed 1234567, as its authors' program prints them.
    #[test]
    fn it_is_splitmix64() {
        let step = 0x9e37_79b9_7f4a_7c15_u64;
        let first = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        let drawn = (0..3).map(|n: u64| mix(1_234_567_u64.wrapping_add(step.wrapping_mul(n))));
        assert_eq!(drawn.collect::<Vec<_>>(), first);
    }
}
