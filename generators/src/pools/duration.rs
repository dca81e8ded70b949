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
    valid("59s", "below a minute"),
    valid("60s", "equal to a minute"),
    valid("86400s", "equal to a day"),
    valid("86400000ms", "equal to a day in milliseconds"),
    valid("23h59m59s999ms", "just less than a day"),
    valid("1d1ms", "just more than a day"),
    valid("1h1s", "hours and seconds"),
    valid("-999ms", "less than a second back"),
    valid("-1s", "a second back"),
    valid("-106751991167d", "the most whole days back"),
    valid("2562047788015h", "the most whole hours"),
    valid("153722867280912m", "the most whole minutes"),
    valid("-9223372036854775s", "the most whole seconds back"),
    valid("-2562047788015h12m55s808ms", "the least in hours"),
    valid("00000000000000000000000000000000000000001ms", "more leading zeros than any number has digits"),
    valid("4294967296ms", "one above 32 bits"),
    valid("2147483648ms", "one above 31 bits"),
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
    invalid("0", "zero without a unit"),
    invalid("-0", "minus zero without a unit"),
    invalid("1m1h", "minutes before hours"),
    invalid("1s1h", "seconds before hours"),
    invalid("1ms1m", "milliseconds before minutes"),
    invalid("1ms1d", "milliseconds before days"),
    invalid("1h1h", "hours twice"),
    invalid("1s1s", "seconds twice"),
    invalid("1d0d", "days twice, the second zero"),
    invalid("1dm", "a unit behind a unit"),
    invalid("dhms", "units alone"),
    invalid("1d 2h", "a blank between parts"),
    invalid("1d,2h", "a comma between parts"),
    invalid("1d+2h", "a sum"),
    invalid("-1d-2h", "a sign before each part"),
    invalid("1d-", "a sign behind"),
    invalid("1-d", "a sign between number and unit"),
    invalid("1H", "hours in upper case"),
    invalid("1S", "seconds in upper case"),
    invalid("1M", "minutes in upper case"),
    invalid("1MS", "milliseconds in upper case"),
    invalid("1Ms", "milliseconds, half in upper case"),
    invalid("1ns", "nanoseconds"),
    invalid("1\u{b5}s", "microseconds with their sign"),
    invalid("1y", "years"),
    invalid("1.0s", "a fraction that is zero"),
    invalid("1e3ms", "an exponent"),
    invalid("1:00", "a clock"),
    invalid("1d\0", "a zero character behind"),
    invalid("\u{2212}1d", "a minus sign that is not the hyphen"),
    invalid("\u{ff11}d", "a digit of full width"),
    invalid("2562047788016h", "one hour too many"),
    invalid("153722867280913m", "one minute too many"),
    invalid("106751991167d7h12m56s", "one second above the greatest, rounded up"),
    invalid("-106751991168d", "one day too many back"),
    invalid("-2562047788016h", "one hour too many back"),
    invalid("-153722867280913m", "one minute too many back"),
    invalid("-9223372036854776s", "one second too many back"),
    invalid("9223372036854775807ms1d", "the greatest and then more, out of order"),
    invalid("1d9223372036854775807ms", "a day above the greatest"),
    invalid("213503982334601d7h12m55s616ms", "wraps to zero in 64 bits, in every unit"),
    invalid("99999999999999999999999999999999999999999ms", "wider than 128 bits"),
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

    /// Milliseconds, counted by hand.
    #[test]
    fn literals_mean_what_the_guide_says() {
        for (text, expected) in [
            ("1d2h3m4s5ms", 93_784_005),
            ("1d5ms", 86_400_005),
            ("1m1ms", 60_001),
            ("2h90m", 12_600_000),
            ("-1d12h", -129_600_000),
            ("-0s", 0),
            ("007d", 604_800_000),
            ("23h59m59s999ms", 86_399_999),
            ("-1s", -1_000),
            ("2562047788015h", 9_223_372_036_854_000_000),
            ("4294967296ms", 1 << 32),
        ] {
            assert_eq!(Duration::parse(text), Some(Duration(expected)), "{text}");
            assert!(VALID.iter().any(|literal| literal.text == text), "{text}");
        }
    }
}
