//! Types of operators: comparisons, arithmetic, membership, and tests of strings and types.
//!
//! Strict validation wants both sides of an equality to have a common type, unless its value is known: two literals
//! are compared at once, and entities of types that have nothing in common are never equal. `in` is known to be false
//! where the schema lets no entity of the one type be in one of the other, and known altogether between literal
//! actions. (Language guide, "Policy validation"; RFC 19; formal model, `typeOfBinaryApp`.)

use super::advice;
use super::check::{Checker, negated};
use super::declared::ActionId;
use super::finding::Expected;
use super::text::Referent;
use super::types::{EntityTypeId, Shape, Ty};
use crate::symbols::Symbol;
use crate::syntax::{BinaryOp, Node, NodeId, UidId, Var};

/// A literal, or the variable `action`, whose value the environment fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Literal {
    Bool(bool),
    Long(i64),
    Text(Symbol),
    Entity(Symbol, Symbol),
    Action(ActionId),
}

impl Checker<'_, '_> {
    /// The type of an entity that is written out; unknown if it is not declared, which is noted elsewhere.
    pub(super) fn entity_type_of(&mut self, uid: UidId) -> Ty {
        match self.text.referent(uid, self.declared) {
            Referent::Entity(ty) | Referent::UnknownId(ty) => self.declared.info(ty).ty,
            Referent::Action(action) => self.declared.info(self.declared.action(action).ty).ty,
            Referent::UnknownType | Referent::UnknownAction => Ty::UNKNOWN,
        }
    }

    fn literal(&mut self, id: NodeId) -> Option<Literal> {
        Some(match self.text.syntax.node(id) {
            Node::Bool(truth) => Literal::Bool(truth),
            Node::Long(number) => Literal::Long(number),
            Node::Text(text) => Literal::Text(text),
            Node::Var(Var::Action) => Literal::Action(self.environment.action),
            Node::Entity(uid) => match self.text.referent(uid, self.declared) {
                Referent::Action(action) => Literal::Action(action),
                _ => {
                    let (ty, id) = self.text.syntax.uids[uid.0 as usize];
                    Literal::Entity(ty, id)
                }
            },
            _ => return None,
        })
    }

    pub(super) fn binary(&mut self, id: NodeId, operator: BinaryOp, left: NodeId, right: NodeId) -> Ty {
        use BinaryOp as B;
        match operator {
            B::Equal => self.equality(id, left, right),
            B::NotEqual => negated(self.equality(id, left, right)),
            B::Less | B::LessEqual | B::Greater | B::GreaterEqual => self.comparison(left, right),
            B::Add | B::Subtract | B::Multiply => self.arithmetic(operator, left, right),
            B::In => {
                let of = self.expect(left, Expected::Entity, Some(advice::instead_of_in)).ty;
                self.membership(of, left, right)
            }
            B::Contains => self.contains(id, left, right),
            B::ContainsAll | B::ContainsAny => self.contains_several(id, left, right),
            B::HasTag | B::GetTag => Ty::UNKNOWN,
        }
    }

    fn equality(&mut self, id: NodeId, left: NodeId, right: NodeId) -> Ty {
        let (of_left, of_right) = (self.check(left).ty, self.check(right).ty);
        if of_left == Ty::UNKNOWN || of_right == Ty::UNKNOWN {
            return Ty::BOOL;
        }
        if self.are_disjoint(of_left, of_right) {
            return Ty::FALSE;
        }
        if let (Some(left), Some(right)) = (self.literal(left), self.literal(right)) {
            return Ty::of_bool(left == right);
        }
        if self.strict {
            self.bound(id, of_left, of_right, "the sides of an equality");
        }
        Ty::BOOL
    }

    /// Whether two types are of entities that cannot be the same.
    fn are_disjoint(&self, left: Ty, right: Ty) -> bool {
        let (mut left, right) = (self.types.members(left).peekable(), self.types.members(right));
        let right: Vec<EntityTypeId> = right.collect();
        left.peek().is_some() && !right.is_empty() && !left.any(|member| right.contains(&member))
    }

    fn comparison(&mut self, left: NodeId, right: NodeId) -> Ty {
        let (of_left, of_right) = (self.check(left).ty, self.check(right).ty);
        let advise = Some(advice::instead_of_comparison as super::check::Advise);
        let is_ordered = |ty: Ty| ty == Ty::UNKNOWN || ty.is_ordered();
        match (is_ordered(of_left), is_ordered(of_right)) {
            (true, true) if of_left == of_right || of_left == Ty::UNKNOWN || of_right == Ty::UNKNOWN => {}
            (true, _) if of_left != Ty::UNKNOWN => {
                // A mere number beside a date is more likely to be the slip than the date.
                if of_left == Ty::LONG && of_right.is_ordered() {
                    self.unexpected(left, Expected::Type(of_right), of_left, None);
                } else {
                    self.unexpected(right, Expected::Type(of_left), of_right, advise);
                }
            }
            (_, true) if of_right != Ty::UNKNOWN => self.unexpected(left, Expected::Type(of_right), of_left, advise),
            // Where neither will do, the left one stands for both.
            (false, _) => self.unexpected(left, Expected::Ordered, of_left, advise),
            (true, false) => self.unexpected(right, Expected::Ordered, of_right, advise),
            (true, true) => {}
        }
        Ty::BOOL
    }

    fn arithmetic(&mut self, operator: BinaryOp, left: NodeId, right: NodeId) -> Ty {
        let advise = if operator == BinaryOp::Add { advice::instead_of_plus } else { advice::instead_of_arithmetic };
        let left = self.expect(left, Expected::Type(Ty::LONG), Some(advise)).ty;
        if left == Ty::UNKNOWN {
            // Both sides of `"a" + "b"` are wrong for one reason.
            self.check(right);
            return Ty::UNKNOWN;
        }
        self.expect(right, Expected::Type(Ty::LONG), Some(advise)).ty
    }

    /// The type of `left in right`, where `left`, whose type is `of_left`, has been checked.
    fn membership(&mut self, of_left: Ty, left: NodeId, right: NodeId) -> Ty {
        let of_right = self.expect(right, Expected::EntityOrEntities, Some(advice::instead_of_in)).ty;
        if of_left == Ty::UNKNOWN || of_right == Ty::UNKNOWN {
            return Ty::BOOL;
        }
        if let Some(Literal::Action(action)) = self.literal(left)
            && let Some(is_in) = self.is_action_in_literals(action, right)
        {
            return Ty::of_bool(is_in);
        }
        let of_right = if let Shape::Set(element) = self.types.shape(of_right) { *element } else { of_right };
        if of_right == Ty::NEVER {
            return Ty::BOOL;
        }
        let possible = self
            .types
            .members(of_left)
            .any(|member| self.types.members(of_right).any(|ancestor| self.declared.may_be_in(member, ancestor)));
        if possible { Ty::BOOL } else { Ty::FALSE }
    }

    /// Whether an action is in what is written on the right, if that is a literal or a set of literals.
    fn is_action_in_literals(&mut self, action: ActionId, right: NodeId) -> Option<bool> {
        let Node::Set(run) = self.text.syntax.node(right) else {
            return self.is_action_in_literal(action, right);
        };
        let mut is_in = false;
        for item in run.range() {
            is_in |= self.is_action_in_literal(action, self.text.syntax.items[item])?;
        }
        Some(is_in)
    }

    fn is_action_in_literal(&mut self, action: ActionId, right: NodeId) -> Option<bool> {
        match self.literal(right)? {
            Literal::Action(group) => Some(self.declared.is_action_in(action, group)),
            // Actions are only in actions.
            Literal::Entity(..) => Some(false),
            _ => None,
        }
    }

    fn contains(&mut self, id: NodeId, set: NodeId, element: NodeId) -> Ty {
        let of_set = self.expect(set, Expected::Set, Some(advice::instead_of_contains)).ty;
        let of_element = self.check(element).ty;
        if of_set != Ty::UNKNOWN
            && self.strict
            && let Shape::Set(inside) = self.types.shape(of_set)
        {
            self.bound(id, *inside, of_element, "the elements of the set and what is looked for");
        }
        Ty::BOOL
    }

    fn contains_several(&mut self, id: NodeId, left: NodeId, right: NodeId) -> Ty {
        let of_left = self.expect(left, Expected::Set, Some(advice::instead_of_contains)).ty;
        let of_right = self.expect(right, Expected::Set, Some(advice::instead_of_contains_all)).ty;
        if self.strict {
            self.bound(id, of_left, of_right, "the two sets");
        }
        Ty::BOOL
    }

    pub(super) fn like(&mut self, operand: NodeId) -> Ty {
        self.expect(operand, Expected::Type(Ty::TEXT), Some(advice::instead_of_like));
        Ty::BOOL
    }

    pub(super) fn is(&mut self, operand: NodeId, ty: Symbol) -> Ty {
        let of = self.expect(operand, Expected::Entity, Some(advice::instead_of_is)).ty;
        self.is_of_type(of, ty)
    }

    /// The type of `is`, given the type of its operand.
    fn is_of_type(&mut self, of: Ty, ty: Symbol) -> Ty {
        if of == Ty::UNKNOWN {
            return Ty::BOOL;
        }
        let Some(ty) = self.text.entity_type(ty, self.declared) else { return Ty::FALSE };
        let mut members = self.types.members(of).peekable();
        if !members.any(|member| member == ty) {
            return Ty::FALSE;
        }
        if *self.types.shape(of) == Shape::Entity(ty) { Ty::TRUE } else { Ty::BOOL }
    }

    /// `e is T in g`: what `e is T && e in g` would be.
    pub(super) fn is_in(&mut self, operand: NodeId, ty: Symbol, right: NodeId) -> Ty {
        let of = self.expect(operand, Expected::Entity, Some(advice::instead_of_is)).ty;
        let is = self.is_of_type(of, ty);
        if is == Ty::FALSE {
            return Ty::FALSE;
        }
        let is_in = self.membership(of, operand, right);
        match (is, is_in) {
            (_, Ty::FALSE) => Ty::FALSE,
            (Ty::TRUE, is_in) => is_in,
            (is, Ty::TRUE) => is,
            _ => Ty::BOOL,
        }
    }
}
