//! What is no schema in Cedar syntax: the sort of mistake and, marked by `^`, its place.

use super::super::{Schema, SchemaErrorKind};
use super::check_refusals;

/// Texts, under what is wrong with them.
const REFUSED: &[(&str, &[&str])] = &[
    (
        "syntax",
        &[
            "entity^",
            "entity A^",
            "entity A,^;",
            "entity A in [B,^];entity B;",
            "entity A in^;",
            "entity A in ^\"B\"; entity B;",
            "entity A { a ^Long };",
            "entity A { a: ^};",
            "entity A { ^, };",
            "entity A { a: Long,^, };",
            "entity A { a: Long ^b: Long };",
            "entity A { a: Set<^> };",
            "entity A { a: Set<Long ^};",
            "entity A { a: Set<Long^,> };",
            "entity A { a: ^[Long] };",
            "entity A { a?^? : Long };",
            "entity A { ^3: Long };",
            "entity A { a: ^3 };",
            "entity A { a: \n  N::^};",
            "entity A { a: ^::Long };",
            "entity A = ^Long;",
            "entity A tags^;",
            "entity A tags Long ^{};",
            "entity A tags Long ^in B; entity B;",
            "entity A enum^;",
            "entity A enum [\"a\",^];",
            "entity A enum [^a];",
            "entity A enum [\"a\"] ^tags Long;",
            "entity A in B ^enum [\"a\"]; entity B;",
            "entity A^::B;",
            "entity ^\"A\";",
            "entity A^",
            "type T ^Long;",
            "type T = Long^",
            "type A^::T = Long;",
            "namespace ^{ }",
            "namespace N^",
            "namespace N { ^namespace M { } }",
            "namespace N { entity A; ^",
            "namespace N { entity A; }^;",
            "^permit(principal, action, resource);",
            "^external entity A;",
            "^external action a;",
            "^Entity A;",
            "action^;",
            "action a in [^];",
            "action a in [b,^]; action b;",
            "action a in b::c^;",
            "action a appliesTo { ^};",
            "action a appliesTo { ^principals: A }; entity A;",
            "action a appliesTo { principal: ^[], resource: A }; entity A;",
            "action a appliesTo { principal: A, resource: ^[] }; entity A;",
            "action a appliesTo ^{ principal: A }; entity A;",
            "action a appliesTo ^{ resource: A }; entity A;",
            "action a appliesTo ^{ context: {} };",
            "action a appliesTo { principal: A, ^principal: A, resource: A }; entity A;",
            "action a appliesTo { principal: A, resource: A, context: {}, ^context: {} }; entity A;",
            "action a appliesTo { principal: A ^resource: A }; entity A;",
            "action a appliesTo { principal: A, resource: A, context: Set^<Long> }; entity A;",
            "action a attributes { ^x: Long };",
            "@doc(^a) entity A;",
            "@doc(\"a\" ^entity A;",
            "@^\"doc\" entity A;",
            "@doc(\"a\") ^;",
            "entity A { a: ^@doc Long };",
            "entity A { \"^\\q\": Long };",
            "entity A { \"é\": ^\u{1F980} };",
            "entity A; ^/* no comment */",
            "entity A { a: Long }; // \u{e9}\n  ^,",
        ],
    ),
    (
        "empty-enum",
        &[
            "entity ^A enum [];",
            "namespace N { entity ^A, B enum []; }",
            "entity A;\nentity // é\n  ^B enum\n  [ // none\n  ];",
        ],
    ),
    (
        "duplicate-namespace",
        &["namespace N {} namespace ^N {}", "namespace A::B {} namespace A {} namespace ^A :: B {}"],
    ),
    (
        "duplicate-type",
        &[
            "entity A; entity ^A;",
            "entity A, B, ^A;",
            "entity A; entity ^A enum [\"a\"];",
            "type T = Long; type ^T = Long;",
            "namespace N { type T = Long; entity T; type ^T = String; }",
            "entity A; namespace N {} entity ^A;",
        ],
    ),
    (
        "duplicate-action",
        &[
            "action a; action ^\"a\";",
            "action \"\\u{61}\", b; action c, ^a;",
            "namespace N { action \"x y\", ^\"x y\"; }",
        ],
    ),
    (
        "duplicate-attribute",
        &[
            "entity A { a: Long, ^\"a\": Long };",
            "type T = { a: { b: Long }, c: Set<{ b: Long, ^b?: Long }> };",
            "entity A; action a appliesTo { principal: A, resource: A, context: { x: A, ^x: A } };",
        ],
    ),
    (
        "duplicate-annotation",
        &["@doc(\"a\") @^doc entity A;", "entity A { @a @b @^a(\"\") x: Long };", "@a @^a namespace N {}"],
    ),
    (
        "reserved-name",
        &[
            "entity ^if;",
            "entity A in ^has;",
            "entity A { ^in: Long };",
            "entity A { a: N::^true };",
            "type ^like = Long;",
            "namespace N::^is { }",
            "action ^then;",
            "type ^Long = String;",
            "type ^Bool = String;",
            "type ^Boolean = Long;",
            "type ^Entity = String;",
            "type ^Extension = String;",
            "type ^Record = {};",
            "type ^Set = Set<Long>;",
            "namespace N { type ^String = __cedar::String; }",
            "type ^__cedar = String;",
            "entity ^Action;",
            "namespace N { entity A, ^Action in A; }",
            "entity ^__cedar;",
            "namespace ^__cedar { }",
            "namespace N::^__cedar { }",
            "namespace ^__cedar :: M { }",
        ],
    ),
    (
        "undeclared-type",
        &[
            "entity A { a: ^B };",
            "entity A { a: ^Set };",
            "entity A { a: ^Boolean };",
            "entity A { a: ^long };",
            "entity A { a: ^ip };",
            "entity A { a: ^__cedar };",
            "entity A { a: ^__cedar::A };",
            "entity A { a: ^__cedar::Set };",
            "entity A { a: ^N::Long }; namespace N { }",
            "entity A { a: ^N::__cedar::Long }; namespace N { }",
            "entity A { a: ^Action };",
            "namespace N { entity A { a: ^Action }; } namespace M { action a; }",
            "entity A { a: ^B }; namespace N { entity B; }",
            "namespace N { entity A { a: ^M::B }; } namespace M {} entity B;",
            "namespace N::M { entity A { a: ^B }; } namespace N { entity B; }",
            "entity A tags ^B;",
            "type T = { a: Set<^B> };",
            "entity A in ^B;",
            "entity A in [A, ^Long];",
            "entity A in ^T; type T = A;",
            "entity A in ^Action; action a;",
            "action a appliesTo { principal: ^Action, resource: A }; entity A;",
            "action a appliesTo { principal: A, resource: ^Long }; entity A;",
            "action a appliesTo { principal: ^T, resource: A }; entity A; type T = A;",
            "action a appliesTo { principal: A, resource: A, context: ^A }; entity A;",
            "action a appliesTo { principal: A, resource: A, context: ^C }; entity A;",
            "action a appliesTo { principal: A, resource: A, context: ^Action }; entity A;",
            "namespace N { action a appliesTo { principal: A, resource: A, context: ^C }; entity A; } \
             namespace M { type C = {}; }",
        ],
    ),
    (
        "undeclared-action",
        &[
            "action a in ^b;",
            "action a in [^\"\"];",
            "namespace N { action a; } action b in ^a;",
            "action a; action b in ^A::\"a\"; entity A;",
            "action a; action b in ^N::Action::\"a\"; namespace N { action c; }",
            "action a; namespace N { action b in ^N::Action::\"a\"; }",
            "entity G enum [\"g\"]; action b in ^G::\"g\";",
        ],
    ),
    (
        "context-not-record",
        &[
            "action a appliesTo { principal: A, resource: A, context: ^T }; entity A; type T = Set<A>;",
            "action a appliesTo { principal: A, resource: A, context: ^T }; entity A; type T = U; type U = A;",
            "action a appliesTo { principal: A, resource: A, context: ^Long }; entity A;",
            "action a appliesTo { principal: A, resource: A, context: ^__cedar::ipaddr }; entity A;",
        ],
    ),
    (
        "type-shadowing",
        &[
            "entity A; namespace N { entity ^A; }",
            "entity A; namespace N { entity ^A enum [\"a\"]; }",
            "type A = Long; namespace N { entity ^A; }",
            "namespace N { type ^A = Long; } entity A;",
            "type A = Long; namespace N::M { type ^A = Long; }",
            "entity ipaddr; namespace N { type ^ipaddr = Long; }",
        ],
    ),
    (
        "action-shadowing",
        &["action a; namespace N::M { action ^a; }", "namespace N { action b, ^\"a\"; } action \"a\";"],
    ),
    (
        "common-type-cycle",
        &[
            "type ^T = T;",
            "type ^T = Set<U>; type U = { a: V }; type V = T;",
            "type V = Long; type ^T = { a: V, b: { c?: T } };",
            "entity T; type ^T = T;",
            "namespace N { type ^T = M::T; } namespace M { type T = Set<N::T>; }",
        ],
    ),
    (
        "action-cycle",
        &[
            "action ^a in a;",
            "action d in a; action ^a in b; action b in c; action c in a;",
            "namespace N { action ^a in M::Action::\"b\"; } namespace M { action b in N::Action::\"a\"; }",
        ],
    ),
];

#[test]
fn mistakes_have_a_sort_and_a_place() {
    insta::assert_snapshot!(check_refusals(REFUSED, Schema::parse));
}

/// Each sort of mistake is in the table, but for those that only JSON has and those of texts that are too long for it.
#[test]
fn no_sort_is_left_out() {
    let elsewhere = ["shape-not-record", "too-deep", "too-large"];
    for kind in SchemaErrorKind::ALL {
        let name = kind.as_str();
        assert!(REFUSED.iter().any(|(listed, _)| *listed == name) || elsewhere.contains(&name), "{name}");
    }
}
