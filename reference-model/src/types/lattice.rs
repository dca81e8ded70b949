//! How types relate: the least upper bound of two types, and by it the subtypes.
//!
//! - A singleton boolean is below `Bool`, and `Never` is below everything. Sets are compared by their elements.
//! - Strictly, two entity types have a bound only if they are the same, and two records only if they have the same
//!   fields, each required in both or optional in both, whose types have a bound.
//! - Permissively, the bound of entity types is "one of them". The bound of two records has the fields that both have
//!   and whose types have a bound, each required if it is so in both; it is open if that leaves out a field of either.
//! - Other types that differ have no bound.
//!
//! Source: formal model, `Validation.Subtyping` (strict); RFC 19; the public implementation for permissive validation.

use std::collections::BTreeMap;

use crate::types::{BoolType, InferredField, Type};

/// How much validation wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Operands of an equality, elements of a set and branches must have the same type; what the formal model defines.
    Strict,
    /// Only what may fail at run time is rejected.
    Permissive,
}

/// Why two types have no upper bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoBound {
    /// The entity types differ.
    EntityTypes,
    /// One record has a field that the other has not.
    Fields,
    /// A field is required in one record and optional in the other.
    Optionality,
    /// An entity and a record.
    EntityAndRecord,
    /// Types of different kinds.
    Kinds,
}

/// The least type that is above both.
///
/// # Errors
/// Why there is none.
pub fn least_upper_bound(a: &Type, b: &Type, mode: Mode) -> Result<Type, NoBound> {
    match (a, b) {
        (Type::Never, other) | (other, Type::Never) => Ok(other.clone()),
        (Type::Bool(x), Type::Bool(y)) => Ok(Type::Bool(if x == y { *x } else { BoolType::Any })),
        (Type::Set(x), Type::Set(y)) => Ok(Type::set_of(least_upper_bound(x, y, mode)?)),
        (Type::Entity(x), Type::Entity(y)) if x == y => Ok(a.clone()),
        (Type::Entity(x), Type::Entity(y)) => match mode {
            Mode::Strict => Err(NoBound::EntityTypes),
            Mode::Permissive => Ok(Type::Entity(x.union(y).cloned().collect())),
        },
        (Type::Record { fields: x, open: x_open }, Type::Record { fields: y, open: y_open }) => match mode {
            Mode::Strict => strict_record(x, y, *x_open || *y_open),
            Mode::Permissive => Ok(permissive_record(x, y, *x_open || *y_open)),
        },
        (Type::Entity(_), Type::Record { .. }) | (Type::Record { .. }, Type::Entity(_)) => {
            Err(NoBound::EntityAndRecord)
        }
        _ if a == b => Ok(a.clone()),
        _ => Err(NoBound::Kinds),
    }
}

/// Whether every value of `a` is one of `b`, as far as this mode looks.
pub fn is_subtype(a: &Type, b: &Type, mode: Mode) -> bool {
    least_upper_bound(a, b, mode).is_ok_and(|bound| bound == *b)
}

type Fields = BTreeMap<String, InferredField>;

fn strict_record(a: &Fields, b: &Fields, open: bool) -> Result<Type, NoBound> {
    if !a.keys().eq(b.keys()) {
        return Err(NoBound::Fields);
    }
    let field = |((name, x), y): ((&String, &InferredField), &InferredField)| {
        let ty = least_upper_bound(&x.ty, &y.ty, Mode::Strict)?;
        if x.required != y.required {
            return Err(NoBound::Optionality);
        }
        Ok((name.clone(), InferredField { ty, required: x.required }))
    };
    let fields = a.iter().zip(b.values()).map(field).collect::<Result<_, _>>()?;
    Ok(Type::Record { fields, open })
}

fn permissive_record(a: &Fields, b: &Fields, either_is_open: bool) -> Type {
    let fields: Fields =
        a.iter().filter_map(|(name, x)| Some((name.clone(), permissive_field(x, b.get(name)?)?))).collect();
    let leaves_out = fields.len() < a.len() || fields.len() < b.len();
    Type::Record { fields, open: either_is_open || leaves_out }
}

/// The bound of two fields; `None` if their types have none.
pub(crate) fn permissive_field(a: &InferredField, b: &InferredField) -> Option<InferredField> {
    let ty = least_upper_bound(&a.ty, &b.ty, Mode::Permissive).ok()?;
    Some(InferredField { ty, required: a.required && b.required })
}

#[cfg(test)]
mod tests;
