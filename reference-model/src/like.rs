//! `like`: whether a pattern matches the whole of a text.
//!
//! `*` matches any number of characters, none included; every other element matches exactly itself. Characters are
//! Unicode scalar values: nothing is folded or normalised.
//!
//! Source: language guide, operators, `like`; formal model, `Wildcard`. Computed by dynamic programming, so that no
//! pattern takes more than pattern length times text length steps.

use crate::expr::PatternElem;

/// Whether `pattern` matches all of `text`.
pub fn matches(pattern: &[PatternElem], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    // `reached[i]`: the elements so far match the first `i` characters. No element matches the first none.
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for elem in pattern {
        reached = match elem {
            PatternElem::Star => after_star(&reached),
            PatternElem::Char(c) => after_char(&reached, *c, &text),
        };
    }
    reached[text.len()]
}

/// A star goes on from wherever the pattern had come to, or from any place behind that.
fn after_star(reached: &[bool]) -> Vec<bool> {
    let mut earlier = false;
    let or_earlier = |&here: &bool| {
        earlier |= here;
        earlier
    };
    reached.iter().map(or_earlier).collect()
}

/// A character goes on by one, where the text has it.
fn after_char(reached: &[bool], c: char, text: &[char]) -> Vec<bool> {
    let steps = reached.iter().zip(text).map(|(before, t)| *before && *t == c);
    std::iter::once(false).chain(steps).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Here `*` is the wildcard and `+` stands for an escaped star.
    fn check(pattern: &str, text: &str, expected: bool) {
        let elem = |c| match c {
            '*' => PatternElem::Star,
            '+' => PatternElem::Char('*'),
            c => PatternElem::Char(c),
        };
        let elems: Vec<PatternElem> = pattern.chars().map(elem).collect();
        assert_eq!(matches(&elems, text), expected, "{text:?} like {pattern:?}");
    }

    #[test]
    fn patterns() {
        check("", "", true);
        check("", "a", false);
        check("*", "", true);
        check("*", "anything", true);
        check("**", "", true);
        check("a", "a", true);
        check("a", "A", false);
        check("a", "aa", false);
        check("a*", "a", true);
        check("a*", "abc", true);
        check("a*", "ba", false);
        check("*a", "ba", true);
        check("*a", "ab", false);
        check("*a*", "bab", true);
        check("*a*", "bbb", false);
        check("a*c", "abbc", true);
        check("a*c", "abcb", false);
        check("*ab", "aab", true);
        check("a*b*c", "aXbYbZc", true);
        check("a*b*c", "aXcYb", false);
        check("+", "*", true);
        check("+", "a", false);
        check("*+*", "a*b", true);
        check("*+*", "ab", false);
        check("\u{1f600}*", "\u{1f600}\u{1f601}", true);
        check("\u{e9}", "e\u{301}", false);
        check("*\0", "a\0", true);
    }

    #[test]
    fn hostile_patterns_take_polynomial_time() {
        let pattern = "*a".repeat(200) + "b";
        check(&pattern, &"a".repeat(2_000), false);
    }
}
