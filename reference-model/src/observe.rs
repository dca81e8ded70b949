//! Rule coverage: what each step of an evaluation did.
//!
//! A [`Step`] is a rule of the language, the kinds of the operands it met, and how it came out. The evaluator and the
//! authorizer report each of their steps to an [`Observer`]. [`declared`] lists every step that the language allows, so
//! that a run can say which part of the language it has exercised; [`Coverage`] remembers that. A sub-expression that
//! errs ends the evaluation, so the expression around it is not a step.

mod coverage;
mod declared;
mod declared_judgments;
mod judgment;
mod notes;
mod production;
mod rule;
mod seen;

pub use coverage::{Coverage, TableCoverage};
pub use declared::declared;
pub use judgment::{Judgment, Reach, TypeKind, Typed, Verdict, excluded_judgments, judgments};
pub use notes::noting;
pub(crate) use notes::{judged, read};
pub use production::Production;
pub use rule::{Rule, ScopeForm, ScopeVar};

use std::fmt;

use crate::response::ErrorKind;
use crate::value::Kind;

/// One step of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// The rule that was applied.
    pub rule: Rule,
    /// What it was applied to.
    pub operands: Operands,
    /// How it came out.
    pub outcome: Outcome,
}

/// The kinds of the operands that decided a step; those not evaluated are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operands {
    /// None, or none that matters.
    None,
    /// One.
    One(Kind),
    /// Two, left and right or receiver and argument.
    Two(Kind, Kind),
}

/// How a step came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// `true` or `false`; of a decision, whether it is Allow.
    Bool(bool),
    /// A value of this kind, never [`Kind::Bool`].
    Value(Kind),
    /// An error.
    Error(ErrorKind),
}

/// Someone who is told each step.
pub trait Observer {
    /// A step was made.
    fn step(&mut self, step: Step);
}

/// Nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoObserver;

impl Observer for NoObserver {
    fn step(&mut self, _: Step) {}
}

/// Keeps every step in order.
impl Observer for Vec<Step> {
    fn step(&mut self, step: Step) {
        self.push(step);
    }
}

impl fmt::Display for Step {
    /// For people: `a + b (long, long): overflow error`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operands {
            Operands::None => write!(f, "{}: {}", self.rule, self.outcome),
            Operands::One(kind) => write!(f, "{} ({}): {}", self.rule, kind.name(), self.outcome),
            Operands::Two(a, b) => write!(f, "{} ({}, {}): {}", self.rule, a.name(), b.name(), self.outcome),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(b) => write!(f, "{b}"),
            Self::Value(kind) => f.write_str(kind.name()),
            Self::Error(kind) => write!(f, "{kind} error"),
        }
    }
}

#[cfg(test)]
mod tests;
