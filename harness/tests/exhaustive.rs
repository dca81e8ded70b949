//! `crosscheck run --exhaustive N` from the command line: what it ends with, how it is gone on with after whatever ended
//! it, and which states it refuses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

fn command(folder: &Path, size: &str, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crosscheck"));
    command.args(["run", "--exhaustive", size, "--json", "--jobs", "1", "--corpus"]).arg(folder).args(more);
    command
}

fn run(folder: &Path, size: &str, more: &[&str]) -> Output {
    command(folder, size, more).output().expect("the binary runs")
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn object(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn state(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).expect("readable").map(|entry| entry.expect("entry").path());
    entries.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "state"))
}

/// The object without what depends on the clock and on the folder.
fn timeless(output: &Output) -> Value {
    let mut report = object(output);
    for key in ["seconds", "decisions_per_second"] {
        report[key].take();
    }
    for bucket in report["buckets"].as_array_mut().expect("buckets") {
        bucket["first_seconds"].take();
        let path = PathBuf::from(bucket["case"].as_str().expect("a path"));
        bucket["case"] = path.file_name().expect("a name").to_str().into();
    }
    report
}

#[test]
fn a_run_to_the_end_says_that_all_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), "0", &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report = object(&output);
    let extent = &report["exhaustive"];
    let total = extent["total"].as_u64().expect("a number");
    assert!(total > 10 && extent["done"] == total && extent["whole"] == total, "{extent:#}");
    assert_eq!((&extent["complete"], &extent["agree"], &report["seed"]), (&true.into(), &true.into(), &Value::Null));
    let universe = extent["universe"].as_str().expect("a name");
    let statement = format!(
        "all {total} expressions up to size 0 agree (universe {universe}, engine 0.1.0, reference-model 0.1.0)"
    );
    assert_eq!(extent["statement"], statement.as_str());
    assert!(words(&output).contains(&statement), "{}", words(&output));
    assert_eq!(run(folder.path(), "0", &[]).status.code(), Some(0), "what is complete may be run anew");
}

/// The planted bug is found by one operator, and a run in pieces comes to the same as a run in one piece.
#[test]
fn a_planted_bug_is_found_and_a_run_in_pieces_is_the_same_run() {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let of_canary = ["--subject", "canary", "--subject", "reference-model", "--shard", "2/2"];
    let with = |more: &[&'static str]| [&of_canary[..], more].concat();
    let whole = run(folders[0].path(), "1", &of_canary);
    assert_eq!(whole.status.code(), Some(1), "{}", words(&whole));
    let report = timeless(&whole);
    assert_eq!(report["buckets"][0]["signature"], "canary/reference-model condition:false/true <=", "{report:#}");
    assert_eq!(report["buckets"][0]["minimized"]["nodes"], 3);
    assert!(report["exhaustive"]["statement"].as_str().is_some_and(|said| said.contains(" of these differ")));

    let folder = folders[1].path();
    let mut pieces = 1;
    let mut last = run(folder, "1", &with(&["--time", "1ms"]));
    assert_eq!(last.status.code(), Some(1), "{}", words(&last));
    assert_eq!(object(&last)["exhaustive"]["complete"], false);
    let refused = run(folder, "1", &of_canary);
    assert_eq!(refused.status.code(), Some(64));
    assert!(words(&refused).contains("is of a run that is not complete; go on with it by --resume"));
    while object(&last)["exhaustive"]["complete"] == false {
        last = run(folder, "1", &with(&["--time", "1ms", "--resume"]));
        pieces += 1;
        assert!(pieces < 100, "each piece does something: {}", words(&last));
    }
    assert!(pieces > 1);
    assert_eq!(timeless(&last), report);
    let after = run(folder, "1", &with(&["--resume"]));
    assert_eq!(timeless(&after), report, "a complete run has nothing left to do");
}

/// Waits until a state is there, so that the run has done something.
fn started(folder: &Path, child: &mut Child) {
    while state(folder).is_none() {
        assert_eq!(child.try_wait().expect("a child"), None, "it has not ended yet");
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(unix)]
#[test]
fn what_was_done_outlives_whatever_ends_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let done = |output: &Output| object(output)["exhaustive"]["done"].as_u64().expect("a number");
    let spawn = |more: &[&str]| {
        let mut command = command(folder, "2", more);
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs")
    };
    let mut killed = spawn(&[]);
    started(folder, &mut killed);
    killed.kill().expect("it can be killed");
    killed.wait().expect("it is dead");
    let resumed = run(folder, "2", &["--resume", "--time", "1ms"]);
    assert_eq!(resumed.status.code(), Some(2), "{}", words(&resumed));
    assert!(words(&resumed).contains(" of them done before"), "{}", words(&resumed));

    let mut interrupted = spawn(&["--resume"]);
    let before = fs::read(state(folder).expect("a state")).expect("readable");
    while fs::read(state(folder).expect("a state")).expect("readable") == before {
        assert_eq!(interrupted.try_wait().expect("a child"), None, "it has not ended yet");
        thread::sleep(Duration::from_millis(20));
    }
    Command::new("kill").args(["-INT", &interrupted.id().to_string()]).status().expect("kill runs");
    let interrupted = interrupted.wait_with_output().expect("it ends");
    assert_eq!(interrupted.status.code(), Some(130));
    assert!(done(&interrupted) > done(&resumed));
    let last = run(folder, "2", &["--resume", "--time", "1ms"]);
    assert!(done(&last) > done(&interrupted), "the interrupted run had saved its end");
}

#[test]
fn states_that_are_damaged_or_of_another_run_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    run(folder, "1", &["--time", "1ms"]);
    let path = state(folder).expect("a state");
    let good = fs::read_to_string(&path).expect("readable");
    let refused = |text: &str, more: &[&str], expected: &str| {
        fs::write(&path, text).expect("written");
        let output = run(folder, "1", &[&["--resume"], more].concat());
        assert_eq!(output.status.code(), Some(65), "{expected}: {}", words(&output));
        let said = words(&output);
        assert!(said.contains(expected) && said.contains(path.to_str().expect("a plain path")), "{expected} in {said}");
        assert_eq!(fs::read_to_string(&path).expect("readable"), text, "it is left as it was");
    };
    refused("", &[], "is no state of an exhaustive run, or is damaged");
    refused(&good[..good.len() / 2], &[], "is no state of an exhaustive run, or is damaged");
    refused("{\"cases\": 12}", &[], "is no state of an exhaustive run, or is damaged");
    refused(&good.replace("\"decisions\":", "\"decisions\":1"), &[], "its checksum is wrong");
    refused(&good.replace("\"version\":1,", "\"version\":2,"), &[], "has version 2, and this crosscheck reads 1");
    let others = ["--subject", "canary", "--subject", "reference-model"];
    refused(&good, &others, "is of a run of engine 0.1.0, reference-model 0.1.0, and not of canary 0.1.0");
    let another_size = run(folder, "2", &["--resume", "--time", "1ms"]);
    assert_eq!(another_size.status.code(), Some(2), "another size has a state of its own: {}", words(&another_size));
}

#[test]
fn wrong_usage_and_a_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    let cases: [(&Path, &str, &[&str], i32, &str); 5] = [
        (&file, "1", &[], 70, "cannot be written"),
        (folder.path(), "99", &[], 64, "too many conditions to be numbered"),
        (folder.path(), "0", &["--shard", "2/2"], 64, "take fewer shards"),
        (folder.path(), "1", &["--seed", "1"], 64, "cannot be used with"),
        (folder.path(), "one", &[], 64, "invalid value"),
    ];
    for (folder, size, more, code, expected) in cases {
        let output = run(folder, size, more);
        assert_eq!(output.status.code(), Some(code), "{size} {more:?}: {}", words(&output));
        assert!(words(&output).contains(expected), "{expected} in {}", words(&output));
    }
    let output = Command::new(env!("CARGO_BIN_EXE_crosscheck")).args(["run", "--resume"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(64));
    assert!(words(&output).contains("name it with --exhaustive N"), "{}", words(&output));
}
