//! Identifiers: which words may stand for a name, and words that almost may not.
//!
//! Source: language guide, grammar, `IDENT` and its reserved words; RFC 52 for `__cedar`. [`is_bare`] is also what the
//! printer asks before it writes an attribute without quotes.

/// Words that are never an identifier.
pub const RESERVED: &[&str] = &["true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar"];

/// Names of types that are as legal as any other.
pub const TYPES: &[&str] = &[
    "User",
    "Group",
    "Doc",
    "Folder",
    "T",
    // Equal to words with a meaning elsewhere.
    "principal",
    "action",
    "resource",
    "context",
    "permit",
    "forbid",
    "when",
    "unless",
    "ip",
    "decimal",
    "datetime",
    "duration",
    "ipaddr",
    "isEmpty",
    "advice",
    // Almost words.
    "True",
    "If",
    "iff",
    "In",
    "is_",
    "_in",
    "has1",
    "trueish",
    "_",
    "__",
    "__cedar_",
    "_cedar",
    "_0",
    "a1",
    "user",
    "USER",
];

/// Names that a schema or a policy must not declare or use as a type.
pub const NOT_TYPES: &[&str] =
    &["", " ", "1", "1a", "a-b", "a.b", "é", "Ωmega", "User ", "a b", "😀", "true", "if", "in", "__cedar"];

/// Names that a schema must not declare as a common type, being types or type constructors already.
pub const NOT_COMMON_TYPES: &[&str] = &["Bool", "Boolean", "Long", "String", "Set", "Record", "Entity", "Extension"];

/// Keys of annotations: any word at all, also a reserved one.
pub const ANNOTATION_KEYS: &[&str] =
    &["id", "note", "advice", "if", "in", "true", "permit", "principal", "_", "__cedar"];

/// Whether `word` may stand as an attribute, a record's key or part of a name without quotes.
pub fn is_bare(word: &str) -> bool {
    is_word(word) && !RESERVED.contains(&word)
}

/// Whether `word` has the form of an identifier, be it reserved or not.
pub fn is_word(word: &str) -> bool {
    let mut bytes = word.bytes();
    bytes.next().is_some_and(|b| b == b'_' || b.is_ascii_alphabetic())
        && bytes.all(|b| b == b'_' || b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_agree_with_the_definition() {
        assert!(TYPES.iter().all(|word| is_bare(word)));
        assert!(NOT_TYPES.iter().all(|word| !is_bare(word)));
        assert!(NOT_COMMON_TYPES.iter().all(|word| is_bare(word)));
        assert!(ANNOTATION_KEYS.iter().all(|word| is_word(word)));
        assert!(RESERVED.iter().all(|word| is_word(word) && !is_bare(word)));
    }
}
