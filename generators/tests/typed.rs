//! Typed cases pass strict validation, without any being thrown away; the others tell the modes apart.

use crosscheck_generators::{Choices, Settings, generate};
use crosscheck_reference_model::policy::Template;
use crosscheck_reference_model::schema::{Schema, resolve};
use crosscheck_reference_model::validate::{self, Mode};

const SEEDS: u64 = 2500;

/// How many cases there were, and how many of them are valid in a mode and at their level.
#[derive(Debug, Default)]
struct Counts {
    cases: u64,
    permissive: u64,
    strict: u64,
    policies: usize,
    at_level: usize,
}

fn measure(pick: impl Fn(&Settings) -> bool, seeds: std::ops::Range<u64>) -> Counts {
    let mut counts = Counts::default();
    for seed in seeds {
        let mut choices = Choices::from_seed(seed);
        let settings = Settings { violation: false, ..Settings::draw(&mut choices) };
        if !pick(&settings) {
            continue;
        }
        let case = generate(&mut choices, &settings).case;
        let schema = resolve(case.schema.as_ref().expect("a schema")).expect("a sound schema");
        let is_valid = |mode| {
            let policies = validate::validate(&case.policies, &schema, mode);
            let links = validate::links(&case.policies, &case.links, &schema, mode);
            let errors: Vec<_> = policies.into_iter().chain(links).collect();
            if mode == Mode::Permissive || settings.typed() {
                for error in &errors {
                    println!("seed {seed}: {error}");
                }
            }
            errors.is_empty()
        };
        counts.cases += 1;
        counts.permissive += u64::from(is_valid(Mode::Permissive));
        counts.strict += u64::from(is_valid(Mode::Strict));
        counts.policies += case.policies.len();
        counts.at_level += case.policies.iter().filter(|policy| is_at_level(policy, &schema, case.level)).count();
    }
    println!("{counts:?}");
    counts
}

fn is_at_level(policy: &Template, schema: &Schema, level: u32) -> bool {
    validate::levels(std::slice::from_ref(policy), schema, level).is_empty()
}

#[test]
fn typed_cases_are_strictly_valid() {
    let counts = measure(Settings::typed, 0..SEEDS);
    assert!(counts.cases * 4 > SEEDS, "{counts:?}");
    // The target is 95 of 100; whatever is not valid is a mistake in a generator.
    assert!(counts.strict * 1000 >= counts.cases * 995, "{counts:?}");
    assert_eq!(counts.permissive, counts.strict);
    let share = counts.at_level * 100 / counts.policies;
    assert!((50..=85).contains(&share), "{share} of 100 policies are valid at the level of their case");
}

#[test]
fn cases_of_permissive_policies_are_valid_just_so() {
    let counts = measure(|settings| settings.permissively_typed() && !settings.typed(), 0..SEEDS);
    assert!(counts.cases > 50 && counts.permissive * 100 >= counts.cases * 99, "{counts:?}");
    assert!(counts.strict * 2 < counts.cases, "{counts:?}");
}
