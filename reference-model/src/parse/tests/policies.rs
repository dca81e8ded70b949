//! Policies and templates: what their parts mean, and which are none.

use crate::expr::{Expr, Var};
use crate::name::{EntityUid, Name};
use crate::parse::{ParseErrorKind as Kind, PolicyIds, policies};
use crate::policy::{ActionScope, Condition, ConditionKind, Effect, EntityOrSlot, Scope, Template};

fn one(text: &str) -> Template {
    let mut templates = policies(text, PolicyIds::Positional).unwrap_or_else(|e| panic!("{text}: {e}"));
    assert_eq!(templates.len(), 1, "{text}");
    templates.remove(0)
}

fn uid(ty: &str, eid: &str) -> EntityUid {
    EntityUid::new(crate::parse::name(ty).unwrap(), eid)
}

#[test]
fn scopes() {
    use EntityOrSlot::{Entity, Slot};
    let user = Name::unqualified("User");
    let ann = || Entity(uid("User", "ann"));
    let table = [
        ("", Scope::Any),
        ("== User::\"ann\"", Scope::Eq(ann())),
        ("== ((User::\"ann\"))", Scope::Eq(ann())),
        ("in User::\"ann\"", Scope::In(ann())),
        ("is User", Scope::Is(user.clone())),
        ("is User in User::\"ann\"", Scope::IsIn(user.clone(), ann())),
        ("is resource in (User::\"ann\")", Scope::IsIn(Name::unqualified("resource"), ann())),
        ("== ?V", Scope::Eq(Slot)),
        ("in (?V)", Scope::In(Slot)),
        ("is User in ?V", Scope::IsIn(user, Slot)),
    ];
    for (written, scope) in table {
        let text = format!("permit(principal {}, action, resource);", written.replace("?V", "?principal"));
        let template = one(&text);
        assert_eq!(template.principal, scope, "{text}");
        assert_eq!(template.is_static(), !written.contains('?'), "{text}");
        let text = format!("permit(principal, action, resource {},);", written.replace("?V", "?resource"));
        assert_eq!(one(&text).resource, scope, "{text}");
    }
}

#[test]
fn action_scopes() {
    let view = || uid("Action", "view");
    let table = [
        ("", ActionScope::Any),
        ("== Action::\"view\"", ActionScope::Eq(view())),
        ("== A::B::Action::\"view\"", ActionScope::Eq(uid("A::B::Action", "view"))),
        ("in Action::\"view\"", ActionScope::In(view())),
        ("in ((Action::\"view\"))", ActionScope::In(view())),
        ("in []", ActionScope::InAny(vec![])),
        ("in [Action::\"view\"]", ActionScope::InAny(vec![view()])),
        ("in ([(Action::\"view\"), Action::\"view\",])", ActionScope::InAny(vec![view(), view()])),
    ];
    for (written, scope) in table {
        let text = format!("forbid(principal, action {written}, resource);");
        assert_eq!(one(&text).action, scope, "{text}");
    }
}

#[test]
fn annotations_conditions_and_ids() {
    let text = r#"
        // A comment, and another one at the end of the file.
        @id("first") @if @__cedar("\n") @x("")
        permit(principal, action, resource) when { true } unless { context } when { 1 };
        forbid(principal == ?principal, action, resource);
        @id permit(principal, action, resource); // end"#;
    let templates = policies(text, PolicyIds::Positional).unwrap();
    let ids: Vec<&str> = templates.iter().map(|t| t.id.as_str()).collect();
    assert_eq!(ids, ["policy0", "policy1", "policy2"]);
    let annotations: Vec<_> = templates[0].annotations.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(annotations, [("__cedar", "\n"), ("id", "first"), ("if", ""), ("x", "")]);
    assert_eq!((templates[0].effect, templates[1].effect), (Effect::Permit, Effect::Forbid));
    let conditions = [
        Condition { kind: ConditionKind::When, body: Expr::bool(true) },
        Condition { kind: ConditionKind::Unless, body: Expr::Var(Var::Context) },
        Condition { kind: ConditionKind::When, body: Expr::long(1) },
    ];
    assert_eq!(templates[0].conditions, conditions);
    let named = policies(text, PolicyIds::FromAnnotation).unwrap();
    let ids: Vec<&str> = named.iter().map(|t| t.id.as_str()).collect();
    assert_eq!(ids, ["first", "policy1", ""]);
    assert_eq!(policies(" // nothing", PolicyIds::Positional), Ok(vec![]));
    let twice = r#"@id("policy1") permit(principal, action, resource); permit(principal, action, resource);"#;
    assert!(policies(twice, PolicyIds::Positional).is_ok());
    assert_eq!(policies(twice, PolicyIds::FromAnnotation).map_err(|e| e.kind), Err(Kind::Duplicate));
}

#[test]
fn rejected() {
    let table = [
        (Kind::Syntax, "permit"),
        (Kind::Syntax, "permit()"),
        (Kind::Syntax, "permit();"),
        (Kind::Syntax, "permit(principal);"),
        (Kind::Syntax, "permit(principal, action);"),
        (Kind::Syntax, "permit(principal, action, resource)"),
        (Kind::Syntax, "permit(principal, action, resource,,);"),
        (Kind::Syntax, "permit(principal, action, resource, context);"),
        (Kind::Syntax, "permit(action, principal, resource);"),
        (Kind::Syntax, "permit(resource, action, principal);"),
        (Kind::Syntax, "permit(user, action, resource);"),
        (Kind::Syntax, "Permit(principal, action, resource);"),
        (Kind::Syntax, "permit(principal: User, action, resource);"),
        (Kind::Syntax, "permit(principal, action: Action, resource);"),
        (Kind::Syntax, "permit(principal = User::\"a\", action, resource);"),
        (Kind::Syntax, "permit(principal != User::\"a\", action, resource);"),
        (Kind::Syntax, "permit(principal < User::\"a\", action, resource);"),
        (Kind::Syntax, "permit(principal has a, action, resource);"),
        (Kind::Syntax, "permit(principal is User == User::\"a\", action, resource);"),
        (Kind::Syntax, "permit(principal in User::\"a\" is User, action, resource);"),
        (Kind::Syntax, "permit(principal is ?principal, action, resource);"),
        (Kind::Syntax, "permit(principal is \"User\", action, resource);"),
        (Kind::Syntax, "permit(principal is User::\"a\", action, resource);"),
        (Kind::Syntax, "permit(principal == \"a\", action, resource);"),
        (Kind::Syntax, "permit(principal == User, action, resource);"),
        (Kind::Syntax, "permit(principal == principal, action, resource);"),
        (Kind::Syntax, "permit(principal in [User::\"a\"], action, resource);"),
        (Kind::Syntax, "permit(principal in [], action, resource);"),
        (Kind::Syntax, "permit(principal == User::\"a\" || true, action, resource);"),
        (Kind::Syntax, "permit(principal == (User::\"a\", action, resource);"),
        (Kind::Syntax, "permit(principal == User::{a: 1}, action, resource);"),
        (Kind::Syntax, "permit(principal, action is Action, resource);"),
        (Kind::Syntax, "permit(principal, action == [Action::\"a\"], resource);"),
        (Kind::Syntax, "permit(principal, action in [[Action::\"a\"]], resource);"),
        (Kind::Syntax, "permit(principal, action in [Action::\"a\" Action::\"b\"], resource);"),
        (Kind::Syntax, "permit(principal, action in [,], resource);"),
        (Kind::Syntax, "permit(principal, action, resource) when {};"),
        (Kind::Syntax, "permit(principal, action, resource) when { };"),
        (Kind::Syntax, "permit(principal, action, resource) when true;"),
        (Kind::Syntax, "permit(principal, action, resource) if { true };"),
        (Kind::Syntax, "permit(principal, action, resource) when { true; };"),
        (Kind::Syntax, "permit(principal, action, resource) when { true }"),
        (Kind::Syntax, "permit(principal, action, resource); ;"),
        (Kind::Syntax, "@id"),
        (Kind::Syntax, "@ permit(principal, action, resource);"),
        (Kind::Syntax, "@\"id\" permit(principal, action, resource);"),
        (Kind::Syntax, "@id() permit(principal, action, resource);"),
        (Kind::Syntax, "@id(a) permit(principal, action, resource);"),
        (Kind::Syntax, "@id(\"a\", \"b\") permit(principal, action, resource);"),
        (Kind::Reserved, "permit(principal is in, action, resource);"),
        (Kind::Reserved, "permit(principal == __cedar::\"a\", action, resource);"),
        (Kind::Reserved, "permit(principal is __cedar::Long, action, resource);"),
        (Kind::Reserved, "permit(principal == if::\"a\", action, resource);"),
        (Kind::Slot, "permit(principal == ?resource, action, resource);"),
        (Kind::Slot, "permit(principal, action, resource in ?principal);"),
        (Kind::Slot, "permit(principal == ?principalx, action, resource);"),
        (Kind::Slot, "permit(principal, action == ?action, resource);"),
        (Kind::Slot, "permit(principal, action in ?action, resource);"),
        (Kind::Slot, "permit(principal, action in [?action], resource);"),
        (Kind::Slot, "permit(principal, action, resource) when { principal == ?principal };"),
        (Kind::ActionType, "permit(principal, action == User::\"a\", resource);"),
        (Kind::ActionType, "permit(principal, action == Action::User::\"a\", resource);"),
        (Kind::ActionType, "permit(principal, action in [Action::\"a\", action::\"b\"], resource);"),
        (Kind::DuplicateAnnotation, "@a @a permit(principal, action, resource);"),
        (Kind::DuplicateAnnotation, "@a(\"1\") @b @a(\"1\") permit(principal, action, resource);"),
        (Kind::Escape, "@a(\"\\q\") permit(principal, action, resource);"),
        (Kind::Escape, "permit(principal == User::\"\\*\", action, resource);"),
        (Kind::Syntax, "permit(principal == ?, action, resource);"),
    ];
    for (kind, text) in table {
        let result = policies(text, PolicyIds::Positional);
        assert_eq!(result.as_ref().map_err(|e| e.kind), Err(kind), "{text}: {result:?}");
    }
}

#[test]
fn messages() {
    let shown = |text: &str| policies(text, PolicyIds::Positional).unwrap_err().to_string();
    insta::assert_snapshot!(shown("permit(principal, action, resource)\n  when { 1 +  };"), @r"
    line 2, column 15: expected an expression, found `}`
      |   when { 1 +  };
    ");
    insta::assert_snapshot!(shown("permit(principal, action == User::\"é\", resource);"), @r#"
    line 1, column 29: expected an entity whose type is called `Action`, found an entity of type `User`
      | permit(principal, action == User::"é", resource);
    "#);
    insta::assert_snapshot!(shown("permit(principal, action, resource) when { \"é\\q\" };"), @r#"
    line 1, column 46: expected an escape of Cedar strings, found `\\q`
      | permit(principal, action, resource) when { "é\q" };
    "#);
}
