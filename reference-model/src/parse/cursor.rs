//! The place in the text that a parser has reached: one token of lookahead, and the few ways to step over it.
//!
//! `cursor.take("(")` steps over a mark if it is there; `cursor.expect("(", …)` insists. The productions themselves
//! are further methods of [`Cursor`] in the files beside this one.

use super::error::{Locator, ParseError, ParseErrorKind};
use super::lexer::{Token, next_token};
use super::literal;
use super::{MAX_HEIGHT, is_identifier};
use crate::name::Name;
use crate::schema::Located;

/// The namespace that only the language itself may define names in.
pub(super) const RESERVED_NAMESPACE: &str = "__cedar";

/// Whether `word` is reserved in every place where the grammar says `IDENT`.
///
/// Source: language guide, grammar, `RESERVED`. `__cedar` is no such word: a type in a schema may name it.
pub(super) fn is_reserved(word: &str) -> bool {
    matches!(word, "true" | "false" | "if" | "then" | "else" | "in" | "is" | "like" | "has")
}

/// A text, and the place that has been reached in it.
pub(super) struct Cursor<'a> {
    text: &'a str,
    /// The token that has not been consumed yet.
    pub(super) token: Token<'a>,
    /// Where it starts.
    pub(super) start: usize,
    end: usize,
    /// Why no token stands here, if the characters here make none. What is wrong before this place is told first.
    bad: Option<ParseError>,
    /// How many brackets, `if`s and the like are open here.
    depth: u32,
    /// How many nodes may still be copied, see [`Cursor::copy`](super::expression).
    pub(super) copies_left: usize,
    locator: Locator<'a>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, ParseError> {
        let mut cursor = Self {
            text,
            token: Token::End,
            start: 0,
            end: 0,
            bad: None,
            depth: 0,
            copies_left: super::expression::MAX_COPIES,
            locator: Locator::new(text),
        };
        cursor.step()?;
        Ok(cursor)
    }

    /// Consumes the token.
    pub(super) fn step(&mut self) -> Result<(), ParseError> {
        if let Some(bad) = &self.bad {
            return Err(bad.clone());
        }
        match next_token(self.text, self.end) {
            Ok((start, end, token)) => (self.start, self.end, self.token) = (start, end, token),
            Err(error) => (self.start, self.token, self.bad) = (self.end, Token::Bad, Some(error)),
        }
        Ok(())
    }

    /// What `read` reads, and where it starts.
    pub(super) fn located<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<Located<T>, ParseError> {
        let position = self.locator.position(self.start);
        Ok(Located::at(read(self)?, position))
    }

    /// Whether the mark or word stands here.
    pub(super) fn sees(&self, what: &str) -> bool {
        matches!(self.token, Token::Mark(text) | Token::Word(text) if text == what)
    }

    /// Consumes the mark or word if it stands here.
    pub(super) fn take(&mut self, what: &str) -> Result<bool, ParseError> {
        let seen = self.sees(what);
        if seen {
            self.step()?;
        }
        Ok(seen)
    }

    /// Consumes the mark or word, which must stand here.
    pub(super) fn expect(&mut self, what: &str) -> Result<(), ParseError> {
        if self.take(what)? { Ok(()) } else { Err(self.unexpected(format!("`{what}`"))) }
    }

    /// Insists that the whole text has been consumed.
    pub(super) fn end(&self, expected: &str) -> Result<(), ParseError> {
        if self.token == Token::End { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    /// Any word, be it reserved or not.
    pub(super) fn any_word(&mut self, expected: &str) -> Result<&'a str, ParseError> {
        let Token::Word(word) = self.token else { return Err(self.unexpected(expected)) };
        self.step()?;
        Ok(word)
    }

    /// A word that is not reserved; `__cedar` is one.
    pub(super) fn identifier(&mut self, expected: &str) -> Result<&'a str, ParseError> {
        match self.token {
            Token::Word(word) if !is_identifier(word) => {
                let found = format!("the reserved word `{word}`");
                Err(self.error(ParseErrorKind::Reserved, expected, found))
            }
            _ => self.any_word(expected),
        }
    }

    /// An identifier other than `__cedar`.
    pub(super) fn unreserved(&mut self, expected: &str) -> Result<&'a str, ParseError> {
        if self.sees(RESERVED_NAMESPACE) {
            return Err(self.error(ParseErrorKind::Reserved, expected, "the reserved name `__cedar`"));
        }
        self.identifier(expected)
    }

    /// `IDENT {'::' IDENT}`, where `__cedar` may not stand.
    pub(super) fn path(&mut self, expected: &str) -> Result<Name, ParseError> {
        let mut name = Name::unqualified(self.unreserved(expected)?);
        while self.take("::")? {
            let part = self.unreserved("an identifier")?.to_owned();
            name.namespace.push(std::mem::replace(&mut name.basename, part));
        }
        Ok(name)
    }

    /// A string literal, decoded.
    pub(super) fn string(&mut self, expected: &str) -> Result<String, ParseError> {
        let Token::Str(raw) = self.token else { return Err(self.unexpected(expected)) };
        let decoded = literal::string(raw).map_err(|bad| self.escape_error(&bad, "an escape of Cedar strings"))?;
        self.step()?;
        Ok(decoded)
    }

    /// The error for an escape in the string literal that stands here.
    pub(super) fn escape_error(&self, bad: &literal::BadEscape, expected: &str) -> ParseError {
        let offset = self.start + 1 + bad.offset;
        ParseError::at(self.text, offset, ParseErrorKind::Escape, expected, format!("`{}`", bad.text))
    }

    /// Reads one level deeper.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, ParseError>) -> Result<T, ParseError> {
        // Something stands at the bottom and adds its own height of 1, so as many levels as the limit are too many.
        if self.depth + 1 >= MAX_HEIGHT {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// The error for an expression or type that is higher than the limit.
    pub(super) fn too_deep(&self) -> ParseError {
        let expected = format!("at most {MAX_HEIGHT} levels of nesting");
        self.error(ParseErrorKind::TooDeep, expected, "one more")
    }

    /// The error for a token that cannot stand here.
    pub(super) fn unexpected(&self, expected: impl Into<String>) -> ParseError {
        if let Some(bad) = &self.bad {
            return bad.clone();
        }
        self.error(ParseErrorKind::Syntax, expected, self.found())
    }

    /// An error at the token that stands here.
    pub(super) fn error(
        &self,
        kind: ParseErrorKind,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> ParseError {
        self.error_at(self.start, kind, expected, found)
    }

    /// An error at an earlier place.
    pub(super) fn error_at(
        &self,
        offset: usize,
        kind: ParseErrorKind,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> ParseError {
        ParseError::at(self.text, offset, kind, expected, found)
    }

    /// The token that stands here, for people.
    fn found(&self) -> String {
        match self.token {
            Token::Word(text) | Token::Number(text) | Token::Slot(text) => format!("`{}`", shortened(text)),
            Token::Mark(text) => format!("`{text}`"),
            Token::Str(raw) => format!("the string \"{}\"", shortened(raw)),
            Token::End | Token::Bad => "the end of the text".to_owned(),
        }
    }
}

/// At most the first forty characters.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
