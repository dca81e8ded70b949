//! Schemas in the JSON form: what they mean, in Cedar syntax, and which mean nothing.

use super::rejected::check_with;
use crate::schema::{read, read_json};

/// A document that declares these in the empty namespace, each given as the members of an object.
fn outside(common: &str, entities: &str, actions: &str) -> String {
    format!(r#"{{"": {{"commonTypes": {{{common}}}, "entityTypes": {{{entities}}}, "actions": {{{actions}}}}}}}"#)
}

fn same(json: &str, cedar: &str) {
    let expected = read(cedar).unwrap_or_else(|e| panic!("{cedar}: {e}"));
    assert_eq!(read_json(json).as_ref(), Ok(&expected), "{json}\n{cedar}");
}

#[test]
fn types() {
    let table = [
        (r#"{"type": "Boolean"}"#, "Bool"),
        (r#"{"type": "Long"}"#, "Long"),
        (r#"{"type": "String"}"#, "String"),
        (r#"{"type": "Bool"}"#, "Bool"),
        (r#"{"type": "__cedar::Bool"}"#, "Bool"),
        (r#"{"type": "EntityOrCommon", "name": "__cedar::Long"}"#, "Long"),
        (r#"{"name": "String", "type": "EntityOrCommon"}"#, "String"),
        (r#"{"type": "Extension", "name": "ipaddr"}"#, "ipaddr"),
        (r#"{"type": "Extension", "name": "datetime"}"#, "datetime"),
        (r#"{"type": "decimal"}"#, "decimal"),
        (r#"{"type": "EntityOrCommon", "name": "duration"}"#, "duration"),
        (r#"{"type": "Set", "element": {"type": "Set", "element": {"type": "Entity", "name": "A"}}}"#, "Set<Set<A>>"),
        (r#"{"element": {"type": "T"}, "type": "Set"}"#, "Set<Long>"),
        (r#"{"type": "Record", "attributes": {}}"#, "{}"),
        (r#"{"type": "Record", "attributes": {}, "additionalAttributes": false}"#, "{}"),
        (
            r#"{"type": "Record", "attributes": {"a b": {"type": "Long", "required": false},
                "c": {"required": true, "annotations": {"doc": "x", "in": null}, "type": "T"}}}"#,
            "{ \"a b\"?: Long, c: Long }",
        ),
        (r#"{"type": "Entity", "name": "A"}"#, "A"),
        (r#"{"type": "Entity", "name": "Action"}"#, "Action"),
        (r#"{"type": "Entity", "name": "N::A2"}"#, "N::A2"),
        (r#"{"type": "EntityOrCommon", "name": "A"}"#, "A"),
        (r#"{"type": "EntityOrCommon", "name": "T"}"#, "Long"),
        (r#"{"type": "T"}"#, "Long"),
        (r#"{"type": "N::U"}"#, "{ x: N::A2 }"),
        // `Entity` and a common type's own name mean one sort only, even where the other has the same name.
        (r#"{"type": "Entity", "name": "Both"}"#, "Other"),
        (r#"{"type": "Both"}"#, "String"),
        (r#"{"type": "EntityOrCommon", "name": "Both"}"#, "String"),
        // No declaration hides the words for built-in types, nor a type of an extension that is named as such.
        (r#"{"type": "Entity", "name": "String"}"#, "Word"),
        (r#"{"type": "EntityOrCommon", "name": "String"}"#, "Word"),
        (r#"{"type": "Extension", "name": "decimal"}"#, "__cedar::decimal"),
        (r#"{"type": "EntityOrCommon", "name": "EntityOrCommon"}"#, "Bool"),
    ];
    for (json, cedar) in table {
        let declared = r#""A": {}, "Both": {}"#;
        let word = if cedar == "Word" { r#", "String": {}"# } else { "" };
        let common =
            r#""T": {"type": "Long"}, "Both": {"type": "__cedar::String"}, "EntityOrCommon": {"type": "Bool"}"#;
        let entities =
            format!(r#"{declared}{word}, "Here": {{"shape": {{"type": "Record", "attributes": {{"x": {json}}}}}}}"#);
        let json = format!(
            r#"{{"": {{"actions": {{"a": {{}}}}, "entityTypes": {{{entities}}}, "commonTypes": {{{common}}}}},
                "N": {{"entityTypes": {{"A2": {{}}}}, "actions": {{}}, "commonTypes": {{"U": {{"type": "Record",
                "attributes": {{"x": {{"type": "Entity", "name": "A2"}}}}}}}}}}}}"#
        );
        let entity = |cedar: &str| match cedar {
            "Other" => "Both".to_owned(),
            "Word" => "String".to_owned(),
            other => other.to_owned(),
        };
        let both = if cedar == "Other" { "" } else { "type Both = __cedar::String;" };
        let cedar = format!(
            "entity A, Both{}; {both} entity Here {{ x: {} }}; action a; namespace N {{ entity A2; }}",
            if cedar == "Word" { ", String" } else { "" },
            entity(cedar)
        );
        same(&json, &cedar);
    }
}

#[test]
fn declarations() {
    let table = [
        ("{}", ""),
        (r#"{"": {"entityTypes": {}, "actions": {}}}"#, ""),
        (r#"{"": {"entityTypes": {}, "actions": {}, "annotations": {}}}"#, ""),
        (r#"{"N": {"entityTypes": {}, "actions": {}, "annotations": {"doc": null, "if": ""}}}"#, "namespace N {}"),
        (
            r#"{"N::M": {"entityTypes": {"A": {"annotations": {"a": "b"}}}, "actions": {}}}"#,
            "namespace N::M { @a(\"b\") entity A; }",
        ),
        (
            r#"{"N": {"actions": {}, "entityTypes": {"A": {}}}, "": {"entityTypes": {"B": {"memberOfTypes": ["N::A", "B"]}},
                "actions": {}}}"#,
            "namespace N { entity A; } entity B in [N::A, B];",
        ),
    ];
    for (json, cedar) in table {
        same(json, cedar);
    }
    let entities = [
        (r#""A": {"memberOfTypes": []}"#, "entity A;"),
        (r#""A": {"memberOfTypes": ["A", "A"], "tags": {"type": "Long"}}"#, "entity A in A tags Long;"),
        (r#""A": {"shape": {"type": "Record", "attributes": {"x": {"type": "Long"}}}}"#, "entity A { x: Long };"),
        (r#""A": {"shape": {"type": "T"}}"#, "entity A { t: Long };"),
        (
            r#""A": {"shape": {"type": "EntityOrCommon", "name": "T"}, "tags": {"type": "T"}}"#,
            "entity A { t: Long } tags T;",
        ),
        (r#""A": {"enum": ["a", "b c", "a"]}"#, "entity A enum [\"a\", \"b c\"];"),
        (
            r#""A": {"enum": [""], "annotations": {"doc": "x"}}, "B": {"memberOfTypes": ["A"]}"#,
            "entity A enum [\"\"]; entity B in A;",
        ),
        (r#""type": {}, "Set": {}, "namespace": {}, "Entity": {}"#, "entity type, Set, namespace, Entity;"),
        (r#""\u0041": {}"#, "entity A;"),
    ];
    for (json, cedar) in entities {
        let common = r#""T": {"type": "Record", "attributes": {"t": {"type": "Long"}}, "annotations": {"doc": "x"}}"#;
        same(&outside(common, json, ""), &format!("type T = {{t: Long}}; {cedar}"));
    }
    let actions = [
        (r#""a": {}"#, "action a;"),
        (r#""a": {"memberOf": null, "appliesTo": null, "attributes": null}"#, "action a;"),
        (r#""a": {"memberOf": [], "annotations": {"x": null}}"#, "action a;"),
        (r#""": {}, "a b": {}, "if": {}, "__cedar": {}"#, "action \"\", \"a b\", \"if\", __cedar;"),
        (
            r#""a": {"memberOf": [{"id": "b"}, {"id": "c d", "type": null}]}, "b": {}, "c d": {}"#,
            "action a in [b, \"c d\"]; action b, \"c d\";",
        ),
        (r#""a": {"memberOf": [{"type": "Action", "id": "b"}]}, "b": {}"#, "action a in Action::\"b\"; action b;"),
        (
            r#""a": {"appliesTo": {"principalTypes": ["A"], "resourceTypes": ["B", "A"]}}"#,
            "action a appliesTo { principal: A, resource: [A, B] };",
        ),
        (
            r#""a": {"appliesTo": {"principalTypes": ["A"], "resourceTypes": ["B"], "context": {"type": "T"}}}"#,
            "action a appliesTo { principal: A, resource: B, context: T };",
        ),
        (
            r#""a": {"appliesTo": {"context": {"type": "Record", "attributes": {"x": {"type": "Long", "required": false}}},
                "resourceTypes": ["B"], "principalTypes": ["A"]}}"#,
            "action a appliesTo { principal: A, resource: B, context: {x?: Long} };",
        ),
        // With no principals there are no requests, and nothing else is said; Cedar syntax has no such form.
        (r#""a": {"appliesTo": {"principalTypes": [], "resourceTypes": []}}"#, "action a;"),
    ];
    for (json, cedar) in actions {
        let common = r#""T": {"type": "Record", "attributes": {"t": {"type": "Long"}}}"#;
        let json = outside(common, r#""A": {}, "B": {}"#, json);
        same(&json, &format!("type T = {{t: Long}}; entity A, B; {cedar}"));
    }
}

/// Rejected documents, of which only what stands in the declarations of the empty namespace is written.
fn check(wrap: impl Fn(&str) -> String, table: &[(&str, &str)]) {
    let table: Vec<(&str, String)> = table.iter().map(|(kind, text)| (*kind, wrap(text))).collect();
    let table: Vec<(&str, &str)> = table.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
    check_with(read_json, &table);
}

#[test]
fn rejected_documents() {
    check(
        str::to_owned,
        &[
            ("syntax", "^"),
            ("syntax", "^[]"),
            ("syntax", "^null"),
            ("syntax", "^entity A;"),
            ("syntax", "{\"\": {\"entityTypes\": {}, \"actions\": {}}}\n^x"),
            ("syntax", r#"{"N": ^[]}"#),
            ("syntax", r#"{"N": ^{"entityTypes": {}}}"#),
            ("syntax", r#"{"N": ^{"actions": {}}}"#),
            ("syntax", r#"{"N": {"entityTypes": {}, "actions": {}, ^"types": {}}}"#),
            ("syntax", r#"{"N": {"entityTypes": {}, "actions": {}, ^"actions": {}}}"#),
            ("syntax", r#"{"N": {"entityTypes": ^null, "actions": {}}}"#),
            ("syntax", r#"{"N": {"entityTypes": {}, "actions": ^[]}}"#),
            ("syntax", r#"{"N": {"entityTypes": {}, "actions": {}, "commonTypes": ^null}}"#),
            ("syntax", r#"{"": {"entityTypes": {}, "actions": {}, ^"annotations": {"a": ""}}}"#),
            ("syntax", r#"{^"a b": {"entityTypes": {}, "actions": {}}}"#),
            ("syntax", r#"{^"N::": {"entityTypes": {}, "actions": {}}}"#),
            ("syntax", r#"{^" N": {"entityTypes": {}, "actions": {}}}"#),
            ("reserved-name", r#"{^"N::if": {"entityTypes": {}, "actions": {}}}"#),
            ("reserved-name", r#"{^"__cedar": {"entityTypes": {}, "actions": {}}}"#),
            ("reserved-name", r#"{^"N::__cedar::M": {"entityTypes": {}, "actions": {}}}"#),
            (
                "duplicate-namespace",
                "{\"N\": {\"entityTypes\": {}, \"actions\": {}},\n ^\"N\": {\"entityTypes\": {}, \"actions\": {}}}",
            ),
            (
                "duplicate-namespace",
                r#"{"": {"entityTypes": {}, "actions": {}}, ^"": {"entityTypes": {}, "actions": {}}}"#,
            ),
            (
                "duplicate-annotation",
                r#"{"N": {"entityTypes": {}, "actions": {}, "annotations": {"a": "", ^"a": null}}}"#,
            ),
            ("syntax", r#"{"N": {"entityTypes": {}, "actions": {}, "annotations": {^"a b": ""}}}"#),
            ("syntax", r#"{"N": {"entityTypes": {}, "actions": {}, "annotations": {"a": ^1}}}"#),
            ("syntax", r#"{"N": {"entityTypes": {}, "actions": {}, "annotations": ^null}}"#),
            (
                "type-shadowing",
                r#"{"N": {"entityTypes": {^"A": {}}, "actions": {}}, "": {"entityTypes": {"A": {}}, "actions": {}}}"#,
            ),
            (
                "action-shadowing",
                r#"{"": {"entityTypes": {}, "actions": {"a": {}}}, "N": {"entityTypes": {}, "actions": {^"a": {}}}}"#,
            ),
        ],
    );
    let deep = format!(
        r#"{{"": {{"entityTypes": {{}}, "actions": {{}}, "commonTypes": {{"T": {}{{"type": "Long"}}{}}}}}}}"#,
        r#"{"type": "Set", "element": "#.repeat(124),
        "}".repeat(124)
    );
    assert_eq!(read_json(&deep).map_err(|e| e.kind()), Err("too-deep"));
    assert!(read_json(&deep.replacen(r#"{"type": "Set", "element": "#, "", 1).replacen("}}", "}", 1)).is_ok());
}

#[test]
fn rejected_types() {
    let wrap = |ty: &str| outside(&format!(r#""T": {ty}"#), r#""A": {}"#, "");
    check(
        wrap,
        &[
            ("syntax", r#"^"Long""#),
            ("syntax", r#"^null"#),
            ("syntax", r#"^{}"#),
            ("syntax", r#"^{"name": "A"}"#),
            ("syntax", r#"{"type": ^null}"#),
            ("syntax", r#"{"type": ^{"type": "Long"}}"#),
            ("syntax", r#"{"type": ^"a b"}"#),
            ("syntax", r#"{"type": ^""}"#),
            ("syntax", r#"{"type": "Long", ^"type": "Long"}"#),
            ("syntax", r#"{"type": "Long", ^"nope": 1}"#),
            ("syntax", r#"{"type": "Long", ^"required": true}"#),
            ("syntax", r#"{"type": "Long", ^"name": "A"}"#),
            ("syntax", r#"{"type": "Boolean", ^"element": {"type": "Long"}}"#),
            ("syntax", r#"{"type": "A", ^"attributes": {}}"#),
            ("syntax", r#"^{"type": "Set"}"#),
            ("syntax", r#"{"type": "Set", "element": ^"Long"}"#),
            ("syntax", r#"{"type": "Set", "element": {"type": "Long", ^"required": true}}"#),
            ("syntax", r#"{"type": "Set", "element": {"type": "Long", ^"annotations": {}}}"#),
            ("syntax", r#"{^"name": "A", "type": "Set", "element": {"type": "Long"}}"#),
            ("syntax", r#"^{"type": "Record"}"#),
            ("syntax", r#"{"type": "Record", "attributes": ^[]}"#),
            ("syntax", r#"{"type": "Record", "attributes": {}, "additionalAttributes": ^true}"#),
            ("syntax", r#"{"type": "Record", "attributes": {}, "additionalAttributes": ^null}"#),
            ("syntax", r#"{"type": "Record", "attributes": {"x": {"type": "Long", "required": ^null}}}"#),
            ("syntax", r#"{"type": "Record", "attributes": {"x": {"type": "Long", "required": ^"false"}}}"#),
            ("syntax", r#"{"type": "Record", "attributes": {"x": ^{"required": false}}}"#),
            (
                "duplicate-attribute",
                r#"{"type": "Record", "attributes": {"x": {"type": "Long"}, ^"\u0078": {"type": "Long"}}}"#,
            ),
            ("syntax", r#"^{"type": "Entity"}"#),
            ("syntax", r#"^{"type": "EntityOrCommon"}"#),
            ("syntax", r#"{"type": "Entity", "name": ^1}"#),
            ("syntax", r#"{"type": "Entity", "name": ^"A::\"x\""}"#),
            ("syntax", r#"{"type": "Extension", "name": ^"__cedar::ipaddr"}"#),
            ("reserved-name", r#"{"type": "Entity", "name": ^"A::in"}"#),
            ("reserved-name", r#"{"type": ^"like"}"#),
            ("undeclared-type", r#"{"type": "Entity", "name": ^"B"}"#),
            ("undeclared-type", r#"{"type": "Entity", "name": ^"Long"}"#),
            ("undeclared-type", r#"{"type": "Entity", "name": ^"T"}"#),
            ("undeclared-type", r#"{"type": "Entity", "name": ^"Action"}"#),
            ("undeclared-type", r#"{"type": "Entity", "name": ^"__cedar::Long"}"#),
            ("undeclared-type", r#"{"type": ^"A"}"#),
            ("undeclared-type", r#"{"type": ^"N::Long"}"#),
            ("undeclared-type", r#"{"type": ^"__cedar::Boolean"}"#),
            ("undeclared-type", r#"{"type": "EntityOrCommon", "name": ^"Boolean"}"#),
            ("undeclared-type", r#"{"type": "Extension", "name": ^"Long"}"#),
            ("undeclared-type", r#"{"type": "Extension", "name": ^"nope"}"#),
            ("undeclared-type", r#"{"type": "Set", "element": {"type": "EntityOrCommon", "name": ^"B"}}"#),
        ],
    );
    check_with(
        read_json,
        &[
            ("common-type-cycle", &outside(r#"^"T": {"type": "Set", "element": {"type": "T"}}"#, "", "")),
            (
                "common-type-cycle",
                &outside(r#"^"T": {"type": "U"}, "U": {"type": "EntityOrCommon", "name": "T"}"#, "", ""),
            ),
            ("duplicate-type", &outside(r#""T": {"type": "Long"}, ^"T": {"type": "Long"}"#, "", "")),
            ("duplicate-annotation", &outside(r#""T": {"type": "Long", "annotations": {"a": "", ^"a": ""}}"#, "", "")),
            ("reserved-name", &outside(r#"^"Bool": {"type": "Long"}"#, "", "")),
            ("reserved-name", &outside(r#"^"Entity": {"type": "Long"}"#, "", "")),
            ("reserved-name", &outside(r#"^"__cedar": {"type": "Long"}"#, "", "")),
            ("reserved-name", &outside(r#"^"else": {"type": "Long"}"#, "", "")),
            ("syntax", &outside(r#"^"T::U": {"type": "Long"}"#, "", "")),
            ("syntax", &outside(r#"^"": {"type": "Long"}"#, "", "")),
        ],
    );
}

#[test]
fn rejected_entity_types_and_actions() {
    let entities = |text: &str| outside(r#""T": {"type": "Long"}"#, &format!(r#""B": {{}}, {text}"#), "");
    check(
        entities,
        &[
            ("syntax", r#""A": ^null"#),
            ("syntax", r#""A": {"memberOfTypes": ^"B"}"#),
            ("syntax", r#""A": {"memberOfTypes": ^null}"#),
            ("syntax", r#""A": {"memberOfTypes": [^{"type": "B"}]}"#),
            ("syntax", r#""A": {"shape": ^null}"#),
            ("syntax", r#""A": {"shape": ^{"attributes": {}}}"#),
            ("syntax", r#""A": {"shape": {"type": "Record", "attributes": {}, ^"annotations": {}}}"#),
            ("syntax", r#""A": {"tags": ^null}"#),
            ("syntax", r#""A": {^"attributes": {}}"#),
            ("syntax", r#""A": {^"external": true}"#),
            ("syntax", r#""A": {"enum": ^"a"}"#),
            ("syntax", r#""A": {"enum": [^1]}"#),
            ("syntax", r#""A": {"enum": ^null}"#),
            ("syntax", r#""A": {"enum": ["a"], ^"memberOfTypes": []}"#),
            ("syntax", r#""A": {^"shape": {"type": "Record", "attributes": {}}, "enum": ["a"]}"#),
            ("syntax", r#"^"A::C": {}"#),
            ("syntax", r#"^"A ": {}"#),
            ("empty-enum", r#"^"A": {"enum": []}"#),
            ("reserved-name", r#"^"Action": {}"#),
            ("reserved-name", r#"^"__cedar": {}"#),
            ("reserved-name", r#"^"in": {}"#),
            ("duplicate-type", r#"^"B": {}"#),
            ("undeclared-type", r#""A": {"memberOfTypes": ["A", ^"T"]}"#),
            ("undeclared-type", r#""A": {"tags": {"type": ^"U"}}"#),
            ("undeclared-type", r#""A": {"shape": {"type": ^"B"}}"#),
            ("shape-not-record", r#""A": {"shape": {"type": ^"T"}}"#),
            ("shape-not-record", r#""A": {"shape": {"type": ^"Long"}}"#),
            ("shape-not-record", r#""A": {"shape": {"type": "Entity", "name": ^"B"}}"#),
            ("shape-not-record", r#""A": {"shape": {"element": {"type": "Long"}, "type": ^"Set"}}"#),
        ],
    );
    let actions = |text: &str| outside(r#""T": {"type": "Long"}"#, r#""A": {}"#, &format!(r#""b": {{}}, {text}"#));
    check(
        actions,
        &[
            ("syntax", r#""a": ^null"#),
            ("syntax", r#""a": {"attributes": ^{}}"#),
            ("syntax", r#""a": {"memberOf": ^{"id": "b"}}"#),
            ("syntax", r#""a": {"memberOf": [^"b"]}"#),
            ("syntax", r#""a": {"memberOf": [^{"type": "Action"}]}"#),
            ("syntax", r#""a": {"memberOf": [{"id": "b", ^"eid": "b"}]}"#),
            ("syntax", r#""a": {"memberOf": [{"id": "b", "type": ^"a b"}]}"#),
            ("syntax", r#""a": {^"appliesto": {}}"#),
            ("syntax", r#""a": {"appliesTo": ^[]}"#),
            ("syntax", r#""a": {"appliesTo": ^{"principalTypes": ["A"]}}"#),
            ("syntax", r#""a": {"appliesTo": ^{"resourceTypes": ["A"]}}"#),
            ("syntax", r#""a": {"appliesTo": {"principalTypes": ^null, "resourceTypes": []}}"#),
            ("syntax", r#""a": {"appliesTo": {"principalTypes": ["A"], "resourceTypes": ["A"], "context": ^null}}"#),
            ("duplicate-action", r#"^"b": {}"#),
            ("undeclared-action", r#""a": {"memberOf": [{"id": ^"c"}]}"#),
            ("undeclared-action", r#""a": {"memberOf": [{"type": "N::Action", "id": ^"b"}]}"#),
            ("undeclared-action", r#""a": {"memberOf": [{"type": "A", "id": ^"b"}]}"#),
            ("action-cycle", r#"^"a": {"memberOf": [{"id": "a"}]}"#),
            ("undeclared-type", r#""a": {"appliesTo": {"principalTypes": ["A", ^"B"], "resourceTypes": []}}"#),
            ("undeclared-type", r#""a": {"appliesTo": {"principalTypes": [], "resourceTypes": [^"Action"]}}"#),
            (
                "context-not-record",
                r#""a": {"appliesTo": {"principalTypes": ["A"], "resourceTypes": ["A"], "context": {"type": ^"T"}}}"#,
            ),
            (
                "context-not-record",
                r#""a": {"appliesTo": {"principalTypes": [], "resourceTypes": [], "context": {"type": ^"Long"}}}"#,
            ),
            (
                "context-not-record",
                r#""a": {"appliesTo": {"principalTypes": [], "resourceTypes": [],
                "context": {"type": ^"Set", "element": {"type": "Long"}}}}"#,
            ),
        ],
    );
}

#[test]
fn words() {
    let texts = [
        r#"{"N": {"entityTypes": {}}}"#.to_owned(),
        r#"{"N": {"entityTypes": {}, "actions": {}, "types": {}}}"#.to_owned(),
        outside(r#""T": {"type": "Long", "name": "A"}"#, "", ""),
        outside("", r#""A": {"enum": ["a"], "tags": {"type": "Long"}}"#, ""),
        outside("", r#""A": {"shape": {"type": "Long"}}"#, ""),
        outside("", r#""A": {"memberOfTypes": ["a b"]}"#, ""),
        outside("", "", r#""a": {"attributes": {}}"#),
        outside("", "", r#""a": {"memberOf": [{"id": "b"}]}"#),
    ];
    let said: Vec<String> = texts.iter().map(|text| read_json(text).unwrap_err().to_string()).collect();
    insta::assert_snapshot!(said.join("\n"));
}
