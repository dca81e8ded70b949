//! The public validation results are the model's: strict and permissive for each policy of the corpus, `shouldValidate`
//! of every case, and the example applications validate.
//!
//! The data is looked for in `$CROSSCHECK_CONFORMANCE`, then in `../shared/conformance` beside the project. Where it is
//! not there the tests say so and pass.

use std::path::{Path, PathBuf};

use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::policy::Template;
use crosscheck_reference_model::schema::{self, Schema};
use crosscheck_reference_model::validate::{Mode, validate};
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

/// Every file below `folder` whose name ends so.
fn files(folder: &Path, end: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, end, found);
        } else if path.to_string_lossy().ends_with(end) {
            found.push(path);
        }
    }
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
}

/// The file that a case names: looked up from the case's folder and then from each folder above it.
fn referred(case: &Path, name: &Value) -> String {
    let name = name.as_str().unwrap();
    let found = case.ancestors().skip(1).map(|folder| folder.join(name)).find(|path| path.is_file());
    std::fs::read_to_string(found.unwrap_or_else(|| panic!("{}: no file {name}", case.display()))).unwrap()
}

fn load(policies: &str, schema: &str) -> (Vec<Template>, Schema) {
    let templates = parse::policies(policies, PolicyIds::Positional).unwrap();
    (templates, schema::resolve(&parse::schema(schema).unwrap()).unwrap())
}

fn errors(templates: &[Template], schema: &Schema, mode: Mode) -> Vec<String> {
    validate(templates, schema, mode).iter().map(ToString::to_string).collect()
}

#[test]
fn each_policy_of_the_corpus_is_valid_as_recorded() {
    let Some(folder) = data() else { return };
    let mut recorded = Vec::new();
    files(&folder.join("corpus-tests-validation"), ".validation.json", &mut recorded);
    let (mut policies, mut valid) = (0, [0, 0]);
    for path in &recorded {
        let wanted = json(path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().strip_suffix(".validation.json").unwrap();
        let case = folder.join("corpus-tests").join(format!("{name}.json"));
        let described = json(&case).unwrap();
        let (templates, schema) =
            load(&referred(&case, &described["policies"]), &referred(&case, &described["schema"]));
        for (index, (mode, mode_name)) in
            [(Mode::Strict, "strict"), (Mode::Permissive, "permissive")].into_iter().enumerate()
        {
            let errors = validate(&templates, &schema, mode);
            for (id, verdict) in wanted["policyValidation"]["perPolicy"].as_object().unwrap() {
                let of_policy: Vec<String> =
                    errors.iter().filter(|error| error.policy == *id).map(ToString::to_string).collect();
                assert_eq!(
                    of_policy.is_empty(),
                    verdict[mode_name].as_bool().unwrap(),
                    "{name} {mode_name}: {of_policy:?}"
                );
                valid[index] += usize::from(of_policy.is_empty());
                policies += index;
            }
        }
    }
    println!(
        "{} cases, {policies} policies, {} of them strictly and {} permissively valid",
        recorded.len(),
        valid[0],
        valid[1]
    );
    assert!(recorded.len() >= 523 && valid[0] > 0 && valid[1] < policies, "{valid:?} of {policies}");
}

#[test]
fn every_case_validates_as_it_should() {
    let Some(folder) = data() else { return };
    for (name, least) in [("corpus-tests", 530), ("handwritten", 1)] {
        let mut cases = Vec::new();
        files(&folder.join(name), ".json", &mut cases);
        let (mut count, mut valid) = (0, 0);
        for path in cases {
            let Some(case) = json(&path) else { continue };
            let Some(should) = case.get("shouldValidate").and_then(Value::as_bool) else { continue };
            let (templates, schema) = load(&referred(&path, &case["policies"]), &referred(&path, &case["schema"]));
            let errors = validate(&templates, &schema, Mode::Strict);
            let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
            assert_eq!(shown.is_empty(), should, "{}: {shown:#?}", path.display());
            count += 1;
            valid += usize::from(should);
        }
        println!("{name}: {count} cases, {valid} of them valid");
        assert!(count >= least, "{name}: {count}");
    }
}

#[test]
fn the_applications_validate() {
    let Some(folder) = data() else { return };
    let mut schemas = Vec::new();
    files(&folder.join("apps"), ".cedarschema", &mut schemas);
    let mut count = 0;
    for path in &schemas {
        let mut policies = Vec::new();
        files(path.parent().unwrap(), ".cedar", &mut policies);
        // Where an application has a variant with templates, that has a schema of its own.
        let is_variant = |path: &Path| path.to_string_lossy().contains("-templates.");
        for policy in policies.iter().filter(|policy| is_variant(policy) == is_variant(path)) {
            let read = |path: &Path| std::fs::read_to_string(path).unwrap();
            let (templates, schema) = load(&read(policy), &read(path));
            assert_eq!(errors(&templates, &schema, Mode::Strict), Vec::<String>::new(), "{}", policy.display());
            assert_eq!(errors(&templates, &schema, Mode::Permissive), Vec::<String>::new(), "{}", policy.display());
            count += 1;
        }
    }
    println!("{} schemas, {count} policy files", schemas.len());
    assert!(count >= 5, "{count}");
}
