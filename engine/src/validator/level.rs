//! How far from the request the entities are whose data a policy reads.
//!
//! The principal, the action, the resource and the entities of the context are at distance 0; an entity that is read
//! from an attribute or a tag is one further than the one that has it. At level n the data (attributes, tags and
//! ancestors) of entities at distance n or more must not be used, nor ever that of an entity that is written out.
//! (RFC 76; language guide, "Policy level validation"; formal model, `checkLevel`.) In comes a checked condition with
//! the types found for its nodes; only what is evaluated counts. Out come findings. The walk recurses as `check` does.

use super::access::Lookup;
use super::check::{Checker, is_entity};
use super::declared::ActionId;
use super::finding::{Detail, Environment};
use super::text::Referent;
use super::types::Ty;
use crate::symbols::Symbol;
use crate::syntax::{
    ActionConstraint, BinaryOp, Clause, EntityReference, Node, NodeId, ScopeConstraint, TemplateSyntax,
};

impl Checker<'_, '_> {
    /// At level 0, `in` in the scope is too much already, in each environment in which it is evaluated.
    pub(super) fn scope_levels(&mut self, template: &TemplateSyntax, environment: Environment) {
        self.environment = environment;
        if self.variable_level(template, template.principal, environment.principal, 0) {
            return;
        }
        if matches!(template.action, ActionConstraint::In(_)) {
            self.note_scope_level(template, 1);
        }
        if self.admits_action(template.action, environment.action) {
            self.variable_level(template, template.resource, environment.resource, 2);
        }
    }

    /// Notes `in`; says whether the constraint is known to be false.
    fn variable_level(
        &mut self,
        template: &TemplateSyntax,
        constraint: ScopeConstraint,
        ty: super::types::EntityTypeId,
        at: usize,
    ) -> bool {
        let reads = match constraint {
            ScopeConstraint::In(_) => true,
            ScopeConstraint::IsIn(name, EntityReference::Uid(_) | EntityReference::Slot) => {
                self.admits(ScopeConstraint::Is(name), ty)
            }
            _ => false,
        };
        if reads {
            self.note_scope_level(template, at);
        }
        !self.admits(constraint, ty)
    }

    fn note_scope_level(&mut self, template: &TemplateSyntax, at: usize) {
        let detail = Detail::Level { allowed: 0, needed: 1 };
        self.findings.add(template.scope_spans[at], detail, Some(self.environment));
    }

    /// Checks the clauses of a policy in the current environment, after their types.
    pub(super) fn clause_levels(&mut self, clauses: &[Clause], level: u32) {
        for clause in clauses {
            self.level(clause.condition, level);
            let ty = self.type_of(clause.condition);
            if ty == Ty::of_bool(!clause.is_when) {
                break;
            }
        }
    }

    fn levels(&mut self, nodes: &[NodeId], level: u32) {
        for node in nodes {
            self.level(*node, level);
        }
    }

    /// Checks an expression whose own value is not dereferenced.
    fn level(&mut self, id: NodeId, level: u32) {
        match self.text.syntax.node(id) {
            Node::Bool(_) | Node::Long(_) | Node::Text(_) | Node::Entity(_) | Node::Var(_) => {}
            Node::Unary(_, operand) | Node::Like(operand, _) | Node::Is(operand, _) => self.level(operand, level),
            Node::Binary(BinaryOp::In | BinaryOp::HasTag | BinaryOp::GetTag, receiver, other) => {
                self.dereference(id, receiver, level);
                self.level(other, level);
            }
            Node::Binary(_, left, right) => self.levels(&[left, right], level),
            Node::And(left, right) => self.short_circuit(left, right, Ty::FALSE, level),
            Node::Or(left, right) => self.short_circuit(left, right, Ty::TRUE, level),
            Node::If(condition, consequent, alternative) => {
                self.level(condition, level);
                for branch in self.branches(condition, consequent, alternative).into_iter().flatten() {
                    self.level(branch, level);
                }
            }
            Node::GetAttribute(receiver, _) | Node::HasAttribute(receiver, _) => {
                if self.is_entity_node(receiver) {
                    self.dereference(id, receiver, level);
                } else {
                    self.level(receiver, level);
                }
            }
            Node::HasPath(..) => self.path_level(id, level),
            Node::IsIn(operand, _, right) => {
                // The right side has a type exactly if the type test does not decide. To look at the operand once is
                // enough, since to dereference it asks for more than to evaluate it.
                if self.type_of(right) == Ty::UNKNOWN {
                    self.level(operand, level);
                } else {
                    self.dereference(id, operand, level);
                    self.level(right, level);
                }
            }
            Node::Set(_) | Node::Call(..) | Node::Record(_) => self.part_levels(id, level),
        }
    }

    fn part_levels(&mut self, id: NodeId, level: u32) {
        let syntax = self.text.syntax;
        match syntax.node(id) {
            Node::Set(run) | Node::Call(_, run) => self.levels(&syntax.items[run.range()], level),
            Node::Record(run) => {
                for (_, value) in &syntax.fields[run.range()] {
                    self.level(*value, level);
                }
            }
            _ => {}
        }
    }

    fn short_circuit(&mut self, left: NodeId, right: NodeId, decided: Ty, level: u32) {
        self.level(left, level);
        if self.type_of(left) != decided {
            self.level(right, level);
        }
    }

    /// The branches of an `if` that may be taken.
    fn branches(&self, condition: NodeId, consequent: NodeId, alternative: NodeId) -> [Option<NodeId>; 2] {
        match self.type_of(condition) {
            Ty::TRUE => [Some(consequent), None],
            Ty::FALSE => [None, Some(alternative)],
            _ => [Some(consequent), Some(alternative)],
        }
    }

    fn is_entity_node(&self, node: NodeId) -> bool {
        let ty = self.type_of(node);
        ty != Ty::UNKNOWN && is_entity(self.types.shape(ty))
    }

    /// Checks an expression that uses data of the entity that is the value of its receiver.
    fn dereference(&mut self, id: NodeId, receiver: NodeId, level: u32) {
        let distance = self.distance(receiver, &mut Vec::new(), level);
        self.note_distance(id, distance, level);
    }

    fn note_distance(&mut self, id: NodeId, distance: u32, level: u32) {
        if distance >= level {
            self.note(id, Detail::Level { allowed: level, needed: distance.saturating_add(1) });
        }
    }

    /// The greatest distance of the entity that an expression gives, or that its attributes along `path` (the next
    /// one last) lead to; what is evaluated on the way is checked.
    fn distance(&mut self, id: NodeId, path: &mut Vec<Symbol>, level: u32) -> u32 {
        match self.text.syntax.node(id) {
            Node::Entity(uid) => {
                if self.text.referent(uid, self.declared) != Referent::Action(self.action()) {
                    self.note(id, Detail::LiteralDereference);
                }
                0
            }
            Node::If(condition, consequent, alternative) => {
                self.level(condition, level);
                let mut furthest = 0;
                for branch in self.branches(condition, consequent, alternative).into_iter().flatten() {
                    furthest = furthest.max(self.distance(branch, &mut path.clone(), level));
                }
                furthest
            }
            Node::GetAttribute(receiver, name) => {
                if self.is_entity_node(receiver) {
                    self.distance(receiver, &mut Vec::new(), level).saturating_add(1)
                } else {
                    path.push(name);
                    self.distance(receiver, path, level)
                }
            }
            Node::Binary(BinaryOp::GetTag, receiver, key) => {
                let distance = self.distance(receiver, &mut Vec::new(), level);
                self.level(key, level);
                distance.saturating_add(1)
            }
            Node::Record(_) => self.record_distance(id, path, level),
            _ => 0,
        }
    }

    fn record_distance(&mut self, id: NodeId, path: &mut Vec<Symbol>, level: u32) -> u32 {
        let syntax = self.text.syntax;
        let Node::Record(run) = syntax.node(id) else { return 0 };
        let next = path.pop();
        let mut distance = 0;
        for (name, value) in &syntax.fields[run.range()] {
            if Some(*name) == next {
                distance = self.distance(*value, path, level);
            } else {
                self.level(*value, level);
            }
        }
        distance
    }

    fn action(&self) -> ActionId {
        self.environment.action
    }

    /// `e has a.b.c`, which uses data of each entity on the way.
    fn path_level(&mut self, id: NodeId, level: u32) {
        let syntax = self.text.syntax;
        let Node::HasPath(receiver, run) = syntax.node(id) else { return };
        let names = &syntax.names[run.range()];
        let mut of = self.type_of(receiver);
        // The distance of the entity reached last; before the first one, the names that lead to it.
        let mut reached = None;
        for (at, name) in names.iter().enumerate() {
            if of == Ty::UNKNOWN {
                break;
            }
            if is_entity(self.types.shape(of)) {
                let distance = match reached {
                    None => self.distance(receiver, &mut names[..at].iter().rev().copied().collect(), level),
                    Some(before) => u32::saturating_add(before, 1),
                };
                reached = Some(distance);
            }
            match self.look_up(of, *name) {
                Lookup::Declared { ty, .. } => of = ty,
                Lookup::Maybe | Lookup::Absent => break,
            }
        }
        match reached {
            Some(distance) => self.note_distance(id, distance, level),
            None => self.level(receiver, level),
        }
    }
}
