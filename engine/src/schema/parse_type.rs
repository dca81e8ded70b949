//! Reads the types of a schema.
//!
//! In: the parser before a type. Out: the index of the type, its parts before it in the list. The types that are open
//! around the place of reading are on a stack of their own, since their nesting is the writer's choice; beyond
//! [`MAX_NESTING`] it is an error. What names refer to is resolved elsewhere; which names no type may be given is here.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::error::SchemaErrorKind;
use super::parse::{Parsed, Parser};
use super::syntax::{AttributeSyntax, Label, RecordSyntax, Sort, TypeIndex, TypeSyntax};
use crate::lex::TokenKind;

/// How deep types may nest.
const MAX_NESTING: usize = 1000;

/// A type whose end has not been met.
enum Open {
    Set,
    Record { attributes: Vec<AttributeSyntax>, name: Label, required: bool, names: FxHashSet<Arc<str>> },
}

impl Parser<'_> {
    /// A record type, from its opening brace.
    pub(super) fn record(&mut self) -> Parsed<RecordSyntax> {
        if !self.at(TokenKind::OpenBrace) {
            return Err(self.unexpected("`{`"));
        }
        let span = self.token.span;
        Ok(RecordSyntax { ty: self.ty()?, span })
    }

    /// Any type. The open types around the place of reading are on a stack.
    pub(super) fn ty(&mut self) -> Parsed<TypeIndex> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            let set_follows = self.at_word("Set") && self.followed_by(TokenKind::Less);
            if open.len() == MAX_NESTING && (set_follows || self.at(TokenKind::OpenBrace)) {
                let found = "this type is nested too deeply";
                let error = self.error(SchemaErrorKind::TooDeep, self.token.span, found);
                return Err(error.expecting("at most 1000 levels"));
            }
            let mut done = if set_follows {
                self.advance()?;
                self.advance()?;
                open.push(Open::Set);
                continue;
            } else if self.accept(TokenKind::OpenBrace)? {
                let mut names = FxHashSet::default();
                match self.attribute_start(&mut names)? {
                    Some((name, required)) => {
                        open.push(Open::Record { attributes: Vec::new(), name, required, names });
                        continue;
                    }
                    None => self.push(TypeSyntax::Record(Vec::new())),
                }
            } else {
                let path = self.path("a type")?;
                self.push(TypeSyntax::Name { path, namespace: self.namespace, sort: Sort::Any })
            };
            // A type has ended; so may the types around it.
            loop {
                done = match open.pop() {
                    None => return Ok(done),
                    Some(Open::Set) => {
                        self.expect(TokenKind::Greater, "`>`")?;
                        self.push(TypeSyntax::Set(done))
                    }
                    Some(Open::Record { mut attributes, name, required, mut names }) => {
                        attributes.push(AttributeSyntax { name, ty: done, required });
                        match self.next_attribute(&mut names)? {
                            Some((name, required)) => {
                                open.push(Open::Record { attributes, name, required, names });
                                break;
                            }
                            None => self.push(TypeSyntax::Record(attributes)),
                        }
                    }
                };
            }
        }
    }

    /// `__cedar` is no name that anything may be given.
    pub(super) fn refuse_cedar(&self, name: &Label) -> Parsed<()> {
        if &*name.text != "__cedar" {
            return Ok(());
        }
        let found = "`__cedar` is reserved and cannot be declared or be part of a namespace";
        Err(self.error(SchemaErrorKind::ReservedName, name.span, found))
    }

    /// Keeps the error that a name cannot be given to a type of this sort.
    pub(super) fn reserve(&mut self, name: &Label, sort: &str) {
        let found = format!("no {sort} can be called `{}`", name.text);
        let error = self.error(SchemaErrorKind::ReservedName, name.span, found);
        self.reserved.get_or_insert(error);
    }

    /// Adds a type whose parts have been added.
    pub(super) fn push(&mut self, ty: TypeSyntax) -> TypeIndex {
        self.schema.types.push(ty);
        (self.schema.types.len() - 1) as TypeIndex
    }

    /// After the type of an attribute: the head of the next attribute, or `None` behind the closing brace.
    fn next_attribute(&mut self, names: &mut FxHashSet<Arc<str>>) -> Parsed<Option<(Label, bool)>> {
        if self.accept(TokenKind::Comma)? {
            return self.attribute_start(names);
        }
        self.expect(TokenKind::CloseBrace, "`,` or `}`")?;
        Ok(None)
    }

    /// The head of an attribute, up to its type, or `None` behind the closing brace. `names` are those of the attributes
    /// before it.
    fn attribute_start(&mut self, names: &mut FxHashSet<Arc<str>>) -> Parsed<Option<(Label, bool)>> {
        if self.accept(TokenKind::CloseBrace)? {
            return Ok(None);
        }
        self.annotations()?;
        let name = self.name("the name of an attribute")?;
        if !names.insert(Arc::clone(&name.text)) {
            let found = format!("the attribute `{}` comes twice", name.text);
            return Err(self.error(SchemaErrorKind::DuplicateAttribute, name.span, found));
        }
        let required = !self.accept(TokenKind::Question)?;
        self.expect(TokenKind::Colon, "`?` or `:`")?;
        Ok(Some((name, required)))
    }
}
