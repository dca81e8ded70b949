//! What the engine says of a case by its schema, in our terms.
//!
//! Its kinds are mapped to the reference model's words one by one; its places are spans, whose text is what is told.

use std::collections::BTreeMap;

use crosscheck_engine::schema::SchemaError;
use crosscheck_engine::{
    ContextError, Entities, EntityPlace, EntityUid, EntityViolation, PathStep, PolicySet, RequestPlace,
    RequestViolation, Span, ValidationError, ValidationErrorKind as Kind, ValidationMode, ValidationResult, Validator,
    ValuePath,
};
use crosscheck_generators::CaseText;
use crosscheck_reference_model::typecheck::Part;

use super::types;
use crate::outcome::{Place, Validity, Violation, Violations, uid_text};
use crate::subject::listed;

/// What the engine says, with the policies of the case as it read them.
pub(super) fn of<P, E>(
    case: &CaseText,
    validator: &Validator,
    policies: &Result<PolicySet, P>,
    entities: &Result<Entities, E>,
) -> Validity {
    let mut validity = Validity::default();
    if let Ok(policies) = policies {
        let told = |result: &ValidationResult| Some(violations(result, &case.policies));
        let statics_and_links = policies.policies().count();
        validity.policies = statics_and_links + policies.templates().count();
        validity.strict = told(&validator.validate(policies, ValidationMode::Strict));
        if let Some(invalid) = &validity.strict {
            validity.types = Some(types::of(validator, policies, &case.policies, invalid));
        }
        validity.permissive = told(&validator.validate(policies, ValidationMode::Permissive));
        validity.level = told(&validator.validate_with_level(policies, ValidationMode::Strict, case.level));
    }
    if entities.is_ok() {
        validity.listed = listed(&case.entities);
        let found = Entities::validate_json(&case.entities, validator.schema()).ok();
        validity.entities = found.map(|found| of_entities(&found));
    }
    validity
}

/// What is wrong with a schema.
pub(super) fn of_schema(error: &SchemaError) -> Violation {
    let place = error.place();
    let line = Place::Line { line: place.line(), column: place.column() };
    Violation { kind: Some(error.kind().as_str()), place: Some(line), words: phrase(place.found(), place.expected()) }
}

fn of_entities(found: &[EntityViolation]) -> Violations {
    let mut violations: Violations = BTreeMap::new();
    for violation in found {
        let path = match violation.place() {
            EntityPlace::Entity => String::new(),
            EntityPlace::Value(path) => path_text(path),
            EntityPlace::Parent(parent) => uid(parent),
        };
        violations.entry(uid(violation.uid())).or_default().push(Violation {
            kind: Some(violation.kind().as_str()),
            place: Some(Place::Path(path)),
            words: phrase(violation.found(), violation.expected()),
        });
    }
    violations
}

/// What is wrong with a request.
pub(super) fn of_request(violation: &RequestViolation) -> Violation {
    let path = match violation.place() {
        RequestPlace::Principal => "principal".to_owned(),
        RequestPlace::Action => "action".to_owned(),
        RequestPlace::Resource => "resource".to_owned(),
        RequestPlace::Context(path) => format!("context{}", path_text(path)),
    };
    Violation {
        kind: Some(violation.kind().as_str()),
        place: Some(Place::Path(path)),
        words: phrase(violation.found(), violation.expected()),
    }
}

/// Why a context could not be read with the schema.
pub(super) fn of_context(error: &ContextError) -> Violation {
    match error {
        ContextError::NotConforming(violation) => of_request(violation),
        ContextError::Malformed(error) => Violation::in_words(phrase(error.found(), error.expected())),
    }
}

/// The place of an element is that of its set: where it stands in a set is no matter of the set's value.
fn path_text(path: &ValuePath) -> String {
    let step = |step: &PathStep| match step {
        PathStep::Attribute(name) => format!("[{name:?}]"),
        PathStep::Tag(key) => format!("tags[{key:?}]"),
        PathStep::Element(_) => String::new(),
    };
    path.steps().iter().map(step).collect()
}

pub(super) fn uid(uid: &EntityUid) -> String {
    uid_text(uid.ty().as_str(), uid.id())
}

fn phrase(found: &str, expected: Option<&str>) -> String {
    expected.map_or_else(|| found.to_owned(), |expected| format!("{found}; expected {expected}"))
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

pub(super) fn text_at(text: &str, span: Span) -> Option<String> {
    text.get(span.start as usize..span.end as usize).map(str::to_owned)
}

/// Everything but the place, on one line.
fn words(error: &ValidationError) -> String {
    let mut words = phrase(error.place().found(), error.place().expected());
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
