//! Policies and templates: annotations, effect, scope and clauses.
//!
//! A scope names `principal`, `action` and `resource` in this order, each with at most one constraint; entities in it
//! may stand in parentheses, lists may end in a comma, and a slot may stand only on the right of the `==` or `in` of
//! its own variable. (Language guide, "Syntax for policies"; parentheses and commas as the reference grammar has them.)

use super::name::Path;
use super::{HEIGHT_LIMIT, Parser, clip};
use crate::error::SourceError;
use crate::lex::TokenKind;
use crate::syntax::{ActionConstraint, Clause, Effect, EntityReference, Run, ScopeConstraint, TemplateSyntax, UidId};
use rustc_hash::FxHashSet;

/// What may stand on the right of an operator in a scope.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reference {
    Entity,
    EntityOrSlot(&'static str),
}

impl Parser<'_> {
    pub(super) fn policy(&mut self) -> Result<(), SourceError> {
        let start = self.current.span.start;
        let annotations = self.annotations()?;
        let effect = self.effect()?;
        self.expect(TokenKind::OpenParen, "`(` and the scope")?;
        let mut scope_spans = [self.current.span; 3];
        let principal = self.variable("principal", "?principal")?;
        scope_spans[0] = self.span_from(scope_spans[0].start);
        self.scope_comma("action")?;
        let start_of_action = self.current.span.start;
        let action = self.action()?;
        scope_spans[1] = self.span_from(start_of_action);
        self.scope_comma("resource")?;
        let start_of_resource = self.current.span.start;
        let resource = self.variable("resource", "?resource")?;
        scope_spans[2] = self.span_from(start_of_resource);
        self.accept(TokenKind::Comma)?;
        if self.at(TokenKind::Word) {
            return Err(self.unexpected("`)`: a scope has `principal`, `action` and `resource` and nothing more"));
        }
        self.expect(TokenKind::CloseParen, "`)` after the scope")?;
        let clauses = self.clauses()?;
        self.expect(TokenKind::Semicolon, "`when`, `unless`, or `;` at the end of the policy")?;
        let span = self.span_from(start);
        let template = TemplateSyntax { effect, annotations, principal, action, resource, clauses, span, scope_spans };
        self.syntax.templates.push(template);
        Ok(())
    }

    /// Any word may be the key of an annotation, but no key may come twice.
    fn annotations(&mut self) -> Result<Run, SourceError> {
        let start = self.syntax.annotations.len();
        let mut seen = FxHashSet::default();
        while self.accept(TokenKind::At)? {
            let token = self.expect(TokenKind::Word, "the name of the annotation after `@`")?;
            let key = self.syntax.symbols.intern(self.text(token));
            if !seen.insert(key) {
                let found = format!("the annotation `@{}` is given twice", clip(self.text(token)));
                return Err(self.error(token.span, found));
            }
            let mut value = None;
            if self.accept(TokenKind::OpenParen)? {
                let token = self.expect(TokenKind::Text, "the value of the annotation, a string")?;
                value = Some(self.string(token)?);
                self.expect(TokenKind::CloseParen, "`)` after the value of the annotation")?;
            }
            self.syntax.annotations.push((key, value));
        }
        Ok(run(start, self.syntax.annotations.len()))
    }

    fn effect(&mut self) -> Result<Effect, SourceError> {
        let effect = match self.text(self.current) {
            "permit" => Effect::Permit,
            "forbid" => Effect::Forbid,
            _ => return Err(self.unexpected("`permit`, `forbid` or an annotation")),
        };
        self.advance()?;
        Ok(effect)
    }

    fn scope_comma(&mut self, next: &str) -> Result<(), SourceError> {
        if self.at(TokenKind::CloseParen) {
            return Err(self.unexpected(&format!("`,` and `{next}`: a scope has all three variables")));
        }
        self.expect(TokenKind::Comma, &format!("a constraint, or `,` and `{next}`"))?;
        Ok(())
    }

    fn scope_variable(&mut self, variable: &str) -> Result<(), SourceError> {
        if !self.at_word(variable) {
            return Err(self.unexpected(&format!("`{variable}`")));
        }
        self.advance()?;
        if self.at(TokenKind::Colon) {
            return Err(self.unexpected("`is` before the name of a type"));
        }
        Ok(())
    }

    /// `principal` or `resource` with its constraint.
    fn variable(&mut self, variable: &str, slot: &'static str) -> Result<ScopeConstraint, SourceError> {
        self.scope_variable(variable)?;
        let wanted = Reference::EntityOrSlot(slot);
        if self.accept(TokenKind::EqualEqual)? {
            return Ok(ScopeConstraint::Equal(self.reference(wanted)?));
        }
        if self.at_word("in") {
            self.advance()?;
            let reference = self.reference(wanted)?;
            if self.at_word("is") {
                return Err(self.unexpected("`is` before `in`, as in `principal is User in Group::\"g\"`"));
            }
            return Ok(ScopeConstraint::In(reference));
        }
        if self.at_word("is") {
            self.advance()?;
            let ty = self.type_name()?;
            if self.at(TokenKind::EqualEqual) {
                return Err(self.unexpected("`in`: `is` and `==` do not go together in a scope"));
            }
            if self.at_word("in") {
                self.advance()?;
                return Ok(ScopeConstraint::IsIn(ty, self.reference(wanted)?));
            }
            return Ok(ScopeConstraint::Is(ty));
        }
        self.no_other_operator("`==`, `in` or `is`")?;
        Ok(ScopeConstraint::Any)
    }

    fn action(&mut self) -> Result<ActionConstraint, SourceError> {
        self.scope_variable("action")?;
        if self.accept(TokenKind::EqualEqual)? {
            return Ok(ActionConstraint::Equal(self.action_entity()?));
        }
        if self.at_word("in") {
            self.advance()?;
            return Ok(ActionConstraint::In(self.action_list()?));
        }
        if self.at_word("is") {
            return Err(self.unexpected("`==` or `in`: the action of a scope takes no `is`"));
        }
        self.no_other_operator("`==` or `in`")?;
        Ok(ActionConstraint::Any)
    }

    fn no_other_operator(&self, expected: &str) -> Result<(), SourceError> {
        use TokenKind::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        match self.current.kind {
            Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => Err(self.unexpected(expected)),
            _ => Ok(()),
        }
    }

    /// `in` one action or a list of them. Both may stand in parentheses.
    fn action_list(&mut self) -> Result<Run, SourceError> {
        let depth = self.open_parens()?;
        let start = self.syntax.actions.len();
        if self.accept(TokenKind::OpenBracket)? {
            while !self.at(TokenKind::CloseBracket) {
                let uid = self.action_entity()?;
                self.syntax.actions.push(uid);
                if !self.accept(TokenKind::Comma)? {
                    break;
                }
            }
            self.expect(TokenKind::CloseBracket, "`,` or `]` in the list of actions")?;
        } else {
            let uid = self.action_entity()?;
            self.syntax.actions.push(uid);
        }
        self.close_parens(depth)?;
        Ok(run(start, self.syntax.actions.len()))
    }

    fn action_entity(&mut self) -> Result<UidId, SourceError> {
        let EntityReference::Uid(uid) = self.reference(Reference::Entity)? else {
            return Err(self.unexpected("an action"));
        };
        Ok(uid)
    }

    fn check_action(&self, uid: UidId, start: u32) -> Result<(), SourceError> {
        let ty = self.syntax.text(self.syntax.uids[uid.0 as usize].0);
        if ty == "Action" || ty.ends_with("::Action") {
            return Ok(());
        }
        Err(self
            .error(self.span_from(start), format!("`{}` is not a type of actions", clip(ty)))
            .expecting("an entity whose type is called `Action`, in any namespace"))
    }

    /// An entity or, where it may be, the slot of the variable.
    fn reference(&mut self, wanted: Reference) -> Result<EntityReference, SourceError> {
        let expected = match wanted {
            Reference::Entity => "an action, like `Action::\"view\"`".to_owned(),
            Reference::EntityOrSlot(slot) => format!("an entity, like `User::\"ann\"`, or `{slot}`"),
        };
        let depth = self.open_parens()?;
        let token = self.current;
        let reference = match (token.kind, wanted) {
            (TokenKind::Slot, Reference::EntityOrSlot(slot)) if self.text(token) == slot => {
                self.advance()?;
                EntityReference::Slot
            }
            (TokenKind::Word, _) => {
                self.advance()?;
                match self.path(token)? {
                    Path::Entity(uid) => {
                        if wanted == Reference::Entity {
                            self.check_action(uid, token.span.start)?;
                        }
                        EntityReference::Uid(uid)
                    }
                    Path::Name(..) => {
                        let found = "this names no entity: its id is missing";
                        return Err(self.error(self.span_from(token.span.start), found).expecting(expected));
                    }
                }
            }
            _ => return Err(self.unexpected(&expected)),
        };
        self.close_parens(depth)?;
        Ok(reference)
    }

    /// Goes past opening parentheses and says how many there were.
    fn open_parens(&mut self) -> Result<u32, SourceError> {
        let mut depth = 0;
        while self.at(TokenKind::OpenParen) {
            depth += 1;
            if depth >= HEIGHT_LIMIT {
                return Err(self.too_deep(self.current.span));
            }
            self.advance()?;
        }
        Ok(depth)
    }

    fn close_parens(&mut self, depth: u32) -> Result<(), SourceError> {
        for _ in 0..depth {
            self.expect(TokenKind::CloseParen, "`)`")?;
        }
        Ok(())
    }

    fn clauses(&mut self) -> Result<Run, SourceError> {
        let start = self.syntax.clauses.len();
        while self.at(TokenKind::Word) {
            let is_when = match self.text(self.current) {
                "when" => true,
                "unless" => false,
                _ => return Err(self.unexpected("`when`, `unless` or `;`")),
            };
            let keyword = self.advance()?;
            self.expect(TokenKind::OpenBrace, "`{` and a condition")?;
            if self.at(TokenKind::CloseBrace) {
                let found = format!("the `{}` clause is empty", self.text(keyword));
                return Err(self.error(self.current.span, found).expecting("a condition"));
            }
            let condition = self.expression()?;
            self.expect(TokenKind::CloseBrace, "an operator, or `}` at the end of the clause")?;
            self.syntax.clauses.push(Clause { is_when, condition });
        }
        Ok(run(start, self.syntax.clauses.len()))
    }
}

fn run(start: usize, end: usize) -> Run {
    Run { start: start as u32, length: (end - start) as u32 }
}
