//! Other spellings of the value that an extension literal means.
//!
//! Values are compared and not literals: `1.0` is `1.00`, `1d` is `24h`, an instant may be written with any offset, and an
//! address with or without the zeros that `::` stands for. Source: as the tables of each type. A spelling is made from
//! the text alone; that it means the same is checked by tests with the reference model.

use std::fmt::Write;

use crosscheck_reference_model::types::ExtType;

use crate::choices::Choices;

/// Another spelling of `literal`, which its constructor must accept; the same one if this has no other.
pub fn respell(choices: &mut Choices<'_>, ty: ExtType, literal: &str) -> String {
    match ty {
        ExtType::Decimal => decimal(choices, literal),
        ExtType::IpAddr => ip(choices, literal),
        ExtType::Datetime => datetime(choices, literal),
        ExtType::Duration => duration(choices, literal),
    }
}

/// More or fewer zeros at either end.
fn decimal(choices: &mut Choices<'_>, literal: &str) -> String {
    let Some((whole, fraction)) = literal.split_once('.') else { return literal.to_owned() };
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let sign = if digits.bytes().chain(fraction.bytes()).all(|b| b == b'0') && choices.chance(1, 2) {
        // Minus zero is zero.
        if sign.is_empty() { "-" } else { "" }
    } else {
        sign
    };
    let mut fraction = fraction.to_owned();
    if fraction.len() < 4 && choices.chance(2, 3) {
        let wanted = choices.size_in(fraction.len() + 1..=4);
        fraction.extend(std::iter::repeat_n('0', wanted - fraction.len()));
    } else if fraction.len() > 1 && fraction.ends_with('0') {
        fraction.pop();
    } else {
        return format!("{sign}0{digits}.{fraction}");
    }
    format!("{sign}{digits}.{fraction}")
}

/// A full prefix or none; letters of the other case; groups written out, or with zeros before them.
fn ip(choices: &mut Choices<'_>, literal: &str) -> String {
    let (address, prefix) =
        literal.split_once('/').map_or((literal, None), |(address, prefix)| (address, Some(prefix)));
    let full = if address.contains(':') { "128" } else { "32" };
    let prefix = match prefix {
        None if choices.chance(1, 3) => Some(full),
        Some(prefix) if prefix == full && choices.chance(1, 2) => None,
        prefix => prefix,
    };
    let address = if address.contains(':') { groups(choices, address) } else { address.to_owned() };
    match prefix {
        Some(prefix) => format!("{address}/{prefix}"),
        None => address,
    }
}

fn groups(choices: &mut Choices<'_>, address: &str) -> String {
    match choices.below(3) {
        0 => address.to_uppercase(),
        1 => address.to_lowercase(),
        _ => {
            let (before, after) = address.split_once("::").unwrap_or((address, ""));
            let list =
                |text: &str| text.split(':').filter(|group| !group.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            let (mut all, after) = (list(before), list(after));
            let zeros = 8usize.saturating_sub(all.len() + after.len());
            all.extend(std::iter::repeat_n("0".to_owned(), zeros));
            all.extend(after);
            if choices.chance(1, 2) {
                all.iter_mut().for_each(|group| *group = format!("{group:0>4}"));
            }
            all.join(":")
        }
    }
}

/// A date as its midnight; milliseconds that are none; another offset within the same day.
fn datetime(choices: &mut Choices<'_>, literal: &str) -> String {
    let Some((date, time)) = literal.split_once('T') else {
        return format!(
            "{literal}{}",
            choices.pick(&["T00:00:00Z", "T00:00:00.000Z", "T00:00:00+0000", "T00:00:00-0000"])
        );
    };
    let Some(clock) = time.strip_suffix('Z') else { return literal.to_owned() };
    if clock.len() == 8 && choices.chance(1, 3) {
        return format!("{date}T{clock}.000Z");
    }
    let (Some(Ok(hour)), Some(rest)) = (clock.get(..2).map(str::parse::<usize>), clock.get(2..)) else {
        return literal.to_owned();
    };
    // The clock of a place so many hours east, where it is still the same day.
    match choices.below(3) {
        0 => format!("{date}T{clock}{}", if choices.chance(1, 2) { "+0000" } else { "-0000" }),
        1 => {
            let east = choices.below(24 - hour.min(23));
            format!("{date}T{:02}{rest}+{east:02}00", hour + east)
        }
        _ => {
            let west = choices.below(hour + 1);
            format!("{date}T{:02}{rest}-{west:02}00", hour - west)
        }
    }
}

/// The units of a duration, the largest first, and how many of the next smaller one each is.
const UNITS: [(&str, u64); 5] = [("d", 24), ("h", 60), ("m", 60), ("s", 1000), ("ms", 1)];

/// One unit written in the next smaller one where that one is not there, or zeros before the numbers.
fn duration(choices: &mut Choices<'_>, literal: &str) -> String {
    let (sign, rest) = literal.strip_prefix('-').map_or(("", literal), |rest| ("-", rest));
    let mut numbers: [Option<String>; 5] = Default::default();
    let mut digits = String::new();
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let unit = if c == 'm' && chars.next_if_eq(&'s').is_some() { "ms".to_owned() } else { c.to_string() };
        if let Some(place) = UNITS.iter().position(|(name, _)| *name == unit) {
            numbers[place] = Some(std::mem::take(&mut digits));
        }
    }
    // From a unit that is there to the next one, which is not.
    let movable: Vec<usize> = (0..4).filter(|at| numbers[*at].is_some() && numbers[at + 1].is_none()).collect();
    let moved = choices.pick_any(&movable).copied().and_then(|at| {
        let number: u64 = numbers[at].as_ref()?.parse().ok()?;
        Some((at, number.checked_mul(UNITS[at].1)?))
    });
    match moved {
        Some((at, number)) if choices.chance(3, 4) => {
            numbers[at] = None;
            numbers[at + 1] = Some(number.to_string());
        }
        _ => numbers.iter_mut().flatten().for_each(|number| number.insert(0, '0')),
    }
    let mut text = sign.to_owned();
    for (number, (unit, _)) in numbers.iter().zip(UNITS) {
        if let Some(number) = number {
            // Writing into a string cannot fail.
            let _ = write!(text, "{number}{unit}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crosscheck_reference_model::ext::{Datetime, Decimal, Duration, IpNet};

    use super::*;
    use crate::pools;

    #[test]
    fn a_spelling_means_the_same_and_differs_for_most() {
        for (ty, name) in [
            (ExtType::Decimal, "decimal"),
            (ExtType::IpAddr, "ip"),
            (ExtType::Datetime, "datetime"),
            (ExtType::Duration, "duration"),
        ] {
            let meaning = |text: &str| match ty {
                ExtType::Decimal => Decimal::parse(text).map(|it| format!("{it:?}")),
                ExtType::IpAddr => IpNet::parse(text).map(|it| format!("{it:?}")),
                ExtType::Datetime => Datetime::parse(text).map(|it| format!("{it:?}")),
                ExtType::Duration => Duration::parse(text).map(|it| format!("{it:?}")),
            };
            let (mut differ, mut all) = (0, 0);
            for (seed, literal) in (0..1500).zip(pools::extension_literals(name).0.iter().cycle()) {
                let other = respell(&mut Choices::from_seed(seed), ty, literal.text);
                assert!(meaning(&other).is_some(), "{} became {other}", literal.text);
                assert_eq!(meaning(&other), meaning(literal.text), "{} became {other}", literal.text);
                all += 1;
                differ += i32::from(other != literal.text);
            }
            // An IPv4 network has one spelling only.
            assert!(differ * 3 > all, "{name}: {differ} of {all}");
        }
    }
}
