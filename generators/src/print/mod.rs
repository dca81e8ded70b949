//! From a case as abstract syntax to a case as text.
//!
//! In comes a [`Case`] or one part of it; out comes text that parses to the same tree. [`plain`] has one spelling for
//! each tree, laid out for people: it is what a finding shows. [`varied`] chooses among all spellings of the tree, so
//! that the parsers under test see everything that the language allows. Nothing here changes what a case means.
//!
//! A tree has no text at all if a name in it is no identifier, or if a method of an extension type lacks its receiver;
//! such a tree is printed as if it had one, and parsers reject it.

mod declared;
mod expression;
mod json;
mod layout;
mod member;
mod names;
mod policy;
mod printer;
mod schema;
mod schema_json;
mod stack;
mod strings;
mod style;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{Expr, PatternElem};
use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::policy::{Link, Template};
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::schema::SchemaSyntax;

use crate::case::Case;
use crate::choices::Choices;
use crate::text::{CaseText, LinkText, RequestText, UidText};
use declared::Declared;
use expression::Level;
use printer::Printer;
pub use style::Spelling;
use style::{Plain, Style, Varied};

/// The canonical text of a case.
pub fn plain(case: &Case) -> CaseText {
    case_text(case, &mut Plain)
}

/// The text of a case in one spelling throughout.
pub fn spelled(case: &Case, spelling: Spelling) -> CaseText {
    case_text(case, &mut { spelling })
}

/// Any text of a case. Without chance (when the bytes have run out) it is nearly the canonical one, in long lines.
///
/// Added parentheses deepen an expression by at most a hundred levels: one that is that close to the language's limit of
/// nesting may come out too deep.
pub fn varied(case: &Case, choices: &mut Choices<'_>) -> CaseText {
    case_text(case, &mut Varied::new(choices))
}

fn case_text<S: Style>(case: &Case, style: &mut S) -> CaseText {
    let declared = Declared::of(case, style);
    CaseText {
        policies: written_in(style, 400 * case.policies.len(), |printer| printer.policies(&case.policies)),
        links: case.links.iter().map(link).collect(),
        schema: case.schema.as_ref().map(|schema| written_in(style, 2000, |printer| printer.schema(schema))),
        entities: written_in(style, 300 * case.entities.len(), |printer| {
            printer.entities(&case.entities, declared.entity_schema());
        }),
        requests: case.requests.iter().map(|request| request_text(request, &declared, style)).collect(),
        level: case.level,
        planted: case.planted.clone(),
        edits: Vec::new(),
        intents: case.intents.clone(),
    }
}

fn request_text<S: Style>(request: &RequestSyntax, declared: &Declared, style: &mut S) -> RequestText {
    RequestText {
        principal: uid(&request.principal),
        action: uid(&request.action),
        resource: uid(&request.resource),
        context: written(style, |printer| printer.context(&request.context, declared.context_type(request))),
    }
}

fn written<S: Style>(style: &mut S, write: impl FnOnce(&mut Printer<&mut S>)) -> String {
    written_in(style, 64, write)
}

/// [`written`] for a text of about so many bytes: it saves most of the growing.
fn written_in<S: Style>(style: &mut S, room: usize, write: impl FnOnce(&mut Printer<&mut S>)) -> String {
    let mut printer = Printer::new(style, room);
    write(&mut printer);
    printer.out
}

/// An entity's id as JSON documents spell it.
pub fn uid(uid: &EntityUid) -> UidText {
    UidText { ty: name(&uid.ty), id: uid.eid.clone() }
}

/// `A::B`, without the detour over formatting: it is called for each entity of each request.
fn name(name: &Name) -> String {
    let mut text = String::with_capacity(32);
    for part in &name.namespace {
        text.push_str(part);
        text.push_str("::");
    }
    text.push_str(&name.basename);
    text
}

/// A link as the wire spells it.
pub fn link(link: &Link) -> LinkText {
    LinkText {
        template: link.template.clone(),
        id: link.id.clone(),
        slots: link.slots.iter().map(|(slot, entity)| (slot.name().to_owned(), uid(entity))).collect(),
    }
}

/// The canonical text of an expression, on as many lines as it takes.
pub fn expression(e: &Expr) -> String {
    written(&mut Plain, |printer| {
        printer.begin_line(0);
        printer.expression(e, Level::Expr);
        printer.end_line();
    })
}

/// Any text of an expression.
pub fn varied_expression(e: &Expr, choices: &mut Choices<'_>) -> String {
    written(&mut Varied::new(choices), |printer| printer.expression(e, Level::Expr))
}

/// The canonical text of one policy or template, without a line break behind it.
pub fn policy(policy: &Template) -> String {
    written(&mut Plain, |printer| printer.policy(policy))
}

/// The canonical text of policies and templates.
pub fn policies(policies: &[Template]) -> String {
    written(&mut Plain, |printer| printer.policies(policies))
}

/// The canonical text of a schema.
pub fn schema(schema: &SchemaSyntax) -> String {
    written(&mut Plain, |printer| printer.schema(schema))
}

/// The canonical text of a schema in the JSON form.
pub fn schema_json(schema: &SchemaSyntax) -> String {
    written(&mut Plain, |printer| printer.schema_json(schema))
}

/// Any text of a schema in the JSON form.
pub fn varied_schema_json(schema: &SchemaSyntax, choices: &mut Choices<'_>) -> String {
    written(&mut Varied::new(choices), |printer| printer.schema_json(schema))
}

/// The canonical JSON of a list of entities.
pub fn entities(entities: &[Entity]) -> String {
    written(&mut Plain, |printer| printer.entities(entities, None))
}

/// The canonical JSON of one entity.
pub fn entity(entity: &Entity) -> String {
    written(&mut Plain, |printer| {
        printer.begin_line(0);
        printer.entity(entity, None);
        printer.end_line();
    })
}

/// The canonical JSON of a context.
pub fn context(context: &BTreeMap<String, Expr>) -> String {
    written(&mut Plain, |printer| printer.context(context, None))
}

/// An entity as policies spell it, `A::B::"id"`.
pub fn entity_uid(uid: &EntityUid) -> String {
    written(&mut Plain, |printer| printer.entity_uid(uid))
}

/// A string literal as policies spell it, with its quotes.
pub fn string(text: &str) -> String {
    written(&mut Plain, |printer| printer.string(text))
}

/// A `like` pattern as policies spell it, with its quotes.
pub fn pattern(pattern: &[PatternElem]) -> String {
    written(&mut Plain, |printer| printer.pattern(pattern))
}
