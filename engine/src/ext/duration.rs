//! `duration`: a span of time, held as an `i64` count of milliseconds.
//!
//! In: literals like `1d2h3m4s5ms`, `-90m`: an optional minus sign, then quantities of days, hours, minutes, seconds
//! and milliseconds, each at most once, in this order, at least one. A quantity may be any run of digits, so
//! `36h` and `007s` are literals. Out: the span, from -2^63 ms to 2^63 - 1 ms; the sign applies to the whole sum,
//! which is formed in a wider type, so that the least span can be written.

use std::fmt;

use nom::bytes::complete::tag;
use nom::character::complete::{char, digit1};
use nom::combinator::{all_consuming, not, opt};
use nom::sequence::terminated;
use nom::{IResult, Parser};

use super::ExtensionError;

/// Milliseconds in a second, a minute, an hour and a day.
const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

impl Duration {
    /// Reads a duration literal.
    ///
    /// # Errors
    /// [`ExtensionError::Malformed`] if the text is no literal, or the span is out of range.
    pub fn parse(literal: &str) -> Result<Duration, ExtensionError> {
        let malformed = |expected| ExtensionError::malformed("duration", literal, expected);
        let wanted = "expected quantities with the units d, h, m, s, ms in this order, like `1d2h3m4s5ms`";
        let (_, (minus, quantities)) = parts(literal).map_err(|_| malformed(wanted))?;
        if quantities.iter().all(Option::is_none) {
            return Err(malformed(wanted));
        }
        let units = [DAY, HOUR, MINUTE, SECOND, 1];
        let total = quantities.into_iter().zip(units).try_fold(0i128, |total, (digits, unit)| {
            let quantity = digits.map_or(Some(0), whole_number)?;
            total.checked_add(quantity.checked_mul(i128::from(unit))?)
        });
        let signed = total.map(|total| if minus { -total } else { total });
        let milliseconds = signed.and_then(|signed| i64::try_from(signed).ok());
        milliseconds.map(Duration).ok_or_else(|| malformed("expected a span that fits into 64 bits of milliseconds"))
    }

    /// The span of this many milliseconds.
    pub fn from_milliseconds(milliseconds: i64) -> Duration {
        Duration(milliseconds)
    }

    /// Its length in milliseconds.
    pub fn to_milliseconds(self) -> i64 {
        self.0
    }

    /// Its length in whole seconds, rounded towards zero, as are all the units below.
    pub fn to_seconds(self) -> i64 {
        self.0 / SECOND
    }

    /// Its length in whole minutes.
    pub fn to_minutes(self) -> i64 {
        self.0 / MINUTE
    }

    /// Its length in whole hours.
    pub fn to_hours(self) -> i64 {
        self.0 / HOUR
    }

    /// Its length in whole days.
    pub fn to_days(self) -> i64 {
        self.0 / DAY
    }
}

/// Cuts a literal into its sign and the digits of each unit, the largest unit first.
fn parts(literal: &str) -> IResult<&str, (bool, [Option<&str>; 5])> {
    // `m` must not be the head of `ms`: both would fit the grammar up to there.
    let minutes = terminated(char('m'), not(char('s')));
    let (rest, (minus, days, hours, minutes, seconds, milliseconds)) = all_consuming((
        opt(char('-')),
        opt(terminated(digit1, char('d'))),
        opt(terminated(digit1, char('h'))),
        opt(terminated(digit1, minutes)),
        opt(terminated(digit1, char('s'))),
        opt(terminated(digit1, tag("ms"))),
    ))
    .parse(literal)?;
    Ok((rest, (minus.is_some(), [days, hours, minutes, seconds, milliseconds])))
}

/// The number that a run of digits denotes, if it fits.
fn whole_number(digits: &str) -> Option<i128> {
    digits.bytes().try_fold(0i128, |number, byte| number.checked_mul(10)?.checked_add(i128::from(byte - b'0')))
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}ms", self.0)
    }
}
