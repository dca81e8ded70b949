//! The law *patterns*: a wildcard stands for any characters, so two of them are one; without any, a pattern is its text.
//!
//! Transformation: `s like p` with each `*` of `p` twice; by `s like p && s like "*"`; without a wildcard in `p`, by
//! `s like "*" && s == p`. Relation: the same answers: what is no string is a type error in each form.
//!
//! Source: language guide, "like (string matching)"; formal model, `wildcardMatch`.

use crosscheck_reference_model::expr::{Expr, PatternElem, UnaryOp};

use super::rewriting::rewritten;
use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "patterns",
    in_words: "two wildcards are one, and a pattern without any is the text that it spells",
    source: "language guide, \"like (string matching)\"; formal model, `wildcardMatch`",
    variants: |_| 2,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let (done, rule): (_, fn(&Expr) -> Option<Expr>) = if number == 0 {
        ("with each wildcard twice", doubled)
    } else {
        ("with `==` for patterns without a wildcard", by_equality)
    };
    Some(ground.same(done, &rewritten(ground.case, &rule)?))
}

fn doubled(expr: &Expr) -> Option<Expr> {
    let Expr::Unary(UnaryOp::Like(pattern), e) = expr else { return None };
    let twice = pattern.iter().flat_map(|elem| {
        let times = if *elem == PatternElem::Star { 2 } else { 1 };
        std::iter::repeat_n(*elem, times)
    });
    Some((**e).clone().unary(UnaryOp::Like(twice.collect())))
}

fn by_equality(expr: &Expr) -> Option<Expr> {
    let Expr::Unary(UnaryOp::Like(pattern), e) = expr else { return None };
    let is_string = (**e).clone().unary(UnaryOp::Like(vec![PatternElem::Star]));
    let text = pattern.iter().map(|elem| match elem {
        PatternElem::Char(c) => Some(*c),
        PatternElem::Star => None,
    });
    Some(match text.collect::<Option<String>>() {
        Some(text) => {
            is_string.and(Expr::string(text).binary(crosscheck_reference_model::expr::BinaryOp::Eq, (**e).clone()))
        }
        None => expr.clone().and(is_string),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, condition, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_matches_otherwise_is_caught() {
        let written = r#""abc" like "a*c""#;
        let fault = replaced(r#""abc" like "a**c""#, "1 == 2");
        assert_caught(Law::Patterns, &condition(written), &fault, &["decision"]);
        let written = r#""a*c" like "a\*c""#;
        assert_caught(Law::Patterns, &condition(written), &replaced(written, "1 == 2"), &["decision"]);
    }
}
