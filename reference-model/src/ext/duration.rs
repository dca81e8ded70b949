//! `duration`: a length of time.
//!
//! A literal is an optional `-` and then quantities with units, `1d2h3m4s5ms`: each unit at most once, from the largest
//! to the smallest, at least one. A quantity is one or more digits. The sign belongs to all of them. The sum must fit
//! into 64 bits of milliseconds; since every part has the same sign, a part that does not fit makes a sum that does not.
//! Conversions to larger units cut towards zero.
//!
//! Source: language guide, data types, `duration`; formal model, `Ext.Datetime.Duration`; RFC 80.

/// A length of time in milliseconds; may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(pub i64);

/// The units with their milliseconds, in the order in which a literal may use them.
const UNITS: [(&str, i128); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

impl Duration {
    /// Reads a literal; `None` if it is malformed or out of range.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        if rest.is_empty() {
            return None;
        }
        let mut total: i128 = 0;
        let mut units = UNITS.iter();
        while !rest.is_empty() {
            let quantity;
            let unit;
            (quantity, rest) = split_where(rest, |c| !c.is_ascii_digit());
            (unit, rest) = split_where(rest, |c| c.is_ascii_digit());
            // Only the units after the last one used are left in the iterator, which keeps their order and count.
            let (_, milliseconds) = units.find(|(name, _)| *name == unit)?;
            total = total.checked_add(natural(quantity)?.checked_mul(*milliseconds)?)?;
        }
        i64::try_from(sign * total).ok().map(Self)
    }

    /// The whole milliseconds in it.
    pub fn to_milliseconds(self) -> i64 {
        self.0
    }

    /// The whole seconds in it.
    pub fn to_seconds(self) -> i64 {
        self.0 / 1_000
    }

    /// The whole minutes in it.
    pub fn to_minutes(self) -> i64 {
        self.0 / 60_000
    }

    /// The whole hours in it.
    pub fn to_hours(self) -> i64 {
        self.0 / 3_600_000
    }

    /// The whole days in it.
    pub fn to_days(self) -> i64 {
        self.0 / 86_400_000
    }
}

/// Splits before the first character that fulfils `stop`, or at the end.
fn split_where(text: &str, stop: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(stop).unwrap_or(text.len()))
}

/// The number that one or more digits denote; `None` if there are none or the number is beyond 64 bits by far.
fn natural(digits: &str) -> Option<i128> {
    if digits.is_empty() {
        return None;
    }
    let mut number: i128 = 0;
    for c in digits.chars() {
        number = number * 10 + i128::from(c.to_digit(10)?);
        if number > i128::from(u64::MAX) {
            return None;
        }
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals() {
        let table: [(&str, Option<i64>); 53] = [
            ("0ms", Some(0)),
            ("-0ms", Some(0)),
            ("1ms", Some(1)),
            ("1s", Some(1_000)),
            ("1m", Some(60_000)),
            ("1h", Some(3_600_000)),
            ("1d", Some(86_400_000)),
            ("1d2h3m4s5ms", Some(93_784_005)),
            ("-1d2h3m4s5ms", Some(-93_784_005)),
            ("1d5ms", Some(86_400_005)),
            ("2h30s", Some(7_230_000)),
            ("1m1ms", Some(60_001)),
            ("36h", Some(129_600_000)),
            ("0d0h0m0s0ms", Some(0)),
            ("00000000000000000000000000000000000000000000000007s", Some(7_000)),
            ("9223372036854775807ms", Some(i64::MAX)),
            ("9223372036854775808ms", None),
            ("-9223372036854775808ms", Some(i64::MIN)),
            ("-9223372036854775809ms", None),
            ("9223372036854775s807ms", Some(i64::MAX)),
            ("9223372036854775s808ms", None),
            ("-9223372036854775s808ms", Some(i64::MIN)),
            ("-9223372036854775s809ms", None),
            ("106751991167d7h12m55s807ms", Some(i64::MAX)),
            ("106751991167d7h12m55s808ms", None),
            ("-106751991167d7h12m55s808ms", Some(i64::MIN)),
            ("106751991168d", None),
            ("9223372036854775807d", None),
            ("18446744073709551616ms", None),
            ("99999999999999999999999999999999999999999999999999ms", None),
            ("", None),
            ("-", None),
            ("d", None),
            ("ms", None),
            ("1", None),
            ("1d2", None),
            ("1x", None),
            ("1ms1s", None),
            ("1s1m", None),
            ("1h1d", None),
            ("1d1d", None),
            ("1ms2ms", None),
            ("--1d", None),
            ("+1d", None),
            ("1d-2h", None),
            ("- 1d", None),
            ("1d 2h", None),
            (" 1d", None),
            ("1d ", None),
            ("1.5d", None),
            ("1_0s", None),
            ("1d\u{e9}2s", None),
            ("\u{661}s", None),
        ];
        for (text, expected) in table {
            assert_eq!(Duration::parse(text), expected.map(Duration), "duration({text:?})");
        }
    }

    #[test]
    fn conversions_cut_towards_zero() {
        let check = |ms: i64, expected: [i64; 5]| {
            let d = Duration(ms);
            let all = [d.to_milliseconds(), d.to_seconds(), d.to_minutes(), d.to_hours(), d.to_days()];
            assert_eq!(all, expected, "{ms} ms");
        };
        check(0, [0, 0, 0, 0, 0]);
        check(999, [999, 0, 0, 0, 0]);
        check(-999, [-999, 0, 0, 0, 0]);
        check(-1_000, [-1_000, -1, 0, 0, 0]);
        check(86_399_999, [86_399_999, 86_399, 1_439, 23, 0]);
        check(86_400_000, [86_400_000, 86_400, 1_440, 24, 1]);
        check(-86_400_001, [-86_400_001, -86_400, -1_440, -24, -1]);
        check(i64::MAX, [i64::MAX, 9_223_372_036_854_775, 153_722_867_280_912, 2_562_047_788_015, 106_751_991_167]);
        check(i64::MIN, [i64::MIN, -9_223_372_036_854_775, -153_722_867_280_912, -2_562_047_788_015, -106_751_991_167]);
    }
}
