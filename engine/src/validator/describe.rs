//! Findings put into words: messages, types as the schema would write them, and hints.
//!
//! In comes a finding with the checker that made it; out comes a [`ValidationError`] that owns its text. Types and
//! excerpts are cut to a length that people read, so a report stays small whatever the schema and the policy hold.

use super::call_words::call_words;
use super::check::Checker;
use super::declared::ActionId;
use super::finding::{Detail, Environment, Expected, Finding};
use super::result::{ValidationError, ValidationWarning, ValidationWarningKind};
use super::suggest::closest;
use super::text::Referent;
use super::types::{EntityTypeId, Shape, Ty};
use crate::entity_uid::EntityUid;
use crate::error::{SourceError, Span};
use crate::policy::PolicyId;
use crate::syntax::{NodeId, UidId};
use std::sync::Arc;

/// The longest piece of source that a hint repeats, in characters.
const SOURCE_WIDTH: usize = 60;

/// How many names a hint lists.
pub(super) const SHOWN: usize = 8;

/// What a message is made of.
#[derive(Default)]
pub(super) struct Words {
    pub(super) found: String,
    pub(super) expected: Option<String>,
    pub(super) expected_type: Option<String>,
    pub(super) found_type: Option<String>,
    pub(super) hint: Option<String>,
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

    /// The warning that a policy is never satisfied, because of this condition if it is one alone.
    pub(super) fn impossible(&self, policy: &PolicyId, whole: Span, condition: Option<NodeId>) -> ValidationWarning {
        let (span, found) = match condition {
            Some(node) => {
                (self.text.syntax.span(node), "no valid request satisfies this policy, because of this condition")
            }
            None => (whole, "no valid request satisfies this policy"),
        };
        let place = SourceError::new(&self.text.syntax.source, span, found);
        ValidationWarning { policy: policy.clone(), kind: ValidationWarningKind::ImpossiblePolicy, place }
    }

    fn words(&self, detail: &Detail) -> Words {
        match detail {
            Detail::UnknownEntityType(name) => self.unknown_type(self.text.syntax.text(*name)),
            Detail::UnknownFiller(uid, referent) => {
                let words = match referent {
                    Referent::UnknownAction => self.unknown_action((uid.ty().as_str(), uid.id())),
                    Referent::UnknownId(ty) => self.unknown_id(uid.id(), *ty),
                    _ => self.unknown_type(uid.ty().as_str()),
                };
                Words {
                    found: format!("this slot is filled with `{}`: {}", clip(&uid.to_string()), words.found),
                    ..words
                }
            }
            Detail::UnknownAction(uid) => self.unknown_action(self.uid_parts(*uid)),
            Detail::UnknownId(uid, ty) => self.unknown_id(self.uid_parts(*uid).1, *ty),
            Detail::UnexpectedType { expected: wanted, found, advice } => {
                let expected = self.expected_words(*wanted);
                let found = self.type_words(*found);
                Words {
                    found: format!("this has the type `{found}`"),
                    expected: Some(expected.clone()),
                    expected_type: Some(expected),
                    found_type: Some(found),
                    hint: Some(advice.map_or_else(|| self.general_advice(*wanted), str::to_owned)),
                }
            }
            Detail::IncompatibleTypes { left, right, what } => self.incompatible(*left, *right, what),
            Detail::UnknownAttribute { .. } | Detail::OptionalAttribute { .. } => self.attribute_words(detail),
            Detail::NoTags { .. } | Detail::UnguardedTag { .. } => self.tag_words(detail),
            Detail::Arity { .. } | Detail::Malformed { .. } | Detail::NotLiteral { .. } => call_words(detail),
            Detail::InapplicableScope { means_in, filled, action } => Words {
                found: {
                    let filled: Vec<String> =
                        filled.iter().map(|uid| format!("`{}`", clip(&uid.to_string()))).collect();
                    let filled = match filled.is_empty() {
                        true => String::new(),
                        false => format!(", filled with {},", filled.join(" and ")),
                    };
                    format!("no action applies to a principal and a resource as this scope{filled} wants them")
                },
                expected: Some("types that the schema's `appliesTo` has together".to_owned()),
                hint: Some(self.applicable(*means_in, *action)),
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

    /// What to do about an operand of the wrong type when nothing more special is likely.
    fn general_advice(&self, expected: Expected) -> String {
        match expected {
            Expected::Type(ty) => {
                format!("use a value of type `{}` here, or declare it so in the schema", self.type_words(ty))
            }
            Expected::Bool => "compare the value with another one to get a boolean".to_owned(),
            Expected::Set => "use a set here, like `[a, b]`".to_owned(),
            Expected::Entity | Expected::EntityOrEntities => {
                "use an entity here, like `principal` or `User::\"id\"`".to_owned()
            }
            Expected::EntityOrRecord => "only entities and records have attributes".to_owned(),
            Expected::Ordered => "values of other types have no order; compare them with `==`".to_owned(),
        }
    }

    /// What to do about a scope to which no action applies.
    fn applicable(&self, means_in: bool, action: Option<ActionId>) -> String {
        if means_in {
            return "try `in` instead of `==` in the scope".to_owned();
        }
        let Some(action) = action else {
            return "see which types the `appliesTo` of each action in the schema has".to_owned();
        };
        let info = self.declared.action(action);
        let list = |types: &[EntityTypeId]| {
            let names = types.iter().take(SHOWN).map(|ty| format!("`{}`", self.declared.info(*ty).name));
            names.collect::<Vec<_>>().join(", ")
        };
        if info.principals.is_empty() || info.resources.is_empty() {
            return format!("`{}` is a group and applies to nothing itself; use `in` instead of `==`", clip(&info.id));
        }
        let (principals, resources) = (list(&info.principals), list(&info.resources));
        format!("`{}` applies to principals of type {principals} and resources of type {resources}", clip(&info.id))
    }

    fn unknown_type(&self, name: &str) -> Words {
        let names = self.declared.entity_types.iter().filter(|info| !info.is_action()).map(|info| info.name.as_str());
        Words {
            found: format!("the schema declares no entity type `{}`", clip(name)),
            hint: Some(closest(name, names).map_or_else(
                || format!("if it is meant, declare it in the schema: `entity {};`", clip(name)),
                |name| format!("did you mean `{name}`?"),
            )),
            ..Words::default()
        }
    }

    fn unknown_action(&self, (ty, id): (&str, &str)) -> Words {
        let actions = self.declared.actions.iter();
        let same_id = actions.clone().find(|action| &*action.id == id).map(|action| &*action.id);
        let hint = same_id.or_else(|| closest(id, actions.clone().map(|action| &*action.id))).and_then(|id| {
            let action = self.declared.actions.iter().find(|action| &*action.id == id)?;
            let uid = EntityUid::from_parts(self.declared.info(action.ty).name.clone(), Arc::clone(&action.id));
            Some(format!("did you mean `{uid}`?"))
        });
        let listed = || {
            let names: Vec<String> =
                actions.clone().take(SHOWN).map(|action| format!("`{}`", clip(&action.id))).collect();
            format!("among the schema's actions are {}", names.join(", "))
        };
        let hint = Some(hint.unwrap_or_else(listed));
        let found = format!("the schema declares no action `{}::\"{}\"`", clip(ty), clip(id));
        Words { found, hint, ..Words::default() }
    }

    fn unknown_id(&self, id: &str, ty: EntityTypeId) -> Words {
        let info = self.declared.info(ty);
        let ids = info.enumerated.iter().flatten().map(|id| &**id);
        let hint = closest(id, ids.clone()).map(|id| format!("did you mean `{}::\"{}\"`?", info.name, clip(id)));
        let all: Vec<String> = ids.take(SHOWN).map(|id| format!("\"{}\"", clip(id))).collect();
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
            expected: Some("types that go together, as equal ones do".to_owned()),
            expected_type: Some(left_words),
            found_type: Some(right_words),
            hint: hint.map(str::to_owned),
        }
    }

    fn environment_words(&self, environment: Environment) -> String {
        let action = self.declared.action(environment.action);
        let uid = EntityUid::from_parts(self.declared.info(action.ty).name.clone(), Arc::clone(&action.id));
        format!(
            "principal is `{}`, action is `{}`, resource is `{}`",
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

    /// The text of an expression, on one line.
    pub(super) fn source(&self, node: NodeId) -> String {
        let span = self.text.syntax.span(node);
        let text = self.text.syntax.source.get(span.start as usize..span.end as usize).unwrap_or("…");
        let start: String = text.chars().take(SOURCE_WIDTH * 4).collect();
        let line = start.split_whitespace().collect::<Vec<_>>().join(" ");
        clip_to(&line, SOURCE_WIDTH)
    }
}

pub(super) fn is_word(name: &str) -> bool {
    let head = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    head && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !crate::entity_uid::is_reserved_word(name)
}

/// A name as a message shows it.
pub(super) fn clip(name: &str) -> String {
    clip_to(name, 40)
}

/// A text cut to a number of characters.
pub(super) fn clip_to(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
