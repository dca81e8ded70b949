//! The public conformance data on the engine's validator alone: the recorded strict and permissive verdict on each
//! policy, `shouldValidate` of each case, and that the example applications validate.
//!
//! The data is looked for in `../shared/conformance` beside the workspace, or where `CROSSCHECK_CONFORMANCE` says; when
//! it is absent the tests say so and pass, since it is no part of this project.

use crosscheck_engine::{PolicyId, PolicyIds, PolicySet, Schema, ValidationMode, ValidationResult, Validator};
use serde_json::Value;
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

/// All files below a folder whose name ends so, sorted.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
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

fn json(path: &Path) -> Value {
    serde_json::from_str(&text(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A path as a case writes it: looked up from the case's own folder and from each folder above it.
fn look_up(case: &Path, path: &Value) -> String {
    let path = path.as_str().expect("a path");
    let file = case.ancestors().skip(1).map(|folder| folder.join(path)).find(|file| file.is_file());
    text(&file.unwrap_or_else(|| panic!("{path} not found")))
}

fn schema(text: &str) -> Validator {
    Validator::new(Schema::parse(text).unwrap_or_else(|error| panic!("{error}")))
}

fn policies(text: &str) -> PolicySet {
    PolicySet::parse(text, PolicyIds::Positional).unwrap_or_else(|error| panic!("{error}"))
}

fn is_valid(result: &ValidationResult, policy: &str) -> bool {
    !result.errors().iter().any(|error| *error.policy_id() == PolicyId::new(policy))
}

fn report(result: &ValidationResult) -> String {
    result.errors().iter().map(|error| format!("{error}\n")).collect()
}

#[test]
fn each_policy_of_the_corpus_gets_the_recorded_verdicts() {
    let Some(data) = data() else { return };
    let recorded = files(&data.join("corpus-tests-validation"), ".validation.json");
    assert!(!recorded.is_empty());
    let mut verdicts = [0; 2];
    let mut differing = Vec::new();
    for path in &recorded {
        let name = path.file_name().expect("a file").to_string_lossy().replace(".validation.json", ".json");
        let case = data.join("corpus-tests").join(name);
        let case_json = json(&case);
        let validator = schema(&look_up(&case, &case_json["schema"]));
        let policies = policies(&look_up(&case, &case_json["policies"]));
        for (mode, key) in [(ValidationMode::Strict, "strict"), (ValidationMode::Permissive, "permissive")] {
            let result = validator.validate(&policies, mode);
            let expected = json(path)["policyValidation"]["perPolicy"].clone();
            for (policy, expected) in expected.as_object().expect("verdicts by policy") {
                let valid = is_valid(&result, policy);
                verdicts[usize::from(valid)] += 1;
                if expected[key] != valid {
                    differing.push(format!("{} {policy} {key}: {expected}\n{}", path.display(), report(&result)));
                }
            }
        }
    }
    println!("{} cases: {} verdicts against, {} for", recorded.len(), verdicts[0], verdicts[1]);
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
    assert!(verdicts.iter().all(|count| *count > 0), "both verdicts occur");
}

#[test]
fn each_case_validates_as_it_says() {
    let Some(data) = data() else { return };
    let (mut cases, mut differing) = (0, Vec::new());
    for folder in ["corpus-tests", "handwritten/tests"] {
        for path in files(&data.join(folder), ".json") {
            let case = json(&path);
            let Some(expected) = case["shouldValidate"].as_bool() else { continue };
            let validator = schema(&look_up(&path, &case["schema"]));
            let result = validator.validate(&policies(&look_up(&path, &case["policies"])), ValidationMode::Strict);
            cases += 1;
            if result.validation_passed() != expected {
                differing.push(format!("{}: expected {expected}\n{}", path.display(), report(&result)));
            }
        }
    }
    println!("{cases} cases");
    assert!(cases > 0);
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

#[test]
fn the_applications_validate() {
    let Some(data) = data() else { return };
    let mut checked = 0;
    for path in files(&data.join("apps"), ".cedarschema") {
        let policies_name = if path.ends_with("tinytodo-templates.cedarschema") {
            "policies-templates.cedar"
        } else {
            "policies.cedar"
        };
        let policies = policies(&text(&path.with_file_name(policies_name)));
        for mode in [ValidationMode::Strict, ValidationMode::Permissive] {
            let result = schema(&text(&path)).validate(&policies, mode);
            assert!(result.validation_passed(), "{}:\n{}", path.display(), report(&result));
            assert!(result.warnings().is_empty(), "{}: {:?}", path.display(), result.warnings());
        }
        checked += 1;
    }
    println!("{checked} applications");
    assert!(checked > 0);
}
