//! Places of mistakes: the same token is the same place; the next one is not.

use crosscheck_generators::CaseText;

use super::*;
use crate::signature::Coarse;
use crate::subject::{Engine, ReferenceModel, Subject};

fn outcome(policies: &str, subject: &dyn Subject) -> Outcome {
    subject.run(&CaseText { policies: policies.to_owned(), entities: "[]".to_owned(), ..CaseText::default() })
}

fn at(start: usize, end: usize) -> Outcome {
    let mistake = Mistake { start, end, words: format!("byte {start}") };
    Outcome { mistakes: [(Document::Policies, mistake)].into(), ..unread(false, true) }
}

/// The normalisation *within a token*.
#[test]
fn a_token_is_a_place_and_the_next_one_is_another() {
    let agree = two(&at(3, 7), &at(3, 7));
    assert_eq!((agree.verdict, agree.tally.readings), (Verdict::Agree, [(Readings::Places, 1)].into()));
    let differ = two(&at(3, 7), &at(7, 8));
    assert_eq!(sentences(&differ), "the first mistake in the policies: for left byte 3; for right byte 7\n");
    let coarse = |left: &Outcome, right: &Outcome| Coarse::of(&two(left, right).differences()[0]).what;
    assert_eq!(coarse(&at(3, 7), &at(7, 8)), "place:policies:earlier/later");
    assert_eq!(coarse(&at(7, 8), &at(3, 7)), "place:policies:later/earlier");
}

#[test]
fn subjects_point_into_a_token_each_in_its_own_way() {
    let read = |text: &str| [outcome(text, &Engine::new()), outcome(text, &ReferenceModel::new())];
    // The engine points at the escape and at the backslash, the model at the start of the string.
    for text in ["@a(\"bcd\\q\") permit", "@a(\"open\\\n", "@a(\"open"] {
        let [engine, model] = read(text);
        assert_eq!(sentences(&two(&engine, &model)), "", "{text}");
    }
    let ([engine, _], [_, model]) = (read("permit(principal, action);"), read("permit(principal action);"));
    assert_eq!(
        sentences(&two(&engine, &model)),
        "the first mistake in the policies: for left line 1, column 25: `)`; for right line 1, column 18: `action`\n"
    );
}

#[test]
fn who_tells_no_place_is_not_compared_and_counted() {
    let tally = two(&at(3, 7), &unread(false, true)).tally;
    assert_eq!(tally.not_compared.get(&NotCompared::Places), Some(&1));
    let reads = two(&at(3, 7), &outcome("", &Engine::new()));
    assert_eq!(reads.tally.not_compared.get(&NotCompared::Places), None, "that is a difference of another kind");
    assert!(sentences(&reads).starts_with("right reads the policies, left rejects them"));
}
