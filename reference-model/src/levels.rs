//! Levels: how far from the request's entities a policy looks for data.
//!
//! - Attributes, tags and ancestors of an entity are its data: `e.a`, `e has a`, `e.getTag(k)`, `e.hasTag(k)` and `e in g`
//!   dereference `e` if it is an entity. A policy is at level `n` if it chains at most `n` dereferences.
//! - A variable and what a record reached from it holds are at no distance; what an entity's attribute or tag holds is
//!   one further than the entity. Of a record literal only the field that is accessed counts as the way to the entity.
//!   An `if` is as far as its farther branch.
//! - An entity literal may not be dereferenced at any level, for it is no root of the slice; but the request's action is.
//! - What the types make unreachable does not count.
//!
//! Which data that is, given entities and a request, says `slice`.
//!
//! Source: formal model, `Validation.Levels`; RFC 76; language guide, "Policy level validation".

mod slice;

pub use slice::slice;

use crate::expr::{BinaryOp, Expr};
use crate::observe::{Judgment, Reach, judged};
use crate::stack::with_room;
use crate::typecheck::{Environment, Part, TypedExpr, TypedPolicy};
use crate::types::Type;
use crate::value::Prim;

/// Why an expression is not at a level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LevelErrorKind {
    /// It chains too many dereferences.
    #[error("this dereferences {needed} entities in a row, level {allowed} allows {allowed}")]
    TooDeep {
        /// How many dereferences there are in a row, this one included.
        needed: u32,
        /// The level.
        allowed: u32,
    },
    /// It dereferences an entity literal.
    #[error("an entity literal is no part of the request, so its data may not be there")]
    Literal,
}

impl LevelErrorKind {
    /// The kind's name, for machines.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TooDeep { .. } => "level-exceeded",
            Self::Literal => "literal-dereferenced",
        }
    }
}

/// An expression, or a constraint of the scope, that is not at the level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelError {
    /// The part of the policy.
    pub part: Part,
    /// The expression that dereferences; `None` for a constraint of the scope.
    pub at: Option<Box<Expr>>,
    /// Why.
    pub kind: LevelErrorKind,
}

/// Everything in a policy that is not at this level.
pub fn check(policy: &TypedPolicy<'_>, environment: &Environment<'_>, level: u32) -> Vec<LevelError> {
    let mut errors = Vec::new();
    for (part, scope) in [Part::Principal, Part::Action, Part::Resource].into_iter().zip(policy.scope) {
        if scope.is_some_and(|scope| scope.dereferences) {
            note_scope(part, level);
        }
        if level == 0 && scope.is_some_and(|scope| scope.dereferences) {
            errors.push(LevelError { part, at: None, kind: LevelErrorKind::TooDeep { needed: 1, allowed: level } });
        }
    }
    for (index, clause) in policy.clauses.iter().enumerate() {
        if let Some(clause) = clause {
            let mut check = Check { environment, level, part: Part::Clause(index), errors: &mut errors };
            check.expression(clause);
        }
    }
    errors
}

/// A check under way.
struct Check<'c, 's> {
    environment: &'c Environment<'s>,
    level: u32,
    part: Part,
    errors: &'c mut Vec<LevelError>,
}

impl Check<'_, '_> {
    /// Checks an expression whose data is not looked at from here.
    fn expression(&mut self, e: &TypedExpr<'_>) {
        with_room(|| match (e.expr, e.parts.as_slice()) {
            (Expr::Binary(BinaryOp::In | BinaryOp::HasTag | BinaryOp::GetTag, ..), [Some(entity), Some(other)]) => {
                self.dereference(e, entity);
                self.expression(other);
            }
            (Expr::GetAttr(..) | Expr::HasAttr(..), [Some(a)]) if is_entity(a) => self.dereference(e, a),
            (_, parts) => parts.iter().flatten().for_each(|part| self.expression(part)),
        });
    }

    /// Checks the expression `e`, which looks at the data of `entity`.
    fn dereference(&mut self, e: &TypedExpr<'_>, entity: &TypedExpr<'_>) {
        let before = self.errors.len();
        let needed = self.distance(entity, &mut Vec::new()).saturating_add(1);
        let is_literal = self.errors[before..].iter().any(|error| error.kind == LevelErrorKind::Literal);
        let reach = if needed > self.level { Reach::Beyond } else { Reach::Within };
        judged(|| Judgment::Level(form(e.expr), if is_literal { Reach::Literal } else { reach }));
        if needed > self.level {
            self.error(e.expr, LevelErrorKind::TooDeep { needed, allowed: self.level });
        }
    }

    /// How far the entity is that the expression, or the field of it at the end of `path` (last step first), evaluates
    /// to. Everything else in the expression is checked by the way.
    fn distance(&mut self, e: &TypedExpr<'_>, path: &mut Vec<String>) -> u32 {
        judged(|| Judgment::Distance(self.step(e)));
        with_room(|| match (e.expr, e.parts.as_slice()) {
            (Expr::Lit(Prim::Entity(uid)), _) if uid == self.environment.action => 0,
            (Expr::Lit(_), _) => {
                self.error(e.expr, LevelErrorKind::Literal);
                0
            }
            (Expr::If(..), [Some(test), then, otherwise]) => {
                self.expression(test);
                let branches = [then, otherwise].into_iter().flatten();
                branches.map(|branch| self.distance(branch, &mut path.clone())).max().unwrap_or(0)
            }
            (Expr::GetAttr(..), [Some(a)]) if is_entity(a) => self.distance(a, &mut Vec::new()).saturating_add(1),
            (Expr::GetAttr(_, attr), [Some(a)]) => {
                path.push(attr.clone());
                self.distance(a, path)
            }
            (Expr::Binary(BinaryOp::GetTag, ..), [Some(a), Some(key)]) => {
                self.expression(key);
                self.distance(a, &mut Vec::new()).saturating_add(1)
            }
            (Expr::Record(fields), values) => {
                let wanted = path.pop();
                let mut distance = 0;
                for ((name, _), value) in fields.iter().zip(values.iter().flatten()) {
                    if Some(name) == wanted.as_ref() {
                        distance = self.distance(value, path);
                    } else {
                        self.expression(value);
                    }
                }
                distance
            }
            // Only variables are left that evaluate to an entity or to a record with one.
            _ => 0,
        })
    }

    /// The step that the way takes here, as coverage names it.
    fn step(&self, e: &TypedExpr<'_>) -> &'static str {
        match (e.expr, e.parts.as_slice()) {
            (Expr::Lit(Prim::Entity(uid)), _) if uid == self.environment.action => "the action's literal",
            (Expr::If(..), _) => "an if",
            (Expr::GetAttr(..), [Some(a)]) if is_entity(a) => "an attribute of an entity",
            (Expr::GetAttr(..), _) => "a field of a record",
            (Expr::Binary(BinaryOp::GetTag, ..), _) => "a tag",
            (Expr::Record(_), _) => "a record",
            // A literal of another entity is an error of its own; it is where a way starts, like a variable.
            _ => "a variable",
        }
    }

    fn error(&mut self, at: &Expr, kind: LevelErrorKind) {
        self.errors.push(LevelError { part: self.part, at: Some(Box::new(at.clone())), kind });
    }
}

/// The form of an expression that looks for data, as coverage names it.
fn form(expr: &Expr) -> &'static str {
    match expr {
        Expr::HasAttr(..) => "e has a",
        Expr::Binary(BinaryOp::In, ..) => "e in g",
        Expr::Binary(BinaryOp::HasTag, ..) => "e.hasTag(k)",
        Expr::Binary(..) => "e.getTag(k)",
        _ => "e.a",
    }
}

fn note_scope(part: Part, level: u32) {
    let form = match part {
        Part::Principal => "principal in the scope",
        Part::Action => "action in the scope",
        _ => "resource in the scope",
    };
    judged(|| Judgment::Level(form, if level == 0 { Reach::Beyond } else { Reach::Within }));
}

fn is_entity(e: &TypedExpr<'_>) -> bool {
    matches!(e.ty, Type::Entity(_))
}
