//! The law *guards*: `has` and `.`, `hasTag` and `getTag` speak of the same attributes and tags.
//!
//! Transformation: `e.a` by `if e has a then e.a else {}.a`, `e.getTag(k)` by the same with `hasTag`; `e has a` by
//! `e has a && e.a == e.a`, `e.hasTag(k)` likewise. Relation: the same answers, except that an attribute or a tag that is
//! not there is an error of another kind where the entity is not there either.
//!
//! Source: language guide, "has", "hasTag", "getTag"; formal model, `hasAttr` and `getAttr`, `hasTag` and `getTag`.

use crosscheck_reference_model::expr::{BinaryOp, Expr};

use super::rewriting::{if_else, rewritten};
use super::{Expected, Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "guards",
    in_words: "what `has` and `hasTag` find can be read, and nothing else",
    source: "language guide, \"has\", \"hasTag\", \"getTag\"; formal model, `hasAttr`, `getAttr`, `hasTag`, `getTag`",
    variants: |_| 2,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let (done, rule): (_, fn(&Expr) -> Option<Expr>) = if number == 0 {
        ("with a guard before each access", guarded)
    } else {
        ("with an access behind each guard", read)
    };
    let case = rewritten(ground.case, &rule)?;
    Some(Variant::new(done, &case, ground.each(|answer| Expected::Absence(answer.clone()))))
}

fn guarded(expr: &Expr) -> Option<Expr> {
    let (guard, name) = match expr {
        Expr::GetAttr(e, name) => ((**e).clone().has(name), name.as_str()),
        Expr::Binary(BinaryOp::GetTag, e, key) => ((**e).clone().binary(BinaryOp::HasTag, (**key).clone()), "tag"),
        _ => return None,
    };
    Some(if_else(guard, expr.clone(), Expr::Record(Vec::new()).attr(name)))
}

fn read(expr: &Expr) -> Option<Expr> {
    let access = match expr {
        Expr::HasAttr(e, name) => (**e).clone().attr(name),
        Expr::Binary(BinaryOp::HasTag, e, key) => (**e).clone().binary(BinaryOp::GetTag, (**key).clone()),
        _ => return None,
    };
    Some(expr.clone().and(access.clone().binary(BinaryOp::Eq, access)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, condition, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_whose_guards_and_accesses_disagree_is_caught() {
        assert_caught(
            Law::Guards,
            &condition("{a: 1 == 1}.a"),
            &replaced("{a: 1 == 1} has a", "1 == 2"),
            &["decision"],
        );
        let fault = replaced("context has b", "true");
        assert_caught(Law::Guards, &condition("!(context has b)"), &fault, &["errors"]);
        let mut tagged = condition(r#"principal.getTag("t") == 1"#);
        tagged.entities =
            r#"[{"uid": {"type": "User", "id": "ann"}, "attrs": {}, "parents": [], "tags": {"s": 2, "t": 1}}]"#
                .to_owned();
        assert_caught(Law::Guards, &tagged, &replaced(r#"principal.hasTag("t")"#, "1 == 2"), &["decision"]);
    }
}
