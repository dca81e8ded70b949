//! What is recorded of the validity of a case: `NAME.validation.json`, as public data has it.
//!
//! The files stand beside their cases or in a folder of their own, where the name of the case finds them. What they say
//! of errors is in another implementation's words and is not kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::archive::Archive;
use super::error::CorpusError;
use super::tree::Tree;

/// How the names of these files end.
pub(super) const ENDING: &str = ".validation.json";

/// Whether something is recorded as valid by the strict and by the permissive rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub struct ByMode {
    /// By the strict rules.
    pub strict: Option<bool>,
    /// By the permissive rules.
    pub permissive: Option<bool>,
}

/// What is recorded of the validity of one case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validation {
    /// The policies, templates and links as a whole.
    pub all: ByMode,
    /// Each of them, by its id.
    pub policies: BTreeMap<String, ByMode>,
    /// Whether each entity conforms, by its type, `::` and its id, neither quoted nor escaped.
    pub entities: BTreeMap<String, bool>,
    /// Each request, in the order of the case's file.
    pub requests: Vec<ByMode>,
}

/// The files of a folder, by the name of their case.
#[derive(Debug, Default)]
pub struct Validations {
    folder: PathBuf,
    by_case: BTreeMap<String, Validation>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct File {
    policy_validation: PolicyPart,
    entity_validation: EntityPart,
    request_validation: Vec<ByMode>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct PolicyPart {
    strict: Option<bool>,
    permissive: Option<bool>,
    per_policy: BTreeMap<String, ByMode>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct EntityPart {
    per_entity: BTreeMap<String, Value>,
}

impl Validations {
    /// Reads every `NAME.validation.json` of a folder, its sub-folders, or a `.tar.gz` of one.
    ///
    /// # Errors
    /// A folder that cannot be read or holds no such file; a file that is not of the format; two for one name.
    pub fn read(folder: &Path) -> Result<Self, CorpusError> {
        let is_archive = !folder.is_dir() && folder.to_string_lossy().ends_with("gz");
        let tree = if is_archive { Tree::Archive(Archive::open(folder)?) } else { Tree::Disk };
        let root = if is_archive { Path::new("") } else { folder };
        let mut by_case = BTreeMap::new();
        for path in tree.files_below(root)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(name) = name.strip_suffix(ENDING) else { continue };
            if by_case.insert(name.to_owned(), read(&tree, &path)?).is_some() {
                let what = format!("is the second file for a case named {name}");
                return Err(CorpusError::new(tree.shown(&path), what, "keep one of them"));
            }
        }
        if by_case.is_empty() {
            let what = format!("holds no file whose name ends in {ENDING}");
            return Err(CorpusError::new(folder, what, "name the folder that holds them"));
        }
        Ok(Self { folder: folder.to_path_buf(), by_case })
    }

    /// Where they were read from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is recorded of the case of this name.
    pub fn get(&self, name: &str) -> Option<&Validation> {
        self.by_case.get(name)
    }

    /// The names of all cases that something is recorded of.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_case.keys().map(String::as_str)
    }
}

/// Reads one file.
pub(super) fn read(tree: &Tree, path: &Path) -> Result<Validation, CorpusError> {
    let file: File = serde_json::from_str(&tree.text(path)?).map_err(|error| {
        let what = format!("is no record of validation ({error})");
        let advice = "it needs policyValidation, entityValidation and requestValidation as the public data has them";
        CorpusError::new(tree.shown(path), what, advice)
    })?;
    let PolicyPart { strict, permissive, per_policy } = file.policy_validation;
    let entities = file.entity_validation.per_entity.into_iter().map(|(uid, errors)| (uid, says_nothing(&errors)));
    Ok(Validation {
        all: ByMode { strict, permissive },
        policies: per_policy,
        entities: entities.collect(),
        requests: file.request_validation,
    })
}

/// Whether there is nothing in it but empty objects and lists: of an entity that conforms no error is recorded.
fn says_nothing(errors: &Value) -> bool {
    match errors {
        Value::Null => true,
        Value::Array(each) => each.iter().all(says_nothing),
        Value::Object(fields) => fields.values().all(says_nothing),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)]) -> Result<Validations, String> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        let shown = folder.path().display().to_string();
        Validations::read(folder.path()).map_err(|error| error.to_string().replace(&shown, "DIR"))
    }

    #[test]
    fn what_is_recorded_is_read() {
        let text = r#"{
            "policyValidation": {"strict": false, "strictErrors": ["oh"], "permissive": true, "perPolicy": {
                "policy0": {"strict": false, "permissive": true, "strictErrors": ["oh"]}}},
            "entityValidation": {"perEntity": {"A::a": {}, "A::b": {"errors": ["oh"]}, "A::c": {"errors": []}}},
            "requestValidation": [{"description": "Request 0", "strict": true}]}"#;
        let read = check(&[("one.validation.json", text), ("one.json", "{"), ("in/two.validation.json", "{}")]);
        let read = read.expect("readable");
        assert_eq!(read.names().collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(read.get("two"), Some(&Validation::default()));
        let verdicts = ByMode { strict: Some(false), permissive: Some(true) };
        let expected = Validation {
            all: verdicts,
            policies: [("policy0".to_owned(), verdicts)].into(),
            entities: [("A::a", true), ("A::b", false), ("A::c", true)].map(|(uid, ok)| (uid.to_owned(), ok)).into(),
            requests: vec![ByMode { strict: Some(true), permissive: None }],
        };
        assert_eq!(read.get("one"), Some(&expected));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let wrong = |files: &[(&str, &str)]| check(files).expect_err("wrong");
        let file = "one.validation.json";
        assert!(wrong(&[]).starts_with("DIR: holds no file whose name ends in .validation.json; name"));
        assert!(wrong(&[(file, "{")]).starts_with("DIR/one.validation.json: is no record of validation (EOF"));
        let twice = wrong(&[(file, "{}"), ("more/one.validation.json", "{}")]);
        assert!(twice.starts_with("DIR/one.validation.json: is the second file for a case named one"), "{twice}");
    }
}
