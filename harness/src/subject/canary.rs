//! The canary: the reference model with one planted fault, `<=` read as `<`. It shows that the alarm works: a run that
//! does not find it would not find anything.

use crosscheck_generators::CaseText;
use crosscheck_reference_model::expr::{BinaryOp, Expr};
use crosscheck_reference_model::observe::Coverage;
use crosscheck_reference_model::policy::Template;

use super::reference_model::run_rewritten;
use super::{Capabilities, Subject};
use crate::outcome::Outcome;

/// The canary.
#[derive(Debug, Default)]
pub struct Canary;

impl Subject for Canary {
    fn name(&self) -> &'static str {
        "canary"
    }

    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn run(&self, case: &CaseText) -> Outcome {
        run_rewritten(case, Some(&plant), &mut Coverage::default())
    }
}

fn plant(template: &mut Template) {
    template.conditions.iter_mut().for_each(|condition| plant_in(&mut condition.body));
}

/// The fault, in every sub-expression. The walk keeps its own stack, for conditions may be nested a thousand deep.
fn plant_in(expr: &mut Expr) {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match expr {
            Expr::Lit(_) | Expr::Var(_) => {}
            Expr::If(condition, yes, no) => open.extend([&mut **condition, yes, no]),
            Expr::And(left, right) | Expr::Or(left, right) => open.extend([&mut **left, right]),
            Expr::Unary(_, operand) | Expr::GetAttr(operand, _) | Expr::HasAttr(operand, _) => open.push(operand),
            Expr::Binary(op, left, right) => {
                if *op == BinaryOp::LessEq {
                    *op = BinaryOp::Less;
                }
                open.extend([&mut **left, right]);
            }
            Expr::Set(elements) | Expr::Call(_, elements) => open.extend(elements),
            Expr::Record(fields) => open.extend(fields.iter_mut().map(|(_, value)| value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Decision, RequestOutcome};
    use crate::subject::{ReferenceModel, smoke};

    #[test]
    fn it_is_the_reference_model_but_for_one_rule() {
        smoke::test(&Canary);
        let decide = |subject: &dyn Subject, condition: &str| {
            let text = smoke::case(&format!("permit(principal, action, resource) when {{ {condition} }};"));
            match subject.run(&text).requests.first() {
                Some(RequestOutcome::Answer(answer)) => answer.decision,
                other => panic!("{other:?}"),
            }
        };
        let model = ReferenceModel::new();
        for (condition, real, planted) in [
            ("1 <= 1", Decision::Allow, Decision::Deny),
            ("1 <= 2", Decision::Allow, Decision::Allow),
            ("1 < 1", Decision::Deny, Decision::Deny),
            (
                "!([{a: if 2 <= 2 then 1 else 0}].isEmpty()) && [1].contains(if 2 <= 2 then 1 else 0)",
                Decision::Allow,
                Decision::Deny,
            ),
        ] {
            assert_eq!(decide(&model, condition), real, "{condition}");
            assert_eq!(decide(&Canary, condition), planted, "{condition}");
        }
    }
}
