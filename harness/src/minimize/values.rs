//! A pass that puts the value of a sub-expression in its place, as the reference model evaluates it under the case's
//! first request. It cuts a condition off from entities and context in one step, so that these can go.

use crosscheck_generators::Case;
use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::evaluate::evaluate;
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::value::Value;

use super::expressions::{at, condition_sites, replaced};
use super::sizes::nodes;

pub(super) fn sites(case: &Case) -> usize {
    condition_sites(case)
}

/// The expression at `site` becomes its value, unless it has none or is one.
pub(super) fn value(case: &Case, site: usize, number: usize) -> Option<Case> {
    let expr = at(case, site)?;
    if number > 0 || matches!(expr, Expr::Lit(_)) {
        return None;
    }
    let entities = Entities::from_listed(&case.entities).ok()?;
    let request = Request::from_syntax(case.requests.first()?).ok()?;
    let literal = as_expr(&evaluate(expr, &request, &entities, &mut NoObserver).ok()?)?;
    (nodes(&literal) <= nodes(expr)).then(|| replaced(case, site, literal))?
}

/// An expression whose value is `value`.
fn as_expr(value: &Value) -> Option<Expr> {
    Some(match value {
        Value::Prim(prim) => Expr::Lit(prim.clone()),
        Value::Set(elements) => Expr::Set(elements.iter().map(as_expr).collect::<Option<_>>()?),
        Value::Record(fields) => {
            let field = |(key, value): (&String, &Value)| Some((key.clone(), as_expr(value)?));
            Expr::Record(fields.iter().map(field).collect::<Option<_>>()?)
        }
        // Their literals are strings already, and those have passes of their own.
        Value::Ext(_) => return None,
    })
}
