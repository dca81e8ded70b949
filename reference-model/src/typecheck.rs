//! The types of expressions.
//!
//! An expression is looked at in one environment. It has a type, or it breaks a rule; and if it is a condition, its truth
//! lets us know of attributes and tags (its capabilities).
//!
//! - A literal has its own type, `true` and `false` singleton ones; an entity literal must be one that the schema allows.
//! - `action` stands for the environment's action, wherever a rule asks for a literal.
//! - What a singleton boolean decides is not looked at: the right of `&&` after `False`, of `||` after `True`, the other
//!   branch of an `if`.
//! - What the left of `&&` or the condition of an `if` lets us know is known in the right operand or the `then` branch.
//!   `&&` lets us know what both sides do, `||` what each side does, `if` what both branches do (`then` with condition).
//! - The branches of an `if`, and the elements of a set, must have an upper bound. Strictly, a set has an element.
//!
//! Other rules: `operators`, `attributes`, `calls`; of policies as a whole: `policy`.
//!
//! Source: formal model, `Validation.Typechecker`; language guide, "Policy validation"; RFC 19.

mod attributes;
mod calls;
mod capabilities;
mod environment;
mod error;
mod names;
mod noted;
mod operators;
mod policy;
pub(crate) mod suggest;

pub use capabilities::{Capabilities, Capability, Key};
pub use environment::{Environment, environments};
pub use error::{BoundOf, Expected, TypeError, TypeErrorKind};
pub(crate) use names::unknown_entity;
pub use names::unknown_names;
pub use policy::{Part, ScopeType, TypedPolicy, policy, scope};

use crate::expr::{Expr, Var};
use crate::observe::{Judgment, Rule, judged};
use crate::stack::with_room;
use crate::types::{BoolType, Mode, Type, least_upper_bound};
use crate::value::Prim;
use capabilities::Known;
pub(crate) use noted::{Tested, extension};

/// An expression with the types of all its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedExpr<'e> {
    /// The expression.
    pub expr: &'e Expr,
    /// Its type.
    pub ty: Type,
    /// Its operands, in source order; `None` where the operands before it decide, so that it was not looked at.
    pub parts: Vec<Option<TypedExpr<'e>>>,
}

/// The types of an expression and its parts in an environment.
///
/// # Errors
/// The first sub-expression that breaks a rule.
pub fn typecheck<'e>(expr: &'e Expr, environment: &Environment<'_>, mode: Mode) -> Result<TypedExpr<'e>, TypeError> {
    let nothing = Capabilities::default();
    Checker { environment, mode }.check(expr, &Known::new(&nothing)).map(|(typed, _)| typed)
}

/// The types of an expression, and what its truth lets us know.
type Checked<'e> = Result<(TypedExpr<'e>, Capabilities), TypeError>;

/// The type that a rule gives, and what the truth of the expression lets us know.
type Ruled = Result<(Type, Capabilities), TypeError>;

/// A check under way.
pub(crate) struct Checker<'c, 's> {
    pub(crate) environment: &'c Environment<'s>,
    pub(crate) mode: Mode,
}

impl Checker<'_, '_> {
    /// Finds the type of an expression where this is known.
    pub(crate) fn check<'e>(&self, expr: &'e Expr, known: &Known<'_>) -> Checked<'e> {
        with_room(|| match expr {
            Expr::Lit(prim) => typed(expr, [], self.literal(expr, prim)),
            Expr::Var(var) => typed(expr, [], Ok(plain(self.variable(*var)))),
            Expr::If(test, then, otherwise) => self.conditional(expr, [test, then, otherwise], known),
            Expr::And(a, b) => self.and(expr, a, b, known),
            Expr::Or(a, b) => self.or(expr, a, b, known),
            Expr::Unary(op, a) => {
                let a = self.part(a, known)?;
                let rule = operators::unary(op, &a).map(plain);
                typed(expr, [Some(a)], rule)
            }
            Expr::Binary(op, a, b) => {
                let (a, b) = (self.part(a, known)?, self.part(b, known)?);
                let rule = self.binary(*op, expr, &a, &b, known);
                typed(expr, [Some(a), Some(b)], rule)
            }
            Expr::GetAttr(a, attr) => {
                let a = self.part(a, known)?;
                let rule = self.get_attr(expr, &a, attr, known).map(plain);
                typed(expr, [Some(a)], rule)
            }
            Expr::HasAttr(a, attr) => {
                let a = self.part(a, known)?;
                let rule = self.has_attr(&a, attr, known);
                typed(expr, [Some(a)], rule)
            }
            Expr::Set(elements) => {
                let elements = self.parts(elements, known)?;
                let rule = self.set(expr, &elements).map(plain);
                typed(expr, elements.into_iter().map(Some), rule)
            }
            Expr::Record(fields) => {
                let values = self.parts(fields.iter().map(|(_, value)| value), known)?;
                let rule = attributes::record(fields, &values);
                typed(expr, values.into_iter().map(Some), Ok(plain(rule)))
            }
            Expr::Call(function, arguments) => {
                let arguments = self.parts(arguments, known)?;
                let rule = calls::call(expr, *function, &arguments, self.mode).map(plain);
                typed(expr, arguments.into_iter().map(Some), rule)
            }
        })
    }

    /// An operand that lets us know nothing.
    fn part<'e>(&self, expr: &'e Expr, known: &Known<'_>) -> Result<TypedExpr<'e>, TypeError> {
        self.check(expr, known).map(|(typed, _)| typed)
    }

    /// Operands from left to right.
    fn parts<'e>(
        &self,
        exprs: impl IntoIterator<Item = &'e Expr>,
        known: &Known<'_>,
    ) -> Result<Vec<TypedExpr<'e>>, TypeError> {
        exprs.into_iter().map(|expr| self.part(expr, known)).collect()
    }

    /// A condition: an operand that must be a boolean.
    pub(crate) fn condition<'e>(
        &self,
        expr: &'e Expr,
        known: &Known<'_>,
        at: Tested,
    ) -> Result<(TypedExpr<'e>, BoolType, Capabilities), TypeError> {
        let (typed, gains) = self.check(expr, known)?;
        noted::note_condition(at, &typed.ty);
        match typed.ty {
            Type::Bool(b) => Ok((typed, b, gains)),
            found => Err(unexpected(expr, &[Expected::Type(Type::BOOL)], &found, None)),
        }
    }

    fn literal(&self, expr: &Expr, prim: &Prim) -> Ruled {
        match prim {
            Prim::Bool(true) => Ok(plain(Type::Bool(BoolType::True))),
            Prim::Bool(false) => Ok(plain(Type::Bool(BoolType::False))),
            Prim::Long(_) => Ok(plain(Type::Long)),
            Prim::String(_) => Ok(plain(Type::String)),
            Prim::Entity(uid) => match unknown_entity(uid, self.environment.schema) {
                None => Ok(plain(Type::entity(&uid.ty))),
                Some(kind) => Err(TypeError::new(expr, kind)),
            },
        }
    }

    fn variable(&self, var: Var) -> Type {
        match var {
            Var::Principal => Type::entity(self.environment.principal),
            Var::Action => Type::entity(&self.environment.action.ty),
            Var::Resource => Type::entity(self.environment.resource),
            Var::Context => Type::record(self.environment.context),
        }
    }

    fn conditional<'e>(
        &self,
        expr: &'e Expr,
        [test, then, otherwise]: [&'e Expr; 3],
        known: &Known<'_>,
    ) -> Checked<'e> {
        let (test, test_type, test_gains) = self.condition(test, known, Tested::If)?;
        match test_type {
            BoolType::True => {
                let (then, gains) = self.check(then, &known.with(&test_gains))?;
                let rule = (then.ty.clone(), test_gains.or(gains));
                typed(expr, [Some(test), Some(then), None], Ok(rule))
            }
            BoolType::False => {
                let (otherwise, gains) = self.check(otherwise, known)?;
                let rule = (otherwise.ty.clone(), gains);
                typed(expr, [Some(test), None, Some(otherwise)], Ok(rule))
            }
            BoolType::Any => {
                let (then, then_gains) = self.check(then, &known.with(&test_gains))?;
                let (otherwise, gains) = self.check(otherwise, known)?;
                let bound = self.bound(expr, BoundOf::Branches, &[&then.ty, &otherwise.ty]);
                let rule = bound.map(|ty| (ty, test_gains.or(then_gains).and(&gains, self.environment.action)));
                typed(expr, [Some(test), Some(then), Some(otherwise)], rule)
            }
        }
    }

    #[rustfmt::skip]
    fn and<'e>(&self, expr: &'e Expr, a: &'e Expr, b: &'e Expr, known: &Known<'_>) -> Checked<'e> {
        let (a, a_type, a_gains) = self.condition(a, known, Tested::Left(Rule::And))?;
        if a_type == BoolType::False {
            return typed(expr, [Some(a), None], Ok(plain(Type::Bool(BoolType::False))));
        }
        let (b, b_type, b_gains) = self.condition(b, &known.with(&a_gains), Tested::Right(Rule::And))?;
        let nothing = Capabilities::default();
        let (ty, gains) = match (a_type, b_type) {
            (_,              BoolType::False) => (BoolType::False, nothing),
            (_,              BoolType::True)  => (a_type,          a_gains.or(b_gains)),
            (_,              BoolType::Any)   => (BoolType::Any,   a_gains.or(b_gains)),
        };
        typed(expr, [Some(a), Some(b)], Ok((Type::Bool(ty), gains)))
    }

    #[rustfmt::skip]
    fn or<'e>(&self, expr: &'e Expr, a: &'e Expr, b: &'e Expr, known: &Known<'_>) -> Checked<'e> {
        let (a, a_type, a_gains) = self.condition(a, known, Tested::Left(Rule::Or))?;
        if a_type == BoolType::True {
            return typed(expr, [Some(a), None], Ok(plain(Type::Bool(BoolType::True))));
        }
        let (b, b_type, b_gains) = self.condition(b, known, Tested::Right(Rule::Or))?;
        let nothing = Capabilities::default();
        let (ty, gains) = match (a_type, b_type) {
            (BoolType::False, _)               => (b_type,         b_gains),
            (_,               BoolType::True)  => (BoolType::True, nothing),
            (_,               BoolType::False) => (BoolType::Any,  a_gains),
            (_,               BoolType::Any)   => (BoolType::Any,  a_gains.and(&b_gains, self.environment.action)),
        };
        typed(expr, [Some(a), Some(b)], Ok((Type::Bool(ty), gains)))
    }

    fn set(&self, expr: &Expr, elements: &[TypedExpr<'_>]) -> Result<Type, TypeError> {
        if elements.is_empty() && self.mode == Mode::Strict {
            return Err(TypeError::new(expr, TypeErrorKind::EmptySet));
        }
        let types: Vec<&Type> = elements.iter().map(|element| &element.ty).collect();
        self.bound(expr, BoundOf::Elements, &types).map(Type::set_of)
    }

    /// The least upper bound of all these types.
    fn bound(&self, at: &Expr, place: BoundOf, types: &[&Type]) -> Result<Type, TypeError> {
        let bound = types.iter().try_fold(Type::Never, |bound, ty| least_upper_bound(&bound, ty, self.mode));
        // The tags of one type are of one type, so those of several are the business of permissive validation alone.
        if types.len() > 1 && place != BoundOf::Tags {
            judged(|| Judgment::Bound { place, mode: self.mode, why: bound.as_ref().err().copied() });
        }
        bound.map_err(|why| {
            let types = types.iter().map(|ty| (*ty).clone()).collect();
            TypeError::new(at, TypeErrorKind::IncompatibleTypes { place, types, why })
        })
    }
}

/// A type, and nothing that its truth lets us know.
fn plain(ty: Type) -> (Type, Capabilities) {
    (ty, Capabilities::default())
}

/// The expression with what a rule says of it.
fn typed<'e>(expr: &'e Expr, parts: impl IntoIterator<Item = Option<TypedExpr<'e>>>, rule: Ruled) -> Checked<'e> {
    let parts: Vec<_> = parts.into_iter().collect();
    noted::note(expr, &parts, rule.as_ref().map(|(ty, _)| ty).map_err(|error| &*error.kind));
    rule.map(|(ty, gains)| (TypedExpr { expr, ty, parts }, gains))
}

/// An operand of a wrong type.
fn unexpected<const N: usize>(
    at: &Expr,
    expected: &[Expected; N],
    found: &Type,
    hint: Option<&'static str>,
) -> TypeError {
    let (expected, found) = (expected.to_vec(), found.clone());
    TypeError::new(at, TypeErrorKind::UnexpectedType { expected, found, hint })
}

#[cfg(test)]
mod tests;
