//! Level validation: the least level at which each condition passes.

use super::{parse, validator};
use crate::validator::{ValidationErrorKind, ValidationMode};

/// Checks the least level that a text passes at; `None` if none will do.
fn check(text: &str, expected: Option<u32>) {
    let (validator, policies) = (validator(), parse(text));
    let result = validator.validate(&policies, ValidationMode::Strict);
    assert!(result.validation_passed(), "{text}: {:?}", result.errors());
    let passes = |level| validator.validate_with_level(&policies, ValidationMode::Strict, level).validation_passed();
    assert_eq!((0..8).find(|level| passes(*level)), expected, "{text}");
    if let Some(level) = expected {
        assert!(passes(level + 1) && passes(u32::MAX), "{text}: a level that suffices is exceeded");
    }
}

#[test]
fn conditions() {
    let table = [
        ("true", Some(0)),
        ("context.mfa", Some(0)),
        ("principal is User", Some(0)),
        ("principal == User::\"u\"", Some(0)),
        ("context.who == principal", Some(0)),
        ("principal.age == 1", Some(1)),
        ("principal has nick", Some(1)),
        ("principal.hasTag(\"t\")", Some(1)),
        ("principal in Group::\"g\"", Some(1)),
        ("context.who.age == 1", Some(1)),
        ("context.who in Group::\"g\"", Some(1)),
        ("resource.owner == principal", Some(1)),
        ("resource.owner.age == 1", Some(2)),
        ("resource.owner.home.street == \"x\"", Some(2)),
        ("resource.owner in Group::\"g\"", Some(2)),
        ("resource.owner has boss.nick", Some(3)),
        ("resource.owner has boss && resource.owner.boss has nick", Some(3)),
        ("principal has boss.boss.boss", Some(3)),
        ("context has dev.os", Some(0)),
        ("principal has home.zip", Some(1)),
        ("User::\"u\".age == 1", None),
        ("User::\"u\" in Group::\"g\"", None),
        ("User::\"u\" has nick", None),
        ("principal in [Group::\"g\"]", Some(1)),
        ("action in Action::\"read\"", Some(1)),
        ("Action::\"view\" in Action::\"read\"", Some(1)),
        ("Action::\"edit\" in Action::\"read\"", None),
        ("{a: principal}.a.age == 1", Some(1)),
        ("{a: principal, b: resource.owner.age}.a == principal", Some(2)),
        ("{a: {b: resource.owner}, c: User::\"u\"}.a.b.age == 1", Some(2)),
        ("(if context.mfa then principal else resource.owner).age == 1", Some(2)),
        ("(if context.mfa then principal else User::\"u\").age == 1", None),
        ("(if true then principal else User::\"u\").age == 1", Some(1)),
        ("false && resource.owner.age == 1", Some(0)),
        ("true || resource.owner.age == 1", Some(0)),
        ("if false then resource.owner.age == 1 else true", Some(0)),
        ("principal is Robot in resource.owner", Some(0)),
        ("principal is User in resource.owner", Some(1)),
        ("principal is User in Group::\"g\"", Some(1)),
        ("principal.hasTag(resource.owner.name) && principal.getTag(resource.owner.name) == \"x\"", Some(2)),
        ("[resource.owner.age].contains(1)", Some(2)),
        ("ip(\"::1\") == resource.owner.addr", Some(2)),
        ("resource.owner.name like \"a*\"", Some(2)),
        ("!(-resource.owner.age < 1)", Some(2)),
    ];
    for (condition, expected) in table {
        check(&format!("permit(principal, action == Action::\"view\", resource) when {{ {condition} }};"), expected);
    }
}

#[test]
fn scopes() {
    check("permit(principal == User::\"u\", action == Action::\"view\", resource is Photo);", Some(0));
    check("permit(principal in Group::\"g\", action, resource);", Some(1));
    check("permit(principal is User in Group::\"g\", action, resource);", Some(1));
    check("permit(principal, action in Action::\"read\", resource);", Some(1));
    check("permit(principal, action, resource in Album::\"a\");", Some(1));
    check("permit(principal, action, resource in ?resource);", Some(1));
    check("permit(principal == ?principal, action, resource);", Some(0));
}

#[test]
fn errors_say_how_far_it_is() {
    let text = "permit(principal, action == Action::\"view\", resource) when { resource.owner.age == 1 };";
    let result = validator().validate_with_level(&parse(text), ValidationMode::Strict, 1);
    let errors = result.errors();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].kind(), ValidationErrorKind::LevelExceeded);
    assert_eq!(errors[0].place().found(), "this needs the data of entities up to level 2");
}
