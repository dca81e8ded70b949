//! What is a difference of types; each normalisation both ways.

use crosscheck_reference_model::parse;
use crosscheck_reference_model::types::{BoolType, Type};

use super::*;
use crate::outcome::{Place, PolicyTypes, Validity};

fn ty(name: &str) -> Type {
    match name {
        "Long" => Type::Long,
        "String" => Type::String,
        "True" => Type::Bool(BoolType::True),
        "Bool" => Type::BOOL,
        other => panic!("{other}"),
    }
}

/// Sub-expressions with their types in the environments `one` and `other`; told as text or as trees.
fn told(as_text: bool, one: &[(&str, &str)], other: &[(&str, &str)]) -> Outcome {
    let mut policy = PolicyTypes::default();
    for (environment, types) in [("one", one), ("other", other)] {
        let types = types.iter().map(|(expr, name)| {
            policy.exprs.push(if as_text {
                Place::Text((*expr).to_owned())
            } else {
                Place::Expr(Box::new(parse::expression(expr).unwrap_or_else(|error| panic!("{error}"))))
            });
            (policy.exprs.len() - 1, ty(name))
        });
        let types = types.collect();
        policy.environments.insert(environment.to_owned(), types);
    }
    let validity = Validity { types: Some([("policy0".to_owned(), policy)].into()), ..Validity::default() };
    Outcome { schema: Some(Loaded::Ok), validity, ..outcome(&["deny"]) }
}

fn text(types: &[(&str, &str)]) -> Outcome {
    told(true, types, &[])
}

fn trees(types: &[(&str, &str)]) -> Outcome {
    told(false, types, &[])
}

fn check(left: &Outcome, right: &Outcome, expected: &str) {
    assert_eq!(sentences(&two(left, right)), expected);
}

#[test]
fn texts_are_compared_as_the_trees_that_they_are() {
    check(&text(&[("1  + // c\n 2", "Long")]), &trees(&[("(1 + (2))", "Long")]), "");
    check(
        &text(&[("1 + 2", "Long"), ("1", "Long")]),
        &trees(&[("1 + 2", "String"), ("1", "String")]),
        "policy0, for one: `1` is `Long` for left, `String` for right\n",
    );
    check(
        &text(&[("1 + ", "Long")]),
        &trees(&[]),
        "policy0, for one: `1 + ` is `Long` for left, not looked at for right\n",
    );
    assert_eq!(two(&text(&[("1", "Long")]), &trees(&[("1", "Long")])).tally.verdicts[&Aspect::Types].compared, 1);
}

#[test]
fn each_environment_is_compared_by_itself() {
    let (left, right) =
        (told(true, &[("1", "Long")], &[("1", "Long")]), told(false, &[("1", "Long")], &[("1", "True")]));
    check(&left, &right, "policy0, for other: `1` is `Long` for left, `True` for right\n");
}

/// The normalisation *nothing typed*.
#[test]
fn an_environment_without_expressions_is_as_good_as_none() {
    let mut without = trees(&[("1", "Long")]);
    if let Some(types) = &mut without.validity.types {
        types.values_mut().for_each(|policy| drop(policy.environments.remove("other")));
    }
    check(&text(&[("1", "Long")]), &without, "");
    check(
        &told(true, &[("1", "Long")], &[("1", "Long")]),
        &without,
        "policy0, for other: `1` is `Long` for left, not looked at for right\n",
    );
}

/// The normalisation *desugared*.
#[test]
fn parts_that_only_trees_have_are_no_difference() {
    for (short, part, other) in [
        ("context.a > 1", "context.a <= 1", "context.a < 1"),
        ("context.a != 1", "context.a == 1", "context.b == 1"),
        ("context has a.b", "context has a", "context has b"),
        ("context has a.b", "context.a has b", "context.b has b"),
        ("principal is A in A::\"a\"", "principal is A", "principal is B"),
    ] {
        let left = text(&[(short, "Bool")]);
        check(&left, &trees(&[(short, "Bool"), (part, "Bool")]), "");
        let found = sentences(&two(&left, &trees(&[(short, "Bool"), (other, "Bool")])));
        assert!(found.contains(" is not looked at for left"), "{other}: {found}");
        // A text that has it must be looked at by both.
        let found = sentences(&two(&text(&[(short, "Bool"), (part, "Bool")]), &trees(&[(short, "Bool")])));
        assert!(found.contains(" for left, not looked at for right"), "{part}: {found}");
    }
}

/// The normalisation *copies*.
#[test]
fn one_of_several_types_of_an_expression_is_enough() {
    let both = [("context has a", "Bool"), ("context has a", "True")];
    check(&text(&both[..1]), &trees(&both), "");
    check(&text(&both), &trees(&both[1..]), "");
    check(
        &text(&both[..1]),
        &trees(&both[1..]),
        "policy0, for one: `context has a` is `Bool` for left, `True` for right\n",
    );
}
