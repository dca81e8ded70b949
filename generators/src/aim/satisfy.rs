//! Makes a condition true, or false, by changing the data that it reads.
//!
//! What already is as wanted is left alone. `&&`, `||`, `!` and `if` hand what is wanted down to their operands; a test
//! is changed at one of the places that it reads, for a value that the reference model says makes it so. It is a best
//! effort: whoever asks looks at the whole afterwards.

use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::value::{Prim, Value};

use super::candidates::{Words, candidates, is_restricted};
use super::scene::{Ask, Place, Scene};
use crate::choices::Choices;
use crate::mutate::sites;

/// No more places are tried for one test.
const MOST_PLACES: usize = 8;

/// Below this nothing is looked at: no one writes such a condition by hand.
const DEEPEST: usize = 60;

/// What is arranged, and for whom.
pub(super) struct Arranging<'a, 'w, 'c> {
    pub(super) choices: &'a mut Choices<'c>,
    pub(super) scene: &'a mut Scene<'w>,
    pub(super) ask: &'a mut Ask,
    pub(super) words: &'a Words,
}

impl Arranging<'_, '_, '_> {
    /// Tries to make `expr` be `want`; says whether it is.
    pub(super) fn satisfy(&mut self, expr: &Expr, want: bool, depth: usize) -> bool {
        if self.scene.is(self.ask, expr, want) {
            return true;
        }
        if depth > DEEPEST {
            return false;
        }
        let done = match expr {
            Expr::And(left, right) if want => {
                self.satisfy(left, true, depth + 1) && self.satisfy(right, true, depth + 1)
            }
            Expr::And(left, right) => {
                self.satisfy(left, false, depth + 1)
                    || (self.satisfy(left, true, depth + 1) && self.satisfy(right, false, depth + 1))
            }
            Expr::Or(left, right) if want => self.one_of(left, right, depth),
            Expr::Or(left, right) => self.satisfy(left, false, depth + 1) && self.satisfy(right, false, depth + 1),
            Expr::Unary(UnaryOp::Not, operand) => self.satisfy(operand, !want, depth + 1),
            Expr::If(test, yes, no) => {
                let taken = !self.scene.is(self.ask, test, false);
                let branches = if taken { [(true, yes), (false, no)] } else { [(false, no), (true, yes)] };
                branches
                    .into_iter()
                    .any(|(on, branch)| self.satisfy(test, on, depth + 1) && self.satisfy(branch, want, depth + 1))
            }
            _ => self.test(expr, want),
        };
        done || self.scene.is(self.ask, expr, want)
    }

    /// One of the operands of `||` must hold, and the left one must not be an error.
    fn one_of(&mut self, left: &Expr, right: &Expr, depth: usize) -> bool {
        let leftmost = self.choices.chance(2, 3);
        (leftmost && self.satisfy(left, true, depth + 1))
            || (self.satisfy(left, false, depth + 1) && self.satisfy(right, true, depth + 1))
            || (!leftmost && self.satisfy(left, true, depth + 1))
    }

    /// Makes a test be `want`.
    fn test(&mut self, expr: &Expr, want: bool) -> bool {
        if let Expr::Binary(BinaryOp::In, child, parent) = expr
            && want
            && self.put_in(child, parent)
            && self.scene.is(self.ask, expr, true)
        {
            return true;
        }
        if let Expr::HasAttr(..) | Expr::Binary(BinaryOp::HasTag, ..) = expr
            && self.presence(expr, want)
        {
            return true;
        }
        // What is read must be there before it can be anything.
        let reads: Vec<&Expr> = sites::nodes([expr].into_iter())
            .into_iter()
            .filter(|node| matches!(node, Expr::GetAttr(..) | Expr::Binary(BinaryOp::GetTag, ..)))
            .collect();
        for read in reads.iter().rev() {
            if let Some(place) = self.scene.place(self.ask, read)
                && self.scene.get(self.ask, &place).is_none()
            {
                let value = self.scene.stock.value(self.choices, &place.ty);
                self.scene.set(self.choices, self.ask, &place, Some(value));
            }
        }
        if self.scene.is(self.ask, expr, want) {
            return true;
        }
        for read in reads.into_iter().take(MOST_PLACES) {
            let Some(place) = self.scene.place(self.ask, read) else { continue };
            if self.try_place(expr, want, &place) {
                return true;
            }
        }
        false
    }

    /// Fills or empties the place that `has` or `hasTag` asks about.
    fn presence(&mut self, expr: &Expr, want: bool) -> bool {
        let Some(place) = self.scene.place(self.ask, expr) else { return false };
        let value = want.then(|| self.scene.stock.value(self.choices, &place.ty));
        if value.is_none() && !place.optional {
            return false;
        }
        self.scene.set(self.choices, self.ask, &place, value);
        self.scene.is(self.ask, expr, want)
    }

    /// Tries values at one place until the test is `want`; leaves it as it was if none makes it so.
    fn try_place(&mut self, expr: &Expr, want: bool, place: &Place) -> bool {
        let before = self.scene.get(self.ask, place);
        let tried = candidates(self.choices, self.scene, self.ask, expr, &place.ty, self.words);
        let tried: Vec<Expr> = tried.into_iter().filter(is_restricted).collect();
        let start = self.choices.below(tried.len().min(4));
        for offset in 0..tried.len() {
            let value = tried[(start + offset) % tried.len()].clone();
            if !self.scene.set(self.choices, self.ask, place, Some(value)) {
                return false;
            }
            if self.scene.is(self.ask, expr, want) {
                return true;
            }
        }
        self.scene.set(self.choices, self.ask, place, before);
        false
    }

    /// Puts an entity into another one, or into one of a set.
    fn put_in(&mut self, child: &Expr, parent: &Expr) -> bool {
        let Some(Value::Prim(Prim::Entity(child))) = self.scene.value(self.ask, child) else { return false };
        let parents: Vec<EntityUid> = match self.scene.value(self.ask, parent) {
            Some(Value::Prim(Prim::Entity(uid))) => vec![uid],
            Some(Value::Set(elements)) => elements
                .into_iter()
                .filter_map(|element| match element {
                    Value::Prim(Prim::Entity(uid)) => Some(uid),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        parents.iter().any(|parent| self.scene.add_edge(self.choices, &child, parent))
    }
}
