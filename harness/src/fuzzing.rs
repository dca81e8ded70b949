//! What fuzz targets call: bytes in; a panic, at the last line, if subjects differ.
//!
//! This is the one place where a mismatch becomes a panic, because that is how a fuzzer is told of one. Everything
//! before it is what a campaign does.

use crosscheck_generators::settings::Settings;
use crosscheck_generators::{Choices, generate, print};

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
    let generated = generate(&mut choices, &settings);
    let text = print::varied(&generated.case, &mut choices);
    let subjects = Subjects::new(vec![Box::new(Engine::new()), Box::new(ReferenceModel::new())]);
    if let Verdict::Mismatch(differences) = subjects.examine(&text, Effort::Whole).comparison.verdict {
        let sentences: Vec<String> = differences.iter().map(ToString::to_string).collect();
        panic!("{}\n{text:#?}", sentences.join("\n"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn any_bytes_make_a_case_on_which_both_agree() {
        super::authorize(&[]);
        super::authorize(&[255; 64]);
        let mixed: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        super::authorize(&mixed);
    }
}
