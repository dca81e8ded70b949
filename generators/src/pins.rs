//! Pins: settings that hold in every case, whatever would be drawn for it.
//!
//! [`FIELDS`] is the table of everything that can be pinned, with its bounds; it is what settings files, their errors and
//! their documentation are made from. A pin is a value or a range, from which each case draws. What is not pinned gives
//! way where it would contradict a pin; two pins that contradict each other are refused.

use std::ops::RangeInclusive;

use crate::choices::Choices;
use crate::settings::{Feature, Hierarchy, Settings};

/// What a setting's values look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Switch,
    /// A whole number with these bounds.
    Number(u64, u64),
    /// One of these words.
    Word(&'static [&'static str]),
}

impl Kind {
    /// The bounds of its values as numbers: a switch is 0 or 1, a word its place in the list.
    pub fn bounds(self) -> (u64, u64) {
        match self {
            Self::Switch => (0, 1),
            Self::Number(least, most) => (least, most),
            Self::Word(words) => (0, words.len().saturating_sub(1) as u64),
        }
    }
}

/// A setting that can be pinned.
#[derive(Debug)]
pub struct Field {
    /// Its name, in files and in what is recorded of a case.
    pub name: &'static str,
    /// What its values look like.
    pub kind: Kind,
    /// What it means.
    pub meaning: &'static str,
    /// How it is drawn where nothing pins it.
    pub drawn: &'static str,
    get: fn(&Settings) -> u64,
    set: fn(&mut Settings, u64),
}

/// The entry of a number in [`FIELDS`].
macro_rules! number {
    ($name:ident, $least:literal, $most:literal, $meaning:literal, $drawn:literal) => {
        Field {
            name: stringify!($name),
            kind: Kind::Number($least, $most),
            meaning: $meaning,
            drawn: $drawn,
            get: |settings| u64::try_from(settings.$name).unwrap_or(u64::MAX),
            // The bounds are small, so that every value fits.
            set: |settings, value| settings.$name = value.try_into().unwrap_or_default(),
        }
    };
}

/// The entry of a switch in [`FIELDS`].
macro_rules! switch {
    ($name:ident, $meaning:literal, $drawn:literal) => {
        Field {
            name: stringify!($name),
            kind: Kind::Switch,
            meaning: $meaning,
            drawn: $drawn,
            get: |settings| u64::from(settings.$name),
            set: |settings, value| settings.$name = value > 0,
        }
    };
}

/// Every setting but the features, which [`Pins::feature`] pins.
pub const FIELDS: &[Field] = &[
    switch!(
        schema,
        "whether the case has a schema; without one, actions are listed with the entities, and data need not fit",
        "72 of 100"
    ),
    number!(entity_types, 1, 30, "entity types", "1 to 5"),
    number!(actions, 1, 30, "actions that apply to something; groups come on top", "1 to 5"),
    number!(attributes, 0, 40, "the most attributes of an entity type or a context", "1 to 5; 9 to 16 in 6 of 100"),
    number!(
        entities,
        1,
        400,
        "entities of the store; actions come on top, and what a request needs to miss a policy by one edge",
        "8 to 14 mostly, 3 to 26, 40 to 70 in 2 of 100; and as many as the hierarchy takes"
    ),
    switch!(chain, "whether a chain of at least four of the entities is there", "45 of 100"),
    Field {
        name: "hierarchy",
        kind: Kind::Word(&Hierarchy::WORDS),
        meaning: "what shape of parents stands among the entities",
        drawn: "`free` in 56 of 100",
        get: |settings| settings.hierarchy as u64,
        set: |settings, value| settings.hierarchy = Hierarchy::nth(value),
    },
    number!(policies, 0, 200, "policies and templates; links come on top", "3 to 5 mostly, up to 30"),
    number!(requests, 1, 100, "requests, no two of them equal", "8"),
    number!(depth, 1, 12, "how deep operators stand in operands of each other", "2 mostly, 1 to 4, 6 in 2 of 100"),
    number!(
        mistakes,
        0,
        100,
        "of 100 policies, how many err or are ill-typed on purpose",
        "0 in 60 of 100, else 11, 28, 80"
    ),
    number!(
        sound_mistakes,
        0,
        100,
        "of 100 policies, how many err in a way that no validation finds; with a schema and no mistakes",
        "4"
    ),
    number!(
        permissive,
        0,
        100,
        "of 100 policies, how many are valid only permissively; needs a schema and no mistakes",
        "0 in 85 of 100, else 25 or 60"
    ),
    number!(
        probes,
        0,
        200,
        "policies beside the others, each of which makes one step of the table of rules",
        "0 in 94 of 100, else 40 to 60"
    ),
    number!(
        literals,
        0,
        200,
        "policies beside the others, each with one literal at a rule of its grammar, or one step past it",
        "0 in 98 of 100, else 30 to 60"
    ),
    number!(loose, 0, 100, "of 100 values, how many are of another type than planned; without a schema", "0, 5 or 25"),
    switch!(flawed, "whether one document of the case is refused as a whole, on purpose", "4 of 100"),
    switch!(refused, "whether one document is a text that cannot be read, on purpose", "3 of 100"),
    switch!(hostile, "whether the printed text of one document is edited, so that it may be no document", "6 of 100"),
    switch!(
        violation,
        "whether one violation of the schema is planted; needs a schema, and no mistakes or flaws",
        "12 of 100 with a schema"
    ),
    number!(level, 0, 10, "the level at which policies are validated", "0 to 3"),
    number!(
        large_set,
        0,
        200,
        "elements of the large sets among the data; 0 for none",
        "0 in 86 of 100, else 7 to 130"
    ),
    number!(
        long_string,
        0,
        20000,
        "characters of the long strings among the constants; 0 for none",
        "0 in 94 of 100, else 70, 300, 1,100 or 5,000"
    ),
];

/// What a setting above zero asks of others: the setting, and the bounds within which each other must be.
const NEEDS: [(&str, &[(&str, u64)]); 3] = [
    (
        "violation",
        &[
            ("schema", 1),
            ("mistakes", 0),
            ("permissive", 0),
            ("probes", 0),
            ("literals", 0),
            ("loose", 0),
            ("flawed", 0),
            ("refused", 0),
        ],
    ),
    ("permissive", &[("schema", 1), ("mistakes", 0), ("probes", 0), ("literals", 0), ("loose", 0), ("violation", 0)]),
    ("loose", &[("schema", 0)]),
];

/// Settings that bring rules of any feature; with a feature switched off, they are drawn as 0.
const OF_EVERY_RULE: [&str; 7] =
    ["mistakes", "sound_mistakes", "permissive", "probes", "flawed", "refused", "violation"];

/// The settings and features that hold in every case.
#[derive(Debug, Clone, Default)]
pub struct Pins {
    /// By place in [`FIELDS`], ascending.
    fields: Vec<(usize, RangeInclusive<u64>)>,
    features: Vec<(Feature, bool)>,
}

/// Why a setting cannot be pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PinError {
    /// There is no such setting.
    Unknown,
    /// The value is outside its bounds.
    OutOfBounds(u64, u64),
    /// The range is empty.
    Empty,
}

/// Two pins that cannot both hold: the second must be what is named, for the first asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The setting that is above zero.
    pub setting: &'static str,
    /// The setting that it needs.
    pub needs: &'static str,
    /// The value that this one must have.
    pub value: u64,
}

/// The place of a setting in [`FIELDS`].
fn place(name: &str) -> Option<usize> {
    FIELDS.iter().position(|field| field.name == name)
}

impl Pins {
    /// Pins a setting to the values of `range`; a later pin replaces an earlier one.
    ///
    /// # Errors
    /// [`PinError`], if there is no such setting or no such value of it.
    pub fn field(&mut self, name: &str, range: RangeInclusive<u64>) -> Result<(), PinError> {
        let at = place(name).ok_or(PinError::Unknown)?;
        let (least, most) = FIELDS[at].kind.bounds();
        if range.is_empty() {
            return Err(PinError::Empty);
        }
        if *range.start() < least || *range.end() > most {
            return Err(PinError::OutOfBounds(least, most));
        }
        self.fields.retain(|(other, _)| *other != at);
        self.fields.push((at, range));
        self.fields.sort_unstable_by_key(|(at, _)| *at);
        Ok(())
    }

    /// Switches a feature on or off in every case; a later pin replaces an earlier one.
    pub fn feature(&mut self, feature: Feature, on: bool) {
        self.features.retain(|(other, _)| *other != feature);
        self.features.push((feature, on));
    }

    /// Whether nothing is pinned.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.features.is_empty()
    }

    fn range(&self, name: &str) -> Option<&RangeInclusive<u64>> {
        let at = place(name)?;
        self.fields.iter().find(|(other, _)| *other == at).map(|(_, range)| range)
    }

    /// Whether all pins can hold in one case.
    ///
    /// # Errors
    /// The first [`Contradiction`].
    pub fn check(&self) -> Result<(), Contradiction> {
        for (setting, needs) in NEEDS {
            if self.range(setting).is_none_or(|range| *range.end() == 0) {
                continue;
            }
            for (other, value) in needs {
                if self.range(other).is_some_and(|range| *range != (*value..=*value)) {
                    return Err(Contradiction { setting, needs: other, value: *value });
                }
            }
        }
        Ok(())
    }

    /// The drawn settings with the pinned ones in their place, and others moved out of their way.
    #[must_use]
    pub fn apply(&self, choices: &mut Choices<'_>, mut settings: Settings) -> Settings {
        for (at, range) in &self.fields {
            let (start, end) = (*range.start() as usize, *range.end() as usize);
            (FIELDS[*at].set)(&mut settings, choices.size_in(start..=end) as u64);
        }
        for (feature, on) in &self.features {
            settings.features.set(*feature, *on);
        }
        if self.range("hierarchy").is_some() && self.range("entities").is_none() {
            settings.entities = settings.entities.max(settings.hierarchy.room());
        }
        // What is wrong on purpose is of every rule, whatever feature it belongs to.
        if self.features.iter().any(|(_, on)| !on) {
            for name in OF_EVERY_RULE.into_iter().filter(|name| self.range(name).is_none()) {
                place(name).into_iter().for_each(|at| (FIELDS[at].set)(&mut settings, 0));
            }
        }
        self.settle(&mut settings);
        settings
    }

    /// Gives each pinned setting what it needs, and takes from the others what contradicts a pin.
    fn settle(&self, settings: &mut Settings) {
        if self.fields.is_empty() {
            return;
        }
        let field = |name: &str| place(name).map(|at| &FIELDS[at]);
        let pinned_first = [true, false];
        for (is_pinned, (setting, needs)) in pinned_first.into_iter().flat_map(|is| NEEDS.map(|row| (is, row))) {
            let Some(trigger) = field(setting).filter(|_| self.range(setting).is_some() == is_pinned) else { continue };
            if (trigger.get)(settings) == 0 {
                continue;
            }
            for (needed, value) in needs.iter().filter_map(|(name, value)| Some((field(name)?, *value))) {
                if (needed.get)(settings) == value {
                    continue;
                }
                let (changed, to) = if is_pinned { (needed, value) } else { (trigger, 0) };
                (changed.set)(settings, to);
            }
        }
    }
}

#[cfg(test)]
mod tests;
