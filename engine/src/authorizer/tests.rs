//! Decisions, determining and erroring policies, scopes, links, and that the index finds what testing all would.

use crate::{Authorizer, Context, Decision, Entities, EntityUid, PolicyId, PolicyIds, PolicySet, Request, SlotId};

const ENTITIES: &str = r#"[
    {"uid": {"type": "U", "id": "0"}, "attrs": {}, "parents": [{"type": "G", "id": "0"}]},
    {"uid": {"type": "U", "id": "1"}, "attrs": {}, "parents": [{"type": "G", "id": "1"}, {"type": "G", "id": "2"}]},
    {"uid": {"type": "G", "id": "0"}, "attrs": {}, "parents": [{"type": "G", "id": "1"}]},
    {"uid": {"type": "G", "id": "1"}, "attrs": {}, "parents": [{"type": "G", "id": "3"}]},
    {"uid": {"type": "Action", "id": "0"}, "attrs": {}, "parents": [{"type": "Action", "id": "1"}]},
    {"uid": {"type": "Action", "id": "1"}, "attrs": {}, "parents": [{"type": "Action", "id": "2"}]}
]"#;

fn uid(ty: &str, id: u32) -> EntityUid {
    EntityUid::new(ty, &id.to_string()).expect("a uid")
}

fn entities() -> Entities {
    Entities::from_json(ENTITIES, None).expect("entities")
}

fn parse(text: &str) -> PolicySet {
    PolicySet::parse(text, PolicyIds::Positional).unwrap_or_else(|error| panic!("{error}"))
}

fn ask(policies: &PolicySet) -> String {
    let request = Request::new(uid("U", 0), uid("Action", 0), uid("G", 0), Context::empty());
    show(&Authorizer::new(policies, &entities()), &request)
}

fn show(authorizer: &Authorizer, request: &Request) -> String {
    let response = authorizer.is_authorized(request);
    let decision = if response.decision() == Decision::Allow { "allow" } else { "deny" };
    let reason: Vec<&str> = response.diagnostics().reason().iter().map(PolicyId::as_str).collect();
    let errors = response.diagnostics().errors().iter();
    let errors: Vec<String> = errors.map(|error| format!("{}:{}", error.policy_id(), error.kind())).collect();
    format!("{decision} {} | {}", reason.join(","), errors.join(","))
}

#[test]
fn forbids_win_and_errors_decide_nothing() {
    let permit = "permit(principal, action, resource);";
    let forbid = "forbid(principal, action, resource);";
    let idle = "permit(principal == U::\"9\", action, resource);";
    let failing = "permit(principal, action, resource) when { 1 };";
    let failing_forbid = "forbid(principal, action, resource) unless { context.a };";
    let check = |parts: &[&str], expected: &str| assert_eq!(ask(&parse(&parts.concat())), expected, "{parts:?}");
    check(&[], "deny  | ");
    check(&[permit], "allow policy0 | ");
    check(&[idle], "deny  | ");
    check(&[forbid], "deny policy0 | ");
    check(&[permit, idle, permit], "allow policy0,policy2 | ");
    check(&[permit, forbid, forbid], "deny policy1,policy2 | ");
    check(&[failing], "deny  | policy0:type");
    check(&[permit, failing], "allow policy0 | policy1:type");
    check(&[permit, failing_forbid], "allow policy0 | policy1:attribute-missing");
    check(&[failing, forbid, failing_forbid, permit], "deny policy1 | policy0:type,policy2:attribute-missing");
}

#[test]
fn scopes() {
    let check = |scope: &str, expected: bool| {
        let answer = ask(&parse(&format!("permit({scope});")));
        assert_eq!(answer.starts_with("allow"), expected, "{scope}");
        assert!(answer.ends_with("| "), "a scope never errs: {scope}");
    };
    check("principal == U::\"0\", action, resource", true);
    check("principal == U::\"1\", action, resource", false);
    check("principal in U::\"0\", action, resource", true);
    check("principal in G::\"3\", action, resource", true);
    check("principal in G::\"2\", action, resource", false);
    check("principal is U, action, resource", true);
    check("principal is N::U, action, resource", false);
    check("principal is U in G::\"1\", action, resource", true);
    check("principal is G in G::\"1\", action, resource", false);
    check("principal is U in G::\"2\", action, resource", false);
    check("principal, action == Action::\"0\", resource", true);
    check("principal, action == Action::\"1\", resource", false);
    check("principal, action in Action::\"2\", resource", true);
    check("principal, action in [], resource", false);
    check("principal, action in [Action::\"9\", Action::\"1\"], resource", true);
    check("principal, action in [Action::\"9\"], resource", false);
    check("principal, action, resource in G::\"1\"", true);
    check("principal, action, resource == G::\"1\"", false);
}

#[test]
fn links_keep_the_operator_of_their_template() {
    let mut policies = parse(
        "permit(principal == ?principal, action, resource); permit(principal in ?principal, action, resource);
         permit(principal is U in ?principal, action, resource in ?resource);
         permit(principal is G in ?principal, action, resource);",
    );
    assert_eq!(ask(&policies), "deny  | ");
    let group = (SlotId::Principal, uid("G", 1));
    let user = (SlotId::Principal, uid("U", 0));
    let resource = (SlotId::Resource, uid("G", 3));
    let mut link = |template: &str, id: &str, values: &[(SlotId, EntityUid)]| {
        policies.link(&PolicyId::new(template), PolicyId::new(id), values).expect("a link");
    };
    link("policy0", "equal group", std::slice::from_ref(&group));
    link("policy0", "equal user", std::slice::from_ref(&user));
    link("policy1", "in group", std::slice::from_ref(&group));
    link("policy1", "in user", std::slice::from_ref(&user));
    link("policy2", "is in group", &[group.clone(), resource]);
    link("policy2", "is in group, wrong resource", &[group.clone(), (SlotId::Resource, uid("G", 2))]);
    link("policy3", "wrong type", &[group]);
    assert_eq!(ask(&policies), "allow equal user,in group,in user,is in group | ");
}

#[test]
fn the_index_finds_what_testing_every_scope_would() {
    let principals =
        ["principal", "principal == U::\"0\"", "principal in G::\"1\"", "principal is U", "principal is U in G::\"2\""];
    let actions = [
        "action",
        "action == Action::\"0\"",
        "action in Action::\"1\"",
        "action in [Action::\"0\", Action::\"2\"]",
        "action in []",
    ];
    let resources =
        ["resource", "resource == G::\"0\"", "resource in G::\"3\"", "resource is G", "resource is U in G::\"1\""];
    let mut scopes = Vec::new();
    for principal in principals {
        for action in actions {
            scopes.extend(resources.iter().map(|resource| format!("permit({principal}, {action}, {resource});")));
        }
    }
    let all = Authorizer::new(&parse(&scopes.concat()), &entities());
    let alone: Vec<Authorizer> = scopes.iter().map(|scope| Authorizer::new(&parse(scope), &entities())).collect();
    let subjects = [uid("U", 0), uid("U", 1), uid("U", 7), uid("G", 0), uid("G", 3), uid("N::U", 0)];
    for principal in &subjects {
        for resource in &subjects {
            for action in [uid("Action", 0), uid("Action", 1), uid("Action", 2), uid("Action", 3)] {
                let request = Request::new(principal.clone(), action, resource.clone(), Context::empty());
                let satisfied =
                    |authorizer: &Authorizer| authorizer.is_authorized(&request).decision() == Decision::Allow;
                let mut expected: Vec<String> =
                    (0..scopes.len()).filter(|at| satisfied(&alone[*at])).map(|at| format!("policy{at}")).collect();
                expected.sort();
                let response = all.is_authorized(&request);
                let found: Vec<&str> = response.diagnostics().reason().iter().map(PolicyId::as_str).collect();
                assert_eq!(found, expected, "{request:?}");
            }
        }
    }
}

#[test]
fn an_authorizer_is_shared_between_threads() {
    let authorizer = Authorizer::new(&parse("permit(principal in G::\"3\", action, resource);"), &entities());
    let request = Request::new(uid("U", 0), uid("Action", 0), uid("G", 0), Context::empty());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(show(&authorizer, &request), "allow policy0 | "));
        }
    });
}

#[test]
fn policies_of_many_texts_live_in_one_set() {
    let mut policies = PolicySet::new();
    for number in 0..40 {
        let text = format!(
            "permit(principal == U::\"{}\", action, resource) when {{ \"{number}\" like \"*0\" }};",
            number % 4
        );
        let policy = crate::Policy::parse(PolicyId::new(&format!("p{number:02}")), &text).expect("a policy");
        policies.add(policy).expect("a free id");
    }
    assert_eq!(ask(&policies), "allow p00,p20 | ");
}
