//! Schemas in the JSON form, their names unresolved.
//!
//! | in | may stand |
//! |---|---|
//! | the document | namespaces by name, that of what stands outside any by `""` |
//! | a namespace | `entityTypes`, `actions` (both required), `commonTypes`, `annotations` (not of `""`) |
//! | an entity type | `memberOfTypes`, `shape`, `tags`, or `enum` instead of these; `annotations` |
//! | an action | `memberOf`, `appliesTo`, `attributes` (all may be `null`, the last must), `annotations` |
//! | `appliesTo` | `principalTypes`, `resourceTypes` (both required), `context` |
//! | a group in `memberOf` | `id` (required), `type` |
//!
//! Types are the business of the file below. Nothing else may stand anywhere, and nothing twice; what is declared twice
//! is left to resolution, which has better words for it.
//!
//! Source: language guide, "JSON schema format"; the public implementation for what is refused. Of its accidents, that it
//! takes a JSON array for an object with the fields in order is not followed; declarations whose definition is `external`
//! came with a later version of the language.

mod types;

use super::document::{Json, JsonKind, Source};
use super::{JsonError, JsonErrorKind};
use crate::name::{EntityUid, Name};
use crate::observe::{Production, read};
use crate::parse::{Locator, is_identifier, is_word};
use crate::schema::{
    ActionDeclaration, ActionRef, Annotations, AppliesTo, CommonTypeDeclaration, Declaration, EntityDeclaration,
    EntityShape, Located, NamespaceSyntax, Position, SchemaError, SchemaErrorReason, SchemaSyntax, TypeSyntax,
};

/// Reads a schema in the JSON form, without resolving its names. [`crate::schema::read_json`] resolves them as well.
///
/// # Errors
/// The first place that is no JSON or no schema.
pub fn schema(text: &str) -> Result<SchemaSyntax, SchemaError> {
    let reader = Reader { source: Source(text), locator: Locator::new(text) };
    let document = reader.source.read_with_repeated_keys()?;
    let mut namespaces: Vec<NamespaceSyntax> = Vec::new();
    for (key, json) in reader.entries(&document, "a schema, which is an object of namespaces")? {
        let namespace = reader.namespace(key, json)?;
        if namespace.name.is_none() && namespaces.iter().any(|earlier| earlier.name.is_none()) {
            return Err(reader.fault(SchemaErrorReason::DuplicateNamespace(None), json.key));
        }
        namespaces.push(namespace);
    }
    Ok(SchemaSyntax { namespaces })
}

/// A document, and how to find places in it.
struct Reader<'a> {
    source: Source<'a>,
    locator: Locator<'a>,
}

impl Reader<'_> {
    fn namespace(&self, key: &str, json: &Json) -> Result<NamespaceSyntax, SchemaError> {
        let name = if key.is_empty() { None } else { Some(self.path(key, json.key, "the name of a namespace")?) };
        let fields = self.fields(json, "a namespace", &["commonTypes", "entityTypes", "actions", "annotations"])?;
        let mut namespace = NamespaceSyntax { name, ..NamespaceSyntax::default() };
        for (field, part) in fields {
            if field == "annotations" {
                namespace.annotations = self.annotations(part)?;
                if namespace.name.is_none() && !namespace.annotations.is_empty() {
                    return Err(self.source.unexpected_key(part, "no annotations outside any namespace", field).into());
                }
                continue;
            }
            for (name, declared) in self.entries(part, "an object of declarations")? {
                let name = Located::at(name.clone(), self.locator.position(declared.key));
                let outer = namespace.name.as_ref().map(|name| &name.value);
                namespace.declarations.push(match field.as_str() {
                    "commonTypes" => Declaration::CommonType(self.common_type(name, declared)?),
                    "entityTypes" => Declaration::Entity(self.entity_type(name, declared, outer)?),
                    _ => Declaration::Action(self.action(name, declared, outer)?),
                });
            }
        }
        for required in ["entityTypes", "actions"] {
            if member(json, required).is_none() {
                return Err(self.source.missing(json, required).into());
            }
        }
        Ok(namespace)
    }

    fn common_type(&self, name: Located<String>, json: &Json) -> Result<CommonTypeDeclaration, SchemaError> {
        self.check_identifier(&name, json)?;
        read(Production::JsonCommonType);
        let ty = self.type_syntax(json, &["annotations"])?;
        Ok(CommonTypeDeclaration { annotations: self.own_annotations(json)?, name, ty })
    }

    fn entity_type(
        &self,
        name: Located<String>,
        json: &Json,
        namespace: Option<&Name>,
    ) -> Result<EntityDeclaration, SchemaError> {
        self.check_identifier(&name, json)?;
        let known = ["memberOfTypes", "shape", "tags", "enum", "annotations"];
        let fields = self.fields(json, "an entity type", &known)?;
        let annotations = self.own_annotations(json)?;
        read_fields(json, &ENTITY_FIELDS);
        if let Some(ids) = member(json, "enum") {
            let others = |(field, _): &&(String, Json)| !matches!(field.as_str(), "enum" | "annotations");
            if let Some((field, part)) = fields.iter().find(others) {
                return Err(self.source.unexpected_key(part, "nothing but `enum` of an enumerated type", field).into());
            }
            let ids = self.items(ids, "a list of ids")?.iter().map(|id| Ok(self.string(id, "an id")?.to_owned()));
            let shape = EntityShape::Enum(ids.collect::<Result<_, JsonError>>()?);
            return Ok(EntityDeclaration { annotations, names: vec![name], shape });
        }
        let parents = member(json, "memberOfTypes").map_or(Ok(Vec::new()), |parents| self.entity_names(parents))?;
        let tags = member(json, "tags").map(|tags| self.type_syntax(tags, &[])).transpose()?;
        let shape = match member(json, "shape") {
            None => EntityShape::Standard { parents, attributes: Vec::new(), tags },
            Some(written) => match self.type_syntax(written, &[])? {
                TypeSyntax::Record(attributes) => EntityShape::Standard { parents, attributes, tags },
                TypeSyntax::Name(shape) => EntityShape::Named { parents, shape, tags },
                TypeSyntax::Set(_) => {
                    let name = qualified(&name, namespace);
                    return Err(self.fault(SchemaErrorReason::ShapeNotRecord(name), type_offset(written)));
                }
            },
        };
        Ok(EntityDeclaration { annotations, names: vec![name], shape })
    }

    fn action(
        &self,
        name: Located<String>,
        json: &Json,
        namespace: Option<&Name>,
    ) -> Result<ActionDeclaration, SchemaError> {
        self.fields(json, "an action", &["memberOf", "appliesTo", "attributes", "annotations"])?;
        if let Some(attributes) = present(json, "attributes") {
            return Err(self.source.malformed(attributes, "`null`, for actions have no attributes").into());
        }
        read(Production::JsonAction);
        if present(json, "appliesTo").is_some() {
            read(Production::JsonAppliesTo);
        }
        let mut groups = Vec::new();
        if let Some(written) = present(json, "memberOf") {
            for group in self.items(written, "a list of groups")? {
                groups.push(self.action_ref(group)?);
            }
        }
        let uid = || EntityUid::new(qualified("Action", namespace), name.as_str());
        let applies_to = present(json, "appliesTo").map(|json| self.applies_to(json, uid)).transpose()?;
        Ok(ActionDeclaration { annotations: self.own_annotations(json)?, names: vec![name], groups, applies_to })
    }

    fn action_ref(&self, json: &Json) -> Result<Located<ActionRef>, SchemaError> {
        self.fields(json, "a group, `{\"id\": …}`", &["id", "type"])?;
        let ty = present(json, "type").map(|ty| self.named(ty, "the type of a group")).transpose()?;
        let id = member(json, "id").ok_or_else(|| self.source.missing(json, "id"))?;
        read(if ty.is_some() { Production::JsonGroupType } else { Production::JsonGroup });
        let position = self.locator.position(id.offset);
        let id = self.string(id, "the id of a group")?.to_owned();
        Ok(Located::at(ActionRef { ty: ty.map(|ty| ty.value), id }, position))
    }

    fn applies_to(&self, json: &Json, action: impl FnOnce() -> EntityUid) -> Result<AppliesTo, SchemaError> {
        self.fields(json, "what an action applies to", &["principalTypes", "resourceTypes", "context"])?;
        let types = |field: &str| match member(json, field) {
            Some(types) => self.entity_names(types),
            None => Err(self.source.missing(json, field).into()),
        };
        let (principals, resources) = (types("principalTypes")?, types("resourceTypes")?);
        let context = match member(json, "context") {
            None => None,
            Some(written) => match self.context_type(written)? {
                TypeSyntax::Set(_) => {
                    let reason = SchemaErrorReason::ContextNotRecord(action());
                    return Err(self.fault(reason, type_offset(written)));
                }
                context => Some(context),
            },
        };
        Ok(AppliesTo { principals, resources, context })
    }

    fn context_type(&self, written: &Json) -> Result<TypeSyntax, SchemaError> {
        read(Production::JsonContext);
        self.type_syntax(written, &[])
    }

    /// A list of names of entity types.
    fn entity_names(&self, json: &Json) -> Result<Vec<Located<Name>>, SchemaError> {
        let items = self.items(json, "a list of entity types")?;
        items.iter().map(|item| self.named(item, "the name of an entity type")).collect()
    }

    /// The annotations of a declaration or attribute, which may be left out.
    fn own_annotations(&self, json: &Json) -> Result<Annotations, SchemaError> {
        member(json, "annotations").map_or(Ok(Annotations::new()), |annotations| self.annotations(annotations))
    }

    fn annotations(&self, json: &Json) -> Result<Annotations, SchemaError> {
        let mut annotations = Annotations::new();
        for (key, value) in self.entries(json, "an object of annotations")? {
            if !is_word(key) {
                return Err(self.source.unexpected_key(value, "the name of an annotation", key).into());
            }
            read(Production::JsonAnnotation);
            let text = match &value.kind {
                JsonKind::Null => String::new(),
                _ => self.string(value, "the value of an annotation, a string or `null`")?.to_owned(),
            };
            if annotations.insert(key.clone(), text).is_some() {
                return Err(self.fault(SchemaErrorReason::DuplicateAnnotation(key.clone()), value.key));
            }
        }
        Ok(annotations)
    }

    /// A string that must be the name of a type; `__cedar` may stand in it.
    fn named(&self, json: &Json, expected: &str) -> Result<Located<Name>, SchemaError> {
        self.path(self.string(json, expected)?, json.offset, expected)
    }

    /// The name that a text is, which starts at a byte of the document.
    fn path(&self, text: &str, offset: usize, expected: &str) -> Result<Located<Name>, SchemaError> {
        if let Some(name) = crate::parse::path(text) {
            return Ok(Located::at(name, self.locator.position(offset)));
        }
        let parts: Vec<&str> = text.split("::").collect();
        let reserved = Name::from_parts(parts.iter().map(|part| (*part).to_owned()).collect());
        match reserved.filter(|_| parts.iter().all(|part| is_word(part))) {
            Some(name) => Err(self.fault(SchemaErrorReason::ReservedName(name), offset)),
            None => {
                let found = format!("the string {text:?}");
                Err(self.source.error_at(offset, JsonErrorKind::Malformed, expected, found).into())
            }
        }
    }

    /// Insists that the key of a type is an identifier.
    fn check_identifier(&self, name: &Located<String>, json: &Json) -> Result<(), SchemaError> {
        if is_identifier(name) {
            Ok(())
        } else if is_word(name) {
            Err(self.fault(SchemaErrorReason::ReservedName(Name::unqualified(name.as_str())), json.key))
        } else {
            Err(self.source.unexpected_key(json, "an identifier as the name of a type", name).into())
        }
    }

    /// The members of an object with these fields and no others, none twice.
    fn fields<'j>(&self, json: &'j Json, what: &str, known: &[&str]) -> Result<&'j [(String, Json)], JsonError> {
        let members = self.entries(json, what)?;
        for (index, (key, value)) in members.iter().enumerate() {
            if !known.contains(&key.as_str()) {
                let known: Vec<String> = known.iter().map(|field| format!("`{field}`")).collect();
                return Err(self.source.unexpected_key(value, format!("one of {}", known.join(", ")), key));
            }
            if members[..index].iter().any(|(earlier, _)| earlier == key) {
                return Err(self.source.unexpected_key(value, "each field once", key));
            }
        }
        Ok(members)
    }

    /// The members of an object, whatever their keys.
    fn entries<'j>(&self, json: &'j Json, what: &str) -> Result<&'j [(String, Json)], JsonError> {
        match &json.kind {
            JsonKind::Object(members) => Ok(members),
            _ => Err(self.source.malformed(json, what)),
        }
    }

    fn items<'j>(&self, json: &'j Json, what: &str) -> Result<&'j [Json], JsonError> {
        match &json.kind {
            JsonKind::Array(items) => Ok(items),
            _ => Err(self.source.malformed(json, what)),
        }
    }

    fn string<'j>(&self, json: &'j Json, what: &str) -> Result<&'j str, JsonError> {
        match &json.kind {
            JsonKind::String(text) => Ok(text),
            _ => Err(self.source.malformed(json, what)),
        }
    }

    /// The error for a reason that resolution could have, at a byte of the document.
    fn fault(&self, reason: SchemaErrorReason, offset: usize) -> SchemaError {
        SchemaError { reason: Box::new(reason), position: Some(self.position(offset)) }
    }

    fn position(&self, offset: usize) -> Position {
        self.locator.position(offset)
    }
}

/// The fields of an entity type, as coverage names them.
const ENTITY_FIELDS: [(&str, Production); 4] = [
    ("enum", Production::JsonEnum),
    ("shape", Production::JsonShape),
    ("tags", Production::JsonTags),
    ("memberOfTypes", Production::JsonParents),
];

/// Notes which of these fields an object has.
fn read_fields(json: &Json, fields: &[(&str, Production)]) {
    read(Production::JsonEntityType);
    for (_, production) in fields.iter().filter(|(field, _)| member(json, field).is_some()) {
        read(*production);
    }
}

/// The value of a field.
fn member<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
    let JsonKind::Object(members) = &json.kind else { return None };
    members.iter().find(|(key, _)| key == name).map(|(_, member)| member)
}

/// The value of a field that may be `null` as well as left out.
fn present<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
    member(json, name).filter(|value| value.kind != JsonKind::Null)
}

/// Where the name of a type stands: the value of its field `type`.
fn type_offset(json: &Json) -> usize {
    member(json, "type").map_or(json.offset, |ty| ty.offset)
}

fn qualified(basename: &str, namespace: Option<&Name>) -> Name {
    let outer = namespace.into_iter().flat_map(|name| name.namespace.iter().chain([&name.basename]));
    Name { namespace: outer.cloned().collect(), basename: basename.to_owned() }
}
