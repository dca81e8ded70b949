//! When schemas are equal: when they mean the same, however they are written.

use super::accept;

/// Schemas that mean the same.
#[test]
fn spelling_does_not_matter() {
    let same = [
        ("entity A; entity B;", "entity B, A;"),
        ("entity A { a: Long, b?: Bool };", "entity A = { \"b\"?: __cedar::Bool, a: __cedar::Long, };"),
        ("entity A { a: { b: Set<Long> } };", "type S = Set<L>; type L = Long; type R = { b: S }; entity A { a: R };"),
        ("entity A { a: { b: Long }, c: { b: Long } };", "type T = { b: Long }; entity A { a: T, c: T };"),
        ("entity A;", "type Unused = { a: A }; entity A;"),
        ("@doc(\"x\") entity A { @doc a: Long };", "entity A { a: Long };"),
        ("entity A in [B, C]; entity B in C; entity C;", "entity A in B; entity B in [C, C]; entity C;"),
        ("entity A enum [\"a\", \"b\"];", "entity A enum [\"b\", \"a\", \"b\"];"),
        ("entity A; namespace N {}", "entity A;"),
        ("namespace N { entity A in B; entity B; }", "namespace N { entity A in N::B; entity B; }"),
        ("action a, b;", "action b; action \"a\";"),
        ("action a in [b, c]; action b, c;", "action a in [Action::\"c\", b, b]; action b, c;"),
        (
            "entity A, B; action a appliesTo { principal: [B, A, A], resource: A, context: {} };",
            "entity A, B; action a appliesTo { resource: [A], principal: [A, B] };",
        ),
        (
            "entity A; action a appliesTo { principal: A, resource: A, context: { x: Long } };",
            "entity A; action a appliesTo { principal: A, resource: A, context: C }; type C = { x: Long };",
        ),
        ("namespace N { entity A { a: T }; type T = Long; }", "namespace N { entity A { a: Long }; }"),
    ];
    for (one, other) in same {
        assert_eq!(accept(one), accept(other), "{one}\n{other}");
    }
}

/// Schemas that differ, though only little.
#[test]
fn meaning_matters() {
    let different = [
        ("entity A;", "entity B;"),
        ("entity A;", "namespace N { entity A; }"),
        ("entity A { a: Long };", "entity A { a: String };"),
        ("entity A { a: Long };", "entity A { a?: Long };"),
        ("entity A { a: Long };", "entity A { b: Long };"),
        ("entity A { a: ipaddr };", "entity A { a: decimal };"),
        ("entity A { a: Set<Long> };", "entity A { a: Set<Set<Long>> };"),
        ("entity A { a: { b: Long } };", "entity A { a: { b?: Long } };"),
        ("entity A { a: A }; entity B;", "entity A { a: B }; entity B;"),
        ("entity A;", "entity A tags Long;"),
        ("entity A tags Long;", "entity A tags String;"),
        ("entity A;", "entity A enum [\"a\"];"),
        ("entity A enum [\"a\"];", "entity A enum [\"a\", \"b\"];"),
        ("entity A in B; entity B;", "entity A; entity B;"),
        ("entity A in A;", "entity A;"),
        ("action a;", "action a, b;"),
        ("action a in b; action b;", "action a; action b;"),
        (
            "entity A, B; action a appliesTo { principal: A, resource: B };",
            "entity A, B; action a appliesTo { principal: B, resource: A };",
        ),
        (
            "entity A; action a appliesTo { principal: A, resource: A, context: { x: Long } };",
            "entity A; action a appliesTo { principal: A, resource: A, context: { x: Bool } };",
        ),
        ("entity A; action a appliesTo { principal: A, resource: A };", "entity A; action a;"),
        ("entity A { a: Long }; entity Long;", "entity A { a: __cedar::Long }; entity Long;"),
    ];
    for (one, other) in different {
        assert_ne!(accept(one), accept(other), "{one}\n{other}");
    }
}
