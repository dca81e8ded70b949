//! Numbering against brute force, and every expression of size one through the printer and the parser.

use std::collections::BTreeSet;

use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp};
use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::parse::{self, PolicyIds};

use super::{Counts, Enumeration, Operator, Universe};
use crate::print;

fn universe(leaves: Vec<Expr>, operators: Vec<Operator>) -> Universe {
    Universe { leaves, operators, ..Universe::tiny() }
}

fn is(ty: &str) -> Operator {
    Operator::Unary(UnaryOp::Is(Name::unqualified(ty)))
}

fn is_in(ty: &str) -> Operator {
    Operator::IsIn(Name::unqualified(ty))
}

/// Small universes, each with a size up to which it can be listed; the last ones hold all that is built twice.
fn small() -> Vec<(Universe, usize)> {
    use Operator::{And, Binary, Get, If, Negated, Or, Set, Unary};
    let (one, two) = (vec![Expr::bool(true)], vec![Expr::bool(true), Expr::long(1)]);
    let not = || Unary(UnaryOp::Not);
    let eq = || [Binary(BinaryOp::Eq), Negated(BinaryOp::Eq)];
    vec![
        (universe(one.clone(), vec![]), 3),
        (universe(one.clone(), vec![not()]), 6),
        (universe(two.clone(), vec![Or, If]), 3),
        (universe(two.clone(), vec![Set(1), Set(2), Operator::Record(&["a"]), Get("a")]), 3),
        (universe(two.clone(), [vec![not()], eq().into()].concat()), 4),
        (
            universe(
                one.clone(),
                vec![Binary(BinaryOp::Less), not(), Negated(BinaryOp::LessEq), Negated(BinaryOp::Less)],
            ),
            4,
        ),
        (universe(one.clone(), vec![And, is("U"), Binary(BinaryOp::In), is_in("U")]), 5),
        (universe(two.clone(), vec![is("U"), is("G"), is_in("G"), And, is_in("U"), Binary(BinaryOp::In)]), 4),
        (universe(two, vec![is("U"), is("G"), is_in("G"), And]), 3),
        (universe(one, [vec![not(), is_in("U"), And, is("U"), Binary(BinaryOp::In)], eq().into()].concat()), 4),
    ]
}

/// Of each size every expression, by putting the smaller ones into every operator; a tree has the least size at which it
/// is met.
fn by_brute_force(universe: &Universe, size: usize) -> Vec<BTreeSet<Expr>> {
    let mut sizes: Vec<BTreeSet<Expr>> = vec![universe.leaves.iter().cloned().collect()];
    for n in 1..=size {
        let mut new = BTreeSet::new();
        for operator in &universe.operators {
            for operands in tuples(&sizes, operator.arity(), n - 1) {
                new.extend(operator.apply(operands));
            }
        }
        let known: BTreeSet<Expr> = sizes.iter().flatten().cloned().collect();
        sizes.push(&new - &known);
    }
    sizes
}

fn tuples(sizes: &[BTreeSet<Expr>], arity: usize, size: usize) -> Vec<Vec<Expr>> {
    if arity == 0 {
        return if size == 0 { vec![Vec::new()] } else { Vec::new() };
    }
    let with = |first: usize, e: &Expr| {
        let rest = tuples(sizes, arity - 1, size - first).into_iter();
        rest.map(|rest| [vec![e.clone()], rest].concat()).collect::<Vec<_>>()
    };
    (0..=size).flat_map(|first| sizes[first].iter().flat_map(move |e| with(first, e))).collect()
}

#[test]
fn numbers_are_those_of_all_expressions_each_once() {
    for (universe, size) in small() {
        let counts = Counts::new(universe.clone(), size).expect("few expressions");
        let expected = by_brute_force(&universe, size);
        let mut number = 0;
        for (n, expected) in expected.iter().enumerate() {
            assert_eq!(counts.of_size(n), expected.len() as u128, "size {n} of {:?}", universe.operators);
            let next = number + counts.of_size(n);
            let listed: BTreeSet<Expr> = (number..next).filter_map(|number| counts.expression(number)).collect();
            assert_eq!(&listed, expected, "size {n} of {:?}", universe.operators);
            number = next;
        }
        assert_eq!((number, counts.expression(number)), (counts.all(), None));
    }
}

#[test]
fn the_tiny_universe_repeats_nothing_and_is_printed_as_what_it_is() {
    let counts = Counts::new(Universe::tiny(), 1).expect("few expressions");
    let universe = counts.universe();
    assert_eq!(universe.operators.iter().collect::<BTreeSet<_>>().len(), universe.operators.len());
    let mut seen = BTreeSet::new();
    for number in 0..counts.all() {
        let expr = counts.expression(number).expect("an expression");
        let text = print::expression(&expr);
        assert_eq!(parse::expression(&text).as_ref(), Ok(&expr), "{text}");
        assert!(seen.insert(text), "{expr:?} is repeated");
    }
}

#[test]
fn expressions_of_two_and_three_operators_are_printed_as_what_they_are() {
    let counts = Counts::new(Universe::tiny(), 3).expect("few expressions");
    let (below, all) = (counts.of_size(0) + counts.of_size(1), counts.all());
    let steps =
        (0..2_000).flat_map(|step| [below + step * (counts.of_size(2) / 2_000), all - 1 - step * (all / 2_000)]);
    for number in steps {
        let expr = counts.expression(number).expect("an expression");
        let text = print::expression(&expr);
        assert_eq!(parse::expression(&text).as_ref(), Ok(&expr), "{text}");
    }
}

/// Whatever the tiny universe is, size two holds each operator at each operand of each operator, but for what is written
/// with another one.
#[test]
fn two_operators_are_every_operator_at_every_operand_of_every_other() {
    let counts = Counts::new(Universe::tiny(), 2).expect("few expressions");
    let universe = counts.universe();
    let leaves = universe.leaves.len() as u128;
    let of = |operator: &Operator| leaves.pow(operator.arity() as u32);
    let inner: u128 = universe.operators.iter().map(of).sum();
    assert_eq!(counts.of_size(1), inner);
    let placed = |outer: &Operator| outer.arity() as u128 * leaves.pow(outer.arity() as u32 - 1) * inner;
    let written_otherwise = 3 * leaves * leaves;
    assert_eq!(counts.of_size(2), universe.operators.iter().map(placed).sum::<u128>() - written_otherwise);
}

#[test]
fn counts_that_are_too_large_are_none_and_not_wrong() {
    let size = (0..100).find(|size| Counts::new(Universe::tiny(), *size).is_none()).expect("some size is too large");
    assert!((5..20).contains(&size), "{size}");
    assert!(Enumeration::new(3).is_some() && Enumeration::new(size).is_none());
    let largest = Counts::new(Universe::tiny(), size - 1).expect("not too large");
    assert!(largest.expression(largest.all() - 1).is_some());
}

#[test]
fn cases_hold_every_condition_once_and_compare_values() {
    let enumeration = Enumeration::new(1).expect("few expressions");
    let mut next = 0;
    for case in 0..enumeration.cases() {
        let packed = enumeration.packed(case);
        assert!(packed.start == next && packed.end > next);
        next = packed.end;
    }
    assert_eq!((next, enumeration.packed(enumeration.cases()).is_empty()), (enumeration.total(), true));
    let bodies = |numbers| -> Vec<String> {
        let text = enumeration.case(numbers);
        let policies = parse::policies(&text.policies, PolicyIds::Positional).expect("policies");
        policies.iter().map(|policy| print::expression(&policy.conditions[0].body)).collect()
    };
    let leaves = enumeration.counts().universe().leaves.len() as u64;
    let (all, alone) = (bodies(0..leaves), bodies(0..1));
    assert_eq!(alone, ["true"]);
    for expected in [
        "1 == 1",
        "[1, 1, 9223372036854775807] == [1, 9223372036854775807]",
        "resource == U::\"b\"",
        "ip(\"127.0.0.1\") == ip(\"127.0.0.1/32\")",
    ] {
        assert!(all.contains(&expected.to_owned()), "{expected} in {all:#?}");
    }
}
