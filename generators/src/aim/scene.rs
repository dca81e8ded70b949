//! The scene: the data that are arranged around a policy, and the places in them that a condition reads.
//!
//! What a place holds is seen and changed here; whether a test holds is the reference model's word.

use crosscheck_reference_model::authorize;
use crosscheck_reference_model::entities::{Entities, Entity};
use crosscheck_reference_model::evaluate::evaluate;
use crosscheck_reference_model::expr::{BinaryOp, Expr, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::policy::Policy;
use crosscheck_reference_model::request::{Request, RequestSyntax};
use crosscheck_reference_model::types::{CedarType, RecordType};
use crosscheck_reference_model::value::{Prim, Value};

use crate::choices::Choices;
use crate::entities;
use crate::values::Stock;
use crate::world::{ActionIndex, Shape, TypeIndex};

/// The data.
pub(super) struct Scene<'w> {
    pub(super) stock: Stock<'w>,
    pub(super) entities: Vec<Entity>,
    /// The store that they make, until something changes.
    store: Option<Entities>,
}

/// A request and its action in the plan.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub(super) request: RequestSyntax,
    pub(super) action: ActionIndex,
}

/// What a place is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Root {
    Attr(EntityUid, String),
    Tag(EntityUid, String),
    Context(String),
}

/// A place that a value is read from: an attribute, a tag or a value of the context, or a field in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) root: Root,
    pub(super) root_type: CedarType,
    pub(super) path: Vec<String>,
    /// What it may hold.
    pub(super) ty: CedarType,
    /// Whether it may be empty.
    pub(super) optional: bool,
}

impl<'w> Scene<'w> {
    pub(super) fn new(stock: Stock<'w>, entities: Vec<Entity>) -> Self {
        Self { stock, entities, store: None }
    }

    /// Puts other data in the place of these.
    pub(super) fn reset(&mut self, entities: Vec<Entity>) {
        (self.entities, self.store) = (entities, None);
    }

    fn store(&mut self) -> Option<&Entities> {
        if self.store.is_none() {
            let mut all = self.entities.clone();
            if self.stock.settings.schema {
                let actions = entities::actions(&self.stock);
                all.retain(|entity| !actions.iter().any(|action| action.uid == entity.uid));
                all.extend(actions);
            }
            self.store = Entities::from_listed(&all).ok();
        }
        self.store.as_ref()
    }

    /// The value of `expr` under a request.
    pub(super) fn value(&mut self, ask: &Ask, expr: &Expr) -> Option<Value> {
        let request = Request::from_syntax(&ask.request).ok()?;
        evaluate(expr, &request, self.store()?, &mut NoObserver).ok()
    }

    /// Whether `expr` is `want`.
    pub(super) fn is(&mut self, ask: &Ask, expr: &Expr, want: bool) -> bool {
        self.value(ask, expr) == Some(Value::from(want))
    }

    /// Whether the request satisfies the policy; an error satisfies nothing.
    pub(super) fn satisfies(&mut self, ask: &Ask, policy: &Policy) -> bool {
        let request = Request::from_syntax(&ask.request).ok();
        let satisfied = request
            .zip(self.store())
            .map(|(request, store)| authorize::satisfied(policy, &request, store, &mut NoObserver));
        satisfied == Some(Ok(true))
    }

    /// The entity, made if it is not there and may have attributes.
    pub(super) fn entity(&mut self, choices: &mut Choices<'_>, uid: &EntityUid) -> Option<&mut Entity> {
        self.store = None;
        let found = self.entities.iter().position(|entity| entity.uid == *uid);
        let index = match found {
            Some(index) => index,
            None => {
                let ty = self.stock.world.type_index(&uid.ty)?;
                let Shape::Standard { attrs, .. } = &self.stock.world.types[ty].shape else { return None };
                let attrs = self.stock.fields(choices, attrs);
                self.entities.push(Entity { uid: uid.clone(), attrs, tags: Default::default(), parents: Vec::new() });
                self.entities.len() - 1
            }
        };
        Some(&mut self.entities[index])
    }

    /// An entity of this type that nothing speaks of yet.
    pub(super) fn fresh(&mut self, choices: &mut Choices<'_>, ty: TypeIndex) -> EntityUid {
        let plan = &self.stock.world.types[ty];
        if matches!(plan.shape, Shape::Enum(_)) {
            return self.stock.population.any(choices, self.stock.settings, ty).clone();
        }
        let stem = plan.name.basename.to_lowercase();
        let number = (1..).find(|number| {
            let id = format!("{stem}{number}");
            !self.entities.iter().any(|entity| entity.uid.eid == id)
        });
        let uid = EntityUid::new(plan.name.clone(), format!("{stem}{}", number.unwrap_or(0)));
        self.entity(choices, &uid);
        uid
    }

    /// Puts `child` into `parent`, if the plan allows it and no cycle comes of it.
    pub(super) fn add_edge(&mut self, choices: &mut Choices<'_>, child: &EntityUid, parent: &EntityUid) -> bool {
        let world = self.stock.world;
        let types = world.type_index(&child.ty).zip(world.type_index(&parent.ty));
        let allowed = types.is_some_and(|(child, parent)| world.types[child].ancestors.contains(&parent));
        if !allowed || child == parent {
            return false;
        }
        let before = self.entities.clone();
        let Some(entity) = self.entity(choices, child) else { return false };
        if !entity.parents.contains(parent) {
            entity.parents.push(parent.clone());
        }
        let sound = self.store().is_some();
        if !sound {
            self.reset(before);
        }
        sound
    }

    /// The place that `expr` reads, if it reads one that is declared.
    pub(super) fn place(&mut self, ask: &Ask, expr: &Expr) -> Option<Place> {
        match expr {
            Expr::GetAttr(owner, name) | Expr::HasAttr(owner, name) => self.attribute(ask, owner, name),
            Expr::Binary(BinaryOp::GetTag | BinaryOp::HasTag, owner, key) => {
                let (Value::Prim(Prim::Entity(uid)), Value::Prim(Prim::String(key))) =
                    (self.value(ask, owner)?, self.value(ask, key)?)
                else {
                    return None;
                };
                let index = self.stock.world.type_index(&uid.ty)?;
                let ty = self.stock.world.tags(index)?.clone();
                Some(Place { root: Root::Tag(uid, key), root_type: ty.clone(), path: Vec::new(), ty, optional: true })
            }
            _ => None,
        }
    }

    fn attribute(&mut self, ask: &Ask, owner: &Expr, name: &str) -> Option<Place> {
        let world = self.stock.world;
        if *owner == Expr::Var(Var::Context) {
            return declared(&world.actions[ask.action].context, name, Root::Context(name.to_owned()));
        }
        if let Some(mut place) = self.place(ask, owner)
            && let CedarType::Record(record) = &place.ty
        {
            let field = record.get(name)?.clone();
            place.path.push(name.to_owned());
            (place.ty, place.optional) = (field.ty, !field.required);
            return Some(place);
        }
        let Value::Prim(Prim::Entity(uid)) = self.value(ask, owner)? else { return None };
        let record = world.attrs(world.type_index(&uid.ty)?)?;
        declared(record, name, Root::Attr(uid, name.to_owned()))
    }

    /// What is at a place.
    pub(super) fn get(&self, ask: &Ask, place: &Place) -> Option<Expr> {
        let of = |uid: &EntityUid| self.entities.iter().find(|entity| entity.uid == *uid);
        let mut value = match &place.root {
            Root::Attr(uid, name) => of(uid)?.attrs.get(name)?,
            Root::Tag(uid, key) => of(uid)?.tags.get(key)?,
            Root::Context(name) => ask.request.context.get(name)?,
        };
        for step in &place.path {
            let Expr::Record(fields) = value else { return None };
            value = &fields.iter().find(|(name, _)| name == step)?.1;
        }
        Some(value.clone())
    }

    /// Puts a value at a place, or takes away what is there. What must be around it is made.
    pub(super) fn set(&mut self, choices: &mut Choices<'_>, ask: &mut Ask, place: &Place, value: Option<Expr>) -> bool {
        let whole = match &place.path[..] {
            [] => value,
            path => {
                let root = Place { path: Vec::new(), ..place.clone() };
                let mut whole = self.get(ask, &root).unwrap_or_else(|| self.stock.value(choices, &place.root_type));
                if !set_field(&mut whole, path, value) {
                    return false;
                }
                Some(whole)
            }
        };
        let fields = match &place.root {
            Root::Context(_) => &mut ask.request.context,
            Root::Attr(uid, _) => match self.entity(choices, uid) {
                Some(entity) => &mut entity.attrs,
                None => return false,
            },
            Root::Tag(uid, _) => match self.entity(choices, uid) {
                Some(entity) => &mut entity.tags,
                None => return false,
            },
        };
        let (Root::Attr(_, name) | Root::Tag(_, name) | Root::Context(name)) = &place.root;
        match whole {
            Some(value) => drop(fields.insert(name.clone(), value)),
            None => drop(fields.remove(name)),
        }
        true
    }
}

fn declared(record: &RecordType, name: &str, root: Root) -> Option<Place> {
    let field = record.get(name)?;
    let (ty, optional) = (field.ty.clone(), !field.required);
    Some(Place { root, root_type: ty.clone(), path: Vec::new(), ty, optional })
}

/// Sets a field within records; what is missing on the way is not made.
fn set_field(record: &mut Expr, path: &[String], value: Option<Expr>) -> bool {
    let (Expr::Record(fields), Some((name, rest))) = (record, path.split_first()) else { return false };
    let at = fields.iter().position(|(other, _)| other == name);
    match (at, rest, value) {
        (Some(at), [_, ..], value) => set_field(&mut fields[at].1, rest, value),
        (None, [_, ..], _) => false,
        (Some(at), [], Some(value)) => {
            fields[at].1 = value;
            true
        }
        (Some(at), [], None) => {
            fields.remove(at);
            true
        }
        (None, [], Some(value)) => {
            fields.push((name.clone(), value));
            true
        }
        (None, [], None) => true,
    }
}

impl Place {
    /// The place as a condition would write it.
    pub(super) fn words(&self, ask: &Ask) -> String {
        let owner = |uid: &EntityUid| {
            if *uid == ask.request.principal {
                "principal".to_owned()
            } else if *uid == ask.request.resource {
                "resource".to_owned()
            } else {
                uid.to_string()
            }
        };
        let mut words = match &self.root {
            Root::Attr(uid, name) => format!("{}.{name}", owner(uid)),
            Root::Tag(uid, key) => format!("the tag {key:?} of {}", owner(uid)),
            Root::Context(name) => format!("context.{name}"),
        };
        for step in &self.path {
            words.push('.');
            words.push_str(step);
        }
        words
    }
}
