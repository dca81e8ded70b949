//! `decimal`: a signed number with up to four digits after the point, in the range of 64 bits of ten-thousandths.
//!
//! A literal is an optional `-`, one or more digits, a `.`, and one to four digits; nothing else, so no `+`, no blank,
//! no `_`, no exponent. Its value must lie between -922337203685477.5808 and 922337203685477.5807. The sign belongs to
//! the whole number: `-0.5` is below zero although its integer part is not.
//!
//! Source: language guide, data types, `decimal`; formal model, `Ext.Decimal`.

/// A decimal, in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(pub i64);

/// How many digits may stand after the point.
const FRACTION_DIGITS: usize = 4;

impl Decimal {
    /// Reads a literal; `None` if it is malformed or out of range.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (integer, fraction) = digits.split_once('.')?;
        if integer.is_empty() || fraction.is_empty() || fraction.len() > FRACTION_DIGITS {
            return None;
        }
        // All digits with the fraction filled up to four are the number in ten-thousandths. 128 bits leave room to
        // find out afterwards whether the signed number fits into 64.
        let filler = std::iter::repeat_n('0', FRACTION_DIGITS - fraction.len());
        let mut magnitude: i128 = 0;
        for c in integer.chars().chain(fraction.chars()).chain(filler) {
            let digit = c.to_digit(10)?;
            magnitude = magnitude.checked_mul(10)?.checked_add(i128::from(digit))?;
        }
        i64::try_from(if negative { -magnitude } else { magnitude }).ok().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals() {
        let table: [(&str, Option<i64>); 40] = [
            ("0.0", Some(0)),
            ("-0.0", Some(0)),
            ("0.1", Some(1_000)),
            ("0.12", Some(1_200)),
            ("0.123", Some(1_230)),
            ("0.1234", Some(1_234)),
            ("0.0001", Some(1)),
            ("-0.0001", Some(-1)),
            ("-0.5", Some(-5_000)),
            ("-1.5", Some(-15_000)),
            ("12.34", Some(123_400)),
            ("007.5", Some(75_000)),
            ("00000000000000000000000000000000000000000000000000.1", Some(1_000)),
            ("922337203685477.5807", Some(i64::MAX)),
            ("922337203685477.5808", None),
            ("-922337203685477.5808", Some(i64::MIN)),
            ("-922337203685477.5809", None),
            ("922337203685478.0", None),
            ("-922337203685478.0", None),
            ("99999999999999999999999999999999999999999999999.0", None),
            ("0.12345", None),
            ("0.00000", None),
            ("", None),
            ("-", None),
            (".", None),
            ("-.", None),
            ("1", None),
            ("1.", None),
            (".1", None),
            ("-.12", None),
            ("+1.0", None),
            ("1.+1", None),
            ("1.-1", None),
            ("--1.0", None),
            (" 1.0", None),
            ("1.0 ", None),
            ("1_0.5", None),
            ("1.2.3", None),
            ("1e3.0", None),
            ("\u{663}.\u{661}", None),
        ];
        for (text, expected) in table {
            assert_eq!(Decimal::parse(text), expected.map(Decimal), "decimal({text:?})");
        }
    }
}
