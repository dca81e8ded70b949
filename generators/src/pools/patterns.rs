//! `like` patterns with strings that match and strings that nearly do.
//!
//! A pattern is written here with `*` for "any characters" and `\*` for a star. Source: language guide, `like`; there
//! is no other special character, and no anchoring but that the whole string must match.

use crosscheck_reference_model::expr::PatternElem;

/// A pattern and strings on both sides of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LikeCase {
    /// The pattern; see [`parse`].
    pub pattern: &'static str,
    /// Strings that it matches.
    pub matches: &'static [&'static str],
    /// Strings that it misses, by little.
    pub misses: &'static [&'static str],
}

const fn like(pattern: &'static str, matches: &'static [&'static str], misses: &'static [&'static str]) -> LikeCase {
    LikeCase { pattern, matches, misses }
}

/// The patterns.
pub const ALL: &[LikeCase] = &[
    like("", &[""], &[" ", "a", "*"]),
    like("a", &["a"], &["", "A", "aa", " a"]),
    like("*", &["", "a", "*", "a\nb", "😀"], &[]),
    like("**", &["", "ab"], &[]),
    like("a*", &["a", "ab", "a*"], &["", "ba", "A"]),
    like("*a", &["a", "ba", "aa"], &["", "ab"]),
    like("*a*", &["a", "bab", "aaa"], &["", "b", "A"]),
    like("a*b", &["ab", "aab", "abb", "a*b", "a\nb"], &["a", "b", "ba", "abc", "cab"]),
    like("a*b*c", &["abc", "aXbYc", "abbcc", "abcbc"], &["acb", "ab", "ac", "abcd"]),
    like("*ab*ab*", &["abab", "xabyabz", "aababab"], &["ab", "aba", "aabb"]),
    like("a*a", &["aa", "aba", "aaa"], &["a", "", "ab"]),
    like("*aab", &["aab", "aaab", "abaab"], &["aaba", "ab", "abab"]),
    like(r"\*", &["*"], &["", "a", "**", r"\*"]),
    like(r"*\*", &["*", "a*", "**"], &["", "a", "*a"]),
    like(r"\**", &["*", "*a", "**"], &["", "a*", r"\*"]),
    like(r"\*\*", &["**"], &["*", "***", "ab"]),
    like("?", &["?"], &["", "a"]),
    like("%", &["%"], &["a", "%%"]),
    like(".*", &[".", ".a"], &["", "a"]),
    like("[a]*", &["[a]", "[a]b"], &["a", "ab"]),
    like("\\", &["\\"], &["", "\\\\", "\\*"]),
    like("\"*\"", &["\"\"", "\"a\""], &["\"", "a"]),
    like("é", &["é"], &["e", "e\u{301}"]),
    like("e*", &["e", "e\u{301}"], &["é"]),
    like("*\u{301}", &["e\u{301}", "\u{301}"], &["é", "e"]),
    like("😀*", &["😀", "😀😀"], &["", "\u{1f601}"]),
    like("*\u{200d}*", &["a\u{200d}b"], &["ab"]),
    like("*.example.com", &[".example.com", "a.example.com"], &["example.com", "a.example.com.", "aXexample.com"]),
    like("/docs/*/edit", &["/docs/1/edit", "/docs//edit", "/docs/a/b/edit"], &["/docs/edit", "docs/1/edit"]),
    // Each star more multiplies the work of a matcher that backtracks.
    like("*a*a*a*a*a*a*b", &["aaaaaaaaaaaab"], &["aaaaaaaaaaaaaaaaaaaaaaaa"]),
];

/// The elements of a pattern as it is written in this table.
pub fn parse(pattern: &str) -> Vec<PatternElem> {
    let mut elements = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        elements.push(match c {
            '*' => PatternElem::Star,
            '\\' if chars.next_if_eq(&'*').is_some() => PatternElem::Char('*'),
            c => PatternElem::Char(c),
        });
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition itself: a star takes any prefix of what is left.
    fn matches(pattern: &[PatternElem], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((PatternElem::Char(c), rest)) => text.first() == Some(c) && matches(rest, &text[1..]),
            Some((PatternElem::Star, rest)) => (0..=text.len()).any(|skip| matches(rest, &text[skip..])),
        }
    }

    #[test]
    fn the_table_agrees_with_the_definition() {
        for case in ALL {
            let pattern = parse(case.pattern);
            let holds = |s: &&str| matches(&pattern, &s.chars().collect::<Vec<_>>());
            assert!(case.matches.iter().all(holds), "{case:?}");
            assert!(!case.misses.iter().any(holds), "{case:?}");
        }
    }
}
