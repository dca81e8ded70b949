//! Guards: where the test of an optional attribute or a tag stands so that the attribute or tag may be used.
//!
//! The truth of a guard is known to the right of `&&`, in the `then` branch and in later clauses; of `||` and `if` only
//! what both sides know. Each of these forms is made, each way round, and beside code that no type ever comes to.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp, Var};
use crosscheck_reference_model::name::EntityType;

use super::Writer;
use crate::give_ups::GiveUp;
use crate::judge::Truth;
use crate::settings::Feature;

/// The forms of a guard that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `g && t`
    And,
    /// `if g then t else …`
    If,
    /// `if g && h then t else …`
    IfBoth,
    /// `g && (h && t)`, `(h && g) && t`
    Among,
    /// `(g && h || g) && t`: both sides of `||` know it.
    EitherSide,
    /// `(if h then g else g) && t`: both branches know it.
    EitherBranch,
    /// `(true && g) && t` and the like.
    Singleton,
    /// `when { g } when { t }`
    EarlierClause,
}

/// Weights of the forms; people mostly write the first two.
const FORMS: [(u32, Form); 8] = [
    (56, Form::And),
    (8, Form::If),
    (5, Form::IfBoth),
    (7, Form::Among),
    (6, Form::EitherSide),
    (5, Form::EitherBranch),
    (6, Form::Singleton),
    (8, Form::EarlierClause),
];

/// One atom in so many is written beside dead code, where there can be some.
const DEAD: u32 = 24;

impl Writer<'_, '_, '_> {
    /// A test of which no type knows whether it is true; it is, and it looks at no entity's data.
    pub(crate) fn open_test(&mut self) -> Expr {
        let same = |e: Expr| e.clone().binary(BinaryOp::Eq, e);
        match self.choices.below(6) {
            0 => same(Expr::Var(Var::Principal)),
            1 => same(Expr::Var(Var::Resource)),
            2 => same(Expr::Var(Var::Context)),
            3 => Expr::Set(vec![Expr::long(1), Expr::long(2)]).binary(BinaryOp::Contains, Expr::long(1)),
            4 if self.has(Feature::Records) => same(Expr::Record(vec![("a".to_owned(), Expr::Var(Var::Action))])),
            _ => Expr::Set(vec![Expr::Var(Var::Principal)]).binary(BinaryOp::Contains, Expr::Var(Var::Principal)),
        }
    }

    /// The atom with its guards before it, `want` if that can be.
    pub(super) fn steer(&mut self, guards: Vec<Expr>, atom: Expr, want: bool) -> Expr {
        let guard = guards.into_iter().reduce(Expr::and);
        let Some(guard) = guard else {
            let test = self.turned(atom, want);
            return self.beside_dead_code(test);
        };
        // Where the guard does not hold, the test behind it is not reached: the whole is false, and can be made true
        // only around the guard.
        match self.judge.truth(&guard) {
            Truth::Is(false) if want => self.despite(guard, atom),
            Truth::Is(true) => {
                let test = self.turned(atom, want);
                self.guarded(guard, test)
            }
            Truth::Is(false) => guard.and(atom),
            Truth::Neither => {
                self.give_up(GiveUp::ConditionNotSteered);
                guard.and(atom)
            }
        }
    }

    /// A test behind a guard that holds: it is what the test is.
    fn guarded(&mut self, guard: Expr, test: Expr) -> Expr {
        let conditional = self.has(Feature::Conditional);
        // Guards that are still pending stand before this one, and it may need them.
        let hoists = self.hoisted.is_some() && self.guards.is_empty();
        let weight = |(weight, form): (u32, Form)| match form {
            Form::EarlierClause if !hoists => 0,
            Form::If | Form::IfBoth | Form::EitherBranch if !conditional => 0,
            _ => weight,
        };
        let weights = FORMS.map(weight);
        let boxed = Box::new;
        match FORMS[self.choices.weighted_index(weights.iter().copied())].1 {
            Form::And => guard.and(test),
            Form::If => Expr::If(boxed(guard), boxed(test), boxed(self.open_test())),
            Form::IfBoth => {
                let other = self.open_test();
                let both = if self.choices.chance(1, 2) { guard.and(other) } else { other.and(guard) };
                Expr::If(boxed(both), boxed(test), boxed(self.open_test()))
            }
            Form::Among => {
                let other = self.open_test();
                if self.choices.chance(1, 2) { guard.and(other.and(test)) } else { other.and(guard).and(test) }
            }
            Form::EitherSide => {
                let with = guard.clone().and(self.open_test());
                let either = if self.choices.chance(1, 2) { with.or(guard) } else { guard.or(with) };
                either.and(test)
            }
            Form::EitherBranch => {
                let other = self.open_test();
                Expr::If(boxed(other), boxed(guard.clone()), boxed(guard)).and(test)
            }
            Form::Singleton => {
                let known = match self.choices.below(4) {
                    0 => Expr::bool(true).and(guard),
                    1 => Expr::bool(false).or(guard),
                    2 => guard.and(Expr::bool(true)),
                    _ => guard.or(Expr::bool(false)),
                };
                known.and(test)
            }
            Form::EarlierClause => {
                self.hoisted.get_or_insert_default().push(guard);
                test
            }
        }
    }

    /// The test, now and then in an expression of which no type ever comes to another part; and that is ill-typed.
    fn beside_dead_code(&mut self, test: Expr) -> Expr {
        let types = [(Var::Principal, self.view.principal), (Var::Resource, self.view.resource)];
        let known: Vec<(Var, usize)> = types.into_iter().filter_map(|(var, ty)| Some((var, ty?))).collect();
        // A violation in what makes code dead would bring it to life, and then there are two.
        let may_die = self.stock.settings.schema && !self.stock.settings.violation;
        if !may_die || known.is_empty() || !self.choices.chance(1, DEAD) {
            return test;
        }
        let (var, ty) = *self.choices.pick(&known);
        let world = self.stock.world;
        let name = |ty: usize| world.types[ty].name.clone();
        let is = |ty: EntityType| Expr::Var(var).unary(UnaryOp::Is(ty));
        let others: Vec<usize> = (0..world.types.len()).filter(|other| *other != ty).collect();
        let dead = self.ill_typed_literal();
        let forms = if self.has(Feature::Conditional) { &[0, 1, 2, 3][..] } else { &[0, 3] };
        match (*self.choices.pick(forms), self.choices.pick_any(&others).copied()) {
            (0, Some(other)) => test.or(is(name(other)).and(dead)),
            (1, Some(other)) => Expr::If(Box::new(is(name(other))), Box::new(dead), Box::new(test)),
            (2, _) => Expr::If(Box::new(is(name(ty))), Box::new(test), Box::new(dead)),
            _ => is(name(ty)).or(dead).and(test),
        }
    }

    /// A boolean that breaks a rule of types wherever it is looked at.
    fn ill_typed_literal(&mut self) -> Expr {
        let long = Expr::long(*self.choices.pick(&self.stock.lexicon.longs));
        match self.choices.below(6) {
            0 => long.binary(BinaryOp::Less, Expr::string("1")),
            1 => long.negated(),
            2 => Expr::Var(Var::Principal).attr("nothing"),
            3 => Expr::Set(Vec::new()).unary(UnaryOp::IsEmpty),
            4 if self.has(Feature::Ip) => {
                Expr::Call(ExtFun::IsIpv4, vec![Expr::Call(ExtFun::Ip, vec![Expr::string("nothing")])])
            }
            5 if self.has(Feature::Tags) => Expr::Var(Var::Action).binary(BinaryOp::GetTag, Expr::string("nothing")),
            _ => Expr::Var(Var::Action).attr("nothing"),
        }
    }

    /// The atom, negated if that is what makes it `want`; as it is if it is an error.
    pub(crate) fn turned(&mut self, atom: Expr, want: bool) -> Expr {
        match self.judge.truth(&atom) {
            Truth::Is(is) if is != want => atom.negated(),
            Truth::Is(_) => atom,
            Truth::Neither => {
                self.give_up(GiveUp::ConditionNotSteered);
                atom
            }
        }
    }

    /// True although its guard does not hold.
    fn despite(&mut self, guard: Expr, atom: Expr) -> Expr {
        if self.has(Feature::Conditional) && self.choices.chance(1, 2) {
            return Expr::If(Box::new(guard), Box::new(atom), Box::new(Expr::bool(true)));
        }
        if self.choices.chance(1, 2) { guard.clone().negated().or(guard.and(atom)) } else { guard.and(atom).negated() }
    }
}
