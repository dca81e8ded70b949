//! The law *unused-declarations*: what a schema declares and nothing uses changes no verdict.
//!
//! Transformation: a namespace more, with an entity type, a common type and an action that applies to nothing; or an
//! optional attribute more at each entity type that has attributes of its own, under a name that is nowhere in the case.
//! Relation: policies, entities and requests are valid as before, for the same kinds of reasons; the answers are the same.
//!
//! Source: language guide, "Schema format"; formal model, `validate` looks at the environments of actions, in which the new
//! types and the new action have no part.

use crosscheck_generators::{CaseText, print};
use crosscheck_reference_model::parse;
use crosscheck_reference_model::schema::{AttributeSyntax, Declaration, EntityShape, SchemaSyntax, TypeSyntax};

use super::validity_order::{all_kinds, modes};
use super::{Breach, Law, Turn, Witness};
use crate::outcome::Outcome;
use crate::subject::run_caught;

/// A name that stands nowhere in a case.
const NOWHERE: &str = "declared_but_unused";

/// What is declared beside everything else. A namespace may not declare again what is declared outside any, so that its
/// names, too, have to be ones that stand nowhere.
const UNUSED: &str = "namespace declared_but_unused {
    type declared_but_unused_T = { a: Long, b?: Set<declared_but_unused_E> };
    entity declared_but_unused_G;
    entity declared_but_unused_E in [declared_but_unused_G]
        { t: declared_but_unused_T, e?: declared_but_unused_E } tags declared_but_unused_T;
    action declared_but_unused_g;
    action declared_but_unused_a in [declared_but_unused_g];
}";

/// How many parts of the outcome were held against those of the case, and those that differ.
pub(crate) fn check(witness: &Witness<'_>, turn: Turn) -> (u64, Vec<Breach>) {
    let text = witness.case;
    let (Some(schema), Some(_)) = (&text.schema, &witness.outcome.validity.strict) else { return (0, Vec::new()) };
    let Ok(syntax) = parse::schema(schema) else { return (0, Vec::new()) };
    if schema.contains(NOWHERE) || text.policies.contains(NOWHERE) {
        return (0, Vec::new());
    }
    let (mut applied, mut breaches) = (0, Vec::new());
    for number in turn.of(2) {
        let changed = if number == 0 { format!("{schema}\n{UNUSED}\n") } else { with_attribute(syntax.clone()) };
        let found = run_caught(witness.subject, &CaseText { schema: Some(changed), ..text.clone() });
        let what = ["an unused namespace", "an unused attribute"][number];
        for (how, same) in held_together(witness.outcome, &found) {
            applied += 1;
            if !same {
                let words = format!("with {what} more in the schema, the {how} verdicts or answers are others");
                breaches.push(Breach { law: Law::UnusedDeclarations, how: how.to_owned(), request: None, words });
            }
        }
    }
    (applied, breaches)
}

/// The parts of two outcomes, and whether they are the same.
fn held_together(before: &Outcome, after: &Outcome) -> Vec<(&'static str, bool)> {
    let loaded = |outcome: &Outcome| {
        (outcome.policies.is_ok(), outcome.entities.is_ok(), outcome.schema.as_ref().map(crate::outcome::Loaded::is_ok))
    };
    let mut parts = vec![("loaded", loaded(before) == loaded(after)), ("answers", before.requests == after.requests)];
    parts.extend(modes(before, after).map(|(mode, was, is)| (mode, all_kinds(was) == all_kinds(is))));
    if let (Some(was), Some(is)) = (&before.validity.entities, &after.validity.entities) {
        parts.push(("entities", all_kinds(was) == all_kinds(is)));
    }
    let valid = |outcome: &Outcome| -> Vec<Option<bool>> {
        outcome.validity.requests.iter().map(|violations| violations.as_ref().map(Vec::is_empty)).collect()
    };
    parts.push(("requests", valid(before) == valid(after)));
    parts
}

fn with_attribute(mut schema: SchemaSyntax) -> String {
    for declaration in schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations) {
        if let Declaration::Entity(entity) = declaration
            && let EntityShape::Standard { attributes, .. } = &mut entity.shape
        {
            attributes.push(AttributeSyntax {
                annotations: Default::default(),
                name: NOWHERE.to_owned(),
                ty: TypeSyntax::Set(Box::new(TypeSyntax::Record(Vec::new()))),
                required: false,
            });
        }
    }
    print::schema(&schema)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, without_policy};
    use super::NOWHERE;
    use crate::laws::Law;

    #[test]
    fn a_subject_that_validates_less_with_more_declared_is_caught() {
        let mut case = policies("permit(principal, action, resource) when { principal.no };");
        case.schema = Some("entity User; action act appliesTo { principal: User, resource: User };".to_owned());
        let distracted = |text: &crosscheck_generators::CaseText| {
            let distracts = text.schema.as_ref().is_some_and(|schema| schema.contains(NOWHERE));
            if distracts { without_policy(text, 0) } else { text.clone() }
        };
        assert_caught(Law::UnusedDeclarations, &case, &distracted, &["answers", "level", "permissive", "strict"]);
    }
}
