//! Keeps the rules of the house that a program can keep: who may depend on whom, the size and header of files, and that
//! the documents speak of what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Files may be this long without a reason.
const LINES: usize = 400;

/// Files that are longer, each with its reason. The list only shrinks.
const LONG_FILES: &[(&str, &str)] =
    &[("generators/src/conditions/atoms.rs", "one table of tests and the makers that it names")];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the harness is in the workspace").to_path_buf()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below `dir` for which `wanted` holds, in the order of their paths; build output is left out.
fn files(dir: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(dir).expect("readable").map(|e| e.expect("entry").path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | ".git" | "findings" | "artifacts") {
                found.extend(files(&path, wanted));
            }
        } else if wanted(&path) {
            found.push(path);
        }
    }
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/")
}

fn rust_files() -> Vec<PathBuf> {
    files(&root(), &|path| path.extension().is_some_and(|e| e == "rs"))
}

/// The names of all packages that a member names in any of its dependency tables.
fn dependencies(member: &str) -> BTreeSet<String> {
    fn collect(table: &toml::Table, found: &mut BTreeSet<String>) {
        for (key, value) in table {
            let Some(inner) = value.as_table() else { continue };
            if key.ends_with("dependencies") {
                found.extend(inner.keys().cloned());
            } else {
                collect(inner, found);
            }
        }
    }
    let manifest: toml::Table = read(&root().join(member).join("Cargo.toml")).parse().expect("a manifest");
    let mut found = BTreeSet::new();
    collect(&manifest, &mut found);
    found
}

/// Invariants 1, 2 and 3 of ARCHITECTURE.md: the arrows between the rooms.
#[test]
fn rooms_depend_only_on_what_the_architecture_allows() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("engine", &[][..]),
        ("reference-model", &[]),
        ("generators", &["crosscheck-reference-model"]),
        ("harness", &["crosscheck-engine", "crosscheck-generators", "crosscheck-reference-model"]),
        ("fuzz", &["crosscheck"]),
    ]);
    for (member, allowed) in &allowed {
        let ours: BTreeSet<String> =
            dependencies(member).into_iter().filter(|name| name.starts_with("crosscheck")).collect();
        let allowed: BTreeSet<String> = allowed.iter().map(ToString::to_string).collect();
        assert_eq!(ours, allowed, "{member} depends on other rooms than ARCHITECTURE.md allows");
    }
}

/// Invariant 2: a stranger who depends on the engine gets little else, and nothing of the harness.
#[test]
fn the_engine_keeps_few_dependencies() {
    let known: BTreeSet<String> =
        ["insta", "ipnet", "nom", "rustc-hash", "serde_json", "thiserror"].iter().map(ToString::to_string).collect();
    let extra: Vec<String> = dependencies("engine").difference(&known).cloned().collect();
    assert!(extra.is_empty(), "new dependencies of the engine, are they worth it? {extra:?}");
}

/// Invariant 1 once more, for what a manifest cannot show: neither side includes the other's files.
#[test]
fn no_source_file_is_shared_between_rooms() {
    for path in rust_files() {
        if relative(&path).ends_with("tests/house.rs") {
            continue;
        }
        for line in read(&path).lines() {
            let includes = line.contains("#[path") || line.contains("include!(");
            assert!(!includes, "{} takes in another file: {line}", relative(&path));
        }
    }
}

#[test]
fn files_have_a_header_and_one_job() {
    let excused: BTreeMap<&str, &str> = LONG_FILES.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for path in rust_files() {
        let (name, text) = (relative(&path), read(&path));
        seen.insert(name.clone());
        if !text.starts_with("//!") {
            wrong.push(format!("{name}: no `//!` header that says its job"));
        }
        let lines = text.lines().count();
        match excused.get(name.as_str()) {
            None if lines > LINES => wrong.push(format!("{name}: {lines} lines, more than {LINES}")),
            Some(_) if lines <= LINES => wrong.push(format!("{name}: short enough, take it off the list")),
            _ => {}
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if matches!(stem.as_str(), "utils" | "util" | "helpers" | "manager" | "common" | "misc") {
            wrong.push(format!("{name}: a name that says nothing"));
        }
    }
    wrong.extend(excused.keys().filter(|name| !seen.contains(**name)).map(|name| format!("{name}: is gone")));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Every path in backticks in the documents that looks like one of ours is there.
#[test]
fn documents_name_files_that_exist() {
    let rooms =
        ["engine/", "reference-model/", "generators/", "harness/", "fuzz/", "corpus/", "scripts/", "docs/", ".ci/"];
    let mut missing = Vec::new();
    for document in files(&root(), &|path| path.extension().is_some_and(|e| e == "md")) {
        for (index, quoted) in read(&document).split('`').enumerate() {
            let named = quoted.split([' ', ':', '#', '(']).next().unwrap_or_default();
            let ours = index % 2 == 1 && rooms.iter().any(|room| named.starts_with(room));
            let exact = !named.contains(['*', '<', '…', '{', '$']) && !named.chars().any(char::is_uppercase);
            if ours && exact && !root().join(named).exists() {
                missing.push(format!("{}: `{named}`", relative(&document)));
            }
        }
    }
    assert!(missing.is_empty(), "documents name what is not there:\n{}", missing.join("\n"));
}

/// Nothing that only makes sense on one machine is committed.
#[test]
fn no_machine_paths_in_the_project() {
    let spoken = |path: &Path| {
        path.extension().is_some_and(|e| ["rs", "md", "toml", "json", "cedar", "snap"].iter().any(|k| e == *k))
            || relative(path).starts_with("scripts/")
    };
    let strange = ["/work/", "/root/", "/home/", "artifactory"].map(str::to_owned);
    for path in files(&root(), &spoken) {
        if relative(&path).ends_with("tests/house.rs") || relative(&path) == "Cargo.lock" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        for place in &strange {
            assert!(!text.contains(place.as_str()), "{} names {place}", relative(&path));
        }
    }
}

/// What `crosscheck --help` says.
fn help() -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_crosscheck")).arg("--help").output().expect("it runs");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_readme_has_the_exit_codes_that_the_help_has() {
    let help = help();
    let (_, codes) = help.split_once("Exit codes:").expect("the help lists them");
    let readme = read(&root().join("README.md"));
    let rows: Vec<String> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "))
        .filter(|(code, _)| code.parse::<u8>().is_ok())
        .map(|(code, meaning)| format!("{code} {meaning}"))
        .collect();
    let lines: Vec<String> = codes
        .lines()
        .filter_map(|line| line.trim().split_once(' '))
        .map(|(code, meaning)| format!("{code} {}", meaning.trim()))
        .collect();
    assert!(lines.len() >= 8, "{lines:?}");
    assert_eq!(rows, lines, "README.md and `crosscheck --help` must say the same");
}

#[test]
fn the_readme_names_commands_that_exist() {
    let help = help();
    let (_, commands) = help.split_once("Commands:").expect("the help lists them");
    let names: BTreeSet<&str> = commands
        .lines()
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let readme = read(&root().join("README.md"));
    let called = readme.lines().filter_map(|line| {
        let after =
            line.strip_prefix("crosscheck ").or_else(|| line.split_once("cargo run --release -- ").map(|x| x.1))?;
        after.split_whitespace().next()
    });
    let called: BTreeSet<&str> = called.collect();
    assert!(called.len() >= 5, "{called:?}");
    let missing: Vec<&&str> = called.difference(&names).collect();
    assert!(missing.is_empty(), "README.md calls commands that do not exist: {missing:?}");
}
