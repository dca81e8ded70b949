//! What names of schemas mean, and which schemas mean nothing.

mod accepted;
mod json;
mod rejected;

use super::*;
use crate::name::Name;
use crate::parse;
use crate::types::{BoolType, ExtType, Field};

fn meant(text: &str) -> Result<Schema, SchemaError> {
    resolve(&parse::schema(text).unwrap_or_else(|e| panic!("{text}: {e}")))
}

fn name(text: &str) -> Name {
    Name::from_parts(text.split("::").map(str::to_owned).collect()).unwrap()
}

fn entity(text: &str) -> CedarType {
    CedarType::Entity(name(text))
}

/// The type of the attribute `x` of the entity type `of`.
fn type_of(text: &str, of: &str) -> CedarType {
    let schema = meant(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    match &schema.entity_types[&name(of)] {
        EntityTypeEntry::Standard { attrs, .. } => attrs["x"].ty.clone(),
        EntityTypeEntry::Enum(_) => panic!("{text}: {of} is enumerated"),
    }
}

#[test]
fn names_of_types() {
    let (long, string) = (CedarType::Long, CedarType::String);
    let table = [
        ("entity A { x: Long };", "A", long.clone()),
        ("entity A { x: __cedar::Long };", "A", long.clone()),
        ("entity A { x: Bool };", "A", CedarType::Bool(BoolType::Any)),
        ("entity A { x: ipaddr };", "A", CedarType::Ext(ExtType::IpAddr)),
        ("entity A { x: decimal };", "A", CedarType::Ext(ExtType::Decimal)),
        ("entity A { x: __cedar::datetime };", "A", CedarType::Ext(ExtType::Datetime)),
        ("entity A { x: duration };", "A", CedarType::Ext(ExtType::Duration)),
        ("entity A { x: A };", "A", entity("A")),
        ("entity A { x: Set<B> }; entity B;", "A", CedarType::Set(Box::new(entity("B")))),
        ("namespace N { entity A { x: A }; }", "N::A", entity("N::A")),
        ("namespace N { entity A { x: B }; } entity B;", "N::A", entity("B")),
        ("namespace N { entity A { x: N::A }; }", "N::A", entity("N::A")),
        ("namespace N { entity A { x: M::A }; } namespace M { entity A; }", "N::A", entity("M::A")),
        ("entity A { x: T }; type T = String;", "A", string.clone()),
        ("entity A { x: T }; type T = U; type U = String;", "A", string.clone()),
        ("namespace N { entity A { x: T }; type T = B; entity B; }", "N::A", entity("N::B")),
        ("namespace N { entity A { x: M::T }; } namespace M { type T = B; entity B; }", "N::A", entity("M::B")),
        // A common type comes before an entity type of the same name, but only within one namespace.
        ("entity A { x: T }; entity T; type T = Long;", "A", long.clone()),
        // A declaration comes before a built-in type, which can still be named in full.
        ("entity A { x: Long }; entity Long;", "A", entity("Long")),
        ("entity A { x: __cedar::Long }; entity Long;", "A", long.clone()),
        ("entity A { x: decimal }; type decimal = String;", "A", string.clone()),
        ("namespace N { entity A { x: String }; entity String; }", "N::A", entity("N::String")),
        ("namespace N { entity A { x: Set }; entity Set; }", "N::A", entity("N::Set")),
        // The type of declared actions is a type of values.
        ("entity A { x: Action }; action a;", "A", entity("Action")),
        ("namespace N { entity A { x: Action }; action a; }", "N::A", entity("N::Action")),
        ("namespace N { entity A { x: Action }; } action a;", "N::A", entity("Action")),
        ("entity A { x: {} };", "A", CedarType::Record([].into())),
    ];
    for (text, of, expected) in table {
        assert_eq!(type_of(text, of), expected, "{text}");
    }
    let fields = CedarType::Record(
        [("a".to_owned(), Field { ty: long, required: false }), ("b".to_owned(), Field { ty: string, required: true })]
            .into(),
    );
    assert_eq!(type_of("entity A { x: {b: String, a?: Long} };", "A"), fields);
}

#[test]
fn hierarchies_are_closed() {
    let schema = meant(
        r#"entity A in B; entity B in [C]; entity C in [A, E]; entity E enum ["x", "y", "x"]; entity F tags Long;
        action a in [b]; action b in c; action c, d; action e in Action::"d" appliesTo { principal: [A], resource: E, context: T };
        type T = {t: Long}; namespace N { action a2 in [d, Action::"b2", N::Action::"c2"]; action b2, c2; }"#,
    )
    .unwrap();
    let ancestors = |ty: &str| match &schema.entity_types[&name(ty)] {
        EntityTypeEntry::Standard { ancestors, .. } => ancestors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        EntityTypeEntry::Enum(ids) => ids.iter().cloned().collect(),
    };
    assert_eq!(ancestors("A"), ["A", "B", "C", "E"]);
    assert_eq!(ancestors("E"), ["x", "y"]);
    assert_eq!(ancestors("F"), [""; 0]);
    let groups = |ty: &str, id: &str| {
        let ancestors = &schema.actions[&EntityUid::new(name(ty), id)].ancestors;
        ancestors.iter().map(|uid| format!("{}:{}", uid.ty, uid.eid)).collect::<Vec<_>>()
    };
    assert_eq!(groups("Action", "a"), ["Action:b", "Action:c"]);
    assert_eq!(groups("N::Action", "a2"), ["Action:d", "N::Action:b2", "N::Action:c2"]);
    let e = &schema.actions[&EntityUid::new(name("Action"), "e")];
    assert_eq!((e.principals.len(), e.resources.len(), e.context["t"].ty.clone()), (1, 1, CedarType::Long));
    let bare = &schema.actions[&EntityUid::new(name("Action"), "a")];
    assert_eq!((bare.principals.len(), bare.context.len()), (0, 0));
    assert_eq!(schema.action_entities().len(), schema.actions.len());
    assert_eq!(schema.with_actions(schema.action_entities()), schema.action_entities());
}

#[test]
fn written_out_types_stay_small() {
    let chain = |link: &str, n: usize| {
        let types = (1..n).map(|i| format!("type T{i} = {};", link.replace('T', &format!("T{}", i - 1))));
        format!("type T0 = Long; {}", types.collect::<String>())
    };
    assert_eq!(meant(&chain("{a: T, b: T}", 40)).map_err(|e| e.kind()), Err("too-large"));
    assert!(meant(&chain("Set<T>", 1000)).is_ok());
    assert_eq!(meant(&chain("Set<T>", 1001)).map_err(|e| e.kind()), Err("too-deep"));
    assert!(meant(&chain("T", 2000)).is_ok());
}
