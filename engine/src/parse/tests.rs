//! Which texts are policies, and how the refusals read.

use super::parse_policies;
use crate::syntax::{BinaryOp, Node, Syntax, UnaryOp};

pub(super) fn check_policy(text: &str, accepted: bool) {
    match parse_policies(text) {
        Ok(_) => assert!(accepted, "should not parse: {text}"),
        Err(error) => assert!(!accepted, "should parse: {text}\n{error}"),
    }
}

pub(super) fn condition(expression: &str) -> String {
    format!("permit(principal, action, resource) when {{ {expression} }};")
}

fn accept(expressions: &[&str]) {
    for expression in expressions {
        check_policy(&condition(expression), true);
    }
}

fn refuse(expressions: &[&str]) {
    for expression in expressions {
        check_policy(&condition(expression), false);
    }
}

/// The expression with every operator in parentheses.
fn shape(expression: &str) -> String {
    let syntax = parse_policies(&condition(expression)).unwrap_or_else(|error| panic!("{error}"));
    show(&syntax, syntax.clauses[0].condition)
}

fn show(syntax: &Syntax, id: crate::syntax::NodeId) -> String {
    let show = |id| show(syntax, id);
    let list = |run: crate::syntax::Run| syntax.items[run.range()].iter().map(|id| show(*id)).collect::<Vec<_>>();
    match syntax.node(id) {
        Node::Bool(truth) => truth.to_string(),
        Node::Long(number) => format!("{number}L"),
        Node::Text(text) => format!("{:?}", syntax.text(text)),
        Node::Entity(uid) => {
            let (ty, id) = syntax.uids[uid.0 as usize];
            format!("{}::{:?}", syntax.text(ty), syntax.text(id))
        }
        Node::Var(var) => format!("{var:?}").to_lowercase(),
        Node::Unary(UnaryOp::Not, a) => format!("(! {})", show(a)),
        Node::Unary(UnaryOp::Negate, a) => format!("(- {})", show(a)),
        Node::Unary(UnaryOp::IsEmpty, a) => format!("(isEmpty {})", show(a)),
        Node::Binary(op, a, b) => format!("({} {} {})", BinaryOp::name(op), show(a), show(b)),
        Node::And(a, b) => format!("(&& {} {})", show(a), show(b)),
        Node::Or(a, b) => format!("(|| {} {})", show(a), show(b)),
        Node::If(a, b, c) => format!("(if {} {} {})", show(a), show(b), show(c)),
        Node::GetAttribute(a, name) => format!("(. {} {:?})", show(a), syntax.text(name)),
        Node::HasAttribute(a, name) => format!("(has {} {:?})", show(a), syntax.text(name)),
        Node::HasPath(a, run) => {
            let names: Vec<&str> = syntax.names[run.range()].iter().map(|name| syntax.text(*name)).collect();
            format!("(has {} {})", show(a), names.join("."))
        }
        Node::Like(a, _) => format!("(like {})", show(a)),
        Node::Is(a, ty) => format!("(is {} {})", show(a), syntax.text(ty)),
        Node::IsIn(a, ty, b) => format!("(isin {} {} {})", show(a), syntax.text(ty), show(b)),
        Node::Set(run) => format!("[{}]", list(run).join(" ")),
        Node::Record(run) => {
            let fields = syntax.fields[run.range()].iter();
            let fields = fields.map(|(key, value)| format!("{:?}: {}", syntax.text(*key), show(*value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(" "))
        }
        Node::Call(function, run) => format!("({} {})", function.name(), list(run).join(" ")),
    }
}

#[test]
fn operators_bind_as_the_grammar_says() {
    let check = |expression: &str, expected: &str| assert_eq!(shape(expression), expected, "{expression}");
    check("1 + 2 * 3 - 4", "(- (+ 1L (* 2L 3L)) 4L)");
    check("1 - 2 - 3", "(- (- 1L 2L) 3L)");
    check("1 - (2 - 3)", "(- 1L (- 2L 3L))");
    check("true || false && true", "(|| true (&& false true))");
    check("true && false && true", "(&& (&& true false) true)");
    check("1 + 2 == 3 && !true", "(&& (== (+ 1L 2L) 3L) (! true))");
    check("!principal.a.b", "(! (. (. principal \"a\") \"b\"))");
    check("-principal.a * 2", "(* (- (. principal \"a\")) 2L)");
    check("if true then 1 else 2 + 3 == 4", "(if true 1L (== (+ 2L 3L) 4L))");
    check("if true then if false then 1 else 2 else 3", "(if true (if false 1L 2L) 3L)");
    check("(if true then 1 else 2) + 3", "(+ (if true 1L 2L) 3L)");
    check("[if true then 1 else 2, 3,]", "[(if true 1L 2L) 3L]");
    check("(1 < 2) == (3 > 4)", "(== (< 1L 2L) (> 3L 4L))");
    check("principal has a.b.c || false", "(|| (has principal a.b.c) false)");
    check("1 + 2 has a && true", "(&& (has (+ 1L 2L) \"a\") true)");
    check("!principal like \"a*\"", "(like (! principal))");
    check("principal is A::B in resource + 1 && true", "(&& (isin principal A::B (+ resource 1L)) true)");
    check("principal is principal", "(is principal principal)");
    check("principal in [action, resource]", "(in principal [action resource])");
    check("context.contains(1).isEmpty()", "(isEmpty (contains context 1L))");
    check("ip(\"1.1.1.1\").isInRange(ip(\"a\"), 3)", "(isInRange (ip \"1.1.1.1\") (ip \"a\") 3L)");
    check("ip().isIpv4()", "(isIpv4 (ip ))");
    check("{a: 1, \"b c\": {}, principal: 2,}", "{\"a\": 1L \"b c\": {} \"principal\": 2L}");
    check("context[\"a\"].b[\"\"]", "(. (. (. context \"a\") \"b\") \"\")");
    check("action::\"x\".y", "(. action::\"x\" \"y\")");
    check("A :: B // c\n :: \"x\\n\"", "A::B::\"x\\n\"");
    check("\"a\".b", "(. \"a\" \"b\")");
    check("true.a", "(. true \"a\")");
}

#[test]
fn signs_belong_to_literals_where_they_can() {
    let check = |expression: &str, expected: &str| assert_eq!(shape(expression), expected, "{expression}");
    check("-5", "-5L");
    check("- 5", "-5L");
    check("--5", "(- -5L)");
    check("----5", "(- (- (- -5L)))");
    check("-(5)", "(- 5L)");
    check("-5.a", "(- (. 5L \"a\"))");
    check("1 -5", "(- 1L 5L)");
    check("1 - -5", "(- 1L -5L)");
    check("2 * -5", "(* 2L -5L)");
    check("-9223372036854775808", "-9223372036854775808L");
    check("--9223372036854775808", "(- -9223372036854775808L)");
    check("-000", "0L");
    check("!!!!true", "(! (! (! (! true))))");
    check("!(-1)", "(! -1L)");
    refuse(&[
        "9223372036854775808",
        "-9223372036854775809",
        "-9223372036854775808.a",
        "-(9223372036854775808)",
        "99999999999999999999999999999999999999999999999999",
        "!!!!!true",
        "-----1",
        "!-1",
        "-!true",
        "1 - ",
        "!",
        "+1",
    ]);
    accept(&["9223372036854775807", "00000000000000000000000000000000000000000000000000001"]);
}

#[test]
fn relations_do_not_chain() {
    refuse(&[
        "1 < 2 < 3",
        "1 == 2 == 3",
        "1 == 2 != 3",
        "principal in action in resource",
        "1 < 2 has a",
        "1 has a == 2",
        "1 has a has b",
        "principal is A == true",
        "principal is A is B",
        "principal is A in resource == 1",
        "principal is A in resource in action",
        "\"a\" like \"b\" == true",
        "\"a\" like \"b\" + 1",
        "1 has a + 1",
        "principal in resource is A",
        "1 = 2",
        "1 / 2",
        "1 % 2",
        "1 === 2",
        "1 <> 2",
    ]);
}

#[test]
fn words_are_names_by_place() {
    accept(&[
        "principal.permit",
        "principal.when",
        "principal.principal",
        "principal has context",
        "principal has forbid.unless",
        "{permit: 1, when: 2}",
        "permit::\"x\"",
        "principal is context::resource",
        "principal.ip",
        "principal.contains",
        "{ip: 1}",
        "principal[\"if\"]",
        "{\"if\": 1, \"__cedar\": 2}",
        "principal has \"in\"",
        "principal[\"__cedar\"]",
        "__cedarr::\"x\"",
        "_::\"x\"",
        "principal is when",
        "principal.__cedar_",
    ]);
    for word in ["true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar"] {
        refuse(&[
            &format!("principal.{word}"),
            &format!("principal has {word}"),
            &format!("principal has a.{word}"),
            &format!("{{{word}: 1}}"),
            &format!("{word}::\"x\""),
            &format!("A::{word}::\"x\""),
            &format!("principal is {word}"),
            &format!("principal is A::{word}"),
            &format!("{word}::A::\"x\""),
        ]);
        let annotated = format!("@{word}(\"x\") permit(principal, action, resource);");
        check_policy(&annotated, true);
    }
}

#[test]
fn calls() {
    accept(&[
        "decimal(\"1.0\", 2,)",
        "context.isIpv4(1, 2)",
        "[].contains(1)",
        "context.isEmpty()",
        "ip(if true then 1 else 2)",
    ]);
    refuse(&[
        "foo(1)",
        "a::ip(\"1\")",
        "ip::ip(1)",
        "principal(1)",
        "contains(1)",
        "isIpv4(1)",
        "context.ip(1)",
        "context.foo()",
        "context.contains()",
        "context.contains(1, 2)",
        "context.isEmpty(1)",
        "context.hasTag()",
        "context.getTag(1, 2)",
        "(ip)(1)",
        "1(2)",
        "\"a\"(1)",
        "context[\"contains\"](1)",
        "ip(\"a\")(1)",
        "ip",
        "ip.a",
        "foo",
        "a::b",
        "ip[\"a\"]",
        "ip(,)",
        "ip(1,,2)",
        "context.contains(1",
        "principal.a::b",
        "User::\"a\"::\"b\"",
        "User::{id: \"a\"}",
    ]);
}

#[test]
fn operands() {
    accept(&["[]", "{}", "[1, \"a\", [true]]", "((((1))))", "{\"a\": 1, b: 2}", "context[\"\\u{41}\"]"]);
    refuse(&[
        "",
        "[,]",
        "{,}",
        "[1 2]",
        "(1",
        "1)",
        "()",
        "{a}",
        "{a: }",
        "{1: 2}",
        "{(a): 1}",
        "{a: 1, a: 2}",
        "{a: 1, \"a\": 2}",
        "{\"\\x61\": 1, a: 2}",
        "{a::b: 1}",
        "context[a]",
        "context[1]",
        "context[(\"a\")]",
        "context[]",
        "?principal",
        "?resource == principal",
        "?foo",
        "principal ==",
        "== 1",
        "if true then 1",
        "if true else 1",
        "true || if true then true else true",
        "!if true then true else true",
        "if true then 1 else 2 3",
        "\"a\" like (\"b\")",
        "\"a\" like 1",
        "\"a\" like context",
        "\"\\*\"",
        "\"\\q\"",
        "\"a\" like \"\\q\"",
        "1 has (a)",
        "1 has 2",
        "1 has a::b",
        "1 has \"a\".b",
        "1 has a[\"b\"]",
        "1 has a.b()",
        "principal is \"A\"",
        "principal is A::\"b\"",
        "principal is (A)",
        "principal is A.b",
        "1 2",
        "true;",
        "principal.",
        "principal.\"a\"",
        "principal.1",
        "1.",
        ".1",
        "a.b",
        "User::",
        "User::1",
        "::User",
        "'a'",
        "{a: 1, b}",
        "{a: 1} {b: 2}",
    ]);
    accept(&["\"a\" like \"\\*\\\\*\""]);
    let many: Vec<String> = (0..40).map(|number| format!("a{number}: 1")).collect();
    accept(&[&format!("{{{}}}", many.join(","))]);
    refuse(&[&format!("{{{}, a3: 1}}", many.join(","))]);
}

#[test]
fn refusals_read_well() {
    let mistakes = include_str!("mistakes.txt");
    let report = mistakes.lines().map(|text| match parse_policies(text) {
        Ok(_) => format!("accepted: {text}\n"),
        Err(error) => format!("{error}\n"),
    });
    insta::assert_snapshot!(report.collect::<Vec<_>>().join("\n"));
}
