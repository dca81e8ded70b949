//! The public conformance data loads: every policy file, schema, entity list and request context of it.
//!
//! The data is looked for in `$CROSSCHECK_CONFORMANCE`, then in `../shared/conformance` beside the project. Where it is
//! not there the tests say so and pass.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::{json, schema};

fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance");
    let folder = std::env::var_os("CROSSCHECK_CONFORMANCE").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("no conformance data in {}: set CROSSCHECK_CONFORMANCE; nothing was tested", folder.display());
    None
}

/// Every file below `folder`.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn every_file_loads() {
    let Some(folder) = data() else { return };
    let mut all = Vec::new();
    files(&folder, &mut all);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for path in &all {
        let name = path.file_name().unwrap().to_str().unwrap();
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let shown = path.display();
        let sort = if name.ends_with(".cedar") {
            parse::policies(&text, PolicyIds::Positional).unwrap_or_else(|e| panic!("{shown}: {e}"));
            "policy files"
        } else if name.ends_with(".cedarschema") {
            let syntax = parse::schema(&text).unwrap_or_else(|e| panic!("{shown}: {e}"));
            schema::resolve(&syntax).unwrap_or_else(|e| panic!("{shown}: {e}"));
            "schemas"
        } else if name.ends_with("entities.json") && !shown.to_string().contains("tinytodo") {
            // TinyTodo's server keeps its entities in a form of its own.
            json::entities(&text, None).unwrap_or_else(|e| panic!("{shown}: {e}"));
            "entity lists"
        } else {
            continue;
        };
        *counts.entry(sort).or_default() += 1;
    }
    println!("{counts:?}");
    assert_eq!(counts.len(), 3, "each sort of file must be there: {counts:?}");
}
