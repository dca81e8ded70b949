//! The public conformance data loads, and its requests are answered as recorded, by the model alone.
//!
//! The data is looked for in `$CROSSCHECK_CONFORMANCE`, then in `../shared/conformance` beside the project. Where it is
//! not there the tests say so and pass.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crosscheck_reference_model::authorize::authorize;
use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::json::JsonErrorKind;
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::policy::Policy;
use crosscheck_reference_model::request::{Request, RequestSyntax};
use crosscheck_reference_model::schema::Schema;
use crosscheck_reference_model::{conformance, json, schema, template};
use serde_json::Value;

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

/// A case of the four-file format, loaded.
struct Case {
    policies: Vec<Policy>,
    schema: Schema,
    entities: Entities,
    conforms: bool,
}

/// The file that a case names: looked up from the case's folder and then from each folder above it.
fn referred(case: &Path, name: &Value) -> String {
    let name = name.as_str().unwrap();
    let found = case.ancestors().skip(1).map(|folder| folder.join(name)).find(|path| path.is_file());
    std::fs::read_to_string(found.unwrap_or_else(|| panic!("{}: no file {name}", case.display()))).unwrap()
}

fn load(path: &Path, case: &Value) -> Case {
    let shown = path.display();
    let templates = parse::policies(&referred(path, &case["policies"]), PolicyIds::Positional).unwrap();
    let schema = schema::resolve(&parse::schema(&referred(path, &case["schema"])).unwrap()).unwrap();
    let text = referred(path, &case["entities"]);
    let (listed, conforms) = match json::entities(&text, Some(&schema)) {
        Ok(listed) => (listed, true),
        Err(e) if e.kind == JsonErrorKind::NotConforming => (json::entities(&text, None).unwrap(), false),
        Err(e) => panic!("{shown}: {e}"),
    };
    let entities = Entities::from_listed(&schema.with_actions(listed)).unwrap_or_else(|e| panic!("{shown}: {e}"));
    Case { policies: template::link(&templates, &[]).unwrap(), schema, entities, conforms }
}

/// The request as recorded, and whether it conforms to the schema.
fn request(case: &Case, recorded: &Value) -> (Request, bool) {
    let uid = |name: &str| json::entity_uid(&recorded[name].to_string()).unwrap();
    let (principal, action, resource) = (uid("principal"), uid("action"), uid("resource"));
    let ty = case.schema.actions.get(&action).map(|entry| &entry.context);
    let text = recorded["context"].to_string();
    let context = json::context(&text, ty).or_else(|_| json::context(&text, None)).unwrap();
    let syntax = RequestSyntax { principal, action, resource, context };
    let is_valid = conformance::request(&syntax, &case.schema).is_ok();
    (Request::from_syntax(&syntax).unwrap(), is_valid)
}

fn ids(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// Replays every case below a folder: how many cases, requests, and requests and entity lists that do not conform.
fn replay(folder: &Path) -> [usize; 4] {
    let mut all = Vec::new();
    files(folder, &mut all);
    let mut counts = [0; 4];
    for path in all {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let Ok(recorded) = serde_json::from_str::<Value>(&text) else { continue };
        let Some(requests) = recorded.get("requests").and_then(Value::as_array) else { continue };
        let case = load(&path, &recorded);
        counts[0] += 1;
        counts[3] += usize::from(!case.conforms);
        for wanted in requests {
            let (request, is_valid) = request(&case, wanted);
            let response = authorize(&request, &case.entities, &case.policies, &mut NoObserver);
            let place = format!("{}: {}", path.display(), wanted["description"]);
            assert_eq!(response.decision.as_str(), wanted["decision"].as_str().unwrap(), "{place}");
            assert_eq!(response.determining, ids(&wanted["reason"]), "{place}");
            assert_eq!(response.erroring.into_keys().collect::<BTreeSet<_>>(), ids(&wanted["errors"]), "{place}");
            counts[1] += 1;
            counts[2] += usize::from(!is_valid);
        }
    }
    counts
}

#[test]
fn every_decision_is_as_recorded() {
    let Some(folder) = data() else { return };
    for (name, least) in [("corpus-tests", 530), ("handwritten", 1)] {
        let [cases, requests, invalid, nonconforming] = replay(&folder.join(name));
        println!(
            "{name}: {cases} cases, {requests} requests, {invalid} of them and {nonconforming} entity lists do not conform"
        );
        assert!(cases >= least, "{name}: {cases}");
        if name == "corpus-tests" {
            // The public validation results say that all of these conform.
            assert_eq!((invalid, nonconforming), (0, 0), "{name}");
        }
    }
}
