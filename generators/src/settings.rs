//! Swarm settings: which features a case has and how much of everything, drawn anew for each case.
//!
//! A case in which everything may occur rarely holds two of the same thing, and so bugs that need several of a kind stay
//! hidden; a case that leaves half of the features out holds plenty of the rest. The settings are recorded with the
//! case and can be pinned (read from a file, or a feature switched on or off for a run). The tables below are the
//! intended distribution; what comes out is measured by [`crate::stats`].

use serde::{Deserialize, Serialize};

use crate::case::DEFAULT_LEVEL;
use crate::choices::Choices;

mod features;

pub(crate) use features::FEATURES;
pub use features::{Feature, Features};

/// The shape of the parents of some entities; the others, and any other parents of these, are drawn freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hierarchy {
    /// No shape but what comes of itself.
    #[default]
    Free,
    /// Nine entities or more, each in the next.
    Deep,
    /// Two ways from one entity to another, of different lengths, the end of which is in others.
    Diamond,
    /// Layers of three, each entity in two or three of the next layer.
    Lattice,
    /// One entity in twenty or more, the last of which is in another.
    Wide,
    /// A chain, of which each entity also names everything above it, now and then twice.
    Redundant,
    /// A chain, of which each entity is also in one that no store holds, named first.
    Dangling,
}

impl Hierarchy {
    /// The shapes' names, in the order of their declaration.
    pub const WORDS: [&str; 7] = ["free", "deep", "diamond", "lattice", "wide", "redundant", "dangling"];

    const ALL: [Self; 7] =
        [Self::Free, Self::Deep, Self::Diamond, Self::Lattice, Self::Wide, Self::Redundant, Self::Dangling];

    /// How many entities it takes, at least.
    pub fn room(self) -> usize {
        match self {
            Self::Free => 0,
            Self::Deep => 9,
            Self::Diamond => 7,
            Self::Lattice => 12,
            Self::Wide => 22,
            Self::Redundant | Self::Dangling => 4,
        }
    }

    /// The shape of this place in [`Hierarchy::WORDS`]; the first for a place that none has.
    pub fn nth(place: u64) -> Self {
        Self::ALL.get(place as usize).copied().unwrap_or_default()
    }
}

/// What a case is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whether the case has a schema. Without one, actions are listed with the entities, and data need not fit.
    pub schema: bool,
    /// The features that are on.
    pub features: Features,
    /// How many entity types there are.
    pub entity_types: usize,
    /// How many actions there are that apply to something; groups come on top.
    pub actions: usize,
    /// The most attributes of an entity type or a context.
    pub attributes: usize,
    /// How many entities the store holds; actions come on top.
    pub entities: usize,
    /// Whether one type holds a chain of at least four of the entities.
    pub chain: bool,
    /// What shape of parents stands among the entities.
    pub hierarchy: Hierarchy,
    /// How many policies and templates there are.
    pub policies: usize,
    /// How many requests there are.
    pub requests: usize,
    /// The depth of conditions: how often an operator stands in an operand of another.
    pub depth: usize,
    /// How many of 100 policies get a part that errs or is ill-typed on purpose. With 0, every policy is typed.
    pub mistakes: u32,
    /// How many of 100 policies err on purpose in a way that no validation finds, where every policy is to be typed.
    pub sound_mistakes: u32,
    /// How many of 100 policies are valid only permissively; with a schema and no mistakes.
    pub permissive: u32,
    /// How many policies there are beside the others of which each makes one step of the table of rules: see
    /// `probes`. With any, no policy need be typed.
    pub probes: usize,
    /// How many policies there are beside the others of which each holds one literal of an extension type at a rule of its
    /// grammar, or one step past it: see `literals`. With any, no policy need be typed.
    pub literals: usize,
    /// How many of 100 values are of another type than declared; only without a schema.
    pub loose: u32,
    /// Whether one thing is wrong with the documents of the case: see [`crate::flaws`].
    pub flawed: bool,
    /// Whether one document is a text that cannot be read: see [`crate::refused`].
    pub refused: bool,
    /// Whether one thing in a case that is valid by its schema is made a violation of it: see [`crate::violations`]. It
    /// needs a schema, and goes with no mistake and no flaw.
    pub violation: bool,
    /// The level at which the policies are validated.
    pub level: u32,
    /// Whether the printed text of one document is edited: see [`crate::hostile`].
    pub hostile: bool,
    /// How many elements the large sets among the data have; 0 if there is none.
    pub large_set: usize,
    /// How many characters the long strings among the constants have; 0 if there is none.
    pub long_string: usize,
}

/// How many policies: small sets find most bugs and are read most easily, but interaction needs the large ones too.
const POLICIES: [(u32, (usize, usize)); 5] = [(18, (1, 2)), (50, (3, 5)), (22, (6, 9)), (7, (10, 16)), (3, (17, 30))];

/// How many entities, before those that the shape of the hierarchy takes.
const ENTITIES: [(u32, (usize, usize)); 4] = [(20, (3, 7)), (63, (8, 14)), (15, (15, 26)), (2, (40, 70))];

/// The shape of the hierarchy beside the chain, which most cases have already.
const HIERARCHIES: [(u32, Hierarchy); 7] = [
    (56, Hierarchy::Free),
    (10, Hierarchy::Deep),
    (9, Hierarchy::Diamond),
    (8, Hierarchy::Lattice),
    (5, Hierarchy::Wide),
    (6, Hierarchy::Redundant),
    (6, Hierarchy::Dangling),
];

/// Large sets: around each size at which a search might go another way.
const LARGE_SETS: [(u32, usize); 7] = [(86, 0), (4, 8), (4, 16), (3, 32), (1, 64), (1, 100), (1, 128)];

/// Long strings; the longest are rare, for they cost most.
const LONG_STRINGS: [(u32, usize); 5] = [(94, 0), (2, 70), (2, 300), (1, 1100), (1, 5000)];

/// The depth of conditions; most are what people would write.
const DEPTHS: [(u32, usize); 5] = [(20, 1), (40, 2), (28, 3), (10, 4), (2, 6)];

/// Mistakes: in more than half of the cases every policy is typed; in a few nearly every policy errs.
const MISTAKES: [(u32, u32); 4] = [(60, 0), (27, 11), (11, 28), (2, 80)];

/// Policies of typed cases that err all the same: few, for the requests that meet one are many.
const SOUND_MISTAKES: u32 = 4;

/// In a few cases, policies that are valid only permissively, so that the modes of validation are told apart.
const PERMISSIVE: [(u32, u32); 3] = [(85, 0), (10, 25), (5, 60)];

/// In how many of 100 cases there are probes, and how many: together so many that any seed meets the whole table of steps
/// within a few thousand cases, in so few cases that most requests still err nowhere.
const PROBED: u32 = 6;
const PROBES: (usize, usize) = (70, 90);

/// In how many of 100 cases there are policies about literals.
const LITERAL: u32 = 2;

/// In how many of 100 cases a document is flawed: most flaws leave nothing to be answered, so there are few.
const FLAWED: u32 = 4;

/// In how many of 100 cases a text is refused by the parsers.
const REFUSED: u32 = 3;

/// In how many of 100 cases with a schema a violation of it is planted.
const VIOLATION: u32 = 12;

/// In how many of 100 cases the text of a document is edited: most edits leave nothing to be answered.
const HOSTILE: u32 = 6;

/// The level: what one step more or less of data means is told by the low ones.
const LEVELS: [(u32, u32); 4] = [(25, 0), (38, 1), (24, 2), (13, 3)];

/// The most attributes of a type: few, or so many that a lookup may go another way than for few.
const ATTRIBUTES: [(u32, (usize, usize)); 2] = [(94, (1, 5)), (6, (9, 16))];

impl Settings {
    /// Draws the settings of one case.
    pub fn draw(choices: &mut Choices<'_>) -> Self {
        let mut features = Features::default();
        for (percent, feature) in FEATURES {
            features.set(feature, choices.percent(percent));
        }
        let schema = choices.percent(72);
        let (fewest, most) = *choices.weighted(&POLICIES);
        let (least, largest) = *choices.weighted(&ENTITIES);
        let (narrow, wide) = *choices.weighted(&ATTRIBUTES);
        let drawn = Self {
            schema,
            features,
            entity_types: choices.size_in(1..=5),
            actions: choices.size_in(1..=5),
            attributes: choices.size_in(narrow..=wide),
            entities: choices.size_in(least..=largest),
            chain: choices.percent(45),
            hierarchy: *choices.weighted(&HIERARCHIES),
            policies: choices.size_in(fewest..=most),
            requests: 8,
            depth: *choices.weighted(&DEPTHS),
            mistakes: *choices.weighted(&MISTAKES),
            sound_mistakes: SOUND_MISTAKES,
            permissive: 0,
            probes: 0,
            literals: if choices.percent(LITERAL) { choices.size_in(30..=60) } else { 0 },
            loose: if schema { 0 } else { *choices.weighted(&[(60, 0), (30, 5), (10, 25)]) },
            flawed: choices.percent(FLAWED),
            refused: choices.percent(REFUSED),
            violation: false,
            level: *choices.weighted(&LEVELS),
            hostile: choices.percent(HOSTILE),
            large_set: large_set(choices),
            long_string: *choices.weighted(&LONG_STRINGS),
        };
        let drawn = Self { entities: drawn.entities + drawn.hierarchy.room(), ..drawn };
        if choices.percent(PROBED) {
            return drawn.with_probes(choices);
        }
        if !schema {
            return drawn;
        }
        if choices.percent(VIOLATION) {
            return drawn.with_violation();
        }
        let permissive = if drawn.mistakes == 0 { *choices.weighted(&PERMISSIVE) } else { 0 };
        Self { permissive, ..drawn }
    }

    /// The same settings for a case with probes; without a schema, data of every kind can be put where a probe reads it.
    fn with_probes(self, choices: &mut Choices<'_>) -> Self {
        let (fewest, most) = PROBES;
        let schema = self.schema && choices.chance(4, 5);
        Self { schema, probes: choices.size_in(fewest..=most), flawed: false, ..self }
    }

    /// The same settings for a case that is valid but for one violation.
    pub fn with_violation(self) -> Self {
        Self {
            schema: true,
            mistakes: 0,
            permissive: 0,
            probes: 0,
            literals: 0,
            loose: 0,
            flawed: false,
            refused: false,
            violation: true,
            ..self
        }
    }

    /// Whether `feature` is on.
    pub fn has(&self, feature: Feature) -> bool {
        self.features.has(feature)
    }

    /// Whether every policy is to pass permissive validation, but for what is planted.
    pub fn permissively_typed(&self) -> bool {
        self.schema && self.mistakes == 0 && self.probes == 0 && self.literals == 0 && !self.flawed
    }

    /// Whether every policy is to pass strict validation.
    pub fn typed(&self) -> bool {
        self.permissively_typed() && self.permissive == 0 && !self.violation
    }
}

/// One less than a size of the table, the size, or up to two more; none of none.
fn large_set(choices: &mut Choices<'_>) -> usize {
    match *choices.weighted(&LARGE_SETS) {
        0 => 0,
        size => size - 1 + choices.below(4),
    }
}

impl Default for Settings {
    /// A case of middle size in which everything may occur: where a settings file says nothing.
    fn default() -> Self {
        Self {
            schema: true,
            features: Features::all(),
            entity_types: 4,
            actions: 4,
            attributes: 4,
            entities: 10,
            chain: true,
            hierarchy: Hierarchy::Free,
            policies: 5,
            requests: 8,
            depth: 2,
            mistakes: 0,
            sound_mistakes: SOUND_MISTAKES,
            permissive: 0,
            probes: 0,
            literals: 0,
            loose: 0,
            flawed: false,
            refused: false,
            violation: false,
            level: DEFAULT_LEVEL,
            hostile: false,
            large_set: 0,
            long_string: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_json_and_may_be_given_in_part() {
        let drawn = Settings::draw(&mut Choices::from_seed(11));
        let text = serde_json::to_string(&drawn).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), drawn);
        let pinned: Settings = serde_json::from_str(r#"{"features":["tags","like"],"policies":1}"#).unwrap();
        assert!(pinned.has(Feature::Tags) && !pinned.has(Feature::Ip));
        assert_eq!((pinned.policies, pinned.requests), (1, 8));
    }

    #[test]
    fn the_table_names_every_feature_once() {
        let all: Vec<Feature> = Features::all().into();
        assert_eq!(all.len(), FEATURES.len());
        assert!(FEATURES.iter().enumerate().all(|(i, (_, feature))| i == *feature as usize));
        for feature in all {
            assert_eq!(serde_json::to_value(feature).unwrap(), feature.name());
            assert_eq!(Feature::named(feature.name()), Some(feature));
        }
        assert!(
            Hierarchy::WORDS.iter().zip(Hierarchy::ALL).all(|(word, it)| serde_json::to_value(it).unwrap() == *word)
        );
    }

    #[test]
    fn policy_counts_are_small_but_reach_thirty() {
        let mut counts: Vec<usize> =
            (0..4000).map(|seed| Settings::draw(&mut Choices::from_seed(seed)).policies).collect();
        counts.sort_unstable();
        assert!((4..=5).contains(&counts[2000]), "median {}", counts[2000]);
        assert!(counts[0] == 1 && *counts.last().unwrap() >= 28);
    }
}
