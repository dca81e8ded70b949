//! Broken cases, and runs that are killed: what is wrong is named, and no half of a case is ever taken for one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn crosscheck(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_crosscheck")).args(arguments).output().expect("the binary runs")
}

/// Writes a generated case into `folder` and returns the path of its `case-000000.json`.
fn generated(folder: &Path) -> PathBuf {
    let out = folder.to_str().expect("a plain path");
    let output = crosscheck(&["generate", "--seed", "7", "--cases", "1", "--out", out]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    folder.join("case-000000").join("case-000000.json")
}

fn cut_to(path: &Path, bytes: usize) {
    let whole = fs::read(path).expect("readable");
    fs::write(path, &whole[..bytes]).expect("written");
}

#[test]
fn what_is_wrong_is_named() {
    type Break = fn(&Path);
    let breaks: [(Break, &str); 6] = [
        (|case| fs::write(case, "").expect("written"), "case-000000.json: is no case of the four-file format"),
        (|case| cut_to(case, 100), "case-000000.json: is no case of the four-file format"),
        (
            |case| fs::remove_file(case.with_extension("cedar")).expect("gone"),
            "names case-000000.cedar, which is neither",
        ),
        (|case| cut_to(&case.with_extension("meta.json"), 9), "case-000000.meta.json: is no provenance file"),
        (|case| fs::write(case.with_extension("meta.json"), "{\"schema\":99}").expect("written"), "format version 99"),
        (
            |case| fs::write(case.with_extension("cedar"), b"permit \xff").expect("written"),
            "case-000000.cedar: is not UTF-8",
        ),
    ];
    for (broken, words) in breaks {
        let folder = tempfile::tempdir().expect("a folder");
        let case = generated(folder.path());
        broken(&case);
        for command in ["replay", "explain", "minimize"] {
            let output = crosscheck(&[command, case.to_str().expect("a plain path")]);
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(65), "{command}: {said}");
            assert!(said.contains(words), "{command}: {said}, not {words}");
        }
    }
}

#[test]
fn archives_that_are_cut_and_folders_without_a_case() {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = folder.path().join("cases.tar.gz");
    let shown = archive.to_str().expect("a plain path");
    for content in [&b""[..], b"no archive", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xed\xd1"] {
        fs::write(&archive, content).expect("written");
        let output = crosscheck(&["replay", shown]);
        assert_eq!(output.status.code(), Some(65), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("is not a whole .tar.gz archive"), "{output:?}");
    }
    let empty = tempfile::tempdir().expect("a folder");
    let output = crosscheck(&["replay", empty.path().to_str().expect("a plain path")]);
    assert_eq!(output.status.code(), Some(70), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("no case in "), "{output:?}");
}

/// Kills runs at moments around that of their first finding; whatever is in the corpus then is whole.
#[cfg(unix)]
#[test]
fn a_killed_run_leaves_no_half_case() {
    let folder = tempfile::tempdir().expect("a folder");
    let shown = folder.path().to_str().expect("a plain path");
    for (seed, wait) in [("1", 40), ("2", 90), ("3", 150), ("4", 250), ("5", 400), ("6", 1500)] {
        let arguments =
            ["run", "--subject", "canary", "--subject", "reference-model", "--time", "1m", "--corpus", shown];
        let mut run = Command::new(env!("CARGO_BIN_EXE_crosscheck"));
        run.args(arguments).args(["--seed", seed]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut run = run.spawn().expect("the binary runs");
        std::thread::sleep(Duration::from_millis(wait));
        run.kill().expect("killed");
        run.wait().expect("it ends");
    }
    let replay = crosscheck(&["replay", shown]);
    let said = String::from_utf8_lossy(&replay.stderr);
    assert!(replay.status.code() == Some(0) || said.contains("no case in "), "{replay:?}");
}
