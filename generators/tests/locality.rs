//! A small change of the bytes is a small change of the case: what is changed in one part of the bytes changes that part
//! of the case and what is made for it, and no other.

use std::collections::BTreeSet;

use crosscheck_generators::choices::{Choices, MARK};
use crosscheck_generators::settings::Settings;
use crosscheck_generators::{Case, generate, print};

/// The parts before those of the policies: settings, plan, constants, population, entities, requests.
const BEFORE_POLICIES: usize = 6;

/// The parts behind them: probes, requests that miss, schema.
const BEHIND_POLICIES: usize = 3;

fn case(choices: &mut Choices<'_>) -> Case {
    let settings = Settings::draw(choices);
    generate(choices, &settings).case
}

/// The bytes of a seed in whose case nothing is planted, in parts, with the case.
fn bytes_of(seed: u64) -> Option<(Vec<u8>, Vec<u8>, Case)> {
    let mut choices = Choices::from_seed(seed);
    let settings = Settings::draw(&mut choices);
    let quiet = !settings.violation && !settings.flawed;
    let case = generate(&mut choices, &settings).case;
    quiet.then(|| (choices.marked(), choices.consumed().to_vec(), case))
}

fn starts_of_parts(bytes: &[u8]) -> Vec<usize> {
    let marks = bytes.windows(MARK.len()).enumerate().filter(|(_, window)| *window == MARK);
    [0].into_iter().chain(marks.map(|(at, _)| at + MARK.len())).collect()
}

/// How many lines of the one case are not in the other.
fn changed_lines(one: &Case, other: &Case) -> usize {
    let lines = |case: &Case| -> BTreeSet<String> {
        let text = print::plain(case);
        let documents = [text.policies, text.entities, text.schema.unwrap_or_default()];
        documents.iter().flat_map(|document| document.lines()).map(str::to_owned).collect()
    };
    lines(one).difference(&lines(other)).count()
}

/// Whether two cases differ only in their policies and in what was made to miss them: some requests, and twins of entities.
fn is_alike(one: &Case, other: &Case) -> bool {
    let planned = |case: &Case| case.requests[..case.requests.len() / 2].to_vec();
    let only_in =
        |case: &Case, other: &Case| case.entities.iter().filter(|entity| !other.entities.contains(entity)).count();
    let most_twins = one.requests.len();
    one.schema == other.schema
        && planned(one) == planned(other)
        && only_in(one, other).max(only_in(other, one)) <= most_twins
}

#[test]
fn a_byte_of_a_policy_changes_that_policy_alone() {
    let (mut flipped, mut changed) = (0, 0);
    for seed in 0..60 {
        let Some((bytes, _, before)) = bytes_of(seed) else { continue };
        let starts = starts_of_parts(&bytes);
        let own_policies = before.policies.len().min(starts.len() - BEFORE_POLICIES - BEHIND_POLICIES);
        for policy in 0..own_policies.min(4) {
            let (from, to) = (starts[BEFORE_POLICIES + policy], starts[BEFORE_POLICIES + policy + 1] - MARK.len());
            if from + 2 >= to {
                continue;
            }
            for (edit, at) in [(0, from), (0, (from + to) / 2), (1, from + 1), (2, from + 1)] {
                let mut bytes = bytes.clone();
                match edit {
                    0 => bytes[at] ^= 0x55,
                    1 => bytes.insert(at, 0x99),
                    _ => drop(bytes.remove(at)),
                }
                let after = case(&mut Choices::from_bytes(&bytes));
                flipped += 1;
                changed += usize::from(after != before);
                assert_eq!(after.policies.len(), before.policies.len(), "seed {seed}");
                for other in (0..before.policies.len()).filter(|other| *other != policy) {
                    assert!(after.policies[other] == before.policies[other], "seed {seed}: {policy} changed {other}");
                }
                assert!(
                    is_alike(&after, &before),
                    "seed {seed}: policy {policy} changed more than what is made for it"
                );
            }
        }
    }
    assert!(flipped > 300 && changed * 2 > flipped, "{changed} of {flipped} edits changed anything");
}

#[test]
fn a_byte_more_changes_fewer_lines_in_parts_than_without() {
    let (mut in_parts, mut without, mut edits) = (0, 0, 0);
    for seed in 0..60 {
        let Some((marked, plain, before)) = bytes_of(seed) else { continue };
        // At the same places of the same decisions, behind the settings.
        for share in [3, 5, 7] {
            let edited = |bytes: &[u8]| {
                let mut bytes = bytes.to_vec();
                bytes.insert(bytes.len() * share / 10, 0x99);
                case(&mut Choices::from_bytes(&bytes))
            };
            in_parts += changed_lines(&before, &edited(&marked));
            without += changed_lines(&before, &edited(&plain));
            edits += 1;
        }
    }
    println!("{edits} bytes put in: {in_parts} lines changed in parts, {without} without");
    // What a byte changes in a policy changes the requests and twins that miss it, too.
    assert!(in_parts * 3 < without * 2, "{in_parts} lines in parts, {without} without, {edits} edits");
}
