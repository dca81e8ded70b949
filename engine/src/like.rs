//! The operator `like`: does a string match a pattern whose `*` stands for any run of characters?
//!
//! In comes a compiled pattern and a string; out comes yes or no. A pattern is kept as the pieces of text between its
//! wildcards. The first piece must begin the string and the last must end it; each piece between is taken at its
//! earliest place, which is never worse than a later one. So no state is kept and nothing is tried twice: the time is
//! that of a few substring searches.

/// One element of a pattern as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PatternElement {
    /// Exactly this character.
    Character(char),
    /// Any run of characters, the empty one too.
    Wildcard,
}

/// A pattern ready to match: the text before the first wildcard, between each two, and after the last.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Pattern {
    /// At least one piece; one alone means that the pattern has no wildcard.
    pieces: Box<[Box<str>]>,
}

impl Pattern {
    /// The pattern made of these elements.
    pub(crate) fn new(elements: &[PatternElement]) -> Self {
        let pieces = elements.split(|element| *element == PatternElement::Wildcard).map(|piece| {
            let characters = piece.iter().filter_map(|element| match element {
                PatternElement::Character(character) => Some(*character),
                PatternElement::Wildcard => None,
            });
            characters.collect::<String>().into_boxed_str()
        });
        Self { pieces: pieces.collect() }
    }

    /// The text before the first wildcard, between each two, and after the last.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().map(|piece| &**piece)
    }

    /// Whether the whole of `text` matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let [first, between @ .., last] = &*self.pieces else {
            return self.pieces.first().is_some_and(|only| **only == *text);
        };
        let Some(rest) = text.strip_prefix(&**first) else { return false };
        let Some(mut rest) = rest.strip_suffix(&**last) else { return false };
        for piece in between {
            match rest.find(&**piece) {
                Some(place) => rest = &rest[place + piece.len()..],
                None => return false,
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(written: &str) -> Pattern {
        let element = |c| if c == '*' { PatternElement::Wildcard } else { PatternElement::Character(c) };
        Pattern::new(&written.chars().map(element).collect::<Vec<_>>())
    }

    fn check(text: &str, written: &str, expected: bool) {
        assert_eq!(pattern(written).matches(text), expected, "{text:?} like {written:?}");
    }

    #[test]
    fn patterns_match_whole_strings() {
        check("", "", true);
        check("a", "", false);
        check("", "*", true);
        check("", "**", true);
        check("abc", "abc", true);
        check("abc", "ab", false);
        check("abc", "a*", true);
        check("abc", "*c", true);
        check("abc", "*b*", true);
        check("abc", "a*c", true);
        check("ac", "a*c", true);
        check("a", "a*a", false);
        check("aa", "a*a", true);
        check("aba", "ab*ba", false);
        check("abba", "ab*ba", true);
        check("mississippi", "m*iss*ip*i", true);
        check("mississippi", "m*iss*iss*iss*", false);
        check("aXbXc", "a*X*c", true);
        check("日本語", "日*語", true);
        check("a*b", "a*b", true);
    }

    #[test]
    fn matching_agrees_with_trying_everything() {
        fn naive(text: &[char], pattern: &[char]) -> bool {
            match pattern {
                [] => text.is_empty(),
                ['*', rest @ ..] => (0..=text.len()).any(|cut| naive(&text[cut..], rest)),
                [first, rest @ ..] => text.first() == Some(first) && naive(&text[1..], rest),
            }
        }
        let words = |letters: [char; 3], longest: u32| {
            (0..=longest).flat_map(move |length| {
                (0..3_usize.pow(length)).map(move |number| {
                    (0..length).map(|place| letters[number / 3_usize.pow(place) % 3]).collect::<Vec<_>>()
                })
            })
        };
        for written in words(['a', 'b', '*'], 5) {
            let compiled = pattern(&written.iter().collect::<String>());
            for text in words(['a', 'b', 'c'], 4) {
                let plain: String = text.iter().collect();
                assert_eq!(compiled.matches(&plain), naive(&text, &written), "{plain:?} like {written:?}");
            }
        }
    }

    #[test]
    fn hostile_patterns_take_no_time() {
        let text = "a".repeat(100_000);
        check(&text, &format!("{}b", "a*".repeat(10_000)), false);
        check(&text, &"*a".repeat(10_000), true);
    }
}
