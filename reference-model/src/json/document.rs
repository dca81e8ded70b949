//! JSON documents as trees that know where each value stands.
//!
//! JSON as RFC 8259 has it, and two limits: a key stands once in an object, and nesting ends at [`MAX_DEPTH`]. Of
//! numbers, Cedar knows 64-bit integers only; all others are kept apart as such, and are an error where a value is read.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::{JsonError, JsonErrorKind, MAX_DEPTH};
use crate::observe::{Production, read};
use crate::parse::locate;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Json {
    /// The byte where it starts.
    pub(super) offset: usize,
    /// The byte where its key starts, if it is a member of an object; else where it starts itself.
    pub(super) key: usize,
    pub(super) kind: JsonKind,
}

/// What a JSON value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum JsonKind {
    Null,
    Bool(bool),
    Integer(i64),
    /// A number that is no 64-bit integer, or is written with a fraction or exponent. So is `-0`, as in the public
    /// implementation.
    OtherNumber,
    String(String),
    Array(Vec<Json>),
    /// In source order, keys distinct unless the reader was told otherwise.
    Object(Vec<(String, Json)>),
}

/// The text of a document.
pub(super) struct Source<'a>(pub(super) &'a str);

impl Source<'_> {
    /// The document's one value.
    pub(super) fn read(&self) -> Result<Json, JsonError> {
        self.read_document(false)
    }

    /// The same for readers that have their own words for a key that stands twice.
    pub(super) fn read_with_repeated_keys(&self) -> Result<Json, JsonError> {
        self.read_document(true)
    }

    fn read_document(&self, may_repeat_keys: bool) -> Result<Json, JsonError> {
        let mut reader = Reader { source: self, at: 0, depth: 0, may_repeat_keys };
        let json = reader.value()?;
        reader.skip_blanks();
        if reader.at < self.0.len() { Err(reader.unexpected("the end of the document")) } else { Ok(json) }
    }

    /// An error at a value.
    pub(super) fn error(
        &self,
        json: &Json,
        kind: JsonErrorKind,
        expected: impl Into<String>,
        found: impl Display,
    ) -> JsonError {
        self.error_at(json.offset, kind, expected, found)
    }

    /// The error for a value that is something else than it should be.
    pub(super) fn malformed(&self, json: &Json, expected: &str) -> JsonError {
        self.error(json, JsonErrorKind::Malformed, expected, json.kind.name())
    }

    /// The error for a key that should not stand there; `json` is its value.
    pub(super) fn unexpected_key(&self, json: &Json, expected: impl Into<String>, key: &str) -> JsonError {
        self.error_at(json.key, JsonErrorKind::Malformed, expected, format_args!("the key {key:?}"))
    }

    /// The error for an object without a field.
    pub(super) fn missing(&self, json: &Json, field: &str) -> JsonError {
        self.error(json, JsonErrorKind::Malformed, format!("an object with the field `{field}`"), "one without it")
    }

    pub(super) fn error_at(
        &self,
        offset: usize,
        kind: JsonErrorKind,
        expected: impl Into<String>,
        found: impl Display,
    ) -> JsonError {
        let (line, column, excerpt) = locate(self.0, offset);
        read(match kind {
            JsonErrorKind::Document => Production::DocumentRefused,
            JsonErrorKind::TooDeep => Production::DocumentTooDeep,
            JsonErrorKind::Malformed | JsonErrorKind::NotConforming => Production::DocumentMalformed,
        });
        JsonError { kind, expected: expected.into(), found: format!("{found}"), line, column, excerpt }
    }
}

impl JsonKind {
    /// What it is, for people.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::OtherNumber => "a number that is no 64-bit integer",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

struct Reader<'a> {
    source: &'a Source<'a>,
    at: usize,
    depth: usize,
    may_repeat_keys: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.source.0[self.at..]
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn unexpected(&self, expected: &str) -> JsonError {
        let found = match self.rest().chars().next() {
            Some(c) => format!("{c:?}"),
            None => "the end of the document".to_owned(),
        };
        self.source.error_at(self.at, JsonErrorKind::Document, expected, found)
    }

    /// Consumes `token`, and blanks before it, if it stands here.
    fn take(&mut self, token: &str) -> bool {
        self.skip_blanks();
        let seen = self.rest().starts_with(token);
        if seen {
            self.at += token.len();
        }
        seen
    }

    fn value(&mut self) -> Result<Json, JsonError> {
        self.skip_blanks();
        let offset = self.at;
        let kind = match self.rest().as_bytes().first() {
            Some(b'{') => self.deeper(Self::object)?,
            Some(b'[') => self.deeper(Self::array)?,
            Some(b'"') => JsonKind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ if self.take("true") => JsonKind::Bool(true),
            _ if self.take("false") => JsonKind::Bool(false),
            _ if self.take("null") => JsonKind::Null,
            _ => return Err(self.unexpected("a JSON value")),
        };
        Ok(Json { offset, key: offset, kind })
    }

    fn deeper(&mut self, read: fn(&mut Self) -> Result<JsonKind, JsonError>) -> Result<JsonKind, JsonError> {
        if self.depth == MAX_DEPTH {
            let expected = format!("at most {MAX_DEPTH} levels of nesting");
            return Err(self.source.error_at(self.at, JsonErrorKind::TooDeep, expected, "one more"));
        }
        self.depth += 1;
        let kind = read(self);
        self.depth -= 1;
        kind
    }

    fn array(&mut self) -> Result<JsonKind, JsonError> {
        self.take("[");
        let mut items = Vec::new();
        if self.take("]") {
            return Ok(JsonKind::Array(items));
        }
        loop {
            items.push(self.value()?);
            if self.take("]") {
                return Ok(JsonKind::Array(items));
            }
            if !self.take(",") {
                return Err(self.unexpected("`,` or `]`"));
            }
        }
    }

    fn object(&mut self) -> Result<JsonKind, JsonError> {
        self.take("{");
        let mut fields = Vec::new();
        if self.take("}") {
            return Ok(JsonKind::Object(fields));
        }
        let mut keys = BTreeSet::new();
        loop {
            self.skip_blanks();
            let offset = self.at;
            let key = self.string()?;
            if !keys.insert(key.clone()) && !self.may_repeat_keys {
                let found = format!("the key {key:?} again");
                return Err(self.source.error_at(offset, JsonErrorKind::Document, "a key of its own", found));
            }
            if !self.take(":") {
                return Err(self.unexpected("`:`"));
            }
            fields.push((key, Json { key: offset, ..self.value()? }));
            if self.take("}") {
                return Ok(JsonKind::Object(fields));
            }
            if !self.take(",") {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    fn number(&mut self) -> Result<JsonKind, JsonError> {
        let start = self.at;
        self.at += usize::from(self.rest().starts_with('-'));
        let has_leading_zero = self.rest().starts_with('0');
        if self.digits()? > 1 && has_leading_zero {
            return Err(self.source.error_at(start, JsonErrorKind::Document, "a number", "one with leading zeros"));
        }
        let integer = &self.source.0[start..self.at];
        let mut is_integer = integer != "-0";
        if self.rest().starts_with('.') {
            self.at += 1;
            self.digits()?;
            is_integer = false;
        }
        if self.rest().starts_with(['e', 'E']) {
            self.at += 1;
            self.at += usize::from(self.rest().starts_with(['+', '-']));
            self.digits()?;
            is_integer = false;
        }
        Ok(match integer.parse() {
            Ok(value) if is_integer => JsonKind::Integer(value),
            _ => JsonKind::OtherNumber,
        })
    }

    /// One or more digits; how many.
    fn digits(&mut self) -> Result<usize, JsonError> {
        let count = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        if count == 0 {
            return Err(self.unexpected("a digit"));
        }
        self.at += count;
        Ok(count)
    }

    fn string(&mut self) -> Result<String, JsonError> {
        if !self.rest().starts_with('"') {
            return Err(self.unexpected("a string"));
        }
        self.at += 1;
        let mut decoded = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(|c| matches!(c, '"' | '\\' | '\0'..='\u{1f}')).unwrap_or(rest.len());
            decoded.push_str(&rest[..plain]);
            self.at += plain;
            match rest.as_bytes().get(plain) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(decoded);
                }
                Some(b'\\') => decoded.push(self.escape()?),
                _ => return Err(self.unexpected("the closing `\"` of the string")),
            }
        }
    }

    /// An escape, its backslash included.
    fn escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        let bad = |reader: &Self| {
            let found: String = reader.source.0[start..].chars().take(6).collect();
            reader.source.error_at(start, JsonErrorKind::Document, "an escape of JSON strings", format!("{found:?}"))
        };
        self.at += 1;
        let Some(&selector) = self.rest().as_bytes().first() else { return Err(bad(self)) };
        if selector == b'u' {
            return self.unicode_escape().ok_or_else(|| bad(self));
        }
        read(match selector {
            b'"' => Production::JsonEscapeQuote,
            b'\\' => Production::JsonEscapeBackslash,
            b'/' => Production::JsonEscapeSlash,
            b'b' => Production::JsonEscapeB,
            b'f' => Production::JsonEscapeF,
            b'n' => Production::JsonEscapeN,
            b'r' => Production::JsonEscapeR,
            b't' => Production::JsonEscapeT,
            _ => return Err(bad(self)),
        });
        let c = match selector {
            b'"' | b'\\' | b'/' => char::from(selector),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            _ => return Err(bad(self)),
        };
        self.at += 1;
        Ok(c)
    }

    /// `uHHHH`, and the second half of a surrogate pair if this is the first.
    fn unicode_escape(&mut self) -> Option<char> {
        let first = self.code_unit()?;
        read(if (0xD800..0xDC00).contains(&first) { Production::JsonSurrogates } else { Production::JsonEscapeU });
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first);
        }
        self.rest().starts_with('\\').then_some(())?;
        self.at += 1;
        let second = self.code_unit()?;
        (0xDC00..0xE000).contains(&second).then_some(())?;
        char::from_u32(0x1_0000 + (first - 0xD800) * 0x400 + (second - 0xDC00))
    }

    /// `uHHHH`
    fn code_unit(&mut self) -> Option<u32> {
        let digits = self.rest().strip_prefix('u')?.get(..4)?;
        let unit = digits.chars().try_fold(0, |unit, c| Some(unit * 16 + c.to_digit(16)?))?;
        self.at += 5;
        Some(unit)
    }
}
