//! The type of each sub-expression, for comparison with other implementations of the language.
//!
//! In comes a policy set; out come, for each policy and each request environment that its scope admits, the types that
//! were found for the expressions that are evaluated there.

use super::finding::Environment;
use super::room::with_room;
use super::types::Ty;
use super::{Session, ValidationMode, Validator};
use crate::entity_uid::{EntityType, EntityUid};
use crate::error::Span;
use crate::policy::{Body, PolicyId};
use crate::policy_set::PolicySet;
use std::sync::Arc;

/// The longest type that is written out, in characters; a longer one is cut and ends in `…`.
const WIDTH: usize = 4_000;

/// An expression with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedExpression {
    /// Where it stands in the text of the policy.
    pub span: Span,
    /// Its type as the schema would write it; `True` and `False` are the booleans whose value is known, `A | B` is an
    /// entity of one of several types, and `…` at the end of a record stands for further attributes.
    pub ty: String,
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
    /// All expressions that are evaluated there and have a type, operands before what they are operands of.
    pub expressions: Vec<TypedExpression>,
}

impl Validator {
    /// The types of all sub-expressions of the conditions of static policies and templates.
    #[must_use]
    pub fn typed_conditions(&self, policies: &PolicySet, mode: ValidationMode) -> Vec<TypedCondition> {
        with_room(self.levels(policies), || {
            let mut session = Session::new(&self.declared, mode, None);
            let mut typed = Vec::new();
            for template in policies.templates() {
                session.typed(template.id(), template.body(), &mut typed);
            }
            for policy in policies.policies().filter(|policy| policy.template_id().is_none()) {
                session.typed(policy.id(), policy.body(), &mut typed);
            }
            typed
        })
    }
}

impl<'s> Session<'_, 's> {
    fn typed(&mut self, id: &PolicyId, body: &'s Body, typed: &mut Vec<TypedCondition>) {
        let template = body.template();
        let checker = self.checker(body);
        let syntax = checker.text.syntax;
        let nodes = checker.nodes(template);
        for environment in checker.admitted(template) {
            let Environment { principal, action, resource } = environment;
            checker.environment = environment;
            checker.clauses(&syntax.clauses[template.clauses.range()], nodes.clone());
            let expressions = nodes.clone().zip(&checker.node_types).filter(|(_, ty)| **ty != Ty::UNKNOWN);
            let expressions = expressions
                .map(|(node, ty)| TypedExpression { span: syntax.spans[node], ty: checker.type_text(*ty, WIDTH) })
                .collect();
            let info = checker.declared.action(action);
            typed.push(TypedCondition {
                policy: id.clone(),
                principal: checker.declared.info(principal).name.clone(),
                action: EntityUid::from_parts(checker.declared.info(info.ty).name.clone(), Arc::clone(&info.id)),
                resource: checker.declared.info(resource).name.clone(),
                expressions,
            });
        }
        checker.findings.take();
    }
}
