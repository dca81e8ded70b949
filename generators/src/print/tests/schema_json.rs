//! A schema in the JSON form means what its tree means.

use crosscheck_reference_model::json;
use crosscheck_reference_model::parse;
use crosscheck_reference_model::schema::{SchemaSyntax, read, read_json, resolve};

use super::trees;
use crate::choices::Choices;
use crate::generate;
use crate::print;
use crate::print::style::Spelling;
use crate::settings::Settings;

/// Every text of a schema that is tried.
fn texts(schema: &SchemaSyntax, choices: &mut Choices<'_>) -> Vec<String> {
    let spelled = |mut spelling: Spelling| print::written(&mut spelling, |printer| printer.schema_json(schema));
    Spelling::all().map(spelled).chain([print::varied_schema_json(schema, choices)]).collect()
}

#[test]
fn generated_schemas() {
    let mut schemas = 0;
    for seed in 0..400 {
        let mut choices = Choices::from_seed(seed);
        // A planted violation may be one that a tree can hold and no text can mean, like an attribute declared twice.
        let settings = Settings { violation: false, ..Settings::draw(&mut choices) };
        let Some(schema) = generate(&mut choices, &settings).case.schema else { continue };
        let Ok(expected) = resolve(&schema) else { continue };
        schemas += 1;
        for text in texts(&schema, &mut choices) {
            let read = read_json(&text);
            assert_eq!(read.as_ref(), Ok(&expected), "seed {seed}: {text}\n{}", print::schema(&schema));
        }
    }
    assert!(schemas > 200, "{schemas}");
}

/// Of trees whose names mean nothing, both forms are refused.
#[test]
fn random_schemas() {
    let mut accepted = 0;
    for seed in 0..1000 {
        let mut choices = Choices::from_seed(seed);
        let schema = trees::schema(&mut choices);
        let expected = resolve(&schema);
        accepted += usize::from(expected.is_ok());
        for text in texts(&schema, &mut choices) {
            match (&expected, read_json(&text)) {
                (Ok(expected), Ok(read)) => assert_eq!(*expected, read, "seed {seed}: {text}"),
                (Err(_), Err(_)) => {}
                (expected, read) => panic!("seed {seed}: {expected:?}, {read:?}: {text}\n{}", print::schema(&schema)),
            }
        }
    }
    assert!(accepted > 10, "{accepted}");
}

/// What only the JSON form can say survives as well, and one mistake is the same in both forms.
#[test]
fn chosen_schemas() {
    let only_json = r#"{"N": {"commonTypes": {"T": {"type": "Record", "attributes": {"x": {"type": "Extension", "name": "ipaddr"}}},
        "EntityOrCommon": {"type": "__cedar::Bool"}, "U": {"type": "EntityOrCommon", "name": "EntityOrCommon"}},
        "entityTypes": {"T": {"shape": {"type": "T"}, "tags": {"type": "Entity", "name": "T"}}},
        "actions": {"a": {"appliesTo": {"principalTypes": [], "resourceTypes": ["T"], "context": {"type": "T"}}}}}}"#;
    let syntax = json::schema(only_json).unwrap();
    for text in texts(&syntax, &mut Choices::from_seed(1)) {
        assert_eq!(read_json(&text), read_json(only_json), "{text}");
    }
    let mistakes = [
        "entity A { x: B };",
        "entity A in T; type T = Long;",
        "entity A; entity A;",
        "type T = Long; type T = Long;",
        "action a; action a;",
        "action a in b;",
        "action a in a;",
        "type T = {x: T};",
        "entity A; namespace N { entity A; }",
        "action a; namespace N { action a; }",
        "entity Action;",
        "type Record = Long;",
        "entity E enum [];",
        "entity A; action a appliesTo { principal: A, resource: A, context: A };",
        "entity A; action a appliesTo { principal: A, resource: A, context: Long };",
        "entity Long; action a appliesTo { principal: Long, resource: Long, context: Long };",
        "namespace N {} namespace N {}",
    ];
    for mistake in mistakes {
        let kind = read(mistake).map_err(|error| error.kind());
        for text in texts(&parse::schema(mistake).unwrap(), &mut Choices::from_seed(1)) {
            assert_eq!(read_json(&text).map_err(|error| error.kind()), kind, "{mistake}: {text}");
        }
    }
}

#[test]
fn a_schema_in_json_is_laid_out_for_people() {
    let schema = parse::schema(
        r#"@note("x") namespace A::B { entity User, Admin in [Group, Team] = { age: Long, @doc("d") name?: String, address: { street: String, "zip code": Set<Set<ipaddr>>, country?: __cedar::String } } tags Set<T>;
        entity Group, Team; entity Color enum ["red", "green"]; type T = { a: Long, owner: User, @x other: Other };
        action view, "edit all" in [all, A::B::Action::"x y"] appliesTo { principal: User, resource: [Group, Color], context: T }; action all, "x y"; }
        entity Other;"#,
    )
    .unwrap();
    insta::assert_snapshot!(print::schema_json(&schema));
}
