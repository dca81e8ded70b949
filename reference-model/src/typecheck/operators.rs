//! The types of operators.
//!
//! - `!`, `-`, arithmetic, `like`, `isEmpty` take what they take at run time. `!` of a singleton is the other singleton.
//! - `e is T` is decided by the type of `e`, unless that is one of several.
//! - `<` and `<=` compare two integers, two datetimes or two durations.
//! - `==` of two literals is decided by them, of entities that have no type in common it is false. Otherwise, strictly,
//!   the operands' types must have an upper bound; so must they of a set's elements and what `contains` looks for, and
//!   those of the sets of `containsAll` and `containsAny`.
//! - `in` of an action literal and literals is decided by the declared groups. Otherwise it is false if no declared
//!   ancestor of the left type is the right one.
//! - `hasTag` is false if the type has no tags, true if that is known already. `getTag` needs to be known.
//!
//! Source: formal model, `typeOfUnaryApp`, `typeOfBinaryApp`; RFC 82 for tags.

use std::collections::BTreeSet;

use crate::expr::{BinaryOp, Expr, UnaryOp, Var};
use crate::name::{EntityType, EntityUid};
use crate::typecheck::capabilities::{Capabilities, Capability, Key, Known, Wanted};
use crate::typecheck::error::{BoundOf, Expected, TypeError, TypeErrorKind, binary_hint, unary_hint};
use crate::typecheck::{Checker, Ruled, TypedExpr, plain, unexpected};
use crate::types::{BoolType, ExtType, Mode, Type};
use crate::value::Prim;

/// The type of an operator with one operand.
#[rustfmt::skip]
pub(super) fn unary(op: &UnaryOp, a: &TypedExpr<'_>) -> Result<Type, TypeError> {
    let expected = match (op, &a.ty) {
        (UnaryOp::Not,      Type::Bool(b))   => return Ok(Type::Bool(not(*b))),
        (UnaryOp::Neg,      Type::Long)      => return Ok(Type::Long),
        (UnaryOp::IsEmpty,  Type::Set(_))    => return Ok(Type::BOOL),
        (UnaryOp::Like(_),  Type::String)    => return Ok(Type::BOOL),
        (UnaryOp::Is(ty),   Type::Entity(e)) => return Ok(Type::Bool(is(e, ty))),
        (UnaryOp::Not,      _)               => Expected::Type(Type::BOOL),
        (UnaryOp::Neg,      _)               => Expected::Type(Type::Long),
        (UnaryOp::IsEmpty,  _)               => Expected::Set,
        (UnaryOp::Like(_),  _)               => Expected::Type(Type::String),
        (UnaryOp::Is(_),    _)               => Expected::Entity,
    };
    Err(unexpected(a.expr, &[expected], &a.ty, unary_hint(op, &a.ty)))
}

pub(super) fn not(b: BoolType) -> BoolType {
    match b {
        BoolType::Any => BoolType::Any,
        BoolType::True => BoolType::False,
        BoolType::False => BoolType::True,
    }
}

/// Whether an entity of one of these types is of that type.
pub(super) fn is(types: &BTreeSet<EntityType>, ty: &EntityType) -> BoolType {
    match (types.contains(ty), types.len()) {
        (false, _) => BoolType::False,
        (true, 1) => BoolType::True,
        (true, _) => BoolType::Any,
    }
}

impl Checker<'_, '_> {
    /// The type of an operator with two operands.
    #[rustfmt::skip]
    pub(super) fn binary(
        &self, op: BinaryOp, expr: &Expr, a: &TypedExpr<'_>, b: &TypedExpr<'_>, known: &Known<'_>,
    ) -> Ruled {
        use BinaryOp::{Add, Contains, ContainsAll, ContainsAny, Eq, GetTag, HasTag, In, Less, LessEq, Mul, Sub};
        use ExtType::{Datetime, Duration};
        match (op, &a.ty, &b.ty) {
            (Eq,                        _,                   _)                   => self.equality(expr, a, b).map(plain),
            (In,                        Type::Entity(x),     Type::Entity(y))     => Ok(plain(self.membership(a, x, b, y))),
            (In,                        Type::Entity(x),     Type::Set(y))        => self.set_membership(a, x, b, y).map(plain),
            (HasTag,                    Type::Entity(x),     Type::String)        => Ok(self.has_tag(a, x, b, known)),
            (GetTag,                    Type::Entity(x),     Type::String)        => self.get_tag(expr, a, x, b, known).map(plain),
            (Less | LessEq,             Type::Long,          Type::Long)          => Ok(plain(Type::BOOL)),
            (Less | LessEq,             Type::Ext(Datetime), Type::Ext(Datetime)) => Ok(plain(Type::BOOL)),
            (Less | LessEq,             Type::Ext(Duration), Type::Ext(Duration)) => Ok(plain(Type::BOOL)),
            (Add | Sub | Mul,           Type::Long,          Type::Long)          => Ok(plain(Type::Long)),
            (Contains,                  Type::Set(x),        y)                   => self.comparison(expr, BoundOf::Contains, x, y).map(plain),
            (ContainsAll | ContainsAny, Type::Set(_),        Type::Set(_))        => self.comparison(expr, BoundOf::ContainsAllOrAny, &a.ty, &b.ty).map(plain),
            _                                                                     => Err(wrong_operand(op, a, b)),
        }
    }

    /// `a == b`
    fn equality(&self, expr: &Expr, a: &TypedExpr<'_>, b: &TypedExpr<'_>) -> Result<Type, TypeError> {
        match (self.as_literal(a.expr), self.as_literal(b.expr)) {
            (Some(a), Some(b)) => Ok(Type::Bool(if a == b { BoolType::True } else { BoolType::False })),
            _ if are_disjoint(&a.ty, &b.ty) => Ok(Type::Bool(BoolType::False)),
            _ => self.comparison(expr, BoundOf::Equality, &a.ty, &b.ty),
        }
    }

    /// A comparison of values of these types: strictly, they must have an upper bound.
    fn comparison(&self, expr: &Expr, place: BoundOf, a: &Type, b: &Type) -> Result<Type, TypeError> {
        match self.mode {
            Mode::Strict => self.bound(expr, place, &[a, b]).map(|_| Type::BOOL),
            Mode::Permissive => Ok(Type::BOOL),
        }
    }

    /// `a in b`
    fn membership(&self, a: &TypedExpr<'_>, a_types: &Types, b: &TypedExpr<'_>, b_types: &Types) -> Type {
        match (self.as_action(a.expr), self.as_entity(b.expr)) {
            (Some(action), Some(group)) => decided(self.environment.is_action_in(&action, &group)),
            _ => Type::Bool(self.may_be_in(a_types, b_types)),
        }
    }

    /// `a in [b, …]`
    fn set_membership(
        &self,
        a: &TypedExpr<'_>,
        a_types: &Types,
        b: &TypedExpr<'_>,
        element: &Type,
    ) -> Result<Type, TypeError> {
        let literals = match b.expr {
            Expr::Set(elements) => elements.iter().map(|element| self.as_entity(element)).collect::<Option<Vec<_>>>(),
            _ => None,
        };
        match (self.as_action(a.expr), literals, element) {
            (_, _, element) if !matches!(element, Type::Entity(_) | Type::Never) => {
                Err(wrong_operand(BinaryOp::In, a, b))
            }
            (Some(action), Some(groups), _) => {
                Ok(decided(groups.iter().any(|group| self.environment.is_action_in(&action, group))))
            }
            (_, _, Type::Entity(b_types)) => Ok(Type::Bool(self.may_be_in(a_types, b_types))),
            // Of the elements of `[]` nothing is known, not even that there are none.
            _ => Ok(Type::BOOL),
        }
    }

    /// Whether entities of these types may be in entities of those.
    pub(super) fn may_be_in(&self, a: &Types, b: &Types) -> BoolType {
        let any = a.iter().any(|a| b.iter().any(|b| self.environment.may_be_in(a, b)));
        if any { BoolType::Any } else { BoolType::False }
    }

    /// `a.hasTag(b)`
    fn has_tag(&self, a: &TypedExpr<'_>, types: &Types, b: &TypedExpr<'_>, known: &Known<'_>) -> (Type, Capabilities) {
        if !types.iter().any(|ty| self.environment.tags(ty).is_some()) {
            return plain(Type::Bool(BoolType::False));
        }
        if known.contains(a.expr, Wanted::Tag(b.expr), self.environment.action) {
            return plain(Type::Bool(BoolType::True));
        }
        let capability = Capability { subject: a.expr.clone(), key: Key::Tag(b.expr.clone()) };
        (Type::BOOL, Capabilities::one(capability))
    }

    /// `a.getTag(b)`: where only some of the types have tags, it is an entity of these.
    fn get_tag(
        &self,
        expr: &Expr,
        a: &TypedExpr<'_>,
        types: &Types,
        b: &TypedExpr<'_>,
        known: &Known<'_>,
    ) -> Result<Type, TypeError> {
        let ty = || a.ty.clone();
        let tags: Vec<Type> = types.iter().filter_map(|ty| self.environment.tags(ty)).map(Type::from).collect();
        if tags.is_empty() {
            return Err(TypeError::new(expr, TypeErrorKind::NoTags { ty: ty() }));
        }
        if !known.contains(a.expr, Wanted::Tag(b.expr), self.environment.action) {
            return Err(TypeError::new(expr, TypeErrorKind::UncheckedTag { ty: ty() }));
        }
        self.bound(expr, BoundOf::Tags, &tags.iter().collect::<Vec<_>>())
    }

    /// The literal that the expression is, if it is one; `action` is the environment's action.
    fn as_literal(&self, expr: &Expr) -> Option<Prim> {
        match expr {
            Expr::Lit(prim) => Some(prim.clone()),
            Expr::Var(Var::Action) => Some(Prim::Entity(self.environment.action.clone())),
            _ => None,
        }
    }

    fn as_entity(&self, expr: &Expr) -> Option<EntityUid> {
        match self.as_literal(expr)? {
            Prim::Entity(uid) => Some(uid),
            _ => None,
        }
    }

    fn as_action(&self, expr: &Expr) -> Option<EntityUid> {
        self.as_entity(expr).filter(|uid| self.environment.schema.actions.contains_key(uid))
    }
}

/// The types that an entity may have.
type Types = BTreeSet<EntityType>;

fn decided(b: bool) -> Type {
    Type::Bool(if b { BoolType::True } else { BoolType::False })
}

/// Whether both are entities, and never of the same type.
fn are_disjoint(a: &Type, b: &Type) -> bool {
    matches!((a, b), (Type::Entity(a), Type::Entity(b)) if a.is_disjoint(b))
}

/// The first operand that is not of a type that the operator takes, and which types it takes.
fn wrong_operand(op: BinaryOp, a: &TypedExpr<'_>, b: &TypedExpr<'_>) -> TypeError {
    let (left, right): (Vec<Expected>, Vec<Expected>) = match op {
        // Every operand is of a type that `==` takes.
        BinaryOp::Eq => (Vec::new(), Vec::new()),
        BinaryOp::In => (vec![Expected::Entity], vec![Expected::Entity, Expected::EntitySet]),
        BinaryOp::HasTag | BinaryOp::GetTag => (vec![Expected::Entity], vec![Expected::Type(Type::String)]),
        BinaryOp::Less | BinaryOp::LessEq if is_ordered(&a.ty) => (ordered(), vec![Expected::Type(a.ty.clone())]),
        BinaryOp::Less | BinaryOp::LessEq if is_ordered(&b.ty) => (vec![Expected::Type(b.ty.clone())], ordered()),
        BinaryOp::Less | BinaryOp::LessEq => (ordered(), ordered()),
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => {
            (vec![Expected::Type(Type::Long)], vec![Expected::Type(Type::Long)])
        }
        BinaryOp::Contains => (vec![Expected::Set], Vec::new()),
        BinaryOp::ContainsAll | BinaryOp::ContainsAny => (vec![Expected::Set], vec![Expected::Set]),
    };
    let (operand, expected) = if left.iter().any(|expected| takes(expected, &a.ty)) { (b, right) } else { (a, left) };
    let (found, hint) = (operand.ty.clone(), binary_hint(op, &operand.ty));
    TypeError::new(operand.expr, TypeErrorKind::UnexpectedType { expected, found, hint })
}

fn is_ordered(ty: &Type) -> bool {
    matches!(ty, Type::Long | Type::Ext(ExtType::Datetime | ExtType::Duration))
}

fn ordered() -> Vec<Expected> {
    [Type::Long, Type::Ext(ExtType::Datetime), Type::Ext(ExtType::Duration)].map(Expected::Type).to_vec()
}

fn takes(expected: &Expected, ty: &Type) -> bool {
    match (expected, ty) {
        (Expected::Type(expected), ty) => expected == ty,
        (Expected::Entity, Type::Entity(_))
        | (Expected::Record, Type::Record { .. })
        | (Expected::Set, Type::Set(_)) => true,
        (Expected::EntitySet, Type::Set(element)) => matches!(**element, Type::Entity(_) | Type::Never),
        _ => false,
    }
}
