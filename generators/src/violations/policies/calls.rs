//! Calls of extension functions: the number of arguments, and what a constructor is given.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun};
use crosscheck_reference_model::types::{CedarType, ExtType};

use super::super::planted::Refused::{self, Always, Strictly};
use super::wrong::{Wrong, always};
use super::{Row, Way};
use crate::conditions::Writer;
use crate::edges;

const fn row(
    name: &'static str,
    kind: &'static str,
    refused: Refused,
    make: fn(&mut Writer<'_, '_, '_>) -> Wrong,
) -> Row {
    Row { weight: 3, name, kind, refused, way: Way::Anywhere(always, make) }
}

pub(super) const ROWS: [Row; 9] = [
    row("constructor-without-argument", "wrong-arity", Always, |w| call_of(w, 0)),
    row("constructor-with-two-arguments", "wrong-arity", Always, |w| call_of(w, 2)),
    row("method-without-argument", "wrong-arity", Always, |w| method(w, 2, 1)),
    row("method-with-too-many-arguments", "wrong-arity", Always, |w| {
        let arity = 1 + w.choices.below(2);
        method(w, arity, arity + 1)
    }),
    row("constructor-of-no-literal", "non-literal-constructor", Strictly, no_literal),
    row("malformed-decimal", "malformed-literal", Always, |w| malformed(w, ExtFun::Decimal)),
    row("malformed-ip", "malformed-literal", Always, |w| malformed(w, ExtFun::Ip)),
    row("malformed-datetime", "malformed-literal", Always, |w| malformed(w, ExtFun::Datetime)),
    row("malformed-duration", "malformed-literal", Always, |w| malformed(w, ExtFun::Duration)),
];

const CONSTRUCTORS: [(ExtFun, ExtType); 4] = [
    (ExtFun::Decimal, ExtType::Decimal),
    (ExtFun::Ip, ExtType::IpAddr),
    (ExtFun::Datetime, ExtType::Datetime),
    (ExtFun::Duration, ExtType::Duration),
];

fn compared(at: Expr) -> Wrong {
    Wrong::new(at.clone().binary(BinaryOp::Eq, at.clone()), at)
}

/// A constructor with so many arguments, each of which would do alone.
fn call_of(writer: &mut Writer<'_, '_, '_>, count: usize) -> Wrong {
    let (function, ty) = *writer.choices.pick(&CONSTRUCTORS);
    let Expr::Call(_, one) = writer.stock.ext(writer.choices, ty) else {
        return compared(Expr::Call(function, vec![]));
    };
    let arguments = one.into_iter().cycle().take(count).collect();
    compared(Expr::Call(function, arguments))
}

/// A method that takes `arity` arguments, with `count`; the receiver is one of them.
fn method(writer: &mut Writer<'_, '_, '_>, arity: usize, count: usize) -> Wrong {
    let methods: Vec<ExtFun> =
        ExtFun::ALL.into_iter().filter(|function| !function.is_constructor() && function.arity() == arity).collect();
    let function = *writer.choices.pick(&methods);
    let arguments = (0..count).map(|_| writer.term(&CedarType::Ext(receiver(function)), 0)).collect();
    compared(Expr::Call(function, arguments))
}

fn receiver(method: ExtFun) -> ExtType {
    match method {
        ExtFun::LessThan | ExtFun::LessThanOrEqual | ExtFun::GreaterThan | ExtFun::GreaterThanOrEqual => {
            ExtType::Decimal
        }
        ExtFun::IsIpv4 | ExtFun::IsIpv6 | ExtFun::IsLoopback | ExtFun::IsMulticast | ExtFun::IsInRange => {
            ExtType::IpAddr
        }
        ExtFun::Offset | ExtFun::DurationSince | ExtFun::ToDate | ExtFun::ToTime => ExtType::Datetime,
        _ => ExtType::Duration,
    }
}

/// A constructor of a string that is right, but computed or read.
fn no_literal(writer: &mut Writer<'_, '_, '_>) -> Wrong {
    let (function, ty) = *writer.choices.pick(&CONSTRUCTORS);
    let literal = match writer.stock.ext(writer.choices, ty) {
        Expr::Call(_, mut arguments) => arguments.pop().unwrap_or(Expr::string("")),
        other => other,
    };
    let argument = match writer.choices.below(3) {
        0 => Expr::Record(vec![("a".to_owned(), literal)]).attr("a"),
        1 => Expr::If(Box::new(writer.open_test()), Box::new(literal.clone()), Box::new(literal)),
        _ => writer
            .read_of(|ty| *ty == CedarType::String)
            .unwrap_or_else(|| Expr::Record(vec![("text".to_owned(), literal)]).attr("text")),
    };
    compared(Expr::Call(function, vec![argument]))
}

fn malformed(writer: &mut Writer<'_, '_, '_>, function: ExtFun) -> Wrong {
    let text = writer.choices.pick_any(edges::invalid(function)).map_or("no literal", |literal| literal.text);
    let at = Expr::string(text);
    let call = Expr::Call(function, vec![at.clone()]);
    Wrong::new(call.clone().binary(BinaryOp::Eq, call), at)
}
