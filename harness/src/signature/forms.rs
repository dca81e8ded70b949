//! The forms of the language that a case holds: operators, functions, scopes; for a case without any, its literals and
//! data; for policies that cannot be read, their punctuation.

use std::collections::BTreeSet;

use crosscheck_generators::{Case, CaseText};
use crosscheck_reference_model::expr::{Expr, UnaryOp};
use crosscheck_reference_model::policy::{ActionScope, EntityOrSlot, Scope, Template};
use crosscheck_reference_model::value::Prim;

/// Forms that mostly carry others to the surface: what reaches a bug through `&&`, a negation or an attribute is the same
/// bug.
const CARRIERS: [&str; 10] = ["!", "&&", ".", "decimal", "datetime", "duration", "if", "ip", "{}", "||"];

/// Forms that take a set, beside which a set literal is no carrier.
const OF_SETS: [&str; 5] = ["contains", "containsAll", "containsAny", "in", "isEmpty"];

/// The forms of a case; `case` is its abstract syntax, `None` if its text cannot be read.
pub fn of(case: Option<&Case>, text: &CaseText) -> BTreeSet<String> {
    match case {
        Some(case) => forms_of_case(case),
        None => forms_of_text(&text.policies),
    }
}

/// `forms` without the carriers, unless there is nothing else.
pub fn core(forms: BTreeSet<String>) -> BTreeSet<String> {
    let of_sets = OF_SETS.iter().any(|form| forms.contains(*form));
    let carries = |form: &str| CARRIERS.contains(&form) || (form == "[]" && !of_sets);
    let core: BTreeSet<String> = forms.iter().filter(|form| !carries(form)).cloned().collect();
    if core.is_empty() { forms } else { core }
}

/// The operators and functions of all conditions, and the forms of scope that name an entity. A case with none of these
/// is about literals or about data: then it is the kinds of literals, and what entities have.
fn forms_of_case(case: &Case) -> BTreeSet<String> {
    let mut forms = BTreeSet::new();
    let mut literals = BTreeSet::new();
    for template in &case.policies {
        forms_of_scopes(template, &mut forms);
        for condition in &template.conditions {
            forms_of_expr(&condition.body, &mut forms, &mut literals);
        }
    }
    if !case.links.is_empty() {
        forms.insert("link".to_owned());
    }
    if forms.is_empty() {
        forms.extend(literals);
        let data = [
            ("parents", case.entities.iter().any(|entity| !entity.parents.is_empty())),
            ("attributes", case.entities.iter().any(|entity| !entity.attrs.is_empty())),
            ("tags", case.entities.iter().any(|entity| !entity.tags.is_empty())),
            ("context", case.requests.iter().any(|request| !request.context.is_empty())),
            ("schema", case.schema.is_some()),
        ];
        forms.extend(data.iter().filter(|(_, there)| *there).map(|(name, _)| (*name).to_owned()));
    }
    forms
}

fn forms_of_scopes(template: &Template, forms: &mut BTreeSet<String>) {
    let mut scope = |variable: &str, scope: &Scope<EntityOrSlot>| {
        let form = match scope {
            Scope::Any => return,
            Scope::Eq(EntityOrSlot::Entity(_)) => "==",
            Scope::Eq(EntityOrSlot::Slot) => "==?",
            Scope::In(EntityOrSlot::Entity(_)) => "-in",
            Scope::In(EntityOrSlot::Slot) => "-in?",
            Scope::Is(_) => "-is",
            Scope::IsIn(_, EntityOrSlot::Entity(_)) => "-is-in",
            Scope::IsIn(_, EntityOrSlot::Slot) => "-is-in?",
        };
        forms.insert(format!("{variable}{form}"));
    };
    scope("principal", &template.principal);
    scope("resource", &template.resource);
    let action = match &template.action {
        ActionScope::Any => return,
        ActionScope::Eq(_) => "action==",
        ActionScope::In(_) => "action-in",
        ActionScope::InAny(_) => "action-in-list",
    };
    forms.insert(action.to_owned());
}

/// Walks the expression with a stack of its own: a case from anywhere may be nested as deeply as the language allows.
fn forms_of_expr(expr: &Expr, forms: &mut BTreeSet<String>, literals: &mut BTreeSet<String>) {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        let form = match expr {
            Expr::Lit(prim) => {
                literals.insert(literal_name(prim).to_owned());
                continue;
            }
            Expr::Var(_) => continue,
            Expr::If(condition, yes, no) => {
                open.extend([&**condition, yes, no]);
                "if"
            }
            Expr::And(left, right) => {
                open.extend([&**left, right]);
                "&&"
            }
            Expr::Or(left, right) => {
                open.extend([&**left, right]);
                "||"
            }
            Expr::Unary(op, operand) => {
                open.push(operand);
                unary_name(op)
            }
            Expr::Binary(op, left, right) => {
                open.extend([&**left, right]);
                op.name()
            }
            Expr::GetAttr(record, _) => {
                open.push(record);
                "."
            }
            Expr::HasAttr(record, _) => {
                open.push(record);
                "has"
            }
            Expr::Set(elements) => {
                open.extend(elements);
                "[]"
            }
            Expr::Record(fields) => {
                open.extend(fields.iter().map(|(_, value)| value));
                "{}"
            }
            Expr::Call(function, arguments) => {
                open.extend(arguments);
                function.name()
            }
        };
        forms.insert(form.to_owned());
    }
}

fn literal_name(prim: &Prim) -> &'static str {
    match prim {
        Prim::Bool(_) => "bool-literal",
        Prim::Long(_) => "long-literal",
        Prim::String(_) => "string-literal",
        Prim::Entity(_) => "entity-literal",
    }
}

/// The operator as it is written.
fn unary_name(op: &UnaryOp) -> &'static str {
    match op {
        UnaryOp::Not => "!",
        UnaryOp::Neg => "neg",
        UnaryOp::IsEmpty => "isEmpty",
        UnaryOp::Like(_) => "like",
        UnaryOp::Is(_) => "is",
    }
}

/// For policies that cannot be read: the punctuation that they hold, each mark once. Names and values say nothing about
/// the bug, and there are only so many marks.
fn forms_of_text(policies: &str) -> BTreeSet<String> {
    let mark = |c: &char| !c.is_alphanumeric() && !c.is_whitespace() && *c != '_';
    let mut forms: BTreeSet<String> =
        policies.chars().filter(char::is_ascii).filter(mark).map(|c| c.to_string()).collect();
    if !policies.is_ascii() {
        forms.insert("non-ascii".to_owned());
    }
    forms.insert("text".to_owned());
    forms
}
