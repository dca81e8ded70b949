//! Engine and model keep every law on generated cases, and no law is idle.

use std::collections::BTreeMap;

use crate::campaign::Source;
use crate::generated::Generator;
use crate::laws::{Breach, Law, Readings, Turn, Witness, check, each};
use crate::subject::{Engine, ReferenceModel, Subject, run_caught};

/// What is broken by engine and model on the case of a seed, and how many answers were held against each law.
fn held(
    seed: u64,
    asked: impl Fn(&crosscheck_generators::CaseText) -> Vec<(Law, Turn)>,
) -> (BTreeMap<Law, u64>, Vec<Breach>) {
    let case = Generator::default().case(seed);
    let readings = Readings::default();
    let (mut applied, mut broken) = (BTreeMap::new(), Vec::new());
    for subject in [&Engine::new() as &dyn Subject, &ReferenceModel::new()] {
        let outcome = run_caught(subject, &case);
        let witness = Witness::new(&case, subject, &outcome, &readings);
        for (law, turn) in asked(&case) {
            let (count, mut breaches) = check(law, &witness, turn);
            *applied.entry(law).or_default() += count;
            broken.append(&mut breaches);
        }
    }
    (applied, broken)
}

#[test]
fn every_variant_of_every_law_is_kept() {
    for seed in 0..25 {
        let (_, broken) = held(seed, |_| Law::ALL.map(|law| (law, Turn::Whole)).to_vec());
        assert_eq!(broken, [], "seed {seed}");
    }
}

#[test]
fn every_law_is_kept_and_none_is_idle() {
    let mut all: BTreeMap<Law, u64> = BTreeMap::new();
    for seed in 1000..1150 {
        let (applied, broken) = held(seed, each);
        assert_eq!(broken, [], "seed {seed}");
        applied.into_iter().for_each(|(law, count)| *all.entry(law).or_default() += count);
    }
    let idle: Vec<Law> = Law::ALL.into_iter().filter(|law| all.get(law).is_none_or(|count| *count == 0)).collect();
    assert_eq!(idle, []);
}
