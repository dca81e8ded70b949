//! The constants of a case: a few of each type, drawn once, from which data *and* policies take theirs.
//!
//! Comparisons, tags and patterns only bite if both sides come from the same small stock; with fresh literals on each
//! side, nearly every `==` would be false.

use crosscheck_reference_model::expr::ExtFun;

use crate::choices::Choices;
use crate::edges;
use crate::pools::{self, ExtLiteral};
use crate::settings::{Feature, Settings};

/// A few constants of each type, and the names that are not declared anywhere.
#[derive(Debug, Clone)]
pub(crate) struct Lexicon {
    pub(crate) longs: Vec<i64>,
    pub(crate) strings: Vec<String>,
    pub(crate) tag_keys: Vec<String>,
    pub(crate) decimals: Vec<&'static str>,
    pub(crate) ips: Vec<&'static str>,
    pub(crate) datetimes: Vec<&'static str>,
    pub(crate) durations: Vec<&'static str>,
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

fn size(choices: &mut Choices<'_>) -> usize {
    let (least, most) = *choices.weighted(&SIZES);
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

/// Everyday words, mixed with those of `edges` if there are any.
fn words(choices: &mut Choices<'_>, everyday: &[&'static str], edges: Option<&[&'static str]>) -> Vec<String> {
    let wanted = size(choices);
    let mut drawn: Vec<String> = Vec::with_capacity(wanted);
    for _ in 0..wanted {
        let table = match edges {
            Some(edges) if choices.chance(1, 2) => edges,
            _ => everyday,
        };
        drawn.push(match drawn.last() {
            Some(last) if choices.chance(1, 6) => near(choices, last),
            _ => (*choices.pick(table)).to_owned(),
        });
    }
    drawn
}

/// A word that differs from `word` by one character.
fn near(choices: &mut Choices<'_>, word: &str) -> String {
    let mut near = word.to_owned();
    match choices.below(3) {
        0 => near.push(*choices.pick(&['s', ' ', 'é'])),
        1 => drop(near.pop()),
        _ => near.insert(0, *choices.pick(&['x', '*', '😀'])),
    }
    near
}

/// Everyday literals of an extension type, mixed with those of `edges` if there are any.
fn literals(choices: &mut Choices<'_>, everyday: &[&'static str], edges: Option<&[ExtLiteral]>) -> Vec<&'static str> {
    // Each table of edges is long, and each of its entries is there for a bug of its own.
    let wanted = size(choices) + if edges.is_some() { 2 } else { 0 };
    let mut drawn = Vec::with_capacity(wanted);
    let mut kin = edges.map(|edges| Kin::of(choices, edges));
    for _ in 0..wanted {
        drawn.push(match &mut kin {
            Some(kin) if choices.chance(2, 3) => kin.next(choices).text,
            _ => *choices.pick(everyday),
        });
    }
    drawn
}

impl Lexicon {
    /// Draws the constants of a case.
    pub(crate) fn draw(choices: &mut Choices<'_>, settings: &Settings) -> Self {
        let at_edges = settings.has(Feature::Edges);
        let odd = settings.has(Feature::OddNames);
        let datetime = settings.has(Feature::Datetime);
        let family = |choices: &mut Choices<'_>, on: bool, everyday: &[&'static str], function: ExtFun| {
            if on {
                literals(choices, everyday, at_edges.then(|| edges::valid(function)))
            } else {
                everyday[..2].to_vec()
            }
        };
        Self {
            longs: longs(choices, at_edges),
            strings: words(choices, &WORDS, at_edges.then(pools::strings)),
            tag_keys: words(choices, &TAG_KEYS, odd.then(pools::attribute_names)),
            decimals: family(choices, settings.has(Feature::Decimal), &DECIMALS, ExtFun::Decimal),
            ips: family(choices, settings.has(Feature::Ip), &IPS, ExtFun::Ip),
            datetimes: family(choices, datetime, &DATETIMES, ExtFun::Datetime),
            durations: family(choices, datetime, &DURATIONS, ExtFun::Duration),
        }
    }
}

fn longs(choices: &mut Choices<'_>, at_edges: bool) -> Vec<i64> {
    let wanted = size(choices) + 1;
    let mut drawn = Vec::with_capacity(wanted);
    let mut kin = Kin::of(choices, pools::integers());
    for _ in 0..wanted {
        let far = at_edges && choices.chance(1, 3);
        drawn.push(*if far { kin.next(choices) } else { choices.pick(&SMALL) });
    }
    drawn
}
