//! Tests of what is said of entities and requests that are not as declared: kinds and places, in documents and in
//! values.

use crate::entities::{Entities, EntitiesError};
use crate::entity_uid::EntityUid;
use crate::request::Request;
use crate::schema::Schema;
use crate::violation::{EntityPlace, EntityViolation};
use crate::{Context, ContextError};

const SCHEMA: &str = "
    namespace N { entity P; }
    entity U in [G, C] { n: Long, ip?: ipaddr, best?: U, fav?: C, act?: Action, r?: { a?: Set<U>, inner: { x: String } },
                         t?: datetime } tags Set<U>;
    entity G in T; entity T; entity C enum [\"red\", \"green\"]; entity D;
    action g1, g2;
    action all;
    action go in [g1] appliesTo { principal: [U, C], resource: [G], context: { n: Long, c?: Set<{ u: U, c?: C }> } };
    action deep in go;";

fn schema() -> Schema {
    Schema::parse(SCHEMA).expect("a schema")
}

/// `uid kind place` of each violation, one a line.
fn lines(violations: &[EntityViolation]) -> String {
    let line = |violation: &EntityViolation| format!("{} {} {}", violation.uid(), violation.kind(), place(violation));
    violations.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn place(violation: &EntityViolation) -> String {
    match violation.place() {
        EntityPlace::Parent(parent) => parent.to_string(),
        place => place.to_string(),
    }
}

/// What is said of a user with these members, in a document and, if it can be read without the schema, as a value.
#[test]
fn entities_are_told_with_kind_and_place() {
    let table = [
        (r#""attrs": {"n": 1}, "parents": []"#, ""),
        (r#""attrs": {}, "parents": []"#, r#"missing-attribute ["n"]"#),
        (r#""attrs": {"n": "1"}, "parents": []"#, r#"type-mismatch ["n"]"#),
        (r#""attrs": {"n": 1, "m": 1}, "parents": []"#, r#"unexpected-attribute ["m"]"#),
        (
            r#""attrs": {"n": 1, "a b": {"__entity": {"type": "C", "id": "x"}}}, "parents": []"#,
            r#"unexpected-attribute ["a b"]"#,
        ),
        (
            r#""attrs": {"n": 1, "best": {"__entity": {"type": "G", "id": "g"}}}, "parents": []"#,
            r#"type-mismatch ["best"]"#,
        ),
        (
            r#""attrs": {"n": 1, "best": {"__entity": {"type": "Nowhere", "id": "g"}}}, "parents": []"#,
            r#"type-mismatch ["best"]"#,
        ),
        (
            r#""attrs": {"n": 1, "fav": {"__entity": {"type": "C", "id": "blue"}}}, "parents": []"#,
            r#"unlisted-id ["fav"]"#,
        ),
        (r#""attrs": {"n": 1, "fav": {"__entity": {"type": "C", "id": "red"}}}, "parents": []"#, ""),
        (
            r#""attrs": {"n": 1, "act": {"__entity": {"type": "Action", "id": "nosuch"}}}, "parents": []"#,
            r#"undeclared-action ["act"]"#,
        ),
        (r#""attrs": {"n": 1, "act": {"__entity": {"type": "Action", "id": "deep"}}}, "parents": []"#, ""),
        (r#""attrs": {"n": 1, "r": {}}, "parents": []"#, r#"missing-attribute ["r"]["inner"]"#),
        (r#""attrs": {"n": 1, "r": {"inner": {"x": 1}}}, "parents": []"#, r#"type-mismatch ["r"]["inner"]["x"]"#),
        (
            r#""attrs": {"n": 1, "r": {"inner": {"x": "", "y": 1}}}, "parents": []"#,
            r#"unexpected-attribute ["r"]["inner"]["y"]"#,
        ),
        (r#""attrs": {"n": 1, "r": {"a": [1], "inner": {"x": ""}}}, "parents": []"#, r#"type-mismatch ["r"]["a"][0]"#),
        (r#""attrs": {"n": 1, "r": [1]}, "parents": []"#, r#"type-mismatch ["r"]"#),
        (
            r#""attrs": {"n": 1, "ip": {"__extn": {"fn": "decimal", "arg": "1.0"}}}, "parents": []"#,
            r#"type-mismatch ["ip"]"#,
        ),
        (
            r#""attrs": {"n": {"__extn": {"fn": "isIpv4", "arg": {"__extn": {"fn": "ip", "arg": "::"}}}}}, "parents": []"#,
            r#"type-mismatch ["n"]"#,
        ),
        (r#""attrs": {"n": 1}, "parents": [], "tags": {"x": []}"#, ""),
        (r#""attrs": {"n": 1}, "parents": [], "tags": {"x\"": ["U"]}"#, r#"type-mismatch tags["x\""][0]"#),
        (r#""attrs": {"n": 1}, "parents": [], "tags": {"x": 1}"#, r#"type-mismatch tags["x"]"#),
        (r#""attrs": {"n": 1}, "parents": [{"type": "G", "id": "g"}, {"type": "T", "id": "t"}]"#, ""),
        (
            r#""attrs": {"n": 1}, "parents": [{"type": "G", "id": "g"}, {"type": "U", "id": "b"}]"#,
            r#"parent-type U::"b""#,
        ),
        (r#""attrs": {"n": 1}, "parents": [{"type": "X", "id": "b"}]"#, r#"parent-type X::"b""#),
        (r#""attrs": {"n": 1}, "parents": [{"type": "C", "id": "blue"}]"#, r#"unlisted-id C::"blue""#),
        (r#""attrs": {"n": 1}, "parents": [{"type": "C", "id": "red"}]"#, ""),
        (r#""attrs": {"n": 1}, "parents": [{"type": "Action", "id": "no"}]"#, r#"undeclared-action Action::"no""#),
        (r#""attrs": {"n": 1}, "parents": [{"type": "Action", "id": "go"}]"#, r#"parent-type Action::"go""#),
    ];
    let schema = schema();
    for (rest, expected) in table {
        let text = format!(r#"[{{"uid": {{"type": "U", "id": "a"}}, {rest}}}]"#);
        let expected = if expected.is_empty() { String::new() } else { format!("U::\"a\" {expected}") };
        check(&schema, &text, &expected);
    }
}

fn check(schema: &Schema, text: &str, expected: &str) {
    let told = Entities::validate_json(text, schema).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(lines(&told), expected, "the document {text}");
    for violation in &told {
        assert!(violation.source().is_some(), "{violation}");
    }
    let read = Entities::from_json(text, None).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(lines(&read.validate(schema)), expected, "the values of {text}");
    match Entities::from_json(text, Some(schema)) {
        Ok(_) => assert!(expected.is_empty(), "{text}"),
        Err(EntitiesError::NotConforming(violation)) => assert_eq!(Some(&*violation), told.first(), "{text}"),
        Err(error) => panic!("{text}: {error}"),
    }
}

#[test]
fn ids_and_actions_are_told_with_kind_and_place() {
    let bare = |ty: &str, id: &str, parents: &str| {
        format!(r#"{{"uid": {{"type": "{ty}", "id": "{id}"}}, "attrs": {{}}, "parents": [{parents}]}}"#)
    };
    let (go, g1, deep) = (
        bare("Action", "go", r#"{"type": "Action", "id": "g1"}"#),
        r#"{"type": "Action", "id": "g1"}"#,
        bare("Action", "deep", r#"{"type": "Action", "id": "go"}"#),
    );
    let table = [
        (vec![bare("X", "a", "")], r#"X::"a" undeclared-type the entity itself"#),
        (vec![bare("P", "a", "")], r#"P::"a" undeclared-type the entity itself"#),
        (vec![bare("N::P", "a", "")], ""),
        (vec![bare("C", "red", "")], ""),
        (vec![bare("C", "Red", "")], r#"C::"Red" unlisted-id the entity itself"#),
        (vec![bare("Action", "no", "")], r#"Action::"no" undeclared-action the entity itself"#),
        (vec![bare("N::Action", "go", "")], r#"N::Action::"go" undeclared-action the entity itself"#),
        (vec![bare("Action", "go", "")], r#"Action::"go" action-mismatch the entity itself"#),
        (vec![go.clone()], ""),
        (vec![bare("Action", "g2", g1)], r#"Action::"g2" action-mismatch the entity itself"#),
        (vec![deep.clone()], r#"Action::"deep" action-mismatch the entity itself"#),
        (vec![deep.clone(), go.clone()], ""),
        (
            vec![go.replace(r#""attrs": {}"#, r#""attrs": {"x": 1}"#)],
            r#"Action::"go" action-mismatch the entity itself"#,
        ),
        (vec![go.replace("]}", r#"], "tags": {"x": 1}}"#)], r#"Action::"go" action-mismatch the entity itself"#),
        (
            vec![
                bare("U", "a", ""),
                go.clone(),
                bare("Action", "g2", g1),
                bare("X", "", ""),
                bare("D", "", ""),
                bare("U", "b", ""),
            ],
            r#"U::"a" missing-attribute ["n"]; Action::"g2" action-mismatch the entity itself; X::"" undeclared-type the entity itself; U::"b" missing-attribute ["n"]"#,
        ),
        (
            vec![bare("G", "a", r#"{"type": "G", "id": "b"}"#), bare("G", "b", r#"{"type": "T", "id": "t"}"#)],
            r#"G::"a" parent-type G::"b""#,
        ),
    ];
    let schema = schema();
    for (entities, expected) in table {
        check(&schema, &format!("[{}]", entities.join(", ")), expected);
    }
    let tagged = bare("G", "g", "").replace("]}", r#"], "tags": {"x": 1}}"#);
    check(&schema, &format!("[{tagged}]"), r#"G::"g" unexpected-tags tags["x"]"#);
}

/// Values that are read otherwise with the schema than without, and documents that are none.
#[test]
fn documents_are_read_with_the_schema() {
    let schema = schema();
    let user = |rest: &str| format!(r#"[{{"uid": {{"type": "U", "id": "a"}}, "attrs": {rest}, "parents": []}}]"#);
    let table = [
        (user(r#"{"n": 1, "ip": "::1", "best": {"type": "U", "id": "b"}, "t": "2024-01-01"}"#), ""),
        (user(r#"{"n": 1, "ip": "::x"}"#), r#"U::"a" type-mismatch ["ip"]"#),
        (user(r#"{"n": 1, "best": "U::\"b\""}"#), r#"U::"a" type-mismatch ["best"]"#),
        (user(r#"{"n": 1, "fav": {"type": "C", "id": "blue"}}"#), r#"U::"a" unlisted-id ["fav"]"#),
        (user(r#"{"n": null}"#), "malformed"),
        (user(r#"{"n": 1, "m": null}"#), "malformed"),
        (user(r#"{"n": 1, "ip": null}"#), "malformed"),
        (user(r#"{"n": 1.5}"#), "malformed"),
        (user(r#"[]"#), "malformed"),
        (user(r#"{}"#).replace(r#"{"type": "U", "id": "a"}"#, "1"), "malformed"),
        ("{}".to_owned(), "malformed"),
        ("[1]".to_owned(), "malformed"),
        ("[".to_owned(), "malformed"),
        (
            r#"[{"uid": {"type": "Action", "id": "go"}, "attrs": {}, "parents": [{"type": "U", "id": "a"}]}]"#.to_owned(),
            "malformed",
        ),
        (
            r#"[{"uid": {"type": "X", "id": "a"}, "attrs": {}, "parents": [{"type": "X", "id": "a"}]}]"#.to_owned(),
            "cycle",
        ),
        (
            r#"[{"uid": {"type": "X", "id": "a"}, "attrs": {}, "parents": []}, {"uid": {"type": "X", "id": "a"}, "attrs": {}, "parents": []}]"#
                .to_owned(),
            "duplicate",
        ),
        (
            r#"[{"uid": {"type": "D", "id": "a"}, "attrs": {}, "parents": []}, {"uid": {"type": "D", "id": "a"}, "attrs": {}, "parents": []}]"#
                .to_owned(),
            "duplicate",
        ),
    ];
    for (text, expected) in table {
        let found = match Entities::validate_json(&text, &schema) {
            Ok(violations) => lines(&violations),
            Err(EntitiesError::Malformed(_)) => "malformed".to_owned(),
            Err(EntitiesError::Duplicate(_)) => "duplicate".to_owned(),
            Err(EntitiesError::Cycle(_)) => "cycle".to_owned(),
            Err(EntitiesError::NotConforming(violation)) => format!("not conforming: {violation}"),
        };
        assert_eq!(found, expected, "{text}");
    }
}

/// `kind place` of what is wrong with a request, or nothing.
fn request(schema: &Schema, parts: [&str; 3], context: &str) -> String {
    let [principal, action, resource] = parts.map(|part| part.parse::<EntityUid>().expect("an id"));
    let context = Context::from_json(context, None).expect("a context");
    match Request::new(principal, action, resource, context).validate(schema) {
        Ok(()) => String::new(),
        Err(violation) => {
            assert!(violation.source().is_none() && !violation.found().is_empty());
            format!("{} {}", violation.kind(), violation.place())
        }
    }
}

#[test]
fn requests_are_told_with_kind_and_place() {
    let schema = schema();
    let (user, go, group) = (r#"U::"a""#, r#"Action::"go""#, r#"G::"g""#);
    let table = [
        ([user, go, group], ""),
        ([r#"C::"red""#, go, group], ""),
        ([r#"C::"blue""#, go, group], "unlisted-id principal"),
        ([r#"X::"a""#, go, group], "undeclared-type principal"),
        ([user, go, r#"X::"a""#], "undeclared-type resource"),
        ([user, go, r#"P::"a""#], "undeclared-type resource"),
        ([user, go, r#"N::P::"a""#], "resource-type resource"),
        ([group, go, group], "principal-type principal"),
        ([user, go, user], "resource-type resource"),
        ([user, go, r#"C::"blue""#], "unlisted-id resource"),
        ([user, r#"Action::"no""#, group], "undeclared-action action"),
        ([user, r#"N::Action::"go""#, group], "undeclared-action action"),
        ([user, r#"U::"go""#, group], "undeclared-action action"),
        ([user, r#"Action::"g1""#, group], "principal-type principal"),
        ([go, go, group], "undeclared-type principal"),
        ([user, go, r#"N::Action::"x""#], "undeclared-type resource"),
    ];
    for (parts, expected) in table {
        assert_eq!(request(&schema, parts, r#"{"n": 1}"#), expected, "{parts:?}");
    }
    let u = r#"{"__entity": {"type": "U", "id": "x"}}"#;
    let contexts = [
        (format!(r#"{{"n": 1, "c": [{{"u": {u}}}, {{"u": {u}}}]}}"#), ""),
        ("{}".to_owned(), r#"missing-attribute context["n"]"#),
        (r#"{"n": true}"#.to_owned(), r#"type-mismatch context["n"]"#),
        (r#"{"n": 1, "m": 1}"#.to_owned(), r#"unexpected-attribute context["m"]"#),
        (r#"{"n": 1, "c": [{}]}"#.to_owned(), r#"missing-attribute context["c"][0]["u"]"#),
        (r#"{"n": 1, "c": {}}"#.to_owned(), r#"type-mismatch context["c"]"#),
        (
            format!(r#"{{"n": 1, "c": [{{"u": {u}, "c": {{"__entity": {{"type": "C", "id": "blue"}}}}}}]}}"#),
            r#"unlisted-id context["c"][0]["c"]"#,
        ),
    ];
    for (context, expected) in contexts {
        assert_eq!(request(&schema, [user, go, group], &context), expected, "{context}");
        let action = go.parse().expect("an id");
        let read = Context::from_json(&context, Some((&schema, &action)));
        let told = match read {
            Ok(_) => String::new(),
            Err(ContextError::NotConforming(violation)) => format!("{} {}", violation.kind(), violation.place()),
            Err(ContextError::Malformed(error)) => panic!("{context}: {error}"),
        };
        assert_eq!(told, expected, "{context}");
    }
    let no = r#"Action::"no""#.parse().expect("an id");
    let Err(ContextError::NotConforming(violation)) = Context::from_json("{}", Some((&schema, &no))) else {
        panic!("no such action")
    };
    assert_eq!(format!("{} {}", violation.kind(), violation.place()), "undeclared-action action");
}

#[test]
fn reports_name_everything() {
    let schema = schema();
    let text = "[{\"uid\": {\"type\": \"U\", \"id\": \"ann\"},\n  \"attrs\": {\"n\": 1, \"fav\": {\"type\": \"C\", \"id\": \"blue\"}},\n  \
                \"parents\": []},\n {\"uid\": {\"type\": \"T\", \"id\": \"t\"}, \"attrs\": {}, \"parents\": [{\"type\": \"G\", \"id\": \"g\"}]}]";
    let told = Entities::validate_json(text, &schema).expect("entities");
    let mut reports: Vec<String> = told.iter().map(ToString::to_string).collect();
    let read = Entities::from_json(&text.replace("{\"type\": \"C\", \"id\": \"blue\"}", "1"), None).expect("entities");
    reports.extend(read.validate(&schema).iter().map(ToString::to_string));
    let context = Context::from_json(r#"{"n": "1"}"#, None).expect("a context");
    let part = |text: &str| text.parse::<EntityUid>().expect("an id");
    let ask = |principal: &str, resource: &str| {
        let request = Request::new(part(principal), part(r#"Action::"go""#), part(resource), context.clone());
        request.validate(&schema).expect_err("a violation").to_string()
    };
    reports.push(ask(r#"U::"a""#, r#"G::"g""#));
    reports.push(ask(r#"G::"g""#, r#"G::"g""#));
    reports.push(ask(r#"U::"a""#, r#"C::"blue""#));
    insta::assert_snapshot!(reports.join("\n\n"));
}
