//! What schemas mean: what names stand for, how types and hierarchies come out, and what the errors look like.

use super::{Schema, SchemaError, Type, TypeId};
use crate::entity_uid::EntityUid;

mod accepted;
mod json_accepted;
mod json_refused;
mod meaning;
mod refused;
mod robustness;

/// The schema, which must be one.
fn accept(text: &str) -> Schema {
    Schema::parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// The same of a schema in JSON.
fn accept_json(text: &str) -> Schema {
    Schema::from_json(text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// Checks that each text is refused for the reason that it is listed under, at the place that `^` marks in it; gives
/// back the words of all refusals.
fn check_refusals(table: &[(&str, &[&str])], read: fn(&str) -> Result<Schema, SchemaError>) -> String {
    let (mut words, mut wrong) = (String::new(), String::new());
    for (kind, texts) in table {
        for marked in *texts {
            let (before, after) = marked.split_once('^').unwrap_or_else(|| panic!("{marked} marks no place"));
            let text = format!("{before}{after}");
            let error = read(&text).err().unwrap_or_else(|| panic!("{text}\nshould be no schema"));
            let place = error.place();
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let expected = (*kind, before.matches('\n').count() + 1, column);
            if (error.kind().as_str(), place.line(), place.column()) != expected {
                wrong.push_str(&format!("{kind} {marked}\n{}: {error}\n", error.kind()));
            }
            let hint = place.expected().map_or_else(String::new, |hint| format!("; expected {hint}"));
            words.push_str(&format!("{text}\n    {}{hint}\n", place.found()));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    words
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
                Schema::parse(&text.replacen("{}", word, 1)).map_err(|error| error.place().found().to_owned()),
                Err(format!("`{word}` is reserved"))
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
