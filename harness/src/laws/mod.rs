//! Laws: what must hold of the answers of one subject, whatever the others say.
//!
//! Comparison finds what one side gets wrong; a law also finds what all sides get wrong alike. In come a case and what a
//! subject made of it; out comes, for each law, whether it applied and how it was broken. Each law is one file that opens
//! with the law in words and its source. A breach is a difference of the subject with what the language promises, and
//! goes the way of any other: minimized, put into a bucket, saved, shown.
//!
//! Most laws run the subject again, on a case made of the given one (`metamorphic`); that costs more than the case
//! itself. A campaign asks for some of them in some cases, as `rate` has it, and for everything else always. What is
//! asked depends on the text of the case alone. `docs/laws.md` lists them all.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fmt;

use crosscheck_generators::{Case, CaseText, print};
use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;
use crate::subject::{Subject, World, run_caught};

mod declared_types;
mod described;
mod intended;
mod level_slice;
mod metamorphic;
mod modes;
mod places;
mod planted;
mod rate;
mod schema_forms;
mod soundness;
#[cfg(test)]
mod testing;
mod told;

use metamorphic::Ground;
pub use rate::Rate;
pub(crate) use rate::{chosen, each};
pub(crate) use told::lines as told;

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
    /// What a case was built to show is what is said of it.
    Intended,
    /// Authorization does not look at the schema.
    SchemaFree,
    /// The same case has the same outcome twice.
    Repeated,
    /// The order of policies does not matter.
    PolicyOrder,
    /// A policy that is there twice counts as once.
    PolicyDuplicates,
    /// One more permit leaves an Allow an Allow.
    PermitAdded,
    /// One more forbid leaves a Deny a Deny.
    ForbidAdded,
    /// Which policies are satisfied does not depend on effects.
    EffectsSwapped,
    /// What neither determines nor errs may go.
    PolicySlice,
    /// What nothing leads to may go.
    EntitySlice,
    /// What no policy asks for does not matter.
    Unmentioned,
    /// A parent that is an ancestor anyway may be listed or not.
    Hierarchy,
    /// What is a set has no order and no duplicates.
    DataOrder,
    /// Names mean nothing.
    Renaming,
    /// A constraint means what a first clause means.
    ScopeAsCondition,
    /// Several clauses mean what one means that joins them.
    Clauses,
    /// A link means what its template means, filled in.
    Templates,
    /// A request is answered by itself.
    Requests,
    /// Another spelling means the same.
    Spelling,
    /// `&&`, `||`, `!` and `if` can be said by each other.
    Negation,
    /// Order is total and agrees with equality.
    Comparisons,
    /// `in` a list is `in` one of its elements.
    Membership,
    /// A set contains what is among its elements.
    Sets,
    /// Operands of symmetric operators may change places.
    Commutation,
    /// What `has` finds can be read.
    Guards,
    /// Two wildcards are one.
    Patterns,
    /// An extension literal has the value that its text shows.
    Literals,
    /// Functions of extension types fit together.
    ExtensionArithmetic,
    /// Validity of a policy depends on it and the schema alone.
    ValidityOrder,
    /// What a schema declares and nothing uses changes no verdict.
    UnusedDeclarations,
}

impl Law {
    /// Every law, in the order in which they are checked.
    pub const ALL: [Self; 36] = [
        Self::Soundness,
        Self::Modes,
        Self::DeclaredTypes,
        Self::LevelSlice,
        Self::SchemaForms,
        Self::Planted,
        Self::Intended,
        Self::SchemaFree,
        Self::Repeated,
        Self::PolicyOrder,
        Self::PolicyDuplicates,
        Self::PermitAdded,
        Self::ForbidAdded,
        Self::EffectsSwapped,
        Self::PolicySlice,
        Self::EntitySlice,
        Self::Unmentioned,
        Self::Hierarchy,
        Self::DataOrder,
        Self::Renaming,
        Self::ScopeAsCondition,
        Self::Clauses,
        Self::Templates,
        Self::Requests,
        Self::Spelling,
        Self::Negation,
        Self::Comparisons,
        Self::Membership,
        Self::Sets,
        Self::Commutation,
        Self::Guards,
        Self::Patterns,
        Self::Literals,
        Self::ExtensionArithmetic,
        Self::ValidityOrder,
        Self::UnusedDeclarations,
    ];

    /// Its name in signatures, summaries and JSON.
    pub fn as_str(self) -> &'static str {
        described::of(self).name
    }

    /// What it promises, in a sentence for people.
    pub fn in_words(self) -> &'static str {
        described::of(self).in_words
    }

    /// Where the language promises it.
    pub fn source(self) -> &'static str {
        described::of(self).source
    }

    /// Whether it runs the subject again.
    pub fn asks_again(self) -> bool {
        !matches!(self, Self::Soundness | Self::Modes | Self::DeclaredTypes | Self::Planted | Self::Intended)
    }

    /// Whether the law is about the case as it was made: a smaller case may only be trusted to fall under it while some
    /// subject keeps it.
    pub fn needs_keeper(self) -> bool {
        matches!(self, Self::Planted)
    }

    /// Whether only the case as it was made can show a breach: in a smaller one nothing is known of what was meant.
    pub fn needs_whole(self) -> bool {
        matches!(self, Self::Intended)
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

/// How much a law is asked to look at, where its transformation has several variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// One variant, which this number chooses.
    One(u64),
    /// All of them.
    Whole,
}

impl Turn {
    /// The numbers, of so many variants, whose turn it is.
    fn of(self, variants: usize) -> std::ops::Range<usize> {
        match self {
            Self::One(number) => {
                let number = number as usize % variants;
                number..number + 1
            }
            Self::Whole => 0..variants,
        }
    }
}

/// A case as laws need to read it, once one does; shared by all witnesses of the case.
#[derive(Default)]
pub(crate) struct Readings {
    /// As the reference model reads it.
    world: OnceCell<World>,
    /// As abstract syntax without its schema, if it can be read.
    without_schema: OnceCell<Option<Case>>,
}

/// A case with what one subject made of it.
pub(crate) struct Witness<'a> {
    /// The case.
    pub(crate) case: &'a CaseText,
    /// Who made the outcome.
    pub(crate) subject: &'a dyn Subject,
    /// What it made of the case.
    pub(crate) outcome: &'a Outcome,
    readings: &'a Readings,
    /// What the subject makes of the case without its schema.
    without_schema: OnceCell<Outcome>,
}

impl<'a> Witness<'a> {
    /// A case with what a subject made of it.
    pub(crate) fn new(
        case: &'a CaseText,
        subject: &'a dyn Subject,
        outcome: &'a Outcome,
        readings: &'a Readings,
    ) -> Self {
        Self { case, subject, outcome, readings, without_schema: OnceCell::new() }
    }

    /// The case as the reference model reads it.
    fn world(&self) -> &World {
        self.readings.world.get_or_init(|| World::read(self.case, None))
    }

    /// What metamorphic laws start from; `None` if there is no answer that they could be about.
    fn ground(&self) -> Option<Ground<'_>> {
        let capabilities = self.subject.capabilities();
        let unable = !capabilities.authorize || (!self.case.links.is_empty() && !capabilities.templates);
        if unable || !self.outcome.policies.is_ok() || !self.outcome.entities.is_ok() || self.case.requests.is_empty() {
            return None;
        }
        let read = || metamorphic::without_schema(self.case, self.world());
        let case = self.readings.without_schema.get_or_init(read).as_ref()?;
        let outcome = self.without_schema.get_or_init(|| run_caught(self.subject, &print::plain(case)));
        Some(Ground { case, outcomes: &outcome.requests, capabilities })
    }
}

/// Holds an outcome against a law: how many answers it applied to, and the first breach of each sort.
pub(crate) fn check(law: Law, witness: &Witness<'_>, turn: Turn) -> (u64, Vec<Breach>) {
    let (applied, mut breaches) = match law {
        Law::Soundness => soundness::check(witness),
        Law::Modes => modes::check(witness),
        Law::DeclaredTypes => declared_types::check(witness),
        Law::LevelSlice => level_slice::check(witness),
        Law::SchemaForms => schema_forms::check(witness),
        Law::Planted => planted::check(witness),
        Law::Intended => intended::check(witness),
        Law::SchemaFree => metamorphic::schema_free(witness),
        Law::Repeated => metamorphic::repeated(witness),
        Law::ValidityOrder => metamorphic::validity_order(witness, turn),
        Law::UnusedDeclarations => metamorphic::unused_declarations(witness, turn),
        _ => metamorphic::property(law).map_or((0, Vec::new()), |it| metamorphic::check(law, it, witness, turn)),
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
            assert!(!law.in_words().is_empty() && !law.source().is_empty());
        }
        assert_eq!(Law::from_name("murphy"), None);
    }
}
