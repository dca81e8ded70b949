//! Text cut into tokens for edits: words, numbers, strings and marks, whatever the language.
//!
//! Blanks and comments are between tokens. It knows only as much of the languages as an edit needs, and any text at all
//! has tokens here.

/// What sort of token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Word,
    Number,
    /// With its quotes.
    String,
    Mark,
}

/// A token and its bytes in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) sort: Sort,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

const LONG_MARKS: [&str; 7] = ["::", "==", "!=", "<=", ">=", "&&", "||"];

/// The tokens of a text, in their order.
pub(crate) fn of(text: &str) -> Vec<Token> {
    let mut found = Vec::with_capacity(text.len() / 4);
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let rest = &text[start..];
        let run = |part: fn(char) -> bool| rest.find(|c| !part(c)).unwrap_or(rest.len());
        let (sort, length) = match first {
            c if c.is_whitespace() => (None, c.len_utf8()),
            '/' if rest.starts_with("//") => (None, rest.find(['\n', '\r']).unwrap_or(rest.len())),
            '"' => (Some(Sort::String), string_length(rest)),
            '0'..='9' => (Some(Sort::Number), run(|c| c.is_ascii_digit())),
            c if is_word(c) => (Some(Sort::Word), run(is_word)),
            c => (Some(Sort::Mark), LONG_MARKS.iter().find(|mark| rest.starts_with(*mark)).map_or(c.len_utf8(), |_| 2)),
        };
        found.extend(sort.map(|sort| Token { sort, start, end: start + length }));
        start += length;
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}
