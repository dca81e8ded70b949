//! Pools of literals that bite: the boundary values of each kind, with their neighbours.
//!
//! Each family is a file of its own, a table written from the language's definition and not from what any
//! implementation does, with a test beside it. The generators draw from these tables so that policies, entities and
//! requests meet in the same few interesting values. Nothing in a table is
//! random or computed; beside the tables stand small generators, of neighbours, spellings and look-alikes.

pub mod datetime;
pub mod decimal;
pub mod duration;
pub mod identifiers;
pub mod integers;
pub mod ip;
pub mod lookalikes;
pub mod patterns;
pub mod respell;
pub mod steps;
pub mod strings;

/// A string given to the constructor of an extension type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtLiteral {
    /// The string.
    pub text: &'static str,
    /// Whether the constructor accepts it.
    pub valid: bool,
    /// What is at stake.
    pub note: &'static str,
}

/// A literal that the constructor accepts.
const fn valid(text: &'static str, note: &'static str) -> ExtLiteral {
    ExtLiteral { text, valid: true, note }
}

/// A literal one step outside the grammar or the range.
const fn invalid(text: &'static str, note: &'static str) -> ExtLiteral {
    ExtLiteral { text, valid: false, note }
}

/// Integers: the ends of the range, zero, the powers of two between, and their neighbours.
pub fn integers() -> &'static [i64] {
    integers::ALL
}

/// Strings: empty, quotes, escapes, combining marks, look-alikes, words of the language.
pub fn strings() -> &'static [&'static str] {
    strings::ALL
}

/// Ids of entities: any string may be one.
pub fn entity_ids() -> &'static [&'static str] {
    strings::ENTITY_IDS
}

/// Names of attributes and keys of tags: any string may be one.
pub fn attribute_names() -> &'static [&'static str] {
    strings::ATTRIBUTES
}

/// Every literal of the extension type whose constructor has this name; none for another name.
pub fn extension_literals(constructor: &str) -> (&'static [ExtLiteral], &'static [ExtLiteral]) {
    match constructor {
        "ip" => (ip::VALID, ip::INVALID),
        "decimal" => (decimal::VALID, decimal::INVALID),
        "datetime" => (datetime::VALID, datetime::INVALID),
        "duration" => (duration::VALID, duration::INVALID),
        _ => (&[], &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_table_repeats_itself_and_each_literal_says_what_it_is() {
        for constructor in ["ip", "decimal", "datetime", "duration"] {
            let (accepted, rejected) = extension_literals(constructor);
            assert!(accepted.iter().all(|literal| literal.valid), "{constructor}");
            assert!(rejected.iter().all(|literal| !literal.valid), "{constructor}");
            let all: Vec<_> = accepted.iter().chain(rejected).collect();
            let distinct: BTreeSet<_> = all.iter().map(|literal| literal.text).collect();
            assert_eq!(distinct.len(), all.len(), "{constructor}");
            assert!(all.iter().all(|literal| !literal.note.is_empty()), "{constructor}");
        }
        for table in [strings(), entity_ids(), attribute_names()] {
            assert_eq!(table.iter().collect::<BTreeSet<_>>().len(), table.len());
        }
        assert_eq!(integers().iter().collect::<BTreeSet<_>>().len(), integers().len());
    }
}
