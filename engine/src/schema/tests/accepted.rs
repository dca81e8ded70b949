//! What is a schema in Cedar syntax, though it resembles what is none.

use super::super::Schema;
use super::accept;

/// Texts that are schemas.
const ACCEPTED: &[&str] = &[
    // little
    "",
    "// nothing\n",
    "\u{a0}\u{2028}// nothing",
    "namespace N {}",
    "namespace N {} namespace N::M {} namespace M::N {}",
    "namespace _ {}",
    "entity A;",
    "entity _A1;",
    "entity A, B, C;",
    "entity A {\n};\u{a0}entity B;",
    "entity A = {};",
    "entity A {a:Long};entity B{a:Long,};",
    "entity A in [] {};",
    "entity A in [A, A];",
    "entity A in A;",
    "entity A in B; entity B in A;",
    "action \"\";",
    "action a, b, \"c d\";",
    "action a attributes {};",
    "action \"if\"; entity A { \"if\": Long, \"a b\": Long, \"\": Long };",
    // enumerations
    "entity A enum [\"\", \"a\", \"a\"]; entity B in A;",
    "entity A enum [\"x\"]; action a appliesTo { principal: A, resource: A };",
    "entity Enum enum [\"x\"]; entity B { a: Enum } tags Enum;",
    "entity enum enum [\"enum\"];",
    // annotations
    "@a @b(\"\") namespace N { @a entity A; @a action a; @a type T = Long; }",
    "@doc(\"x\") entity A { @doc(\"y\") @doc2 a: { @doc b: Long } };",
    "@if @true(\"\") @__cedar @Long entity A;",
    "@a(\"\\n\\u{1F980}\\x41\") action b;",
    // the same name for different things
    "entity A; type A = Long;",
    "type A = { a: Long }; entity A { a: A };",
    "action a; entity a; type a = Long;",
    "entity A; action A; namespace A { entity B; action B; }",
    "namespace N { entity A; } namespace M { entity A; type B = N::A; }",
    "namespace N { action a; } namespace M { action a in N::Action::\"a\"; }",
    "namespace N { entity N; } entity M { n: N::N };",
    "entity A; namespace N { action A; }",
    "action a; namespace N { entity a; }",
    // names of built-in things
    "entity Long, Bool, String, Set, Record, Entity, Extension, ipaddr, Boolean;",
    "entity String { s: String };",
    "type ipaddr = decimal; type decimal = __cedar::ipaddr;",
    "type datetime = { d: duration }; entity A { a: datetime };",
    "type Action = Long; action a; entity A { a: Action };",
    "namespace N { entity Long; entity A { a: Long }; } entity B { b: Long };",
    "namespace Long { entity A; } entity B { a: Long::A, b: Long };",
    "namespace Action { action a; } action b in Action::Action::\"a\";",
    "type EntityOrCommon = Long; type principal = EntityOrCommon; type context = principal;",
    // types of actions
    "entity A { a: Action, b: Set<Action> }; action a;",
    "namespace N { entity A { a: M::Action }; } namespace M { action a; }",
    "type T = { a: Action }; action a appliesTo { principal: A, resource: A, context: T }; entity A;",
    // common types
    "type Unused = { a: Set<{}> };",
    "type A = B; type B = C; type C = {}; entity E; action a appliesTo { principal: E, resource: E, context: A };",
    "namespace N { type T = M::T; } namespace M { type T = U; } type U = { a: Long };",
    "type T = { t: E }; entity E { t: T } tags T;",
    "type T = Set<Set<{ a: { b?: Set<ipaddr> } }>>;",
    "entity E; type T = __cedar::Bool; action a appliesTo { principal: E, resource: E, context: {t: T} };",
    // actions
    "action a in b; action b in [c, d]; action c, d in e; action e;",
    "action a in [b, b, Action::\"b\"]; action b;",
    "action a; namespace N { action b in a; action c in Action::\"a\"; }",
    "namespace N { action a in N::Action::\"b\"; action b; } action c in N::Action::\"a\";",
    "action in_ in appliesTo appliesTo { principal: A, resource: A, }; action appliesTo; entity A;",
    "entity U; action a appliesTo { resource: [U, U], context: { a: Long, }, principal: U };",
    "namespace N { action a appliesTo { principal: U, resource: [N::V], context: C }; entity V; } \
     entity U; type C = {};",
    // keywords in the places of names
    "entity entity in type = { entity: entity } tags tags; entity type, tags;",
    "namespace namespace { entity namespace; type type = namespace; action action in [action2]; action action2; }",
    "entity appliesTo, principal, resource, context, attributes; action action appliesTo { \
     principal: principal, resource: resource, context: { context: context, principal?: attributes } } attributes {};",
    "entity E { in_: Long, Set: Set<Set>, is_?: Bool }; entity Set;",
];

#[test]
fn schemas_are_accepted() {
    for text in ACCEPTED {
        accept(text);
    }
}

/// Comments and blanks may stand between any two tokens and mean nothing.
#[test]
fn blanks_mean_nothing() {
    for text in ACCEPTED {
        let spaced: Vec<&str> = text.split(' ').collect();
        let inside_strings = text.contains("c d") || text.contains("a b") || text.contains("//");
        if !inside_strings {
            assert_eq!(accept(&spaced.join(" // \u{e9}\"\n\t")), accept(text), "{text}");
        }
    }
}

#[test]
fn an_empty_text_is_the_empty_schema() {
    assert_eq!(accept(""), Schema::default());
}
