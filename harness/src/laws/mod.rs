//! Laws: what must hold of the answers of one subject, whatever the others say.
//!
//! Comparison finds what one side gets wrong; a law also finds what all sides get wrong alike. In come a case and what a
//! subject made of it; out comes, for each law, whether it applied and how it was broken. Each law is one file that opens
//! with the law in words and its source. A breach is a difference of the subject with what the language promises, and
//! goes the way of any other: minimized, put into a bucket, saved, shown.
//!
//! Laws that run the subject again cost more than the case itself; a campaign asks for them in one case of
//! [`SAMPLED`], everything else always.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fmt;

use crosscheck_generators::CaseText;
use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;
use crate::subject::{Subject, World};

mod declared_types;
mod level_slice;
mod modes;
mod places;
mod planted;
mod schema_forms;
mod soundness;
#[cfg(test)]
mod testing;

/// In a campaign, one case in so many is held against the laws that run the subject again.
pub const SAMPLED: u64 = 16;

/// A promise of the language about the answers to one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Law {
    /// What is valid fails in the allowed ways only.
    Soundness,
    /// Strictly valid is permissively valid; valid at a level is strictly valid.
    Modes,
    /// What conforms has the declared types.
    DeclaredTypes,
    /// What is valid at a level looks no farther than that.
    LevelSlice,
    /// Both forms of a schema mean the same.
    SchemaForms,
    /// What was planted is found for what it is.
    Planted,
}

impl Law {
    /// Every law, in the order in which they are checked.
    pub const ALL: [Self; 6] =
        [Self::Soundness, Self::Modes, Self::DeclaredTypes, Self::LevelSlice, Self::SchemaForms, Self::Planted];

    /// Its name in signatures, summaries and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Soundness => "soundness",
            Self::Modes => "modes",
            Self::DeclaredTypes => "declared-types",
            Self::LevelSlice => "level-slice",
            Self::SchemaForms => "schema-forms",
            Self::Planted => "planted",
        }
    }

    /// What it promises, in a sentence for people.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Soundness => {
                "a valid policy, asked about conforming data, fails by overflow, a missing entity or an extension only"
            }
            Self::Modes => {
                "what is strictly valid is permissively valid, and what is valid at a level is strictly valid"
            }
            Self::DeclaredTypes => "a valid request and conforming entities hold values of the declared types",
            Self::LevelSlice => "policies valid at a level give the same response over the entities of that level",
            Self::SchemaForms => "a schema means the same in Cedar syntax and in JSON",
            Self::Planted => "a planted violation is found, by its kind and at its place, and nothing else is refused",
        }
    }

    /// Whether it runs the subject again.
    pub fn asks_again(self) -> bool {
        matches!(self, Self::LevelSlice | Self::SchemaForms)
    }

    /// Whether the law is about the case as it was made: a smaller case may only be trusted to fall under it while some
    /// subject keeps it.
    pub fn needs_keeper(self) -> bool {
        matches!(self, Self::Planted)
    }

    /// The law of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|law| law.as_str() == name)
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How an answer breaks a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The law.
    pub law: Law,
    /// How, in a word or two without names or values: what tells two breaches of one law apart.
    pub how: String,
    /// The request that shows it, if it is about one.
    pub request: Option<usize>,
    /// What happened, for people.
    pub words: String,
}

/// A case with what one subject made of it.
pub(crate) struct Witness<'a> {
    /// The case.
    pub(crate) case: &'a CaseText,
    /// Who made the outcome.
    pub(crate) subject: &'a dyn Subject,
    /// What it made of the case.
    pub(crate) outcome: &'a Outcome,
    /// The case as the reference model reads it, once a law needs it; shared by all witnesses of the case.
    world: &'a OnceCell<World>,
}

impl<'a> Witness<'a> {
    /// A case with what a subject made of it.
    pub(crate) fn new(
        case: &'a CaseText,
        subject: &'a dyn Subject,
        outcome: &'a Outcome,
        world: &'a OnceCell<World>,
    ) -> Self {
        Self { case, subject, outcome, world }
    }

    /// The case as the reference model reads it.
    fn world(&self) -> &World {
        self.world.get_or_init(|| World::read(self.case, None))
    }
}

/// Holds an outcome against a law: how many answers it applied to, and the first breach of each sort.
pub(crate) fn check(law: Law, witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let (applied, mut breaches) = match law {
        Law::Soundness => soundness::check(witness),
        Law::Modes => modes::check(witness),
        Law::DeclaredTypes => declared_types::check(witness),
        Law::LevelSlice => level_slice::check(witness),
        Law::SchemaForms => schema_forms::check(witness),
        Law::Planted => planted::check(witness),
    };
    let mut met = BTreeSet::new();
    breaches.retain(|breach| met.insert(breach.how.clone()));
    (applied, breaches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_known() {
        for law in Law::ALL {
            assert_eq!(Law::from_name(law.as_str()), Some(law));
            assert!(!law.in_words().is_empty());
        }
        assert_eq!(Law::from_name("murphy"), None);
    }
}
