//! What an expression means: its value under a request and a store of entities, or the kind of its error.
//!
//! - Operands are evaluated from left to right, and the first error ends the evaluation.
//! - `a && b` does not evaluate `b` if `a` is false, `a || b` not if `a` is true; `if` evaluates one branch. The operands
//!   that `&&`, `||` and `if` test must be booleans, the one that decides as well as the one after it.
//! - What the operators do with their operands is the business of `operators`.
//!
//! Source: language guide, authorization, expression evaluation; formal model, `Evaluator.evaluate`. The fields of a
//! record are evaluated in source order, as the formal model has it.

use std::borrow::Cow;

use crate::entities::Entities;
use crate::expr::{Expr, Var};
use crate::observe::{Observer, Operands, Outcome, Rule, Step};
use crate::operand::Operand;
use crate::operators::{self, Result};
use crate::request::Request;
use crate::response::ErrorKind;
use crate::stack::with_room;
use crate::value::Value;

/// Evaluates an expression, telling the observer each step.
///
/// Expressions may be as deep as the parser lets them be: the stack grows as needed.
pub fn evaluate(
    expr: &Expr,
    request: &Request,
    store: &Entities,
    observer: &mut impl Observer,
) -> std::result::Result<Value, ErrorKind> {
    operand(expr, request, store, observer).map(Operand::into_value)
}

/// Evaluates an expression without copying what it reads.
pub(crate) fn operand<'a>(
    expr: &'a Expr,
    request: &'a Request,
    store: &'a Entities,
    observer: &mut impl Observer,
) -> Result<'a> {
    with_room(|| Evaluation { request, store, observer }.eval(expr))
}

/// An evaluation under way.
struct Evaluation<'a, 'o, O> {
    request: &'a Request,
    store: &'a Entities,
    observer: &'o mut O,
}

impl<'a, O: Observer> Evaluation<'a, '_, O> {
    /// Evaluates a sub-expression.
    fn sub(&mut self, expr: &'a Expr) -> Result<'a> {
        operand(expr, self.request, self.store, self.observer)
    }

    fn eval(&mut self, expr: &'a Expr) -> Result<'a> {
        match expr {
            Expr::Lit(prim) => self.step(Rule::Lit, Operands::None, Ok(prim.into())),
            Expr::Var(var) => self.step(Rule::Var(*var), Operands::None, Ok(self.variable(*var))),
            Expr::If(condition, then, otherwise) => {
                let branch = if self.condition(condition)? { then } else { otherwise };
                self.sub(branch)
            }
            Expr::And(a, b) => self.short_circuit(Rule::And, false, a, b),
            Expr::Or(a, b) => self.short_circuit(Rule::Or, true, a, b),
            Expr::Unary(op, a) => {
                let a = self.sub(a)?;
                self.step(op.into(), Operands::One(a.kind()), operators::unary(op, &a))
            }
            Expr::Binary(op, a, b) => {
                let a = self.sub(a)?;
                let b = self.sub(b)?;
                let result = operators::binary(*op, &a, &b, self.store);
                self.step(Rule::Binary(*op), Operands::Two(a.kind(), b.kind()), result)
            }
            Expr::GetAttr(a, attr) => {
                let a = self.sub(a)?;
                self.step(Rule::GetAttr, Operands::One(a.kind()), operators::get_attr(a, attr, self.store))
            }
            Expr::HasAttr(a, attr) => {
                let a = self.sub(a)?;
                self.step(Rule::HasAttr, Operands::One(a.kind()), operators::has_attr(&a, attr, self.store))
            }
            Expr::Set(elements) => {
                let set = elements.iter().map(|element| self.sub(element).map(Operand::into_value));
                let set = set.collect::<std::result::Result<_, _>>()?;
                self.step(Rule::Set, Operands::None, Ok(Operand::Set(Cow::Owned(set))))
            }
            Expr::Record(fields) => {
                let record = fields.iter().map(|(name, field)| Ok((name.clone(), self.sub(field)?.into_value())));
                let record = record.collect::<std::result::Result<_, _>>()?;
                self.step(Rule::Record, Operands::None, Ok(Operand::Record(Cow::Owned(record))))
            }
            Expr::Call(function, arguments) => {
                let arguments = arguments.iter().map(|argument| self.sub(argument));
                let arguments = arguments.collect::<std::result::Result<Vec<_>, _>>()?;
                let result = operators::call(*function, &arguments);
                self.step(Rule::Call(*function), kinds(&arguments, &result), result)
            }
        }
    }

    fn variable(&self, var: Var) -> Operand<'a> {
        match var {
            Var::Principal => (&self.request.principal).into(),
            Var::Action => (&self.request.action).into(),
            Var::Resource => (&self.request.resource).into(),
            Var::Context => Operand::Record(Cow::Borrowed(&self.request.context)),
        }
    }

    /// The condition of an `if`.
    fn condition(&mut self, condition: &'a Expr) -> std::result::Result<bool, ErrorKind> {
        let condition = self.sub(condition)?;
        let result = condition.as_bool();
        self.step(Rule::If, Operands::One(condition.kind()), result.map(Operand::Bool))?;
        result
    }

    /// `&&` or `||`: the left operand is the result if it is `decisive`, else the right one.
    fn short_circuit(&mut self, rule: Rule, decisive: bool, a: &'a Expr, b: &'a Expr) -> Result<'a> {
        let a = self.sub(a)?;
        match a.as_bool() {
            Ok(value) if value != decisive => {
                let b = self.sub(b)?;
                self.step(rule, Operands::Two(a.kind(), b.kind()), b.as_bool().map(Operand::Bool))
            }
            decided => self.step(rule, Operands::One(a.kind()), decided.map(Operand::Bool)),
        }
    }

    /// Tells the observer how a rule came out.
    fn step(&mut self, rule: Rule, operands: Operands, result: Result<'a>) -> Result<'a> {
        let outcome = match &result {
            Ok(Operand::Bool(b)) => Outcome::Bool(*b),
            Ok(operand) => Outcome::Value(operand.kind()),
            Err(kind) => Outcome::Error(*kind),
        };
        self.observer.step(Step { rule, operands, outcome });
        result
    }
}

/// The kinds of a call's arguments; they do not matter if there are too many or too few.
fn kinds(arguments: &[Operand<'_>], result: &Result<'_>) -> Operands {
    match arguments {
        _ if *result == Err(ErrorKind::Arity) => Operands::None,
        [a] => Operands::One(a.kind()),
        [a, b] => Operands::Two(a.kind(), b.kind()),
        _ => Operands::None,
    }
}

#[cfg(test)]
mod tests;
