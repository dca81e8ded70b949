//! Cases from a corpus, changed: where the cases of `run --seed-corpus` come from.
//!
//! In come folders of cases from anywhere, or of mere policies, for which requests are made; out comes a
//! source of cases: for each seed a host of the corpus, a donor (of
//! the corpus too, or now and then a generated case, so that there is also what the corpus lacks), a few mutations, and
//! one of all spellings of the result. Now and then a case of the corpus comes as it is. All of that depends on nothing
//! but the seed and the corpus, whose cases stand in the order of their paths.

mod bare;
mod load;

use crosscheck_generators::choices::Choices;
use crosscheck_generators::give_ups::GiveUps;
use crosscheck_generators::settings::Settings;
use crosscheck_generators::{Case, CaseText, generate, mutate, print};
use serde_json::Value;

use crate::campaign::Source;
use crate::corpus::Origin;

pub use load::Skipped;

/// In how many of 100 cases a case of the corpus comes unchanged.
const UNCHANGED: u32 = 6;

/// In how many of 100 mutated cases the donor is a generated case.
const GENERATED_DONOR: u32 = 15;

/// A case of the corpus.
#[derive(Debug, Clone)]
pub struct SeedCase {
    /// Where it is, as a person should read it.
    pub path: String,
    /// As it is.
    pub text: CaseText,
    /// Its abstract syntax.
    pub case: Case,
}

/// The corpus, and what of it could not be taken.
#[derive(Debug, Clone, Default)]
pub struct SeedCorpus {
    /// The cases, in the order of their paths; there is at least one.
    pub cases: Vec<SeedCase>,
    /// What was skipped, by reason.
    pub skipped: Skipped,
}

/// A case made from the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// The case as subjects get it.
    pub text: CaseText,
    /// What it was made from.
    pub origin: Origin,
    /// What was given up on the way.
    pub give_ups: GiveUps,
}

impl SeedCorpus {
    /// The case of this seed, with what it was made from.
    pub fn mutant(&self, seed: u64) -> Mutant {
        let mut choices = Choices::from_seed(seed);
        let mut give_ups = GiveUps::default();
        let unchanged = choices.percent(UNCHANGED);
        let host = choices.pick(&self.cases);
        if unchanged {
            let origin = Origin { host: host.path.clone(), donor: None, mutations: Vec::new() };
            // What is planted is a matter of the corpus's own run; here the case is one among many.
            let text = CaseText { planted: None, ..host.text.clone() };
            return Mutant { text, origin, give_ups };
        }
        let (name, donor) = self.donor(&mut choices);
        let mut case = host.case.clone();
        let mutations = mutate::mutate(&mut choices, &mut case, &donor, &mut give_ups);
        let mutations = mutations.into_iter().map(str::to_owned).collect();
        let origin = Origin { host: host.path.clone(), donor: Some(name), mutations };
        Mutant { text: print::varied(&case, &mut choices), origin, give_ups }
    }

    /// A case to take parts from, and its name.
    fn donor(&self, choices: &mut Choices<'_>) -> (String, Case) {
        if choices.percent(GENERATED_DONOR) {
            let settings = Settings { flawed: false, violation: false, ..Settings::draw(choices) };
            return ("generated".to_owned(), generate(choices, &settings).case);
        }
        let donor = choices.pick(&self.cases);
        (donor.path.clone(), donor.case.clone())
    }
}

impl Source for SeedCorpus {
    fn case(&self, seed: u64) -> CaseText {
        self.mutant(seed).text
    }

    fn settings(&self, _seed: u64) -> Option<Value> {
        None
    }

    fn origin(&self, seed: u64) -> Option<Origin> {
        Some(self.mutant(seed).origin)
    }
}

#[cfg(test)]
mod tests;
