//! `check-policy` as a command: exit codes, the object for machines, files and folders.

use std::path::Path;
use std::process::{Command, Output};

const SCHEMA: &str = "entity User { age: Long, nick?: String };
action view appliesTo { principal: User, resource: User };
";
const JSON_SCHEMA: &str = r#"{"": {
  "entityTypes": {"User": {"shape": {"type": "Record", "attributes": {
    "age": {"type": "Long"}, "nick": {"type": "String", "required": false}}}}},
  "actions": {"view": {"appliesTo": {"principalTypes": ["User"], "resourceTypes": ["User"]}}}}}
"#;
const VALID: &str = "permit(principal, action, resource) when { principal.age > 17 };\n";
const INVALID: &str = "permit(principal, action, resource) when { principal.nick like \"a*\" };\n";
const WARNED: &str = "permit(principal, action, resource) when { false };\n";
const UNREADABLE: &str = "permit(principal, action, resource)\nwhen { principal.age >> 17 };\n";

/// Runs `check-policy` in a folder that holds the texts above.
fn check_policy(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    std::fs::create_dir_all(folder.path().join("more/inside")).expect("made");
    std::fs::create_dir(folder.path().join("empty")).expect("made");
    write("s.cedarschema", SCHEMA);
    write("s.cedarschema.json", JSON_SCHEMA);
    write("s.schema", JSON_SCHEMA);
    write("wrong.json", "{\"\": {\n  \"entityTypes\": {\"User\": {\"memberOfTypes\": [\"Team\"]}}, \"actions\": {}}}");
    write("wrong.cedarschema", "entity User;\nentity Photo in Album;\n");
    write("latin1.cedar", "");
    std::fs::write(folder.path().join("latin1.cedar"), [b'/', b'/', 0xe9]).expect("written");
    write("valid.cedar", VALID);
    write("invalid.cedar", INVALID);
    write("warned.cedar", WARNED);
    write("unreadable.cedar", UNREADABLE);
    write("policies.txt", INVALID);
    write("more/valid.cedar", VALID);
    write("more/inside/invalid.cedar", INVALID);
    write("more/inside/notes.txt", "no policies");
    run_in(folder.path(), arguments)
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crosscheck"));
    command.current_dir(folder).arg("check-policy").args(arguments).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn exit_codes_and_summaries() {
    let cases: &[(&[&str], i32, &str)] = &[
        (
            &["--schema", "s.cedarschema", "valid.cedar"],
            0,
            "1 policy in 1 file against s.cedarschema, strict: 1 valid, 0 invalid; 0 errors, 0 warnings",
        ),
        (&["--schema", "s.cedarschema", "warned.cedar"], 0, "1 valid, 0 invalid; 0 errors, 1 warning"),
        (&["--schema", "s.cedarschema", "invalid.cedar"], 1, "0 valid, 1 invalid; 1 error, 0 warnings"),
        (
            &["--schema", "s.cedarschema", "policies.txt"],
            1,
            "error[unguarded-attribute] in policy `policy0` at policies.txt:1:44",
        ),
        (&["--schema", "s.cedarschema", "more"], 1, "2 policies in 2 files"),
        (&["--schema", "s.cedarschema", "more", "more/valid.cedar"], 1, "2 policies in 2 files"),
        (&["--schema", "s.cedarschema", "--permissive", "valid.cedar"], 0, "against s.cedarschema, permissive:"),
        (&["--schema", "s.cedarschema", "--level", "0", "valid.cedar"], 1, "strict at level 0: 0 valid, 1 invalid"),
        (&["--schema", "s.cedarschema", "--level", "1", "valid.cedar"], 0, "strict at level 1: 1 valid, 0 invalid"),
        (&["--schema", "s.cedarschema.json", "invalid.cedar"], 1, "0 valid, 1 invalid; 1 error, 0 warnings"),
        (&["--schema", "s.schema", "valid.cedar"], 0, "against s.schema, strict: 1 valid, 0 invalid"),
        (&["--schema", "s.cedarschema", "unreadable.cedar"], 65, "error[syntax] at unreadable.cedar:2:23: "),
        (
            &["--schema", "s.cedarschema", "unreadable.cedar", "invalid.cedar"],
            65,
            "0 valid, 1 invalid; 1 error, 0 warnings; 1 file not readable",
        ),
    ];
    for (arguments, code, words) in cases {
        let output = check_policy(arguments);
        let said = text(&output.stdout);
        assert_eq!(output.status.code(), Some(*code), "{arguments:?} {output:?}");
        assert!(said.contains(words), "{arguments:?}: {words}\nin {said}");
    }
}

#[test]
fn what_cannot_be_used_is_named() {
    let cases: &[(&[&str], i32, &str)] = &[
        (&["valid.cedar"], 64, "--schema <FILE>"),
        (&["--schema", "s.cedarschema"], 64, "<POLICIES>..."),
        (&["--schema", "s.cedarschema", "--level", "-1", "valid.cedar"], 64, "'-1'"),
        (&["--schema", "s.cedarschema", "--level", "high", "valid.cedar"], 64, "'high'"),
        (&["--schema", "nowhere.cedarschema", "valid.cedar"], 65, "nowhere.cedarschema: cannot be read"),
        (&["--schema", "wrong.cedarschema", "valid.cedar"], 65, "wrong.cedarschema:2:17: `Album` is not declared"),
        (&["--schema", "wrong.json", "valid.cedar"], 65, "wrong.json:2:46: `Team` is not declared"),
        (&["--schema", "s.cedarschema", "nowhere"], 65, "nowhere: is not there; name a file of policies"),
        (&["--schema", "s.cedarschema", "empty"], 65, "empty: holds no .cedar file; name a file of policies"),
        (&["--schema", "s.cedarschema", "latin1.cedar"], 65, "latin1.cedar: is not UTF-8 text"),
    ];
    for (arguments, code, words) in cases {
        let output = check_policy(arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(*code), "{arguments:?} {output:?}");
        assert!(said.contains(words), "{arguments:?}: {words}\nin {said}");
    }
}

#[test]
fn the_object_for_machines() {
    let arguments = ["--json", "--schema", "s.cedarschema", "invalid.cedar", "warned.cedar", "unreadable.cedar"];
    let output = check_policy(&arguments);
    let said = text(&output.stdout);
    assert_eq!((output.status.code(), said.lines().count()), (Some(65), 1), "{said}");
    let object: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    insta::assert_snapshot!(format!("{object:#}"));
    let words = text(&output.stderr);
    assert!(words.contains("error[unguarded-attribute]") && words.contains("1 file not readable"), "{words}");
}

#[test]
fn quiet_leaves_out_the_summary() {
    let output = check_policy(&["--quiet", "--schema", "s.cedarschema", "valid.cedar"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), String::new()));
    let output = check_policy(&["--quiet", "--schema", "s.cedarschema", "invalid.cedar"]);
    assert!(text(&output.stdout).trim_end().ends_with("hint: test for it first: `principal has nick && …`"));
}
