//! What people read of saved cases: `replay`, `explain`, `minimize` and `known` on a case in which the canary is wrong.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crosscheck::corpus::{self, Meta, NewCase, Recorded, format::Decided};
use crosscheck_generators::CaseText;
use crosscheck_generators::text::{LinkText, RequestText, UidText};

const POLICIES: &str = r#"@note("adults, or who is let in")
permit(principal in Group::"staff", action, resource)
when { principal.age >= 18 && (if context has door then context.door.isInRange(ip("10.0.0.0/8")) else principal.age <= 18) }
unless { principal.ban == true };
forbid(principal, action, resource) when { resource has closed && resource.closed };
permit(principal == ?principal, action, resource) when { principal.age * 2 <= 36 };
"#;

const ENTITIES: &str = r#"[
  {"uid": {"type": "User", "id": "ann"}, "attrs": {"age": 18, "ban": false},
   "parents": [{"type": "Group", "id": "staff"}]},
  {"uid": {"type": "User", "id": "bob"}, "attrs": {"age": 44}, "parents": []}
]"#;

fn uid(ty: &str, id: &str) -> UidText {
    UidText { ty: ty.to_owned(), id: id.to_owned() }
}

fn request(user: &str, context: &str) -> RequestText {
    let (principal, action, resource) = (uid("User", user), uid("Action", "enter"), uid("Room", "lab"));
    RequestText { principal, action, resource, context: context.to_owned() }
}

/// Writes a case in which the canary is wrong about ann into `folder`.
fn saved(folder: &Path) -> PathBuf {
    let slots = [("?principal".to_owned(), uid("User", "ann"))].into();
    let door = r#"{"door": {"__extn": {"fn": "ip", "arg": "192.168.0.1"}}}"#;
    let text = CaseText {
        policies: POLICIES.to_owned(),
        links: vec![LinkText { template: "policy2".to_owned(), id: "link0".to_owned(), slots }],
        schema: None,
        entities: ENTITIES.to_owned(),
        requests: vec![request("ann", "{}"), request("bob", "{}"), request("ann", door)],
        ..CaseText::default()
    };
    let answer = |decision, reason: &[&str]| {
        let reason = reason.iter().map(ToString::to_string).collect();
        Some(Recorded { decision, reason: Some(reason), errors: Some([].into()), kinds: [].into() })
    };
    let new = NewCase {
        name: "door",
        text: &text,
        recorded: &[
            answer(Decided::Allow, &["policy0", "link0"]),
            answer(Decided::Deny, &[]),
            answer(Decided::Allow, &["link0"]),
        ],
        descriptions: &[],
        should_validate: false,
        meta: &Meta::default(),
    };
    corpus::write(folder, new).expect("written")
}

fn crosscheck(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_crosscheck")).args(arguments).output().expect("the binary runs")
}

/// What a command says of the saved case: its exit code, and its words without what depends on folder and clock.
fn said(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved(folder.path());
    let out = folder.path().join("out");
    let known = folder.path().join("known.toml");
    std::fs::write(&known, KNOWN).expect("written");
    let [path, out, known] = [&path, &out, &known].map(|path| path.to_str().expect("a plain path"));
    let arguments: Vec<&str> = arguments
        .iter()
        .map(|argument| match *argument {
            "CASE" => path,
            "OUT" => out,
            "KNOWN" => known,
            other => other,
        })
        .collect();
    let output = crosscheck(&arguments);
    let words = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let words = words.join("--- standard error\n").replace(folder.path().to_str().expect("a plain path"), "DIR");
    let timeless = |line: &str| match line.split_once(" compared between subjects, ") {
        Some((before, _)) => format!("{before} compared between subjects, … a second"),
        None => line.to_owned(),
    };
    let lines: Vec<String> = words.lines().map(timeless).collect();
    format!("exit code {}\n{}", output.status.code().expect("a code"), lines.join("\n"))
}

const KNOWN: &str = r#"
[[known]]
id = "numbers-compare-strictly"
reason = "The canary takes <= for <; that is what it is there for."
link = "https://example.org/canary"
subjects = ["canary", "reference-model"]
signature = "* <= nothing"
who_is_right = "reference-model"
"#;

const PAIR: [&str; 4] = ["--subject", "canary", "--subject", "reference-model"];

#[test]
fn replay_of_a_case_that_differs() {
    insta::assert_snapshot!(said(&[&["replay", "CASE", "--known", "KNOWN"], &PAIR[..]].concat()));
}

#[test]
fn replay_of_a_case_that_agrees() {
    insta::assert_snapshot!(said(&["replay", "CASE", "--known", "KNOWN"]));
}

#[test]
fn explanation_of_a_case_that_differs() {
    insta::assert_snapshot!(said(&[&["explain", "CASE"], &PAIR[..]].concat()));
}

#[test]
fn explanation_of_a_case_that_agrees() {
    insta::assert_snapshot!(said(&["explain", "CASE"]));
}

#[test]
fn a_minimized_case() {
    insta::assert_snapshot!(said(&[&["minimize", "CASE", "--out", "OUT"], &PAIR[..]].concat()));
}

#[test]
fn nothing_to_minimize() {
    insta::assert_snapshot!(said(&["minimize", "CASE", "--out", "OUT"]));
}

#[test]
fn the_list_of_known_differences() {
    insta::assert_snapshot!(said(&["known", "--file", "KNOWN"]));
}

#[test]
fn explanations_for_machines() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved(folder.path());
    let output = crosscheck(&[&["--json", "explain", path.to_str().expect("a plain path")], &PAIR[..]].concat());
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&object["agree"], output.status.code()), (&false.into(), Some(1)));
    let policy = &object["requests"][0]["policies"][0];
    assert_eq!(policy["verdicts"]["canary"], "not satisfied");
    assert_eq!(policy["trace"]["scope"]["resource"], true);
    let nodes = policy["trace"]["conditions"][0]["body"].as_array().expect("nodes");
    assert!(nodes.iter().any(|node| node["expression"] == "principal.age <= 18" && node["value"] == "true"));
}

#[test]
fn a_case_is_minimized_where_it_is_only_if_told_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved(folder.path());
    let shown = path.to_str().expect("a plain path");
    let read = || std::fs::read_to_string(path.with_extension("cedar")).expect("policies");
    let out = folder.path().join("out");
    let arguments = [&["minimize", shown, "--out", out.to_str().expect("a plain path")], &PAIR[..]].concat();
    assert_eq!(crosscheck(&arguments).status.code(), Some(1));
    assert_eq!(read(), POLICIES);
    assert!(out.join("door").join("door.json").exists());

    assert_eq!(crosscheck(&[&["minimize", shown, "--in-place"], &PAIR[..]].concat()).status.code(), Some(1));
    assert_eq!(read().trim_end(), "permit(principal, action, resource)\nwhen { 0 <= 0 };");
    // It remembers its subjects now, and how large it was at first.
    assert_eq!(crosscheck(&["explain", shown]).status.code(), Some(1));
    assert_eq!(crosscheck(&["replay", shown]).status.code(), Some(0), "the record is the model's answer");
    let locations = corpus::locate(std::slice::from_ref(&path)).expect("it is there");
    let case = corpus::read(&locations[0]).expect("readable").expect("a case");
    let sizes = case.meta.sizes.expect("sizes");
    assert_eq!((sizes.before.policies, sizes.after.policies), (3, 1));
    let hidden = std::fs::read_dir(path.parent().expect("a folder")).expect("readable");
    assert!(hidden.flatten().all(|entry| !entry.file_name().to_string_lossy().starts_with('.')), "nothing is left");
}
