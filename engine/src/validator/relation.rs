//! How types relate: least upper bounds and subtypes, by the strict and by the permissive rules.
//!
//! In come two types; out comes the least type that has the values of both, if there is one. Strict validation lets
//! records differ in nothing but booleans known to be true or false, and entities not at all; permissive validation
//! also has unions of entity types, and records that forget attributes. (Language guide, "Policy validation"; RFC 19;
//! formal model, `lub?`; permissive rules de facto: the reference crate's `least_upper_bound`.) Answers are kept, so
//! types that share parts cost no more than they are large. It recurses as deep as types nest: the nesting limit of
//! schemas and that of expressions together.

use super::types::{EntityTypeId, Field, Shape, Ty, TypeTable, field};
use std::sync::Arc;

impl TypeTable<'_> {
    /// The least upper bound of two types, neither of which is unknown.
    pub(super) fn least_upper_bound(&mut self, left: Ty, right: Ty, strict: bool) -> Option<Ty> {
        if left == right {
            return Some(left);
        }
        if left.is_bool() && right.is_bool() {
            return Some(Ty::BOOL);
        }
        let key = (left.min(right), left.max(right), strict);
        if let Some(known) = self.bounds.get(&key) {
            return *known;
        }
        let bound = self.find_bound(key.0, key.1, strict);
        self.bounds.insert(key, bound);
        bound
    }

    fn find_bound(&mut self, left: Ty, right: Ty, strict: bool) -> Option<Ty> {
        match (self.shape(left).clone(), self.shape(right).clone()) {
            (Shape::Never, _) => Some(right),
            (_, Shape::Never) => Some(left),
            (Shape::Set(left), Shape::Set(right)) => {
                let element = self.least_upper_bound(left, right, strict)?;
                Some(self.set(element))
            }
            (Shape::Record { fields: of_left, .. }, Shape::Record { fields: of_right, .. }) if strict => {
                self.strict_record(&of_left, &of_right)
            }
            (Shape::Record { .. }, Shape::Record { .. }) => self.permissive_record(left, right),
            (Shape::Entity(_) | Shape::Union(_), Shape::Entity(_) | Shape::Union(_)) if !strict => {
                let members = self.members(left).chain(self.members(right)).collect();
                Some(self.union(members))
            }
            _ => None,
        }
    }

    /// Records with the same names, equally required, whose types have bounds.
    fn strict_record(&mut self, left: &Arc<[Field]>, right: &Arc<[Field]>) -> Option<Ty> {
        if left.len() != right.len() {
            return None;
        }
        let mut fields = Vec::with_capacity(left.len());
        for (left, right) in left.iter().zip(right.iter()) {
            if left.name != right.name || left.required != right.required {
                return None;
            }
            let ty = self.least_upper_bound(left.ty, right.ty, true)?;
            fields.push(Field { ty, ..*left });
        }
        Some(self.record(fields, false))
    }

    /// One of the two if the other is its subtype, else the record of what they have in common.
    fn permissive_record(&mut self, left: Ty, right: Ty) -> Option<Ty> {
        if self.is_subtype(left, right) {
            return Some(right);
        }
        if self.is_subtype(right, left) {
            return Some(left);
        }
        let (of_left, open_left) = self.fields(left)?;
        let (of_right, open_right) = self.fields(right)?;
        let fields = self.common_fields(&of_left, &of_right);
        // As many as both have means that the names are the same.
        let same = fields.len() == of_left.len() && fields.len() == of_right.len();
        Some(self.record(fields, open_left || open_right || !same))
    }

    /// The attributes that both records have with types that permit a bound; required where both require them.
    pub(super) fn common_fields(&mut self, left: &[Field], right: &[Field]) -> Vec<Field> {
        let mut fields = Vec::new();
        for one in left {
            let Some(other) = field(right, one.name) else { continue };
            if let Some(ty) = self.least_upper_bound(one.ty, other.ty, false) {
                fields.push(Field { name: one.name, ty, required: one.required && other.required });
            }
        }
        fields
    }

    /// Whether each value of the left type is one of the right type, by the permissive rules.
    fn is_subtype(&mut self, left: Ty, right: Ty) -> bool {
        if left == right || left == Ty::NEVER || left.is_bool() && right == Ty::BOOL {
            return true;
        }
        if let Some(known) = self.subtypes.get(&(left, right)) {
            return *known;
        }
        let answer = match (self.shape(left).clone(), self.shape(right).clone()) {
            (Shape::Set(left), Shape::Set(right)) => self.is_subtype(left, right),
            (Shape::Record { fields: less, open: open_left }, Shape::Record { fields: more, open: open_right }) => {
                (open_right || !open_left && less.len() == more.len()) && self.fields_are_subtypes(&less, &more)
            }
            (Shape::Entity(_) | Shape::Union(_), Shape::Entity(_) | Shape::Union(_)) => {
                let of_right: Vec<EntityTypeId> = self.members(right).collect();
                self.members(left).all(|member| of_right.contains(&member))
            }
            _ => false,
        };
        self.subtypes.insert((left, right), answer);
        answer
    }

    /// Whether the left fields have each of the right ones, no less required, as a subtype.
    fn fields_are_subtypes(&mut self, left: &[Field], right: &[Field]) -> bool {
        right.iter().all(|more| {
            let found = field(left, more.name);
            found.is_some_and(|less| (less.required || !more.required) && self.is_subtype(less.ty, more.ty))
        })
    }

    /// The entity types that the entities of a type may have; none if it is no type of entities.
    pub(super) fn members(&self, ty: Ty) -> impl Iterator<Item = EntityTypeId> {
        let (one, several) = match self.shape(ty) {
            Shape::Entity(one) => (Some(*one), None),
            Shape::Union(members) => (None, Some(Arc::clone(members))),
            _ => (None, None),
        };
        let several = several.into_iter().flat_map(|members| (0..members.len()).map(move |at| members[at]));
        one.into_iter().chain(several)
    }

    /// The fields of a record type, and whether it is open.
    pub(super) fn fields(&self, ty: Ty) -> Option<(Arc<[Field]>, bool)> {
        match self.shape(ty) {
            Shape::Record { fields, open } => Some((Arc::clone(fields), *open)),
            _ => None,
        }
    }
}
