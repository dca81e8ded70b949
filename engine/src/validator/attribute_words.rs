//! What is said about attributes and tags that are not there, or may not be.
//!
//! In comes a finding about one; out come the words, with a hint: a name that is alike, the types or actions that do
//! have it, or the guard that is missing. Everything else is put into words in `describe`.

use super::check::Checker;
use super::declared::{ActionInfo, EntityTypeInfo};
use super::describe::{SHOWN, Words, clip, is_word};
use super::finding::Detail;
use super::suggest::closest;
use super::types::{Field, Shape, Ty};
use crate::entity_uid::EntityUid;
use crate::syntax::{Node, NodeId, Var};
use std::sync::Arc;

impl Checker<'_, '_> {
    pub(super) fn attribute_words(&self, detail: &Detail) -> Words {
        match detail {
            Detail::UnknownAttribute { on, name, maybe, receiver } => {
                let (on_words, name) = (self.type_words(*on), self.text.syntax.text(*name));
                let found = if *maybe {
                    format!("not all values of type `{on_words}` have an attribute `{}`", clip(name))
                } else {
                    format!("values of type `{on_words}` have no attribute `{}`", clip(name))
                };
                let names = self.attribute_names(*on);
                let hint = if *maybe {
                    Some("test for one of the types first, with `is`".to_owned())
                } else {
                    let near = closest(name, names.iter().map(String::as_str));
                    let near = near.map(|name| format!("did you mean `{name}`?"));
                    Some(near.or_else(|| self.of_other_types(*receiver, name)).unwrap_or_else(|| listed(&names)))
                };
                Words { found, found_type: Some(on_words), hint, ..Words::default() }
            }
            Detail::OptionalAttribute { on, name, receiver } => {
                let (on_words, name) = (self.type_words(*on), self.text.syntax.text(*name));
                let quoted = if is_word(name) { name.to_owned() } else { format!("\"{}\"", name.escape_debug()) };
                let receiver = self.source(*receiver);
                Words {
                    found: format!(
                        "the attribute `{}` of `{on_words}` is optional and may be missing here",
                        clip(name)
                    ),
                    found_type: Some(on_words),
                    hint: Some(format!("test for it first: `{receiver} has {} && …`", clip(&quoted))),
                    ..Words::default()
                }
            }
            _ => Words::default(),
        }
    }

    /// That a variable has an attribute in other environments, where it has another type.
    fn of_other_types(&self, receiver: Option<NodeId>, name: &str) -> Option<String> {
        let named = |fields: &[Field]| fields.iter().any(|field| self.names.get(field.name) == name);
        let variable = match self.text.syntax.node(receiver?) {
            Node::Var(Var::Principal) => "principal",
            Node::Var(Var::Resource) => "resource",
            Node::Var(Var::Context) => {
                let has = |action: &&ActionInfo| match self.types.shape(action.context) {
                    Shape::Record { fields, .. } => named(fields),
                    _ => false,
                };
                let action = self.declared.actions.iter().find(has)?;
                let uid = EntityUid::from_parts(self.declared.info(action.ty).name.clone(), Arc::clone(&action.id));
                let uid = clip(&uid.to_string());
                return Some(format!(
                    "the context of `{uid}` has it: test for the action first, `action == {uid} && …`"
                ));
            }
            _ => return None,
        };
        let has = |info: &&EntityTypeInfo| named(&info.fields);
        let of = self.declared.entity_types.iter().find(has)?;
        Some(format!("entities of type `{0}` have it: test for the type first, `{variable} is {0} && …`", of.name))
    }

    fn attribute_names(&self, on: Ty) -> Vec<String> {
        let mut names = Vec::new();
        let mut add = |fields: &[Field]| {
            names.extend(fields.iter().map(|field| self.names.get(field.name).to_owned()));
        };
        if let Shape::Record { fields, .. } = self.types.shape(on) {
            add(fields);
        }
        for member in self.types.members(on) {
            add(&self.declared.info(member).fields);
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    pub(super) fn tag_words(&self, detail: &Detail) -> Words {
        match detail {
            Detail::NoTags { on } => {
                let on = self.type_words(*on);
                Words {
                    found: format!("entities of type `{on}` have no tags"),
                    hint: Some("tags are declared in the schema: `entity T tags String;`".to_owned()),
                    found_type: Some(on),
                    ..Words::default()
                }
            }
            Detail::UnguardedTag { on, receiver, key } => {
                let (receiver, key) = (self.source(*receiver), self.source(*key));
                let on = self.type_words(*on);
                Words {
                    found: format!("the tag `{key}` of `{on}` may be missing here"),
                    found_type: Some(on),
                    hint: Some(format!("test for it first: `{receiver}.hasTag({key}) && …`")),
                    ..Words::default()
                }
            }
            _ => Words::default(),
        }
    }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "it has no attributes at all".to_owned();
    }
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{}`", clip(name))).collect();
    format!(
        "{} {}",
        if names.len() > SHOWN { "among its attributes are" } else { "its attributes are" },
        shown.join(", ")
    )
}
