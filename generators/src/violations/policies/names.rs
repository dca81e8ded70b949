//! Names in conditions that the schema does not declare. They are wrong wherever they stand, also where no type ever
//! comes.

use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp, Var};
use crosscheck_reference_model::name::{EntityUid, Name};

use super::super::planted::Refused::Always;
use super::scopes::{Names, unknown_action, unknown_type};
use super::wrong::{Wrong, always};
use super::{Row, Way};
use crate::conditions::Writer;

const fn row(name: &'static str, kind: &'static str, make: fn(&mut Writer<'_, '_, '_>) -> Wrong) -> Row {
    Row { weight: 3, name, kind, refused: Always, way: Way::Anywhere(always, make) }
}

pub(super) const ROWS: [Row; 9] = [
    row("unknown-type-of-literal", "unknown-entity-type", |w| {
        let of = unknown_entity(w);
        literal(w, of)
    }),
    row("unknown-type-in-is", "unknown-entity-type", |w| {
        let of = unknown_name(w);
        is(w, of)
    }),
    row("unknown-namespace-in-is", "unknown-entity-type", |w| {
        let of = in_unknown_namespace(w);
        is(w, of)
    }),
    row("unknown-type-in-dead-code", "unknown-entity-type", |w| {
        let of = unknown_entity(w);
        let wrong = literal(w, of);
        dead(w, wrong)
    }),
    row("unknown-action-in-equality", "unknown-action", |w| {
        let of = no_such_action(w);
        let at = Expr::entity(of);
        Wrong::new(Expr::Var(Var::Action).binary(BinaryOp::Eq, at.clone()), at)
    }),
    row("unknown-action-in-set", "unknown-action", |w| {
        let of = no_such_action(w);
        let at = Expr::entity(of);
        Wrong::new(Expr::Var(Var::Action).binary(BinaryOp::In, Expr::Set(vec![at.clone()])), at)
    }),
    row("unknown-action-in-dead-code", "unknown-action", |w| {
        let of = no_such_action(w);
        let at = Expr::entity(of);
        let wrong = Wrong::new(Expr::Var(Var::Action).binary(BinaryOp::In, at.clone()), at);
        dead(w, wrong)
    }),
    Row { way: Way::Anywhere(has_enum, unlisted), weight: 9, ..row("unlisted-literal", "unlisted-id", unlisted) },
    Row {
        way: Way::Anywhere(has_enum, unlisted_in_dead_code),
        weight: 9,
        ..row("unlisted-literal-in-dead-code", "unlisted-id", unlisted_in_dead_code)
    },
];

fn has_enum(writer: &Writer<'_, '_, '_>) -> bool {
    Names::of(writer.stock.world).has_enum()
}

fn unknown_name(writer: &mut Writer<'_, '_, '_>) -> Name {
    unknown_type(writer.choices, &Names::of(writer.stock.world))
}

fn unknown_entity(writer: &mut Writer<'_, '_, '_>) -> EntityUid {
    EntityUid::new(unknown_name(writer), "x")
}

fn no_such_action(writer: &mut Writer<'_, '_, '_>) -> EntityUid {
    unknown_action(writer.choices, &Names::of(writer.stock.world))
}

/// The basename of a declared type in a namespace that is none.
fn in_unknown_namespace(writer: &mut Writer<'_, '_, '_>) -> Name {
    let declared = writer.choices.pick(&writer.stock.world.types);
    Name { namespace: vec!["Nowhere".to_owned()], basename: declared.name.basename.clone() }
}

fn literal(writer: &mut Writer<'_, '_, '_>, uid: EntityUid) -> Wrong {
    let at = Expr::entity(uid);
    let test = match writer.choices.below(4) {
        0 => Expr::Var(Var::Principal).binary(BinaryOp::Eq, at.clone()),
        1 => Expr::Var(Var::Resource).binary(BinaryOp::In, at.clone()),
        2 => at.clone().has("name"),
        _ => Expr::Set(vec![at.clone()]).unary(UnaryOp::IsEmpty),
    };
    Wrong::new(test, at)
}

fn is(writer: &mut Writer<'_, '_, '_>, ty: Name) -> Wrong {
    let var = *writer.choices.pick(&[Var::Principal, Var::Resource]);
    let at = Expr::Var(var).unary(UnaryOp::Is(ty));
    Wrong::new(at.clone(), at)
}

/// The test where it is never looked at.
fn dead(writer: &mut Writer<'_, '_, '_>, wrong: Wrong) -> Wrong {
    let live = writer.open_test();
    let test = match writer.choices.below(4) {
        0 => Expr::bool(false).and(wrong.test).or(live),
        1 => Expr::bool(true).or(wrong.test).and(live),
        2 => Expr::If(Box::new(Expr::bool(true)), Box::new(live), Box::new(wrong.test)),
        _ => Expr::If(Box::new(Expr::bool(false)), Box::new(wrong.test), Box::new(live)),
    };
    Wrong { test, ..wrong }
}

fn unlisted(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let of = Names::of(writer.stock.world).unlisted(writer.choices);
    literal(writer, of)
}

fn unlisted_in_dead_code(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let wrong = unlisted(writer);
    dead(writer, wrong)
}
