//! Writes the plan of a case as the abstract syntax of a schema: short or full names, common types, shared declarations.

use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::schema::{
    ActionDeclaration, ActionRef, Annotations, AppliesTo, AttributeSyntax, CommonTypeDeclaration, Declaration,
    EntityDeclaration, EntityShape, Located, NamespaceSyntax, SchemaSyntax, TypeSyntax,
};
use crosscheck_reference_model::types::{CedarType, RecordType};

use super::in_namespace;
use crate::choices::Choices;
use crate::settings::{Feature, Settings};
use crate::world::{ActionPlan, CommonType, Shape, TypePlan, World};

/// The schema that means `world`.
pub(crate) fn syntax(choices: &mut Choices<'_>, settings: &Settings, world: &World) -> SchemaSyntax {
    let mut namespaces = Vec::with_capacity(world.namespaces.len());
    for (index, name) in world.namespaces.iter().enumerate() {
        let mut writer = Writer { choices, world, namespace: index, annotate: settings.has(Feature::Annotations) };
        let declarations = writer.declarations();
        if !declarations.is_empty() {
            let annotations = if name.is_some() { writer.annotations() } else { Annotations::new() };
            namespaces.push(NamespaceSyntax { name: name.clone().map(Into::into), annotations, declarations });
        }
    }
    SchemaSyntax { namespaces }
}

struct Writer<'w, 'c> {
    choices: &'w mut Choices<'c>,
    world: &'w World,
    namespace: usize,
    annotate: bool,
}

impl Writer<'_, '_> {
    fn declarations(&mut self) -> Vec<Declaration> {
        let (world, here) = (self.world, self.namespace);
        let mut declarations = Vec::new();
        for (index, common) in world.common_types.iter().enumerate().filter(|(_, it)| it.namespace == here) {
            // Only common types of a smaller index are named in one, so that none is defined in terms of itself.
            let ty = self.type_syntax(&common.ty, index);
            let annotations = self.annotations();
            declarations.push(Declaration::CommonType(CommonTypeDeclaration {
                annotations,
                name: common.name.clone().into(),
                ty,
            }));
        }
        for plan in world.types.iter().filter(|it| it.namespace == here) {
            declarations.push(Declaration::Entity(self.entity(plan)));
        }
        for (index, action) in world.actions.iter().enumerate() {
            if action.namespace != here {
                continue;
            }
            if let Some(Declaration::Action(last)) = declarations.last_mut()
                && index > 0
                && same_but_for_the_name(&world.actions[index - 1], action)
            {
                last.names.push(action.uid.eid.clone().into());
                continue;
            }
            declarations.push(Declaration::Action(self.action(action)));
        }
        // What is declared may be used before.
        if self.choices.chance(1, 2) {
            self.choices.shuffle(&mut declarations);
        }
        declarations
    }

    fn annotations(&mut self) -> Annotations {
        let mut annotations = Annotations::new();
        if self.annotate && self.choices.chance(1, 3) {
            annotations.insert("doc".to_owned(), (*self.choices.pick(&["", "for people", "a\"b"])).to_owned());
        }
        annotations
    }

    fn entity(&mut self, plan: &TypePlan) -> EntityDeclaration {
        let annotations = self.annotations();
        let shape = match &plan.shape {
            Shape::Enum(ids) => EntityShape::Enum(ids.clone()),
            Shape::Standard { attrs, tags } => EntityShape::Standard {
                parents: self.type_names(&plan.parents),
                attributes: self.attributes(attrs, usize::MAX),
                tags: tags.as_ref().map(|ty| self.type_syntax(ty, usize::MAX)),
            },
        };
        EntityDeclaration { annotations, names: vec![plan.name.basename.clone().into()], shape }
    }

    fn action(&mut self, action: &ActionPlan) -> ActionDeclaration {
        let annotations = self.annotations();
        let groups = action.groups.iter().map(|group| self.action_ref(&self.world.actions[*group]).into()).collect();
        let applies_to = (!action.principals.is_empty()).then(|| AppliesTo {
            principals: self.type_names(&action.principals),
            resources: self.type_names(&action.resources),
            context: (!action.context.is_empty())
                .then(|| self.type_syntax(&CedarType::Record(action.context.clone()), usize::MAX)),
        });
        ActionDeclaration { annotations, names: vec![action.uid.eid.clone().into()], groups, applies_to }
    }

    fn action_ref(&self, group: &ActionPlan) -> ActionRef {
        let ty = (group.namespace != self.namespace).then(|| group.uid.ty.clone());
        ActionRef { ty, id: group.uid.eid.clone() }
    }

    fn type_names(&mut self, types: &[usize]) -> Vec<Located<Name>> {
        let world = self.world;
        types.iter().map(|ty| self.name(world.types[*ty].namespace, &world.types[*ty].name).into()).collect()
    }

    /// The short name inside its own namespace, mostly; the full name elsewhere.
    fn name(&mut self, namespace: usize, name: &Name) -> Name {
        let short = namespace == self.namespace && !self.choices.chance(1, 6);
        if short { Name::unqualified(name.basename.clone()) } else { name.clone() }
    }

    fn attributes(&mut self, record: &RecordType, common_below: usize) -> Vec<AttributeSyntax> {
        let mut attributes = Vec::with_capacity(record.len());
        for (name, field) in record {
            let annotations = if self.choices.chance(1, 16) { self.annotations() } else { Annotations::new() };
            let ty = self.type_syntax(&field.ty, common_below);
            attributes.push(AttributeSyntax { annotations, name: name.clone(), ty, required: field.required });
        }
        attributes
    }

    /// `ty` as written here, by the name of a common type with a smaller index than `common_below` if it is one.
    fn type_syntax(&mut self, ty: &CedarType, common_below: usize) -> TypeSyntax {
        let world = self.world;
        let common: Vec<&CommonType> = world.common_types.iter().take(common_below).filter(|it| it.ty == *ty).collect();
        if let Some(common) = self.choices.pick_any(&common)
            && !self.choices.chance(1, 8)
        {
            let name = in_namespace(world.namespaces[common.namespace].as_ref(), &common.name);
            return TypeSyntax::Name(self.name(common.namespace, &name).into());
        }
        match ty {
            CedarType::Bool(_) => self.built_in("Bool"),
            CedarType::Long => self.built_in("Long"),
            CedarType::String => self.built_in("String"),
            CedarType::Ext(ext) => self.built_in(ext.name()),
            CedarType::Entity(name) => {
                let namespace = world.type_index(name).map_or(usize::MAX, |index| world.types[index].namespace);
                TypeSyntax::Name(self.name(namespace, name).into())
            }
            CedarType::Set(element) => TypeSyntax::Set(Box::new(self.type_syntax(element, common_below))),
            CedarType::Record(record) => TypeSyntax::Record(self.attributes(record, common_below)),
        }
    }

    /// A built-in type, now and then by its full name.
    fn built_in(&mut self, basename: &str) -> TypeSyntax {
        let mut name = Name::unqualified(basename);
        if self.choices.chance(1, 24) {
            name.namespace.push("__cedar".to_owned());
        }
        TypeSyntax::Name(name.into())
    }
}

fn same_but_for_the_name(a: &ActionPlan, b: &ActionPlan) -> bool {
    a.namespace == b.namespace
        && a.groups == b.groups
        && a.principals == b.principals
        && a.resources == b.resources
        && a.context == b.context
}
