//! Operands that their operators do not take, one row an operand of a class of operators.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, PatternElem, UnaryOp, Var};
use crosscheck_reference_model::types::{CedarType, ExtType};

use super::super::planted::Refused;
use super::wrong::{BOOL, Wrong, always, other_than, used};
use super::{Row, Way};
use crate::conditions::Writer;

const fn row(name: &'static str, make: fn(&mut Writer<'_, '_, '_>) -> Wrong) -> Row {
    Row { weight: 3, name, kind: "unexpected-type", refused: Refused::Always, way: Way::Anywhere(always, make) }
}

#[rustfmt::skip]
pub(super) const ROWS: [Row; 30] = [
    row("operand-of-not",               |w| { let at = other_than(w, is_bool); Wrong::new(at.clone().negated(), at) }),
    row("operand-of-minus",             minus),
    row("left-of-and",                  |w| { let (at, b) = (other_than(w, is_bool), w.open_test()); Wrong::new(at.clone().and(b), at) }),
    row("right-of-and",                 |w| { let (a, at) = (w.open_test(), other_than(w, is_bool)); Wrong::new(a.and(at.clone()), at) }),
    row("left-of-or",                   |w| { let (at, b) = (other_than(w, is_bool), w.open_test()); Wrong::new(at.clone().or(b), at) }),
    row("right-of-or",                  |w| { let (a, at) = (w.open_test(), other_than(w, is_bool)); Wrong::new(a.or(at.clone()), at) }),
    row("condition-of-if",              condition_of_if),
    row("body-of-clause",               body),
    row("left-of-order",                |w| { let (at, b) = (other_than(w, is_ordered), w.term(&CedarType::Long, 1)); order(w, at.clone(), b, at) }),
    row("right-of-order",               |w| { let (a, at) = (w.term(&CedarType::Long, 1), other_than(w, is_ordered)); order(w, a, at.clone(), at) }),
    row("order-of-two-types",           order_of_two_types),
    row("left-of-arithmetic",           |w| { let (at, b) = (other_than(w, is_long), w.term(&CedarType::Long, 1)); arithmetic(w, at.clone(), b, at) }),
    row("right-of-arithmetic",          |w| { let (a, at) = (w.term(&CedarType::Long, 1), other_than(w, is_long)); arithmetic(w, a, at.clone(), at) }),
    row("operand-of-like",              |w| { let at = other_than(w, is_string); Wrong::new(at.clone().unary(UnaryOp::Like(vec![PatternElem::Star])), at) }),
    row("operand-of-is",                operand_of_is),
    row("operand-of-is-empty",          |w| { let at = other_than(w, is_set); Wrong::new(at.clone().unary(UnaryOp::IsEmpty), at) }),
    row("receiver-of-contains",         |w| { let (at, b) = (other_than(w, is_set), w.term(&CedarType::Long, 0)); Wrong::new(at.clone().binary(BinaryOp::Contains, b), at) }),
    row("receiver-of-contains-all-any", |w| { let (at, b) = (other_than(w, is_set), longs(w)); contains_many(w, at.clone(), b, at) }),
    row("argument-of-contains-all-any", |w| { let (a, at) = (longs(w), other_than(w, is_set)); contains_many(w, a, at.clone(), at) }),
    row("left-of-in",                   |w| { let (at, b) = (other_than(w, is_entity), principal()); Wrong::new(at.clone().binary(BinaryOp::In, b), at) }),
    row("right-of-in",                  |w| { let at = other_than(w, is_entity_or_set); Wrong::new(principal().binary(BinaryOp::In, at.clone()), at) }),
    row("set-right-of-in",              |w| { let at = Expr::Set(vec![other_than(w, is_entity)]); Wrong::new(principal().binary(BinaryOp::In, at.clone()), at) }),
    row("receiver-of-has-tag",          |w| { let (at, key) = (other_than(w, is_entity), w.tag_key(0)); Wrong::new(at.clone().binary(BinaryOp::HasTag, key), at) }),
    row("key-of-has-tag",               |w| { let at = other_than(w, is_string); Wrong::new(principal().binary(BinaryOp::HasTag, at.clone()), at) }),
    row("receiver-of-get-tag",          |w| { let (at, key) = (other_than(w, is_entity), w.tag_key(0)); Wrong::new(same(at.clone().binary(BinaryOp::GetTag, key)), at) }),
    row("key-of-get-tag",               |w| { let at = other_than(w, is_string); Wrong::new(same(principal().binary(BinaryOp::GetTag, at.clone())), at) }),
    row("receiver-of-has",              |w| { let at = other_than(w, has_fields); Wrong::new(at.clone().has("name"), at) }),
    row("receiver-of-attribute",        |w| { let at = other_than(w, has_fields); Wrong::new(same(at.clone().attr("name")), at) }),
    row("receiver-of-method",           receiver_of_method),
    row("argument-of-method",           argument_of_method),
];

fn principal() -> Expr {
    Expr::Var(Var::Principal)
}

fn same(e: Expr) -> Expr {
    e.clone().binary(BinaryOp::Eq, e)
}

fn longs(writer: &mut Writer<'_, '_, '_>) -> Expr {
    Expr::Set(vec![writer.term(&CedarType::Long, 0)])
}

fn minus(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let at = other_than(writer, is_long);
    let negative = at.clone().unary(UnaryOp::Neg);
    Wrong::new(used(writer, negative, &CedarType::Long), at)
}

fn condition_of_if(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let at = other_than(writer, is_bool);
    let (then, otherwise) = (writer.open_test(), writer.open_test());
    Wrong::new(Expr::If(Box::new(at.clone()), Box::new(then), Box::new(otherwise)), at)
}

fn body(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let at = other_than(writer, is_bool);
    Wrong { is_body: true, ..Wrong::new(at.clone(), at) }
}

fn order(writer: &mut Writer<'_, '_, '_>, left: Expr, right: Expr, at: Expr) -> Wrong {
    let op = *writer.choices.pick(&[BinaryOp::Less, BinaryOp::LessEq]);
    let test = left.binary(op, right);
    // `a > b` is the negation of `a <= b`.
    Wrong::new(if writer.choices.chance(1, 3) { test.negated() } else { test }, at)
}

fn order_of_two_types(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let mut types = [CedarType::Long, CedarType::Ext(ExtType::Datetime), CedarType::Ext(ExtType::Duration)];
    writer.choices.shuffle(&mut types);
    let (left, right) = (writer.term(&types[0], 1), writer.term(&types[1], 1));
    order(writer, left, right.clone(), right)
}

fn arithmetic(writer: &mut Writer<'_, '_, '_>, left: Expr, right: Expr, at: Expr) -> Wrong {
    let op = *writer.choices.pick(&[BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul]);
    Wrong::new(used(writer, left.binary(op, right), &CedarType::Long), at)
}

fn operand_of_is(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let at = other_than(writer, is_entity);
    let ty = writer.choices.pick(&writer.stock.world.types).name.clone();
    Wrong::new(at.clone().unary(UnaryOp::Is(ty)), at)
}

fn contains_many(writer: &mut Writer<'_, '_, '_>, left: Expr, right: Expr, at: Expr) -> Wrong {
    let op = *writer.choices.pick(&[BinaryOp::ContainsAll, BinaryOp::ContainsAny]);
    Wrong::new(left.binary(op, right), at)
}

/// A method of an extension type on a receiver of another type.
fn receiver_of_method(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let methods: Vec<ExtFun> = ExtFun::ALL.into_iter().filter(|function| !function.is_constructor()).collect();
    let function = *writer.choices.pick(&methods);
    let at = other_than(writer, |ty| matches!(ty, CedarType::Ext(_)));
    let mut arguments = vec![at.clone()];
    if function.arity() == 2 {
        arguments.push(writer.open_test());
    }
    Wrong::new(same(Expr::Call(function, arguments)), at)
}

/// A method's second argument of another type. What a constructor is given is left out: whether it is the type of that or
/// that it is no literal is told first, is nobody's rule.
fn argument_of_method(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let table = [
        (ExtFun::LessThan, ExtType::Decimal),
        (ExtFun::GreaterThanOrEqual, ExtType::Decimal),
        (ExtFun::IsInRange, ExtType::IpAddr),
        (ExtFun::Offset, ExtType::Datetime),
        (ExtFun::DurationSince, ExtType::Datetime),
    ];
    let (function, receiver) = *writer.choices.pick(&table);
    let receiver = writer.term(&CedarType::Ext(receiver), 1);
    let at = other_than(writer, |ty| matches!(ty, CedarType::Ext(_)));
    Wrong::new(same(Expr::Call(function, vec![receiver, at.clone()])), at)
}

fn is_bool(ty: &CedarType) -> bool {
    *ty == BOOL
}

fn is_long(ty: &CedarType) -> bool {
    *ty == CedarType::Long
}

fn is_string(ty: &CedarType) -> bool {
    *ty == CedarType::String
}

fn is_ordered(ty: &CedarType) -> bool {
    matches!(ty, CedarType::Long | CedarType::Ext(ExtType::Datetime | ExtType::Duration))
}

fn is_set(ty: &CedarType) -> bool {
    matches!(ty, CedarType::Set(_))
}

fn is_entity(ty: &CedarType) -> bool {
    matches!(ty, CedarType::Entity(_))
}

fn is_entity_or_set(ty: &CedarType) -> bool {
    match ty {
        CedarType::Set(element) => is_entity(element),
        ty => is_entity(ty),
    }
}

fn has_fields(ty: &CedarType) -> bool {
    matches!(ty, CedarType::Entity(_) | CedarType::Record(_))
}
