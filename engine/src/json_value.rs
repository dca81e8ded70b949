//! Values in JSON documents, with and without a declared type.
//!
//! In: a [`Node`] of a document and, with a schema, the type that the value should have. Out: a [`Value`], or a
//! [`Fault`] that tells a value nobody could read from one that a schema refuses. Without a type, entities and
//! extension values need the escapes `{"__entity": {"type", "id"}}` and `{"__extn": {"fn", "arg"}}`; an object that
//! only resembles an escape is a record. With a type the escapes may be left out. `null`, fractions and integers
//! beyond 64 bits are no values. Recursion follows the nesting of the document, which the JSON reader bounds.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::conformance;
use crate::entity_uid::{EntityType, EntityUid};
use crate::error::SourceError;
use crate::ext::{ExtensionFunction, ExtensionType, ValueType};
use crate::json::{Kind, Members, Node};
use crate::schema::{Attribute, RecordType, Schema, Type, TypeId};
use crate::value::{Record, Set, Value};
use crate::violation::{PathStep, Problem, ViolationKind};

/// Why a value was not read.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It is no value, whatever type is asked for.
    Malformed(SourceError),
    /// It is not what the schema declares.
    NotConforming(Box<Problem>),
}

type Read<T> = Result<T, Fault>;

/// Says that no reading of a node is right.
pub(crate) fn malformed<T>(node: Node<'_>, found: impl Into<String>, expected: &str) -> Read<T> {
    Err(Fault::Malformed(node.error(found).expecting(expected)))
}

/// Says that a node is not what the schema declares.
pub(crate) fn not_conforming<T>(node: Node<'_>, problem: Box<Problem>) -> Read<T> {
    Err(Fault::NotConforming(problem.located(|found| node.error(found))))
}

/// Says that a node has not the type that the schema declares.
fn mismatch<T>(node: Node<'_>, found: impl Into<String>, expected: &str) -> Read<T> {
    not_conforming(node, Problem::new(ViolationKind::TypeMismatch, found, expected))
}

impl Fault {
    /// The same fault, seen from the value that it is a step inside of.
    pub(crate) fn below(self, step: impl FnOnce() -> PathStep) -> Fault {
        match self {
            Fault::Malformed(error) => Fault::Malformed(error),
            Fault::NotConforming(problem) => Fault::NotConforming(problem.below(step())),
        }
    }

    /// What is wrong with a node, as an error in the document.
    pub(crate) fn into_error(self, node: Node<'_>) -> SourceError {
        match self {
            Fault::Malformed(error) => error,
            Fault::NotConforming(problem) => problem.into_error(|found| node.error(found)),
        }
    }

    /// The same fault, blamed on the schema: without it the node could be read as something else.
    fn into_not_conforming(self) -> Fault {
        match self {
            Fault::Malformed(error) => Fault::NotConforming(Problem::at(ViolationKind::TypeMismatch, error)),
            conforming => conforming,
        }
    }
}

/// Reads values of one document, keeping names that come again and again once.
#[derive(Debug, Default)]
pub(crate) struct ValueReader<'j> {
    names: FxHashMap<&'j str, Arc<str>>,
    entity_types: FxHashMap<&'j str, EntityType>,
}

impl<'j> ValueReader<'j> {
    /// The name of an attribute, shared with its other uses.
    pub(crate) fn name(&mut self, key: Node<'j>) -> Arc<str> {
        let text = key.as_str().unwrap_or_default();
        Arc::clone(self.names.entry(text).or_insert_with(|| Arc::from(text)))
    }

    /// Reads an id of an entity in any of its forms: `{"type", "id"}`, or that as the value of `__entity`. Other keys
    /// beside these are ignored.
    pub(crate) fn uid(&mut self, node: Node<'j>) -> Read<EntityUid> {
        let expected = "an entity id, like {\"type\": \"User\", \"id\": \"ann\"}";
        let Some(members) = node.as_object() else {
            return malformed(node, format!("found {}", node.kind()), expected);
        };
        if members.get("__expr").and_then(Node::as_str).is_some() {
            return malformed(node, "the escape `__expr` is no longer supported", expected);
        }
        let escaped = members.get("__entity").and_then(Node::as_object).and_then(type_and_id);
        match escaped.or_else(|| type_and_id(members)) {
            Some((ty, id)) => self.uid_of(ty, id),
            None => malformed(node, "this object has no `type` and `id` that are strings", expected),
        }
    }

    fn uid_of(&mut self, ty: Node<'j>, id: &str) -> Read<EntityUid> {
        let name = ty.as_str().unwrap_or_default();
        let entity_type = match self.entity_types.get(name) {
            Some(known) => known.clone(),
            None => {
                let new = EntityType::new(name).map_err(|error| Fault::Malformed(ty.error(error.to_string())))?;
                self.entity_types.insert(name, new.clone());
                new
            }
        };
        Ok(EntityUid::from_parts(entity_type, Arc::from(id)))
    }

    /// Reads a value of no declared type.
    pub(crate) fn value(&mut self, node: Node<'j>) -> Read<Value> {
        match node.kind() {
            Kind::Bool(truth) => Ok(Value::Bool(truth)),
            Kind::Integer(number) => Ok(Value::Long(number)),
            Kind::String(text) => Ok(Value::string(text)),
            Kind::Null | Kind::OtherNumber => malformed(
                node,
                format!("found {}", node.kind()),
                "a boolean, a 64-bit integer, a string, a set or a record",
            ),
            Kind::Array(elements) => {
                let values: Vec<Value> = elements.map(|element| self.value(element)).collect::<Read<_>>()?;
                Ok(Value::Set(Set::new(values)))
            }
            Kind::Object(members) => self.object(node, members),
        }
    }

    /// Reads an object of no declared type: an escape or a record.
    fn object(&mut self, node: Node<'j>, members: Members<'j>) -> Read<Value> {
        let only = if members.len() == 1 { members.into_iter().next() } else { None };
        if let Some((key, inner)) = only {
            match (key.as_str(), inner.kind()) {
                (Some("__extn"), Kind::Object(call)) => {
                    if let Some(call) = Call::of(call) {
                        return self.call(call);
                    }
                }
                (Some("__entity"), Kind::Object(uid)) => {
                    if let Some((ty, id)) = type_and_id(uid) {
                        return Ok(Value::Entity(self.uid_of(ty, id)?));
                    }
                }
                (Some("__expr"), Kind::String(_)) => {
                    return malformed(node, "the escape `__expr` is no longer supported", "`__entity` or `__extn`");
                }
                _ => {}
            }
        }
        let mut attributes = Vec::with_capacity(members.len());
        for (key, inner) in members {
            attributes.push((self.name(key), self.value(inner)?));
        }
        record(node, attributes).map(Value::Record)
    }

    /// Calls an extension function on arguments of no declared type.
    fn call(&mut self, call: Call<'j>) -> Read<Value> {
        let function = call.function().map_err(Fault::Malformed)?;
        let arguments: Vec<Value> = call.arguments().map(|argument| self.value(argument)).collect::<Read<_>>()?;
        function.apply(&arguments).map_err(|error| Fault::Malformed(call.name.error(error.to_string())))
    }

    /// Reads a value of a declared type, which may leave the escapes out.
    pub(crate) fn typed(&mut self, node: Node<'j>, schema: &Schema, ty: TypeId) -> Read<Value> {
        match (schema.type_of(ty), node.kind()) {
            (Type::Bool, Kind::Bool(truth)) => Ok(Value::Bool(truth)),
            (Type::Long, Kind::Integer(number)) => Ok(Value::Long(number)),
            (Type::String, Kind::String(text)) => Ok(Value::string(text)),
            (Type::Set(element_type), Kind::Array(elements)) => {
                let read = elements.enumerate().map(|(at, element)| {
                    self.typed(element, schema, *element_type).map_err(|fault| fault.below(|| PathStep::Element(at)))
                });
                Ok(Value::Set(Set::new(read.collect::<Read<_>>()?)))
            }
            (Type::Record(record), Kind::Object(_)) => self.record(node, schema, record).map(Value::Record),
            (Type::Entity(entity_type), _) => {
                let uid = self.uid(node).map_err(Fault::into_not_conforming)?;
                if uid.ty() != entity_type {
                    return mismatch(node, format!("found `{uid}`"), &format!("an entity of type `{entity_type}`"));
                }
                conformance::uid(schema, &uid).or_else(|problem| not_conforming(node, problem))?;
                Ok(Value::Entity(uid))
            }
            (Type::Extension(extension), _) => self.extension(node, *extension),
            (Type::Bool | Type::Long | Type::String, Kind::Object(_)) => self.called(node, schema, ty),
            (declared, found) => mismatch(node, format!("found {found}"), &conformance::expectation(declared)),
        }
    }

    /// Reads a value of a primitive type that was not written as such: the result of an extension function may be one.
    fn called(&mut self, node: Node<'j>, schema: &Schema, ty: TypeId) -> Read<Value> {
        let declared = schema.type_of(ty);
        let expected = match declared {
            Type::Bool => ValueType::Bool,
            Type::Long => ValueType::Long,
            _ => ValueType::String,
        };
        match self.value(node)? {
            value if value.simple_type() == Some(expected) => Ok(value),
            _ => mismatch(node, format!("found {}", node.kind()), &conformance::expectation(declared)),
        }
    }

    /// Reads a record of a declared type: every key declared, none required missing.
    pub(crate) fn record(&mut self, node: Node<'j>, schema: &Schema, ty: &RecordType) -> Read<Record> {
        let Some(members) = node.as_object() else {
            return mismatch(node, format!("found {}", node.kind()), "a record");
        };
        self.attributes((node, members), schema, |name| ty.get(name), ty.attributes())
    }

    /// Reads attributes that are declared, of a record or an entity.
    pub(crate) fn attributes<'s>(
        &mut self,
        (node, members): (Node<'j>, Members<'j>),
        schema: &Schema,
        declared: impl Fn(&str) -> Option<&'s Attribute>,
        all: &[Attribute],
    ) -> Read<Record> {
        let mut attributes = Vec::with_capacity(members.len());
        for (key, inner) in members {
            let Some(attribute) = key.as_str().and_then(&declared) else {
                let problem = conformance::unexpected_attribute().below(PathStep::Attribute(self.name(key)));
                return not_conforming(key, problem);
            };
            let step = || PathStep::Attribute(Arc::clone(&attribute.name));
            let value = self.typed(inner, schema, attribute.ty).map_err(|fault| fault.below(step))?;
            attributes.push((Arc::clone(&attribute.name), value));
        }
        let read = record(node, attributes)?;
        conformance::required(all, &read).or_else(|problem| not_conforming(node, problem))?;
        Ok(read)
    }

    /// Reads a value of an extension type: with the escape, as `{"fn", "arg"}` alone, or as the string alone that its
    /// constructor takes.
    fn extension(&mut self, node: Node<'j>, extension: ExtensionType) -> Read<Value> {
        let expected = format!("a value of type `{}`", extension.name());
        let written = match node.kind() {
            Kind::String(text) => {
                let made = extension.constructor().apply(&[Value::string(text)]);
                return made.or_else(|error| mismatch(node, error.to_string(), &expected));
            }
            Kind::Object(members) if members.get("__expr").and_then(Node::as_str).is_none() => {
                let escaped = members.get("__extn").and_then(Node::as_object).and_then(Call::of);
                escaped.or_else(|| Call::of(members))
            }
            _ => None,
        };
        let Some(call) = written else {
            return mismatch(node, format!("found {}", node.kind()), &expected);
        };
        let function = call.function().map_err(|error| Fault::Malformed(error).into_not_conforming())?;
        if function.result() != ValueType::Extension(extension) {
            return mismatch(call.name, format!("`{}` makes no such value", function.name()), &expected);
        }
        let arguments: Vec<Node<'j>> = call.arguments().collect();
        if arguments.len() != function.parameters().len() {
            return mismatch(call.name, format!("`{}` has another number of arguments", function.name()), &expected);
        }
        let typed = function.parameters().iter().zip(arguments).map(|(parameter, argument)| match parameter {
            ValueType::Extension(extension) => self.extension(argument, *extension),
            ValueType::Bool | ValueType::Long | ValueType::String => self.value(argument),
        });
        let values: Vec<Value> = typed.collect::<Read<_>>()?;
        function.apply(&values).or_else(|error| mismatch(node, error.to_string(), &expected))
    }
}

/// The record of attributes whose names are known to differ, since the document has no duplicate keys.
pub(crate) fn record(node: Node<'_>, attributes: Vec<(Arc<str>, Value)>) -> Read<Record> {
    Record::new(attributes).or_else(|name| malformed(node, format!("the key \"{name}\" comes twice"), "it once"))
}

/// The values of `type` and `id` if both are strings.
fn type_and_id<'j>(members: Members<'j>) -> Option<(Node<'j>, &'j str)> {
    let ty = members.get("type").filter(|ty| ty.as_str().is_some())?;
    Some((ty, members.get("id")?.as_str()?))
}

/// A call of an extension function as written in a document.
#[derive(Debug, Clone, Copy)]
struct Call<'j> {
    name: Node<'j>,
    /// The argument, or the array of the arguments.
    argument: Node<'j>,
    many: bool,
}

impl<'j> Call<'j> {
    /// The call that an object describes: a string `fn` and `arg`, or a string `fn` and an array `args`.
    fn of(members: Members<'j>) -> Option<Call<'j>> {
        let name = members.get("fn").filter(|name| name.as_str().is_some())?;
        if let Some(argument) = members.get("arg") {
            return Some(Call { name, argument, many: false });
        }
        let argument = members.get("args").filter(|args| matches!(args.kind(), Kind::Array(_)))?;
        Some(Call { name, argument, many: true })
    }

    fn function(&self) -> Result<ExtensionFunction, SourceError> {
        let function = self.name.as_str().and_then(ExtensionFunction::from_name);
        function.ok_or_else(|| {
            self.name
                .error("there is no such extension function")
                .expecting("`ip`, `decimal`, `datetime` or `duration`")
        })
    }

    fn arguments(&self) -> impl Iterator<Item = Node<'j>> {
        let many = match self.argument.kind() {
            Kind::Array(elements) if self.many => Some(elements),
            _ => None,
        };
        let one = if self.many { None } else { Some(self.argument) };
        one.into_iter().chain(many.into_iter().flatten())
    }
}
