//! A dispute between engine and model cannot be made on purpose from policies, so that it is told is tested on opinions.

use super::*;
use crate::exit::Exit;

const SCHEMA: &str = "entity User { age: Long }; action view appliesTo { principal: User, resource: User };";

fn schema() -> Schema {
    Schema::read("s.cedarschema", SCHEMA).expect("a schema")
}

fn checked(text: &str) -> Checked {
    check(&schema(), "a.cedar", text, Rules::default())
}

#[test]
fn the_worst_of_all_files_is_the_exit_code() {
    let valid = checked("permit(principal, action, resource);");
    let invalid = checked("permit(principal, action, resource) when { principal.age == \"\" };");
    let unreadable = checked("permit(principal, action);");
    let mut disputed = valid.clone();
    disputed.disputes = disputes(&Ok(Ok((1, ValidationResult::default()))), &Ok(Ok([one("policy0")].into())));
    let exit = |files: &[&Checked]| {
        let files: Vec<Checked> = files.iter().map(|file| (*file).clone()).collect();
        CheckReport::new("s.cedarschema", Rules::default(), &files).exit()
    };
    assert_eq!(exit(&[&valid]), Exit::Agreed);
    assert_eq!(exit(&[&valid, &invalid]), Exit::Mismatch);
    assert_eq!(exit(&[&unreadable, &invalid]), Exit::BadInput);
    assert_eq!(exit(&[&unreadable, &disputed, &invalid]), Exit::Harness);
}

fn one(id: &str) -> (String, String) {
    (id.to_owned(), "`policy0`, scope: oh".to_owned())
}

#[test]
fn a_dispute_says_who_says_what() {
    let valid = || Ok(Ok((1, ValidationResult::default())));
    let refused = || Ok(PolicySet::parse("permit", PolicyIds::Positional).map(|_| (0, ValidationResult::default())));
    let none = || Ok(Ok(BTreeMap::new()));
    let panicked = "panicked at a.rs:1: oh".to_owned();
    let said = |engine: Result<EngineSays, String>, model: Result<ModelSays, String>| -> String {
        disputes(&engine, &model).iter().map(|dispute| format!("{dispute}\n")).collect()
    };
    assert_eq!(said(valid(), none()), "");
    assert_eq!(said(refused(), Ok(Err("oh".to_owned()))), "");
    insta::assert_snapshot!(
        [
            said(valid(), Ok(Ok([one("policy0")].into()))),
            said(valid(), Ok(Err("line 1, column 1: oh".to_owned()))),
            said(refused(), none()),
            said(valid(), Err(panicked.clone())),
            said(Err(panicked.clone()), none()),
        ]
        .join("\n")
    );
}

#[test]
fn a_wrong_schema_is_named_with_its_place() {
    let failure = Schema::read("s.cedarschema", "entity User;\nentity Photo in Album;").expect_err("wrong");
    assert_eq!(failure.exit, Exit::BadInput);
    let words = "s.cedarschema:2:17: `Album` is not declared as an entity type\n";
    assert!(failure.message.starts_with(words), "{}", failure.message);
}

#[test]
fn each_rule_is_asked_of_both_sides() {
    let schema = Schema::read(
        "s.cedarschema",
        "entity User { boss: User, age: Long }; action view appliesTo { principal: User, resource: User };",
    )
    .expect("a schema");
    let counts = |condition: &str, mode, level| {
        let text = format!("permit(principal, action, resource) when {{ {condition} }};");
        let checked = check(&schema, "a.cedar", &text, Rules { mode, level });
        assert_eq!(checked.disputes, [], "{condition}");
        (checked.policies, checked.invalid(), checked.errors.len(), checked.warnings.len())
    };
    let (strict, permissive) = (ValidationMode::Strict, ValidationMode::Permissive);
    assert_eq!(counts("principal.age == 1", strict, None), (1, 0, 0, 0));
    assert_eq!(counts("principal.age == \"\"", strict, None), (1, 1, 1, 0));
    assert_eq!(counts("principal.age == \"\"", permissive, None), (1, 0, 0, 0));
    assert_eq!(counts("principal.boss.age == 1", strict, Some(1)), (1, 1, 1, 0));
    assert_eq!(counts("principal.boss.age == 1", strict, Some(2)), (1, 0, 0, 0));
    assert_eq!(counts("principal.boss.age == \"\"", permissive, Some(1)), (1, 1, 1, 0));
}
