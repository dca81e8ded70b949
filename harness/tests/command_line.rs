//! The command line as a contract: exit codes, the JSON object, messages that say what, where and what to do.

use std::path::Path;
use std::process::{Command, Output};

fn crosscheck(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_crosscheck")).args(arguments).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn run(folder: &Path, more: &[&str]) -> Output {
    let folder = folder.to_str().expect("a plain path");
    crosscheck(&[&["run", "--seed", "7", "--cases", "50", "--jobs", "1", "--corpus", folder][..], more].concat())
}

#[test]
fn an_agreeing_run_ends_with_0_and_says_what_it_did() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = text(&output.stdout);
    for words in ["everything compared agreed", "seed        7", "cases       50", "coverage    ", "skipped  "] {
        assert!(said.contains(words), "{words} in\n{said}");
    }
}

#[test]
fn json_is_one_object_on_one_line_with_the_fixed_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["--json"]);
    let said = text(&output.stdout);
    assert_eq!(said.lines().count(), 1, "{said}");
    let object: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    for name in [
        "schema",
        "command",
        "subjects",
        "seed",
        "seconds",
        "cases",
        "decisions",
        "decisions_per_second",
        "allow",
        "deny",
        "with_errors",
        "skipped",
        "rules",
        "mismatches",
        "known",
        "buckets",
    ] {
        assert!(object.get(name).is_some(), "{name} in {object:#}");
    }
    assert_eq!((&object["command"], &object["seed"], &object["cases"]), (&"run".into(), &"7".into(), &50.into()));
    assert_eq!(object["subjects"][0]["name"], "engine");
    assert!(object["rules"]["covered"].as_u64() > Some(100), "{object:#}");
}

#[test]
fn shards_of_one_seed_are_parts_of_its_cases() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_str().expect("a plain path");
    let decisions = |shard: &str, cases: &str| {
        let arguments = ["run", "--json", "--seed", "7", "--shard", shard, "--cases", cases, "--corpus", folder];
        let object: serde_json::Value = serde_json::from_slice(&crosscheck(&arguments).stdout).expect("JSON");
        object["decisions"].as_u64().expect("a count")
    };
    assert_eq!(decisions("1/2", "25") + decisions("2/2", "25"), decisions("1/1", "50"));
}

#[test]
fn wrong_usage_ends_with_64_and_wrong_files_with_65() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("settings.json");
    std::fs::write(&settings, "{\"policys\":1}").expect("written");
    let settings = settings.to_str().expect("a plain path");
    let cases: [(&[&str], i32, &str); 18] = [
        (&["run", "--subject", "engin"], 64, "there is no subject `engin`; name engine, reference-model"),
        (&["run", "--subject", "engine", "--subject", "engine"], 64, "named twice"),
        (&["run", "--time", "soon"], 64, "write for example 60s"),
        (&["run", "--seed", "-1"], 64, ""),
        (&["run", "--shard", "3/2"], 64, "write I/N"),
        (&["run", "--features", "lik"], 64, "there is no feature `lik`"),
        (&["walk"], 64, "unrecognized subcommand 'walk'"),
        (&["run", "--settings", settings], 65, "there is no setting `policys`"),
        (&["run", "--settings", "nowhere.json"], 65, "nowhere.json: cannot be read"),
        (&["run", "--cases", "0"], 64, "0 is not in 1.."),
        (&["run", "--jobs", "0"], 64, "0 is not in 1..=1024"),
        (&["replay", "--jobs", "0", "corpus"], 64, "0 is not in 1..=1024"),
        (&["run", "--known", "nowhere.toml"], 65, "nowhere.toml: is not there; name a list"),
        (&["replay", "nowhere"], 65, "nowhere: is not there; name a case"),
        (&["replay", "nowhere.tar.gz"], 65, "nowhere.tar.gz: cannot be read"),
        (&["explain", "nowhere"], 65, "nowhere: is not there; name a case"),
        (&["minimize", "nowhere"], 65, "nowhere: is not there; name a case"),
        (&["minimize", "nowhere", "--in-place", "--out", "x"], 64, "cannot be used with"),
    ];
    for (arguments, code, words) in cases {
        let output = crosscheck(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?} {output:?}");
        assert!(text(&output.stderr).contains(words), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_corpus_that_cannot_be_written_is_said_before_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("written");
    let output = run(&file, &[]);
    assert_eq!(output.status.code(), Some(70), "{output:?}");
    let said = text(&output.stderr);
    assert!(said.contains("cannot be written") && said.contains("--corpus"), "{said}");
}

#[test]
fn a_regression_corpus_is_no_place_for_findings() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("known-differences.toml"), "").expect("written");
    let inside = folder.path().join("regressions");
    for place in [folder.path(), &inside] {
        let output = run(place, &[]);
        assert_eq!(output.status.code(), Some(64), "{output:?}");
        assert!(text(&output.stderr).contains("is a regression corpus"), "{}", text(&output.stderr));
    }
    assert!(!inside.exists());
}

/// The first Ctrl-C ends a run as its end would, with exit code 130.
#[cfg(unix)]
#[test]
fn an_interrupted_run_tells_what_it_did() {
    use std::process::Stdio;
    let folder = tempfile::tempdir().expect("a folder");
    let child = Command::new(env!("CARGO_BIN_EXE_crosscheck"))
        .args(["run", "--json", "--time", "10m", "--jobs", "1", "--corpus"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    std::thread::sleep(std::time::Duration::from_secs(3));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    let object: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(object["interrupted"], true);
    assert!(object["decisions"].as_u64() > Some(0), "{object:#}");
    assert!(text(&output.stderr).contains("interrupted; everything found is saved"));
}

/// What a machine was to read is not lost in silence.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_said() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_crosscheck"));
    command.args(["run", "--json", "--seed", "1", "--cases", "5", "--corpus"]).arg(folder.path());
    let output = command.stdout(full).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(70), "{output:?}");
    assert!(text(&output.stderr).contains("standard output cannot be written"), "{}", text(&output.stderr));
}

#[test]
fn one_subject_alone_compares_nothing_and_that_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["--subject", "engine"]);
    assert_eq!(output.status.code(), Some(70), "{output:?}");
    assert!(text(&output.stdout).contains("nothing was compared"), "{}", text(&output.stdout));
}

#[test]
fn help_and_version_end_with_0() {
    for arguments in [&["--help"][..], &["--version"], &["run", "--help"], &["doctor", "--help"]] {
        assert_eq!(crosscheck(arguments).status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn help_texts() {
    let help = |arguments: &[&str]| text(&crosscheck(arguments).stdout);
    for command in ["", "run", "replay", "explain", "minimize", "known", "generate", "stats", "check-policy", "doctor"]
    {
        let arguments: Vec<&str> = [command, "--help"].into_iter().filter(|word| !word.is_empty()).collect();
        let name = if command.is_empty() { "help" } else { command };
        insta::assert_snapshot!(format!("help_{name}"), help(&arguments));
    }
}

#[test]
fn the_doctor_finds_this_installation_well() {
    let output = crosscheck(&["doctor"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(text(&output.stdout).matches("ok      ").count(), 5, "{}", text(&output.stdout));
}

#[test]
fn generated_cases_are_what_a_run_would_compare() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_str().expect("a plain path");
    let output = crosscheck(&["generate", "--seed", "7", "--first", "3", "--cases", "2", "--out", out]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for name in ["case-000003", "case-000004"] {
        assert!(folder.path().join(name).join(format!("{name}.json")).exists(), "{name}");
    }
}
