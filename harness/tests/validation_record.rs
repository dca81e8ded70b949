//! What is recorded of validity takes part in a replay: a wrong record is a difference of each subject, in each aspect; a
//! record without a case, and a case without one, are told.

use std::fs;
use std::path::Path;
use std::process::Command;

use crosscheck::corpus::{self, Meta, NewCase, locate, read};

const SCHEMA: &str = "entity User { age: Long };\naction view appliesTo { principal: User, resource: User };\n";
const POLICIES: &str = "permit(principal, action, resource) when { principal.age > 17 };\n\
                        permit(principal, action, resource) when { [1, principal.age].contains(\"\") };\n";
const ENTITIES: &str = r#"[{"uid": {"type": "User", "id": "ann"}, "attrs": {"age": 18}, "parents": []},
  {"uid": {"type": "User", "id": "b\"b"}, "attrs": {"age": "18"}, "parents": []}]"#;
const CASE: &str = r#"{"policies": "one.cedar", "schema": "one.cedarschema", "entities": "one.entities.json",
  "shouldValidate": false, "requests": [
    {"description": "nobody asks", "action": {"type": "Action", "id": "view"}, "context": {}},
    {"description": "ann asks", "principal": {"type": "User", "id": "ann"}, "action": {"type": "Action", "id": "view"},
     "resource": {"type": "User", "id": "ann"}, "context": {}},
    {"description": "ann asks amiss", "principal": {"type": "User", "id": "ann"},
     "action": {"type": "Action", "id": "view"}, "resource": {"type": "User", "id": "ann"}, "context": {"a": 1},
     "validateRequest": false}]}"#;
const RECORD: &str = r#"{
  "policyValidation": {"strict": false, "permissive": true, "perPolicy": {
    "policy0": {"strict": true, "permissive": true},
    "policy1": {"strict": false, "permissive": true, "strictErrors": ["no common type"]}}},
  "entityValidation": {"perEntity": {"User::ann": {}, "User::b\"b": {"errors": ["type"]}}},
  "requestValidation": [
    {"description": "nobody asks", "strict": true, "permissive": true},
    {"description": "ann asks", "strict": true, "permissive": true},
    {"description": "ann asks amiss", "strict": false, "permissive": false}]}"#;

/// Replays the case with these changes to its files, its record being in a folder of its own; the exit code, and what is
/// said of it.
fn replay(case: &str, records: &[(&str, &str)]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write("cases/one.cedar", POLICIES);
    write("cases/one.cedarschema", SCHEMA);
    write("cases/one.entities.json", ENTITIES);
    write("cases/one.json", case);
    for (name, text) in records {
        write(name, text);
    }
    let mut arguments = vec!["replay", "cases"];
    if folder.path().join("records").exists() {
        arguments.extend(["--validation", "records"]);
    }
    run(folder.path(), &arguments)
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crosscheck"));
    let output = command.current_dir(folder).args(arguments).output().expect("the binary runs");
    (
        output.status.code(),
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat(),
    )
}

#[test]
fn what_is_as_recorded_agrees() {
    let (code, said) = replay(CASE, &[("records/one.validation.json", RECORD)]);
    assert_eq!(code, Some(0), "{said}");
    for words in [
        "  validation  1 cases have a record in records\n",
        "  not asked   one: nobody asks: principal, action or resource unknown\n",
        "  validity    2 policies compared, 50.0% strictly valid\n",
    ] {
        assert!(said.contains(words), "{words} in\n{said}");
    }
}

#[test]
fn a_wrong_record_is_a_difference_of_each_subject() {
    let check = |from: &str, to: &str, expected: &str| {
        assert!(RECORD.contains(from), "{from}");
        let wrong = RECORD.replacen(from, to, 1);
        for file in ["records/one.validation.json", "cases/one.validation.json"] {
            let (code, said) = replay(CASE, &[(file, &wrong)]);
            assert_eq!(code, Some(1), "{to}: {said}");
            for subject in ["engine", "reference-model"] {
                let words = expected.replace("SUBJECT", subject);
                assert!(said.contains(&words), "{words} in\n{said}");
            }
        }
    };
    let (strict, permissive) = ("finds it strictly valid", "finds it permissively valid");
    check(
        "\"policy0\": {\"strict\": true",
        "\"policy0\": {\"strict\": false",
        &format!("policy0: SUBJECT {strict}, recorded does not"),
    );
    check(
        "\"policy1\": {\"strict\": false",
        "\"policy1\": {\"strict\": true",
        &format!("policy1: recorded {strict}, SUBJECT does not"),
    );
    check(
        "\"strict\": false, \"permissive\": true, \"strictErrors\"",
        "\"strict\": false, \"permissive\": false, \"strictErrors\"",
        &format!("policy1: SUBJECT {permissive}, recorded does not"),
    );
    check(
        "{\"strict\": false, \"permissive\": true, \"perPolicy\"",
        "{\"strict\": false, \"permissive\": false, \"perPolicy\"",
        &format!("one of the policies: SUBJECT {permissive}, recorded does not"),
    );
    check(
        "\"User::ann\": {}",
        "\"User::ann\": {\"error\": \"oh\"}",
        "User::ann: SUBJECT finds it conforming, recorded does not",
    );
    check("{\"errors\": [\"type\"]}", "{}", "recorded finds it conforming, SUBJECT does not");
    check(
        "\"ann asks\", \"strict\": true, \"permissive\": true",
        "\"ann asks\", \"strict\": false, \"permissive\": false",
        "request 0: SUBJECT finds it valid, recorded does not",
    );
    check(
        "\"strict\": false, \"permissive\": false}]",
        "\"strict\": true, \"permissive\": true}]",
        "request 1: recorded finds it valid, SUBJECT does not",
    );
}

#[test]
fn a_wrong_case_is_one_as_well() {
    let check = |from: &str, to: &str, expected: &str| {
        let (code, said) = replay(&CASE.replacen(from, to, 1), &[]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(expected), "{expected} in\n{said}");
    };
    check("\"shouldValidate\": false", "\"shouldValidate\": true", "policy1: recorded finds it strictly valid, engine");
    check("\"validateRequest\": false", "\"validateRequest\": true", "request 1: recorded finds it valid, engine");
    assert_eq!(replay(CASE, &[]).0, Some(0));
}

/// Public cases may have their schema in JSON: it is replayed like any other, and a copy is as well.
#[test]
fn a_schema_in_json_is_one_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let schema = r#"{"": {"entityTypes": {"User": {"shape": {"type": "Record", "attributes": {"age": {"type": "Long"}}}}},
      "actions": {"view": {"appliesTo": {"principalTypes": ["User"], "resourceTypes": ["User"]}}}}}"#;
    let write = |name: &str, text: &str| fs::write(path(name), text).expect("written");
    write("one.cedar", POLICIES);
    write("one.cedarschema.json", schema);
    write("one.entities.json", ENTITIES);
    write("one.validation.json", RECORD);
    write("one.json", &CASE.replace("one.cedarschema", "one.cedarschema.json"));
    for name in [".", "one.cedarschema.json"] {
        let (code, said) = run(folder.path(), &["replay", name]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("  validity    2 policies compared, 50.0% strictly valid\n"), "{said}");
    }
    let found = locate(&[path("one.json")]).expect("there");
    let text = read(&found[0]).expect("readable").expect("a case").text;
    let (recorded, descriptions, meta) = (&[], &[], &Meta::default());
    let new = NewCase { name: "two", text: &text, recorded, descriptions, should_validate: false, meta };
    let copy = corpus::write(folder.path(), new).expect("written");
    let found = locate(std::slice::from_ref(&copy)).expect("there");
    assert_eq!(read(&found[0]).expect("readable").expect("a case").text, text);
    assert!(copy.with_file_name("two.cedarschema.json").exists());
}

#[test]
fn records_and_cases_without_each_other_are_told() {
    let both = [("records/one.validation.json", RECORD), ("records/two.validation.json", "{}")];
    let (code, said) = replay(CASE, &both);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("  validation  1 records belong to no case: two\n"), "{said}");
    let (code, said) = replay(CASE, &both[1..]);
    assert_eq!(code, Some(65), "{said}");
    assert!(said.contains("records: holds no record of any of these cases"), "{said}");
    let (code, said) = replay(CASE, &[("records/one.txt", "")]);
    assert_eq!(code, Some(65), "{said}");
    assert!(said.contains("records: holds no file whose name ends in .validation.json"), "{said}");
}
