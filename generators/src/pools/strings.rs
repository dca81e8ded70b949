//! Strings that printers, parsers and comparisons get wrong.
//!
//! Source of the alphabet: the language guide's string escapes, and Unicode. The order is from harmless to odd, so
//! that a generator that wants mostly plain strings takes a prefix.

/// How many of [`ALL`], from its start, are plain words.
pub const PLAIN: usize = 8;

/// Strings in general.
pub const ALL: &[&str] = &[
    "a",
    "b",
    "ab",
    "abc",
    "view",
    "ann",
    "hello world",
    "0",
    // Empty, and blanks.
    "",
    " ",
    "a ",
    " a",
    "\t",
    // What must be escaped, or looks as if it were.
    "\"",
    "\\",
    "\\\\",
    "\\n",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "'",
    "a\"b\\c",
    "\\u{41}",
    "\\*",
    "*",
    "**",
    "%",
    "_",
    "\u{1}",
    "\u{7f}",
    "\u{85}",
    // Words and marks of the language.
    "true",
    "if",
    "in",
    "principal",
    "permit(principal, action, resource);",
    "// no comment",
    "/* no comment */",
    "?principal",
    "__cedar",
    "__entity",
    "__extn",
    "User::\"ann\"",
    // Case, digits and numbers.
    "A",
    "Ann",
    "00",
    "-1",
    "1.0",
    "9223372036854775808",
    // Precomposed and decomposed, look-alikes, ligatures, width, case that changes length.
    "é",
    "e\u{301}",
    "\u{430}",
    "\u{fb01}",
    "\u{ff41}",
    "ß",
    "SS",
    "\u{130}",
    "\u{212a}",
    // Direction, joiners, invisible characters.
    "\u{202e}nimda",
    "a\u{200d}b",
    "a\u{200b}b",
    "\u{feff}a",
    "\u{a0}",
    "\u{2028}",
    // One character in one, two, three, four bytes; a cluster of several.
    "\u{7ff}",
    "\u{800}",
    "\u{d7ff}",
    "\u{e000}",
    "\u{ffff}",
    "😀",
    "👩‍👩‍👧",
    "\u{10ffff}",
    // Long, and long with a difference at the end.
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
];

/// How many of [`ENTITY_IDS`], from its start, are plain words.
pub const PLAIN_ENTITY_IDS: usize = 8;

/// Ids of entities.
pub const ENTITY_IDS: &[&str] = &[
    "ann",
    "bob",
    "cat",
    "dan",
    "x1",
    "x2",
    "0",
    "550e8400-e29b-41d4-a716-446655440000",
    // One id is a prefix, a case or a blank away from another.
    "an",
    "Ann",
    "ann ",
    "",
    "1",
    "01",
    // Ids that hold what surrounds them.
    "a\"b",
    "a\\b",
    "User::\"ann\"",
    "a::b",
    "a/b",
    "a\nb",
    "principal",
    "*",
    "é",
    "e\u{301}",
    "😀",
    "\u{202e}nna",
];

/// How many of [`ATTRIBUTES`], from its start, are ordinary identifiers.
pub const PLAIN_ATTRIBUTES: usize = 10;

/// Names of attributes and keys of tags.
pub const ATTRIBUTES: &[&str] = &[
    "name",
    "owner",
    "level",
    "tags",
    "labels",
    "active",
    "address",
    "a",
    "b",
    "_",
    // Reserved words, and words that are only words elsewhere.
    "if",
    "in",
    "is",
    "has",
    "like",
    "then",
    "else",
    "true",
    "false",
    "principal",
    "context",
    "permit",
    "when",
    "type",
    "id",
    "uid",
    "attrs",
    "parents",
    "Set",
    "namespace",
    "ip",
    "isEmpty",
    "contains",
    // No identifier at all, or nearly one.
    "",
    " ",
    "name ",
    "1a",
    "a.b",
    "a-b",
    "a b",
    "a\"b",
    "a\nb",
    "naïve",
    "😀",
    "Name",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pools::identifiers;

    #[test]
    fn the_plain_prefixes_are_plain() {
        let plain = |s: &&str| !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric() || "_- ".contains(c));
        assert!(ALL[..PLAIN].iter().all(|s| plain(s) && *s == s.trim()));
        assert!(ENTITY_IDS[..PLAIN_ENTITY_IDS].iter().all(plain));
        assert!(ATTRIBUTES[..PLAIN_ATTRIBUTES].iter().all(|s| identifiers::is_bare(s)));
    }

    #[test]
    fn each_length_in_bytes_and_each_end_of_the_code_points_is_there() {
        for bytes in 1..=4 {
            assert!(ALL.iter().any(|s| s.chars().any(|c| c.len_utf8() == bytes)), "{bytes}");
        }
        for c in ['\0', '\u{7f}', '\u{7ff}', '\u{800}', '\u{d7ff}', '\u{e000}', '\u{ffff}', '\u{10ffff}'] {
            assert!(ALL.iter().any(|s| s.contains(c)), "{c:?}");
        }
    }

    #[test]
    fn the_long_strings_differ_only_in_their_last_byte() {
        let [.., first, second] = ALL else { panic!() };
        assert!(first.len() >= 100 && first.len() == second.len());
        assert_eq!(first[..first.len() - 1], second[..second.len() - 1]);
    }
}
