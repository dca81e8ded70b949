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
    valid("2023-01-31", "the last of a long month"),
    valid("2023-06-30", "the last of June"),
    valid("2023-09-30", "the last of September"),
    valid("2023-11-30", "the last of November"),
    valid("2023-12-31", "the last of a year"),
    valid("2100-02-28", "the last of February in a year divisible by 100"),
    valid("2400-02-29", "a leap day in another year divisible by 400"),
    valid("0004-02-29", "the second leap year"),
    valid("9996-02-29", "the last leap year"),
    valid("1582-10-10", "a day that some calendars left out"),
    valid("9999-12-31", "the last day"),
    valid("2024-01-01T23:00:00-0100", "the next midnight, west"),
    valid("2024-01-01T01:00:00+0100", "midnight, east"),
    valid("2024-01-01T00:00:00+0059", "an offset of less than an hour"),
    valid("2024-01-01T00:00:00-0059", "a negative offset of less than an hour"),
    valid("1970-01-01T00:00:00-0001", "a minute after the epoch, by offset"),
    valid("2024-10-15T11:35:00.999Z", "the last millisecond of a second"),
    valid("2024-10-15T11:59:59Z", "the last second of an hour"),
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
    invalid("2100-02-29", "a leap day in the next year divisible by 100"),
    invalid("0100-02-29", "a leap day in the year 100"),
    invalid("2023-06-31", "the 31st of June"),
    invalid("2023-09-31", "the 31st of September"),
    invalid("2023-11-31", "the 31st of November"),
    invalid("2023-02-31", "the 31st of February"),
    invalid("2024-1-1", "month and day of one digit"),
    invalid("2024-001", "a day of the year"),
    invalid("2024-W01-1", "a day of a week"),
    invalid("10000-01-01", "the year after the last"),
    invalid("2024-01-01T23:59:60.000Z", "a leap second with milliseconds"),
    invalid("2024-01-01T23:59:60+0000", "a leap second with an offset"),
    invalid("2024-01-01T24:00:00.000Z", "hour 24 with milliseconds"),
    invalid("2024-01-01T99:00:00Z", "hour 99"),
    invalid("2024-01-01T00:60:00+0100", "minute 60 with an offset"),
    invalid("2024-01-01T00:0:00Z", "a minute of one digit"),
    invalid("2024-01-01T00:00:0Z", "a second of one digit"),
    invalid("2024-01-01T000000Z", "no colons"),
    invalid("2024-01-01TT00:00:00Z", "two Ts"),
    invalid("2024-01-01T-1:00:00Z", "a negative hour"),
    invalid("2024-01-01T+1:00:00Z", "a sign in the hour"),
    invalid("2024-01-01T00:00:00.0000Z", "four digits of milliseconds, all zero"),
    invalid("2024-01-01T00:00:00.-01Z", "a sign in the milliseconds"),
    invalid("2024-01-01T00:00:00+9999", "an offset far beyond a day"),
    invalid("2024-01-01T00:00:00+1260", "an offset with minute 60 behind twelve hours"),
    invalid("2024-01-01T00:00:00-0060", "a negative offset with minute 60"),
    invalid("2024-01-01T00:00:00+-100", "two signs in the offset"),
    invalid("2024-01-01T00:00:00+ 100", "a blank in the offset"),
    invalid("2024-01-01T00:00:000100", "no sign before the offset"),
    invalid("2024-01-01T00:00:00GMT", "a zone by name"),
    invalid("2024-01-01T00:00:00+0100Z", "offset and zone"),
    invalid("2024-01-01T00:00:00Z\n", "a line break behind the zone"),
    invalid("2024-01-01\0", "a zero character behind"),
    invalid("\u{ff12}024-01-01", "a digit of full width"),
    invalid("2024\u{2010}01\u{2010}01", "hyphens that are not ASCII"),
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

    /// Milliseconds since the epoch, counted by hand.
    #[test]
    fn literals_mean_what_the_guide_says() {
        const DAY: i64 = 86_400_000;
        for (text, expected) in [
            ("1970-01-01", 0),
            ("1969-12-31", -DAY),
            ("1970-01-01T00:00:00+0001", -60_000),
            ("1970-01-01T00:00:00-0001", 60_000),
            ("1969-12-31T23:59:59.999Z", -1),
            // Thirty years, seven of them leap years, and the days of January and February.
            ("2000-02-29", (30 * 365 + 7 + 59) * DAY),
            // 1970 years, of which the year 0 and 477 after it are leap years.
            ("0000-01-01", -(1970 * 365 + 478) * DAY),
            ("0000-01-01T00:00:00+2359", -(1970 * 365 + 478) * DAY - DAY + 60_000),
            ("2024-10-15T11:35:00.123+0530", 1_728_972_300_123),
        ] {
            assert_eq!(Datetime::parse(text), Some(Datetime(expected)), "{text}");
            assert!(VALID.iter().any(|literal| literal.text == text), "{text}");
        }
    }
}
