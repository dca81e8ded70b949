//! Who is told of judgments and of what parsers read: the coverage that is being kept on this thread, if any is.
//!
//! The functions of validation and of the parsers are what readers check against the language's definition, so no
//! observer is handed through all of them; like a tracing subscriber it belongs to the thread while [`noting`] runs.
//! What the functions return never depends on it.

use std::cell::RefCell;

use super::{Coverage, Judgment, Production};

thread_local! {
    /// What is kept here, while something is.
    static NOTES: RefCell<Option<Coverage>> = const { RefCell::new(None) };
}

/// Takes the notes away again, also when what was watched panics.
struct Watch<'c> {
    coverage: &'c mut Coverage,
    before: Option<Coverage>,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        let notes = NOTES.with_borrow_mut(|notes| std::mem::replace(notes, self.before.take()));
        if let Some(notes) = notes {
            self.coverage.merge(&notes);
        }
    }
}

/// Does some work, and adds to `coverage` what it judged and read on this thread.
pub fn noting<T>(coverage: &mut Coverage, work: impl FnOnce() -> T) -> T {
    let before = NOTES.with_borrow_mut(|notes| notes.replace(Coverage::default()));
    let _watch = Watch { coverage, before };
    work()
}

/// Notes a judgment.
pub(crate) fn judged(judgment: impl FnOnce() -> Judgment) {
    NOTES.with_borrow_mut(|notes| {
        if let Some(notes) = notes {
            notes.judge(judgment());
        }
    });
}

/// Notes that a parser has read, or refused, something.
pub(crate) fn read(production: Production) {
    NOTES.with_borrow_mut(|notes| {
        if let Some(notes) = notes {
            notes.read(production);
        }
    });
}
