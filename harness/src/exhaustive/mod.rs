//! The exhaustive driver: every condition up to a size over a tiny universe, as the source of a campaign.
//!
//! A case is a range of conditions; the cases of a shard are every so-manieth one. [`extent`] says how far a run has come
//! and ends in a sentence that one can quote, [`state`] keeps that on disk, so that another run can go on from there.

use crosscheck_generators::CaseText;
use crosscheck_generators::exhaustive::Enumeration;
use serde_json::{Value, json};

use crate::campaign::Source;
use crate::corpus::Origin;
use crate::exit::Failure;
use crate::seed::Shard;

pub mod checkpoints;
pub mod extent;
pub mod state;

/// The conditions of a run, by their numbers.
#[derive(Debug)]
pub struct Exhaustive {
    enumeration: Enumeration,
    shard: Shard,
}

impl Exhaustive {
    /// The conditions of `shard` up to `size` operators.
    ///
    /// # Errors
    /// There are too many of them to be numbered, or none in this shard.
    pub fn new(size: usize, shard: Shard) -> Result<Self, Failure> {
        let enumeration = Enumeration::new(size).ok_or_else(|| {
            Failure::usage(format!(
                "--exhaustive {size}: there are too many conditions to be numbered; take a smaller N"
            ))
        })?;
        let all = Self { enumeration, shard };
        if all.cases() == 0 {
            let (number, of, cases) = (shard.number, shard.of, all.enumeration.cases());
            let only = format!("--shard {number}/{of}: there are only {cases} cases");
            return Err(Failure::usage(format!("{only}, none of them in this shard; take fewer shards")));
        }
        Ok(all)
    }

    /// The enumeration behind it.
    pub fn enumeration(&self) -> &Enumeration {
        &self.enumeration
    }

    /// The part of the cases that runs here.
    pub fn shard(&self) -> Shard {
        self.shard
    }

    /// A name of the universe that no other has, most probably.
    pub fn universe(&self) -> String {
        format!("{:016x}", self.enumeration.fingerprint())
    }

    /// How many cases the shard has.
    pub fn cases(&self) -> u64 {
        let before = self.shard.number - 1;
        self.enumeration.cases().saturating_sub(before).div_ceil(self.shard.of)
    }

    /// How many conditions the first so many cases of the shard hold.
    pub fn conditions(&self, cases: u64) -> u64 {
        // All cases but the very last one are full.
        let Some(last) = cases.checked_sub(1).map(|rank| self.shard.index(rank)) else { return 0 };
        let held = |case| {
            let packed = self.enumeration.packed(case);
            packed.end - packed.start
        };
        (cases - 1) * held(0) + held(last)
    }

    /// How many conditions the shard has.
    pub fn total(&self) -> u64 {
        self.conditions(self.cases())
    }
}

impl Source for Exhaustive {
    fn case(&self, seed: u64) -> CaseText {
        self.enumeration.case(self.enumeration.packed(seed))
    }

    /// Of a condition: where it comes from.
    fn settings(&self, number: u64) -> Option<Value> {
        Some(json!({"universe": self.universe(), "condition": number}))
    }

    fn origin(&self, _: u64) -> Option<Origin> {
        None
    }

    fn counts(&self) -> bool {
        true
    }

    fn parts(&self, seed: u64) -> Vec<(u64, CaseText)> {
        let each = |number| (number, self.enumeration.case(number..number + 1));
        self.enumeration.packed(seed).map(each).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    #[test]
    fn shards_part_the_conditions_evenly() {
        let whole = Exhaustive::new(1, Shard::WHOLE).expect("few conditions");
        assert_eq!((whole.total(), whole.conditions(0)), (whole.enumeration().total(), 0));
        for of in [2, 3, 7, 64] {
            let shards = (1..=of).map(|number| Exhaustive::new(1, Shard { number, of }).expect("few conditions"));
            let totals: Vec<u64> = shards.map(|shard| shard.total()).collect();
            assert_eq!(totals.iter().sum::<u64>(), whole.total(), "{of} shards");
            let spread = totals.iter().max().unwrap_or(&0) - totals.iter().min().unwrap_or(&0);
            assert!(spread <= whole.conditions(1), "{totals:?}");
        }
    }

    #[test]
    fn too_many_conditions_and_too_many_shards_are_refused() {
        let refused = |size, number, of| Exhaustive::new(size, Shard { number, of }).expect_err("refused");
        for (failure, words) in [(refused(9, 1, 1), "too many conditions"), (refused(0, 2, 2), "only 1 cases")] {
            assert!(failure.exit == Exit::Usage && failure.message.contains(words), "{failure}");
        }
    }
}
