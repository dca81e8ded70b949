//! In which forms the tests of optional attributes and tags stand before their use.
//!
//! It looks at the syntax alone: what a test is of, and whether the same expression is used where the test's truth is
//! known. Which attributes are optional it does not know, so it counts guards that no type asks for as well.

use crosscheck_reference_model::expr::{BinaryOp, Expr, Var};
use crosscheck_reference_model::policy::{Condition, ConditionKind};
use crosscheck_reference_model::value::Prim;

/// Every form that must occur: how the guard is joined with the use, then what it is a test of.
pub(super) const FORMS: [&str; 13] = [
    "guard && use",
    "guard if then use",
    "guard in both sides of ||",
    "guard in both branches of if",
    "guard beside true or false",
    "guard in an earlier clause",
    "guard in unless",
    "guard of an entity",
    "guard of the context",
    "guard of a chain",
    "guard of a tag's value",
    "guard of a tag, literal key",
    "guard of a tag, other key",
];

/// What a test lets us know: that this has that attribute or tag.
#[derive(Clone, Copy)]
struct Gain<'e> {
    of: &'e Expr,
    key: Key<'e>,
    /// How it is known, if not from a test that stands by itself.
    form: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq)]
enum Key<'e> {
    Attr(&'e str),
    Tag(&'e Expr),
}

/// The forms of the guards in the clauses of a policy, each as often as it occurs.
pub(super) fn forms(clauses: &[Condition]) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut earlier: Vec<Gain<'_>> = Vec::new();
    for clause in clauses {
        let before = found.len();
        in_expression(&clause.body, &mut found);
        if clause.kind == ConditionKind::Unless && found.len() > before {
            found.push("guard in unless");
        }
        let is_needed = |gain: &&Gain<'_>| uses(&clause.body, gain) && !tests(&clause.body, gain);
        for gain in earlier.iter().filter(is_needed) {
            found.push("guard in an earlier clause");
            found.extend(subject(gain));
        }
        if clause.kind == ConditionKind::When {
            earlier.extend(gains(&clause.body));
        }
    }
    found
}

fn in_expression(root: &Expr, found: &mut Vec<&'static str>) {
    let mut open = vec![root];
    while let Some(expr) = open.pop() {
        match expr {
            Expr::And(guard, then) => note(guard, then, "guard && use", found),
            Expr::If(guard, then, _) => note(guard, then, "guard if then use", found),
            _ => {}
        }
        open.extend(expr.operands());
    }
}

/// Notes each guard in `guard` that is used in `then`.
fn note(guard: &Expr, then: &Expr, joined: &'static str, found: &mut Vec<&'static str>) {
    for gain in gains(guard).iter().filter(|gain| uses(then, gain)) {
        found.push(joined);
        found.extend(gain.form);
        found.extend(subject(gain));
    }
}

/// What the truth of an expression lets us know.
fn gains(expr: &Expr) -> Vec<Gain<'_>> {
    let is = |expr: &Expr, b| *expr == Expr::bool(b);
    match expr {
        Expr::HasAttr(of, attr) => vec![Gain { of, key: Key::Attr(attr), form: None }],
        Expr::Binary(BinaryOp::HasTag, of, key) => vec![Gain { of, key: Key::Tag(key), form: None }],
        Expr::And(a, b) | Expr::Or(a, b) if [a, b].iter().any(|side| is(side, true) || is(side, false)) => {
            through([gains(a), gains(b)].concat(), "guard beside true or false")
        }
        Expr::And(a, b) => [gains(a), gains(b)].concat(),
        Expr::Or(a, b) => through(both(gains(a), &gains(b)), "guard in both sides of ||"),
        Expr::If(test, then, otherwise) => {
            through(both([gains(test), gains(then)].concat(), &gains(otherwise)), "guard in both branches of if")
        }
        _ => Vec::new(),
    }
}

/// The same, known in this form.
fn through<'e>(gains: Vec<Gain<'e>>, form: &'static str) -> Vec<Gain<'e>> {
    gains.into_iter().map(|gain| Gain { form: Some(form), ..gain }).collect()
}

/// What both let us know.
fn both<'e>(a: Vec<Gain<'e>>, b: &[Gain<'e>]) -> Vec<Gain<'e>> {
    a.into_iter().filter(|a| b.iter().any(|b| same(a, b))).collect()
}

fn same(a: &Gain<'_>, b: &Gain<'_>) -> bool {
    a.of == b.of && a.key == b.key
}

/// Whether the expression holds the use that the guard is for.
fn uses(root: &Expr, gain: &Gain<'_>) -> bool {
    any(root, |expr| match (expr, gain.key) {
        (Expr::GetAttr(of, attr), Key::Attr(wanted)) => attr == wanted && **of == *gain.of,
        (Expr::Binary(BinaryOp::GetTag, of, key), Key::Tag(wanted)) => **key == *wanted && **of == *gain.of,
        _ => false,
    })
}

/// Whether the expression holds the same test itself.
fn tests(root: &Expr, gain: &Gain<'_>) -> bool {
    any(root, |expr| match (expr, gain.key) {
        (Expr::HasAttr(of, attr), Key::Attr(wanted)) => attr == wanted && **of == *gain.of,
        (Expr::Binary(BinaryOp::HasTag, of, key), Key::Tag(wanted)) => **key == *wanted && **of == *gain.of,
        _ => false,
    })
}

fn any(root: &Expr, is_it: impl Fn(&Expr) -> bool) -> bool {
    let mut open = vec![root];
    while let Some(expr) = open.pop() {
        if is_it(expr) {
            return true;
        }
        open.extend(expr.operands());
    }
    false
}

/// What a guard is a test of.
fn subject(gain: &Gain<'_>) -> Option<&'static str> {
    Some(match (gain.key, gain.of) {
        (Key::Tag(Expr::Lit(Prim::String(_))), _) => "guard of a tag, literal key",
        (Key::Tag(_), _) => "guard of a tag, other key",
        (_, Expr::Var(Var::Context)) => "guard of the context",
        (_, Expr::Var(_)) => "guard of an entity",
        (_, Expr::GetAttr(..)) => "guard of a chain",
        (_, Expr::Binary(BinaryOp::GetTag, ..)) => "guard of a tag's value",
        _ => return None,
    })
}

#[cfg(test)]
mod tests_of_forms {
    use crosscheck_reference_model::parse::{self, PolicyIds};

    #[test]
    fn guards_have_their_forms() {
        let check = |clauses: &str, expected: &[&str]| {
            let text = format!("permit(principal, action, resource) {clauses};");
            let policies = parse::policies(&text, PolicyIds::Positional).expect("a policy");
            assert_eq!(super::forms(&policies[0].conditions), expected, "{clauses}");
        };
        check("when { principal has a && principal.a }", &["guard && use", "guard of an entity"]);
        check("when { principal has a || principal.a }", &[]);
        check("when { if context has a then context.a else true }", &["guard if then use", "guard of the context"]);
        check(
            "unless { (true && principal.x has a) && principal.x.a }",
            &["guard && use", "guard beside true or false", "guard of a chain", "guard in unless"],
        );
        check(
            r#"when { principal.hasTag("k") } when { principal.getTag("k") }"#,
            &["guard in an earlier clause", "guard of a tag, literal key"],
        );
        check(
            "when { (principal has a && action == action || principal has a) && principal.a }",
            &["guard && use", "guard in both sides of ||", "guard of an entity"],
        );
    }
}
