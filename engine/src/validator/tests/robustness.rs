//! That deep and repetitive policies and schemas cost neither stack nor time beyond their size.

use super::{parse, validator};
use crate::schema::Schema;
use crate::validator::{ValidationMode, Validator};
use std::time::{Duration, Instant};

/// Runs on a stack of 2 MiB, the usual one of threads.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread");
    thread.join().expect("no overflow");
}

fn validate_all(validator: &Validator, condition: &str) {
    let policies = parse(&format!("permit(principal, action, resource) when {{ {condition} }};"));
    for mode in [ValidationMode::Strict, ValidationMode::Permissive] {
        for level in 0..3 {
            let result = validator.validate_with_level(&policies, mode, level);
            let shown: usize = result.errors().iter().map(|error| error.to_string().len()).sum();
            assert!(shown <= 2_000 * result.errors().len());
        }
    }
}

#[test]
fn the_deepest_expressions_fit_a_small_stack() {
    on_a_small_stack(|| {
        let validator = validator();
        let deep = |open: &str, middle: &str, close: &str, count: usize| {
            format!("{}{middle}{}", open.repeat(count), close.repeat(count))
        };
        for condition in [
            deep("[", "1", "]", 999),
            deep("{a: ", "1", "}", 999),
            deep("if context has x then ", "true", " else false", 997),
            deep("if ", "true", " then true else false", 999),
            deep("ip(", "1", ")", 999),
            deep("true && (", "true", ")", 499),
            deep("principal has a || (", "true", ")", 499),
            deep("principal in (", "principal", ")", 499),
            deep("principal is User in (", "principal", ")", 499),
            deep("principal.hasTag(", "\"x\"", ")", 998),
            deep("principal.langs.contains(", "\"x\"", ")", 998),
            format!("true{}", " && principal has nick".repeat(998)),
            format!("1{} == 2", " + 1".repeat(997)),
            format!("principal{}.age == 1", ".boss".repeat(990)),
            format!("principal has boss{}", ".boss".repeat(990)),
            format!("{}true", "!(!(!(!(".repeat(120)) + &"))))".repeat(120),
            format!("{} == {}", deep("[", "1", "]", 990), deep("[", "true", "]", 990)),
            format!("{} == {}", deep("{a: ", "1", "}", 990), deep("{a: ", "true", "}", 990)),
        ] {
            validate_all(&validator, &condition);
        }
    });
}

#[test]
fn the_deepest_schema_types_fit_a_small_stack() {
    on_a_small_stack(|| {
        let nested = |inner: &str| format!("{}{inner}{}", "{a: ".repeat(900), "}".repeat(900));
        let text = format!(
            "entity User {{ x: {}, y: {} }}; action go appliesTo {{ principal: User, resource: User }};",
            nested("Long"),
            nested("String")
        );
        let validator = Validator::new(Schema::parse(&text).unwrap_or_else(|error| panic!("{error}")));
        validate_all(&validator, "principal.x == principal.y");
        let wrapped = |attribute: &str| format!("{}principal.{attribute}{}", "[".repeat(900), "]".repeat(900));
        validate_all(&validator, &format!("{} == {}", wrapped("x"), wrapped("y")));
    });
}

/// Types that share parts are as large as they are written, not as they unfold.
#[test]
fn shared_types_cost_no_more_than_they_are_written() {
    let mut text = String::from("type X0 = Long; type Y0 = String;\n");
    for level in 1..60 {
        for name in ["X", "Y"] {
            text.push_str(&format!("type {name}{level} = {{ a: {name}{0}, b: {name}{0} }};\n", level - 1));
        }
    }
    text.push_str("entity User { x: X59, y: Y59 }; action go appliesTo { principal: User, resource: User };");
    let validator = Validator::new(Schema::parse(&text).unwrap_or_else(|error| panic!("{error}")));
    let start = Instant::now();
    validate_all(&validator, "principal.x == principal.y");
    validate_all(&validator, "(if principal has z then principal.x else principal.y) == principal.x");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn nested_type_tests_are_looked_at_once() {
    let mut condition = String::from("principal");
    for _ in 0..200 {
        condition = format!("(if {condition} is User in Group::\"g\" then principal else resource)");
    }
    let start = Instant::now();
    validate_all(&validator(), &format!("{condition} == principal"));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn validators_are_shared_between_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Validator>();
}
