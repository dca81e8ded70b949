//! What a parser says of text that it cannot read.
//!
//! One error, the first in source order: what would have been right, what was there, where, and the line it is on.
//! The same shape serves policies and schemas; JSON documents use [`locate`] for theirs.

use std::cell::Cell;
use std::fmt;

use crate::schema::Position;

/// What sort of mistake it is. Comparisons use this, never the words of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParseErrorKind {
    /// Characters that make no token, an unclosed string among them.
    Token,
    /// A token that cannot stand here.
    Syntax,
    /// A word that is reserved here.
    Reserved,
    /// An escape sequence that a string or pattern may not hold, or a bare carriage return.
    Escape,
    /// An integer literal outside the 64-bit range.
    IntegerRange,
    /// A function or method that does not exist, or is not called as it must be.
    Function,
    /// A slot where none, or not this one, may stand.
    Slot,
    /// An entity in the scope of `action` that is no action.
    ActionType,
    /// A key of a record or the id of a policy that is there already.
    Duplicate,
    /// An annotation that is there already.
    DuplicateAnnotation,
    /// An attribute that a schema's record has already.
    DuplicateAttribute,
    /// More than four `!` or `-` in a row.
    UnaryLimit,
    /// Nested more deeply than [`super::MAX_HEIGHT`].
    TooDeep,
    /// `has` and `is … in` stand for expressions that repeat their operand; written out, this one is too large.
    TooLarge,
}

/// Why a text is not Cedar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ParseError {
    /// The sort of mistake.
    pub kind: ParseErrorKind,
    /// What could have stood here, for people.
    pub expected: String,
    /// What stands here, for people.
    pub found: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The line's text, shortened around the column if it is long.
    pub excerpt: String,
}

impl ParseError {
    /// An error at byte `offset` of `text`.
    pub(super) fn at(
        text: &str,
        offset: usize,
        kind: ParseErrorKind,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        let (line, column, excerpt) = locate(text, offset);
        Self { kind, expected: expected.into(), found: found.into(), line, column, excerpt }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: expected {}, found {}", self.line, self.column, self.expected, self.found)?;
        write!(f, "\n  | {}", self.excerpt)
    }
}

/// How many characters of a line an excerpt shows on each side of the place.
const EXCERPT_RADIUS: usize = 60;

/// The line and column (from 1, in characters) of byte `offset` in `text`, and an excerpt of that line.
pub fn locate(text: &str, offset: usize) -> (usize, usize, String) {
    let offset = (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let (before, after) = text.split_at(offset);
    let line = before.matches('\n').count() + 1;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let left: Vec<char> = before[line_start..].chars().collect();
    let shown_left: String = left[left.len().saturating_sub(EXCERPT_RADIUS)..].iter().collect();
    let shown_right: String = after.chars().take_while(|c| !matches!(c, '\n' | '\r')).take(EXCERPT_RADIUS).collect();
    (line, left.len() + 1, shown_left + &shown_right)
}

/// Finds lines and columns for many places of one text, in little time if each is near the one before.
pub(crate) struct Locator<'a> {
    text: &'a str,
    /// The place that was asked for last.
    last: Cell<(usize, Position)>,
}

impl<'a> Locator<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, last: Cell::new((0, Position { line: 1, column: 1 })) }
    }

    /// The line and column of byte `offset`, which is on a boundary of characters.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let (last, Position { line, column }) = self.last.get();
        let between = &self.text[last.min(offset)..last.max(offset)];
        let newlines = between.bytes().filter(|byte| *byte == b'\n').count();
        let line = if offset < last { line - newlines } else { line + newlines };
        let column = if newlines > 0 {
            let line_start = self.text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
            self.text[line_start..offset].chars().count() + 1
        } else if offset < last {
            column - between.chars().count()
        } else {
            column + between.chars().count()
        };
        let position = Position { line, column };
        self.last.set((offset, position));
        position
    }
}
