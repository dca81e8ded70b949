//! Schemas in Cedar syntax that mean something, be it odd.

use crate::schema::read;

#[test]
fn accepted() {
    let table = [
        "",
        "// nothing",
        "namespace N {}",
        "namespace N::M { entity A; } namespace N { entity A; }",
        "entity A; type A = Long;",
        "type A = Long; entity A in A { x: A };",
        "entity A; entity B; namespace N { entity C; }",
        "entity A; namespace N { entity C; } entity B in A;",
        "namespace N { entity A; } namespace M { entity A; type T = Long; } namespace N::M { type T = A; entity A; }",
        "entity A in A { x?: A };",
        "entity A in B { b: B }; entity B in A { a?: Set<A> } tags B;",
        "@doc(\"d\") @x namespace N { @doc @in entity A { @y(\"z\") @type x: Long }; @doc(\"\") action a; @z type T = A; }",
        "entity A in [] = {} tags Long;",
        // Words that mean something elsewhere.
        "entity Set, Record, Entity, Extension, Boolean, Bool, Long, String, ipaddr, decimal, datetime, duration;",
        "entity type, tags, entity, namespace, appliesTo, context, principal, resource, action, enum, attributes;",
        "entity permit, forbid, when, unless, external, action_, _if, __cedar_;",
        "entity tags in tags tags tags;",
        "entity enum enum [\"enum\"];",
        "type type = { type: type_ }; type type_ = Long;",
        "type tags = Long; type entity = tags; type action = entity; type namespace = action;",
        "type EntityOrCommon = Long; type Action = EntityOrCommon;",
        "type ipaddr = Long; type decimal = ipaddr; type datetime = __cedar::datetime; type duration = __cedar::Bool;",
        "type Action = Long; action a;",
        "namespace entity { entity entity; } namespace action::type { action action in action::type::Action::\"b\"; action b; }",
        "entity A { in_: Long, \"in\": Long, \"if\": Long, Set: Long, type: Long, namespace?: Long, __cedar: Long };",
        "entity A { \"\": Long, \"a b\": Long, \"é\": Long, \"\\u{0}\": Long, principal: Long, context: Long };",
        "action if_, \"if\", \"\", in_, \"in\", type, Set, principal, appliesTo, attributes, __cedar, \"a::b\";",
        "action action in type; action type;",
        "action attributes attributes {}; action appliesTo attributes {};",
        "entity is_, like_, has_ { then_: Long, \"then\"?: Bool, \"like\": String };",
        "@type @entity @if(\"else\") type a = { @context context: Long };",
        "namespace Set { type Long_ = Long; entity Long; action Bool appliesTo { principal: Long, resource: Set::Long }; }",
        // Enumerated types.
        "entity E enum [\"a\"]; entity A in E;",
        "entity E enum [\"a\", \"a\", \"\", \"é\\n\"];",
        "entity E, F enum [\"a\"]; action a appliesTo { principal: E, resource: [E, F] };",
        "entity E enum [\"a\"]; type T = Set<E>; entity A { e: E, t: T } tags E;",
        // Common types in any order, nested, across namespaces.
        "type A = B; type B = C; type C = D; type D = { x: Set<E> }; type E = F; entity F { a: A };",
        "namespace N { type A = M::B; type C = Long; } namespace M { type B = N::C; }",
        "namespace N { type A = B; type B = { c: C }; } type C = Set<{ d: { e: Bool } }>;",
        "type T = { a: U, b: U }; type U = { c: V, d?: V }; type V = Set<Set<ipaddr>>;",
        "namespace N { type Long_ = Long; entity Long { x: __cedar::Long, y: Long_, z: Long }; }",
        "namespace N { type ipaddr = Set<__cedar::ipaddr>; entity A { x: ipaddr }; } entity B { x: ipaddr };",
        "entity String { x: __cedar::String }; namespace N { entity A { x: String }; }",
        // Where an entity type and a common type have one name, each stands where only it can.
        "entity A; type A = { x: Long }; action a appliesTo { principal: A, resource: A, context: A };",
        "entity T { x: T }; type T = { y: Set<Long> };",
        // Actions, groups and what they apply to.
        "entity A; action a appliesTo { principal: A, resource: A };",
        "entity A; action a appliesTo { resource: [A, A], principal: [A], };",
        "entity A; action a appliesTo { principal: A, resource: A, context: {} };",
        "entity A; action a appliesTo { context: { x?: { y: A }, }, principal: A, resource: A, };",
        "entity A; action a appliesTo { principal: A, resource: A, context: T }; type T = U; type U = {};",
        "entity A; namespace N { action a in a2 appliesTo { principal: A, resource: B }; action a2; entity B; }",
        "namespace N { entity A; } action a appliesTo { principal: N::A, resource: [N::A] };",
        "action a in [b, b, \"b\", Action::\"b\"]; action b;",
        "action a in [b, c]; action b in d; action c in d; action d;",
        "action a; namespace N { action b in a; action c in [b, Action::\"b\", N::Action::\"b\", Action::\"a\"]; }",
        "namespace N { action b; } action a in N::Action::\"b\"; namespace M { action c in [N::Action::\"b\", Action::\"a\"]; }",
        "namespace N { action a; } namespace M { action a in N::Action::\"a\"; }",
        "entity a; action a; type a_ = a;",
        // `Action` as a type of values.
        "entity A { x: Action, y: Set<Action> } tags Action; action a;",
        "namespace N { entity A { x: Action }; action a; } entity B { x: N::Action };",
        "namespace N { entity A { x: Action }; } action a;",
        "type T = { a: Action }; action b; entity A; action a appliesTo { principal: A, resource: A, context: T };",
        "namespace N { type Action = Long; entity A { x: Action }; action a; }",
    ];
    for text in table {
        assert!(read(text).is_ok(), "{text}: {:?}", read(text));
    }
}
