//! Conditions: typed by the environments that the scope admits, and steered by the request aimed at.
//!
//! An atom is one test over data of the request. What it needs to be free of errors (`has` and `hasTag` guards) is
//! noted while its operands are made and put before it. Each atom is evaluated by the reference model under the request
//! aimed at, and turned round where it is not what is wanted; so conditions are true, false or an error on purpose.

mod atoms;
mod guards;
mod mistakes;
mod operators;
mod patterns;
mod reads;
mod terms;
mod view;

use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::response::ErrorKind;

use crate::choices::Choices;
use crate::give_ups::{GiveUp, GiveUps};
use crate::judge::Judge;
use crate::settings::Feature;
use crate::values::Stock;

pub(crate) use reads::{Read, Reads, record_of};
pub(crate) use terms::has_literals;
pub(crate) use view::{Admitted, View};

/// Writes one clause.
pub(crate) struct Writer<'a, 'w, 'c> {
    pub(crate) choices: &'a mut Choices<'c>,
    pub(crate) stock: Stock<'w>,
    pub(crate) view: &'a View<'w>,
    /// The request aimed at.
    pub(crate) aim: &'a RequestSyntax,
    /// Evaluates under the request aimed at.
    pub(crate) judge: &'a Judge<'a>,
    pub(crate) give_ups: &'a mut GiveUps,
    /// Tests that must come before the atom that is being made.
    guards: Vec<Expr>,
    /// Guards that hold and are to be a clause of their own, before the one that is being made; `None` if there can be no
    /// such clause.
    hoisted: Option<Vec<Expr>>,
}

/// How a condition is composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Atom,
    And,
    Or,
    Not,
    If,
}

/// Weights of the shapes; all but the first need depth.
const SHAPES: [(u32, Shape); 5] =
    [(48, Shape::Atom), (22, Shape::And), (18, Shape::Or), (5, Shape::Not), (7, Shape::If)];

/// How many `!`, or `-`, stand in a row; four is the most that the language reads.
const RUNS: [(u32, usize); 4] = [(76, 1), (8, 2), (8, 3), (8, 4)];

impl<'a, 'w, 'c> Writer<'a, 'w, 'c> {
    /// A writer with no guards pending.
    pub(crate) fn new(
        choices: &'a mut Choices<'c>,
        stock: Stock<'w>,
        view: &'a View<'w>,
        aim: &'a RequestSyntax,
        judge: &'a Judge<'a>,
        give_ups: &'a mut GiveUps,
    ) -> Self {
        Self { choices, stock, view, aim, judge, give_ups, guards: Vec::new(), hoisted: None }
    }

    /// The tests that must come before what was made since they were last taken.
    pub(crate) fn take_guards(&mut self) -> Vec<Expr> {
        std::mem::take(&mut self.guards)
    }

    /// The bodies of the clauses that must stand before the one that was made.
    pub(crate) fn take_earlier_clauses(&mut self) -> Vec<Expr> {
        let hoisted = self.hoisted.take().unwrap_or_default();
        hoisted.into_iter().map(|guard| self.narrowed(guard)).collect()
    }

    /// Behind the tests that exclude other environments than those of the view.
    pub(crate) fn narrowed(&self, body: Expr) -> Expr {
        self.view.narrowing.iter().rev().fold(body, |body, test| test.clone().and(body))
    }

    fn has(&self, feature: Feature) -> bool {
        self.stock.settings.has(feature)
    }

    /// The body of a clause that is `want` under the request aimed at. It may need clauses before it.
    pub(crate) fn clause(&mut self, want: bool) -> Expr {
        let depth = self.stock.settings.depth;
        self.hoisted = Some(Vec::new());
        let body = self.boolean(depth, want);
        let body = if self.choices.chance(3, 4) { self.beside_a_variable(body, want) } else { body };
        self.narrowed(body)
    }

    /// A condition that reads no variable gets a test beside it that does: literals alone say the same of every request.
    fn beside_a_variable(&mut self, body: Expr, want: bool) -> Expr {
        let earlier = self.hoisted.iter().flatten();
        if self.view.narrowing.iter().chain(earlier).chain([&body]).any(reads_variable) {
            return body;
        }
        let outer = self.guards.len();
        let test = self.bare_atom_of_variable(want);
        let guards = self.guards.split_off(outer);
        let test = self.steer(guards, test, want);
        match (want, self.choices.chance(1, 2)) {
            (true, true) => test.and(body),
            (true, false) => body.and(test),
            (false, true) => test.or(body),
            (false, false) => body.or(test),
        }
    }

    /// The body of a clause with a mistake in it, and the kind of error that it ends in under the request aimed at; none
    /// if the mistake is hidden there, and the clause `want`.
    pub(crate) fn mistaken_clause(&mut self, want: bool) -> (Expr, Option<ErrorKind>) {
        self.hoisted = Some(Vec::new());
        let (body, kind) = self.with_mistake(want);
        (self.narrowed(body), kind)
    }

    /// A condition that is `want` under the request aimed at.
    fn boolean(&mut self, depth: usize, want: bool) -> Expr {
        let conditional = self.has(Feature::Conditional);
        let possible = |(weight, shape): (u32, Shape)| match shape {
            Shape::Atom => weight,
            Shape::If if !conditional => 0,
            _ if depth < 2 => 0,
            _ => weight,
        };
        let weights = SHAPES.map(possible);
        match SHAPES[self.choices.weighted_index(weights.iter().copied())].1 {
            Shape::Atom => self.atom(depth, want),
            Shape::And => {
                let (left, right) = self.wants(want);
                self.boolean(depth - 1, left).and(self.boolean(depth - 1, right))
            }
            Shape::Or => {
                let (left, right) = self.wants(!want);
                self.boolean(depth - 1, !left).or(self.boolean(depth - 1, !right))
            }
            Shape::Not => {
                let count = *self.choices.weighted(&RUNS);
                let body = self.boolean(depth - 1, want == count.is_multiple_of(2));
                (0..count).fold(body, |body, _| body.negated())
            }
            Shape::If => {
                let taken = self.choices.chance(1, 2);
                let test = self.boolean(depth - 1, taken);
                let then = self.boolean(depth - 1, want == taken);
                let otherwise = self.boolean(depth - 1, want != taken);
                Expr::If(Box::new(test), Box::new(then), Box::new(otherwise))
            }
        }
    }

    /// What the operands of `&&` must be for it to be `want`.
    fn wants(&mut self, want: bool) -> (bool, bool) {
        if want {
            return (true, true);
        }
        match self.choices.below(3) {
            0 => (true, false),
            1 => (false, true),
            _ => (false, false),
        }
    }

    /// A test with its guards before it, that is `want` under the request aimed at.
    fn atom(&mut self, depth: usize, want: bool) -> Expr {
        let outer = self.guards.len();
        let atom = self.bare_atom(depth.saturating_sub(1), want);
        let guards = self.guards.split_off(outer);
        self.steer(guards, atom, want)
    }

    fn give_up(&mut self, what: GiveUp) {
        self.give_ups.count(what);
    }
}

/// Whether a variable stands anywhere in the expression.
fn reads_variable(expr: &Expr) -> bool {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match expr {
            Expr::Var(_) => return true,
            Expr::Lit(_) => {}
            Expr::If(test, then, otherwise) => open.extend([&**test, then, otherwise]),
            Expr::And(left, right) | Expr::Or(left, right) | Expr::Binary(_, left, right) => {
                open.extend([&**left, right]);
            }
            Expr::Unary(_, operand) | Expr::GetAttr(operand, _) | Expr::HasAttr(operand, _) => open.push(operand),
            Expr::Set(elements) => open.extend(elements),
            Expr::Record(fields) => open.extend(fields.iter().map(|(_, field)| field)),
            Expr::Call(_, arguments) => open.extend(arguments),
        }
    }
    false
}
