//! Whether two places are the same one: where a violation was planted, and where a subject found it.
//!
//! Subjects tell places in their own terms: as spans of text, as trees, as parts of a policy, as lines and columns. Text
//! of a sub-expression is the same place as the tree that it is parsed to, in whatever spelling.

use crosscheck_generators::CaseText;
use crosscheck_generators::violations::{Occurrence, Place as Expected};
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::parse;
use crosscheck_reference_model::policy::{ActionScope, EntityOrSlot, Scope, Template};
use crosscheck_reference_model::typecheck::Part;
use crosscheck_reference_model::value::Prim;

use crate::outcome::Place;

/// Whether a subject's place in a policy is where something was planted.
pub(super) fn is_same_place(told: &Place, planted: &Expected, templates: &[Template], case: &CaseText) -> bool {
    match (planted, told) {
        (Expected::Expression { at, .. }, Place::Expr(told)) => {
            parse::expression(at).is_ok_and(|at| is_near(&at, told, templates))
        }
        (Expected::Expression { at, .. }, Place::Text(text)) => {
            let (Ok(at), Ok(told)) = (parse::expression(at), parse::expression(text)) else { return false };
            steps_of(&told, text).into_iter().any(|step| is_near(&at, step, templates))
        }
        (Expected::Part { part, .. }, Place::Part(told)) => name_of(*told) == part,
        (Expected::Part { policy, part }, Place::Text(_) | Place::Expr(_)) => {
            let link = case.links.iter().find(|link| link.id == *policy);
            let template = link.map_or(policy, |link| &link.template);
            let named = templates.iter().find(|it| it.id == *template).map(|it| named_in(it, part)).unwrap_or_default();
            let told = match told {
                Place::Expr(expr) => Named::of_expr(expr),
                Place::Text(text) => Named::of_text(text),
                _ => None,
            };
            // What a link puts into a slot stands nowhere in the text: its place is the slot's.
            match link.and_then(|link| link.slots.get(&format!("?{part}"))) {
                Some(value) => told.is_none_or(|told| named.contains(&told) || told.is(value)),
                None => told.is_some_and(|told| named.contains(&told)),
            }
        }
        _ => false,
    }
}

/// The normalisation *next node*: where types do not go together, one subject points at an operand, another one at the
/// other operand or at the expression that they are operands of. All are the same place; what is farther away is not.
fn is_near(at: &Expr, told: &Expr, templates: &[Template]) -> bool {
    let has = |whole: &Expr, part: &Expr| whole.operands().into_iter().any(|child| child == part);
    let are_siblings = || {
        let bodies = templates.iter().flat_map(|template| &template.conditions).map(|condition| &condition.body);
        bodies.into_iter().any(|body| any_node(body, &|node| has(node, at) && has(node, told)))
    };
    at == told || has(at, told) || has(told, at) || are_siblings()
}

/// The normalisation *has path*: `e has a.b` stands for `e has a && e.a has b`, whose operands are nowhere in the text, so a
/// subject that tells places as text can only name the whole. Where the text has a `&&`, each operand has a place of its
/// own, and must be named.
fn steps_of<'e>(told: &'e Expr, text: &str) -> Vec<&'e Expr> {
    let mut steps = vec![told];
    if !text.contains("&&") {
        let mut next = 0;
        while let Some(step) = steps.get(next).copied() {
            if let Expr::And(left, right) = step {
                steps.extend([&**left, right]);
            }
            next += 1;
        }
    }
    steps
}

fn any_node(expr: &Expr, holds: &impl Fn(&Expr) -> bool) -> bool {
    let mut open = vec![expr];
    while let Some(node) = open.pop() {
        if holds(node) {
            return true;
        }
        open.extend(node.operands());
    }
    false
}

fn name_of(part: Part) -> &'static str {
    match part {
        Part::Scope => "scope",
        Part::Principal => "principal",
        Part::Action => "action",
        Part::Resource => "resource",
        Part::Clause(_) => "clause",
    }
}

/// Something that a scope names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    Entity(EntityUid),
    Type(String),
    Entities(Vec<EntityUid>),
}

impl Named {
    fn of_text(text: &str) -> Option<Self> {
        match parse::expression(text) {
            Ok(expr) => Self::of_expr(&expr),
            Err(_) => parse::name(text).map(|name| Self::Type(name.to_string())),
        }
    }

    fn of_expr(expr: &Expr) -> Option<Self> {
        let uid = |expr: &Expr| match expr {
            Expr::Lit(Prim::Entity(uid)) => Some(uid.clone()),
            _ => None,
        };
        match expr {
            Expr::Set(elements) => elements.iter().map(uid).collect::<Option<_>>().map(Self::Entities),
            // A type stands alone only as what `is` tests for; as an expression it would be a variable.
            Expr::Unary(crosscheck_reference_model::expr::UnaryOp::Is(ty), _) => Some(Self::Type(ty.to_string())),
            expr => uid(expr).map(Self::Entity),
        }
    }

    fn is(&self, uid: &crosscheck_generators::text::UidText) -> bool {
        match self {
            Self::Entity(it) => it.ty.to_string() == uid.ty && it.eid == uid.id,
            Self::Type(ty) => *ty == uid.ty,
            Self::Entities(_) => false,
        }
    }
}

/// What a part of the scope names, in each way in which it can be told.
fn named_in(template: &Template, part: &str) -> Vec<Named> {
    let of_scope = |scope: &Scope<EntityOrSlot>| {
        let entity = |target: &EntityOrSlot| match target {
            EntityOrSlot::Entity(uid) => vec![Named::Entity(uid.clone()), Named::Type(uid.ty.to_string())],
            EntityOrSlot::Slot => Vec::new(),
        };
        match scope {
            Scope::Any => Vec::new(),
            Scope::Is(ty) => vec![Named::Type(ty.to_string())],
            Scope::Eq(target) | Scope::In(target) => entity(target),
            Scope::IsIn(ty, target) => {
                let mut named = entity(target);
                named.push(Named::Type(ty.to_string()));
                named
            }
        }
    };
    match part {
        "principal" => of_scope(&template.principal),
        "resource" => of_scope(&template.resource),
        "action" => match &template.action {
            ActionScope::Any => Vec::new(),
            ActionScope::Eq(uid) | ActionScope::In(uid) => vec![Named::Entity(uid.clone())],
            ActionScope::InAny(uids) => {
                let mut named: Vec<Named> = uids.iter().cloned().map(Named::Entity).collect();
                named.push(Named::Entities(uids.clone()));
                named
            }
        },
        _ => Vec::new(),
    }
}

/// Whether a subject's place in a schema is that of a word, or of the string literal that spells it.
pub(super) fn is_at_token(told: &Place, text: &str, token: &str, occurrence: Occurrence) -> bool {
    let Place::Line { line, column } = told else { return false };
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[before.min(text.len())..];
    let at = before + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    let places: Vec<usize> = words(text).filter(|(_, word)| word == token).map(|(at, _)| at).collect();
    match occurrence {
        Occurrence::Any => places.contains(&at),
        Occurrence::First => places.first() == Some(&at),
        Occurrence::Last => places.last() == Some(&at),
    }
}

/// The identifiers and string literals of a text with their offsets: whatever escapes they are written with, and without
/// comments.
fn words(text: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    let is_word = |c: char| c == '_' || c.is_ascii_alphanumeric();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let first = rest.chars().next()?;
            let start = at;
            if rest.starts_with("//") {
                // A comment ends with the line, by whichever character.
                at += rest.find(['\n', '\r']).unwrap_or(rest.len());
            } else if first == '"' {
                let mut escaped = false;
                let end = rest[1..].find(|c| {
                    let ends = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                })?;
                at += end + 2;
                if let Ok(Expr::Lit(Prim::String(value))) = parse::expression(&text[start..at]) {
                    return Some((start, value.clone()));
                }
            } else if is_word(first) {
                at += rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                return Some((start, text[start..at].to_owned()));
            } else {
                at += first.len_utf8();
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_any_spelling_and_not_in_comments() {
        let text = "// nowhere\r// nowhere\nentity a; action \"\\x6eowhere\" in\n  nowhere, \"nowhere\", nowhere_else;";
        let at = |line, column, occurrence| is_at_token(&Place::Line { line, column }, text, "nowhere", occurrence);
        assert!(at(2, 18, Occurrence::First) && at(2, 18, Occurrence::Any));
        assert!(at(3, 3, Occurrence::Any) && !at(3, 3, Occurrence::First) && !at(3, 3, Occurrence::Last));
        assert!(at(3, 12, Occurrence::Last));
        assert!(!at(1, 4, Occurrence::Any) && !at(3, 23, Occurrence::Any) && !at(9, 1, Occurrence::Any));
    }

    #[test]
    fn the_next_node_is_the_same_place_and_one_farther_away_is_not() {
        let policies = "permit(principal in A::\"a\", action, resource is B) when { [1, \"s\"].contains(2) || 3 < 4 };";
        let templates = parse::policies(policies, parse::PolicyIds::Positional).unwrap_or_default();
        let case = CaseText::default();
        let at = |at: &str| Expected::Expression { policy: "policy0".to_owned(), at: at.to_owned() };
        let told = |text: &str| Place::Text(text.to_owned());
        for (planted, found, expected) in [
            ("[1, \"s\"]", "[ 1 , \"s\" ]", true),
            ("[1, \"s\"]", "1", true),
            ("\"s\"", "[1, \"s\"]", true),
            ("1", "\"s\"", true),
            ("1", "2", false),
            ("[1, \"s\"]", "3 < 4", false),
            ("1", "3", false),
            // The receiver of the second step of a path stands nowhere in the text.
            ("principal.a", "principal has a.b", true),
            ("principal.a.b", "principal has a.b.c", true),
            ("principal.c", "principal has a.b", false),
            ("principal.a", "principal has a && principal.a has b", false),
        ] {
            assert_eq!(is_same_place(&told(found), &at(planted), &templates, &case), expected, "{planted} {found}");
        }
        let part = |part: &str| Expected::Part { policy: "policy0".to_owned(), part: part.to_owned() };
        for (part_of, found, expected) in [
            ("principal", "A::\"a\"", true),
            ("principal", "A", true),
            ("principal", "B", false),
            ("resource", "B", true),
            ("action", "A::\"a\"", false),
        ] {
            assert_eq!(is_same_place(&told(found), &part(part_of), &templates, &case), expected, "{part_of} {found}");
        }
        assert!(is_same_place(&Place::Part(Part::Scope), &part("scope"), &templates, &case));
    }
}
