//! Schemas in JSON, each beside the schema in Cedar syntax that means the same.

use super::{accept, accept_json};

/// A namespace with some entity types and actions, as JSON.
fn namespace(name: &str, common_types: &str, entity_types: &str, actions: &str) -> String {
    format!(
        r#""{name}": {{"commonTypes": {{{common_types}}}, "entityTypes": {{{entity_types}}}, "actions": {{{actions}}}}}"#
    )
}

/// Checks the meaning of a schema in JSON.
fn check(json: &str, cedar: &str) {
    assert_eq!(accept_json(json), accept(cedar), "{json}\n{cedar}");
}

/// The same for a type: that of the attribute `a` of the entity type `E`, which `others` may be declared with.
fn check_type(ty: &str, cedar: &str) {
    check_type_with("", "", ty, cedar);
}

fn check_type_with(common_types: &str, entity_types: &str, ty: &str, cedar: &str) {
    let shape = format!(r#"{{"type": "Record", "attributes": {{"a": {ty}}}}}"#);
    let entity_types = [format!(r#""E": {{"shape": {shape}}}"#), entity_types.to_owned()];
    let entity_types: Vec<String> = entity_types.into_iter().filter(|it| !it.is_empty()).collect();
    check(&format!("{{{}}}", namespace("", common_types, &entity_types.join(", "), r#""go": {}"#)), cedar);
}

#[test]
fn types() {
    check_type(r#"{"type": "Boolean"}"#, "entity E { a: Bool }; action go;");
    check_type(r#"{"type": "Bool"}"#, "entity E { a: Bool }; action go;");
    check_type(r#"{"type": "Long"}"#, "entity E { a: Long }; action go;");
    check_type(r#"{"type": "String"}"#, "entity E { a: String }; action go;");
    check_type(r#"{"type": "ipaddr"}"#, "entity E { a: ipaddr }; action go;");
    check_type(r#"{"type": "__cedar::String"}"#, "entity E { a: String }; action go;");
    check_type(r#"{"type": "__cedar::datetime"}"#, "entity E { a: datetime }; action go;");
    check_type(r#"{"type": "Extension", "name": "decimal"}"#, "entity E { a: decimal }; action go;");
    check_type(r#"{"name": "duration", "type": "Extension"}"#, "entity E { a: duration }; action go;");
    check_type(r#"{"type": "Entity", "name": "E"}"#, "entity E { a: E }; action go;");
    check_type(r#"{"type": "Entity", "name": "Action"}"#, "entity E { a: Action }; action go;");
    check_type(r#"{"type": "EntityOrCommon", "name": "E"}"#, "entity E { a: E }; action go;");
    check_type(r#"{"type": "EntityOrCommon", "name": "Long"}"#, "entity E { a: Long }; action go;");
    check_type(r#"{"type": "EntityOrCommon", "name": "__cedar::Long"}"#, "entity E { a: Long }; action go;");
    check_type(r#"{"type": "Set", "element": {"type": "Long"}}"#, "entity E { a: Set<Long> }; action go;");
    check_type(
        r#"{"element": {"element": {"type": "Entity", "name": "E"}, "type": "Set"}, "type": "Set"}"#,
        "entity E { a: Set<Set<E>> }; action go;",
    );
    check_type(r#"{"type": "Record", "attributes": {}}"#, "entity E { a: {} }; action go;");
    check_type(
        r#"{"attributes": {}, "type": "Record", "additionalAttributes": false}"#,
        "entity E { a: {} }; action go;",
    );
    check_type(
        r#"{"type": "Record", "attributes": {"b": {"type": "Long", "required": true}, "": {"type": "Record",
            "required": false, "attributes": {"\u00e9\n": {"type": "Boolean"}}}}}"#,
        r#"entity E { a: { ""?: { "é\n": Bool }, b: Long } }; action go;"#,
    );
    check_type(r#"{"type": "Long", "required": false}"#, "entity E { a?: Long }; action go;");
    check_type(
        r#"{"type": "Long", "annotations": {"doc": "x", "if": null, "__cedar": ""}}"#,
        "entity E { a: Long }; action go;",
    );
}

/// Which declarations a name can stand for depends on how it is asked for.
#[test]
fn names() {
    let both = (r#""T": {"type": "Long"}"#, r#""T": {}"#);
    let cedar = |ty: &str| format!("entity E {{ a: {ty} }}; action go; entity T;");
    check_type_with(both.0, both.1, r#"{"type": "T"}"#, &cedar("Long"));
    check_type_with(both.0, both.1, r#"{"type": "EntityOrCommon", "name": "T"}"#, &cedar("Long"));
    check_type_with(both.0, both.1, r#"{"type": "Entity", "name": "T"}"#, &cedar("T"));
    // An entity type takes no name away from the types that JSON has words for.
    let long = |ty: &str| format!("entity Long; entity E {{ a: {ty} }}; action go;");
    check_type_with("", r#""Long": {}"#, r#"{"type": "Long"}"#, &long("__cedar::Long"));
    check_type_with("", r#""Long": {}"#, r#"{"type": "EntityOrCommon", "name": "Long"}"#, &long("Long"));
    check_type_with("", r#""Long": {}"#, r#"{"type": "Entity", "name": "Long"}"#, &long("Long"));
    let ip = |ty: &str| format!("entity ipaddr; entity E {{ a: {ty} }}; action go;");
    check_type_with("", r#""ipaddr": {}"#, r#"{"type": "Extension", "name": "ipaddr"}"#, &ip("__cedar::ipaddr"));
    check_type_with("", r#""ipaddr": {}"#, r#"{"type": "__cedar::ipaddr"}"#, &ip("__cedar::ipaddr"));
    // An entity type of the same name is no cycle.
    check_type_with(r#""T": {"type": "Entity", "name": "T"}"#, r#""T": {}"#, r#"{"type": "T"}"#, &cedar("T"));
    check_type_with(
        r#""A": {"type": "B"}, "B": {"type": "Set", "element": {"type": "C"}}, "C": {"type": "Long", "annotations": {}}"#,
        "",
        r#"{"type": "A"}"#,
        "entity E { a: Set<Long> }; action go;",
    );
}

#[test]
fn namespaces() {
    check("{}", "");
    check(r#"{"": {"entityTypes": {}, "actions": {}}}"#, "");
    check(r#"{"": {"actions": {}, "entityTypes": {}, "commonTypes": {}, "annotations": {}}}"#, "");
    check(
        r#"{"A::B": {"entityTypes": {"E": {}}, "actions": {}, "annotations": {"a": "b"}}}"#,
        "namespace A::B { entity E; }",
    );
    let [one, two] = [
        namespace(
            "N",
            "",
            r#""A": {"memberOfTypes": ["B", "M::A", "C"]}, "B": {}"#,
            r#""a": {"memberOf": [{"id": "b"}]}"#,
        ),
        namespace(
            "M",
            "",
            r#""A": {}"#,
            r#""a": {"memberOf": [{"id": "a", "type": "N::Action"}, {"id": "b", "type": null}]}"#,
        ),
    ];
    let unqualified = namespace("", "", r#""C": {}"#, r#""b": {"memberOf": [{"type": "Action", "id": "c"}]}, "c": {}"#);
    check(
        &format!("{{{one}, {unqualified}, {two}}}"),
        "entity C; action b in c; action c; namespace N { entity A in [B, M::A, C]; entity B; action a in b; }
         namespace M { entity A; action a in [N::Action::\"a\", b]; }",
    );
    // A name in a namespace means what is declared there first, then what is declared outside any.
    let inner = namespace(
        "N",
        r#""T": {"type": "U"}"#,
        r#""E": {"tags": {"type": "T"}}, "F": {"tags": {"type": "EntityOrCommon", "name": "Long"}}, "Long": {}"#,
        "",
    );
    let outer = namespace("", r#""U": {"type": "Boolean"}"#, "", "");
    check(
        &format!("{{{inner}, {outer}}}"),
        "namespace N { entity E tags T; entity F tags Long; entity Long; type T = U; } type U = Bool;",
    );
}

#[test]
fn entity_types() {
    let all = namespace(
        "",
        r#""S": {"type": "Record", "attributes": {"s": {"type": "Long"}}}"#,
        r#""A": {}, "B": {"memberOfTypes": []}, "C": {"memberOfTypes": ["A", "B", "A"], "annotations": {"a": "b"}},
           "D": {"shape": {"type": "S"}, "tags": {"type": "S"}}, "F": {"enum": ["x", "", "x"]},
           "G": {"shape": {"type": "EntityOrCommon", "name": "S"}, "memberOfTypes": ["F"]},
           "H": {"enum": ["h"], "annotations": {}}, "in_": {}, "type": {}, "Set": {}, "Record": {}, "principal": {}"#,
        "",
    );
    check(
        &format!("{{{all}}}"),
        "type S = { s: Long }; entity A, B; entity C in [A, B]; entity D S tags S; entity F enum [\"\", \"x\"];
         entity G in F S; entity H enum [\"h\"]; entity in_, type, Set, Record, principal;"
            .replace(" S tags", " { s: Long } tags")
            .replace("F S;", "F { s: Long };")
            .as_str(),
    );
}

#[test]
fn actions() {
    let all = namespace(
        "",
        r#""C": {"type": "Record", "attributes": {"c": {"type": "Long"}}}"#,
        r#""A": {}, "B": {}"#,
        r#""a": {}, "b": {"appliesTo": null, "memberOf": null, "attributes": null},
           "c": {"appliesTo": {"principalTypes": ["A", "B"], "resourceTypes": ["B"]}},
           "d": {"appliesTo": {"principalTypes": ["A"], "resourceTypes": ["B"], "context": {"type": "C"}}},
           "e": {"appliesTo": {"principalTypes": ["A"], "resourceTypes": ["B"], "context":
                 {"type": "Record", "attributes": {"c": {"type": "Long"}}}}, "memberOf": [{"id": "a"}, {"id": "b"}]},
           "f": {"appliesTo": {"principalTypes": [], "resourceTypes": []}, "annotations": {"a": null}},
           "": {"memberOf": []}, "if": {}, "a b": {}"#,
    );
    check(
        &format!("{{{all}}}"),
        "type C = { c: Long }; entity A, B; action a, b, f, \"\", \"if\", \"a b\";
         action c appliesTo { principal: [A, B], resource: B };
         action d appliesTo { principal: A, resource: B, context: C };
         action e in [a, b] appliesTo { principal: A, resource: B, context: { c: Long } };",
    );
    // Cedar syntax cannot leave one list empty.
    let half = r#""a": {"appliesTo": {"principalTypes": [], "resourceTypes": ["A"], "context": {"type": "Record",
        "attributes": {"x": {"type": "Long"}}}}}"#;
    let schema = accept_json(&format!("{{{}}}", namespace("", "", r#""A": {}"#, half)));
    let (_, entry) = schema.actions().next().expect("an action");
    assert_eq!((entry.principals().len(), entry.resources().len()), (0, 1));
    assert!(entry.context().get("x").is_some());
}
