//! Runs the subjects on a text and says with which signatures they differ.

use crosscheck_generators::CaseText;

use crate::examine::{Effort, examine};
use crate::signature::Coarse;
use crate::subject::{Subject, SubjectInfo};

/// The coarse signatures of all differences of `subjects` on `text`, each once, the most telling one first.
pub fn signatures(subjects: &[&dyn Subject], text: &CaseText) -> Vec<Coarse> {
    Oracle::new(subjects.to_vec(), Effort::Whole).ask(text)
}

/// Subjects, with what comparing needs to know of them.
pub(super) struct Oracle<'a> {
    subjects: Vec<(&'a dyn Subject, SubjectInfo)>,
    effort: Effort,
}

impl<'a> Oracle<'a> {
    pub(super) fn new(subjects: Vec<&'a dyn Subject>, effort: Effort) -> Self {
        let subjects = subjects.into_iter().map(|subject| (subject, SubjectInfo::of(subject))).collect();
        Self { subjects, effort }
    }

    pub(super) fn ask(&self, text: &CaseText) -> Vec<Coarse> {
        let subjects: Vec<(&dyn Subject, &SubjectInfo)> =
            self.subjects.iter().map(|(subject, info)| (*subject, info)).collect();
        let mut found = Vec::new();
        for difference in examine(&subjects, text, self.effort).comparison.differences() {
            let coarse = Coarse::of(difference);
            if !found.contains(&coarse) {
                found.push(coarse);
            }
        }
        found
    }
}
