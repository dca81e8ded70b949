//! What expressions mean, as tables of Cedar text: the expression, and its value or the kind of its error.
//!
//! The tables are written from the language guide. The parser turns them into syntax; it has tables of its own.

use super::*;
use crate::entities::{Entities, Entity};
use crate::expr::BinaryOp;
use crate::name::EntityUid;
use crate::observe::NoObserver;
use crate::parse;
use crate::request::RequestSyntax;
use crate::value::Prim;

fn expr(text: &str) -> Expr {
    parse::expression(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn uid(text: &str) -> EntityUid {
    match expr(text) {
        Expr::Lit(Prim::Entity(uid)) => uid,
        other => panic!("{text} is no entity but {other:?}"),
    }
}

fn fields(text: &str) -> std::collections::BTreeMap<String, Expr> {
    match expr(text) {
        Expr::Record(fields) => fields.into_iter().collect(),
        other => panic!("{text} is no record but {other:?}"),
    }
}

/// Ann is in staff, which is in Absent::"all", which the store does not hold; Bob is in nothing.
fn store() -> Entities {
    let entity = |name: &str, attrs: &str, tags: &str, parents: &[&str]| Entity {
        uid: uid(name),
        attrs: fields(attrs),
        tags: fields(tags),
        parents: parents.iter().map(|parent| uid(parent)).collect(),
    };
    Entities::from_listed(&[
        entity(
            r#"User::"ann""#,
            r#"{age: 7, boss: User::"bob", addr: {zip: "1"}}"#,
            r#"{"a b": 1}"#,
            &[r#"G::"staff""#],
        ),
        entity(r#"User::"bob""#, "{}", "{}", &[]),
        entity(r#"G::"staff""#, "{}", "{}", &[r#"Absent::"all""#]),
    ])
    .unwrap()
}

fn request() -> Request {
    Request::from_syntax(&RequestSyntax {
        principal: uid(r#"User::"ann""#),
        action: uid(r#"Action::"view""#),
        resource: uid(r#"NS::Doc::"d""#),
        context: fields(r#"{n: 3, nested: {deep: [1, 2]}}"#),
    })
    .unwrap()
}

fn evaluated(text: &str) -> std::result::Result<Value, ErrorKind> {
    evaluate(&expr(text), &request(), &store(), &mut NoObserver)
}

/// The expression has the value of another one, which is simpler.
fn check(text: &str, expected: &str) {
    let expected = evaluated(expected).unwrap_or_else(|error| panic!("{expected}: {error}"));
    assert_eq!(evaluated(text), Ok(expected), "{text}");
}

fn check_true(texts: &[&str]) {
    texts.iter().for_each(|text| check(text, "true"));
}

fn check_false(texts: &[&str]) {
    texts.iter().for_each(|text| check(text, "false"));
}

fn check_errors(kind: ErrorKind, texts: &[&str]) {
    for text in texts {
        assert_eq!(evaluated(text), Err(kind), "{text}");
    }
}

#[test]
fn variables_and_attributes() {
    check("principal", r#"User::"ann""#);
    check("action", r#"Action::"view""#);
    check("resource", r#"NS::Doc::"d""#);
    check("context", "{nested: {deep: [2, 1]}, n: 3}");
    check("context.nested.deep", "[1, 2]");
    check("principal.boss", r#"User::"bob""#);
    check(r#"principal["addr"]["zip"]"#, r#""1""#);
    check("{a: 1, b: {c: 2}}.b.c", "2");
    check_errors(ErrorKind::AttributeMissing, &["principal.boss.boss", "context.m", "{}.a", "{a: {}}.a.b"]);
    check_errors(ErrorKind::EntityMissing, &["resource.a", "action.a", r#"Absent::"all".x"#]);
    check_errors(ErrorKind::Type, &["1.a", r#""s".a"#, "[{a: 1}].a", "true.a", r#"ip("::").a"#, "principal.age.a"]);
}

#[test]
fn presence_of_attributes() {
    check_true(&["principal has age", "principal has boss", "context has nested.deep", "{a: 1} has a"]);
    check_true(&["principal has addr.zip", r#"{"": 1} has """#, r#"{"a b": 1} has "a b""#]);
    check_false(&["principal has name", "resource has a", "{} has a", "{a: 1} has A", "principal has boss.boss.boss"]);
    check_false(&["context has m.deep.deeper", r#"Absent::"all" has x"#]);
    check_errors(ErrorKind::Type, &["1 has a", "[] has a", "principal has age.a", r#""a" has a"#]);
}

#[test]
fn tags() {
    check_true(&[r#"principal.hasTag("a b")"#]);
    check_false(&[r#"principal.hasTag("age")"#, r#"resource.hasTag("a b")"#, r#"principal.hasTag("")"#]);
    check(r#"principal.getTag("a b")"#, "1");
    check_errors(ErrorKind::TagMissing, &[r#"principal.getTag("age")"#]);
    check_errors(ErrorKind::EntityMissing, &[r#"resource.getTag("a b")"#]);
    check_errors(ErrorKind::Type, &[r#"{}.hasTag("a")"#, "principal.hasTag(1)", "principal.getTag(principal)"]);
    check_errors(ErrorKind::Type, &[r#"1.getTag("a")"#, r#"["a"].hasTag("a")"#]);
}

#[test]
fn equality() {
    check_true(&["1 == 1", r#""a" == "a""#, "[] == []", "{} == {}", "true == true", "[1, 2, 2] == [2, 1]"]);
    check_true(&["{a: 1, b: 2} == {b: 2, a: 1}", r#"User::"x" == User::"x""#, "[[1], [1, 1]] == [[1]]"]);
    check_true(&[r#"decimal("1.0") == decimal("1.0000")"#, r#"ip("::0") == ip("0::/128")"#]);
    check_true(&[r#"datetime("1970-01-01") == datetime("1970-01-01T01:00:00+0100")"#]);
    check_true(&[r#"duration("60s") == duration("1m")"#, "1 != 2", r#"1 != "1""#]);
    check_false(&["1 == true", r#"1 == "1""#, "[] == {}", "1 == 2", "{a: 1} == {a: 1, b: 2}", "[1] == [1, 2]"]);
    check_false(&[r#"User::"x" == NS::User::"x""#, r#""x" == User::"x""#, r#"decimal("1.0") == 1"#]);
    check_false(&[r#"ip("10.0.0.1/24") == ip("10.0.0.2/24")"#, r#"ip("10.0.0.0") == ip("10.0.0.0/24")"#]);
    check_false(&[r#"duration("0ms") == datetime("1970-01-01")"#, r#"ip("0.0.0.1") == ip("::1")"#]);
}

#[test]
fn order() {
    check_true(&["1 < 2", "-1 < 0", "1 <= 1", "2 > 1", "1 >= 1", "-9223372036854775808 < 9223372036854775807"]);
    check_false(&["1 < 1", "2 <= 1", "1 > 1", "0 >= 1"]);
    check_true(&[r#"datetime("2024-01-01") < datetime("2024-01-02")"#, r#"duration("-1ms") < duration("0ms")"#]);
    check_true(&[r#"datetime("2024-01-01") >= datetime("2024-01-01")"#, r#"duration("60s") <= duration("1m")"#]);
    check_errors(ErrorKind::Type, &[r#""a" < "b""#, r#"decimal("1.0") < decimal("2.0")"#, "true < false", "1 < [1]"]);
    check_errors(ErrorKind::Type, &[r#"datetime("2024-01-01") < duration("1d")"#, r#"1 <= duration("1d")"#]);
    check_errors(ErrorKind::Type, &[r#"ip("::") < ip("::1")"#, r#"1 > "a""#, "principal >= principal"]);
}

#[test]
fn arithmetic() {
    check("1 + 2 * 3 - 4", "3");
    check("9223372036854775807 + -1 + 1", "9223372036854775807");
    check("-9223372036854775808", "-9223372036854775807 - 1");
    check("-9223372036854775808 * 1", "-9223372036854775808");
    check("4611686018427387904 * 0 * 4611686018427387904", "0");
    check("-(-5)", "5");
    let overflows = ["9223372036854775807 + 1", "-9223372036854775808 - 1", "4611686018427387904 * 2"];
    check_errors(ErrorKind::Overflow, &overflows);
    let overflows = ["-(-9223372036854775808)", "-9223372036854775808 * -1", "0 - -9223372036854775808"];
    check_errors(ErrorKind::Overflow, &overflows);
    check_errors(ErrorKind::Overflow, &["4611686018427387904 * 4611686018427387904 * 0"]);
    check_errors(ErrorKind::Type, &[r#""a" + "b""#, "1 + true", "[1] - [1]", r#"2 * "a""#, r#"-"a""#, "-(true)"]);
    check_errors(ErrorKind::Type, &[r#"duration("1d") + duration("1d")"#, r#"decimal("1.0") * 2"#]);
}

#[test]
fn logic_is_short() {
    check_true(&["true && true", "false || true", "!false", "true || 1", "true || (1 + true == 2)", "!!true"]);
    check_false(&["true && false", "false && 1", "false && {}.a", "false || false", "!true"]);
    check_errors(ErrorKind::Type, &["true && 1", "1 && true", "1 && false", "false || 1", "1 || true", "!1", "!{}"]);
    check_errors(ErrorKind::AttributeMissing, &["{}.a && false", "{}.a || true", "true && {}.a", "false || {}.a"]);
    check("if true then 1 else {}.a", "1");
    check("if false then {}.a else 2", "2");
    check("if principal has age then principal.age else 0", "7");
    check_errors(ErrorKind::Type, &["if 1 then 1 else 1", r#"if "true" then 1 else 1"#]);
    check_errors(ErrorKind::AttributeMissing, &["if {}.a then 1 else 1", "if true then {}.a else 1"]);
}

#[test]
fn the_leftmost_error_wins() {
    check_errors(ErrorKind::Overflow, &["9223372036854775807 + 1 == {}.a", "[9223372036854775807 + 1, {}.a]"]);
    check_errors(ErrorKind::AttributeMissing, &["{}.a == 9223372036854775807 + 1", "[{}.a, 9223372036854775807 + 1]"]);
    check_errors(ErrorKind::AttributeMissing, &["{}.a > 9223372036854775807 + 1", "{b: {}.a, a: -true}"]);
    check_errors(ErrorKind::AttributeMissing, &["{}.a + true", "[].contains({}.a)", r#"{}.a.lessThan(ip("x"))"#]);
    check_errors(ErrorKind::Extension, &[r#"ip("x").isInRange({}.a)"#, r#"ip("x") in {}.a"#]);
}

#[test]
fn membership() {
    check_true(&["principal in principal", r#"principal in G::"staff""#, r#"principal in Absent::"all""#]);
    check_true(&[r#"Absent::"x" in Absent::"x""#, r#"principal in [G::"x", G::"staff"]"#, "resource in [resource]"]);
    check_false(&[
        r#"G::"staff" in principal"#,
        r#"principal in User::"bob""#,
        "principal in []",
        "resource in action",
    ]);
    check_false(&[r#"principal in [G::"x", G::"y"]"#, r#"Absent::"all" in G::"staff""#]);
    check_errors(
        ErrorKind::Type,
        &["1 in principal", "principal in 1", r#"principal in ["a"]"#, "[principal] in principal"],
    );
    check_errors(ErrorKind::Type, &[r#"principal in [principal, 3]"#, r#"principal in {a: principal}"#]);
    check_errors(ErrorKind::Type, &[r#"principal in [G::"staff", [G::"staff"]]"#, r#""a" in ["a"]"#]);
}

#[test]
fn entity_types() {
    check_true(&["principal is User", "resource is NS::Doc", "action is Action", r#"Absent::"x" is Absent"#]);
    check_true(&[r#"principal is User in G::"staff""#, r#"principal is User in [G::"staff"]"#]);
    check_false(&["principal is Doc", "resource is Doc", "resource is NS", r#"principal is User in User::"bob""#]);
    check_false(&["principal is Doc in 1"]);
    check_errors(ErrorKind::Type, &["1 is User", r#""User" is User"#, "context is User", "principal is User in 1"]);
}

#[test]
fn sets() {
    check_true(&["[1, 2].contains(1)", "[[1]].contains([1, 1])", "[{a: 1}].contains({a: 1})", "[1].containsAll([])"]);
    check_true(&[
        "[1, 2, 3].containsAll([3, 1, 1])",
        "[1, 2].containsAny([2, 3])",
        "[].isEmpty()",
        "[].containsAll([])",
    ]);
    check_true(&[r#"["a", 1, true].contains(true)"#, r#"[decimal("1.0")].contains(decimal("1.00"))"#]);
    check_false(&[
        "[1].contains(true)",
        "[].contains(1)",
        "[1].containsAll([1, 2])",
        "[1].containsAny([])",
        "[0].isEmpty()",
    ]);
    check_false(&["[1].contains([1])", "[].containsAny([])", "[[1]].containsAny([1])"]);
    check_errors(ErrorKind::Type, &["1.contains(1)", "{}.isEmpty()", "[1].containsAll(1)", "[1].containsAny(1)"]);
    check_errors(ErrorKind::Type, &[r#""abc".contains("a")"#, "1.containsAll([1])", r#""".isEmpty()"#]);
}

#[test]
fn like() {
    check_true(&[r#""abc" like "a*""#, r#""a*c" like "a\*c""#, r#""" like """#, r#""" like "*""#]);
    check_false(&[r#""abc" like "a""#, r#""abc" like "a\*c""#, r#""" like "a""#]);
    check_errors(ErrorKind::Type, &[r#"1 like "1""#, r#"principal like "*""#]);
}

#[test]
fn extension_functions() {
    check_true(&[r#"decimal("1.5").lessThan(decimal("1.6"))"#, r#"decimal("1.5").lessThanOrEqual(decimal("1.50"))"#]);
    check_true(&[
        r#"decimal("0.0").greaterThan(decimal("-0.5"))"#,
        r#"decimal("1.5").greaterThanOrEqual(decimal("1.5"))"#,
    ]);
    check_false(&[r#"decimal("1.5").greaterThan(decimal("1.5"))"#, r#"decimal("1.5").lessThan(decimal("1.5"))"#]);
    check_true(&[r#"ip("127.0.0.1").isLoopback()"#, r#"ip("::1").isIpv6()"#, r#"ip("224.0.0.0/4").isMulticast()"#]);
    check_true(&[r#"ip("10.1.2.3").isInRange(ip("10.0.0.0/8"))"#, r#"ip("10.0.0.0").isIpv4()"#]);
    check_false(&[r#"ip("10.1.2.3").isInRange(ip("::/0"))"#]);
    check(r#"datetime("2024-01-01").offset(duration("1d1ms"))"#, r#"datetime("2024-01-02T00:00:00.001Z")"#);
    check(r#"datetime("2024-01-01").durationSince(datetime("2024-01-02"))"#, r#"duration("-1d")"#);
    check(r#"datetime("2024-01-01T13:00:00Z").toDate()"#, r#"datetime("2024-01-01")"#);
    check(r#"datetime("1969-12-31T23:00:00Z").toTime()"#, r#"duration("23h")"#);
    check(r#"duration("-1d").toHours()"#, "-24");
    check(r#"[duration("1d2h3m4s5ms")].contains(duration("93784005ms"))"#, "true");
    check(r#"duration("90s").toMinutes() + duration("90s").toSeconds() + duration("1s").toMilliseconds()"#, "1091");
    check(r#"duration("47h").toDays()"#, "1");
}

#[test]
fn extension_errors() {
    check_errors(ErrorKind::Extension, &[r#"ip("")"#, r#"decimal("1")"#, r#"datetime("now")"#, r#"duration("1")"#]);
    let least = r#"datetime("1970-01-01").offset(duration("-9223372036854775808ms"))"#;
    check_errors(ErrorKind::Extension, &[&format!("{least}.toDate()"), &format!("{least}.offset(duration(\"-1ms\"))")]);
    check_errors(ErrorKind::Extension, &[&format!("datetime(\"1970-01-01\").durationSince({least})")]);
    check_errors(ErrorKind::Type, &["ip(1)", "decimal(1)", r#""a".isIpv4()"#, r#"ip("::").lessThan(ip("::"))"#]);
    check_errors(ErrorKind::Type, &[r#"decimal("1.0").lessThan(1)"#, r#"duration("1d").offset(duration("1d"))"#]);
    check_errors(ErrorKind::Type, &[r#"ip(ip("::"))"#, r#"datetime("2024-01-01").toDays()"#, "1.toTime()"]);
    check_errors(ErrorKind::Arity, &["ip()", r#"ip("::", "::")"#, r#"ip("::").isIpv4(1)"#, "1.isInRange()"]);
    check_errors(ErrorKind::Arity, &["1.lessThan(1, 2)", "1.offset()", "1.toDate(2)", "decimal(1, 2, 3)"]);
    check_errors(ErrorKind::AttributeMissing, &["ip({}.a, 1)", "1.lessThan(1, {}.a)"]);
}

/// Values are as deep as expressions can make them, and may be compared where little of the stack is left.
#[test]
fn deep_values_are_compared_at_any_depth() {
    let nested = |levels, wrap: fn(Expr) -> Expr, inner| (0..levels).fold(inner, |inner, _| wrap(inner));
    let compare_all = move || {
        for levels in [0, 250, 500, 750, 990] {
            let set = nested(levels, |inner| Expr::Set(vec![inner]), Expr::long(1));
            let record = nested(levels, |inner| Expr::Record(vec![("a".into(), inner)]), Expr::long(1));
            for value in [set, record] {
                let equal = value.clone().binary(BinaryOp::Eq, value.clone());
                let contained = Expr::Set(vec![value.clone(), Expr::long(1)]).binary(BinaryOp::Contains, value);
                // An even number of negations around it changes nothing but the depth.
                for test in [equal, contained] {
                    let deep = nested(2 * ((995 - levels) / 2), Expr::negated, test);
                    assert_eq!(evaluate(&deep, &request(), &store(), &mut NoObserver), Ok(true.into()));
                }
            }
        }
    };
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(compare_all);
    thread.unwrap().join().unwrap();
}

#[test]
fn the_deepest_expression_needs_no_deep_stack() {
    let nested: [fn(Expr) -> Expr; 3] = [
        Expr::negated,
        |inner| Expr::If(Box::new(Expr::bool(true)), Box::new(inner), Box::new(Expr::bool(false))),
        |inner| Expr::Record(vec![("a".into(), inner)]).attr("a"),
    ];
    let evaluate_all = move || {
        for wrap in nested {
            let deep = (0..1_000).fold(Expr::bool(true), |inner, _| wrap(inner));
            assert_eq!(evaluate(&deep, &request(), &store(), &mut NoObserver), Ok(true.into()));
        }
    };
    let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(evaluate_all);
    thread.unwrap().join().unwrap();
}
