//! Names, paths of names and entity ids, and which words may stand where.
//!
//! Nine words are reserved wherever a name is meant; `__cedar` is kept for the language itself. All others, `permit`
//! and `principal` among them, are names like any other. (Grammar: language guide, "Identifier" and "Path"; the rule
//! about `__cedar` is that of RFC 52.) What a name refers to is not decided here.

use super::{Parser, clip};
use crate::error::SourceError;
use crate::lex::{Token, TokenKind};
use crate::symbols::Symbol;
use crate::syntax::UidId;

/// What a path of names turned out to be.
pub(super) enum Path {
    /// `A` or `A::B`: a name, with the number of its parts.
    Name(Symbol, u32),
    /// `A::"x"`: an entity.
    Entity(UidId),
}

fn is_reserved(word: &str) -> bool {
    matches!(word, "true" | "false" | "if" | "then" | "else" | "in" | "is" | "like" | "has")
}

impl Parser<'_> {
    /// Refuses a word that cannot be a name.
    pub(super) fn check_name(&self, token: Token) -> Result<(), SourceError> {
        let word = self.text(token);
        if is_reserved(word) {
            return Err(self.error(token.span, format!("`{word}` is a reserved word")).expecting("a name"));
        }
        if word == "__cedar" {
            return Err(self.error(token.span, "`__cedar` is kept for the language itself").expecting("a name"));
        }
        Ok(())
    }

    /// A name that stands for an attribute.
    pub(super) fn attribute_name(&mut self, expected: &str) -> Result<Symbol, SourceError> {
        let token = self.expect(TokenKind::Word, expected)?;
        self.check_name(token)?;
        Ok(self.syntax.symbols.intern(self.text(token)))
    }

    /// The rest of a path whose first word, `first`, has just been read.
    pub(super) fn path(&mut self, first: Token) -> Result<Path, SourceError> {
        self.check_name(first)?;
        if !self.at(TokenKind::DoubleColon) {
            return Ok(Path::Name(self.syntax.symbols.intern(self.text(first)), 1));
        }
        let mut parts = 1;
        let mut joined = String::from(self.text(first));
        while self.accept(TokenKind::DoubleColon)? {
            match self.current.kind {
                TokenKind::Word => {
                    let part = self.advance()?;
                    self.check_name(part)?;
                    joined.push_str("::");
                    joined.push_str(self.text(part));
                    parts += 1;
                }
                TokenKind::Text => {
                    let token = self.advance()?;
                    let ty = self.syntax.symbols.intern(&joined);
                    let id = self.string(token)?;
                    self.syntax.uids.push((ty, id));
                    self.syntax.uid_spans.push(self.span_from(first.span.start));
                    return Ok(Path::Entity(UidId(self.syntax.uids.len() as u32 - 1)));
                }
                _ => return Err(self.unexpected("a name, or the id of an entity in quotes, after `::`")),
            }
        }
        Ok(Path::Name(self.syntax.symbols.intern(&joined), parts))
    }

    /// The name of an entity type, after `is`.
    pub(super) fn type_name(&mut self) -> Result<Symbol, SourceError> {
        let first = self.expect(TokenKind::Word, "the name of an entity type after `is`")?;
        match self.path(first)? {
            Path::Name(name, _) => Ok(name),
            Path::Entity(_) => Err(self
                .error(self.last, "`is` tests for an entity type, but this is an entity")
                .expecting(format!("the type alone, as in `is {}`", clip(self.text(first))))),
        }
    }
}
