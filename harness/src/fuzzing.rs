//! What fuzz targets call: bytes in; a panic, at the last line, if subjects differ.
//!
//! This is the one place where a mismatch becomes a panic, because that is how a fuzzer is told of one. Everything
//! before it is what a campaign does.

use crosscheck_generators::settings::Settings;
use crosscheck_generators::{Choices, generate};

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
    examine(&mut choices, &settings, Effort::Sampled);
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
    examine(&mut choices, &typed, Effort::Each);
}

/// The same of a case in which the printed text of one document is edited: engine and reference model must agree on what
/// they refuse and where, and on the tree of what they read.
///
/// # Panics
/// If they do not.
pub fn hostile(bytes: &[u8]) {
    let mut choices = Choices::from_bytes(bytes);
    let settings = Settings { hostile: true, ..Settings::draw(&mut choices) };
    examine(&mut choices, &settings, Effort::Plain);
}

fn examine(choices: &mut Choices<'_>, settings: &Settings, effort: Effort) {
    let generated = generate(choices, settings);
    let text = generated.text(choices);
    let subjects = Subjects::new(vec![Box::new(Engine::new()), Box::new(ReferenceModel::new())]);
    if let Verdict::Mismatch(differences) = subjects.examine(&text, effort).comparison.verdict {
        let sentences: Vec<String> = differences.iter().map(ToString::to_string).collect();
        panic!("{}\n{text:#?}", sentences.join("\n"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn any_bytes_make_a_case_on_which_both_agree() {
        let mixed: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for bytes in [&[][..], &[255; 64], &mixed] {
            super::authorize(bytes);
            super::soundness(bytes);
            super::hostile(bytes);
        }
    }
}
