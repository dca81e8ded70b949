//! Tests of documents of entities, with and without a schema, of the closure of ancestors, and of hostile documents.

use crate::entities::{Entities, EntitiesError, Entity, HierarchyError};
use crate::entity_uid::EntityUid;
use crate::json::{Json, MAX_NESTING};
use crate::schema::Schema;
use crate::value::Record;

/// How reading a document of entities ends.
fn entities(json: &str, schema: Option<&Schema>) -> &'static str {
    match Entities::from_json(json, schema) {
        Ok(_) => "ok",
        Err(EntitiesError::Malformed(_)) => "malformed",
        Err(EntitiesError::Duplicate(_)) => "duplicate",
        Err(EntitiesError::Cycle(_)) => "cycle",
        Err(EntitiesError::NotConforming(_)) => "not conforming",
    }
}

#[test]
fn entities_without_a_schema() {
    let table = [
        ("[]", "ok"),
        ("{}", "malformed"),
        ("[1]", "malformed"),
        ("", "malformed"),
        ("[] []", "malformed"),
        ("[,]", "malformed"),
        (r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}, "parents": []}]"#, "ok"),
        (
            r#"[{"uid": {"__entity": {"type": "U", "id": "a"}}, "attrs": {}, "parents": [{"__entity": {"type": "U", "id": "b"}}]}]"#,
            "ok",
        ),
        (
            r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}, "parents": [], "tags": {"t": 1}, "else": [1.5, null]}]"#,
            "ok",
        ),
        (r#"[{"uid": {"type": "U", "id": "a"}, "parents": []}]"#, "malformed"),
        (r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}}]"#, "malformed"),
        (r#"[{"attrs": {}, "parents": []}]"#, "malformed"),
        (r#"[{"uid": {"type": "U", "id": "a"}, "attrs": [], "parents": []}]"#, "malformed"),
        (r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}, "parents": {}}]"#, "malformed"),
        (r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}, "parents": [], "tags": null}]"#, "malformed"),
        (r#"[{"uid": "U::\"a\"", "attrs": {}, "parents": []}]"#, "malformed"),
        (r#"[{"uid": {"type": "U"}, "attrs": {}, "parents": []}]"#, "malformed"),
        (r#"[{"uid": {"__expr": "U::\"a\""}, "attrs": {}, "parents": []}]"#, "malformed"),
        (r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {"x": null}, "parents": []}]"#, "malformed"),
        (r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {"x": 1, "x": 1}, "parents": []}]"#, "malformed"),
        (r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}, "attrs": {}, "parents": []}]"#, "malformed"),
        (r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}, "parents": [1]}]"#, "malformed"),
        (r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}, "parents": [{"type": "U", "id": "a"}]}]"#, "cycle"),
        (
            r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}, "parents": [{"type": "U", "id": "b"}]},
             {"uid": {"type": "U", "id": "b"}, "attrs": {}, "parents": [{"type": "U", "id": "a"}]}]"#,
            "cycle",
        ),
        (
            r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}, "parents": []}, {"uid": {"type": "U", "id": "a"}, "attrs": {}, "parents": []}]"#,
            "duplicate",
        ),
        (
            r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}, "parents": [{"type": "U", "id": "x"}, {"type": "U", "id": "x"}]}]"#,
            "ok",
        ),
        (
            r#"[{"uid": {"type": "N::Action", "id": "a"}, "attrs": {}, "parents": [{"type": "U", "id": "x"}]}]"#,
            "malformed",
        ),
        (
            r#"[{"uid": {"type": "Action", "id": "a"}, "attrs": {"x": 1}, "parents": [{"type": "N::Action", "id": "x"}]}]"#,
            "ok",
        ),
        (r#"[{"uid": {"type": "U", "id": "a"}, "attrs": {}, "parents": [{"type": "Action", "id": "x"}]}]"#, "ok"),
    ];
    for (json, expected) in table {
        assert_eq!(entities(json, None), expected, "{json}");
    }
}

#[test]
fn entities_of_a_schema() {
    let schema = Schema::parse(
        "entity U in [G, C] { n: Long, ip?: ipaddr, best?: U, r?: { a?: Set<U> } } tags Set<U>; entity G in T; entity T; \
         entity C enum [\"red\"]; action g1, g2; action go in [g1] appliesTo { principal: U, resource: U }; action all; \
         action deep in go;",
    )
    .expect("a schema");
    let entity = |rest: &str| format!("[{{\"uid\": {{\"type\": \"U\", \"id\": \"a\"}}, {rest}}}]");
    let users = [
        (r#""attrs": {"n": 1}, "parents": []"#, "ok"),
        (r#""attrs": {}, "parents": []"#, "not conforming"),
        (r#""attrs": {"n": "1"}, "parents": []"#, "not conforming"),
        (r#""attrs": {"n": 1, "m": 1}, "parents": []"#, "not conforming"),
        (r#""attrs": {"n": 1, "ip": "::", "best": {"type": "U", "id": "zz"}}, "parents": []"#, "ok"),
        (r#""attrs": {"n": 1, "ip": "::x"}, "parents": []"#, "not conforming"),
        (r#""attrs": {"n": 1, "best": {"type": "G", "id": "zz"}}, "parents": []"#, "not conforming"),
        (r#""attrs": {"n": 1, "r": {"a": [{"type": "U", "id": "zz"}]}}, "parents": []"#, "ok"),
        (r#""attrs": {"n": 1, "r": {"a": [], "b": 1}}, "parents": []"#, "not conforming"),
        (
            r#""attrs": {"n": 1}, "parents": [{"type": "G", "id": "g"}, {"type": "T", "id": "t"}, {"type": "C", "id": "red"}]"#,
            "ok",
        ),
        (r#""attrs": {"n": 1}, "parents": [{"type": "C", "id": "blue"}]"#, "not conforming"),
        (r#""attrs": {"n": 1}, "parents": [{"type": "U", "id": "b"}]"#, "not conforming"),
        (r#""attrs": {"n": 1}, "parents": [{"type": "X", "id": "b"}]"#, "not conforming"),
        (r#""attrs": {"n": 1}, "parents": [{"type": "Action", "id": "go"}]"#, "not conforming"),
        (r#""attrs": {"n": 1}, "parents": [], "tags": {"x": [{"type": "U", "id": "b"}], "y": []}"#, "ok"),
        (r#""attrs": {"n": 1}, "parents": [], "tags": {"x": ["U"]}"#, "not conforming"),
        (r#""attrs": {"n": 1}, "parents": [], "tags": {"x": {"type": "U", "id": "b"}}"#, "not conforming"),
    ];
    for (rest, expected) in users {
        assert_eq!(entities(&entity(rest), Some(&schema)), expected, "{rest}");
    }
    let whole = [
        (r#"[{"uid": {"type": "X", "id": "a"}, "attrs": {}, "parents": []}]"#, "not conforming"),
        (r#"[{"uid": {"type": "C", "id": "red"}, "attrs": {}, "parents": []}]"#, "ok"),
        (r#"[{"uid": {"type": "C", "id": "blue"}, "attrs": {}, "parents": []}]"#, "not conforming"),
        (r#"[{"uid": {"type": "C", "id": "red"}, "attrs": {}, "parents": [], "tags": {"x": 1}}]"#, "not conforming"),
        (r#"[{"uid": {"type": "G", "id": "g"}, "attrs": {}, "parents": [], "tags": {}}]"#, "ok"),
        (r#"[{"uid": {"type": "G", "id": "g"}, "attrs": {}, "parents": [], "tags": {"x": 1}}]"#, "not conforming"),
        (r#"[{"uid": {"type": "Action", "id": "g1"}, "attrs": {}, "parents": []}]"#, "ok"),
        (r#"[{"uid": {"type": "Action", "id": "no"}, "attrs": {}, "parents": []}]"#, "not conforming"),
        (r#"[{"uid": {"type": "Action", "id": "go"}, "attrs": {}, "parents": []}]"#, "not conforming"),
        (
            r#"[{"uid": {"type": "Action", "id": "go"}, "attrs": {}, "parents": [{"type": "Action", "id": "g1"}]}]"#,
            "ok",
        ),
        (
            r#"[{"uid": {"type": "Action", "id": "go"}, "attrs": {"x": 1}, "parents": [{"type": "Action", "id": "g1"}]}]"#,
            "not conforming",
        ),
        (
            r#"[{"uid": {"type": "Action", "id": "deep"}, "attrs": {}, "parents": [{"type": "Action", "id": "go"}]}]"#,
            "not conforming",
        ),
        (
            r#"[{"uid": {"type": "Action", "id": "deep"}, "attrs": {}, "parents": [{"type": "Action", "id": "go"}]},
             {"uid": {"type": "Action", "id": "go"}, "attrs": {}, "parents": [{"type": "Action", "id": "g1"}]}]"#,
            "ok",
        ),
        (
            r#"[{"uid": {"type": "Action", "id": "deep"}, "attrs": {}, "parents": [{"type": "Action", "id": "go"}, {"type": "Action", "id": "g1"}]}]"#,
            "ok",
        ),
    ];
    for (json, expected) in whole {
        assert_eq!(entities(json, Some(&schema)), expected, "{json}");
    }
    let uid = |text: &str| text.parse::<EntityUid>().expect("an id");
    let store = Entities::from_json("[]", Some(&schema)).expect("a store");
    assert_eq!(store.len(), 5);
    let ancestors: Vec<String> =
        store.get(&uid("Action::\"deep\"")).expect("listed").ancestors().map(ToString::to_string).collect();
    assert_eq!(ancestors.join(" "), "Action::\"g1\" Action::\"go\"");
    // Read without the schema, an action that differs gives way to the schema's.
    let strange =
        r#"[{"uid": {"type": "Action", "id": "go"}, "attrs": {"x": 1}, "parents": [{"type": "Action", "id": "g2"}]}]"#;
    let store = Entities::from_json(strange, None).expect("a store").with_schema_actions(&schema);
    let go = store.get(&uid("Action::\"go\"")).expect("listed");
    assert!(go.attributes().attributes().is_empty() && store.len() == 5);
    assert!(go.ancestors().map(ToString::to_string).eq(["Action::\"g1\""]));
}

/// The closure against reachability found by walking from each entity anew, over many small hierarchies: with absent
/// parents, repeated parents, and cycles, which must be found exactly where some entity can reach itself.
#[test]
fn ancestors_are_what_can_be_reached() {
    let uid = |at: usize| EntityUid::new("E", &at.to_string()).expect("a type");
    let mut seed: u64 = 1;
    let mut draw = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let (mut stores, mut cycles) = (0, 0);
    for round in 0..4000 {
        let listed = 1 + draw(9) as usize;
        let known = listed + draw(4) as usize;
        let acyclic = round % 4 != 0;
        let parents: Vec<Vec<usize>> = (0..listed)
            .map(|at| {
                let count = draw(4);
                let parents = (0..count).map(|_| draw(known as u64) as usize);
                parents.filter(|parent| !acyclic || *parent > at).collect()
            })
            .collect();
        let reached: Vec<Vec<usize>> = (0..listed).map(|at| naive_reachable(at, &parents)).collect();
        let entity = |at: usize| Entity {
            uid: uid(at),
            attributes: Record::default(),
            tags: Record::default(),
            parents: parents[at].iter().map(|parent| uid(*parent)).collect(),
        };
        let built = Entities::from_entities((0..listed).map(entity).collect());
        let has_cycle = (0..listed).any(|at| reached[at].contains(&at));
        assert_eq!(built.is_err(), has_cycle, "{parents:?}");
        match built {
            Ok(store) => {
                stores += 1;
                for (at, entity) in store.iter().enumerate() {
                    let mut found: Vec<usize> =
                        entity.ancestors().map(|uid| uid.id().parse().expect("a number")).collect();
                    found.sort_unstable();
                    assert_eq!(found, reached[at], "{parents:?}");
                }
            }
            Err(HierarchyError::Cycle(at)) => {
                cycles += 1;
                assert!(reached[at].contains(&at), "{parents:?}");
            }
            Err(error) => panic!("{parents:?}: {error}"),
        }
    }
    assert!(stores > 1000 && cycles > 100, "{stores} stores, {cycles} cycles");
}

fn naive_reachable(from: usize, parents: &[Vec<usize>]) -> Vec<usize> {
    let mut reached: Vec<usize> = parents[from].clone();
    reached.sort_unstable();
    reached.dedup();
    loop {
        let further: Vec<usize> = reached.iter().filter_map(|at| parents.get(*at)).flatten().copied().collect();
        let before = reached.len();
        reached.extend(further);
        reached.sort_unstable();
        reached.dedup();
        if reached.len() == before {
            return reached;
        }
    }
}

#[test]
fn long_chains_close_without_recursion() {
    let entity = |at: usize| {
        let uid = |at: usize| EntityUid::new("E", &at.to_string()).expect("a type");
        Entity { uid: uid(at), attributes: Record::default(), tags: Record::default(), parents: vec![uid(at + 1)] }
    };
    let chain: Vec<Entity> = (0..3_000).map(entity).collect();
    let store = Entities::from_entities(chain).expect("no cycle");
    assert_eq!(store.iter().next().expect("listed").ancestor_indices().len(), 3_000);
}

#[test]
fn documents_are_bounded_in_depth_and_never_panic() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(Json::read(&nested(MAX_NESTING)).is_ok());
    assert!(Json::read(&nested(MAX_NESTING + 1)).is_err());
    for part in ["[", "{", "{\"a\":", "[[],", "\"", "\\", "-", "9", "{\"a\":[", "\"\\u"] {
        let many = part.repeat(1_000_000 / part.len());
        assert!(Json::read(&many).is_err() || part == "9");
        let _ = entities(&many, None);
    }
    let document = r#"[{"uid": {"type": "N::U", "id": "a\u00e9\ud83d\ude00"}, "attrs": {"é": [1, -2, true, {"__extn": {"fn": "ip", "arg": "::1"}}],
        "u": {"__entity": {"type": "U", "id": "b"}}, "k": 12.5e3}, "parents": [{"type": "U", "id": "b"}], "tags": {"t": null}}]"#;
    let schema = Schema::parse("namespace N { entity U { é: Long }; }").err().map(|_| ());
    assert!(schema.is_some(), "identifiers are ASCII");
    let schema = Schema::parse("namespace N { entity U { \"é\": Set<Long> } tags Long; }").expect("a schema");
    for (at, character) in document.char_indices() {
        let _ = entities(&document[..at], Some(&schema));
        for other in ["", "é", "\"", "{", "}", "[", "]", ",", ":", "\\", "\0", "9", "-", ".", "n"] {
            let changed = format!("{}{other}{}", &document[..at], &document[at + character.len_utf8()..]);
            let _ = entities(&changed, None);
            let _ = entities(&changed, Some(&schema));
        }
    }
}

#[test]
fn errors_show_the_place() {
    let report =
        |json: &str, schema: Option<&Schema>| Entities::from_json(json, schema).expect_err("an error").to_string();
    let schema = Schema::parse("entity User { age: Long, name?: String };").expect("a schema");
    let text = "[\n  {\"uid\": {\"type\": \"User\", \"id\": \"ann\"},\n   \"attrs\": {\"age\": \"forty\"},\n   \"parents\": []}\n]";
    insta::assert_snapshot!(report(text, Some(&schema)), @r#"
    the entities do not conform to the schema: error[type-mismatch] in entity `User::"ann"`, ["age"], at 3:21: found a string; expected a 64-bit integer
      |
    3 |    "attrs": {"age": "forty"},
      |                     ^^^^^^^
    "#);
    insta::assert_snapshot!(report(&text.replace("\"forty\"", "40, \"nmae\": 1"), Some(&schema)), @r#"
    the entities do not conform to the schema: error[unexpected-attribute] in entity `User::"ann"`, ["nmae"], at 3:25: the schema declares no such attribute; expected a declared attribute
      |
    3 |    "attrs": {"age": 40, "nmae": 1},
      |                         ^^^^^^
    "#);
    insta::assert_snapshot!(report(&text.replace("\"forty\"", "40,"), None), @r#"
    3:24: found '}'; expected a key in double quotes
      |
    3 |    "attrs": {"age": 40,},
      |                        ^
    "#);
    insta::assert_snapshot!(report(&text.replace("\"parents\"", "\"parent\""), None), @r#"
    2:3: this entity has no `parents`; expected `uid`, `attrs` and `parents`
      |
    2 |   {"uid": {"type": "User", "id": "ann"},
      |   ^
    "#);
}
