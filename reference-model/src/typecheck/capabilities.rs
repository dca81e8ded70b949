//! Capabilities: which attributes and tags are known to be there once a condition is true.
//!
//! `e has a` being true makes `e.a` safe wherever that is known: to the right of `&&`, in the `then` branch, in later
//! clauses. Expressions are compared as they are written, but for the order of fields and for `action`, which is the environment's action. A tag's
//! key may be any expression; an attribute's name is never the key of a tag.
//!
//! Source: formal model, `Capabilities`, `Key`; RFC 82, "Validation".

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::expr::{Expr, Var};
use crate::name::EntityUid;
use crate::value::Prim;

/// What is known to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// An attribute of this name.
    Attr(String),
    /// A tag with this key.
    Tag(Expr),
}

/// What may be known to be there, and is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted<'w> {
    Attr(&'w str),
    Tag(&'w Expr),
}

/// That a value has an attribute or a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capability {
    /// The expression whose value it is.
    pub subject: Expr,
    /// What the value has.
    pub key: Key,
}

/// What an expression lets us know if it is true.
///
/// They are kept by the height of the subject, so that what is looked for is compared with few: a long `has a.b.c…`
/// makes one of each height.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities(BTreeMap<usize, Vec<Rc<Capability>>>);

impl Capabilities {
    /// Just this one.
    pub(crate) fn one(capability: Capability) -> Self {
        Self(BTreeMap::from([(height(&capability.subject), vec![Rc::new(capability)])]))
    }

    /// Those of either.
    pub(crate) fn or(mut self, other: Self) -> Self {
        for (height, capabilities) in other.0 {
            self.0.entry(height).or_default().extend(capabilities);
        }
        self
    }

    /// Those of both, in an environment with this action.
    pub(crate) fn and(mut self, other: &Self, action: &EntityUid) -> Self {
        for (height, capabilities) in &mut self.0 {
            capabilities.retain(|capability| {
                let wanted = match &capability.key {
                    Key::Attr(attr) => Wanted::Attr(attr),
                    Key::Tag(key) => Wanted::Tag(key),
                };
                other.contains(*height, &capability.subject, wanted, action)
            });
        }
        self
    }

    /// Whether that of this subject, which is of this height, is one of them.
    fn contains(&self, height: usize, subject: &Expr, wanted: Wanted<'_>, action: &EntityUid) -> bool {
        let is_it = |capability: &Rc<Capability>| {
            let has_key = match (&capability.key, wanted) {
                (Key::Attr(attr), Wanted::Attr(wanted)) => attr == wanted,
                (Key::Tag(key), Wanted::Tag(wanted)) => means_same(key, wanted, action),
                (Key::Attr(_), Wanted::Tag(_)) | (Key::Tag(_), Wanted::Attr(_)) => false,
            };
            has_key && means_same(&capability.subject, subject, action)
        };
        self.0.get(&height).is_some_and(|at_height| at_height.iter().any(is_it))
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

    /// Whether this is known, in an environment with this action.
    pub(crate) fn contains(&self, subject: &Expr, wanted: Wanted<'_>, action: &EntityUid) -> bool {
        let height = height(subject);
        let mut place = Some(self);
        while let Some(known) = place {
            if known.here.contains(height, subject, wanted, action) {
                return true;
            }
            place = known.around;
        }
        false
    }
}

/// Whether two expressions are the same where `action` stands for this action and fields are in any order.
fn means_same(a: &Expr, b: &Expr, action: &EntityUid) -> bool {
    let same = |a: &Expr, b: &Expr| means_same(a, b, action);
    let all_same = |a: &[Expr], b: &[Expr]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
    match (a, b) {
        (Expr::Var(Var::Action), Expr::Lit(Prim::Entity(uid)))
        | (Expr::Lit(Prim::Entity(uid)), Expr::Var(Var::Action)) => uid == action,
        (Expr::Lit(_), Expr::Lit(_)) | (Expr::Var(_), Expr::Var(_)) => a == b,
        (Expr::If(a, b, c), Expr::If(x, y, z)) => same(a, x) && same(b, y) && same(c, z),
        (Expr::And(a, b), Expr::And(x, y)) | (Expr::Or(a, b), Expr::Or(x, y)) => same(a, x) && same(b, y),
        (Expr::Unary(op, a), Expr::Unary(other, x)) => op == other && same(a, x),
        (Expr::Binary(op, a, b), Expr::Binary(other, x, y)) => op == other && same(a, x) && same(b, y),
        (Expr::GetAttr(a, attr), Expr::GetAttr(x, other)) | (Expr::HasAttr(a, attr), Expr::HasAttr(x, other)) => {
            attr == other && same(a, x)
        }
        (Expr::Set(a), Expr::Set(x)) => all_same(a, x),
        (Expr::Record(a), Expr::Record(x)) => {
            let field = |name: &String| x.iter().find(|(other, _)| other == name);
            a.len() == x.len() && a.iter().all(|(name, a)| field(name).is_some_and(|(_, x)| same(a, x)))
        }
        (Expr::Call(function, a), Expr::Call(other, x)) => function == other && all_same(a, x),
        _ => false,
    }
}

/// How deep an expression is.
fn height(expr: &Expr) -> usize {
    let highest = match expr {
        Expr::Lit(_) | Expr::Var(_) => 0,
        Expr::If(a, b, c) => height(a).max(height(b)).max(height(c)),
        Expr::And(a, b) | Expr::Or(a, b) | Expr::Binary(_, a, b) => height(a).max(height(b)),
        Expr::Unary(_, a) | Expr::GetAttr(a, _) | Expr::HasAttr(a, _) => height(a),
        Expr::Set(elements) | Expr::Call(_, elements) => elements.iter().map(height).max().unwrap_or(0),
        Expr::Record(fields) => fields.iter().map(|(_, value)| height(value)).max().unwrap_or(0),
    };
    highest + 1
}
