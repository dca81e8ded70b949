//! The law *schema-free*: authorization does not look at the schema.
//!
//! Transformation: the schema is left out; what it did to the reading of the data is written out, the implicit forms of
//! values as explicit ones and its actions among the entities. All is printed in the canonical spelling. Relation: the
//! same answers. Of a case without a schema this says that the canonical spelling means the same.
//!
//! Source: formal model, `isAuthorized`, which takes no schema; language guide, "Schema format": a schema says how implicit
//! forms are read, and which actions there are.

use super::expected::in_words;
use super::{Breach, Law, Witness};
use crate::outcome::RequestOutcome;

/// How many answers there are with and without the schema, and those that differ.
pub(crate) fn check(witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let Some(ground) = witness.ground() else { return (0, Vec::new()) };
    let (mut applied, mut breaches) = (0, Vec::new());
    for (index, with) in witness.outcome.requests.iter().enumerate() {
        let RequestOutcome::Answer(with) = with else { continue };
        applied += 1;
        let (how, told) = match ground.outcomes.get(index) {
            Some(RequestOutcome::Answer(without)) if without == with => continue,
            Some(RequestOutcome::Answer(without)) => ("answer", in_words(without)),
            Some(RequestOutcome::Error(error)) => ("request refused", format!("refused: {error}")),
            Some(RequestOutcome::Unavailable) | None => ("refused", "refused with all others".to_owned()),
        };
        breaches.push(Breach {
            law: Law::SchemaFree,
            how: how.to_owned(),
            request: Some(index),
            words: format!("request {index} is answered {}; without the schema it is {told}", in_words(with)),
        });
    }
    (applied, breaches)
}

#[cfg(test)]
mod tests {
    use crosscheck_generators::CaseText;

    use super::super::testing::{assert_caught, policies};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_needs_a_schema_to_know_actions_is_caught() {
        let mut case = policies("permit(principal, action in Action::\"all\", resource);");
        case.schema = Some(
            "entity User; action all; action act in all appliesTo { principal: User, resource: User };".to_owned(),
        );
        let forgetful = |text: &CaseText| {
            let entities = if text.schema.is_some() { text.entities.clone() } else { "[]".to_owned() };
            CaseText { entities, ..text.clone() }
        };
        assert_caught(Law::SchemaFree, &case, &forgetful, &["answer"]);
    }
}
