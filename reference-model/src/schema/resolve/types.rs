//! The types of a schema: what the written ones mean, written out, and what actions apply to.
//!
//! Each node is counted and each level measured on the way, for a chain of common types grows fast; what is too large or
//! too deep is an error. How names are looked up and what is declared is the business of the file above.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{
    ActionDeclaration, ActionEntry, AppliesTo, AttributeSyntax, Located, NameSort, Position, SchemaError,
    SchemaErrorReason, TypeName, TypeSyntax,
};
use super::declared::{Declared, Namespace, built_in, error, qualified, readings, undeclared};
use super::{MAX_TYPE_NODES, closure};
use crate::name::{EntityType, EntityUid, Name};
use crate::observe::{Judgment, judged};
use crate::parse::MAX_HEIGHT;
use crate::stack::with_room_for_syntax;
use crate::types::{CedarType, ExtType, Field, RecordType};

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

/// The types and actions resolved so far.
pub(super) struct Types<'s, 'd> {
    declared: &'d Declared<'s>,
    common: BTreeMap<Name, Measured>,
    /// The common types that are being resolved, outermost first: meeting one of them again is a cycle.
    open: Vec<Name>,
    nodes_left: usize,
    /// Where the declaration is named whose types are being resolved: the place of types that grow too large.
    here: Option<Position>,
    actions: BTreeMap<EntityUid, ActionEntry>,
    groups: BTreeMap<EntityUid, BTreeSet<EntityUid>>,
}

impl<'s, 'd> Types<'s, 'd> {
    /// No types yet.
    pub(super) fn new(declared: &'d Declared<'s>) -> Self {
        Self {
            declared,
            common: BTreeMap::new(),
            open: Vec::new(),
            nodes_left: MAX_TYPE_NODES,
            here: None,
            actions: BTreeMap::new(),
            groups: BTreeMap::new(),
        }
    }

    /// Turns to the declaration of these names.
    pub(super) fn start(&mut self, names: &[Located<String>]) {
        self.here = names.first().and_then(|name| name.position);
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
            return Err(error(SchemaErrorReason::TooDeep, self.here));
        }
        Ok(Measured { ty, height: height + 1, nodes: nodes + 1 })
    }

    fn spend(&mut self, nodes: usize) -> Result<(), SchemaError> {
        let too_large = || error(SchemaErrorReason::TooLarge, self.here);
        self.nodes_left = self.nodes_left.checked_sub(nodes).ok_or_else(too_large)?;
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

    /// The type that a name means, of the sorts that it may be.
    fn named(&mut self, written: &TypeName, namespace: Namespace<'_>) -> Result<Measured, SchemaError> {
        let declared = self.declared;
        let (may_be_common, may_be_entity) = match written.sort {
            NameSort::Any => (true, true),
            NameSort::Common => (true, false),
            NameSort::Entity => (false, true),
            NameSort::Extension => return self.extension(written, namespace),
        };
        for reading in readings(&written.name, namespace) {
            let note = |meaning| {
                let is_written = reading == *written.name;
                let how = if is_written { "as written" } else { "in its namespace" };
                judged(|| Judgment::TypeName(how, meaning));
            };
            if may_be_common && declared.common.contains_key(&reading) {
                note("common type");
                return self.common_type(&reading);
            }
            if may_be_entity && declared.is_type_of_values(&reading) {
                note("entity type");
                self.spend(1)?;
                return Ok(Measured::leaf(CedarType::Entity(reading)));
            }
            // An entity type hides a built-in one of its name even where an entity type cannot stand.
            if let Some(ty) = built_in(&reading).filter(|_| may_be_common && !declared.is_entity_type(&reading)) {
                note("built-in type");
                self.spend(1)?;
                return Ok(Measured::leaf(ty));
            }
        }
        Err(undeclared(&written.name, namespace))
    }

    /// The type of an extension, which no declaration hides.
    fn extension(&mut self, written: &TypeName, namespace: Namespace<'_>) -> Result<Measured, SchemaError> {
        self.spend(1)?;
        let meant = ExtType::ALL.into_iter().find(|ext| *written.name == Name::unqualified(ext.name()));
        let ext = meant.ok_or_else(|| undeclared(&written.name, namespace))?;
        judged(|| Judgment::TypeName("as written", "extension type"));
        Ok(Measured::leaf(CedarType::Ext(ext)))
    }

    /// The type that a declared common type stands for.
    pub(super) fn common_type(&mut self, name: &Name) -> Result<Measured, SchemaError> {
        if let Some(resolved) = self.common.get(name) {
            let resolved = resolved.clone();
            self.spend(resolved.nodes)?;
            return Ok(resolved);
        }
        let declared = self.declared;
        let Some((_, namespace, declaration)) = declared.common.get(name) else {
            return Err(undeclared(&name.clone().into(), None));
        };
        if let Some(start) = self.open.iter().position(|open| open == name) {
            return Err(self.cycle(start));
        }
        self.open.push(name.clone());
        let outer = std::mem::replace(&mut self.here, declaration.name.position);
        let resolved = self.resolve(&declaration.ty, *namespace)?;
        self.here = outer;
        self.open.pop();
        self.common.insert(name.clone(), resolved.clone());
        Ok(resolved)
    }

    /// The error for the open common types from `start` on, which are a cycle: at the first of them in source order, so
    /// that it does not depend on where the cycle was entered.
    fn cycle(&self, start: usize) -> SchemaError {
        let on_it = self.open[start..].iter().filter_map(|name| Some((name, self.declared.common.get(name)?)));
        let first = on_it.min_by_key(|(_, (number, _, _))| *number);
        let position = first.and_then(|(_, (_, _, declaration))| declaration.name.position);
        let name = first.map_or(&self.open[start], |(name, _)| name);
        error(SchemaErrorReason::CommonTypeCycle(name.clone()), position)
    }

    /// The declared entity types that the names mean.
    pub(super) fn entity_types(
        &self,
        names: &[Located<Name>],
        namespace: Namespace<'_>,
    ) -> Result<BTreeSet<EntityType>, SchemaError> {
        let meant = |name: &Located<Name>| {
            let declared = readings(name, namespace).into_iter().find(|name| self.declared.is_entity_type(name));
            declared.ok_or_else(|| undeclared(name, namespace))
        };
        names.iter().map(meant).collect()
    }

    /// The fields of the record that a name means. An entity type is none, so that a name of any sort is a common type.
    pub(super) fn record_named(
        &mut self,
        written: &TypeName,
        namespace: Namespace<'_>,
        no_record: impl FnOnce() -> SchemaErrorReason,
    ) -> Result<RecordType, SchemaError> {
        let sort = if written.sort == NameSort::Any { NameSort::Common } else { written.sort };
        match self.named(&TypeName { sort, ..written.clone() }, namespace)?.ty {
            CedarType::Record(fields) => Ok(fields),
            _ => Err(error(no_record(), written.name.position)),
        }
    }

    /// Resolves the declaration of actions, the closing of their groups left out.
    pub(super) fn action(
        &mut self,
        declaration: &ActionDeclaration,
        namespace: Namespace<'_>,
    ) -> Result<(), SchemaError> {
        let declared = self.declared;
        let groups = declaration.groups.iter().map(|group| declared.action(group, namespace));
        let groups: BTreeSet<EntityUid> = groups.collect::<Result<_, _>>()?;
        let uids = declaration.names.iter().map(|id| EntityUid::new(qualified("Action", namespace), id.as_str()));
        let uids: Vec<EntityUid> = uids.collect();
        // A mere group applies to nothing.
        let entry = match (&declaration.applies_to, uids.first()) {
            (Some(applies_to), Some(uid)) => self.applies_to(uid, applies_to, namespace)?,
            _ => ActionEntry::default(),
        };
        for uid in uids {
            self.groups.insert(uid.clone(), groups.clone());
            self.actions.insert(uid, entry.clone());
        }
        Ok(())
    }

    /// What an action applies to.
    fn applies_to(
        &mut self,
        uid: &EntityUid,
        applies_to: &AppliesTo,
        namespace: Namespace<'_>,
    ) -> Result<ActionEntry, SchemaError> {
        let principals = self.entity_types(&applies_to.principals, namespace)?;
        let resources = self.entity_types(&applies_to.resources, namespace)?;
        let context = match &applies_to.context {
            None => RecordType::new(),
            Some(TypeSyntax::Record(attributes)) => self.record(attributes, namespace)?.0,
            Some(TypeSyntax::Name(name)) => {
                self.record_named(name, namespace, || SchemaErrorReason::ContextNotRecord(uid.clone()))?
            }
            // Neither form's reader makes such a context, so there is no better place.
            Some(TypeSyntax::Set(_)) => {
                return Err(error(SchemaErrorReason::ContextNotRecord(uid.clone()), self.here));
            }
        };
        Ok(ActionEntry { principals, resources, ancestors: BTreeSet::new(), context })
    }

    /// The actions, their groups closed.
    pub(super) fn actions(mut self) -> Result<BTreeMap<EntityUid, ActionEntry>, SchemaError> {
        for uid in &self.declared.actions_in_order {
            let ancestors = closure(&uid.value, &self.groups);
            if ancestors.contains(&uid.value) {
                return Err(error(SchemaErrorReason::ActionCycle(uid.value.clone()), uid.position));
            }
            self.actions.entry(uid.value.clone()).or_default().ancestors = ancestors;
        }
        Ok(self.actions)
    }
}
