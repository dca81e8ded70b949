//! Planted differences and the exact minimum of each.

use std::collections::BTreeMap;

use crosscheck_generators::print;
use crosscheck_generators::text::{CaseText, LinkText, RequestText, UidText};
use crosscheck_reference_model::expr::{BinaryOp, Expr};
use crosscheck_reference_model::policy::ActionScope;

use super::expressions::visit;
use super::{Budget, Case, Minimized, case_of, minimize, signatures};
use crate::outcome::{Loaded, Outcome};
use crate::subject::{Canary, Capabilities, ReferenceModel, Subject};

mod places;

/// The reference model on a case that was bent before it was read.
struct Bent(fn(&mut Case));

/// The reference model behind a check of the policies' text.
struct Picky(fn(&str) -> Result<(), &'static str>);

impl Subject for Bent {
    fn name(&self) -> &'static str {
        "planted"
    }

    fn version(&self) -> String {
        "1".to_owned()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn run(&self, text: &CaseText) -> Outcome {
        let bent = case_of(text).map(|mut case| {
            (self.0)(&mut case);
            print::plain(&case)
        });
        // What it has read is not what it evaluates.
        Outcome { trees: None, ..ReferenceModel::new().run(bent.as_ref().unwrap_or(text)) }
    }
}

impl Subject for Picky {
    fn name(&self) -> &'static str {
        "planted"
    }

    fn version(&self) -> String {
        "1".to_owned()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn run(&self, text: &CaseText) -> Outcome {
        let mut outcome = ReferenceModel::new().run(text);
        if let Err(words) = (self.0)(&text.policies) {
            outcome.policies = Loaded::Error(words.to_owned());
        }
        outcome
    }
}

fn uid(ty: &str, id: &str) -> UidText {
    UidText { ty: ty.to_owned(), id: id.to_owned() }
}

const SCHEMA: &str = r#"
    namespace Acme {
      type Address = { street: String, number?: Long };
      entity Company;
      entity Team in [Team, Company] = { name: String };
      entity User in [Team] = { age: Long, home?: Address } tags Set<String>;
      entity Document in [Team] = { owner: User };
      action read, write, "share with" in [all] appliesTo {
        principal: User, resource: Document, context: { hour: Long, from: ipaddr }
      };
      action all;
    }
"#;

const POLICIES: &str = r#"
    @note("anyone in the company reads")
    permit(principal in Acme::Company::"acme", action == Acme::Action::"read", resource);
    permit(principal is Acme::User in Acme::Team::"blue", action, resource)
      when { context.hour + 2 <= principal.age && context.from.isIpv4() }
      unless { principal.hasTag("locked") };
    forbid(principal, action in [Acme::Action::"write", Acme::Action::"all"], resource)
      when { resource.owner != principal && !(principal.getTag("roles").contains("editor")) };
    permit(principal == ?principal, action, resource in ?resource)
      when { if context.hour < 12 then "a*b" like "a\*b" else principal has home.number };
"#;

const ENTITIES: &str = r#"[
    {"uid": {"type": "Acme::Company", "id": "acme"}, "attrs": {}, "parents": []},
    {"uid": {"type": "Acme::Team", "id": "blue"}, "attrs": {"name": "Blue"},
     "parents": [{"type": "Acme::Team", "id": "colours"}]},
    {"uid": {"type": "Acme::Team", "id": "colours"}, "attrs": {"name": "Colours"},
     "parents": [{"type": "Acme::Company", "id": "acme"}]},
    {"uid": {"type": "Acme::User", "id": "ann"}, "attrs": {"age": 11, "home": {"street": "High St", "number": 3}},
     "tags": {"roles": ["editor", "reader"]}, "parents": [{"type": "Acme::Team", "id": "blue"}]},
    {"uid": {"type": "Acme::User", "id": "bob"}, "attrs": {"age": 70}, "tags": {"locked": []}, "parents": []},
    {"uid": {"type": "Acme::Document", "id": "plan"}, "attrs": {"owner": {"__entity": {"type": "Acme::User", "id": "ann"}}},
     "parents": [{"type": "Acme::Team", "id": "blue"}]}
]"#;

/// A case with some of everything, in which every subject agrees but for what was planted.
fn rich() -> CaseText {
    let request = |user: &str, action: &str| RequestText {
        principal: uid("Acme::User", user),
        action: uid("Acme::Action", action),
        resource: uid("Acme::Document", "plan"),
        context: r#"{"hour": 9, "from": {"__extn": {"fn": "ip", "arg": "10.0.0.1"}}}"#.to_owned(),
    };
    let slots = BTreeMap::from([
        ("?principal".to_owned(), uid("Acme::User", "bob")),
        ("?resource".to_owned(), uid("Acme::Team", "colours")),
    ]);
    CaseText {
        policies: POLICIES.to_owned(),
        links: vec![LinkText { template: "policy3".to_owned(), id: "link0".to_owned(), slots }],
        schema: Some(SCHEMA.to_owned()),
        entities: ENTITIES.to_owned(),
        requests: vec![
            request("bob", "read"),
            request("ann", "write"),
            request("ann", "share with"),
            request("ann", "read"),
        ],
        ..CaseText::default()
    }
}

/// Minimizes the first difference of `planted` and the reference model on `text`.
fn minimized(planted: &dyn Subject, text: &CaseText) -> Minimized {
    let model = ReferenceModel::new();
    let subjects: [&dyn Subject; 2] = [planted, &model];
    let found = signatures(&subjects, text);
    let target = found.first().expect("the planted difference shows");
    let minimized = minimize(&subjects, text, target, Budget::default());
    assert!(minimized.reproduced && !minimized.exhausted, "{} trials", minimized.trials);
    let shown = signatures(&subjects, &minimized.text);
    assert!(shown.contains(&minimized.coarse), "it shows what it says");
    assert!(minimized.coarse == *target || target.may_follow() && minimized.coarse.is_decision(), "{target}");
    minimized
}

fn check(planted: &dyn Subject, text: &CaseText, policies: &str, entities: &str) {
    let found = minimized(planted, text);
    assert_eq!(found.text.policies.trim_end(), policies);
    assert_eq!(found.text.schema, None);
    assert_eq!(found.text.links, []);
    assert_eq!(found.text.requests.len(), 1);
    assert_eq!(found.text.requests[0].context.trim(), "{}");
    let words: String = found.text.entities.split_whitespace().collect();
    assert_eq!(words, entities);
}

#[test]
fn a_comparison_that_is_off_by_one() {
    check(&Canary, &rich(), "permit(principal, action, resource)\nwhen { 0 <= 0 };", "[]");
}

#[test]
fn a_conjunction_taken_for_a_disjunction() {
    let bend = |case: &mut Case| {
        visit(case, &mut |expr| {
            if let Expr::And(left, right) = expr {
                *expr = (**left).clone().or((**right).clone());
            }
        });
    };
    check(&Bent(bend), &rich(), "permit(principal, action, resource)\nunless { true && false };", "[]");
}

#[test]
fn an_ancestor_that_is_lost_behind_a_parent() {
    let bend = |case: &mut Case| {
        let parents: Vec<_> = case.entities.iter().flat_map(|entity| entity.parents.clone()).collect();
        for entity in &mut case.entities {
            if parents.contains(&entity.uid) {
                entity.parents.clear();
            }
        }
    };
    let found = minimized(&Bent(bend), &rich());
    assert_eq!(found.text.policies.trim_end(), "permit(principal, action, resource in A::\"a\");");
    assert_eq!((found.after.requests, found.text.schema.is_some()), (1, false));
    let case = found.case.expect("readable");
    let parents: Vec<usize> = case.entities.iter().map(|entity| entity.parents.len()).collect();
    assert_eq!(parents, [1, 1], "{}", found.text.entities);
}

#[test]
fn a_list_of_actions_of_which_only_the_first_counts() {
    let bend = |case: &mut Case| {
        for policy in &mut case.policies {
            if let ActionScope::InAny(actions) = &mut policy.action {
                actions.truncate(1);
            }
        }
    };
    let mut text = rich();
    text.requests.truncate(3);
    text.policies
        .push_str("permit(principal, action in [Acme::Action::\"read\", Acme::Action::\"share with\"], resource);");
    check(&Bent(bend), &text, "permit(principal, action in [Action::\"a\", Action::\"b\"], resource);", "[]");
}

/// What the canary's difference on a condition comes down to.
fn of_condition(condition: &str) -> (String, String) {
    let mut text = rich();
    text.policies = format!("permit(principal, action, resource) when {{ {condition} }};");
    text.links.clear();
    let found = minimized(&Canary, &text);
    assert_eq!((found.after.policies, found.after.entities), (1, 0), "{}", found.text.policies);
    (found.coarse.what, found.text.policies.trim_end().to_owned())
}

#[test]
fn what_follows_from_a_wrong_condition_leads_to_it() {
    for condition in [
        "2 <= 2 && 7",
        "principal.age <= 70 && principal.nothing",
        "false != (datetime(\"2025-06-30\") <= datetime(\"2025-06-30T02:00:00+0200\"))",
        "context.from.isIpv4() && (if duration(\"7d\") <= duration(\"168h\") then resource.owner.home.number == 3 else 1)",
        "[principal.age <= 70, 3 <= 3 && decimal(\"x\")].contains(true)",
    ] {
        let (what, policy) = of_condition(condition);
        assert!(what.starts_with("decision:"), "{condition}: {what}");
        let minimum = ["when { 0 <= 0 };", "when { 0 > 0 };"]
            .map(|clause| format!("permit(principal, action, resource)\n{clause}"));
        assert!(minimum.contains(&policy), "{condition}: {policy}");
    }
}

/// Whether it is a call of this method on a literal of an extension type.
fn calls(expr: &Expr, method: &str) -> bool {
    let is_literal = |receiver: &Expr| matches!(receiver, Expr::Call(function, _) if function.is_constructor());
    matches!(expr, Expr::Call(function, arguments) if function.name() == method && arguments.iter().all(is_literal))
}

#[test]
fn literals_of_extension_types_come_down_to_plain_ones() {
    let check = |wrong: fn(&Expr) -> bool, condition: &str, expected: &str| {
        struct Wrong(fn(&Expr) -> bool);
        impl Subject for Wrong {
            fn name(&self) -> &'static str {
                "planted"
            }
            fn version(&self) -> String {
                "1".to_owned()
            }
            fn capabilities(&self) -> Capabilities {
                Capabilities::ALL
            }
            fn run(&self, text: &CaseText) -> Outcome {
                let Some(mut case) = case_of(text) else { return ReferenceModel::new().run(text) };
                visit(&mut case, &mut |expr| {
                    if (self.0)(expr) {
                        *expr = expr.clone().negated();
                        // The walk goes on below what it has just put there.
                        if let Expr::Unary(_, inner) = expr {
                            **inner = Expr::bool(false);
                        }
                    }
                });
                Outcome { trees: None, ..ReferenceModel::new().run(&print::plain(&case)) }
            }
        }
        let mut text = rich();
        text.policies = format!("permit(principal, action, resource) when {{ {condition} }};");
        text.links.clear();
        let found = minimized(&Wrong(wrong), &text);
        let body = found.text.policies.trim_end().replace("permit(principal, action, resource)\n", "");
        assert_eq!(body, expected, "{condition}");
        assert_eq!(found.after.entities, 0);
    };
    check(
        |expr| calls(expr, "isLoopback"),
        "context.from.isLoopback() || ip(\"192.168.0.1/24\").isLoopback()",
        "when { ip(\"0.0.0.0\").isLoopback() };",
    );
    check(
        |expr| calls(expr, "lessThan"),
        "decimal(\"17.25\").lessThan(decimal(\"3.5\"))",
        "when { decimal(\"0.0\").lessThan(decimal(\"0.0\")) };",
    );
}

#[test]
fn a_link_that_matters_stays() {
    let bend = |case: &mut Case| case.links.clear();
    let found = minimized(&Bent(bend), &rich());
    assert_eq!(found.text.links.len(), 1);
    assert_eq!(found.text.policies.trim_end(), "permit(principal, action, resource in ?resource);");
}

#[test]
fn a_difference_of_one_spelling_is_reduced_in_that_spelling() {
    let picky = Picky(|text| if text.contains("\\u{") { Err("an escape") } else { Ok(()) });
    let mut text = rich();
    text.policies = text.policies.replace("\"Acme::Team::\"blue\"", "").replace("(\"editor\")", "(\"\\u{65}ditor\")");
    let found = minimized(&picky, &text);
    assert_eq!(found.text.policies, "permit(principal, action, resource)\nwhen { \"\\u{62}\" };\n");
    assert_eq!((found.text.schema, found.text.requests.len()), (None, 0));
}

#[test]
fn a_text_that_nobody_should_read_is_reduced_as_text() {
    struct Lenient;
    impl Subject for Lenient {
        fn name(&self) -> &'static str {
            "planted"
        }
        fn version(&self) -> String {
            "1".to_owned()
        }
        fn capabilities(&self) -> Capabilities {
            Capabilities::ALL
        }
        fn run(&self, text: &CaseText) -> Outcome {
            let policies =
                if text.policies.contains("=>") { Loaded::Ok } else { ReferenceModel::new().run(text).policies };
            Outcome { policies, ..ReferenceModel::new().run(text) }
        }
    }
    let mut text = rich();
    text.policies = text.policies.replace("<=", "=>");
    let found = minimized(&Lenient, &text);
    assert_eq!((found.text.policies.as_str(), found.text.entities.as_str()), ("=>", ""));
    assert_eq!(found.case, None);
}

#[test]
fn integers_and_strings_come_down_to_the_boundary() {
    let bend = |case: &mut Case| {
        visit(case, &mut |expr| {
            if let Expr::Binary(BinaryOp::Less, left, _) = expr
                && matches!(&**left, Expr::Lit(crosscheck_reference_model::value::Prim::Long(n)) if *n >= 1000)
            {
                *expr = Expr::bool(true);
            }
        });
    };
    let mut text = rich();
    text.policies = "permit(principal, action, resource) when { 123456789 < context.hour };".to_owned();
    text.links.clear();
    check(&Bent(bend), &text, "permit(principal, action, resource)\nwhen { 1000 < 0 };", "[]");
}

#[test]
fn minimizing_is_deterministic() {
    let (one, other) = (minimized(&Canary, &rich()), minimized(&Canary, &rich()));
    assert_eq!((one.text, one.trials, one.passes), (other.text, other.trials, other.passes));
}

#[test]
fn a_case_without_the_difference_comes_back_as_it_is() {
    let model = ReferenceModel::new();
    let subjects: [&dyn Subject; 2] = [&Canary, &model];
    let target = signatures(&subjects, &rich()).remove(0);
    let text = CaseText { policies: "permit(principal, action, resource);".to_owned(), ..rich() };
    let found = minimize(&subjects, &text, &target, Budget::default());
    assert!(!found.reproduced);
    assert_eq!(found.text, text);
}

#[test]
fn a_budget_is_kept() {
    let model = ReferenceModel::new();
    let subjects: [&dyn Subject; 2] = [&Canary, &model];
    let target = signatures(&subjects, &rich()).remove(0);
    let found = minimize(&subjects, &rich(), &target, Budget { trials: 5, ..Budget::default() });
    assert!(found.exhausted && found.trials <= 5);
    assert!(signatures(&subjects, &found.text).contains(&target));
}
