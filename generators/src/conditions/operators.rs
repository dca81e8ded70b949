//! Operators: terms that are computed, and kept within range under the request aimed at.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp};
use crosscheck_reference_model::response::ErrorKind;
use crosscheck_reference_model::types::{CedarType, ExtType};
use crosscheck_reference_model::value::{Prim, Value};

use super::{RUNS, Writer};
use crate::pools::steps;
use crate::settings::Feature;

/// Integer operators; multiplication overflows soonest.
const ARITHMETIC: [(u32, Option<BinaryOp>); 4] =
    [(30, Some(BinaryOp::Add)), (30, Some(BinaryOp::Sub)), (25, Some(BinaryOp::Mul)), (15, None)];

/// What turns a duration into an integer.
const TO_LONG: [ExtFun; 5] =
    [ExtFun::ToMilliseconds, ExtFun::ToSeconds, ExtFun::ToMinutes, ExtFun::ToHours, ExtFun::ToDays];

impl Writer<'_, '_, '_> {
    /// An operator whose result is of type `ty`; one that would overflow under the request aimed at is replaced.
    pub(super) fn operator(&mut self, ty: &CedarType, depth: usize) -> Expr {
        let made = self.any_operator(ty, depth);
        match self.judge.error(&made) {
            Some(ErrorKind::Overflow | ErrorKind::Extension) => self.within_range(made),
            _ => made,
        }
    }

    /// The same operands under an operator whose result fits, or the first operand alone.
    fn within_range(&self, expr: Expr) -> Expr {
        match expr {
            Expr::Binary(op, left, right) => {
                let others = [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul].into_iter().filter(|other| *other != op);
                let mut others = others.map(|op| Expr::Binary(op, left.clone(), right.clone()));
                others.find(|other| self.judge.error(other).is_none()).unwrap_or(*left)
            }
            Expr::Unary(_, operand) => self.within_range(*operand),
            Expr::Call(ExtFun::Offset | ExtFun::ToDate, arguments) => {
                arguments.into_iter().next().unwrap_or_else(|| Expr::bool(true))
            }
            Expr::Call(ExtFun::DurationSince, mut arguments) => {
                // No time has passed since the same instant.
                arguments.truncate(1);
                arguments.extend_from_within(..);
                Expr::Call(ExtFun::DurationSince, arguments)
            }
            other => other,
        }
    }

    /// The integer with which an operator takes `left` to an end of the range or just beyond, if that is known and drawn.
    fn partner(&mut self, left: &Expr) -> Option<Expr> {
        if !self.has(Feature::Edges) || !self.choices.chance(1, 12) {
            return None;
        }
        match self.judge.value(left)? {
            Value::Prim(Prim::Long(of)) => Some(Expr::long(steps::partner(self.choices, of))),
            _ => None,
        }
    }

    fn any_operator(&mut self, ty: &CedarType, depth: usize) -> Expr {
        let datetime = CedarType::Ext(ExtType::Datetime);
        let duration = CedarType::Ext(ExtType::Duration);
        match ty {
            CedarType::Long
                if self.has(Feature::Datetime) && (!self.has(Feature::Arithmetic) || self.choices.chance(1, 2)) =>
            {
                let function = *self.choices.pick(&TO_LONG);
                Expr::Call(function, vec![self.term(&duration, depth - 1)])
            }
            CedarType::Long => match *self.choices.weighted(&ARITHMETIC) {
                Some(op) => {
                    let left = self.term(ty, depth - 1);
                    let right = self.partner(&left).unwrap_or_else(|| self.term(ty, depth - 1));
                    left.binary(op, right)
                }
                None => {
                    let operand = self.term(ty, depth - 1);
                    (0..*self.choices.weighted(&RUNS)).fold(operand, |operand, _| operand.unary(UnaryOp::Neg))
                }
            },
            CedarType::Ext(ExtType::Datetime) => {
                let instant = self.term(&datetime, depth - 1);
                if self.choices.chance(1, 2) {
                    let by = self.term(&duration, depth - 1);
                    Expr::Call(ExtFun::Offset, vec![instant, by])
                } else {
                    Expr::Call(ExtFun::ToDate, vec![instant])
                }
            }
            CedarType::Ext(_) => {
                let instant = self.term(&datetime, depth - 1);
                if self.choices.chance(1, 2) {
                    let since = self.term(&datetime, depth - 1);
                    Expr::Call(ExtFun::DurationSince, vec![instant, since])
                } else {
                    Expr::Call(ExtFun::ToTime, vec![instant])
                }
            }
            _ => {
                let want = self.choices.chance(1, 2);
                self.boolean(depth - 1, want)
            }
        }
    }
}
