//! Twins: copies of entities that differ from them in one thing, for requests that name them instead.
//!
//! A twin has an id of its own and no children, so nothing that was true of the case changes by its being listed. It is of
//! the type of its original, and what is changed in it keeps the declared type, so that a case that conforms still does.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{Expr, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::request::{Request, RequestSyntax};
use crosscheck_reference_model::restricted;
use crosscheck_reference_model::value::Prim;

use super::candidates::{Change, Edit};
use crate::values::Stock;
use crate::world::Shape;

/// What a change puts into a request: another principal, action or resource, or another context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Put {
    Entity(Var, EntityUid),
    Context(BTreeMap<String, Expr>),
}

impl Put {
    /// The request with it; `None` if its context has no value.
    pub(super) fn asked(&self, request: &Request) -> Option<Request> {
        let mut request = request.clone();
        match self {
            Self::Context(context) => {
                let fields = context.iter().map(|(name, field)| Some((name.clone(), restricted::value(field).ok()?)));
                request.context = fields.collect::<Option<_>>()?;
            }
            Self::Entity(Var::Action, uid) => request.action.clone_from(uid),
            Self::Entity(Var::Resource, uid) => request.resource.clone_from(uid),
            Self::Entity(_, uid) => request.principal.clone_from(uid),
        }
        Some(request)
    }

    /// The same request as it is written.
    pub(super) fn written(self, request: &RequestSyntax) -> RequestSyntax {
        let mut request = request.clone();
        match self {
            Self::Context(context) => request.context = context,
            Self::Entity(Var::Action, uid) => request.action = uid,
            Self::Entity(Var::Resource, uid) => request.resource = uid,
            Self::Entity(_, uid) => request.principal = uid,
        }
        request
    }
}

/// Makes a changed request and the twins that it needs.
pub(super) struct Maker<'a> {
    pub(super) stock: &'a Stock<'a>,
    pub(super) listed: &'a [Entity],
    /// The twins made for this request, those that others refer to first.
    pub(super) twins: Vec<Entity>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(stock: &'a Stock<'a>, listed: &'a [Entity]) -> Self {
        Self { stock, listed, twins: Vec::new() }
    }

    /// What the change puts into the request; `None` if it cannot be done to this request.
    pub(super) fn changed(&mut self, request: &RequestSyntax, change: &Change) -> Option<Put> {
        let named = |var| if var == Var::Resource { &request.resource } else { &request.principal };
        Some(match change {
            Change::Swap(var, uid) => Put::Entity(*var, uid.clone()),
            Change::Stranger(var) => Put::Entity(*var, self.twin(named(*var), |_, _| Some(()))?),
            Change::Cut(var, way) => Put::Entity(*var, self.along(way, true)?),
            Change::Along(var, way) => Put::Entity(*var, self.along(way, false)?),
            Change::Join(var, parent) => {
                let joined = self.twin(named(*var), |_, twin| {
                    twin.parents.push(parent.clone());
                    Some(())
                });
                Put::Entity(*var, joined?)
            }
            Change::Edit(Var::Context, steps, edit) => {
                let mut context = request.context.clone();
                self.edit_fields(&mut context, steps, edit)?;
                Put::Context(context)
            }
            Change::Edit(var, steps, edit) => Put::Entity(*var, self.edited(named(*var), steps, edit)?),
        })
    }

    /// A twin that `change` was done to.
    fn twin(
        &mut self,
        uid: &EntityUid,
        change: impl FnOnce(&mut Self, &mut Entity) -> Option<()>,
    ) -> Option<EntityUid> {
        let ty = self.stock.world.type_index(&uid.ty)?;
        if let Shape::Enum(_) = self.stock.world.types[ty].shape {
            return None;
        }
        let original = self.listed.iter().find(|entity| entity.uid == *uid);
        let absent = || Entity { uid: uid.clone(), attrs: BTreeMap::new(), tags: BTreeMap::new(), parents: Vec::new() };
        let mut twin = original.cloned().unwrap_or_else(absent);
        change(self, &mut twin)?;
        // What the store does not hold has nothing that could be changed.
        if original.is_none() && !(twin.attrs.is_empty() && twin.tags.is_empty() && twin.parents.is_empty()) {
            return None;
        }
        twin.uid = EntityUid::new(uid.ty.clone(), self.fresh_id(uid));
        let uid = twin.uid.clone();
        if original.is_some() {
            self.twins.push(twin);
        }
        Some(uid)
    }

    fn fresh_id(&self, uid: &EntityUid) -> String {
        let ty = self.stock.world.type_index(&uid.ty).unwrap_or(0);
        let is_taken = |id: &str| {
            let listed = self.listed.iter().chain(&self.twins).map(|entity| &entity.uid);
            let mut all = listed.chain(self.stock.population.all_of(ty));
            all.any(|other| other.ty == uid.ty && other.eid == id)
        };
        let numbered = (2_u32..).map(|number| format!("{}{number}", uid.eid));
        numbered.into_iter().find(|id| !is_taken(id)).unwrap_or_default()
    }

    /// Twins of all on the way but its end, each in the next; the last not in the end if it is `cut`.
    fn along(&mut self, way: &[EntityUid], cut: bool) -> Option<EntityUid> {
        let [before @ .., end] = way else { return None };
        let mut above: Option<(&EntityUid, EntityUid)> = None;
        for uid in before.iter().rev() {
            let made = self.twin(uid, |_, twin| {
                match &above {
                    None if cut => twin.parents.retain(|parent| parent != end),
                    None => {}
                    Some((original, made)) => {
                        for parent in twin.parents.iter_mut().filter(|parent| *parent == *original) {
                            parent.clone_from(made);
                        }
                    }
                }
                Some(())
            })?;
            above = Some((uid, made));
        }
        above.map(|(_, made)| made)
    }

    /// A twin with the edit done at the end of `steps`, with twins of the entities that lie on the way.
    fn edited(&mut self, uid: &EntityUid, steps: &[String], edit: &Edit) -> Option<EntityUid> {
        self.twin(uid, |this, twin| match (steps, edit) {
            ([], Edit::PutTag(key, value)) => {
                twin.tags.insert(key.clone(), value.clone());
                Some(())
            }
            ([], Edit::RemoveTag(key)) => twin.tags.remove(key).map(drop),
            ([], Edit::Nothing) => Some(()),
            _ => this.edit_fields(&mut twin.attrs, steps, edit),
        })
    }

    fn edit_fields(&mut self, fields: &mut BTreeMap<String, Expr>, steps: &[String], edit: &Edit) -> Option<()> {
        let (first, rest) = steps.split_first()?;
        match (rest, edit) {
            ([], Edit::Put(value)) => drop(fields.insert(first.clone(), value.clone())),
            ([], Edit::Remove) => drop(fields.remove(first)?),
            ([], Edit::Nothing) => {}
            _ => self.edit_value(fields.get_mut(first)?, rest, edit)?,
        }
        Some(())
    }

    fn edit_value(&mut self, value: &mut Expr, steps: &[String], edit: &Edit) -> Option<()> {
        match value {
            Expr::Lit(Prim::Entity(uid)) => {
                *uid = self.edited(uid, steps, edit)?;
                Some(())
            }
            Expr::Record(fields) => {
                // Records of data are written by their keys' order, so nothing is lost over the map.
                let mut map: BTreeMap<String, Expr> = std::mem::take(fields).into_iter().collect();
                let done = self.edit_fields(&mut map, steps, edit);
                *fields = map.into_iter().collect();
                done
            }
            _ => None,
        }
    }
}
