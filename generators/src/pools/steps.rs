//! Values around a limit: a limit of some type, drawn, with what lies one step before and behind it.
//!
//! The tables of this folder hold the limits that the language names. A comparison or a search may also go wrong at a limit
//! that an implementation has made for itself (a width, a power, a prefix, the end of a month), so these are made for any.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::choices::Choices;

/// The widths of numbers that implementations know, where a double stops being exact, and one width of no one.
const WIDTHS: [u32; 9] = [7, 8, 15, 16, 31, 32, 53, 63, 40];

/// A power of two or ten, or its negative, between its neighbours.
pub fn integers(choices: &mut Choices<'_>) -> Vec<i64> {
    let limit: i128 = match choices.below(8) {
        0 => 10_i128.pow(choices.below(19) as u32),
        1..=3 => 1 << choices.size_in(2..=63),
        _ => 1 << *choices.pick(&WIDTHS),
    };
    let limit = if choices.chance(1, 3) { -limit } else { limit.min(i128::from(i64::MAX)) };
    (limit - 1..=limit + 1).filter_map(|value| i64::try_from(value).ok()).collect()
}

/// An integer with which `+`, `-` or `*` takes `of` to an end of the range, or one step beyond.
pub fn partner(choices: &mut Choices<'_>, of: i64) -> i64 {
    let of = i128::from(of);
    let end = i128::from(if choices.chance(1, 2) { i64::MAX } else { i64::MIN });
    let beyond = if choices.chance(1, 2) { 0 } else { end.signum() };
    let partner = match choices.below(4) {
        0 => end - of + beyond,
        1 => of - end - beyond,
        2 if of != 0 => end / of + beyond,
        _ => -of - beyond,
    };
    partner.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

/// Two integers whose product is an end of the range or just beyond.
pub fn factors(choices: &mut Choices<'_>) -> [i64; 2] {
    let power = choices.size_in(1..=62);
    let (one, other) = (1_i64 << power, 1_i64 << (63 - power));
    match choices.below(3) {
        0 => [one, other],
        1 => [-one, other],
        _ => [one, -other],
    }
}

/// A decimal between its neighbours.
pub fn decimals(choices: &mut Choices<'_>) -> Vec<String> {
    let limit: i128 = if choices.chance(1, 2) { 10_i128.pow(choices.below(19) as u32) } else { 1 << choices.below(64) };
    let limit = if choices.chance(1, 3) { -limit } else { limit.min(i128::from(i64::MAX)) };
    let fits = |value: &i128| i64::try_from(*value).is_ok();
    (limit - 1..=limit + 1).filter(fits).map(ten_thousandths).collect()
}

/// So many ten-thousandths as a literal.
fn ten_thousandths(count: i128) -> String {
    let (sign, size) = (if count < 0 { "-" } else { "" }, count.unsigned_abs());
    format!("{sign}{}.{:04}", size / 10_000, size % 10_000)
}

/// A network of any prefix, its first and last address, those outside of it, and networks around it.
pub fn ips(choices: &mut Choices<'_>) -> Vec<String> {
    let v4 = choices.chance(1, 2);
    let width: u32 = if v4 { 32 } else { 128 };
    let prefix = match choices.below(3) {
        // The ends, and where a part of the address ends.
        0 => choices.size_in(0..=1) as u32 * width,
        1 => choices.size_in(0..=width as usize / 8) as u32 * 8,
        _ => choices.size_in(0..=width as usize) as u32,
    };
    let bits = u128::from(choices.int_in(i64::MIN..=i64::MAX) as u64);
    let bits = if v4 { bits & u128::from(u32::MAX) } else { bits << 64 | bits.rotate_left(17) & u128::from(u64::MAX) };
    let all = if v4 { u128::from(u32::MAX) } else { u128::MAX };
    // All bits behind the prefix.
    let host = 1u128.checked_shl(width - prefix).map_or(u128::MAX, |bit| bit - 1) & all;
    let (first, last) = (bits & !host, bits | host);
    let address = |bits: u128| {
        if v4 { Ipv4Addr::from(bits as u32).to_string() } else { ipv6(Ipv6Addr::from(bits)) }
    };
    let mut made = vec![
        format!("{}/{prefix}", address(first)),
        address(last),
        address(first),
        format!("{}/{}", address(bits), (prefix + 1).min(width)),
        format!("{}/{}", address(bits), prefix.saturating_sub(1)),
        format!("{}/{prefix}", address(bits)),
    ];
    made.extend(last.checked_add(1).filter(|next| *next <= all).map(address));
    made.extend(first.checked_sub(1).map(address));
    made
}

/// The address in groups only: how the standard library writes some addresses, the language does not read.
fn ipv6(address: Ipv6Addr) -> String {
    address.segments().map(|group| format!("{group:x}")).join(":")
}

/// Years on both sides of each rule of leap years, and the ends.
const YEARS: [u32; 14] = [2024, 2023, 2000, 1900, 1970, 1969, 1972, 2100, 1600, 4, 0, 1, 9996, 9999];

/// The last instant of a month and what follows, in several spellings; every fourth is the end of a February.
pub fn datetimes(choices: &mut Choices<'_>) -> Vec<String> {
    let year = if choices.chance(1, 3) { choices.below(10_000) as u32 } else { *choices.pick(&YEARS) };
    let month = if choices.chance(1, 4) { 2 } else { choices.size_in(1..=12) as u32 };
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let mut made = vec![
        format!("{year:04}-{month:02}-{last:02}"),
        format!("{year:04}-{month:02}-{last:02}T23:59:59.999Z"),
        format!("{year:04}-{month:02}-{last:02}T23:59:59Z"),
    ];
    if month < 12 {
        made.push(format!("{year:04}-{:02}-01", month + 1));
        made.push(format!("{year:04}-{:02}-01T00:00:00.001Z", month + 1));
    }
    made
}

/// Milliseconds of a unit.
const UNITS: [(i64, &str); 4] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")];

/// A whole number of some unit between its neighbours.
pub fn durations(choices: &mut Choices<'_>) -> Vec<String> {
    let (unit, name) = *choices.pick(&UNITS);
    // Few or very many, within 64 bits.
    let count = if choices.chance(3, 4) { choices.int_in(1..=60) } else { i64::MAX / unit - choices.int_in(0..=1) };
    let sign = if choices.chance(1, 3) { "-" } else { "" };
    let span = count * unit;
    vec![format!("{sign}{}ms", span - 1), format!("{sign}{count}{name}"), format!("{sign}{}ms", span.saturating_add(1))]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crosscheck_reference_model::ext::{Datetime, Decimal, Duration, IpNet};

    use super::*;

    fn drawn<T>(make: fn(&mut Choices<'_>) -> Vec<T>) -> Vec<Vec<T>> {
        (0..12_000).map(|seed| make(&mut Choices::from_seed(seed))).collect()
    }

    #[test]
    fn every_power_of_two_is_reached_with_its_neighbours() {
        let made: BTreeSet<i64> = drawn(integers).into_iter().flatten().collect();
        for power in 2..63 {
            for limit in [1i64 << power, -(1i64 << power)] {
                assert!((limit - 1..=limit + 1).all(|value| made.contains(&value)), "{limit}");
            }
        }
        assert!([i64::MIN, i64::MIN + 1, i64::MAX, i64::MAX - 1].iter().all(|end| made.contains(end)));
    }

    #[test]
    fn products_of_factors_are_an_end_or_just_beyond() {
        let products: BTreeSet<Option<i64>> = (0..200)
            .map(|seed| {
                let [one, other] = factors(&mut Choices::from_seed(seed));
                one.checked_mul(other)
            })
            .collect();
        assert_eq!(products, BTreeSet::from([None, Some(i64::MIN)]));
    }

    #[test]
    fn partners_just_fit_and_just_overflow_for_each_operator() {
        type Operator = fn(i64, i64) -> Option<i64>;
        let operators: [Operator; 3] = [i64::checked_add, i64::checked_sub, i64::checked_mul];
        for of in [1, 2, 3, 42, -1, -7, i64::MAX, i64::MIN, 1 << 31, 1 << 32] {
            let partners: BTreeSet<i64> = (0..300).map(|seed| partner(&mut Choices::from_seed(seed), of)).collect();
            for (at, operator) in operators.iter().enumerate() {
                let results: Vec<_> = partners.iter().map(|other| operator(of, *other)).collect();
                let end = |result: &Option<i64>| {
                    result.is_some_and(|it| it.unsigned_abs() >= (i64::MAX as u64) - of.unsigned_abs().min(100))
                };
                assert!(results.iter().any(end), "{of}, operator {at}: {results:?}");
                assert!(results.contains(&None) || of == 1 && at == 2 || of == -1 && at == 1, "{of}, operator {at}");
            }
        }
    }

    #[test]
    fn literals_are_accepted_and_stand_one_step_apart() {
        for made in drawn(decimals) {
            let values: Vec<i64> = made.iter().map(|text| Decimal::parse(text).expect(text).0).collect();
            assert!(values.len() >= 2 && values.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{made:?}");
        }
        for made in drawn(durations) {
            let values: Vec<i64> = made.iter().map(|text| Duration::parse(text).expect(text).0.abs()).collect();
            assert!(values.windows(2).all(|pair| pair[0].saturating_add(1) == pair[1]), "{made:?}");
        }
        for made in drawn(datetimes) {
            let values: Vec<i64> = made.iter().map(|text| Datetime::parse(text).expect(text).0).collect();
            if let [_, last, _, next, after] = values[..] {
                assert!(last + 1 == next && next + 1 == after, "{made:?}");
            }
        }
    }

    #[test]
    fn addresses_lie_on_both_sides_of_their_network_for_every_prefix() {
        let mut prefixes = BTreeSet::new();
        for made in drawn(ips) {
            let parsed: Vec<IpNet> = made.iter().map(|text| IpNet::parse(text).expect(text)).collect();
            let (network, outside) = (parsed[0], &parsed[6..]);
            assert!(parsed[1].is_in_range(network) && parsed[2].is_in_range(network) && parsed[5].is_in_range(network));
            assert!(outside.iter().all(|address| !address.is_in_range(network)), "{made:?}");
            match network {
                IpNet::V4 { prefix, .. } | IpNet::V6 { prefix, .. } => prefixes.insert((network.is_ipv4(), prefix)),
            };
        }
        assert!((0..=32).all(|prefix| prefixes.contains(&(true, prefix))));
        assert!((0..=128).all(|prefix| prefixes.contains(&(false, prefix))));
    }
}
