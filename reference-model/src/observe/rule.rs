//! The rules of the language that a step can apply, and their dense numbering.

use std::fmt;

use crate::expr::{BinaryOp, ExtFun, UnaryOp, Var};
use crate::policy::{ConditionKind, Effect};

/// A rule of the language: a form of expression, an operator, an extension function, a part of a policy, or a part of
/// the authorization algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A literal.
    Lit,
    /// A variable.
    Var(Var),
    /// The choice of `if`; its outcome is the value of the condition.
    If,
    /// `a && b`
    And,
    /// `a || b`
    Or,
    /// `!a`
    Not,
    /// `-a`
    Neg,
    /// `a.isEmpty()`
    IsEmpty,
    /// `a like "…"`
    Like,
    /// `a is T`
    Is,
    /// An operator with two operands.
    Binary(BinaryOp),
    /// `a.attr`
    GetAttr,
    /// `a has attr`
    HasAttr,
    /// `[…]`
    Set,
    /// `{…}`
    Record,
    /// A call of an extension function.
    Call(ExtFun),
    /// A constraint of the scope.
    Scope(ScopeVar, ScopeForm),
    /// A clause; its operand is the body's value, its outcome whether the clause lets the policy apply.
    Clause(ConditionKind),
    /// A policy as a whole: satisfied, not satisfied, or in error.
    Policy(Effect),
    /// The decision: whether some permit and whether some forbid is satisfied, and if that is Allow.
    Decide {
        /// Whether a permit is satisfied.
        permits: bool,
        /// Whether a forbid is satisfied.
        forbids: bool,
    },
}

/// The variable that a scope constrains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeVar {
    /// `principal`
    Principal,
    /// `action`
    Action,
    /// `resource`
    Resource,
}

/// The form of a constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeForm {
    /// None.
    Any,
    /// `== E`
    Eq,
    /// `in E`
    In,
    /// `is T`; not of actions.
    Is,
    /// `is T in E`; not of actions.
    IsIn,
    /// `in [E, …]`; only of actions.
    InAny,
}

impl From<&UnaryOp> for Rule {
    fn from(op: &UnaryOp) -> Self {
        match op {
            UnaryOp::Not => Self::Not,
            UnaryOp::Neg => Self::Neg,
            UnaryOp::IsEmpty => Self::IsEmpty,
            UnaryOp::Like(_) => Self::Like,
            UnaryOp::Is(_) => Self::Is,
        }
    }
}

/// One more than the largest number that [`Rule::number`] gives.
pub(super) const RULES: usize = 77;

impl Rule {
    /// A number of its own for each rule.
    pub(super) fn number(self) -> usize {
        match self {
            Self::Lit => 0,
            Self::If => 1,
            Self::And => 2,
            Self::Or => 3,
            Self::Not => 4,
            Self::Neg => 5,
            Self::IsEmpty => 6,
            Self::Like => 7,
            Self::Is => 8,
            Self::GetAttr => 9,
            Self::HasAttr => 10,
            Self::Set => 11,
            Self::Record => 12,
            Self::Var(var) => 13 + var as usize,
            Self::Clause(kind) => 17 + kind as usize,
            Self::Policy(effect) => 19 + effect as usize,
            Self::Decide { permits, forbids } => 21 + 2 * usize::from(permits) + usize::from(forbids),
            Self::Binary(op) => 25 + op as usize,
            Self::Call(function) => 37 + function as usize,
            Self::Scope(var, form) => 59 + 6 * (var as usize) + form as usize,
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lit => f.write_str("literal"),
            Self::Var(var) => f.write_str(variable(*var)),
            Self::If => f.write_str("if"),
            Self::And => f.write_str("a && b"),
            Self::Or => f.write_str("a || b"),
            Self::Not => f.write_str("!a"),
            Self::Neg => f.write_str("-a"),
            Self::IsEmpty => f.write_str("a.isEmpty()"),
            Self::Like => f.write_str("a like \"…\""),
            Self::Is => f.write_str("a is T"),
            Self::Binary(op) => f.write_str(operator(*op)),
            Self::GetAttr => f.write_str("a.attr"),
            Self::HasAttr => f.write_str("a has attr"),
            Self::Set => f.write_str("[…]"),
            Self::Record => f.write_str("{…}"),
            Self::Call(function) if function.is_constructor() => write!(f, "{}(…)", function.name()),
            Self::Call(function) => write!(f, "a.{}(…)", function.name()),
            Self::Scope(var, form) => write!(f, "scope {}{}", scope_variable(*var), constraint(*form)),
            Self::Clause(ConditionKind::When) => f.write_str("when {…}"),
            Self::Clause(ConditionKind::Unless) => f.write_str("unless {…}"),
            Self::Policy(Effect::Permit) => f.write_str("permit"),
            Self::Policy(Effect::Forbid) => f.write_str("forbid"),
            Self::Decide { permits, forbids } => {
                let word = |some: &bool| if *some { "some" } else { "no" };
                write!(f, "allow with {} permit and {} forbid satisfied", word(permits), word(forbids))
            }
        }
    }
}

fn variable(var: Var) -> &'static str {
    match var {
        Var::Principal => "principal",
        Var::Action => "action",
        Var::Resource => "resource",
        Var::Context => "context",
    }
}

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Eq => "a == b",
        BinaryOp::In => "a in b",
        BinaryOp::HasTag => "a.hasTag(b)",
        BinaryOp::GetTag => "a.getTag(b)",
        BinaryOp::Less => "a < b",
        BinaryOp::LessEq => "a <= b",
        BinaryOp::Add => "a + b",
        BinaryOp::Sub => "a - b",
        BinaryOp::Mul => "a * b",
        BinaryOp::Contains => "a.contains(b)",
        BinaryOp::ContainsAll => "a.containsAll(b)",
        BinaryOp::ContainsAny => "a.containsAny(b)",
    }
}

fn scope_variable(var: ScopeVar) -> &'static str {
    match var {
        ScopeVar::Principal => "principal",
        ScopeVar::Action => "action",
        ScopeVar::Resource => "resource",
    }
}

fn constraint(form: ScopeForm) -> &'static str {
    match form {
        ScopeForm::Any => "",
        ScopeForm::Eq => " == E",
        ScopeForm::In => " in E",
        ScopeForm::Is => " is T",
        ScopeForm::IsIn => " is T in E",
        ScopeForm::InAny => " in […]",
    }
}
