//! Policies, templates and links, one line each: the kinds of errors at their parts, or nothing.

use super::*;
use crate::name::Name;
use crate::parse::{self, PolicyIds};
use crate::schema::resolve;

const SCHEMA: &str = r#"
    entity Group in [Group] = { owner?: User };
    entity User in [Group] = { boss: User, nick?: String, home: { of: User, n: Long } } tags User;
    entity Bot;
    entity Folder in [Folder] = { owner: User };
    entity Doc in [Folder] = { owner: User };
    entity Color enum ["red", "green"];
    action all;
    action view, edit in [all] appliesTo { principal: User, resource: Doc, context: { ok: Bool, who: User, n?: Long } };
    action run appliesTo { principal: [Bot, User], resource: [Folder, Color] };
    namespace Else { action look appliesTo { principal: User, resource: Doc }; }
"#;

fn schema() -> Schema {
    resolve(&parse::schema(SCHEMA).unwrap()).unwrap()
}

fn templates(text: &str) -> Vec<Template> {
    parse::policies(text, PolicyIds::Positional).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The errors, as `part: kind`.
fn shown(errors: &[ValidationError]) -> Vec<String> {
    errors.iter().map(|error| format!("{}: {}", error.part, error.kind.name())).collect()
}

/// Checks the errors in both modes.
fn check(policy: &str, expected: &[&str]) {
    for mode in [Mode::Strict, Mode::Permissive] {
        assert_eq!(shown(&validate(&templates(policy), &schema(), mode)), expected, "{policy}, {mode:?}");
    }
}

/// Checks the errors of a policy with this clause for views.
fn clause(clause: &str, expected: &[&str]) {
    check(&format!(r#"permit(principal, action == Action::"view", resource) {clause};"#), expected);
}

#[test]
fn scopes() {
    const IMPOSSIBLE: &[&str] = &["the scope: impossible-scope"];
    let scope = |scope: &str, expected: &[&str]| check(&format!("permit({scope});"), expected);
    scope("principal, action, resource", &[]);
    scope(r#"principal == User::"a", action, resource"#, &[]);
    scope(r#"principal in Group::"a", action, resource"#, &[]);
    scope("principal is User, action, resource", &[]);
    scope(r#"principal is User in Group::"g", action, resource is Doc in Folder::"f""#, &[]);
    scope(r#"principal, action == Action::"view", resource"#, &[]);
    scope(r#"principal, action in Action::"all", resource"#, &[]);
    scope(r#"principal, action in [Action::"view", Action::"run"], resource"#, &[]);
    scope(r#"principal == Usr::"a", action, resource"#, &["the scope of principal: unknown-entity-type"]);
    scope("principal is Usr, action, resource", &["the scope of principal: unknown-entity-type"]);
    scope(r#"principal, action == Action::"veiw", resource"#, &["the scope of action: unknown-action"]);
    scope(r#"principal, action in [Action::"view", Action::"x"], resource"#, &["the scope of action: unknown-action"]);
    scope(r#"principal, action, resource == Color::"blue""#, &["the scope of resource: unlisted-id"]);
    scope(r#"principal, action == Nope::Action::"view", resource"#, &["the scope of action: unknown-action"]);

    scope(r#"principal == Doc::"d", action, resource"#, IMPOSSIBLE);
    scope(r#"principal == Group::"g", action, resource"#, IMPOSSIBLE);
    scope(r#"principal in Doc::"d", action, resource"#, IMPOSSIBLE);
    scope("principal is Group, action, resource", IMPOSSIBLE);
    scope(r#"principal is User in Folder::"f", action, resource"#, IMPOSSIBLE);
    scope(r#"principal, action == Action::"all", resource"#, IMPOSSIBLE);
    scope(r#"principal is Bot, action == Action::"view", resource"#, IMPOSSIBLE);
    scope("principal is Bot, action, resource is Doc", IMPOSSIBLE);
    scope(r#"principal, action == Action::"run", resource == Color::"red""#, &[]);
    scope(r#"principal, action == Action::"view", resource == Color::"red""#, IMPOSSIBLE);
}

#[test]
fn scopes_that_the_modes_tell_apart() {
    let scope = |scope: &str, strict: &[&str], permissive: &[&str]| {
        let templates = templates(&format!("permit(principal, {scope}, resource);"));
        assert_eq!(shown(&validate(&templates, &schema(), Mode::Strict)), strict, "{scope}");
        assert_eq!(shown(&validate(&templates, &schema(), Mode::Permissive)), permissive, "{scope}");
    };
    scope("action in []", &["the scope of action: empty-set"], &["the scope: impossible-scope"]);
    let mixed = r#"action in [Action::"view", Else::Action::"look"]"#;
    scope(mixed, &["the scope of action: incompatible-types"], &[]);
}

#[test]
fn clauses() {
    clause("when { true }", &[]);
    clause("when { 1 }", &["clause 0: unexpected-type"]);
    clause("unless { 1 }", &["clause 0: unexpected-type"]);
    clause("when { context.ok } unless { context.who == resource.owner }", &[]);
    clause("when { context.ok } when { context.bad }", &["clause 1: attribute-not-found"]);
    clause("when { context has n } when { context.n == 1 }", &[]);
    clause("unless { context has n } when { context.n == 1 }", &["clause 1: optional-attribute"]);
    clause("unless { !(context has n) } when { context.n == 1 }", &["clause 1: optional-attribute"]);
    clause("when { context.n == 1 } when { context has n }", &["clause 0: optional-attribute"]);
    clause("when { false } when { context.bad }", &[]);
    clause("unless { true } when { context.bad }", &[]);
    clause("when { principal is Bot && principal.bad }", &[]);
    // Names must be declared where nothing else is looked at; all else may be wrong there.
    clause(r#"when { false && [] == ip("x", 1) && principal.bad + "a" }"#, &[]);
    clause(r#"when { true || [User::"u", Usr::"a"].isEmpty() }"#, &["clause 0: unknown-entity-type"]);
    clause(r#"when { true || {a: Usr::"a"} has a }"#, &["clause 0: unknown-entity-type"]);
    clause(r#"when { true || ip(Color::"blue") == 1 }"#, &["clause 0: unlisted-id"]);
    clause(r#"when { true || -Action::"x" like "a" }"#, &["clause 0: unknown-action"]);
    clause(r#"when { if false then Usr::"a" is Usr else true }"#, &["clause 0: unknown-entity-type"; 2]);
    clause(r#"when { true || Usr::"a".b.hasTag("c") }"#, &["clause 0: unknown-entity-type"]);
    clause(r#"when { true || !(principal in Usr::"a") }"#, &["clause 0: unknown-entity-type"]);
    clause(r#"when { false && principal == Usr::"a" }"#, &["clause 0: unknown-entity-type"]);
    clause("when { false } when { principal is Usr }", &["clause 1: unknown-entity-type"]);
    clause("when { true || principal is Else::Action }", &[]);
    clause("when { true || principal is Nope::Action }", &["clause 0: unknown-entity-type"]);
    clause(
        r#"when { if true then true else Color::"x" == Action::"y" }"#,
        &["clause 0: unlisted-id", "clause 0: unknown-action"],
    );
}

#[test]
fn every_environment_counts() {
    // `run` has no `ok` in its context, and a Bot no boss.
    check("permit(principal, action, resource) when { context.ok };", &["clause 0: attribute-not-found"]);
    check(r#"permit(principal, action in Action::"all", resource) when { context.ok };"#, &[]);
    check("permit(principal, action, resource) when { context has ok && context.ok };", &[]);
    check(
        "permit(principal, action, resource) when { principal.boss == principal };",
        &["clause 0: attribute-not-found"],
    );
    check("permit(principal is User, action, resource) when { principal.boss == principal };", &[]);
    check("permit(principal, action, resource) when { principal is User && principal.boss == principal };", &[]);
    check("permit(principal, action, resource) when { principal has boss && principal.boss == principal };", &[]);
    check(
        r#"permit(principal, action, resource) when { action != Action::"run" && context.ok };"#,
        &["clause 0: attribute-not-found"],
    );
    let only = r#"permit(principal, action, resource) when { action in Action::"all" && context.ok };"#;
    check(only, &[]);
}

#[test]
fn templates_and_slots() {
    const IMPOSSIBLE: &[&str] = &["the scope: impossible-scope"];
    check("permit(principal == ?principal, action, resource == ?resource);", &[]);
    check("permit(principal in ?principal, action, resource in ?resource) when { principal has boss };", &[]);
    check("permit(principal is User in ?principal, action, resource) when { principal.boss == principal };", &[]);
    check("permit(principal is Group in ?principal, action, resource);", IMPOSSIBLE);
    check(
        "permit(principal is Usr in ?principal, action, resource);",
        &["the scope of principal: unknown-entity-type"],
    );
    check(
        "permit(principal == ?principal, action, resource) when { principal.boss == principal };",
        &["clause 0: attribute-not-found"],
    );
    check("permit(principal == ?principal, action, resource) when { 1 };", &["clause 0: unexpected-type"]);
    check(r#"permit(principal, action == Action::"all", resource == ?resource);"#, IMPOSSIBLE);
}

#[test]
fn links_name_what_is_declared() {
    let templates = templates(
        r#"
        permit(principal == ?principal, action == Action::"view", resource);
        permit(principal in ?principal, action, resource in ?resource);
        permit(principal, action == Action::"run", resource == ?resource);
        "#,
    );
    let check = |template: &str, slots: &[(Slot, &str, &str)], expected: &[&str]| {
        let slots = slots.iter().map(|(slot, ty, eid)| (*slot, EntityUid::new(Name::unqualified(*ty), *eid)));
        let link = Link { template: template.into(), id: "link".into(), slots: slots.collect() };
        let errors = links(&templates, &[link], &schema(), Mode::Strict);
        assert!(errors.iter().all(|error| error.policy == "link"));
        assert_eq!(shown(&errors), expected, "{template}");
    };
    use Slot::{Principal, Resource};
    const IMPOSSIBLE: &[&str] = &["the scope: impossible-scope"];
    check("policy0", &[(Principal, "User", "a")], &[]);
    check("policy0", &[(Principal, "Usr", "a")], &["the scope of principal: unknown-entity-type"]);
    check("policy0", &[(Principal, "Bot", "a")], IMPOSSIBLE);
    check("policy1", &[(Principal, "Group", "g"), (Resource, "Folder", "f")], &[]);
    check("policy1", &[(Principal, "Group", "g"), (Resource, "User", "f")], IMPOSSIBLE);
    check(
        "policy1",
        &[(Principal, "Nope", "g"), (Resource, "None", "f")],
        &["the scope of principal: unknown-entity-type", "the scope of resource: unknown-entity-type"],
    );
    check("policy2", &[(Resource, "Color", "red")], &[]);
    check("policy2", &[(Resource, "Color", "blue")], &["the scope of resource: unlisted-id"]);
    check("policy2", &[(Resource, "Action", "nope")], &["the scope of resource: unknown-action"]);
    check("policy9", &[], &[]);
}

#[test]
fn policies_that_never_apply() {
    let check = |policy: &str, is_impossible: bool| {
        let found = warnings(&templates(policy), &schema(), Mode::Strict);
        assert_eq!(!found.is_empty(), is_impossible, "{policy}");
    };
    check("permit(principal, action, resource);", false);
    check("permit(principal, action, resource) when { false };", true);
    check("permit(principal, action, resource) unless { true };", true);
    check("permit(principal, action, resource) when { principal is Group };", true);
    check("permit(principal, action, resource) when { principal is Bot };", false);
    check(r#"permit(principal, action, resource) when { action == Action::"all" };"#, true);
    check("permit(principal, action, resource) when { principal has nothing && principal.nothing };", true);
    // What is not valid is not called impossible.
    check("permit(principal, action, resource) when { 1 };", false);
    check("permit(principal is Group, action, resource);", false);
    check("permit(principal is Nope, action, resource) when { false };", false);
}

#[test]
fn levels_of_clauses() {
    // The least level, or `None` if there is no such level.
    let check = |expr: &str, least: Option<u32>| {
        let policy = format!(r#"permit(principal, action == Action::"view", resource) when {{ {expr} || true }};"#);
        let found = (0..8).find(|level| levels(&templates(&policy), &schema(), *level).is_empty());
        assert_eq!(found, least, "{expr}");
    };
    check("context.ok", Some(0));
    check("principal == context.who", Some(0));
    check("principal is User", Some(0));
    check("context has n && context.n == 1", Some(0));
    check("principal has nick", Some(1));
    check("principal.boss == principal", Some(1));
    check("principal.boss.boss == principal", Some(2));
    check("principal.home.n == 1", Some(1));
    check("principal.home.of == principal", Some(1));
    check("principal.home.of.boss == principal", Some(2));
    check("context.who.boss == principal", Some(1));
    check(r#"principal in Group::"g""#, Some(1));
    check(r#"principal.boss in Group::"g""#, Some(2));
    check(r#"action in Action::"all""#, Some(1));
    check("resource.owner in resource.owner.boss", Some(2));
    check("principal in principal.boss.boss", Some(2));
    check(r#"principal.hasTag("t")"#, Some(1));
    check(r#"principal.boss.hasTag("t")"#, Some(2));
    check(r#"principal.hasTag("t") && principal.getTag("t") == principal"#, Some(1));
    check(r#"principal.hasTag("t") && principal.getTag("t").boss == principal"#, Some(2));
    check(r#"principal.hasTag("t") && principal.getTag("t").boss.boss == principal"#, Some(3));
    check("principal has boss.boss", Some(2));
    check("principal has home.n", Some(1));
    check("(if context.ok then principal else principal.boss).boss == principal", Some(2));
    check("(if principal.boss.boss == principal then principal else context.who).boss == principal", Some(2));
    check("{a: principal, b: principal.boss}.a.boss == principal", Some(1));
    check("{a: principal, b: principal.boss.boss}.a.boss == principal", Some(2));
    check("{a: {b: principal.boss}}.a.b.boss == principal", Some(2));
    check("{a: principal.boss}.a == principal", Some(1));
    check("[principal.boss.boss].contains(principal)", Some(2));
    check(r#"User::"a" == principal"#, Some(0));
    check(r#"User::"a".boss == principal"#, None);
    check(r#"User::"a" has nick"#, None);
    check(r#"User::"a" in Group::"g""#, None);
    check(r#"Action::"view" in Action::"all""#, Some(1));
    check(r#"Action::"edit" in Action::"all""#, None);
    check(r#"(if context.ok then principal else User::"a").boss == principal"#, None);
    check(r#"{a: User::"a", b: principal}.b.boss == principal"#, Some(1));
    check(r#"principal in User::"a""#, Some(1));
    // Nothing looks at what is unreachable.
    check("(false && principal.boss.boss == principal)", Some(0));
    check(r#"(if true then context.ok else User::"a".boss == principal)"#, Some(0));
}

#[test]
fn levels_of_scopes() {
    let check = |scope: &str, expected: &[&str]| {
        assert_eq!(shown(&levels(&templates(&format!("permit({scope});")), &schema(), 0)), expected, "{scope}");
        assert_eq!(shown(&levels(&templates(&format!("permit({scope});")), &schema(), 1)), [""; 0], "{scope}");
    };
    check(r#"principal == User::"a", action == Action::"view", resource is Doc"#, &[]);
    check(r#"principal in Group::"a", action, resource"#, &["the scope of principal: level-exceeded"]);
    check("principal in ?principal, action, resource", &["the scope of principal: level-exceeded"]);
    check(r#"principal, action in Action::"all", resource"#, &["the scope of action: level-exceeded"]);
    check(r#"principal, action in [Action::"view"], resource"#, &["the scope of action: level-exceeded"]);
    check(r#"principal, action, resource is Doc in Folder::"f""#, &["the scope of resource: level-exceeded"]);
}

#[test]
fn errors_are_shown_with_place_types_and_hint() {
    let check = |clause: &str, expected: &str| {
        let policy = format!(r#"permit(principal, action == Action::"view", resource) when {{ {clause} }};"#);
        let errors = validate(&templates(&policy), &schema(), Mode::Strict);
        assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected], "{clause}");
    };
    let view = r#"(for Action::"view" by User on Doc)"#;
    let at = |text: &str| format!("`policy0`, clause 0: {text}");
    check("principal.bos == principal", &at(&format!("no attribute \"bos\" in User {view}; did you mean `boss`?")));
    check(
        "principal.nick == \"a\"",
        &at(&format!(
            "the attribute \"nick\" of User is optional and may not be there {view}; test for it with `has nick` first"
        )),
    );
    check(r#"principal == Usr::"a""#, &at("the schema declares no entity type Usr; did you mean `User`?"));
    check("principal.boss + 1 == 2", &at(&format!("expected Long, found User {view}")));
    check("1 < context.who", &at(&format!("expected Long, found User {view}")));
    check("context.who < context.who", &at(&format!("expected Long or datetime or duration, found User {view}")));
    check(
        "[context.who] in principal",
        &at(&format!("expected an entity, found Set<User> {view}; `contains` tests whether a set has an element")),
    );
    check(
        "context.who == context.ok",
        &at(&format!("the operands of `==` must be of one type, found User and Bool {view}")),
    );
    check(
        "[principal, resource].contains(principal)",
        &at(&format!("the elements must be of one type, found User and Doc {view}; the entity types must be the same")),
    );
    check(r#"ip("x") == ip("::1")"#, &at(&format!("\"x\" is no ip {view}")));
    check(r#"ip("::1", "x") == ip("::1")"#, &at(&format!("ip takes 1 argument, found 2 {view}")));
}
