//! Types of what reads or asks for attributes and tags: `.`, `has`, `getTag`, `hasTag`.
//!
//! An optional attribute may be read where `has` has been seen to be true, any tag where `hasTag` has. `has` is known
//! to be true for what is so guarded already and for required attributes of records, but not of entities, which need
//! not exist; it is known to be false for what is not declared. (Language guide, "Policy validation"; RFC 82; formal
//! model, `typeOfHasAttr` to `typeOfGetTag`; unions of entity types de facto as in the reference crate.)

use super::advice;
use super::capability::{Access, CapabilityId, Granted};
use super::check::{Checked, Checker};
use super::finding::{Detail, Expected};
use super::types::{EntityTypeId, Field, Shape, Ty, field};
use crate::symbols::Symbol;
use crate::syntax::{NodeId, Run};

/// What is known of an attribute of values of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lookup {
    Declared {
        ty: Ty,
        required: bool,
    },
    /// Some values may have it, but it has no type that all of them agree on.
    Maybe,
    Absent,
}

impl Checker<'_, '_> {
    /// Looks up an attribute of an entity or a record.
    pub(super) fn look_up(&mut self, of: Ty, name: Symbol) -> Lookup {
        let name = self.text.name(name, &mut self.names);
        let declared = |found: Field| Lookup::Declared { ty: found.ty, required: found.required };
        match self.types.shape(of).clone() {
            Shape::Entity(ty) => field(&self.declared.info(ty).fields, name).map_or(Lookup::Absent, declared),
            Shape::Record { fields, open } => {
                field(&fields, name).map_or(if open { Lookup::Maybe } else { Lookup::Absent }, declared)
            }
            Shape::Union(members) => {
                let any = members.iter().any(|ty| field(&self.declared.info(*ty).fields, name).is_some());
                let common = self.fields_of_all(&members);
                field(&common, name).map_or(if any { Lookup::Maybe } else { Lookup::Absent }, declared)
            }
            Shape::Never => Lookup::Maybe,
            _ => Lookup::Absent,
        }
    }

    /// The attributes that entities of all these types have.
    fn fields_of_all(&mut self, members: &[EntityTypeId]) -> Vec<Field> {
        let Some((first, rest)) = members.split_first() else { return Vec::new() };
        let mut common = self.declared.info(*first).fields.to_vec();
        for member in rest {
            common = self.types.common_fields(&common, &self.declared.info(*member).fields);
        }
        common
    }

    fn attribute_capability(&mut self, receiver: NodeId, name: Symbol) -> CapabilityId {
        let receiver = self.text.alikes.of(receiver);
        self.text.held.number(Access::Attribute(receiver, name))
    }

    fn is_record(&self, ty: Ty) -> bool {
        matches!(self.types.shape(ty), Shape::Record { .. })
    }

    pub(super) fn get_attribute(&mut self, id: NodeId, receiver: NodeId, name: Symbol) -> Ty {
        let of = self.expect(receiver, Expected::EntityOrRecord, None).ty;
        if of == Ty::UNKNOWN {
            return of;
        }
        match self.look_up(of, name) {
            Lookup::Declared { ty, required } => {
                if !required {
                    let capability = self.attribute_capability(receiver, name);
                    if !self.text.held.holds(capability) {
                        self.note(id, Detail::OptionalAttribute { on: of, name, receiver });
                    }
                }
                ty
            }
            missing => {
                let maybe = missing == Lookup::Maybe;
                self.note(id, Detail::UnknownAttribute { on: of, name, maybe, receiver: Some(receiver) });
                Ty::UNKNOWN
            }
        }
    }

    pub(super) fn has_attribute(&mut self, receiver: NodeId, name: Symbol) -> Checked {
        let of = self.expect(receiver, Expected::EntityOrRecord, Some(advice::instead_of_has)).ty;
        if of == Ty::UNKNOWN {
            return Ty::BOOL.into();
        }
        match self.look_up(of, name) {
            Lookup::Declared { required, .. } => {
                let capability = self.attribute_capability(receiver, name);
                let known = self.text.held.holds(capability) || required && self.is_record(of);
                Checked { ty: if known { Ty::TRUE } else { Ty::BOOL }, granted: Granted::one(capability) }
            }
            Lookup::Maybe => Ty::BOOL.into(),
            Lookup::Absent => Ty::FALSE.into(),
        }
    }

    /// `e has a.b.c`: what `e has a && e.a has b && e.a.b has c` would be.
    pub(super) fn has_path(&mut self, id: NodeId, receiver: NodeId, names: Run) -> Checked {
        let mut of = self.expect(receiver, Expected::EntityOrRecord, Some(advice::instead_of_has)).ty;
        let mut alike = self.text.alikes.of(receiver);
        let (mut entered, mut all) = (Vec::new(), Checked::from(Ty::TRUE));
        for at in names.range() {
            let name = self.text.syntax.names[at];
            let Some((has, inner)) = self.has_step(id, of, alike, name, at + 1 == names.range().end) else {
                all = Ty::BOOL.into();
                break;
            };
            if has.ty == Ty::FALSE {
                all = has;
                break;
            }
            all.ty = if has.ty == Ty::BOOL { Ty::BOOL } else { all.ty };
            self.text.held.enter(&has.granted);
            entered.push(has.granted);
            of = inner;
            alike = self.text.alikes.attribute(alike, name);
        }
        for granted in entered {
            self.text.held.leave(&granted);
            if all.ty != Ty::FALSE {
                all.granted = all.granted.and(granted);
            }
        }
        all
    }

    /// One step of a path: what `has` is, and the type of the attribute. `None` after a mistake.
    fn has_step(
        &mut self,
        id: NodeId,
        of: Ty,
        alike: super::alike::Alike,
        name: Symbol,
        is_last: bool,
    ) -> Option<(Checked, Ty)> {
        if of == Ty::UNKNOWN {
            return None;
        }
        if !super::check::is_entity(self.types.shape(of)) && !self.is_record(of) {
            self.unexpected(id, Expected::EntityOrRecord, of, Some(advice::instead_of_has));
            return None;
        }
        match self.look_up(of, name) {
            Lookup::Declared { ty, required } => {
                let capability = self.text.held.number(Access::Attribute(alike, name));
                let known = self.text.held.holds(capability) || required && self.is_record(of);
                let has = if known { Ty::TRUE } else { Ty::BOOL };
                Some((Checked { ty: has, granted: Granted::one(capability) }, ty))
            }
            Lookup::Maybe if !is_last => {
                self.note(id, Detail::UnknownAttribute { on: of, name, maybe: true, receiver: None });
                None
            }
            Lookup::Maybe => Some((Ty::BOOL.into(), Ty::UNKNOWN)),
            Lookup::Absent => Some((Ty::FALSE.into(), Ty::UNKNOWN)),
        }
    }

    /// The types that tags of entities of a type may have; none if they cannot have any.
    fn tag_types(&self, of: Ty) -> Vec<Ty> {
        self.types.members(of).filter_map(|member| self.declared.info(member).tags).collect()
    }

    fn tag_capability(&mut self, receiver: NodeId, key: NodeId) -> CapabilityId {
        let (receiver, key) = (self.text.alikes.of(receiver), self.text.alikes.of(key));
        self.text.held.number(Access::Tag(receiver, key))
    }

    pub(super) fn has_tag(&mut self, receiver: NodeId, key: NodeId) -> Checked {
        let of = self.expect(receiver, Expected::Entity, None).ty;
        self.expect(key, Expected::Type(Ty::TEXT), None);
        if of == Ty::UNKNOWN {
            return Ty::BOOL.into();
        }
        if self.tag_types(of).is_empty() {
            return Ty::FALSE.into();
        }
        let capability = self.tag_capability(receiver, key);
        let ty = if self.text.held.holds(capability) { Ty::TRUE } else { Ty::BOOL };
        Checked { ty, granted: Granted::one(capability) }
    }

    pub(super) fn get_tag(&mut self, id: NodeId, receiver: NodeId, key: NodeId) -> Ty {
        let of = self.expect(receiver, Expected::Entity, None).ty;
        self.expect(key, Expected::Type(Ty::TEXT), None);
        if of == Ty::UNKNOWN {
            return of;
        }
        let tags = self.tag_types(of);
        let Some((first, rest)) = tags.split_first() else {
            self.note(id, Detail::NoTags { on: of });
            return Ty::UNKNOWN;
        };
        let capability = self.tag_capability(receiver, key);
        if !self.text.held.holds(capability) {
            self.note(id, Detail::UnguardedTag { on: of, receiver, key });
        }
        rest.iter().fold(*first, |bound, ty| self.bound(id, bound, *ty, "the tags of different entity types"))
    }
}
