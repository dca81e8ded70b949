//! What a settings file gives, whatever its syntax: names and values with their places.

/// A name with its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    /// The byte where the name begins.
    pub(super) at: usize,
    pub(super) value: Located,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub(super) struct Located {
    /// The byte where the value begins.
    pub(super) at: usize,
    pub(super) what: Given,
}

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Given {
    Number(i64),
    Switch(bool),
    Word(String),
    List(Vec<Located>),
    Table(Vec<Entry>),
    /// Anything that no setting is, in words.
    Other(&'static str),
}

/// What is wrong with a settings file, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) at: usize,
    pub(super) what: String,
}

impl Wrong {
    pub(super) fn new(at: usize, what: String) -> Self {
        Self { at, what }
    }
}
