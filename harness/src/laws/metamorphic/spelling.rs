//! The law *spelling*: what is written in another way means the same.
//!
//! Transformation: policies, entities and contexts in another spelling of the same syntax trees, with other blanks,
//! comments, escapes, parentheses, quotes, order of keys. Relation: the same answers.
//!
//! Source: language guide, "Grammar" and "Entity JSON syntax": each spelling stands for one tree.

use crosscheck_generators::{Choices, print};

use super::{Expected, Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "spelling",
    in_words: "another spelling of the same policies, entities and contexts changes no answer",
    source: "language guide, \"Grammar\" and \"Entity JSON syntax\"",
    variants: |_| 4,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    // The spelling is a function of its number and of the case, as everything here.
    let text = print::varied(ground.case, &mut Choices::from_seed(number as u64));
    let expected = ground.each(|answer| Expected::Exactly(answer.clone()));
    Some(Variant { done: "in another spelling".to_owned(), text, expected })
}

#[cfg(test)]
mod tests {
    use crosscheck_generators::{CaseText, print};

    use super::super::testing::{assert_caught, condition};
    use crate::laws::Law;
    use crate::minimize::case_of;

    #[test]
    fn a_subject_that_reads_one_spelling_only_is_caught() {
        let case = condition("1 < 2 && [1, 2].contains(1) && {\"a\": true}.a && \"a\" like \"a*\"");
        let strict = |text: &CaseText| match case_of(text) {
            Some(read) if print::plain(&read).policies == text.policies => text.clone(),
            _ => CaseText { policies: String::new(), ..text.clone() },
        };
        assert_caught(Law::Spelling, &case, &strict, &["decision"]);
    }
}
