//! Signatures: what makes two findings the same finding.
//!
//! In come a [`Difference`] and, after minimization, the case that still shows it; out come a coarse and a fine signature,
//! both stable strings without ids of policies, names or values, so that the same bug found twice has the same one.
//! The minimizer keeps the coarse signature; buckets go by the fine one.

use std::collections::BTreeSet;
use std::fmt;

use crosscheck_generators::{Case, CaseText};
use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp};
use crosscheck_reference_model::policy::{ActionScope, EntityOrSlot, Scope, Template};
use crosscheck_reference_model::value::Prim;

use crate::compare::{Difference, Document, What};
use crate::outcome::ErrorKind;

/// Who differs and in what direction: `engine/reference-model decision:allow/deny`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coarse {
    /// The name of the first subject.
    pub left: String,
    /// The name of the subject that differs from it; the same again for a crash.
    pub right: String,
    /// The part of the answer, the direction and the kinds, as `error:type/none`.
    pub what: String,
}

/// A coarse signature and the forms of the language that the minimized case still needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature {
    /// Who, and in what direction.
    pub coarse: Coarse,
    /// The forms, sorted.
    pub forms: BTreeSet<String>,
}

impl Coarse {
    /// The coarse signature of a difference.
    pub fn of(difference: &Difference) -> Self {
        let what = match &difference.what {
            What::Crashed { message } => format!("crashed:{}", place(message)),
            What::Loaded { document, left_ok, .. } => {
                let (left, right) = if *left_ok { ("ok", "error") } else { ("error", "ok") };
                format!("{}:{left}/{right}", document_name(*document))
            }
            What::Decision { left, right, .. } => format!("decision:{left}/{right}"),
            What::Determining { only_left, only_right, .. } => {
                let side = |only: &BTreeSet<String>| if only.is_empty() { "none" } else { "more" };
                format!("determining:{}/{}", side(only_left), side(only_right))
            }
            What::Error { left, right, .. } => format!("error:{}/{}", error_name(*left), error_name(*right)),
        };
        Self { left: difference.left.clone(), right: difference.right.clone(), what }
    }

    /// The subjects it names, each once.
    pub fn subjects(&self) -> BTreeSet<&str> {
        BTreeSet::from([self.left.as_str(), self.right.as_str()])
    }
}

impl Signature {
    /// The signature of a minimized case; `case` is its abstract syntax, `None` if its text cannot be read.
    pub fn of(coarse: Coarse, case: Option<&Case>, text: &CaseText) -> Self {
        Self { coarse, forms: forms(case, text) }
    }
}

impl fmt::Display for Coarse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.left == self.right {
            write!(f, "{} {}", self.left, self.what)
        } else {
            write!(f, "{}/{} {}", self.left, self.right, self.what)
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.coarse)?;
        self.forms.iter().try_for_each(|form| write!(f, " {form}"))
    }
}

/// The forms of the language that a case uses; `case` is its abstract syntax, `None` if its text cannot be read.
pub fn forms(case: Option<&Case>, text: &CaseText) -> BTreeSet<String> {
    match case {
        Some(case) => forms_of_case(case),
        None => forms_of_text(&text.policies),
    }
}

/// The file and line of a panic: two panics at different places are different bugs, whatever their messages say.
fn place(message: &str) -> &str {
    let place = message.strip_prefix("panicked at ").and_then(|rest| rest.split(": ").next());
    place.unwrap_or("unknown-place")
}

fn document_name(document: Document) -> &'static str {
    match document {
        Document::Policies => "policies",
        Document::Schema => "schema",
        Document::Entities => "entities",
        Document::Request(_) => "request",
    }
}

fn error_name(error: Option<Option<ErrorKind>>) -> &'static str {
    match error {
        None => "none",
        Some(None) => "some",
        Some(Some(kind)) => kind.as_str(),
    }
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
                binary_name(*op)
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
pub fn unary_name(op: &UnaryOp) -> &'static str {
    match op {
        UnaryOp::Not => "!",
        UnaryOp::Neg => "neg",
        UnaryOp::IsEmpty => "isEmpty",
        UnaryOp::Like(_) => "like",
        UnaryOp::Is(_) => "is",
    }
}

/// The operator as it is written.
pub fn binary_name(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Eq => "==",
        BinaryOp::In => "in",
        BinaryOp::HasTag => "hasTag",
        BinaryOp::GetTag => "getTag",
        BinaryOp::Less => "<",
        BinaryOp::LessEq => "<=",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Contains => "contains",
        BinaryOp::ContainsAll => "containsAll",
        BinaryOp::ContainsAny => "containsAny",
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
