//! The tokens of Cedar's two written languages, policies and schemas.
//!
//! In comes a text; out come tokens one at a time, as byte ranges of it. Whitespace (any Unicode white space) and `//`
//! comments lie between tokens. Words are all one kind of token: which words are reserved depends on the place, so
//! that is the parsers' business. The lexer is written by hand over bytes, not with nom: it is the inner loop of
//! parsing, and one `match` on a byte is several times as fast as trying alternatives in turn.

use crate::error::{SourceError, Span};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word: an identifier or a keyword, `[_a-zA-Z][_a-zA-Z0-9]*`.
    Word,
    /// A number without sign, `[0-9]+`, of any length.
    Number,
    /// A string with its quotes, its escapes not yet looked at.
    Text,
    /// `?` with a word directly behind it.
    Slot,
    /// `?` alone.
    Question,
    At,
    Dot,
    Comma,
    Semicolon,
    Colon,
    DoubleColon,
    OpenParen,
    CloseParen,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    EqualEqual,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Or,
    And,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Bang,
    Equal,
    /// The end of the text.
    End,
    /// What begins no token. Its error is told when a parser gets there, so that what is wrong before it comes first.
    Bad,
}

/// A token: its kind and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
}

/// A position in a text from which the next token can be read.
#[derive(Clone, Debug)]
pub(crate) struct Lexer<'t> {
    text: &'t str,
    position: usize,
    /// What is wrong at the place of a `Bad` token.
    wrong: Option<SourceError>,
}

impl<'t> Lexer<'t> {
    /// A lexer at the start of `text`. Texts of 4 GiB and more are refused, because spans are 32 bits wide.
    pub(crate) fn new(text: &'t str) -> Result<Self, SourceError> {
        if u32::try_from(text.len()).is_err() {
            return Err(SourceError::new("", Span::default(), "the text is longer than 4 GiB"));
        }
        Ok(Self { text, position: 0, wrong: None })
    }

    /// The whole text.
    pub(crate) fn source(&self) -> &'t str {
        self.text
    }

    /// The characters of a token.
    pub(crate) fn text(&self, token: Token) -> &'t str {
        &self.text[token.span.start as usize..token.span.end as usize]
    }

    /// The next token; `End` again and again at the end, and `Bad` again and again where there is none.
    pub(crate) fn step(&mut self) -> Token {
        self.next_token().unwrap_or_else(|error| {
            let span = error.span();
            self.wrong = Some(error);
            Token { kind: TokenKind::Bad, span }
        })
    }

    /// Why the token is `Bad`.
    pub(crate) fn wrong(&self, bad: Token) -> SourceError {
        let unknown = || SourceError::new(self.text, bad.span, "nothing in the language begins like this");
        self.wrong.clone().unwrap_or_else(unknown)
    }

    /// The next token; `End` again and again at the end. A character that begins no token and a string without its
    /// end are errors.
    pub(crate) fn next_token(&mut self) -> Result<Token, SourceError> {
        self.skip_blanks();
        let bytes = self.text.as_bytes();
        let start = self.position;
        let Some(&first) = bytes.get(start) else {
            return Ok(self.token(TokenKind::End, start, start));
        };
        let second = bytes.get(start + 1).copied();
        let (kind, length) = match first {
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => (TokenKind::Word, run_length(&bytes[start..], is_word_byte)),
            b'0'..=b'9' => (TokenKind::Number, run_length(&bytes[start..], |byte| byte.is_ascii_digit())),
            b'"' => (TokenKind::Text, self.string_length(start)?),
            b'?' if second.is_some_and(|byte| is_word_byte(byte) && !byte.is_ascii_digit()) => {
                (TokenKind::Slot, 1 + run_length(&bytes[start + 1..], is_word_byte))
            }
            _ => self.symbol(first, second)?,
        };
        Ok(self.token(kind, start, start + length))
    }

    fn token(&mut self, kind: TokenKind, start: usize, end: usize) -> Token {
        self.position = end;
        Token { kind, span: span(start, end) }
    }

    fn symbol(&self, first: u8, second: Option<u8>) -> Result<(TokenKind, usize), SourceError> {
        Ok(match (first, second) {
            (b':', Some(b':')) => (TokenKind::DoubleColon, 2),
            (b'=', Some(b'=')) => (TokenKind::EqualEqual, 2),
            (b'!', Some(b'=')) => (TokenKind::NotEqual, 2),
            (b'<', Some(b'=')) => (TokenKind::LessEqual, 2),
            (b'>', Some(b'=')) => (TokenKind::GreaterEqual, 2),
            (b'|', Some(b'|')) => (TokenKind::Or, 2),
            (b'&', Some(b'&')) => (TokenKind::And, 2),
            (b'@', _) => (TokenKind::At, 1),
            (b'.', _) => (TokenKind::Dot, 1),
            (b',', _) => (TokenKind::Comma, 1),
            (b';', _) => (TokenKind::Semicolon, 1),
            (b':', _) => (TokenKind::Colon, 1),
            (b'(', _) => (TokenKind::OpenParen, 1),
            (b')', _) => (TokenKind::CloseParen, 1),
            (b'{', _) => (TokenKind::OpenBrace, 1),
            (b'}', _) => (TokenKind::CloseBrace, 1),
            (b'[', _) => (TokenKind::OpenBracket, 1),
            (b']', _) => (TokenKind::CloseBracket, 1),
            (b'<', _) => (TokenKind::Less, 1),
            (b'>', _) => (TokenKind::Greater, 1),
            (b'+', _) => (TokenKind::Plus, 1),
            (b'-', _) => (TokenKind::Minus, 1),
            (b'*', _) => (TokenKind::Star, 1),
            (b'/', _) => (TokenKind::Slash, 1),
            (b'%', _) => (TokenKind::Percent, 1),
            (b'!', _) => (TokenKind::Bang, 1),
            (b'=', _) => (TokenKind::Equal, 1),
            (b'?', _) => (TokenKind::Question, 1),
            _ => return Err(self.strange_character()),
        })
    }

    fn strange_character(&self) -> SourceError {
        let character = self.text[self.position..].chars().next().unwrap_or_default();
        let place = span(self.position, self.position + character.len_utf8());
        let hint = match character {
            '&' => "`&&`",
            '|' => "`||`",
            '\'' | '“' | '”' => "a string in double quotes",
            _ => "a word, a number, a string or a punctuation mark of the language",
        };
        let shown = if character.is_control() { character.escape_unicode().to_string() } else { character.to_string() };
        SourceError::new(self.text, place, format!("the character `{shown}` begins nothing in the language"))
            .expecting(hint)
    }

    fn skip_blanks(&mut self) {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.position) {
                Some(b' ' | b'\n' | b'\t' | b'\r' | 0x0b | 0x0c) => self.position += 1,
                Some(b'/') if bytes.get(self.position + 1) == Some(&b'/') => {
                    self.position += run_length(&bytes[self.position..], |byte| byte != b'\n' && byte != b'\r');
                }
                Some(0x80..) => match self.text[self.position..].chars().next() {
                    Some(blank) if blank.is_whitespace() => self.position += blank.len_utf8(),
                    _ => return,
                },
                _ => return,
            }
        }
    }

    /// The length in bytes of the string that starts at `start`, its quotes included. A backslash takes the next
    /// character with it, which may not be a line feed.
    fn string_length(&self, start: usize) -> Result<usize, SourceError> {
        let bytes = self.text.as_bytes();
        let mut position = start + 1;
        loop {
            position += run_length(&bytes[position..], |byte| byte != b'"' && byte != b'\\');
            match (bytes.get(position), bytes.get(position + 1)) {
                (Some(b'"'), _) => return Ok(position + 1 - start),
                (Some(_), Some(b'\n')) => {
                    let place = span(position, position + 1);
                    return Err(SourceError::new(self.text, place, "a backslash at the end of a line escapes nothing")
                        .expecting("`\\n` for a line feed, or `\\\\` for a backslash"));
                }
                (Some(_), Some(_)) => position += 2,
                _ => {
                    let opened = span(start, start + 1);
                    return Err(SourceError::new(self.text, opened, "this string is never closed").expecting("`\"`"));
                }
            }
        }
    }
}

fn span(start: usize, end: usize) -> Span {
    // `Lexer::new` has refused texts whose offsets do not fit.
    Span { start: start as u32, end: end as u32 }
}

fn is_word_byte(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

fn run_length(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !belongs(*byte)).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Result<Vec<&str>, SourceError> {
        let mut lexer = Lexer::new(text)?;
        let mut found = Vec::new();
        loop {
            let token = lexer.next_token()?;
            if token.kind == TokenKind::End {
                return Ok(found);
            }
            found.push(lexer.text(token));
        }
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(tokens(text).expect(text), expected, "tokens of {text:?}");
    }

    #[test]
    fn tokens_are_the_longest_there_are() {
        check("a==b=c!=!d", &["a", "==", "b", "=", "c", "!=", "!", "d"]);
        check("<=<>=>||&&", &["<=", "<", ">=", ">", "||", "&&"]);
        check("A::B:::\"x\"", &["A", "::", "B", "::", ":", "\"x\""]);
        check("?principal ?: ?9", &["?principal", "?", ":", "?", "9"]);
        check("12ab _9 -1", &["12", "ab", "_9", "-", "1"]);
        check(r#" "a\"b" "\\" "#, &[r#""a\"b""#, r#""\\""#]);
        check("\"two\nlines\"", &["\"two\nlines\""]);
    }

    #[test]
    fn blanks_and_comments_are_skipped() {
        check("a // b\nc", &["a", "c"]);
        check("a // b\rc", &["a", "c"]);
        check("a//", &["a"]);
        check("a\u{a0}\u{2028}\u{3000}b\u{85}c", &["a", "b", "c"]);
        check("a / b", &["a", "/", "b"]);
        check("", &[]);
    }

    #[test]
    fn what_begins_nothing_is_an_error() {
        for text in ["a & b", "a | b", "$", "#", "'a'", "é", "\u{feff}a", "\"abc", "\"abc\\", "\"a\\\nb\"", "\0", "~"]
        {
            assert!(tokens(text).is_err(), "{text:?} should not lex");
        }
    }
}
