//! Samples: for each kind of value a few that the rules tell apart, and which of them make which step of an evaluation.
//!
//! The samples are written as policies write them. Which ones a rule must get to come out in a given way is asked of the
//! reference model once, so a probe never has to try. Where the entities of the case matter, variables stand for them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::evaluate::evaluate;
use crosscheck_reference_model::expr::{Expr, PatternElem, UnaryOp};
use crosscheck_reference_model::name::{EntityType, EntityUid, Name};
use crosscheck_reference_model::observe::{Operands, Outcome, Rule, Step, declared};
use crosscheck_reference_model::parse;
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::response::ErrorKind;
use crosscheck_reference_model::value::Kind;

/// The texts of the samples. What is not data of the case reads the same under every request: `principal` and `action`
/// are never one entity, and neither is in the other.
const SAMPLES: [(Kind, &[&str]); 10] = [
    (Kind::Bool, &["true", "false"]),
    (Kind::Long, &["0", "1", "-9223372036854775808", "9223372036854775807"]),
    (Kind::String, &[r#""""#, r#""s""#, r#""1.0""#, r#""::1""#, r#""2024-01-01""#, r#""1h""#]),
    (Kind::Entity, &["principal", "action"]),
    (
        Kind::Set,
        &[
            "[]",
            "[1]",
            "[principal]",
            "[action]",
            "[principal, 1]",
            r#"[true, 1, "s", principal, [1], {a: 1}, decimal("1.0"), ip("127.0.0.1"), datetime("2024-01-01"), duration("1h")]"#,
        ],
    ),
    (Kind::Record, &["{a: 1}", "{}", "{a: principal, b: [true]}"]),
    (Kind::Decimal, &[r#"decimal("1.0")"#, r#"decimal("-2.5")"#]),
    (
        Kind::Ip,
        &[r#"ip("127.0.0.1")"#, r#"ip("ff00::/8")"#, r#"ip("127.0.0.0/8")"#, r#"ip("10.0.0.1")"#, r#"ip("::1")"#],
    ),
    (
        Kind::Datetime,
        &[
            r#"datetime("2024-01-01")"#,
            r#"datetime("1970-01-01").offset(duration("9223372036854775807ms"))"#,
            r#"datetime("1970-01-01").offset(duration("-9223372036854775808ms"))"#,
        ],
    ),
    (
        Kind::Duration,
        &[r#"duration("1h")"#, r#"duration("9223372036854775807ms")"#, r#"duration("-9223372036854775808ms")"#],
    ),
];

/// The samples as expressions, by kind.
static PARSED: LazyLock<BTreeMap<Kind, Vec<Expr>>> = LazyLock::new(|| {
    let parsed = |texts: &[&str]| texts.iter().filter_map(|text| parse::expression(text).ok()).collect();
    SAMPLES.into_iter().map(|(kind, texts)| (kind, parsed(texts))).collect()
});

/// The steps that a probe can make, in their order.
pub(super) static STEPS: LazyLock<Vec<Step>> = LazyLock::new(|| {
    let is_probed = |step: &Step| match step.rule {
        // Every case has some of these.
        Rule::Lit | Rule::Var(_) | Rule::Set | Rule::Record | Rule::Scope(..) | Rule::Decide { .. } => false,
        Rule::Policy(_) => matches!(step.outcome, Outcome::Error(_)),
        _ => true,
    };
    declared().into_iter().filter(is_probed).collect()
});

/// The steps that need data of a certain kind: those who draw a probe must ask for them more often than their share.
pub(super) static DATA_STEPS: LazyLock<Vec<Step>> = LazyLock::new(|| {
    let reads = |step: &Step| reads_data(step) && !matches!(step.outcome, Outcome::Error(_));
    STEPS.iter().copied().filter(reads).collect()
});

/// For each step that depends on the values of its operands: the samples that make it.
static MAKERS: LazyLock<BTreeMap<Step, Vec<Vec<Expr>>>> = LazyLock::new(|| {
    let depends = |step: &&Step| step.outcome != Outcome::Error(ErrorKind::Type) || is_set_of_mixed(step);
    let steps = STEPS.iter().filter(depends).filter(|step| !reads_data(step) && step.rule != Rule::Is);
    let made = steps.map(|step| (*step, makers(*step)));
    made.filter(|(_, makers)| !makers.is_empty()).collect()
});

/// Whether the step depends on what the store holds.
pub(super) fn reads_data(step: &Step) -> bool {
    use crosscheck_reference_model::expr::BinaryOp;
    let owner = match step.operands {
        Operands::None => return false,
        Operands::One(kind) | Operands::Two(kind, _) => kind,
    };
    let taken = step.outcome != Outcome::Error(ErrorKind::Type);
    match step.rule {
        Rule::GetAttr | Rule::HasAttr => taken && matches!(owner, Kind::Entity | Kind::Record),
        Rule::Binary(BinaryOp::HasTag | BinaryOp::GetTag) => taken && owner == Kind::Entity,
        _ => false,
    }
}

/// `in` takes sets, but only sets of entities.
fn is_set_of_mixed(step: &Step) -> bool {
    use crosscheck_reference_model::expr::BinaryOp;
    step.rule == Rule::Binary(BinaryOp::In) && step.operands == Operands::Two(Kind::Entity, Kind::Set)
}

/// The samples of `kind`.
pub(super) fn of(kind: Kind) -> &'static [Expr] {
    PARSED.get(&kind).map_or(&[], Vec::as_slice)
}

/// The operands that make `step`, if it depends on them.
pub(super) fn making(step: &Step) -> Option<&'static [Vec<Expr>]> {
    MAKERS.get(step).map(Vec::as_slice)
}

/// Every choice of samples for which the reference model makes `step` last.
fn makers(step: Step) -> Vec<Vec<Expr>> {
    let choices: Vec<Vec<Expr>> = match step.operands {
        Operands::None => Vec::new(),
        Operands::One(kind) => of(kind).iter().map(|a| vec![a.clone()]).collect(),
        Operands::Two(a, b) => of(a).iter().flat_map(|a| of(b).iter().map(|b| vec![a.clone(), b.clone()])).collect(),
    };
    let uid = |ty: &str| EntityUid::new(Name::unqualified(ty), "a");
    let (principal, action, resource) = (uid("T"), uid("Action"), uid("U"));
    let request = Request { principal, action, resource, context: BTreeMap::new() };
    let Ok(store) = Entities::from_listed(&[]) else { return Vec::new() };
    let makes = |operands: &Vec<Expr>| {
        let Some(expr) = apply(step.rule, operands.clone(), &Name::unqualified("T"), "a") else { return false };
        let mut steps: Vec<Step> = Vec::new();
        // The outcome is among the steps.
        let _ = evaluate(&expr, &request, &store, &mut steps);
        steps.iter().rev().find(|made| made.rule == step.rule) == Some(&step)
    };
    choices.into_iter().filter(makes).collect()
}

/// The rule applied to operands: `ty` is the type that `is` asks for, `attr` the attribute that is read or asked for.
/// `None` for a rule that is no form of expression, or takes another number of operands.
pub(super) fn apply(rule: Rule, operands: Vec<Expr>, ty: &EntityType, attr: &str) -> Option<Expr> {
    if let Rule::Call(function) = rule {
        return Some(Expr::Call(function, operands));
    }
    let mut operands = operands.into_iter();
    let a = operands.next()?;
    Some(match (rule, operands.next()) {
        (Rule::If, None) => Expr::If(Box::new(a), Box::new(Expr::bool(true)), Box::new(Expr::bool(false))),
        // The right side is not reached.
        (Rule::And, None) => a.and(Expr::bool(true)),
        (Rule::Or, None) => a.or(Expr::bool(false)),
        (Rule::And, Some(b)) => a.and(b),
        (Rule::Or, Some(b)) => a.or(b),
        (Rule::Not, None) => a.negated(),
        (Rule::Neg, None) => a.unary(UnaryOp::Neg),
        (Rule::IsEmpty, None) => a.unary(UnaryOp::IsEmpty),
        (Rule::Like, None) => a.unary(UnaryOp::Like(vec![PatternElem::Char('s'), PatternElem::Star])),
        (Rule::Is, None) => a.unary(UnaryOp::Is(ty.clone())),
        (Rule::GetAttr, None) => a.attr(attr),
        (Rule::HasAttr, None) => a.has(attr),
        (Rule::Binary(op), Some(b)) => a.binary(op, b),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_read_and_of_its_kind() {
        for (kind, texts) in SAMPLES {
            assert_eq!(of(kind).len(), texts.len(), "{kind:?}");
        }
    }

    /// What depends on values has samples that make it; a clause and a policy are made around an expression.
    #[test]
    fn every_step_that_depends_on_values_has_samples() {
        for step in STEPS.iter() {
            let by_hand = matches!(step.rule, Rule::Clause(_) | Rule::Policy(_) | Rule::Is) || reads_data(step);
            let by_kind = step.outcome == Outcome::Error(ErrorKind::Type) && !is_set_of_mixed(step);
            let by_count = step.outcome == Outcome::Error(ErrorKind::Arity);
            assert!(by_hand || by_kind || by_count || making(step).is_some(), "{step}");
        }
    }
}
