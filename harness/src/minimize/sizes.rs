//! The size of a case: as people are told it ([`Sizes`]), and as the minimizer orders cases ([`weight`]).

use crosscheck_generators::case::DEFAULT_LEVEL;
use crosscheck_generators::{Case, CaseText};
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::policy::{ActionScope, ConditionKind, Effect, Scope, Template};
use crosscheck_reference_model::schema::{
    AttributeSyntax, Declaration, EntityShape, NamespaceSyntax, SchemaSyntax, TypeSyntax,
};
use serde::{Deserialize, Serialize};

use super::literals;

/// The size of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sizes {
    /// Policies and templates.
    pub policies: usize,
    /// Listed entities.
    pub entities: usize,
    /// Requests.
    pub requests: usize,
    /// Syntax nodes of all conditions.
    pub nodes: usize,
    /// Bytes of all texts.
    pub bytes: usize,
}

impl Sizes {
    /// The size of the case `text`, whose abstract syntax is `case` if it can be read; if not, its policies are counted
    /// by their semicolons, and what else only syntax shows is 0.
    pub fn of(case: Option<&Case>, text: &CaseText) -> Self {
        let bodies = |case: &Case| {
            case.policies.iter().flat_map(|policy| &policy.conditions).map(|condition| nodes(&condition.body)).sum()
        };
        Self {
            policies: case.map_or_else(|| text.policies.matches(';').count(), |case| case.policies.len()),
            entities: case.map_or(0, |case| case.entities.len()),
            requests: text.requests.len(),
            nodes: case.map_or(0, bodies),
            bytes: bytes(text),
        }
    }
}

/// Bytes of everything in the case.
pub(super) fn bytes(text: &CaseText) -> usize {
    let requests = text.requests.iter().map(|request| {
        let uids = [&request.principal, &request.action, &request.resource];
        request.context.len() + uids.iter().map(|uid| uid.ty.len() + uid.id.len()).sum::<usize>()
    });
    let links = text.links.iter().map(|link| {
        let slots = link.slots.iter().map(|(slot, uid)| slot.len() + uid.ty.len() + uid.id.len());
        link.template.len() + link.id.len() + slots.sum::<usize>()
    });
    let schema = text.schema.as_ref().map_or(0, String::len);
    text.policies.len() + schema + text.entities.len() + requests.sum::<usize>() + links.sum::<usize>()
}

/// Syntax nodes of an expression, counted without recursion.
pub(crate) fn nodes(expr: &Expr) -> usize {
    let mut count = 0;
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        count += 1;
        open.extend(expr.operands());
    }
    count
}

/// How complicated an expression is to read: its nodes, of which a literal of an extension type is one.
pub(super) fn weight_of(expr: &Expr) -> usize {
    let mut count = 0;
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        count += 1;
        if literals::parts(expr).is_none() {
            open.extend(expr.operands());
        }
    }
    count
}

/// How complicated a case is to read: each thing in it counts, `forbid` one more than `permit`, `unless` one more than
/// `when`. The first criterion of the order in which the minimizer descends; see `passes`.
pub(super) fn weight(case: &Case) -> usize {
    let policies: usize = case.policies.iter().map(policy).sum();
    let links: usize = case.links.iter().map(|link| 1 + link.slots.len()).sum();
    let entities: usize = case
        .entities
        .iter()
        .map(|entity| {
            let values: usize =
                entity.attrs.values().chain(entity.tags.values()).map(|value| 1 + weight_of(value)).sum();
            1 + entity.parents.len() + values
        })
        .sum();
    let contexts = case.requests.iter().flat_map(|request| request.context.values());
    let requests: usize = case.requests.len() + contexts.map(|value| 1 + weight_of(value)).sum::<usize>();
    let level = case.level.abs_diff(DEFAULT_LEVEL) as usize;
    policies + links + entities + requests + case.schema.as_ref().map_or(0, schema) + level
}

fn policy(template: &Template) -> usize {
    let conditions = template
        .conditions
        .iter()
        .map(|condition| 1 + usize::from(condition.kind == ConditionKind::Unless) + weight_of(&condition.body));
    let action = match &template.action {
        ActionScope::Any => 0,
        ActionScope::Eq(_) | ActionScope::In(_) => 2,
        ActionScope::InAny(actions) => 3 + actions.len(),
    };
    1 + usize::from(template.effect == Effect::Forbid)
        + template.annotations.len()
        + scope(&template.principal)
        + action
        + scope(&template.resource)
        + conditions.sum::<usize>()
}

fn scope<E>(scope: &Scope<E>) -> usize {
    match scope {
        Scope::Any => 0,
        Scope::Is(_) => 1,
        Scope::Eq(_) | Scope::In(_) => 2,
        Scope::IsIn(_, _) => 3,
    }
}

fn schema(schema: &SchemaSyntax) -> usize {
    1 + schema.namespaces.iter().map(namespace).sum::<usize>()
}

fn namespace(namespace: &NamespaceSyntax) -> usize {
    let declarations = namespace.declarations.iter().map(|declaration| match declaration {
        Declaration::Entity(entity) => entity.annotations.len() + entity.names.len() + shape(&entity.shape),
        Declaration::CommonType(common) => common.annotations.len() + 1 + ty(&common.ty),
        Declaration::Action(action) => {
            let applies_to = action.applies_to.as_ref().map_or(0, |applies_to| {
                1 + applies_to.principals.len()
                    + applies_to.resources.len()
                    + applies_to.context.as_ref().map_or(0, |context| 1 + ty(context))
            });
            action.annotations.len() + action.names.len() + action.groups.len() + applies_to
        }
    });
    1 + namespace.annotations.len() + declarations.sum::<usize>()
}

fn shape(shape: &EntityShape) -> usize {
    match shape {
        EntityShape::Standard { parents, attributes, tags } => {
            parents.len() + fields(attributes) + tags.as_ref().map_or(0, |tags| 1 + ty(tags))
        }
        EntityShape::Named { parents, tags, .. } => parents.len() + 1 + tags.as_ref().map_or(0, |tags| 1 + ty(tags)),
        EntityShape::Enum(ids) => ids.len(),
    }
}

fn fields(attributes: &[AttributeSyntax]) -> usize {
    attributes.iter().map(|attribute| 1 + attribute.annotations.len() + ty(&attribute.ty)).sum()
}

fn ty(syntax: &TypeSyntax) -> usize {
    match syntax {
        TypeSyntax::Name(_) => 1,
        TypeSyntax::Set(element) => 1 + ty(element),
        TypeSyntax::Record(attributes) => 1 + fields(attributes),
    }
}
