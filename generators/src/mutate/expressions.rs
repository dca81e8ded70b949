//! Parts of conditions, put elsewhere: negated, wrapped, grafted, taken out.

use crosscheck_reference_model::expr::{Expr, UnaryOp, Var};

use super::sorts::{self, Sort};
use super::{Hand, Row, Survey, sites};

/// A part with more nodes is copied nowhere, so that cases stay readable.
const LARGEST: usize = 80;

/// The tallest condition that is made taller: far below the limit of the language.
const TALLEST: usize = 300;

pub(super) const ROWS: &[Row] = &[
    Row {
        weight: 6,
        name: "negate a part",
        places: |survey| if is_low(survey) { survey.count(is_test) } else { 0 },
        change: |hand, place| {
            let Some(expr) = sites::at(sites::conditions_mut(hand.case), is_test, place) else { return false };
            let taken = std::mem::replace(expr, Expr::bool(false));
            *expr = match taken {
                Expr::Unary(UnaryOp::Not, operand) => *operand,
                other => other.negated(),
            };
            true
        },
    },
    Row {
        weight: 5,
        name: "wrap a part",
        places: |survey| if is_low(survey) { survey.count(is_test) } else { 0 },
        change: wrap,
    },
    Row {
        weight: 9,
        name: "graft a part",
        places: |survey| {
            let sorts = sorts::with_choice(survey.conditions.iter().copied());
            if is_low(survey) { survey.count(|expr| sorts.contains(&sorts::of(expr))) } else { 0 }
        },
        change: graft,
    },
    Row {
        weight: 6,
        name: "put an operand in the place of a part",
        places: |survey| survey.count(has_like_operand),
        change: |hand, place| {
            let Some(expr) = sites::at(sites::conditions_mut(hand.case), has_like_operand, place) else { return false };
            let sort = sorts::of(expr);
            let like: Vec<&Expr> =
                sites::operands(expr).into_iter().filter(|operand| sorts::alike(sorts::of(operand), sort)).collect();
            let operand = (*hand.choices.pick(&like)).clone();
            *expr = operand;
            true
        },
    },
    Row {
        weight: 3,
        name: "change a variable",
        places: |survey| survey.count(|expr| matches!(expr, Expr::Var(_))),
        change: |hand, place| {
            let is_variable = |expr: &Expr| matches!(expr, Expr::Var(_));
            let Some(Expr::Var(var)) = sites::at(sites::conditions_mut(hand.case), is_variable, place) else {
                return false;
            };
            let all = [Var::Principal, Var::Resource, Var::Action, Var::Context];
            let others: Vec<Var> = all.into_iter().filter(|other| other != var).collect();
            *var = *hand.choices.pick(&others);
            true
        },
    },
    Row {
        weight: 3,
        name: "change the elements of a set or record",
        places: |survey| survey.count(has_elements),
        change: |hand, place| {
            let Some(expr) = sites::at(sites::conditions_mut(hand.case), has_elements, place) else { return false };
            match expr {
                Expr::Set(elements) => {
                    let element = hand.choices.below(elements.len());
                    match hand.choices.below(2) {
                        0 => drop(elements.remove(element)),
                        _ => elements.push(elements[element].clone()),
                    }
                }
                Expr::Record(fields) => drop(fields.remove(hand.choices.below(fields.len()))),
                _ => return false,
            }
            true
        },
    },
];

/// Whether every condition may become a little taller.
fn is_low(survey: &Survey<'_>) -> bool {
    sites::conditions(survey.case).all(|root| sites::size(root).1 < TALLEST)
}

fn is_test(expr: &Expr) -> bool {
    sorts::of(expr) == Sort::Bool
}

fn has_like_operand(expr: &Expr) -> bool {
    let sort = sorts::of(expr);
    sites::operands(expr).into_iter().any(|operand| sorts::alike(sorts::of(operand), sort))
}

fn has_elements(expr: &Expr) -> bool {
    match expr {
        Expr::Set(elements) => !elements.is_empty(),
        Expr::Record(fields) => !fields.is_empty(),
        _ => false,
    }
}

/// Puts a test and another test of the case under `&&`, `||` or `if`.
fn wrap(hand: &mut Hand<'_, '_>, place: usize) -> bool {
    let tests: Vec<Expr> = sites::nodes(sites::conditions(hand.case))
        .into_iter()
        .filter(|expr| is_test(expr) && sites::size(expr).0 <= LARGEST)
        .cloned()
        .collect();
    let beside = hand.choices.pick_any(&tests).cloned().unwrap_or_else(|| Expr::bool(true));
    let Some(expr) = sites::at(sites::conditions_mut(hand.case), is_test, place) else { return false };
    let taken = std::mem::replace(expr, Expr::bool(false));
    *expr = match hand.choices.below(5) {
        0 => taken.and(beside),
        1 => beside.and(taken),
        2 => taken.or(beside),
        3 => beside.or(taken),
        _ => {
            let (yes, no) =
                if hand.choices.chance(1, 2) { (taken, Expr::bool(false)) } else { (Expr::bool(true), taken) };
            Expr::If(Box::new(beside), Box::new(yes), Box::new(no))
        }
    };
    true
}

/// Puts a copy of another part of the same sort in the place of a part.
fn graft(hand: &mut Hand<'_, '_>, place: usize) -> bool {
    let all = sites::nodes(sites::conditions(hand.case));
    let sorts = sorts::with_choice(all.iter().copied());
    let fits = |expr: &Expr| sorts.contains(&sorts::of(expr));
    let Some(target) = all.iter().copied().filter(|expr| fits(expr)).nth(place) else { return false };
    let sort = sorts::of(target);
    let others: Vec<&Expr> = all.iter().copied().filter(|other| sorts::of(other) == sort && *other != target).collect();
    let small: Vec<&Expr> = others.into_iter().filter(|other| sites::size(other).0 <= LARGEST).collect();
    let Some(graft) = hand.choices.pick_any(&small).map(|other| (*other).clone()) else { return false };
    let Some(expr) = sites::at(sites::conditions_mut(hand.case), fits, place) else { return false };
    *expr = graft;
    true
}
