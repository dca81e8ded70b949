//! Tokens of policies and of schemas.
//!
//! Blanks (Unicode white space) and `//` comments stand between tokens and mean nothing; a comment ends at a line
//! feed, a carriage return, or the end of the text. The longest token wins. A string's escapes are decoded later,
//! because `like` patterns decode them otherwise; here they only keep a `\"` from ending it.
//!
//! Source: language guide, grammar, "Whitespace and comments", `IDENT`, `INT`, `STR`.

use super::error::{ParseError, ParseErrorKind};
use crate::observe::{Production, read};

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Letters, digits and `_`, not beginning with a digit: an identifier or a reserved word.
    Word(&'a str),
    /// Digits.
    Number(&'a str),
    /// What stands between the quotes, escapes and all.
    Str(&'a str),
    /// `?` and a word.
    Slot(&'a str),
    /// An operator or a bracket.
    Mark(&'static str),
    /// The end of the text.
    End,
    /// Characters that make no token.
    Bad,
}

/// Every mark; the long ones come first, for the longest token wins.
const MARKS: [&str; 28] = [
    "::", "==", "!=", "<=", ">=", "||", "&&", "@", ".", ",", ";", ":", "(", ")", "{", "}", "[", "]", "<", ">", "+",
    "-", "*", "/", "%", "!", "=", "?",
];

/// Whether `text` is one word.
pub(super) fn is_word(text: &str) -> bool {
    text.starts_with(is_word_start) && text.chars().all(is_word_part)
}

fn is_word_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

fn is_word_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The first token of `text` at or after byte `from`: where it starts, where it ends, and what it is.
pub(super) fn next_token(text: &str, from: usize) -> Result<(usize, usize, Token<'_>), ParseError> {
    let start = skip_blanks(text, from);
    let rest = &text[start..];
    let Some(first) = rest.chars().next() else {
        return Ok((start, start, Token::End));
    };
    let (length, token) = if is_word_start(first) {
        let length = run_length(rest, is_word_part);
        (length, Token::Word(&rest[..length]))
    } else if first.is_ascii_digit() {
        let length = run_length(rest, |c| c.is_ascii_digit());
        (length, Token::Number(&rest[..length]))
    } else if first == '"' {
        let length = string_length(rest).ok_or_else(|| {
            ParseError::at(text, start, ParseErrorKind::Token, "a string with a closing `\"`", "an unclosed string")
        })?;
        (length, Token::Str(&rest[1..length - 1]))
    } else if first == '?' && rest[1..].starts_with(is_word_start) {
        let length = 1 + run_length(&rest[1..], is_word_part);
        (length, Token::Slot(&rest[..length]))
    } else if let Some(mark) = MARKS.into_iter().find(|mark| rest.starts_with(mark)) {
        (mark.len(), Token::Mark(mark))
    } else {
        let found = format!("the character {first:?}");
        return Err(ParseError::at(text, start, ParseErrorKind::Token, "a token", found));
    };
    Ok((start, start + length, token))
}

fn skip_blanks(text: &str, mut from: usize) -> usize {
    loop {
        let rest = &text[from..];
        let blanks = run_length(rest, char::is_whitespace);
        if rest[..blanks].contains(|c| !matches!(c, ' ' | '\n')) {
            read(Production::Blank);
        }
        from += blanks;
        if !text[from..].starts_with("//") {
            return from;
        }
        from += run_length(&text[from..], |c| !matches!(c, '\n' | '\r'));
        read(if text[from..].starts_with('\r') { Production::CommentToReturn } else { Production::LineComment });
    }
}

/// The number of bytes of the longest prefix whose characters all are in the class.
fn run_length(text: &str, class: impl Fn(char) -> bool) -> usize {
    text.find(|c| !class(c)).unwrap_or(text.len())
}

/// The length of the string literal that `text` starts with, its quotes included. A backslash takes the next character
/// along, which may be anything but a line feed.
fn string_length(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some(at + 1),
            '\\' if matches!(chars.next(), None | Some((_, '\n'))) => return None,
            _ => {}
        }
    }
    None
}
