//! The table of all steps that the language allows, made from a few lines a rule.
//!
//! It is written from the operators' types, not from what the evaluator does: the evaluator's tests hold the two
//! against each other in both directions.

use super::{Operands, Outcome, Rule, ScopeForm, ScopeVar, Step};
use crate::expr::{BinaryOp, ExtFun, Var};
use crate::policy::{ConditionKind, Effect};
use crate::response::ErrorKind;
use crate::value::Kind;

/// Every step that an evaluation can make, without duplicates, in a fixed order.
pub fn declared() -> Vec<Step> {
    let mut table = Table(Vec::new());
    table.leaves();
    table.control();
    table.unary_operators();
    table.binary_operators();
    table.attributes();
    table.constructors();
    table.extension_methods();
    table.policies();
    table.0
}

/// The two outcomes of a test.
const TEST: [Outcome; 2] = [Outcome::Bool(false), Outcome::Bool(true)];

/// The outcomes of integer arithmetic.
const ARITHMETIC: [Outcome; 2] = [Outcome::Value(Kind::Long), Outcome::Error(ErrorKind::Overflow)];

/// What a rule gives for operands that it does not take.
const WRONG: [Outcome; 1] = [Outcome::Error(ErrorKind::Type)];

/// Any value at all, as attributes and tags may hold it.
fn anything() -> Vec<Outcome> {
    let others = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Bool).map(Outcome::Value);
    TEST.into_iter().chain(others).collect()
}

/// Any value, or one of these errors.
fn anything_or(errors: &[ErrorKind]) -> Vec<Outcome> {
    anything().into_iter().chain(errors.iter().map(|kind| Outcome::Error(*kind))).collect()
}

/// A value of an extension type, or none.
fn made(kind: Kind) -> [Outcome; 2] {
    [Outcome::Value(kind), Outcome::Error(ErrorKind::Extension)]
}

/// The rows so far.
struct Table(Vec<Step>);

impl Table {
    fn row(&mut self, rule: Rule, operands: Operands, outcomes: &[Outcome]) {
        self.0.extend(outcomes.iter().map(|outcome| Step { rule, operands, outcome: *outcome }));
    }

    /// A rule with one operand: the kinds it takes with what it gives, a type error for all other kinds.
    fn one(&mut self, rule: Rule, takes: &[(Kind, &[Outcome])]) {
        for kind in Kind::ALL {
            let outcomes = takes.iter().find(|row| row.0 == kind).map_or(&WRONG[..], |row| row.1);
            self.row(rule, Operands::One(kind), outcomes);
        }
    }

    /// A rule with two operands, likewise.
    fn two(&mut self, rule: Rule, takes: &[(Kind, Kind, &[Outcome])]) {
        for (a, b) in pairs() {
            let outcomes = takes.iter().find(|row| (row.0, row.1) == (a, b)).map_or(&WRONG[..], |row| row.2);
            self.row(rule, Operands::Two(a, b), outcomes);
        }
    }

    fn leaves(&mut self) {
        let literals = [Outcome::Value(Kind::Long), Outcome::Value(Kind::String), Outcome::Value(Kind::Entity)];
        self.row(Rule::Lit, Operands::None, &TEST);
        self.row(Rule::Lit, Operands::None, &literals);
        for var in [Var::Principal, Var::Action, Var::Resource] {
            self.row(Rule::Var(var), Operands::None, &[Outcome::Value(Kind::Entity)]);
        }
        self.row(Rule::Var(Var::Context), Operands::None, &[Outcome::Value(Kind::Record)]);
        self.row(Rule::Set, Operands::None, &[Outcome::Value(Kind::Set)]);
        self.row(Rule::Record, Operands::None, &[Outcome::Value(Kind::Record)]);
    }

    /// `&&` and `||` end with their left operand, or go on to the right one; the left one is a boolean then.
    fn control(&mut self) {
        self.one(Rule::If, &[(Kind::Bool, &TEST)]);
        for (rule, ends) in [(Rule::And, Outcome::Bool(false)), (Rule::Or, Outcome::Bool(true))] {
            self.one(rule, &[(Kind::Bool, &[ends])]);
            for right in Kind::ALL {
                let outcomes = if right == Kind::Bool { &TEST[..] } else { &WRONG[..] };
                self.row(rule, Operands::Two(Kind::Bool, right), outcomes);
            }
        }
    }

    fn unary_operators(&mut self) {
        self.one(Rule::Not, &[(Kind::Bool, &TEST)]);
        self.one(Rule::Neg, &[(Kind::Long, &ARITHMETIC)]);
        self.one(Rule::IsEmpty, &[(Kind::Set, &TEST)]);
        self.one(Rule::Like, &[(Kind::String, &TEST)]);
        self.one(Rule::Is, &[(Kind::Entity, &TEST)]);
    }

    fn binary_operators(&mut self) {
        for (a, b) in pairs() {
            let outcomes = if a == b { &TEST[..] } else { &TEST[..1] };
            self.row(Rule::Binary(BinaryOp::Eq), Operands::Two(a, b), outcomes);
        }
        let ordered = [Kind::Long, Kind::Datetime, Kind::Duration].map(|kind| (kind, kind, &TEST[..]));
        for op in [BinaryOp::Less, BinaryOp::LessEq] {
            self.two(Rule::Binary(op), &ordered);
        }
        for op in [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul] {
            self.two(Rule::Binary(op), &[(Kind::Long, Kind::Long, &ARITHMETIC)]);
        }
        for op in [BinaryOp::ContainsAll, BinaryOp::ContainsAny] {
            self.two(Rule::Binary(op), &[(Kind::Set, Kind::Set, &TEST)]);
        }
        let elements = Kind::ALL.map(|element| (Kind::Set, element, &TEST[..]));
        self.two(Rule::Binary(BinaryOp::Contains), &elements);
        let in_set = [TEST[0], TEST[1], WRONG[0]];
        let membership = [(Kind::Entity, Kind::Entity, &TEST[..]), (Kind::Entity, Kind::Set, &in_set)];
        self.two(Rule::Binary(BinaryOp::In), &membership);
        self.two(Rule::Binary(BinaryOp::HasTag), &[(Kind::Entity, Kind::String, &TEST)]);
        let tag = anything_or(&[ErrorKind::EntityMissing, ErrorKind::TagMissing]);
        self.two(Rule::Binary(BinaryOp::GetTag), &[(Kind::Entity, Kind::String, &tag)]);
    }

    fn attributes(&mut self) {
        self.one(Rule::HasAttr, &[(Kind::Record, &TEST), (Kind::Entity, &TEST)]);
        let field = anything_or(&[ErrorKind::AttributeMissing]);
        let attribute = anything_or(&[ErrorKind::EntityMissing, ErrorKind::AttributeMissing]);
        self.one(Rule::GetAttr, &[(Kind::Record, &field), (Kind::Entity, &attribute)]);
    }

    /// Extension functions that read a string. Like every extension function they can get too many or too few
    /// arguments, whose kinds do not matter then.
    fn constructors(&mut self) {
        for function in ExtFun::ALL {
            self.row(Rule::Call(function), Operands::None, &[Outcome::Error(ErrorKind::Arity)]);
        }
        let types = [
            (ExtFun::Decimal, Kind::Decimal),
            (ExtFun::Ip, Kind::Ip),
            (ExtFun::Datetime, Kind::Datetime),
            (ExtFun::Duration, Kind::Duration),
        ];
        for (function, kind) in types {
            self.one(Rule::Call(function), &[(Kind::String, &made(kind))]);
        }
    }

    fn extension_methods(&mut self) {
        use ExtFun as Fun;
        for function in [Fun::LessThan, Fun::LessThanOrEqual, Fun::GreaterThan, Fun::GreaterThanOrEqual] {
            self.two(Rule::Call(function), &[(Kind::Decimal, Kind::Decimal, &TEST)]);
        }
        for function in [Fun::IsIpv4, Fun::IsIpv6, Fun::IsLoopback, Fun::IsMulticast] {
            self.one(Rule::Call(function), &[(Kind::Ip, &TEST)]);
        }
        self.two(Rule::Call(Fun::IsInRange), &[(Kind::Ip, Kind::Ip, &TEST)]);
        self.two(Rule::Call(Fun::Offset), &[(Kind::Datetime, Kind::Duration, &made(Kind::Datetime))]);
        self.two(Rule::Call(Fun::DurationSince), &[(Kind::Datetime, Kind::Datetime, &made(Kind::Duration))]);
        self.one(Rule::Call(Fun::ToDate), &[(Kind::Datetime, &made(Kind::Datetime))]);
        self.one(Rule::Call(Fun::ToTime), &[(Kind::Datetime, &[Outcome::Value(Kind::Duration)])]);
        for function in [Fun::ToMilliseconds, Fun::ToSeconds, Fun::ToMinutes, Fun::ToHours, Fun::ToDays] {
            self.one(Rule::Call(function), &[(Kind::Duration, &[Outcome::Value(Kind::Long)])]);
        }
    }

    fn policies(&mut self) {
        for var in [ScopeVar::Principal, ScopeVar::Action, ScopeVar::Resource] {
            self.row(Rule::Scope(var, ScopeForm::Any), Operands::None, &TEST[1..]);
            let forms = match var {
                ScopeVar::Action => &[ScopeForm::Eq, ScopeForm::In, ScopeForm::InAny][..],
                _ => &[ScopeForm::Eq, ScopeForm::In, ScopeForm::Is, ScopeForm::IsIn],
            };
            for form in forms {
                self.row(Rule::Scope(var, *form), Operands::None, &TEST);
            }
        }
        for kind in [ConditionKind::When, ConditionKind::Unless] {
            self.one(Rule::Clause(kind), &[(Kind::Bool, &TEST)]);
        }
        for effect in [Effect::Permit, Effect::Forbid] {
            self.row(Rule::Policy(effect), Operands::None, &TEST);
            self.row(Rule::Policy(effect), Operands::None, &ErrorKind::ALL.map(Outcome::Error));
        }
        for (permits, forbids) in [(false, false), (false, true), (true, false), (true, true)] {
            let allowed = Outcome::Bool(permits && !forbids);
            self.row(Rule::Decide { permits, forbids }, Operands::None, &[allowed]);
        }
    }
}

/// Every pair of kinds.
fn pairs() -> impl Iterator<Item = (Kind, Kind)> {
    Kind::ALL.into_iter().flat_map(|a| Kind::ALL.into_iter().map(move |b| (a, b)))
}
