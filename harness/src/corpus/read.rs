//! One case from its location: text for the subjects, and what is recorded of it.

use std::path::{Path, PathBuf};

use crosscheck_generators::text::{CaseText, RequestText};
use serde_json::Value;

use super::application;
use super::error::CorpusError;
use super::format::{CaseFile, META_VERSION, Meta, Recorded, RequestFile};
use super::locate::{Form, Location};
use super::tree::Tree;
use super::validation::{self, Validation};

/// A case as it was on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCase {
    /// Its file's name without the ending, or its folder's for an application.
    pub name: String,
    /// Its path as a person should read it.
    pub path: PathBuf,
    /// The file of its policies.
    pub policies: PathBuf,
    /// What every subject gets.
    pub text: CaseText,
    /// What is recorded of each request of `text`, in the same order.
    pub requests: Vec<StoredRequest>,
    /// Whether the policies should pass strict validation; `None` where the case does not say.
    pub should_validate: Option<bool>,
    /// What is recorded of the validity of each policy, entity and request, if there is a file of that.
    pub validation: Option<Validation>,
    /// Whether it is an application: then the links of its templates are kept elsewhere.
    pub is_application: bool,
    /// The requests that cannot be asked, since their principal, action or resource is unknown: what they are about.
    pub not_asked: Vec<String>,
    /// Whose provenance file it has; the default where there is none.
    pub meta: Meta,
}

/// What is recorded of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRequest {
    /// What it is about, in words.
    pub description: String,
    /// What must be answered, if that is recorded.
    pub recorded: Option<Recorded>,
    /// Whether the request must be valid by the schema; if not, nothing is said of it.
    pub validates: bool,
    /// Its place among all requests of its file, from 0: some of them may not be asked.
    pub position: usize,
}

/// Reads the case at `location`; `None` if it was found in a folder and is some other JSON file.
///
/// # Errors
/// A file that is missing, unreadable, not UTF-8, or not of the format.
pub fn read(location: &Location) -> Result<Option<StoredCase>, CorpusError> {
    let tree = location.tree.as_ref();
    if location.form == Form::Application {
        return application::read(tree, &location.path).map(Some);
    }
    let shown = tree.shown(&location.path);
    let text = tree.text(&location.path)?;
    let file: CaseFile = match serde_json::from_str(&text) {
        Ok(file) => file,
        Err(_) if !location.named && is_other_json(&text) => return Ok(None),
        Err(error) => {
            let what = format!("is no case of the four-file format ({error})");
            return Err(CorpusError::new(shown, what, "see the format's description, or take the file away"));
        }
    };
    assemble(tree, &location.path, shown, file).map(Some)
}

/// Whether it is JSON that does not even try to be a case.
fn is_other_json(text: &str) -> bool {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(fields)) => !fields.contains_key("requests") && !fields.contains_key("policies"),
        Ok(_) => true,
        Err(_) => false,
    }
}

fn assemble(tree: &Tree, path: &Path, shown: PathBuf, file: CaseFile) -> Result<StoredCase, CorpusError> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let meta = read_meta(tree, &path.with_file_name(format!("{name}.meta.json")))?;
    let schema = file.schema.as_ref().map(|schema| tree.text(&tree.find(path, schema)?)).transpose()?;
    let policies = tree.find(path, &file.policies)?;
    let mut text = CaseText {
        policies: tree.text(&policies)?,
        links: meta.links.clone(),
        schema,
        entities: tree.text(&tree.find(path, &file.entities)?)?,
        requests: Vec::new(),
        level: meta.level,
        planted: meta.planted.clone(),
        edits: meta.edits.clone(),
        intents: meta.intents.clone(),
    };
    let (mut requests, mut not_asked) = (Vec::new(), Vec::new());
    for (index, request) in file.requests.into_iter().enumerate() {
        let description = request.description.clone();
        match request_of(index, request, &meta) {
            Some((of_text, stored)) => {
                text.requests.push(of_text);
                requests.push(stored);
            }
            None => not_asked.push(description),
        }
    }
    let beside = path.with_file_name(format!("{name}{}", validation::ENDING));
    let validation = tree.is_file(&beside).then(|| validation::read(tree, &beside)).transpose()?;
    Ok(StoredCase {
        name,
        path: shown,
        policies,
        text,
        requests,
        should_validate: Some(file.should_validate),
        validation,
        is_application: false,
        not_asked,
        meta,
    })
}

/// The request, and what is recorded of it; `None` if it names no principal, action or resource.
fn request_of(position: usize, file: RequestFile, meta: &Meta) -> Option<(RequestText, StoredRequest)> {
    let text = RequestText {
        principal: file.principal?,
        action: file.action?,
        resource: file.resource?,
        context: meta.contexts.get(&position).cloned().unwrap_or_else(|| file.context.get().to_owned()),
    };
    let recorded = file.decision.map(|decision| Recorded {
        decision,
        reason: file.reason,
        errors: file.errors,
        kinds: meta.expect.kinds.get(&position).cloned().unwrap_or_default(),
    });
    let (description, validates) = (file.description, file.validate_request);
    Some((text, StoredRequest { description, recorded, validates, position }))
}

fn read_meta(tree: &Tree, path: &Path) -> Result<Meta, CorpusError> {
    if !tree.is_file(path) {
        return Ok(Meta::default());
    }
    let shown = tree.shown(path);
    let meta: Meta = serde_json::from_str(&tree.text(path)?).map_err(|error| {
        let what = format!("is no provenance file ({error})");
        CorpusError::new(&shown, what, "correct it, or delete it if the case has no links")
    })?;
    if meta.schema > META_VERSION {
        let what = format!("has format version {}, this program knows {META_VERSION}", meta.schema);
        return Err(CorpusError::new(&shown, what, "use a newer version of this program"));
    }
    Ok(meta)
}
