//! The flat form that conditions are compiled to: steps of a stack machine.
//!
//! Each step takes its operands from the top of a stack of values and leaves its result there. Targets of jumps are
//! places in the same list, always later ones, so every run ends. `compile` writes it and `evaluate` runs it.

use crate::datum::Datum;
use crate::ext::ExtensionFunction;
use crate::like::Pattern;
use crate::symbols::Symbol;
use crate::syntax::{BinaryOp, Run, UnaryOp, Var};

/// One step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// Pushes a constant.
    Push(Datum),
    /// Pushes a variable of the request.
    Var(Var),
    /// Pushes an attribute of a variable of the request: by far the most frequent pair of steps.
    VarAttribute(Var, Symbol),
    Unary(UnaryOp),
    Binary(BinaryOp),
    Attribute(Symbol),
    HasAttribute(Symbol),
    /// The names are in [`Code::names`].
    HasPath(Run),
    /// The pattern is in [`Code::patterns`].
    Like(u32),
    Is(Symbol),
    /// Pops as many elements, pushes the set.
    Set(u32),
    /// Pops as many values as the run of names in [`Code::names`] is long, pushes the record.
    Record(Run),
    /// Pops as many arguments, pushes the result.
    Call(ExtensionFunction, u32),
    /// The left side of `&&`: jumps with it if it is `false`, pops it if it is `true`.
    AndThen(u32),
    /// The left side of `||`: jumps with it if it is `true`, pops it if it is `false`.
    OrElse(u32),
    /// Pops the condition of an `if`, and jumps if it is `false`.
    Branch(u32),
    /// Jumps.
    Jump(u32),
    /// The left side of `is T in`: replaces it by `false` and jumps if its type is another.
    IsThen(Symbol, u32),
    /// The right side of `&&` (true) or `||` (false), on top, must be a bool.
    CheckBool(bool),
    /// The end of a clause: pops its value, and ends the run unless it is this one.
    Clause(bool),
}

/// The compiled conditions of all policies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Code {
    pub(crate) steps: Vec<Step>,
    pub(crate) names: Vec<Symbol>,
    pub(crate) patterns: Vec<Pattern>,
    /// The greatest number of values on the stack at any time.
    pub(crate) stack: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_small() {
        assert!(size_of::<Step>() <= 16, "{}", size_of::<Step>());
    }
}
