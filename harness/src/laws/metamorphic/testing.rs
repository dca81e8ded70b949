//! For tests of metamorphic laws: subjects with a fault, and what a law says of them.

use std::collections::BTreeSet;

use crosscheck_generators::text::{RequestText, UidText};
use crosscheck_generators::{CaseText, print};
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::policy::{Condition, ConditionKind};

use crate::laws::{Law, Readings, Turn, Witness, check};
use crate::minimize::case_of;
use crate::outcome::Outcome;
use crate::subject::{Capabilities, Engine, ReferenceModel, Subject};

/// A case without schema and entities and with one request: `User::"ann"` does `Action::"act"` on `User::"bob"`.
pub(super) fn policies(policies: &str) -> CaseText {
    let uid = |ty: &str, id: &str| UidText { ty: ty.to_owned(), id: id.to_owned() };
    CaseText {
        policies: policies.to_owned(),
        entities: "[]".to_owned(),
        requests: vec![RequestText {
            principal: uid("User", "ann"),
            action: uid("Action", "act"),
            resource: uid("User", "bob"),
            context: "{}".to_owned(),
        }],
        ..CaseText::default()
    }
}

/// Such a case with one permit on this condition.
pub(super) fn condition(condition: &str) -> CaseText {
    policies(&format!("permit(principal, action, resource) when {{ {condition} }};"))
}

/// What a subject with a fault reads in place of a case.
pub(super) type Fault<'f> = &'f (dyn Fn(&CaseText) -> CaseText + Sync);

/// The reference model behind a fault.
struct Faulty<'f>(Fault<'f>);

impl Subject for Faulty<'_> {
    fn name(&self) -> &'static str {
        "faulty"
    }

    fn version(&self) -> String {
        String::new()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn run(&self, case: &CaseText) -> Outcome {
        ReferenceModel::new().run(&(self.0)(case))
    }
}

/// How the law is broken by what the subject says of the case, in all variants.
pub(super) fn caught_of(subject: &dyn Subject, law: Law, case: &CaseText) -> Vec<String> {
    let outcome = subject.run(case);
    let readings = Readings::default();
    let (applied, breaches) = check(law, &Witness::new(case, subject, &outcome, &readings), Turn::Whole);
    assert!(applied > 0, "the law {law} does not apply: {outcome:?}");
    let hows: BTreeSet<String> = breaches.into_iter().map(|breach| breach.how).collect();
    hows.into_iter().collect()
}

/// Engine and model keep the law on the case; the model behind the fault breaks it in these ways.
pub(super) fn assert_caught(law: Law, case: &CaseText, fault: Fault<'_>, hows: &[&str]) {
    for subject in [&Engine::new() as &dyn Subject, &ReferenceModel::new()] {
        assert_eq!(caught_of(subject, law, case), Vec::<String>::new(), "{} breaks {law}: {case:?}", subject.name());
    }
    assert_eq!(caught_of(&Faulty(fault), law, case), hows, "{case:?}");
}

/// Reads `written`, as the canonical spelling in one line has it, as if it were `read`.
pub(super) fn replaced(written: &str, read: &str) -> impl Fn(&CaseText) -> CaseText + Sync {
    move |text| {
        let policies = text.policies.split_whitespace().collect::<Vec<_>>().join(" ");
        CaseText { policies: policies.replace(written, read), ..text.clone() }
    }
}

/// Overlooks the policy of this place.
pub(super) fn without_policy(text: &CaseText, index: usize) -> CaseText {
    let Some(mut case) = case_of(text) else { return text.clone() };
    if let Some(policy) = case.policies.get_mut(index) {
        policy.conditions = vec![Condition { kind: ConditionKind::When, body: Expr::bool(false) }];
    }
    print::plain(&case)
}
