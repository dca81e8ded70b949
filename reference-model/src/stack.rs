//! Stack for recursion over syntax that someone else has written.
//!
//! Expressions are up to a thousand levels deep, and so are the values that they make. Evaluation recurses over the
//! former and keeps room for cloning, comparing and dropping the latter at each of its levels.

/// What must be left on the stack before a level is entered: enough for the deepest value in an unoptimized build.
const ROOM: usize = 1024 * 1024;

/// How much is added when less is left.
const MORE: usize = 4 * ROOM;

/// What must be left before a level of syntax is read or resolved: no values are made there.
const ROOM_FOR_SYNTAX: usize = ROOM / 4;

/// Runs one level of a recursion over values, on a larger stack if need be.
pub(crate) fn with_room<T>(level: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(ROOM, MORE, level)
}

/// Runs one level of a recursion over syntax, on a larger stack if need be.
pub(crate) fn with_room_for_syntax<T>(level: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(ROOM_FOR_SYNTAX, MORE, level)
}
