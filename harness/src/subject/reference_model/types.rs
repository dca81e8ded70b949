//! The types that the reference model gives to sub-expressions.

use std::collections::{BTreeMap, HashMap};

use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::policy::Template;
use crosscheck_reference_model::schema::Schema;
use crosscheck_reference_model::typecheck::{self, TypedExpr, environments};
use crosscheck_reference_model::types::{Mode, Type};

use crate::outcome::{Place, PolicyTypes, Types, Violations, environment_text, uid_text};

/// The types of what is strictly valid.
pub(super) fn of(templates: &[Template], schema: &Schema, invalid: &Violations) -> Types {
    let environments = environments(schema);
    let mut types: Types = BTreeMap::new();
    for template in templates.iter().filter(|template| !invalid.contains_key(&template.id)) {
        let of_policy = types.entry(template.id.clone()).or_default();
        let mut numbers = HashMap::new();
        for environment in &environments {
            let action = uid_text(&environment.action.ty.to_string(), &environment.action.eid);
            let (principal, resource) = (environment.principal.to_string(), environment.resource.to_string());
            // What slots may be of is no matter of clauses, which have no slots; but a scope may be false with some.
            let mut found: Vec<(usize, Type)> = Vec::new();
            for here in environment.with_slots(template) {
                let Ok(typed) = typecheck::policy(template, &here, Mode::Strict) else { continue };
                for body in typed.clauses.into_iter().flatten() {
                    collect(body, &mut numbers, of_policy, &mut found);
                }
            }
            of_policy.environments.insert(environment_text(&action, &principal, &resource), found);
        }
    }
    types
}

/// Takes the tree apart, with a stack of its own: conditions may be nested a thousand deep.
fn collect(
    body: TypedExpr<'_>,
    numbers: &mut HashMap<*const Expr, usize>,
    of_policy: &mut PolicyTypes,
    found: &mut Vec<(usize, Type)>,
) {
    let mut open = vec![body];
    while let Some(TypedExpr { expr, ty, parts }) = open.pop() {
        let number = *numbers.entry(std::ptr::from_ref(expr)).or_insert_with(|| {
            of_policy.exprs.push(Place::Expr(Box::new(expr.clone())));
            of_policy.exprs.len() - 1
        });
        found.push((number, ty));
        open.extend(parts.into_iter().flatten());
    }
}
