//! The rules of validation as tables: what each accepts and refuses, strictly and permissively.

use super::{ValidationMode, Validator};
use crate::policy_set::{PolicyIds, PolicySet};
use crate::schema::Schema;

mod action_lists;
mod levels;
mod links;
mod robustness;
mod typed;

pub(super) const SCHEMA: &str = r#"
entity Group, Album;
entity User in [Group] {
  name: String, nick?: String, age: Long, active: Bool, boss?: User, home: { street: String, zip?: Long },
  langs: Set<String>, joined: datetime, span: duration, quota: decimal, addr: ipaddr, friends: Set<User>,
} tags String;
entity Robot in [Group] { name: String, model: Long, nick?: Long, home: { street: String } } tags Long;
entity Photo in [Album] { owner: User, title: String, private: Bool, "odd name"?: Long, color: Color };
entity Color enum ["red", "green"];
action read;
action view, edit in [read] appliesTo {
  principal: [User], resource: [Photo], context: { mfa: Bool, ip?: ipaddr, who: User, dev?: { id: Long, os?: String } }
};
action watch in [read] appliesTo { principal: [User, Robot], resource: [Photo, Album], context: {} };
"#;

pub(super) fn validator() -> Validator {
    Validator::new(Schema::parse(SCHEMA).unwrap_or_else(|error| panic!("{error}")))
}

pub(super) fn parse(text: &str) -> PolicySet {
    PolicySet::parse(text, PolicyIds::Positional).unwrap_or_else(|error| panic!("{error}"))
}

/// The kinds of the errors of a text, joined.
fn kinds(text: &str, mode: ValidationMode) -> String {
    let result = validator().validate(&parse(text), mode);
    result.errors().iter().map(|error| error.kind().as_str()).collect::<Vec<_>>().join(" ")
}

/// Checks conditions for `view` by their kinds of errors, strict and permissive; `""` is valid, `"="` the same as
/// strict.
fn check(table: &[(&str, &str, &str)]) {
    let mut differing = Vec::new();
    for (condition, strict, permissive) in table {
        let text = format!("permit(principal, action == Action::\"view\", resource) when {{ {condition} }};");
        let permissive = if *permissive == "=" { strict } else { permissive };
        for (mode, expected) in [(ValidationMode::Strict, strict), (ValidationMode::Permissive, permissive)] {
            let found = kinds(&text, mode);
            if found != *expected {
                differing.push(format!("{mode:?}: {condition}: `{found}` instead of `{expected}`"));
            }
        }
    }
    assert!(differing.is_empty(), "\n{}", differing.join("\n"));
}

#[test]
fn literals_variables_and_operators() {
    check(&[
        ("true", "", "="),
        ("1", "unexpected-type", "="),
        ("principal", "unexpected-type", "="),
        ("!context.mfa", "", "="),
        ("!1", "unexpected-type", "="),
        ("-principal.age < 0", "", "="),
        ("-principal.name == \"\"", "unexpected-type", "="),
        ("principal.age + 1 * 2 - 3 >= 4", "", "="),
        ("principal.name + \"x\" == \"yx\"", "unexpected-type", "="),
        ("principal.age < 1", "", "="),
        ("principal.joined < principal.joined", "", "="),
        ("principal.span >= duration(\"1h\")", "", "="),
        ("principal.joined < principal.span", "unexpected-type", "="),
        ("principal.age < principal.joined", "unexpected-type", "="),
        ("principal.quota < decimal(\"1.0\")", "unexpected-type", "="),
        ("principal.name < \"x\"", "unexpected-type", "="),
        ("principal.name like \"a*\"", "", "="),
        ("principal like \"a*\"", "unexpected-type", "="),
        ("principal.langs.contains(\"en\")", "", "="),
        ("principal.langs.contains(1)", "incompatible-types", ""),
        ("principal.langs.containsAll([\"en\"])", "", "="),
        ("principal.langs.containsAny([1])", "incompatible-types", ""),
        ("principal.langs.containsAll(\"en\")", "unexpected-type", "="),
        ("principal.name.contains(\"en\")", "unexpected-type", "="),
        ("principal.langs.isEmpty()", "", "="),
        ("principal.name.isEmpty()", "unexpected-type", "="),
        ("1 + \"a\" == 2 && principal.agee == 1", "unexpected-type unknown-attribute", "="),
    ]);
}

#[test]
fn equality() {
    check(&[
        ("1 == 2", "", "="),
        ("1 == \"a\"", "", "="),
        ("principal.age == \"a\"", "incompatible-types", ""),
        ("principal == resource", "", "="),
        ("principal == User::\"ann\"", "", "="),
        ("User::\"ann\" == Photo::\"p\"", "", "="),
        ("principal == {name: \"x\"}", "incompatible-types", ""),
        ("context.who == principal", "", "="),
        ("action == Action::\"view\" && principal.age == 1", "", "="),
        ("action == Action::\"edit\" && principal.oops", "", "="),
        ("action != Action::\"view\" && principal.oops", "", "="),
        ("{a: 1} == {a: 2}", "", "="),
        ("{a: 1} == {a: true}", "incompatible-types", ""),
        ("{a: 1} == {b: 1}", "incompatible-types", ""),
        ("principal.home == {street: \"x\", zip: 1}", "incompatible-types", ""),
        ("{a: true} == {a: context.mfa}", "", "="),
        ("principal.langs == [\"en\"]", "", "="),
        ("principal.friends == [resource]", "incompatible-types", ""),
    ]);
}

#[test]
fn membership_and_type_tests() {
    check(&[
        ("principal in Group::\"g\"", "", "="),
        ("principal in [Group::\"g\", Group::\"h\"]", "", "="),
        ("principal in [Group::\"g\", User::\"u\"]", "incompatible-types", ""),
        ("principal in Album::\"a\" && principal.oops", "", "="),
        ("principal in principal.friends", "", "="),
        ("principal in []", "empty-set", ""),
        ("principal in [1]", "unexpected-type", "="),
        ("principal.langs in \"en\"", "unexpected-type unexpected-type", "="),
        ("action in Action::\"read\" && principal.age == 1", "", "="),
        ("action in [Action::\"watch\", Action::\"edit\"] && principal.oops", "", "="),
        ("Action::\"edit\" in action && principal.oops", "", "="),
        ("action in Group::\"g\" && principal.oops", "", "="),
        ("principal is User", "", "="),
        ("principal is Robot && principal.oops", "", "="),
        ("principal is User in Group::\"g\"", "", "="),
        ("principal is User in Album::\"g\" && principal.oops", "", "="),
        ("principal is Robot in 1", "", "="),
        ("principal is User in 1", "unexpected-type", "="),
        ("context is User", "unexpected-type", "="),
    ]);
}

#[test]
fn attributes_and_their_guards() {
    check(&[
        ("principal.name == \"x\"", "", "="),
        ("principal[\"name\"] == \"x\"", "", "="),
        ("principal.nme == \"x\"", "unknown-attribute", "="),
        ("context.mfaa", "unknown-attribute", "="),
        ("principal.age.years == 1", "unexpected-type", "="),
        ("action.name == \"x\"", "unknown-attribute", "="),
        ("principal.nick == \"x\"", "unguarded-attribute", "="),
        ("principal has nick && principal.nick == \"x\"", "", "="),
        ("principal has nick && context.who.nick == \"x\"", "unguarded-attribute", "="),
        ("principal has nick || principal.nick == \"x\"", "unguarded-attribute", "="),
        ("!(principal has nick) || principal.nick == \"x\"", "unguarded-attribute", "="),
        ("principal.nick == \"x\" && principal has nick", "unguarded-attribute", "="),
        // The action of the environment and `action` are one expression.
        ("{a: principal, b: action}.a has nick && {a: principal, b: Action::\"view\"}.a.nick == \"x\"", "", "="),
        (
            "{a: principal, b: action}.a has nick && {a: principal, b: Action::\"edit\"}.a.nick == \"x\"",
            "unguarded-attribute",
            "=",
        ),
        ("if principal has nick then principal.nick == \"x\" else false", "", "="),
        ("if principal has nick then true else principal.nick == \"x\"", "unguarded-attribute", "="),
        ("(principal has nick || principal has nick) && principal.nick == \"x\"", "", "="),
        ("(principal has nick || context.mfa) && principal.nick == \"x\"", "unguarded-attribute", "="),
        ("(principal has nick || false) && principal.nick == \"x\"", "", "="),
        ("(principal has nick && context.mfa) && principal.nick == \"x\"", "", "="),
        ("(if context.mfa then principal has nick else principal has nick) && principal.nick == \"x\"", "", "="),
        ("(if principal has nick then true else false) && principal.nick == \"x\"", "unguarded-attribute", "="),
        ("(if context.mfa then principal has nick else true) && principal.nick == \"x\"", "unguarded-attribute", "="),
        ("principal has boss.nick && principal.boss.nick == \"x\"", "", "="),
        ("principal has boss && principal.boss has nick && principal.boss.nick == \"x\"", "", "="),
        ("principal has boss && principal.boss.nick == \"x\"", "unguarded-attribute", "="),
        ("principal has boss.home.zip && principal.boss.home.zip == 1", "", "="),
        ("principal has boss.oops && principal.oops", "", "="),
        ("principal has boss.age.oops", "unexpected-type", "="),
        ("context has dev.os && context.dev.os == \"x\" && context.dev.id == 1", "", "="),
        ("principal has oops && principal.oops == 1", "", "="),
        ("principal.langs has en", "unexpected-type", "="),
        ("resource has \"odd name\" && resource[\"odd name\"] == 1", "", "="),
        ("resource[\"odd name\"] == 1", "unguarded-attribute", "="),
        ("context has mfa && context.mfa", "", "="),
        ("!(context has mfa) && principal.oops", "", "="),
        ("!(principal has name) && principal.name == \"x\"", "", "="),
        ("{a: 1}.a == 1", "", "="),
        ("{a: 1}.b == 1", "unknown-attribute", "="),
    ]);
}

#[test]
fn tags_and_their_guards() {
    check(&[
        ("principal.hasTag(\"t\") && principal.getTag(\"t\") == \"x\"", "", "="),
        ("principal.getTag(\"t\") == \"x\"", "unguarded-tag", "="),
        ("principal.hasTag(\"t\") && principal.getTag(\"u\") == \"x\"", "unguarded-tag", "="),
        ("principal.hasTag(principal.name) && principal.getTag(principal[\"name\"]) == \"x\"", "", "="),
        ("principal.hasTag(1)", "unexpected-type", "="),
        ("resource.hasTag(\"t\") && resource.getTag(\"t\") == \"x\"", "", "="),
        ("resource.getTag(\"t\") == \"x\"", "no-tags", "="),
        ("context.hasTag(\"t\")", "unexpected-type", "="),
        ("principal.hasTag(\"t\") && principal.getTag(\"t\") == 1", "incompatible-types", ""),
        ("principal has t && principal.getTag(\"t\") == \"x\"", "", "="),
    ]);
}

#[test]
fn branches_sets_and_records() {
    check(&[
        ("if context.mfa then true else false", "", "="),
        ("if 1 then true else false", "unexpected-type", "="),
        ("(if context.mfa then 1 else \"a\") == 1", "incompatible-types", "="),
        ("(if context.mfa then principal else resource) == principal", "incompatible-types", ""),
        ("(if context.mfa then principal else Robot::\"r\").name == \"x\"", "incompatible-types", ""),
        ("(if context.mfa then principal else Robot::\"r\").age == 1", "incompatible-types", "unknown-attribute"),
        ("(if context.mfa then {a: 1} else {a: 1, b: 2}).a == 1", "incompatible-types", ""),
        ("(if context.mfa then {a: 1} else {a: 1, b: 2}).b == 1", "incompatible-types", "unknown-attribute"),
        ("(if true then 1 else \"a\") == 1", "", "="),
        ("(if false then 1 else \"a\") == \"b\"", "", "="),
        ("true || principal.oops", "", "="),
        ("false && principal.oops", "", "="),
        ("context.mfa || principal.oops", "unknown-attribute", "="),
        ("[1, 2] == [3]", "", "="),
        ("[1, \"a\"] == [3]", "incompatible-types", "="),
        ("[principal, resource].contains(principal)", "incompatible-types", ""),
        ("[true, context.mfa].contains(false)", "", "="),
        ("[] == principal.langs", "empty-set", ""),
        ("[{}] == [{}]", "", "="),
    ]);
}

#[test]
fn extension_functions() {
    check(&[
        ("ip(\"1.2.3.4\").isLoopback()", "", "="),
        ("ip(\"1.2.3\").isLoopback()", "malformed-literal", "="),
        ("decimal(\"1.0\").lessThan(principal.quota)", "", "="),
        ("decimal(\"1\").lessThan(principal.quota)", "malformed-literal", "="),
        ("datetime(\"2024-02-30\") < principal.joined", "malformed-literal", "="),
        ("duration(\"1x\") < principal.span", "malformed-literal", "="),
        ("ip(principal.name).isIpv4()", "non-literal-argument", ""),
        ("ip(1).isIpv4()", "unexpected-type", "="),
        ("ip(\"::1\", \"::1\").isIpv4()", "arity", "="),
        ("ip().isIpv4()", "arity", "="),
        ("principal.addr.isInRange()", "arity", "="),
        ("principal.addr.isInRange(ip(\"10.0.0.0/8\"))", "", "="),
        ("principal.addr.isInRange(\"10.0.0.0/8\")", "unexpected-type", "="),
        ("principal.name.isIpv4()", "unexpected-type", "="),
        ("principal.joined.offset(duration(\"1d\")) > principal.joined", "", "="),
        ("principal.joined.durationSince(principal.joined).toDays() > 1", "", "="),
        ("context has ip && context.ip.isIpv4()", "", "="),
    ]);
}

#[test]
fn names_of_the_schema() {
    check(&[
        ("principal == Usr::\"a\"", "unknown-entity-type", "="),
        ("principal is Usr", "unknown-entity-type", "="),
        ("false && principal is Usr", "unknown-entity-type", "="),
        ("action == Action::\"veiw\"", "unknown-action", "="),
        ("action == NS::Action::\"view\"", "unknown-action", "="),
        ("resource.color == Color::\"red\"", "", "="),
        ("resource.color == Color::\"blue\"", "unknown-enumerated-id", "="),
        ("principal == User::\"nobody knows\"", "", "="),
    ]);
}

#[test]
fn scopes() {
    let table = [
        ("principal, action, resource", ""),
        ("principal == User::\"u\", action, resource == Album::\"a\"", ""),
        ("principal in Group::\"g\", action in Action::\"read\", resource", ""),
        ("principal is Robot, action == Action::\"view\", resource", "inapplicable-scope"),
        ("principal == Group::\"g\", action, resource", "inapplicable-scope"),
        ("principal, action == Action::\"read\", resource", "inapplicable-scope"),
        ("principal in Album::\"a\", action, resource", "inapplicable-scope"),
        ("principal is User in Album::\"a\", action, resource", "inapplicable-scope"),
        ("principal == Usr::\"u\", action, resource", "unknown-entity-type"),
        ("principal is Usr in Grp::\"u\", action, resource", "unknown-entity-type unknown-entity-type"),
        ("principal, action == Action::\"veiw\", resource", "unknown-action"),
        ("principal, action in [Action::\"view\", Action::\"veiw\"], resource", "unknown-action"),
        ("principal, action, resource == Color::\"blue\"", "unknown-enumerated-id"),
        ("principal, action, resource == Color::\"red\"", "inapplicable-scope"),
        ("principal == ?principal, action, resource in ?resource", ""),
        ("principal is Robot in ?principal, action == Action::\"view\", resource", "inapplicable-scope"),
        ("principal is Robot in ?principal, action == Action::\"watch\", resource", ""),
    ];
    for (scope, expected) in table {
        for mode in [ValidationMode::Strict, ValidationMode::Permissive] {
            assert_eq!(kinds(&format!("permit({scope});"), mode), expected, "{scope}");
        }
    }
}

#[test]
fn conditions_are_checked_only_where_the_scope_admits() {
    let table = [
        // Robots have no age, but may watch.
        ("permit(principal, action == Action::\"watch\", resource) when { principal.age == 1 };", "unknown-attribute"),
        ("permit(principal is User, action == Action::\"watch\", resource) when { principal.age == 1 };", ""),
        ("permit(principal == User::\"u\", action, resource) when { principal.age == 1 };", ""),
        ("permit(principal, action, resource) when { principal is User && principal.age == 1 };", ""),
        ("permit(principal, action, resource) when { principal has age && principal.age == 1 };", ""),
        ("permit(principal, action, resource is Photo) when { context.mfa };", "unknown-attribute"),
        ("permit(principal, action == Action::\"edit\", resource) when { context.mfa };", ""),
        // Clauses are conjoined: what one tests, the next may use; `unless` tests nothing.
        (
            "permit(principal is User, action, resource) when { principal has nick } when { principal.nick == \"x\" };",
            "",
        ),
        (
            "permit(principal is User, action, resource) unless { principal has nick } when { principal.nick == \"x\" };",
            "unguarded-attribute",
        ),
        ("permit(principal is User, action, resource) when { false } when { principal.oops };", ""),
        ("permit(principal is User, action, resource) unless { true } when { principal.oops };", ""),
        ("permit(principal is User, action, resource) unless { principal has nick && principal.nick == \"x\" };", ""),
        (
            "permit(principal, action, resource) when { principal.hasTag(\"t\") && principal.getTag(\"t\") == 1 };",
            "incompatible-types",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(kinds(text, ValidationMode::Strict), expected, "{text}");
    }
}

#[test]
fn impossible_policies_are_warned_of() {
    let table = [
        ("permit(principal, action, resource) when { false };", true),
        ("permit(principal, action, resource) unless { true };", true),
        ("permit(principal, action, resource) when { principal is Group };", true),
        ("permit(principal, action == Action::\"view\", resource) when { principal is Robot };", true),
        ("permit(principal, action, resource) when { principal is Robot };", false),
        ("permit(principal, action, resource) when { principal has oops };", true),
        ("permit(principal, action, resource);", false),
        ("permit(principal, action == Action::\"view\", resource) when { resource in Group::\"g\" };", true),
    ];
    for (text, expected) in table {
        let result = validator().validate(&parse(text), ValidationMode::Strict);
        assert!(result.validation_passed(), "{text}");
        assert_eq!(!result.warnings().is_empty(), expected, "{text}");
    }
}

#[test]
fn policies_are_judged_one_by_one() {
    let policies = parse(
        "permit(principal, action, resource);
         forbid(principal, action, resource) when { principal.oops };
         permit(principal == ?principal, action, resource) when { 1 };",
    );
    let result = validator().validate(&policies, ValidationMode::Strict);
    let ids: Vec<&str> = result.errors().iter().map(|error| error.policy_id().as_str()).collect();
    assert_eq!(ids, ["policy1", "policy2"]);
    assert_eq!(result.errors()[0].place().line(), 2);
}
