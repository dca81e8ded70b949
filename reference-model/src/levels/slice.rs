//! The level slice: the entities that a policy valid at a level may look at.
//!
//! - At level 0 there are none. At level `n + 1` the *roots*, and for each of them that is in the store what level `n`
//!   has with the entities that its attributes and tags refer to for roots.
//! - The roots of a request are its principal, action and resource, and the entities that its context refers to.
//! - A value *refers* to the entity that it is, and a record to what its fields refer to. A set refers to none, for no
//!   expression takes an element out of a set to look at its data.
//! - An entity of the slice keeps all its attributes and tags and all its *ancestors*: those over parents that are not in
//!   the slice themselves, too. So that they need not be found again, all of them are listed as its parents.
//!
//! On the slice, policies valid at the level have the same response as on all entities. The schema's actions are not
//! added: see `Schema::with_actions`.
//!
//! Source: formal model, `Entities.sliceAtLevel`; RFC 76, "Slicing"; language guide, "Level-based entity slicing".

use std::collections::{BTreeMap, BTreeSet};

use crate::entities::{self, Entity};
use crate::expr::Expr;
use crate::name::EntityUid;
use crate::request::RequestSyntax;
use crate::value::Prim;

/// The slice of these entities, in their order, for the request at a level.
///
/// The ids of the entities must be distinct.
pub fn slice(listed: &[Entity], request: &RequestSyntax, level: u32) -> Vec<Entity> {
    let by_uid: BTreeMap<&EntityUid, &Entity> = listed.iter().map(|entity| (&entity.uid, entity)).collect();
    let parents = listed.iter().map(|entity| (&entity.uid, entity.parents.as_slice())).collect();
    let reached = reached(&by_uid, request, level);
    let with_ancestors = |entity: &Entity| {
        let parents = entities::ancestors(&entity.uid, &parents).into_iter().cloned().collect();
        Entity { parents, ..entity.clone() }
    };
    listed.iter().filter(|entity| reached.contains(&entity.uid)).map(with_ancestors).collect()
}

/// The entities within the level, in the store or not.
fn reached<'e>(
    by_uid: &BTreeMap<&EntityUid, &'e Entity>,
    request: &'e RequestSyntax,
    level: u32,
) -> BTreeSet<&'e EntityUid> {
    let mut roots = BTreeSet::from([&request.principal, &request.action, &request.resource]);
    request.context.values().for_each(|value| referred(value, &mut roots));
    let mut reached = BTreeSet::new();
    for _ in 0..level {
        let mut next = BTreeSet::new();
        // What was reached before, its data have led from there as far as they lead.
        for uid in roots.difference(&reached) {
            if let Some(entity) = by_uid.get(uid) {
                entity.attrs.values().chain(entity.tags.values()).for_each(|value| referred(value, &mut next));
            }
        }
        reached.append(&mut roots);
        if next.is_subset(&reached) {
            break;
        }
        roots = next;
    }
    reached
}

/// Adds the entities that a value refers to.
fn referred<'e>(value: &'e Expr, to: &mut BTreeSet<&'e EntityUid>) {
    match value {
        Expr::Lit(Prim::Entity(uid)) => {
            to.insert(uid);
        }
        Expr::Record(fields) => fields.iter().for_each(|(_, value)| referred(value, to)),
        // Of the other restricted expressions, sets refer to none and calls are no entities.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorize::authorize;
    use crate::entities::Entities;
    use crate::name::Name;
    use crate::observe::NoObserver;
    use crate::parse::{self, PolicyIds};
    use crate::request::Request;
    use crate::response::Response;
    use crate::schema::{self, Schema};
    use crate::{json, validate};

    fn uid(eid: &str) -> EntityUid {
        EntityUid::new(Name::unqualified("T"), eid)
    }

    fn restricted(text: &str) -> BTreeMap<String, Expr> {
        match parse::expression(text).unwrap() {
            Expr::Record(fields) => fields.into_iter().collect(),
            other => panic!("{other:?} is no record"),
        }
    }

    fn entity(eid: &str, attrs: &str, tags: &str, parents: &[&str]) -> Entity {
        let parents = parents.iter().map(|parent| uid(parent)).collect();
        Entity { uid: uid(eid), attrs: restricted(attrs), tags: restricted(tags), parents }
    }

    fn request(context: &str) -> RequestSyntax {
        RequestSyntax {
            principal: uid("p"),
            action: EntityUid::new(Name::unqualified("Action"), "act"),
            resource: uid("r"),
            context: restricted(context),
        }
    }

    #[test]
    fn entities_within_a_level() {
        let listed = [
            entity("p", r#"{next: T::"a", deep: {of: {a: {record: T::"b"}}}}"#, "{}", &[]),
            entity("r", r#"{set: [T::"s"], sets: {of: [[T::"s"]]}, text: "T::\"s\"", absent: T::"x"}"#, "{}", &[]),
            entity("a", "{}", r#"{"k": T::"c", back: T::"p"}"#, &[]),
            entity("b", r#"{same: T::"b", back: T::"a"}"#, "{}", &[]),
            entity("c", r#"{next: T::"d"}"#, "{}", &[]),
            entity("d", r#"{next: T::"s"}"#, "{}", &[]),
            entity("s", "{}", "{}", &[]),
            entity("k", r#"{next: T::"d"}"#, "{}", &[]),
        ];
        let check = |context: &str, level: u32, expected: &str| {
            let slice = slice(&listed, &request(context), level);
            let found: Vec<&str> = slice.iter().map(|entity| entity.uid.eid.as_str()).collect();
            assert_eq!(found.join(" "), expected, "{context} at {level}");
            assert!(slice.iter().all(|entity| listed.contains(entity)), "nothing of an entity is lost");
        };
        check("{}", 0, "");
        check("{}", 1, "p r");
        check("{}", 2, "p r a b");
        check("{}", 3, "p r a b c");
        check("{}", 4, "p r a b c d");
        check("{}", 5, "p r a b c d s");
        check("{}", u32::MAX, "p r a b c d s");
        check(r#"{k: T::"k"}"#, 0, "");
        check(r#"{k: T::"k"}"#, 1, "p r k");
        check(r#"{k: {of: {a: T::"k", r: T::"c"}}}"#, 1, "p r c k");
        check(r#"{k: [T::"k"]}"#, 2, "p r a b");
        check(r#"{k: T::"k"}"#, 2, "p r a b d k");
        // What is reached again later is not gone through again; what was reached at the last level still is.
        check(r#"{k: T::"b"}"#, 3, "p r a b c");
        check(r#"{k: T::"a"}"#, 2, "p r a b c");
    }

    #[test]
    fn ancestors_stay() {
        let listed = [
            entity("p", "{}", "{}", &["g", "x"]),
            entity("g", r#"{next: T::"a"}"#, "{}", &["h"]),
            entity("h", "{}", "{}", &["i"]),
            entity("i", "{}", "{}", &[]),
        ];
        let slice = slice(&listed, &request("{}"), 2);
        let [p] = slice.as_slice() else { panic!("{slice:?}") };
        assert_eq!(p.parents, ["g", "h", "i", "x"].map(uid));
        let ancestors = |listed: &[Entity]| Entities::from_listed(listed).unwrap().0[&uid("p")].ancestors.clone();
        assert_eq!(ancestors(&slice), ancestors(&listed));
    }

    const SCHEMA: &str = r#"
        entity T in T = { next?: T, deep?: { to: T }, n?: Long, all?: Set<T> } tags T;
        action group; action act in group appliesTo { principal: T, resource: T, context: { of?: T } };
    "#;

    /// Two chains from `p`, `m → a → b` and `d → e`, over attributes and tags, and groups above the last of each.
    const ENTITIES: &str = r#"[
        {"uid": {"type": "T", "id": "p"}, "parents": [{"type": "T", "id": "g"}],
         "attrs": {"next": {"type": "T", "id": "m"}, "deep": {"to": {"type": "T", "id": "d"}}}, "tags": {"k": {"type": "T", "id": "d"}}},
        {"uid": {"type": "T", "id": "c"}, "parents": [], "attrs": {"n": 1}},
        {"uid": {"type": "T", "id": "m"}, "parents": [], "attrs": {"next": {"type": "T", "id": "a"}, "n": 1}},
        {"uid": {"type": "T", "id": "a"}, "parents": [], "attrs": {"next": {"type": "T", "id": "b"}}, "tags": {"k": {"type": "T", "id": "b"}}},
        {"uid": {"type": "T", "id": "b"}, "parents": [{"type": "T", "id": "g"}], "attrs": {}},
        {"uid": {"type": "T", "id": "d"}, "parents": [{"type": "T", "id": "g"}],
         "attrs": {"next": {"type": "T", "id": "e"}, "all": [{"type": "T", "id": "b"}]}},
        {"uid": {"type": "T", "id": "e"}, "parents": [{"type": "T", "id": "g"}], "attrs": {}},
        {"uid": {"type": "T", "id": "g"}, "parents": [{"type": "T", "id": "h"}], "attrs": {}}]"#;

    fn answer(listed: Vec<Entity>, schema: &Schema, request: &RequestSyntax, policy: &str) -> Response {
        let entities = Entities::from_listed(&schema.with_actions(listed)).unwrap();
        let policies = crate::template::link(&parse::policies(policy, PolicyIds::Positional).unwrap(), &[]).unwrap();
        authorize(&Request::from_syntax(request).unwrap(), &entities, &policies, &mut NoObserver)
    }

    #[test]
    fn the_slice_of_a_level_is_enough_for_it() {
        let schema = schema::resolve(&parse::schema(SCHEMA).unwrap()).unwrap();
        let listed = json::entities(ENTITIES, Some(&schema)).unwrap();
        let request = request(r#"{of: T::"c"}"#);
        // The least level of each condition, all of which hold.
        let table = [
            (0, r#"principal == T::"p" && context has of"#),
            (1, r#"principal in T::"h" && action in Action::"group""#),
            (1, r#"principal has next && principal.next == T::"m""#),
            (1, r#"context has of && context.of has n && context.of.n == 1"#),
            (1, r#"principal.hasTag("k") && principal.getTag("k") == T::"d""#),
            (2, r#"principal has next.n && principal.next.n == 1"#),
            (2, r#"principal has deep && principal.deep.to in T::"h""#),
            (2, r#"principal.hasTag("k") && principal.getTag("k") in T::"g""#),
            (2, r#"principal has deep.to.all && principal.deep.to.all.contains(T::"b")"#),
            (2, r#"(if principal has next then principal.next else principal) has next"#),
            (3, r#"principal has next.next.next && principal.next.next.next == T::"b""#),
            (3, r#"principal has deep.to.next && {a: principal.deep.to.next, b: 1}.a in T::"h""#),
            (
                4,
                r#"principal has next.next && principal.next.next.hasTag("k") && principal.next.next.getTag("k") in T::"h""#,
            ),
        ];
        for (least, condition) in table {
            let policy = format!("permit(principal, action, resource) when {{ {condition} }};");
            let templates = parse::policies(&policy, PolicyIds::Positional).unwrap();
            let on_all = answer(listed.clone(), &schema, &request, &policy);
            assert_eq!(on_all.decision.as_str(), "allow", "{condition}");
            for level in 0..6 {
                let errors = validate::levels(&templates, &schema, level);
                assert_eq!(errors.is_empty(), level >= least, "{condition} at {level}: {errors:?}");
                let on_slice = answer(slice(&listed, &request, level), &schema, &request, &policy);
                assert_eq!(on_slice == on_all, level >= least, "{condition} at {level}");
            }
        }
    }
}
