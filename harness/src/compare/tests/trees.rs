//! Trees: the same tree written otherwise in the policy is none to tell; one real difference beside it is.

use crosscheck_generators::CaseText;

use super::*;
use crate::subject::{Engine, ReferenceModel, Subject};

fn outcome(policies: &str, subject: &dyn Subject) -> Outcome {
    subject.run(&CaseText { policies: policies.to_owned(), entities: "[]".to_owned(), ..CaseText::default() })
}

fn policy(condition: &str) -> String {
    format!("permit(principal, action, resource) when {{ {condition} }};")
}

/// The sentences on what the engine reads in the first text and the model in the second.
fn read(engine: &str, model: &str) -> String {
    sentences(&two(&outcome(engine, &Engine::new()), &outcome(model, &ReferenceModel::new())))
}

#[test]
fn one_normal_form_hides_how_it_was_written_and_nothing_else() {
    let pairs = [
        ("1 != 2", "!(1 == 2)", "1 == 2"),
        ("1 > 2", "!(1 <= 2)", "!(1 < 2)"),
        ("1 >= 2", "!(1 < 2)", "!(2 < 1)"),
        ("context is A::B in 2", "context is A::B && context in 2", "context is A && context in 2"),
        (
            "context has a.b.c",
            "context has a && context.a has b && context.a.b has c",
            "context has a && context.a has c",
        ),
        ("context[\"a\"] has \"b\"", "context.a has b", "context.a has c"),
        ("(1)", "1", "01 + 0"),
        ("\"\\u{41}\\x42\"", "\"AB\"", "\"AB \""),
        ("1 like \"\\u{2a}\\*\"", "1 like \"*\\*\"", "1 like \"\\**\""),
        ("[1, 2,]", "[1, 2]", "[2, 1]"),
        ("{\"a\": 1, b: 2,}", "{a: 1, \"b\": 2}", "{b: 2, a: 1}"),
        ("-9223372036854775808", "-09223372036854775808", "-9223372036854775807"),
    ];
    for (one, same, other) in pairs {
        for (left, right) in [(one, same), (same, one), (one, one)] {
            assert_eq!(read(&policy(left), &policy(right)), "", "{left} and {right}");
        }
        for (left, right) in [(one, other), (other, one)] {
            assert!(read(&policy(left), &policy(right)).starts_with("policy0: left reads `"), "{left} and {right}");
        }
    }
    let scope = |action: &str| format!("@b @a(\"\") permit(principal, action in {action}, resource);");
    assert_eq!(read(&scope("[Action::\"a\"]"), &scope("Action::\"a\"")), "");
    assert_ne!(read(&scope("[Action::\"a\"]"), &scope("[]")), "");
    assert_ne!(read(&scope("[]"), &scope("[]").replace("@a", "@c")), "");
}

#[test]
fn a_tree_parts_at_a_place_that_no_name_or_value_is_told_of() {
    let parts = |left: &str, right: &str| {
        let comparison = two(&outcome(left, &Engine::new()), &outcome(right, &ReferenceModel::new()));
        crate::signature::Coarse::of(comparison.differences().first().expect("a difference")).what
    };
    for (left, right, expected) in [
        ("1 < 2", "1 <= 2", "tree:body:</<="),
        ("1 == 2", "1 == \"secret\"", "tree:Value:number/text"),
        ("context.secret", "context.other", "tree:attr:text/text"),
        ("[1]", "[1, 2]", "tree:Value:end/more"),
        ("1 like \"a*\"", "1 like \"a\"", "tree:Literal:more/end"),
    ] {
        assert_eq!(parts(&policy(left), &policy(right)), expected, "{left} and {right}");
    }
    let two = format!("{}{}", policy("1"), policy("2"));
    assert_eq!(parts(&two, &policy("1")), "tree:tree:object/none");
}

#[test]
fn who_tells_no_tree_is_not_compared_and_counted() {
    let both = outcome(&policy("1"), &Engine::new());
    let silent = Outcome { trees: None, ..both.clone() };
    let tally = two(&both, &silent).tally;
    assert_eq!(tally.not_compared.get(&NotCompared::Trees), Some(&1));
    assert_eq!(tally.readings.get(&Readings::Trees), None);
    assert_eq!(two(&both, &both).tally.readings.get(&Readings::Trees), Some(&1));
    let unread = outcome("permit", &Engine::new());
    assert_eq!(two(&unread, &unread).tally.not_compared.get(&NotCompared::Trees), None, "there is nothing to tell");
}
