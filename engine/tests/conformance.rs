//! The public conformance data on the engine alone: every policy text parses, and every recorded decision comes out
//! with its determining and erroring policies.
//!
//! The data is looked for in `../shared/conformance` beside the workspace, or where `CROSSCHECK_CONFORMANCE` says; when
//! it is absent the tests say so and pass, since it is no part of this project.

use crosscheck_engine::{Authorizer, Context, Decision, Entities, EntityUid, PolicyIds, PolicySet, Request, Schema};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("CROSSCHECK_CONFORMANCE")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("SKIPPED: no conformance data at {}", folder.display());
    None
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_policy_text_parses() {
    let Some(folder) = data() else { return };
    let texts = files(&folder, ".cedar");
    assert!(!texts.is_empty());
    for path in &texts {
        let text = fs::read_to_string(path).expect("a readable file");
        if let Err(error) = PolicySet::parse(&text, PolicyIds::Positional) {
            panic!("{}", error.in_file(path.display().to_string()));
        }
    }
    println!("{} policy texts parse", texts.len());
}

/// Looks a path up from a folder and from each folder above it.
fn look_up(from: &Path, path: &str) -> String {
    let file = from.ancestors().skip(1).map(|folder| folder.join(path)).find(|file| file.is_file());
    fs::read_to_string(file.unwrap_or_else(|| panic!("{path} not found"))).expect("a readable file")
}

fn uid(json: &Value) -> EntityUid {
    let part = |name: &str| json[name].as_str().expect("a string");
    EntityUid::new(part("type"), part("id")).expect("an entity id")
}

fn ids(json: &Value) -> BTreeSet<String> {
    json.as_array().expect("a list").iter().map(|id| id.as_str().expect("an id").to_owned()).collect()
}

/// Replays one case; the number of requests, or what differs.
fn replay(path: &Path) -> Result<usize, String> {
    let case: Value = serde_json::from_str(&fs::read_to_string(path).expect("a readable file")).expect("JSON");
    let document = |name: &str| look_up(path, case[name].as_str().expect("a path"));
    let policies = PolicySet::parse(&document("policies"), PolicyIds::Positional).map_err(|error| error.to_string())?;
    let schema = Schema::parse(&document("schema")).map_err(|error| format!("schema: {error}"))?;
    let entities = document("entities");
    let entities = Entities::from_json(&entities, Some(&schema))
        .or_else(|_| Entities::from_json(&entities, None).map(|entities| entities.with_schema_actions(&schema)))
        .map_err(|error| format!("entities: {error}"))?;
    let authorizer = Authorizer::new(&policies, &entities);
    let requests = case["requests"].as_array().expect("a list of requests");
    for request in requests {
        let action = uid(&request["action"]);
        let context = request["context"].to_string();
        let context = Context::from_json(&context, Some((&schema, &action)))
            .or_else(|_| Context::from_json(&context, None))
            .map_err(|error| format!("context: {error}"))?;
        let asked = Request::new(uid(&request["principal"]), action, uid(&request["resource"]), context);
        let response = authorizer.is_authorized(&asked);
        let decision = if response.decision() == Decision::Allow { "allow" } else { "deny" };
        let reason: BTreeSet<String> = response.diagnostics().reason().iter().map(ToString::to_string).collect();
        let errors: BTreeSet<String> =
            response.diagnostics().errors().iter().map(|error| error.policy_id().to_string()).collect();
        let same =
            request["decision"] == decision && reason == ids(&request["reason"]) && errors == ids(&request["errors"]);
        if !same {
            return Err(format!("{}: {response:?}\nrecorded: {request}", request["description"]));
        }
    }
    Ok(requests.len())
}

fn replay_all(folder: &Path) {
    let cases: Vec<PathBuf> =
        files(folder, ".json").into_iter().filter(|path| !path.to_string_lossy().ends_with("entities.json")).collect();
    assert!(!cases.is_empty());
    let mut requests = 0;
    let mut differing = Vec::new();
    for path in &cases {
        match replay(path) {
            Ok(count) => requests += count,
            Err(difference) => differing.push(format!("{}: {difference}", path.display())),
        }
    }
    println!("{} cases, {requests} requests", cases.len());
    assert!(differing.is_empty(), "{} of {}:\n{}", differing.len(), cases.len(), differing.join("\n\n"));
}

#[test]
fn the_corpus_decides_as_recorded() {
    let Some(folder) = data() else { return };
    replay_all(&folder.join("corpus-tests"));
}

#[test]
fn the_handwritten_cases_decide_as_recorded() {
    let Some(folder) = data() else { return };
    replay_all(&folder.join("handwritten/tests"));
}
