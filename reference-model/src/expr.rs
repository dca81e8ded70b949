//! Abstract syntax of expressions.
//!
//! It holds what the language *means*, not how it was written. The parser rewrites the rest:
//!
//! | written | means |
//! |---|---|
//! | `a != b` | `!(a == b)` |
//! | `a > b` | `!(a <= b)` |
//! | `a >= b` | `!(a < b)` |
//! | `e is T in g` | `(e is T) && (e in g)` |
//! | `e has a.b` | `(e has a) && (e.a has b)` |
//! | `e has "a"`, `e["a"]` | `e has a`, `e.a` |
//!
//! Source: the formal model's `Expr`.

use crate::name::{EntityType, EntityUid};
use crate::value::Prim;

/// One of the four variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Var {
    /// `principal`
    Principal,
    /// `action`
    Action,
    /// `resource`
    Resource,
    /// `context`
    Context,
}

/// One element of a `like` pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatternElem {
    /// `*`: any number of characters, also none.
    Star,
    /// This very character; a `*` here was written `\*`.
    Char(char),
}

/// An operator with one operand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnaryOp {
    /// `!e`
    Not,
    /// `-e`
    Neg,
    /// `e.isEmpty()`
    IsEmpty,
    /// `e like "pattern"`
    Like(Vec<PatternElem>),
    /// `e is T`
    Is(EntityType),
}

/// An operator with two operands, both of which are always evaluated, the left one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BinaryOp {
    /// `a == b`
    Eq,
    /// `a in b`
    In,
    /// `a.hasTag(b)`
    HasTag,
    /// `a.getTag(b)`
    GetTag,
    /// `a < b`
    Less,
    /// `a <= b`
    LessEq,
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a.contains(b)`
    Contains,
    /// `a.containsAll(b)`
    ContainsAll,
    /// `a.containsAny(b)`
    ContainsAny,
}

impl BinaryOp {
    /// The operator, or the name of the method, as policies spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Eq => "==",
            Self::In => "in",
            Self::HasTag => "hasTag",
            Self::GetTag => "getTag",
            Self::Less => "<",
            Self::LessEq => "<=",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Contains => "contains",
            Self::ContainsAll => "containsAll",
            Self::ContainsAny => "containsAny",
        }
    }
}

/// A function of an extension type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExtFun {
    /// `decimal("1.0")`
    Decimal,
    /// `d.lessThan(e)`
    LessThan,
    /// `d.lessThanOrEqual(e)`
    LessThanOrEqual,
    /// `d.greaterThan(e)`
    GreaterThan,
    /// `d.greaterThanOrEqual(e)`
    GreaterThanOrEqual,
    /// `ip("10.0.0.0/8")`
    Ip,
    /// `i.isIpv4()`
    IsIpv4,
    /// `i.isIpv6()`
    IsIpv6,
    /// `i.isLoopback()`
    IsLoopback,
    /// `i.isMulticast()`
    IsMulticast,
    /// `i.isInRange(j)`
    IsInRange,
    /// `datetime("2024-01-01")`
    Datetime,
    /// `duration("1h")`
    Duration,
    /// `t.offset(d)`
    Offset,
    /// `t.durationSince(u)`
    DurationSince,
    /// `t.toDate()`
    ToDate,
    /// `t.toTime()`
    ToTime,
    /// `d.toMilliseconds()`
    ToMilliseconds,
    /// `d.toSeconds()`
    ToSeconds,
    /// `d.toMinutes()`
    ToMinutes,
    /// `d.toHours()`
    ToHours,
    /// `d.toDays()`
    ToDays,
}

impl ExtFun {
    /// Every function, in the order of their declaration.
    pub const ALL: [Self; 22] = [
        Self::Decimal,
        Self::LessThan,
        Self::LessThanOrEqual,
        Self::GreaterThan,
        Self::GreaterThanOrEqual,
        Self::Ip,
        Self::IsIpv4,
        Self::IsIpv6,
        Self::IsLoopback,
        Self::IsMulticast,
        Self::IsInRange,
        Self::Datetime,
        Self::Duration,
        Self::Offset,
        Self::DurationSince,
        Self::ToDate,
        Self::ToTime,
        Self::ToMilliseconds,
        Self::ToSeconds,
        Self::ToMinutes,
        Self::ToHours,
        Self::ToDays,
    ];

    /// The function's name in policies.
    pub fn name(self) -> &'static str {
        match self {
            Self::Decimal => "decimal",
            Self::LessThan => "lessThan",
            Self::LessThanOrEqual => "lessThanOrEqual",
            Self::GreaterThan => "greaterThan",
            Self::GreaterThanOrEqual => "greaterThanOrEqual",
            Self::Ip => "ip",
            Self::IsIpv4 => "isIpv4",
            Self::IsIpv6 => "isIpv6",
            Self::IsLoopback => "isLoopback",
            Self::IsMulticast => "isMulticast",
            Self::IsInRange => "isInRange",
            Self::Datetime => "datetime",
            Self::Duration => "duration",
            Self::Offset => "offset",
            Self::DurationSince => "durationSince",
            Self::ToDate => "toDate",
            Self::ToTime => "toTime",
            Self::ToMilliseconds => "toMilliseconds",
            Self::ToSeconds => "toSeconds",
            Self::ToMinutes => "toMinutes",
            Self::ToHours => "toHours",
            Self::ToDays => "toDays",
        }
    }

    /// Whether it is called as a function, `ip("…")`; all others are called as methods of their first argument.
    pub fn is_constructor(self) -> bool {
        matches!(self, Self::Decimal | Self::Ip | Self::Datetime | Self::Duration)
    }

    /// How many arguments it takes, the receiver of a method included.
    pub fn arity(self) -> usize {
        match self {
            Self::LessThan
            | Self::LessThanOrEqual
            | Self::GreaterThan
            | Self::GreaterThanOrEqual
            | Self::IsInRange
            | Self::Offset
            | Self::DurationSince => 2,
            _ => 1,
        }
    }
}

/// An expression.
///
/// A *restricted* expression, the form of attributes and contexts before they are evaluated, is built of `Lit`, `Set`,
/// `Record` and `Call` of a constructor on one string literal only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expr {
    /// A literal: boolean, integer (also a negative one), string or entity.
    Lit(Prim),
    /// A variable.
    Var(Var),
    /// `if c then t else e`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a && b`
    And(Box<Expr>, Box<Expr>),
    /// `a || b`
    Or(Box<Expr>, Box<Expr>),
    /// An operator applied to one operand.
    Unary(UnaryOp, Box<Expr>),
    /// An operator applied to two operands.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `e.attr`
    GetAttr(Box<Expr>, String),
    /// `e has attr`
    HasAttr(Box<Expr>, String),
    /// `[a, b, …]`
    Set(Vec<Expr>),
    /// `{a: x, b: y, …}` in source order; keys are distinct.
    Record(Vec<(String, Expr)>),
    /// A call of an extension function; a method's receiver is its first argument. The number of arguments is checked
    /// when it is evaluated.
    Call(ExtFun, Vec<Expr>),
}

impl Expr {
    /// The expressions right below this one, in source order.
    pub fn operands(&self) -> Vec<&Self> {
        match self {
            Self::Lit(_) | Self::Var(_) => Vec::new(),
            Self::Unary(_, operand) | Self::GetAttr(operand, _) | Self::HasAttr(operand, _) => vec![operand],
            Self::And(left, right) | Self::Or(left, right) | Self::Binary(_, left, right) => vec![left, right],
            Self::If(test, then, otherwise) => vec![test, then, otherwise],
            Self::Set(elements) | Self::Call(_, elements) => elements.iter().collect(),
            Self::Record(fields) => fields.iter().map(|(_, value)| value).collect(),
        }
    }

    /// The same, to be changed.
    pub fn operands_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Lit(_) | Self::Var(_) => Vec::new(),
            Self::Unary(_, operand) | Self::GetAttr(operand, _) | Self::HasAttr(operand, _) => vec![operand],
            Self::And(left, right) | Self::Or(left, right) | Self::Binary(_, left, right) => vec![left, right],
            Self::If(test, then, otherwise) => vec![test, then, otherwise],
            Self::Set(elements) | Self::Call(_, elements) => elements.iter_mut().collect(),
            Self::Record(fields) => fields.iter_mut().map(|(_, value)| value).collect(),
        }
    }

    /// The literal `true` or `false`.
    pub fn bool(b: bool) -> Self {
        Self::Lit(Prim::Bool(b))
    }

    /// An integer literal.
    pub fn long(i: i64) -> Self {
        Self::Lit(Prim::Long(i))
    }

    /// A string literal.
    pub fn string(s: impl Into<String>) -> Self {
        Self::Lit(Prim::String(s.into()))
    }

    /// An entity literal.
    pub fn entity(uid: EntityUid) -> Self {
        Self::Lit(Prim::Entity(uid))
    }

    /// `!self`
    pub fn negated(self) -> Self {
        Self::Unary(UnaryOp::Not, Box::new(self))
    }

    /// `self && other`
    pub fn and(self, other: Self) -> Self {
        Self::And(Box::new(self), Box::new(other))
    }

    /// `self || other`
    pub fn or(self, other: Self) -> Self {
        Self::Or(Box::new(self), Box::new(other))
    }

    /// `op self`
    pub fn unary(self, op: UnaryOp) -> Self {
        Self::Unary(op, Box::new(self))
    }

    /// `self op other`
    pub fn binary(self, op: BinaryOp, other: Self) -> Self {
        Self::Binary(op, Box::new(self), Box::new(other))
    }

    /// `self.attr`
    pub fn attr(self, attr: impl Into<String>) -> Self {
        Self::GetAttr(Box::new(self), attr.into())
    }

    /// `self has attr`
    pub fn has(self, attr: impl Into<String>) -> Self {
        Self::HasAttr(Box::new(self), attr.into())
    }
}
