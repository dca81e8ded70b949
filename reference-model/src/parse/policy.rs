//! Policies and templates: annotations, effect, scope, conditions.
//!
//! The scope names `principal`, `action` and `resource`, in this order; each may be constrained by `==`, `in` and `is`
//! (`action` not by `is`). What the scope compares with is an entity, for `action` also a list of them, or the
//! variable's own slot; the public implementation lets parentheses stand around it, so they do here. An action's type
//! is called `Action` in whatever namespace.
//!
//! Source: language guide, grammar, `Policy` to `Condition`; "Policy templates".

use std::collections::{BTreeMap, BTreeSet};

use super::cursor::{Cursor, shortened};
use super::error::{ParseError, ParseErrorKind};
use super::lexer::Token;
use crate::name::EntityUid;
use crate::observe::{Production, read};
use crate::policy::{ActionScope, Condition, ConditionKind, Effect, EntityOrSlot, PolicyId, Scope, Slot, Template};

/// Where the ids of policies come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyIds {
    /// `policy0`, `policy1`, … in source order.
    Positional,
    /// The value of the annotation `@id`; a policy without one keeps its positional id.
    FromAnnotation,
}

impl Cursor<'_> {
    /// `Policies ::= {Policy}` up to the end of the text.
    pub(super) fn policies(&mut self, ids: PolicyIds) -> Result<Vec<Template>, ParseError> {
        let mut templates: Vec<Template> = Vec::new();
        let mut taken = BTreeSet::new();
        while self.token != Token::End {
            let start = self.start;
            let mut template = self.policy()?;
            template.id = policy_id(&template, templates.len(), ids);
            if !taken.insert(template.id.clone()) {
                let found = format!("the id `{}` again", shortened(&template.id));
                return Err(self.error_at(start, ParseErrorKind::Duplicate, "a policy with an id of its own", found));
            }
            templates.push(template);
        }
        Ok(templates)
    }

    /// `Policy ::= {Annotation} ('permit' | 'forbid') '(' Scope ')' {Condition} ';'`
    fn policy(&mut self) -> Result<Template, ParseError> {
        let annotations = self.annotations()?;
        let effect = match self.token {
            Token::Word("permit") => Effect::Permit,
            Token::Word("forbid") => Effect::Forbid,
            _ => return Err(self.unexpected("`permit` or `forbid`")),
        };
        self.step()?;
        self.expect("(")?;
        let principal = self.scope(Slot::Principal)?;
        self.expect(",")?;
        let action = self.action_scope()?;
        self.expect(",")?;
        let resource = self.scope(Slot::Resource)?;
        if self.take(",")? {
            read(Production::ScopeTrailingComma);
        }
        self.expect(")")?;
        read(if effect == Effect::Permit { Production::Permit } else { Production::Forbid });
        let mut conditions = Vec::new();
        while !self.take(";")? {
            conditions.push(self.condition()?);
        }
        if conditions.is_empty() {
            read(Production::NoClause);
        }
        Ok(Template { id: PolicyId::new(), annotations, effect, principal, action, resource, conditions })
    }

    /// `{'@' ANYIDENT ['(' STR ')']}`, the keys distinct; any word may be a key.
    pub(super) fn annotations(&mut self) -> Result<BTreeMap<String, String>, ParseError> {
        let mut annotations = BTreeMap::new();
        while self.take("@")? {
            let start = self.start;
            let key = self.any_word("the name of an annotation")?;
            if annotations.contains_key(key) {
                let found = format!("`@{}` again", shortened(key));
                let kind = ParseErrorKind::DuplicateAnnotation;
                return Err(self.error_at(start, kind, "an annotation of its own name", found));
            }
            let value = if self.take("(")? {
                let value = self.string("the value of the annotation, which is a string literal")?;
                self.expect(")")?;
                read(Production::AnnotationValue);
                value
            } else {
                read(Production::AnnotationBare);
                String::new()
            };
            annotations.insert(key.to_owned(), value);
        }
        Ok(annotations)
    }

    /// `Principal` or `Resource`, which differ in the variable and its slot only.
    fn scope(&mut self, slot: Slot) -> Result<Scope<EntityOrSlot>, ParseError> {
        let variable = match slot {
            Slot::Principal => "principal",
            Slot::Resource => "resource",
        };
        self.expect(variable)?;
        let scope = self.constraint(slot, variable)?;
        read(match (slot, &scope) {
            (Slot::Principal, Scope::Any) => Production::PrincipalAny,
            (Slot::Principal, Scope::Eq(_)) => Production::PrincipalEq,
            (Slot::Principal, Scope::In(_)) => Production::PrincipalIn,
            (Slot::Principal, Scope::Is(_)) => Production::PrincipalIs,
            (Slot::Principal, Scope::IsIn(..)) => Production::PrincipalIsIn,
            (Slot::Resource, Scope::Any) => Production::ResourceAny,
            (Slot::Resource, Scope::Eq(_)) => Production::ResourceEq,
            (Slot::Resource, Scope::In(_)) => Production::ResourceIn,
            (Slot::Resource, Scope::Is(_)) => Production::ResourceIs,
            (Slot::Resource, Scope::IsIn(..)) => Production::ResourceIsIn,
        });
        Ok(scope)
    }

    /// What stands behind the variable.
    fn constraint(&mut self, slot: Slot, variable: &str) -> Result<Scope<EntityOrSlot>, ParseError> {
        match self.token {
            Token::Word("is") => {
                self.step()?;
                let ty = self.path("the name of an entity type")?;
                Ok(if self.take("in")? { Scope::IsIn(ty, self.entity_or_slot(slot)?) } else { Scope::Is(ty) })
            }
            Token::Word("in") => {
                self.step()?;
                Ok(Scope::In(self.entity_or_slot(slot)?))
            }
            Token::Mark("==") => {
                self.step()?;
                Ok(Scope::Eq(self.entity_or_slot(slot)?))
            }
            Token::Mark("," | ")") => Ok(Scope::Any),
            _ => Err(self.unexpected(format!("`==`, `in`, `is` or the end of the scope of `{variable}`"))),
        }
    }

    fn entity_or_slot(&mut self, slot: Slot) -> Result<EntityOrSlot, ParseError> {
        let expected = format!("an entity or `{}`", slot.name());
        self.parenthesized(&mut |cursor| match cursor.token {
            Token::Slot(name) if name == slot.name() => {
                cursor.step()?;
                read(Production::ScopeSlot);
                Ok(EntityOrSlot::Slot)
            }
            Token::Slot(name) => {
                Err(cursor.error(ParseErrorKind::Slot, expected.as_str(), format!("`{}`", shortened(name))))
            }
            _ => {
                read(Production::ScopeEntity);
                Ok(EntityOrSlot::Entity(cursor.entity(&expected)?))
            }
        })
    }

    /// What `inside` reads, within any number of parentheses.
    fn parenthesized<T>(
        &mut self,
        inside: &mut dyn FnMut(&mut Self) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        let mut open: u32 = 0;
        while self.sees("(") {
            open += 1;
            if open >= super::MAX_HEIGHT {
                return Err(self.too_deep());
            }
            self.step()?;
        }
        if open > 0 {
            read(Production::ScopeParentheses);
        }
        let inner = inside(self)?;
        for _ in 0..open {
            self.expect(")")?;
        }
        Ok(inner)
    }

    /// `Action ::= 'action' ['==' Entity | 'in' (Entity | '[' [EntList] ']')]`
    fn action_scope(&mut self) -> Result<ActionScope, ParseError> {
        self.expect("action")?;
        let scope = self.action_constraint()?;
        read(match &scope {
            ActionScope::Any => Production::ActionAny,
            ActionScope::Eq(_) => Production::ActionEq,
            ActionScope::In(_) => Production::ActionIn,
            ActionScope::InAny(actions) if actions.is_empty() => Production::ActionInNothing,
            ActionScope::InAny(_) => Production::ActionInList,
        });
        Ok(scope)
    }

    /// What stands behind `action`.
    fn action_constraint(&mut self) -> Result<ActionScope, ParseError> {
        match self.token {
            Token::Mark("==") => {
                self.step()?;
                Ok(ActionScope::Eq(self.action()?))
            }
            Token::Word("in") => {
                self.step()?;
                self.parenthesized(&mut |cursor| {
                    if cursor.take("[")? { cursor.action_list() } else { Ok(ActionScope::In(cursor.action()?)) }
                })
            }
            Token::Mark("," | ")") => Ok(ActionScope::Any),
            _ => Err(self.unexpected("`==`, `in` or the end of the scope of `action`")),
        }
    }

    /// The rest of a list of actions, after its `[`.
    fn action_list(&mut self) -> Result<ActionScope, ParseError> {
        let mut actions = Vec::new();
        while !self.take("]")? {
            actions.push(self.action()?);
            let comma = self.take(",")?;
            if !comma && !self.sees("]") {
                return Err(self.unexpected("`,` or `]`"));
            }
            if comma && self.sees("]") {
                read(Production::ActionTrailingComma);
            }
        }
        Ok(ActionScope::InAny(actions))
    }

    /// An entity whose type is called `Action`.
    fn action(&mut self) -> Result<EntityUid, ParseError> {
        self.parenthesized(&mut |cursor| {
            let start = cursor.start;
            if let Token::Slot(name) = cursor.token {
                let found = format!("`{}`", shortened(name));
                return Err(cursor.error(ParseErrorKind::Slot, "an action, which has no slot", found));
            }
            let uid = cursor.entity("an action")?;
            if uid.ty.basename == "Action" {
                return Ok(uid);
            }
            let found = format!("an entity of type `{}`", shortened(&uid.ty.to_string()));
            Err(cursor.error_at(start, ParseErrorKind::ActionType, "an entity whose type is called `Action`", found))
        })
    }

    /// `Condition ::= ('when' | 'unless') '{' Expr '}'`
    fn condition(&mut self) -> Result<Condition, ParseError> {
        let kind = match self.token {
            Token::Word("when") => ConditionKind::When,
            Token::Word("unless") => ConditionKind::Unless,
            _ => return Err(self.unexpected("`when`, `unless` or `;`")),
        };
        read(if kind == ConditionKind::When { Production::When } else { Production::Unless });
        self.step()?;
        self.expect("{")?;
        let body = self.expression()?;
        self.expect("}")?;
        Ok(Condition { kind, body })
    }
}

fn policy_id(template: &Template, position: usize, ids: PolicyIds) -> PolicyId {
    let annotated = match ids {
        PolicyIds::Positional => None,
        PolicyIds::FromAnnotation => template.annotations.get("id").cloned(),
    };
    annotated.unwrap_or_else(|| format!("policy{position}"))
}
