//! Tables of entities, contexts and values in JSON, without and with a schema.

use super::*;
use crate::expr::ExtFun;
use crate::name::Name;
use crate::types::{BoolType, ExtType};
use JsonErrorKind::{Document, Malformed, NotConforming, TooDeep};

fn user(id: &str) -> EntityUid {
    EntityUid::new(Name::unqualified("U"), id)
}

fn call(function: ExtFun, arguments: &[&str]) -> Expr {
    Expr::Call(function, arguments.iter().map(|text| Expr::string(*text)).collect())
}

fn record(fields: &[(&str, Expr)]) -> Expr {
    Expr::Record(fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

#[test]
fn untyped_values() {
    let escape = |inner: Expr| record(&[("__entity", inner)]);
    let table = [
        ("true", Expr::bool(true)),
        (" -9223372036854775808 ", Expr::long(i64::MIN)),
        ("9223372036854775807", Expr::long(i64::MAX)),
        (r#""a\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t""#, Expr::string("aé😀\"\\/\u{8}\u{c}\n\r\t")),
        ("[1, [], 1]", Expr::Set(vec![Expr::long(1), Expr::Set(vec![]), Expr::long(1)])),
        (r#"{"b": 1, "a": {}}"#, record(&[("b", Expr::long(1)), ("a", record(&[]))])),
        (r#"{"__entity": {"type": "U", "id": "a"}}"#, Expr::entity(user("a"))),
        (r#"{"__entity": {"id": "", "type": "U", "more": null}}"#, Expr::entity(user(""))),
        (r#"{"__extn": {"fn": "ip", "arg": "x"}}"#, call(ExtFun::Ip, &["x"])),
        (r#"{"__extn": {"fn": "ip", "args": ["x"]}}"#, call(ExtFun::Ip, &["x"])),
        (r#"{"__extn": {"fn": "offset", "args": ["x", "y"]}}"#, call(ExtFun::Offset, &["x", "y"])),
        (r#"{"__extn": {"fn": "isIpv4", "arg": "x", "args": 1}}"#, call(ExtFun::IsIpv4, &["x"])),
        // Not quite escapes, and so records.
        (r#"{"type": "U", "id": "a"}"#, record(&[("type", Expr::string("U")), ("id", Expr::string("a"))])),
        (r#"{"__entity": 1}"#, escape(Expr::long(1))),
        (r#"{"__entity": {"type": "U"}}"#, escape(record(&[("type", Expr::string("U"))]))),
        (r#"{"__entity": {"type": "U", "id": 1}}"#, {
            escape(record(&[("type", Expr::string("U")), ("id", Expr::long(1))]))
        }),
        (r#"{"__expr": 1}"#, record(&[("__expr", Expr::long(1))])),
        (r#"{"__extn": {"fn": "ip"}}"#, record(&[("__extn", record(&[("fn", Expr::string("ip"))]))])),
        (r#"{"__expr": "1", "a": 1}"#, record(&[("__expr", Expr::string("1")), ("a", Expr::long(1))])),
    ];
    for (text, expected) in table {
        assert_eq!(restricted_expression(text, None), Ok(expected), "{text}");
    }
}

#[test]
fn rejected_documents_and_values() {
    let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
    assert!(restricted_expression(&deep(MAX_DEPTH), None).is_ok());
    let too_deep = deep(MAX_DEPTH + 1);
    let bottomless = "[".repeat(1_000_000);
    let table: &[(JsonErrorKind, &[&str])] = &[
        (
            Document,
            &[
                "",
                " ",
                "[",
                "{",
                "[1,]",
                "[,]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\": 1,}",
                "{a: 1}",
                "{1: 1}",
                "tru",
                "nul",
                "1 2",
                "01",
                "-01",
                "+1",
                "1.",
                ".5",
                "-",
                "1e",
                "1e+",
                "0x1",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\q\"",
                "\"\n\"",
                "\"\u{1f}\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\ud800\"",
                "\"\\ud800x\"",
                "\"\\ud800\\u0041\"",
                "\"\\udc00\"",
                "'a'",
                "//\n1",
                "{\"a\": 1, \"a\": 1}",
                "{\"a\": 1, \"\\u0061\": 1}",
                "\u{a0}1",
                "\u{feff}1",
                "NaN",
                "[\"é",
                "\"\\é\"",
                "\"\\uéé\"",
            ],
        ),
        (TooDeep, &[&too_deep, &bottomless]),
        (
            Malformed,
            &[
                "null",
                "1.0",
                "1e0",
                "-0",
                "9223372036854775808",
                "-9223372036854775809",
                "1E400",
                "[null]",
                "{\"a\": null}",
                r#"{"__expr": "1 + 1"}"#,
                r#"{"__entity": {"type": "a b", "id": ""}}"#,
                r#"{"__entity": {"type": "", "id": ""}}"#,
                r#"{"__entity": {"type": "if", "id": ""}}"#,
                r#"{"__entity": {"type": " U", "id": ""}}"#,
                r#"{"__entity": {"type": "__cedar::U", "id": ""}}"#,
                r#"{"__entity": {"type": "A::", "id": ""}}"#,
                r#"{"__extn": {"fn": "nope", "arg": ""}}"#,
                r#"{"__extn": {"fn": "ip", "arg": null}}"#,
                r#"{"__extn": {"fn": "contains", "args": [[], 1]}}"#,
            ],
        ),
    ];
    for (kind, texts) in table {
        for text in *texts {
            let result = restricted_expression(text, None);
            assert_eq!(result.as_ref().map_err(|e| e.kind), Err(*kind), "{text:.60}: {result:?}");
        }
    }
}

#[test]
fn typed_values() {
    let entity = CedarType::Entity(Name::unqualified("U"));
    let decimal = CedarType::Ext(ExtType::Decimal);
    let datetime = CedarType::Ext(ExtType::Datetime);
    let set = |element: &CedarType| CedarType::Set(Box::new(element.clone()));
    let optional = |ty: &CedarType, required| crate::types::Field { ty: ty.clone(), required };
    let fields = CedarType::Record(
        [("d".to_owned(), optional(&decimal, true)), ("u".to_owned(), optional(&entity, false))].into(),
    );
    let one = || call(ExtFun::Decimal, &["1.0"]);
    let offset =
        Expr::Call(ExtFun::Offset, vec![call(ExtFun::Datetime, &["2020-01-01"]), call(ExtFun::Duration, &["1d"])]);
    let accepted = [
        (r#"{"type": "U", "id": "a"}"#, &entity, Expr::entity(user("a"))),
        (r#"{"__entity": {"type": "U", "id": "a"}}"#, &entity, Expr::entity(user("a"))),
        (r#"{"__entity": {"type": "U", "id": "a"}, "more": 1}"#, &entity, Expr::entity(user("a"))),
        (r#"{"__entity": 1, "type": "U", "id": "a"}"#, &entity, Expr::entity(user("a"))),
        (r#""1.0""#, &decimal, one()),
        (r#"{"fn": "decimal", "arg": "1.0"}"#, &decimal, one()),
        (r#"{"__extn": {"fn": "decimal", "arg": "1.0"}}"#, &decimal, one()),
        (r#"{"fn": "offset", "args": ["2020-01-01", "1d"]}"#, &datetime, offset),
        (r#"{"__extn": {"fn": "ip", "arg": "x"}}"#, &decimal, call(ExtFun::Ip, &["x"])),
        // Of none of these is a decimal or an entity to be had.
        ("5", &decimal, Expr::long(5)),
        (r#""1""#, &decimal, Expr::string("1")),
        (r#"{"fn": "decimal", "args": []}"#, &decimal, {
            record(&[("fn", Expr::string("decimal")), ("args", Expr::Set(vec![]))])
        }),
        (r#"{"fn": "nope", "arg": ""}"#, &decimal, {
            record(&[("fn", Expr::string("nope")), ("arg", Expr::string(""))])
        }),
        (r#""U::\"a\"""#, &entity, Expr::string("U::\"a\"")),
        (r#"{"type": "U"}"#, &entity, record(&[("type", Expr::string("U"))])),
        ("1", &set(&decimal), Expr::long(1)),
        ("{}", &fields, record(&[])),
        (r#"{"d": "1.0", "x": {"type": "U", "id": "a"}}"#, &fields, {
            let x = record(&[("type", Expr::string("U")), ("id", Expr::string("a"))]);
            record(&[("d", one()), ("x", x)])
        }),
        (r#"["1.0"]"#, &set(&decimal), Expr::Set(vec![one()])),
        (r#"{"d": "1.0"}"#, &fields, record(&[("d", one())])),
        (
            r#"{"u": {"id": "a", "type": "U"}, "d": "1.0"}"#,
            &fields,
            record(&[("u", Expr::entity(user("a"))), ("d", one())]),
        ),
        (r#"{"type": "U", "id": "a"}"#, &CedarType::Long, {
            record(&[("type", Expr::string("U")), ("id", Expr::string("a"))])
        }),
        (r#""x""#, &CedarType::Bool(BoolType::Any), Expr::string("x")),
    ];
    for (text, ty, expected) in accepted {
        assert_eq!(restricted_expression(text, Some(ty)), Ok(expected), "{text} as {ty:?}");
    }
    let rejected = [
        (r#"{"__expr": "1"}"#, &entity),
        (r#"{"__entity": {"type": "a b", "id": "a"}}"#, &entity),
        ("null", &decimal),
        ("1.0", &decimal),
        (r#"{"__extn": {"fn": "nope", "arg": ""}}"#, &decimal),
        ("null", &set(&decimal)),
        (r#"{"d": "1.0", "x": null}"#, &fields),
    ];
    for (text, ty) in rejected {
        assert_eq!(restricted_expression(text, Some(ty)).map_err(|e| e.kind), Err(Malformed), "{text} as {ty:?}");
    }
}

fn schema(text: &str) -> Schema {
    crate::schema::resolve(&crate::parse::schema(text).unwrap()).unwrap()
}

#[test]
fn entity_lists_without_a_schema() {
    let text = r#"[
        {"uid": {"type": "U", "id": "a"}, "attrs": {"x": 1}, "parents": [{"__entity": {"type": "U", "id": "b"}}]},
        {"uid": {"__entity": {"type": "U", "id": "b"}}, "attrs": {}, "parents": [], "tags": {"t": "v"}, "more": null}]"#;
    let listed = entities(text, None).unwrap();
    assert_eq!(listed[0].attrs, [("x".to_owned(), Expr::long(1))].into());
    assert_eq!(listed[0].parents, [user("b")]);
    assert_eq!(listed[1].tags, [("t".to_owned(), Expr::string("v"))].into());
    assert_eq!(entities("[]", None), Ok(vec![]));
    let uid = r#""uid": {"type": "U", "id": "a"}"#;
    let action = r#""uid": {"type": "N::Action", "id": "a"}"#;
    let rejected = [
        ("{}".to_owned(), Malformed),
        ("[1]".to_owned(), Malformed),
        (r#"[{"attrs": {}, "parents": []}]"#.to_owned(), Malformed),
        (format!("[{{{uid}, \"parents\": []}}]"), Malformed),
        (format!("[{{{uid}, \"attrs\": {{}}}}]"), Malformed),
        (format!("[{{{uid}, \"attrs\": [], \"parents\": []}}]"), Malformed),
        (format!("[{{{uid}, \"attrs\": null, \"parents\": []}}]"), Malformed),
        (format!("[{{{uid}, \"attrs\": {{}}, \"parents\": {{}}}}]"), Malformed),
        (format!("[{{{uid}, \"attrs\": {{}}, \"parents\": [], \"tags\": null}}]"), Malformed),
        (format!("[{{{uid}, {uid}, \"attrs\": {{}}, \"parents\": []}}]"), Document),
        (format!("[{{{uid}, \"attrs\": {{\"x\": 1, \"x\": 1}}, \"parents\": []}}]"), Document),
        (r#"[{"uid": "U::\"a\"", "attrs": {}, "parents": []}]"#.to_owned(), Malformed),
        (format!("[{{{action}, \"attrs\": {{}}, \"parents\": [{{\"type\": \"U\", \"id\": \"a\"}}]}}]"), Malformed),
    ];
    for (text, kind) in rejected {
        assert_eq!(entities(&text, None).map_err(|e| e.kind), Err(kind), "{text}");
    }
}

#[test]
fn entity_lists_with_a_schema() {
    let schema = schema(
        r#"entity U in G { d?: decimal, r?: {u: U}, b?: Set<Long>, e?: E, a?: Action } tags ipaddr; entity G in G;
        entity E enum ["x"]; entity R { n: Long }; action a in b; action b in c; action c;"#,
    );
    let entity =
        |uid: &str, id: &str, rest: &str| format!("[{{\"uid\": {{\"type\": {uid:?}, \"id\": {id:?}}}, {rest}}}]");
    let with_attrs = |attrs: &str| entity("U", "a", &format!("\"attrs\": {{{attrs}}}, \"parents\": []"));
    let accepted = [
        with_attrs(""),
        with_attrs(r#""d": "1.0""#),
        with_attrs(r#""r": {"u": {"type": "U", "id": "absent"}}"#),
        with_attrs(r#""b": []"#),
        with_attrs(r#""b": [1, 2]"#),
        with_attrs(r#""e": {"type": "E", "id": "x"}"#),
        with_attrs(r#""a": {"type": "Action", "id": "a"}"#),
        entity("U", "a", r#""attrs": {}, "parents": [{"type": "G", "id": "g"}], "tags": {"x": "::1"}"#),
        entity("E", "x", r#""attrs": {}, "parents": []"#),
        entity("R", "r", r#""attrs": {"n": 1}, "parents": []"#),
        entity("Action", "c", r#""attrs": {}, "parents": []"#),
        entity("Action", "a", r#""attrs": {}, "parents": [{"type":"Action","id":"b"}, {"type":"Action","id":"c"}]"#),
    ];
    for text in accepted {
        assert!(entities(&text, Some(&schema)).is_ok(), "{text}: {:?}", entities(&text, Some(&schema)));
    }
    let both = r#"[{"uid": {"type":"Action","id":"a"}, "attrs": {}, "parents": [{"type":"Action","id":"b"}]},
        {"uid": {"type":"Action","id":"b"}, "attrs": {}, "parents": [{"type":"Action","id":"c"}]}]"#;
    assert!(entities(both, Some(&schema)).is_ok());
    let rejected = [
        with_attrs(r#""z": 1"#),
        with_attrs(r#""d": {"__extn": {"fn": "ip", "arg": "::1"}}"#),
        with_attrs(r#""d": {"__extn": {"fn": "lessThan", "args": ["1.0", "2.0"]}}"#),
        with_attrs(r#""r": {}"#),
        with_attrs(r#""r": {"u": {"type": "G", "id": ""}}"#),
        with_attrs(r#""r": {"u": {"type": "U", "id": ""}, "v": 1}"#),
        with_attrs(r#""b": 1"#),
        with_attrs(r#""b": ["1"]"#),
        with_attrs(r#""e": {"type": "E", "id": "y"}"#),
        with_attrs(r#""a": {"type": "Action", "id": "z"}"#),
        entity("U", "a", r#""attrs": {}, "parents": [{"type": "R", "id": "r"}]"#),
        entity(
            "U",
            "a",
            r#""attrs": {}, "parents": [], "tags": {"x": 1, "y": {"__extn": {"fn": "duration", "arg": ""}}}"#,
        ),
        entity("G", "a", r#""attrs": {}, "parents": [], "tags": {"x": "y"}"#),
        entity("E", "y", r#""attrs": {}, "parents": []"#),
        entity("E", "x", r#""attrs": {"x": 1}, "parents": []"#),
        entity("E", "x", r#""attrs": {}, "parents": [{"type": "G", "id": "g"}]"#),
        entity("R", "r", r#""attrs": {}, "parents": []"#),
        entity("Z", "z", r#""attrs": {}, "parents": []"#),
        entity("Action", "z", r#""attrs": {}, "parents": []"#),
        entity("Action", "c", r#""attrs": {"x": 1}, "parents": []"#),
        entity("Action", "a", r#""attrs": {}, "parents": []"#),
        entity("Action", "a", r#""attrs": {}, "parents": [{"type":"Action","id":"b"}]"#),
    ];
    for text in rejected {
        assert_eq!(entities(&text, Some(&schema)).map_err(|e| e.kind), Err(NotConforming), "{text}");
    }
}

#[test]
fn contexts_and_requests() {
    let schema = schema(
        r#"entity U; entity E enum ["x"]; action a appliesTo { principal: [U, E], resource: U, context: {i: ipaddr, e?: E} };
        action g;"#,
    );
    let a = EntityUid::new(Name::unqualified("Action"), "a");
    let ty = &schema.actions[&a].context;
    assert_eq!(context(r#"{"i": "::1"}"#, Some(ty)), Ok([("i".to_owned(), call(ExtFun::Ip, &["::1"]))].into()));
    assert_eq!(context(r#"{"i": "::1"}"#, None), Ok([("i".to_owned(), Expr::string("::1"))].into()));
    for (text, kind) in [
        ("[]", Malformed),
        ("null", Malformed),
        (r#"{"__entity": {"type": "U", "id": "a"}}"#, Malformed),
        (r#"{"__extn": {"fn": "ip", "arg": "a"}}"#, Malformed),
        (r#"{"i": 1, "i": 1}"#, Document),
    ] {
        assert_eq!(context(text, None).map_err(|e| e.kind), Err(kind), "{text}");
    }
    assert_eq!(context("{}", Some(ty)), Ok(BTreeMap::new()));
    let e = |id: &str| EntityUid::new(Name::unqualified("E"), id);
    let action = |id: &str| EntityUid::new(Name::unqualified("Action"), id);
    let good = [("i".to_owned(), call(ExtFun::Ip, &["::1"]))];
    let more = |value: Expr| [good[0].clone(), ("e".to_owned(), value)].to_vec();
    let table = [
        (user("p"), action("a"), user("r"), good.to_vec(), true),
        (e("x"), action("a"), user("r"), more(Expr::entity(e("x"))), true),
        (e("y"), action("a"), user("r"), good.to_vec(), false),
        (user("p"), action("a"), e("x"), good.to_vec(), false),
        (user("p"), action("g"), user("r"), vec![], false),
        (user("p"), action("z"), user("r"), vec![], false),
        (action("a"), action("a"), user("r"), good.to_vec(), false),
        (user("p"), action("a"), user("r"), vec![], false),
        (user("p"), action("a"), user("r"), more(Expr::entity(e("y"))), false),
        (user("p"), action("a"), user("r"), more(Expr::long(1)), false),
        (user("p"), action("a"), user("r"), vec![("i".to_owned(), Expr::string("::1"))], false),
    ];
    for (principal, action, resource, context, valid) in table {
        let context = context.into_iter().collect();
        let request = crate::request::RequestSyntax { principal, action, resource, context };
        assert_eq!(conformance::request(&request, &schema).is_ok(), valid, "{request:?}");
    }
}

#[test]
fn messages() {
    let shown = |text: &str| entities(text, None).unwrap_err().to_string();
    insta::assert_snapshot!(shown("[{\"uid\": {\"type\": \"U\", \"id\": \"é\"},\n  \"attrs\": {\"a\": 1.5}, \"parents\": []}]"), @r#"
    line 2, column 18: expected a Cedar value, found a number that is no 64-bit integer
      |   "attrs": {"a": 1.5}, "parents": []}]
    "#);
    insta::assert_snapshot!(shown("[{\"attrs\": {}}]"), @r#"
    line 1, column 2: expected an object with the field `uid`, found one without it
      | [{"attrs": {}}]
    "#);
}
