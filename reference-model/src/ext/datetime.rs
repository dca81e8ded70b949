//! `datetime`: an instant.
//!
//! A literal has one of the forms
//!
//! | form | |
//! |---|---|
//! | `YYYY-MM-DD` | midnight UTC |
//! | `YYYY-MM-DDThh:mm:ssZ` | UTC |
//! | `YYYY-MM-DDThh:mm:ss.SSSZ` | UTC, with milliseconds |
//! | `YYYY-MM-DDThh:mm:ss±hhmm` | local time with its offset, which is subtracted |
//! | `YYYY-MM-DDThh:mm:ss.SSS±hhmm` | the same, with milliseconds |
//!
//! with exactly these numbers of ASCII digits. The date must exist in the (proleptic) Gregorian calendar, year 0000
//! included; hours are 00 to 23, minutes and seconds 00 to 59 (no leap seconds), also in the offset.
//!
//! Source: language guide, data types, `datetime`; formal model, `Ext.Datetime`; RFC 80. That the year 0000 exists and
//! that an offset may carry an instant out of the years 0000 to 9999 is what formal model and public crate do.

use super::Duration;

/// An instant, in milliseconds since 1970-01-01T00:00:00Z; negative before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Datetime(pub i64);

/// The length of a day in milliseconds.
const DAY: i64 = 86_400_000;

impl Datetime {
    /// Reads a literal; `None` if it is malformed or names no instant.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader(text);
        let year = reader.digits(4)?;
        reader.expect('-')?;
        let month = reader.digits(2)?;
        reader.expect('-')?;
        let day = reader.digits(2)?;
        let midnight = days_from_epoch(year, month, day)? * DAY;
        if reader.at_end() {
            return Some(Self(midnight));
        }

        reader.expect('T')?;
        let hour = reader.digits(2)?;
        reader.expect(':')?;
        let minute = reader.digits(2)?;
        reader.expect(':')?;
        let second = reader.digits(2)?;
        let millisecond = if reader.expect('.').is_some() { reader.digits(3)? } else { 0 };
        let offset = reader.offset()?;
        if !reader.at_end() {
            return None;
        }
        let time = hours_and_minutes(hour, minute)? + up_to(second, 59)? * 1_000 + millisecond;
        Some(Self(midnight + time - offset))
    }

    /// This instant moved by a length of time; `None` on overflow.
    pub fn offset(self, by: Duration) -> Option<Self> {
        self.0.checked_add(by.0).map(Self)
    }

    /// The time from `earlier` to this instant; `None` on overflow.
    pub fn duration_since(self, earlier: Self) -> Option<Duration> {
        self.0.checked_sub(earlier.0).map(Duration)
    }

    /// The midnight (UTC) at or before this instant; `None` if that is before the first representable instant.
    pub fn to_date(self) -> Option<Self> {
        self.0.checked_sub(self.to_time().0).map(Self)
    }

    /// The time since that midnight, from 0 to one millisecond less than a day.
    pub fn to_time(self) -> Duration {
        Duration(self.0.rem_euclid(DAY))
    }
}

/// What is left of the literal.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    /// Reads exactly so many digits.
    fn digits(&mut self, count: usize) -> Option<i64> {
        let mut number = 0;
        for _ in 0..count {
            let mut chars = self.0.chars();
            number = number * 10 + i64::from(chars.next()?.to_digit(10)?);
            self.0 = chars.as_str();
        }
        Some(number)
    }

    /// Reads this character, or nothing.
    fn expect(&mut self, c: char) -> Option<()> {
        self.0 = self.0.strip_prefix(c)?;
        Some(())
    }

    /// Reads `Z` or an offset, in milliseconds east of UTC.
    fn offset(&mut self) -> Option<i64> {
        if self.expect('Z').is_some() {
            return Some(0);
        }
        let sign = if self.expect('-').is_some() { -1 } else { self.expect('+').map(|()| 1)? };
        let (hours, minutes) = (self.digits(2)?, self.digits(2)?);
        Some(sign * hours_and_minutes(hours, minutes)?)
    }

    /// Whether nothing is left.
    fn at_end(&self) -> bool {
        self.0.is_empty()
    }
}

/// The number, if it is not larger than the limit.
fn up_to(number: i64, limit: i64) -> Option<i64> {
    (number <= limit).then_some(number)
}

/// Hours and minutes of a day in milliseconds.
fn hours_and_minutes(hours: i64, minutes: i64) -> Option<i64> {
    Some((up_to(hours, 23)? * 60 + up_to(minutes, 59)?) * 60_000)
}

/// The days from 1970-01-01 to a date; `None` if the calendar has no such date.
fn days_from_epoch(year: i64, month: i64, day: i64) -> Option<i64> {
    let february = if is_leap(year) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months_before = usize::try_from(month.checked_sub(1)?).ok()?;
    let length = *lengths.get(months_before)?;
    if !(1..=length).contains(&day) {
        return None;
    }
    let in_year: i64 = lengths[..months_before].iter().sum::<i64>() + day - 1;
    Some(days_before_year(year) - days_before_year(1970) + in_year)
}

/// Whether the year has a 29th of February.
fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The days from the first day of the year 0 to the first day of this one, which is not before it: 365 a year, and one
/// for each leap year among the years before.
fn days_before_year(year: i64) -> i64 {
    let leap_years = if year == 0 { 0 } else { (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1 };
    365 * year + leap_years
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(Datetime::parse(text), expected.map(Datetime), "datetime({text:?})");
    }

    #[test]
    fn dates() {
        check("1970-01-01", Some(0));
        check("1969-12-31", Some(-DAY));
        check("1970-12-31", Some(364 * DAY));
        check("2000-02-29", Some(951_782_400_000));
        check("2024-02-29", Some(1_709_164_800_000));
        check("2024-03-01", Some(1_709_251_200_000));
        check("0000-01-01", Some(-62_167_219_200_000));
        check("0000-02-29", Some(-62_167_219_200_000 + 59 * DAY));
        check("0001-01-01", Some(-62_135_596_800_000));
        check("9999-12-31", Some(253_402_214_400_000));
        for text in ["1900-02-29", "2100-02-29", "2023-02-29", "2024-02-30", "2024-04-31", "2024-01-32"] {
            check(text, None);
        }
        for text in ["2024-00-10", "2024-13-01", "2024-01-00", "2024-1-01", "2024-01-1", "24-01-01", "02024-01-01"] {
            check(text, None);
        }
        for text in ["", "2024", "2024-01", "2024-01-", "2024/01/01", "20240101", "-2024-01-01", "+2024-01-01"] {
            check(text, None);
        }
        for text in [" 2024-01-01", "2024-01-01 ", "2024-01-01Z", "2024-01-01+0000", "２024-01-01", "2024-01-\u{661}1"]
        {
            check(text, None);
        }
    }

    #[test]
    fn times() {
        check("1970-01-01T00:00:00Z", Some(0));
        check("1970-01-01T00:00:00.001Z", Some(1));
        check("1970-01-01T23:59:59.999Z", Some(DAY - 1));
        check("1969-12-31T23:59:59.999Z", Some(-1));
        check("2024-10-15T11:38:02.101Z", Some(1_728_992_282_101));
        for text in ["1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T23:59:60Z", "1970-01-01T00:00:61Z"] {
            check(text, None);
        }
        for text in ["1970-01-01T", "1970-01-01T00", "1970-01-01T00:00", "1970-01-01T00:00Z", "1970-01-01T00:00:00"] {
            check(text, None);
        }
        for text in ["1970-01-01T00:00:00.1Z", "1970-01-01T00:00:00.12Z", "1970-01-01T00:00:00.1234Z"] {
            check(text, None);
        }
        for text in
            ["1970-01-01T00:00:00.Z", "1970-01-01T00:00:00,001Z", "1970-01-01T00:00:00.001", "1970-01-01T0:00:00Z"]
        {
            check(text, None);
        }
        for text in ["1970-01-01t00:00:00Z", "1970-01-01T00:00:00z", "1970-01-01 00:00:00Z", "1970-01-01T00:00:00Z "] {
            check(text, None);
        }
    }

    #[test]
    fn offsets() {
        check("1970-01-01T00:00:00+0000", Some(0));
        check("1970-01-01T00:00:00-0000", Some(0));
        check("1970-01-01T00:00:00+0001", Some(-60_000));
        check("1970-01-01T00:00:00-0100", Some(3_600_000));
        check("1970-01-01T00:00:00+2359", Some(-86_340_000));
        check("1970-01-01T00:00:00.500-2359", Some(86_340_500));
        check("0000-01-01T00:00:00+2359", Some(-62_167_219_200_000 - 86_340_000));
        check("9999-12-31T23:59:59.999-2359", Some(253_402_300_799_999 + 86_340_000));
        for text in ["1970-01-01T00:00:00+2400", "1970-01-01T00:00:00+0060", "1970-01-01T00:00:00-2360"] {
            check(text, None);
        }
        for text in ["1970-01-01T00:00:00+000", "1970-01-01T00:00:00+00000", "1970-01-01T00:00:00+00:00"] {
            check(text, None);
        }
        for text in ["1970-01-01T00:00:00+", "1970-01-01T00:00:00 +0000", "1970-01-01T00:00:00Z+0000"] {
            check(text, None);
        }
    }

    /// Walks day by day through all years that a literal can name.
    #[test]
    fn each_day_follows_the_one_before() {
        let mut expected = days_from_epoch(0, 1, 1).unwrap();
        for year in 0..=9999 {
            for month in 1..=12 {
                for day in 1..=31 {
                    if let Some(days) = days_from_epoch(year, month, day) {
                        assert_eq!(days, expected, "{year}-{month}-{day}");
                        expected += 1;
                    }
                }
            }
        }
        assert_eq!(days_from_epoch(1970, 1, 1), Some(0));
    }

    #[test]
    fn date_and_time_of_an_instant() {
        let check = |instant: i64, date: Option<i64>, time: i64| {
            assert_eq!(Datetime(instant).to_date(), date.map(Datetime), "toDate of {instant}");
            assert_eq!(Datetime(instant).to_time(), Duration(time), "toTime of {instant}");
        };
        check(0, Some(0), 0);
        check(1, Some(0), 1);
        check(DAY - 1, Some(0), DAY - 1);
        check(DAY, Some(DAY), 0);
        check(-1, Some(-DAY), DAY - 1);
        check(-DAY, Some(-DAY), 0);
        check(-DAY - 1, Some(-2 * DAY), DAY - 1);
        check(i64::MAX, Some(i64::MAX - 25_975_807), 25_975_807);
        check(i64::MIN, None, 60_424_192);
        check(i64::MIN + 25_975_808, Some(i64::MIN + 25_975_808), 0);
        check(i64::MIN + 25_975_807, None, DAY - 1);
    }

    #[test]
    fn arithmetic_overflows_into_none() {
        assert_eq!(Datetime(i64::MAX).offset(Duration(1)), None);
        assert_eq!(Datetime(i64::MIN).offset(Duration(-1)), None);
        assert_eq!(Datetime(i64::MAX).offset(Duration(-1)), Some(Datetime(i64::MAX - 1)));
        assert_eq!(Datetime(i64::MAX).duration_since(Datetime(-1)), None);
        assert_eq!(Datetime(0).duration_since(Datetime(i64::MIN)), None);
        assert_eq!(Datetime(-1).duration_since(Datetime(i64::MIN)), Some(Duration(i64::MAX)));
    }
}
