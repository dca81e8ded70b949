//! Panics of subjects: caught, silent, and turned into an outcome with the message and the place.
//!
//! The panic hook of the process is replaced once; it keeps quiet only while a subject runs on the panicking thread, so
//! that a panic of the harness itself is still reported as usual.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, Location};
use std::sync::Once;

use crosscheck_generators::CaseText;

use super::Subject;
use crate::outcome::Outcome;

thread_local! {
    static IN_SUBJECT: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Makes panics of subjects silent: they are findings, and reported as such. It may be called any number of times.
pub fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if IN_SUBJECT.get() {
                let place = info.location().map(place_of).unwrap_or_default();
                PLACE.replace(place);
            } else {
                loud(info);
            }
        }));
    });
}

/// The file as the compiler knew it, without the folders above its crate's `src`, which differ between machines.
fn place_of(location: &Location<'_>) -> String {
    let file = location.file().replace('\\', "/");
    let parts: Vec<&str> = file.split('/').collect();
    let from = parts.iter().rposition(|part| *part == "src").map_or(0, |at| at.saturating_sub(1));
    format!("{}:{}", parts[from..].join("/"), location.line())
}

/// Runs a case on a subject; a panic becomes [`Outcome::crashed`] with its message and place.
///
/// A subject is used again after a panic: built-in subjects keep no state between cases but counters.
pub fn run_caught(subject: &dyn Subject, case: &CaseText) -> Outcome {
    caught(|| subject.run(case)).unwrap_or_else(Outcome::crashed)
}

/// Does work of a subject in silence.
///
/// # Errors
/// The message and place of a panic.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    quiet_panics();
    IN_SUBJECT.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    IN_SUBJECT.set(false);
    result.map_err(|payload| format!("panicked at {}: {}", PLACE.take(), message_of(payload.as_ref())))
}

fn message_of(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(a panic without a text)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::Capabilities;

    struct Panics;

    impl Subject for Panics {
        fn name(&self) -> &'static str {
            "panics"
        }

        fn version(&self) -> String {
            "1".to_owned()
        }

        fn capabilities(&self) -> Capabilities {
            Capabilities::ALL
        }

        fn run(&self, case: &CaseText) -> Outcome {
            panic!("no use for {:?}", case.policies)
        }
    }

    #[test]
    fn a_panic_is_an_outcome_with_message_and_place() {
        let case = CaseText { policies: "x".to_owned(), ..CaseText::default() };
        for _ in 0..2 {
            let message = run_caught(&Panics, &case).crashed.expect("it panicked");
            assert!(message.starts_with("panicked at harness/src/subject/panics.rs:"), "{message}");
            assert!(message.ends_with(": no use for \"x\""), "{message}");
        }
    }
}
