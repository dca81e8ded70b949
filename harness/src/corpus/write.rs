//! A new case to disk, whole or not at all.
//!
//! Its files are written to a hidden folder beside their place and flushed; then the folder gets its name in one step.
//! A process that is killed on the way leaves a hidden folder, which no reader looks into.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crosscheck_generators::text::{CaseText, is_json_schema};
use serde::Serialize;
use serde_json::value::RawValue;

use super::error::CorpusError;
use super::format::{CaseFile, Meta, Recorded, RequestFile};

/// A case to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewCase<'a> {
    /// The name it should get; a number is added if it is taken. Characters other than letters, digits, `-`, `_` and
    /// `.` become `-`.
    pub name: &'a str,
    /// What every subject gets. Its links, level, planted violation and intents are written into the meta file, whatever `meta` says of them.
    pub text: &'a CaseText,
    /// What is recorded of each request; those beyond its end have nothing recorded.
    pub recorded: &'a [Option<Recorded>],
    /// What each request is about; those beyond its end are numbered.
    pub descriptions: &'a [String],
    /// Whether the policies should pass strict validation.
    pub should_validate: bool,
    /// Its provenance.
    pub meta: &'a Meta,
}

/// Names tried before giving up; only a corpus of one bucket saved again and again has so many.
const MOST_NAMES: u32 = 10_000;

/// Writes `case` into a new folder below `corpus` and returns the path of its `NAME.json`.
///
/// # Errors
/// The path that could not be written, and why. Nothing half-written keeps a visible name.
pub fn write(corpus: &Path, case: NewCase<'_>) -> Result<PathBuf, CorpusError> {
    let base = file_name(case.name);
    fs::create_dir_all(corpus).map_err(|error| CorpusError::unwritable(corpus, &error))?;
    for number in 1..=MOST_NAMES {
        let name = if number == 1 { base.clone() } else { format!("{base}-{number}") };
        let target = corpus.join(&name);
        if target.exists() {
            continue;
        }
        let partial = tempfile::Builder::new()
            .prefix(".partial-")
            .tempdir_in(corpus)
            .map_err(|error| CorpusError::unwritable(corpus, &error))?;
        write_files(partial.path(), &name, case)?;
        // An empty folder would be replaced by the rename; a full one makes it fail, and the next name is tried.
        match fs::rename(partial.path(), &target) {
            Ok(()) => {
                let _renamed_away = partial.keep();
                flush_folder(corpus);
                return Ok(target.join(format!("{name}.json")));
            }
            Err(_) if target.exists() => {}
            Err(error) => return Err(CorpusError::unwritable(&target, &error)),
        }
    }
    Err(CorpusError::new(
        corpus,
        format!("holds {MOST_NAMES} cases named {base}"),
        "name an empty folder with --corpus",
    ))
}

/// Puts `case` in the place of the one whose `NAME.json` is `path`, under the same name, and returns `path`.
///
/// All of the new files are on disk before the first of them takes the place of an old one; `NAME.json` is the last.
///
/// # Errors
/// A path that is no case in the four-file form on disk; a file that could not be written.
pub fn replace(path: &Path, case: NewCase<'_>) -> Result<PathBuf, CorpusError> {
    let name = path.file_stem().and_then(|name| name.to_str());
    let is_case = path.is_file() && path.extension().is_some_and(|ending| ending == "json");
    let (Some(name), true) = (name, is_case) else {
        let what = "is no NAME.json on disk that could be replaced";
        return Err(CorpusError::new(path, what, "name a folder for the new case with --out"));
    };
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let partial = tempfile::Builder::new()
        .prefix(".partial-")
        .tempdir_in(folder)
        .map_err(|error| CorpusError::unwritable(folder, &error))?;
    write_files(partial.path(), name, case)?;
    for ending in ["cedar", "cedarschema", "cedarschema.json", "entities.json", "meta.json", "json"] {
        let file = format!("{name}.{ending}");
        let (new, old) = (partial.path().join(&file), folder.join(&file));
        let moved = match (new.exists(), old.exists()) {
            (true, _) => fs::rename(&new, &old),
            (false, true) => fs::remove_file(&old),
            (false, false) => Ok(()),
        };
        moved.map_err(|error| CorpusError::unwritable(&old, &error))?;
    }
    flush_folder(folder);
    Ok(path.to_path_buf())
}

/// Shows, before a run starts, that findings can be saved in `corpus`; makes the folder if need be.
///
/// # Errors
/// The folder cannot be made or written to.
pub fn check_writable(corpus: &Path) -> Result<(), CorpusError> {
    fs::create_dir_all(corpus).map_err(|error| CorpusError::unwritable(corpus, &error))?;
    let probe = tempfile::Builder::new().prefix(".probe-").tempfile_in(corpus);
    probe.and_then(|mut file| file.write_all(b"crosscheck")).map_err(|error| CorpusError::unwritable(corpus, &error))
}

fn write_files(folder: &Path, name: &str, case: NewCase<'_>) -> Result<(), CorpusError> {
    let text = case.text;
    let mut meta = case.meta.clone();
    meta.links.clone_from(&text.links);
    meta.level = text.level;
    meta.planted.clone_from(&text.planted);
    meta.edits.clone_from(&text.edits);
    meta.intents.clone_from(&text.intents);
    let file = CaseFile {
        policies: format!("{name}.cedar"),
        schema: text.schema.as_deref().map(|schema| format!("{name}.{}", schema_ending(schema))),
        entities: format!("{name}.entities.json"),
        should_validate: case.should_validate,
        requests: (0..text.requests.len()).map(|index| request_file(case, index, &mut meta)).collect(),
    };
    save(&folder.join(&file.policies), text.policies.as_bytes())?;
    if let (Some(path), Some(schema)) = (&file.schema, &text.schema) {
        save(&folder.join(path), schema.as_bytes())?;
    }
    save(&folder.join(&file.entities), text.entities.as_bytes())?;
    save_json(&folder.join(format!("{name}.meta.json")), &meta)?;
    save_json(&folder.join(format!("{name}.json")), &file)
}

/// In the JSON form of a schema its file has another ending, by which others tell the two forms.
fn schema_ending(schema: &str) -> &'static str {
    if is_json_schema(schema) { "cedarschema.json" } else { "cedarschema" }
}

/// The request at `index` as its file holds it; a context that is no JSON goes into `meta`.
fn request_file(case: NewCase<'_>, index: usize, meta: &mut Meta) -> RequestFile {
    let request = &case.text.requests[index];
    // Blanks around a document would be lost.
    let exact = RawValue::from_string(request.context.clone()).ok().filter(|raw| raw.get() == request.context);
    let context = exact.unwrap_or_else(|| {
        meta.contexts.insert(index, request.context.clone());
        super::format::no_context()
    });
    let recorded = case.recorded.get(index).cloned().flatten();
    if let Some(recorded) = recorded.as_ref().filter(|recorded| !recorded.kinds.is_empty()) {
        meta.expect.kinds.insert(index, recorded.kinds.clone());
    }
    let description = case.descriptions.get(index).filter(|words| !words.is_empty());
    RequestFile {
        description: description.cloned().unwrap_or_else(|| format!("request {index}")),
        principal: Some(request.principal.clone()),
        action: Some(request.action.clone()),
        resource: Some(request.resource.clone()),
        context,
        validate_request: false,
        decision: recorded.as_ref().map(|recorded| recorded.decision),
        reason: recorded.as_ref().and_then(|recorded| recorded.reason.clone()),
        errors: recorded.and_then(|recorded| recorded.errors),
    }
}

fn save_json(path: &Path, content: &impl Serialize) -> Result<(), CorpusError> {
    let mut text = serde_json::to_string_pretty(content)
        .map_err(|error| CorpusError::unwritable(path, &io::Error::other(error)))?;
    text.push('\n');
    save(path, text.as_bytes())
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), CorpusError> {
    let written = File::create(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| CorpusError::unwritable(path, &error))
}

/// Makes the new name itself survive a power cut, where the system can.
fn flush_folder(folder: &Path) {
    if let Ok(opened) = File::open(folder) {
        // Some file systems cannot flush a folder; the files in it are safe already.
        let _unsupported = opened.sync_all();
    }
}

fn file_name(wanted: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut name: String = wanted.chars().map(|c| if allowed(c) { c } else { '-' }).take(100).collect();
    if name.trim_matches(['-', '.']).is_empty() || name.starts_with('.') {
        name = format!("case{name}");
    }
    name
}
