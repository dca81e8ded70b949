//! `docs/spec-map.md` names files and functions: they exist.
//!
//! Of the engine only file names are looked at, since the model is not to know it.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The cells of a table's row, or nothing if the line is not one.
fn cells(line: &str) -> Option<Vec<String>> {
    let row = line.strip_prefix("| ")?.strip_suffix(" |")?;
    // A bar inside a cell is written `\|`.
    Some(row.replace("\\|", "\u{0}").split(" | ").map(|cell| cell.replace('\u{0}', "|")).collect())
}

/// The parts of a cell that are between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// What is wrong with a row.
fn complaints(row: &[String]) -> Vec<String> {
    let mut complaints = Vec::new();
    let model = quoted(&row[3]);
    let engine = quoted(&row[4]);
    let source = model.first().map(|file| root().join("reference-model/src").join(file));
    match source.map(fs::read_to_string) {
        Some(Ok(text)) => {
            let unknown = model[1..]
                .iter()
                .filter(|name| !["(", "<"].iter().any(|after| text.contains(&format!("fn {name}{after}"))));
            complaints.extend(unknown.map(|name| format!("{}: the model has no function `{name}` there", row[0])));
        }
        _ => complaints.push(format!("{}: the model has no file {model:?}", row[0])),
    }
    if engine.len() != 1 || !root().join("engine/src").join(engine[0]).exists() {
        complaints.push(format!("{}: the engine has no file {engine:?}", row[0]));
    }
    complaints
}

#[test]
fn every_place_in_the_spec_map_exists() {
    let map = fs::read_to_string(root().join("docs/spec-map.md")).unwrap();
    let rows: Vec<Vec<String>> =
        map.lines().filter_map(cells).filter(|row| row.len() == 5 && row[0] != "rule").collect();
    assert!(rows.len() > 30, "only {} rows were read", rows.len());
    let complaints: Vec<String> = rows.iter().flat_map(|row| complaints(row)).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
