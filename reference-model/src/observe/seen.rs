//! Which entries of a table have been seen: a set of bits, cheap to add to and to merge.

/// One bit for each entry, in their order; words that are missing at the end are zero.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Seen(Vec<u64>);

impl Seen {
    /// Adds the entry at this place.
    pub(super) fn add(&mut self, place: usize) {
        if self.0.len() <= place / 64 {
            self.0.resize(place / 64 + 1, 0);
        }
        self.0[place / 64] |= 1 << (place % 64);
    }

    /// Whether the entry at this place was seen.
    pub(super) fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// How many entries were seen.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// `1` for each entry that was seen and `0` for each other, of so many.
    pub(super) fn marks(&self, total: usize) -> String {
        (0..total).map(|place| if self.has(place) { '1' } else { '0' }).collect()
    }

    /// What these marks stand for.
    pub(super) fn from_marks(marks: &str) -> Self {
        let mut seen = Self::default();
        marks.char_indices().filter(|(_, mark)| *mark == '1').for_each(|(place, _)| seen.add(place));
        seen
    }

    /// Adds what others have seen.
    pub(super) fn merge(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }
}
