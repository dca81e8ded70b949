//! Types of expressions in one request environment: the walk, and the forms that decide what is evaluated.
//!
//! In comes a condition; out come its type, the capabilities it grants, and findings. `&&`, `||` and `if` leave out
//! what a value known to be true or false keeps from being evaluated, and carry capabilities from guards to what they
//! guard. The other forms are in `access`, `operators` and `calls`. (Language guide, "Policy validation"; formal
//! model, `typeOf`.) An expression with a mistake in it gets the type that it should have or none, so that one mistake
//! is reported once.
//!
//! The walk recurses as deep as expressions nest, which the parser bounds (see `room`).

use super::Satisfied;
use super::capability::Granted;
use super::declared::Declared;
use super::finding::{Detail, Environment, Expected, Findings};
use super::text::{Names, Text};
use super::types::{Field, Shape, Ty, TypeTable};
use crate::syntax::{BinaryOp, Clause, Node, NodeId, UnaryOp, Var};
use std::ops::Range;

/// What is known of an expression: its type, and what holds if it is true.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) ty: Ty,
    pub(super) granted: Granted,
}

impl From<Ty> for Checked {
    fn from(ty: Ty) -> Self {
        Self { ty, granted: Granted::default() }
    }
}

/// What checking works with; the environment changes, the rest lasts for a text.
#[derive(Debug)]
pub(super) struct Checker<'v, 's> {
    pub(super) declared: &'v Declared,
    pub(super) types: TypeTable<'v>,
    pub(super) names: Names<'v>,
    pub(super) text: Text<'s>,
    pub(super) findings: Findings,
    pub(super) strict: bool,
    pub(super) environment: Environment,
    /// The type found for each node of the policy in this environment; unknown for nodes that are not evaluated.
    pub(super) node_types: Vec<Ty>,
    /// The first node of the policy.
    pub(super) first_node: usize,
}

impl Checker<'_, '_> {
    /// Checks all clauses together in the current environment.
    pub(super) fn clauses(&mut self, clauses: &[Clause], nodes: Range<usize>) -> Satisfied {
        self.first_node = nodes.start;
        self.node_types.clear();
        self.node_types.resize(nodes.len(), Ty::UNKNOWN);
        let action = self.text.action(self.environment.action, self.declared);
        self.text.alikes.enter(action, nodes.start);
        let mut satisfied = Satisfied::Perhaps;
        let mut held = Granted::default();
        for clause in clauses {
            let checked = self.expect(clause.condition, Expected::Bool, None);
            let (ty, granted) =
                if clause.is_when { (checked.ty, checked.granted) } else { (negated(checked.ty), Granted::default()) };
            if ty == Ty::FALSE {
                satisfied = Satisfied::Never(Some(clause.condition));
                break;
            }
            self.text.held.enter(&granted);
            held = both(held, granted, &mut self.text.held);
        }
        self.text.held.leave(&held);
        satisfied
    }

    pub(super) fn note(&mut self, node: NodeId, detail: Detail) {
        self.findings.add(self.text.syntax.span(node), detail, Some(self.environment));
    }

    /// The type found for a node in this environment.
    pub(super) fn type_of(&self, node: NodeId) -> Ty {
        self.node_types[node.0 as usize - self.first_node]
    }

    /// Checks an expression.
    pub(super) fn check(&mut self, id: NodeId) -> Checked {
        let checked = match self.text.syntax.node(id) {
            Node::Bool(_) | Node::Long(_) | Node::Text(_) | Node::Entity(_) | Node::Var(_) => self.leaf(id).into(),
            Node::Unary(operator, operand) => self.unary(operator, operand).into(),
            Node::Binary(BinaryOp::HasTag, receiver, key) => self.has_tag(receiver, key),
            Node::Binary(BinaryOp::GetTag, receiver, key) => self.get_tag(id, receiver, key).into(),
            Node::Binary(operator, left, right) => self.binary(id, operator, left, right).into(),
            Node::And(left, right) => self.and(left, right),
            Node::Or(left, right) => self.or(left, right),
            Node::If(condition, consequent, alternative) => self.conditional(id, condition, consequent, alternative),
            Node::GetAttribute(receiver, name) => self.get_attribute(id, receiver, name).into(),
            Node::HasAttribute(receiver, name) => self.has_attribute(receiver, name),
            Node::HasPath(receiver, names) => self.has_path(id, receiver, names),
            Node::Like(operand, _) => self.like(operand).into(),
            Node::Is(operand, ty) => self.is(operand, ty).into(),
            Node::IsIn(operand, ty, right) => self.is_in(operand, ty, right).into(),
            Node::Set(_) => self.set(id).into(),
            Node::Record(_) => self.record(id).into(),
            Node::Call(..) => self.call(id).into(),
        };
        self.node_types[id.0 as usize - self.first_node] = checked.ty;
        checked
    }

    /// Checks an expression that must have a certain type. If it has another, that is noted and its type is unknown.
    pub(super) fn expect(&mut self, id: NodeId, expected: Expected, advise: Option<Advise>) -> Checked {
        let checked = self.check(id);
        if checked.ty == Ty::UNKNOWN || self.is_expected(checked.ty, expected) {
            return checked;
        }
        self.unexpected(id, expected, checked.ty, advise);
        Ty::UNKNOWN.into()
    }

    pub(super) fn unexpected(&mut self, id: NodeId, expected: Expected, found: Ty, advise: Option<Advise>) {
        let advice = advise.and_then(|advise| advise(self.types.shape(found)));
        self.note(id, Detail::UnexpectedType { expected, found, advice });
    }

    fn is_expected(&self, ty: Ty, expected: Expected) -> bool {
        // The type without values is that of any expression that never has one.
        if ty == Ty::NEVER {
            return true;
        }
        match (expected, self.types.shape(ty)) {
            (Expected::Type(expected), _) => ty == expected,
            (Expected::Bool, _) => ty.is_bool(),
            (Expected::Ordered, _) => ty.is_ordered(),
            (Expected::Entity | Expected::EntityOrRecord | Expected::EntityOrEntities, shape) if is_entity(shape) => {
                true
            }
            (Expected::EntityOrRecord, Shape::Record { .. }) | (Expected::Set, Shape::Set(_)) => true,
            (Expected::EntityOrEntities, Shape::Set(element)) => {
                *element == Ty::NEVER || is_entity(self.types.shape(*element))
            }
            _ => false,
        }
    }

    fn leaf(&mut self, id: NodeId) -> Ty {
        match self.text.syntax.node(id) {
            Node::Bool(truth) => Ty::of_bool(truth),
            Node::Long(_) => Ty::LONG,
            Node::Text(_) => Ty::TEXT,
            Node::Entity(uid) => self.entity_type_of(uid),
            Node::Var(Var::Principal) => self.declared.info(self.environment.principal).ty,
            Node::Var(Var::Resource) => self.declared.info(self.environment.resource).ty,
            Node::Var(Var::Action) => self.declared.info(self.declared.action(self.environment.action).ty).ty,
            Node::Var(Var::Context) => self.declared.action(self.environment.action).context,
            _ => Ty::UNKNOWN,
        }
    }

    fn unary(&mut self, operator: UnaryOp, operand: NodeId) -> Ty {
        match operator {
            UnaryOp::Not => negated(self.expect(operand, Expected::Bool, None).ty),
            UnaryOp::Negate => self.expect(operand, Expected::Type(Ty::LONG), None).ty,
            UnaryOp::IsEmpty => {
                self.expect(operand, Expected::Set, Some(super::advice::instead_of_is_empty));
                Ty::BOOL
            }
        }
    }

    fn and(&mut self, left: NodeId, right: NodeId) -> Checked {
        let left = self.expect(left, Expected::Bool, None);
        if left.ty == Ty::FALSE {
            return Ty::FALSE.into();
        }
        self.text.held.enter(&left.granted);
        let right = self.expect(right, Expected::Bool, None);
        self.text.held.leave(&left.granted);
        let ty = match (left.ty, right.ty) {
            (_, Ty::FALSE) => return Ty::FALSE.into(),
            (left, Ty::TRUE) if left != Ty::UNKNOWN => left,
            (Ty::TRUE, right) if right != Ty::UNKNOWN => right,
            _ => Ty::BOOL,
        };
        Checked { ty, granted: left.granted.and(right.granted) }
    }

    fn or(&mut self, left: NodeId, right: NodeId) -> Checked {
        let left = self.expect(left, Expected::Bool, None);
        if left.ty == Ty::TRUE {
            return left;
        }
        let right = self.expect(right, Expected::Bool, None);
        match (left.ty, right.ty) {
            (_, Ty::TRUE) => right,
            (ty, Ty::FALSE) if ty != Ty::UNKNOWN => left,
            (Ty::FALSE, ty) if ty != Ty::UNKNOWN => right,
            _ => Checked { ty: Ty::BOOL, granted: left.granted.or(&right.granted) },
        }
    }

    fn conditional(&mut self, id: NodeId, condition: NodeId, consequent: NodeId, alternative: NodeId) -> Checked {
        let condition = self.expect(condition, Expected::Bool, None);
        if condition.ty == Ty::FALSE {
            return self.check(alternative);
        }
        self.text.held.enter(&condition.granted);
        let consequent = self.check(consequent);
        self.text.held.leave(&condition.granted);
        let granted = condition.granted.and(consequent.granted);
        if condition.ty == Ty::TRUE {
            return Checked { ty: consequent.ty, granted };
        }
        let alternative = self.check(alternative);
        let ty = self.bound(id, consequent.ty, alternative.ty, "the branches of an `if`");
        Checked { ty, granted: granted.or(&alternative.granted) }
    }

    /// The least upper bound of two types; that there is none is noted.
    pub(super) fn bound(&mut self, id: NodeId, left: Ty, right: Ty, what: &'static str) -> Ty {
        if left == Ty::UNKNOWN || right == Ty::UNKNOWN {
            return Ty::UNKNOWN;
        }
        let bound = self.types.least_upper_bound(left, right, self.strict);
        bound.unwrap_or_else(|| {
            self.note(id, Detail::IncompatibleTypes { left, right, what });
            Ty::UNKNOWN
        })
    }

    fn set(&mut self, id: NodeId) -> Ty {
        let Node::Set(run) = self.text.syntax.node(id) else { return Ty::UNKNOWN };
        if run.length == 0 && self.strict {
            self.note(id, Detail::EmptySet);
            return Ty::UNKNOWN;
        }
        let (mut element, mut any_unknown) = (Ty::NEVER, false);
        for item in run.range() {
            let item = self.text.syntax.items[item];
            let ty = self.check(item).ty;
            if ty == Ty::UNKNOWN || any_unknown {
                any_unknown = true;
                continue;
            }
            element = self.bound(item, element, ty, "the elements of a set");
            any_unknown = element == Ty::UNKNOWN;
        }
        if any_unknown { Ty::UNKNOWN } else { self.types.set(element) }
    }

    fn record(&mut self, id: NodeId) -> Ty {
        let Node::Record(run) = self.text.syntax.node(id) else { return Ty::UNKNOWN };
        let mut fields = Vec::with_capacity(run.length as usize);
        for at in run.range() {
            let (name, value) = self.text.syntax.fields[at];
            let ty = self.check(value).ty;
            let name = self.text.name(name, &mut self.names);
            fields.push(Field { name, ty, required: true });
        }
        if fields.iter().any(|field| field.ty == Ty::UNKNOWN) { Ty::UNKNOWN } else { self.types.record(fields, false) }
    }
}

/// Says what may have been meant by an operand of the wrong type.
pub(super) type Advise = fn(&Shape) -> Option<&'static str>;

pub(super) fn is_entity(shape: &Shape) -> bool {
    matches!(shape, Shape::Entity(_) | Shape::Union(_))
}

pub(super) fn negated(ty: Ty) -> Ty {
    match ty {
        Ty::TRUE => Ty::FALSE,
        Ty::FALSE => Ty::TRUE,
        _ => Ty::BOOL,
    }
}

/// Keeps together what several clauses grant one after the other. Each of them has been entered on its own, while a
/// union enters what is in both once: so the second entry of those is undone here.
fn both(before: Granted, after: Granted, held: &mut super::capability::Held) -> Granted {
    let twice = before.clone().or(&after);
    held.leave(&twice);
    before.and(after)
}
