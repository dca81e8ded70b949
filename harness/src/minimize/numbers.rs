//! A pass over integer literals: nearer to 0, in steps that halve the distance and then grow smaller.

use crosscheck_generators::Case;
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::value::Prim;

use super::expressions::{self, at, replaced, visit};

pub(super) fn sites(case: &Case) -> usize {
    expressions::sites(case)
}

/// The integer literal at `site`, if there is one there, becomes one that is nearer to 0: with all others, which come
/// down by as much, since comparisons may need their distance; or else alone.
pub(super) fn nearer(case: &Case, site: usize, number: usize) -> Option<Case> {
    let Some(Expr::Lit(Prim::Long(value))) = at(case, site) else { return None };
    match number.checked_sub(1) {
        None => Some(all_less(case, *value)),
        Some(number) => replaced(case, site, Expr::long(candidate(*value, number)?)),
    }
}

/// The case with `less` taken from every integer literal that it can be taken from.
fn all_less(case: &Case, less: i64) -> Case {
    let mut case = case.clone();
    visit(&mut case, &mut |expr| {
        if let Expr::Lit(Prim::Long(value)) = expr {
            *value = value.checked_sub(less).unwrap_or(*value);
        }
    });
    case
}

/// 0, then the positive one of a negative value, then what is left of the value after a half, a quarter, … of it are
/// taken, down to 1.
fn candidate(value: i64, number: usize) -> Option<i64> {
    match number {
        0 if value != 0 => Some(0),
        1 if value != 0 => Some(value.checked_abs().unwrap_or(i64::MAX)),
        2..=64 => {
            let step = value.unsigned_abs().checked_shr(number as u32 - 1).filter(|step| *step > 0)?;
            if value < 0 { value.checked_add_unsigned(step) } else { value.checked_sub_unsigned(step) }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_come_down_to_one_step() {
        let check = |value: i64, expected: &[i64]| {
            let found: Vec<i64> = (0..).map_while(|number| candidate(value, number)).collect();
            assert_eq!(found, expected, "{value}");
        };
        check(0, &[]);
        check(1, &[0, 1]);
        check(2, &[0, 2, 1]);
        check(13, &[0, 13, 7, 10, 12]);
        check(-4, &[0, 4, -2, -3]);
        let least: Vec<i64> = (0..).map_while(|number| candidate(i64::MIN, number)).collect();
        assert_eq!(least[..3], [0, i64::MAX, i64::MIN / 2]);
        assert_eq!(least.last(), Some(&(i64::MIN + 1)));
    }
}
