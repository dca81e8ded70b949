//! Reads the types of a schema in JSON.
//!
//! In: a node of the document. Out: the index of the type, its parts before it in the list. The types that are open
//! around the place of reading are on a stack, as in the reader of Cedar syntax, so that nothing recurses; how deep
//! they can nest is bounded by the nesting of the document. What names refer to is resolved elsewhere.

use super::Type;
use super::error::SchemaErrorKind;
use super::json::{Reader, is_false};
use super::json_document::{
    Member, check_annotations, error, fields, identifier, needed, object, path, string, truth, unknown_key, wrong,
};
use super::parse::Parsed;
use super::syntax::{AttributeSyntax, Label, Path, RecordSyntax, Sort, TypeIndex, TypeSyntax};
use crate::ext::ExtensionType;
use crate::json::{Members, Node};

const TYPE: &str = "an object with a \"type\"";

/// What else than the type the object of a type may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    Annotations,
    /// Annotations, and whether the attribute is required.
    Attribute,
}

/// A type whose end has not been met.
enum Open<'j> {
    Set,
    /// The last of the attributes still waits for its type.
    Record {
        attributes: Vec<AttributeSyntax>,
        rest: Members<'j>,
    },
}

/// What is to be read next.
enum Step<'j> {
    /// A type.
    Into(Node<'j>, Beside),
    /// What is around a type that has been read.
    OutOf(TypeIndex),
}

/// A type without its parts.
enum Head<'j> {
    Leaf(TypeSyntax),
    Set(Node<'j>),
    Record(Members<'j>),
}

impl Reader {
    /// A type, with nothing else in its object.
    pub(super) fn plain_type(&mut self, node: Node<'_>) -> Parsed<TypeIndex> {
        self.ty(node, Beside::Nothing)
    }

    /// A type that may have annotations.
    pub(super) fn annotated_type(&mut self, node: Node<'_>) -> Parsed<TypeIndex> {
        self.ty(node, Beside::Annotations)
    }

    /// A type that will have to be a record.
    pub(super) fn must_be_record(&mut self, node: Node<'_>) -> Parsed<RecordSyntax> {
        let name = node.as_object().and_then(|members| members.get("name").or_else(|| members.get("type")));
        Ok(RecordSyntax { ty: self.plain_type(node)?, span: name.unwrap_or(node).span() })
    }

    fn ty(&mut self, node: Node<'_>, beside: Beside) -> Parsed<TypeIndex> {
        let mut open: Vec<Open<'_>> = Vec::new();
        let mut step = Step::Into(node, beside);
        loop {
            step = match step {
                Step::Into(node, beside) => match self.head(node, beside)? {
                    Head::Leaf(ty) => Step::OutOf(self.push(ty)),
                    Head::Set(element) => {
                        open.push(Open::Set);
                        Step::Into(element, Beside::Nothing)
                    }
                    Head::Record(rest) => self.next_attribute(&mut open, Vec::new(), rest)?,
                },
                Step::OutOf(done) => match open.pop() {
                    None => return Ok(done),
                    Some(Open::Set) => Step::OutOf(self.push(TypeSyntax::Set(done))),
                    Some(Open::Record { mut attributes, rest }) => {
                        if let Some(last) = attributes.last_mut() {
                            last.ty = done;
                        }
                        self.next_attribute(&mut open, attributes, rest)?
                    }
                },
            };
        }
    }

    /// Adds a type whose parts have been added.
    fn push(&mut self, ty: TypeSyntax) -> TypeIndex {
        self.schema.types.push(ty);
        (self.schema.types.len() - 1) as TypeIndex
    }

    /// Goes on with a record: into its next attribute, or out of it.
    fn next_attribute<'j>(
        &mut self,
        open: &mut Vec<Open<'j>>,
        mut attributes: Vec<AttributeSyntax>,
        mut rest: Members<'j>,
    ) -> Parsed<Step<'j>> {
        let Some((key, value)) = rest.next() else {
            return Ok(Step::OutOf(self.push(TypeSyntax::Record(attributes))));
        };
        let name = Label { text: string(key, "the name of an attribute")?.into(), span: key.span() };
        let required = !is_false(value.as_object().and_then(|members| members.get("required")));
        attributes.push(AttributeSyntax { name, ty: 0, required });
        open.push(Open::Record { attributes, rest });
        Ok(Step::Into(value, Beside::Attribute))
    }

    /// Reads the object of a type, but not the types in it.
    fn head<'j>(&self, node: Node<'j>, beside: Beside) -> Parsed<Head<'j>> {
        let names = ["type", "element", "attributes", "additionalAttributes", "name", "required", "annotations"];
        let [ty, element, attributes, additional, name, required, annotations] = fields(node, TYPE, names)?;
        if beside == Beside::Nothing {
            refuse(&[required, annotations], "a type that is no attribute", &[])?;
        } else if beside == Beside::Annotations {
            refuse(&[required], "a common type", &[])?;
        }
        check_annotations(annotations)?;
        required.map(|member| truth(member.value)).transpose()?;
        let ty = needed(node, ty, "a type", "type")?;
        let text = string(ty, "the name of a type")?;
        match text {
            "Set" => {
                refuse(&[attributes, additional, name], "the type of a set", &["type", "element"])?;
                Ok(Head::Set(needed(node, element, "the type of a set", "element")?))
            }
            "Record" => {
                refuse(&[element, name], "the type of a record", &["type", "attributes", "additionalAttributes"])?;
                refuse_open_record(additional)?;
                let attributes = needed(node, attributes, "the type of a record", "attributes")?;
                Ok(Head::Record(object(attributes, "an object with attributes")?))
            }
            "Entity" | "EntityOrCommon" | "Extension" => {
                refuse(&[element, attributes, additional], "a type with a name", &["type", "name"])?;
                self.named(text, needed(node, name, "this type", "name")?).map(Head::Leaf)
            }
            _ => {
                refuse(&[element, attributes, additional, name], &format!("the type \"{text}\""), &["type"])?;
                Ok(Head::Leaf(match text {
                    "Boolean" => TypeSyntax::BuiltIn(Type::Bool),
                    "Long" => TypeSyntax::BuiltIn(Type::Long),
                    "String" => TypeSyntax::BuiltIn(Type::String),
                    _ => self.reference(path(ty, "the name of a type")?, Sort::Common),
                }))
            }
        }
    }

    /// A type that is told by a word for its sort and its name.
    fn named(&self, sort: &str, name: Node<'_>) -> Parsed<TypeSyntax> {
        match sort {
            "Entity" => Ok(self.reference(path(name, "the name of an entity type")?, Sort::Entity)),
            "EntityOrCommon" => Ok(self.reference(path(name, "the name of a type")?, Sort::Any)),
            _ => {
                let Label { text, .. } = identifier(name, "the name of an extension type")?;
                let extension = ExtensionType::ALL.into_iter().find(|ty| ty.name() == &*text);
                extension.map(|ty| TypeSyntax::BuiltIn(Type::Extension(ty))).ok_or_else(|| {
                    let known: Vec<String> = ExtensionType::ALL.iter().map(|ty| format!("\"{}\"", ty.name())).collect();
                    error(SchemaErrorKind::UndeclaredType, name, format!("there is no extension type `{text}`"))
                        .expecting(known.join(", "))
                })
            }
        }
    }

    fn reference(&self, path: Path, sort: Sort) -> TypeSyntax {
        TypeSyntax::Name { path, namespace: self.namespace, sort }
    }
}

/// Refuses fields that the object of a type cannot have.
fn refuse(fields: &[Option<Member<'_>>], what: &str, known: &[&str]) -> Parsed<()> {
    match fields.iter().flatten().next() {
        Some(Member { key, .. }) => Err(unknown_key(*key, what, known)),
        None => Ok(()),
    }
}

/// Refuses records that may have more attributes than declared: the format can say so, the language has no such types.
fn refuse_open_record(additional: Option<Member<'_>>) -> Parsed<()> {
    match additional {
        Some(Member { value, .. }) if truth(value)? => {
            let found = "records with attributes that are not declared are not part of the language";
            Err(wrong(value, found).expecting("false"))
        }
        _ => Ok(()),
    }
}
