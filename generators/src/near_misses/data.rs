//! One step: the neighbours of a value as data, and the smallest changes of data that are not compared by order.

use crosscheck_reference_model::expr::{Expr, ExtFun};
use crosscheck_reference_model::ext::{Datetime, Decimal, Duration};
use crosscheck_reference_model::value::{Ext, Prim, Value};

/// The value as data hold it, if data can: not every instant has a literal.
pub(super) fn datum(value: &Value) -> Option<Expr> {
    let call = |function, text: String| Some(Expr::Call(function, vec![Expr::string(text)]));
    match value {
        Value::Prim(prim) => Some(Expr::Lit(prim.clone())),
        Value::Set(elements) => elements.iter().map(datum).collect::<Option<_>>().map(Expr::Set),
        Value::Record(fields) => {
            let fields = fields.iter().map(|(name, field)| Some((name.clone(), datum(field)?)));
            fields.collect::<Option<_>>().map(Expr::Record)
        }
        Value::Ext(Ext::Decimal(Decimal(number))) => {
            let (sign, size) = (if *number < 0 { "-" } else { "" }, number.unsigned_abs());
            call(ExtFun::Decimal, format!("{sign}{}.{:04}", size / 10_000, size % 10_000))
        }
        Value::Ext(Ext::Duration(Duration(span))) => call(ExtFun::Duration, format!("{span}ms")),
        Value::Ext(Ext::Datetime(Datetime(instant))) => call(ExtFun::Datetime, instant_text(*instant)?),
        Value::Ext(Ext::Ip(_)) => None,
    }
}

/// The value so many steps away, if it is ordered and there is one.
pub(super) fn neighbour(value: &Value, steps: i64) -> Option<Value> {
    let ext = |ext| Some(Value::Ext(ext));
    match value {
        Value::Prim(Prim::Long(i)) => i.checked_add(steps).map(|i| Value::Prim(Prim::Long(i))),
        Value::Ext(Ext::Decimal(Decimal(i))) => ext(Ext::Decimal(Decimal(i.checked_add(steps)?))),
        Value::Ext(Ext::Datetime(Datetime(i))) => ext(Ext::Datetime(Datetime(i.checked_add(steps)?))),
        Value::Ext(Ext::Duration(Duration(i))) => ext(Ext::Duration(Duration(i.checked_add(steps)?))),
        _ => None,
    }
}

/// How far `to` is from `from`, if both are of one ordered kind.
pub(super) fn distance(from: &Value, to: &Value) -> Option<i64> {
    match (from, to) {
        (Value::Prim(Prim::Long(a)), Value::Prim(Prim::Long(b)))
        | (Value::Ext(Ext::Decimal(Decimal(a))), Value::Ext(Ext::Decimal(Decimal(b))))
        | (Value::Ext(Ext::Datetime(Datetime(a))), Value::Ext(Ext::Datetime(Datetime(b))))
        | (Value::Ext(Ext::Duration(Duration(a))), Value::Ext(Ext::Duration(Duration(b)))) => b.checked_sub(*a),
        _ => None,
    }
}

/// Texts that differ from `text` by one character.
pub(super) fn strings_beside(text: &str) -> [String; 3] {
    let mut without_last = text.to_owned();
    without_last.pop();
    let mut chars = text.chars();
    let other_first = match chars.next() {
        Some('x') => 'y',
        _ => 'x',
    };
    [format!("{text}x"), without_last, other_first.to_string() + chars.as_str()]
}

/// `2024-02-29T12:34:56.789Z`, for the years that a literal can write.
fn instant_text(instant: i64) -> Option<String> {
    const DAY: i64 = 86_400_000;
    let (day, time) = (instant.div_euclid(DAY), instant.rem_euclid(DAY));
    // Days from 0000-03-01, so that the leap day is the last of its year. A cycle of the calendar is 400 years.
    let days = day.checked_add(719_468)?;
    let (cycle, of_cycle) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_cycle = (of_cycle - of_cycle / 1460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    // Months from March have 31 and 30 days by turns, but for one break a half year: 153 days in five months.
    let month_from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = cycle * 400 + year_of_cycle + i64::from(month <= 2);
    if !(0..=9999).contains(&year) {
        return None;
    }
    let (hour, minute, second) = (time / 3_600_000, time / 60_000 % 60, time / 1000 % 60);
    Some(format!("{year:04}-{month:02}-{day_of_month:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", time % 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_so_that_it_is_read_again() {
        let table = ["0000-01-01", "0000-02-29", "0000-03-01", "1969-12-31", "1970-01-01", "2000-02-29", "2100-03-01"];
        let dates = table.into_iter().map(|date| format!("{date}T00:00:00Z"));
        let times = ["1999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z", "2024-02-29T12:34:56.789Z"];
        for text in dates.chain(times.map(ToOwned::to_owned)) {
            let instant = Datetime::parse(&text).expect(&text);
            let again = instant_text(instant.0).expect(&text);
            assert_eq!(Datetime::parse(&again), Some(instant), "{text}, {again}");
        }
        let mut instant = Datetime::parse("0000-01-01").expect("a date").0;
        while let Some(text) = instant_text(instant) {
            assert_eq!(Datetime::parse(&text), Some(Datetime(instant)), "{text}");
            // A step that is no whole number of days comes to every day of the year and hour of the day.
            instant += 11 * 86_400_000 + 3_661_007;
        }
        assert!(instant > Datetime::parse("9999-12-20").expect("a date").0);
        assert_eq!((instant_text(i64::MAX), instant_text(i64::MIN)), (None, None));
    }

    #[test]
    fn neighbours_are_one_step_away() {
        let text = |value: &Value, steps| neighbour(value, steps).as_ref().and_then(datum);
        let long = |i| Value::Prim(Prim::Long(i));
        assert_eq!(text(&long(3), 1), Some(Expr::long(4)));
        assert_eq!(text(&long(i64::MAX), 1), None);
        let decimal = Value::Ext(Ext::Decimal(Decimal(0)));
        assert_eq!(text(&decimal, -1), Some(Expr::Call(ExtFun::Decimal, vec![Expr::string("-0.0001")])));
        assert_eq!(text(&Value::Prim(Prim::Bool(true)), 1), None);
        assert_eq!(distance(&long(3), &long(-4)), Some(-7));
        assert_eq!(distance(&long(3), &decimal), None);
        assert_eq!(strings_beside("xa"), ["xax", "x", "ya"].map(ToOwned::to_owned));
    }
}
