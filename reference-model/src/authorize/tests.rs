//! Policy sets and what they answer, as tables of Cedar text.

use super::*;
use crate::entities::Entity;
use crate::name::Name;
use crate::observe::NoObserver;
use crate::{parse, template};

fn uid(ty: &str, eid: &str) -> EntityUid {
    EntityUid::new(Name::unqualified(ty), eid)
}

/// Ann, in staff, views doc d, in folder f.
fn response(policies: &str) -> Response {
    let entity = |uid, parents| Entity { uid, attrs: BTreeMap::new(), tags: BTreeMap::new(), parents };
    let store = Entities::from_listed(&[
        entity(uid("User", "ann"), vec![uid("Group", "staff")]),
        entity(uid("Action", "view"), vec![uid("Action", "read")]),
        entity(uid("Doc", "d"), vec![uid("Folder", "f")]),
    ]);
    let request = Request {
        principal: uid("User", "ann"),
        action: uid("Action", "view"),
        resource: uid("Doc", "d"),
        context: BTreeMap::new(),
    };
    let templates = parse::policies(policies, parse::PolicyIds::Positional).unwrap();
    let policies = template::link(&templates, &[]).unwrap();
    authorize(&request, &store.unwrap(), &policies, &mut NoObserver)
}

/// Determining and erroring policies are written as `decision: determining; id kind, …`.
fn check(policies: &str, expected: &str) {
    let Response { decision, determining, erroring } = response(policies);
    let determining: Vec<&str> = determining.iter().map(String::as_str).collect();
    let erroring: Vec<String> = erroring.iter().map(|(id, kind)| format!("{id} {kind}")).collect();
    let found = format!("{decision}: {}; {}", determining.join(" "), erroring.join(", "));
    assert_eq!(found, expected, "{policies}");
}

#[test]
fn decisions() {
    let permit = "permit(principal, action, resource);";
    let forbid = "forbid(principal, action, resource);";
    let errs = "permit(principal, action, resource) when { principal.x };";
    let forbid_errs = "forbid(principal, action, resource) when { 1 };";
    check("", "deny: ; ");
    check(permit, "allow: policy0; ");
    check(forbid, "deny: policy0; ");
    check(&format!("{permit}{permit}"), "allow: policy0 policy1; ");
    check(&format!("{permit}{forbid}{permit}{forbid}"), "deny: policy1 policy3; ");
    check(errs, "deny: ; policy0 attribute-missing");
    check(&format!("{errs}{permit}"), "allow: policy1; policy0 attribute-missing");
    check(&format!("{permit}{forbid_errs}"), "allow: policy0; policy1 type");
    check(&format!("{errs}{forbid}{forbid_errs}"), "deny: policy1; policy0 attribute-missing, policy2 type");
}

#[test]
fn scopes() {
    let check_scope = |scope: &str, satisfied: bool| {
        let expected = if satisfied { "allow: policy0; " } else { "deny: ; " };
        check(&format!("permit({scope});"), expected);
    };
    let check_principal = |c: &str, satisfied| check_scope(&format!("principal {c}, action, resource"), satisfied);
    check_principal(r#"== User::"ann""#, true);
    check_principal(r#"== Group::"staff""#, false);
    check_principal(r#"in User::"ann""#, true);
    check_principal(r#"in Group::"staff""#, true);
    check_principal(r#"in Group::"other""#, false);
    check_principal("is User", true);
    check_principal("is Group", false);
    check_principal(r#"is User in Group::"staff""#, true);
    check_principal(r#"is Group in Group::"staff""#, false);
    check_principal(r#"is User in Group::"other""#, false);
    let check_action = |c: &str, satisfied| check_scope(&format!("principal, action {c}, resource"), satisfied);
    check_action(r#"== Action::"view""#, true);
    check_action(r#"== Action::"read""#, false);
    check_action(r#"in Action::"read""#, true);
    check_action(r#"in Action::"write""#, false);
    check_action(r#"in [Action::"write", Action::"read"]"#, true);
    check_action(r#"in [Action::"write"]"#, false);
    check_action("in []", false);
    let check_resource = |c: &str, satisfied| check_scope(&format!("principal, action, resource {c}"), satisfied);
    check_resource(r#"== Doc::"d""#, true);
    check_resource(r#"in Folder::"f""#, true);
    check_resource(r#"is Doc in Folder::"g""#, false);
    check_resource("is Folder", false);
}

#[test]
fn clauses_run_in_order_up_to_the_first_that_fails() {
    let check_clauses =
        |clauses: &str, expected: &str| check(&format!("permit(principal, action, resource) {clauses};"), expected);
    check_clauses("when { true }", "allow: policy0; ");
    check_clauses("when { false }", "deny: ; ");
    check_clauses("unless { false }", "allow: policy0; ");
    check_clauses("unless { true }", "deny: ; ");
    check_clauses("when { true } unless { false } when { true }", "allow: policy0; ");
    check_clauses("when { false } when { 1 }", "deny: ; ");
    check_clauses("unless { true } when { {}.a }", "deny: ; ");
    check_clauses("when { 1 } when { false }", "deny: ; policy0 type");
    check_clauses("unless { {} } when { {}.a }", "deny: ; policy0 type");
    check_clauses("when { {}.a } when { 1 }", "deny: ; policy0 attribute-missing");
    check_clauses("when { true } unless { resource.x }", "deny: ; policy0 attribute-missing");
    check_clauses("when { action }", "deny: ; policy0 type");
    check(r#"permit(principal == User::"bob", action, resource) when { 1 };"#, "deny: ; ");
    check(r#"permit(principal, action, resource is Folder) when { 1 };"#, "deny: ; ");
}
