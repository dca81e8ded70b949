//! Types as the validator works with them: numbers, the same for the same type.
//!
//! In come shapes, whose parts are numbers already; out come numbers ([`Ty`]), so that comparing two types compares
//! two integers, however they nest. A table may lie over another that it extends without touching it: the schema's
//! types below, made once, and over it those that the policies of one validation make. How types relate is in
//! `relation`, how they print in `expression_type`.

use crate::ext::{ExtensionType, ValueType};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The number of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Ty(u32);

impl Ty {
    /// The type without values: that of the elements of `[]`.
    pub(super) const NEVER: Ty = Ty(0);
    pub(super) const BOOL: Ty = Ty(1);
    /// The type whose only value is `true`.
    pub(super) const TRUE: Ty = Ty(2);
    /// The type whose only value is `false`.
    pub(super) const FALSE: Ty = Ty(3);
    pub(super) const LONG: Ty = Ty(4);
    pub(super) const TEXT: Ty = Ty(5);
    const FIRST_EXTENSION: u32 = 6;
    /// No type: what an expression has in which an error was found.
    pub(super) const UNKNOWN: Ty = Ty(u32::MAX);

    pub(super) fn of_bool(truth: bool) -> Ty {
        if truth { Ty::TRUE } else { Ty::FALSE }
    }

    pub(super) fn extension(ty: ExtensionType) -> Ty {
        Ty(Ty::FIRST_EXTENSION + ty as u32)
    }

    /// The type of a parameter or a result of an extension function.
    pub(super) fn of_value_type(ty: ValueType) -> Ty {
        match ty {
            ValueType::Bool => Ty::BOOL,
            ValueType::Long => Ty::LONG,
            ValueType::String => Ty::TEXT,
            ValueType::Extension(ty) => Ty::extension(ty),
        }
    }

    pub(super) fn is_bool(self) -> bool {
        matches!(self, Ty::BOOL | Ty::TRUE | Ty::FALSE)
    }

    /// Whether `<` and its like compare values of this type.
    pub(super) fn is_ordered(self) -> bool {
        self == Ty::LONG
            || self == Ty::extension(ExtensionType::Datetime)
            || self == Ty::extension(ExtensionType::Duration)
    }
}

/// The number of the name of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NameId(pub(super) u32);

/// The number of an entity type of the schema; the types of its actions are among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct EntityTypeId(pub(super) u32);

/// An attribute of a record type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Field {
    pub(super) name: NameId,
    pub(super) ty: Ty,
    pub(super) required: bool,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    Never,
    Bool,
    True,
    False,
    Long,
    Text,
    Extension(ExtensionType),
    Entity(EntityTypeId),
    /// An entity of one of several types, sorted; only permissive validation makes these.
    Union(Arc<[EntityTypeId]>),
    Set(Ty),
    /// Fields sorted by number of name. An open one may have further attributes; only permissive validation makes
    /// these.
    Record {
        fields: Arc<[Field]>,
        open: bool,
    },
}

/// Distinct types, numbered.
#[derive(Clone, Debug, Default)]
pub(super) struct TypeTable<'b> {
    below: Option<&'b TypeTable<'b>>,
    /// How many types there are below.
    first: u32,
    shapes: Vec<Shape>,
    index: FxHashMap<Shape, Ty>,
    /// Least upper bounds that were asked for, by pair and whether the rules were strict.
    pub(super) bounds: FxHashMap<(Ty, Ty, bool), Option<Ty>>,
    /// Subtypings that were asked for, by the permissive rules.
    pub(super) subtypes: FxHashMap<(Ty, Ty), bool>,
}

impl<'b> TypeTable<'b> {
    /// A table of the types that have no parts.
    pub(super) fn new() -> Self {
        let mut table = Self::default();
        let simple = [Shape::Never, Shape::Bool, Shape::True, Shape::False, Shape::Long, Shape::Text];
        let mut extensions = ExtensionType::ALL;
        extensions.sort_by_key(|ty| *ty as u32);
        for shape in simple.into_iter().chain(extensions.map(Shape::Extension)) {
            table.intern(shape);
        }
        table
    }

    /// An empty table over another.
    pub(super) fn over(below: &'b TypeTable<'b>) -> Self {
        Self { below: Some(below), first: below.first + below.shapes.len() as u32, ..Self::default() }
    }

    /// What a type is. Must not be asked of [`Ty::UNKNOWN`].
    pub(super) fn shape(&self, ty: Ty) -> &Shape {
        match (ty.0.checked_sub(self.first), self.below) {
            (None, Some(below)) => below.shape(ty),
            (own, _) => &self.shapes[own.unwrap_or_default() as usize],
        }
    }

    /// The number of a type, a new one if need be.
    pub(super) fn intern(&mut self, shape: Shape) -> Ty {
        if let Some(found) = self.find(&shape) {
            return found;
        }
        let ty = Ty(self.first + self.shapes.len() as u32);
        self.shapes.push(shape.clone());
        self.index.insert(shape, ty);
        ty
    }

    fn find(&self, shape: &Shape) -> Option<Ty> {
        self.below.and_then(|below| below.find(shape)).or_else(|| self.index.get(shape).copied())
    }

    pub(super) fn entity(&mut self, ty: EntityTypeId) -> Ty {
        self.intern(Shape::Entity(ty))
    }

    /// The type of entities of any of these types; there must be at least one.
    pub(super) fn union(&mut self, mut members: Vec<EntityTypeId>) -> Ty {
        members.sort_unstable();
        members.dedup();
        self.intern(if let [one] = members[..] { Shape::Entity(one) } else { Shape::Union(members.into()) })
    }

    pub(super) fn set(&mut self, element: Ty) -> Ty {
        self.intern(Shape::Set(element))
    }

    /// The type of records with these attributes, whose names are distinct.
    pub(super) fn record(&mut self, mut fields: Vec<Field>, open: bool) -> Ty {
        fields.sort_unstable_by_key(|field| field.name);
        self.intern(Shape::Record { fields: fields.into(), open })
    }
}

/// The field of a name among fields that are sorted.
pub(super) fn field(fields: &[Field], name: NameId) -> Option<Field> {
    fields.binary_search_by_key(&name, |field| field.name).ok().map(|at| fields[at])
}
