//! Strings turned into small numbers, so that comparing two is comparing two integers.
//!
//! In comes a string; out comes its symbol, the same for equal strings and for one table only. All strings of a table
//! lie in one buffer. [`HashIndex`] underneath finds numbered things by content whatever they are; the evaluator's
//! values use it too.

use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// A hash table of the numbers 0, 1, 2, … of things that are kept elsewhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct HashIndex {
    /// Pairs of (upper hash bits, number + 1), a number of 0 meaning a free slot; a power of two of them, or none.
    slots: Vec<(u32, u32)>,
    count: usize,
}

/// The hash by which [`HashIndex`] is asked.
pub(crate) fn hash_of(thing: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = FxHasher::default();
    thing.hash(&mut hasher);
    hasher.finish()
}

impl HashIndex {
    /// The number of the thing that has this hash and that `equals` recognizes.
    pub(crate) fn find(&self, hash: u64, equals: impl Fn(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let (tag, mut place) = split(hash, mask);
        loop {
            match self.slots[place] {
                (_, 0) => return None,
                (found, number) if found == tag && equals(number - 1) => return Some(number - 1),
                _ => place = (place + 1) & mask,
            }
        }
    }

    /// Adds a thing that is known to be absent. Its hash must be the one it is asked for with later.
    pub(crate) fn insert(&mut self, hash: u64, number: u32, hash_again: impl Fn(u32) -> u64) {
        if (self.count + 1) * 4 > self.slots.len() * 3 {
            let size = (self.slots.len() * 2).max(16);
            let old = std::mem::replace(&mut self.slots, vec![(0, 0); size]);
            for (_, held) in old.into_iter().filter(|slot| slot.1 != 0) {
                self.place(hash_again(held - 1), held);
            }
        }
        self.place(hash, number + 1);
        self.count += 1;
    }

    fn place(&mut self, hash: u64, held: u32) {
        let mask = self.slots.len() - 1;
        let (tag, mut place) = split(hash, mask);
        while self.slots[place].1 != 0 {
            place = (place + 1) & mask;
        }
        self.slots[place] = (tag, held);
    }
}

fn split(hash: u64, mask: usize) -> (u32, usize) {
    ((hash >> 32) as u32, hash as usize & mask)
}

/// A string of a [`Symbols`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Symbol(pub(crate) u32);

/// A table of distinct strings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Symbols {
    bytes: String,
    ends: Vec<u32>,
    index: HashIndex,
}

impl Symbols {
    /// The number of strings.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string of a symbol of this table.
    pub(crate) fn get(&self, symbol: Symbol) -> &str {
        let number = symbol.0 as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.bytes[start..self.ends[number] as usize]
    }

    /// The symbol of a string, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<Symbol> {
        self.index.find(hash_of(text), |number| self.get(Symbol(number)) == text).map(Symbol)
    }

    /// The symbol of a string, a new one if need be.
    pub(crate) fn intern(&mut self, text: &str) -> Symbol {
        let hash = hash_of(text);
        if let Some(number) = self.index.find(hash, |number| self.get(Symbol(number)) == text) {
            return Symbol(number);
        }
        let number = self.ends.len() as u32;
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u32);
        let (bytes, ends) = (&self.bytes, &self.ends);
        self.index.insert(hash, number, |held| {
            let held = held as usize;
            let start = held.checked_sub(1).map_or(0, |before| ends[before] as usize);
            hash_of(&bytes[start..ends[held] as usize])
        });
        Symbol(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_have_one_symbol() {
        let mut symbols = Symbols::default();
        let words: Vec<String> = (0..1000).map(|number| format!("word{}", number % 500)).collect();
        let found: Vec<Symbol> = words.iter().map(|word| symbols.intern(word)).collect();
        assert_eq!(symbols.len(), 500);
        for (word, symbol) in words.iter().zip(found) {
            assert_eq!(symbols.get(symbol), word);
            assert_eq!(symbols.find(word), Some(symbol));
        }
        assert_eq!(symbols.find("absent"), None);
        let empty = symbols.intern("");
        assert_eq!(symbols.get(empty), "");
    }
}
