//! Every row of the table happens, changes the case, and leaves something that can be printed and read back.

use std::collections::BTreeMap;

use super::*;
use crate::settings::Settings;
use crate::{generate, print, read};

/// The case of a seed, with everything right about it that can be read.
fn case(seed: u64) -> Case {
    let mut choices = Choices::from_seed(seed);
    let settings = Settings { flawed: false, violation: false, ..Settings::draw(&mut choices) };
    // What it was built to show is no part of its text.
    Case { intents: Vec::new(), ..generate(&mut choices, &settings).case }
}

#[test]
fn every_row_happens_and_what_it_leaves_is_read_back() {
    let mut seen: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for seed in 0..60 {
        let (host, donor) = (case(seed), case(seed + 1000));
        for row in rows() {
            let places = (row.places)(&Survey::of(&host, &donor));
            if places == 0 {
                continue;
            }
            let mut choices = Choices::from_seed(seed ^ 0xfeed);
            let place = choices.below(places);
            let mut mutant = host.clone();
            let changed = (row.change)(&mut Hand { choices: &mut choices, case: &mut mutant, donor: &donor }, place);
            let (done, tried) = seen.entry(row.name).or_default();
            *tried += 1;
            *done += u32::from(changed && mutant != host);
            assert!(!changed || mutant != host, "seed {seed}: `{}` says that it changed the case", row.name);
            // Without the schema, for it makes an extension literal of a string where it declares one.
            let (schema, bare) = (mutant.schema.take(), mutant);
            assert!(read::case(&print::plain(&bare)).as_ref() == Ok(&bare), "seed {seed}: {}", row.name);
            let read = schema.as_ref().map(|schema| read::schema_syntax(&print::schema(schema)));
            assert!(read == schema.map(Ok), "seed {seed}: {}", row.name);
        }
    }
    for name in mutations() {
        let (done, tried) = seen.get(name).copied().unwrap_or_default();
        // What is copied between twins changes nothing.
        assert!(done >= 5 && 10 * done >= 5 * tried, "{name}: {done} of {tried}");
    }
}

#[test]
fn a_seed_gives_the_same_mutant_twice_and_mutants_differ_from_their_host() {
    let mut give_ups = GiveUps::default();
    let mut done = 0;
    for seed in 0..150 {
        let (host, donor) = (case(seed % 20), case(500 + seed % 7));
        let mut mutated = || {
            let mut mutant = host.clone();
            let names = mutate(&mut Choices::from_seed(seed), &mut mutant, &donor, &mut give_ups);
            (mutant, names)
        };
        let (mutant, names) = mutated();
        assert!((&mutant, &names) == (&mutated().0, &mutated().1), "seed {seed}");
        assert!(names.is_empty() || mutant != host || names.len() > 1, "seed {seed}: {names:?}");
        done += names.len();
    }
    assert!(done > 300, "{done}");
    assert_eq!(give_ups.of(GiveUp::NoMutation), 0);
    assert!(give_ups.of(GiveUp::MutationWithoutEffect) < 60, "{give_ups:?}");
}

#[test]
fn the_smallest_case_can_be_mutated_and_bytes_that_run_out_end_it() {
    let smallest = Case::default();
    let mut give_ups = GiveUps::default();
    let mut mutant = smallest.clone();
    assert!(mutate(&mut Choices::from_seed(1), &mut mutant, &smallest, &mut give_ups).is_empty());
    assert!(give_ups.of(GiveUp::NoMutation) > 0);
    let mut spliced = smallest;
    let names = mutate(&mut Choices::from_bytes(&[]), &mut spliced, &case(3), &mut give_ups);
    assert!(names.len() == 1 && spliced.policies.len() + spliced.requests.len() + spliced.entities.len() > 0);
}

#[test]
fn no_name_is_used_twice() {
    let mut names = mutations();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    assert!(count >= 50, "{count}");
}
