//! Literals of `decimal`: an optional `-`, digits, a point, one to four digits, within 64 bits of ten-thousandths.
//!
//! Source: language guide, `decimal()`; formal model, `Spec/Ext/Decimal`.

use super::{ExtLiteral, invalid, valid};

/// Accepted literals.
pub const VALID: &[ExtLiteral] = &[
    valid("0.0", "zero"),
    valid("1.0", "one"),
    valid("1.5", "one digit"),
    valid("12.34", "two digits"),
    valid("0.123", "three digits"),
    valid("0.1234", "four digits"),
    valid("1.0000", "equal to 1.0"),
    valid("1.5000", "equal to 1.5"),
    valid("-0.0", "minus zero is zero"),
    valid("-1.0", "negative"),
    valid("-0.5", "the sign of a number whose integer part is zero"),
    valid("-0.0001", "the greatest negative"),
    valid("0.0001", "the least positive"),
    valid("00.10", "leading zeros"),
    valid("-007.25", "sign and leading zeros"),
    valid("000000000000000000000000001.5", "more leading zeros than an integer has digits"),
    valid("99.9999", "below a hundred"),
    valid("922337203685477.5806", "one below the greatest"),
    valid("922337203685477.5807", "the greatest"),
    valid("922337203685477.0", "the greatest integer part"),
    valid("-922337203685477.5807", "one above the least"),
    valid("-922337203685477.5808", "the least"),
    valid("0.0000", "zero, all digits"),
    valid("-0.0000", "minus zero, all digits"),
    valid("0.9999", "the greatest below one"),
    valid("1.0001", "the least above one"),
    valid("-0.9999", "the least above minus one"),
    valid("-1.0001", "the greatest below minus one"),
    valid("9.9", "below ten"),
    valid("10.0", "ten"),
    valid("922337203685477.58", "near the greatest, two digits"),
    valid("-922337203685477.58", "near the least, two digits"),
    valid("922337203685476.9999", "below the greatest integer part"),
    valid("0000922337203685477.5807", "the greatest, with leading zeros"),
];

/// Rejected literals.
pub const INVALID: &[ExtLiteral] = &[
    invalid("", "empty"),
    invalid("1", "no point"),
    invalid("1.", "nothing behind the point"),
    invalid(".1", "nothing before the point"),
    invalid(".", "a point alone"),
    invalid("-", "a sign alone"),
    invalid("-.5", "a sign is no integer part"),
    invalid("-.", "a sign and a point"),
    invalid("+1.0", "plus"),
    invalid("--1.0", "two signs"),
    invalid("1.-5", "a sign behind the point"),
    invalid("- 1.0", "a blank behind the sign"),
    invalid("0.00000", "five digits, all zero"),
    invalid("0.12345", "five digits"),
    invalid("1.0.0", "two points"),
    invalid("1,0", "a comma"),
    invalid("1_0.5", "an underscore"),
    invalid("1.5_0", "an underscore behind the point"),
    invalid(" 1.0", "a blank in front"),
    invalid("1.0 ", "a blank behind"),
    invalid("1.0\n", "a line break behind"),
    invalid("1e3", "an exponent"),
    invalid("1.0e1", "an exponent behind a fraction"),
    invalid("0x1.0", "hexadecimal"),
    invalid("1.0f", "a suffix"),
    invalid("NaN", "no number"),
    invalid("١.٠", "digits that are not ASCII"),
    invalid("1.٥", "a digit behind the point that is not ASCII"),
    invalid("−1.0", "a minus sign that is not the hyphen"),
    invalid("922337203685477.5808", "one above the greatest"),
    invalid("-922337203685477.5809", "one below the least"),
    invalid("922337203685478.0", "integer part above the greatest"),
    invalid("-922337203685478.0", "integer part below the least"),
    invalid("9223372036854775807.0", "the greatest 64-bit integer as integer part"),
    invalid("18446744073709551616.0", "wraps to zero in 64 bits"),
    invalid(".0", "zero, nothing before the point"),
    invalid("-0.", "minus zero, nothing behind the point"),
    invalid("0..1", "two points together"),
    invalid("1.0.", "a point behind"),
    invalid("1.+5", "plus behind the point"),
    invalid("1. 5", "a blank behind the point"),
    invalid("1 .5", "a blank before the point"),
    invalid("1.0-", "a sign behind"),
    invalid("1.00000", "one, with five digits"),
    invalid("1.50000", "five digits, of which four are zero"),
    invalid("922337203685477.58070", "the greatest, with five digits"),
    invalid("-922337203685477.58080", "the least, with five digits"),
    invalid("922337203685477.581", "above the greatest, three digits"),
    invalid("-922337203685477.6", "below the least, one digit"),
    invalid("-9223372036854775808.0", "the least 64-bit integer as integer part"),
    invalid("99999999999999999999999999999999999999999.0", "wider than 128 bits"),
    invalid("1'000.0", "a separator of thousands"),
    invalid("1 000.0", "a blank between thousands"),
    invalid("Infinity", "a word"),
    invalid("1.0\0", "a zero character behind"),
    invalid("\t1.0", "a tab in front"),
    invalid("\u{ff11}.0", "a digit of full width"),
    invalid("1\u{ff0e}0", "a point of full width"),
];

#[cfg(test)]
mod tests {
    use crosscheck_reference_model::ext::Decimal;

    use super::*;

    #[test]
    fn the_tables_agree_with_the_definition() {
        for literal in VALID.iter().chain(INVALID) {
            assert_eq!(Decimal::parse(literal.text).is_some(), literal.valid, "{literal:?}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_there() {
        let values: Vec<_> = VALID.iter().filter_map(|literal| Decimal::parse(literal.text)).collect();
        assert!(
            [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX].iter().all(|i| values.contains(&Decimal(*i)))
        );
    }

    /// Ten-thousandths, counted by hand.
    #[test]
    fn literals_mean_what_the_guide_says() {
        for (text, expected) in [
            ("-0.5", -5_000),
            ("-0.0001", -1),
            ("-0.0", 0),
            ("1.5", 15_000),
            ("1.5000", 15_000),
            ("0.123", 1_230),
            ("-007.25", -72_500),
            ("99.9999", 999_999),
            ("-1.0001", -10_001),
            ("922337203685477.58", i64::MAX - 7),
            ("-922337203685477.58", i64::MIN + 8),
            ("922337203685476.9999", 9_223_372_036_854_769_999),
        ] {
            assert_eq!(Decimal::parse(text), Some(Decimal(expected)), "{text}");
            assert!(VALID.iter().any(|literal| literal.text == text), "{text}");
        }
    }
}
