//! Every schema and every entities document of the public integration tests must load, and so must the contexts of
//! their requests. The data is not part of the project: the folder is named by `CROSSCHECK_CONFORMANCE`, else it is
//! looked for beside the workspace, and without it there is nothing to test here.

use std::path::{Path, PathBuf};

use crosscheck_engine::{Context, Entities, EntityUid, Schema};

fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance");
    let folder = std::env::var_os("CROSSCHECK_CONFORMANCE").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// All files below a folder whose name ends so.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A path as a case writes it: looked up from the case's own folder and from each folder above it.
fn look_up(case: &Path, path: &str) -> PathBuf {
    let folders = case.ancestors().skip(1);
    folders.map(|folder| folder.join(path)).find(|path| path.is_file()).expect("a file that the case names")
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a readable file")
}

#[test]
fn schemas_entities_and_contexts_load() {
    let Some(data) = data() else { return };
    let (mut cases, mut contexts) = (0, 0);
    for path in files(&data, ".json") {
        let Ok(case) = serde_json::from_str::<serde_json::Value>(&text(&path)) else { continue };
        let (Some(schema), Some(entities)) = (case["schema"].as_str(), case["entities"].as_str()) else { continue };
        let schema = Schema::parse(&text(&look_up(&path, schema))).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        let entities = text(&look_up(&path, entities));
        let untyped = Entities::from_json(&entities, None).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        let typed = Entities::from_json(&entities, Some(&schema)).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        for entity in untyped.with_schema_actions(&schema).iter() {
            let same = typed.get(entity.uid()).expect("the same entities");
            assert!(entity.ancestors().eq(same.ancestors()), "{path:?}: {}", entity.uid());
        }
        cases += 1;
        for request in case["requests"].as_array().into_iter().flatten() {
            let context = request["context"].to_string();
            Context::from_json(&context, None).unwrap_or_else(|e| panic!("{path:?}: {e}"));
            let Ok(action) = EntityUid::from_json(&request["action"].to_string()) else { continue };
            let typed = Context::from_json(&context, Some((&schema, &action)));
            let expected = request["validateRequest"].as_bool().unwrap_or(true);
            assert!(typed.is_ok() || !expected, "{path:?}: {context}: {typed:?}");
            contexts += 1;
        }
    }
    for path in files(&data, ".cedarschema") {
        Schema::parse(&text(&path)).unwrap_or_else(|e| panic!("{path:?}: {e}"));
    }
    assert!(cases > 0 && contexts > 0, "nothing was loaded");
    println!("{cases} cases, {contexts} contexts");
}
