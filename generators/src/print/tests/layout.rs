//! What people read: layout of long lines, and the cost of it.

use crosscheck_reference_model::expr::{BinaryOp, Expr, Var};
use crosscheck_reference_model::parse::{self, PolicyIds};

use crate::case::Case;
use crate::print;

const POLICIES: &str = r#"
@id("owner") @note("")
permit(principal is User in Group::"staff", action in [Action::"view", Action::"edit", Action::"comment", Action::"share"], resource == Doc::"a")
when { resource.owner == principal && (context.mfa || context.ip.isInRange(ip("10.0.0.0/8")) || principal.labels.containsAny(["x", "y", "z"])) && !(resource has secret.level) }
unless { if context has a then context.a > 3 else false };
forbid(principal == ?principal, action, resource in ?resource)
unless { {a: [1, 2, 3], "b c": "a rather long string that fills the line", c: {nested: true, more: "of the same", and: "more"}}.a.contains(-(5)) };
"#;

#[test]
fn policies_are_laid_out_for_people() {
    let policies = parse::policies(POLICIES, PolicyIds::Positional).unwrap();
    let text = print::policies(&policies);
    assert_eq!(parse::policies(&text, PolicyIds::Positional), Ok(policies));
    insta::assert_snapshot!(text);
}

#[test]
fn a_schema_is_laid_out_for_people() {
    let schema = parse::schema(
        r#"@note("x") namespace A::B { entity User, Admin in [Group, Team] = { age: Long, @doc("d") name?: String, address: { street: String, "zip code": Set<Set<Long>>, country?: __cedar::String } } tags Set<String>;
        entity Group; entity Color enum ["red", "green"]; type T = { a: Long };
        action view, "edit all" in [all, A::Action::"x y"] appliesTo { principal: User, resource: [Group, Color], context: T }; action all; }
        entity Other;"#,
    )
    .unwrap();
    let text = print::schema(&schema);
    assert_eq!(parse::schema(&text), Ok(schema));
    insta::assert_snapshot!(text);
}

#[test]
fn an_empty_case_has_text_too() {
    let text = print::plain(&Case::default());
    assert_eq!((text.policies.as_str(), text.entities.as_str()), ("\n", "[]"));
}

/// The deepest and the longest trees that parse; twice the size must not take four times the work, of which the number
/// of bytes is a measure that does not depend on the machine.
#[test]
fn size_is_linear_even_in_deep_trees() {
    let sum = |terms: i64| (0..terms).fold(Expr::Var(Var::Context), |e, i| e.binary(BinaryOp::Add, Expr::long(i % 7)));
    let right =
        |terms: i64| (0..terms).fold(Expr::Var(Var::Context), |e, i| Expr::long(i % 7).binary(BinaryOp::Add, e));
    let builds: [&dyn Fn(i64) -> Expr; 2] = [&sum, &right];
    for build in builds {
        let (half, full) = (print::expression(&build(450)), print::expression(&build(900)));
        assert!(full.len() < 3 * half.len(), "{} {}", half.len(), full.len());
    }
    let e = right(490);
    assert_eq!(parse::expression(&print::expression(&e)), Ok(e));
}
