//! What string literals and `like` patterns denote.
//!
//! | escape | character |
//! |---|---|
//! | `\n` `\r` `\t` `\0` `\\` `\'` `\"` | line feed, carriage return, tab, NUL, backslash, quotes |
//! | `\xHH` | the ASCII character with that code, at most `7F` |
//! | `\u{H…}` | the Unicode scalar value with that code: one to six digits, `_` between or after them |
//! | `\*` | a star, in patterns only |
//!
//! A bare carriage return is an error. In a pattern every other `*` matches any characters, also one that was written
//! as an escape (`\x2a`): the public implementation decodes first.
//!
//! Source: language guide, grammar, `STR` and "like"; the escapes are Rust's.

use crate::expr::PatternElem;
use crate::observe::{Production, read};

/// An escape that no string may hold: its byte offset in the literal, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadEscape {
    pub(super) offset: usize,
    pub(super) text: String,
}

/// The string that a literal denotes; `raw` is what stands between its quotes.
pub(super) fn string(raw: &str) -> Result<String, BadEscape> {
    if !raw.contains(['\\', '\r']) {
        return Ok(raw.to_owned());
    }
    let mut decoded = String::with_capacity(raw.len());
    decode(raw, |c, _| decoded.push(c), false)?;
    Ok(decoded)
}

/// The pattern that a literal denotes; `raw` is what stands between its quotes.
pub(super) fn pattern(raw: &str) -> Result<Vec<PatternElem>, BadEscape> {
    let mut elements = Vec::with_capacity(raw.len());
    decode(
        raw,
        |c, is_escaped_star| match c {
            '*' if !is_escaped_star => elements.push(PatternElem::Star),
            c => elements.push(PatternElem::Char(c)),
        },
        true,
    )?;
    Ok(elements)
}

/// Calls `push` with each character of the literal, and with whether it was written `\*`.
fn decode(raw: &str, mut push: impl FnMut(char, bool), stars: bool) -> Result<(), BadEscape> {
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let bad = |length: usize| BadEscape {
            offset: raw.len() - rest.len(),
            text: rest.chars().take(length).flat_map(char::escape_debug).collect(),
        };
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '\r' => return Err(bad(1)),
            '\\' if stars && after.starts_with('*') => {
                read(Production::EscapeStar);
                push('*', true);
                &after[1..]
            }
            '\\' => {
                let (c, left) = escape(after).ok_or_else(|| bad(2))?;
                push(c, false);
                left
            }
            c => {
                push(c, false);
                after
            }
        };
    }
    Ok(())
}

/// The character that the escape after a backslash denotes, and what follows it.
fn escape(text: &str) -> Option<(char, &str)> {
    let selector = text.chars().next()?;
    let rest = &text[selector.len_utf8()..];
    read(match selector {
        'n' => Production::EscapeNewline,
        'r' => Production::EscapeReturn,
        't' => Production::EscapeTab,
        '0' => Production::EscapeNul,
        '\\' => Production::EscapeBackslash,
        '\'' => Production::EscapeApostrophe,
        '"' => Production::EscapeQuote,
        'x' => Production::EscapeAscii,
        'u' => Production::EscapeUnicode,
        _ => return None,
    });
    let simple = |c| Some((c, rest));
    match selector {
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        '0' => simple('\0'),
        '\\' | '\'' | '"' => simple(selector),
        'x' => ascii_escape(rest),
        'u' => unicode_escape(rest),
        _ => None,
    }
}

/// `HH` of `\xHH`.
fn ascii_escape(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    let code = chars.next()?.to_digit(16)? * 16 + chars.next()?.to_digit(16)?;
    let c = char::from_u32(code).filter(char::is_ascii)?;
    Some((c, chars.as_str()))
}

/// `{H…}` of `\u{H…}`.
fn unicode_escape(text: &str) -> Option<(char, &str)> {
    let (digits, rest) = text.strip_prefix('{')?.split_once('}')?;
    if digits.starts_with('_') {
        return None;
    }
    let digits: Vec<u32> = digits.chars().filter(|&c| c != '_').map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    if digits.is_empty() || digits.len() > 6 {
        return None;
    }
    let c = char::from_u32(digits.into_iter().fold(0, |code, digit| code * 16 + digit))?;
    Some((c, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        let accepted = [
            ("", ""),
            ("plain é 😀", "plain é 😀"),
            (r"\n\r\t\0\\\'", "\n\r\t\0\\'"),
            ("\\\"", "\""),
            (r"\x41\x7f\x00", "A\u{7f}\0"),
            (r"\u{41}\u{1F600}\u{10ffff}\u{0}", "A\u{1F600}\u{10ffff}\0"),
            (r"\u{1_F6_00_}", "\u{1F600}"),
            ("a\nb", "a\nb"),
            ("*", "*"),
        ];
        for (raw, expected) in accepted {
            assert_eq!(string(raw).as_deref(), Ok(expected), "{raw:?}");
        }
        let rejected = [
            r"\*",
            r"\q",
            r"\x80",
            r"\xff",
            r"\x4",
            r"\xg0",
            r"\u{}",
            r"\u{_1}",
            r"\u{1234567}",
            r"\u{110000}",
            r"\u{d800}",
            r"\u{12",
            r"\u12",
            r"\u{+1}",
            "\r",
            "a\r\n",
            r"\N",
            "\\",
            r"\a",
            "\\é",
            "\\x+1",
        ];
        for raw in rejected {
            assert!(string(raw).is_err(), "{raw:?}");
        }
    }

    #[test]
    fn patterns() {
        use PatternElem::{Char, Star};
        let cases = [
            ("", vec![]),
            ("a*", vec![Char('a'), Star]),
            (r"\*", vec![Char('*')]),
            (r"\\*", vec![Char('\\'), Star]),
            (r"\x2a\u{2a}", vec![Star, Star]),
            (r"**\n", vec![Star, Star, Char('\n')]),
        ];
        for (raw, expected) in cases {
            assert_eq!(pattern(raw).as_deref(), Ok(expected.as_slice()), "{raw:?}");
        }
        assert_eq!(pattern(r"ab\q"), Err(BadEscape { offset: 2, text: r"\\q".to_owned() }));
    }
}
