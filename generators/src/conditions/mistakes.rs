//! Mistakes: expressions that err, each with a known kind of error, put into a clause on purpose.
//!
//! They stand where they are reached, where a short circuit hides them, and in operands of something else. So requests
//! meet every kind of error, and the two sides must agree on which of two errors comes first.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::response::ErrorKind;
use crosscheck_reference_model::types::CedarType;

use super::Writer;
use crate::edges;
use crate::give_ups::GiveUp;

/// The kinds of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Type,
    EntityMissing,
    AttributeMissing,
    TagMissing,
    Overflow,
    Extension,
    Arity,
    /// Two operands that err, each in its own way: the first one counts.
    Both,
}

/// Weights of the kinds; type errors and wrong literals have the most forms.
const KINDS: [(u32, Kind); 8] = [
    (36, Kind::Type),
    (10, Kind::EntityMissing),
    (16, Kind::AttributeMissing),
    (10, Kind::TagMissing),
    (12, Kind::Overflow),
    (26, Kind::Extension),
    (6, Kind::Arity),
    (10, Kind::Both),
];

impl Writer<'_, '_, '_> {
    /// A clause with a mistake in it, and the kind of error that it ends in under the request aimed at. If the mistake is
    /// hidden by a short circuit there, the clause is `want`.
    pub(super) fn with_mistake(&mut self, want: bool) -> (Expr, Option<ErrorKind>) {
        let depth = self.stock.settings.depth.saturating_sub(1);
        let outer = self.guards.len();
        let mistake = if self.stock.settings.permissively_typed() {
            let mistake = self.sound_mistake();
            self.guards.split_off(outer).into_iter().rev().fold(mistake, |mistake, guard| guard.and(mistake))
        } else {
            let mistake = self.mistake();
            self.guards.truncate(outer);
            mistake
        };
        if self.choices.chance(1, 5) {
            // Hidden under the request aimed at, reached under others.
            let first = self.boolean(depth, want);
            return (if want { first.or(mistake) } else { first.and(mistake) }, None);
        }
        let (mistake, kind) = match self.judge.error(&mistake) {
            None if self.judge.sees() => {
                self.give_up(GiveUp::MistakeNotPossible);
                let overflow = Expr::long(i64::MIN).unary(UnaryOp::Neg);
                (overflow.binary(BinaryOp::Less, Expr::long(0)), Some(ErrorKind::Overflow))
            }
            kind => (mistake, kind),
        };
        (self.reached_mistake(depth, mistake, want), kind)
    }

    /// The mistake deep in a condition. What is evaluated before it is such that it is reached under the request aimed at.
    fn reached_mistake(&mut self, depth: usize, mistake: Expr, want: bool) -> Expr {
        if depth == 0 || self.choices.chance(1, 3) {
            return mistake;
        }
        let inner = self.reached_mistake(depth - 1, mistake, want);
        match self.choices.below(8) {
            0 => self.boolean(depth, true).and(inner),
            1 => self.boolean(depth, false).or(inner),
            2 => inner.and(self.boolean(depth, want)),
            3 => inner.or(self.boolean(depth, want)),
            4 => {
                let (then, otherwise) = (self.boolean(depth, want), self.boolean(depth, want));
                Expr::If(Box::new(inner), Box::new(then), Box::new(otherwise))
            }
            5 => {
                let taken = self.choices.chance(1, 2);
                let (test, other) = (self.boolean(depth, taken), self.boolean(depth, want));
                let (then, otherwise) = if taken { (inner, other) } else { (other, inner) };
                Expr::If(Box::new(test), Box::new(then), Box::new(otherwise))
            }
            6 => inner.negated(),
            _ => {
                let other = self.boolean(depth, want);
                if self.choices.chance(1, 2) {
                    other.binary(BinaryOp::Eq, inner)
                } else {
                    inner.binary(BinaryOp::Eq, other)
                }
            }
        }
    }

    /// A mistake that no validation finds: arithmetic out of range, or the data of an entity that the store does not hold.
    fn sound_mistake(&mut self) -> Expr {
        let reads: Vec<_> =
            self.view.reads.iter().filter(|(var, read)| !self.is_readable(*var, read)).copied().collect();
        if let Some((var, read)) = self.choices.pick_any(&reads).copied()
            && self.choices.chance(3, 4)
        {
            let read = self.emit(var, read);
            return read.clone().binary(BinaryOp::Eq, read);
        }
        if self.choices.chance(1, 3) {
            return self.instant_beyond();
        }
        self.overflow()
    }

    fn mistake(&mut self) -> Expr {
        match *self.choices.weighted(&KINDS) {
            Kind::Type => self.ill_typed(),
            Kind::EntityMissing => self.entity_missing(),
            Kind::AttributeMissing => self.attribute_missing(),
            Kind::TagMissing => {
                let entity = self.some_present_entity();
                self.compared(entity.binary(BinaryOp::GetTag, Expr::string("no such tag")))
            }
            Kind::Overflow => self.overflow(),
            Kind::Extension => self.extension(),
            Kind::Arity => self.arity(),
            Kind::Both => self.both(),
        }
    }

    /// A boolean made from any expression.
    fn compared(&mut self, expr: Expr) -> Expr {
        let other = if self.choices.chance(1, 5) { Expr::long(0) } else { self.any_term() };
        if self.choices.chance(1, 5) { other.binary(BinaryOp::Eq, expr) } else { expr.binary(BinaryOp::Eq, other) }
    }

    /// A term of whatever type there is.
    fn any_term(&mut self) -> Expr {
        match self.choices.below(6) {
            0 => Expr::bool(true),
            1 => self.term(&CedarType::Long, 0),
            2 => self.term(&CedarType::String, 0),
            3 => self.some_entity(),
            4 => Expr::Set(vec![self.term(&CedarType::Long, 0)]),
            // Guards are left out on purpose.
            _ => {
                let outer = self.guards.len();
                let read = self.read_of(|_| true);
                self.guards.truncate(outer);
                read.unwrap_or(Expr::Var(Var::Context))
            }
        }
    }

    fn some_entity(&mut self) -> Expr {
        Expr::Var(*self.choices.pick(&[Var::Principal, Var::Resource, Var::Action]))
    }

    /// A variable whose entity the store holds, if there is one.
    fn some_present_entity(&mut self) -> Expr {
        let all = [Var::Principal, Var::Resource, Var::Action];
        let start = self.choices.below(all.len());
        let mut in_turn = (0..all.len()).map(|step| Expr::Var(all[(start + step) % all.len()]));
        let is_present = |entity: &Expr| {
            let missing = self.judge.error(&entity.clone().attr("no such attribute"));
            missing == Some(ErrorKind::AttributeMissing)
        };
        in_turn.find(is_present).unwrap_or(Expr::Var(all[start]))
    }

    /// An operator on an operand that it may not have.
    fn ill_typed(&mut self) -> Expr {
        let (a, b) = (self.any_term(), self.any_term());
        let long = self.term(&CedarType::Long, 0);
        match self.choices.below(22) {
            0 => a.binary(BinaryOp::Less, Expr::string("1")),
            1 => Expr::string("1").binary(BinaryOp::LessEq, a),
            2 => self.compared(Expr::bool(true).binary(BinaryOp::Add, a)),
            3 => self.compared(a.binary(BinaryOp::Sub, Expr::string("x"))),
            4 => long.negated(),
            5 => long.and(self.boolean(1, true)),
            6 => self.boolean(1, true).and(Expr::string("true")),
            7 => a.binary(BinaryOp::In, long),
            8 => {
                // An element that is no entity is an error even where an earlier one holds.
                let target = self.some_entity();
                Expr::Var(Var::Principal).binary(BinaryOp::In, Expr::Set(vec![target, long]))
            }
            9 => long.unary(UnaryOp::Like(vec![crosscheck_reference_model::expr::PatternElem::Star])),
            10 => long.binary(BinaryOp::Contains, a),
            11 => Expr::Set(vec![a]).binary(BinaryOp::ContainsAll, b),
            12 => b.binary(BinaryOp::ContainsAny, Expr::Set(vec![long])),
            13 => Expr::string("").unary(UnaryOp::IsEmpty),
            14 => self.some_entity().binary(BinaryOp::HasTag, long),
            15 => a.unary(UnaryOp::Is(self.aim.principal.ty.clone())),
            16 => long.has("name"),
            // What `&&` and `||` leave to their right side must be a boolean too, whatever is done with the result.
            17 => {
                let left = self.boolean(0, true);
                self.compared(left.and(long))
            }
            18 => {
                let left = self.boolean(0, false);
                self.compared(left.or(a))
            }
            19 => self.compared(long.negated().negated()),
            20 => self.compared(Expr::string("1").unary(UnaryOp::Neg).unary(UnaryOp::Neg)),
            _ => {
                let function = *self.choices.pick(&ExtFun::ALL[1..]);
                let arguments = if function.arity() == 2 { vec![a, b] } else { vec![long] };
                self.compared(Expr::Call(function, arguments))
            }
        }
    }

    fn entity_missing(&mut self) -> Expr {
        let absent = EntityUid::new(self.aim.principal.ty.clone(), "no such entity");
        if self.choices.chance(1, 4) {
            let key = self.tag_key(0);
            return self.compared(Expr::entity(absent).binary(BinaryOp::GetTag, key));
        }
        self.compared(Expr::entity(absent).attr("name"))
    }

    /// An optional attribute without its guard, or one that nothing declares.
    fn attribute_missing(&mut self) -> Expr {
        let optional: Vec<_> =
            self.view.reads.iter().filter(|(_, read)| read.steps.iter().any(|step| step.optional)).copied().collect();
        if let Some((var, read)) = self.choices.pick_any(&optional).copied()
            && self.choices.chance(2, 3)
        {
            let outer = self.guards.len();
            let unguarded = self.emit(var, read);
            self.guards.truncate(outer);
            if !self.judge.sees() || self.judge.error(&unguarded) == Some(ErrorKind::AttributeMissing) {
                return self.compared(unguarded);
            }
        }
        let owner = if self.choices.chance(1, 2) { Expr::Var(Var::Context) } else { self.some_present_entity() };
        self.compared(owner.attr("missing"))
    }

    fn overflow(&mut self) -> Expr {
        let long = self.term(&CedarType::Long, 1);
        let sum = match self.choices.below(6) {
            0 => Expr::long(i64::MAX).binary(BinaryOp::Add, long),
            1 => long.binary(BinaryOp::Sub, Expr::long(i64::MIN)),
            2 => long.binary(BinaryOp::Mul, Expr::long(i64::MAX)),
            3 => Expr::long(i64::MIN).unary(UnaryOp::Neg),
            4 => Expr::long(-1).binary(BinaryOp::Mul, Expr::long(i64::MIN)),
            // The step that overflows is inside; what is outside would make it harmless if it were folded first.
            _ => Expr::long(1 << 62).binary(BinaryOp::Mul, Expr::long(2)).binary(BinaryOp::Mul, Expr::long(0)),
        };
        let op = *self.choices.pick(&[BinaryOp::Less, BinaryOp::LessEq, BinaryOp::Eq]);
        sum.binary(op, Expr::long(0))
    }

    fn extension(&mut self) -> Expr {
        if self.choices.chance(1, 6) {
            let instant = self.instant_out_of_range();
            return self.compared(instant);
        }
        let function = *self.choices.pick(&[ExtFun::Decimal, ExtFun::Ip, ExtFun::Datetime, ExtFun::Duration]);
        let argument = match self.choices.pick_any(edges::invalid(function)) {
            Some(literal) => Expr::string(literal.text),
            None => {
                self.give_up(GiveUp::MistakeNotPossible);
                Expr::string("not a literal")
            }
        };
        self.compared(Expr::Call(function, vec![argument]))
    }

    /// A comparison or sum of two operands that both err, and not in the same way.
    fn both(&mut self) -> Expr {
        let literal = Expr::Call(ExtFun::Duration, vec![Expr::string("1 day")]);
        let mut operands = vec![
            Expr::long(i64::MAX).binary(BinaryOp::Add, Expr::long(1)),
            Expr::Var(Var::Context).attr("missing"),
            literal,
            self.some_entity().binary(BinaryOp::GetTag, Expr::string("no such tag")),
        ];
        self.choices.shuffle(&mut operands);
        let right = operands.swap_remove(1);
        let left = operands.swap_remove(0);
        let op = *self.choices.pick(&[BinaryOp::Less, BinaryOp::LessEq, BinaryOp::Eq, BinaryOp::Sub, BinaryOp::In]);
        let both = left.binary(op, right);
        match op {
            BinaryOp::Sub => self.compared(both),
            // `a > b` is the negation of `a <= b`.
            _ if self.choices.chance(1, 2) => both.negated(),
            _ => both,
        }
    }

    /// An operation on instants whose result does not fit, at either end of the range.
    fn instant_out_of_range(&mut self) -> Expr {
        let datetime = |text| Expr::Call(ExtFun::Datetime, vec![Expr::string(text)]);
        let offset = |from: &str, by: &str| {
            let by = Expr::Call(ExtFun::Duration, vec![Expr::string(by)]);
            Expr::Call(ExtFun::Offset, vec![datetime(from.to_owned()), by])
        };
        let (last, first) = ("9223372036854775807ms", "-9223372036854775808ms");
        match self.choices.below(5) {
            0 => offset("9999-12-31", last),
            1 => offset("1969-12-31", first),
            2 => Expr::Call(ExtFun::DurationSince, vec![offset("1970-01-01", last), datetime("1969-12-31".to_owned())]),
            3 => {
                Expr::Call(ExtFun::DurationSince, vec![datetime("1970-01-01".to_owned()), offset("1970-01-01", first)])
            }
            // The least instant lies within its day, whose start is out of range.
            _ => Expr::Call(ExtFun::ToDate, vec![offset("1970-01-01", first)]),
        }
    }

    /// A typed test of an instant, or a time between two, that is out of range.
    fn instant_beyond(&mut self) -> Expr {
        let beyond = self.instant_out_of_range();
        let near = match &beyond {
            Expr::Call(ExtFun::DurationSince, _) => Expr::Call(ExtFun::Duration, vec![Expr::string("0s")]),
            _ => Expr::Call(ExtFun::Datetime, vec![Expr::string("1970-01-01")]),
        };
        let op = *self.choices.pick(&[BinaryOp::Less, BinaryOp::LessEq, BinaryOp::Eq]);
        if self.choices.chance(1, 2) { near.binary(op, beyond) } else { beyond.binary(op, near) }
    }

    /// An extension function with one argument too few or too many.
    fn arity(&mut self) -> Expr {
        let function = *self.choices.pick(&ExtFun::ALL);
        let count = if function.arity() == 2 && self.choices.chance(1, 2) { 1 } else { function.arity() + 1 };
        let arguments = (0..count).map(|_| self.any_term()).collect();
        self.compared(Expr::Call(function, arguments))
    }
}
