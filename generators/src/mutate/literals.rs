//! One literal for its neighbour, for a boundary, or for another literal of the case.

use crosscheck_reference_model::expr::{Expr, ExtFun, PatternElem, UnaryOp};
use crosscheck_reference_model::value::Prim;

use super::{Row, Survey, sites, sorts};
use crate::choices::Choices;
use crate::{edges, pools};

pub(super) const ROWS: &[Row] = &[
    Row {
        weight: 9,
        name: "step a literal",
        places: |survey| survey.count(is_steppable),
        change: |hand, place| {
            let expr = sites::at(sites::conditions_mut(hand.case), is_steppable, place);
            expr.is_some_and(|expr| step(hand.choices, expr))
        },
    },
    Row {
        weight: 9,
        name: "change a literal for another of the case",
        places: |survey| {
            let sorts = sorts::with_choice(literals(survey));
            survey.count(|expr| is_literal(expr) && sorts.contains(&sorts::of(expr)))
        },
        change: |hand, place| {
            let survey = Survey::of(hand.case, hand.donor);
            let sorts = sorts::with_choice(literals(&survey));
            let all: Vec<Expr> = literals(&survey).cloned().collect();
            let fits = |expr: &Expr| is_literal(expr) && sorts.contains(&sorts::of(expr));
            let Some(expr) = sites::at(sites::conditions_mut(hand.case), fits, place) else { return false };
            let others: Vec<&Expr> =
                all.iter().filter(|other| sorts::of(other) == sorts::of(expr) && *other != expr).collect();
            let Some(other) = hand.choices.pick_any(&others) else { return false };
            *expr = (*other).clone();
            true
        },
    },
    Row {
        weight: 3,
        name: "change a pattern",
        places: |survey| survey.count(is_pattern),
        change: |hand, place| match sites::at(sites::conditions_mut(hand.case), is_pattern, place) {
            Some(Expr::Unary(UnaryOp::Like(pattern), _)) => vary_pattern(hand.choices, pattern),
            _ => false,
        },
    },
    Row {
        weight: 5,
        name: "step a stored value",
        places: |survey| survey.stored.iter().filter(|expr| is_steppable(expr)).count(),
        change: |hand, place| {
            let expr = sites::at(sites::stored_mut(hand.case), is_steppable, place);
            expr.is_some_and(|expr| step(hand.choices, expr))
        },
    },
    Row {
        weight: 4,
        name: "step a value of a context",
        places: |survey| survey.contexts.iter().filter(|expr| is_steppable(expr)).count(),
        change: |hand, place| {
            let expr = sites::at(sites::contexts_mut(hand.case), is_steppable, place);
            expr.is_some_and(|expr| step(hand.choices, expr))
        },
    },
];

fn is_literal(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(_)) || sites::is_ext_literal(expr)
}

/// The literals of the case, in conditions and in data.
fn literals<'s>(survey: &'s Survey<'_>) -> impl Iterator<Item = &'s Expr> {
    let all = survey.conditions.iter().chain(&survey.stored).chain(&survey.contexts).copied();
    all.filter(|expr| is_literal(expr))
}

/// Entities are literals too, but their neighbours are other entities: see [`super::references`].
fn is_steppable(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(prim) => !matches!(prim, Prim::Entity(_)),
        _ => sites::is_ext_literal(expr),
    }
}

/// Changes a literal by one step, or to a boundary of its type.
fn step(choices: &mut Choices<'_>, expr: &mut Expr) -> bool {
    let before = expr.clone();
    match expr {
        Expr::Lit(Prim::Bool(b)) => *b = !*b,
        Expr::Lit(Prim::Long(i)) => {
            *i = match choices.below(6) {
                0 | 1 => i.wrapping_add(1),
                2 | 3 => i.wrapping_sub(1),
                4 => i.wrapping_neg(),
                _ => *choices.pick(pools::integers()),
            }
        }
        Expr::Lit(Prim::String(text)) => step_string(choices, text),
        Expr::Call(function, arguments) => {
            if let [Expr::Lit(Prim::String(text))] = &mut arguments[..] {
                step_ext(choices, *function, text);
            }
        }
        _ => {}
    }
    *expr != before
}

fn step_string(choices: &mut Choices<'_>, text: &mut String) {
    match choices.below(5) {
        0 => text.push(*choices.pick(&['s', ' ', '*', 'é', '"'])),
        1 => drop(text.pop()),
        2 => text.insert(0, *choices.pick(&['x', '\\', '😀'])),
        3 => *text = text.chars().map(swapped_case).collect(),
        _ => (*choices.pick(pools::strings())).clone_into(text),
    }
}

fn swapped_case(c: char) -> char {
    if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
}

/// Another literal of the type, from the table of those at its edges; now and then one that its constructor refuses.
fn step_ext(choices: &mut Choices<'_>, function: ExtFun, text: &mut String) {
    let table = if choices.chance(1, 10) { edges::invalid(function) } else { edges::valid(function) };
    if let Some(literal) = choices.pick_any(table) {
        literal.text.clone_into(text);
    }
}

fn is_pattern(expr: &Expr) -> bool {
    matches!(expr, Expr::Unary(UnaryOp::Like(_), _))
}

fn vary_pattern(choices: &mut Choices<'_>, pattern: &mut Vec<PatternElem>) -> bool {
    let place = choices.below(pattern.len() + 1);
    match choices.below(3) {
        0 => pattern.insert(place, PatternElem::Star),
        1 if place < pattern.len() => drop(pattern.remove(place)),
        2 if place < pattern.len() => {
            pattern[place] = match pattern[place] {
                PatternElem::Star => PatternElem::Char('*'),
                PatternElem::Char(_) => PatternElem::Star,
            }
        }
        _ => pattern.push(PatternElem::Char(*choices.pick(&['a', '*', '.', '\u{301}']))),
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_leads_from_any_literal_to_another_of_its_sort() {
        let ext = |function, text: &str| Expr::Call(function, vec![Expr::string(text)]);
        let table = [
            Expr::bool(true),
            Expr::long(i64::MAX),
            Expr::long(i64::MIN),
            Expr::long(0),
            Expr::string(""),
            Expr::string("a"),
            ext(ExtFun::Ip, "::1"),
            ext(ExtFun::Decimal, "1.0"),
            ext(ExtFun::Datetime, "2024-01-01"),
            ext(ExtFun::Duration, "1h"),
        ];
        for literal in table {
            let mut stepped = 0;
            for seed in 0..40 {
                let mut changed = literal.clone();
                stepped += usize::from(step(&mut Choices::from_seed(seed), &mut changed));
                assert_eq!(sorts::of(&changed), sorts::of(&literal));
            }
            assert!(stepped > 20, "{literal:?}: {stepped}");
        }
    }
}
