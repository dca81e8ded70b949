//! Gives every name of a schema its meaning.
//!
//! In: a [`SchemaSyntax`]. Out: a [`Schema`], or the first error with its place. A name without `::` means what the
//! namespace it is written in declares, else what the empty namespace declares, else a built-in type; in each of these
//! a common type goes before an entity type. A name with `::` is complete. `__cedar::T` is the built-in `T`, always.
//! No namespace may declare a type or an action that the empty namespace declares too.
//! Common types may be declared in any order but must not contain themselves. All walks are iterative.

mod names;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::error::{SchemaError, SchemaErrorKind};
use super::syntax::{
    ActionDeclaration, AppliesTo, AttributeSyntax, EntityShape, Path, RecordSyntax, SchemaSyntax, Sort, TypeSyntax,
};
use super::{ActionEntry, Attribute, EntityTypeEntry, RecordType, Schema, Shape, Type, TypeId};
use crate::entity_uid::{EntityType, EntityUid};
use crate::error::Span;
use crate::ext::ExtensionType;
use names::{ENTITY_TYPE, Names};

/// Builds the schema that a text means.
pub(super) fn resolve(text: &str, syntax: &SchemaSyntax) -> Result<Schema, SchemaError> {
    let names = Names::collect(text, syntax)?;
    names.refuse_shadowing()?;
    let resolver = Resolver { text, syntax, names };
    let (types, type_ids) = resolver.types()?;
    let mut schema = Schema { types, ..Schema::default() };
    resolver.entity_types(&type_ids, &mut schema)?;
    resolver.actions(&type_ids, &mut schema)?;
    Ok(schema)
}

/// The built-in type of a name.
fn built_in(name: &str) -> Option<Type> {
    let extension = || ExtensionType::ALL.into_iter().find(|ty| ty.name() == name).map(Type::Extension);
    match name {
        "Bool" => Some(Type::Bool),
        "Long" => Some(Type::Long),
        "String" => Some(Type::String),
        _ => extension(),
    }
}

/// A name with the namespace it is declared in before it.
fn qualified(namespace: Option<&Path>, name: &str) -> String {
    match namespace {
        None => name.to_owned(),
        Some(namespace) => format!("{}::{name}", namespace.name),
    }
}

/// What the name of a type stands for.
enum Meaning {
    BuiltIn(Type),
    Common(usize),
    Entity(EntityType),
}

struct Resolver<'s> {
    text: &'s str,
    syntax: &'s SchemaSyntax,
    names: Names<'s>,
}

impl Resolver<'_> {
    /// What the name of a type stands for, if it must be of a sort.
    fn meaning(&self, path: &Path, namespace: usize, sort: Sort) -> Result<Meaning, SchemaError> {
        for full in self.names.candidates(path, namespace) {
            if let Some(index) = self.names.common.get(&full).filter(|_| sort != Sort::Entity) {
                return Ok(Meaning::Common(*index));
            }
            let entity = self.names.entities.get(&full).or_else(|| self.names.action_types.get(&full));
            if let Some(ty) = entity.filter(|_| sort != Sort::Common) {
                return Ok(Meaning::Entity(ty.clone()));
            }
        }
        let built_in = match (sort, path.name.strip_prefix("__cedar::")) {
            (Sort::Entity, _) => None,
            (_, Some(simple)) => built_in(simple),
            // An entity type outside any namespace takes the name of a built-in type away.
            (_, None) => built_in(&path.name).filter(|_| !self.names.entities.contains_key(&*path.name)),
        };
        built_in.map(Meaning::BuiltIn).ok_or_else(|| match sort {
            Sort::Any => self.names.unknown(path, "a common or entity type"),
            Sort::Common => self.names.unknown(path, "a common type"),
            Sort::Entity => self.names.unknown(path, ENTITY_TYPE),
        })
    }

    /// The declared entity type that a name stands for where entities of the type must be able to exist, so that the
    /// types of actions are none.
    fn entity_type(&self, path: &Path, namespace: usize) -> Result<EntityType, SchemaError> {
        let mut declared = self.names.candidates(path, namespace);
        let found = declared.find_map(|full| self.names.entities.get(&full).cloned());
        found.ok_or_else(|| self.names.unknown(path, ENTITY_TYPE))
    }

    fn error(&self, kind: SchemaErrorKind, span: Span, found: impl Into<String>) -> SchemaError {
        SchemaError::new(kind, self.text, span, found)
    }

    /// Resolves all types: the types of the schema, and for each written type its id.
    fn types(&self) -> Result<(Vec<Type>, Vec<TypeId>), SchemaError> {
        let mut meanings = Vec::with_capacity(self.syntax.types.len());
        for ty in &self.syntax.types {
            meanings.push(match ty {
                TypeSyntax::Name { path, namespace, sort } => Some(self.meaning(path, *namespace, *sort)?),
                TypeSyntax::BuiltIn(_) | TypeSyntax::Set(_) | TypeSyntax::Record(_) => None,
            });
        }
        let unset = TypeId(u32::MAX);
        let (mut types, mut ids) = (Vec::new(), vec![unset; meanings.len()]);
        for index in self.common_types_in_order(&meanings)? {
            let declaration = &self.syntax.common_types[index];
            for at in declaration.first..=declaration.body {
                ids[at as usize] = self.build(at as usize, &meanings, &ids, &mut types)?;
            }
        }
        for at in 0..ids.len() {
            if ids[at] == unset {
                ids[at] = self.build(at, &meanings, &ids, &mut types)?;
            }
        }
        Ok((types, ids))
    }

    /// Builds one type whose parts have been built.
    fn build(
        &self,
        at: usize,
        meanings: &[Option<Meaning>],
        ids: &[TypeId],
        types: &mut Vec<Type>,
    ) -> Result<TypeId, SchemaError> {
        types.push(match (&self.syntax.types[at], &meanings[at]) {
            (_, Some(Meaning::Common(index))) => return Ok(ids[self.syntax.common_types[*index].body as usize]),
            (_, Some(Meaning::BuiltIn(ty))) => ty.clone(),
            (_, Some(Meaning::Entity(ty))) => Type::Entity(ty.clone()),
            (TypeSyntax::BuiltIn(ty), _) => ty.clone(),
            (TypeSyntax::Set(element), _) => Type::Set(ids[*element as usize]),
            (TypeSyntax::Record(attributes), _) => Type::Record(self.record(attributes, ids)?),
            // A name always has a meaning.
            (TypeSyntax::Name { .. }, None) => Type::Bool,
        });
        Ok(TypeId((types.len() - 1) as u32))
    }

    fn record(&self, attributes: &[AttributeSyntax], ids: &[TypeId]) -> Result<RecordType, SchemaError> {
        let mut sorted: Vec<&AttributeSyntax> = attributes.iter().collect();
        sorted.sort_by(|a, b| a.name.text.cmp(&b.name.text));
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0].name.text == pair[1].name.text) {
            let name = &pair[1].name;
            let found = format!("the attribute `{name}` comes twice");
            return Err(self.error(SchemaErrorKind::DuplicateAttribute, name.span, found));
        }
        let attribute = |written: &AttributeSyntax| Attribute {
            name: Arc::clone(&written.name.text),
            ty: ids[written.ty as usize],
            required: written.required,
        };
        Ok(RecordType(sorted.into_iter().map(attribute).collect()))
    }

    /// The common types, each after those it refers to.
    fn common_types_in_order(&self, meanings: &[Option<Meaning>]) -> Result<Vec<usize>, SchemaError> {
        let declarations = &self.syntax.common_types;
        let refers_to = |index: usize| {
            let range = declarations[index].first as usize..declarations[index].body as usize + 1;
            meanings[range].iter().filter_map(|meaning| match meaning {
                Some(Meaning::Common(other)) => Some(*other),
                _ => None,
            })
        };
        let (mut order, mut state) = (Vec::new(), vec![Visit::Not; declarations.len()]);
        for start in 0..declarations.len() {
            let mut path = Vec::new();
            if state[start] == Visit::Not {
                state[start] = Visit::Under;
                path.push((start, refers_to(start)));
            }
            while let Some((index, rest)) = path.last_mut() {
                match rest.next() {
                    None => {
                        state[*index] = Visit::Done;
                        order.push(*index);
                        path.pop();
                    }
                    Some(other) if state[other] == Visit::Under => {
                        let name = &declarations[other].name;
                        let found = format!("the common type `{}` contains itself", name.text);
                        return Err(self.error(SchemaErrorKind::CommonTypeCycle, name.span, found));
                    }
                    Some(other) if state[other] == Visit::Done => {}
                    Some(other) => {
                        state[other] = Visit::Under;
                        path.push((other, refers_to(other)));
                    }
                }
            }
        }
        Ok(order)
    }

    fn entity_types(&self, ids: &[TypeId], schema: &mut Schema) -> Result<(), SchemaError> {
        let mut parents: FxHashMap<EntityType, Vec<EntityType>> = FxHashMap::default();
        let mut shapes = Vec::with_capacity(self.syntax.entities.len());
        for declaration in &self.syntax.entities {
            let ty = self.names.entities[&self.names.full(declaration.namespace, &declaration.name)].clone();
            let (shape, of_type) = match &*declaration.shape {
                EntityShape::Enum(choices) => {
                    (Shape::Enum(sorted(choices.iter().map(|choice| Arc::clone(&choice.text)).collect())), Vec::new())
                }
                EntityShape::Standard { parents, attributes, tags } => {
                    let attributes = self.must_be_record(*attributes, SchemaErrorKind::ShapeNotRecord, ids, schema)?;
                    let tags = tags.map(|at| ids[at as usize]);
                    let of_type = parents.iter().map(|path| self.entity_type(path, declaration.namespace));
                    (Shape::Standard { attributes, tags }, of_type.collect::<Result<_, _>>()?)
                }
            };
            parents.insert(ty.clone(), of_type);
            shapes.push((ty, shape));
        }
        for (ty, shape) in shapes {
            let ancestors = reachable(&ty, &parents);
            schema.entity_types.insert(ty, EntityTypeEntry { ancestors, shape });
        }
        Ok(())
    }

    fn actions(&self, ids: &[TypeId], schema: &mut Schema) -> Result<(), SchemaError> {
        let mut groups: FxHashMap<EntityUid, Vec<EntityUid>> = FxHashMap::default();
        for (declaration, uid) in self.syntax.actions.iter().zip(&self.names.action_uids) {
            groups.insert(uid.clone(), self.groups(declaration)?);
        }
        for (declaration, uid) in self.syntax.actions.iter().zip(&self.names.action_uids) {
            let ancestors = reachable(uid, &groups);
            if ancestors.binary_search(uid).is_ok() {
                let found = format!("the action `{}` is in a group that is in it", declaration.name);
                return Err(self.error(SchemaErrorKind::ActionCycle, declaration.name.span, found));
            }
            let namespace = declaration.namespace;
            let applies_to = declaration.applies_to.as_deref();
            let context = applies_to.and_then(|applies_to| applies_to.context);
            let types = |pick: fn(&AppliesTo) -> &Vec<Path>| -> Result<Vec<EntityType>, SchemaError> {
                let paths = applies_to.map_or(&[][..], |applies_to| pick(applies_to));
                let types: Result<Vec<_>, _> = paths.iter().map(|path| self.entity_type(path, namespace)).collect();
                types.map(sorted)
            };
            let entry = ActionEntry {
                principals: types(|applies_to| &applies_to.principals)?,
                resources: types(|applies_to| &applies_to.resources)?,
                context: self.must_be_record(context, SchemaErrorKind::ContextNotRecord, ids, schema)?,
                groups: sorted(groups[uid].clone()),
                ancestors,
            };
            schema.actions.insert(uid.clone(), entry);
        }
        Ok(())
    }

    fn groups(&self, declaration: &ActionDeclaration) -> Result<Vec<EntityUid>, SchemaError> {
        let mut groups = Vec::with_capacity(declaration.groups.len());
        for reference in declaration.groups.iter() {
            let plain = || Path { name: Arc::from("Action"), span: reference.span };
            let path = reference.ty.clone().unwrap_or_else(plain);
            let uid = |full: String| {
                let ty = EntityType::from_valid(Arc::from(full));
                EntityUid::from_parts(ty, Arc::clone(&reference.id.text))
            };
            let mut possible = self.names.candidates(&path, declaration.namespace).map(uid);
            let declared = possible.find(|uid| self.names.actions.contains_key(uid));
            groups.push(declared.ok_or_else(|| {
                let found = format!("the action `{}` is not declared", reference.id);
                self.error(SchemaErrorKind::UndeclaredAction, reference.span, found)
            })?);
        }
        Ok(groups)
    }

    /// The record type that a context or a shape is; the empty one if it is left out.
    fn must_be_record(
        &self,
        written: Option<RecordSyntax>,
        kind: SchemaErrorKind,
        ids: &[TypeId],
        schema: &Schema,
    ) -> Result<RecordType, SchemaError> {
        let Some(RecordSyntax { ty, span }) = written else { return Ok(RecordType::default()) };
        if let Type::Record(record) = schema.type_of(ids[ty as usize]) {
            return Ok(record.clone());
        }
        let found = match &self.syntax.types[ty as usize] {
            TypeSyntax::Name { path, .. } => format!("`{}` is no record", path.name),
            TypeSyntax::BuiltIn(_) | TypeSyntax::Set(_) | TypeSyntax::Record(_) => "this type is no record".to_owned(),
        };
        Err(self.error(kind, span, found).expecting("a record, or a common type that is one"))
    }
}

/// How far the walk over common types has come with one of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    Not,
    Under,
    Done,
}

/// Everything that can be reached from a start over one or more edges, sorted.
fn reachable<T: Clone + Ord + std::hash::Hash>(start: &T, edges: &FxHashMap<T, Vec<T>>) -> Vec<T> {
    let mut met: FxHashSet<&T> = FxHashSet::default();
    let mut open = vec![start];
    while let Some(from) = open.pop() {
        open.extend(edges.get(from).into_iter().flatten().filter(|to| met.insert(*to)));
    }
    sorted(met.into_iter().cloned().collect())
}

/// The same items sorted, each once.
fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items.dedup();
    items
}
