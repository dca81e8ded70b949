//! Values as expressions, and a pass that makes literals of extension types plain.
//!
//! Each extension type has a ladder of literals, the plainest first. A literal comes down to a step of it, together with
//! all that are spelled alike, or alone. What is not on the ladder counts as less plain than what is, so that
//! `duration("0ms")` is simpler than `duration("7d")` although it is longer.

use crosscheck_generators::Case;
use crosscheck_reference_model::expr::{Expr, ExtFun};
use crosscheck_reference_model::ext::{Datetime, Decimal, IpNet};
use crosscheck_reference_model::value::{Ext, Prim, Value};

use super::expressions::{self, at, replaced, visit};

const DATETIME: &[&str] = &[
    "1970-01-01",
    "1970-01-02",
    "1969-12-31",
    "1970-01-01T00:00:00Z",
    "1970-01-01T00:00:00.001Z",
    "1969-12-31T23:59:59.999Z",
];
const DECIMAL: &[&str] = &["0.0", "1.0", "-1.0", "0.1", "-0.1"];
const DURATION: &[&str] = &["0ms", "1ms", "-1ms", "1d", "-1d"];
const IP: &[&str] = &["0.0.0.0", "0.0.0.1", "127.0.0.1", "224.0.0.0", "0.0.0.0/0", "::", "::1", "ff00::", "::/0"];

/// The ladder of the type whose constructor this is; empty for a method.
fn ladder(constructor: ExtFun) -> &'static [&'static str] {
    match constructor {
        ExtFun::Datetime => DATETIME,
        ExtFun::Decimal => DECIMAL,
        ExtFun::Duration => DURATION,
        ExtFun::Ip => IP,
        _ => &[],
    }
}

/// The constructor and the text of a literal of an extension type; `None` for every other expression.
pub(super) fn parts(expr: &Expr) -> Option<(ExtFun, &str)> {
    match expr {
        Expr::Call(function, arguments) if function.is_constructor() => match arguments.as_slice() {
            [Expr::Lit(Prim::String(text))] => Some((*function, text)),
            _ => None,
        },
        _ => None,
    }
}

fn literal(constructor: ExtFun, text: &str) -> Expr {
    Expr::Call(constructor, vec![Expr::string(text)])
}

/// How far the case's literals of extension types are from plain ones: the sum of their places on the ladders.
pub(super) fn distance_from_plain(case: &Case) -> usize {
    expressions::all(case).filter_map(parts).map(|(function, text)| place(function, text)).sum()
}

fn place(constructor: ExtFun, text: &str) -> usize {
    let ladder = ladder(constructor);
    ladder.iter().position(|step| *step == text).unwrap_or(ladder.len())
}

pub(super) fn sites(case: &Case) -> usize {
    expressions::sites(case)
}

/// The literal at `site`, if there is one of an extension type there, becomes a plainer one: with all that are spelled
/// alike, for what compares them may need them equal; or else alone.
pub(super) fn plainer(case: &Case, site: usize, number: usize) -> Option<Case> {
    let (constructor, text) = parts(at(case, site)?)?;
    let step = ladder(constructor)[..place(constructor, text)].get(number / 2)?;
    let (old, new) = (literal(constructor, text), literal(constructor, step));
    if number % 2 == 1 {
        return replaced(case, site, new);
    }
    let mut case = case.clone();
    visit(&mut case, &mut |expr| {
        if *expr == old {
            expr.clone_from(&new);
        }
    });
    Some(case)
}

/// An expression that has this value wherever it stands.
pub fn of_value(value: &Value) -> Expr {
    match value {
        Value::Prim(prim) => Expr::Lit(prim.clone()),
        Value::Set(elements) => Expr::Set(elements.iter().map(of_value).collect()),
        Value::Record(fields) => {
            Expr::Record(fields.iter().map(|(key, value)| (key.clone(), of_value(value))).collect())
        }
        Value::Ext(Ext::Decimal(decimal)) => literal(ExtFun::Decimal, &decimal_text(*decimal)),
        Value::Ext(Ext::Duration(duration)) => literal(ExtFun::Duration, &format!("{}ms", duration.0)),
        Value::Ext(Ext::Ip(ip)) => literal(ExtFun::Ip, &ip_text(*ip)),
        Value::Ext(Ext::Datetime(datetime)) => match datetime_text(*datetime) {
            Some(text) => literal(ExtFun::Datetime, &text),
            // Sums may lie beyond the years that literals have.
            None => {
                let since = literal(ExtFun::Duration, &format!("{}ms", datetime.0));
                Expr::Call(ExtFun::Offset, vec![literal(ExtFun::Datetime, DATETIME[0]), since])
            }
        },
    }
}

fn decimal_text(Decimal(scaled): Decimal) -> String {
    let (whole, fraction) = (scaled.unsigned_abs() / 10_000, scaled.unsigned_abs() % 10_000);
    let sign = if scaled < 0 { "-" } else { "" };
    let digits = format!("{fraction:04}");
    let digits = digits.trim_end_matches('0');
    format!("{sign}{whole}.{}", if digits.is_empty() { "0" } else { digits })
}

fn ip_text(ip: IpNet) -> String {
    match ip {
        IpNet::V4 { address, prefix } => {
            let [a, b, c, d] = address.to_be_bytes();
            format!("{a}.{b}.{c}.{d}{}", if prefix == 32 { String::new() } else { format!("/{prefix}") })
        }
        IpNet::V6 { address, prefix } => {
            let prefix = if prefix == 128 { String::new() } else { format!("/{prefix}") };
            if address <= 0xffff {
                let group = if address == 0 { String::new() } else { format!("{address:x}") };
                return format!("::{group}{prefix}");
            }
            // All eight groups: never an embedded IPv4 address, which Cedar does not take.
            let groups: Vec<String> = (0..8).rev().map(|at| format!("{:x}", (address >> (16 * at)) & 0xffff)).collect();
            format!("{}{prefix}", groups.join(":"))
        }
    }
}

/// The shortest spelling in universal time; `None` before the year 0 and after 9999.
fn datetime_text(Datetime(milliseconds): Datetime) -> Option<String> {
    const DAY: i64 = 86_400_000;
    let (days, time) = (milliseconds.div_euclid(DAY), milliseconds.rem_euclid(DAY));
    // Counted from a first of March in a year divisible by 400, so that a leap day is the last day of its year.
    let since = days.checked_add(719_468)?;
    let (era, of_era) = (since.div_euclid(146_097), since.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    if !(0..=9999).contains(&year) {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    let (seconds, rest) = (time / 1_000, time % 1_000);
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    Some(match (time, rest) {
        (0, _) => date,
        (_, 0) => format!("{date}T{clock}Z"),
        _ => format!("{date}T{clock}.{rest:03}Z"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crosscheck_reference_model::entities::Entities;
    use crosscheck_reference_model::evaluate::evaluate;
    use crosscheck_reference_model::ext::Duration;
    use crosscheck_reference_model::name::{EntityUid, Name};
    use crosscheck_reference_model::observe::NoObserver;
    use crosscheck_reference_model::request::{Request, RequestSyntax};

    fn value_of(expr: &Expr) -> Value {
        let uid = || EntityUid::new(Name::unqualified("A"), "a");
        let context = std::collections::BTreeMap::new();
        let syntax = RequestSyntax { principal: uid(), action: uid(), resource: uid(), context };
        let request = Request::from_syntax(&syntax).expect("a request");
        let entities = Entities::from_listed(&[]).expect("entities");
        evaluate(expr, &request, &entities, &mut NoObserver).unwrap_or_else(|error| panic!("{expr:?}: {error:?}"))
    }

    #[test]
    fn a_value_is_the_value_of_its_expression() {
        let numbers = [0, 1, -1, 9_999, -10_000, 86_399_999, 951_782_400_000, 1_709_164_800_000, i64::MIN, i64::MAX];
        let addresses = [0_u128, 1, 0xffff, 0xffff_7f00_0001, u128::MAX];
        let mut values = Vec::new();
        for number in numbers {
            values.push(Ext::Decimal(Decimal(number)));
            values.push(Ext::Duration(Duration(number)));
            values.push(Ext::Datetime(Datetime(number)));
        }
        for address in addresses {
            for prefix in [0, 7, 32] {
                values.push(Ext::Ip(IpNet::V4 { address: address as u32, prefix }));
                values.push(Ext::Ip(IpNet::V6 { address, prefix: prefix * 4 }));
            }
        }
        for value in values.into_iter().map(Value::Ext) {
            assert_eq!(value_of(&of_value(&value)), value);
        }
    }

    #[test]
    fn values_are_spelled_shortly() {
        let check = |value: Ext, expected: &str| {
            let expr = of_value(&Value::Ext(value));
            assert_eq!(parts(&expr).map(|(_, text)| text.to_owned()).as_deref(), Some(expected), "{value:?}");
        };
        check(Ext::Decimal(Decimal(-1)), "-0.0001");
        check(Ext::Decimal(Decimal(15_000)), "1.5");
        check(Ext::Datetime(Datetime(0)), "1970-01-01");
        check(Ext::Datetime(Datetime(-1)), "1969-12-31T23:59:59.999Z");
        check(Ext::Datetime(Datetime(1_709_164_800_000)), "2024-02-29");
        check(Ext::Datetime(Datetime(1_709_164_801_000)), "2024-02-29T00:00:01Z");
        check(Ext::Ip(IpNet::V4 { address: 0x0a00_0000, prefix: 8 }), "10.0.0.0/8");
        check(Ext::Ip(IpNet::V6 { address: 1, prefix: 128 }), "::1");
    }

    #[test]
    fn ladders_hold_literals_and_the_plainest_is_first() {
        for constructor in [ExtFun::Datetime, ExtFun::Decimal, ExtFun::Duration, ExtFun::Ip] {
            for (index, step) in ladder(constructor).iter().enumerate() {
                value_of(&literal(constructor, step));
                assert_eq!(place(constructor, step), index);
            }
        }
        assert_eq!(place(ExtFun::Duration, "7d"), DURATION.len());
    }
}
