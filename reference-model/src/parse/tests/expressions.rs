//! Expressions: what they mean, and which are none.

use crate::expr::{BinaryOp, Expr, ExtFun, PatternElem, UnaryOp, Var};
use crate::name::{EntityUid, Name};
use crate::parse::{ParseErrorKind as Kind, expression};

fn accepts(text: &str, expected: Expr) {
    assert_eq!(expression(text), Ok(expected), "{text}");
}

fn same(texts: &[(&str, &str)]) {
    for (text, meaning) in texts {
        let expected = expression(meaning).unwrap_or_else(|e| panic!("{meaning}: {e}"));
        assert_eq!(expression(text), Ok(expected), "{text} should mean {meaning}");
    }
}

#[test]
fn literals_and_variables() {
    accepts("true", Expr::bool(true));
    accepts("false", Expr::bool(false));
    accepts("principal", Expr::Var(Var::Principal));
    accepts("action", Expr::Var(Var::Action));
    accepts("resource", Expr::Var(Var::Resource));
    accepts("context", Expr::Var(Var::Context));
    accepts("0", Expr::long(0));
    accepts("007", Expr::long(7));
    accepts("9223372036854775807", Expr::long(i64::MAX));
    accepts("-9223372036854775808", Expr::long(i64::MIN));
    accepts("- 1", Expr::long(-1));
    accepts("--1", Expr::long(-1).unary(UnaryOp::Neg));
    accepts("-(1)", Expr::long(1).unary(UnaryOp::Neg));
    accepts("-1.a", Expr::long(1).attr("a").unary(UnaryOp::Neg));
    accepts("--9223372036854775808", Expr::long(i64::MIN).unary(UnaryOp::Neg));
    accepts(r#""a\n\u{e9}""#, Expr::string("a\né"));
    accepts(r#"User::"ann""#, Expr::entity(EntityUid::new(Name::unqualified("User"), "ann")));
    accepts(r#"principal::"x""#, Expr::entity(EntityUid::new(Name::unqualified("principal"), "x")));
    let name = Name { namespace: vec!["A".into(), "context".into()], basename: "permit".into() };
    accepts("A :: context\n// there\n::permit::\"\\\"\"", Expr::entity(EntityUid::new(name, "\"")));
}

#[test]
fn operators() {
    let (a, b) = (Expr::Var(Var::Principal), Expr::Var(Var::Resource));
    let binary = |op| a.clone().binary(op, b.clone());
    accepts("principal == resource", binary(BinaryOp::Eq));
    accepts("principal != resource", binary(BinaryOp::Eq).negated());
    accepts("principal < resource", binary(BinaryOp::Less));
    accepts("principal <= resource", binary(BinaryOp::LessEq));
    accepts("principal > resource", binary(BinaryOp::LessEq).negated());
    accepts("principal >= resource", binary(BinaryOp::Less).negated());
    accepts("principal in resource", binary(BinaryOp::In));
    accepts("principal + resource", binary(BinaryOp::Add));
    accepts("principal-resource", binary(BinaryOp::Sub));
    accepts("principal*resource", binary(BinaryOp::Mul));
    accepts("principal.contains(resource)", binary(BinaryOp::Contains));
    accepts("principal.containsAll(resource)", binary(BinaryOp::ContainsAll));
    accepts("principal.containsAny(resource,)", binary(BinaryOp::ContainsAny));
    accepts("principal.hasTag(resource)", binary(BinaryOp::HasTag));
    accepts("principal.getTag(resource)", binary(BinaryOp::GetTag));
    accepts("principal.isEmpty()", a.clone().unary(UnaryOp::IsEmpty));
    accepts("principal && resource", a.clone().and(b.clone()));
    accepts("principal || resource", a.clone().or(b.clone()));
    accepts("!principal", a.clone().negated());
    accepts("principal.x", a.clone().attr("x"));
    accepts("principal has x", a.clone().has("x"));
    accepts(
        "principal is A::B",
        a.clone().unary(UnaryOp::Is(Name { namespace: vec!["A".into()], basename: "B".into() })),
    );
    accepts("principal is principal", a.clone().unary(UnaryOp::Is(Name::unqualified("principal"))));
    let pattern = vec![PatternElem::Char('a'), PatternElem::Star, PatternElem::Char('*')];
    accepts(r#"principal like "a*\*""#, a.unary(UnaryOp::Like(pattern)));
}

#[test]
fn precedence_and_sugar() {
    same(&[
        ("1 + 2 * 3 - 4", "(1 + (2 * 3)) - 4"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("1 * 2 * 3", "(1 * 2) * 3"),
        ("1 + 2 < 3 * 4", "(1 + 2) < (3 * 4)"),
        ("true && false || true && false", "(true && false) || (true && false)"),
        ("true || true || true", "(true || true) || true"),
        ("true && true && true", "(true && true) && true"),
        ("!true == false", "(!true) == false"),
        ("!principal.a", "!(principal.a)"),
        ("-principal.a", "-(principal.a)"),
        ("1 - -1", "1 - (-1)"),
        ("if true then 1 else 2 + 3", "if true then 1 else (2 + 3)"),
        ("if true then if false then 1 else 2 else 3", "if (true) then (if false then 1 else 2) else 3"),
        ("if 1then 2else 3", "if 1 then 2 else 3"),
        ("principal has a.b", "principal has a && principal.a has b"),
        ("principal has a.b.c", "(principal has a && principal.a has b) && principal.a.b has c"),
        ("principal has context.principal", "principal has context && principal.context has principal"),
        ("principal is A in resource", "principal is A && principal in resource"),
        ("principal is A in 1 + 2 || true", "(principal is A && principal in (1 + 2)) || true"),
        ("principal has \"a\"", "principal has a"),
        ("principal[\"a\"]", "principal.a"),
        ("principal [ \"a\" ] . b", "principal.a.b"),
        ("1 in [2] && true", "(1 in [2]) && true"),
        ("{a: 1, \"b c\": 2,}", "{\"a\": 1, \"b c\": 2}"),
        ("{principal: 1, permit: 2, when: 3}", "{\"principal\": 1, \"permit\": 2, \"when\": 3}"),
        ("[1, 2,]", "[1, 2]"),
        ("[]// nothing\r.isEmpty()", "[].isEmpty()"),
        ("{}\u{a0}has\u{2003}a", "{} has a"),
        ("(((1)))", "1"),
    ]);
    accepts("!!!!true", Expr::bool(true).negated().negated().negated().negated());
    accepts("{}", Expr::Record(vec![]));
}

#[test]
fn extension_functions() {
    accepts("ip(\"::1\")", Expr::Call(ExtFun::Ip, vec![Expr::string("::1")]));
    accepts("ip()", Expr::Call(ExtFun::Ip, vec![]));
    accepts("decimal(1, 2,)", Expr::Call(ExtFun::Decimal, vec![Expr::long(1), Expr::long(2)]));
    accepts("1.isIpv4()", Expr::Call(ExtFun::IsIpv4, vec![Expr::long(1)]));
    accepts("context.lessThan()", Expr::Call(ExtFun::LessThan, vec![Expr::Var(Var::Context)]));
    for function in ExtFun::ALL {
        let name = function.name();
        let (right, wrong) = if function.is_constructor() {
            (format!("{name}(\"\")"), format!("1.{name}()"))
        } else {
            (format!("1.{name}(2)"), format!("{name}(1)"))
        };
        assert!(expression(&right).is_ok(), "{right}");
        assert_eq!(expression(&wrong).map_err(|e| e.kind), Err(Kind::Function), "{wrong}");
    }
}

#[test]
fn rejected() {
    let table: &[(Kind, &[&str])] = &[
        (
            Kind::Syntax,
            &[
                "",
                "1 2",
                "(",
                ")",
                "(1",
                "[1",
                "[,]",
                "[1,,]",
                "{,}",
                "{a}",
                "{a:}",
                "{a: 1 b: 2}",
                "{1: 2}",
                "{(a): 1}",
                "{A::b: 1}",
                "1 +",
                "+1",
                "* 1",
                "1 / 2",
                "1 % 2",
                "1 = 2",
                "1 == 2 == 3",
                "1 < 2 < 3",
                "1 in 2 in 3",
                "1 == 2 in 3",
                "1 has a has b",
                "1 has a == true",
                "1 == 2 has a",
                "1 like \"a\" like \"b\"",
                "1 is A is B",
                "1 is A in 2 in 3",
                "1 is A == 2",
                "1 has a + 1",
                "1 has (a)",
                "1 has \"a\".b",
                "1 has a[\"b\"]",
                "1 has a.",
                "1 has 1",
                "1 has -a",
                "1 has A::b",
                "1 like a",
                "1 like (\"a\")",
                "1 like \"a\" + \"b\"",
                "1 is \"A\"",
                "1 is (A)",
                "1 is A.B",
                "1 is A::\"x\"",
                "foo",
                "foo.bar",
                "foo[\"a\"]",
                "foo.bar()",
                "A::B",
                "A::B.c",
                "A::",
                "A::{a: 1}",
                "A::1",
                "!-1",
                "-!true",
                "1.2",
                "1[2]",
                "1[(\"a\")]",
                "1[\"a\" + \"b\"]",
                "1[a]",
                "1.\"a\"",
                "1 || if true then 1 else 2",
                "!if true then 1 else 2",
                "if true then 1",
                "if true else 1",
                "if true then 1 else",
                "true || || true",
                "1 <> 2",
                "a::b::c()",
                "?",
                "permit",
                "A::ip(\"\")",
                "ip",
                "a: 1",
                "@a",
            ],
        ),
        (
            Kind::Reserved,
            &[
                "in",
                "has",
                "like",
                "is",
                "then",
                "else",
                "__cedar",
                "1 has if",
                "1 has true",
                "1 has in",
                "1 has a.if",
                "1 has __cedar",
                "1.if",
                "1.true",
                "1.__cedar",
                "{if: 1}",
                "{true: 1}",
                "{in: 1}",
                "{__cedar: 1}",
                "1 is in",
                "1 is __cedar::A",
                "1 is A::__cedar",
                "A::in::\"x\"",
                "then::\"a\"",
                "true::\"a\"",
                "false::a",
                "__cedar::\"a\"",
                "__cedar::Long::\"a\"",
                "A::__cedar::\"a\"",
                "1.has()",
            ],
        ),
        (
            Kind::Function,
            &[
                "1(2)",
                "(1)(2)",
                "1.a()",
                "1.ip(\"\")",
                "isIpv4(1)",
                "contains(1)",
                "foo(1)",
                "[].contains()",
                "[].contains(1, 2)",
                "[].containsAll()",
                "[].isEmpty(1)",
                "1.hasTag()",
                "1.getTag(1, 2)",
                "1.Contains(2)",
                "\"a\"()",
                "1[\"a\"]()",
                "1.lessThan(2)(3)",
                "unknown(\"a\")",
                "true()",
                "A::\"b\"()",
            ],
        ),
        (
            Kind::IntegerRange,
            &[
                "9223372036854775808",
                "-9223372036854775809",
                "-(9223372036854775808)",
                "-9223372036854775808.a",
                "18446744073709551616",
                "- 99999999999999999999999999",
            ],
        ),
        (Kind::UnaryLimit, &["!!!!!true", "-----1", "-----principal"]),
        (Kind::Duplicate, &["{a: 1, a: 2}", "{a: 1, \"a\": 2}", r#"{"\x61": 1, a: 1}"#]),
        (Kind::Slot, &["?principal", "1 == ?resource", "?other", "[?principal]"]),
        (
            Kind::Escape,
            &[r#""\q""#, r#""\*""#, r#"1 like "\q""#, "\"a\rb\"", r#"A::"\u{}""#, r#"1["\x80"]"#, r#"1 has "\_""#],
        ),
        (Kind::Token, &["\"a", "\"a\\", "\"a\\\nb\"", "#", "1 & 2", "1 | 2", "é", "'a'", "1 ~ 2", "\u{feff}1", "\\"]),
    ];
    for (kind, texts) in table {
        for text in *texts {
            let result = expression(text);
            assert_eq!(result.as_ref().map_err(|e| e.kind), Err(*kind), "{text:?}: {result:?}");
        }
    }
}

#[test]
fn height() {
    let limit = 1000;
    let nested = |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
    for (open, close) in [("(", ")"), ("[", "]"), ("{a: ", "}"), ("ip(", ")"), ("if true then 1 else ", "")] {
        assert!(expression(&nested(open, close, limit - 1)).is_ok(), "{open}");
        assert_eq!(expression(&nested(open, close, limit)).map_err(|e| e.kind), Err(Kind::TooDeep), "{open}");
    }
    for more in [" + 1", " * 1", " && 1", " || 1", ".a", "[\"a\"]", ".isEmpty()", ".contains(1)", ".isIpv4()"] {
        let chain = |n: usize| format!("principal{}", more.repeat(n));
        assert!(expression(&chain(limit - 1)).is_ok(), "{more}");
        assert_eq!(expression(&chain(limit)).map_err(|e| e.kind), Err(Kind::TooDeep), "{more}");
    }
    let path = |n: usize| format!("principal has a{}", ".a".repeat(n));
    assert!(expression(&path(limit - 2)).is_ok());
    assert_eq!(expression(&path(limit - 1)).map_err(|e| e.kind), Err(Kind::TooDeep));
    let signs = |n: usize| format!("{}1", "(-".repeat(n)) + &")".repeat(n);
    assert!(expression(&signs(499)).is_ok());
    assert_eq!(expression(&signs(500)).map_err(|e| e.kind), Err(Kind::TooDeep));
}
