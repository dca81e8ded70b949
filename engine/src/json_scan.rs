//! Scans JSON text onto the tape of a [`Json`].
//!
//! In: text. Out: the tape, checked, or the first [`SourceError`]. Numbers are integers or of no use; strings without
//! escapes stay in the text; duplicate keys and deep nesting are refused. One loop over the bytes with a list of the open
//! containers, so that nesting cannot exhaust the stack. Walking the tape is not here.

use crate::error::{SourceError, Span};
use crate::json::{DuplicateKeys, Entry, Json, MAX_NESTING, Node, Piece, Token, Unreadable};

/// A container whose end has not been met.
struct Open {
    index: usize,
    members: u32,
    is_object: bool,
    /// Where its keys start in the list of keys.
    keys: usize,
}

/// Reads a text into a tape.
pub(crate) struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    open: Vec<Open>,
    /// Indices of the keys of all open objects.
    keys: Vec<u32>,
    duplicates: DuplicateKeys,
    /// Whether the error that ended reading is about nesting.
    too_deep: bool,
    json: Json<'t>,
}

impl<'t> Scanner<'t> {
    /// A scanner at the start of a text, whose offsets fit into 32 bits.
    pub(crate) fn new(text: &'t str, duplicates: DuplicateKeys) -> Scanner<'t> {
        let tape = Vec::with_capacity(text.len() / 12);
        let json = Json { text, decoded: String::new(), tape };
        let (open, keys) = (Vec::new(), Vec::new());
        Scanner { bytes: text.as_bytes(), at: 0, open, keys, duplicates, too_deep: false, json }
    }

    /// Reads the whole document.
    pub(crate) fn document(mut self) -> Result<Json<'t>, Unreadable> {
        match self.scan() {
            Ok(()) => Ok(self.json),
            Err(error) => match self.duplicate_before(&error) {
                Some(duplicate) => Err(Unreadable::Malformed(duplicate)),
                None if self.too_deep => Err(Unreadable::TooDeep(error)),
                None => Err(Unreadable::Malformed(error)),
            },
        }
    }

    /// The error for the first key that stands twice in an object that is still open, if it stands before `error`: such
    /// keys are looked for when an object ends.
    fn duplicate_before(&mut self, error: &SourceError) -> Option<SourceError> {
        if self.duplicates == DuplicateKeys::Kept {
            return None;
        }
        let ends: Vec<usize> = self.open.iter().skip(1).map(|open| open.keys).chain([self.keys.len()]).collect();
        let starts: Vec<usize> = self.open.iter().map(|open| open.keys).collect();
        let found = starts.into_iter().zip(ends).filter_map(|(start, end)| self.refuse_duplicates(start, end).err());
        let found: Vec<SourceError> = found.collect();
        found.into_iter().filter(|found| found.span().start < error.span().start).min_by_key(|found| found.span().start)
    }

    fn scan(&mut self) -> Result<(), SourceError> {
        let mut value_follows = true;
        loop {
            self.skip_blanks();
            if value_follows {
                value_follows = self.value()?;
                continue;
            }
            let Some(open) = self.open.last_mut() else { break };
            let (is_object, close) = (open.is_object, if open.is_object { b'}' } else { b']' });
            match self.bytes.get(self.at) {
                Some(b',') => {
                    open.members += 1;
                    self.at += 1;
                    if is_object {
                        self.key()?;
                    }
                    value_follows = true;
                }
                Some(byte) if *byte == close => {
                    open.members += 1;
                    self.close()?;
                }
                _ => return Err(self.unexpected(if is_object { "`,` or `}`" } else { "`,` or `]`" })),
            }
        }
        if self.at < self.bytes.len() {
            return Err(self.unexpected("the end of the document"));
        }
        Ok(())
    }

    /// Reads a value up to its end, or up to its first member; tells whether a value must follow.
    fn value(&mut self) -> Result<bool, SourceError> {
        let at = self.at;
        let token = match self.bytes.get(at) {
            Some(b'{') => return self.open_container(b'}'),
            Some(b'[') => return self.open_container(b']'),
            Some(b'"') => Token::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Token::Bool(true))?,
            Some(b'f') => self.word("false", Token::Bool(false))?,
            Some(b'n') => self.word("null", Token::Null)?,
            _ => return Err(self.unexpected("a value")),
        };
        self.push(token, at);
        Ok(false)
    }

    fn push(&mut self, token: Token, at: usize) {
        self.json.tape.push(Entry { token, at: at as u32 });
    }

    fn open_container(&mut self, close: u8) -> Result<bool, SourceError> {
        if self.open.len() == MAX_NESTING {
            self.too_deep = true;
            return Err(self.error(1, format!("arrays and objects are nested more than {MAX_NESTING} deep")));
        }
        let index = self.json.tape.len();
        let is_object = close == b'}';
        self.open.push(Open { index, members: 0, is_object, keys: self.keys.len() });
        self.push(Token::Null, self.at);
        self.at += 1;
        self.skip_blanks();
        if self.bytes.get(self.at) == Some(&close) {
            self.close()?;
            return Ok(false);
        }
        if is_object {
            self.key()?;
        }
        Ok(true)
    }

    /// Ends the innermost container at its closing bracket.
    fn close(&mut self) -> Result<(), SourceError> {
        self.at += 1;
        let Some(open) = self.open.pop() else { return Ok(()) };
        let (len, end) = (open.members, self.json.tape.len() as u32);
        self.json.tape[open.index].token =
            if open.is_object { Token::Object { len, end } } else { Token::Array { len, end } };
        if open.is_object && self.duplicates == DuplicateKeys::Refused {
            self.refuse_duplicates(open.keys, self.keys.len())?;
        }
        self.keys.truncate(open.keys);
        Ok(())
    }

    /// Reads a key and its colon.
    fn key(&mut self) -> Result<(), SourceError> {
        self.skip_blanks();
        if self.bytes.get(self.at) != Some(&b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        let at = self.at;
        let piece = self.string()?;
        self.keys.push(self.json.tape.len() as u32);
        self.push(Token::String(piece), at);
        self.skip_blanks();
        if self.bytes.get(self.at) != Some(&b':') {
            return Err(self.unexpected("`:`"));
        }
        self.at += 1;
        Ok(())
    }

    /// Refuses an object two of whose keys are equal; few keys are compared pairwise, many are sorted.
    fn refuse_duplicates(&mut self, from: usize, to: usize) -> Result<(), SourceError> {
        let json = &self.json;
        let text_of = |index: u32| match json.tape[index as usize].token {
            Token::String(piece) => json.piece(piece),
            _ => "",
        };
        let keys = &mut self.keys[from..to];
        let duplicate = if keys.len() <= 12 {
            let earlier = |at: usize| keys[..at].iter().any(|other| text_of(*other) == text_of(keys[at]));
            (1..keys.len()).find(|at| earlier(*at)).map(|at| keys[at])
        } else {
            keys.sort_unstable_by(|a, b| text_of(*a).cmp(text_of(*b)).then(a.cmp(b)));
            keys.windows(2).filter(|pair| text_of(pair[0]) == text_of(pair[1])).map(|pair| pair[1]).min()
        };
        let Some(duplicate) = duplicate else { return Ok(()) };
        let key = Node { json, index: duplicate };
        Err(key.error(format!("the key \"{}\" comes twice", text_of(duplicate).escape_debug())))
    }

    fn word(&mut self, word: &str, token: Token) -> Result<Token, SourceError> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.unexpected("a value"));
        }
        self.at += word.len();
        Ok(token)
    }

    fn number(&mut self) -> Result<Token, SourceError> {
        let start = self.at;
        let negative = self.bytes[start] == b'-';
        self.at += usize::from(negative);
        let first_digit = self.at;
        self.digits()?;
        if self.bytes[first_digit] == b'0' && self.at > first_digit + 1 {
            self.at = start;
            return Err(self.unexpected("a number without leading zeros"));
        }
        let whole = self.at;
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.bytes.get(self.at) {
                self.at += 1;
            }
            self.digits()?;
        }
        if self.at > whole {
            return Ok(Token::OtherNumber);
        }
        let text = &self.json.text[start..whole];
        // `-0` is a floating-point number in JSON's model: it is not the integer 0.
        Ok(if text == "-0" { Token::OtherNumber } else { text.parse().map_or(Token::OtherNumber, Token::Integer) })
    }

    /// Skips one or more digits.
    fn digits(&mut self) -> Result<(), SourceError> {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        if self.at == start { Err(self.unexpected("a digit")) } else { Ok(()) }
    }

    /// Reads a string from its opening quote to its closing one.
    fn string(&mut self) -> Result<Piece, SourceError> {
        let start = self.at + 1;
        self.at = start;
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => return self.escaped_string(start),
                Some(byte) if *byte >= b' ' => self.at += 1,
                _ => return Err(self.unexpected("`\"` at the end of the string")),
            }
        }
        let len = self.at - start;
        self.at += 1;
        Ok(Piece { start: start as u32, len: len as u32, decoded: false })
    }

    /// Reads the rest of a string whose first escape has been met.
    fn escaped_string(&mut self, start: usize) -> Result<Piece, SourceError> {
        let decoded_start = self.json.decoded.len();
        self.json.decoded.push_str(&self.json.text[start..self.at]);
        loop {
            let run = self.at;
            while self.bytes.get(self.at).is_some_and(|byte| *byte >= b' ' && !b"\"\\".contains(byte)) {
                self.at += 1;
            }
            self.json.decoded.push_str(&self.json.text[run..self.at]);
            match self.bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    let decoded = self.escape()?;
                    self.json.decoded.push(decoded);
                }
                _ => return Err(self.unexpected("`\"` at the end of the string")),
            }
        }
        self.at += 1;
        let len = self.json.decoded.len() - decoded_start;
        Ok(Piece { start: decoded_start as u32, len: len as u32, decoded: true })
    }

    /// Reads one escape from its backslash.
    fn escape(&mut self) -> Result<char, SourceError> {
        let start = self.at;
        let simple = match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.error(1, "`\\` starts no escape of JSON here".to_owned())),
        };
        self.at = start + 2;
        Ok(simple)
    }

    /// Reads `\uXXXX`, or two of them that make one character.
    fn unicode_escape(&mut self) -> Result<char, SourceError> {
        let start = self.at;
        let mut unit = || {
            let digits = self.json.text.get(self.at..self.at + 6).filter(|escape| escape.starts_with("\\u"));
            let hex = digits.map(|escape| &escape[2..]).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
            self.at += 6;
            hex.and_then(|hex| u16::from_str_radix(hex, 16).ok())
        };
        let decoded = match unit() {
            Some(high @ 0xD800..=0xDBFF) => unit().and_then(|low| char::decode_utf16([high, low]).next()?.ok()),
            Some(single) => char::from_u32(u32::from(single)),
            None => None,
        };
        decoded.ok_or_else(|| {
            self.at = start;
            self.error(2, "`\\u` needs four hexadecimal digits that denote a character".to_owned())
        })
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    fn unexpected(&self, expected: &str) -> SourceError {
        let found = self.json.text.get(self.at..).and_then(|rest| rest.chars().next());
        let (len, found) = match found {
            None => (0, "found the end of the document".to_owned()),
            Some(found) => (found.len_utf8(), format!("found {found:?}")),
        };
        self.error(len, found).expecting(expected)
    }

    /// An error about the next `len` bytes.
    fn error(&self, len: usize, found: String) -> SourceError {
        let start = self.at.min(self.bytes.len());
        SourceError::new(self.json.text, Span { start: start as u32, end: (start + len) as u32 }, found)
    }
}
