//! The parser of policy texts.
//!
//! In comes a text; out comes [`Syntax`], or the first error with its place. This file holds the parser's state and
//! the steps that all parts share; `policy` reads policies and their scopes, `name` reads names and entity ids,
//! `expression` and `operand` read expressions with an explicit stack, so that depth never costs call stack. Rules of
//! names, slots and arguments that need no other policy are checked here, ids of policies in `policy_set`.
//! It is written by hand, not with nom: errors must say what was expected where, and expressions must not recurse.

mod expression;
mod name;
mod operand;
mod policy;
#[cfg(test)]
mod robustness_tests;
#[cfg(test)]
mod scope_tests;
#[cfg(test)]
mod tests;

use crate::error::{SourceError, Span};
use crate::lex::{Lexer, Token, TokenKind};
use crate::symbols::Symbol;
use crate::syntax::Syntax;
use crate::unescape::{EscapeError, unescape};
use expression::{Frame, Operand};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// The greatest height of an expression: one for a leaf, and one for each operator, bracket or call above it.
pub(crate) const HEIGHT_LIMIT: u32 = 1000;

/// Reads a policy text.
pub(crate) fn parse_policies(text: &str) -> Result<Syntax, SourceError> {
    let mut lexer = Lexer::new(text)?;
    let current = lexer.step();
    let mut parser = Parser {
        lexer,
        current,
        last: Span::default(),
        syntax: Syntax { source: Arc::from(text), ..Syntax::default() },
        frames: Vec::new(),
        items: Vec::new(),
        fields: Vec::new(),
        keys: FxHashSet::default(),
    };
    while parser.current.kind != TokenKind::End {
        parser.policy()?;
    }
    Ok(parser.syntax)
}

/// The state of parsing: the token under the eye, what has been read, and the unfinished part of an expression.
struct Parser<'t> {
    lexer: Lexer<'t>,
    current: Token,
    /// Where the token before `current` stands.
    last: Span,
    syntax: Syntax,
    /// What is open around the operand being read, outermost first.
    frames: Vec<Frame>,
    /// Finished elements and arguments of the sets and calls in `frames`.
    items: Vec<Operand>,
    /// Finished attributes of the records in `frames`.
    fields: Vec<(Symbol, Operand)>,
    /// The keys of open records that have many, each with the number of frames that the record is within.
    keys: FxHashSet<(usize, Symbol)>,
}

impl<'t> Parser<'t> {
    fn advance(&mut self) -> Result<Token, SourceError> {
        let token = self.current;
        if token.kind == TokenKind::Bad {
            return Err(self.lexer.wrong(token));
        }
        self.last = token.span;
        self.current = self.lexer.step();
        Ok(token)
    }

    fn text(&self, token: Token) -> &'t str {
        self.lexer.text(token)
    }

    fn at(&self, kind: TokenKind) -> bool {
        self.current.kind == kind
    }

    fn at_word(&self, word: &str) -> bool {
        self.at(TokenKind::Word) && self.text(self.current) == word
    }

    /// Goes past a token of this kind; says whether there was one.
    fn accept(&mut self, kind: TokenKind) -> Result<bool, SourceError> {
        let there = self.at(kind);
        if there {
            self.advance()?;
        }
        Ok(there)
    }

    fn expect(&mut self, kind: TokenKind, expected: &str) -> Result<Token, SourceError> {
        if self.at(kind) { self.advance() } else { Err(self.unexpected(expected)) }
    }

    fn error(&self, span: Span, found: impl Into<String>) -> SourceError {
        SourceError::new(self.lexer.source(), span, found)
    }

    /// The error that the current token is not what should stand here.
    fn unexpected(&self, expected: &str) -> SourceError {
        let found = match self.current.kind {
            TokenKind::Bad => return self.lexer.wrong(self.current),
            TokenKind::End => "the text ends too early".to_owned(),
            TokenKind::Word | TokenKind::Slot => format!("unexpected `{}`", clip(self.text(self.current))),
            TokenKind::Number => "unexpected number".to_owned(),
            TokenKind::Text => "unexpected string".to_owned(),
            _ => format!("unexpected `{}`", self.text(self.current)),
        };
        self.error(self.current.span, found).expecting(expected)
    }

    /// From `start` to the end of the last token read.
    fn span_from(&self, start: u32) -> Span {
        Span { start, end: self.last.end.max(start) }
    }

    /// The string that a token of kind `Text` denotes, interned.
    fn string(&mut self, token: Token) -> Result<Symbol, SourceError> {
        let inside = self.inside(token);
        let text = unescape(inside).map_err(|error| self.escape_error(token, &error))?;
        Ok(self.syntax.symbols.intern(&text))
    }

    /// What stands between the quotes of a string.
    fn inside(&self, token: Token) -> &'t str {
        let quoted = self.text(token);
        &quoted[1..quoted.len() - 1]
    }

    fn escape_error(&self, token: Token, error: &EscapeError) -> SourceError {
        let base = token.span.start + 1;
        let span = Span { start: base + error.range.start as u32, end: base + error.range.end as u32 };
        self.error(span, error.found)
    }
}

/// A name as a message shows it.
fn clip(name: &str) -> String {
    const SHOWN: usize = 40;
    let shown: String = name.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if shown.len() < name.len() { shown + "…" } else { shown }
}
