//! What an expression proves when it is true: that attributes and tags are there.
//!
//! `e has a` grants the capability of reading `e.a`, `e.hasTag(k)` that of reading `e.getTag(k)`. In come such pairs;
//! out come numbers for them, sets of which ([`Granted`]) go with each checked expression, and the record of those
//! that hold where the check stands ([`Held`]). Which expressions grant what is decided in `check`. (Language guide,
//! "Policy validation"; formal model, `Capabilities`.)

use super::alike::Alike;
use crate::symbols::Symbol;
use rustc_hash::FxHashMap;

/// What is known to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Access {
    /// This attribute of this expression.
    Attribute(Alike, Symbol),
    /// The tag of this expression whose key is the value of that one.
    Tag(Alike, Alike),
}

/// The number of a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CapabilityId(u32);

/// The capabilities that hold if an expression is true; sorted. The empty one is free of cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Granted(Vec<CapabilityId>);

impl Granted {
    pub(super) fn one(capability: CapabilityId) -> Self {
        Self(vec![capability])
    }

    /// Those of both: both expressions are true.
    pub(super) fn and(mut self, mut other: Self) -> Self {
        if self.0.is_empty() {
            return other;
        }
        if !other.0.is_empty() {
            self.0.append(&mut other.0);
            self.0.sort_unstable();
            self.0.dedup();
        }
        self
    }

    /// Those that both have: one of the expressions is true.
    pub(super) fn or(mut self, other: &Self) -> Self {
        self.0.retain(|capability| other.0.binary_search(capability).is_ok());
        self
    }
}

/// The capabilities that hold at the place of an expression, each with how many expressions grant it there.
#[derive(Debug, Default)]
pub(super) struct Held {
    numbers: FxHashMap<Access, CapabilityId>,
    counts: Vec<u32>,
}

impl Held {
    /// The number of a capability.
    pub(super) fn number(&mut self, access: Access) -> CapabilityId {
        let next = CapabilityId(self.counts.len() as u32);
        let number = *self.numbers.entry(access).or_insert(next);
        if number == next {
            self.counts.push(0);
        }
        number
    }

    pub(super) fn holds(&self, capability: CapabilityId) -> bool {
        self.counts[capability.0 as usize] > 0
    }

    /// From here on these hold too.
    pub(super) fn enter(&mut self, granted: &Granted) {
        for capability in &granted.0 {
            self.counts[capability.0 as usize] += 1;
        }
    }

    /// Undoes [`Held::enter`].
    pub(super) fn leave(&mut self, granted: &Granted) {
        for capability in &granted.0 {
            self.counts[capability.0 as usize] -= 1;
        }
    }
}
