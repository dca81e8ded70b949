//! What is no schema in JSON: the sort of mistake and, marked by `^`, its place.

use super::super::Schema;
use super::check_refusals;

/// Documents, under what is wrong with them.
const DOCUMENTS: &[(&str, &[&str])] = &[
    (
        "syntax",
        &[
            "^",
            "^[]",
            "^null",
            "{} ^{}",
            "{\"\": {\"entityTypes\": {}, \"actions\": {}},^}",
            r#"{"": ^[]}"#,
            r#"{"": ^{}}"#,
            r#"{"": ^{"entityTypes": {}}}"#,
            r#"{"": ^{"actions": {}}}"#,
            r#"{"": {"entityTypes": ^[], "actions": {}}}"#,
            r#"{"": {"entityTypes": {}, "actions": ^null}}"#,
            r#"{"": {"entityTypes": {}, "actions": {}, "commonTypes": ^null}}"#,
            r#"{"": {"entityTypes": {}, "actions": {}, ^"types": {}}}"#,
            r#"{"": {"entityTypes": {}, "actions": {}, ^"entityTypes": {}}}"#,
            r#"{"": {"entityTypes": {}, "actions": {}, ^"annotations": {"a": "b"}}}"#,
            r#"{"N": {"entityTypes": {}, "actions": {}, "annotations": ^null}}"#,
            r#"{"N": {"entityTypes": {}, "actions": {}, "annotations": {^"a b": ""}}}"#,
            r#"{"N": {"entityTypes": {}, "actions": {}, "annotations": {"a": ^1}}}"#,
            r#"{^" ": {"entityTypes": {}, "actions": {}}}"#,
            r#"{^"N::": {"entityTypes": {}, "actions": {}}}"#,
            r#"{^"N :: M": {"entityTypes": {}, "actions": {}}}"#,
        ],
    ),
    (
        "duplicate-namespace",
        &[
            r#"{"N": {"entityTypes": {}, "actions": {}}, ^"N": {"entityTypes": {}, "actions": {}}}"#,
            r#"{"": {"entityTypes": {}, "actions": {}}, ^"": {"entityTypes": {}, "actions": {}}}"#,
        ],
    ),
    (
        "reserved-name",
        &[
            r#"{^"if": {"entityTypes": {}, "actions": {}}}"#,
            r#"{^"N::in": {"entityTypes": {}, "actions": {}}}"#,
            r#"{^"__cedar": {"entityTypes": {}, "actions": {}}}"#,
            r#"{^"N::__cedar": {"entityTypes": {}, "actions": {}}}"#,
        ],
    ),
    (
        "action-shadowing",
        &[
            r#"{"": {"entityTypes": {}, "actions": {"a": {}}}, "N": {"entityTypes": {}, "actions": {"b": {}, ^"a": {}}}}"#,
            r#"{"N": {"entityTypes": {}, "actions": {^"": {}}}, "": {"entityTypes": {}, "actions": {"": {}}}}"#,
        ],
    ),
    (
        "duplicate-annotation",
        &["{\"N\": {\"entityTypes\": {}, \"actions\": {}, \"annotations\": {\"a\": \"\",\n  ^\"\\u0061\": null}}}"],
    ),
];

/// Entity types, put into `{"": {"entityTypes": {…}, "actions": {"go": {}}}}`.
const ENTITY_TYPES: &[(&str, &[&str])] = &[
    (
        "syntax",
        &[
            r#""E": ^null"#,
            r#""E": ^"Long""#,
            r#"^"": {}"#,
            r#"^"N::E": {}"#,
            r#"^" E": {}"#,
            r#"^"é": {}"#,
            r#""E": {^"attributes": {}}"#,
            r#""E": {^"external": true}"#,
            r#""E": {^"external": false}"#,
            r#""E": {"memberOfTypes": ^null}"#,
            r#""E": {"memberOfTypes": ^"E"}"#,
            r#""E": {"memberOfTypes": [^1]}"#,
            r#""E": {"memberOfTypes": ["E", ^"a b"]}"#,
            r#""E": {"memberOfTypes": [], ^"memberOfTypes": []}"#,
            r#""E": {"shape": ^null}"#,
            r#""E": {"shape": ^{}}"#,
            r#""E": {"tags": ^null}"#,
            r#""E": {"tags": {"type": "Long", ^"required": true}}"#,
            r#""E": {"tags": {"type": "Long", ^"annotations": {}}}"#,
            r#""E": {"enum": ^null}"#,
            r#""E": {"enum": ^{}}"#,
            r#""E": {"enum": ["a", ^1]}"#,
            r#""E": {"enum": ["a"], ^"memberOfTypes": []}"#,
            r#""E": {^"shape": {"type": "Record", "attributes": {}}, "enum": ["a"]}"#,
            r#""E": {"enum": ["a"], ^"tags": {"type": "Long"}}"#,
            r#""E": {"annotations": {"a": ^{}}}"#,
        ],
    ),
    ("empty-enum", &[r#"^"E": {"enum": []}"#]),
    ("duplicate-type", &[r#""E": {}, ^"E": {}"#, r#""E": {"enum": ["a"]}, "F": {}, ^"\u0045": {}"#]),
    ("reserved-name", &[r#"^"if": {}"#, r#"^"Action": {}"#, r#"^"__cedar": {}"#]),
    (
        "undeclared-type",
        &[
            r#""E": {"memberOfTypes": ["E", ^"F"]}"#,
            r#""E": {"memberOfTypes": [^"Action"]}"#,
            r#""E": {"memberOfTypes": [^"__cedar::Long"]}"#,
            r#""E": {"shape": {"type": ^"S"}}"#,
            r#""E": {"tags": {"type": "Entity", "name": ^"N::E"}}"#,
        ],
    ),
    (
        "shape-not-record",
        &[
            r#""E": {"shape": {"type": ^"Long"}}"#,
            r#""E": {"shape": {"element": {"type": "Long"}, "type": ^"Set"}}"#,
            r#""E": {"shape": {"type": "Entity", "name": ^"E"}}"#,
            r#""E": {"shape": {"type": ^"ipaddr"}}"#,
        ],
    ),
    ("duplicate-annotation", &[r#""E": {"annotations": {"a": "", "b": "", ^"b": ""}}"#]),
];

/// Types of the attribute `a` of the entity type `E`.
const TYPES: &[(&str, &[&str])] = &[
    (
        "syntax",
        &[
            r#"^"Long""#,
            r#"^["Long"]"#,
            r#"^{}"#,
            r#"^{"name": "E"}"#,
            r#"{"type": ^null}"#,
            r#"{"type": ^{"type": "Long"}}"#,
            r#"{"type": ^""}"#,
            r#"{"type": ^"a b"}"#,
            r#"{"type": ^"Set<Long>"}"#,
            r#"{"type": "Long", ^"type": "Long"}"#,
            r#"{"type": "Long", ^"name": "E"}"#,
            r#"{"type": "Long", ^"element": {"type": "Long"}}"#,
            r#"{"type": "Boolean", ^"attributes": {}}"#,
            r#"{"type": "ipaddr", ^"name": "ipaddr"}"#,
            r#"{"type": "Long", ^"doc": ""}"#,
            r#"{"type": "Long", "required": ^null}"#,
            r#"{"type": "Long", "required": ^"no"}"#,
            r#"^{"type": "Set"}"#,
            r#"{"type": "Set", "element": ^"Long"}"#,
            r#"{"type": "Set", "element": ^null}"#,
            r#"{"type": "Set", "element": {"type": "Long", ^"required": true}}"#,
            r#"{"type": "Set", "element": {"type": "Long"}, ^"attributes": {}}"#,
            r#"^{"type": "Record"}"#,
            r#"{"type": "Record", "attributes": ^[]}"#,
            r#"{"type": "Record", "attributes": {"b": ^"Long"}}"#,
            r#"{"type": "Record", "attributes": {}, "additionalAttributes": ^null}"#,
            r#"{"type": "Record", "attributes": {}, ^"name": "E"}"#,
            r#"^{"type": "Entity"}"#,
            r#"{"type": "Entity", "name": ^null}"#,
            r#"{"type": "Entity", "name": ^"E "}"#,
            r#"{"type": "Entity", "name": "E", ^"element": {"type": "Long"}}"#,
            r#"^{"type": "EntityOrCommon"}"#,
            r#"{"type": "EntityOrCommon", "name": ^"Set<Long>"}"#,
            r#"^{"type": "Extension"}"#,
            r#"{"type": "Extension", "name": ^"__cedar::ipaddr"}"#,
        ],
    ),
    (
        "undeclared-type",
        &[
            r#"{"type": ^"T"}"#,
            r#"{"type": ^"E"}"#,
            r#"{"type": ^"long"}"#,
            r#"{"type": ^"Action"}"#,
            r#"{"type": ^"__cedar::Boolean"}"#,
            r#"{"type": "Entity", "name": ^"F"}"#,
            r#"{"type": "Entity", "name": ^"Long"}"#,
            r#"{"type": "Entity", "name": ^"__cedar::Long"}"#,
            r#"{"type": "EntityOrCommon", "name": ^"Boolean"}"#,
            r#"{"type": "EntityOrCommon", "name": ^"Set"}"#,
            r#"{"type": "Extension", "name": ^"ip"}"#,
            r#"{"type": "Extension", "name": ^"E"}"#,
        ],
    ),
    (
        "reserved-name",
        &[r#"{"type": ^"if"}"#, r#"{"type": "Entity", "name": ^"N::if"}"#, r#"{"type": "Extension", "name": ^"in"}"#],
    ),
    ("syntax", &[r#"{"type": "Record", "attributes": {}, "additionalAttributes": ^true}"#]),
    (
        "duplicate-attribute",
        &[r#"{"type": "Record", "attributes": {"b": {"type": "Long"}, ^"b": {"type": "Long", "required": false}}}"#],
    ),
    ("duplicate-annotation", &[r#"{"type": "Long", "annotations": {"a": "", ^"a": ""}}"#]),
];

/// Actions, put into `{"": {"entityTypes": {"E": {}}, "actions": {…}}}`.
const ACTIONS: &[(&str, &[&str])] = &[
    (
        "syntax",
        &[
            r#""a": ^null"#,
            r#""a": {^"context": {}}"#,
            r#""a": {^"external": false}"#,
            r#""a": {"memberOf": ^{}}"#,
            r#""a": {"memberOf": [^"b"]}, "b": {}"#,
            r#""a": {"memberOf": [^["b"]]}, "b": {}"#,
            r#""a": {"memberOf": [^{"type": "Action"}]}, "b": {}"#,
            r#""a": {"memberOf": [{"id": ^null}]}"#,
            r#""a": {"memberOf": [{"id": "b", "type": ^"Action::"}]}, "b": {}"#,
            r#""a": {"memberOf": [{"id": "b", ^"name": ""}]}, "b": {}"#,
            r#""a": {"appliesTo": ^[]}"#,
            r#""a": {"appliesTo": ^{}}"#,
            r#""a": {"appliesTo": ^{"principalTypes": []}}"#,
            r#""a": {"appliesTo": ^{"resourceTypes": ["E"], "context": {"type": "Record", "attributes": {}}}}"#,
            r#""a": {"appliesTo": {"principalTypes": ^null, "resourceTypes": []}}"#,
            r#""a": {"appliesTo": {"principalTypes": ^"E", "resourceTypes": []}}"#,
            r#""a": {"appliesTo": {"principalTypes": [], "resourceTypes": [], "context": ^null}}"#,
            r#""a": {"appliesTo": {"principalTypes": [], "resourceTypes": [], ^"actions": []}}"#,
            r#""a": {"attributes": ^[]}"#,
            r#""a": {"annotations": ^null}"#,
        ],
    ),
    ("duplicate-action", &[r#""a": {}, ^"a": {}"#, r#""if": {}, "b": {}, ^"if": {}"#]),
    (
        "undeclared-action",
        &[
            r#""a": {"memberOf": [{"id": ^"b"}]}"#,
            r#""a": {}, "b": {"memberOf": [{"id": ^"a", "type": "E"}]}"#,
            r#""a": {}, "b": {"memberOf": [{"type": "N::Action", "id": ^"a"}]}"#,
        ],
    ),
    ("action-cycle", &[r#"^"a": {"memberOf": [{"id": "b"}]}, "b": {"memberOf": [{"id": "a", "type": "Action"}]}"#]),
    ("syntax", &[r#""a": {"attributes": ^{}}"#, r#""a": {"attributes": ^{"x": 1}}"#]),
    (
        "undeclared-type",
        &[
            r#""a": {"appliesTo": {"principalTypes": [^"F"], "resourceTypes": []}}"#,
            r#""a": {"appliesTo": {"principalTypes": ["E"], "resourceTypes": ["E", ^"Action"]}}"#,
            r#""a": {"appliesTo": {"principalTypes": [], "resourceTypes": [], "context": {"type": ^"E"}}}"#,
        ],
    ),
    (
        "context-not-record",
        &[
            r#""a": {"appliesTo": {"principalTypes": [], "resourceTypes": [], "context": {"type": ^"Long"}}}"#,
            r#""a": {"appliesTo": {"principalTypes": [], "resourceTypes": [], "context":
                {"name": ^"E", "type": "Entity"}}}"#,
            r#""a": {"appliesTo": {"principalTypes": [], "resourceTypes": [], "context":
                {"type": "EntityOrCommon", "name": ^"Bool"}}}"#,
        ],
    ),
];

/// Common types, put into `{"": {"commonTypes": {…}, "entityTypes": {"E": {}}, "actions": {}}}`.
const COMMON_TYPES: &[(&str, &[&str])] = &[
    (
        "syntax",
        &[
            r#""T": ^"Long""#,
            r#""T": {"type": "Long", ^"required": true}"#,
            r#"^"a b": {"type": "Long"}"#,
            r#"^"N::T": {"type": "Long"}"#,
        ],
    ),
    (
        "reserved-name",
        &[
            r#"^"in": {"type": "Long"}"#,
            r#"^"Long": {"type": "Long"}"#,
            r#"^"Boolean": {"type": "Long"}"#,
            r#"^"Set": {"type": "Long"}"#,
            r#"^"Entity": {"type": "Long"}"#,
            r#"^"__cedar": {"type": "Long"}"#,
        ],
    ),
    ("duplicate-type", &[r#""T": {"type": "Long"}, ^"T": {"type": "Long"}"#]),
    ("undeclared-type", &[r#""T": {"type": "Set", "element": {"type": ^"U"}}"#]),
    (
        "common-type-cycle",
        &[
            r#"^"T": {"type": "T"}"#,
            r#"^"T": {"type": "Set", "element": {"type": "EntityOrCommon", "name": "U"}}, "U": {"type": "T"}"#,
        ],
    ),
    (
        "syntax",
        &[r#""T": {"type": "Set", "element": {"type": "Record", "attributes": {}, "additionalAttributes": ^true}}"#],
    ),
    (
        "type-shadowing",
        &[r#""S": {"type": "Long"}}, "entityTypes": {}, "actions": {}}, "N": {"commonTypes": {^"S": {"type": "Long"}"#],
    ),
];

/// The documents that parts make, between what stands before and after them.
fn check_parts(before: &str, table: &[(&str, &[&str])], after: &str) -> String {
    let whole: Vec<(&str, Vec<String>)> = table
        .iter()
        .map(|(kind, parts)| (*kind, parts.iter().map(|part| format!("{before}{part}{after}")).collect()))
        .collect();
    whole.iter().fold(String::new(), |words, (kind, texts)| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        words + &check_refusals(&[(kind, &texts)], Schema::from_json)
    })
}

#[test]
fn documents() {
    insta::assert_snapshot!(check_parts("", DOCUMENTS, ""));
}

#[test]
fn entity_types() {
    let (before, after) = (r#"{"": {"entityTypes": {"#, r#"}, "actions": {"go": {}}}}"#);
    insta::assert_snapshot!(check_parts(before, ENTITY_TYPES, after));
}

#[test]
fn types() {
    let before = "{\"\": {\"entityTypes\": {\"E\": {\"shape\": {\"type\": \"Record\", \"attributes\": {\"a\":\n";
    insta::assert_snapshot!(check_parts(before, TYPES, "}}}}, \"actions\": {\"go\": {}}}}"));
}

#[test]
fn actions() {
    insta::assert_snapshot!(check_parts(r#"{"": {"entityTypes": {"E": {}}, "actions": {"#, ACTIONS, "}}}"));
}

#[test]
fn common_types() {
    let after = r#"}, "entityTypes": {"E": {}}, "actions": {}}}"#;
    insta::assert_snapshot!(check_parts(r#"{"": {"commonTypes": {"#, COMMON_TYPES, after));
}
