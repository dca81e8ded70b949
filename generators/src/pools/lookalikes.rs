//! Words that look like another word, or differ from it by as little as a word can.
//!
//! The language compares strings by their Unicode scalar values: nothing is folded, normalised, trimmed or skipped, and no
//! character ends a string. So each edit below makes another string, and an implementation that takes it for the same is
//! wrong. Source: language guide, `==` and strings; formal model, where a string is a list of characters.

use crate::choices::Choices;

/// Letters, and letters of other scripts that look the same: Cyrillic, Greek, full width.
pub const CONFUSABLES: &[(char, char)] = &[
    ('a', '\u{430}'),
    ('e', '\u{435}'),
    ('o', '\u{43e}'),
    ('p', '\u{440}'),
    ('c', '\u{441}'),
    ('x', '\u{445}'),
    ('i', '\u{456}'),
    ('o', '\u{3bf}'),
    ('v', '\u{3bd}'),
    ('A', '\u{391}'),
    ('B', '\u{392}'),
    ('a', '\u{ff41}'),
    ('n', '\u{ff4e}'),
    ('1', 'l'),
    ('0', 'O'),
    ('-', '\u{2010}'),
    ('/', '\u{2044}'),
    (' ', '\u{a0}'),
    ('k', '\u{212a}'),
    ('s', '\u{17f}'),
    ('s', 'ß'),
];

/// Letters with a mark as one character, and as two.
pub const COMPOSED: &[(&str, &str)] = &[
    ("é", "e\u{301}"),
    ("å", "a\u{30a}"),
    ("ñ", "n\u{303}"),
    ("ô", "o\u{302}"),
    ("ö", "o\u{308}"),
    ("가", "\u{1100}\u{1161}"),
    // Not marks, but taken for the same when case is folded.
    ("ß", "ss"),
    ("\u{fb01}", "fi"),
    ("\u{130}", "i\u{307}"),
];

/// What cannot be seen: joiners, marks of direction, a soft hyphen, a byte order mark, variation selectors.
pub const INVISIBLE: &[char] = &[
    '\u{200b}',
    '\u{200c}',
    '\u{200d}',
    '\u{2060}',
    '\u{feff}',
    '\u{ad}',
    '\u{200e}',
    '\u{200f}',
    '\u{61c}',
    '\u{202a}',
    '\u{202e}',
    '\u{2066}',
    '\u{2069}',
    '\u{fe0f}',
    '\u{34f}',
    '\u{e0061}',
];

/// What stands at an end and is cut off by those who trim, or who end a string at it.
pub const AT_ENDS: &[&str] =
    &[" ", "\t", "\n", "\r", "\r\n", "\0", "\u{b}", "\u{a0}", "\u{2028}", "\u{3000}", "\u{85}", "\u{1f}", "\u{7f}"];

/// What means something elsewhere.
pub const MARKS: &[&str] = &["*", "\\", "\"", "'", "\\*", "%", "::", "\u{301}", "😀", "\u{10ffff}", "s", "0"];

/// The ways to make another word of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// One character more, at an end, that means something elsewhere.
    Mark,
    /// One character less, at an end.
    Shorter,
    /// Blanks, line breaks, a zero character behind or before it.
    Padded,
    /// The first letter in the other case.
    Case,
    /// A letter of another script.
    Confusable,
    /// A letter with its mark as one character or as two.
    Composed,
    /// An invisible character somewhere.
    Invisible,
    /// Two characters exchanged.
    Exchanged,
}

/// How often each edit is made; the first is possible for every word.
pub const EDITS: [(u32, Edit); 8] = [
    (16, Edit::Mark),
    (16, Edit::Shorter),
    (14, Edit::Padded),
    (12, Edit::Case),
    (14, Edit::Confusable),
    (10, Edit::Composed),
    (12, Edit::Invisible),
    (6, Edit::Exchanged),
];

/// A word that differs from `word` by one small edit.
pub fn near(choices: &mut Choices<'_>, word: &str) -> String {
    let edit = *choices.weighted(&EDITS);
    edited(choices, word, edit).unwrap_or_else(|| format!("{word}{}", choices.pick(MARKS)))
}

/// `word` after this edit, if it has what the edit needs.
fn edited(choices: &mut Choices<'_>, word: &str, edit: Edit) -> Option<String> {
    let at_an_end = |choices: &mut Choices<'_>, more: &str| {
        if choices.chance(1, 3) { format!("{more}{word}") } else { format!("{word}{more}") }
    };
    match edit {
        Edit::Mark => {
            let mark = *choices.pick(MARKS);
            Some(at_an_end(choices, mark))
        }
        Edit::Padded => {
            let blank = *choices.pick(AT_ENDS);
            Some(at_an_end(choices, blank))
        }
        Edit::Shorter => {
            let mut shorter = word.to_owned();
            if choices.chance(1, 4) {
                (!shorter.is_empty()).then(|| shorter.remove(0))?
            } else {
                shorter.pop()?
            };
            Some(shorter)
        }
        Edit::Case => {
            let first = word.chars().next()?;
            let other: String =
                if first.is_lowercase() { first.to_uppercase().collect() } else { first.to_lowercase().collect() };
            (other != first.to_string()).then(|| format!("{other}{}", &word[first.len_utf8()..]))
        }
        Edit::Confusable => {
            let start = choices.below(CONFUSABLES.len());
            let found = CONFUSABLES.iter().cycle().skip(start).take(CONFUSABLES.len()).find(|(a, _)| word.contains(*a));
            found.map(|(a, b)| word.replacen(*a, &b.to_string(), 1))
        }
        Edit::Composed => {
            let start = choices.below(COMPOSED.len());
            let find = |is: &dyn Fn(&str, &str) -> bool| {
                COMPOSED.iter().cycle().skip(start).take(COMPOSED.len()).find(|(one, two)| is(one, two))
            };
            if let Some((one, two)) = find(&|one, _| word.contains(one)) {
                return Some(word.replacen(one, two, 1));
            }
            if let Some((one, two)) = find(&|_, two| word.contains(two)) {
                return Some(word.replacen(two, one, 1));
            }
            // A letter gets a mark: it is then another one, which may be written in two ways.
            let letter = |two: &str| two.chars().next().unwrap_or_default();
            let (one, two) = find(&|_, two| word.contains(letter(two)))?;
            Some(word.replacen(letter(two), if choices.chance(1, 2) { one } else { two }, 1))
        }
        Edit::Invisible => {
            let places = word.char_indices().map(|(place, _)| place).take(64);
            let places: Vec<usize> = places.collect();
            let place = choices.pick_any(&places).copied().unwrap_or(0);
            let mut other = word.to_owned();
            other.insert(place, *choices.pick(INVISIBLE));
            Some(other)
        }
        Edit::Exchanged => {
            let mut letters: Vec<char> = word.chars().collect();
            let place = (1..letters.len()).find(|place| letters[*place] != letters[*place - 1])?;
            letters.swap(place - 1, place);
            Some(letters.into_iter().collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pools;

    #[test]
    fn an_edit_always_makes_another_word() {
        for (seed, word) in (0..).zip(pools::strings().iter().chain(pools::entity_ids()).cycle().take(4000)) {
            let mut choices = Choices::from_seed(seed);
            assert_ne!(near(&mut choices, word), *word, "seed {seed}");
        }
    }

    #[test]
    fn each_edit_is_possible_for_some_word_and_none_changes_what_is_equal() {
        for (_, edit) in EDITS {
            let made = (0..50).filter_map(|seed| edited(&mut Choices::from_seed(seed), "éxact words", edit));
            let made: Vec<String> = made.collect();
            assert!(!made.is_empty() && made.iter().all(|word| word != "éxact words"), "{edit:?}");
        }
    }

    #[test]
    fn the_tables_hold_pairs_that_differ() {
        assert!(CONFUSABLES.iter().all(|(a, b)| a != b));
        assert!(COMPOSED.iter().all(|(one, two)| one.chars().count() == 1 && two.chars().count() == 2));
        assert!(INVISIBLE.iter().all(|c| !c.is_alphanumeric() && !c.is_ascii()));
    }
}
