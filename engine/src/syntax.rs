//! What a policy text says, as flat tables: templates, their scopes, and expressions as indices into one list of nodes.
//!
//! The parser writes it, operands before operators; compilation reads it. Nothing here points or recurses, so a text
//! of any shape is dropped, copied and walked in constant stack. Ids of policies and the filling of slots are not here
//! (see `policy_set`); names are not resolved against anything.

use crate::error::Span;
use crate::ext::ExtensionFunction;
use crate::like::Pattern;
use crate::symbols::{Symbol, Symbols};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The place of an expression in [`Syntax::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(pub(crate) u32);

/// The place of an entity id in [`Syntax::uids`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UidId(pub(crate) u32);

/// A run of entries in one of the lists of [`Syntax`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) start: u32,
    pub(crate) length: u32,
}

impl Run {
    /// The places that the run covers.
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..(self.start + self.length) as usize
    }
}

/// The variables of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Var {
    /// `principal`
    Principal,
    /// `action`
    Action,
    /// `resource`
    Resource,
    /// `context`
    Context,
}

/// Operators of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnaryOp {
    Not,
    Negate,
    IsEmpty,
}

/// Operators of two operands, both of which are always evaluated; the built-in methods are among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinaryOp {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Contains,
    ContainsAll,
    ContainsAny,
    HasTag,
    GetTag,
}

impl BinaryOp {
    /// The operator as it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::In => "in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Contains => "contains",
            Self::ContainsAll => "containsAll",
            Self::ContainsAny => "containsAny",
            Self::HasTag => "hasTag",
            Self::GetTag => "getTag",
        }
    }
}

/// An expression; operands are earlier nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Bool(bool),
    Long(i64),
    Text(Symbol),
    Entity(UidId),
    Var(Var),
    Unary(UnaryOp, NodeId),
    Binary(BinaryOp, NodeId, NodeId),
    And(NodeId, NodeId),
    Or(NodeId, NodeId),
    If(NodeId, NodeId, NodeId),
    GetAttribute(NodeId, Symbol),
    HasAttribute(NodeId, Symbol),
    /// `e has a.b.c`, the names in [`Syntax::names`].
    HasPath(NodeId, Run),
    /// The pattern is in [`Syntax::patterns`].
    Like(NodeId, u32),
    Is(NodeId, Symbol),
    IsIn(NodeId, Symbol, NodeId),
    /// The elements are in [`Syntax::items`].
    Set(Run),
    /// The attributes are in [`Syntax::fields`].
    Record(Run),
    /// The arguments, receiver first, are in [`Syntax::items`].
    Call(ExtensionFunction, Run),
}

/// What a policy does when it is satisfied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// `permit`
    Permit,
    /// `forbid`
    Forbid,
}

/// A hole of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlotId {
    /// `?principal`
    Principal,
    /// `?resource`
    Resource,
}

impl fmt::Display for SlotId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Principal => "?principal",
            Self::Resource => "?resource",
        })
    }
}

/// What stands on the right of a scope's `==` or `in`; the slot is the one named after the variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntityReference {
    Uid(UidId),
    Slot,
}

/// The condition on `principal` or `resource` in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeConstraint {
    Any,
    Equal(EntityReference),
    In(EntityReference),
    Is(Symbol),
    IsIn(Symbol, EntityReference),
}

impl ScopeConstraint {
    /// Whether the slot stands in it.
    pub(crate) fn has_slot(self) -> bool {
        matches!(
            self,
            Self::Equal(EntityReference::Slot) | Self::In(EntityReference::Slot) | Self::IsIn(_, EntityReference::Slot)
        )
    }
}

/// The condition on `action` in a scope; the entities of a list are in [`Syntax::actions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionConstraint {
    Any,
    Equal(UidId),
    In(Run),
}

/// One `when` or `unless` clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    /// `false` for `unless`.
    pub(crate) is_when: bool,
    pub(crate) condition: NodeId,
}

/// A policy or template as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TemplateSyntax {
    pub(crate) effect: Effect,
    /// In [`Syntax::annotations`].
    pub(crate) annotations: Run,
    pub(crate) principal: ScopeConstraint,
    pub(crate) action: ActionConstraint,
    pub(crate) resource: ScopeConstraint,
    /// In [`Syntax::clauses`].
    pub(crate) clauses: Run,
    pub(crate) span: Span,
    /// Where `principal`, `action` and `resource` stand in the scope, each with its constraint.
    pub(crate) scope_spans: [Span; 3],
}

/// All that one policy text says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Syntax {
    /// The text itself: what is found wrong with it later is shown in it.
    pub(crate) source: Arc<str>,
    pub(crate) symbols: Symbols,
    pub(crate) nodes: Vec<Node>,
    /// Where each node stands in the text.
    pub(crate) spans: Vec<Span>,
    /// The greatest height of an expression.
    pub(crate) height: u32,
    pub(crate) items: Vec<NodeId>,
    pub(crate) fields: Vec<(Symbol, NodeId)>,
    pub(crate) names: Vec<Symbol>,
    pub(crate) patterns: Vec<Pattern>,
    /// Types and ids of the entities that are named.
    pub(crate) uids: Vec<(Symbol, Symbol)>,
    /// Where each of them stands in the text.
    pub(crate) uid_spans: Vec<Span>,
    pub(crate) actions: Vec<UidId>,
    pub(crate) annotations: Vec<(Symbol, Option<Symbol>)>,
    pub(crate) clauses: Vec<Clause>,
    pub(crate) templates: Vec<TemplateSyntax>,
}

impl Syntax {
    /// The string of a symbol of this text.
    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.symbols.get(symbol)
    }

    /// The node at a place.
    pub(crate) fn node(&self, id: NodeId) -> Node {
        self.nodes[id.0 as usize]
    }

    /// Where a node stands in the text.
    pub(crate) fn span(&self, id: NodeId) -> Span {
        self.spans[id.0 as usize]
    }

    /// The nodes of the condition of a clause: all between that of the clause before it and its own, since operands
    /// come first and nothing else makes nodes.
    pub(crate) fn condition_nodes(&self, clause: usize) -> Range<usize> {
        let start = clause.checked_sub(1).map_or(0, |before| self.clauses[before].condition.0 as usize + 1);
        start..self.clauses[clause].condition.0 as usize + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_stay_small() {
        assert_eq!(size_of::<Node>(), 16);
    }
}
