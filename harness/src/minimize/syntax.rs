//! From a case's text to its abstract syntax, if it has one; a case without one is reduced as text.

use crosscheck_generators::{Case, CaseText, read};

/// The abstract syntax of `text`; `None` if any of its documents cannot be read.
pub fn case_of(text: &CaseText) -> Option<Case> {
    read::case(text).ok()
}
