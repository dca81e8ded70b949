//! The law *sets*: what a set contains is what it has among its elements.
//!
//! Transformation: `[x, y].contains(e)` by `x == e || y == e`; `s.containsAll([x, y])` by `s.contains(x) && s.contains(y)`,
//! `s.containsAny([x, y])` by `s.contains(x) || s.contains(y)`; `[x, y].isEmpty()` by `[x, y] == []`; the elements of a set
//! in reverse and twice. All where the elements have a value for certain. Relation: the same answers.
//!
//! Source: language guide, "Set operators"; formal model, `binary.apply` of `contains`, `containsAll`, `containsAny`.

use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp};

use super::rewriting::{never_errs, rewritten};
use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "sets",
    in_words: "what a set contains is what it has among its elements, in any order and however often",
    source: "language guide, \"Set operators\"; formal model, `contains`, `containsAll`, `containsAny`",
    variants: |_| 2,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let (done, rule): (_, fn(&Expr) -> Option<Expr>) = if number == 0 {
        ("with each element of a set by itself", element_by_element)
    } else {
        ("with the elements of sets in reverse and twice", reversed)
    };
    Some(ground.same(done, &rewritten(ground.case, &rule)?))
}

fn element_by_element(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Binary(BinaryOp::Contains, of, e) => {
            let equal = |x: Expr| x.binary(BinaryOp::Eq, (**e).clone());
            certain_elements(of)?.iter().cloned().map(equal).reduce(Expr::or)
        }
        Expr::Binary(op @ (BinaryOp::ContainsAll | BinaryOp::ContainsAny), of, elements) => {
            let contains = |x: Expr| (**of).clone().binary(BinaryOp::Contains, x);
            let each = certain_elements(elements)?.iter().cloned().map(contains);
            if *op == BinaryOp::ContainsAll { each.reduce(Expr::and) } else { each.reduce(Expr::or) }
        }
        Expr::Unary(UnaryOp::IsEmpty, of) => {
            certain_elements(of)?;
            Some((**of).clone().binary(BinaryOp::Eq, Expr::Set(Vec::new())))
        }
        _ => None,
    }
}

/// The elements of a set that is written out, if each has a value for certain.
fn certain_elements(expr: &Expr) -> Option<&[Expr]> {
    match expr {
        Expr::Set(elements) if elements.iter().all(never_errs) => Some(elements),
        _ => None,
    }
}

fn reversed(expr: &Expr) -> Option<Expr> {
    let elements = certain_elements(expr)?;
    Some(Expr::Set(elements.iter().rev().chain(elements).cloned().collect()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, condition, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_looks_at_some_elements_only_is_caught() {
        for written in ["[1, 2].contains(2)", "[1, 2].containsAll([2, 1])", "[1, 2].containsAny([3, 2])"] {
            assert_caught(Law::Sets, &condition(written), &replaced(written, "false"), &["decision"]);
        }
        assert_caught(Law::Sets, &condition("[].isEmpty()"), &replaced("[].isEmpty()", "false"), &["decision"]);
    }
}
