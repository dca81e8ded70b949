//! A pass that puts the value of a sub-expression in its place, as the reference model evaluates it under the case's
//! requests. It cuts a condition off from entities and context in one step, so that these can go.

use crosscheck_generators::Case;
use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::evaluate::evaluate;
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::request::Request;

use super::expressions::{at, condition_sites, replaced};
use super::literals;

/// Values under so many requests are tried; mostly one request is left by now.
const MOST_REQUESTS: usize = 3;

pub(super) fn sites(case: &Case) -> usize {
    condition_sites(case)
}

/// The expression at `site` becomes its value, unless it has none or is one; at first together with all entities and
/// contexts going, since the value may be larger than what read it from there.
pub(super) fn value(case: &Case, site: usize, number: usize) -> Option<Case> {
    let expr = at(case, site)?;
    if matches!(expr, Expr::Lit(_) | Expr::Var(_)) || literals::parts(expr).is_some() || number >= 2 * MOST_REQUESTS {
        return None;
    }
    let entities = Entities::from_listed(&case.entities).ok()?;
    let mut found = Vec::new();
    for request in case.requests.iter().take(MOST_REQUESTS) {
        let value = evaluate(expr, &Request::from_syntax(request).ok()?, &entities, &mut NoObserver);
        found.extend(value.ok().map(|value| literals::of_value(&value)).filter(|literal| literal != expr));
    }
    found.dedup();
    let changed = replaced(case, site, found.into_iter().nth(number / 2)?)?;
    Some(if number.is_multiple_of(2) { without_data(changed) } else { changed })
}

fn without_data(mut case: Case) -> Case {
    case.entities.clear();
    case.requests.iter_mut().for_each(|request| request.context.clear());
    case
}
