//! The comparison of where two subjects find the first mistake in a document that neither can read.
//!
//! A place is a token ([`Mistake`]): the first one at which the text can no longer become a document, or the one that the
//! language refuses there, such as a reserved word. Only mistakes in the reading of the text have a place here, not
//! those in what it says; a subject that tells no place is not compared, and that is counted.

use super::pairs::Pairs;
use super::{Document, Loaded, NotCompared, Readings, What};
use crate::outcome::{Outcome, RequestOutcome};
use crate::subject::SubjectInfo;

impl Pairs {
    /// Compares the places of the mistakes in all documents.
    pub(super) fn places(&mut self, left: (&SubjectInfo, &Outcome), right: (&SubjectInfo, &Outcome)) {
        let mut untold = false;
        for (document, ours) in &left.1.mistakes {
            match right.1.mistakes.get(document) {
                None => untold |= is_refused(right.1, *document),
                Some(theirs) => {
                    *self.tally.readings.entry(Readings::Places).or_default() += 1;
                    if (ours.start, ours.end) != (theirs.start, theirs.end) {
                        let (left_first, document) = (ours.start < theirs.start, *document);
                        let places = [ours.words.clone(), theirs.words.clone()];
                        self.differ(left.0, right.0, What::Place { document, left_first, places });
                    }
                }
            }
        }
        for document in right.1.mistakes.keys().filter(|document| !left.1.mistakes.contains_key(document)) {
            untold |= is_refused(left.1, *document);
        }
        if untold {
            self.leave_out(NotCompared::Places);
        }
    }
}

fn is_refused(outcome: &Outcome, document: Document) -> bool {
    let refused = |loaded: &Loaded| !loaded.is_ok();
    match document {
        Document::Policies => refused(&outcome.policies),
        Document::Schema => outcome.schema.as_ref().is_some_and(refused),
        Document::Entities => refused(&outcome.entities),
        Document::Request(index) => matches!(outcome.requests.get(index), Some(RequestOutcome::Error(_))),
    }
}
