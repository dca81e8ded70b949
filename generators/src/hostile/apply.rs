//! The edits themselves: what is written in the place of what.

use super::tokens::{Sort, Token};
use super::words::{self, Vocabulary};
use super::{Change, Edit, tokens};
use crate::choices::Choices;

/// A text that is edited, and what an edit may take from.
pub(super) struct Ground<'t> {
    pub(super) content: &'t str,
    pub(super) tokens: &'t [Token],
    /// Another text of the same case.
    pub(super) other: &'t str,
    pub(super) vocabulary: &'t Vocabulary,
}

/// How long a very long token is.
const LONG: [usize; 3] = [300, 2_000, 20_000];

/// The most tokens that are taken from another text.
const MOST_SPLICED: usize = 12;

/// What an edit that is possible writes where.
pub(super) fn change(choices: &mut Choices<'_>, edit: Edit, ground: &Ground<'_>) -> Change {
    match edit {
        Edit::DeleteToken => (range(any(choices, ground)), String::new()),
        Edit::DuplicateToken => {
            let token = any(choices, ground);
            (token.end..token.end, spaced(choices, ground.text(token)))
        }
        Edit::SwapTokens => swapped(choices, ground),
        Edit::ReplaceByOther => {
            let (old, new) = (any(choices, ground), any(choices, ground));
            (range(old), ground.text(new).to_owned())
        }
        Edit::ReplaceByWord => (range(any(choices, ground)), word(choices, ground.vocabulary).to_owned()),
        Edit::InsertWord => {
            let new = word(choices, ground.vocabulary);
            inserted(choices, ground, new)
        }
        Edit::InsertOperand => {
            let new = *choices.pick(words::OPERANDS);
            inserted(choices, ground, new)
        }
        Edit::Splice => {
            let new = spliced(choices, ground.other);
            inserted(choices, ground, &new)
        }
        Edit::Unbalance => unbalanced(choices, ground),
        Edit::ReserveName => (range(of_sort(choices, ground, Sort::Word)), (*choices.pick(words::RESERVED)).to_owned()),
        Edit::ChangeCase => {
            let token = of_sort(choices, ground, Sort::Word);
            (range(token), in_other_case(choices, ground.text(token)))
        }
        Edit::Renumber => (range(of_sort(choices, ground, Sort::Number)), (*choices.pick(words::NUMBERS)).to_owned()),
        Edit::BadEscape => {
            let token = of_sort(choices, ground, Sort::String);
            let at = boundary(ground.content, token.start + 1 + choices.below(token.end - token.start - 1));
            (at..at, (*choices.pick(words::ESCAPES)).to_owned())
        }
        Edit::LongToken => lengthened(choices, ground),
        _ => by_character(choices, edit, ground.content),
    }
}

impl<'t> Ground<'t> {
    fn text(&self, token: Token) -> &'t str {
        &self.content[token.start..token.end]
    }
}

fn range(token: Token) -> std::ops::Range<usize> {
    token.start..token.end
}

/// The character boundary at `at` or the nearest one before it.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn any(choices: &mut Choices<'_>, ground: &Ground<'_>) -> Token {
    *choices.pick(ground.tokens)
}

fn of_sort(choices: &mut Choices<'_>, ground: &Ground<'_>, sort: Sort) -> Token {
    let found: Vec<Token> = ground.tokens.iter().filter(|token| token.sort == sort).copied().collect();
    *choices.pick(&found)
}

fn word(choices: &mut Choices<'_>, vocabulary: &Vocabulary) -> &'static str {
    let from = if choices.chance(1, 2) { vocabulary.words } else { vocabulary.marks };
    choices.pick::<&'static str>(from)
}

/// With blanks around it, mostly: without, words grow together.
fn spaced(choices: &mut Choices<'_>, text: &str) -> String {
    if choices.chance(3, 4) { format!(" {text} ") } else { text.to_owned() }
}

/// A text before one of the tokens or at the end.
fn inserted(choices: &mut Choices<'_>, ground: &Ground<'_>, new: &str) -> Change {
    let place = choices.below(ground.tokens.len() + 1);
    let at = ground.tokens.get(place).map_or(ground.content.len(), |token| token.start);
    (at..at, spaced(choices, new))
}

fn swapped(choices: &mut Choices<'_>, ground: &Ground<'_>) -> Change {
    let at = choices.below(ground.tokens.len() - 1);
    let [first, second] = [ground.tokens[at], ground.tokens[at + 1]];
    let between = &ground.content[first.end..second.start];
    (first.start..second.end, [ground.text(second), between, ground.text(first)].concat())
}

fn spliced(choices: &mut Choices<'_>, other: &str) -> String {
    let found = tokens::of(other);
    let start = choices.below(found.len());
    let count = 1 + choices.below(MOST_SPLICED);
    match found.get(start..(start + count).min(found.len())) {
        Some([first, .., last]) => other[first.start..last.end].to_owned(),
        Some([only]) => other[range(*only)].to_owned(),
        _ => String::new(),
    }
}

fn unbalanced(choices: &mut Choices<'_>, ground: &Ground<'_>) -> Change {
    const BRACKETS: [&str; 6] = ["(", ")", "[", "]", "{", "}"];
    let brackets: Vec<Token> =
        ground.tokens.iter().filter(|token| BRACKETS.contains(&ground.text(**token))).copied().collect();
    if !brackets.is_empty() && choices.chance(1, 2) {
        return (range(*choices.pick(&brackets)), String::new());
    }
    let bracket = *choices.pick(&BRACKETS);
    inserted(choices, ground, bracket)
}

fn in_other_case(choices: &mut Choices<'_>, word: &str) -> String {
    match choices.below(3) {
        0 => word.to_ascii_uppercase(),
        1 => word.to_ascii_lowercase(),
        _ => {
            let at = choices.below(word.len());
            let turn = |c: char| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
            word.chars().enumerate().map(|(index, c)| if index == at { turn(c) } else { c }).collect()
        }
    }
}

fn lengthened(choices: &mut Choices<'_>, ground: &Ground<'_>) -> Change {
    let found: Vec<Token> = ground.tokens.iter().filter(|token| token.sort != Sort::Mark).copied().collect();
    let token = *choices.pick(&found);
    let length = *choices.weighted(&[(6, LONG[0]), (3, LONG[1]), (1, LONG[2])]);
    let (at, filling) = match token.sort {
        Sort::Number => (token.end, "9"),
        Sort::String => (boundary(ground.content, token.end - 1), "x"),
        _ => (token.end, "x"),
    };
    (at..at, filling.repeat(length))
}

fn by_character(choices: &mut Choices<'_>, edit: Edit, text: &str) -> Change {
    let places: usize = text.len() + usize::from(!matches!(edit, Edit::DeleteCharacter | Edit::ReplaceCharacter));
    let at = boundary(text, choices.below(places));
    let here = text[at..].chars().next();
    let one = at..at + here.map_or(0, char::len_utf8);
    match edit {
        Edit::DeleteCharacter => (one, String::new()),
        Edit::ReplaceCharacter => (one, choices.pick(words::CHARACTERS).to_string()),
        Edit::DoubleCharacter => (at..at, here.map(String::from).unwrap_or_default()),
        Edit::ControlCharacter => (at..at, choices.pick(words::CONTROLS).to_string()),
        Edit::LoneBackslash => (at..at, "\\".to_owned()),
        Edit::OpenString => (at..at, (*choices.pick(&["\"", "'", "\"\"", "`"])).to_owned()),
        Edit::OpenComment => (at..at, (*choices.pick(&["//", "/*", "/", "#", "*/", "<!--"])).to_owned()),
        Edit::Truncate => (at..text.len(), String::new()),
        Edit::LookAlike => look_alike(choices, text),
        // What is left inserts a character; edits by token never come here.
        _ => (at..at, choices.pick(words::CHARACTERS).to_string()),
    }
}

/// One of the characters that have a double, or any character with a mark above it where there is none.
fn look_alike(choices: &mut Choices<'_>, text: &str) -> Change {
    let places: Vec<(usize, char, char)> = text
        .char_indices()
        .flat_map(|(at, c)| words::LOOK_ALIKES.iter().filter(move |pair| pair.0 == c).map(move |pair| (at, c, pair.1)))
        .collect();
    match choices.pick_any(&places) {
        Some((at, old, new)) => (*at..*at + old.len_utf8(), new.to_string()),
        None => {
            let at = boundary(text, choices.below(text.len()));
            (at..at, "\u{301}".to_owned())
        }
    }
}
