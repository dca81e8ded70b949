//! The types of sub-expressions: which are told, with what text, and how types compare.

use super::{parse, validator};
use crate::policy_set::PolicySet;
use crate::schema::Schema;
use crate::syntax::{Node, NodeId, Syntax};
use crate::validator::{ExpressionType, TypeShape, ValidationMode, Validator};
use std::fmt::Write;

#[test]
fn sub_expressions_have_types() {
    let condition: &'static str = "principal is User && principal.home.street like \"a*\"";
    let text = format!("permit(principal, action == Action::\"watch\", resource is Album) when {{ {condition} }};");
    let typed = validator().typed_conditions(&parse(&text), ValidationMode::Strict);
    let types = |at: usize| -> Vec<(&str, String)> {
        let source = |span: crate::Span| &text[span.start as usize..span.end as usize];
        typed[at].expressions.iter().map(|expression| (source(expression.span), expression.ty.to_string())).collect()
    };
    assert_eq!((typed.len(), typed[0].principal.as_str(), typed[1].principal.as_str()), (2, "Robot", "User"));
    let owned = |list: &[(&'static str, &str)]| -> Vec<(&str, String)> {
        list.iter().map(|(text, ty)| (*text, (*ty).to_owned())).collect()
    };
    let of_robots = owned(&[("principal", "Robot"), ("principal is User", "False"), (condition, "False")]);
    assert_eq!(types(0), of_robots);
    let of_users = owned(&[
        ("principal", "User"),
        ("principal is User", "True"),
        ("principal", "User"),
        ("principal.home", "{street: String, zip?: Long}"),
        ("principal.home.street", "String"),
        ("principal.home.street like \"a*\"", "Bool"),
        (condition, "Bool"),
    ]);
    assert_eq!(types(1), of_users);
}

/// A tree in words, whatever its text was.
fn tree(syntax: &Syntax, id: NodeId) -> String {
    let mut words = String::new();
    let sub = |id: NodeId| tree(syntax, id);
    let _ = match syntax.node(id) {
        Node::Bool(truth) => write!(words, "{truth}"),
        Node::Long(number) => write!(words, "{number}"),
        Node::Text(text) => write!(words, "{:?}", syntax.text(text)),
        Node::Entity(uid) => {
            let (ty, id) = syntax.uids[uid.0 as usize];
            write!(words, "{}::{:?}", syntax.text(ty), syntax.text(id))
        }
        Node::Var(var) => write!(words, "{var:?}"),
        Node::Unary(operator, operand) => write!(words, "{operator:?}({})", sub(operand)),
        Node::Binary(operator, left, right) => write!(words, "{operator:?}({}, {})", sub(left), sub(right)),
        Node::And(left, right) => write!(words, "And({}, {})", sub(left), sub(right)),
        Node::Or(left, right) => write!(words, "Or({}, {})", sub(left), sub(right)),
        Node::If(a, b, c) => write!(words, "If({}, {}, {})", sub(a), sub(b), sub(c)),
        Node::GetAttribute(of, name) => write!(words, "Get({}, {:?})", sub(of), syntax.text(name)),
        Node::HasAttribute(of, name) => write!(words, "Has({}, {:?})", sub(of), syntax.text(name)),
        Node::HasPath(of, run) => {
            let names: Vec<&str> = syntax.names[run.range()].iter().map(|name| syntax.text(*name)).collect();
            write!(words, "Has({}, {names:?})", sub(of))
        }
        Node::Like(of, pattern) => write!(words, "Like({}, {:?})", sub(of), syntax.patterns[pattern as usize]),
        Node::Is(of, ty) => write!(words, "Is({}, {})", sub(of), syntax.text(ty)),
        Node::IsIn(of, ty, right) => write!(words, "IsIn({}, {}, {})", sub(of), syntax.text(ty), sub(right)),
        Node::Set(run) => {
            let items: Vec<String> = syntax.items[run.range()].iter().map(|item| sub(*item)).collect();
            write!(words, "Set({})", items.join(", "))
        }
        Node::Record(run) => {
            let fields = syntax.fields[run.range()].iter();
            let fields: Vec<String> =
                fields.map(|(name, value)| format!("{:?}: {}", syntax.text(*name), sub(*value))).collect();
            write!(words, "Record({})", fields.join(", "))
        }
        Node::Call(function, run) => {
            let items: Vec<String> = syntax.items[run.range()].iter().map(|item| sub(*item)).collect();
            write!(words, "{}({})", function.name(), items.join(", "))
        }
    };
    words
}

fn with_condition(condition: &str) -> PolicySet {
    parse(&format!("permit(principal, action, resource) when {{ {condition} }};"))
}

/// The text of each expression, read alone, is the same expression.
#[test]
fn the_text_of_each_expression_is_that_expression() {
    let conditions = [
        "1 + 2 + 3 * 4 - 5 == 6",
        "1 + (2 + 3) == (((1 + 2)) + 3)",
        "true && false && true || false || true && (true || false)",
        "(true && false) && (true && (false))",
        "!true && !!true && ! ! !true && !(!true) && !!(!!true)",
        "-1 < - 1 && --1 < - - -1 && -(1) < -(-(1)) && ----1 == - // a\n - // b\n -1",
        "-principal.age < --principal.age && -(principal.age + 1) < -1 * -2",
        "!principal.active && !(principal has nick) && !(principal.active == true)",
        "principal has nick && principal has home.zip && principal has \"odd name\" && (principal.boss) has boss.boss.name",
        "if principal.active then if true then 1 == 1 else (if false then true else false) else !(if true then true else false)",
        "(if principal.active then principal else principal).boss.boss[\"boss\"].name == \"x\"",
        "principal.langs.contains(\"x\") || [1, (2), -3, 4 + 5].containsAll([]) || ([[1]]).isEmpty()",
        "{a: 1, \"b c\": {d: (true)}, e: [principal]}.a == 1 && ({a: 1}).a == ((1))",
        "principal is User && principal is User in Group::\"g\" && (principal) is User in (Group::\"g\") && principal in [Group::\"g\"]",
        "principal.name like \"a*\\*\" && (principal.name) like \"*\"",
        "ip(\"1.2.3.4\").isInRange((principal).addr) && (ip(\"::1\")).isLoopback() && decimal(\"1.0\").lessThan(principal.quota)",
        "principal.joined.offset(duration(\"1d\")).toTime().toDays() > 1 && datetime(\"2024-01-01\") <= principal.joined",
        "principal.hasTag(\"a\") && principal.getTag((\"a\")) != principal.getTag(\"a\") && (1 != 2) == (2 >= 1)",
        "(\n  principal // here\n . age // there\n  + 1\n) // after\n < ( 2 ) && User :: \"a\" == N::M :: \"b\\n\"",
        "((((principal.home)))[\"street\"]) == ((\"x\")) && ((1) + (2)) * (3) == (4) - ((5))",
    ];
    for condition in conditions {
        let policies = with_condition(condition);
        let policy = policies.policies().next().expect("a policy");
        let syntax = &policy.body().syntax;
        for (at, span) in syntax.spans.iter().enumerate() {
            let text = &syntax.source[span.start as usize..span.end as usize];
            let again = with_condition(text);
            let body = again.policies().next().expect("a policy").body();
            let read = body.syntax.clauses[0].condition;
            let whole = tree(syntax, NodeId(at as u32));
            assert_eq!(tree(&body.syntax, read), whole, "`{text}` of `{condition}`");
        }
    }
}

fn types(validator: &Validator, condition: &str, mode: ValidationMode) -> Vec<ExpressionType> {
    let typed = validator.typed_conditions(&with_condition(condition), mode);
    typed.iter().flat_map(|condition| &condition.expressions).map(|expression| expression.ty.clone()).collect()
}

#[test]
fn types_compare_by_meaning() {
    let condition = "[{a: [principal], b: context, c: {}}].isEmpty() && ip(\"::\") == ip(\"::\") && -1 < 2";
    let (one, other) = (validator(), validator());
    let ours = types(&one, condition, ValidationMode::Strict);
    // Another condition before it numbers the types otherwise.
    let theirs = types(&other, &format!("[{{z: [[1]]}}].isEmpty() || ({condition})"), ValidationMode::Strict);
    let extra = theirs.len() - ours.len();
    assert!(extra > 0);
    for ty in &ours {
        let same = ours.iter().filter(|other| *other == ty).count();
        let text = ty.to_string();
        assert_eq!(same, ours.iter().filter(|other| other.to_string() == text).count(), "{text}");
        assert!(theirs.contains(ty), "{text}");
        let there = theirs.iter().filter(|other| other.to_string() == text).count();
        assert_eq!(there, theirs.iter().filter(|other| *other == ty).count(), "{text}");
    }
}

#[test]
fn types_have_shapes() {
    let of = |condition: &str, mode| types(&validator(), condition, mode).last().expect("a type").clone();
    let permissive = |condition: &str| {
        let all = types(&validator(), &format!("[{condition}].isEmpty()"), ValidationMode::Permissive);
        all[all.len() - 2].to_string()
    };
    assert_eq!(of("1 < 2", ValidationMode::Strict).shape(), TypeShape::Bool);
    assert_eq!(of("1 == 1", ValidationMode::Strict).shape(), TypeShape::True);
    assert_eq!(permissive("if action in [Action::\"view\"] then 1 else 1"), "Set<Long>");
    assert_eq!(permissive("if context == {} then principal else resource").split(' ').next(), Some("Set<Photo"));
    assert_eq!(permissive("if principal.name == \"\" then {a: 1, b: 2} else {a: 1, c: 2}"), "Set<{a: Long, …}>");
    let all = types(&validator(), "[{a: 1, \"b\\\"\": true}].isEmpty()", ValidationMode::Strict);
    let set = &all[all.len() - 2];
    let TypeShape::Set(record) = set.shape() else { panic!("{set}") };
    let TypeShape::Record { attributes, open } = record.shape() else { panic!("{record}") };
    let shown: Vec<String> = attributes.iter().map(|a| format!("{} {} {}", a.name, a.ty, a.required)).collect();
    assert_eq!((shown.join(", "), open), ("a Long true, b\" True true".to_owned(), false));
}

/// Types that would be huge as trees, and nest deep, are told, compared, printed and dropped.
#[test]
fn shared_types_stay_small() {
    let mut schema = "type T0 = { a: Long };".to_owned();
    for at in 1..200 {
        let _ = write!(schema, "type T{at} = {{ l: T{}, r?: Set<T{}> }};", at - 1, at - 1);
    }
    schema.push_str("entity U { t: T199 }; action a appliesTo { principal: U, resource: U };");
    let make = || Validator::new(Schema::parse(&schema).expect("a schema"));
    let (one, other) = (
        types(&make(), "principal.t == principal.t", ValidationMode::Strict),
        types(&make(), "principal.t.l == principal.t.l || principal.t == principal.t", ValidationMode::Strict),
    );
    let (deep, again) = (&one[1], other.iter().rev().nth(2).expect("a type"));
    assert_eq!(deep, again);
    assert_ne!(deep, &other[2]);
    assert!(deep.to_string().chars().count() <= 4_001);
}
