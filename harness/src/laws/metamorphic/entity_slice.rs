//! The law *entity-slice*: an entity that nothing leads to from a request and the policies may as well not be there.
//!
//! Transformation, for one request: the entities are left that attributes, tags and parents lead to, in any number of
//! steps, from the entities that the request, its context, the policies and the links name. Relation: the same answer.
//!
//! Source: formal model, `isAuthorized_eq_for_sound_entity_slice` and what `Thm.Validation.Slice` rests on: evaluation
//! reads only entities that it has a reference to, and their ancestors.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_generators::Case;
use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{ActionScope, EntityOrSlot, Scope, Template};
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::value::Prim;

use super::{Expected, Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "entity-slice",
    in_words: "without the entities that nothing leads to from request and policies the answer is the same",
    source: "formal model, soundness of slices of entities (`Thm.Validation.Slice`)",
    variants: |requests| requests,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let request = ground.case.requests.get(number)?;
    let answer = ground.answer(number)?.clone();
    let reached = reachable(ground.case, request);
    let entities: Vec<Entity> =
        ground.case.entities.iter().filter(|entity| reached.contains(&entity.uid)).cloned().collect();
    if entities.len() == ground.case.entities.len() {
        return None;
    }
    let case = Case { entities, requests: vec![request.clone()], ..ground.case.clone() };
    let done = "without the entities that nothing leads to";
    Some(Variant::new(done, &case, vec![(number, Some(Expected::Exactly(answer)))]))
}

/// Everything that references lead to from the request and the policies.
fn reachable<'c>(case: &'c Case, request: &'c RequestSyntax) -> BTreeSet<&'c EntityUid> {
    let listed: BTreeMap<&EntityUid, &Entity> = case.entities.iter().map(|entity| (&entity.uid, entity)).collect();
    let mut open = vec![&request.principal, &request.action, &request.resource];
    request.context.values().for_each(|value| named_in(value, &mut open));
    case.policies.iter().for_each(|policy| named_by(policy, &mut open));
    open.extend(case.links.iter().flat_map(|link| link.slots.values()));
    let mut reached = BTreeSet::new();
    while let Some(uid) = open.pop() {
        if !reached.insert(uid) {
            continue;
        }
        if let Some(entity) = listed.get(uid) {
            open.extend(&entity.parents);
            entity.attrs.values().chain(entity.tags.values()).for_each(|value| named_in(value, &mut open));
        }
    }
    reached
}

/// The entities that a policy names.
fn named_by<'c>(policy: &'c Template, found: &mut Vec<&'c EntityUid>) {
    for scope in [&policy.principal, &policy.resource] {
        if let Scope::Eq(EntityOrSlot::Entity(uid))
        | Scope::In(EntityOrSlot::Entity(uid))
        | Scope::IsIn(_, EntityOrSlot::Entity(uid)) = scope
        {
            found.push(uid);
        }
    }
    match &policy.action {
        ActionScope::Any => {}
        ActionScope::Eq(uid) | ActionScope::In(uid) => found.push(uid),
        ActionScope::InAny(uids) => found.extend(uids),
    }
    policy.conditions.iter().for_each(|condition| named_in(&condition.body, found));
}

/// The entities that an expression names.
fn named_in<'c>(expr: &'c Expr, found: &mut Vec<&'c EntityUid>) {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        if let Expr::Lit(Prim::Entity(uid)) = expr {
            found.push(uid);
        }
        open.extend(expr.operands());
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_takes_the_first_entity_for_the_principal_is_caught() {
        let mut case = policies("permit(principal, action, resource) when { principal has age };");
        case.entities = r#"[{"uid": {"type": "X", "id": "x"}, "attrs": {}, "parents": []},
            {"uid": {"type": "User", "id": "ann"}, "attrs": {"age": 1}, "parents": []}]"#
            .to_owned();
        let crowded = |text: &crosscheck_generators::CaseText| {
            let mut text = text.clone();
            if text.entities.contains("\"X\"") {
                text.entities = text.entities.replace("age", "other");
            }
            text
        };
        assert_caught(Law::EntitySlice, &case, &crowded, &["decision"]);
    }
}
