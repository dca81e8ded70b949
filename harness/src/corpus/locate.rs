//! From what a person typed to the cases it names, in the order of their paths, each once.
//!
//! A path may be a case (`NAME.json`, any other of its files, or just `NAME`), a folder, an application's folder (see
//! [`super::application`]), or a `.tar.gz` of such a folder. Whether a `.json` found in a folder really is a case is
//! seen when it is read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::application;
use super::archive::Archive;
use super::error::CorpusError;
use super::tree::Tree;

/// Where one case is.
#[derive(Debug, Clone)]
pub struct Location {
    pub(super) tree: Arc<Tree>,
    /// `NAME.json`, or the policies of an application.
    pub(super) path: PathBuf,
    pub(super) form: Form,
    /// Whether it was named itself, so that it is an error if it is no case.
    pub(super) named: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The four files.
    Files,
    /// A folder with policies, schema, entities, `ALLOW/` and `DENY/`.
    Application,
}

impl Location {
    /// The case's path as a person should read it.
    pub fn shown(&self) -> PathBuf {
        self.tree.shown(&self.path)
    }
}

/// The endings of a case's files, longest first.
const ENDINGS: [&str; 7] =
    [".cedarschema.json", ".validation.json", ".entities.json", ".meta.json", ".cedarschema", ".cedar", ".json"];

/// Every case that `paths` name. Naming none is no error here.
///
/// # Errors
/// A path that does not exist or cannot be read, or an archive that is broken.
pub fn locate(paths: &[PathBuf]) -> Result<Vec<Location>, CorpusError> {
    let disk = Arc::new(Tree::Disk);
    let mut found = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            in_folder(&disk, path, &mut found)?;
        } else if name.ends_with(".tar.gz") || name.ends_with(".tgz") {
            let tree = Arc::new(Tree::Archive(Archive::open(path)?));
            in_folder(&tree, Path::new(""), &mut found)?;
        } else {
            found.push(one(&disk, path)?);
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|location| seen.insert(location.shown()));
    Ok(found)
}

/// The case that `path`, which is no folder, names.
fn one(tree: &Arc<Tree>, path: &Path) -> Result<Location, CorpusError> {
    let text = path.to_string_lossy();
    let candidates = ENDINGS
        .iter()
        .filter_map(|ending| text.strip_suffix(ending))
        .chain([text.as_ref()])
        .map(|stem| PathBuf::from(format!("{stem}.json")));
    for candidate in candidates {
        if tree.is_file(&candidate) && !is_part_of_a_case(&candidate) {
            return Ok(Location { tree: Arc::clone(tree), path: candidate, form: Form::Files, named: true });
        }
    }
    if application::is_policies(tree, path)? {
        return Ok(Location { tree: Arc::clone(tree), path: path.to_path_buf(), form: Form::Application, named: true });
    }
    let advice = "name a case (NAME.json), a folder of cases, or a .tar.gz of one";
    Err(CorpusError::new(path, if path.exists() { "is no case" } else { "is not there" }, advice))
}

fn in_folder(tree: &Arc<Tree>, folder: &Path, found: &mut Vec<Location>) -> Result<(), CorpusError> {
    let files = tree.files_below(folder)?;
    let applications = application::folders(&files);
    for path in files {
        let of_application = path.ancestors().skip(1).any(|folder| applications.contains(folder));
        let form = if of_application && application::is_policies(tree, &path)? {
            Form::Application
        } else if !of_application && is_json(&path) && !is_part_of_a_case(&path) {
            Form::Files
        } else {
            continue;
        };
        found.push(Location { tree: Arc::clone(tree), path, form, named: false });
    }
    Ok(())
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}

/// Whether the name is that of a file which belongs to a case, or holds entities shared by several.
fn is_part_of_a_case(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name == "entities.json"
        || [".entities.json", ".meta.json", ".validation.json", ".cedarschema.json"]
            .iter()
            .any(|end| name.ends_with(end))
}
