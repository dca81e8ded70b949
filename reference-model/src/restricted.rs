//! Restricted expressions: what attributes, tags and contexts are written in.
//!
//! A restricted expression is a literal, a set or record of restricted expressions, or an extension function called on
//! them. It has the value that it would have in a policy; there is no request or store that it could read.
//!
//! Source: language guide, entities and context syntax; the formal model starts from the values.

use thiserror::Error;

use crate::expr::Expr;
use crate::operand::Operand;
use crate::operators;
use crate::response::ErrorKind;
use crate::stack::with_room;
use crate::value::{Record, Value};

/// Why a restricted expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RestrictedError {
    /// Its evaluation errs, as that of a malformed extension literal does.
    #[error("its evaluation ends in an error of kind `{0}`")]
    Evaluation(ErrorKind),
    /// It has a part that only policies may have.
    #[error("it is neither a literal nor a set, a record or a call of an extension function on such")]
    NotRestricted,
}

/// Evaluates a restricted expression.
pub fn value(expr: &Expr) -> Result<Value, RestrictedError> {
    with_room(|| match expr {
        Expr::Lit(prim) => Ok(Value::Prim(prim.clone())),
        Expr::Set(elements) => elements.iter().map(value).collect::<Result<_, _>>().map(Value::Set),
        Expr::Record(fields) => record(fields.iter().map(|(name, field)| (name, field))).map(Value::Record),
        Expr::Call(function, arguments) => {
            let values = arguments.iter().map(value).collect::<Result<Vec<_>, _>>()?;
            let operands: Vec<Operand<'_>> = values.iter().map(Operand::from).collect();
            operators::call(*function, &operands).map(Operand::into_value).map_err(RestrictedError::Evaluation)
        }
        _ => Err(RestrictedError::NotRestricted),
    })
}

/// Evaluates the fields of a record.
pub(crate) fn record<'a>(fields: impl Iterator<Item = (&'a String, &'a Expr)>) -> Result<Record, RestrictedError> {
    fields.map(|(name, field)| Ok((name.clone(), value(field)?))).collect()
}
