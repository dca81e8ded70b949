//! The extension types: `decimal`, `ipaddr`, `datetime` and `duration`, each as a small `Copy` value with its literal
//! grammar and its functions.
//!
//! In: literals as the language writes them, and values. Out: values, or an [`ExtensionError`]. All arithmetic is
//! checked. [`ExtensionFunction`] is the table of names, parameters and results that the parser, the JSON reader and
//! the evaluator share. What an operator does to operands of the wrong type is not decided here.

mod datetime;
mod decimal;
mod duration;
mod functions;
mod ip;

pub use datetime::Datetime;
pub use decimal::Decimal;
pub use duration::Duration;
pub use functions::{CallError, CallStyle, ExtensionFunction, ExtensionType, ValueType};
pub use ip::Ip;

use thiserror::Error;

/// What an extension function refuses: the language's `extension` errors.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExtensionError {
    /// The argument of a constructor is not a literal of its type.
    #[error("`{literal}` is not a valid {ty}: {expected}")]
    Malformed {
        /// The type, as the constructor names it.
        ty: &'static str,
        /// The literal, clipped when long.
        literal: String,
        /// What the grammar wants.
        expected: &'static str,
    },
    /// The result of a function lies outside the range of its type.
    #[error("the result of `{function}` is out of range")]
    Overflow {
        /// The function.
        function: &'static str,
    },
}

impl ExtensionError {
    /// Reports a bad literal; keeps no more of it than a person would read.
    fn malformed(ty: &'static str, literal: &str, expected: &'static str) -> ExtensionError {
        let mut kept: String = literal.chars().take(60).collect();
        if kept.len() < literal.len() {
            kept.push('…');
        }
        ExtensionError::Malformed { ty, literal: kept, expected }
    }
}

/// Reads exactly `count` decimal digits as a number; `count` is at most nine.
fn fixed_digits<'a>(count: usize) -> impl nom::Parser<&'a str, Output = i64, Error = nom::error::Error<&'a str>> {
    use nom::Parser as _;
    nom::bytes::complete::take_while_m_n(count, count, |c: char| c.is_ascii_digit())
        .map(|digits: &str| digits.bytes().fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
}
