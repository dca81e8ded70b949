//! How many expressions of each size a universe has, and which one has a given number: without a list, by counting.
//!
//! The *size* of an expression is the number of its operators. Expressions are ordered by size, then by operator in the
//! universe's order, then by the sizes of their operands, then by the operands themselves, the first one first. The number
//! of an expression is its place in that order; numbering and un-numbering are inverse to each other, so that no
//! expression is repeated or left out, and a part of them is a range of numbers.
//!
//! Two operators would build trees that another one builds as well. They are counted and numbered without those:
//! `!` without operands that are written with `!=`, `>` or `>=`; `&&` without `e is T && e in g`, which is `e is T in g`.

use std::ops::Range;

use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp};

use super::operator::Operator;
use super::universe::Universe;

/// The most operands that an operator takes.
const MOST_OPERANDS: usize = 3;

/// The expressions of a universe up to a size, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    universe: Universe,
    /// Of each size, how many tuples of so many expressions have that size in all: `tuples[1]` is of expressions.
    tuples: [Vec<u128>; MOST_OPERANDS + 1],
    /// Of each size from 1, where the expressions of each operator start among those of that size; the last entry is
    /// where they end.
    starts: Vec<Vec<u128>>,
}

impl Counts {
    /// Counts the expressions of `universe` up to `size` operators; `None` if there are 2^128 or more.
    pub fn new(universe: Universe, size: usize) -> Option<Self> {
        let mut tuples = [const { Vec::new() }; MOST_OPERANDS + 1];
        tuples[0].push(1);
        tuples[1].push(universe.leaves.len() as u128);
        let mut counts = Self { universe, tuples, starts: vec![Vec::new()] };
        counts.count_tuples(0)?;
        for n in 1..=size {
            counts.count_operators(n)?;
            counts.count_tuples(n)?;
        }
        counts.total()?;
        Some(counts)
    }

    /// The universe.
    pub fn universe(&self) -> &Universe {
        &self.universe
    }

    /// The greatest size.
    pub fn size(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many expressions have exactly this size; 0 beyond the greatest one.
    pub fn of_size(&self, size: usize) -> u128 {
        self.tuples[1].get(size).copied().unwrap_or_default()
    }

    /// How many expressions there are in all; `None` if there are 2^128 or more.
    fn total(&self) -> Option<u128> {
        self.tuples[1].iter().try_fold(0_u128, |sum, count| sum.checked_add(*count))
    }

    /// How many expressions there are in all.
    pub fn all(&self) -> u128 {
        self.tuples[1].iter().sum()
    }

    /// The expression of this number; `None` if there are not so many.
    pub fn expression(&self, mut number: u128) -> Option<Expr> {
        for (size, count) in self.tuples[1].iter().enumerate() {
            if number < *count {
                return self.of(size, number);
            }
            number -= count;
        }
        None
    }

    /// Pairs and triples of `size`, once the expressions of that size are counted.
    fn count_tuples(&mut self, size: usize) -> Option<()> {
        self.tuples[0].resize(size + 1, 0);
        for operands in 2..=MOST_OPERANDS {
            let sum = (0..=size).try_fold(0_u128, |sum, first| {
                sum.checked_add(self.of_size(first).checked_mul(self.tuples[operands - 1][size - first])?)
            });
            self.tuples[operands].push(sum?);
        }
        Some(())
    }

    /// The expressions of `size` by operator, once all smaller ones are counted.
    fn count_operators(&mut self, size: usize) -> Option<()> {
        let mut starts = vec![0];
        let mut end = 0_u128;
        for operator in &self.universe.operators {
            let tuples = self.tuples[operator.arity()][size - 1];
            end = end.checked_add(tuples - self.left_out(operator, size - 1))?;
            starts.push(end);
        }
        self.starts.push(starts);
        self.tuples[1].push(end);
        Some(())
    }

    /// How many tuples of operands of `size` in all build with `operator` what another operator builds as well.
    fn left_out(&self, operator: &Operator, size: usize) -> u128 {
        match operator {
            Operator::Unary(UnaryOp::Not) => self.negatable(size).map(|range| range.end - range.start).sum(),
            Operator::And => {
                let at = |left| {
                    self.is_tests(left).count() as u128 * self.of_size(left - 1) * self.repeats(left, size - left)
                };
                (1..=size).map(at).sum()
            }
            _ => 0,
        }
    }

    /// Among the expressions of `size`, those whose negation is an operator of its own.
    fn negatable(&self, size: usize) -> impl Iterator<Item = Range<u128>> {
        let is_written = |op: BinaryOp| self.universe.operators.contains(&Operator::Negated(op));
        self.ranges(size, move |operator| matches!(operator, Operator::Binary(op) if is_written(*op)))
    }

    /// Among the expressions of `size`, those `e is T` that may be the first half of `e is T in g`.
    fn is_tests(&self, size: usize) -> impl Iterator<Item = Range<u128>> {
        let has_in = self.universe.operators.contains(&Operator::Binary(BinaryOp::In));
        self.ranges(size, move |operator| match operator {
            Operator::Unary(UnaryOp::Is(ty)) => has_in && self.universe.operators.contains(&Operator::IsIn(ty.clone())),
            _ => false,
        })
    }

    /// Beside one `e is T` of size `left`, how many `e in g` of the same `e` have the size `right`.
    fn repeats(&self, left: usize, right: usize) -> u128 {
        right.checked_sub(left).map_or(0, |group| self.of_size(group))
    }

    /// The places, among the expressions of `size`, of the operators that fulfil a condition.
    fn ranges(&self, size: usize, condition: impl Fn(&Operator) -> bool) -> impl Iterator<Item = Range<u128>> {
        let starts = self.starts.get(size).filter(|_| size > 0);
        let operators = starts.into_iter().flat_map(|starts| self.universe.operators.iter().zip(starts.windows(2)));
        operators.filter(move |(operator, _)| condition(operator)).map(|(_, ends)| ends[0]..ends[1])
    }

    /// The expression of this place among those of `size`.
    fn of(&self, size: usize, place: u128) -> Option<Expr> {
        if size == 0 {
            return self.universe.leaves.get(usize::try_from(place).ok()?).cloned();
        }
        let starts = self.starts.get(size)?;
        let index = starts.partition_point(|start| *start <= place) - 1;
        let operator = self.universe.operators.get(index)?;
        let place = place - starts[index];
        let operands = match operator {
            Operator::Unary(UnaryOp::Not) => vec![self.of(size - 1, around(self.negatable(size - 1), place))?],
            Operator::And => self.conjuncts(size - 1, place)?,
            _ => {
                let mut operands = Vec::with_capacity(operator.arity());
                self.tuple(operator.arity(), size - 1, place, &mut operands)?;
                operands
            }
        };
        operator.apply(operands)
    }

    /// The tuple of this place among those of so many expressions and of `size` in all.
    fn tuple(&self, arity: usize, size: usize, mut place: u128, operands: &mut Vec<Expr>) -> Option<()> {
        if arity == 1 {
            operands.push(self.of(size, place)?);
            return Some(());
        }
        for first in 0..=size {
            let rest = self.tuples[arity - 1][size - first];
            let here = self.of_size(first) * rest;
            if place < here {
                operands.push(self.of(first, place / rest)?);
                return self.tuple(arity - 1, size - first, place % rest, operands);
            }
            place -= here;
        }
        None
    }

    /// The operands of the `&&` of this place, of `size` in all.
    fn conjuncts(&self, size: usize, mut place: u128) -> Option<Vec<Expr>> {
        for left in 0..=size {
            let right = size - left;
            let tests: u128 = self.is_tests(left).map(|range| range.end - range.start).sum();
            let repeats = self.repeats(left, right);
            let here = self.of_size(left) * self.of_size(right) - tests * repeats;
            if place < here {
                let (a, b) = self.conjunct(left, right, place)?;
                return Some(vec![self.of(left, a)?, self.of(right, b)?]);
            }
            place -= here;
        }
        None
    }

    /// The places of the operands of an `&&` among the expressions of their sizes.
    fn conjunct(&self, left: usize, right: usize, mut place: u128) -> Option<(u128, u128)> {
        let (whole, repeats) = (self.of_size(right), self.repeats(left, right));
        let mut seen = 0;
        for tests in self.is_tests(left) {
            let before = (tests.start - seen) * whole;
            if place < before {
                break;
            }
            place -= before;
            let narrow = whole - repeats;
            let here = (tests.end - tests.start) * narrow;
            if place < here {
                let operand = place / narrow;
                let hole = self.start_of_in(right, left - 1, operand)?;
                return Some((tests.start + operand, around(std::iter::once(hole..hole + repeats), place % narrow)));
            }
            place -= here;
            seen = tests.end;
        }
        Some((seen + place / whole, place % whole))
    }

    /// Where, among the expressions of `size`, those begin that say `e in`, `e` being the expression of this place among
    /// those of its size; 0 if no expression of `size` has room for it.
    fn start_of_in(&self, size: usize, size_of_e: usize, place: u128) -> Option<u128> {
        let Some(group) = size.checked_sub(size_of_e + 1) else { return Some(0) };
        let of_in = self.ranges(size, |operator| *operator == Operator::Binary(BinaryOp::In)).next()?;
        let smaller: u128 = (0..size_of_e).map(|first| self.of_size(first) * self.of_size(size - 1 - first)).sum();
        Some(of_in.start + smaller + place * self.of_size(group))
    }
}

/// The place that the `place`th thing outside these ranges has; they are in order and do not overlap.
fn around(ranges: impl Iterator<Item = Range<u128>>, place: u128) -> u128 {
    ranges.fold(place, |place, range| if place >= range.start { place + (range.end - range.start) } else { place })
}
