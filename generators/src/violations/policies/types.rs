//! Types that must have an upper bound and have none, and the empty set.
//!
//! Where permissive validation finds a bound (one of several entity types, a record of what both have), or asks for none,
//! only strict validation refuses.

use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::types::CedarType;

use super::super::planted::Refused::{self, Always, Strictly};
use super::wrong::{BOOL, Wrong, always, other_than};
use super::{Row, Way};
use crate::conditions::Writer;

const fn row(name: &'static str, refused: Refused, make: fn(&mut Writer<'_, '_, '_>) -> Wrong) -> Row {
    Row { weight: 3, name, kind: "incompatible-types", refused, way: Way::Anywhere(always, make) }
}

const fn with_two_types(name: &'static str, make: fn(&mut Writer<'_, '_, '_>) -> Wrong) -> Row {
    Row { way: Way::Anywhere(has_two_types, make), ..row(name, Strictly, make) }
}

pub(super) const ROWS: [Row; 12] = [
    row("branches-of-kinds", Always, |w| {
        let (a, b) = two_kinds(w);
        branches(w, a, b)
    }),
    with_two_types("branches-of-entity-types", |w| {
        let (a, b) = two_entity_types(w);
        branches(w, a, b)
    }),
    row("branches-of-records", Strictly, |w| {
        let (a, b) = two_records(w);
        branches(w, a, b)
    }),
    row("elements-of-kinds", Always, |w| {
        let (a, b) = two_kinds(w);
        elements(w, a, b)
    }),
    with_two_types("elements-of-entity-types", |w| {
        let (a, b) = two_entity_types(w);
        elements(w, a, b)
    }),
    row("elements-of-records", Strictly, |w| {
        let (a, b) = two_records(w);
        elements(w, a, b)
    }),
    row("equality-of-kinds", Strictly, equality_of_kinds),
    row("equality-of-records", Strictly, |w| {
        let (a, b) = two_records(w);
        let at = a.binary(BinaryOp::Eq, b);
        Wrong::new(if w.choices.chance(1, 2) { at.clone().negated() } else { at.clone() }, at)
    }),
    row("equality-of-sets", Strictly, |w| {
        let (a, b) = two_kinds(w);
        let at = Expr::Set(vec![a]).binary(BinaryOp::Eq, Expr::Set(vec![b]));
        Wrong::new(at.clone(), at)
    }),
    row("element-sought", Strictly, |w| {
        let (a, b) = two_kinds(w);
        let at = Expr::Set(vec![a]).binary(BinaryOp::Contains, b);
        Wrong::new(at.clone(), at)
    }),
    row("elements-sought", Strictly, |w| {
        let (a, b) = two_kinds(w);
        let op = *w.choices.pick(&[BinaryOp::ContainsAll, BinaryOp::ContainsAny]);
        let at = Expr::Set(vec![a]).binary(op, Expr::Set(vec![b]));
        Wrong::new(at.clone(), at)
    }),
    Row { kind: "empty-set", ..row("empty-set", Strictly, empty_set) },
];

fn has_two_types(writer: &Writer<'_, '_, '_>) -> bool {
    writer.stock.world.types.len() > 1
}

/// Two terms whose types have no bound, whatever the mode.
fn two_kinds(writer: &mut Writer<'_, '_, '_>) -> (Expr, Expr) {
    let pick = writer.choices.below(3);
    let (a, b) = match pick {
        0 => (writer.term(&CedarType::Long, 1), other_than(writer, |ty| *ty == CedarType::Long)),
        1 => (writer.term(&CedarType::String, 1), other_than(writer, |ty| *ty == CedarType::String)),
        _ => {
            let principal = Expr::Var(Var::Principal);
            (principal, other_than(writer, |ty| matches!(ty, CedarType::Entity(_))))
        }
    };
    if writer.choices.chance(1, 2) { (b, a) } else { (a, b) }
}

/// Literals of two entity types.
fn two_entity_types(writer: &mut Writer<'_, '_, '_>) -> (Expr, Expr) {
    let count = writer.stock.world.types.len();
    let first = writer.choices.below(count);
    let second = (first + 1 + writer.choices.below(count - 1)) % count;
    let mut any =
        |ty: usize| -> EntityUid { writer.stock.population.any(writer.choices, writer.stock.settings, ty).clone() };
    (Expr::entity(any(first)), Expr::entity(any(second)))
}

/// Records with different fields, or with a field of different types.
fn two_records(writer: &mut Writer<'_, '_, '_>) -> (Expr, Expr) {
    let a = vec![("a".to_owned(), writer.term(&CedarType::Long, 0))];
    let b = match writer.choices.below(3) {
        0 => vec![("b".to_owned(), writer.term(&CedarType::Long, 0))],
        1 => vec![("a".to_owned(), writer.term(&CedarType::String, 0))],
        _ => {
            let mut both = a.clone();
            both.push(("b".to_owned(), Expr::bool(true)));
            both
        }
    };
    if writer.choices.chance(1, 2) { (Expr::Record(b), Expr::Record(a)) } else { (Expr::Record(a), Expr::Record(b)) }
}

fn branches(writer: &mut Writer<'_, '_, '_>, then: Expr, otherwise: Expr) -> Wrong {
    let test = writer.open_test();
    let at = Expr::If(Box::new(test), Box::new(then), Box::new(otherwise));
    Wrong::new(at.clone().binary(BinaryOp::Eq, at.clone()), at)
}

fn elements(writer: &mut Writer<'_, '_, '_>, a: Expr, b: Expr) -> Wrong {
    let mut elements = vec![a, b];
    if writer.choices.chance(1, 3) {
        elements.insert(0, elements[0].clone());
    }
    let at = Expr::Set(elements);
    Wrong::new(at.clone().unary(UnaryOp::IsEmpty), at)
}

/// Two literals are compared whatever they are, so one side is none.
fn equality_of_kinds(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let one_is = writer.choices.below(3);
    let one = match one_is {
        0 => Expr::Var(Var::Principal),
        1 => Expr::Var(Var::Context),
        _ => writer.term(&CedarType::Long, 0).binary(BinaryOp::Sub, Expr::long(1)),
    };
    let other = other_than(
        writer,
        match one_is {
            0 => |ty| matches!(ty, CedarType::Entity(_)),
            1 => |ty| matches!(ty, CedarType::Record(_)),
            _ => |ty| *ty == CedarType::Long,
        },
    );
    let at =
        if writer.choices.chance(1, 2) { other.binary(BinaryOp::Eq, one) } else { one.binary(BinaryOp::Eq, other) };
    Wrong::new(at.clone(), at)
}

fn empty_set(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let at = Expr::Set(Vec::new());
    let empty = at.clone();
    let test = match writer.choices.below(6) {
        0 => empty.unary(UnaryOp::IsEmpty),
        1 => empty.binary(BinaryOp::Contains, writer.term(&CedarType::Long, 0)),
        2 => Expr::Set(vec![writer.term(&CedarType::Long, 0)]).binary(BinaryOp::ContainsAny, empty),
        3 => Expr::Var(Var::Principal).binary(BinaryOp::In, empty),
        4 => Expr::Set(vec![empty]).unary(UnaryOp::IsEmpty),
        _ => {
            let set = writer.term(&CedarType::Set(Box::new(BOOL)), 0);
            set.binary(BinaryOp::Eq, empty)
        }
    };
    Wrong::new(test, at)
}
