//! The law *data-order*: what is a set has no order and no duplicates.
//!
//! Transformation: entities, their parents, the elements of sets in data and the actions of a scope's list in reverse, or
//! each parent, element and action twice. Relation: the same answers.
//!
//! Source: language guide, "Entities syntax", "Set", "Action constraints"; formal model, `Set.make`.

use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::policy::ActionScope;

use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "data-order",
    in_words: "order and duplicates of entities' parents, of elements of sets and of listed actions do not matter",
    source: "language guide, \"Entities syntax\", \"Set\", \"Action constraints\"; formal model, `Set.make`",
    variants: |_| 2,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let mut case = ground.case.clone();
    let twice = number == 1;
    if !twice {
        case.entities.reverse();
    }
    for entity in &mut case.entities {
        turn(&mut entity.parents, twice);
        entity.attrs.values_mut().chain(entity.tags.values_mut()).for_each(|value| turn_sets(value, twice));
    }
    for request in &mut case.requests {
        request.context.values_mut().for_each(|value| turn_sets(value, twice));
    }
    for policy in &mut case.policies {
        if let ActionScope::InAny(actions) = &mut policy.action {
            turn(actions, twice);
        }
    }
    let done = if twice { "with each parent, element and action twice" } else { "with all data in reverse order" };
    (case != *ground.case).then(|| ground.same(done, &case))
}

/// In reverse, or each once more in reverse behind all.
fn turn<T: Clone>(items: &mut Vec<T>, twice: bool) {
    if twice {
        let again: Vec<T> = items.iter().rev().cloned().collect();
        items.extend(again);
    } else {
        items.reverse();
    }
}

/// Turns every set in a value of the data.
fn turn_sets(value: &mut Expr, twice: bool) {
    match value {
        Expr::Set(elements) => {
            elements.iter_mut().for_each(|element| turn_sets(element, twice));
            turn(elements, twice);
        }
        Expr::Record(fields) => fields.iter_mut().for_each(|(_, field)| turn_sets(field, twice)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crosscheck_generators::CaseText;

    use super::super::testing::{assert_caught, policies};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_looks_at_the_first_parent_only_is_caught() {
        let mut case = policies("permit(principal in User::\"a\", action, resource);");
        let parents = r#"[{"type": "User", "id": "a"}, {"type": "User", "id": "b"}]"#;
        case.entities = format!(r#"[{{"uid": {{"type": "User", "id": "ann"}}, "attrs": {{}}, "parents": {parents}}}]"#);
        let first = |text: &CaseText| {
            let mut text = text.clone();
            let mut entities: serde_json::Value = serde_json::from_str(&text.entities).expect("JSON");
            entities[0]["parents"].as_array_mut().expect("parents").truncate(1);
            text.entities = entities.to_string();
            text
        };
        assert_caught(Law::DataOrder, &case, &first, &["decision"]);
    }
}
