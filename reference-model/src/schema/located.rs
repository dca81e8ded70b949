//! Where the words of a schema stand in its text.
//!
//! Places are remarks, not meaning: two trees that differ in nothing else are equal, and a tree that was built instead of
//! read has none. So trees can be compared, built and edited as if places did not exist: a [`Located`] is made by
//! `into()` and used like what it holds.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::name::Name;

/// A line and a column of a text, both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// A part of a tree, and where its first character stands. Equality is that of the parts.
#[derive(Clone, Copy, Default)]
pub struct Located<T> {
    /// The part itself.
    pub value: T,
    /// Where it stands; `None` if it was not read from a text.
    pub position: Option<Position>,
}

impl<T> Located<T> {
    /// A part that was read.
    pub fn at(value: T, position: Position) -> Self {
        Self { value, position: Some(position) }
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Located<T> {}

impl<T: PartialEq> PartialEq<T> for Located<T> {
    fn eq(&self, other: &T) -> bool {
        self.value == *other
    }
}

impl PartialEq<&str> for Located<String> {
    fn eq(&self, other: &&str) -> bool {
        self.value == *other
    }
}

impl<T: fmt::Debug> fmt::Debug for Located<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Located<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> From<T> for Located<T> {
    fn from(value: T) -> Self {
        Self { value, position: None }
    }
}

impl From<&str> for Located<String> {
    fn from(value: &str) -> Self {
        value.to_owned().into()
    }
}

/// What a name of a type may turn out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NameSort {
    /// A built-in, extension, common or entity type: a name in Cedar syntax, `EntityOrCommon` in JSON.
    #[default]
    Any,
    /// A common type, built-in ones and those of extensions among them: in JSON, a type's own name.
    Common,
    /// An entity type: `Entity` in JSON.
    Entity,
    /// A type of an extension, whatever else is declared by that name: `Extension` in JSON.
    Extension,
}

/// The name of a type where a type is written. It can be used like the name that it holds.
#[derive(Clone, PartialEq, Eq)]
pub struct TypeName {
    /// The name as written.
    pub name: Located<Name>,
    /// What it may turn out to be.
    pub sort: NameSort,
}

impl From<Name> for TypeName {
    fn from(name: Name) -> Self {
        Self { name: name.into(), sort: NameSort::Any }
    }
}

impl Deref for TypeName {
    type Target = Name;

    fn deref(&self) -> &Name {
        &self.name
    }
}

impl DerefMut for TypeName {
    fn deref_mut(&mut self) -> &mut Name {
        &mut self.name
    }
}

impl fmt::Debug for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sort {
            NameSort::Any => self.name.fmt(f),
            sort => f.debug_tuple(&format!("{sort:?}")).field(&self.name).finish(),
        }
    }
}
