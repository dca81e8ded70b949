//! Seeds: one for a run, from which each case gets its own, so that a case depends on nothing but the run's seed and
//! its index, whatever the number of workers or shards.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

/// The seed of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seed(pub u64);

impl Seed {
    /// A seed that no run has had yet, most probably: of the clock and this process.
    pub fn fresh() -> Self {
        let clock = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
        // Half of the bits, so that people can read it out to each other.
        Self(mix(clock ^ mix(u64::from(std::process::id()))) >> 32)
    }

    /// The seed of the case with this index.
    pub fn of_case(self, index: u64) -> u64 {
        mix(mix(self.0).wrapping_add(index))
    }
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): a bijection that scatters neighbours.
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl FromStr for Seed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = match text.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16),
            None => text.parse(),
        };
        number.map(Self).map_err(|_| format!("`{text}` is no seed: write a whole number below 2^64"))
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A part of a run's cases: those whose index leaves the remainder `number - 1` when divided by `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1 to `of`.
    pub number: u64,
    /// How many shards there are.
    pub of: u64,
}

impl Shard {
    /// All cases.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// The index, within the whole run, of this shard's case of this rank.
    pub fn index(self, rank: u64) -> u64 {
        rank * self.of + (self.number - 1)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parsed {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err(format!("`{text}` is no shard: write I/N with 1 <= I <= N, for example 2/4")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// These numbers may never change: saved findings name their seed.
    #[test]
    fn the_seeds_of_cases_keep_their_meaning() {
        let seeds = [0, 1, 2].map(|index| Seed(1).of_case(index));
        assert_eq!(seeds, [6_791_897_765_849_424_158, 9_716_232_063_330_790_915, 13_608_149_317_741_381_227]);
    }

    #[test]
    fn cases_of_one_run_have_different_seeds_and_neighbouring_runs_share_none() {
        let seeds: BTreeSet<u64> = (1..=3).flat_map(|run| (0..10_000).map(move |i| Seed(run).of_case(i))).collect();
        assert_eq!(seeds.len(), 30_000);
    }

    #[test]
    fn shards_part_the_cases() {
        let shards = ["1/3", "2/3", "3/3"].map(|text| text.parse::<Shard>().expect("a shard"));
        let mut all: Vec<u64> = shards.iter().flat_map(|shard| (0..4).map(|rank| shard.index(rank))).collect();
        all.sort_unstable();
        assert_eq!(all, (0..12).collect::<Vec<_>>());
        for wrong in ["0/3", "4/3", "1", "a/b", "1/0", "-1/2"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn seeds_are_read_in_both_notations() {
        assert_eq!("0xff".parse(), Ok(Seed(255)));
        assert_eq!("255".parse(), Ok(Seed(255)));
        assert!("-1".parse::<Seed>().is_err());
    }
}
