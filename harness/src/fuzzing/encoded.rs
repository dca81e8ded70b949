//! A whole case as a fuzzer's input, and its mutation as a case: parsed, changed by one to a dozen mutations, printed.
//!
//! The encoding is one JSON object with the texts of the case, so that an input can be read, and nothing of its spelling is
//! lost. An input that is no case, or that the reference model cannot read, stands for the case that the generators make
//! of its bytes: so a fuzzer that begins with nothing has a case after one step.

use crosscheck_generators::give_ups::GiveUps;
use crosscheck_generators::settings::Settings;
use crosscheck_generators::text::{LinkText, RequestText, UidText};
use crosscheck_generators::{Case, CaseText, Choices, generate, mutate, print, read};
use serde::{Deserialize, Serialize};

/// A case as an input.
#[derive(Debug, Serialize, Deserialize)]
struct Input {
    policies: String,
    links: Vec<LinkText>,
    schema: Option<String>,
    entities: String,
    requests: Vec<RequestInput>,
    level: u32,
}

/// A request; its context is kept as the text that it is.
#[derive(Debug, Serialize, Deserialize)]
struct RequestInput {
    principal: UidText,
    action: UidText,
    resource: UidText,
    context: String,
}

/// In how many of 100 mutations parts are taken from a generated case; otherwise from the case itself.
const GENERATED_DONOR: u32 = 35;

/// In how many of 100 mutations the result is printed in any of all spellings; otherwise in the canonical one.
const VARIED: u32 = 35;

/// How often a case is halved that has no room.
const HALVINGS: usize = 8;

/// The input that is this case.
pub fn encode(text: &CaseText) -> Vec<u8> {
    let request = |request: &RequestText| RequestInput {
        principal: request.principal.clone(),
        action: request.action.clone(),
        resource: request.resource.clone(),
        context: request.context.clone(),
    };
    let input = Input {
        policies: text.policies.clone(),
        links: text.links.clone(),
        schema: text.schema.clone(),
        entities: text.entities.clone(),
        requests: text.requests.iter().map(request).collect(),
        level: text.level,
    };
    serde_json::to_vec(&input).unwrap_or_default()
}

/// The case that an input is, if it is one; whether its texts can be read is another matter.
pub fn decode(bytes: &[u8]) -> Option<CaseText> {
    let input: Input = serde_json::from_slice(bytes).ok()?;
    let request = |request: RequestInput| RequestText {
        principal: request.principal,
        action: request.action,
        resource: request.resource,
        context: request.context,
    };
    Some(CaseText {
        policies: input.policies,
        links: input.links,
        schema: input.schema,
        entities: input.entities,
        requests: input.requests.into_iter().map(request).collect(),
        level: input.level,
        ..CaseText::default()
    })
}

/// The case of `input`, changed a little by the chance of `seed`, in at most `most` bytes.
pub fn mutated(input: &[u8], most: usize, seed: u32) -> Vec<u8> {
    let mut choices = Choices::from_seed(u64::from(seed));
    let mut case = case_in(input, &mut choices);
    let donor = if choices.percent(GENERATED_DONOR) { some_case(&mut choices) } else { case.clone() };
    mutate::mutate(&mut choices, &mut case, &donor, &mut GiveUps::default());
    fitted(case, &mut choices, most)
}

/// The case of `one` with parts of the case of `other`, in at most `most` bytes.
pub fn crossed(one: &[u8], other: &[u8], most: usize, seed: u32) -> Vec<u8> {
    let mut choices = Choices::from_seed(u64::from(seed));
    let (mut case, donor) = (case_in(one, &mut choices), case_in(other, &mut choices));
    mutate::cross(&mut choices, &mut case, &donor, &mut GiveUps::default());
    fitted(case, &mut choices, most)
}

/// The case that an input is or stands for.
fn case_in(input: &[u8], choices: &mut Choices<'_>) -> Case {
    let read = decode(input).and_then(|text| read::case(&text).ok());
    match read {
        Some(case) => case,
        None if input.len() < 32 => some_case(choices),
        None => some_case(&mut Choices::from_bytes(input)),
    }
}

fn some_case(choices: &mut Choices<'_>) -> Case {
    let settings = Settings { violation: false, ..Settings::draw(choices) };
    generate(choices, &settings).case
}

/// The case as an input; halved until there is room for it, or nothing if there never is.
fn fitted(mut case: Case, choices: &mut Choices<'_>, most: usize) -> Vec<u8> {
    let varied = choices.percent(VARIED);
    for _ in 0..HALVINGS {
        let text = if varied { print::varied(&case, choices) } else { print::plain(&case) };
        let bytes = encode(&text);
        if bytes.len() <= most {
            return bytes;
        }
        case.policies.truncate(case.policies.len() / 2);
        case.entities.truncate(case.entities.len() / 2);
        case.requests.truncate(case.requests.len().div_ceil(2));
        let Case { policies, links, .. } = &mut case;
        links.retain(|link| policies.iter().any(|policy| policy.id == link.template));
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_its_case_and_garbage_is_none() {
        for seed in 0..20 {
            let mut choices = Choices::from_seed(seed);
            // What a case was built to show is no part of an input: the first mutation may make it untrue.
            let text = CaseText { intents: Vec::new(), ..print::varied(&some_case(&mut choices), &mut choices) };
            assert_eq!(decode(&encode(&text)), Some(text));
        }
        for garbage in [&b""[..], b"{}", b"[]", b"{\"policies\":\"\"}", &[0xff; 40]] {
            assert_eq!(decode(garbage), None);
        }
    }

    #[test]
    fn mutation_leads_from_nothing_to_cases_and_from_case_to_case() {
        let mut input = Vec::new();
        let (mut different, mut read_back) = (0, 0);
        for seed in 0..60 {
            let next = mutated(&input, 1 << 16, seed);
            assert!(next == mutated(&input, 1 << 16, seed), "seed {seed}");
            let text = decode(&next).expect("a case");
            read_back += usize::from(read::case(&text).is_ok());
            different += usize::from(next != input);
            crate::fuzzing::cases(&next);
            input = next;
        }
        assert!(different >= 55 && read_back >= 50, "{different} different, {read_back} read back");
    }

    #[test]
    fn a_mutation_is_small() {
        let (mut same_lines, mut lines) = (0, 0);
        for seed in 0..40 {
            let host = encode(&print::plain(&some_case(&mut Choices::from_seed(seed))));
            let [before, after] = [host.clone(), mutated(&host, 1 << 16, 7 + seed as u32)].map(|input| {
                let case = decode(&input).and_then(|text| read::case(&text).ok());
                case.map(|case| print::plain(&case)).unwrap_or_default()
            });
            let old: Vec<&str> = before.policies.lines().chain(before.entities.lines()).collect();
            let kept = after.policies.lines().chain(after.entities.lines()).filter(|line| old.contains(line));
            same_lines += kept.count().min(old.len());
            lines += old.len();
        }
        assert!(same_lines * 10 > lines * 8, "{same_lines} of {lines} lines are as they were");
    }

    #[test]
    fn crossing_takes_from_the_other_and_room_is_kept() {
        let [one, other] = [3, 4].map(|seed| encode(&print::plain(&some_case(&mut Choices::from_seed(seed)))));
        let crossed: Vec<Vec<u8>> = (0..20).map(|seed| crossed(&one, &other, 1 << 16, seed)).collect();
        assert!(crossed.iter().all(|input| decode(input).is_some()));
        assert!(crossed.iter().filter(|input| **input != one).count() >= 18);
        for most in [0, 100, 700, 2000] {
            assert!((0..20).all(|seed| mutated(&one, most, seed).len() <= most), "{most}");
        }
        assert!(!mutated(&one, 2000, 1).is_empty());
    }
}
