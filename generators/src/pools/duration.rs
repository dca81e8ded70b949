//! Literals of `duration`: an optional `-`, then days, hours, minutes, seconds and milliseconds, each at most once and
//! in that order, at least one, each a number with its unit; the sum in milliseconds within 64 bits.
//!
//! Source: language guide, `duration()`; formal model, `Spec/Ext/Datetime`; RFC 80.

use super::{ExtLiteral, invalid, valid};

/// Accepted literals.
pub const VALID: &[ExtLiteral] = &[
    valid("0ms", "zero"),
    valid("1ms", "the least positive"),
    valid("1s", "a second"),
    valid("1m", "a minute"),
    valid("1h", "an hour"),
    valid("1d", "a day"),
    valid("24h", "equal to a day"),
    valid("60m", "equal to an hour"),
    valid("1000ms", "equal to a second"),
    valid("1d2h3m4s5ms", "every unit"),
    valid("1d5ms", "units left out"),
    valid("1m1ms", "minutes and milliseconds share a letter"),
    valid("2h90m", "a part above its unit"),
    valid("-1d12h", "the sign holds for all parts"),
    valid("-1ms", "the greatest negative"),
    valid("-0s", "minus zero is zero"),
    valid("0d0h0m0s0ms", "zero in every unit"),
    valid("-0d0h0m0s0ms", "minus zero in every unit"),
    valid("007d", "leading zeros"),
    valid("999ms", "below a second"),
    valid("-1001ms", "division rounds towards zero"),
    valid("-86399999ms", "just less than a day back"),
    valid("-86400001ms", "just more than a day back"),
    valid("9223372036854775806ms", "one below the greatest"),
    valid("9223372036854775807ms", "the greatest"),
    valid("-9223372036854775807ms", "one above the least"),
    valid("-9223372036854775808ms", "the least"),
    valid("106751991167d7h12m55s807ms", "the greatest in every unit"),
    valid("-106751991167d7h12m55s808ms", "the least in every unit"),
    valid("106751991167d", "the most whole days"),
    valid("9223372036854775s", "the most whole seconds"),
];

/// Rejected literals.
pub const INVALID: &[ExtLiteral] = &[
    invalid("", "empty"),
    invalid("-", "a sign alone"),
    invalid("1", "no unit"),
    invalid("ms", "no number"),
    invalid("-d", "a sign and a unit"),
    invalid("d1", "unit before number"),
    invalid("1h1d", "out of order"),
    invalid("1ms1s", "out of order, last units"),
    invalid("1s1m", "out of order, seconds before minutes"),
    invalid("1d1d", "a unit twice"),
    invalid("1m1m", "minutes twice"),
    invalid("1ms1ms", "milliseconds twice"),
    invalid("+1d", "plus"),
    invalid("--1d", "two signs"),
    invalid("1d-1h", "a sign inside"),
    invalid("1D", "upper case"),
    invalid("1w", "an unknown unit"),
    invalid("1us", "microseconds"),
    invalid("1.5h", "a fraction"),
    invalid("1 d", "a blank inside"),
    invalid(" 1d", "a blank in front"),
    invalid("1d ", "a blank behind"),
    invalid("1d\n", "a line break behind"),
    invalid("1dd", "a unit without number behind"),
    invalid("1d2", "a number without unit behind"),
    invalid("1_0d", "an underscore"),
    invalid("0x1d", "hexadecimal"),
    invalid("1dé2s", "a character of two bytes inside"),
    invalid("1é", "a character of two bytes for a unit"),
    invalid("١d", "a digit that is not ASCII"),
    invalid("P1D", "ISO 8601"),
    invalid("9223372036854775808ms", "one above the greatest"),
    invalid("-9223372036854775809ms", "one below the least"),
    invalid("106751991167d7h12m55s808ms", "one above the greatest, in every unit"),
    invalid("-106751991167d7h12m55s809ms", "one below the least, in every unit"),
    invalid("106751991168d", "one day too many"),
    invalid("9223372036854776s", "one second too many"),
    invalid("18446744073709551616ms", "wraps to zero in 64 bits"),
    invalid("18446744073709551615d", "overflows in the multiplication"),
];

#[cfg(test)]
mod tests {
    use crosscheck_reference_model::ext::Duration;

    use super::*;

    #[test]
    fn the_tables_agree_with_the_definition() {
        for literal in VALID.iter().chain(INVALID) {
            assert_eq!(Duration::parse(literal.text).is_some(), literal.valid, "{literal:?}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_there() {
        let values: Vec<_> = VALID.iter().filter_map(|literal| Duration::parse(literal.text)).collect();
        assert!(
            [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX].iter().all(|i| values.contains(&Duration(*i)))
        );
    }
}
