//! Literals of `datetime`: `YYYY-MM-DD`, optionally `Thh:mm:ss`, optionally `.SSS`, and then `Z` or an offset `+hhmm`.
//!
//! The date must exist, hours are below 24, minutes and seconds below 60, the offset is below a day.
//! Source: language guide, `datetime()`; formal model, `Spec/Ext/Datetime`; RFC 80.

use super::{ExtLiteral, invalid, valid};

/// Accepted literals.
pub const VALID: &[ExtLiteral] = &[
    valid("1970-01-01", "the epoch"),
    valid("2024-01-01", "a date"),
    valid("2024-01-01T00:00:00Z", "equal to its date"),
    valid("2024-01-01T00:00:00.000Z", "equal to its date, with milliseconds"),
    valid("2024-10-15T11:35:00Z", "date and time"),
    valid("2024-10-15T11:35:00.001Z", "one millisecond later"),
    valid("2024-10-15T12:35:00+0100", "the same instant, east"),
    valid("2024-10-15T10:35:00-0100", "the same instant, west"),
    valid("2024-10-15T11:35:00.123+0530", "milliseconds and an offset"),
    valid("2024-10-15T11:35:00+0000", "a zero offset"),
    valid("2024-10-15T11:35:00-0000", "a negative zero offset"),
    valid("2024-10-15T11:35:00+2359", "the greatest offset"),
    valid("2024-10-15T11:35:00-2359", "the least offset"),
    valid("1969-12-31T23:59:59.999Z", "one millisecond before the epoch"),
    valid("1970-01-01T00:00:00.001Z", "one millisecond after the epoch"),
    valid("1969-12-31", "the day before the epoch"),
    valid("1970-01-01T23:59:59.999Z", "the last millisecond of a day"),
    valid("1970-01-01T00:00:00+0001", "a minute before the epoch, by offset"),
    valid("2024-02-29", "a leap day"),
    valid("2000-02-29", "a leap day in a year divisible by 400"),
    valid("2023-02-28", "the last of February"),
    valid("2024-12-31T23:59:59Z", "the last second of a year"),
    valid("2024-04-30", "the last of a short month"),
    valid("1900-03-01", "after a February without leap day"),
    valid("0000-01-01", "the first year"),
    valid("0000-02-29", "the first year is a leap year"),
    valid("0001-01-01", "the second year"),
    valid("9999-12-31T23:59:59.999Z", "the last instant in universal time"),
    valid("9999-12-31T23:59:59.999-2359", "the last instant of all"),
    valid("0000-01-01T00:00:00+2359", "the first instant of all"),
];

/// Rejected literals.
pub const INVALID: &[ExtLiteral] = &[
    invalid("", "empty"),
    invalid("2024", "a year"),
    invalid("2024-01", "a month"),
    invalid("2024-1-01", "a month of one digit"),
    invalid("2024-01-1", "a day of one digit"),
    invalid("24-01-01", "a year of two digits"),
    invalid("12024-01-01", "a year of five digits"),
    invalid("-2024-01-01", "a negative year"),
    invalid("+2024-01-01", "a signed year"),
    invalid("2024/01/01", "slashes"),
    invalid("20240101", "no dashes"),
    invalid("2024-00-01", "month zero"),
    invalid("2024-13-01", "month thirteen"),
    invalid("2024-01-00", "day zero"),
    invalid("2024-01-32", "day 32"),
    invalid("2024-04-31", "the 31st of a short month"),
    invalid("2024-02-30", "the 30th of February"),
    invalid("2023-02-29", "a leap day in another year"),
    invalid("1900-02-29", "a leap day in a year divisible by 100"),
    invalid("2024-01-01Z", "a date with a zone"),
    invalid("2024-01-01+0100", "a date with an offset"),
    invalid("2024-01-01T", "no time"),
    invalid("2024-01-01T00:00:00", "no zone"),
    invalid("2024-01-01T00:00Z", "no seconds"),
    invalid("2024-01-01 00:00:00Z", "a blank for the T"),
    invalid("2024-01-01t00:00:00Z", "a small t"),
    invalid("2024-01-01T00:00:00z", "a small z"),
    invalid("2024-01-01T0:00:00Z", "an hour of one digit"),
    invalid("2024-01-01T24:00:00Z", "hour 24"),
    invalid("2024-01-01T23:60:00Z", "minute 60"),
    invalid("2024-12-31T23:59:60Z", "a leap second"),
    invalid("2024-01-01T00:00:61Z", "second 61"),
    invalid("2024-01-01T00:00:00.Z", "no digit behind the point"),
    invalid("2024-01-01T00:00:00.1Z", "one digit of milliseconds"),
    invalid("2024-01-01T00:00:00.12Z", "two digits of milliseconds"),
    invalid("2024-01-01T00:00:00.1234Z", "four digits of milliseconds"),
    invalid("2024-01-01T00:00:00,123Z", "a comma"),
    invalid("2024-01-01T00:00:00.123", "milliseconds, no zone"),
    invalid("2024-01-01T00:00:00+01:00", "a colon in the offset"),
    invalid("2024-01-01T00:00:00+01", "an offset without minutes"),
    invalid("2024-01-01T00:00:00+100", "an offset of three digits"),
    invalid("2024-01-01T00:00:00+01000", "an offset of five digits"),
    invalid("2024-01-01T00:00:00+2400", "an offset of a day"),
    invalid("2024-01-01T00:00:00-2400", "an offset of minus a day"),
    invalid("2024-01-01T00:00:00+0060", "an offset with minute 60"),
    invalid("2024-01-01T00:00:00Z+0000", "zone and offset"),
    invalid("2024-01-01T00:00:00 Z", "a blank before the zone"),
    invalid("2024-01-01T00:00:00−0100", "a minus sign that is not the hyphen"),
    invalid(" 2024-01-01", "a blank in front"),
    invalid("2024-01-01 ", "a blank behind"),
    invalid("2024-01-01\n", "a line break behind"),
    invalid("2024-01-0é", "a character of two bytes inside"),
    invalid("٢٠٢٤-01-01", "digits that are not ASCII"),
    invalid("2024-01-01T00:00:00.000Z ", "a blank behind the zone"),
];

#[cfg(test)]
mod tests {
    use crosscheck_reference_model::ext::Datetime;

    use super::*;

    #[test]
    fn the_tables_agree_with_the_definition() {
        for literal in VALID.iter().chain(INVALID) {
            assert_eq!(Datetime::parse(literal.text).is_some(), literal.valid, "{literal:?}");
        }
    }

    #[test]
    fn equal_instants_are_there_in_several_spellings() {
        let at = |text: &str| Datetime::parse(text);
        assert_eq!(at("2024-10-15T11:35:00Z"), at("2024-10-15T12:35:00+0100"));
        assert_eq!(at("2024-10-15T11:35:00Z"), at("2024-10-15T10:35:00-0100"));
        assert_eq!(at("2024-01-01"), at("2024-01-01T00:00:00.000Z"));
        assert!(VALID.iter().any(|literal| at(literal.text).is_some_and(|t| t.0 < 0)));
    }
}
