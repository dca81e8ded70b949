//! The types of records and attributes.
//!
//! - A record literal has the fields that are written, all required.
//! - `e has a` is false if `e` cannot have it, true if that is known already, or if `e` is a record that always has it. An
//!   entity that should always have it may still be missing from the store, so there it is just a boolean.
//! - `e.a` has the declared type. It must be required, or known to be there; that an entity is missing is a run-time
//!   error which validation does not exclude.
//! - Actions and entities of enumerated types have no attributes.
//! - An entity of one of several types has the attributes that all of them have and whose types have an upper bound.
//!
//! Source: formal model, `typeOfHasAttr`, `typeOfGetAttr`; the public implementation for several types.

use crate::expr::Expr;
use crate::name::EntityType;
use crate::schema::EntityTypeEntry;
use crate::typecheck::capabilities::{Capabilities, Capability, Key, Known, Wanted};
use crate::typecheck::error::{Expected, TypeError, TypeErrorKind, attribute_hint};
use crate::typecheck::suggest::nearest;
use crate::typecheck::{Checker, Ruled, TypedExpr, plain, unexpected};
use crate::types::lattice::permissive_field;
use crate::types::{BoolType, InferredField, Type};

/// The type of a record literal.
pub(super) fn record(fields: &[(String, Expr)], values: &[TypedExpr<'_>]) -> Type {
    let field = |((name, _), value): (&(String, Expr), &TypedExpr<'_>)| {
        (name.clone(), InferredField { ty: value.ty.clone(), required: true })
    };
    Type::Record { fields: fields.iter().zip(values).map(field).collect(), open: false }
}

/// What is known of an attribute.
enum Attribute {
    /// Values of the type have it, if it is required; or may have it.
    Known(InferredField),
    /// Some values may have it, of what type is not known.
    Possible,
    /// No value has it.
    Absent,
}

impl Checker<'_, '_> {
    /// `a has attr`
    pub(super) fn has_attr(&self, a: &TypedExpr<'_>, attr: &str, known: &Known<'_>) -> Ruled {
        let field = match self.attribute(a, attr)? {
            Attribute::Known(field) => field,
            Attribute::Possible => return Ok(plain(Type::BOOL)),
            Attribute::Absent => return Ok(plain(Type::Bool(BoolType::False))),
        };
        let exists = matches!(a.ty, Type::Record { .. });
        if (field.required && exists) || known.contains(a.expr, Wanted::Attr(attr), self.environment.action) {
            return Ok(plain(Type::Bool(BoolType::True)));
        }
        let capability = Capability { subject: a.expr.clone(), key: Key::Attr(attr.to_owned()) };
        Ok((Type::BOOL, Capabilities::one(capability)))
    }

    /// `a.attr`
    pub(super) fn get_attr(
        &self,
        expr: &Expr,
        a: &TypedExpr<'_>,
        attr: &str,
        known: &Known<'_>,
    ) -> Result<Type, TypeError> {
        let (ty, name) = (|| a.ty.clone(), || attr.to_owned());
        match self.attribute(a, attr)? {
            Attribute::Known(field)
                if field.required || known.contains(a.expr, Wanted::Attr(attr), self.environment.action) =>
            {
                Ok(field.ty)
            }
            Attribute::Known(_) => {
                Err(TypeError::new(expr, TypeErrorKind::OptionalAttribute { ty: ty(), attr: name() }))
            }
            Attribute::Possible | Attribute::Absent => {
                let suggestion = nearest(attr, self.attribute_names(&a.ty));
                Err(TypeError::new(expr, TypeErrorKind::AttributeNotFound { ty: ty(), attr: name(), suggestion }))
            }
        }
    }

    /// What is known of an attribute of an entity or a record.
    fn attribute(&self, a: &TypedExpr<'_>, attr: &str) -> Result<Attribute, TypeError> {
        match &a.ty {
            Type::Record { fields, open } => Ok(match fields.get(attr) {
                Some(field) => Attribute::Known(field.clone()),
                None if *open => Attribute::Possible,
                None => Attribute::Absent,
            }),
            Type::Entity(types) => Ok(self.entity_attribute(types, attr)),
            found => Err(unexpected(a.expr, &[Expected::Entity, Expected::Record], found, attribute_hint(found))),
        }
    }

    /// What is known of an attribute of an entity of one of these types.
    fn entity_attribute<'t>(&self, types: impl IntoIterator<Item = &'t EntityType>, attr: &str) -> Attribute {
        let fields: Vec<Option<InferredField>> =
            types.into_iter().map(|ty| self.environment.attribute(ty, attr).map(InferredField::from)).collect();
        if fields.iter().all(Option::is_none) {
            return Attribute::Absent;
        }
        let bound = fields.into_iter().reduce(|a, b| permissive_field(&a?, &b?)).flatten();
        bound.map_or(Attribute::Possible, Attribute::Known)
    }

    /// The attributes that a value of the type may have.
    fn attribute_names(&self, ty: &Type) -> Vec<String> {
        match ty {
            Type::Record { fields, .. } => fields.keys().cloned().collect(),
            Type::Entity(types) => types
                .iter()
                .filter_map(|ty| match self.environment.schema.entity_types.get(ty)? {
                    EntityTypeEntry::Standard { attrs, .. } => Some(attrs.keys().cloned()),
                    EntityTypeEntry::Enum(_) => None,
                })
                .flatten()
                .collect(),
            _ => Vec::new(),
        }
    }
}
