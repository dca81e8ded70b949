//! The two ways to spell a tree: always the canonical way, or now and then another one.
//!
//! The printers ask a [`Style`] at every place where the language leaves a choice. [`Plain`] never takes a liberty and
//! costs nothing; [`Varied`] takes each kind of liberty at a rate of its own, drawn once a case, so that some cases are
//! full of comments and others of escapes. What the choices at a place *are* is the printers' business.

use crate::choices::Choices;

/// A kind of liberty that the language leaves to its writers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Liberty {
    /// Blanks and comments between tokens, or none.
    Gap,
    /// Parentheses that change nothing.
    Parentheses,
    /// An escape where none is needed, or another one.
    Escape,
    /// The operator's definition instead of its short form, `!(a == b)` for `a != b`.
    Operator,
    /// Quotes around an attribute that needs none, `a["b"]`, `a has "b"`, `{"b": 1}`.
    Quotes,
    /// A comma behind the last element.
    TrailingComma,
    /// Leading zeros, minus zero.
    Number,
    /// Another order where order means nothing: keys of JSON objects, parts of `appliesTo`.
    Order,
    /// Optional parts left out or written although they are empty.
    Optional,
    /// The short JSON forms of values whose types the schema declares.
    Implicit,
}

const LIBERTIES: usize = 10;

/// The distance between two liberties of a kind, in places, of which one is drawn for a case: never first, so that a
/// case without chance is plain.
const DISTANCES: [(u32, u32); 4] = [(4, u32::MAX), (3, 60), (2, 8), (1, 1)];

/// What decides at each place.
pub(super) trait Style {
    /// Whether long lines are broken so that people can read them.
    const LAYS_OUT: bool;

    /// Whether to leave the canonical spelling at this place.
    fn takes(&mut self, liberty: Liberty) -> bool;

    /// Whether it will ever leave the canonical spelling in this way, so that what that needs can be prepared.
    fn ever_takes(&self, liberty: Liberty) -> bool;

    /// Which of `n` alternatives.
    fn below(&mut self, n: usize) -> usize;
}

impl<S: Style> Style for &mut S {
    const LAYS_OUT: bool = S::LAYS_OUT;

    fn takes(&mut self, liberty: Liberty) -> bool {
        S::takes(self, liberty)
    }

    fn ever_takes(&self, liberty: Liberty) -> bool {
        S::ever_takes(self, liberty)
    }

    fn below(&mut self, n: usize) -> usize {
        S::below(self, n)
    }
}

/// The canonical spelling throughout.
#[derive(Debug)]
pub(super) struct Plain;

impl Style for Plain {
    const LAYS_OUT: bool = true;

    fn takes(&mut self, _: Liberty) -> bool {
        false
    }

    fn ever_takes(&self, _: Liberty) -> bool {
        false
    }

    fn below(&mut self, _: usize) -> usize {
        0
    }
}

/// A spelling of a whole case, the same at every place: the canonical one, but for at most one liberty, which is taken
/// wherever the language leaves it.
///
/// A difference that the canonical spelling does not show mostly depends on one liberty; with it, a case can be reduced
/// as syntax all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spelling {
    liberty: Option<Liberty>,
    /// Which alternative is taken, where there are several.
    alternative: usize,
}

/// Each liberty but that of blanks and comments, which would undo the layout, with the alternatives that are worth a try,
/// the most readable one first.
const ALTERNATIVES: [(Liberty, &[usize]); LIBERTIES - 1] = [
    (Liberty::Implicit, &[1, 0]),
    (Liberty::Escape, &[5, 0, 1, 2, 3, 4]),
    (Liberty::Optional, &[0]),
    (Liberty::Operator, &[0]),
    (Liberty::Parentheses, &[0]),
    (Liberty::Quotes, &[0]),
    (Liberty::Number, &[0]),
    (Liberty::TrailingComma, &[0]),
    (Liberty::Order, &[0, 1]),
];

impl Spelling {
    /// The canonical spelling.
    pub const PLAIN: Self = Self { liberty: None, alternative: 0 };

    /// The canonical spelling and then every other.
    pub fn all() -> impl Iterator<Item = Self> {
        let others = ALTERNATIVES.into_iter().flat_map(|(liberty, alternatives)| {
            alternatives.iter().map(move |alternative| Self { liberty: Some(liberty), alternative: *alternative })
        });
        std::iter::once(Self::PLAIN).chain(others)
    }
}

impl Style for Spelling {
    const LAYS_OUT: bool = true;

    fn takes(&mut self, liberty: Liberty) -> bool {
        self.liberty == Some(liberty)
    }

    fn ever_takes(&self, liberty: Liberty) -> bool {
        self.liberty == Some(liberty)
    }

    fn below(&mut self, n: usize) -> usize {
        self.alternative % n.max(1)
    }
}

/// Any of the spellings.
#[derive(Debug)]
pub(super) struct Varied<'c, 'b> {
    choices: &'c mut Choices<'b>,
    distances: [u32; LIBERTIES],
    places_left: [u32; LIBERTIES],
}

impl<'c, 'b> Varied<'c, 'b> {
    /// Draws the rate of each liberty.
    pub(super) fn new(choices: &'c mut Choices<'b>) -> Self {
        let distances = std::array::from_fn(|_| *choices.weighted(&DISTANCES));
        let mut varied = Self { choices, distances, places_left: [0; LIBERTIES] };
        for index in 0..LIBERTIES {
            varied.places_left[index] = varied.next_distance(index);
        }
        varied
    }

    /// How many places are passed over, so that chance is asked once a liberty and not once a place. When the bytes
    /// have run out, it is the greatest distance.
    fn next_distance(&mut self, index: usize) -> u32 {
        match self.distances[index] {
            u32::MAX => u32::MAX,
            mean => 2 * mean - self.choices.below(2 * mean as usize + 1) as u32,
        }
    }
}

impl Style for Varied<'_, '_> {
    const LAYS_OUT: bool = false;

    fn takes(&mut self, liberty: Liberty) -> bool {
        let index = liberty as usize;
        if self.places_left[index] > 0 {
            self.places_left[index] -= 1;
            return false;
        }
        self.places_left[index] = self.next_distance(index);
        true
    }

    fn ever_takes(&self, liberty: Liberty) -> bool {
        self.distances[liberty as usize] != u32::MAX
    }

    fn below(&mut self, n: usize) -> usize {
        self.choices.below(n)
    }
}
