//! Makes a part of one case speak of what another case has, so that it means something there.
//!
//! Entity types, entities, actions, attributes and keys of tags of the donor are mapped onto those of the host: a name
//! that the host has as well stays; another goes to one in the same role (a principal's type, an attribute of contexts)
//! and, for attributes, with the same sort of value. One name always goes to the same one.

use std::collections::BTreeMap;

use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp, Var};
use crosscheck_reference_model::name::{EntityType, EntityUid};
use crosscheck_reference_model::policy::{ActionScope, EntityOrSlot, Scope, Template};
use crosscheck_reference_model::value::Prim;

use super::sorts::{self, Sort};
use super::{names, sites};
use crate::case::Case;
use crate::choices::Choices;

/// What an attribute is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Principal,
    Resource,
    Context,
    /// Something else, or not known.
    Other,
}

/// What a case speaks of, by role.
struct Words {
    principals: Vec<EntityType>,
    resources: Vec<EntityType>,
    types: Vec<EntityType>,
    entities: Vec<EntityUid>,
    actions: Vec<EntityUid>,
    attributes: Vec<(Owner, String, Sort)>,
    keys: Vec<String>,
}

/// A mapping from a donor's names to those of a host.
pub(super) struct Retarget<'r, 'c> {
    choices: &'r mut Choices<'c>,
    host: Words,
    donor: Words,
    types: BTreeMap<EntityType, EntityType>,
    uids: BTreeMap<EntityUid, EntityUid>,
    attributes: BTreeMap<(Owner, String), String>,
    keys: BTreeMap<String, String>,
}

impl Words {
    fn of(case: &Case) -> Self {
        let owned = |all: Vec<&EntityUid>| all.into_iter().cloned().collect();
        let mut principals: Vec<EntityType> =
            case.requests.iter().map(|request| request.principal.ty.clone()).collect();
        let mut resources: Vec<EntityType> = case.requests.iter().map(|request| request.resource.ty.clone()).collect();
        for list in [&mut principals, &mut resources] {
            list.sort();
            list.dedup();
        }
        let mut keys: Vec<String> = case.entities.iter().flat_map(|entity| entity.tags.keys().cloned()).collect();
        keys.sort();
        keys.dedup();
        let attributes = attributes(case, &principals, &resources);
        Self {
            types: names::types(case).into_iter().cloned().collect(),
            entities: owned(names::entities(case)),
            actions: owned(names::actions(case)),
            principals,
            resources,
            attributes,
            keys,
        }
    }

    fn sort_of(&self, owner: Owner, name: &str) -> Option<Sort> {
        self.attributes.iter().find(|(of, it, _)| *of == owner && it == name).map(|(_, _, sort)| *sort)
    }
}

/// The attributes that data have, by what they are read from.
fn attributes(case: &Case, principals: &[EntityType], resources: &[EntityType]) -> Vec<(Owner, String, Sort)> {
    let mut found = Vec::new();
    for entity in &case.entities {
        for (name, value) in &entity.attrs {
            let sort = sorts::of(value);
            if principals.contains(&entity.uid.ty) {
                found.push((Owner::Principal, name.clone(), sort));
            }
            if resources.contains(&entity.uid.ty) {
                found.push((Owner::Resource, name.clone(), sort));
            }
            found.push((Owner::Other, name.clone(), sort));
        }
    }
    for (name, value) in case.requests.iter().flat_map(|request| &request.context) {
        found.push((Owner::Context, name.clone(), sorts::of(value)));
    }
    for expr in sites::nodes(sites::stored(case).chain(sites::contexts(case))) {
        if let Expr::Record(fields) = expr {
            found.extend(fields.iter().map(|(name, value)| (Owner::Other, name.clone(), sorts::of(value))));
        }
    }
    found.sort();
    found.dedup();
    found
}

impl<'r, 'c> Retarget<'r, 'c> {
    /// A mapping with nothing mapped yet.
    pub(super) fn new(choices: &'r mut Choices<'c>, donor: &Case, host: &Case) -> Self {
        Self {
            choices,
            host: Words::of(host),
            donor: Words::of(donor),
            types: BTreeMap::new(),
            uids: BTreeMap::new(),
            attributes: BTreeMap::new(),
            keys: BTreeMap::new(),
        }
    }

    /// The host's type for a type of the donor.
    pub(super) fn entity_type(&mut self, ty: &mut EntityType) {
        if self.host.types.contains(ty) {
            return;
        }
        if let Some(mapped) = self.types.get(ty) {
            ty.clone_from(mapped);
            return;
        }
        let host = &self.host;
        let role = match () {
            () if self.donor.principals.contains(ty) && !host.principals.is_empty() => &host.principals,
            () if self.donor.resources.contains(ty) && !host.resources.is_empty() => &host.resources,
            () => &host.types,
        };
        let mapped = self.choices.pick_any(role).unwrap_or(ty).clone();
        self.types.insert(std::mem::replace(ty, mapped.clone()), mapped);
    }

    /// The host's entity or action for one of the donor.
    pub(super) fn uid(&mut self, uid: &mut EntityUid) {
        let is_action = names::is_action(uid);
        let known = if is_action { &self.host.actions } else { &self.host.entities };
        if known.contains(uid) {
            return;
        }
        if let Some(mapped) = self.uids.get(uid) {
            uid.clone_from(mapped);
            return;
        }
        let original = uid.clone();
        if is_action {
            if let Some(action) = self.choices.pick_any(&self.host.actions) {
                uid.clone_from(action);
            }
        } else {
            self.entity_type(&mut uid.ty);
            let of_type: Vec<&EntityUid> = self.host.entities.iter().filter(|other| other.ty == uid.ty).collect();
            if let Some(other) = self.choices.pick_any(&of_type) {
                *uid = (*other).clone();
            }
        }
        self.uids.insert(original, uid.clone());
    }

    fn attribute(&mut self, owner: Owner, name: &mut String) {
        if self.host.sort_of(owner, name).is_some() {
            return;
        }
        let key = (owner, name.clone());
        if let Some(mapped) = self.attributes.get(&key) {
            name.clone_from(mapped);
            return;
        }
        let sort = self.donor.sort_of(owner, name);
        let all = self.host.attributes.iter().filter(|(of, ..)| *of == owner);
        let (alike, others): (Vec<_>, Vec<_>) = all.partition(|(_, _, it)| Some(*it) == sort);
        let from = if alike.is_empty() { others } else { alike };
        if let Some((_, mapped, _)) = self.choices.pick_any(&from) {
            name.clone_from(mapped);
        }
        self.attributes.insert(key, name.clone());
    }

    fn key(&mut self, key: &mut String) {
        if self.host.keys.contains(key) {
            return;
        }
        let original = key.clone();
        let mapped = match self.keys.get(&original) {
            Some(mapped) => mapped.clone(),
            None => self.choices.pick_any(&self.host.keys).unwrap_or(&original).clone(),
        };
        key.clone_from(&mapped);
        self.keys.insert(original, mapped);
    }

    /// Every name in an expression, one node after the other.
    pub(super) fn expression(&mut self, expr: &mut Expr) {
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            match expr {
                Expr::Lit(Prim::Entity(uid)) => self.uid(uid),
                Expr::Unary(UnaryOp::Is(ty), _) => self.entity_type(ty),
                Expr::GetAttr(owner, name) | Expr::HasAttr(owner, name) => self.attribute(owner_of(owner), name),
                Expr::Binary(BinaryOp::HasTag | BinaryOp::GetTag, _, key) => {
                    if let Expr::Lit(Prim::String(key)) = &mut **key {
                        self.key(key);
                    }
                }
                _ => {}
            }
            open.extend(sites::operands_mut(expr));
        }
    }

    /// Scope and conditions of a policy.
    pub(super) fn policy(&mut self, policy: &mut Template) {
        self.scope(&mut policy.principal);
        self.scope(&mut policy.resource);
        match &mut policy.action {
            ActionScope::Any => {}
            ActionScope::Eq(uid) | ActionScope::In(uid) => self.uid(uid),
            ActionScope::InAny(uids) => uids.iter_mut().for_each(|uid| self.uid(uid)),
        }
        policy.conditions.iter_mut().for_each(|condition| self.expression(&mut condition.body));
    }

    fn scope(&mut self, scope: &mut Scope<EntityOrSlot>) {
        match scope {
            Scope::Any | Scope::Eq(EntityOrSlot::Slot) | Scope::In(EntityOrSlot::Slot) => {}
            Scope::Eq(EntityOrSlot::Entity(uid)) | Scope::In(EntityOrSlot::Entity(uid)) => self.uid(uid),
            Scope::Is(ty) | Scope::IsIn(ty, EntityOrSlot::Slot) => self.entity_type(ty),
            Scope::IsIn(ty, EntityOrSlot::Entity(uid)) => {
                self.entity_type(ty);
                self.uid(uid);
            }
        }
    }

    /// The fields of data: names as those of `Other` owners, or of contexts; keys that come to be equal are one.
    pub(super) fn fields(&mut self, fields: BTreeMap<String, Expr>, of_context: bool) -> BTreeMap<String, Expr> {
        let owner = if of_context { Owner::Context } else { Owner::Other };
        let rename = |(mut name, mut value): (String, Expr)| {
            self.attribute(owner, &mut name);
            self.expression(&mut value);
            (name, value)
        };
        fields.into_iter().map(rename).collect()
    }
}

fn owner_of(owner: &Expr) -> Owner {
    match owner {
        Expr::Var(Var::Principal) => Owner::Principal,
        Expr::Var(Var::Resource) => Owner::Resource,
        Expr::Var(Var::Context) => Owner::Context,
        _ => Owner::Other,
    }
}
