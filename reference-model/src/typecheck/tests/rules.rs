//! Corners of the rules that the tables by subject do not reach: each function on wrong operands, errors that stand deeper,
//! literals on either side of `in` and `==`.

use super::{INCOMPATIBLE, UNEXPECTED, both, check};
use crate::expr::ExtFun;

/// The parameter of each function that is no constructor, as an expression of that type.
fn receiver(function: ExtFun) -> Option<&'static str> {
    use ExtFun as F;
    Some(match function {
        F::Decimal | F::Ip | F::Datetime | F::Duration => return None,
        F::LessThan | F::LessThanOrEqual | F::GreaterThan | F::GreaterThanOrEqual => "principal.score",
        F::IsIpv4 | F::IsIpv6 | F::IsLoopback | F::IsMulticast | F::IsInRange => "principal.ip",
        F::Offset | F::DurationSince | F::ToDate | F::ToTime => "principal.at",
        F::ToMilliseconds | F::ToSeconds | F::ToMinutes | F::ToHours | F::ToDays => "principal.for",
    })
}

#[test]
fn each_function_on_wrong_operands() {
    for function in ExtFun::ALL {
        let name = function.name();
        let Some(receiver) = receiver(function) else {
            let wrong = ["1", "true", "principal", "[]", "context"].map(|argument| format!("{name}({argument})"));
            for expr in &wrong[..3] {
                both(&[(expr, UNEXPECTED)]);
            }
            both(&[(&wrong[4], UNEXPECTED), (&format!("{name}()"), "!wrong-arity")]);
            check(&[(&wrong[3], "!empty-set", UNEXPECTED)]);
            check(&[(&format!("{name}(principal.name)"), "!non-literal-constructor", type_of_constructor(function))]);
            both(&[(&format!(r#"{name}("")"#), "!malformed-literal"), (&format!(r#"{name}("", "")"#), "!wrong-arity")]);
            continue;
        };
        let argument = match function {
            ExtFun::Offset => "principal.for",
            _ if function.arity() == 2 => receiver,
            _ => "",
        };
        for wrong in ["1", "principal", "principal.name", "[principal]", "context"] {
            both(&[(&format!("{wrong}.{name}({argument})"), UNEXPECTED)]);
            if function.arity() == 2 {
                both(&[(&format!("{receiver}.{name}({wrong})"), UNEXPECTED)]);
            }
        }
        let missing = if function.arity() == 2 { "" } else { receiver };
        both(&[(&format!("{receiver}.{name}({missing})"), "!wrong-arity")]);
        both(&[(&format!("{receiver}.{name}(1 + true)"), UNEXPECTED)]);
    }
}

fn type_of_constructor(function: ExtFun) -> &'static str {
    if function == ExtFun::Ip { "ipaddr" } else { function.name() }
}

#[test]
fn errors_that_stand_deeper() {
    const WRONG: &str = "(1 + true)";
    for around in [
        "!{}",
        "-{}",
        "{}.a",
        "{} has a",
        "{} like \"a\"",
        "{} is User",
        "{}.isEmpty()",
        "{} == 1",
        "1 == {}",
        "{} < 1",
        "1 < {}",
        "{} in principal",
        "principal in {}",
        "principal in [{}]",
        "[1].contains({})",
        "{}.contains(1)",
        "[{}]",
        "[1, {}]",
        "[1].containsAll([{}])",
        "[{}].containsAny([1])",
        "{a: {}}",
        "{a: 1, b: {}}.a",
        "ip({})",
        "principal.ip.isInRange({})",
        "principal.hasTag({})",
        "{}.hasTag(\"t\")",
        "principal.getTag({})",
        "if {} then 1 else 2",
        "if context.ok then {} else 2",
        "if context.ok then 1 else {}",
        "context.ok && {}",
        "context.ok || {}",
        "{} && context.ok",
        "{} || context.ok",
    ] {
        both(&[(&around.replace("{}", WRONG), UNEXPECTED)]);
    }
    // Where the types decide, nothing is looked at.
    for around in [
        "false && {}",
        "principal is Doc && {}",
        "true || {}",
        "if true then true else {}",
        "if principal is Doc then {} else true",
    ] {
        let is_false = around.contains("&&");
        both(&[(&around.replace("{}", WRONG), if is_false { "False" } else { "True" })]);
    }
}

#[test]
fn operands_that_the_tables_by_subject_leave_out() {
    both(&[
        // A minus before a number is part of the literal; any other is an operator.
        ("-1 == -1", "True"),
        ("-1 == 1", "False"),
        ("-(1) == -1", "Bool"),
        ("--1 == 1", "Bool"),
        ("-true", UNEXPECTED),
        ("2 * \"a\"", UNEXPECTED),
        ("true - 1", UNEXPECTED),
        ("principal.for < principal.at", UNEXPECTED),
        ("principal.ip <= principal.ip", UNEXPECTED),
        ("principal.at > principal.at", "Bool"),
        ("principal.for >= principal.for", "Bool"),
        ("true < false", UNEXPECTED),
        // `in`: a literal that is no action is decided by its type; an action only by literals.
        (r#"action in [User::"u"]"#, "False"),
        (r#"action in [action]"#, "True"),
        (r#"Else::Action::"look" in Action::"all""#, "False"),
        (r#"Else::Action::"look" in Else::Action::"look""#, "True"),
        (r#"Action::"all" in Action::"view""#, "False"),
        (r#"User::"u" in User::"u""#, "Bool"),
        (r#"Color::"red" in Color::"red""#, "Bool"),
        (r#"Color::"red" in Group::"g""#, "False"),
        (r#"Bot::"b" in principal.groups"#, "False"),
        (r#"Folder::"f" in resource"#, "False"),
        (r#"resource in Folder::"f""#, "Bool"),
        ("resource in action", "False"),
        (r#"action in (if context.ok then action else action)"#, "Bool"),
        // `==`: literals decide even where their types have no bound.
        (r#"true == "true""#, "False"),
        (r#"User::"a" == "a""#, "False"),
        (r#"User::"a" == Doc::"a""#, "False"),
        (r#"action == "view""#, "False"),
        (r#"action == Else::Action::"look""#, "False"),
        (r#"action == principal"#, "False"),
        ("action == action", "True"),
        ("principal == principal", "Bool"),
        ("context.color == Color::\"red\"", "Bool"),
        ("principal.words == principal.words", "Bool"),
        ("(1 == 1) == (2 == 2)", "Bool"),
        // Sets of sets and of records.
        ("[[1], [2]]", "Set<Set<Long>>"),
        ("[[1], [2]].contains([3])", "Bool"),
        ("[{a: [true]}, {a: [false]}]", "Set<{a: Set<Bool>}>"),
        ("[principal.words].contains(principal.words)", "Bool"),
        ("principal is Else::Robot", "False"),
        ("action is Action", "True"),
        ("action is Else::Action", "False"),
        ("principal.groups is Group", UNEXPECTED),
        ("{a: 1} has a", "True"),
        ("{a: 1} has b", "False"),
        ("context.rec has b", "Bool"),
        ("context.rec has a", "True"),
        ("context.rec.b", "!optional-attribute"),
        ("principal.groups has name", UNEXPECTED),
        ("principal.address has city", "True"),
    ]);
    check(&[
        ("context.n == \"a\"", "!optional-attribute", "!optional-attribute"),
        ("principal.words.containsAny([1])", INCOMPATIBLE, "Bool"),
        ("principal.words.containsAny(principal.groups)", INCOMPATIBLE, "Bool"),
        ("[1].containsAll([principal])", INCOMPATIBLE, "Bool"),
        ("[[1]].contains([\"a\"])", INCOMPATIBLE, "Bool"),
        ("principal.words == principal.groups", INCOMPATIBLE, "Bool"),
        ("principal.groups == [principal]", INCOMPATIBLE, "Bool"),
        ("[User::\"a\"] == [Doc::\"a\"]", INCOMPATIBLE, "Bool"),
        ("{a: principal} == {a: resource}", INCOMPATIBLE, "Bool"),
        ("[[1], [\"a\"]]", INCOMPATIBLE, INCOMPATIBLE),
        ("[{a: 1}, {a: \"a\"}]", INCOMPATIBLE, "Set<{…}>"),
        ("[{a: 1}, {b: 1}] == [{}]", INCOMPATIBLE, "Bool"),
        ("[principal, action]", INCOMPATIBLE, "Set<Action | User>"),
        ("[1, principal]", INCOMPATIBLE, INCOMPATIBLE),
        ("if context.ok then [] else [1]", "!empty-set", "Set<Long>"),
        ("[].isEmpty()", "!empty-set", "Bool"),
        ("[] == []", "!empty-set", "Bool"),
    ]);
}
