//! `datetime`: an instant, held as an `i64` count of milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
//!
//! In: literals of exactly these forms: `2024-10-15`, `2024-10-15T11:35:00Z`, `2024-10-15T11:35:00.000Z`, and the
//! two with a time also with an offset like `+0130` instead of the `Z`. Out: the instant. The calendar is the
//! Gregorian one, also before it was introduced; year 0 exists. All arithmetic is checked. Instants before 1970
//! belong to the day that starts before them, so `toDate` rounds down and `toTime` is never negative.

use std::fmt;

use nom::branch::alt;
use nom::character::complete::char;
use nom::combinator::{all_consuming, opt, value};
use nom::error::Error;
use nom::sequence::preceded;
use nom::{IResult, Parser};

use super::duration::DAY;
use super::{Duration, ExtensionError, fixed_digits};

/// An instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Datetime(i64);

/// A literal cut into its numbers; none is checked for its range yet.
struct Parts {
    year: i64,
    month: i64,
    day: i64,
    /// Hour, minute, second, millisecond.
    time: (i64, i64, i64, i64),
    /// Sign, hours and minutes east of Greenwich.
    offset: (i64, i64, i64),
}

impl Datetime {
    /// Reads a datetime literal.
    ///
    /// # Errors
    /// [`ExtensionError::Malformed`] if the text has none of the five forms, or names no day, time of day or offset
    /// that exists.
    pub fn parse(literal: &str) -> Result<Datetime, ExtensionError> {
        let malformed = |expected| ExtensionError::malformed("datetime", literal, expected);
        let (_, parts) = parts(literal).map_err(|_| {
            malformed("expected `YYYY-MM-DD`, or that and `Thh:mm:ss` or `Thh:mm:ss.mmm` and `Z` or `+hhmm`")
        })?;
        if !(1..=12).contains(&parts.month) || !(1..=days_in_month(parts.year, parts.month)).contains(&parts.day) {
            return Err(malformed("expected a day that the calendar has"));
        }
        let (hour, minute, second, millisecond) = parts.time;
        if hour > 23 || minute > 59 || second > 59 {
            return Err(malformed("expected a time of day from 00:00:00 to 23:59:59"));
        }
        let (sign, offset_hours, offset_minutes) = parts.offset;
        if offset_hours > 23 || offset_minutes > 59 {
            return Err(malformed("expected an offset of at most 23 hours and 59 minutes"));
        }
        // Four digits of year keep every number here far inside the range.
        let minutes = hour * 60 + minute - sign * (offset_hours * 60 + offset_minutes);
        let of_day = (minutes * 60 + second) * 1_000 + millisecond;
        Ok(Datetime(days_since_1970(parts.year, parts.month, parts.day) * DAY + of_day))
    }

    /// The instant this many milliseconds after the start of 1970.
    pub fn from_milliseconds(milliseconds: i64) -> Datetime {
        Datetime(milliseconds)
    }

    /// Milliseconds since the start of 1970, negative before it.
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// The instant a span later.
    ///
    /// # Errors
    /// [`ExtensionError::Overflow`] if there is no such instant.
    pub fn offset(self, by: Duration) -> Result<Datetime, ExtensionError> {
        let sum = self.0.checked_add(by.to_milliseconds());
        sum.map(Datetime).ok_or(ExtensionError::Overflow { function: "offset" })
    }

    /// The span from another instant to this one.
    ///
    /// # Errors
    /// [`ExtensionError::Overflow`] if the span is too long for a duration.
    pub fn duration_since(self, earlier: Datetime) -> Result<Duration, ExtensionError> {
        let difference = self.0.checked_sub(earlier.0);
        let overflow = ExtensionError::Overflow { function: "durationSince" };
        difference.map(Duration::from_milliseconds).ok_or(overflow)
    }

    /// The start of its day in UTC.
    ///
    /// # Errors
    /// [`ExtensionError::Overflow`] if that lies before the first instant, which is not the start of a day.
    pub fn to_date(self) -> Result<Datetime, ExtensionError> {
        let start = self.0.checked_sub(self.0.rem_euclid(DAY));
        start.map(Datetime).ok_or(ExtensionError::Overflow { function: "toDate" })
    }

    /// The span since the start of its day in UTC.
    pub fn to_time(self) -> Duration {
        Duration::from_milliseconds(self.0.rem_euclid(DAY))
    }
}

/// Cuts a literal into its numbers.
fn parts(literal: &str) -> IResult<&str, Parts> {
    let date = (fixed_digits(4), preceded(char('-'), fixed_digits(2)), preceded(char('-'), fixed_digits(2)));
    let (rest, ((year, month, day), time)) = all_consuming((date, opt(time_and_offset))).parse(literal)?;
    let (time, offset) = time.unwrap_or(((0, 0, 0, 0), (1, 0, 0)));
    Ok((rest, Parts { year, month, day, time, offset }))
}

/// A time of day, and an offset from Greenwich.
type TimeAndOffset = ((i64, i64, i64, i64), (i64, i64, i64));

/// `Thh:mm:ss`, milliseconds or not, and `Z` or an offset.
fn time_and_offset(input: &str) -> IResult<&str, TimeAndOffset> {
    let two = || fixed_digits(2);
    let sign = alt((value(1, char::<_, Error<&str>>('+')), value(-1, char('-'))));
    let (rest, (hour, minute, second, millisecond, offset)) = (
        preceded(char('T'), two()),
        preceded(char(':'), two()),
        preceded(char(':'), two()),
        opt(preceded(char('.'), fixed_digits(3))),
        alt((value((1, 0, 0), char('Z')), (sign, two(), two()))),
    )
        .parse(input)?;
    Ok((rest, ((hour, minute, second, millisecond.unwrap_or(0)), offset)))
}

/// Days of a month; `month` counts from 1.
fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a day, negative before it.
///
/// Years are counted from March here, so that the leap day comes last and the lengths of the months before a month
/// follow one linear formula: 153 days for every five of them.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 719,468 days lie between 0000-03-01 and 1970-01-01.
    365 * year + leap_days + day_of_year - 719_468
}

impl fmt::Display for Datetime {
    /// Writes the instant as an offset from the start of 1970, since not every instant has a literal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1970-01-01T00:00:00Z{:+}ms", self.0)
    }
}
