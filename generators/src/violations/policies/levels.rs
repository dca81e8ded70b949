//! Tests that look one step farther for data than the level allows, which is then the level of the case.

use crosscheck_reference_model::expr::{BinaryOp, Expr, Var};
use crosscheck_reference_model::types::CedarType;

use super::super::planted::Refused::AtLevel;
use super::wrong::{Wrong, always, used};
use super::{Row, Way};
use crate::conditions::{Read, Writer};
use crate::world::Shape;

const fn row(name: &'static str, kind: &'static str, make: fn(&mut Writer<'_, '_, '_>) -> Wrong) -> Row {
    Row { weight: 6, name, kind, refused: AtLevel, way: Way::Anywhere(always, make) }
}

const EXCEEDED: &str = "level-exceeded";

pub(super) const ROWS: [Row; 8] = [
    row("in-beyond-level", EXCEEDED, |w| {
        let (of, needed) = distant(w);
        too_far(is_in(w, of), needed)
    }),
    row("has-beyond-level", EXCEEDED, |w| {
        let (of, needed) = distant(w);
        too_far(of.has("name"), needed)
    }),
    row("has-tag-beyond-level", EXCEEDED, |w| {
        let (of, needed) = distant(w);
        let key = Expr::string(w.choices.pick(&w.stock.lexicon.tag_keys).clone());
        too_far(of.binary(BinaryOp::HasTag, key), needed)
    }),
    row("in-beyond-level-through-record", EXCEEDED, |w| {
        let (of, needed) = distant(w);
        let fields = vec![("a".to_owned(), of), ("b".to_owned(), w.open_test())];
        let of = Expr::Record(fields).attr("a");
        too_far(is_in(w, of), needed)
    }),
    row("in-beyond-level-through-if", EXCEEDED, |w| {
        let (of, needed) = distant(w);
        let of = Expr::If(Box::new(w.open_test()), Box::new(of.clone()), Box::new(of));
        too_far(is_in(w, of), needed)
    }),
    Row { way: Way::Anywhere(has_attributes, attribute), ..row("attribute-beyond-level", EXCEEDED, attribute) },
    row("literal-in", "literal-dereferenced", |w| {
        let at = literal(w);
        let test = is_in(w, at.clone());
        of_literal(w, test, at)
    }),
    row("literal-has", "literal-dereferenced", |w| {
        let at = literal(w);
        let test = at.clone().has("name");
        of_literal(w, test, at)
    }),
];

fn too_far(at: Expr, needed: u32) -> Wrong {
    Wrong { level: Some(needed - 1), ..Wrong::new(at.clone(), at) }
}

/// `of in` something of a type of the world.
fn is_in(writer: &mut Writer<'_, '_, '_>, of: Expr) -> Expr {
    let ty = CedarType::Entity(writer.choices.pick(&writer.stock.world.types).name.clone());
    let group = writer.stock.value(writer.choices, &ty);
    of.binary(BinaryOp::In, group)
}

/// An entity that is read from a variable, and the level that it takes to look at its data.
fn distant(writer: &mut Writer<'_, '_, '_>) -> (Expr, u32) {
    let reads: Vec<(Var, &Read<'_>)> =
        writer.view.reads.iter().filter(|(_, read)| matches!(read.ty, CedarType::Entity(_))).copied().collect();
    match writer.choices.pick_any(&reads).copied() {
        Some((var, read)) if writer.choices.chance(3, 4) => {
            let needed = dereferences(writer, var, read) + 1;
            (writer.emit(var, read), needed)
        }
        _ => (Expr::Var(*writer.choices.pick(&[Var::Principal, Var::Resource])), 1),
    }
}

/// How many entities are looked at on the way of a read.
fn dereferences(writer: &Writer<'_, '_, '_>, var: Var, read: &Read<'_>) -> u32 {
    let world = writer.stock.world;
    let mut count = u32::from(var != Var::Context);
    let mut of = if var == Var::Context { None } else { Some(writer.variable_type(var)) };
    for (index, step) in read.steps.iter().enumerate() {
        let next = match &of {
            None => writer.context_type().and_then(|fields| fields.get(step.attr)).map(|field| field.ty.clone()),
            Some(CedarType::Record(fields)) => fields.get(step.attr).map(|field| field.ty.clone()),
            Some(CedarType::Entity(name)) => {
                let attrs = world.type_index(name).and_then(|ty| world.attrs(ty));
                attrs.and_then(|attrs| attrs.get(step.attr)).map(|field| field.ty.clone())
            }
            Some(_) => None,
        };
        let is_last = index + 1 == read.steps.len();
        count += u32::from(!is_last && matches!(next, Some(CedarType::Entity(_))));
        of = next;
    }
    count
}

/// The reads whose last step is a required attribute of an entity.
fn of_entities<'w>(writer: &Writer<'_, 'w, '_>) -> Vec<(Var, &'w Read<'w>)> {
    let is_required = |read: &Read<'_>| read.steps.last().is_some_and(|step| !step.optional);
    let looks = |var: Var, read: &Read<'_>| dereferences(writer, var, read) > 0;
    writer.view.reads.iter().filter(|(var, read)| is_required(read) && looks(*var, read)).copied().collect()
}

fn has_attributes(writer: &Writer<'_, '_, '_>) -> bool {
    !of_entities(writer).is_empty()
}

/// A read as it is: the attribute of the farthest entity is one step beyond the level.
fn attribute(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let reads = of_entities(writer);
    let (var, read) = *writer.choices.pick(&reads);
    let needed = dereferences(writer, var, read);
    let whole = writer.emit(var, read);
    let test = used(writer, whole.clone(), read.ty);
    let at = farthest(writer, var, read);
    Wrong { level: Some(needed - 1), ..Wrong::new(test, at) }
}

/// The part of a read that looks at the last entity on its way; what follows are fields of records.
fn farthest(writer: &Writer<'_, '_, '_>, var: Var, read: &Read<'_>) -> Expr {
    let total = dereferences(writer, var, read);
    let mut expr = Expr::Var(var);
    for (index, step) in read.steps.iter().enumerate() {
        expr = expr.attr(step.attr);
        let here = Read { steps: read.steps[..=index].to_vec(), ty: read.ty };
        if dereferences(writer, var, &here) == total {
            break;
        }
    }
    expr
}

/// An entity that is no part of the request.
fn literal(writer: &mut Writer<'_, '_, '_>) -> Expr {
    let standard: Vec<CedarType> = writer
        .stock
        .world
        .types
        .iter()
        .filter(|plan| matches!(plan.shape, Shape::Standard { .. }))
        .map(|plan| CedarType::Entity(plan.name.clone()))
        .collect();
    let ty = writer.choices.pick(&standard).clone();
    writer.stock.value(writer.choices, &ty)
}

fn of_literal(writer: &mut Writer<'_, '_, '_>, test: Expr, at: Expr) -> Wrong {
    let level = *writer.choices.pick(&[1, 2, 3]);
    Wrong { level: Some(level), ..Wrong::new(test, at) }
}
