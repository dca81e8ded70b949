//! Policies and templates, from abstract syntax to text.
//!
//! Source: language guide, grammar, `Policy`, `Scope` and `Condition`.

use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{
    ActionScope, Condition, ConditionKind, Effect, EntityOrSlot, Scope, Slot, Template,
};
use crosscheck_reference_model::schema::Annotations;

use super::expression::Level;
use super::printer::Printer;
use super::style::{Liberty, Style};

impl<S: Style> Printer<S> {
    /// Policies, with an empty line between two of them.
    pub(super) fn policies(&mut self, policies: &[Template]) {
        self.start_of_text();
        for (index, policy) in policies.iter().enumerate() {
            if index > 0 {
                self.line_break();
                self.line_break();
            }
            self.policy(policy);
        }
        self.end_of_text();
    }

    /// One policy, up to and with its `;`.
    pub(super) fn policy(&mut self, policy: &Template) {
        self.annotation_lines(&policy.annotations, 0);
        self.begin_line(0);
        self.scope(policy);
        for condition in &policy.conditions {
            self.end_line();
            self.line_break();
            self.begin_line(0);
            self.condition(condition);
        }
        self.join();
        self.write(";");
        self.end_line();
    }

    /// Annotations, one a line, in any order.
    pub(super) fn annotation_lines(&mut self, annotations: &Annotations, indent: usize) {
        let mut ordered: Vec<(&String, &String)> = annotations.iter().collect();
        if ordered.len() > 1 && self.style.takes(Liberty::Order) {
            ordered.reverse();
        }
        for (key, value) in ordered {
            self.begin_line(indent);
            self.annotation(key, value);
            self.end_line();
            self.line_break();
        }
    }

    /// `@key("value")`; an empty value is left out, which means the same.
    pub(super) fn annotation(&mut self, key: &str, value: &str) {
        self.write("@");
        self.join();
        self.write(key);
        if value.is_empty() && !self.style.takes(Liberty::Optional) {
            return;
        }
        self.join();
        self.write("(");
        self.join();
        self.string(value);
        self.join();
        self.write(")");
    }

    fn scope(&mut self, policy: &Template) {
        self.write(match policy.effect {
            Effect::Permit => "permit",
            Effect::Forbid => "forbid",
        });
        self.join();
        self.write("(");
        self.open();
        self.join_or_break();
        self.principal_or_resource(Slot::Principal, &policy.principal);
        self.write(",");
        self.blank_or_break();
        self.action(&policy.action);
        self.write(",");
        self.blank_or_break();
        self.principal_or_resource(Slot::Resource, &policy.resource);
        self.trailing_comma();
        self.join_or_break_out();
        self.close();
        self.write(")");
    }

    fn principal_or_resource(&mut self, slot: Slot, scope: &Scope<EntityOrSlot>) {
        // A slot's name is the variable's name after a question mark.
        self.write(&slot.name()[1..]);
        if let Scope::Is(ty) | Scope::IsIn(ty, _) = scope {
            self.space();
            self.write("is");
            self.space();
            self.name(ty);
        }
        match scope {
            Scope::Any | Scope::Is(_) => {}
            Scope::Eq(entity) => {
                self.blank();
                self.write("==");
                self.blank();
                self.entity_or_slot(slot, entity);
            }
            Scope::In(entity) | Scope::IsIn(_, entity) => {
                self.space();
                self.write("in");
                self.space();
                self.entity_or_slot(slot, entity);
            }
        }
        self.join();
    }

    fn entity_or_slot(&mut self, slot: Slot, entity: &EntityOrSlot) {
        self.maybe_in_parentheses(|printer| match entity {
            EntityOrSlot::Entity(uid) => printer.entity_uid(uid),
            EntityOrSlot::Slot => printer.write(slot.name()),
        });
    }

    fn maybe_in_parentheses(&mut self, write: impl FnOnce(&mut Self)) {
        let pairs = if self.style.takes(Liberty::Parentheses) { 1 + usize::from(self.style.below(4) == 0) } else { 0 };
        for _ in 0..pairs {
            self.write("(");
            self.join();
        }
        write(self);
        for _ in 0..pairs {
            self.join();
            self.write(")");
        }
    }

    fn action(&mut self, scope: &ActionScope) {
        self.write("action");
        match scope {
            ActionScope::Any => {}
            ActionScope::Eq(uid) => {
                self.blank();
                self.write("==");
                self.blank();
                self.maybe_in_parentheses(|printer| printer.entity_uid(uid));
            }
            ActionScope::In(uid) => {
                self.space();
                self.write("in");
                self.space();
                self.maybe_in_parentheses(|printer| printer.entity_uid(uid));
            }
            ActionScope::InAny(uids) => {
                self.space();
                self.write("in");
                self.blank();
                self.maybe_in_parentheses(|printer| printer.entity_uids(uids));
            }
        }
        self.join();
    }

    fn entity_uids(&mut self, uids: &[EntityUid]) {
        self.write("[");
        self.open();
        for (index, uid) in uids.iter().enumerate() {
            if index == 0 {
                self.join_or_break();
            } else {
                self.write(",");
                self.blank_or_break();
            }
            self.maybe_in_parentheses(|printer| printer.entity_uid(uid));
            self.join();
        }
        if !uids.is_empty() {
            self.trailing_comma();
            self.join_or_break_out();
        }
        self.close();
        self.write("]");
    }

    fn condition(&mut self, condition: &Condition) {
        self.write(match condition.kind {
            ConditionKind::When => "when",
            ConditionKind::Unless => "unless",
        });
        self.blank();
        self.write("{");
        self.open();
        self.blank_or_break();
        self.expression(&condition.body, Level::Expr);
        self.blank_or_break_out();
        self.close();
        self.write("}");
    }
}
