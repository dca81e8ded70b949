//! Boundary literals of each extension type, from tables that were written from the language guide.
//!
//! In: `tests/literals/*.txt`, one literal a line: the literal, ` = `, and its value or `error`. Values are given in
//! the type's own unit: ten-thousandths, milliseconds, milliseconds since 1970, or address and prefix. A literal is
//! written as a JSON string.

use std::path::Path;

use crosscheck_engine::ext::{Datetime, Decimal, Duration, Ip};

/// Checks each line of a table against what a reader makes of the literal.
fn check(table: &str, read: impl Fn(&str) -> Option<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/literals").join(table);
    let text = std::fs::read_to_string(&path).expect("the table is there");
    let mut checked = 0;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (literal, expected) = line.rsplit_once(" = ").unwrap_or_else(|| panic!("{table}: no ` = ` in {line}"));
        let literal: String = serde_json::from_str(literal).unwrap_or_else(|e| panic!("{table}: {line}: {e}"));
        let found = read(&literal).unwrap_or_else(|| "error".to_owned());
        assert_eq!(found, expected, "{table}: {line}");
        checked += 1;
    }
    assert!(checked > 20, "{table} holds {checked} lines only");
}

#[test]
fn decimals() {
    check("decimal.txt", |literal| Some(Decimal::parse(literal).ok()?.ten_thousandths().to_string()));
}

#[test]
fn durations() {
    check("duration.txt", |literal| Some(Duration::parse(literal).ok()?.to_milliseconds().to_string()));
}

#[test]
fn datetimes() {
    check("datetime.txt", |literal| Some(Datetime::parse(literal).ok()?.milliseconds().to_string()));
}

#[test]
fn addresses() {
    check("ip.txt", |literal| Some(Ip::parse(literal).ok()?.to_string()));
}

/// What `Display` writes, the constructors read back as the same value.
#[test]
fn printed_values_are_literals() {
    for count in [i64::MIN, -10_000, -9_999, -5_000, -1, 0, 1, 9_999, 10_000, i64::MAX] {
        let decimal = Decimal::from_ten_thousandths(count);
        assert_eq!(Decimal::parse(&decimal.to_string()), Ok(decimal));
        let duration = Duration::from_milliseconds(count);
        assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
    }
    for literal in ["1.2.3.4", "10.0.0.1/8", "::", "1:2:3:4:5:6:7:8/64", "ff00::1/0"] {
        let ip = Ip::parse(literal).expect(literal);
        assert_eq!(Ip::parse(&ip.to_string()), Ok(ip), "{literal}");
    }
}

/// Every day of 0000 to 9999, counted one by one, is the day that the literal denotes.
#[test]
fn the_calendar_counted_day_by_day() {
    let lengths = |leap: bool| [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    // The first of January of year 0 is a Saturday 719,528 days before 1970 began.
    let mut day_number: i64 = -719_528;
    for year in 0..=9999 {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (month, length) in lengths(leap).into_iter().enumerate() {
            for day in 1..=length {
                // Every day near the ends of months, some of the rest: ten million literals would only cost time.
                if day < 3 || day > length - 2 || (year + i64::from(day)) % 31 == 0 {
                    let literal = format!("{year:04}-{:02}-{day:02}", month + 1);
                    let read = Datetime::parse(&literal).expect(&literal);
                    assert_eq!(read.milliseconds(), day_number * 86_400_000, "{literal}");
                }
                day_number += 1;
            }
            let absent = format!("{year:04}-{:02}-{:02}", month + 1, length + 1);
            assert!(Datetime::parse(&absent).is_err(), "{absent}");
        }
    }
    assert_eq!(day_number, 2_932_897);
}

/// `toDate` and `toTime` cut an instant into its day and the rest, also before 1970 and at the ends of the range.
#[test]
fn dates_and_times_of_day() {
    const DAY: i128 = 86_400_000;
    let near = [0, 1, 2, 999, 86_399_999, 86_400_000, 86_400_001, 1_234_567_890_123];
    let ends = [i64::MIN, i64::MIN + 1, i64::MAX, i64::MAX - 1];
    let instants = near.iter().flat_map(|at| [*at, -*at]).chain(ends);
    let ends_of_days = (-400..400).flat_map(|day: i64| [day * 86_400_000 - 1, day * 86_400_000, day * 86_400_000 + 1]);
    for instant in instants.chain(ends_of_days) {
        let at = Datetime::from_milliseconds(instant);
        // Floor by counting down from the truncated quotient.
        let mut day = i128::from(instant) / DAY;
        if day * DAY > i128::from(instant) {
            day -= 1;
        }
        let time = i128::from(instant) - day * DAY;
        assert_eq!(i128::from(at.to_time().to_milliseconds()), time, "time of {instant}");
        let date = at.to_date().ok().map(|date| i128::from(date.milliseconds()));
        let expected = Some(day * DAY).filter(|start| *start >= i128::from(i64::MIN));
        assert_eq!(date, expected, "date of {instant}");
    }
}

#[test]
fn datetime_arithmetic_is_checked() {
    let (first, last) = (Datetime::from_milliseconds(i64::MIN), Datetime::from_milliseconds(i64::MAX));
    let zero = Datetime::from_milliseconds(0);
    let span = Duration::from_milliseconds;
    assert!(last.offset(span(1)).is_err() && first.offset(span(-1)).is_err());
    assert_eq!(last.offset(span(i64::MIN)), Ok(Datetime::from_milliseconds(-1)));
    assert_eq!(first.offset(span(0)), Ok(first));
    assert!(last.duration_since(first).is_err() && first.duration_since(last).is_err());
    assert!(zero.duration_since(first).is_err());
    assert_eq!(last.duration_since(zero), Ok(span(i64::MAX)));
    assert_eq!(first.duration_since(zero), Ok(span(i64::MIN)));
}

#[test]
fn units_round_towards_zero() {
    let check = |literal: &str, expected: [i64; 5]| {
        let span = Duration::parse(literal).expect(literal);
        let found = [span.to_milliseconds(), span.to_seconds(), span.to_minutes(), span.to_hours(), span.to_days()];
        assert_eq!(found, expected, "{literal}");
    };
    check("1d2h3m4s5ms", [93_784_005, 93_784, 1_563, 26, 1]);
    check("-1d2h3m4s5ms", [-93_784_005, -93_784, -1_563, -26, -1]);
    check("-999ms", [-999, 0, 0, 0, 0]);
    check("-1ms", [-1, 0, 0, 0, 0]);
    check("59m59s999ms", [3_599_999, 3_599, 59, 0, 0]);
    check(
        "-9223372036854775808ms",
        [i64::MIN, -9_223_372_036_854_775, -153_722_867_280_912, -2_562_047_788_015, -106_751_991_167],
    );
}

#[test]
fn addresses_compare_and_contain() {
    let ip = |literal: &str| Ip::parse(literal).expect(literal);
    let in_range = [
        ("192.168.0.1", "192.168.0.1/24", true),
        ("192.168.0.1/24", "192.168.0.200/24", true),
        ("192.168.0.1/16", "192.168.0.1/24", false),
        ("192.168.1.1", "192.168.0.1/24", false),
        ("0.0.0.0/0", "255.255.255.255/0", true),
        ("1.2.3.4", "9.9.9.9/0", true),
        ("1.2.3.4/0", "1.2.3.4/1", false),
        ("1.2.3.4", "1.2.3.4", true),
        ("1.2.3.4", "1.2.3.5", false),
        ("1.2.3.4", "::/0", false),
        ("::1", "0.0.0.0/0", false),
        ("::1", "::/0", true),
        ("::1", "::1", true),
        ("::/0", "::1/127", false),
        ("ffee::1", "ffee::/64", true),
        ("ffee:0:0:1::", "ffee::/64", false),
        ("255.255.255.255", "255.255.255.254/31", true),
    ];
    for (inner, outer, expected) in in_range {
        assert_eq!(ip(inner).is_in_range(ip(outer)), expected, "{inner} in {outer}");
    }
    let kinds = [
        // literal, IPv4, loopback, multicast
        ("127.0.0.1", true, true, false),
        ("127.255.255.255/8", true, true, false),
        ("127.0.0.1/7", true, false, false),
        ("126.0.0.1", true, false, false),
        ("224.0.0.0/4", true, false, true),
        ("239.255.255.255", true, false, true),
        ("224.0.0.0/3", true, false, false),
        ("240.0.0.0", true, false, false),
        ("::1", false, true, false),
        ("::1/127", false, false, false),
        ("::2", false, false, false),
        ("ff00::/8", false, false, true),
        ("ff00::/7", false, false, false),
        ("ffff::1", false, false, true),
        ("feff::1", false, false, false),
        ("::ffff:7f00:1", false, false, false),
    ];
    for (literal, v4, loopback, multicast) in kinds {
        let it = ip(literal);
        let found = (it.is_ipv4(), it.is_ipv6(), it.is_loopback(), it.is_multicast());
        assert_eq!(found, (v4, !v4, loopback, multicast), "{literal}");
    }
    assert_ne!(ip("192.168.0.1/24"), ip("192.168.0.8/24"), "ranges are not cut down to their networks");
    assert_ne!(ip("127.0.0.1"), ip("127.0.0.1/24"));
    assert_eq!(ip("127.0.0.1"), ip("127.0.0.1/32"));
    assert_eq!(ip("0:0::1"), ip("0000::0001/128"));
    assert_ne!(ip("127.0.0.1"), ip("::ffff:7f00:1"));
}
