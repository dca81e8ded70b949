//! What the reference model makes of one policy under one request: the constraints of its scope, and the value of each
//! sub-expression of its conditions.
//!
//! What the evaluation does not come to, behind a constraint that fails, a short circuit or an error, is marked as such.

use crosscheck_generators::print;
use crosscheck_generators::text::RequestText;
use crosscheck_reference_model::authorize::satisfied;
use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::evaluate::evaluate;
use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp};
use crosscheck_reference_model::observe::{NoObserver, Outcome, Rule, ScopeVar, Step};
use crosscheck_reference_model::policy::ConditionKind;
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::response::ErrorKind;
use crosscheck_reference_model::value::Value;

use crate::minimize::literal_of;
use crate::subject::World;

/// One policy, step by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The constraints that were tested, in their order: the variable, and whether it holds.
    pub scope: Vec<(&'static str, bool)>,
    /// The conditions: `when` or `unless`, and their bodies.
    pub conditions: Vec<(&'static str, Node)>,
}

/// A sub-expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// As policies spell it, on one line.
    pub text: String,
    /// What it comes to.
    pub result: Evaluated,
    /// Its operands, without those that are literals.
    pub operands: Vec<Node>,
}

/// What a sub-expression comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evaluated {
    /// A value, as policies spell it.
    Value(String),
    /// An error; its kind.
    Error(String),
    /// The evaluation ends before it.
    NotReached,
}

/// The trace of the policy with this id; `None` if the model cannot read the case or has no such policy.
pub(super) fn trace(world: &World, id: &str, request: &RequestText) -> Option<Trace> {
    let policy = world.policies.as_ref().ok()?.iter().find(|policy| policy.id == id)?;
    let entities = world.entities.as_ref().ok()?;
    let request = world.request(request).ok()?;
    let mut steps: Vec<Step> = Vec::new();
    let _verdict = satisfied(policy, &request, entities, &mut steps);
    let scope: Vec<(&'static str, bool)> = steps
        .iter()
        .filter_map(|step| match (step.rule, step.outcome) {
            (Rule::Scope(variable, _), Outcome::Bool(holds)) => Some((variable_name(variable), holds)),
            _ => None,
        })
        .collect();
    let evaluation = Evaluation { request: &request, entities };
    let mut reached = scope.iter().all(|(_, holds)| *holds);
    let mut conditions = Vec::new();
    for condition in &policy.conditions {
        let when = condition.kind == ConditionKind::When;
        let node = evaluation.node(&condition.body, reached);
        reached = reached && evaluation.value(&condition.body) == Ok(Value::from(when));
        conditions.push((if when { "when" } else { "unless" }, node));
    }
    Some(Trace { scope, conditions })
}

fn variable_name(variable: ScopeVar) -> &'static str {
    match variable {
        ScopeVar::Principal => "principal",
        ScopeVar::Action => "action",
        ScopeVar::Resource => "resource",
    }
}

struct Evaluation<'a> {
    request: &'a Request,
    entities: &'a Entities,
}

impl Evaluation<'_> {
    fn value(&self, expr: &Expr) -> Result<Value, ErrorKind> {
        evaluate(expr, self.request, self.entities, &mut NoObserver)
    }

    fn node(&self, expr: &Expr, reached: bool) -> Node {
        let result = match self.value(expr) {
            _ if !reached => Evaluated::NotReached,
            Ok(value) => Evaluated::Value(one_line(&literal_of(&value))),
            Err(kind) => Evaluated::Error(kind.to_string()),
        };
        let operands = self.operands(expr, reached).into_iter().filter(|(operand, _)| !is_literal(operand));
        let operands = operands.map(|(operand, reached)| self.node(operand, reached)).collect();
        Node { text: one_line(expr), result, operands }
    }

    /// The operands in the order of evaluation, and whether it comes to them.
    fn operands<'e>(&self, expr: &'e Expr, reached: bool) -> Vec<(&'e Expr, bool)> {
        let is = |expr: &Expr, wanted: bool| reached && self.value(expr) == Ok(Value::from(wanted));
        match expr {
            Expr::Lit(_) | Expr::Var(_) => Vec::new(),
            Expr::And(left, right) => vec![(left, reached), (right, is(left, true))],
            Expr::Or(left, right) => vec![(left, reached), (right, is(left, false))],
            Expr::If(test, yes, no) => vec![(test, reached), (yes, is(test, true)), (no, is(test, false))],
            // `a > b` is `!(a <= b)` to the language, but nobody wrote that.
            Expr::Unary(UnaryOp::Not, inner) if is_comparison(inner) => self.operands(inner, reached),
            Expr::Unary(_, operand) | Expr::GetAttr(operand, _) | Expr::HasAttr(operand, _) => vec![(operand, reached)],
            Expr::Binary(_, left, right) => self.in_order([&**left, right].into_iter(), reached),
            Expr::Set(elements) | Expr::Call(_, elements) => self.in_order(elements.iter(), reached),
            Expr::Record(fields) => self.in_order(fields.iter().map(|(_, value)| value), reached),
        }
    }

    /// One after the other, up to the first error.
    fn in_order<'e>(&self, operands: impl Iterator<Item = &'e Expr>, mut reached: bool) -> Vec<(&'e Expr, bool)> {
        let mut found = Vec::new();
        for operand in operands {
            found.push((operand, reached));
            reached = reached && self.value(operand).is_ok();
        }
        found
    }
}

/// Literals stand for themselves; what a spelling of an extension type comes to is worth a line.
fn is_literal(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(_))
}

fn is_comparison(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(BinaryOp::Eq | BinaryOp::Less | BinaryOp::LessEq, ..))
}

fn one_line(expr: &Expr) -> String {
    // A string literal holds no line break of its own: it is spelled as an escape.
    print::expression(expr).lines().map(str::trim_start).collect::<Vec<_>>().join(" ")
}
