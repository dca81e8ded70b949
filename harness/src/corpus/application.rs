//! Example applications as cases: a folder with `policies.cedar`, a `.cedarschema`, `entities.json`, and requests sorted
//! into `ALLOW/` and `DENY/`, whose principal, action and resource are strings such as `User::"ann"`.
//!
//! A folder may hold variants: `policies-X.cedar` goes with the schema whose name ends in `-X.cedarschema`, and shares
//! entities and requests. Only the decision is recorded, since the ids of people's policies are their own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crosscheck_generators::text::{CaseText, RequestText, UidText};
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::parse;
use crosscheck_reference_model::value::Prim;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::CorpusError;
use super::format::{Decided, Meta, Recorded};
use super::read::{StoredCase, StoredRequest};
use super::tree::Tree;

/// A request file of an application.
#[derive(Debug, Deserialize)]
struct RequestFile {
    principal: String,
    action: String,
    resource: String,
    context: Box<RawValue>,
}

/// The folders among those of `files` that hold an application.
pub(super) fn folders(files: &[PathBuf]) -> BTreeSet<PathBuf> {
    let names: BTreeSet<&Path> = files.iter().map(PathBuf::as_path).collect();
    let with_entities = |folder: &&Path| names.contains(folder.join("entities.json").as_path());
    files
        .iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "policies.cedar"))
        .filter_map(|path| path.parent())
        .filter(with_entities)
        .map(Path::to_path_buf)
        .collect()
}

/// Whether `path` is `policies.cedar`, or a variant of it, beside an `entities.json`.
pub(super) fn is_policies(tree: &Tree, path: &Path) -> Result<bool, CorpusError> {
    let here = tree.is_file(path) && tree.is_file(&path.with_file_name("entities.json"));
    Ok(here && variant(path).is_some() && schema_of(tree, path)?.is_some())
}

/// What stands between `policies` and `.cedar`: empty, or `-X`.
fn variant(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let variant = name.strip_prefix("policies")?.strip_suffix(".cedar")?;
    (variant.is_empty() || variant.starts_with('-')).then(|| variant.to_owned())
}

/// The schema that goes with the policies at `path`: the one with the shortest name that has the same variant.
fn schema_of(tree: &Tree, path: &Path) -> Result<Option<PathBuf>, CorpusError> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let ending = format!("{}.cedarschema", variant(path).unwrap_or_default());
    let mut schemas: Vec<PathBuf> = tree.files_below(folder)?;
    schemas.retain(|schema| schema.parent() == Some(folder) && schema.to_string_lossy().ends_with(&ending));
    Ok(schemas.into_iter().min_by_key(|schema| schema.as_os_str().len()))
}

pub(super) fn read(tree: &Tree, path: &Path) -> Result<StoredCase, CorpusError> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let schema = schema_of(tree, path)?.map(|schema| tree.text(&schema)).transpose()?;
    let mut text = CaseText {
        policies: tree.text(path)?,
        links: Vec::new(),
        schema,
        entities: tree.text(&path.with_file_name("entities.json"))?,
        requests: Vec::new(),
        ..CaseText::default()
    };
    let mut requests = Vec::new();
    for file in tree.files_below(folder)? {
        let decision = match file.strip_prefix(folder).ok().and_then(|inner| inner.iter().next()?.to_str()) {
            Some("ALLOW") => Decided::Allow,
            Some("DENY") => Decided::Deny,
            _ => continue,
        };
        text.requests.push(request(tree, &file)?);
        let description = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
        let recorded = Recorded { decision, reason: None, errors: None, kinds: Default::default() };
        requests.push(StoredRequest {
            description,
            recorded: Some(recorded),
            validates: true,
            position: requests.len(),
        });
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    Ok(StoredCase {
        name: format!("{name}{}", variant(path).unwrap_or_default()),
        path: tree.shown(path),
        policies: path.to_path_buf(),
        text,
        requests,
        // An application is an example of policies that fit their schema.
        should_validate: Some(true),
        validation: None,
        is_application: true,
        not_asked: Vec::new(),
        meta: Meta::default(),
    })
}

fn request(tree: &Tree, path: &Path) -> Result<RequestText, CorpusError> {
    let shown = tree.shown(path);
    let file: RequestFile = serde_json::from_str(&tree.text(path)?).map_err(|error| {
        CorpusError::new(&shown, format!("is no request ({error})"), "it needs principal, action, resource, context")
    })?;
    let uid = |text: &str| match parse::expression(text) {
        Ok(Expr::Lit(Prim::Entity(uid))) => Ok(UidText { ty: uid.ty.to_string(), id: uid.eid }),
        _ => Err(CorpusError::new(&shown, format!("{text} is no entity id"), "write it as Type::\"id\"")),
    };
    Ok(RequestText {
        principal: uid(&file.principal)?,
        action: uid(&file.action)?,
        resource: uid(&file.resource)?,
        context: file.context.get().to_owned(),
    })
}
