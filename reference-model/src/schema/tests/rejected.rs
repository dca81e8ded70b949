//! Schemas in Cedar syntax that mean nothing: the kind of mistake, and the place, which `^` stands before.

use crate::schema::{Position, Schema, SchemaError, read};

/// The text without its mark, and the place that the mark stands at.
fn marked(text: &str) -> (String, Option<Position>) {
    let Some((before, after)) = text.split_once('^') else { return (text.to_owned(), None) };
    let line = before.split('\n').count();
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (format!("{before}{after}"), Some(Position { line, column }))
}

/// Insists that each text of the table has that mistake where its mark stands.
pub(super) fn check_with(read: impl Fn(&str) -> Result<Schema, SchemaError>, table: &[(&str, &str)]) {
    for (kind, text) in table {
        let (text, position) = marked(text);
        match read(&text) {
            Ok(_) => panic!("{text}: is a schema"),
            Err(error) => assert_eq!((error.kind(), error.position), (*kind, position), "{text}: {error}"),
        }
    }
}

fn check(table: &[(&str, &str)]) {
    check_with(read, table);
}

#[test]
fn unreadable() {
    check(&[
        ("syntax", "^permit(principal, action, resource);"),
        ("syntax", "entity A^"),
        ("syntax", "entity A,^;"),
        ("syntax", "entity ^\"A\";"),
        ("syntax", "entity A^::B;"),
        ("syntax", "entity A in [B,^];"),
        ("syntax", "entity A = ^Long;"),
        ("syntax", "entity A {} ^in B;"),
        ("syntax", "entity A enum [\"a\",^];"),
        ("syntax", "entity A in B ^enum [\"a\"];"),
        ("syntax", "entity A { x: Long ^y: Long };"),
        ("syntax", "entity A { x?^?: Long };"),
        ("syntax", "entity A { x: Set<Long^, String> };"),
        ("syntax", "entity A { x: List^<Long> };"),
        ("syntax", "^external entity A;"),
        ("syntax", "action a in [^];"),
        ("syntax", "action a in A::b^;"),
        ("syntax", "action a appliesTo {^};"),
        ("syntax", "entity A; action a appliesTo ^{ principal: A };"),
        ("syntax", "entity A; action a appliesTo { principal: ^[], resource: A };"),
        ("syntax", "entity A; action a appliesTo { principal: A, resource: A, ^principal: A };"),
        ("syntax", "entity A; action a appliesTo { principal: A, resource: A, ^user: A };"),
        ("syntax", "entity A; action a appliesTo { principal: A, resource: A, context: Set^<Long> };"),
        ("syntax", "action a attributes { ^x: Long };"),
        ("syntax", "type T ^: Long;"),
        ("syntax", "namespace N { ^namespace M {} }"),
        ("syntax", "namespace N {}^;"),
        ("syntax", "// é\nentity A in\n  ^;"),
        ("syntax", "action \"^\\q\";"),
        ("duplicate-annotation", "@a @^a entity A;"),
        ("duplicate-annotation", "type T = {@a x: Long, @b(\"1\") @^b y: Long};"),
        ("duplicate-attribute", "type T = {x: Long, ^\"x\"?: Long};"),
        ("duplicate-attribute", "entity A { \"é\": { y: Long, ^y: Long } };"),
    ]);
    let deep = format!("type T = {}Long{};", "Set<".repeat(1000), ">".repeat(1000));
    let error = read(&deep).unwrap_err();
    assert_eq!((error.kind(), error.position.map(|p| p.line)), ("too-deep", Some(1)));
}

#[test]
fn misdeclared() {
    check(&[
        ("reserved-name", "entity ^in;"),
        ("reserved-name", "entity ^__cedar;"),
        ("reserved-name", "type ^__cedar = Long;"),
        ("reserved-name", "type ^like = Long;"),
        ("reserved-name", "namespace ^__cedar {}"),
        ("reserved-name", "namespace N::^__cedar { entity A; }"),
        ("reserved-name", "namespace ^is {}"),
        ("reserved-name", "action ^has;"),
        ("reserved-name", "action a in ^then;"),
        ("reserved-name", "type T = {^true: Long};"),
        ("reserved-name", "type T = A::^else;"),
        ("reserved-name", "entity A, ^Action;"),
        ("reserved-name", "namespace N { entity ^Action; }"),
        ("reserved-name", "type ^Bool = Long;"),
        ("reserved-name", "type ^Boolean = Long;"),
        ("reserved-name", "type ^Set = Long;"),
        ("reserved-name", "type ^Entity = Long;"),
        ("reserved-name", "type ^Extension = Long;"),
        ("reserved-name", "type ^String = Long;"),
        ("reserved-name", "namespace N { type ^Record = Long; }"),
        ("duplicate-namespace", "namespace N {} namespace M {} namespace ^N { entity A; }"),
        ("duplicate-type", "entity A;\nentity ^A;"),
        ("duplicate-type", "entity A, ^A;"),
        ("duplicate-type", "entity A; namespace N { entity B; } entity ^A enum [\"a\"];"),
        ("duplicate-type", "type T = Long; type ^T = Long;"),
        ("duplicate-action", "action a, ^\"a\";"),
        ("duplicate-action", "namespace N { action a; action ^\"a\"; }"),
        ("empty-enum", "entity ^A enum [];"),
        ("empty-enum", "namespace N { entity B; entity ^A enum []; }"),
        ("type-shadowing", "entity A; namespace N { entity ^A; }"),
        ("type-shadowing", "namespace N { entity ^A; } entity A;"),
        ("type-shadowing", "entity A; namespace N { type ^A = Long; }"),
        ("type-shadowing", "type T = Long; namespace N { type ^T = Long; }"),
        ("type-shadowing", "type T = Long; namespace N::M { entity ^T; }"),
        ("type-shadowing", "type ipaddr = Long; namespace N { entity ^ipaddr; }"),
        ("action-shadowing", "action a; namespace N { action b, ^a; }"),
        ("action-shadowing", "namespace N { action ^\"a\"; } action a;"),
    ]);
}

#[test]
fn undeclared() {
    check(&[
        ("undeclared-type", "entity A { x: ^B };"),
        ("undeclared-type", "entity A { x: Set<{y: ^B}> };"),
        ("undeclared-type", "entity A tags ^B;"),
        ("undeclared-type", "entity B; entity A in [B, ^C];"),
        ("undeclared-type", "entity A in ^T; type T = A;"),
        ("undeclared-type", "entity A in ^Action; action a;"),
        ("undeclared-type", "entity A { x: ^Action };"),
        ("undeclared-type", "namespace N { action a; } entity A { x: ^Action };"),
        ("undeclared-type", "namespace N { action a; } namespace M { entity A { x: ^Action }; }"),
        ("undeclared-type", "entity A { x: ^Boolean };"),
        ("undeclared-type", "entity A { x: ^Set };"),
        ("undeclared-type", "entity A { x: ^Record };"),
        ("undeclared-type", "entity A { x: ^__cedar::A };"),
        ("undeclared-type", "entity A { x: ^A::__cedar };"),
        ("undeclared-type", "entity A { x: ^__cedar::N::Long };"),
        ("undeclared-type", "entity A { x: ^__cedar };"),
        ("undeclared-type", "entity A { x: ^N::Long }; namespace N {}"),
        ("undeclared-type", "type T = ^B;"),
        ("undeclared-type", "namespace N { entity A; } entity B { x: ^A };"),
        ("undeclared-type", "namespace N { entity A; } namespace M { entity B { x: ^A }; }"),
        ("undeclared-type", "namespace N { entity A; } namespace N::M { entity B { x: ^A }; }"),
        ("undeclared-type", "namespace N::M { entity A; } namespace N { entity B { x: ^M::A }; }"),
        ("undeclared-type", "action a appliesTo { principal: ^A, resource: A };"),
        ("undeclared-type", "entity A; action a appliesTo { principal: A, resource: [A, ^N::A] };"),
        ("undeclared-type", "action a appliesTo { principal: ^Action, resource: Action };"),
        ("undeclared-type", "entity A; type T = A; action a appliesTo { principal: ^T, resource: A };"),
        ("undeclared-type", "entity A; action a appliesTo { principal: A, resource: A, context: ^C };"),
        ("undeclared-type", "entity A; action a appliesTo { principal: A, resource: A, context: {x: ^C} };"),
        // A context is named as a common type. An entity type of that name does not help.
        ("undeclared-type", "entity A; action a appliesTo { principal: A, resource: A, context: ^A };"),
        ("undeclared-type", "entity A, Long; action a appliesTo { principal: A, resource: A, context: ^Long };"),
        ("undeclared-action", "action a in ^b;"),
        ("undeclared-action", "action b; action a in [b, ^\"c d\"];"),
        ("undeclared-action", "action a in ^B::\"b\";"),
        ("undeclared-action", "action a in ^__cedar::Action::\"a\";"),
        ("undeclared-action", "entity A enum [\"b\"]; action a in ^A::\"b\";"),
        ("undeclared-action", "action b; namespace N { action a in ^N::Action::\"b\"; }"),
        ("undeclared-action", "namespace N { action b; } action a in ^b;"),
        ("undeclared-action", "namespace N { action b; } namespace M { action a in ^Action::\"b\"; }"),
    ]);
}

#[test]
fn circular_or_no_record() {
    check(&[
        ("common-type-cycle", "type ^T = T;"),
        ("common-type-cycle", "entity T; type ^T = Set<T>;"),
        ("common-type-cycle", "type ^T = {x: Set<U>}; type U = V; type V = T;"),
        ("common-type-cycle", "entity A { x: V }; type Q = V; type ^U = V; type V = {x: U};"),
        ("common-type-cycle", "namespace N { type ^A = M::B; } namespace M { type B = N::A; }"),
        ("common-type-cycle", "namespace N { type ^ipaddr = {a: ipaddr}; }"),
        ("action-cycle", "action ^a in a;"),
        ("action-cycle", "action x in a; action ^a in b; action b in c; action c in a;"),
        (
            "action-cycle",
            "namespace N { action ^a in M::Action::\"b\"; } namespace M { action b in N::Action::\"a\"; }",
        ),
        ("context-not-record", "entity A; action a appliesTo { principal: A, resource: A, context: ^Long };"),
        (
            "context-not-record",
            "entity A; action a appliesTo { principal: A, resource: A, context: ^__cedar::ipaddr };",
        ),
        (
            "context-not-record",
            "entity A; type T = Set<Long>;\naction a appliesTo { context: ^T, principal: A, resource: A };",
        ),
    ]);
}

#[test]
fn words() {
    let texts = [
        "namespace N { entity A { x: B }; }",
        "entity A { x: B };",
        "action a in Action::\"b\";",
        "namespace N { type T = T; }",
        "entity A;\nentity A;",
        "entity A; namespace N { entity A; }",
        "action a; namespace N { action a; }",
        "entity E enum [];",
        "entity A = Long;",
    ];
    let said: Vec<String> = texts.iter().map(|text| read(text).unwrap_err().to_string()).collect();
    insta::assert_snapshot!(said.join("\n"));
}
