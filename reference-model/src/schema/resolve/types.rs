//! The types of a schema: what the written ones mean, written out, and what actions apply to.
//!
//! Each node is counted and each level measured on the way, for a chain of common types grows fast; what is too large or
//! too deep is an error. How names are looked up and what is declared is the business of the file above.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{ActionDeclaration, ActionEntry, AttributeSyntax, TypeSyntax};
use super::{Declared, MAX_TYPE_NODES, Namespace, SchemaError, built_in, closure, readings, undeclared};
use crate::name::{EntityUid, Name};
use crate::parse::MAX_HEIGHT;
use crate::stack::with_room_for_syntax;
use crate::types::{CedarType, Field, RecordType};

/// A type with its height and the number of its nodes.
#[derive(Clone)]
pub(super) struct Measured {
    pub(super) ty: CedarType,
    height: u32,
    nodes: usize,
}

impl Measured {
    fn leaf(ty: CedarType) -> Self {
        Self { ty, height: 1, nodes: 1 }
    }
}

/// The types resolved so far.
pub(super) struct Types<'s, 'd> {
    declared: &'d Declared<'s>,
    common: BTreeMap<Name, Measured>,
    /// The common types that are being resolved: meeting one of them again is a cycle.
    open: BTreeSet<Name>,
    nodes_left: usize,
}

impl<'s, 'd> Types<'s, 'd> {
    /// No types yet.
    pub(super) fn new(declared: &'d Declared<'s>) -> Self {
        Self { declared, common: BTreeMap::new(), open: BTreeSet::new(), nodes_left: MAX_TYPE_NODES }
    }

    /// The type that is written so in a namespace.
    pub(super) fn resolve(&mut self, ty: &TypeSyntax, namespace: Namespace<'_>) -> Result<Measured, SchemaError> {
        with_room_for_syntax(|| match ty {
            TypeSyntax::Name(name) => self.named(name, namespace),
            TypeSyntax::Set(element) => {
                let element = self.resolve(element, namespace)?;
                self.node(CedarType::Set(Box::new(element.ty)), element.height, element.nodes)
            }
            TypeSyntax::Record(attributes) => {
                let (fields, height, nodes) = self.record(attributes, namespace)?;
                self.node(CedarType::Record(fields), height, nodes)
            }
        })
    }

    /// A type made of parts: one node more, one level higher.
    fn node(&mut self, ty: CedarType, height: u32, nodes: usize) -> Result<Measured, SchemaError> {
        self.spend(1)?;
        if height >= MAX_HEIGHT {
            return Err(SchemaError::TooDeep);
        }
        Ok(Measured { ty, height: height + 1, nodes: nodes + 1 })
    }

    fn spend(&mut self, nodes: usize) -> Result<(), SchemaError> {
        self.nodes_left = self.nodes_left.checked_sub(nodes).ok_or(SchemaError::TooLarge)?;
        Ok(())
    }

    /// The fields of a record, the height of the highest and the number of nodes in all.
    pub(super) fn record(
        &mut self,
        attributes: &[AttributeSyntax],
        namespace: Namespace<'_>,
    ) -> Result<(RecordType, u32, usize), SchemaError> {
        let (mut fields, mut height, mut nodes) = (RecordType::new(), 0, 0);
        for attribute in attributes {
            let sized = self.resolve(&attribute.ty, namespace)?;
            height = height.max(sized.height);
            nodes += sized.nodes;
            fields.insert(attribute.name.clone(), Field { ty: sized.ty, required: attribute.required });
        }
        Ok((fields, height, nodes))
    }

    /// The type that a name means.
    fn named(&mut self, name: &Name, namespace: Namespace<'_>) -> Result<Measured, SchemaError> {
        for reading in readings(name, namespace) {
            if self.declared.common.contains_key(&reading) {
                return self.common_type(&reading);
            }
            if self.declared.is_type_of_values(&reading) {
                self.spend(1)?;
                return Ok(Measured::leaf(CedarType::Entity(reading)));
            }
            if let Some(ty) = built_in(&reading) {
                self.spend(1)?;
                return Ok(Measured::leaf(ty));
            }
        }
        Err(undeclared(name, namespace))
    }

    /// The type that a declared common type stands for.
    pub(super) fn common_type(&mut self, name: &Name) -> Result<Measured, SchemaError> {
        if let Some(resolved) = self.common.get(name) {
            let resolved = resolved.clone();
            self.spend(resolved.nodes)?;
            return Ok(resolved);
        }
        let declared = self.declared;
        let Some((namespace, ty)) = declared.common.get(name) else { return Err(undeclared(name, None)) };
        if !self.open.insert(name.clone()) {
            return Err(SchemaError::CommonTypeCycle(name.clone()));
        }
        let resolved = self.resolve(ty, *namespace)?;
        self.open.remove(name);
        self.common.insert(name.clone(), resolved.clone());
        Ok(resolved)
    }

    /// The actions, their groups closed.
    pub(super) fn actions(&mut self) -> Result<BTreeMap<EntityUid, ActionEntry>, SchemaError> {
        let declared = self.declared;
        let mut groups: BTreeMap<EntityUid, BTreeSet<EntityUid>> = BTreeMap::new();
        let mut actions = BTreeMap::new();
        for (uid, (namespace, declaration)) in &declared.actions {
            let direct = declaration.groups.iter().map(|group| declared.action(group, *namespace));
            groups.insert(uid.clone(), direct.collect::<Result<_, _>>()?);
            actions.insert(uid.clone(), self.action(uid, declaration, *namespace)?);
        }
        for (uid, entry) in &mut actions {
            entry.ancestors = closure(uid, &groups);
            if entry.ancestors.contains(uid) {
                return Err(SchemaError::ActionCycle(uid.clone()));
            }
        }
        Ok(actions)
    }

    /// What an action applies to; a mere group applies to nothing.
    fn action(
        &mut self,
        uid: &EntityUid,
        declaration: &ActionDeclaration,
        namespace: Namespace<'_>,
    ) -> Result<ActionEntry, SchemaError> {
        let Some(applies_to) = &declaration.applies_to else { return Ok(ActionEntry::default()) };
        let declared = self.declared;
        let entity_types = |names: &[Name]| {
            names.iter().map(|name| declared.entity_type(name, namespace)).collect::<Result<BTreeSet<_>, _>>()
        };
        let context = match &applies_to.context {
            None => RecordType::new(),
            Some(written) => match self.context(written, namespace)? {
                CedarType::Record(fields) => fields,
                _ => return Err(SchemaError::ContextNotRecord(uid.clone())),
            },
        };
        Ok(ActionEntry {
            principals: entity_types(&applies_to.principals)?,
            resources: entity_types(&applies_to.resources)?,
            ancestors: BTreeSet::new(),
            context,
        })
    }

    /// The type of a context. A name here means a common type even where an entity type is nearer.
    fn context(&mut self, written: &TypeSyntax, namespace: Namespace<'_>) -> Result<CedarType, SchemaError> {
        let TypeSyntax::Name(name) = written else { return Ok(self.resolve(written, namespace)?.ty) };
        for reading in readings(name, namespace) {
            if self.declared.common.contains_key(&reading) {
                return Ok(self.common_type(&reading)?.ty);
            }
            let is_shadowed = reading.namespace.is_empty() && self.declared.entities.contains_key(&reading);
            if let Some(ty) = built_in(&reading).filter(|_| !is_shadowed) {
                return Ok(ty);
            }
        }
        Err(undeclared(name, namespace))
    }
}
