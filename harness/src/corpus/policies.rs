//! Policy files as people keep them: each a text of its own, without schema, entities or requests beside it.

use std::path::{Path, PathBuf};

use super::error::CorpusError;
use super::tree::Tree;

/// The policy files that `paths` name, each once: a file is taken whatever its name, a folder for the `.cedar` files in it
/// and in its sub-folders, in the order of their paths.
///
/// # Errors
/// A path that is not there or cannot be read; a folder that holds no `.cedar` file.
pub fn policy_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CorpusError> {
    let advice = "name a file of policies, or a folder that holds .cedar files";
    let mut found: Vec<PathBuf> = Vec::new();
    for path in paths {
        let files = if path.is_dir() {
            let mut files = Tree::Disk.files_below(path)?;
            files.retain(|file| file.extension().is_some_and(|ending| ending == "cedar"));
            files
        } else if path.exists() {
            vec![path.clone()]
        } else {
            return Err(CorpusError::new(path, "is not there", advice));
        };
        if files.is_empty() {
            return Err(CorpusError::new(path, "holds no .cedar file", advice));
        }
        for file in files {
            if !found.contains(&file) {
                found.push(file);
            }
        }
    }
    Ok(found)
}

/// The text of the file at `path`.
///
/// # Errors
/// A file that is not there, cannot be read or is not UTF-8.
pub fn text(path: &Path) -> Result<String, CorpusError> {
    Tree::Disk.text(path)
}
