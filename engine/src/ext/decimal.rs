//! `decimal`: a number with four digits after the point, held as an `i64` count of ten-thousandths.
//!
//! In: literals `-?[0-9]+\.[0-9]{1,4}`. Out: the number, from -922337203685477.5808 to 922337203685477.5807.
//! The digits are summed with the sign already applied, so that the least value can be written and `-0.5` keeps
//! its sign. Comparisons are those of `Ord`; the language has no arithmetic on decimals.

use std::fmt;

use nom::bytes::complete::take_while_m_n;
use nom::character::complete::{char, digit1};
use nom::combinator::{all_consuming, opt};
use nom::{IResult, Parser};

use super::ExtensionError;

/// Digits that a decimal keeps after its point.
const FRACTION_DIGITS: usize = 4;

/// A decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

impl Decimal {
    /// Reads a decimal literal.
    ///
    /// # Errors
    /// [`ExtensionError::Malformed`] if the text is no literal, or its value is out of range.
    pub fn parse(literal: &str) -> Result<Decimal, ExtensionError> {
        let malformed = |expected| ExtensionError::malformed("decimal", literal, expected);
        let (_, (minus, whole, fraction)) =
            parts(literal).map_err(|_| malformed("expected digits, a point and one to four digits, like `-12.34`"))?;
        let padding = std::iter::repeat_n(b'0', FRACTION_DIGITS - fraction.len());
        let mut sum: i64 = 0;
        for byte in whole.bytes().chain(fraction.bytes()).chain(padding) {
            let digit = i64::from(byte - b'0');
            let shifted = sum.checked_mul(10);
            let next = shifted.and_then(|sum| if minus { sum.checked_sub(digit) } else { sum.checked_add(digit) });
            sum =
                next.ok_or_else(|| malformed("expected a value from -922337203685477.5808 to 922337203685477.5807"))?;
        }
        Ok(Decimal(sum))
    }

    /// The decimal of this many ten-thousandths.
    pub fn from_ten_thousandths(count: i64) -> Decimal {
        Decimal(count)
    }

    /// How many ten-thousandths it is.
    pub fn ten_thousandths(self) -> i64 {
        self.0
    }
}

/// Cuts a literal into its sign, the digits before the point and those after it.
fn parts(literal: &str) -> IResult<&str, (bool, &str, &str)> {
    let fraction = take_while_m_n(1, FRACTION_DIGITS, |c: char| c.is_ascii_digit());
    let (rest, (minus, whole, _, fraction)) =
        all_consuming((opt(char('-')), digit1, char('.'), fraction)).parse(literal)?;
    Ok((rest, (minus.is_some(), whole, fraction)))
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:04}", magnitude / 10_000, magnitude % 10_000)
    }
}
