//! Stack for printing syntax that someone else has written: it is up to a thousand levels deep.

/// What must be left before a level is entered: sixteen levels of an unoptimized build fit into it by far.
const ROOM: usize = 256 * 1024;

/// How much is added when less is left.
const MORE: usize = 16 * ROOM;

/// Runs one level of a recursion, on a larger stack if need be.
pub(super) fn with_room<T>(level: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(ROOM, MORE, level)
}
