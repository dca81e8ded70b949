//! What a scope and the names of a policy have to do with the schema.
//!
//! In comes a template of a text; out come findings about names that are not declared, and the request environments
//! that the scope admits: in all others it is known to be false, so that its conditions are not evaluated there. (Formal
//! model, `checkEntities` and `environments`.) A slot admits what its operator can: its own type for `==`, any for
//! `in`, so nothing depends on what fills it.

use super::check::Checker;
use super::declared::ActionId;
use super::finding::{Detail, Environment};
use super::text::Referent;
use super::types::EntityTypeId;
use crate::error::Span;
use crate::symbols::Symbol;
use crate::syntax::{ActionConstraint, EntityReference, Node, ScopeConstraint, TemplateSyntax, UidId};
use std::ops::Range;

impl Checker<'_, '_> {
    /// Notes each entity type, action and id that the schema does not declare, wherever it stands. Says whether one
    /// of them is in the scope.
    pub(super) fn check_names(&mut self, template: &TemplateSyntax, nodes: Range<usize>) -> bool {
        let before = self.findings.list.len();
        for (constraint, at) in [(template.principal, 0), (template.resource, 2)] {
            if let ScopeConstraint::Is(ty) | ScopeConstraint::IsIn(ty, _) = constraint {
                self.check_type_name(ty, template.scope_spans[at]);
            }
            if let Some(uid) = entity(constraint) {
                self.check_uid(uid);
            }
        }
        for uid in actions(template.action, &self.text.syntax.actions) {
            self.check_uid(uid);
        }
        let in_scope = self.findings.list.len() > before;
        for node in nodes {
            match self.text.syntax.nodes[node] {
                Node::Entity(uid) => self.check_uid(uid),
                Node::Is(_, ty) | Node::IsIn(_, ty, _) => self.check_type_name(ty, self.text.syntax.spans[node]),
                _ => {}
            }
        }
        in_scope
    }

    fn check_type_name(&mut self, name: Symbol, span: Span) {
        if self.text.entity_type(name, self.declared).is_none() {
            self.findings.add(span, Detail::UnknownEntityType(name), None);
        }
    }

    fn check_uid(&mut self, uid: UidId) {
        let detail = match self.text.referent(uid, self.declared) {
            Referent::Entity(_) | Referent::Action(_) => return,
            Referent::UnknownType => Detail::UnknownEntityType(self.text.syntax.uids[uid.0 as usize].0),
            Referent::UnknownAction => Detail::UnknownAction(uid),
            Referent::UnknownId(ty) => Detail::UnknownId(uid, ty),
        };
        self.findings.add(self.text.syntax.uid_spans[uid.0 as usize], detail, None);
    }

    /// Checks the list of `action in […]` as the set that it is: strictly it has an element, and all are of one type.
    /// Where no principal is admitted it is not looked at, as nothing is behind an operand that is false.
    pub(super) fn check_action_list(&mut self, template: &TemplateSyntax) {
        self.check_action_list_of_link(template, None);
    }

    /// The same of a link whose principal is of this type, if its template has a slot for it.
    pub(super) fn check_action_list_of_link(&mut self, template: &TemplateSyntax, principal: Option<&str>) {
        if self.admits_some_principal(template, principal)
            && let Some(detail) = self.fault_of_action_list(template)
        {
            self.findings.add(template.scope_spans[1], detail, None);
        }
    }

    fn fault_of_action_list(&mut self, template: &TemplateSyntax) -> Option<Detail> {
        let ActionConstraint::In(run) = template.action else { return None };
        let syntax = self.text.syntax;
        let listed = &syntax.actions[run.range()];
        if !self.strict {
            return None;
        }
        let types: Vec<EntityTypeId> = listed.iter().filter_map(|uid| self.uid_type(*uid)).collect();
        let Some((first, others)) = types.split_first() else {
            return listed.is_empty().then_some(Detail::EmptySet);
        };
        let other = others.iter().find(|other| *other != first)?;
        let (left, right) = (self.types.entity(*first), self.types.entity(*other));
        Some(Detail::IncompatibleTypes { left, right, what: "the actions of the scope" })
    }

    /// Whether some action applies to a principal that the scope admits, in whose slot this type is if it is told, and
    /// to any resource.
    fn admits_some_principal(&mut self, template: &TemplateSyntax, filler: Option<&str>) -> bool {
        let declared = self.declared;
        declared.action_ids().any(|action| {
            let info = declared.action(action);
            let mut principals = info.principals.iter();
            !info.resources.is_empty()
                && principals.any(|ty| {
                    self.admits(template.principal, *ty)
                        && filler.is_none_or(|filler| self.filler_admits(template.principal, *ty, Some(filler)))
                })
        })
    }

    /// All environments of the schema that a scope admits, by action.
    pub(super) fn admitted(&mut self, template: &TemplateSyntax) -> Vec<Environment> {
        let mut admitted = Vec::new();
        for action in self.admitted_actions(template.action) {
            let declared = self.declared;
            let info = declared.action(action);
            let resources: Vec<EntityTypeId> =
                info.resources.iter().copied().filter(|ty| self.admits(template.resource, *ty)).collect();
            for principal in &info.principals {
                if !resources.is_empty() && self.admits(template.principal, *principal) {
                    let environment = |resource| Environment { principal: *principal, action, resource };
                    admitted.extend(resources.iter().copied().map(environment));
                }
            }
        }
        admitted
    }

    fn admitted_actions(&mut self, constraint: ActionConstraint) -> Vec<ActionId> {
        if let ActionConstraint::Equal(uid) = constraint {
            return match self.text.referent(uid, self.declared) {
                Referent::Action(action) => vec![action],
                _ => Vec::new(),
            };
        }
        self.declared.action_ids().filter(|action| self.admits_action(constraint, *action)).collect()
    }

    /// The action that a scope wants by `==`.
    pub(super) fn only_action(&mut self, template: &TemplateSyntax) -> Option<ActionId> {
        let ActionConstraint::Equal(uid) = template.action else { return None };
        match self.text.referent(uid, self.declared) {
            Referent::Action(action) => Some(action),
            _ => None,
        }
    }

    /// Whether the constraint on `action` can be true of an action.
    pub(super) fn admits_action(&mut self, constraint: ActionConstraint, action: ActionId) -> bool {
        let syntax = self.text.syntax;
        match constraint {
            ActionConstraint::Any => true,
            ActionConstraint::Equal(uid) => self.text.referent(uid, self.declared) == Referent::Action(action),
            ActionConstraint::In(run) => syntax.actions[run.range()].iter().any(|uid| {
                matches!(self.text.referent(*uid, self.declared),
                    Referent::Action(group) if self.declared.is_action_in(action, group))
            }),
        }
    }

    /// Whether the constraint on `principal` or `resource` can be true of an entity of a type.
    pub(super) fn admits(&mut self, constraint: ScopeConstraint, ty: EntityTypeId) -> bool {
        match constraint {
            ScopeConstraint::Any
            | ScopeConstraint::Equal(EntityReference::Slot)
            | ScopeConstraint::In(EntityReference::Slot) => true,
            ScopeConstraint::Equal(EntityReference::Uid(uid)) => self.uid_type(uid) == Some(ty),
            ScopeConstraint::In(EntityReference::Uid(uid)) => self.may_be_in_uid(ty, uid),
            ScopeConstraint::Is(name) | ScopeConstraint::IsIn(name, EntityReference::Slot) => {
                self.text.entity_type(name, self.declared) == Some(ty)
            }
            ScopeConstraint::IsIn(name, EntityReference::Uid(uid)) => {
                self.text.entity_type(name, self.declared) == Some(ty) && self.may_be_in_uid(ty, uid)
            }
        }
    }

    fn may_be_in_uid(&mut self, ty: EntityTypeId, uid: UidId) -> bool {
        self.uid_type(uid).is_some_and(|ancestor| self.declared.may_be_in(ty, ancestor))
    }

    fn uid_type(&mut self, uid: UidId) -> Option<EntityTypeId> {
        match self.text.referent(uid, self.declared) {
            Referent::Entity(ty) | Referent::UnknownId(ty) => Some(ty),
            Referent::Action(action) => Some(self.declared.action(action).ty),
            Referent::UnknownType | Referent::UnknownAction => None,
        }
    }

    /// Whether some action applies to a principal and a resource that a link's constraints admit.
    pub(super) fn link_applies(&mut self, template: &TemplateSyntax, filled: [Option<&str>; 2]) -> bool {
        self.admitted(template).into_iter().any(|environment| {
            self.filler_admits(template.principal, environment.principal, filled[0])
                && self.filler_admits(template.resource, environment.resource, filled[1])
        })
    }

    /// Whether a constraint with an entity of some type in its slot may hold of a type.
    fn filler_admits(&self, constraint: ScopeConstraint, ty: EntityTypeId, filler: Option<&str>) -> bool {
        let filler = filler.and_then(|name| self.declared.entity_type(name));
        match constraint {
            ScopeConstraint::Equal(EntityReference::Slot) => filler == Some(ty),
            ScopeConstraint::In(EntityReference::Slot) | ScopeConstraint::IsIn(_, EntityReference::Slot) => {
                filler.is_some_and(|filler| self.declared.may_be_in(ty, filler))
            }
            _ => true,
        }
    }

    /// Whether a variable of the scope is compared by `==` to an entity in which an applicable one may be: then `in`
    /// was meant.
    pub(super) fn means_in(&mut self, template: &TemplateSyntax) -> bool {
        let any = |constraint| if equals(constraint) { ScopeConstraint::Any } else { constraint };
        let loose =
            TemplateSyntax { principal: any(template.principal), resource: any(template.resource), ..*template };
        let (principal, resource) = (entity(template.principal), entity(template.resource));
        self.admitted(&loose).into_iter().any(|environment| {
            let mut fits = |constraint, uid: Option<UidId>, ty| match uid {
                Some(uid) if equals(constraint) => self.may_be_in_uid(ty, uid),
                _ => true,
            };
            fits(template.principal, principal, environment.principal)
                && fits(template.resource, resource, environment.resource)
        })
    }
}

fn equals(constraint: ScopeConstraint) -> bool {
    matches!(constraint, ScopeConstraint::Equal(EntityReference::Uid(_)))
}

/// The entity that is written in a constraint.
fn entity(constraint: ScopeConstraint) -> Option<UidId> {
    match constraint {
        ScopeConstraint::Equal(EntityReference::Uid(uid))
        | ScopeConstraint::In(EntityReference::Uid(uid))
        | ScopeConstraint::IsIn(_, EntityReference::Uid(uid)) => Some(uid),
        _ => None,
    }
}

/// The actions that are written in a constraint.
fn actions(constraint: ActionConstraint, lists: &[UidId]) -> Vec<UidId> {
    match constraint {
        ActionConstraint::Any => Vec::new(),
        ActionConstraint::Equal(uid) => vec![uid],
        ActionConstraint::In(run) => lists[run.range()].to_vec(),
    }
}
