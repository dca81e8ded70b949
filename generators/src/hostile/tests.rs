//! Each edit is made, changes the text, and is what chance says it is.

use std::collections::BTreeMap;

use super::*;
use crate::{Settings, generate, print};

fn printed(seed: u64) -> (CaseText, Vec<Edited>, CaseText) {
    let mut choices = Choices::from_seed(seed);
    let settings = Settings::draw(&mut choices);
    let case = generate(&mut choices, &settings).case;
    let before = print::varied(&case, &mut choices);
    let mut after = before.clone();
    let edits = edit(&mut choices, &mut after);
    (before, edits, after)
}

#[test]
fn each_edit_is_made_in_each_document_it_can_be_made_in() {
    let mut edits: BTreeMap<&str, u32> = EDITS.iter().map(|(_, edit)| (edit.as_str(), 0)).collect();
    let mut documents: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..1500 {
        for edited in printed(seed).1 {
            *edits.entry(edited.edit.as_str()).or_default() += 1;
            *documents
                .entry(edited.document.to_string().split(' ').next().unwrap_or_default().to_owned())
                .or_default() += 1;
        }
    }
    assert_eq!(edits.len(), EDITS.len(), "{edits:?}");
    assert!(edits.values().all(|count| *count > 4), "{edits:?}");
    assert!(documents.len() == 4 && documents.values().all(|count| *count > 100), "{documents:?}");
}

#[test]
fn one_document_is_edited_and_all_else_stays() {
    let (mut same, mut changed) = (0, 0);
    for seed in 0..300 {
        let (before, edits, after) = printed(seed);
        let document = edits[0].document;
        assert!(edits.iter().all(|edited| edited.document == document), "{edits:?}");
        let mut restored = after.clone();
        let mut original = before.clone();
        *content(&mut restored, document) = content(&mut original, document).clone();
        assert_eq!(
            restored,
            CaseText { planted: None, intents: Vec::new(), edits: after.edits.clone(), ..before.clone() },
            "seed {seed}"
        );
        if after == restored {
            same += 1;
        } else {
            changed += 1;
        }
        assert_eq!(printed(seed).2, after, "seed {seed}: the same twice");
    }
    // A token may give way to one like it, or two alike change places.
    assert!(changed > 270 && same < 30, "{changed} changed, {same} the same");
}

#[test]
fn any_text_can_be_edited_also_none() {
    for policies in ["", "\"", "é", "\\", "// only a comment", "permit", "\u{feff}\0", "1", "\"é\""] {
        for seed in 0..400 {
            let mut text = CaseText { policies: policies.to_owned(), entities: String::new(), ..CaseText::default() };
            edit(&mut Choices::from_seed(seed), &mut text);
        }
    }
    let mut text = CaseText::default();
    edit(&mut Choices::from_bytes(&[]), &mut text);
}

#[test]
fn tokens_and_what_is_between_them_are_the_text() {
    let check = |text: &str, expected: &[&str]| {
        let found: Vec<&str> = tokens::of(text).iter().map(|token| &text[token.start..token.end]).collect();
        assert_eq!(found, expected, "{text}");
    };
    check("a::b // c\n== \"x\\\"y\" 12é", &["a", "::", "b", "==", "\"x\\\"y\"", "12", "é"]);
    check("\"open", &["\"open"]);
    check(" ", &[]);
}
