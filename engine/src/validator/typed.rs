//! The type of each sub-expression, for comparison with other implementations of the language.
//!
//! In comes a policy set; out come, for each policy and each request environment that its scope admits, the types that
//! were found for the expressions that are evaluated there. What a type is, is in `expression_type`.

use super::expression_type::{ExpressionType, TypeList};
use super::finding::Environment;
use super::room::with_room;
use super::types::Ty;
use super::{Session, ValidationMode, Validator};
use crate::entity_uid::{EntityType, EntityUid};
use crate::error::Span;
use crate::policy::{Body, PolicyId};
use crate::policy_set::PolicySet;
use std::sync::Arc;

/// An expression with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedExpression {
    /// Where it stands in the text of the policy set, without parentheses around the whole of it. That text alone is an
    /// expression with the same tree.
    ///
    /// An expression is what the text has as one: `e has a.b.c`, `e is T in g`, `a > b`, `a != b` have no parts but
    /// their operands, `-5` none at all, and the names after `has` and `is`, patterns, and the keys of records are no
    /// expressions. Operators of a chain are left-associative, each with the text from the start of the chain to the
    /// end of its right operand.
    pub span: Span,
    /// Its type.
    pub ty: ExpressionType,
}

/// The conditions of a policy with their types in one request environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedCondition {
    /// The static policy or template.
    pub policy: PolicyId,
    /// The type of the principal.
    pub principal: EntityType,
    /// The action.
    pub action: EntityUid,
    /// The type of the resource.
    pub resource: EntityType,
    /// All expressions of its clauses that are evaluated there and have a type, operands before what they are operands
    /// of. What stands behind a guard that is known to decide (`false && …`, the branch of an `if` that is not taken, a
    /// clause after one that is never satisfied) is not among them, nor is the scope, which has no types.
    pub expressions: Vec<TypedExpression>,
}

/// A condition whose types are places in a list yet.
struct Placed {
    policy: PolicyId,
    environment: (EntityType, EntityUid, EntityType),
    expressions: Vec<(Span, u32)>,
}

impl Validator {
    /// The types of all sub-expressions of the conditions of static policies and templates. They mean little where a
    /// policy has errors.
    #[must_use]
    pub fn typed_conditions(&self, policies: &PolicySet, mode: ValidationMode) -> Vec<TypedCondition> {
        with_room(self.levels(policies), || {
            let mut session = Session::new(&self.declared, mode, None);
            let (mut placed, mut list) = (Vec::new(), TypeList::default());
            for template in policies.templates() {
                session.typed(template.id(), template.body(), &mut placed, &mut list);
            }
            for policy in policies.policies().filter(|policy| policy.template_id().is_none()) {
                session.typed(policy.id(), policy.body(), &mut placed, &mut list);
            }
            let ty = list.finish();
            let expression = |(span, at)| TypedExpression { span, ty: ty(at) };
            let condition = |Placed { policy, environment: (principal, action, resource), expressions }| {
                let expressions = expressions.into_iter().map(expression).collect();
                TypedCondition { policy, principal, action, resource, expressions }
            };
            placed.into_iter().map(condition).collect()
        })
    }
}

impl<'s> Session<'_, 's> {
    fn typed(&mut self, id: &PolicyId, body: &'s Body, placed: &mut Vec<Placed>, list: &mut TypeList) {
        let template = body.template();
        let checker = self.checker(body);
        let syntax = checker.text.syntax;
        let nodes = checker.nodes(template);
        for environment in checker.admitted(template) {
            let Environment { principal, action, resource } = environment;
            checker.environment = environment;
            checker.clauses(&syntax.clauses[template.clauses.range()], nodes.clone());
            let mut expressions = Vec::new();
            for (node, ty) in nodes.clone().zip(&checker.node_types) {
                if *ty != Ty::UNKNOWN {
                    expressions.push((syntax.spans[node], checker.type_place(*ty, list)));
                }
            }
            let info = checker.declared.action(action);
            let name = |ty| checker.declared.info(ty).name.clone();
            let action = EntityUid::from_parts(name(info.ty), Arc::clone(&info.id));
            let environment = (name(principal), action, name(resource));
            placed.push(Placed { policy: id.clone(), environment, expressions });
        }
        checker.findings.take();
    }
}
