//! The one saved case that a command is about, and the subjects that it was found with.

use std::path::{Path, PathBuf};

use crate::campaign::Subjects;
use crate::corpus::{self, StoredCase};
use crate::exit::Failure;
use crate::subject;

/// The case at `path`.
///
/// # Errors
/// A path that is not there, that names no case or several, or whose files cannot be read.
pub(super) fn one_case(path: &Path) -> Result<StoredCase, Failure> {
    let locations = corpus::locate(&[path.to_path_buf()]).map_err(Failure::bad_input)?;
    let mut cases = Vec::new();
    for location in &locations {
        cases.extend(corpus::read(location).map_err(Failure::bad_input)?);
        if cases.len() > 1 {
            let first: Vec<PathBuf> = cases.into_iter().map(|case| case.path).collect();
            return Err(Failure::bad_input(format!(
                "{}: holds several cases; name one of them, for example {}",
                path.display(),
                first[0].display()
            )));
        }
    }
    cases.pop().ok_or_else(|| {
        Failure::bad_input(format!("{}: holds no case; name a case (NAME.json) or its folder", path.display()))
    })
}

/// The subjects of these names; without any, those that the case was found with, as far as this build has them; else
/// engine and reference-model.
///
/// # Errors
/// A name that is unknown, or given twice.
pub(super) fn subjects_of(case: &StoredCase, names: &[String]) -> Result<Subjects, Failure> {
    if names.is_empty() {
        let recorded: Vec<String> = case.meta.subjects.iter().map(|subject| subject.name.clone()).collect();
        if recorded.len() > 1
            && let Ok(subjects) = subject::by_names(&recorded)
        {
            return Ok(Subjects::new(subjects));
        }
    }
    subject::by_names(names).map(Subjects::new)
}
