//! Files by path, whether on disk or inside an archive: the rest of the corpus does not care which.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::archive::{Archive, within};
use super::error::CorpusError;

/// A folder may be nested this deep; deeper ones are taken for a circle of links.
const MOST_DEPTH: usize = 64;

/// Where files come from.
#[derive(Debug)]
pub(super) enum Tree {
    /// The file system; paths are as the caller wrote them.
    Disk,
    /// An archive; paths are relative to its root.
    Archive(Archive),
}

impl Tree {
    /// The path as a person should read it.
    pub(super) fn shown(&self, path: &Path) -> PathBuf {
        match self {
            Self::Disk => path.to_path_buf(),
            Self::Archive(archive) => PathBuf::from(format!("{}:{}", archive.path.display(), path.display())),
        }
    }

    pub(super) fn is_file(&self, path: &Path) -> bool {
        match self {
            Self::Disk => path.is_file(),
            Self::Archive(archive) => archive.get(path).is_some(),
        }
    }

    /// The text of the file at `path`, which must be UTF-8.
    pub(super) fn text(&self, path: &Path) -> Result<String, CorpusError> {
        let bytes = match self {
            Self::Disk => fs::read(path).map_err(|error| CorpusError::unreadable(path, &error))?,
            Self::Archive(archive) => archive
                .get(path)
                .map(<[u8]>::to_vec)
                .ok_or_else(|| CorpusError::unreadable(self.shown(path), &std::io::Error::from(ErrorKind::NotFound)))?,
        };
        String::from_utf8(bytes).map_err(|error| {
            let what = format!("is not UTF-8 text ({error})");
            CorpusError::new(self.shown(path), what, "save it as UTF-8")
        })
    }

    /// Every file below `folder`, in the order of their paths; names that begin with a dot are left out, since a
    /// finding that is being written has one.
    pub(super) fn files_below(&self, folder: &Path) -> Result<Vec<PathBuf>, CorpusError> {
        let mut found = Vec::new();
        match self {
            Self::Disk => below_on_disk(folder, MOST_DEPTH, &mut found)?,
            Self::Archive(archive) => found.extend(
                archive.paths().filter(|path| path.starts_with(folder) && !is_hidden(path)).map(Path::to_path_buf),
            ),
        }
        Ok(found)
    }

    /// The file that `relative` names in the case file `from`: looked up from that file's own folder, then from each
    /// folder above it, since public data is written both ways.
    pub(super) fn find(&self, from: &Path, relative: &str) -> Result<PathBuf, CorpusError> {
        let shown = self.shown(from);
        let relative_path = Path::new(relative);
        if relative_path.is_absolute() {
            let what = format!("names the absolute path {relative}");
            return Err(CorpusError::new(shown, what, "name it relative to the case's own folder"));
        }
        let start = match self {
            Self::Disk => std::path::absolute(from).map_err(|error| CorpusError::unreadable(from, &error))?,
            Self::Archive(_) => from.to_path_buf(),
        };
        for folder in start.ancestors().skip(1) {
            let candidate = match self {
                Self::Disk => Some(folder.join(relative_path)),
                Self::Archive(_) => within(folder, relative_path),
            };
            if let Some(path) = candidate.filter(|path| self.is_file(path)) {
                return Ok(path);
            }
        }
        let what = format!("names {relative}, which is neither in its own folder nor in one above");
        Err(CorpusError::new(shown, what, "add the file or correct the path"))
    }
}

fn is_hidden(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
}

fn below_on_disk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), CorpusError> {
    if depth == 0 {
        let what = format!("is nested deeper than {MOST_DEPTH} folders");
        return Err(CorpusError::new(folder, what, "look for a link that leads back to a folder above"));
    }
    let unreadable = |error: &std::io::Error| CorpusError::unreadable(folder, error);
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(&error))? {
        entries.push(entry.map_err(|error| unreadable(&error))?);
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            below_on_disk(&path, depth - 1, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
