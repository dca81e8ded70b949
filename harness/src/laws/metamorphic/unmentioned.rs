//! The law *unmentioned*: what no policy asks for does not matter.
//!
//! Transformation: an attribute and a tag more at each entity, under names that are nowhere in the case; or without the
//! attributes that no policy names, and without tags if no policy asks for any; the same for the context, where nothing
//! compares it as a whole; entities more, in the groups of others; other annotations. Relation: the same answers.
//!
//! Source: formal model, `Evaluator.evaluate`: attributes and tags are read by `hasAttr`, `getAttr`, `hasTag` and `getTag`
//! only, entities are compared by their ids; language guide, "Annotations".

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_generators::Case;
use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{BinaryOp, Expr, Var};
use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::value::Prim;

use super::{Ground, Property, Variant};
use crate::minimize::all;

pub(super) const PROPERTY: Property = Property {
    name: "unmentioned",
    in_words: "attributes, tags, entities and annotations that no policy asks for change no answer",
    source: "formal model, `evaluate` reads attributes and tags by name; language guide, \"Annotations\"",
    variants: |_| 6,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let mut case = ground.case.clone();
    let mentioned = Mentioned::of(ground.case);
    let done = match number {
        0 => {
            let (attribute, tag) = (mentioned.fresh("unmentioned"), mentioned.fresh("an unmentioned tag"));
            for entity in &mut case.entities {
                entity.attrs.insert(attribute.clone(), Expr::bool(true));
                entity.tags.insert(tag.clone(), Expr::Set(Vec::new()));
            }
            "with one more attribute and tag at each entity"
        }
        1 => {
            for entity in &mut case.entities {
                entity.attrs.retain(|name, _| mentioned.names.contains(name.as_str()));
                if !mentioned.tags {
                    entity.tags.clear();
                }
            }
            "without the attributes and tags that no policy asks for"
        }
        2 if !mentioned.whole_context => {
            let name = mentioned.fresh("unmentioned");
            for request in &mut case.requests {
                request.context.insert(name.clone(), Expr::Record(Vec::new()));
            }
            "with one more attribute of the context"
        }
        3 if !mentioned.whole_context => {
            for request in &mut case.requests {
                request.context.retain(|name, _| mentioned.names.contains(name.as_str()));
            }
            "without the attributes of the context that no policy asks for"
        }
        4 => {
            case.entities = with_strangers(&case.entities);
            "with entities that nothing refers to"
        }
        5 => {
            for policy in &mut case.policies {
                if std::mem::take(&mut policy.annotations).is_empty() {
                    policy.annotations = BTreeMap::from([("id".to_owned(), "policy0".to_owned())]);
                }
            }
            "with other annotations"
        }
        _ => return None,
    };
    (case != *ground.case).then(|| ground.same(done, &case))
}

/// What the policies ask for.
struct Mentioned<'c> {
    /// Names of attributes.
    names: BTreeSet<&'c str>,
    /// Strings anywhere in the case, any of which may be the key of a tag.
    strings: BTreeSet<&'c str>,
    /// Whether any tag is asked for.
    tags: bool,
    /// Whether the context is used other than by its attributes.
    whole_context: bool,
}

impl<'c> Mentioned<'c> {
    fn of(case: &'c Case) -> Self {
        let mut mentioned =
            Self { names: BTreeSet::new(), strings: BTreeSet::new(), tags: false, whole_context: false };
        let conditions = case.policies.iter().flat_map(|policy| &policy.conditions);
        let mut open: Vec<&Expr> = conditions.map(|condition| &condition.body).collect();
        while let Some(expr) = open.pop() {
            match expr {
                Expr::GetAttr(of, name) | Expr::HasAttr(of, name) => {
                    mentioned.names.insert(name);
                    if **of == Expr::Var(Var::Context) {
                        continue;
                    }
                }
                Expr::Var(Var::Context) => mentioned.whole_context = true,
                Expr::Binary(BinaryOp::HasTag | BinaryOp::GetTag, ..) => mentioned.tags = true,
                _ => {}
            }
            open.extend(expr.operands());
        }
        for expr in all(case) {
            if let Expr::Lit(Prim::String(text)) = expr {
                mentioned.strings.insert(text);
            }
        }
        mentioned.strings.extend(case.entities.iter().flat_map(|entity| entity.tags.keys()).map(String::as_str));
        mentioned
    }

    /// A name that no policy asks for and no string spells.
    fn fresh(&self, word: &str) -> String {
        let mut name = word.to_owned();
        while self.names.contains(name.as_str()) || self.strings.contains(name.as_str()) {
            name.push('_');
        }
        name
    }
}

/// The entities and, between them, new ones that are in the same groups and refer to the others.
fn with_strangers(entities: &[Entity]) -> Vec<Entity> {
    let taken: BTreeSet<&Name> = entities.iter().map(|entity| &entity.uid.ty).collect();
    let mut ty = Name::unqualified("Stranger");
    while taken.contains(&ty) {
        ty.basename.push('_');
    }
    let mut all = Vec::new();
    for (index, entity) in entities.iter().enumerate() {
        let uid = EntityUid::new(ty.clone(), format!("{index}"));
        let parents = entity.parents.iter().chain([&entity.uid]).cloned().collect();
        let friend = ("friend".to_owned(), Expr::entity(entity.uid.clone()));
        all.push(Entity { uid, attrs: BTreeMap::from([friend]), tags: BTreeMap::new(), parents });
        all.push(entity.clone());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_counts_what_is_not_asked_for_is_caught() {
        for (fault, entities, context) in [
            ("\"unmentioned\": true", r#"[{"uid": {"type": "User", "id": "ann"}, "attrs": {}, "parents": []}]"#, "{}"),
            ("Stranger", r#"[{"uid": {"type": "User", "id": "ann"}, "attrs": {}, "parents": []}]"#, "{}"),
            ("\"unmentioned\": {}", "[]", r#"{"a": 1}"#),
            ("@id", "[]", "{}"),
        ] {
            let mut case = policies("permit(principal, action, resource);");
            case.entities = entities.to_owned();
            case.requests[0].context = context.to_owned();
            let counting = |text: &crosscheck_generators::CaseText| {
                let mut text = text.clone();
                let seen =
                    [&text.policies, &text.entities, &text.requests[0].context].iter().any(|t| t.contains(fault));
                if seen {
                    text.policies.clear();
                }
                text
            };
            assert_caught(Law::Unmentioned, &case, &counting, &["decision"]);
        }
    }
}
