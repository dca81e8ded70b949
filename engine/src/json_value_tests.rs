//! Tests of JSON itself and of the values in it, with and without a declared type.

use crate::entity_uid::EntityUid;
use crate::json::Json;
use crate::schema::Schema;
use crate::{Context, ContextError};

/// The value that the member `a` of a context has, written as an expression, or `malformed`.
fn value(json: &str) -> String {
    match Context::from_json(&format!("{{\"a\": {json}}}"), None) {
        Ok(context) => context.record().get("a").map_or_else(|| "absent".to_owned(), ToString::to_string),
        Err(ContextError::Malformed(_)) => "malformed".to_owned(),
        Err(ContextError::NotConforming(_)) => "not conforming".to_owned(),
    }
}

#[test]
fn values_without_a_type() {
    let table = [
        ("true", "true"),
        ("false", "false"),
        ("0", "0"),
        ("-1", "-1"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "malformed"),
        ("-9223372036854775809", "malformed"),
        ("-0", "malformed"),
        ("1.0", "malformed"),
        ("1e3", "malformed"),
        ("1E-3", "malformed"),
        ("null", "malformed"),
        ("[1, null]", "malformed"),
        ("{\"b\": null}", "malformed"),
        ("[1.5]", "malformed"),
        ("99999999999999999999999999999999999999999999", "malformed"),
        ("\"\"", "\"\""),
        (r#""a\u00e9\n\"\\\/""#, r#""aé\n\"\\/""#),
        (r#""\ud83d\ude00""#, "\"\u{1F600}\""),
        (r#""\ud83d""#, "malformed"),
        (r#""\ude00""#, "malformed"),
        (r#""\u12g4""#, "malformed"),
        (r#""\x41""#, "malformed"),
        ("[]", "[]"),
        ("[2, 1, 2, 1]", "[1, 2]"),
        ("[\"a\", 1, [], {}]", "[1, \"a\", [], {}]"),
        ("[[1, 2], [2, 1, 1]]", "[[1, 2]]"),
        ("[{\"x\": 1, \"y\": 2}, {\"y\": 2, \"x\": 1}]", "[{\"x\": 1, \"y\": 2}]"),
        ("{}", "{}"),
        ("{\"b\": 1, \"a\": {}}", "{\"a\": {}, \"b\": 1}"),
        ("{\"b\": 1, \"b\": 1}", "malformed"),
        ("{\"b\": 1, \"\\u0062\": 2}", "malformed"),
        ("{\"\": 1}", "{\"\": 1}"),
        // the escape for entities
        (r#"{"__entity": {"type": "N::U", "id": "x"}}"#, "N::U::\"x\""),
        (r#"{"__entity": {"id": "", "type": "U", "more": 1}}"#, "U::\"\""),
        (r#"{"type": "U", "id": "x"}"#, "{\"id\": \"x\", \"type\": \"U\"}"),
        (r#"{"__entity": {"type": "U", "id": "x"}, "b": 1}"#, r#"{"__entity": {"id": "x", "type": "U"}, "b": 1}"#),
        (r#"{"__entity": {"type": "U"}}"#, r#"{"__entity": {"type": "U"}}"#),
        (r#"{"__entity": {"type": "U", "id": 1}}"#, r#"{"__entity": {"id": 1, "type": "U"}}"#),
        (r#"{"__entity": 3}"#, r#"{"__entity": 3}"#),
        (r#"{"__entity": {"type": "U ", "id": "x"}}"#, "malformed"),
        (r#"{"__entity": {"type": "", "id": "x"}}"#, "malformed"),
        (r#"{"__entity": {"type": "if", "id": "x"}}"#, "malformed"),
        (r#"{"__entity": {"type": "A::if", "id": "x"}}"#, "malformed"),
        (r#"{"__entity": {"type": "__cedar::Long", "id": "x"}}"#, "malformed"),
        (r#"{"__entity": {"type": "A::", "id": "x"}}"#, "malformed"),
        (r#"{"__entity": {"type": "é", "id": "x"}}"#, "malformed"),
        (r#"{"__expr": "1 + 1"}"#, "malformed"),
        (r#"{"__expr": 1}"#, r#"{"__expr": 1}"#),
        // the escape for extension values
        (r#"{"__extn": {"fn": "ip", "arg": "1.2.3.4"}}"#, "ip(\"1.2.3.4/32\")"),
        (r#"{"__extn": {"fn": "decimal", "args": ["-0.5"]}}"#, "decimal(\"-0.5000\")"),
        (r#"{"__extn": {"fn": "duration", "arg": "-1h"}}"#, "duration(\"-3600000ms\")"),
        (
            r#"{"__extn": {"fn": "datetime", "arg": "1970-01-01T00:00:00.001Z"}}"#,
            "datetime(\"1970-01-01\").offset(duration(\"1ms\"))",
        ),
        (
            r#"{"__extn": {"fn": "offset", "args": [{"__extn": {"fn": "datetime", "arg": "1970-01-01"}}, {"__extn": {"fn": "duration", "arg": "1ms"}}]}}"#,
            "datetime(\"1970-01-01\").offset(duration(\"1ms\"))",
        ),
        (r#"{"__extn": {"fn": "isLoopback", "arg": {"__extn": {"fn": "ip", "arg": "::1"}}}}"#, "true"),
        (r#"{"__extn": {"fn": "ip", "arg": "1.2.3.256"}}"#, "malformed"),
        (r#"{"__extn": {"fn": "ip", "arg": 1}}"#, "malformed"),
        (r#"{"__extn": {"fn": "ip", "args": ["1.2.3.4", "1.2.3.4"]}}"#, "malformed"),
        (r#"{"__extn": {"fn": "nosuch", "arg": "x"}}"#, "malformed"),
        (r#"{"__extn": {"fn": "unknown", "arg": "x"}}"#, "malformed"),
        (r#"{"__extn": {"fn": "ip"}}"#, r#"{"__extn": {"fn": "ip"}}"#),
        (r#"{"__extn": {"fn": 1, "arg": "x"}}"#, r#"{"__extn": {"arg": "x", "fn": 1}}"#),
        (r#"{"__extn": {"fn": "ip", "args": "x"}}"#, r#"{"__extn": {"args": "x", "fn": "ip"}}"#),
        (r#"{"fn": "ip", "arg": "1.2.3.4"}"#, r#"{"arg": "1.2.3.4", "fn": "ip"}"#),
    ];
    for (json, expected) in table {
        assert_eq!(value(json), expected, "{json}");
    }
}

#[test]
fn values_of_declared_types() {
    let schema = Schema::parse(
        "entity U, V; entity C enum [\"red\"]; action go appliesTo { principal: U, resource: U, context: {
           b?: Bool, l?: Long, s?: String, u?: U, c?: C, i?: ipaddr, d?: decimal, t?: datetime, n?: duration,
           act?: Action, ss?: Set<String>, us?: Set<U>, r?: { x: Long, y?: U, z?: { w?: ipaddr } } } };",
    )
    .expect("a schema");
    let action = EntityUid::new("Action", "go").expect("a type");
    let table = [
        (r#"{"b": true, "l": 1, "s": "x"}"#, r#"{"b": true, "l": 1, "s": "x"}"#),
        (r#"{"b": 1}"#, "no"),
        (r#"{"l": "1"}"#, "no"),
        (r#"{"l": true}"#, "no"),
        (r#"{"s": {}}"#, "no"),
        (r#"{"s": []}"#, "no"),
        (r#"{"l": 1.0}"#, "no"),
        (r#"{"s": null}"#, "no"),
        (r#"{"q": 1}"#, "no"),
        (r#"{"u": {"type": "U", "id": "a"}}"#, r#"{"u": U::"a"}"#),
        (r#"{"u": {"type": "U", "id": "a", "z": null}}"#, r#"{"u": U::"a"}"#),
        (r#"{"u": {"__entity": {"type": "U", "id": "a"}}}"#, r#"{"u": U::"a"}"#),
        (r#"{"u": {"__entity": {"type": "U", "id": "a"}, "b": 1}}"#, r#"{"u": U::"a"}"#),
        (r#"{"u": {"__entity": 1, "type": "U", "id": "a"}}"#, r#"{"u": U::"a"}"#),
        (r#"{"u": {"type": "V", "id": "a"}}"#, "no"),
        (r#"{"u": {"type": "U"}}"#, "no"),
        (r#"{"u": "U::\"a\""}"#, "no"),
        (r#"{"u": {"type": "not a type", "id": "a"}}"#, "no"),
        (r#"{"u": {"__expr": "U::\"a\""}}"#, "no"),
        (r#"{"c": {"type": "C", "id": "red"}}"#, r#"{"c": C::"red"}"#),
        (r#"{"c": {"type": "C", "id": "blue"}}"#, "no"),
        (r#"{"act": {"type": "Action", "id": "go"}}"#, r#"{"act": Action::"go"}"#),
        (r#"{"act": {"type": "Action", "id": "stop"}}"#, "no"),
        (r#"{"i": "1.2.3.4"}"#, r#"{"i": ip("1.2.3.4/32")}"#),
        (r#"{"i": "1.2.3.400"}"#, "no"),
        (r#"{"i": 1}"#, "no"),
        (r#"{"i": {"fn": "ip", "arg": "::"}}"#, r#"{"i": ip("::/128")}"#),
        (r#"{"i": {"__extn": {"fn": "ip", "arg": "::"}}}"#, r#"{"i": ip("::/128")}"#),
        (r#"{"i": {"__extn": {"fn": "decimal", "arg": "1.0"}}}"#, "no"),
        (r#"{"i": {"__extn": {"fn": "nosuch", "arg": "1.0"}}}"#, "no"),
        (r#"{"d": "1.0"}"#, r#"{"d": decimal("1.0000")}"#),
        (r#"{"n": "1ms"}"#, r#"{"n": duration("1ms")}"#),
        (r#"{"t": "1970-01-02"}"#, r#"{"t": datetime("1970-01-01").offset(duration("86400000ms"))}"#),
        (
            r#"{"t": {"fn": "offset", "args": ["1970-01-01", "1ms"]}}"#,
            r#"{"t": datetime("1970-01-01").offset(duration("1ms"))}"#,
        ),
        (r#"{"t": {"fn": "offset", "arg": "1970-01-01"}}"#, "no"),
        (r#"{"t": {"fn": "toTime", "arg": "1970-01-01"}}"#, "no"),
        (r#"{"b": {"__extn": {"fn": "isIpv4", "arg": {"__extn": {"fn": "ip", "arg": "::"}}}}}"#, r#"{"b": false}"#),
        (r#"{"ss": ["b", "a", "b"]}"#, r#"{"ss": ["a", "b"]}"#),
        (r#"{"ss": ["b", 1]}"#, "no"),
        (r#"{"ss": {}}"#, "no"),
        (r#"{"us": [{"type": "U", "id": "a"}, {"__entity": {"type": "U", "id": "a"}}]}"#, r#"{"us": [U::"a"]}"#),
        (r#"{"us": []}"#, r#"{"us": []}"#),
        (r#"{"us": [{"type": "V", "id": "a"}]}"#, "no"),
        (r#"{"r": {"x": 1, "z": {"w": "::1"}}}"#, r#"{"r": {"x": 1, "z": {"w": ip("::1/128")}}}"#),
        (r#"{"r": {}}"#, "no"),
        (r#"{"r": {"x": 1, "q": 2}}"#, "no"),
        (r#"{"r": {"x": 1, "z": {"v": 1}}}"#, "no"),
        (r#"{"r": {"__entity": {"type": "U", "id": "a"}}}"#, "no"),
        (r#"{"r": [1]}"#, "no"),
        ("[]", "no"),
        ("{}", "{}"),
    ];
    for (json, expected) in table {
        let found = match Context::from_json(json, Some((&schema, &action))) {
            Ok(context) => crate::Value::Record(context.record().clone()).to_string(),
            Err(ContextError::NotConforming(_)) => "no".to_owned(),
            Err(ContextError::Malformed(error)) if json.contains("null") || json.contains("1.0") => {
                assert!(error.line() == 1, "{error}");
                "no".to_owned()
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "{json}");
    }
    let stop = EntityUid::new("Action", "stop").expect("a type");
    assert!(matches!(Context::from_json("{}", Some((&schema, &stop))), Err(ContextError::NotConforming(_))));
    for json in ["[]", "1", "{\"__entity\": {\"type\": \"U\", \"id\": \"a\"}}", "", "{} {}"] {
        assert!(matches!(Context::from_json(json, None), Err(ContextError::Malformed(_))), "{json}");
    }
}

#[test]
fn json_itself() {
    for text in [
        "0",
        " [1 , 2]\n",
        "{}",
        "[true,false,null]",
        "-1.5E+10",
        "\"\\b\\f\\/\"",
        "\t\r\n1",
        "1e999",
        "{\"a\":{\"a\":1}}",
    ] {
        assert!(Json::read(text).is_ok(), "{text:?}");
    }
    for text in [
        "",
        " ",
        "01",
        "-",
        "1.",
        ".5",
        "+1",
        "1e",
        "1e+",
        "0x1",
        "tru",
        "True",
        "nul",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "[1 2]",
        "{\"a\" 1}",
        "{\"a\":}",
        "\"\n\"",
        "\"\t\"",
        "\"\u{1}\"",
        "\"abc",
        "1 2",
        "// x\n1",
        "\u{feff}1",
        "\u{a0}1",
        "NaN",
        "Infinity",
        "{\"a\":1,\"a\":2}",
        "[",
        "]",
        "{",
        "}",
        "truefalse",
        "1a",
        "--1",
        "{\"a\":1 \"b\":2}",
    ] {
        assert!(Json::read(text).is_err(), "{text:?}");
    }
    let many = (0..40).map(|at| format!("\"k{at}\": {at}, ")).collect::<String>();
    assert!(Json::read(&format!("{{{many} \"k40\": 0}}")).is_ok());
    let error = Json::read(&format!("{{{many} \"k17\": 0}}")).expect_err("a duplicate key");
    assert_eq!(error.found(), "the key \"k17\" comes twice");
}
