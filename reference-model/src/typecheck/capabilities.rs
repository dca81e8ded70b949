//! Capabilities: which attributes and tags are known to be there once a condition is true.
//!
//! `e has a` being true makes `e.a` safe wherever that is known: to the right of `&&`, in the `then` branch, in later
//! clauses. Expressions are compared as they are written, but for `action`, which is the environment's action. A tag's
//! key may be any expression, an attribute's name is never the key of a tag.
//!
//! Source: formal model, `Capabilities`, `Key`; RFC 82, "Validation".

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::expr::Expr;

/// What is known to be there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// An attribute of this name.
    Attr(String),
    /// A tag with this key.
    Tag(Expr),
}

/// That the expression's value has the attribute or tag.
pub type Capability = (Expr, Key);

/// What an expression lets us know if it is true.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities(BTreeSet<Rc<Capability>>);

impl Capabilities {
    /// Just this one.
    pub(crate) fn one(subject: Expr, key: Key) -> Self {
        Self(BTreeSet::from([Rc::new((subject, key))]))
    }

    /// Those of either.
    pub(crate) fn or(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Those of both.
    pub(crate) fn and(self, other: &Self) -> Self {
        Self(self.0.into_iter().filter(|capability| other.0.contains(capability)).collect())
    }
}

/// What is known at a place: the capabilities of the condition around it, and what is known around that.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'k> {
    here: &'k Capabilities,
    around: Option<&'k Known<'k>>,
}

impl<'k> Known<'k> {
    /// These, and nothing around.
    pub(crate) fn new(here: &'k Capabilities) -> Self {
        Self { here, around: None }
    }

    /// What is known and these, too.
    pub(crate) fn with<'n>(&'n self, here: &'n Capabilities) -> Known<'n> {
        Known { here, around: Some(self) }
    }

    /// Whether this is known.
    pub(crate) fn contains(&self, capability: &Capability) -> bool {
        let mut place = Some(self);
        while let Some(known) = place {
            if known.here.0.contains(capability) {
                return true;
            }
            place = known.around;
        }
        false
    }
}
