//! Where words go: people's words on standard output, or on standard error when a machine reads the former.
//!
//! A reader that has gone (`crosscheck run | head`) is no error of ours: what cannot be written is dropped, the work
//! goes on and the exit code still tells its end. A disk that is full is one: the work goes on, and then the command fails.

use std::io::{self, ErrorKind, Write};
use std::sync::Mutex;

use indicatif::ProgressBar;
use serde_json::Value;

use crate::exit::Failure;

/// What `--json` and `--quiet` make of a command's words.
#[derive(Debug, Default)]
pub struct Output {
    json: bool,
    quiet: bool,
    progress: Mutex<Option<ProgressBar>>,
    lost: Mutex<Option<io::Error>>,
}

impl Output {
    /// With `json`, standard output belongs to the machine; with `quiet`, only findings and failures are said.
    pub fn new(json: bool, quiet: bool) -> Self {
        Self { json, quiet, progress: Mutex::new(None), lost: Mutex::new(None) }
    }

    /// Whether a machine reads standard output.
    pub fn json(&self) -> bool {
        self.json
    }

    /// Whether only findings and failures are to be said.
    pub fn quiet(&self) -> bool {
        self.quiet
    }

    /// From now on words are written above this progress line, until another call takes it away.
    pub fn set_progress(&self, bar: Option<ProgressBar>) {
        if let Ok(mut progress) = self.progress.lock() {
            *progress = bar;
        }
    }

    /// Says something that `--quiet` leaves out: a summary, a hint.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            self.tell(text);
        }
    }

    /// Says something in any case: a finding.
    pub fn tell(&self, text: &str) {
        let write = || {
            if self.json {
                let _gone = writeln!(io::stderr(), "{text}");
            } else {
                self.keep_failure(writeln!(io::stdout(), "{text}"));
            }
        };
        match self.progress.lock().ok().and_then(|bar| bar.clone()) {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Says something on standard error, unless `--quiet`: where a run is, a warning.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            let _gone = writeln!(io::stderr(), "{text}");
        }
    }

    /// Writes the machine's object on one line, if a machine reads.
    pub fn machine(&self, object: &Value) {
        if self.json {
            self.keep_failure(writeln!(io::stdout(), "{object}"));
        }
    }

    fn keep_failure(&self, written: io::Result<()>) {
        if let Err(error) = written
            && error.kind() != ErrorKind::BrokenPipe
            && let Ok(mut lost) = self.lost.lock()
        {
            lost.get_or_insert(error);
        }
    }

    /// That words were lost, if some were: the end of a command that goes by its words alone.
    ///
    /// # Errors
    /// Standard output could not be written, although somebody was there to read it.
    pub fn all_written(&self) -> Result<(), Failure> {
        match self.lost.lock().ok().and_then(|lost| lost.as_ref().map(ToString::to_string)) {
            None => Ok(()),
            Some(error) => Err(Failure::harness(format!(
                "standard output cannot be written ({error}); send it where there is room and run the command again"
            ))),
        }
    }
}
