//! What the reference model says of a case by its schema, in our terms.

use std::collections::BTreeMap;

use crosscheck_generators::CaseText;
use crosscheck_reference_model::schema::Schema;
use crosscheck_reference_model::types::Mode;
use crosscheck_reference_model::validate::{self, ValidationError};

use super::Written;
use crate::outcome::{Place, Validity, Violation, Violations};

/// What the model says, with the documents of the case as it read them.
pub(super) fn of(case: &CaseText, schema: Option<&Schema>, written: Option<&Written>) -> Validity {
    let mut validity = Validity::untold(case.requests.len());
    let Some(schema) = schema else { return validity };
    if let Some(Written { templates, links }) = written {
        let of_links = |mode| validate::links(templates, links, schema, mode);
        let told = |errors: Vec<ValidationError>, mode| Some(violations(errors.into_iter().chain(of_links(mode))));
        validity.policies = templates.len() + links.len();
        validity.strict = told(validate::validate(templates, schema, Mode::Strict), Mode::Strict);
        validity.permissive = told(validate::validate(templates, schema, Mode::Permissive), Mode::Permissive);
        validity.level = told(validate::levels(templates, schema, case.level), Mode::Strict);
    }
    validity
}

fn violations(errors: impl Iterator<Item = ValidationError>) -> Violations {
    let mut found: Violations = BTreeMap::new();
    for error in errors {
        let words = words(&error);
        let place = error.at.map_or(Place::Part(error.part), Place::Expr);
        let violation = Violation { kind: Some(error.kind.name()), place: Some(place), words };
        found.entry(error.policy).or_default().push(violation);
    }
    found
}

/// Everything but the place.
fn words(error: &ValidationError) -> String {
    let mut words = error.kind.to_string();
    if let Some(environment) = &error.environment {
        let validate::RequestType { principal, action, resource } = environment;
        words.push_str(&format!(" (for {action} by {principal} on {resource})"));
    }
    words
}
