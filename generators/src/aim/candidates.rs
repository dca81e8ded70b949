//! What may be put at a place so that a test turns out as wanted: first what the test itself speaks of and its
//! neighbours, then what the policy does, then whatever the case has in stock.

use crosscheck_reference_model::expr::{Expr, ExtFun, PatternElem, UnaryOp};
use crosscheck_reference_model::name::{EntityType, EntityUid};
use crosscheck_reference_model::policy::{Policy, Scope};
use crosscheck_reference_model::types::{CedarType, ExtType};
use crosscheck_reference_model::value::Prim;

use super::scene::{Ask, Scene};
use crate::choices::Choices;
use crate::judge;
use crate::mutate::sites;

/// No more are tried at one place.
const MOST: usize = 40;

/// The literals that a policy speaks of.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) literals: Vec<Expr>,
    pub(super) patterns: Vec<Vec<PatternElem>>,
}

impl Words {
    /// The literals and patterns below these expressions, in their order.
    pub(super) fn below<'e>(roots: impl Iterator<Item = &'e Expr>) -> Self {
        let mut words = Self::default();
        for expr in sites::nodes(roots) {
            match expr {
                Expr::Lit(_) => words.literals.push(expr.clone()),
                Expr::Call(function, _) if function.is_constructor() => words.literals.push(expr.clone()),
                Expr::Unary(UnaryOp::Like(pattern), _) => words.patterns.push(pattern.clone()),
                _ => {}
            }
        }
        words
    }

    /// Those of a policy, and the entities of its scope.
    pub(super) fn of(policy: &Policy) -> Self {
        let mut words = Self::below(policy.conditions.iter().map(|condition| &condition.body));
        for scope in [&policy.principal, &policy.resource] {
            if let Scope::Eq(uid) | Scope::In(uid) | Scope::IsIn(_, uid) = scope {
                words.literals.push(Expr::entity(uid.clone()));
            }
        }
        words
    }

    /// The entities of type `ty` among them, each once.
    pub(super) fn entities(&self, ty: &EntityType) -> Vec<EntityUid> {
        let mut found: Vec<EntityUid> = Vec::new();
        for literal in &self.literals {
            if let Expr::Lit(Prim::Entity(uid)) = literal
                && uid.ty == *ty
                && !found.contains(uid)
            {
                found.push(uid.clone());
            }
        }
        found
    }
}

/// Values of type `ty` to be tried for `test`, each once.
pub(super) fn candidates(
    choices: &mut Choices<'_>,
    scene: &mut Scene<'_>,
    ask: &Ask,
    test: &Expr,
    ty: &CedarType,
    words: &Words,
) -> Vec<Expr> {
    let near = Words::below([test].into_iter());
    let mut found = Vec::new();
    // Where there is no schema, the type is a guess.
    let guessed = !scene.stock.settings.schema;
    for operand in sites::nodes([test].into_iter()) {
        if let Some(value) = scene.value(ask, operand).filter(|value| guessed || judge::is_of_type(value, ty)) {
            let literal = if is_restricted(operand) { Some(operand.clone()) } else { judge::literal(&value) };
            found.extend(literal.into_iter().flat_map(|literal| with_neighbours(&literal)));
        }
    }
    if guessed {
        let asked = [&ask.request.principal, &ask.request.resource].map(|uid| Expr::entity(uid.clone()));
        found.extend(asked.clone());
        found.extend(asked.map(|uid| Expr::Set(vec![uid])));
    }
    of_type(ask, ty, &near, &mut found);
    of_type(ask, ty, words, &mut found);
    for _ in 0..4 {
        found.push(scene.stock.value(choices, ty));
    }
    let mut distinct: Vec<Expr> = Vec::new();
    for expr in found {
        if distinct.len() < MOST && !distinct.contains(&expr) {
            distinct.push(expr);
        }
    }
    distinct
}

/// Adds the values of type `ty` that can be made of some words.
fn of_type(ask: &Ask, ty: &CedarType, words: &Words, found: &mut Vec<Expr>) {
    let fitting = |expr: &&Expr| match (expr, ty) {
        (Expr::Lit(Prim::Bool(_)), CedarType::Bool(_))
        | (Expr::Lit(Prim::Long(_)), CedarType::Long)
        | (Expr::Lit(Prim::String(_)), CedarType::String) => true,
        (Expr::Lit(Prim::Entity(uid)), CedarType::Entity(name)) => uid.ty == *name,
        (Expr::Call(function, _), CedarType::Ext(ext)) => constructs(*function) == Some(*ext),
        _ => false,
    };
    found.extend(words.literals.iter().filter(fitting).flat_map(with_neighbours));
    match ty {
        CedarType::Bool(_) => found.extend([Expr::bool(true), Expr::bool(false)]),
        CedarType::Long => found.extend([Expr::long(0), Expr::long(1)]),
        CedarType::String => found.extend(
            words.patterns.iter().flat_map(|pattern| ["", "x"].map(|fill| Expr::string(filled(pattern, fill)))),
        ),
        CedarType::Entity(name) => {
            let asked = [&ask.request.principal, &ask.request.resource];
            found.extend(asked.into_iter().filter(|uid| uid.ty == *name).cloned().map(Expr::entity));
        }
        CedarType::Set(element) => {
            let mut elements = Vec::new();
            of_type(ask, element, words, &mut elements);
            elements.dedup();
            elements.truncate(8);
            found.push(Expr::Set(elements.clone()));
            found.extend(elements.into_iter().map(|element| Expr::Set(vec![element])));
            found.push(Expr::Set(Vec::new()));
        }
        CedarType::Record(_) | CedarType::Ext(_) => {}
    }
}

/// A literal; a number with those beside it, a range of addresses with one in it.
fn with_neighbours(literal: &Expr) -> Vec<Expr> {
    match literal {
        Expr::Lit(Prim::Long(i)) => {
            let beside = [i.checked_add(1), i.checked_sub(1)].into_iter().flatten();
            [*i].into_iter().chain(beside).map(Expr::long).collect()
        }
        Expr::Lit(Prim::String(text)) => vec![literal.clone(), Expr::string(format!("{text}x"))],
        Expr::Call(ExtFun::Ip, arguments) => match &arguments[..] {
            [Expr::Lit(Prim::String(text))] if text.contains('/') => {
                let address = text.split('/').next().unwrap_or_default();
                vec![Expr::Call(ExtFun::Ip, vec![Expr::string(address)]), literal.clone()]
            }
            _ => vec![literal.clone()],
        },
        _ => vec![literal.clone()],
    }
}

/// A string that a pattern matches.
fn filled(pattern: &[PatternElem], fill: &str) -> String {
    let mut text = String::new();
    for element in pattern {
        match element {
            PatternElem::Star => text.push_str(fill),
            PatternElem::Char(c) => text.push(*c),
        }
    }
    text
}

fn constructs(function: ExtFun) -> Option<ExtType> {
    match function {
        ExtFun::Decimal => Some(ExtType::Decimal),
        ExtFun::Ip => Some(ExtType::IpAddr),
        ExtFun::Datetime => Some(ExtType::Datetime),
        ExtFun::Duration => Some(ExtType::Duration),
        _ => None,
    }
}

/// Whether data can hold it as it is written.
pub(super) fn is_restricted(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Call(function, arguments) => function.is_constructor() && matches!(arguments[..], [Expr::Lit(_)]),
        Expr::Set(elements) => elements.iter().all(is_restricted),
        Expr::Record(fields) => fields.iter().all(|(_, value)| is_restricted(value)),
        _ => false,
    }
}
