//! Features: the parts of the language that a case may leave out, and how often each is there.

use serde::{Deserialize, Serialize};

/// A part of the language that a case may leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Names in namespaces.
    Namespaces,
    /// Enumerated entity types.
    Enums,
    /// Common types in the schema.
    CommonTypes,
    /// Records as attributes.
    Records,
    /// Sets as attributes.
    Sets,
    /// Optional attributes.
    Optional,
    /// Entities as attributes.
    References,
    /// Tags of entities.
    Tags,
    /// Groups of actions.
    Groups,
    /// Templates and links.
    Templates,
    /// `decimal`
    Decimal,
    /// `ipaddr`
    Ip,
    /// `datetime` and `duration`
    Datetime,
    /// `like`
    Like,
    /// `+`, `-`, `*` and negation.
    Arithmetic,
    /// `if … then … else …`
    Conditional,
    /// Ids that no store holds: parents, references, principals, resources.
    Absent,
    /// Integers, strings and extension literals at the edges of what the language allows.
    Edges,
    /// Attribute names, ids and tag keys that are no identifiers, or reserved words.
    OddNames,
    /// Annotations.
    Annotations,
}

/// In how many of 100 cases each feature is on.
pub(crate) const FEATURES: [(u32, Feature); 20] = [
    (50, Feature::Namespaces),
    (35, Feature::Enums),
    (35, Feature::CommonTypes),
    (60, Feature::Records),
    (70, Feature::Sets),
    (65, Feature::Optional),
    (70, Feature::References),
    // Tags need data, keys and guards that meet, so they are on more often than they would be met by luck.
    (50, Feature::Tags),
    (50, Feature::Groups),
    (35, Feature::Templates),
    (35, Feature::Decimal),
    (35, Feature::Ip),
    (40, Feature::Datetime),
    (50, Feature::Like),
    (50, Feature::Arithmetic),
    (45, Feature::Conditional),
    (45, Feature::Absent),
    (50, Feature::Edges),
    (25, Feature::OddNames),
    (25, Feature::Annotations),
];

/// The features that are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Feature>", into = "Vec<Feature>")]
pub struct Features(u32);

impl Feature {
    /// Its name, in files, in what is recorded of a case, and after `--features`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Namespaces => "namespaces",
            Self::Enums => "enums",
            Self::CommonTypes => "common-types",
            Self::Records => "records",
            Self::Sets => "sets",
            Self::Optional => "optional",
            Self::References => "references",
            Self::Tags => "tags",
            Self::Groups => "groups",
            Self::Templates => "templates",
            Self::Decimal => "decimal",
            Self::Ip => "ip",
            Self::Datetime => "datetime",
            Self::Like => "like",
            Self::Arithmetic => "arithmetic",
            Self::Conditional => "conditional",
            Self::Absent => "absent",
            Self::Edges => "edges",
            Self::OddNames => "odd-names",
            Self::Annotations => "annotations",
        }
    }

    /// The feature of this name.
    pub fn named(name: &str) -> Option<Self> {
        FEATURES.iter().map(|(_, feature)| *feature).find(|feature| feature.name() == name)
    }

    /// What it is.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Namespaces => "names in namespaces",
            Self::Enums => "enumerated entity types",
            Self::CommonTypes => "common types in the schema",
            Self::Records => "records as attributes, and record literals",
            Self::Sets => "sets as attributes",
            Self::Optional => "optional attributes",
            Self::References => "entities as attributes",
            Self::Tags => "tags of entities, `hasTag`, `getTag`",
            Self::Groups => "groups of actions",
            Self::Templates => "templates and links",
            Self::Decimal => "`decimal` and its functions",
            Self::Ip => "`ipaddr` and its functions",
            Self::Datetime => "`datetime`, `duration` and their functions",
            Self::Like => "`like`",
            Self::Arithmetic => "`+`, `-`, `*` and negation of integers",
            Self::Conditional => "`if … then … else …`",
            Self::Absent => "ids that no store holds, as parents, references, principals and resources",
            Self::Edges => "integers, strings and extension literals at the edges of what the language allows",
            Self::OddNames => {
                "names of attributes and types, ids and tag keys that are reserved words, nearly so, or no identifiers"
            }
            Self::Annotations => "annotations of policies and in schemas",
        }
    }

    /// In how many of 100 cases it is on.
    pub fn percent(self) -> u32 {
        FEATURES.iter().find(|(_, feature)| *feature == self).map_or(0, |(percent, _)| *percent)
    }
}

impl Features {
    /// Every feature.
    pub fn all() -> Self {
        FEATURES.iter().map(|(_, feature)| *feature).collect::<Vec<_>>().into()
    }

    /// Whether `feature` is on.
    pub fn has(self, feature: Feature) -> bool {
        self.0 & (1 << feature as u32) != 0
    }

    /// Switches `feature` on or off.
    pub fn set(&mut self, feature: Feature, on: bool) {
        let bit = 1 << feature as u32;
        self.0 = if on { self.0 | bit } else { self.0 & !bit };
    }
}

impl From<Vec<Feature>> for Features {
    fn from(list: Vec<Feature>) -> Self {
        Self(list.into_iter().fold(0, |bits, feature| bits | 1 << feature as u32))
    }
}

impl From<Features> for Vec<Feature> {
    fn from(features: Features) -> Self {
        FEATURES.iter().map(|(_, feature)| *feature).filter(|feature| features.has(*feature)).collect()
    }
}
