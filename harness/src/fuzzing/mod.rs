//! What fuzz targets call: bytes in; a panic, at the last line, if subjects differ.
//!
//! This is the one place where a mismatch becomes a panic, because that is how a fuzzer is told of one. Everything
//! before it is what a campaign does. Bytes are chance for the generators ([`authorize`], [`soundness`]), or a whole case
//! that is mutated as such ([`cases`], see [`mod@encoded`]).

pub mod encoded;

use crosscheck_generators::choices::MARK;
use crosscheck_generators::settings::Settings;
use crosscheck_generators::{CaseText, Choices, generate};

use crate::campaign::Subjects;
use crate::compare::Verdict;
use crate::examine::Effort;
use crate::subject::{Engine, ReferenceModel};

/// The bytes are the generators' only source of chance; engine and reference model must agree on the case they make.
///
/// # Panics
/// If they differ, with each difference in a sentence and the case's policies.
pub fn authorize(bytes: &[u8]) {
    let mut choices = Choices::from_bytes(bytes);
    let settings = Settings::draw(&mut choices);
    examine(&generated(&mut choices, &settings), Effort::Sampled);
}

/// The same of a case in which all policies are typed and all data conform, or one violation is planted: its answers are
/// held against every law, each in one variant of what it does to the case.
///
/// # Panics
/// If a law is broken, or engine and reference model differ.
pub fn soundness(bytes: &[u8]) {
    let mut choices = Choices::from_bytes(bytes);
    let drawn = Settings::draw(&mut choices);
    let typed = Settings { schema: true, mistakes: 0, loose: 0, flawed: false, ..drawn };
    examine(&generated(&mut choices, &typed), Effort::Each);
}

/// The same of a case in which the printed text of one document is edited: engine and reference model must agree on what
/// they refuse and where, and on the tree of what they read.
///
/// # Panics
/// If they do not.
pub fn hostile(bytes: &[u8]) {
    let mut choices = Choices::from_bytes(bytes);
    let settings = Settings { hostile: true, ..Settings::draw(&mut choices) };
    examine(&generated(&mut choices, &settings), Effort::Plain);
}

/// The bytes are a case, encoded; bytes that are none are chance for the generators.
///
/// # Panics
/// If engine and reference model differ.
pub fn cases(bytes: &[u8]) {
    let text = encoded::decode(bytes).unwrap_or_else(|| {
        let mut choices = Choices::from_bytes(bytes);
        let settings = Settings::draw(&mut choices);
        generated(&mut choices, &settings)
    });
    examine(&text, Effort::Sampled);
}

/// Bytes that make the generators' case of `seed`, cut into parts, so that what a fuzzer changes in one part changes no
/// other; `None` if `input` is cut into parts already and can be changed itself.
pub fn parted(input: &[u8], seed: u32) -> Option<Vec<u8>> {
    if input.windows(MARK.len()).any(|window| window == MARK) {
        return None;
    }
    let mut choices = Choices::from_seed(u64::from(seed));
    let settings = Settings::draw(&mut choices);
    generated(&mut choices, &settings);
    Some(choices.marked())
}

/// Puts `input` into a fuzzer's buffer as far as there is room, and returns its length there.
pub fn put(input: &[u8], buffer: &mut [u8]) -> usize {
    let length = input.len().min(buffer.len());
    buffer[..length].copy_from_slice(&input[..length]);
    length
}

fn generated(choices: &mut Choices<'_>, settings: &Settings) -> CaseText {
    let generated = generate(choices, settings);
    choices.next_part();
    generated.text(choices)
}

fn examine(text: &CaseText, effort: Effort) {
    let subjects = Subjects::new(vec![Box::new(Engine::new()), Box::new(ReferenceModel::new())]);
    if let Verdict::Mismatch(differences) = subjects.examine(text, effort).comparison.verdict {
        let sentences: Vec<String> = differences.iter().map(ToString::to_string).collect();
        panic!("{}\n{text:#?}", sentences.join("\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_make_a_case_on_which_both_agree() {
        let mixed: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for bytes in [&[][..], &[255; 64], &mixed] {
            authorize(bytes);
            soundness(bytes);
            hostile(bytes);
            cases(bytes);
        }
    }

    #[test]
    fn bytes_in_parts_make_the_case_of_their_seed() {
        for seed in 0..20 {
            let bytes = parted(&[1, 2, 3], seed).expect("no parts yet");
            assert_eq!(parted(&bytes, seed), None);
            let make = |mut choices: Choices<'_>| {
                let settings = Settings::draw(&mut choices);
                generated(&mut choices, &settings)
            };
            assert!(make(Choices::from_bytes(&bytes)) == make(Choices::from_seed(u64::from(seed))), "seed {seed}");
        }
    }

    #[test]
    fn what_has_no_room_is_cut() {
        let mut buffer = [0; 3];
        assert_eq!((put(&[1, 2], &mut buffer), put(&[4, 5, 6, 7], &mut buffer), buffer), (2, 3, [4, 5, 6]));
    }
}
