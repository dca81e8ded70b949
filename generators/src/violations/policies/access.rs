//! Attributes and tags: those that no type has, and those that may be missing where nothing guards them.
//!
//! Each row of the second sort is a guard that looks like one and is none.

use crosscheck_reference_model::expr::{BinaryOp, Expr, Var};
use crosscheck_reference_model::types::CedarType;

use super::super::planted::Refused::Always;
use super::wrong::{BOOL, Wrong, always, used};
use super::{Row, Way};
use crate::conditions::{Read, Writer};
use crate::world::Shape;

type Pen<'x, 'a, 'w, 'c> = &'x mut Writer<'a, 'w, 'c>;

const fn absent(
    name: &'static str,
    possible: fn(&Writer<'_, '_, '_>) -> bool,
    make: fn(Pen<'_, '_, '_, '_>) -> Wrong,
) -> Row {
    Row { weight: 3, name, kind: "attribute-not-found", refused: Always, way: Way::Anywhere(possible, make) }
}

/// An absent attribute of what few environments have.
const fn often(
    name: &'static str,
    possible: fn(&Writer<'_, '_, '_>) -> bool,
    make: fn(Pen<'_, '_, '_, '_>) -> Wrong,
) -> Row {
    Row { weight: 9, ..absent(name, possible, make) }
}

const fn optional(name: &'static str, make: fn(Pen<'_, '_, '_, '_>) -> Wrong) -> Row {
    Row { weight: 6, name, kind: "optional-attribute", refused: Always, way: Way::Test(has_optional, make) }
}

const fn tag(name: &'static str, make: fn(Pen<'_, '_, '_, '_>) -> Wrong) -> Row {
    Row { weight: 8, name, kind: "unchecked-tag", refused: Always, way: Way::Test(has_tags, make) }
}

const fn no_tags(
    name: &'static str,
    possible: fn(&Writer<'_, '_, '_>) -> bool,
    make: fn(Pen<'_, '_, '_, '_>) -> Wrong,
) -> Row {
    Row { weight: 4, name, kind: "no-tags", refused: Always, way: Way::Anywhere(possible, make) }
}

#[rustfmt::skip]
pub(super) const ROWS: [Row; 30] = [
    absent("absent-attribute-of-entity",  always,           |w| { let of = variable(w); nowhere(of) }),
    absent("absent-attribute-of-context", always,           |_| nowhere(Expr::Var(Var::Context))),
    absent("absent-attribute-of-action",  always,           |_| nowhere(Expr::Var(Var::Action))),
    absent("absent-attribute-of-enum",    has_enum,         |w| { let of = enumerated(w); nowhere(of) }),
    absent("absent-field-of-literal",     always,           |w| { let of = record(w); nowhere(of) }),
    often("absent-field-of-record",       |w| reads(w, is_record), |w| { let of = w.read_of(is_record).unwrap_or(Expr::Var(Var::Context)); nowhere(of) }),
    often("absent-attribute-at-the-end", |w| reads(w, is_entity), |w| { let of = w.read_of(is_entity).unwrap_or(Expr::Var(Var::Principal)); nowhere(of) }),
    optional("optional-without-guard",        |w| guarded(w, |_, _, use_of| use_of)),
    optional("optional-guard-behind",         |w| guarded(w, |_, guard, use_of| use_of.and(guard))),
    optional("optional-guard-negated",        |w| guarded(w, |_, guard, use_of| guard.negated().and(use_of))),
    optional("optional-guard-or-use",         |w| guarded(w, |_, guard, use_of| guard.or(use_of))),
    optional("optional-guard-under-or",       |w| guarded(w, |w, guard, use_of| { let other = w.open_test(); either_order(w, guard, other).and(use_of) })),
    optional("optional-use-in-else",          |w| guarded(w, |w, guard, use_of| if_(guard, w.open_test(), use_of))),
    optional("optional-guard-in-one-branch",  |w| guarded(w, |w, guard, use_of| { let (a, b) = (w.open_test(), w.open_test()); if_(a, guard, b).and(use_of) })),
    optional("optional-guard-compared",       |w| guarded(w, |_, guard, use_of| guard.binary(BinaryOp::Eq, Expr::bool(true)).and(use_of))),
    optional("optional-guard-in-a-set",       |w| guarded(w, |_, guard, use_of| Expr::Set(vec![guard]).binary(BinaryOp::Contains, Expr::bool(true)).and(use_of))),
    optional("optional-guard-twice-negated",  |w| guarded(w, |_, guard, use_of| guard.negated().negated().and(use_of))),
    optional("optional-guard-of-a-copy",      guard_of_a_copy),
    optional("optional-guard-in-unless",      |w| { let mut wrong = None; let it = guarded(w, |_, guard, use_of| { wrong = Some(guard); use_of }); Wrong { unless: wrong, ..it } }),
    Row { way: Way::Test(has_optional_on_entity, guard_of_another_entity), ..optional("optional-guard-of-another-entity", guard_of_another_entity) },
    tag("tag-without-guard",          |w| tagged(w, |_, _, use_of| use_of)),
    tag("tag-guard-behind",           |w| tagged(w, |_, guard, use_of| use_of.and(guard))),
    tag("tag-guard-negated",          |w| tagged(w, |_, guard, use_of| guard.negated().and(use_of))),
    tag("tag-guard-under-or",         |w| tagged(w, |w, guard, use_of| { let other = w.open_test(); either_order(w, guard, other).and(use_of) })),
    tag("tag-use-in-else",            |w| tagged(w, |w, guard, use_of| if_(guard, w.open_test(), use_of))),
    tag("tag-guard-with-another-key", |w| tagged(w, |w, guard, use_of| { let guard = with_another_key(w, guard); guard.and(use_of) })),
    tag("tag-guard-of-another-entity", |w| tagged(w, |_, guard, use_of| of_a_copy(guard).and(use_of))),
    no_tags("tag-of-action",          always,       |w| get_tag(w, Expr::Var(Var::Action))),
    no_tags("tag-of-enum",            has_enum,     |w| { let of = enumerated(w); get_tag(w, of) }),
    no_tags("tag-of-type-without",    has_tagless,  |w| { let of = tagless(w).unwrap_or(Expr::Var(Var::Action)); get_tag(w, of) }),
];

fn reads(writer: &Writer<'_, '_, '_>, fits: fn(&CedarType) -> bool) -> bool {
    writer.view.reads.iter().any(|(_, read)| fits(read.ty))
}

fn is_record(ty: &CedarType) -> bool {
    matches!(ty, CedarType::Record(_))
}

fn is_entity(ty: &CedarType) -> bool {
    matches!(ty, CedarType::Entity(_))
}

fn variable(writer: &mut Writer<'_, '_, '_>) -> Expr {
    Expr::Var(*writer.choices.pick(&[Var::Principal, Var::Resource]))
}

fn record(writer: &mut Writer<'_, '_, '_>) -> Expr {
    Expr::Record(vec![("a".to_owned(), writer.term(&CedarType::Long, 0))])
}

/// An attribute that nothing declares.
fn nowhere(of: Expr) -> Wrong {
    let at = of.attr("nowhere");
    Wrong::new(at.clone().binary(BinaryOp::Eq, at.clone()), at)
}

fn if_(test: Expr, then: Expr, otherwise: Expr) -> Expr {
    Expr::If(Box::new(test), Box::new(then), Box::new(otherwise))
}

fn either_order(writer: &mut Writer<'_, '_, '_>, a: Expr, b: Expr) -> Expr {
    if writer.choices.chance(1, 2) { a.or(b) } else { b.or(a) }
}

/// The reads that end in an optional attribute.
fn optionals<'w>(writer: &Writer<'_, 'w, '_>) -> Vec<(Var, &'w Read<'w>)> {
    let is_optional = |read: &Read<'_>| read.steps.last().is_some_and(|step| step.optional);
    writer.view.reads.iter().filter(|(_, read)| is_optional(read)).copied().collect()
}

fn has_optional(writer: &Writer<'_, '_, '_>) -> bool {
    !optionals(writer).is_empty()
}

/// A test of an optional attribute, put together with the guard that it should have.
fn guarded(writer: &mut Writer<'_, '_, '_>, put: impl FnOnce(&mut Writer<'_, '_, '_>, Expr, Expr) -> Expr) -> Wrong {
    let reads = optionals(writer);
    let (var, read) = *writer.choices.pick(&reads);
    let (at, guard) = writer.unguarded(var, read);
    let use_of = used(writer, at.clone(), read.ty);
    Wrong::new(put(writer, guard, use_of), at)
}

/// A guard of the same attribute of something that is written in another way.
fn guard_of_a_copy(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    guarded(writer, |_, guard, use_of| of_a_copy(guard).and(use_of))
}

/// The guard `e has a` or `e.hasTag(k)`, asked of `{a: e}.a`.
fn of_a_copy(guard: Expr) -> Expr {
    let copy = |of: Expr| Expr::Record(vec![("a".to_owned(), of)]).attr("a");
    match guard {
        Expr::HasAttr(of, attr) => copy(*of).has(attr),
        Expr::Binary(BinaryOp::HasTag, of, key) => copy(*of).binary(BinaryOp::HasTag, *key),
        other => other,
    }
}

/// The optional attributes of principal and resource themselves.
fn on_entity<'w>(writer: &Writer<'_, 'w, '_>) -> Vec<(Var, &'w Read<'w>)> {
    optionals(writer).into_iter().filter(|(var, read)| *var != Var::Context && read.steps.len() == 1).collect()
}

fn has_optional_on_entity(writer: &Writer<'_, '_, '_>) -> bool {
    !on_entity(writer).is_empty()
}

/// A guard of the same attribute of an entity literal of the same type.
fn guard_of_another_entity(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let reads = on_entity(writer);
    let (var, read) = *writer.choices.pick(&reads);
    let (at, _) = writer.unguarded(var, read);
    let ty = writer.variable_type(var);
    let other = writer.literal(&ty, 0);
    let guard = other.has(read.steps[0].attr);
    let use_of = used(writer, at.clone(), read.ty);
    Wrong::new(guard.and(use_of), at)
}

fn has_tags(writer: &Writer<'_, '_, '_>) -> bool {
    !writer.taggable().is_empty()
}

/// A test of a tag, put together with the guard that it should have.
fn tagged(writer: &mut Writer<'_, '_, '_>, put: impl FnOnce(&mut Writer<'_, '_, '_>, Expr, Expr) -> Expr) -> Wrong {
    let types = writer.taggable();
    let ty = *writer.choices.pick(&types);
    let of = writer.entity_term(&CedarType::Entity(writer.stock.world.types[ty].name.clone()));
    let key = writer.tag_key(0);
    let at = of.clone().binary(BinaryOp::GetTag, key.clone());
    let guard = of.binary(BinaryOp::HasTag, key);
    let tags = writer.stock.world.tags(ty).cloned().unwrap_or(BOOL);
    let use_of = used(writer, at.clone(), &tags);
    Wrong::new(put(writer, guard, use_of), at)
}

/// The same guard for a key that is written in another way.
fn with_another_key(writer: &mut Writer<'_, '_, '_>, guard: Expr) -> Expr {
    match guard {
        Expr::Binary(op, of, key) => {
            let other = match (*key, writer.choices.below(3)) {
                (key, 0) => Expr::Record(vec![("key".to_owned(), key)]).attr("key"),
                (key, 1) => if_(writer.open_test(), key.clone(), key),
                _ => Expr::string("nowhere"),
            };
            Expr::Binary(op, of, Box::new(other))
        }
        other => other,
    }
}

fn get_tag(writer: &mut Writer<'_, '_, '_>, of: Expr) -> Wrong {
    let at = of.binary(BinaryOp::GetTag, writer.tag_key(0));
    Wrong::new(at.clone().binary(BinaryOp::Eq, at.clone()), at)
}

fn has_enum(writer: &Writer<'_, '_, '_>) -> bool {
    writer.stock.world.types.iter().any(|plan| matches!(plan.shape, Shape::Enum(_)))
}

/// An entity of an enumerated type.
fn enumerated(writer: &mut Writer<'_, '_, '_>) -> Expr {
    let enums: Vec<CedarType> = writer
        .stock
        .world
        .types
        .iter()
        .filter(|plan| matches!(plan.shape, Shape::Enum(_)))
        .map(|plan| CedarType::Entity(plan.name.clone()))
        .collect();
    let ty = writer.choices.pick(&enums).clone();
    writer.stock.value(writer.choices, &ty)
}

/// The variables whose entities have no tags.
fn tagless_variables(writer: &Writer<'_, '_, '_>) -> Vec<Var> {
    let known = [(Var::Principal, writer.view.principal), (Var::Resource, writer.view.resource)];
    let is_tagless = |ty: Option<usize>| ty.is_some_and(|ty| writer.stock.world.tags(ty).is_none());
    known.into_iter().filter(|(_, ty)| is_tagless(*ty)).map(|(var, _)| var).collect()
}

fn has_tagless(writer: &Writer<'_, '_, '_>) -> bool {
    !tagless_variables(writer).is_empty()
}

fn tagless(writer: &mut Writer<'_, '_, '_>) -> Option<Expr> {
    let variables = tagless_variables(writer);
    writer.choices.pick_any(&variables).map(|var| Expr::Var(*var))
}
