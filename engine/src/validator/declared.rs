//! A schema as numbers: what the validator looks up while it checks.
//!
//! In comes a [`Schema`]; out come tables by [`EntityTypeId`], [`ActionId`] and [`NameId`], and the schema's types in a
//! [`TypeTable`]. It is made once for a validator and only read afterwards. Nothing here can fail.

use super::types::{EntityTypeId, Field, NameId, Ty, TypeTable};
use crate::entity_uid::EntityType;
use crate::schema::{Attribute, Schema, Type};
use crate::symbols::Symbols;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The number of an action of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ActionId(pub(super) u32);

/// What is declared of an entity type.
#[derive(Clone, Debug)]
pub(super) struct EntityTypeInfo {
    pub(super) name: EntityType,
    /// The type of entities of this type.
    pub(super) ty: Ty,
    /// Its attributes, as the fields of a record.
    pub(super) fields: Arc<[Field]>,
    pub(super) tags: Option<Ty>,
    /// The types that its entities may be in, other than by being the same entity; sorted. For types of actions,
    /// those of the groups of any of its actions.
    ancestors: Vec<EntityTypeId>,
    /// Its actions by id, if it is a type of actions.
    actions: Option<FxHashMap<Arc<str>, ActionId>>,
    /// The ids of its entities, sorted, if it is enumerated.
    pub(super) enumerated: Option<Vec<Arc<str>>>,
}

impl EntityTypeInfo {
    pub(super) fn is_action(&self) -> bool {
        self.actions.is_some()
    }
}

/// What is declared of an action.
#[derive(Clone, Debug)]
pub(super) struct ActionInfo {
    pub(super) ty: EntityTypeId,
    pub(super) id: Arc<str>,
    pub(super) principals: Vec<EntityTypeId>,
    pub(super) resources: Vec<EntityTypeId>,
    pub(super) context: Ty,
    /// All groups it is in, directly or not.
    ancestors: FxHashSet<ActionId>,
}

/// A schema, numbered.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) types: TypeTable<'static>,
    /// The names of all attributes.
    pub(super) names: Symbols,
    pub(super) entity_types: Vec<EntityTypeInfo>,
    by_name: FxHashMap<EntityType, EntityTypeId>,
    pub(super) actions: Vec<ActionInfo>,
    /// How deep the schema's types nest.
    pub(super) type_depth: u32,
}

impl Declared {
    /// Numbers a schema.
    pub(super) fn new(schema: &Schema) -> Self {
        let mut declared = Self {
            types: TypeTable::new(),
            names: Symbols::default(),
            entity_types: Vec::new(),
            by_name: FxHashMap::default(),
            actions: Vec::new(),
            type_depth: type_depth(schema),
        };
        declared.number_entity_types(schema);
        let types = declared.convert_types(schema);
        declared.fill_entity_types(schema, &types);
        declared.add_actions(schema, &types);
        declared
    }

    /// The number of an entity type, or of a type of actions.
    pub(super) fn entity_type(&self, name: &str) -> Option<EntityTypeId> {
        self.by_name.get(name).copied()
    }

    pub(super) fn info(&self, ty: EntityTypeId) -> &EntityTypeInfo {
        &self.entity_types[ty.0 as usize]
    }

    pub(super) fn action(&self, action: ActionId) -> &ActionInfo {
        &self.actions[action.0 as usize]
    }

    /// The action with this type and id.
    pub(super) fn find_action(&self, ty: EntityTypeId, id: &str) -> Option<ActionId> {
        self.info(ty).actions.as_ref()?.get(id).copied()
    }

    /// All actions, by number.
    pub(super) fn action_ids(&self) -> impl Iterator<Item = ActionId> + use<> {
        (0..self.actions.len() as u32).map(ActionId)
    }

    /// Whether an action is another or in it.
    pub(super) fn is_action_in(&self, action: ActionId, group: ActionId) -> bool {
        action == group || self.action(action).ancestors.contains(&group)
    }

    /// Whether entities of a type may be, or be in, entities of another.
    pub(super) fn may_be_in(&self, ty: EntityTypeId, ancestor: EntityTypeId) -> bool {
        ty == ancestor || self.info(ty).ancestors.binary_search(&ancestor).is_ok()
    }

    fn number_entity_types(&mut self, schema: &Schema) {
        let of_actions: FxHashSet<&EntityType> = schema.actions().map(|(uid, _)| uid.ty()).collect();
        let mut of_actions: Vec<&EntityType> = of_actions.into_iter().collect();
        of_actions.sort();
        for (at, name) in schema.entity_types().map(|(name, _)| name).chain(of_actions.iter().copied()).enumerate() {
            let id = EntityTypeId(at as u32);
            self.by_name.insert(name.clone(), id);
            self.entity_types.push(EntityTypeInfo {
                name: name.clone(),
                ty: self.types.entity(id),
                fields: Arc::default(),
                tags: None,
                ancestors: Vec::new(),
                actions: of_actions.binary_search(&name).is_ok().then(FxHashMap::default),
                enumerated: None,
            });
        }
    }

    /// The schema's types in the order of its list; parts come before wholes there.
    fn convert_types(&mut self, schema: &Schema) -> Vec<Ty> {
        let mut converted = Vec::with_capacity(schema.types().len());
        for ty in schema.types() {
            let ty = match ty {
                Type::Bool => Ty::BOOL,
                Type::Long => Ty::LONG,
                Type::String => Ty::TEXT,
                Type::Extension(ty) => Ty::extension(*ty),
                // Each name of an entity type in a schema has been resolved to one that is declared.
                Type::Entity(name) => self.by_name.get(name).map_or(Ty::NEVER, |id| self.info(*id).ty),
                Type::Set(element) => self.types.set(converted[element.place()]),
                Type::Record(record) => {
                    let fields = self.convert_fields(record.attributes(), &converted);
                    self.types.record(fields, false)
                }
            };
            converted.push(ty);
        }
        converted
    }

    fn convert_fields(&mut self, attributes: &[Attribute], types: &[Ty]) -> Vec<Field> {
        let field = |attribute: &Attribute| Field {
            name: NameId(self.names.intern(&attribute.name).0),
            ty: types[attribute.ty.place()],
            required: attribute.required,
        };
        attributes.iter().map(field).collect()
    }

    fn fill_entity_types(&mut self, schema: &Schema, types: &[Ty]) {
        for (at, (_, entry)) in schema.entity_types().enumerate() {
            let mut fields = self.convert_fields(entry.attributes(), types);
            fields.sort_unstable_by_key(|field| field.name);
            let mut ancestors: Vec<EntityTypeId> =
                entry.ancestors().iter().filter_map(|name| self.by_name.get(name).copied()).collect();
            ancestors.sort_unstable();
            let info = &mut self.entity_types[at];
            info.fields = fields.into();
            info.ancestors = ancestors;
            info.tags = entry.tags().map(|ty| types[ty.place()]);
            info.enumerated = entry.enumerated().map(<[Arc<str>]>::to_vec);
        }
    }

    fn add_actions(&mut self, schema: &Schema, types: &[Ty]) {
        let mut numbers = FxHashMap::default();
        for (at, (uid, _)) in schema.actions().enumerate() {
            numbers.insert(uid, ActionId(at as u32));
        }
        for (uid, entry) in schema.actions() {
            let fields = self.convert_fields(entry.context().attributes(), types);
            let context = self.types.record(fields, false);
            let numbered =
                |names: &[EntityType]| names.iter().filter_map(|name| self.by_name.get(name).copied()).collect();
            let (principals, resources) = (numbered(entry.principals()), numbered(entry.resources()));
            let ancestors = entry.ancestors().iter().filter_map(|group| numbers.get(group).copied()).collect();
            let Some(ty) = self.by_name.get(uid.ty()).copied() else { continue };
            let id: Arc<str> = Arc::from(uid.id());
            let groups: Vec<EntityTypeId> =
                entry.ancestors().iter().filter_map(|group| self.by_name.get(group.ty()).copied()).collect();
            let number = ActionId(self.actions.len() as u32);
            let info = &mut self.entity_types[ty.0 as usize];
            if let Some(actions) = &mut info.actions {
                actions.insert(Arc::clone(&id), number);
            }
            info.ancestors.extend(groups);
            info.ancestors.sort_unstable();
            info.ancestors.dedup();
            self.actions.push(ActionInfo { ty, id, principals, resources, context, ancestors });
        }
    }
}

/// How deep the types of a schema nest; parts come before wholes in its list.
fn type_depth(schema: &Schema) -> u32 {
    let mut depths: Vec<u32> = Vec::with_capacity(schema.types().len());
    for ty in schema.types() {
        let below = match ty {
            Type::Set(element) => depths[element.place()],
            Type::Record(record) => {
                record.attributes().iter().map(|attribute| depths[attribute.ty.place()]).max().unwrap_or(0)
            }
            _ => 0,
        };
        depths.push(below + 1);
    }
    depths.into_iter().max().unwrap_or(0)
}
