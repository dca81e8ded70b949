//! Errors of evaluation, as small as they are made: a kind and the values that its message will name.
//!
//! A message is written only when the answer is put together, with the heap that knows the names.

use crate::datum::{Datum, EntityId, Heap};
use crate::ext::{ExtensionError, ValueType};
use crate::response::ErrorKind;
use crate::symbols::Symbol;
use crate::syntax::BinaryOp;

/// Why an evaluation has no value.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    EntityMissing(EntityId),
    AttributeMissing(Datum, Symbol),
    TagMissing(EntityId, Symbol),
    Operand { operator: &'static str, wanted: &'static str, found: Datum },
    Operands(BinaryOp, Datum, Datum),
    Argument { function: &'static str, wanted: ValueType, found: Datum },
    Overflow(&'static str),
    Extension(Box<ExtensionError>),
    Arity { function: &'static str, wanted: usize, found: usize },
}

impl Fault {
    /// An operand of the wrong type.
    pub(crate) fn operand(operator: &'static str, wanted: &'static str, found: Datum) -> Self {
        Self::Operand { operator, wanted, found }
    }

    pub(crate) fn extension(error: ExtensionError) -> Self {
        Self::Extension(Box::new(error))
    }

    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::EntityMissing(_) => ErrorKind::EntityMissing,
            Self::AttributeMissing(..) => ErrorKind::AttributeMissing,
            Self::TagMissing(..) => ErrorKind::TagMissing,
            Self::Operand { .. } | Self::Operands(..) | Self::Argument { .. } => ErrorKind::Type,
            Self::Overflow(_) => ErrorKind::Overflow,
            Self::Extension(_) => ErrorKind::Extension,
            Self::Arity { .. } => ErrorKind::Arity,
        }
    }

    pub(crate) fn message(&self, heap: &Heap<'_>) -> String {
        let entity = |entity: EntityId| {
            let (ty, id) = heap.uid(entity);
            format!("{}::\"{}\"", heap.text(ty), heap.text(id).escape_debug())
        };
        match self {
            Self::EntityMissing(missing) => format!("the entity `{}` does not exist", entity(*missing)),
            Self::AttributeMissing(Datum::Entity(owner), name) => {
                format!("the entity `{}` has no attribute `{}`", entity(*owner), heap.text(*name))
            }
            Self::AttributeMissing(_, name) => format!("the record has no attribute `{}`", heap.text(*name)),
            Self::TagMissing(owner, name) => {
                format!("the entity `{}` has no tag `{}`", entity(*owner), heap.text(*name))
            }
            Self::Operand { operator, wanted, found } => {
                format!("`{operator}` wants {wanted}, not {}", found.kind())
            }
            Self::Operands(operator, left, right) => {
                format!("`{}` does not apply to {} and {}", operator.name(), left.kind(), right.kind())
            }
            Self::Argument { function, wanted, found } => {
                format!("`{function}` wants an argument of type {wanted}, not {}", found.kind())
            }
            Self::Overflow(operator) => format!("the result of `{operator}` is outside the range of 64-bit integers"),
            Self::Extension(error) => error.to_string(),
            Self::Arity { function, wanted, found } => {
                format!("`{function}` is called with {found} arguments but takes {wanted}")
            }
        }
    }
}
