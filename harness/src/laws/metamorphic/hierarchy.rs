//! The law *hierarchy*: a parent that is an ancestor anyway may be written or left out.
//!
//! Transformation: each entity lists all its ancestors as parents, the far ones first; or only those parents that no other
//! one leads to. Relation: the same answers.
//!
//! Source: language guide, "Entities syntax": the hierarchy is the transitive closure of the parents; formal model,
//! `Entities.ancestors`.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::name::EntityUid;

use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "hierarchy",
    in_words: "a parent that is an ancestor anyway may be listed or not",
    source: "language guide, \"Entities syntax\"; formal model, `Entities.ancestors` is transitive",
    variants: |_| 2,
    transform,
};

type Parents<'c> = BTreeMap<&'c EntityUid, &'c [EntityUid]>;

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let listed: Parents<'_> =
        ground.case.entities.iter().map(|entity| (&entity.uid, entity.parents.as_slice())).collect();
    let mut case = ground.case.clone();
    for entity in &mut case.entities {
        entity.parents = if number == 0 { far_first(entity, &listed) } else { needed(entity, &listed) };
    }
    let done = if number == 0 { "with every ancestor listed as a parent" } else { "without redundant parents" };
    (case != *ground.case).then(|| ground.same(done, &case))
}

/// All ancestors, those first that the walk meets last.
fn far_first(entity: &Entity, listed: &Parents<'_>) -> Vec<EntityUid> {
    let mut met: Vec<EntityUid> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<&EntityUid> = entity.parents.iter().collect();
    while let Some(uid) = open.pop() {
        if seen.insert(uid) {
            met.push(uid.clone());
            open.extend(listed.get(uid).copied().unwrap_or_default());
        }
    }
    met.reverse();
    met
}

/// The parents that no other parent leads to, each once.
fn needed(entity: &Entity, listed: &Parents<'_>) -> Vec<EntityUid> {
    let leads_to = |from: &EntityUid, to: &EntityUid| {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&EntityUid> = listed.get(from).copied().unwrap_or_default().iter().collect();
        while let Some(uid) = open.pop() {
            if uid == to {
                return true;
            }
            if seen.insert(uid) {
                open.extend(listed.get(uid).copied().unwrap_or_default());
            }
        }
        false
    };
    let distinct: BTreeSet<&EntityUid> = entity.parents.iter().collect();
    let redundant = |parent: &EntityUid| distinct.iter().any(|other| **other != *parent && leads_to(other, parent));
    distinct.iter().copied().filter(|parent| !redundant(parent)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_closes_one_step_only_is_caught() {
        let mut case = policies("permit(principal in User::\"top\", action, resource);");
        let entity = |id: &str, parent: &str| {
            format!(
                r#"{{"uid": {{"type": "User", "id": "{id}"}}, "attrs": {{}}, "parents": [{{"type": "User", "id": "{parent}"}}]}}"#
            )
        };
        case.entities = format!("[{}, {}]", entity("ann", "mid"), entity("mid", "top"));
        let near = |text: &crosscheck_generators::CaseText| {
            let mut text = text.clone();
            // Without its entity, nothing lies behind the parent `mid`.
            text.entities = text
                .entities
                .replace(r#""uid": {"type": "User", "id": "mid"}"#, r#""uid": {"type": "User", "id": "gone"}"#);
            text.entities =
                text.entities.replace(r#""uid":{"type":"User","id":"mid"}"#, r#""uid":{"type":"User","id":"gone"}"#);
            text
        };
        assert_caught(Law::Hierarchy, &case, &near, &["decision"]);
    }
}
