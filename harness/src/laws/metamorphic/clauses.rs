//! The law *clauses*: several clauses mean what one means that joins them.
//!
//! Transformation: all clauses joined into one `when` by `&&`; a `when` of a conjunction taken apart into several, an
//! `unless` of a disjunction as well; every `when { a }` an `unless { !a }` and the other way round. Relation: the same
//! answers: clauses are evaluated in their order up to the first that does not hold, as the operands of `&&` are, and a
//! body that is no boolean is a type error in either form.
//!
//! Source: formal model, `Conditions.toExpr`; language guide, "Conditions".

use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::policy::{Condition, ConditionKind};

use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "clauses",
    in_words: "clauses mean the same joined, taken apart, and with `unless` for `when` of the opposite",
    source: "formal model, `Conditions.toExpr`; language guide, \"Conditions\"",
    variants: |_| 3,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let mut case = ground.case.clone();
    for policy in &mut case.policies {
        let clauses = std::mem::take(&mut policy.conditions);
        policy.conditions = match number {
            0 => joined(clauses),
            1 => clauses.into_iter().flat_map(taken_apart).collect(),
            _ => clauses.into_iter().map(turned).collect(),
        };
    }
    let done = ["with joined clauses", "with clauses taken apart", "with `unless` and `when` exchanged"][number % 3];
    (case != *ground.case).then(|| ground.same(done, &case))
}

fn when(body: Expr) -> Condition {
    Condition { kind: ConditionKind::When, body }
}

fn joined(clauses: Vec<Condition>) -> Vec<Condition> {
    let bodies = clauses.into_iter().map(|clause| match clause.kind {
        ConditionKind::When => clause.body,
        ConditionKind::Unless => clause.body.negated(),
    });
    bodies.reduce(Expr::and).map(when).into_iter().collect()
}

fn taken_apart(clause: Condition) -> Vec<Condition> {
    let of = |body: Box<Expr>| taken_apart(Condition { kind: clause.kind, body: *body });
    match (clause.kind, clause.body) {
        (ConditionKind::When, Expr::And(a, b)) | (ConditionKind::Unless, Expr::Or(a, b)) => {
            of(a).into_iter().chain(of(b)).collect()
        }
        (kind, body) => vec![Condition { kind, body }],
    }
}

fn turned(clause: Condition) -> Condition {
    let kind = match clause.kind {
        ConditionKind::When => ConditionKind::Unless,
        ConditionKind::Unless => ConditionKind::When,
    };
    Condition { kind, body: clause.body.negated() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_overlooks_a_clause_is_caught() {
        let case = policies("permit(principal, action, resource) when { true } when { 1 == 2 && true };");
        for (written, read) in
            [("true && (1 == 2 && true)", "true"), ("when { 1 == 2 }", ""), ("!(1 == 2 && true)", "!true")]
        {
            assert_caught(Law::Clauses, &case, &replaced(written, read), &["decision"]);
        }
    }
}
