//! Findings put into words: messages, types as the schema would write them, and hints.
//!
//! In comes a finding with the checker that made it; out comes a [`ValidationError`] that owns its text. Types and
//! excerpts are cut to a length that people read, so a report stays small whatever the schema and the policy hold.

use super::check::Checker;
use super::finding::{Detail, Environment, Expected, Finding};
use super::result::{ValidationError, ValidationWarning, ValidationWarningKind};
use super::suggest::closest;
use super::types::{EntityTypeId, Shape, Ty};
use crate::entity_uid::EntityUid;
use crate::error::{SourceError, Span};
use crate::ext::CallStyle;
use crate::policy::PolicyId;
use crate::syntax::{NodeId, UidId};
use std::sync::Arc;

/// The longest type that a message shows, in bytes.
const TYPE_WIDTH: usize = 120;
/// The longest piece of source that a hint repeats, in characters.
const SOURCE_WIDTH: usize = 60;

/// What a message is made of.
#[derive(Default)]
struct Words {
    found: String,
    expected: Option<String>,
    expected_type: Option<String>,
    found_type: Option<String>,
    hint: Option<String>,
}

impl Checker<'_, '_> {
    /// The error that a finding is.
    pub(super) fn describe(&self, policy: &PolicyId, finding: &Finding) -> ValidationError {
        let words = self.words(&finding.detail);
        let mut place = SourceError::new(&self.text.syntax.source, finding.span, words.found);
        if let Some(expected) = words.expected {
            place = place.expecting(expected);
        }
        ValidationError {
            policy: policy.clone(),
            kind: finding.detail.kind(),
            place,
            expected_type: words.expected_type,
            found_type: words.found_type,
            hint: words.hint,
            environment: finding.environment.map(|environment| self.environment_words(environment)),
        }
    }

    /// The warning that a policy is never satisfied.
    pub(super) fn impossible(&self, policy: &PolicyId, span: Span) -> ValidationWarning {
        let place = SourceError::new(&self.text.syntax.source, span, "no valid request satisfies this policy");
        ValidationWarning { policy: policy.clone(), kind: ValidationWarningKind::ImpossiblePolicy, place }
    }

    fn words(&self, detail: &Detail) -> Words {
        match detail {
            Detail::UnknownEntityType(name) => self.unknown_type(self.text.syntax.text(*name)),
            Detail::UnknownFiller(name) => {
                let words = self.unknown_type(name);
                let hint = words.hint.or_else(|| Some("the entity that fills this slot has that type".to_owned()));
                Words { hint, ..words }
            }
            Detail::UnknownAction(uid) => self.unknown_action(*uid),
            Detail::UnknownId(uid, ty) => self.unknown_id(*uid, *ty),
            Detail::UnexpectedType { expected, found, advice } => {
                let expected = self.expected_words(*expected);
                let found = self.type_words(*found);
                Words {
                    found: format!("this has the type `{found}`"),
                    expected: Some(expected.clone()),
                    expected_type: Some(expected),
                    found_type: Some(found),
                    hint: advice.map(str::to_owned),
                }
            }
            Detail::IncompatibleTypes { left, right, what } => self.incompatible(*left, *right, what),
            Detail::UnknownAttribute { .. } | Detail::OptionalAttribute { .. } => self.attribute_words(detail),
            Detail::NoTags { .. } | Detail::UnguardedTag { .. } => self.tag_words(detail),
            Detail::Arity { .. } | Detail::Malformed { .. } | Detail::NotLiteral { .. } => call_words(detail),
            Detail::InapplicableScope { means_in } => Words {
                found: "no action applies to a principal and a resource as this scope wants them".to_owned(),
                expected: Some("types that the schema's `appliesTo` has together".to_owned()),
                hint: means_in.then(|| "try `in` instead of `==` in the scope".to_owned()),
                ..Words::default()
            },
            Detail::EmptySet => Words {
                found: "the empty set has no type of its own".to_owned(),
                expected: Some("at least one element".to_owned()),
                hint: Some("to ask whether a set is empty, write `set.isEmpty()`".to_owned()),
                ..Words::default()
            },
            Detail::Level { allowed, needed } => Words {
                found: format!("this needs the data of entities up to level {needed}"),
                expected: Some(format!("no more than level {allowed}")),
                hint: Some(
                    "each step from an entity to its attributes, tags or ancestors is a level; validate at a higher \
                     one, or pass what is needed in the context"
                        .to_owned(),
                ),
                ..Words::default()
            },
            Detail::LiteralDereference => Words {
                found: "this reads data of an entity that is written out".to_owned(),
                expected: Some("an entity that the request leads to".to_owned()),
                hint: Some("no level provides the data of other entities; compare with `==` instead".to_owned()),
                ..Words::default()
            },
        }
    }

    fn unknown_type(&self, name: &str) -> Words {
        let names = self.declared.entity_types.iter().filter(|info| !info.is_action()).map(|info| info.name.as_str());
        Words {
            found: format!("the schema declares no entity type `{}`", clip(name)),
            hint: closest(name, names).map(|name| format!("did you mean `{name}`?")),
            ..Words::default()
        }
    }

    fn unknown_action(&self, uid: UidId) -> Words {
        let (ty, id) = self.uid_parts(uid);
        let actions = self.declared.actions.iter();
        let same_id = actions.clone().find(|action| &*action.id == id).map(|action| &*action.id);
        let hint = same_id.or_else(|| closest(id, actions.clone().map(|action| &*action.id))).and_then(|id| {
            let action = self.declared.actions.iter().find(|action| &*action.id == id)?;
            let uid = EntityUid::from_parts(self.declared.info(action.ty).name.clone(), Arc::clone(&action.id));
            Some(format!("did you mean `{uid}`?"))
        });
        let found = format!("the schema declares no action `{}::\"{}\"`", clip(ty), clip(id));
        Words { found, hint, ..Words::default() }
    }

    fn unknown_id(&self, uid: UidId, ty: EntityTypeId) -> Words {
        let (_, id) = self.uid_parts(uid);
        let info = self.declared.info(ty);
        let ids = info.enumerated.iter().flatten().map(|id| &**id);
        let hint = closest(id, ids.clone()).map(|id| format!("did you mean `{}::\"{}\"`?", info.name, clip(id)));
        let all: Vec<String> = ids.take(8).map(|id| format!("\"{}\"", clip(id))).collect();
        Words {
            found: format!("the enumerated entity type `{}` has no id \"{}\"", info.name, clip(id)),
            hint: hint.or_else(|| Some(format!("among its ids are {}", all.join(", ")))),
            ..Words::default()
        }
    }

    fn uid_parts(&self, uid: UidId) -> (&str, &str) {
        let (ty, id) = self.text.syntax.uids[uid.0 as usize];
        (self.text.syntax.text(ty), self.text.syntax.text(id))
    }

    fn incompatible(&self, left: Ty, right: Ty, what: &str) -> Words {
        let (left_words, right_words) = (self.type_words(left), self.type_words(right));
        let hint = match (self.types.shape(left), self.types.shape(right)) {
            (Shape::Entity(_), Shape::Entity(_)) => Some("strict validation mixes no entities of different types"),
            (Shape::Record { .. }, Shape::Record { .. }) => {
                Some("records go together if they have the same attributes, equally required, of the same types")
            }
            (Shape::Entity(_), Shape::Record { .. }) | (Shape::Record { .. }, Shape::Entity(_)) => {
                Some("an entity is no record, even if it has the same attributes")
            }
            (Shape::Set(_), Shape::Set(_)) => Some("sets go together if their elements do"),
            _ => Some("only values of one type go together in strict validation"),
        };
        Words {
            found: format!("{what} have the types `{left_words}` and `{right_words}`"),
            expected: Some("types that go together".to_owned()),
            expected_type: Some(left_words),
            found_type: Some(right_words),
            hint: hint.map(str::to_owned),
        }
    }

    fn attribute_words(&self, detail: &Detail) -> Words {
        match detail {
            Detail::UnknownAttribute { on, name, maybe } => {
                let (on_words, name) = (self.type_words(*on), self.text.syntax.text(*name));
                let found = if *maybe {
                    format!("not all values of type `{on_words}` have an attribute `{}`", clip(name))
                } else {
                    format!("values of type `{on_words}` have no attribute `{}`", clip(name))
                };
                let names = self.attribute_names(*on);
                let hint =
                    closest(name, names.iter().map(String::as_str)).map(|name| format!("did you mean `{name}`?"));
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

    fn attribute_names(&self, on: Ty) -> Vec<String> {
        let mut names = Vec::new();
        let mut add = |fields: &[super::types::Field]| {
            names.extend(fields.iter().map(|field| self.names.get(field.name).to_owned()));
        };
        if let Shape::Record { fields, .. } = self.types.shape(on) {
            add(fields);
        }
        for member in self.types.members(on) {
            add(&self.declared.info(member).fields);
        }
        names
    }

    fn tag_words(&self, detail: &Detail) -> Words {
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
            Detail::UnguardedTag { receiver, key } => {
                let (receiver, key) = (self.source(*receiver), self.source(*key));
                Words {
                    found: "this tag may be missing here".to_owned(),
                    hint: Some(format!("test for it first: `{receiver}.hasTag({key}) && …`")),
                    ..Words::default()
                }
            }
            _ => Words::default(),
        }
    }

    fn environment_words(&self, environment: Environment) -> String {
        let action = self.declared.action(environment.action);
        let uid = EntityUid::from_parts(self.declared.info(action.ty).name.clone(), Arc::clone(&action.id));
        format!(
            "a `{}` asks for `{}` on a `{}`",
            self.declared.info(environment.principal).name,
            clip(&uid.to_string()),
            self.declared.info(environment.resource).name
        )
    }

    fn expected_words(&self, expected: Expected) -> String {
        match expected {
            Expected::Type(ty) => self.type_words(ty),
            Expected::Bool => "Bool".to_owned(),
            Expected::Set => "a set".to_owned(),
            Expected::Entity => "an entity".to_owned(),
            Expected::EntityOrRecord => "an entity or a record".to_owned(),
            Expected::EntityOrEntities => "an entity or a set of entities".to_owned(),
            Expected::Ordered => "Long, datetime or duration".to_owned(),
        }
    }

    /// A type as the schema would write it.
    pub(super) fn type_words(&self, ty: Ty) -> String {
        let mut words = String::new();
        self.write_type(ty, &mut words);
        clip_to(&words, TYPE_WIDTH)
    }

    /// Writes a type, and no more of it than will be shown; each level of nesting writes something, so it ends soon.
    fn write_type(&self, ty: Ty, words: &mut String) {
        if words.len() > TYPE_WIDTH || ty == Ty::UNKNOWN {
            return;
        }
        match self.types.shape(ty) {
            Shape::Never => words.push_str("Never"),
            Shape::Bool => words.push_str("Bool"),
            Shape::True => words.push_str("True"),
            Shape::False => words.push_str("False"),
            Shape::Long => words.push_str("Long"),
            Shape::Text => words.push_str("String"),
            Shape::Extension(ty) => words.push_str(ty.name()),
            Shape::Entity(ty) => words.push_str(self.declared.info(*ty).name.as_str()),
            Shape::Union(members) => {
                for (at, member) in members.iter().enumerate() {
                    words.push_str(if at == 0 { "" } else { " | " });
                    words.push_str(self.declared.info(*member).name.as_str());
                }
            }
            Shape::Set(element) => {
                words.push_str("Set<");
                self.write_type(*element, words);
                words.push('>');
            }
            Shape::Record { fields, open } => self.write_record(fields, *open, words),
        }
    }

    fn write_record(&self, fields: &[super::types::Field], open: bool, words: &mut String) {
        let mut named: Vec<(&str, &super::types::Field)> =
            fields.iter().map(|field| (self.names.get(field.name), field)).collect();
        named.sort_unstable_by_key(|(name, _)| *name);
        words.push('{');
        for (at, (name, field)) in named.into_iter().enumerate() {
            if words.len() > TYPE_WIDTH {
                return;
            }
            words.push_str(if at == 0 { "" } else { ", " });
            if is_word(name) {
                words.push_str(&clip(name));
            } else {
                words.push_str(&format!("\"{}\"", clip(name).escape_debug()));
            }
            words.push_str(if field.required { ": " } else { "?: " });
            self.write_type(field.ty, words);
        }
        words.push_str(if open { ", …}" } else { "}" });
    }

    /// The text of an expression, on one line.
    fn source(&self, node: NodeId) -> String {
        let span = self.text.syntax.span(node);
        let text = self.text.syntax.source.get(span.start as usize..span.end as usize).unwrap_or("…");
        let start: String = text.chars().take(SOURCE_WIDTH * 4).collect();
        let line = start.split_whitespace().collect::<Vec<_>>().join(" ");
        clip_to(&line, SOURCE_WIDTH)
    }
}

fn call_words(detail: &Detail) -> Words {
    match detail {
        Detail::Arity { function, found } => {
            let receiver = usize::from(function.style() == CallStyle::Method);
            Words {
                found: format!("`{}` is given {} arguments", function.name(), found - receiver.min(*found)),
                expected: Some(format!("{}", function.parameters().len() - receiver)),
                ..Words::default()
            }
        }
        Detail::Malformed { function, why } => {
            Words { found: why.clone(), expected_type: Some(function.result().to_string()), ..Words::default() }
        }
        Detail::NotLiteral { function } => Words {
            found: format!("`{}` is applied to what is not a literal", function.name()),
            expected: Some("a string that is written out".to_owned()),
            hint: Some(format!(
                "strict validation wants to know that it succeeds; a value that varies should have the type `{}` in \
                 the schema",
                function.result()
            )),
            ..Words::default()
        },
        _ => Words::default(),
    }
}

fn is_word(name: &str) -> bool {
    let head = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    head && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !crate::entity_uid::is_reserved_word(name)
}

/// A name as a message shows it.
fn clip(name: &str) -> String {
    clip_to(name, 40)
}

fn clip_to(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
