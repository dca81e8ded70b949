//! The law *extension-arithmetic*: what functions of extension types give fits together.
//!
//! Transformation, one variant each: a datetime moved by nothing, and a duration counted off from 1970 and back; a datetime
//! as 1970 moved by its distance; `isIpv4` as the opposite of `isIpv6`, `isLoopback` and `isMulticast` as the ranges that
//! they name; a test around `toTime` (from zero to less than a day) and around `toDate` (not after the instant, at
//! midnight). Relation: the same answers: from 1970 every distance is in range.
//!
//! Source: language guide, "datetime", "duration", "ipaddr"; formal model, `Ext.Datetime`, `Ext.IPAddr`.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun};

use super::rewriting::{constructed, if_else, rewritten};
use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "extension-arithmetic",
    in_words: "`offset`, `durationSince`, `toDate`, `toTime` and the tests of addresses fit together",
    source: "language guide, \"datetime\", \"duration\", \"ipaddr\"; formal model, `Ext.Datetime`, `Ext.IPAddr`",
    variants: |_| 4,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let rule = [moved_by_nothing, from_epoch, by_ranges, within_a_day][number % 4];
    let done = [
        "with times moved by nothing",
        "with datetimes counted from 1970",
        "with ranges for tests of addresses",
        "with a test around `toTime` and `toDate`",
    ];
    Some(ground.same(done[number % 4], &rewritten(ground.case, &rule)?))
}

fn epoch() -> Expr {
    constructed(ExtFun::Datetime, "1970-01-01")
}

fn call(function: ExtFun, receiver: Expr, argument: Expr) -> Expr {
    Expr::Call(function, vec![receiver, argument])
}

fn moved_by_nothing(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Call(ExtFun::Datetime | ExtFun::Offset | ExtFun::ToDate, _) => {
            Some(call(ExtFun::Offset, expr.clone(), constructed(ExtFun::Duration, "0ms")))
        }
        Expr::Call(ExtFun::Duration | ExtFun::DurationSince | ExtFun::ToTime, _) => {
            Some(call(ExtFun::DurationSince, call(ExtFun::Offset, epoch(), expr.clone()), epoch()))
        }
        _ => None,
    }
}

fn from_epoch(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Call(ExtFun::Datetime | ExtFun::Offset | ExtFun::ToDate, _) => {
            Some(call(ExtFun::Offset, epoch(), call(ExtFun::DurationSince, expr.clone(), epoch())))
        }
        _ => None,
    }
}

fn by_ranges(expr: &Expr) -> Option<Expr> {
    let Expr::Call(function, arguments) = expr else { return None };
    let [address] = arguments.as_slice() else { return None };
    let within = |range: &str| call(ExtFun::IsInRange, address.clone(), constructed(ExtFun::Ip, range));
    match function {
        ExtFun::IsIpv4 => Some(Expr::Call(ExtFun::IsIpv6, arguments.clone()).negated()),
        ExtFun::IsIpv6 => Some(Expr::Call(ExtFun::IsIpv4, arguments.clone()).negated()),
        ExtFun::IsLoopback => Some(within("127.0.0.0/8").or(within("::1/128"))),
        ExtFun::IsMulticast => Some(within("224.0.0.0/4").or(within("ff00::/8"))),
        _ => None,
    }
}

fn within_a_day(expr: &Expr) -> Option<Expr> {
    let Expr::Call(function, arguments) = expr else { return None };
    let [instant] = arguments.as_slice() else { return None };
    let duration = |text: &str| constructed(ExtFun::Duration, text);
    let test = match function {
        ExtFun::ToTime => {
            let below = expr.clone().binary(BinaryOp::Less, duration("1d"));
            below.and(duration("0ms").binary(BinaryOp::LessEq, expr.clone()))
        }
        ExtFun::ToDate => {
            let midnight = Expr::Call(ExtFun::ToTime, vec![expr.clone()]).binary(BinaryOp::Eq, duration("0ms"));
            midnight.and(expr.clone().binary(BinaryOp::LessEq, instant.clone()))
        }
        _ => return None,
    };
    Some(if_else(test, expr.clone(), Expr::string("no part of a day")))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, condition, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_whose_functions_do_not_fit_is_caught() {
        let loopback = r#"ip("127.0.0.2").isLoopback()"#;
        assert_caught(Law::ExtensionArithmetic, &condition(loopback), &replaced(loopback, "1 == 2"), &["decision"]);
        let before = r#"datetime("1969-12-31T23:00:00Z").toTime()"#;
        let written = format!(r#"{before} == duration("23h")"#);
        let negative = replaced(before, r#"duration("-1h")"#);
        assert_caught(Law::ExtensionArithmetic, &condition(&written), &negative, &["decision"]);
    }
}
