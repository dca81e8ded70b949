//! Ctrl-C: the first asks the run to end, with its summary; the second ends the process at once.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::exit::Exit;

static ASKED: AtomicBool = AtomicBool::new(false);

/// The flag that the first Ctrl-C sets; the first call installs the handler.
pub fn on_interrupt() -> &'static AtomicBool {
    static HANDLER: OnceLock<bool> = OnceLock::new();
    HANDLER.get_or_init(|| {
        let handler = || {
            if ASKED.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(Exit::Interrupted as u8));
            }
        };
        // Without a handler Ctrl-C still ends the process; what was found is saved by then.
        ctrlc::set_handler(handler).is_ok()
    });
    &ASKED
}
