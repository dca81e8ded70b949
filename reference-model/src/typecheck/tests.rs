//! The type that each rule gives, or the kind of error: one line an expression, strictly and permissively. All in the
//! environment of a `User` who does `view` on a `Doc`.

mod known;
mod rules;

use super::*;
use crate::parse;
use crate::schema::{Schema, resolve};

pub(crate) const SCHEMA: &str = r#"
    entity Group in [Group];
    entity User in [Group] = {
        name: String, age: Long, admin: Bool, nick?: String, manager?: User, boss: User, groups: Set<Group>,
        address: { city: String, zip?: Long }, words: Set<String>, ip: ipaddr, score: decimal, at: datetime, for: duration,
    } tags String;
    entity Folder in [Folder] = { name?: Long, size: Long };
    entity Doc in [Folder] = { owner: User, size: Long, name: String, title?: String } tags Long;
    entity Bot = { name: Long, age: Long };
    entity Color enum ["red", "green"];
    action all;
    action view, edit in [all] appliesTo {
        principal: User, resource: Doc,
        context: { ok: Bool, n?: Long, color: Color, who: User, rec: { a: Long, b?: String } },
    };
    action run appliesTo { principal: [Bot, User], resource: Folder };
    namespace Else { entity Robot; action look; }
"#;

fn schema() -> Schema {
    resolve(&parse::schema(SCHEMA).unwrap()).unwrap()
}

/// The type of an expression, or `!` and the kind of error.
fn type_of(expr: &str, mode: Mode) -> String {
    let schema = schema();
    let environments = environments(&schema);
    let view = |environment: &&Environment<'_>| environment.action.eid == "view";
    let expr = parse::expression(expr).unwrap_or_else(|error| panic!("{expr}: {error}"));
    match typecheck(&expr, environments.iter().find(view).unwrap(), mode) {
        Ok(typed) => typed.ty.to_string(),
        Err(error) => format!("!{}", error.kind.name()),
    }
}

/// Checks lines of `expression`, strict result and permissive result.
pub(super) fn check(table: &[(&str, &str, &str)]) {
    for (expr, strict, permissive) in table {
        assert_eq!(type_of(expr, Mode::Strict), *strict, "{expr}, strictly");
        assert_eq!(type_of(expr, Mode::Permissive), *permissive, "{expr}, permissively");
    }
}

/// Checks lines of `expression` and the result in both modes.
pub(super) fn both(table: &[(&str, &str)]) {
    check(&table.iter().map(|(expr, result)| (*expr, *result, *result)).collect::<Vec<_>>());
}

const UNEXPECTED: &str = "!unexpected-type";
const INCOMPATIBLE: &str = "!incompatible-types";

#[test]
fn literals_and_variables() {
    both(&[
        ("true", "True"),
        ("false", "False"),
        ("7", "Long"),
        (r#""x""#, "String"),
        (r#"User::"any""#, "User"),
        (r#"Color::"red""#, "Color"),
        (r#"Color::"blue""#, "!unlisted-id"),
        (r#"Usr::"a""#, "!unknown-entity-type"),
        (r#"Action::"view""#, "Action"),
        (r#"Action::"veiw""#, "!unknown-action"),
        (r#"Else::Robot::"a""#, "Else::Robot"),
        (r#"Else::Action::"look""#, "Else::Action"),
        ("principal", "User"),
        ("action", "Action"),
        ("resource", "Doc"),
        ("context.rec", "{a: Long, b?: String}"),
    ]);
}

#[test]
fn one_operand() {
    both(&[
        ("!true", "False"),
        ("!false", "True"),
        ("!context.ok", "Bool"),
        ("!1", UNEXPECTED),
        ("-principal.age", "Long"),
        ("-\"a\"", UNEXPECTED),
        ("principal.words.isEmpty()", "Bool"),
        ("principal.name.isEmpty()", UNEXPECTED),
        (r#"principal.name like "a*""#, "Bool"),
        (r#"principal like "a*""#, UNEXPECTED),
        ("principal is User", "True"),
        ("principal is Doc", "False"),
        ("context is User", UNEXPECTED),
    ]);
    check(&[
        ("(if context.ok then principal else resource) is User", INCOMPATIBLE, "Bool"),
        ("(if context.ok then principal else resource) is Bot", INCOMPATIBLE, "False"),
    ]);
}

#[test]
fn arithmetic_and_order() {
    both(&[
        ("principal.age + 1", "Long"),
        ("principal.age - 1", "Long"),
        ("principal.age * 2", "Long"),
        (r#"principal.name + "x""#, UNEXPECTED),
        ("1 - principal.words", UNEXPECTED),
        ("1 < 2", "Bool"),
        ("1 <= principal.age", "Bool"),
        ("1 > principal.age", "Bool"),
        (r#""a" < "b""#, UNEXPECTED),
        (r#"1 < "b""#, UNEXPECTED),
        ("principal.at < principal.at", "Bool"),
        ("principal.for <= principal.for", "Bool"),
        ("principal.at < principal.for", UNEXPECTED),
        ("principal.at < 1", UNEXPECTED),
        ("principal.score < principal.score", UNEXPECTED),
    ]);
}

#[test]
fn equality() {
    both(&[
        ("1 == 1", "True"),
        ("1 == 2", "False"),
        (r#"1 == "1""#, "False"),
        (r#"User::"a" == User::"a""#, "True"),
        (r#"User::"a" == User::"b""#, "False"),
        (r#"action == Action::"view""#, "True"),
        (r#"action == Action::"edit""#, "False"),
        (r#"action != Action::"edit""#, "True"),
        (r#"principal == User::"a""#, "Bool"),
        (r#"principal == Doc::"a""#, "False"),
        ("principal == resource", "False"),
        ("principal.age == 1", "Bool"),
        ("[1] == [2]", "Bool"),
        ("{a: 1} == {a: 2}", "Bool"),
        ("context.ok == true", "Bool"),
    ]);
    check(&[
        (r#"principal.age == "1""#, INCOMPATIBLE, "Bool"),
        ("principal == 1", INCOMPATIBLE, "Bool"),
        (r#"[1] == ["a"]"#, INCOMPATIBLE, "Bool"),
        ("{a: 1} == {b: 1}", INCOMPATIBLE, "Bool"),
        ("(if context.ok then principal else resource) == principal.boss", INCOMPATIBLE, "Bool"),
        (r#"(if context.ok then principal else resource) == Bot::"b""#, INCOMPATIBLE, "False"),
        ("context.rec == {a: 1}", INCOMPATIBLE, "Bool"),
    ]);
}

#[test]
fn hierarchy() {
    both(&[
        (r#"principal in Group::"g""#, "Bool"),
        (r#"principal in User::"u""#, "Bool"),
        (r#"principal in Folder::"f""#, "False"),
        ("principal in resource", "False"),
        ("principal in principal.groups", "Bool"),
        (r#"principal in [User::"a", User::"b"]"#, "Bool"),
        (r#"resource in [User::"a"]"#, "False"),
        (r#"resource.owner in Group::"g""#, "Bool"),
        (r#"context.color in Group::"g""#, "False"),
        (r#"action in Action::"all""#, "True"),
        (r#"action in Action::"view""#, "True"),
        (r#"action in Action::"edit""#, "False"),
        (r#"action in [Action::"edit", Action::"all"]"#, "True"),
        (r#"action in [Action::"edit"]"#, "False"),
        (r#"Action::"edit" in Action::"all""#, "True"),
        (r#"Action::"all" in action"#, "False"),
        (r#"action in User::"u""#, "False"),
        (r#"action in (if context.ok then Action::"view" else Action::"edit")"#, "Bool"),
        (r#"principal in "g""#, UNEXPECTED),
        (r#"principal in ["g"]"#, UNEXPECTED),
        (r#""p" in Group::"g""#, UNEXPECTED),
        ("principal.groups in principal", UNEXPECTED),
    ]);
    check(&[
        (r#"principal in [User::"a", Group::"b"]"#, INCOMPATIBLE, "Bool"),
        (r#"principal in [Doc::"a", Folder::"b"]"#, INCOMPATIBLE, "False"),
        ("principal in []", "!empty-set", "Bool"),
        ("action in []", "!empty-set", "False"),
    ]);
}

#[test]
fn sets_and_records() {
    both(&[
        ("[1, 2]", "Set<Long>"),
        ("[true, false]", "Set<Bool>"),
        ("[true, true]", "Set<True>"),
        ("[principal, principal.boss]", "Set<User>"),
        ("[{a: true}, {a: false}]", "Set<{a: Bool}>"),
        ("{a: 1, b: true}", "{a: Long, b: True}"),
        ("{a: 1}.a", "Long"),
        ("{a: 1}.b", "!attribute-not-found"),
        (r#"principal.words.contains("a")"#, "Bool"),
        ("principal.name.contains(\"a\")", UNEXPECTED),
        (r#"principal.words.containsAll(["a"])"#, "Bool"),
        (r#"principal.words.containsAny(["a"])"#, "Bool"),
        (r#"principal.words.containsAny("a")"#, UNEXPECTED),
        (r#"["a"].containsAll(principal.name)"#, UNEXPECTED),
    ]);
    check(&[
        ("[]", "!empty-set", "Set<Never>"),
        ("[[]]", "!empty-set", "Set<Set<Never>>"),
        (r#"[1, "a"]"#, INCOMPATIBLE, INCOMPATIBLE),
        ("[principal, resource]", INCOMPATIBLE, "Set<Doc | User>"),
        ("[{a: 1}, {a: 1, b: 2}]", INCOMPATIBLE, "Set<{a: Long, …}>"),
        ("principal.words.contains(1)", INCOMPATIBLE, "Bool"),
        ("principal.words.containsAll([1])", INCOMPATIBLE, "Bool"),
        ("principal.words.containsAny([])", "!empty-set", "Bool"),
        ("principal.groups.contains(principal)", INCOMPATIBLE, "Bool"),
        ("[principal, {a: 1}]", INCOMPATIBLE, INCOMPATIBLE),
    ]);
}

#[test]
fn attributes() {
    both(&[
        ("principal.name", "String"),
        ("principal.address.city", "String"),
        ("principal.nme", "!attribute-not-found"),
        ("principal.nick", "!optional-attribute"),
        ("principal.address.zip", "!optional-attribute"),
        ("principal.name.length", UNEXPECTED),
        ("context.color.name", "!attribute-not-found"),
        ("action.name", "!attribute-not-found"),
        ("principal has name", "Bool"),
        ("principal has nick", "Bool"),
        ("principal has nothing", "False"),
        ("context has ok", "True"),
        ("context has n", "Bool"),
        ("context has nothing", "False"),
        ("context.color has name", "False"),
        ("action has name", "False"),
        ("principal.name has a", UNEXPECTED),
        ("principal has address.city", "Bool"),
        ("principal has address.city && principal has address.zip", "Bool"),
        ("principal has name && principal has name", "Bool"),
        ("{a: principal has name}.a", "Bool"),
    ]);
    let one_of = |rest: &str| format!("(if context.ok then principal else resource){rest}");
    let lines = [
        (".name", "String"),
        (".age", "!attribute-not-found"),
        (" has name", "Bool"),
        (" has age", "Bool"),
        (" has nothing", "False"),
        (" has nick", "Bool"),
        (".nick", "!attribute-not-found"),
    ];
    for (rest, permissive) in lines {
        check(&[(one_of(rest).as_str(), INCOMPATIBLE, permissive)]);
    }
    check(&[
        ("(if context.ok then {a: 1} else {a: 1, b: 2}).a", INCOMPATIBLE, "Long"),
        ("(if context.ok then {a: 1} else {a: 1, b: 2}).b", INCOMPATIBLE, "!attribute-not-found"),
        ("(if context.ok then {a: 1} else {a: 1, b: 2}) has b", INCOMPATIBLE, "Bool"),
        (r#"(if context.ok then Bot::"b" else resource).name"#, INCOMPATIBLE, "!attribute-not-found"),
        (r#"(if context.ok then Bot::"b" else resource) has name"#, INCOMPATIBLE, "Bool"),
    ]);
}

#[test]
fn conditions() {
    both(&[
        ("context.ok && context.ok", "Bool"),
        ("true && context.ok", "Bool"),
        ("context.ok && true", "Bool"),
        ("true && true", "True"),
        ("context.ok && false", "False"),
        ("false && 1 + true", "False"),
        ("1 && true", UNEXPECTED),
        ("context.ok && 1", UNEXPECTED),
        ("true && 1", UNEXPECTED),
        ("context.ok || context.ok", "Bool"),
        ("false || context.ok", "Bool"),
        ("context.ok || false", "Bool"),
        ("context.ok || true", "True"),
        ("false || false", "False"),
        ("true || 1 + true", "True"),
        ("false || 1", UNEXPECTED),
        ("1 || true", UNEXPECTED),
        ("if true then 1 else true + 1", "Long"),
        ("if false then true + 1 else 1", "Long"),
        ("if context.ok then 1 else 2", "Long"),
        ("if context.ok then true else false", "Bool"),
        (r#"if true then 1 else "a""#, "Long"),
        ("if 1 then 1 else 2", UNEXPECTED),
        (r#"if context.ok then 1 else "a""#, INCOMPATIBLE),
        ("if context.ok then 1 else true + 1", UNEXPECTED),
    ]);
    check(&[
        ("if context.ok then principal else resource", INCOMPATIBLE, "Doc | User"),
        ("if context.ok then {a: 1} else {b: 1}", INCOMPATIBLE, "{…}"),
        (r#"if context.ok then context.rec else {a: 1, b: "c"}"#, INCOMPATIBLE, "{a: Long, b?: String}"),
        ("if context.ok then principal else context", INCOMPATIBLE, INCOMPATIBLE),
    ]);
}

#[test]
fn calls() {
    both(&[
        (r#"ip("10.0.0.1")"#, "ipaddr"),
        (r#"ip("10.0.0.256")"#, "!malformed-literal"),
        (r#"decimal("1.0")"#, "decimal"),
        (r#"decimal("1")"#, "!malformed-literal"),
        (r#"datetime("2024-01-01")"#, "datetime"),
        (r#"datetime("2024-02-30")"#, "!malformed-literal"),
        (r#"duration("1h")"#, "duration"),
        (r#"duration("1y")"#, "!malformed-literal"),
        (r#"ip("10.0.0.1", "x")"#, "!wrong-arity"),
        ("ip()", "!wrong-arity"),
        ("ip(1)", UNEXPECTED),
        ("principal.ip.isIpv4()", "Bool"),
        ("principal.ip.isIpv6()", "Bool"),
        ("principal.ip.isLoopback()", "Bool"),
        ("principal.ip.isMulticast()", "Bool"),
        ("principal.ip.isIpv4(1)", "!wrong-arity"),
        ("principal.name.isIpv4()", UNEXPECTED),
        (r#"principal.ip.isInRange(ip("10.0.0.0/8"))"#, "Bool"),
        (r#"principal.ip.isInRange("10.0.0.0/8")"#, UNEXPECTED),
        ("principal.ip.isInRange()", "!wrong-arity"),
        (r#"principal.score.lessThan(decimal("1.0"))"#, "Bool"),
        ("principal.score.lessThanOrEqual(principal.score)", "Bool"),
        ("principal.score.greaterThan(principal.score)", "Bool"),
        ("principal.score.greaterThanOrEqual(1)", UNEXPECTED),
        ("principal.at.offset(principal.for)", "datetime"),
        ("principal.at.offset(principal.at)", UNEXPECTED),
        ("principal.at.durationSince(principal.at)", "duration"),
        ("principal.at.toDate()", "datetime"),
        ("principal.at.toTime()", "duration"),
        ("principal.for.toMilliseconds()", "Long"),
        ("principal.for.toSeconds()", "Long"),
        ("principal.for.toMinutes()", "Long"),
        ("principal.for.toHours()", "Long"),
        ("principal.for.toDays()", "Long"),
        ("principal.at.toDays()", UNEXPECTED),
        ("principal.ip == principal.ip", "Bool"),
    ]);
    check(&[
        ("ip(principal.name)", "!non-literal-constructor", "ipaddr"),
        ("decimal(if context.ok then \"1.0\" else \"2.0\")", "!non-literal-constructor", "decimal"),
        ("principal.ip == principal.name", INCOMPATIBLE, "Bool"),
    ]);
}

#[test]
fn each_part_has_its_type() {
    let schema = schema();
    let environments = environments(&schema);
    let expr = parse::expression("(principal has nick && false) || (if true then context.ok else 1)").unwrap();
    let view = environments.iter().find(|environment| environment.action.eid == "view").unwrap();
    let typed = typecheck(&expr, view, Mode::Strict).unwrap();
    let shown = |parts: &[Option<TypedExpr<'_>>]| -> Vec<String> {
        parts.iter().map(|part| part.as_ref().map_or("-".to_owned(), |part| part.ty.to_string())).collect()
    };
    assert_eq!((typed.ty.to_string(), shown(&typed.parts)), ("Bool".into(), vec!["False".into(), "Bool".into()]));
    let parts: Vec<_> = typed.parts.iter().flatten().map(|part| shown(&part.parts)).collect();
    assert_eq!(parts, [vec!["Bool", "False"], vec!["True", "Bool", "-"]]);
}

#[test]
fn deep_expressions_fit_the_stack() {
    let deep = |open: &str, core: &str, close: &str| format!("{}{core}{}", open.repeat(400), close.repeat(400));
    both(&[
        (deep("[", "1", "]").as_str(), &deep("Set<", "Long", ">")),
        (deep("{a: ", "1", "}").as_str(), &deep("{a: ", "Long", "}")),
        (("context.ok".to_owned() + &" && context.ok".repeat(900)).as_str(), "Bool"),
        (("principal".to_owned() + &".boss".repeat(900)).as_str(), "User"),
        (("principal has manager".to_owned() + &".manager".repeat(120)).as_str(), "Bool"),
    ]);
}
