//! What the inside of a quoted string means: its escapes, and for `like` its wildcards.
//!
//! In comes the text between two quotes; out comes the string (borrowed where it has no escape) or the pattern, or the
//! byte range of the first wrong escape with what is wrong with it. The escapes are `\n \r \t \\ \0 \' \"`, `\x` with
//! two hexadecimal digits up to `7F`, and `\u{…}` with one to six hexadecimal digits; a pattern also has `\*`. A bare
//! carriage return may not stand in a string.

use crate::like::PatternElement;
use std::borrow::Cow;
use std::ops::Range;

/// A wrong escape: where in the text between the quotes, and what is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct EscapeError {
    pub(crate) range: Range<usize>,
    pub(crate) found: &'static str,
}

/// One character of a string after its escape, or the escape `\*` that only patterns have.
enum Piece {
    Character(char),
    EscapedStar,
}

/// The string that `inside` (what stands between the quotes) denotes.
pub(crate) fn unescape(inside: &str) -> Result<Cow<'_, str>, EscapeError> {
    if !inside.bytes().any(|byte| byte == b'\\' || byte == b'\r') {
        return Ok(Cow::Borrowed(inside));
    }
    let mut text = String::with_capacity(inside.len());
    let mut position = 0;
    while position < inside.len() {
        let (piece, length) = next_piece(inside, position)?;
        match piece {
            Piece::Character(character) => text.push(character),
            Piece::EscapedStar => return Err(wrong(position, 2, "`\\*` is an escape only in the pattern of `like`")),
        }
        position += length;
    }
    Ok(Cow::Owned(text))
}

/// The pattern that `inside` denotes: `*` is a wildcard however it is written, but for `\*`.
pub(crate) fn unescape_pattern(inside: &str) -> Result<Vec<PatternElement>, EscapeError> {
    let mut pattern = Vec::with_capacity(inside.len());
    let mut position = 0;
    while position < inside.len() {
        let (piece, length) = next_piece(inside, position)?;
        pattern.push(match piece {
            Piece::Character('*') => PatternElement::Wildcard,
            Piece::Character(character) => PatternElement::Character(character),
            Piece::EscapedStar => PatternElement::Character('*'),
        });
        position += length;
    }
    Ok(pattern)
}

fn wrong(start: usize, length: usize, found: &'static str) -> EscapeError {
    EscapeError { range: start..start + length, found }
}

/// The piece at `position` and how many bytes of the source it takes.
fn next_piece(inside: &str, position: usize) -> Result<(Piece, usize), EscapeError> {
    let mut rest = inside[position..].chars();
    match rest.next() {
        Some('\\') => {}
        Some('\r') => return Err(wrong(position, 1, "a bare carriage return stands in a string")),
        Some(character) => return Ok((Piece::Character(character), character.len_utf8())),
        None => return Err(wrong(position, 0, "the string ends too early")),
    }
    let simple = match rest.next() {
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('\\') => '\\',
        Some('0') => '\0',
        Some('\'') => '\'',
        Some('"') => '"',
        Some('*') => return Ok((Piece::EscapedStar, 2)),
        Some('x') => return hexadecimal(inside, position),
        Some('u') => return unicode(inside, position),
        other => return Err(wrong(position, 1 + other.map_or(0, char::len_utf8), "this escape does not exist")),
    };
    Ok((Piece::Character(simple), 2))
}

fn hexadecimal(inside: &str, position: usize) -> Result<(Piece, usize), EscapeError> {
    let digits = inside.as_bytes().get(position + 2..position + 4);
    let value = digits
        .and_then(|two| two.iter().try_fold(0, |value, digit| Some(value * 16 + char::from(*digit).to_digit(16)?)));
    match value.and_then(char::from_u32) {
        Some(character) if character.is_ascii() => Ok((Piece::Character(character), 4)),
        Some(_) => Err(wrong(position, 4, "`\\x` reaches only up to `\\x7F`; use `\\u{…}`")),
        None => Err(wrong(position, 2, "`\\x` needs two hexadecimal digits")),
    }
}

/// Underscores may separate the digits of `\u{…}`, but not lead them.
fn unicode(inside: &str, position: usize) -> Result<(Piece, usize), EscapeError> {
    let Some(body) = inside[position + 2..].strip_prefix('{') else {
        return Err(wrong(position, 2, "`\\u` needs a brace, as in `\\u{1F600}`"));
    };
    let Some(length) = body.find('}') else {
        return Err(wrong(position, 3, "`\\u{` is never closed"));
    };
    let body = &body[..length];
    let taken = length + 4;
    let digits = body.bytes().filter(|byte| *byte != b'_').count();
    if body.starts_with('_') || digits == 0 || !body.bytes().all(|byte| byte == b'_' || byte.is_ascii_hexdigit()) {
        return Err(wrong(position, taken, "`\\u{…}` needs hexadecimal digits"));
    }
    if digits > 6 {
        return Err(wrong(position, taken, "`\\u{…}` has more than six digits"));
    }
    let value = body.chars().filter_map(|digit| digit.to_digit(16)).fold(0, |value, digit| value * 16 + digit);
    match char::from_u32(value) {
        Some(character) => Ok((Piece::Character(character), taken)),
        None => Err(wrong(position, taken, "`\\u{…}` names no character")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(inside: &str, expected: Option<&str>) {
        assert_eq!(unescape(inside).ok().as_deref(), expected, "the string {inside:?}");
    }

    #[test]
    fn strings() {
        check("plain é", Some("plain é"));
        check(r#"\n\r\t\\\0\'\""#, Some("\n\r\t\\\0'\""));
        check(r"\x41\x7f\x00", Some("A\u{7f}\0"));
        check(r"\u{41}\u{1F600}\u{10FFFF}\u{0_0_4_1_}", Some("A\u{1F600}\u{10FFFF}A"));
        check("line\nfeed", Some("line\nfeed"));
        for bad in [
            r"\x80",
            r"\x4",
            r"\xg1",
            r"\x",
            r"\xé1",
            r"\u41",
            r"\u{}",
            r"\u{_41}",
            r"\u{110000}",
            r"\u{D800}",
            r"\u{0000041}",
            r"\u{41",
            r"\u{4g}",
            r"\u{é}",
            r"\a",
            r"\*",
            r"\é",
            "a\rb",
            "\r\n",
            r"\u{+41}",
            r"\u{ 41}",
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn patterns() {
        use PatternElement::{Character, Wildcard};
        let check = |inside: &str, expected: &[PatternElement]| {
            assert_eq!(unescape_pattern(inside).expect(inside), expected, "the pattern {inside:?}");
        };
        check(r"a*\*", &[Character('a'), Wildcard, Character('*')]);
        check(r"\\*", &[Character('\\'), Wildcard]);
        check(r"\x2a\u{2A}", &[Wildcard, Wildcard]);
        check("", &[]);
        assert_eq!(unescape_pattern(r"a\q"), Err(wrong(1, 2, "this escape does not exist")));
    }
}
