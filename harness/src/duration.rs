//! Lengths of time as people type them: `60s`, `10m`, `1h30m`, `500ms`.

use std::time::Duration;

/// The units, each with its milliseconds; the longer spelling of two that begin alike comes first.
const UNITS: [(&str, u64); 5] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// Reads a length of time: numbers with units, joined; a lone number is seconds.
///
/// # Errors
///
/// Words that name what is wrong with `text`.
pub fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no length of time: write for example 60s, 10m, 1h or 1h30m");
    if let Ok(seconds) = text.parse::<u64>() {
        return Ok(Duration::from_secs(seconds));
    }
    let mut milliseconds = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let number: u64 = rest[..digits].parse().map_err(|_| wrong())?;
        let (unit, scale) = UNITS.iter().find(|(unit, _)| rest[digits..].starts_with(unit)).ok_or_else(wrong)?;
        milliseconds = number.checked_mul(*scale).and_then(|n| milliseconds.checked_add(n)).ok_or_else(wrong)?;
        rest = &rest[digits + unit.len()..];
    }
    if text.is_empty() { Err(wrong()) } else { Ok(Duration::from_millis(milliseconds)) }
}

/// A length of time as people read it: `4.2s`, `3m 07s`, `2h 05m`.
pub fn show(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..60 => format!("{:.1}s", duration.as_secs_f64()),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        let good: [(&str, u64); 8] = [
            ("60s", 60_000),
            ("10m", 600_000),
            ("1h", 3_600_000),
            ("1h30m", 5_400_000),
            ("500ms", 500),
            ("1m500ms", 60_500),
            ("7", 7_000),
            ("2d", 172_800_000),
        ];
        for (text, milliseconds) in good {
            assert_eq!(parse(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in ["", "s", "-1s", "1.5h", "10 m", "1y", "9s9", "99999999999999999999s", "213503982335d"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shown_for_people() {
        let all = [4_230, 187_000, 7_500_000].map(|ms| show(Duration::from_millis(ms)));
        assert_eq!(all, ["4.2s", "3m 07s", "2h 05m"]);
    }
}
