//! The public `cedar-policy` crate as a subject: text in through its own parsers, answers out in our terms.
//!
//! `read` reads the documents, `validity` asks what conforms to the schema. The crate's parser and evaluator recurse on
//! the depth of the input and stop at the stack's end, so a case runs on a stack of its own that is large enough for
//! every legal depth.

mod read;
mod validity;

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::{AuthorizationError, Authorizer, Decision as TheirDecision, EvaluationError, Response};
use crosscheck_generators::text::{CaseText, RequestText};
use read::{World, read_request};

use super::{Capabilities, Subject};
use crate::outcome::{Answer, Decision, ErrorKind, Loaded, Outcome, RequestOutcome};

/// An expression of the greatest legal height takes about a tenth of this in a debug build. The pages that a case does
/// not touch cost nothing.
const STACK_BYTES: usize = 256 << 20;

/// The crate `cedar-policy`.
#[derive(Debug, Default)]
pub struct CedarPolicy {
    authorizer: Authorizer,
}

impl CedarPolicy {
    /// The subject.
    pub fn new() -> Self {
        Self { authorizer: Authorizer::new() }
    }

    fn answer(&self, request: &RequestText, world: &World) -> RequestOutcome {
        let (Ok(policies), Ok(entities)) = (&world.policies, &world.entities) else {
            return RequestOutcome::Unavailable;
        };
        match read_request(request, world.schema()) {
            Ok(request) => {
                RequestOutcome::Answer(answer_of(&self.authorizer.is_authorized(&request, policies, entities)))
            }
            Err(words) => RequestOutcome::Error(words),
        }
    }
}

impl Subject for CedarPolicy {
    fn name(&self) -> &'static str {
        "cedar-policy"
    }

    fn version(&self) -> String {
        cedar_policy::get_sdk_version().to_string()
    }

    fn capabilities(&self) -> Capabilities {
        // Kinds are told for readers, as far as the crate has them; types are not.
        Capabilities { violation_kinds: false, types: false, ..Capabilities::ALL }
    }

    fn run(&self, case: &CaseText) -> Outcome {
        stacker::grow(STACK_BYTES, || {
            let world = World::read(case);
            Outcome {
                policies: Loaded::from(&world.policies),
                schema: world.schema.as_ref().map(Loaded::from),
                entities: Loaded::from(&world.entities),
                requests: case.requests.iter().map(|request| self.answer(request, &world)).collect(),
                validity: validity::validity(case, &world),
                ..Outcome::default()
            }
        })
    }
}

fn answer_of(response: &Response) -> Answer {
    let decision = match response.decision() {
        TheirDecision::Allow => Decision::Allow,
        TheirDecision::Deny => Decision::Deny,
    };
    let reason: BTreeSet<String> = response.diagnostics().reason().map(ToString::to_string).collect();
    let errors: BTreeMap<String, Option<ErrorKind>> = response
        .diagnostics()
        .errors()
        .map(|AuthorizationError::PolicyEvaluationError(error)| (error.policy_id().to_string(), kind_of(error.inner())))
        .collect();
    Answer { decision, reason, errors }
}

/// The kind of an evaluation error; `None` for those that the language does not know (the crate's own limits).
fn kind_of(error: &EvaluationError) -> Option<ErrorKind> {
    match error {
        EvaluationError::EntityDoesNotExist(_) => Some(ErrorKind::EntityMissing),
        EvaluationError::EntityAttrDoesNotExist(error) => attribute_or_tag(&error.to_string()),
        EvaluationError::RecordAttrDoesNotExist(_) => Some(ErrorKind::AttributeMissing),
        EvaluationError::TypeError(_) => Some(ErrorKind::Type),
        EvaluationError::WrongNumArguments(_) => Some(ErrorKind::Arity),
        EvaluationError::IntegerOverflow(_) => Some(ErrorKind::Overflow),
        EvaluationError::FailedExtensionFunctionExecution(_) => Some(ErrorKind::Extension),
        EvaluationError::FailedExtensionFunctionLookup(_)
        | EvaluationError::UnlinkedSlot(_)
        | EvaluationError::NonValue(_)
        | EvaluationError::RecursionLimit(_) => None,
    }
}

/// Whether an attribute or a tag is missing. The crate has one error for both and tells them apart only in its text;
/// an id that holds the other phrase makes that ambiguous, and then the kind is left untold.
fn attribute_or_tag(text: &str) -> Option<ErrorKind> {
    match (text.contains("does not have the attribute `"), text.contains("does not have the tag `")) {
        (true, false) => Some(ErrorKind::AttributeMissing),
        (false, true) => Some(ErrorKind::TagMissing),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crosscheck_generators::text::{LinkText, UidText};

    use super::*;

    fn uid(ty: &str, id: &str) -> UidText {
        UidText { ty: ty.to_owned(), id: id.to_owned() }
    }

    fn request(context: &str) -> RequestText {
        RequestText {
            principal: uid("User", "ann"),
            action: uid("Action", "view"),
            resource: uid("Doc", "plan"),
            context: context.to_owned(),
        }
    }

    fn case(policies: &str, context: &str) -> CaseText {
        CaseText {
            policies: policies.to_owned(),
            entities: r#"[{"uid":{"type":"User","id":"ann"},"attrs":{"age":7},"tags":{},
                           "parents":[{"type":"Team","id":"red"}]}]"#
                .to_owned(),
            requests: vec![request(context)],
            ..CaseText::default()
        }
    }

    fn answer(case: &CaseText) -> Answer {
        let outcome = CedarPolicy::new().run(case);
        match outcome.requests.first() {
            Some(RequestOutcome::Answer(answer)) => answer.clone(),
            other => panic!("{other:?} of {outcome:?}"),
        }
    }

    #[test]
    fn a_permit_in_a_team_and_a_link_of_a_template() {
        let mut linked = case(
            "permit(principal in Team::\"red\", action, resource); permit(principal == ?principal, action, resource);",
            "{}",
        );
        let slots = BTreeMap::from([("?principal".to_owned(), uid("User", "ann"))]);
        linked.links.push(LinkText { template: "policy1".to_owned(), id: "link0".to_owned(), slots });
        let given = answer(&linked);
        assert_eq!(given.decision, Decision::Allow);
        assert_eq!(given.reason, BTreeSet::from(["link0".to_owned(), "policy0".to_owned()]));
        linked.links[0].template = "policy7".to_owned();
        assert!(!CedarPolicy::new().run(&linked).policies.is_ok());
    }

    #[test]
    fn every_kind_of_error_is_told() {
        let check = |condition: &str, kind: ErrorKind| {
            let given = answer(&case(&format!("permit(principal, action, resource) when {{ {condition} }};"), "{}"));
            assert_eq!(given.errors.get("policy0"), Some(&Some(kind)), "{condition}");
        };
        check("resource.name == 1", ErrorKind::EntityMissing);
        check("principal.name == 1", ErrorKind::AttributeMissing);
        check("context.name == 1", ErrorKind::AttributeMissing);
        check("principal.getTag(\"name\") == 1", ErrorKind::TagMissing);
        check("1 + true == 1", ErrorKind::Type);
        check("9223372036854775807 + 1 == 1", ErrorKind::Overflow);
        check("ip(\"1.2.3\").isIpv4()", ErrorKind::Extension);
        check("ip(\"1.2.3.4\").isIpv4(true)", ErrorKind::Arity);
    }

    #[test]
    fn entities_and_contexts_that_do_not_conform_are_read_without_the_schema() {
        let policy = "permit(principal, action in Action::\"read\", resource) when { context.from.isIpv4() };";
        let mut with_schema = case(policy, r#"{"from":"1.2.3.4"}"#);
        with_schema.schema = Some(
            "entity Team; entity User in [Team] = {age: Long}; entity Doc; action read;
             action view in [read] appliesTo {principal: User, resource: Doc, context: {from: ipaddr}};"
                .to_owned(),
        );
        assert_eq!(answer(&with_schema).decision, Decision::Allow);
        with_schema.entities = with_schema.entities.replace("\"age\":7", "\"age\":\"seven\"");
        assert_eq!(
            answer(&with_schema).decision,
            Decision::Allow,
            "the schema's actions are in the store all the same"
        );
        with_schema.requests[0].context = r#"{"from":7}"#.to_owned();
        assert_eq!(answer(&with_schema).errors["policy0"], Some(ErrorKind::Type));
    }

    #[test]
    fn the_greatest_legal_depth_fits_its_stack() {
        let deep = format!("{}true{}", "(".repeat(900), ")".repeat(900));
        let given = answer(&case(&format!("permit(principal, action, resource) when {{ {deep} }};"), "{}"));
        assert_eq!(given.decision, Decision::Allow);
        let long = vec!["1"; 900].join(" + ");
        let given = answer(&case(&format!("permit(principal, action, resource) when {{ {long} == 900 }};"), "{}"));
        assert_eq!(given.decision, Decision::Allow);
    }
}
