//! How often the laws are asked that run a subject again, and which ones when.
//!
//! One case in so many is held against some of them, which the text of the case chooses: all laws come round equally
//! often, every run and every machine choose the same ones, and a case that is replayed is asked the same again.

use std::fmt;
use std::str::FromStr;

use crosscheck_generators::CaseText;

use super::{Law, Turn};

/// How many of the laws that run a subject again are asked in a case that is asked any. The case without its schema, which
/// most of them start from, is run once for all of them.
const FEW: usize = 6;

/// One case in so many; none if it is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(pub u64);

impl Default for Rate {
    /// So that the laws take about a fifth of a run.
    fn default() -> Self {
        Self(16)
    }
}

impl FromStr for Rate {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The laws that a case is held against at this rate, each with the variant whose turn it is.
pub(crate) fn chosen(case: &CaseText, rate: Rate) -> Vec<(Law, Turn)> {
    let (always, again): (Vec<Law>, Vec<Law>) = Law::ALL.into_iter().partition(|law| !law.asks_again());
    let mut chosen: Vec<(Law, Turn)> = always.into_iter().map(|law| (law, Turn::Whole)).collect();
    let hash = hash(case);
    if rate.0 > 0 && (hash >> 32).is_multiple_of(rate.0) {
        // The laws that follow each other here are as far from each other as can be: each case asks different sorts.
        let (first, step) = ((hash as usize >> 3) % again.len(), again.len() / FEW);
        chosen.extend((0..FEW).map(|number| (again[(first + number * step) % again.len()], turn(hash))));
    }
    chosen
}

/// Every law, with the variant whose turn it is in this case.
pub(crate) fn each(case: &CaseText) -> Vec<(Law, Turn)> {
    let turn = turn(hash(case));
    Law::ALL.into_iter().map(|law| (law, turn)).collect()
}

fn turn(hash: u64) -> Turn {
    Turn::One(hash >> 17 & 0xffff)
}

/// A function of the text (FNV-1a).
fn hash(case: &CaseText) -> u64 {
    let bytes = case.policies.bytes().chain(case.entities.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn case(number: u32) -> CaseText {
        CaseText {
            policies: format!("permit(principal, action, resource) when {{ {number} == 0 }};"),
            ..CaseText::default()
        }
    }

    #[test]
    fn all_laws_come_round_equally_often() {
        let mut counts: BTreeMap<Law, u32> = BTreeMap::new();
        for number in 0..20_000 {
            for (law, _) in chosen(&case(number), Rate(2)) {
                *counts.entry(law).or_default() += 1;
            }
        }
        let asked = |law: Law| counts.get(&law).copied().unwrap_or_default();
        let again: Vec<Law> = Law::ALL.into_iter().filter(|law| law.asks_again()).collect();
        let mean = 10_000 * FEW as u32 / again.len() as u32;
        for law in again {
            assert!(asked(law) > mean * 3 / 4 && asked(law) < mean * 5 / 4, "{law}: {} of {mean}", asked(law));
        }
        assert_eq!(asked(Law::Soundness), 20_000);
    }

    #[test]
    fn at_rate_one_each_case_is_asked_few_and_at_rate_zero_none() {
        let again = |rate| chosen(&case(7), rate).into_iter().filter(|(law, _)| law.asks_again()).count();
        assert_eq!([again(Rate(1)), again(Rate(0))], [FEW, 0]);
        assert_eq!(each(&case(7)).len(), Law::ALL.len());
    }
}
