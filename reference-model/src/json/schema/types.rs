//! Types in the JSON form of schemas.
//!
//! | `type` | further fields | is |
//! |---|---|---|
//! | `Boolean`, `Long`, `String` | | the built-in type, whatever is declared by that name |
//! | `Set` | `element` | |
//! | `Record` | `attributes`, `additionalAttributes` (not `true`) | |
//! | `Entity` | `name` | an entity type |
//! | `Extension` | `name`, an identifier | a type of an extension |
//! | `EntityOrCommon` | `name` | what the name means in Cedar syntax |
//! | any other name | | a common type, the built-in ones among them |
//!
//! Beside these fields an attribute may have `required` and `annotations`, a common type `annotations`; any other type has
//! neither.

use super::super::document::{Json, JsonKind};
use super::{Reader, member};
use crate::name::Name;
use crate::observe::{Production, read};
use crate::schema::{AttributeSyntax, Located, NameSort, SchemaError, SchemaErrorReason, TypeName, TypeSyntax};

/// The fields that belong to one type or another.
const FIELDS: [&str; 5] = ["type", "element", "attributes", "additionalAttributes", "name"];

impl Reader<'_> {
    /// A type; `beside` are the fields that whatever is of this type may have as well.
    pub(super) fn type_syntax(&self, json: &Json, beside: &[&str]) -> Result<TypeSyntax, SchemaError> {
        let fields = self.fields(json, "a type, `{\"type\": …}`", &[&FIELDS, beside].concat())?;
        let written = member(json, "type").ok_or_else(|| self.source.missing(json, "type"))?;
        let ty = self.string(written, "the name of a type")?;
        let own: &[&str] = match ty {
            "Set" => &["element"],
            "Record" => &["attributes", "additionalAttributes"],
            "Entity" | "EntityOrCommon" | "Extension" => &["name"],
            _ => &[],
        };
        let is_alien = |field: &str| field != "type" && FIELDS.contains(&field) && !own.contains(&field);
        if let Some((field, value)) = fields.iter().find(|(field, _)| is_alien(field)) {
            let expected = format!("only fields of the type `{ty}`");
            return Err(self.source.unexpected_key(value, expected, field).into());
        }
        let production = match ty {
            "Boolean" | "Long" | "String" => Some(Production::JsonBuiltIn),
            "Set" => Some(Production::JsonSetType),
            "Record" => Some(Production::JsonRecordType),
            "Entity" => Some(Production::JsonEntityRef),
            "EntityOrCommon" => None,
            "Extension" => Some(Production::JsonExtension),
            _ => Some(Production::JsonTypeName),
        };
        production.into_iter().for_each(read);
        let required = |field: &str| member(json, field).ok_or_else(|| self.source.missing(json, field));
        let reference = |name, sort| Ok(TypeSyntax::Name(TypeName { name, sort }));
        match ty {
            "Boolean" => reference(self.built_in("Bool", written), NameSort::Common),
            "Long" | "String" => reference(self.built_in(ty, written), NameSort::Common),
            "Set" => Ok(TypeSyntax::Set(Box::new(self.type_syntax(required("element")?, &[])?))),
            "Record" => {
                let attributes = self.attributes(required("attributes")?)?;
                self.check_closed(json)?;
                Ok(TypeSyntax::Record(attributes))
            }
            "Entity" => reference(self.named(required("name")?, "the name of an entity type")?, NameSort::Entity),
            "EntityOrCommon" => reference(self.named(required("name")?, "the name of a type")?, NameSort::Any),
            "Extension" => reference(self.extension_name(required("name")?)?, NameSort::Extension),
            _ => reference(self.named(written, "the name of a type")?, NameSort::Common),
        }
    }

    /// A built-in type by the name that no declaration can hide.
    fn built_in(&self, basename: &str, written: &Json) -> Located<Name> {
        let name = Name { namespace: vec!["__cedar".to_owned()], basename: basename.to_owned() };
        Located::at(name, self.position(written.offset))
    }

    fn extension_name(&self, json: &Json) -> Result<Located<Name>, SchemaError> {
        const EXPECTED: &str = "the name of an extension's type";
        let name = self.named(json, EXPECTED)?;
        if !name.namespace.is_empty() || name.is_reserved() {
            return Err(self.source.malformed(json, EXPECTED).into());
        }
        Ok(name)
    }

    /// Insists that a record has the declared attributes only: others are a feature that the language does not have.
    fn check_closed(&self, json: &Json) -> Result<(), SchemaError> {
        match member(json, "additionalAttributes") {
            Some(additional) if additional.kind != JsonKind::Bool(false) => {
                Err(self.source.malformed(additional, "`false`, for records have no additional attributes").into())
            }
            _ => Ok(()),
        }
    }

    fn attributes(&self, json: &Json) -> Result<Vec<AttributeSyntax>, SchemaError> {
        let mut attributes: Vec<AttributeSyntax> = Vec::new();
        let mut names = std::collections::BTreeSet::new();
        for (name, attribute) in self.entries(json, "an object of attributes")? {
            if !names.insert(name) {
                return Err(self.fault(SchemaErrorReason::DuplicateAttribute(name.clone()), attribute.key));
            }
            let ty = self.type_syntax(attribute, &["required", "annotations"])?;
            let required = match member(attribute, "required").map(|required| (&required.kind, required)) {
                None => true,
                Some((JsonKind::Bool(required), _)) => {
                    read(Production::JsonRequired);
                    *required
                }
                Some((_, other)) => return Err(self.source.malformed(other, "a boolean").into()),
            };
            let annotations = self.own_annotations(attribute)?;
            attributes.push(AttributeSyntax { annotations, name: name.clone(), ty, required });
        }
        Ok(attributes)
    }
}
