//! Tests of schemas: what is one, what names mean, and what the errors say.

use super::{Schema, Type, TypeId};
use crate::entity_uid::EntityUid;

/// The schema, which must be one.
fn accept(text: &str) -> Schema {
    Schema::parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// The place and the message of the error, without the excerpt.
fn reject(text: &str) -> String {
    let error = Schema::parse(text).err().unwrap_or_else(|| panic!("{text} should be no schema"));
    format!("{}:{}: {}", error.line(), error.column(), error.found())
}

/// A type written out, common types replaced by what they stand for.
fn show(schema: &Schema, id: TypeId) -> String {
    match schema.type_of(id) {
        Type::Bool => "Bool".to_owned(),
        Type::Long => "Long".to_owned(),
        Type::String => "String".to_owned(),
        Type::Extension(extension) => format!("~{}", extension.name()),
        Type::Entity(ty) => format!("entity {ty}"),
        Type::Set(element) => format!("Set<{}>", show(schema, *element)),
        Type::Record(record) => {
            let attributes = record.attributes().iter().map(|attribute| {
                let optional = if attribute.required { "" } else { "?" };
                format!("{}{optional}: {}", attribute.name, show(schema, attribute.ty))
            });
            format!("{{{}}}", attributes.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Checks the type of the attribute `a` of the entity type `E` (or `N::E`).
fn check_type(text: &str, expected: &str) {
    let schema = accept(text);
    let entry = schema.entity_type("E").or_else(|| schema.entity_type("N::E")).expect("an entity type E");
    assert_eq!(show(&schema, entry.attribute("a").expect("an attribute a").ty), expected, "{text}");
}

#[test]
fn names_mean_the_nearest_declaration() {
    check_type("entity E { a: Long };", "Long");
    check_type("entity E { a: __cedar::Long };", "Long");
    check_type("entity E { a: ipaddr };", "~ipaddr");
    check_type("entity E { a: E };", "entity E");
    check_type("entity E { a: Long }; entity Long;", "entity Long");
    check_type("entity E { a: __cedar::Long }; entity Long;", "Long");
    check_type("entity E { a: T }; type T = Long; entity T;", "Long");
    check_type("entity E { a: ipaddr }; type ipaddr = String;", "String");
    check_type("entity E { a: __cedar::ipaddr }; type ipaddr = String;", "~ipaddr");
    check_type("namespace N { entity E { a: T }; } type T = Long;", "Long");
    check_type("namespace N { entity E { a: M::T }; } namespace M { type T = Long; }", "Long");
    check_type("namespace N { entity E { a: Long }; entity Long; }", "entity N::Long");
    check_type("namespace N { entity E { a: __cedar::Long }; entity Long; }", "Long");
    check_type("namespace N { entity E { a: decimal }; type decimal = { x: N::E }; }", "{x: entity N::E}");
    check_type("namespace N { entity E { a: N :: // here\n E }; }", "entity N::E");
    check_type("namespace N { entity E { a: Action }; action go; }", "entity N::Action");
    check_type("namespace N { entity E { a: Action }; } action go;", "entity Action");
    check_type("namespace N { entity E { a: Set<Action> }; action a; } action go;", "Set<entity N::Action>");
    check_type("namespace N { entity E { a: B::C }; } namespace B { entity C; }", "entity B::C");
    check_type("namespace A::B { entity C; } namespace N { entity E { a: A::B::C }; }", "entity A::B::C");
}

#[test]
fn types_of_all_shapes() {
    check_type("entity E { a: Set<Set<String>> };", "Set<Set<String>>");
    check_type("entity E { a: {} };", "{}");
    check_type("entity E { a: { b?: Bool, \"c d\": { \"\"?: Long, } , } };", "{b?: Bool, c d: {?: Long}}");
    check_type(
        "entity E { a: Set<{x: Set<T>}> }; type T = { y: U }; type U = Set<datetime>;",
        "Set<{x: Set<{y: Set<~datetime>}>}>",
    );
    check_type("entity E = { @doc(\"x\") @if a: duration };", "~duration");
    check_type("type Z = Y; type Y = X; type X = { n: Long }; entity E { a: Z };", "{n: Long}");
}

#[test]
fn words_are_keywords_only_in_their_places() {
    let words = [
        "namespace",
        "entity",
        "Set",
        "appliesTo",
        "principal",
        "action",
        "resource",
        "context",
        "attributes",
        "tags",
        "Bool",
        "Long",
        "String",
        "type",
        "enum",
        "external",
        "permit",
        "ip",
        "Boolean",
        "Record",
        "Entity",
    ];
    for word in words {
        check_type(&format!("entity {word}; entity E {{ {word}?: {word}, a: {word} }};"), &format!("entity {word}"));
        accept(&format!("namespace {word} {{ action {word} in [\"{word}2\"]; action {word}2; }}"));
        accept(&format!("entity {word} in {word} {{ {word}: {word} }} tags {word};"));
        accept(&format!("@{word}(\"x\") entity {word} enum [\"{word}\"];"));
    }
    for word in ["if", "in", "is", "has", "like", "true", "false", "then", "else"] {
        for text in ["entity {};", "entity E { {}: Long };", "action {};", "type {} = Long;", "namespace {} {}"] {
            assert_eq!(
                reject(&text.replacen("{}", word, 1)).rsplit(": ").next(),
                Some(&*format!("`{word}` is reserved"))
            );
        }
        accept(&format!("@{word} entity E {{ \"{word}\": Long }}; action \"{word}\";"));
    }
    check_type("entity E { a: Set }; entity Set;", "entity Set");
}

#[test]
fn hierarchies_are_closed() {
    let schema =
        accept("entity A in [B]; entity B in C; entity C in [A, D]; entity D, F in []; entity G enum [\"g\"];");
    let ancestors = |ty: &str| {
        let entry = schema.entity_type(ty).expect("a type");
        entry.ancestors().iter().map(|ty| ty.as_str().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ancestors("A"), "A B C D");
    assert_eq!(ancestors("C"), "A B C D");
    assert_eq!(ancestors("D"), "");
    let schema = accept(
        "namespace N { action a in [b, \"c d\", Action::\"e\", N::Action::\"b\", M::Action::\"m\"]; action b in e; \
         action \"c d\", e; } namespace M { action m; }",
    );
    let uid = |text: &str| text.parse::<EntityUid>().expect("an id");
    let entry = schema.action(&uid("N::Action::\"a\"")).expect("an action");
    let groups: Vec<String> = entry.ancestors().iter().map(ToString::to_string).collect();
    assert_eq!(groups.join(" "), "M::Action::\"m\" N::Action::\"b\" N::Action::\"c d\" N::Action::\"e\"");
    assert_eq!(schema.entity_types().len(), 0);
}

#[test]
fn actions_say_what_they_apply_to() {
    let schema = accept(
        "entity U, V, R; type C = { x: Long }; type D = C;
         action a, \"b\" appliesTo { resource: R, principal: [V, U, V], context: D, } attributes {};
         action c appliesTo { principal: U, resource: R };
         action d appliesTo { context: { y?: Set<U> }, principal: U, resource: [R] };
         action e;",
    );
    let entry = |id: &str| schema.action(&EntityUid::new("Action", id).expect("a type")).expect("an action");
    let names = |types: &[crate::EntityType]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(names(entry("a").principals()), "U V");
    assert_eq!(names(entry("b").resources()), "R");
    assert!(entry("b").context().get("x").is_some_and(|attribute| attribute.required));
    assert!(entry("c").context().attributes().is_empty());
    assert!(entry("d").context().get("y").is_some_and(|attribute| !attribute.required));
    assert!(entry("e").principals().is_empty());
}

#[test]
fn what_is_no_schema_is_refused_with_its_place() {
    let refused = [
        // syntax
        ("entity", "found the end of the schema"),
        ("entity A", "found the end of the schema"),
        ("entity A,;", "found `;`"),
        ("entity A in [B,];entity B;", "found `]`"),
        ("entity A in;", "found `;`"),
        ("entity A { a Long };", "found `Long`"),
        ("entity A { a: };", "found `}`"),
        ("entity A { , };", "found `,`"),
        ("entity A { a: Long b: Long };", "found `b`"),
        ("entity A { a: Set };", "`Set` is not declared as a common or entity type"),
        ("entity A { a: Set<> };", "found `>`"),
        ("entity A { a: Set<Long };", "found `}`"),
        ("entity A { a: Set<Long,> };", "found `,`"),
        ("entity A { a?? : Long };", "found `?`"),
        ("entity A = Long;", "found `Long`"),
        ("entity A tags;", "found `;`"),
        ("entity A enum [];", "found `]`"),
        ("entity A enum [\"a\",];", "found `]`"),
        ("entity A enum [a];", "found `a`"),
        ("entity A enum [\"a\"] tags Long;", "found `tags`"),
        ("entity A::B;", "found `::`"),
        ("entity \"A\";", "found `\"A\"`"),
        ("type T Long;", "found `Long`"),
        ("type A::T = Long;", "found `::`"),
        ("namespace { }", "found `{`"),
        ("namespace N", "found the end of the schema"),
        ("namespace N { namespace M { } }", "found `namespace`"),
        ("namespace N { entity A; ", "found the end of the schema"),
        ("namespace N { entity A; };", "found `;`"),
        ("permit(principal, action, resource);", "found `permit`"),
        ("external entity A;", "found `external`"),
        ("action a in [];", "found `]`"),
        ("action a in b::c;", "found `;`"),
        ("action a appliesTo { };", "found `}`"),
        ("action a appliesTo { principal: [], resource: A }; entity A;", "this list of entity types is empty"),
        ("action a appliesTo { principal: A }; entity A;", "`appliesTo` does not say to which resources"),
        ("action a appliesTo { resource: A }; entity A;", "`appliesTo` does not say to which principals"),
        (
            "action a appliesTo { principal: A, principal: A, resource: A }; entity A;",
            "`principal` comes twice in `appliesTo`",
        ),
        ("action a appliesTo { principal: A resource: A }; entity A;", "found `resource`"),
        ("action a appliesTo { principal: A, resource: A, context: Set<Long> }; entity A;", "found `<`"),
        ("action a attributes { x: Long };", "found `x`"),
        ("@doc(\"a\") @doc entity A;", "the annotation `@doc` comes twice"),
        ("@doc(a) entity A;", "found `a`"),
        ("@doc(\"a\") ;", "found `;`"),
        ("entity A { \"\\q\": Long };", "this escape does not exist"),
        ("entity A { a: 3 };", "found `3`"),
        // names
        ("entity A; entity A;", "the entity type `A` is declared twice"),
        ("entity A, A;", "the entity type `A` is declared twice"),
        ("type T = Long; type T = Long;", "the common type `T` is declared twice"),
        ("action a; action \"a\";", "the action `a` is declared twice"),
        ("namespace N {} namespace N {}", "the namespace `N` is declared twice"),
        ("entity A { a: Long, \"a\": Long };", "the attribute `a` comes twice"),
        ("type Long = String;", "no common type can be called `Long`"),
        ("type Entity = String;", "no common type can be called `Entity`"),
        ("type __cedar = String;", "no common type can be called `__cedar`"),
        ("entity Action;", "no entity type can be called `Action`"),
        ("entity __cedar;", "no entity type can be called `__cedar`"),
        ("namespace N::__cedar { }", "`__cedar` is reserved and cannot be part of a namespace"),
        ("entity A { a: B };", "`B` is not declared as a common or entity type"),
        ("entity A { a: Boolean };", "`Boolean` is not declared as a common or entity type"),
        ("entity A { a: long };", "`long` is not declared as a common or entity type"),
        ("entity A { a: __cedar::A };", "`__cedar::A` is not declared as a common or entity type"),
        ("entity A { a: N::Long }; namespace N { }", "`N::Long` is not declared as a common or entity type"),
        ("entity A { a: Action };", "`Action` is not declared as a common or entity type"),
        ("entity A tags B;", "`B` is not declared as a common or entity type"),
        ("type T = { a: Set<B> };", "`B` is not declared as a common or entity type"),
        ("entity A in B;", "`B` is not declared as an entity type"),
        ("entity A in T; type T = A;", "`T` is not declared as an entity type"),
        ("entity A in Action; action a;", "`Action` is not declared as an entity type"),
        (
            "action a appliesTo { principal: Action, resource: A }; entity A;",
            "`Action` is not declared as an entity type",
        ),
        ("action a appliesTo { principal: A, resource: Long }; entity A;", "`Long` is not declared as an entity type"),
        ("action a in b;", "the action `b` is not declared"),
        ("namespace N { action a; } action b in a;", "the action `a` is not declared"),
        ("action a; action b in A::\"a\"; entity A;", "the action `a` is not declared"),
        (
            "action a appliesTo { principal: A, resource: A, context: A }; entity A;",
            "`A` is not declared as a common type",
        ),
        (
            "action a appliesTo { principal: A, resource: A, context: T }; entity A; type T = Set<A>;",
            "the common type `T` is no record",
        ),
        // shadowing
        ("entity A; namespace N { entity A; }", "this type shadows the type `A` declared outside any namespace"),
        ("type A = Long; namespace N { entity A; }", "this type shadows the type `A` declared outside any namespace"),
        ("namespace N { type A = Long; } entity A;", "this type shadows the type `A` declared outside any namespace"),
        ("action a; namespace N::M { action a; }", "this action shadows the action `a` declared outside any namespace"),
        // cycles
        ("type T = T;", "the common type `T` contains itself"),
        ("type T = Set<U>; type U = { a: V }; type V = T;", "the common type `T` contains itself"),
        ("type V = Long; type T = { a: V, b: { c?: T } };", "the common type `T` contains itself"),
        ("action a in a;", "the action `a` is in a group that is in it"),
        ("action a in b; action b in c; action c in a;", "the action `a` is in a group that is in it"),
    ];
    for (text, expected) in refused {
        let found = reject(text);
        assert!(found.ends_with(expected), "{text}\n{found}");
    }
    // What resembles these, but is a schema.
    for text in [
        "",
        "// nothing\n",
        "namespace N {}",
        "entity A; type A = Long;",
        "entity A in A;",
        "entity String { s: String };",
        "namespace N { entity A; } namespace M { entity A; type B = N::A; }",
        "action \"\";",
        "action a; entity a;",
        "namespace N { action a; } namespace M { action a in N::Action::\"a\"; }",
        "entity A in [] {};",
        "entity A = {};",
        "entity A enum [\"\", \"a\", \"a\"]; entity B in A;",
        "type Unused = { a: Set<{}> };",
        "entity Enum enum [\"x\"];",
        "@a @b(\"\") namespace N { @a entity A; @a action a; @a type T = Long; }",
        "entity A {\n};\u{a0}entity B;",
    ] {
        accept(text);
    }
}

#[test]
fn nesting_is_bounded_and_nothing_overflows() {
    let nested = |depth: usize| format!("type T = {}Long{};", "Set<".repeat(depth), ">".repeat(depth));
    accept(&nested(1000));
    assert!(reject(&nested(1001)).ends_with("this type is nested too deeply"));
    let records = |depth: usize| format!("type T = {}{{}}{};", "{a:".repeat(depth), "}".repeat(depth));
    accept(&records(999));
    assert!(reject(&records(1000)).ends_with("this type is nested too deeply"));
    for text in ["{", "Set<", "{a:", "[", "(", "@a", "namespace N {", "entity A in [", "::", "\"", "//"] {
        let many = text.repeat(1_000_000 / text.len());
        for before in ["", "type T = ", "entity E "] {
            let _ = Schema::parse(&format!("{before}{many}"));
        }
    }
}

/// Common types that refer to each other in a long chain, and types that would be huge if they were written out.
#[test]
fn common_types_are_shared() {
    let links = (0..20_000).map(|at| format!("type T{at} = Set<T{}>;", at + 1));
    let chain = format!("{} type T20000 = Long; entity E {{ a: T0 }};", links.collect::<String>());
    accept(&chain);
    let doubling = (0..200).map(|at| format!("type T{at} = {{ l: T{next}, r: T{next} }};", next = at + 1));
    accept(&format!("{} type T200 = Long; entity E {{ a: T0 }};", doubling.collect::<String>()));
}

/// Whatever is left of a schema when it is cut or a character is changed, reading it ends without a panic.
#[test]
fn broken_schemas_do_no_harm() {
    let text = "@a(\"é\") namespace N::M { entity A, B in [C, N::M::C] = { \"x\\u{e9}\"?: Set<{ y: ipaddr }>, } tags T; \
                entity C enum [\"c\"]; type T = { z: __cedar::Long }; action a, \"b\" in [c, Action::\"d\"] appliesTo { \
                principal: [A, B], resource: A, context: T }; action c, d; } // end";
    accept(text);
    for (at, character) in text.char_indices() {
        let _ = Schema::parse(&text[..at]);
        let _ = Schema::parse(&text[at..]);
        for other in ["", "é", "\"", "{", "}", "<", "::", "/", "\\", "@", "\0", "9"] {
            let _ = Schema::parse(&format!("{}{other}{}", &text[..at], &text[at + character.len_utf8()..]));
        }
    }
}

#[test]
fn errors_show_the_place() {
    let text = "namespace Shop {\n  entity User {\n    cart: Set<Iten>,\n  };\n  entity Item;\n  type iten = Long;\n}";
    let error = Schema::parse(text).expect_err("an unknown name").in_file("shop.cedarschema");
    insta::assert_snapshot!(error, @r"
    shop.cedarschema:3:15: `Iten` is not declared as a common or entity type; expected a declared name; perhaps `Shop::iten`?
      |
    3 |     cart: Set<Iten>,
      |               ^^^^
    ");
}
