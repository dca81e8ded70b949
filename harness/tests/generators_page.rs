//! The page about the generators says what the program does today.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs what the page says it was written by, on a copy.
#[test]
fn the_measured_tables_are_those_of_today() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/generators.md");
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("generators.md");
    fs::copy(&page, &copy).expect("the page");
    let status = Command::new(env!("CARGO_BIN_EXE_crosscheck"))
        .args(["stats", "--cases", "10000", "--seed", "1", "--quiet", "--page"])
        .arg(&copy)
        .status()
        .expect("the program runs");
    assert!(status.success(), "a target is missed, or something that must occur never does: {status}");
    let (old, new) = (fs::read_to_string(&page).expect("the page"), fs::read_to_string(&copy).expect("the copy"));
    let differing: Vec<(&str, &str)> = old.lines().zip(new.lines()).filter(|(old, new)| old != new).take(5).collect();
    assert!(
        old == new,
        "docs/generators.md is out of date; `crosscheck stats --cases 10000 --seed 1 --page docs/generators.md` \
         writes its tables anew: {differing:#?}"
    );
}
