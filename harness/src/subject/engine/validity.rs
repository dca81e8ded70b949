//! What the engine says of a case by its schema, in our terms.
//!
//! Its kinds are mapped to the reference model's words one by one; its places are spans, whose text is what is told.

use std::collections::BTreeMap;

use crosscheck_engine::{
    PolicySet, Span, ValidationError, ValidationErrorKind as Kind, ValidationMode, ValidationResult, Validator,
};
use crosscheck_generators::CaseText;
use crosscheck_reference_model::typecheck::Part;

use crate::outcome::{Place, Validity, Violation, Violations};

/// What the engine says, with the policies of the case as it read them.
pub(super) fn of<E>(case: &CaseText, validator: Option<&Validator>, policies: &Result<PolicySet, E>) -> Validity {
    let mut validity = Validity::untold(case.requests.len());
    let Some(validator) = validator else { return validity };
    if let Ok(policies) = policies {
        let told = |result: &ValidationResult| Some(violations(result, &case.policies));
        let statics_and_links = policies.policies().count();
        validity.policies = statics_and_links + policies.templates().count();
        validity.strict = told(&validator.validate(policies, ValidationMode::Strict));
        validity.permissive = told(&validator.validate(policies, ValidationMode::Permissive));
        validity.level = told(&validator.validate_with_level(policies, ValidationMode::Strict, case.level));
    }
    validity
}

fn violations(result: &ValidationResult, policies: &str) -> Violations {
    let mut found: Violations = BTreeMap::new();
    for error in result.errors() {
        found.entry(error.policy_id().to_string()).or_default().push(violation(error, policies));
    }
    found
}

fn violation(error: &ValidationError, policies: &str) -> Violation {
    let place = match error.kind() {
        Kind::InapplicableScope => Some(Place::Part(Part::Scope)),
        _ => text_at(policies, error.place().span()).map(Place::Text),
    };
    Violation { kind: Some(kind(error.kind())), place, words: words(error) }
}

fn text_at(text: &str, span: Span) -> Option<String> {
    text.get(span.start as usize..span.end as usize).map(str::to_owned)
}

/// Everything but the place, on one line.
fn words(error: &ValidationError) -> String {
    let mut words = error.place().found().to_owned();
    if let Some(expected) = error.place().expected() {
        words.push_str(&format!("; expected {expected}"));
    }
    if let Some(environment) = error.environment() {
        words.push_str(&format!(" ({environment})"));
    }
    words
}

/// The kind in the reference model's words.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::UnknownEntityType => "unknown-entity-type",
        Kind::UnknownAction => "unknown-action",
        Kind::UnknownEnumeratedId => "unlisted-id",
        Kind::UnexpectedType => "unexpected-type",
        Kind::IncompatibleTypes => "incompatible-types",
        Kind::UnknownAttribute => "attribute-not-found",
        Kind::UnguardedAttribute => "optional-attribute",
        Kind::NoTags => "no-tags",
        Kind::UnguardedTag => "unchecked-tag",
        Kind::Arity => "wrong-arity",
        Kind::MalformedLiteral => "malformed-literal",
        Kind::NonLiteralArgument => "non-literal-constructor",
        Kind::EmptySet => "empty-set",
        Kind::LevelExceeded => "level-exceeded",
        Kind::LiteralDereference => "literal-dereferenced",
        Kind::InapplicableScope => "impossible-scope",
    }
}
