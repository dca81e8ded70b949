//! A reader of JSON text: checks a document once and lays it out as a flat tape of tokens.
//!
//! In: text. Out: a [`Json`], walked by [`Node`]s that borrow their strings from the text; or a [`SourceError`] with its
//! place. Hand-written because general readers neither keep the place of a value (so that an attribute of the wrong
//! type could be pointed at) nor refuse duplicate keys, and build a tree of owned strings that is thrown away at once.
//! Nothing here recurses; nesting beyond [`MAX_NESTING`] is an error. The text is read in `json_scan`; what the values
//! mean is not decided here.

use std::fmt;

use crate::error::{SourceError, Span};
use crate::json_scan::Scanner;

/// How deep arrays and objects may nest; what `serde_json` allows, so that both read the same documents.
pub(crate) const MAX_NESTING: usize = 127;

/// A string on the tape: a piece of the text, or of the decoded strings if it had escapes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) start: u32,
    pub(crate) len: u32,
    pub(crate) decoded: bool,
}

/// One token of the tape. Containers know how many members they have and the index after their last one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Token {
    Null,
    Bool(bool),
    Integer(i64),
    /// A number that is no 64-bit integer: a fraction, an exponent, `-0`, or out of range.
    OtherNumber,
    String(Piece),
    Array {
        len: u32,
        end: u32,
    },
    Object {
        len: u32,
        end: u32,
    },
}

/// A token and where it starts in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) token: Token,
    pub(crate) at: u32,
}

/// A checked document.
#[derive(Debug)]
pub(crate) struct Json<'t> {
    pub(crate) text: &'t str,
    /// The strings that had escapes, decoded, one behind the other.
    pub(crate) decoded: String,
    pub(crate) tape: Vec<Entry>,
}

/// A value in a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'j> {
    pub(crate) json: &'j Json<'j>,
    pub(crate) index: u32,
}

/// What a node is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind<'j> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number that is a 64-bit integer.
    Integer(i64),
    /// Any other number.
    OtherNumber,
    /// A string.
    String(&'j str),
    /// An array.
    Array(Elements<'j>),
    /// An object.
    Object(Members<'j>),
}

impl fmt::Display for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Null => f.write_str("null"),
            Kind::Bool(truth) => write!(f, "{truth}"),
            Kind::Integer(number) => write!(f, "the integer {number}"),
            Kind::OtherNumber => f.write_str("a number that is no 64-bit integer"),
            Kind::String(_) => f.write_str("a string"),
            Kind::Array(_) => f.write_str("an array"),
            Kind::Object(_) => f.write_str("an object"),
        }
    }
}

/// What becomes of an object that has a key twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DuplicateKeys {
    /// It is an error.
    Refused,
    /// Both members are on the tape, for whoever walks it to refuse.
    Kept,
}

/// Why a text is no document.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// It is no JSON, or has a duplicate key.
    Malformed(SourceError),
    /// It nests too deeply.
    TooDeep(SourceError),
    /// It is too long.
    TooLarge(SourceError),
}

impl<'t> Json<'t> {
    /// Reads a document.
    ///
    /// # Errors
    /// The first place where the text is no JSON, has a duplicate key, or nests too deeply.
    pub(crate) fn read(text: &'t str) -> Result<Json<'t>, SourceError> {
        Json::read_with(text, DuplicateKeys::Refused).map_err(|unreadable| match unreadable {
            Unreadable::Malformed(error) | Unreadable::TooDeep(error) | Unreadable::TooLarge(error) => error,
        })
    }

    /// Reads a document, telling what sort of error there is.
    ///
    /// # Errors
    /// The first place where the text is no JSON, nests too deeply, or has a duplicate key that is not to be kept.
    pub(crate) fn read_with(text: &'t str, duplicates: DuplicateKeys) -> Result<Json<'t>, Unreadable> {
        if u32::try_from(text.len()).is_err() {
            let error = SourceError::new("", Span::default(), "the document is longer than 4 GiB");
            return Err(Unreadable::TooLarge(error));
        }
        Scanner::new(text, duplicates).document()
    }

    /// The outermost value.
    pub(crate) fn root(&self) -> Node<'_> {
        Node { json: self, index: 0 }
    }

    /// The string that a piece is.
    pub(crate) fn piece(&self, piece: Piece) -> &str {
        let source = if piece.decoded { &self.decoded } else { self.text };
        &source[piece.start as usize..(piece.start + piece.len) as usize]
    }

    /// The index of what follows the value at an index.
    fn after(&self, index: u32) -> u32 {
        match self.tape[index as usize].token {
            Token::Array { end, .. } | Token::Object { end, .. } => end,
            _ => index + 1,
        }
    }
}

impl<'j> Node<'j> {
    /// What it is.
    pub(crate) fn kind(self) -> Kind<'j> {
        let rest = |len, end| Elements { json: self.json, next: self.index + 1, end, len };
        match self.json.tape[self.index as usize].token {
            Token::Null => Kind::Null,
            Token::Bool(truth) => Kind::Bool(truth),
            Token::Integer(number) => Kind::Integer(number),
            Token::OtherNumber => Kind::OtherNumber,
            Token::String(piece) => Kind::String(self.json.piece(piece)),
            Token::Array { len, end } => Kind::Array(rest(len, end)),
            Token::Object { len, end } => Kind::Object(Members(rest(len, end))),
        }
    }

    /// Its text if it is a string.
    pub(crate) fn as_str(self) -> Option<&'j str> {
        match self.kind() {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// Its members if it is an object.
    pub(crate) fn as_object(self) -> Option<Members<'j>> {
        match self.kind() {
            Kind::Object(members) => Some(members),
            _ => None,
        }
    }

    /// An error about it, marking its first token.
    pub(crate) fn error(self, found: impl Into<String>) -> SourceError {
        SourceError::new(self.json.text, self.span(), found)
    }

    /// Where its first token is in the text.
    pub(crate) fn span(self) -> Span {
        let (start, len) = self.place();
        Span { start: start as u32, end: (start + len) as u32 }
    }

    /// Where it starts in the text, and the length of its first token, in bytes.
    fn place(self) -> (usize, usize) {
        let at = self.json.tape[self.index as usize].at as usize;
        let rest = &self.json.text.as_bytes()[at..];
        let len = match rest.first() {
            Some(b'{' | b'[') | None => 1,
            Some(b'"') => string_length(rest),
            Some(_) => rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count(),
        };
        (at, len)
    }
}

/// The length of the string literal that some text starts with, quotes included.
fn string_length(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// The elements of an array.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Elements<'j> {
    json: &'j Json<'j>,
    next: u32,
    end: u32,
    len: u32,
}

impl Elements<'_> {
    /// How many there are in all.
    pub(crate) fn len(self) -> usize {
        self.len as usize
    }
}

impl<'j> Iterator for Elements<'j> {
    type Item = Node<'j>;

    fn next(&mut self) -> Option<Node<'j>> {
        if self.next == self.end {
            return None;
        }
        let node = Node { json: self.json, index: self.next };
        self.next = self.json.after(self.next);
        Some(node)
    }
}

/// The members of an object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Members<'j>(Elements<'j>);

impl<'j> Members<'j> {
    /// How many there are in all.
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    /// The value of a key.
    pub(crate) fn get(mut self, key: &str) -> Option<Node<'j>> {
        self.find(|(name, _)| name.as_str() == Some(key)).map(|(_, value)| value)
    }
}

impl<'j> Iterator for Members<'j> {
    /// The key, as the node that it stands at, and the value.
    type Item = (Node<'j>, Node<'j>);

    fn next(&mut self) -> Option<(Node<'j>, Node<'j>)> {
        Some((self.0.next()?, self.0.next()?))
    }
}
