//! Reads a schema in JSON into the same [`SchemaSyntax`] that Cedar syntax is read into.
//!
//! In: text. Out: the declarations with the places of their names in the document, or the first error with its place.
//! The rules are those of the language guide's page on the JSON format; where it is silent, those of the `cedar-policy`
//! crate: keys that mean nothing and keys that come twice are errors, `null` stands for "left out" in an action only,
//! lists in `appliesTo` may be empty, and names are written without blanks. Types are read in `json_type`; what names
//! refer to is resolved elsewhere.

use std::sync::Arc;

use super::error::{SchemaError, SchemaErrorKind};
use super::json_document::{
    Member, array, check_annotations, error, fields, identifier, label, needed, object, optional, path, unknown_key,
    wrong,
};
use super::parse::Parsed;
use super::syntax::{
    ActionDeclaration, ActionReference, AppliesTo, CommonTypeDeclaration, EntityDeclaration, EntityShape, Path,
    SchemaSyntax, TypeIndex, is_reserved_type_name,
};
use crate::json::{DuplicateKeys, Json, Kind, Node, Unreadable};

const NAMESPACE: &str = "an object with the entity types and actions of a namespace";
const ENTITY_TYPE: &str = "an object that describes an entity type";
const ACTION: &str = "an object that describes an action";
const APPLIES_TO: &str = "an object that says what an action applies to";
const GROUP: &str = "an object with the \"id\" of an action";
const ENTITY_TYPE_NAME: &str = "the name of an entity type";

/// Reads a schema.
pub(super) fn read(text: &str) -> Parsed<SchemaSyntax> {
    // Duplicate keys are kept, because it depends on where they stand what mistake they are.
    let json = Json::read_with(text, DuplicateKeys::Kept).map_err(|unreadable| match unreadable {
        Unreadable::Malformed(error) => SchemaError::of(SchemaErrorKind::Syntax, error),
        Unreadable::TooDeep(error) => SchemaError::of(SchemaErrorKind::TooDeep, error),
        Unreadable::TooLarge(error) => SchemaError::of(SchemaErrorKind::TooLarge, error),
    })?;
    let schema = SchemaSyntax { namespaces: vec![None], ..SchemaSyntax::default() };
    let mut reader = Reader { schema, namespace: 0 };
    reader.document(json.root())?;
    Ok(reader.schema)
}

pub(super) struct Reader {
    pub(super) schema: SchemaSyntax,
    /// Index of the namespace that declarations belong to.
    pub(super) namespace: usize,
}

impl Reader {
    fn document(&mut self, root: Node<'_>) -> Parsed<()> {
        let mut unqualified = false;
        for (key, value) in object(root, "an object with namespaces as keys")? {
            if key.as_str() == Some("") {
                if std::mem::replace(&mut unqualified, true) {
                    let found = "the empty namespace is declared twice";
                    return Err(error(SchemaErrorKind::DuplicateNamespace, key, found));
                }
                self.namespace = 0;
            } else {
                let path = path(key, "the name of a namespace")?;
                if path.name.split("::").any(|part| part == "__cedar") {
                    let found = "`__cedar` is reserved and cannot be part of a namespace";
                    return Err(error(SchemaErrorKind::ReservedName, key, found));
                }
                self.schema.namespaces.push(Some(path));
                self.namespace = self.schema.namespaces.len() - 1;
            }
            self.namespace(value)?;
        }
        Ok(())
    }

    fn namespace(&mut self, node: Node<'_>) -> Parsed<()> {
        let names = ["commonTypes", "entityTypes", "actions", "annotations"];
        let [common_types, entity_types, actions, annotations] = fields(node, NAMESPACE, names)?;
        check_annotations(annotations)?;
        if let Some(Member { key, value }) = annotations.filter(|_| self.namespace == 0) {
            // An empty object says nothing, so it may stand there.
            if object(value, "")?.next().is_some() {
                return Err(wrong(key, "the empty namespace cannot have annotations"));
            }
        }
        if let Some(Member { value, .. }) = common_types {
            for (key, value) in object(value, "an object with common types")? {
                self.common_type(key, value)?;
            }
        }
        for (key, value) in
            object(needed(node, entity_types, "a namespace", "entityTypes")?, "an object with entity types")?
        {
            self.entity_type(key, value)?;
        }
        for (key, value) in object(needed(node, actions, "a namespace", "actions")?, "an object with actions")? {
            self.action(key, value)?;
        }
        Ok(())
    }

    fn common_type(&mut self, key: Node<'_>, value: Node<'_>) -> Parsed<()> {
        let name = identifier(key, "the name of a common type")?;
        if is_reserved_type_name(&name.text) {
            let found = format!("no common type can be called `{}`", name.text);
            return Err(error(SchemaErrorKind::ReservedName, key, found));
        }
        let first = self.schema.types.len() as TypeIndex;
        let body = self.annotated_type(value)?;
        self.schema.common_types.push(CommonTypeDeclaration { namespace: self.namespace, name, first, body });
        Ok(())
    }

    fn entity_type(&mut self, key: Node<'_>, value: Node<'_>) -> Parsed<()> {
        let name = identifier(key, ENTITY_TYPE_NAME)?;
        if &*name.text == "__cedar" || &*name.text == "Action" {
            let found = format!("no entity type can be called `{}`", name.text);
            return Err(error(SchemaErrorKind::ReservedName, key, found));
        }
        let names = ["memberOfTypes", "shape", "tags", "enum", "annotations"];
        let [parents, shape, tags, choices, annotations] = fields(value, ENTITY_TYPE, names)?;
        check_annotations(annotations)?;
        let shape = Arc::new(match choices {
            Some(choices) => {
                if let Some(Member { key, .. }) = [parents, shape, tags].into_iter().flatten().next() {
                    return Err(unknown_key(key, "an enumerated entity type", &["enum", "annotations"]));
                }
                enumeration(choices.value)?
            }
            None => EntityShape::Standard {
                parents: parents.map_or_else(|| Ok(Vec::new()), |member| entity_types(member.value))?,
                attributes: shape.map(|member| self.must_be_record(member.value)).transpose()?,
                tags: tags.map(|member| self.plain_type(member.value)).transpose()?,
            },
        });
        self.schema.entities.push(EntityDeclaration { namespace: self.namespace, name, shape });
        Ok(())
    }

    fn action(&mut self, key: Node<'_>, value: Node<'_>) -> Parsed<()> {
        let name = label(key, "the name of an action")?;
        let names = ["memberOf", "appliesTo", "attributes", "annotations"];
        let [groups, applies_to, attributes, annotations] = fields(value, ACTION, names)?;
        check_annotations(annotations)?;
        if let Some(attributes) = optional(attributes) {
            object(attributes, "an object, or no \"attributes\" at all")?;
            return Err(wrong(attributes, "actions have no attributes").expecting("no \"attributes\", or null"));
        }
        let mut references = Vec::new();
        if let Some(groups) = optional(groups) {
            for group in array(groups, "an array of action groups")? {
                references.push(action_reference(group)?);
            }
        }
        let applies_to = optional(applies_to).map(|node| self.applies_to(node)).transpose()?;
        self.schema.actions.push(ActionDeclaration {
            namespace: self.namespace,
            name,
            groups: Arc::new(references),
            applies_to: applies_to.map(Arc::new),
        });
        Ok(())
    }

    fn applies_to(&mut self, node: Node<'_>) -> Parsed<AppliesTo> {
        let names = ["principalTypes", "resourceTypes", "context"];
        let [principals, resources, context] = fields(node, APPLIES_TO, names)?;
        Ok(AppliesTo {
            principals: entity_types(needed(node, principals, "\"appliesTo\"", "principalTypes")?)?,
            resources: entity_types(needed(node, resources, "\"appliesTo\"", "resourceTypes")?)?,
            context: context.map(|member| self.must_be_record(member.value)).transpose()?,
        })
    }
}

/// The ids of an enumerated entity type.
fn enumeration(node: Node<'_>) -> Parsed<EntityShape> {
    let ids = array(node, "an array of ids")?.map(|id| label(id, "the id of an entity"));
    Ok(EntityShape::Enum(ids.collect::<Parsed<_>>()?))
}

/// A list of names of entity types.
fn entity_types(node: Node<'_>) -> Parsed<Vec<Path>> {
    array(node, "an array of names of entity types")?.map(|name| path(name, ENTITY_TYPE_NAME)).collect()
}

/// A group that an action is in: its id, and perhaps its type.
fn action_reference(node: Node<'_>) -> Parsed<ActionReference> {
    let [id, ty] = fields(node, GROUP, ["id", "type"])?;
    let id = label(needed(node, id, "an action group", "id")?, "the name of an action")?;
    let ty = optional(ty).map(|ty| path(ty, "the type of an action")).transpose()?;
    let span = id.span;
    Ok(ActionReference { ty, id, span })
}

/// Whether a member is there and is the truth value `false`.
pub(super) fn is_false(node: Option<Node<'_>>) -> bool {
    node.is_some_and(|node| matches!(node.kind(), Kind::Bool(false)))
}
