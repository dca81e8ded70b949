//! The distribution of generated cases, measured with the reference model over a fixed range of seeds.

use std::thread;

use crosscheck_generators::stats::{Tally, Target, targets};
use crosscheck_generators::{Choices, Settings, generate};

/// As many as the targets are given for.
const SEEDS: u64 = 10_000;

/// The tally of seeds; cases in which something is wrong on purpose are among them, as in a run.
fn measure(seeds: std::ops::Range<u64>) -> Tally {
    let mut tally = Tally::default();
    for seed in seeds {
        let mut choices = Choices::from_seed(seed);
        let settings = Settings::draw(&mut choices);
        tally.add_generated(&generate(&mut choices, &settings));
    }
    tally
}

fn measure_on_all_cores() -> Tally {
    let workers = thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let part = |index: u64| SEEDS * index / workers;
    thread::scope(|scope| {
        let parts: Vec<_> =
            (0..workers).map(|index| scope.spawn(move || measure(part(index)..part(index + 1)))).collect();
        parts.into_iter().map(|part| part.join().expect("a tally")).fold(Tally::default(), |mut all, part| {
            all.merge(&part);
            all
        })
    })
}

#[test]
fn the_targets_are_met_and_nothing_is_missing() {
    let tally = measure_on_all_cores();
    let line = |it: &Target| {
        let missed = if it.met() { "" } else { "  MISSED" };
        format!("{:>6} in {:>5}..={:<5} {}{missed}\n", it.share, it.least, it.most, it.name)
    };
    let table: String = targets(&tally).iter().map(line).collect();
    println!("{table}");
    for (name, count) in &tally.counts {
        println!("{:>8} {:>8} {name}", count.cases, count.total);
    }
    for (what, count) in tally.give_ups.iter() {
        println!("{count:>8} {}", what.name());
    }
    assert!(targets(&tally).iter().all(Target::met), "\n{table}");
    assert_eq!(tally.missing(), Vec::<&str>::new());
}
