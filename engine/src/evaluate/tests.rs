//! What each operator gives on which operands, and in which order things are evaluated.

use crate::{Authorizer, Context, Decision, Entities, EntityUid, PolicyIds, PolicySet, Request};

const ENTITIES: &str = r#"[
    {"uid": {"type": "User", "id": "ann"}, "parents": [{"type": "Group", "id": "one"}, {"type": "Lost", "id": "x"}],
     "attrs": {"age": 30, "name": "Ann", "friend": {"__entity": {"type": "User", "id": "bob"}},
               "ghost": {"__entity": {"type": "User", "id": "ghost"}}, "if": 1, "": 2},
     "tags": {"colour": "red", "level": 3}},
    {"uid": {"type": "User", "id": "bob"}, "parents": [], "attrs": {"friend": {"a": {"b": 1}}}},
    {"uid": {"type": "Group", "id": "one"}, "parents": [{"type": "Group", "id": "two"}], "attrs": {}},
    {"uid": {"type": "Group", "id": "two"}, "parents": [{"type": "Group", "id": "unlisted"}], "attrs": {}}
]"#;

const CONTEXT: &str = r#"{
    "n": 1, "big": 9223372036854775807, "least": -9223372036854775808, "t": true, "s": "héllo*", "set": [1, 2, 3],
    "nested": {"a": {"b": {"c": 1}}}, "sets": [[1, 2], [2, 1, 1], []], "user": {"__entity": {"type": "User", "id": "bob"}},
    "users": [{"__entity": {"type": "Group", "id": "two"}}, {"__entity": {"type": "User", "id": "bob"}}],
    "mixed": [{"__entity": {"type": "Group", "id": "two"}}, 3], "ip": {"__extn": {"fn": "ip", "arg": "10.0.0.1"}},
    "price": {"__extn": {"fn": "decimal", "arg": "1.50"}}
}"#;

/// `true`, `false` or the kind of error of a condition.
fn outcome(condition: &str) -> String {
    let text = format!("permit(principal, action, resource) when {{ {condition} }};");
    let policies = PolicySet::parse(&text, PolicyIds::Positional).unwrap_or_else(|error| panic!("{error}"));
    let entities = Entities::from_json(ENTITIES, None).expect("entities");
    let uid = |ty: &str, id: &str| EntityUid::new(ty, id).expect("a uid");
    let context = Context::from_json(CONTEXT, None).expect("a context");
    let request = Request::new(uid("User", "ann"), uid("Action", "view"), uid("Doc", "absent"), context);
    let response = Authorizer::new(&policies, &entities).is_authorized(&request);
    match (response.diagnostics().errors(), response.decision()) {
        ([error], Decision::Deny) => error.kind().as_str().to_owned(),
        ([], decision) => (decision == Decision::Allow).to_string(),
        other => panic!("{condition}: {other:?}"),
    }
}

fn check(table: &[(&str, &str)]) {
    for (condition, expected) in table {
        assert_eq!(outcome(condition), *expected, "{condition}");
    }
}

#[test]
fn logic_evaluates_only_what_it_needs() {
    check(&[
        ("true", "true"),
        ("false", "false"),
        ("1", "type"),
        ("\"true\"", "type"),
        ("true && false", "false"),
        ("false && 1", "false"),
        ("false && context.none", "false"),
        ("true && 1", "type"),
        ("true && context.t", "true"),
        ("1 && true", "type"),
        ("1 && context.none", "type"),
        ("true || context.none", "true"),
        ("false || 1", "type"),
        ("false || context.n", "type"),
        ("false || context.t", "true"),
        ("1 || true", "type"),
        ("(false && 1) || true", "true"),
        ("context.t && (context.t || 1) && context.n == 1", "true"),
        ("if context.t then true else 1", "true"),
        ("if !context.t then 1 else false", "false"),
        ("if 1 then true else true", "type"),
        ("if true then 1 else true", "type"),
        ("if true then true else context.none", "true"),
        ("(if true then 1 else 2) == 1", "true"),
        ("(if false then 1 else if true then 2 else 3) == 2", "true"),
        ("[if true then 1 else 2, 3] == [3, 1]", "true"),
        ("!context.t", "false"),
        ("!!!!context.t", "true"),
        ("!1", "type"),
        ("!context.none", "attribute-missing"),
    ]);
}

#[test]
fn equality_is_by_content() {
    check(&[
        ("1 == 1", "true"),
        ("1 == true", "false"),
        ("1 == \"1\"", "false"),
        ("\"a\" != \"b\"", "true"),
        ("[1, 2, 2] == [2, 1]", "true"),
        ("[1, [2, 3]] == [[3, 2], 1, 1]", "true"),
        ("[] == [[]]", "false"),
        ("{a: 1, b: [2]} == {b: [2], a: 1}", "true"),
        ("{a: 1} == {a: 1, b: 2}", "false"),
        ("{} == []", "false"),
        ("User::\"x\" == User::\"x\"", "true"),
        ("User::\"x\" == Group::\"x\"", "false"),
        ("principal == User::\"ann\"", "true"),
        ("resource == Doc::\"absent\"", "true"),
        ("context.set == [3, 2, 1]", "true"),
        ("context.sets == [[], [1, 2]]", "true"),
        ("[principal, action].contains(principal)", "true"),
        ("context.nested == {a: {b: {c: context.n}}}", "true"),
        ("context.ip == ip(\"10.0.0.1/32\")", "true"),
        ("context.price == decimal(\"1.5\")", "true"),
        ("[context.price, decimal(\"1.5000\")] == [decimal(\"1.5\")]", "true"),
        ("datetime(\"1970-01-01\") == datetime(\"1970-01-01T00:00:00Z\")", "true"),
        ("duration(\"60s\") == duration(\"1m\")", "true"),
        ("duration(\"1ms\") == 1", "false"),
        ("duration(\"0ms\") == datetime(\"1970-01-01\")", "false"),
        ("1 == context.none", "attribute-missing"),
    ]);
}

#[test]
fn comparisons_and_arithmetic() {
    check(&[
        ("1 < 2", "true"),
        ("2 < 2", "false"),
        ("2 <= 2", "true"),
        ("2 > 2", "false"),
        ("2 >= 2", "true"),
        ("-1 < 0", "true"),
        ("1 < \"2\"", "type"),
        ("true < false", "type"),
        ("\"a\" < \"b\"", "type"),
        ("decimal(\"1.0\") < decimal(\"2.0\")", "type"),
        ("datetime(\"2024-01-01\") < datetime(\"2024-01-02\")", "true"),
        ("duration(\"1h\") >= duration(\"60m\")", "true"),
        ("duration(\"1h\") < datetime(\"2024-01-01\")", "type"),
        ("duration(\"1h\") < 1", "type"),
        ("1 + 2 * 3 == 7", "true"),
        ("1 - 2 - 3 == -4", "true"),
        ("--5 == 5", "true"),
        ("-(5) + 5 == 0", "true"),
        ("context.big + 1 == 0", "overflow"),
        ("context.least - 1 == 0", "overflow"),
        ("-context.least == 0", "overflow"),
        ("--9223372036854775808 == 0", "overflow"),
        ("context.big * 2 == 0", "overflow"),
        ("4611686018427387904 * 4611686018427387904 * 0 == 0", "overflow"),
        ("4611686018427387904 * 0 * 4611686018427387904 == 0", "true"),
        ("context.least * -1 == 0", "overflow"),
        ("1 + \"a\" == 0", "type"),
        ("-true == 1", "type"),
        ("context.none > context.big + 1", "attribute-missing"),
        ("context.big + 1 > context.none", "overflow"),
        ("context.big + 1 >= context.none", "overflow"),
        ("context.none <= context.big + 1", "attribute-missing"),
        ("(1 + true) == (context.big + 1)", "type"),
    ]);
}

#[test]
fn attributes_and_tags() {
    check(&[
        ("principal.age == 30", "true"),
        ("principal[\"if\"] == 1 && principal[\"\"] == 2", "true"),
        ("principal.none == 1", "attribute-missing"),
        ("resource.none == 1", "entity-missing"),
        ("context.none == 1", "attribute-missing"),
        ("1.a == 1", "type"),
        ("context.set.a == 1", "type"),
        ("principal.friend.friend.a.b == 1", "true"),
        ("principal.ghost.name == 1", "entity-missing"),
        ("{a: 1}.a == 1", "true"),
        ("{a: 1, b: context.none}.a == 1", "attribute-missing"),
        ("{b: context.none, a: 1 + true}.c == 1", "attribute-missing"),
        ("{b: 1 + true, a: context.none}.c == 1", "type"),
        ("principal has age", "true"),
        ("principal has none", "false"),
        ("resource has none", "false"),
        ("context has \"n\"", "true"),
        ("1 has a", "type"),
        ("\"a\" has a", "type"),
        ("principal has friend.friend.a.b", "true"),
        ("principal has friend.none.a.b", "false"),
        ("principal has ghost.name.x", "false"),
        ("principal has age.x", "type"),
        ("principal has friend.friend.a.b.c", "type"),
        ("context has nested.a.b.c", "true"),
        ("context.none has a", "attribute-missing"),
        ("principal.hasTag(\"colour\")", "true"),
        ("principal.hasTag(\"none\")", "false"),
        ("resource.hasTag(\"none\")", "false"),
        ("principal.friend.hasTag(\"colour\")", "false"),
        ("principal.hasTag(1)", "type"),
        ("resource.hasTag(1)", "type"),
        ("context.hasTag(\"a\")", "type"),
        ("principal.getTag(\"level\") == 3", "true"),
        ("principal.getTag(\"none\") == 3", "tag-missing"),
        ("principal.friend.getTag(\"colour\") == 3", "tag-missing"),
        ("resource.getTag(\"none\") == 3", "entity-missing"),
        ("resource.getTag(1) == 3", "type"),
        ("context.getTag(\"none\") == 3", "type"),
        ("User::\"ann\".hasTag(\"colour\")", "true"),
    ]);
}

#[test]
fn hierarchy_and_types() {
    check(&[
        ("principal in principal", "true"),
        ("resource in resource", "true"),
        ("principal in Group::\"one\"", "true"),
        ("principal in Group::\"two\"", "true"),
        ("principal in Group::\"unlisted\"", "true"),
        ("principal in Lost::\"x\"", "true"),
        ("principal in Group::\"none\"", "false"),
        ("Group::\"one\" in principal", "false"),
        ("principal in []", "false"),
        ("principal in [Group::\"none\", Group::\"two\"]", "true"),
        ("principal in [Group::\"none\", User::\"bob\"]", "false"),
        ("principal in [resource, action, principal]", "true"),
        ("principal in context.users", "true"),
        ("principal in context.mixed", "type"),
        ("principal in [1]", "type"),
        ("principal in [principal, 1]", "type"),
        ("principal in 1", "type"),
        ("1 in principal", "type"),
        ("1 in []", "type"),
        ("principal is User", "true"),
        ("principal is Group", "false"),
        ("principal is NS::User", "false"),
        ("resource is Doc", "true"),
        ("1 is User", "type"),
        ("principal is User in Group::\"two\"", "true"),
        ("principal is Group in 1", "false"),
        ("principal is User in 1", "type"),
        ("1 is User in Group::\"two\"", "type"),
        ("principal is User in [Group::\"two\"]", "true"),
        ("principal is Group in context.none || true", "true"),
    ]);
}

#[test]
fn sets_and_patterns() {
    check(&[
        ("[1, 2].contains(1)", "true"),
        ("[1, 2].contains(\"1\")", "false"),
        ("[[1]].contains([1, 1])", "true"),
        ("1.contains(1)", "type"),
        ("{}.contains(1)", "type"),
        ("[1, 2, 3].containsAll([3, 1])", "true"),
        ("[1, 2, 3].containsAll([])", "true"),
        ("[].containsAll([1])", "false"),
        ("[1].containsAll(1)", "type"),
        ("[1, 2].containsAny([3, 2])", "true"),
        ("[1, 2].containsAny([3, 4])", "false"),
        ("[].containsAny([])", "false"),
        ("[1].containsAny(1)", "type"),
        ("1.containsAny([1])", "type"),
        ("context.set.containsAll([1, context.n])", "true"),
        ("context.set.containsAny([4, context.n])", "true"),
        ("[].isEmpty()", "true"),
        ("[1].isEmpty()", "false"),
        ("{}.isEmpty()", "type"),
        ("[1, context.none].isEmpty()", "attribute-missing"),
        ("context.s like \"h*o\\*\"", "true"),
        ("context.s like \"h?llo*\"", "false"),
        ("context.s like \"*\"", "true"),
        ("context.s like \"h\\u{e9}llo*\"", "true"),
        ("1 like \"*\"", "type"),
    ]);
}

#[test]
fn extension_functions() {
    check(&[
        ("ip(\"10.0.0.0/8\").isIpv4()", "true"),
        ("ip(\"::1\").isIpv6() && ip(\"::1\").isLoopback()", "true"),
        ("context.ip.isInRange(ip(\"10.0.0.0/8\"))", "true"),
        ("context.ip.isInRange(ip(\"::/0\"))", "false"),
        ("ip(\"224.0.0.1\").isMulticast()", "true"),
        ("ip(\"010.0.0.1\").isIpv4()", "extension"),
        ("ip(context.s).isIpv4()", "extension"),
        ("ip(1).isIpv4()", "type"),
        ("1.isIpv4()", "type"),
        ("context.ip.isInRange(\"10.0.0.0/8\")", "type"),
        ("context.price.lessThan(decimal(\"1.51\"))", "true"),
        ("context.price.lessThanOrEqual(decimal(\"1.5\"))", "true"),
        ("context.price.greaterThan(decimal(\"1.5\"))", "false"),
        ("context.price.greaterThanOrEqual(decimal(\"-0.1\"))", "true"),
        ("context.price.lessThan(1)", "type"),
        ("decimal(\"1.23456\") == 1", "extension"),
        ("datetime(\"2024-02-29\").offset(duration(\"1d\")) == datetime(\"2024-03-01\")", "true"),
        ("datetime(\"2024-01-02\").durationSince(datetime(\"2024-01-01\")).toDays() == 1", "true"),
        ("datetime(\"2024-01-02T03:04:05Z\").toDate() == datetime(\"2024-01-02\")", "true"),
        ("datetime(\"2024-01-02T03:04:05Z\").toTime().toSeconds() == 11045", "true"),
        ("duration(\"-1d\").toHours() == -24 && duration(\"1d\").toMinutes() == 1440", "true"),
        ("duration(\"1s\").toMilliseconds() == 1000", "true"),
        ("datetime(\"9999-12-31\").offset(duration(\"9223372036854775807ms\")) == 1", "extension"),
        ("datetime(\"2024-02-30\") == 1", "extension"),
        ("duration(\"1x\") == 1", "extension"),
        ("ip() == 1", "arity"),
        ("ip(\"x\", 1) == 1", "arity"),
        ("ip(context.none, 1) == 1", "attribute-missing"),
        ("ip(1, context.none) == 1", "attribute-missing"),
        ("1.isIpv4(2)", "arity"),
        ("context.ip.isInRange()", "arity"),
        ("false && ip(\"x\").isIpv4()", "false"),
        ("true || decimal() == 1", "true"),
    ]);
}

#[test]
fn clauses_hold_together_and_in_order() {
    let check = |clauses: &str, expected: &str| {
        // The last clause is closed by the frame that `outcome` writes around a condition.
        assert_eq!(outcome(clauses), expected, "{clauses}");
    };
    check("true } when { true } unless { false", "true");
    check("true } unless { true", "false");
    check("true } unless { 1", "type");
    check("false } when { context.none", "false");
    check("context.none } when { false", "attribute-missing");
    check("true } unless { context.t } when { context.none", "false");
    check("context.t } unless { !context.t", "true");
}

#[test]
fn deep_and_wide_conditions_evaluate() {
    let deep = |open: &str, middle: &str, close: &str, count: usize| {
        format!("{}{middle}{}", open.repeat(count), close.repeat(count))
    };
    assert_eq!(outcome(&deep("(", "true", ")", 999)), "true");
    assert_eq!(outcome(&format!("{} == {}", deep("[", "1", "]", 990), deep("[", "1", "]", 990))), "true");
    assert_eq!(outcome(&format!("{} == {}", deep("[", "context.n", "]", 990), deep("[", "1", "]", 990))), "true");
    assert_eq!(outcome(&deep("if context.t then ", "true", " else false", 990)), "true");
    assert_eq!(outcome(&format!("true{}", " && context.t".repeat(990))), "true");
    assert_eq!(
        outcome(&format!("[{}].contains(99999)", (0..100_000).map(|n| format!("{n},")).collect::<String>())),
        "true"
    );
}

#[test]
fn messages_read_well() {
    let message = |condition: &str| {
        let text = format!("permit(principal, action, resource) when {{ {condition} }};");
        let policies = PolicySet::parse(&text, PolicyIds::Positional).expect("a policy");
        let entities = Entities::from_json(ENTITIES, None).expect("entities");
        let uid = |ty: &str| EntityUid::new(ty, "ann").expect("a uid");
        let request = Request::new(uid("User"), uid("Action"), uid("Doc"), Context::empty());
        let response = Authorizer::new(&policies, &entities).is_authorized(&request);
        response.diagnostics().errors()[0].to_string()
    };
    let conditions = [
        "resource.name == 1",
        "principal.size == 1",
        "context.size == 1",
        "principal.getTag(\"size\") == 1",
        "1 + true == 2",
        "1 has a",
        "principal in [1]",
        "9223372036854775807 + 1 == 0",
        "ip(\"1.2.3\") == ip()",
        "decimal(1) == 1",
        "ip() == 1",
        "1",
        "false || principal.age",
    ];
    insta::assert_snapshot!(conditions.map(message).join("\n"), @r#"
    while evaluating `policy0`: the entity `Doc::"ann"` does not exist
    while evaluating `policy0`: the entity `User::"ann"` has no attribute `size`
    while evaluating `policy0`: the record has no attribute `size`
    while evaluating `policy0`: the entity `User::"ann"` has no tag `size`
    while evaluating `policy0`: `+` does not apply to a long and a bool
    while evaluating `policy0`: `has` wants a record or an entity, not a long
    while evaluating `policy0`: `in` wants a set of entities only, not a long
    while evaluating `policy0`: the result of `+` is outside the range of 64-bit integers
    while evaluating `policy0`: `1.2.3` is not a valid ip: expected an IPv4 or IPv6 address, or a range like `10.0.0.0/8` or `ffee::/64`
    while evaluating `policy0`: `decimal` wants an argument of type String, not a long
    while evaluating `policy0`: `ip` is called with 0 arguments but takes 1
    while evaluating `policy0`: `when` wants a bool, not a long
    while evaluating `policy0`: `||` wants a bool, not a long
    "#);
}
