//! Chance: the one place from which every decision of the generators comes.
//!
//! In comes a seed, or bytes from anywhere (a fuzzer, a file); out come decisions, small whole numbers and what can be
//! made of them. The bytes are read through [`arbitrary::Unstructured`]. A decision among few takes one byte, so that a
//! fuzzer that changes a byte changes one decision. When the bytes have run out, every decision is its *first*
//! alternative (`chance` is false, a range is at its start): tables of alternatives open with the one that ends
//! soonest, so that generation always ends. There is no float here and nothing that depends on the platform.
//!
//! Bytes may be cut into parts, each behind a [`MARK`]: one for the settings, one for each policy, and so on. A generator
//! says where its next part begins ([`Choices::next_part`]) and goes on behind the next mark, wherever it was before. So a
//! byte that a fuzzer changes, puts in or takes out changes its own part of the case and no other. Bytes without marks
//! are one long part, and for a seed parts mean nothing: its decisions are what they would be without them.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use arbitrary::Unstructured;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// How many bytes a seed is unrolled into at a time.
const CHUNK: usize = 1024;

/// The most bytes that a seed is unrolled into; a case takes a few thousand. It bounds what a mistake can cost.
const SEED_LIMIT: usize = 1 << 17;

/// The most bytes that one decision reads.
const WIDEST: usize = 8;

/// What stands between the parts of bytes; so long that chance does not make it.
pub const MARK: [u8; 4] = [0xc5, 0x5a, 0x7e, 0x81];

/// A stream of decisions.
#[derive(Debug, Clone)]
pub struct Choices<'a> {
    bytes: Cow<'a, [u8]>,
    position: usize,
    unroll: Option<ChaCha8Rng>,
    exhausted: u64,
    /// Where the part ends that is read, if a mark follows it.
    end: Option<usize>,
    /// Where parts began, for decisions of a seed.
    parts: Vec<usize>,
}

impl Choices<'static> {
    /// The decisions of a seed. The same seed gives the same decisions on every machine.
    pub fn from_seed(seed: u64) -> Self {
        let rng = ChaCha8Rng::seed_from_u64(seed);
        Self {
            bytes: Cow::Owned(Vec::with_capacity(4 * CHUNK)),
            position: 0,
            unroll: Some(rng),
            exhausted: 0,
            end: None,
            parts: Vec::new(),
        }
    }
}

impl<'a> Choices<'a> {
    /// The decisions that these bytes encode; any bytes will do, also none.
    pub fn from_bytes(bytes: &'a [u8]) -> Self {
        let end = mark_behind(bytes, 0);
        Self { bytes: Cow::Borrowed(bytes), position: 0, unroll: None, exhausted: 0, end, parts: Vec::new() }
    }

    /// A part begins here that is to depend on nothing read before it.
    pub fn next_part(&mut self) {
        if self.unroll.is_some() {
            self.parts.push(self.position);
        } else if let Some(end) = self.end {
            self.position = end + MARK.len();
            self.end = mark_behind(&self.bytes, self.position);
        }
    }

    /// The bytes used up to now with a mark before each part: [`Choices::from_bytes`] of them makes the same decisions
    /// again. Of bytes it is what they are themselves.
    pub fn marked(&self) -> Vec<u8> {
        let mut marked = Vec::with_capacity(self.position + MARK.len() * self.parts.len());
        let mut from = 0;
        for part in &self.parts {
            marked.extend_from_slice(&self.bytes[from..*part]);
            marked.extend_from_slice(&MARK);
            from = *part;
        }
        marked.extend_from_slice(&self.bytes[from..self.position]);
        marked
    }

    /// The bytes used up to now: [`Choices::from_bytes`] of them makes the same decisions again, and then first
    /// alternatives only.
    pub fn consumed(&self) -> &[u8] {
        &self.bytes[..self.position]
    }

    /// How many decisions found no byte left and so took their first alternative.
    pub fn exhausted(&self) -> u64 {
        self.exhausted
    }

    /// The next number of so many bytes (1, 2 or 8); zero when there are none left.
    fn number(&mut self, width: usize) -> u64 {
        if self.position + WIDEST > self.bytes.len() {
            self.unroll_seed();
        }
        let rest = &self.bytes[self.position..self.end.unwrap_or(self.bytes.len())];
        if rest.is_empty() {
            self.exhausted += 1;
            return 0;
        }
        let mut source = Unstructured::new(rest);
        let number = match width {
            1 => source.arbitrary::<u8>().map(u64::from),
            2 => source.arbitrary::<u16>().map(u64::from),
            _ => source.arbitrary::<u64>(),
        };
        self.position += rest.len().min(width);
        number.unwrap_or(0)
    }

    fn unroll_seed(&mut self) {
        let Some(rng) = &mut self.unroll else { return };
        if self.bytes.len() >= SEED_LIMIT {
            return;
        }
        let bytes = self.bytes.to_mut();
        let start = bytes.len();
        bytes.resize(start + CHUNK, 0);
        rng.fill_bytes(&mut bytes[start..]);
    }

    /// A number below `n`; 0 if `n` is 0. It takes no byte if `n` is at most 1, one up to 64 (where the rounding of
    /// 256 to `n` parts does not show), two up to 4096, and eight above.
    pub fn below(&mut self, n: usize) -> usize {
        match n {
            0 | 1 => 0,
            2..=64 => (self.number(1) as usize * n) >> 8,
            65..=4096 => (self.number(2) as usize * n) >> 16,
            _ => ((u128::from(self.number(8)) * n as u128) >> 64) as usize,
        }
    }

    /// True in `numerator` of `denominator` cases; false when the bytes have run out.
    pub fn chance(&mut self, numerator: u32, denominator: u32) -> bool {
        if numerator == 0 {
            return false;
        }
        if numerator >= denominator {
            return true;
        }
        self.below(denominator as usize) >= (denominator - numerator) as usize
    }

    /// True in `percent` of 100 cases.
    pub fn percent(&mut self, percent: u32) -> bool {
        self.chance(percent, 100)
    }

    /// One of `items`, which must not be empty.
    pub fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }

    /// One of `items`, or `None` if there are none.
    pub fn pick_any<'t, T>(&mut self, items: &'t [T]) -> Option<&'t T> {
        items.get(self.below(items.len()))
    }

    /// The index of a weight, each as likely as its share of their sum; 0 if the sum is 0.
    pub fn weighted_index(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let total: u32 = weights.clone().sum();
        let mut left = self.below(total as usize) as u32;
        for (index, weight) in weights.enumerate() {
            if left < weight {
                return index;
            }
            left -= weight;
        }
        0
    }

    /// One alternative of a table of weights and alternatives, which must not be empty.
    pub fn weighted<'t, T>(&mut self, table: &'t [(u32, T)]) -> &'t T {
        &table[self.weighted_index(table.iter().map(|(weight, _)| *weight))].1
    }

    /// A number in `range`, its start when the bytes have run out; the start too if the range is empty.
    pub fn int_in(&mut self, range: RangeInclusive<i64>) -> i64 {
        let (start, end) = (*range.start(), *range.end());
        if end <= start {
            return start;
        }
        let span = (i128::from(end) - i128::from(start) + 1) as u128;
        let offset = match usize::try_from(span) {
            Ok(span) if span <= 4096 => self.below(span) as u128,
            _ => (u128::from(self.number(8)) * span) >> 64,
        };
        (i128::from(start) + offset as i128) as i64
    }

    /// A number in `range`.
    pub fn size_in(&mut self, range: RangeInclusive<usize>) -> usize {
        let (start, end) = (*range.start(), *range.end());
        start + self.below(end.saturating_sub(start) + 1)
    }

    /// Puts `items` into some order; they stay as they are when the bytes have run out.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in 0..items.len().saturating_sub(1) {
            let j = i + self.below(items.len() - i);
            items.swap(i, j);
        }
    }

    /// Up to `most` of `items`, each at most once, in their order; at least `least` if there are so many.
    pub fn some_of<T: Clone>(&mut self, items: &[T], least: usize, most: usize) -> Vec<T> {
        let most = most.min(items.len());
        let wanted = self.size_in(least.min(most)..=most);
        let mut indices: Vec<usize> = (0..items.len()).collect();
        for i in 0..wanted {
            let j = i + self.below(items.len() - i);
            indices.swap(i, j);
        }
        indices.truncate(wanted);
        indices.sort_unstable();
        indices.into_iter().map(|index| items[index].clone()).collect()
    }
}

/// Where the first mark at or behind `from` stands.
fn mark_behind(bytes: &[u8], from: usize) -> Option<usize> {
    bytes[from..].windows(MARK.len()).position(|window| window == MARK).map(|offset| from + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_apart_and_mean_nothing_for_a_seed() {
        let parted = |choices: &mut Choices<'_>| -> Vec<Vec<usize>> {
            let part = |choices: &mut Choices<'_>| {
                choices.next_part();
                (0..10).map(|_| choices.below(50)).collect()
            };
            (0..4).map(|_| part(choices)).collect()
        };
        let mut seeded = Choices::from_seed(9);
        let of_seed = parted(&mut seeded);
        let plain: Vec<usize> = {
            let mut choices = Choices::from_seed(9);
            (0..40).map(|_| choices.below(50)).collect()
        };
        assert_eq!(of_seed.concat(), plain);
        let marked = seeded.marked();
        assert_eq!(parted(&mut Choices::from_bytes(&marked)), of_seed);
        // One byte more, one less or another one in the second part changes nothing in the others.
        let second = 2 * MARK.len() + 10 + 3;
        for change in 0..3 {
            let mut bytes = marked.clone();
            match change {
                0 => bytes[second] ^= 0x80,
                1 => bytes.insert(second, 77),
                _ => drop(bytes.remove(second)),
            }
            let changed = parted(&mut Choices::from_bytes(&bytes));
            let others = |parts: &[Vec<usize>]| [parts[0].clone(), parts[2].clone(), parts[3].clone()];
            assert!(changed[1] != of_seed[1] && others(&changed) == others(&of_seed), "{change}: {changed:?}");
        }
    }

    fn decisions(choices: &mut Choices<'_>) -> Vec<i64> {
        let mut all = Vec::new();
        for n in 0..200 {
            all.push(choices.below(n) as i64);
            all.push(i64::from(choices.percent(30)));
            all.push(choices.int_in(i64::MIN..=i64::MAX));
            all.push(*choices.weighted(&[(1, 10), (0, 20), (5, 30)]));
        }
        all
    }

    #[test]
    fn a_seed_gives_the_same_decisions_twice_and_they_replay_from_their_bytes() {
        let mut first = Choices::from_seed(7);
        let decided = decisions(&mut first);
        assert_eq!(decided, decisions(&mut Choices::from_seed(7)));
        assert_ne!(decided, decisions(&mut Choices::from_seed(8)));
        assert_eq!(decided, decisions(&mut Choices::from_bytes(first.consumed())));
    }

    /// These numbers may never change: they are what makes a seed mean the same in every version and on any machine.
    #[test]
    fn a_seed_keeps_its_meaning() {
        let mut choices = Choices::from_seed(1);
        let drawn: Vec<usize> = [2, 10, 64, 100, 1000, 100_000].iter().map(|n| choices.below(*n)).collect();
        assert_eq!(drawn, FIRST_OF_SEED_1);
    }

    const FIRST_OF_SEED_1: [usize; 6] = [1, 0, 41, 91, 36, 57822];

    #[test]
    fn without_bytes_every_decision_is_the_first_alternative() {
        let mut choices = Choices::from_bytes(&[]);
        assert_eq!(choices.below(9), 0);
        assert!(!choices.chance(9, 10));
        assert_eq!(*choices.weighted(&[(1, "first"), (100, "second")]), "first");
        assert_eq!(choices.int_in(-3..=9), -3);
        assert_eq!(choices.some_of(&[1, 2, 3], 0, 3), Vec::<i32>::new());
        assert_eq!(choices.exhausted(), 5);
    }

    #[test]
    fn decisions_stay_in_their_bounds_and_reach_them() {
        for n in [1_usize, 2, 3, 7, 64, 65, 200] {
            let mut choices = Choices::from_seed(3);
            let mut seen = vec![0_u32; n];
            for _ in 0..n * 200 {
                seen[choices.below(n)] += 1;
            }
            assert!(seen.iter().all(|count| (100..=300).contains(count)), "{n}: {seen:?}");
        }
        let mut choices = Choices::from_seed(3);
        let hits = (0..10_000).filter(|_| choices.chance(1, 100)).count();
        assert!((60..=140).contains(&hits), "{hits}");
        assert!((0..1000).all(|_| (-5..=5).contains(&choices.int_in(-5..=5))));
    }

    #[test]
    fn a_weight_of_zero_is_never_taken() {
        let mut choices = Choices::from_seed(4);
        assert!((0..1000).all(|_| *choices.weighted(&[(0, false), (3, true), (0, false)])));
    }

    #[test]
    fn some_of_keeps_order_and_bounds() {
        let mut choices = Choices::from_seed(5);
        for _ in 0..200 {
            let some = choices.some_of(&[1, 2, 3, 4, 5], 1, 3);
            assert!((1..=3).contains(&some.len()) && some.is_sorted(), "{some:?}");
        }
    }
}
