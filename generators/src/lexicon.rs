//! The constants of a case: a few of each type, drawn once, from which data *and* policies take theirs.
//!
//! Comparisons, tags and patterns only bite if both sides come from the same small stock; with fresh literals on each
//! side, nearly every `==` would be false.

use crosscheck_reference_model::expr::PatternElem;
use crosscheck_reference_model::types::ExtType;

use crate::choices::Choices;
use crate::pools::{self, ExtLiteral, lookalikes, patterns, respell, steps};
use crate::settings::{Feature, Settings};

/// A few constants of each type, and the names that are not declared anywhere.
#[derive(Debug, Clone)]
pub(crate) struct Lexicon {
    pub(crate) longs: Vec<i64>,
    pub(crate) strings: Vec<String>,
    pub(crate) tag_keys: Vec<String>,
    pub(crate) decimals: Vec<String>,
    pub(crate) ips: Vec<String>,
    pub(crate) datetimes: Vec<String>,
    pub(crate) durations: Vec<String>,
    /// Patterns that some of the strings match, and some nearly do.
    pub(crate) patterns: Vec<Vec<PatternElem>>,
    /// The first of the integers that large sets are made of; the others follow it.
    pub(crate) series: i64,
}

/// Numbers of everyday, so that sums, products and comparisons meet.
const SMALL: [i64; 12] = [0, 1, 2, 3, 5, 7, 10, 18, 42, 100, -1, -10];

/// Words of everyday.
const WORDS: [&str; 17] = [
    "red",
    "green",
    "blue",
    "alpha",
    "beta",
    "admin",
    "guest",
    "draft",
    "final",
    "public",
    "secret",
    "eu-west",
    "us-east",
    "report.pdf",
    "a/b/c",
    "ann@example.com",
    "ann's \"list\"",
];

/// Keys of tags.
const TAG_KEYS: [&str; 8] = ["color", "team", "stage", "cost", "zone", "kind", "level", "dept"];

/// Everyday literals of the extension types.
const DECIMALS: [&str; 9] = ["0.0", "1.0", "1.5", "10.25", "99.9999", "-1.5", "3.1415", "100.01", "0.125"];
const IPS: [&str; 10] = [
    "10.0.0.1",
    "10.0.0.0/8",
    "192.168.1.7",
    "192.168.0.0/16",
    "127.0.0.1",
    "224.0.0.1",
    "::1",
    "2001:db8::/32",
    "2001:db8::17",
    "ff02::1",
];
const DATETIMES: [&str; 7] = [
    "2024-01-01",
    "2024-01-01T12:00:00Z",
    "2024-02-29T23:59:59.999Z",
    "1970-01-01",
    "2025-06-30T08:30:00+0200",
    "1969-12-31T23:59:59Z",
    "2024-01-02",
];
const DURATIONS: [&str; 8] = ["0ms", "1ms", "1h", "1d", "90m", "-1d", "1d12h30m5s250ms", "36500d"];

/// How many constants of a type there are: few, so that they meet; now and then enough for sets of many.
const SIZES: [(u32, (usize, usize)); 2] = [(88, (2, 4)), (12, (6, 10))];

/// How many keys of tags there are; now and then so many that a lookup may go another way.
const KEY_SIZES: [(u32, (usize, usize)); 3] = [(86, (2, 4)), (9, (6, 10)), (5, (18, 26))];

fn size(choices: &mut Choices<'_>, sizes: &[(u32, (usize, usize))]) -> usize {
    let (least, most) = *choices.weighted(sizes);
    choices.size_in(least..=most)
}

/// Draws from a table in which kin stand side by side (a number and its neighbours, two spellings of one value, the two
/// sides of a bound): every other draw is the entry behind the last one, for what differs by one step shows most.
struct Kin<'t, T> {
    table: &'t [T],
    at: usize,
}

impl<'t, T> Kin<'t, T> {
    fn of(choices: &mut Choices<'_>, table: &'t [T]) -> Self {
        Self { table, at: choices.below(table.len()) }
    }

    fn next(&mut self, choices: &mut Choices<'_>) -> &'t T {
        let step = if choices.chance(1, 2) { 1 } else { choices.below(self.table.len()) };
        self.at = (self.at + step) % self.table.len();
        &self.table[self.at]
    }
}

/// Everyday words, mixed with those of `edges` if there are any; some a small edit away from the one before.
fn words(
    choices: &mut Choices<'_>,
    wanted: usize,
    everyday: &[&'static str],
    edges: Option<&[&'static str]>,
) -> Vec<String> {
    let mut drawn: Vec<String> = Vec::with_capacity(wanted + 3);
    for _ in 0..wanted {
        let table = match edges {
            Some(edges) if choices.chance(1, 2) => edges,
            _ => everyday,
        };
        drawn.push(match drawn.last() {
            _ if edges.is_some() && choices.chance(1, 12) => String::new(),
            Some(last) if choices.chance(1, if edges.is_some() { 3 } else { 8 }) => lookalikes::near(choices, last),
            _ => (*choices.pick(table)).to_owned(),
        });
    }
    drawn
}

/// Keys of tags: each of them another one, so that an entity may have as many as are drawn.
fn keys(choices: &mut Choices<'_>, odd: bool) -> Vec<String> {
    let wanted = size(choices, &KEY_SIZES);
    let mut drawn = words(choices, wanted, &TAG_KEYS, odd.then(pools::attribute_names));
    if odd && choices.chance(1, 4) {
        drawn[0].clear();
    }
    for place in 1..drawn.len() {
        if drawn[..place].contains(&drawn[place]) {
            drawn[place] = format!("{}{place}", drawn[place]);
        }
    }
    drawn
}

/// The families of literals of one extension type.
struct Family {
    ty: ExtType,
    everyday: &'static [&'static str],
    edges: &'static [ExtLiteral],
    /// Values around some limit.
    steps: fn(&mut Choices<'_>) -> Vec<String>,
}

const FAMILIES: [Family; 4] = [
    Family { ty: ExtType::Decimal, everyday: &DECIMALS, edges: pools::decimal::VALID, steps: steps::decimals },
    Family { ty: ExtType::IpAddr, everyday: &IPS, edges: pools::ip::VALID, steps: steps::ips },
    Family { ty: ExtType::Datetime, everyday: &DATETIMES, edges: pools::datetime::VALID, steps: steps::datetimes },
    Family { ty: ExtType::Duration, everyday: &DURATIONS, edges: pools::duration::VALID, steps: steps::durations },
];

/// Everyday literals of an extension type, mixed with those at edges if they are asked for.
fn literals(choices: &mut Choices<'_>, family: &Family, at_edges: bool) -> Vec<String> {
    // Each table of edges is long, and each of its entries is there for a bug of its own.
    let wanted = size(choices, &SIZES) + if at_edges { 2 } else { 0 };
    let mut drawn: Vec<String> = Vec::with_capacity(wanted + 2);
    let mut kin = at_edges.then(|| Kin::of(choices, family.edges));
    for _ in 0..wanted {
        drawn.push(match (&mut kin, drawn.last()) {
            (Some(_), Some(last)) if choices.chance(1, 5) => respell::respell(choices, family.ty, last),
            (Some(kin), _) if choices.chance(2, 3) => kin.next(choices).text.to_owned(),
            _ => (*choices.pick(family.everyday)).to_owned(),
        });
    }
    if at_edges && choices.chance(1, 2) {
        let around = (family.steps)(choices);
        drawn.push(around[0].clone());
        drawn.extend(choices.some_of(&around[1..], 1, 4));
    }
    drawn
}

impl Lexicon {
    /// Draws the constants of a case.
    pub(crate) fn draw(choices: &mut Choices<'_>, settings: &Settings) -> Self {
        let at_edges = settings.has(Feature::Edges);
        let odd = settings.has(Feature::OddNames);
        let datetime = settings.has(Feature::Datetime);
        let on = [settings.has(Feature::Decimal), settings.has(Feature::Ip), datetime, datetime];
        let series = if at_edges && choices.chance(1, 4) { i64::MAX - 200 } else { choices.int_in(-40..=40) };
        let mut longs = longs(choices, at_edges);
        let wanted = size(choices, &SIZES);
        let mut strings = words(choices, wanted, &WORDS, at_edges.then(pools::strings));
        let tag_keys = keys(choices, odd);
        let families = [0, 1, 2, 3].map(|at: usize| {
            let family = &FAMILIES[at];
            if on[at] {
                literals(choices, family, at_edges)
            } else {
                family.everyday[..2].iter().map(|literal| (*literal).to_owned()).collect()
            }
        });
        let [decimals, ips, datetimes, durations] = families;
        let patterns = if settings.has(Feature::Like) { likes(choices, at_edges, &mut strings) } else { Vec::new() };
        if let Some(last) = settings.large_set.checked_sub(1) {
            // Both ends of the large sets, and what is just behind them.
            longs.extend([0, last, last + 1].map(|step| element_long(series, step)));
            strings.extend([0, last, last + 1].map(element_string));
        }
        add_long_strings(choices, settings.long_string, &mut strings);
        Self { longs, strings, tag_keys, decimals, ips, datetimes, durations, patterns, series }
    }
}

/// The integer of a large set that so many others come before.
pub(crate) fn element_long(series: i64, place: usize) -> i64 {
    series.saturating_add(place as i64)
}

/// The string of a large set that so many others come before.
pub(crate) fn element_string(place: usize) -> String {
    format!("k{place}")
}

fn longs(choices: &mut Choices<'_>, at_edges: bool) -> Vec<i64> {
    let wanted = size(choices, &SIZES) + 1;
    let mut drawn = Vec::with_capacity(wanted + 3);
    let mut kin = Kin::of(choices, pools::integers());
    for _ in 0..wanted {
        let far = at_edges && choices.chance(1, 3);
        drawn.push(*if far { kin.next(choices) } else { choices.pick(&SMALL) });
    }
    if at_edges && choices.chance(2, 5) {
        drawn.extend(steps::integers(choices));
    }
    if at_edges && choices.chance(1, 3) {
        let of = *choices.pick(&drawn);
        drawn.push(steps::partner(choices, of));
    }
    if at_edges && choices.chance(1, 6) {
        drawn.extend(steps::factors(choices));
    }
    drawn
}

/// Patterns from the table, with a string that each matches and one that it misses among the constants.
fn likes(choices: &mut Choices<'_>, at_edges: bool, strings: &mut Vec<String>) -> Vec<Vec<PatternElem>> {
    if !choices.chance(if at_edges { 3 } else { 1 }, 4) {
        return Vec::new();
    }
    let like = choices.pick(patterns::ALL);
    for list in [like.matches, like.misses] {
        strings.extend(choices.pick_any(list).map(|text| (*text).to_owned()));
    }
    vec![patterns::parse(like.pattern)]
}

/// A long string, and another that differs from it by one character somewhere.
fn add_long_strings(choices: &mut Choices<'_>, length: usize, strings: &mut Vec<String>) {
    if length == 0 {
        return;
    }
    let unit = *choices.pick(&["a", "ab", "ab*", "é", "😀b", "long word "]);
    let long: String = unit.chars().cycle().take(length).collect();
    let mut other: Vec<char> = long.chars().collect();
    match choices.below(4) {
        0 => other.push('x'),
        1 => drop(other.pop()),
        2 => other[length - 1] = 'x',
        _ => other[choices.below(length)] = 'x',
    }
    strings.push(long);
    strings.push(other.into_iter().collect());
}
