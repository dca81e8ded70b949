//! Reads the text of a schema in Cedar syntax into [`SchemaSyntax`].
//!
//! In: text. Out: the declarations, or the first error with its place. Which words are keywords depends on the place,
//! so types and attributes may be called `type`, `entity`, `tags` or `Set`; only the words that are reserved in
//! policies are no identifiers. Types are read in `parse_type`.
//! Checks made here are those that need no other declaration; what names refer to is resolved elsewhere. Written over
//! the lexer of policies rather than with nom, so that both languages agree on blanks, comments and strings.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::error::{SchemaError, SchemaErrorKind};
use super::syntax::{
    ActionDeclaration, ActionReference, AppliesTo, CommonTypeDeclaration, EntityDeclaration, EntityShape, Label, Path,
    RecordSyntax, SchemaSyntax, Sort, TypeIndex, TypeSyntax, is_reserved_type_name,
};
use crate::entity_uid::is_reserved_word;
use crate::error::Span;
use crate::lex::{Lexer, Token, TokenKind};
use crate::unescape::unescape;

pub(super) type Parsed<T> = Result<T, SchemaError>;

/// Reads a schema.
pub(super) fn parse(text: &str) -> Parsed<SchemaSyntax> {
    let mut lexer = Lexer::new(text).map_err(|error| SchemaError::of(SchemaErrorKind::TooLarge, error))?;
    let token = lexer.step();
    let following = lexer.step();
    let schema = SchemaSyntax { namespaces: vec![None], ..SchemaSyntax::default() };
    let mut parser = Parser { lexer, token, following, schema, namespace: 0, reserved: None };
    while parser.token.kind != TokenKind::End {
        parser.annotations()?;
        if parser.at_word("namespace") {
            parser.namespace()?;
        } else {
            parser.declaration("`namespace`, `entity`, `action` or `type`")?;
        }
    }
    parser.reserved.map_or(Ok(parser.schema), Err)
}

pub(super) struct Parser<'t> {
    lexer: Lexer<'t>,
    pub(super) token: Token,
    /// The token after `token`.
    following: Token,
    pub(super) schema: SchemaSyntax,
    /// Index of the namespace that declarations belong to.
    pub(super) namespace: usize,
    /// The first name that may be written but not declared. It is told behind what cannot be read.
    pub(super) reserved: Option<SchemaError>,
}

impl<'t> Parser<'t> {
    fn text(&self) -> &'t str {
        self.lexer.text(self.token)
    }

    pub(super) fn at(&self, kind: TokenKind) -> bool {
        self.token.kind == kind
    }

    pub(super) fn at_word(&self, word: &str) -> bool {
        self.at(TokenKind::Word) && self.text() == word
    }

    pub(super) fn followed_by(&self, kind: TokenKind) -> bool {
        self.following.kind == kind
    }

    pub(super) fn advance(&mut self) -> Parsed<Token> {
        let token = self.token;
        if token.kind == TokenKind::Bad {
            return Err(self.lexer.wrong(token).into());
        }
        self.token = std::mem::replace(&mut self.following, self.lexer.step());
        Ok(token)
    }

    pub(super) fn accept(&mut self, kind: TokenKind) -> Parsed<bool> {
        let found = self.at(kind);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn accept_word(&mut self, word: &str) -> Parsed<bool> {
        let found = self.at_word(word);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    pub(super) fn expect(&mut self, kind: TokenKind, expected: &str) -> Parsed<Token> {
        if self.at(kind) { self.advance() } else { Err(self.unexpected(expected)) }
    }

    pub(super) fn unexpected(&self, expected: &str) -> SchemaError {
        let found = match self.token.kind {
            TokenKind::Bad => return self.lexer.wrong(self.token).into(),
            TokenKind::End => "found the end of the schema".to_owned(),
            _ => format!("found `{}`", self.text().chars().take(40).collect::<String>()),
        };
        self.error(SchemaErrorKind::Syntax, self.token.span, found).expecting(expected)
    }

    pub(super) fn error(&self, kind: SchemaErrorKind, span: Span, found: impl Into<String>) -> SchemaError {
        SchemaError::new(kind, self.lexer.source(), span, found)
    }

    /// `@key` and `@key("value")`, any number; they mean nothing here, but no key may come twice.
    pub(super) fn annotations(&mut self) -> Parsed<()> {
        let mut keys: FxHashSet<&str> = FxHashSet::default();
        while self.accept(TokenKind::At)? {
            let span = self.token.span;
            let key = self.text();
            self.expect(TokenKind::Word, "the key of an annotation")?;
            if !keys.insert(key) {
                let found = format!("the annotation `@{key}` comes twice");
                return Err(self.error(SchemaErrorKind::DuplicateAnnotation, span, found));
            }
            if self.accept(TokenKind::OpenParen)? {
                self.string("the value of the annotation in double quotes")?;
                self.expect(TokenKind::CloseParen, "`)`")?;
            }
        }
        Ok(())
    }

    fn namespace(&mut self) -> Parsed<()> {
        self.advance()?;
        let path = self.path_of("the name of the namespace", Parser::refuse_cedar)?;
        self.schema.namespaces.push(Some(path));
        self.namespace = self.schema.namespaces.len() - 1;
        self.expect(TokenKind::OpenBrace, "`{`")?;
        while !self.accept(TokenKind::CloseBrace)? {
            self.annotations()?;
            self.declaration("`entity`, `action`, `type` or `}`")?;
        }
        self.namespace = 0;
        Ok(())
    }

    fn declaration(&mut self, expected: &str) -> Parsed<()> {
        if self.accept_word("entity")? {
            self.entity()
        } else if self.accept_word("action")? {
            self.action()
        } else if self.accept_word("type")? {
            self.common_type()
        } else {
            Err(self.unexpected(expected))
        }
    }

    fn entity(&mut self) -> Parsed<()> {
        let names = self.list(|parser| {
            let name = parser.identifier("the name of an entity type")?;
            parser.refuse_cedar(&name)?;
            if &*name.text == "Action" {
                parser.reserve(&name, "entity type");
            }
            Ok(name)
        })?;
        let shape = Arc::new(if self.accept_word("enum")? { self.enumeration()? } else { self.standard_shape()? });
        let namespace = self.namespace;
        let declared = names.into_iter().map(|name| EntityDeclaration { namespace, name, shape: Arc::clone(&shape) });
        self.schema.entities.extend(declared);
        Ok(())
    }

    fn enumeration(&mut self) -> Parsed<EntityShape> {
        self.expect(TokenKind::OpenBracket, "`[`")?;
        let ids = if self.at(TokenKind::CloseBracket) {
            // What is wrong with that is said where the same can come from JSON.
            Vec::new()
        } else {
            self.list(|parser| parser.string("the id of an entity in double quotes"))?
        };
        self.expect(TokenKind::CloseBracket, "`,` or `]`")?;
        self.expect(TokenKind::Semicolon, "`;`")?;
        Ok(EntityShape::Enum(ids))
    }

    fn standard_shape(&mut self) -> Parsed<EntityShape> {
        let parents = if self.accept_word("in")? { self.entity_types()? } else { Vec::new() };
        let equals = self.accept(TokenKind::Equal)?;
        let attributes = if equals || self.at(TokenKind::OpenBrace) { Some(self.record()?) } else { None };
        let tags = if self.accept_word("tags")? { Some(self.ty()?) } else { None };
        self.expect(TokenKind::Semicolon, "`in`, `{`, `tags`, `enum` or `;`")?;
        Ok(EntityShape::Standard { parents, attributes, tags })
    }

    /// A name, or a list of names in brackets that may be empty.
    fn entity_types(&mut self) -> Parsed<Vec<Path>> {
        if !self.accept(TokenKind::OpenBracket)? {
            return Ok(vec![self.path("an entity type or `[`")?]);
        }
        if self.accept(TokenKind::CloseBracket)? {
            return Ok(Vec::new());
        }
        let paths = self.list(|parser| parser.path("an entity type"))?;
        self.expect(TokenKind::CloseBracket, "`,` or `]`")?;
        Ok(paths)
    }

    fn action(&mut self) -> Parsed<()> {
        let names = self.list(|parser| parser.name("the name of an action"))?;
        let groups = Arc::new(if self.accept_word("in")? { self.groups()? } else { Vec::new() });
        let applies_to = if self.accept_word("appliesTo")? { Some(Arc::new(self.applies_to()?)) } else { None };
        if self.accept_word("attributes")? {
            self.expect(TokenKind::OpenBrace, "`{`")?;
            self.expect(TokenKind::CloseBrace, "`}`, since actions have no attributes")?;
        }
        self.expect(TokenKind::Semicolon, "`in`, `appliesTo` or `;`")?;
        let namespace = self.namespace;
        for name in names {
            let (groups, applies_to) = (Arc::clone(&groups), applies_to.clone());
            self.schema.actions.push(ActionDeclaration { namespace, name, groups, applies_to });
        }
        Ok(())
    }

    fn groups(&mut self) -> Parsed<Vec<ActionReference>> {
        if !self.accept(TokenKind::OpenBracket)? {
            return Ok(vec![self.action_reference()?]);
        }
        let groups = self.list(Parser::action_reference)?;
        self.expect(TokenKind::CloseBracket, "`,` or `]`")?;
        Ok(groups)
    }

    /// An id, as a word or a string, or a type and a string.
    fn action_reference(&mut self) -> Parsed<ActionReference> {
        if !(self.at(TokenKind::Word) && self.followed_by(TokenKind::DoubleColon)) {
            let id = self.name("the name of an action")?;
            let span = id.span;
            return Ok(ActionReference { ty: None, id, span });
        }
        let mut ty = self.identifier("the name of an action")?;
        let mut name = ty.text.to_string();
        loop {
            self.expect(TokenKind::DoubleColon, "`::`")?;
            if self.at(TokenKind::Text) {
                let id = self.string("the name of an action")?;
                let span = Span { start: ty.span.start, end: id.span.end };
                return Ok(ActionReference { ty: Some(Path { name: Arc::from(name), span: ty.span }), id, span });
            }
            let part = self.identifier("the name of the action in double quotes")?;
            ty.span.end = part.span.end;
            name.push_str("::");
            name.push_str(&part.text);
        }
    }

    fn applies_to(&mut self) -> Parsed<AppliesTo> {
        let open = self.expect(TokenKind::OpenBrace, "`{`")?;
        let (mut principals, mut resources, mut context) = (None, None, None);
        loop {
            let keyword = self.token;
            let word = if self.at(TokenKind::Word) { self.text() } else { "" };
            let repeated = match word {
                "principal" => principals.is_some(),
                "resource" => resources.is_some(),
                "context" => context.is_some(),
                _ => return Err(self.unexpected("`principal`, `resource` or `context`")),
            };
            if repeated {
                let found = format!("`{word}` comes twice in `appliesTo`");
                return Err(self.error(SchemaErrorKind::Syntax, keyword.span, found));
            }
            self.advance()?;
            self.expect(TokenKind::Colon, "`:`")?;
            match word {
                "principal" => principals = Some(self.applicable_types()?),
                "resource" => resources = Some(self.applicable_types()?),
                _ => context = Some(self.context()?),
            }
            let more = self.accept(TokenKind::Comma)?;
            if self.accept(TokenKind::CloseBrace)? {
                break;
            }
            if !more {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
        let missing = |what: &str| {
            let found = format!("`appliesTo` does not say to which {what}s");
            self.error(SchemaErrorKind::Syntax, open.span, found)
        };
        let principals = principals.ok_or_else(|| missing("principal").expecting("`principal: …`"))?;
        let resources = resources.ok_or_else(|| missing("resource").expecting("`resource: …`"))?;
        Ok(AppliesTo { principals, resources, context })
    }

    fn applicable_types(&mut self) -> Parsed<Vec<Path>> {
        let span = self.token.span;
        let types = self.entity_types()?;
        if types.is_empty() {
            let found = "this list of entity types is empty";
            return Err(self.error(SchemaErrorKind::Syntax, span, found).expecting("at least one"));
        }
        Ok(types)
    }

    fn context(&mut self) -> Parsed<RecordSyntax> {
        if self.at(TokenKind::OpenBrace) {
            return self.record();
        }
        let path = self.path("a record type or the name of one")?;
        let span = path.span;
        let ty = self.push(TypeSyntax::Name { path, namespace: self.namespace, sort: Sort::Common });
        Ok(RecordSyntax { ty, span })
    }

    fn common_type(&mut self) -> Parsed<()> {
        let name = self.identifier("the name of a common type")?;
        self.refuse_cedar(&name)?;
        if is_reserved_type_name(&name.text) {
            self.reserve(&name, "common type");
        }
        self.expect(TokenKind::Equal, "`=`")?;
        let first = self.schema.types.len() as TypeIndex;
        let body = self.ty()?;
        self.expect(TokenKind::Semicolon, "`;`")?;
        self.schema.common_types.push(CommonTypeDeclaration { namespace: self.namespace, name, first, body });
        Ok(())
    }

    /// One or more, separated by commas.
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.accept(TokenKind::Comma)? {
            items.push(item(self)?);
        }
        Ok(items)
    }

    pub(super) fn path(&mut self, expected: &str) -> Parsed<Path> {
        self.path_of(expected, |_, _| Ok(()))
    }

    /// Identifiers joined by `::`, each of which a check must pass.
    fn path_of(&mut self, expected: &str, check: fn(&Self, &Label) -> Parsed<()>) -> Parsed<Path> {
        let first = self.identifier(expected)?;
        check(self, &first)?;
        if !self.at(TokenKind::DoubleColon) {
            return Ok(Path { name: first.text, span: first.span });
        }
        let (mut name, mut span) = (first.text.to_string(), first.span);
        while self.accept(TokenKind::DoubleColon)? {
            let part = self.identifier("an identifier")?;
            check(self, &part)?;
            name.push_str("::");
            name.push_str(&part.text);
            span.end = part.span.end;
        }
        Ok(Path { name: Arc::from(name), span })
    }

    /// A word that is not reserved.
    fn identifier(&mut self, expected: &str) -> Parsed<Label> {
        if self.at(TokenKind::Word) && is_reserved_word(self.text()) {
            let found = format!("`{}` is reserved", self.text());
            return Err(self.error(SchemaErrorKind::ReservedName, self.token.span, found).expecting(expected));
        }
        let text = Arc::from(self.text());
        let token = self.expect(TokenKind::Word, expected)?;
        Ok(Label { text, span: token.span })
    }

    /// An identifier or a string.
    pub(super) fn name(&mut self, expected: &str) -> Parsed<Label> {
        if self.at(TokenKind::Text) { self.string(expected) } else { self.identifier(expected) }
    }

    fn string(&mut self, expected: &str) -> Parsed<Label> {
        let literal = self.text();
        let token = self.expect(TokenKind::Text, expected)?;
        let text = unescape(&literal[1..literal.len() - 1]).map_err(|wrong| {
            let start = token.span.start + 1;
            let span = Span { start: start + wrong.range.start as u32, end: start + wrong.range.end as u32 };
            self.error(SchemaErrorKind::Syntax, span, wrong.found)
        })?;
        Ok(Label { text: Arc::from(&*text), span: token.span })
    }
}
