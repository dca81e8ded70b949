//! The table of declared steps is exact: samples of each kind under each rule reach all of it, and neither they nor
//! random expressions make a step that it does not hold.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::authorize::authorize;
use crate::entities::{Entities, Entity};
use crate::evaluate::evaluate;
use crate::expr::{BinaryOp, Expr, ExtFun, PatternElem, UnaryOp, Var};
use crate::name::{EntityUid, Name};
use crate::parse::{self, PolicyIds};
use crate::request::Request;
use crate::template;

/// One value of each kind (both booleans), named as the attributes and tags that hold them.
const HELD: [(&str, &str); 11] = [
    ("yes", "true"),
    ("no", "false"),
    ("long", "1"),
    ("string", r#""s""#),
    ("entity", r#"T::"p""#),
    ("set", "[1]"),
    ("record", "{a: 1}"),
    ("decimal", r#"decimal("1.0")"#),
    ("ip", r#"ip("127.0.0.1")"#),
    ("datetime", r#"datetime("2024-01-01")"#),
    ("duration", r#"duration("1h")"#),
];

/// Further values, at the edges of what the rules tell apart.
const EDGES: [&str; 22] = [
    "-9223372036854775808",
    "9223372036854775807",
    r#""""#,
    r#""1.0""#,
    r#""::1""#,
    r#""2024-01-01""#,
    r#""1h""#,
    r#"T::"a""#,
    r#"T::"absent""#,
    r#"U::"u""#,
    "[]",
    r#"[1, T::"p"]"#,
    r#"[T::"p"]"#,
    r#"[T::"q"]"#,
    r#"[true, "s", T::"p", {a: 1}, [1], decimal("1.0"), ip("127.0.0.1"), datetime("2024-01-01"), duration("1h")]"#,
    r#"decimal("-2.5")"#,
    r#"ip("ff00::/8")"#,
    r#"ip("127.0.0.0/8")"#,
    r#"datetime("1970-01-01").offset(duration("9223372036854775807ms"))"#,
    r#"datetime("1970-01-01").offset(duration("-9223372036854775808ms"))"#,
    r#"duration("9223372036854775807ms")"#,
    r#"duration("-9223372036854775808ms")"#,
];

fn expr(text: &str) -> Expr {
    parse::expression(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn uid(ty: &str, eid: &str) -> EntityUid {
    EntityUid::new(Name::unqualified(ty), eid)
}

fn held() -> BTreeMap<String, Expr> {
    HELD.iter().map(|(name, text)| ((*name).to_owned(), expr(text))).collect()
}

/// An expression for each sample. The held values are there also as one record.
fn samples() -> Vec<Expr> {
    let texts = HELD.iter().map(|(_, text)| *text).chain(EDGES);
    let names = HELD.iter().map(|(name, _)| Expr::string(*name));
    texts.map(expr).chain(names).chain([Expr::Record(held().into_iter().collect())]).collect()
}

/// T::"a" has every attribute and tag and is in T::"p"; nothing else is in the store.
fn store() -> Entities {
    let a = Entity { uid: uid("T", "a"), attrs: held(), tags: held(), parents: vec![uid("T", "p")] };
    Entities::from_listed(&[a]).unwrap()
}

fn request() -> Request {
    let (principal, action, resource) = (uid("T", "a"), uid("Action", "x"), uid("U", "u"));
    Request { principal, action, resource, context: BTreeMap::new() }
}

const BINARY: [BinaryOp; 12] = [
    BinaryOp::Eq,
    BinaryOp::In,
    BinaryOp::HasTag,
    BinaryOp::GetTag,
    BinaryOp::Less,
    BinaryOp::LessEq,
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Contains,
    BinaryOp::ContainsAll,
    BinaryOp::ContainsAny,
];

fn unary_operators() -> Vec<UnaryOp> {
    let pattern = vec![PatternElem::Char('s'), PatternElem::Star];
    vec![UnaryOp::Not, UnaryOp::Neg, UnaryOp::IsEmpty, UnaryOp::Like(pattern), UnaryOp::Is(Name::unqualified("T"))]
}

/// The names of all held attributes, and one that nothing has.
fn attributes() -> impl Iterator<Item = &'static str> {
    HELD.iter().map(|(name, _)| *name).chain(["missing"])
}

/// Every rule with one operand, applied to it.
fn with_one(a: &Expr) -> Vec<Expr> {
    let mut exprs = vec![Expr::Set(vec![a.clone()])];
    exprs.push(Expr::If(Box::new(a.clone()), Box::new(Expr::bool(true)), Box::new(Expr::bool(false))));
    exprs.extend(unary_operators().into_iter().map(|op| a.clone().unary(op)));
    exprs.extend(attributes().flat_map(|attr| [a.clone().attr(attr), a.clone().has(attr)]));
    exprs.extend(ExtFun::ALL.map(|function| Expr::Call(function, vec![a.clone()])));
    exprs
}

/// Every rule with two operands, applied to them.
fn with_two(a: &Expr, b: &Expr) -> Vec<Expr> {
    let mut exprs = vec![a.clone().and(b.clone()), a.clone().or(b.clone())];
    exprs.extend(BINARY.map(|op| a.clone().binary(op, b.clone())));
    exprs.extend(ExtFun::ALL.map(|function| Expr::Call(function, vec![a.clone(), b.clone()])));
    exprs
}

/// Policy sets for each form of scope and clause, each error and each decision.
const POLICY_SETS: [&str; 5] = [
    "",
    "permit(principal, action, resource);",
    "forbid(principal, action, resource) unless { false }; forbid(principal, action, resource) when { false };",
    "permit(principal, action, resource); forbid(principal, action, resource);
     permit(principal, action, resource) unless { true };",
    r#"permit(principal == T::"a", action == Action::"x", resource == U::"u");
       permit(principal == T::"b", action, resource);
       permit(principal in T::"p", action in Action::"x", resource in U::"u");
       permit(principal in T::"b", action, resource);
       permit(principal is T, action in [Action::"x"], resource is U);
       permit(principal is U, action, resource);
       permit(principal is T in T::"p", action == Action::"y", resource);
       permit(principal is T in T::"b", action, resource);
       permit(principal, action in Action::"y", resource);
       permit(principal, action in [], resource);
       permit(principal, action, resource == U::"v");
       permit(principal, action, resource in U::"v");
       permit(principal, action, resource is T);
       permit(principal, action, resource is U in U::"u");
       permit(principal, action, resource is T in U::"u");"#,
];

/// One body for each kind of error.
const ERRORS: [&str; 7] = [
    "resource.x",
    "{}.x",
    r#"principal.getTag("missing")"#,
    "1 + true",
    "9223372036854775807 + 1",
    r#"ip("x")"#,
    "ip()",
];

fn observe_policies(text: &str, observer: &mut impl Observer) {
    let templates = parse::policies(text, PolicyIds::Positional).unwrap();
    let policies = template::link(&templates, &[]).unwrap();
    authorize(&request(), &store(), &policies, observer);
}

/// Every rule on every combination of samples.
fn observe_everything(observer: &mut impl Observer) {
    let (samples, request, store) = (samples(), request(), store());
    let mut observe = |expr: &Expr| drop(evaluate(expr, &request, &store, observer));
    for var in [Var::Principal, Var::Action, Var::Resource, Var::Context] {
        observe(&Expr::Var(var));
    }
    for function in ExtFun::ALL {
        observe(&Expr::Call(function, vec![]));
        observe(&Expr::Call(function, vec![Expr::long(1), Expr::long(2), Expr::long(3)]));
    }
    for a in &samples {
        with_one(a).iter().for_each(&mut observe);
        for b in &samples {
            with_two(a, b).iter().for_each(&mut observe);
        }
    }
    for set in POLICY_SETS {
        observe_policies(set, observer);
    }
    for body in ERRORS.into_iter().chain(HELD.map(|(_, text)| text)) {
        for policy in ["permit", "forbid"] {
            observe_policies(&format!("{policy}(principal, action, resource) when {{ {body} }};"), observer);
            observe_policies(&format!("{policy}(principal, action, resource) unless {{ {body} }};"), observer);
        }
    }
}

/// Keeps what is not declared.
struct Undeclared {
    declared: BTreeSet<Step>,
    found: BTreeSet<Step>,
}

impl Undeclared {
    fn new() -> Self {
        Self { declared: declared().into_iter().collect(), found: BTreeSet::new() }
    }

    fn assert_none(&self) {
        let found: Vec<String> = self.found.iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "undeclared steps:\n{}", found.join("\n"));
    }
}

impl Observer for Undeclared {
    fn step(&mut self, step: Step) {
        if !self.declared.contains(&step) {
            self.found.insert(step);
        }
    }
}

#[test]
fn no_step_is_declared_twice() {
    let steps = declared();
    assert_eq!(steps.iter().collect::<BTreeSet<_>>().len(), steps.len());
}

#[test]
fn every_declared_step_is_reachable_and_every_step_declared() {
    let mut undeclared = Undeclared::new();
    observe_everything(&mut undeclared);
    undeclared.assert_none();
    let mut coverage = Coverage::default();
    observe_everything(&mut coverage);
    let missing: Vec<String> = coverage.missing().iter().map(ToString::to_string).collect();
    assert!(missing.is_empty(), "unreachable steps:\n{}", missing.join("\n"));
    assert_eq!(coverage.covered(), Coverage::total());
}

/// A small generator of numbers: the quality of chance matters little here, its being the same everywhere does.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// An expression of any form, up to this height above the samples.
    fn expr(&mut self, height: usize, samples: &[Expr]) -> Expr {
        if height == 0 {
            return self.pick(samples).clone();
        }
        let a = self.expr(height - 1, samples);
        let lower = self.below(height);
        let b = self.expr(lower, samples);
        match self.below(4) {
            0 => self.pick(&with_one(&a)).clone(),
            1 => self.pick(&with_two(&a, &b)).clone(),
            2 => self.pick(&with_two(&b, &a)).clone(),
            _ => Expr::If(Box::new(b), Box::new(a.clone()), Box::new(a)),
        }
    }
}

#[test]
fn random_expressions_make_declared_steps_only() {
    let (samples, request, store) = (samples(), request(), store());
    let mut chance = Chance(1);
    let mut undeclared = Undeclared::new();
    for round in 0..5_000 {
        let expr = chance.expr(1 + round % 4, &samples);
        drop(evaluate(&expr, &request, &store, &mut undeclared));
    }
    undeclared.assert_none();
}

#[test]
fn steps_read_well() {
    let mut steps: Vec<Step> = Vec::new();
    drop(evaluate(&expr("if principal.long + 1 < 3 then [] else 1"), &request(), &store(), &mut steps));
    drop(evaluate(&expr(r#"ip("x").isIpv4()"#), &request(), &store(), &mut steps));
    drop(evaluate(&expr("1.lessThan(2) && true"), &request(), &store(), &mut steps));
    observe_policies("permit(principal is T, action, resource) unless { 1 };", &mut steps);
    let lines: Vec<String> = steps.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    principal: entity
    a.attr (entity): long
    literal: long
    a + b (long, long): long
    literal: long
    a < b (long, long): true
    if (bool): true
    […]: set
    literal: string
    ip(…) (string): extension error
    literal: long
    literal: long
    a.lessThan(…) (long, long): type error
    scope principal is T: true
    scope action: true
    scope resource: true
    literal: long
    unless {…} (long): type error
    permit: type error
    allow with no permit and no forbid satisfied: false
    ");
}

/// Most of the table are operands of wrong kinds, so a report counts those apart.
#[test]
fn how_many_steps_are_declared() {
    let is_type_error = |step: &Step| step.outcome == Outcome::Error(ErrorKind::Type);
    let nothing = Coverage::default();
    assert_eq!(nothing.count(is_type_error), (0, 2_030));
    assert_eq!(nothing.count(|step| !is_type_error(step)), (0, 338));
}
