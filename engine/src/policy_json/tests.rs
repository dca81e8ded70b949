//! Each node of the syntax in JSON, and what is written in several ways in its one form.

use super::*;
use crate::policy_set::PolicyIds;

fn json(text: &str) -> String {
    let set = PolicySet::parse(text, PolicyIds::Positional).expect(text);
    let written = match set.templates().next() {
        Some(template) => template.to_json(),
        None => set.policies().next().expect("a policy").to_json(),
    };
    let written = written.expect("not too large");
    serde_json::from_str::<serde_json::Value>(&written).expect("JSON");
    written
}

/// The body of a policy with this one condition.
fn body(condition: &str) -> String {
    let written = json(&format!("permit(principal, action, resource) when {{ {condition} }};"));
    let (_, rest) = written.split_once("\"body\":").expect("a condition");
    rest.strip_suffix("}]}").expect("the end").to_owned()
}

#[test]
fn every_operator_has_its_key() {
    let check = |condition: &str, expected: &str| assert_eq!(body(condition), expected, "{condition}");
    check("principal", r#"{"Var":"principal"}"#);
    check("-7", r#"{"Value":-7}"#);
    check("-(7)", r#"{"neg":{"arg":{"Value":7}}}"#);
    check("\"\\\"\\\\\\n\\u{1}é\"", r#"{"Value":"\"\\\n\u0001é"}"#);
    check("A::B::\"x\"", r#"{"Value":{"__entity":{"type":"A::B","id":"x"}}}"#);
    for operator in ["==", "<", "<=", "in", "+", "-", "*", "&&", "||"] {
        let sides = r#"{"left":{"Value":1},"right":{"Value":2}}"#;
        check(&format!("1 {operator} 2"), &format!(r#"{{"{operator}":{sides}}}"#));
    }
    for method in ["contains", "containsAll", "containsAny", "hasTag", "getTag"] {
        let sides = r#"{"left":{"Var":"context"},"right":{"Value":2}}"#;
        check(&format!("context.{method}(2)"), &format!(r#"{{"{method}":{sides}}}"#));
    }
    check("context.isEmpty()", r#"{"isEmpty":{"arg":{"Var":"context"}}}"#);
    check("context.a", r#"{".":{"left":{"Var":"context"},"attr":"a"}}"#);
    check("context has \"a b\"", r#"{"has":{"left":{"Var":"context"},"attr":"a b"}}"#);
    check("context is A::B", r#"{"is":{"left":{"Var":"context"},"entity_type":"A::B"}}"#);
    check("[1, true]", r#"{"Set":[{"Value":1},{"Value":true}]}"#);
    check("{b: 1, \"a\": {}}", r#"{"Record":{"b":{"Value":1},"a":{"Record":{}}}}"#);
    check("ip(\"::\").isInRange(2)", r#"{"isInRange":[{"ip":[{"Value":"::"}]},{"Value":2}]}"#);
    check("if 1 then 2 else 3", r#"{"if-then-else":{"if":{"Value":1},"then":{"Value":2},"else":{"Value":3}}}"#);
    let pattern = r#"["Wildcard",{"Literal":"a*"},"Wildcard","Wildcard"]"#;
    check("1 like \"*a\\***\"", &format!(r#"{{"like":{{"left":{{"Value":1}},"pattern":{pattern}}}}}"#));
    check("1 like \"\"", r#"{"like":{"left":{"Value":1},"pattern":[]}}"#);
}

#[test]
fn other_ways_to_write_it_have_the_same_form() {
    for (short, long) in [
        ("1 != 2", "!(1 == 2)"),
        ("1 > 2", "!(1 <= 2)"),
        ("1 >= 2", "!(1 < 2)"),
        ("context is A in 2", "(context is A) && (context in 2)"),
        ("context has a.b.c", "(context has a && context.a has b) && context.a.b has c"),
        ("context[\"a\"] has \"b\"", "context.a has b"),
        ("((1))", "1"),
    ] {
        assert_eq!(body(short), body(long), "{short}");
        assert_ne!(body(short), body("2"), "{short}");
    }
    let scope = |action: &str| json(&format!("permit(principal, action in {action}, resource);"));
    assert_eq!(scope("[Action::\"a\"]"), scope("Action::\"a\""));
    assert_ne!(scope("[Action::\"a\"]"), scope("[Action::\"a\", Action::\"b\"]"));
    let annotated = |annotations: &str| json(&format!("{annotations} permit(principal, action, resource);"));
    assert_eq!(annotated("@b @a(\"1\")"), annotated("@a(\"1\") @b(\"\")"));
    assert_ne!(annotated("@a"), annotated("@b"));
}

#[test]
fn a_set_holds_policies_templates_and_links() {
    let text = "permit(principal is U in ?principal, action == Action::\"a\", resource in R::\"r\");
                forbid(principal, action in [], resource);";
    let mut set = PolicySet::parse(text, PolicyIds::Positional).expect(text);
    let ann = EntityUid::new("U", "ann").expect("a uid");
    set.link(&PolicyId::new("policy0"), PolicyId::new("link"), &[(SlotId::Principal, ann)]).expect("a link");
    let expected = concat!(
        r#"{"staticPolicies":{"policy1":{"effect":"forbid","principal":{"op":"All"},"#,
        r#""action":{"op":"in","entities":[]},"resource":{"op":"All"},"conditions":[]}},"#,
        r#""templates":{"policy0":{"effect":"permit","#,
        r#""principal":{"op":"is","entity_type":"U","in":{"slot":"?principal"}},"#,
        r#""action":{"op":"==","entity":{"type":"Action","id":"a"}},"#,
        r#""resource":{"op":"in","entity":{"type":"R","id":"r"}},"conditions":[]}},"#,
        r#""templateLinks":[{"templateId":"policy0","newId":"link","#,
        r#""values":{"?principal":{"type":"U","id":"ann"}}}]}"#,
    );
    assert_eq!(set.to_json().as_deref(), Ok(expected));
    let linked = set.policy(&PolicyId::new("link")).expect("a link").to_json().expect("not too large");
    assert!(linked.contains(r#""in":{"entity":{"type":"U","id":"ann"}}"#), "{linked}");
}

#[test]
fn depth_costs_no_stack_and_doubling_has_an_end() {
    let condition = |body: &str| {
        let text = format!("permit(principal, action, resource) when {{ {body} }};");
        PolicySet::parse(&text, PolicyIds::Positional).expect("it is read").to_json()
    };
    let deep = condition(&format!("{}1{}", "[".repeat(900), "]".repeat(900))).expect("not too large");
    assert_eq!(deep.matches("{\"Set\":[").count(), 900);
    let mut doubling = "context has a.b".to_owned();
    for _ in 0..40 {
        doubling = format!("({doubling}) has a.b");
    }
    assert_eq!(condition(&doubling), Err(TooLarge));
}
