//! Tables of entities, requests and values: each kind of violation, at each sort of place.

use super::*;
use crate::entities::Entities;
use crate::name::Name;
use crate::request::Request;
use crate::restricted;
use crate::value::Value;

const SCHEMA: &str = r#"
    entity G in G;
    entity U in G = {
        n: Long, s?: Set<{m: Long, u?: U}>, r?: {q: {d: decimal}, e?: E}, e?: E, a?: Action, v?: N::Action, t?: Set<Set<String>>
    } tags Set<E>;
    entity E enum ["x", "y"];
    entity T tags {d?: duration};
    action top; action all in [top];
    action view in [all] appliesTo { principal: [U, E], resource: G, context: {ip?: ipaddr, deep: {es: Set<E>}} };
    namespace N { entity W; action go in [Action::"top"] appliesTo { principal: W, resource: W }; }
"#;

fn schema() -> Schema {
    crate::schema::resolve(&crate::parse::schema(SCHEMA).unwrap()).unwrap()
}

/// `T::x` for short.
fn uid(text: &str) -> EntityUid {
    let (ty, id) = text.rsplit_once("::").unwrap();
    EntityUid::new(crate::parse::name(ty).unwrap(), id)
}

fn uid_json(text: &str) -> String {
    let uid = uid(text);
    format!("{{\"type\": \"{}\", \"id\": {:?}}}", uid.ty, uid.eid)
}

/// An item of a list of entities: its id, then further fields.
fn item(of: &str, attrs: &str, parents: &[&str], tags: &str) -> String {
    let parents: Vec<String> = parents.iter().map(|parent| uid_json(parent)).collect();
    format!(
        "{{\"uid\": {}, \"attrs\": {{{attrs}}}, \"parents\": [{}], \"tags\": {{{tags}}}}}",
        uid_json(of),
        parents.join(",")
    )
}

#[test]
fn entities_conform() {
    let one_of_each = [
        item("G::g", "", &["G::h"], ""),
        item("G::h", "", &["G::absent"], ""),
        item("U::u", r#""n": 1"#, &["G::g"], r#""k": [{"type": "E", "id": "x"}]"#),
        item(
            "U::full",
            r#""n": 1, "s": [{"m": 1}, {"m": 2, "u": {"type": "U", "id": "absent"}}], "t": [[], [""]]"#,
            &[],
            "",
        ),
        item("U::more", r#""n": -1, "r": {"q": {"d": "1.0"}}, "a": {"type": "Action", "id": "all"}, "s": []"#, &[], ""),
        item(
            "U::call",
            r#""n": {"__extn": {"fn": "toDays", "arg": {"__extn": {"fn": "duration", "arg": "1d"}}}}"#,
            &[],
            "",
        ),
        item("E::x", "", &[], ""),
        item("T::t", "", &[], r#""": {}, "d": {"d": "1d"}"#),
        item("N::W::u", "", &[], ""),
        item("Action::view", "", &["Action::all", "Action::top"], ""),
        item("Action::all", "", &["Action::top"], ""),
        item("N::Action::go", "", &["Action::top"], ""),
    ];
    let text = format!("[{}]", one_of_each.join(","));
    assert_eq!(document(&text, &schema()), Ok(BTreeMap::new()));
    assert!(json::entities(&text, Some(&schema())).is_ok());
}

#[test]
fn entities_do_not_conform() {
    let u = |attrs: &str| item("U::u", attrs, &[], "");
    let with_one = |attr: &str| u(&format!("\"n\": 1, {attr}"));
    let tagged = |tags: &str| item("U::u", r#""n": 1"#, &[], tags);
    let table = [
        (item("Z::z", "", &[], ""), "undeclared-type", ""),
        (item("N::G::z", r#""n": 1"#, &["Q::q"], r#""k": 1"#), "undeclared-type", ""),
        (item("E::z", "", &[], ""), "unlisted-id", ""),
        (with_one(r#""e": {"type": "E", "id": "z"}"#), "unlisted-id", r#"["e"]"#),
        (with_one(r#""r": {"q": {"d": "1.0"}, "e": {"type": "E", "id": "z"}}"#), "unlisted-id", r#"["r"]["e"]"#),
        (tagged(r#""k": [{"type": "E", "id": "x"}, {"type": "E", "id": "z"}]"#), "unlisted-id", r#"tags["k"]"#),
        (item("U::u", r#""n": 1"#, &["E::z"], ""), "unlisted-id", r#"E::"z""#),
        (item("Action::z", "", &[], ""), "undeclared-action", ""),
        (item("N::Action::view", "", &["Action::top"], ""), "undeclared-action", ""),
        (with_one(r#""a": {"type": "Action", "id": "z"}"#), "undeclared-action", r#"["a"]"#),
        (with_one(r#""v": {"type": "N::Action", "id": "view"}"#), "undeclared-action", r#"["v"]"#),
        (item("U::u", r#""n": 1"#, &["Action::z"], ""), "undeclared-action", r#"Action::"z""#),
        (item("Action::top", r#""n": 1"#, &[], ""), "action-mismatch", ""),
        (item("Action::top", "", &[], r#""k": 1"#), "action-mismatch", ""),
        (item("Action::top", "", &["Action::all"], ""), "action-mismatch", ""),
        (item("Action::all", "", &[], ""), "action-mismatch", ""),
        (item("Action::view", "", &["Action::all"], ""), "action-mismatch", ""),
        (u(""), "missing-attribute", r#"["n"]"#),
        (with_one(r#""r": {"q": {}}"#), "missing-attribute", r#"["r"]["q"]["d"]"#),
        (with_one(r#""s": [{"m": 1}, {}]"#), "missing-attribute", r#"["s"]["m"]"#),
        (with_one(r#""q\"": 1"#), "unexpected-attribute", r#"["q\""]"#),
        (with_one(r#""r": {"q": {"d": "1.0", "z": 1}}"#), "unexpected-attribute", r#"["r"]["q"]["z"]"#),
        (
            with_one(r#""r": {"__entity": {"type": "E", "id": "x"}, "q": {"d": "1.0"}}"#),
            "unexpected-attribute",
            r#"["r"]["__entity"]"#,
        ),
        (item("G::g", r#""n": 1"#, &[], ""), "unexpected-attribute", r#"["n"]"#),
        (item("E::x", r#""n": 1"#, &[], ""), "unexpected-attribute", r#"["n"]"#),
        (item("G::g", "", &[], r#""k": 1"#), "unexpected-tags", r#"tags["k"]"#),
        (item("E::x", "", &[], r#""k": 1"#), "unexpected-tags", r#"tags["k"]"#),
        (item("T::t", "", &[], r#""k": {"z": 1}"#), "unexpected-attribute", r#"tags["k"]["z"]"#),
        (item("T::t", "", &[], r#""k": {"d": 1}"#), "type-mismatch", r#"tags["k"]["d"]"#),
        (tagged(r#""k": {"type": "E", "id": "x"}"#), "type-mismatch", r#"tags["k"]"#),
        (u(r#""n": "1""#), "type-mismatch", r#"["n"]"#),
        (u(r#""n": true"#), "type-mismatch", r#"["n"]"#),
        (
            u(r#""n": {"__extn": {"fn": "isIpv4", "arg": {"__extn": {"fn": "ip", "arg": "::1"}}}}"#),
            "type-mismatch",
            r#"["n"]"#,
        ),
        (with_one(r#""e": "x""#), "type-mismatch", r#"["e"]"#),
        (with_one(r#""e": {"type": "U", "id": "x"}"#), "type-mismatch", r#"["e"]"#),
        (with_one(r#""e": {"type": "a b", "id": "x"}"#), "type-mismatch", r#"["e"]"#),
        (with_one(r#""a": {"type": "N::Action", "id": "go"}"#), "type-mismatch", r#"["a"]"#),
        (with_one(r#""s": {"m": 1}"#), "type-mismatch", r#"["s"]"#),
        (with_one(r#""s": [1]"#), "type-mismatch", r#"["s"]"#),
        (with_one(r#""s": [{"m": "1"}]"#), "type-mismatch", r#"["s"]["m"]"#),
        (with_one(r#""t": [["a"], [1]]"#), "type-mismatch", r#"["t"]"#),
        (with_one(r#""r": []"#), "type-mismatch", r#"["r"]"#),
        // Neither a decimal in any form, nor anything that cannot be read.
        (with_one(r#""r": {"q": {"d": "x"}}"#), "type-mismatch", r#"["r"]["q"]["d"]"#),
        (with_one(r#""r": {"q": {"d": 5}}"#), "type-mismatch", r#"["r"]["q"]["d"]"#),
        (with_one(r#""r": {"q": {"d": {"fn": "nope", "arg": ""}}}"#), "type-mismatch", r#"["r"]["q"]["d"]"#),
        (
            with_one(r#""r": {"q": {"d": {"__extn": {"fn": "duration", "arg": "1d"}}}}"#),
            "type-mismatch",
            r#"["r"]["q"]["d"]"#,
        ),
        (item("U::u", r#""n": 1"#, &["G::g", "U::v"], ""), "parent-type", r#"U::"v""#),
        (item("U::u", r#""n": 1"#, &["Z::z"], ""), "parent-type", r#"Z::"z""#),
        (item("U::u", r#""n": 1"#, &["Action::top"], ""), "parent-type", r#"Action::"top""#),
        (item("E::x", "", &["G::g"], ""), "parent-type", r#"G::"g""#),
        (item("N::W::u", "", &["G::g"], ""), "parent-type", r#"G::"g""#),
    ];
    for (item, kind, path) in &table {
        let text = format!("[{item}, {}]", self::item("G::fine", "", &[], ""));
        let errors = document(&text, &schema()).unwrap();
        let told: Vec<_> = errors.iter().map(|(uid, error)| (error.kind(), error.place(), uid)).collect();
        let [(found, place, of)] = told.as_slice() else { panic!("{text}: {errors:?}") };
        assert_eq!((*found, place.path.as_str()), (*kind, *path), "{item}");
        assert_eq!(place.of, Subject::Entity((*of).clone()), "{item}");
        assert!(json::entities(&text, Some(&schema())).is_err(), "{item}");
    }
}

#[test]
fn every_entity_that_does_not_conform_is_told() {
    let items = [
        item("U::a", "", &[], ""),
        item("U::b", r#""n": 1"#, &[], ""),
        item("Z::c", "", &[], ""),
        item("Action::view", "", &["Action::all"], ""),
        item("Action::all", "", &["Action::top"], ""),
        item("G::d", r#""n": 1"#, &["U::b"], r#""k": 1"#),
    ];
    let errors = document(&format!("[{}]", items.join(",")), &schema()).unwrap();
    let told: Vec<String> = errors.values().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    G::"d"["n"]: the schema does not declare this attribute
    U::"a"["n"]: a required attribute is missing
    Z::"c": the schema does not declare the type Z
    "#);
}

#[test]
fn documents_that_cannot_be_read() {
    let rejected = [
        "{}".to_owned(),
        "[".to_owned(),
        r#"[{"uid": "x"}]"#.to_owned(),
        format!("[{}]", item("U::u", r#""n": null"#, &[], "")),
        format!("[{}]", item("U::u", r#""n": 1, "n": 1"#, &[], "")),
        // Readable as a record with the schema, but as nothing without it.
        format!("[{}]", item("U::u", r#""n": 1, "r": {"__extn": {"fn": "nope", "arg": 1}}"#, &[], "")),
        format!("[{}]", item("Action::top", "", &["G::g"], "")),
    ];
    for text in rejected {
        assert!(document(&text, &schema()).is_err(), "{text}");
    }
}

#[test]
fn requests() {
    let good = r#"{"deep": {"es": []}}"#;
    let table = [
        ("U::a", "Action::view", "G::g", good, None),
        ("E::x", "Action::view", "G::g", r#"{"ip": "::1", "deep": {"es": [{"type": "E", "id": "y"}]}}"#, None),
        ("N::W::a", "N::Action::go", "N::W::a", "{}", None),
        ("U::a", "Action::z", "G::g", good, Some(("undeclared-action", "action"))),
        ("U::a", "N::Action::view", "G::g", good, Some(("undeclared-action", "action"))),
        ("U::a", "G::g", "G::g", good, Some(("undeclared-action", "action"))),
        ("Z::z", "Action::view", "G::g", good, Some(("undeclared-type", "principal"))),
        ("U::a", "Action::view", "N::G::g", good, Some(("undeclared-type", "resource"))),
        ("Action::view", "Action::view", "G::g", good, Some(("undeclared-type", "principal"))),
        ("E::z", "Action::view", "G::g", good, Some(("unlisted-id", "principal"))),
        ("U::a", "Action::view", "E::z", good, Some(("unlisted-id", "resource"))),
        ("G::g", "Action::view", "G::g", good, Some(("principal-type", "principal"))),
        ("U::a", "Action::top", "G::g", "{}", Some(("principal-type", "principal"))),
        ("U::a", "Action::view", "U::a", good, Some(("resource-type", "resource"))),
        ("N::W::a", "N::Action::go", "U::a", "{}", Some(("resource-type", "resource"))),
        ("U::a", "Action::view", "G::g", "{}", Some(("missing-attribute", r#"context["deep"]"#))),
        ("U::a", "Action::view", "G::g", r#"{"deep": {}}"#, Some(("missing-attribute", r#"context["deep"]["es"]"#))),
        ("N::W::a", "N::Action::go", "N::W::a", r#"{"z": 1}"#, Some(("unexpected-attribute", r#"context["z"]"#))),
        (
            "U::a",
            "Action::view",
            "G::g",
            r#"{"deep": {"es": [], "z": 1}}"#,
            Some(("unexpected-attribute", r#"context["deep"]["z"]"#)),
        ),
        ("U::a", "Action::view", "G::g", r#"{"deep": []}"#, Some(("type-mismatch", r#"context["deep"]"#))),
        (
            "U::a",
            "Action::view",
            "G::g",
            r#"{"deep": {"es": [1]}}"#,
            Some(("type-mismatch", r#"context["deep"]["es"]"#)),
        ),
        (
            "U::a",
            "Action::view",
            "G::g",
            r#"{"ip": "x", "deep": {"es": []}}"#,
            Some(("type-mismatch", r#"context["ip"]"#)),
        ),
        (
            "U::a",
            "Action::view",
            "G::g",
            r#"{"deep": {"es": [{"type": "E", "id": "z"}]}}"#,
            Some(("unlisted-id", r#"context["deep"]["es"]"#)),
        ),
    ];
    for (principal, action, resource, context, expected) in table {
        let error = request_document(&uid(principal), &uid(action), &uid(resource), context, &schema()).unwrap();
        let found = error.as_ref().map(|error| (error.kind(), error.place().to_string()));
        let found = found.as_ref().map(|(kind, place)| (*kind, place.as_str()));
        assert_eq!(found, expected, "{principal} {action} {resource} {context}: {error:?}");
    }
    let context = |text: &str| request_document(&uid("U::a"), &uid("Action::view"), &uid("G::g"), text, &schema());
    for text in ["", "[]", r#"{"deep": null}"#, r#"{"__extn": {"fn": "ip", "arg": "::1"}}"#] {
        assert!(context(text).is_err(), "{text}");
    }
}

fn expr(text: &str) -> Expr {
    crate::parse::expression(text).unwrap()
}

#[test]
fn instances() {
    let schema = schema();
    let ty = |attr: &str| match &schema.entity_types[&Name::unqualified("U")] {
        EntityTypeEntry::Standard { attrs, .. } => attrs[attr].ty.clone(),
        EntityTypeEntry::Enum(_) => panic!("U is no enumeration"),
    };
    let table = [
        ("n", vec!["1", "-9223372036854775808"], vec!["true", "\"\"", "U::\"u\"", "[]", "{}", "ip(\"::1\")"]),
        ("e", vec!["E::\"x\""], vec!["E::\"z\"", "U::\"x\"", "\"x\"", "{}"]),
        ("a", vec!["Action::\"top\""], vec!["Action::\"z\"", "N::Action::\"go\""]),
        ("v", vec!["N::Action::\"go\""], vec!["Action::\"top\"", "N::Action::\"top\""]),
        ("t", vec!["[]", "[[]]", "[[], [\"a\", \"b\"]]"], vec!["[[1]]", "[\"a\"]", "[[\"a\"], [\"a\", 1]]", "{}"]),
        ("s", vec!["[{m: 1}, {m: 2, u: U::\"absent\"}]"], vec!["[{}]", "[{m: 1, z: 1}]", "[{m: 1, u: E::\"x\"}]"]),
        (
            "r",
            vec!["{q: {d: decimal(\"1.0\")}}", "{\"q\": {d: decimal(\"1.0\")}, e: E::\"y\"}"],
            vec![
                "{q: {d: \"1.0\"}}",
                "{q: {d: duration(\"1d\")}}",
                "{q: {}}",
                "{}",
                "{q: {d: decimal(\"1.0\")}, z: 1}",
            ],
        ),
    ];
    for (attr, instances, others) in table {
        for (texts, expected) in [(instances, true), (others, false)] {
            for text in texts {
                let value = restricted::value(&expr(text)).unwrap();
                assert_eq!(instance_of(&value, &ty(attr), &schema), expected, "{text} as {attr}");
            }
        }
    }
    let singleton = |b: bool, ty: BoolType| instance_of(&Value::Prim(Prim::Bool(b)), &CedarType::Bool(ty), &schema);
    assert!(singleton(true, BoolType::True) && singleton(false, BoolType::False) && singleton(false, BoolType::Any));
    assert!(!singleton(true, BoolType::False) && !singleton(false, BoolType::True));
}

#[test]
fn stores_and_requests_are_instances() {
    let schema = schema();
    let check = |text: &str, expected: bool| {
        let all = schema.with_actions(json::listed(&format!("[{text}]"), Some(&schema)).unwrap());
        let store = Entities::from_listed(&all).unwrap();
        let found = store.0.iter().all(|(uid, data)| entity_is_instance(uid, data, &schema));
        assert_eq!(found, expected, "{text}");
    };
    check(&item("U::u", r#""n": 1"#, &["G::g"], r#""k": [{"type": "E", "id": "x"}]"#), true);
    check(&item("E::x", "", &[], ""), true);
    check(&item("E::z", "", &[], ""), false);
    check(&item("Z::z", "", &[], ""), false);
    check(&item("E::x", "", &[], r#""k": 1"#), false);
    check(&item("U::u", "", &[], ""), false);
    check(&item("U::u", r#""n": 1"#, &[], r#""k": [1]"#), false);
    check(&item("U::u", r#""n": 1"#, &["E::x"], ""), false);
    check(&item("G::g", "", &[], r#""k": []"#), false);
    // What its parent may not be in, it may not be in either.
    check(&[item("U::u", r#""n": 1"#, &["G::g"], ""), item("G::g", "", &["U::v"], "")].join(","), false);

    let is_allowed = |principal: &str, action: &str, resource: &str, context: &str| {
        let Expr::Record(fields) = expr(context) else { panic!("{context} is no record") };
        let context = fields.into_iter().collect();
        let syntax = RequestSyntax { principal: uid(principal), action: uid(action), resource: uid(resource), context };
        let value = Request::from_syntax(&syntax).unwrap();
        let is_instance = request_is_instance(&value, &schema);
        assert_eq!(is_instance, request(&syntax, &schema).is_ok(), "{syntax:?}");
        is_instance
    };
    assert!(is_allowed("U::a", "Action::view", "G::g", "{deep: {es: [E::\"x\"]}}"));
    assert!(is_allowed("E::x", "Action::view", "G::g", "{deep: {es: []}, ip: ip(\"::1\")}"));
    assert!(!is_allowed("E::z", "Action::view", "G::g", "{deep: {es: []}}"));
    assert!(!is_allowed("G::g", "Action::view", "G::g", "{deep: {es: []}}"));
    assert!(!is_allowed("U::a", "Action::view", "U::a", "{deep: {es: []}}"));
    assert!(!is_allowed("U::a", "Action::z", "G::g", "{deep: {es: []}}"));
    assert!(!is_allowed("U::a", "Action::view", "G::g", "{deep: {es: [E::\"z\"]}}"));
    assert!(!is_allowed("U::a", "Action::view", "G::g", "{}"));
}
