//! The law *commutation*: operands of `==`, `+`, `*` and `containsAny` may change places.
//!
//! Transformation: they do, where one of them has a value for certain, so that no two errors change places; `-a` by `0 - a`,
//! and `a - b` by `(a + c) - b` with the `c` that is zero. Relation: the same answers; arithmetic leaves its range for the
//! same operands.
//!
//! Source: language guide, "Arithmetic operators", "== (equality)"; formal model, `Int64` and `binary.apply`.

use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp};

use super::rewriting::{never_errs, rewritten};
use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "commutation",
    in_words: "operands of `==`, `+`, `*` and `containsAny` may change places, and `-a` is `0 - a`",
    source: "language guide, \"Arithmetic operators\", \"== (equality)\"; formal model, `intOrErr`",
    variants: |_| 2,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let (done, rule): (_, fn(&Expr) -> Option<Expr>) =
        if number == 0 { ("with operands exchanged", exchanged) } else { ("with zero and one put in", neutral) };
    Some(ground.same(done, &rewritten(ground.case, &rule)?))
}

fn exchanged(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Binary(op @ (BinaryOp::Eq | BinaryOp::Add | BinaryOp::Mul | BinaryOp::ContainsAny), a, b)
            if never_errs(a) || never_errs(b) =>
        {
            Some((**b).clone().binary(*op, (**a).clone()))
        }
        _ => None,
    }
}

fn neutral(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Unary(UnaryOp::Neg, a) => Some(Expr::long(0).binary(BinaryOp::Sub, (**a).clone())),
        Expr::Binary(BinaryOp::Sub, a, b) => {
            let sum = (**a).clone().binary(BinaryOp::Add, Expr::long(0));
            // The sum would be an error before `b` is looked at, where the difference is one after; the kinds may differ.
            never_errs(b).then(|| sum.binary(BinaryOp::Sub, (**b).clone()))
        }
        Expr::Binary(BinaryOp::Add | BinaryOp::Mul, ..) => Some(expr.clone().binary(BinaryOp::Mul, Expr::long(1))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, condition, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_takes_operands_otherwise_on_either_side_is_caught() {
        for (written, read) in [("1 + 2 == 3", "1 == 3"), ("3 * 2 == 6", "3 == 6")] {
            assert_caught(Law::Commutation, &condition(written), &replaced(written, read), &["decision"]);
        }
    }

    #[test]
    fn a_subject_that_wraps_around_is_caught() {
        let written = "-(-9223372036854775807 - 1) == 0 || true";
        let wraps = replaced("0 - (-9223372036854775807 + 0 - 1)", "0");
        assert_caught(Law::Commutation, &condition(written), &wraps, &["decision"]);
    }
}
