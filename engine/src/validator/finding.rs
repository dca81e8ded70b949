//! A mistake as the checks note it: numbers, and no text yet.
//!
//! The checks find the same mistake once for each request environment; only distinct ones are kept, and only those
//! are put into words (in `describe`).

use super::declared::ActionId;
use super::result::ValidationErrorKind;
use super::text::Referent;
use super::types::{EntityTypeId, Ty};
use crate::entity_uid::EntityUid;
use crate::error::Span;
use crate::ext::ExtensionFunction;
use crate::symbols::Symbol;
use crate::syntax::{NodeId, UidId};
use rustc_hash::FxHashSet;

/// The types of a request: what policies are checked for, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Environment {
    pub(super) principal: EntityTypeId,
    pub(super) action: ActionId,
    pub(super) resource: EntityTypeId,
}

/// What type an expression should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// This type.
    Type(Ty),
    /// A boolean, whether or not its value is known.
    Bool,
    Set,
    Entity,
    EntityOrRecord,
    EntityOrEntities,
    /// A type whose values `<` compares.
    Ordered,
}

/// What is wrong.
#[derive(Clone, Debug)]
pub(super) enum Detail {
    UnknownEntityType(Symbol),
    /// An entity that fills a slot is not declared.
    UnknownFiller(EntityUid, Referent),
    UnknownAction(UidId),
    UnknownId(UidId, EntityTypeId),
    UnexpectedType {
        expected: Expected,
        found: Ty,
        advice: Option<&'static str>,
    },
    /// `what` names the two things whose types do not go together.
    IncompatibleTypes {
        left: Ty,
        right: Ty,
        what: &'static str,
    },
    /// `maybe` if some of the values have it.
    UnknownAttribute {
        on: Ty,
        name: Symbol,
        maybe: bool,
        receiver: Option<NodeId>,
    },
    OptionalAttribute {
        on: Ty,
        name: Symbol,
        receiver: NodeId,
    },
    NoTags {
        on: Ty,
    },
    UnguardedTag {
        on: Ty,
        receiver: NodeId,
        key: NodeId,
    },
    Arity {
        function: ExtensionFunction,
        found: usize,
    },
    Malformed {
        function: ExtensionFunction,
        why: String,
    },
    NotLiteral {
        function: ExtensionFunction,
    },
    EmptySet,
    Level {
        allowed: u32,
        needed: u32,
    },
    LiteralDereference,
    /// Whether `in` in the place of `==` would help, the action if the scope wants a certain one, and what a link fills
    /// its slots with.
    InapplicableScope {
        means_in: bool,
        filled: Vec<EntityUid>,
        action: Option<ActionId>,
    },
}

impl Detail {
    pub(super) fn kind(&self) -> ValidationErrorKind {
        use ValidationErrorKind as K;
        match self {
            Self::UnknownFiller(_, Referent::UnknownAction) | Self::UnknownAction(_) => K::UnknownAction,
            Self::UnknownFiller(_, Referent::UnknownId(_)) | Self::UnknownId(..) => K::UnknownEnumeratedId,
            Self::UnknownFiller(..) | Self::UnknownEntityType(_) => K::UnknownEntityType,
            Self::UnexpectedType { .. } => K::UnexpectedType,
            Self::IncompatibleTypes { .. } => K::IncompatibleTypes,
            Self::UnknownAttribute { .. } => K::UnknownAttribute,
            Self::OptionalAttribute { .. } => K::UnguardedAttribute,
            Self::NoTags { .. } => K::NoTags,
            Self::UnguardedTag { .. } => K::UnguardedTag,
            Self::Arity { .. } => K::Arity,
            Self::Malformed { .. } => K::MalformedLiteral,
            Self::NotLiteral { .. } => K::NonLiteralArgument,
            Self::EmptySet => K::EmptySet,
            Self::Level { .. } => K::LevelExceeded,
            Self::LiteralDereference => K::LiteralDereference,
            Self::InapplicableScope { .. } => K::InapplicableScope,
        }
    }
}

/// A mistake at a place, and the first environment it was found in, if it depends on that.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) span: Span,
    pub(super) detail: Detail,
    pub(super) environment: Option<Environment>,
}

/// The mistakes of one policy: for each place, at most one of each kind.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) list: Vec<Finding>,
    seen: FxHashSet<(u32, u32, ValidationErrorKind)>,
}

impl Findings {
    pub(super) fn add(&mut self, span: Span, detail: Detail, environment: Option<Environment>) {
        if self.seen.insert((span.start, span.end, detail.kind())) {
            self.list.push(Finding { span, detail, environment });
        }
    }

    /// Takes the mistakes out, in the order of the text.
    pub(super) fn take(&mut self) -> Vec<Finding> {
        self.seen.clear();
        let mut list = std::mem::take(&mut self.list);
        list.sort_by_key(|finding| (finding.span.start, finding.span.end, finding.detail.kind()));
        list
    }
}
