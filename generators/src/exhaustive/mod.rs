//! Every condition up to a size over a tiny universe: counted, numbered, and made from its number.
//!
//! [`Universe`] is the table of what conditions are built of, [`Counts`] counts and numbers them, [`Enumeration`] packs
//! them into cases. There is no chance here and no store of what was made: a case is a function of its number, so a shard
//! is arithmetic and the way on after an interruption is a number.
//!
//! "Every condition" is meant syntactically: also those that can only end in a type error, for kinds of errors are
//! compared too.

mod count;
mod operator;
mod packing;
mod universe;

#[cfg(test)]
mod tests;

pub use count::Counts;
pub use operator::Operator;
pub use packing::{Enumeration, checksum};
pub use universe::Universe;
