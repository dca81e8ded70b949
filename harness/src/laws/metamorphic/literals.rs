//! The law *literals*: what the text of an extension literal says is what its value is.
//!
//! Transformation, one variant each: another text of the same value (zeros that change nothing, a prefix length that is
//! the whole address, midnight written out, a duration in milliseconds, an offset taken off by `offset`); or a test around
//! the literal of what its text shows: a decimal or duration is below zero exactly if it has a minus and a digit that is
//! not zero, an address is of version 6 exactly if it has a colon, a datetime without offset is before 1970 exactly if its
//! year is. If the test failed, the value would be a string. Relation: the same answers.
//!
//! Both sides of a comparison have had the sign of decimals between -1 and 0 wrong at once; this law is about such texts.
//! Literals that are not well-formed are left alone.
//!
//! Source: language guide, "decimal", "ipaddr", "datetime", "duration"; formal model, `Ext`.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun};
use crosscheck_reference_model::ext::{Datetime, Decimal, Duration, IpNet};
use crosscheck_reference_model::value::Prim;

use super::rewriting::{constructed, if_else, rewritten};
use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "literals",
    in_words: "an extension literal has the value that its text shows: its sign, its version, its year, in any spelling",
    source: "language guide, \"decimal\", \"ipaddr\", \"datetime\", \"duration\"; formal model, `Ext`",
    variants: |_| 2,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let (done, rule): (_, fn(&ExtFun, &str) -> Option<Expr>) = if number == 0 {
        ("with other texts of extension literals", respelled)
    } else {
        ("with a test of what each extension literal shows", tested)
    };
    let of_literal = |expr: &Expr| match expr {
        Expr::Call(function, arguments) => match arguments.as_slice() {
            [Expr::Lit(Prim::String(text))] if is_well_formed(*function, text) => rule(function, text),
            _ => None,
        },
        _ => None,
    };
    Some(ground.same(done, &rewritten(ground.case, &of_literal)?))
}

fn is_well_formed(function: ExtFun, text: &str) -> bool {
    match function {
        ExtFun::Decimal => Decimal::parse(text).is_some(),
        ExtFun::Ip => IpNet::parse(text).is_some(),
        ExtFun::Datetime => Datetime::parse(text).is_some(),
        ExtFun::Duration => Duration::parse(text).is_some(),
        _ => false,
    }
}

fn respelled(function: &ExtFun, text: &str) -> Option<Expr> {
    match function {
        ExtFun::Decimal => {
            let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
            let (integer, fraction) = digits.split_once('.')?;
            Some(constructed(*function, &format!("{sign}00{integer}.{fraction:0<4}")))
        }
        ExtFun::Ip if text.contains('/') => None,
        ExtFun::Ip if text.contains(':') => Some(constructed(*function, &format!("{}/128", text.to_uppercase()))),
        ExtFun::Ip => Some(constructed(*function, &format!("{text}/32"))),
        ExtFun::Duration => Some(constructed(*function, &format!("{}ms", milliseconds(text)?))),
        ExtFun::Datetime => datetime_respelled(text),
        _ => None,
    }
}

/// Midnight written out; `.000` for no milliseconds; `+0000` for `Z`; another offset taken off.
fn datetime_respelled(text: &str) -> Option<Expr> {
    let at = |text: &str| constructed(ExtFun::Datetime, text);
    let Some((date, time)) = text.split_once('T') else { return Some(at(&format!("{text}T00:00:00Z"))) };
    if let Some(time) = time.strip_suffix('Z') {
        let milliseconds = if time.contains('.') { "" } else { ".000" };
        return Some(at(&format!("{date}T{time}{milliseconds}+0000")));
    }
    let sign = time.rfind(['+', '-'])?;
    let (time, offset) = time.split_at(sign);
    let (sign, hours, minutes) = (offset.get(..1)?, offset.get(1..3)?, offset.get(3..5)?);
    let back = if sign == "+" { "-" } else { "" };
    let by = constructed(ExtFun::Duration, &format!("{back}{hours}h{minutes}m"));
    Some(Expr::Call(ExtFun::Offset, vec![at(&format!("{date}T{time}Z")), by]))
}

/// The milliseconds of a duration's text, added up here.
fn milliseconds(text: &str) -> Option<i128> {
    let (negative, mut rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut sum = 0_i128;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, behind) = rest.split_at(digits);
        let unit = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(unit);
        let length = match unit {
            "d" => 86_400_000,
            "h" => 3_600_000,
            "m" => 60_000,
            "s" => 1000,
            "ms" => 1,
            _ => return None,
        };
        sum += number.parse::<i128>().ok()?.checked_mul(length)?;
        rest = behind;
    }
    Some(if negative { -sum } else { sum })
}

fn tested(function: &ExtFun, text: &str) -> Option<Expr> {
    let literal = || constructed(*function, text);
    let below_zero = text.starts_with('-') && text.contains(|c: char| ('1'..='9').contains(&c));
    let (test, shown) = match function {
        ExtFun::Decimal => {
            (Expr::Call(ExtFun::LessThan, vec![literal(), constructed(ExtFun::Decimal, "0.0")]), below_zero)
        }
        ExtFun::Duration => (literal().binary(BinaryOp::Less, constructed(ExtFun::Duration, "0ms")), below_zero),
        ExtFun::Ip => (Expr::Call(ExtFun::IsIpv6, vec![literal()]), text.contains(':')),
        // Only without an offset is the year that of the instant.
        ExtFun::Datetime if text.ends_with('Z') || !text.contains('T') => {
            let epoch = constructed(ExtFun::Datetime, "1970-01-01");
            (literal().binary(BinaryOp::Less, epoch), text.get(..4)? < "1970")
        }
        _ => return None,
    };
    Some(if_else(test.binary(BinaryOp::Eq, Expr::bool(shown)), literal(), Expr::string("not as its text shows")))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, condition, replaced};
    use super::*;
    use crate::laws::Law;

    #[test]
    fn a_subject_that_loses_the_sign_of_a_small_decimal_is_caught() {
        let written = r#"decimal("-0.5").lessThanOrEqual(decimal("0.5"))"#;
        let lost = |text: &crosscheck_generators::CaseText| {
            let mut text = text.clone();
            text.policies = text.policies.replace("\"-0.", "\"0.").replace("\"-000.", "\"000.");
            text
        };
        assert_caught(Law::Literals, &condition(written), &lost, &["decision"]);
    }

    #[test]
    fn a_subject_with_minutes_of_another_length_is_caught() {
        let written = r#"duration("1h30m") == duration("5400000ms")"#;
        let long = replaced("1h30m", "1h31m");
        assert_caught(Law::Literals, &condition(written), &long, &["decision"]);
    }

    #[test]
    fn other_texts_have_the_same_value() {
        for (function, text) in [
            (ExtFun::Decimal, "-0.5"),
            (ExtFun::Decimal, "7.1234"),
            (ExtFun::Ip, "10.0.0.1"),
            (ExtFun::Ip, "::ab"),
            (ExtFun::Duration, "-1d2h3m4s5ms"),
            (ExtFun::Duration, "-106751991167d7h12m55s808ms"),
            (ExtFun::Datetime, "2024-02-29"),
            (ExtFun::Datetime, "2024-02-29T01:02:03Z"),
            (ExtFun::Datetime, "2024-02-29T01:02:03.004-0130"),
        ] {
            let other = respelled(&function, text).expect(text);
            assert_ne!(other, constructed(function, text));
            let same = crosscheck_reference_model::restricted::value(&other);
            assert_eq!(same, crosscheck_reference_model::restricted::value(&constructed(function, text)), "{text}");
        }
    }
}
