//! The first cases of any seed make every step that the language allows.

use crosscheck_generators::{Case, Choices, Settings, generate};
use crosscheck_reference_model::authorize::authorize;
use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::observe::Coverage;
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::schema::resolve;
use crosscheck_reference_model::template::link;

/// Twice as many as it takes; a run of a minute has several times as many.
const CASES: u64 = 8_000;

/// Answers the requests of a case, if its documents are sound.
fn observe(case: &Case, coverage: &mut Coverage) {
    let schema = case.schema.as_ref().and_then(|schema| resolve(schema).ok());
    let listed = match schema {
        Some(schema) => schema.with_actions(case.entities.clone()),
        None => case.entities.clone(),
    };
    let (Ok(policies), Ok(store)) = (link(&case.policies, &case.links), Entities::from_listed(&listed)) else { return };
    for request in case.requests.iter().filter_map(|request| Request::from_syntax(request).ok()) {
        authorize(&request, &store, &policies, coverage);
    }
}

/// What the first cases behind `seed` exercise, with the drawn settings changed.
fn exercised(seed: u64, change: fn(Settings) -> Settings) -> Coverage {
    let mut coverage = Coverage::default();
    for index in 0..CASES {
        let mut choices = Choices::from_seed(seed + index);
        let settings = change(Settings::draw(&mut choices));
        observe(&generate(&mut choices, &settings).case, &mut coverage);
        if coverage.covered() == Coverage::total() {
            println!("seed {seed}: complete after {} cases", index + 1);
            break;
        }
    }
    coverage
}

fn assert_complete(seed: u64) {
    let missing: Vec<String> = exercised(seed, |drawn| drawn).missing().iter().map(ToString::to_string).collect();
    assert!(missing.is_empty(), "seed {seed}: {} steps are missing:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn the_whole_table_is_met_from_one_seed() {
    assert_complete(1 << 40);
}

#[test]
fn the_whole_table_is_met_from_another_seed() {
    assert_complete(2 << 40);
}

#[test]
fn the_whole_table_is_met_from_a_third_seed() {
    assert_complete(3 << 40);
}

/// The test above can fail: what the other generators write is not enough.
#[test]
fn without_probes_much_of_the_table_is_missing() {
    let missing = exercised(1 << 40, |drawn| Settings { probes: 0, ..drawn }).missing().len();
    assert!(missing > 500, "{missing}");
}
