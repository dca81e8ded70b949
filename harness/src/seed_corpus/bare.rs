//! Policies without requests, as people keep them: requests are made for them, and entities where there are none.
//!
//! A `.cedar` file that belongs to no case is taken with the schema and the entities beside it: `NAME.cedarschema`,
//! `NAME.cedarschema.json`, or else the only schema of its folder; `NAME.entities.json` or `entities.json`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crosscheck_generators::given::{Given, GivenError};
use crosscheck_generators::read::Unreadable;
use crosscheck_generators::settings::Settings;
use crosscheck_generators::{CaseText, Choices, print};
use crosscheck_reference_model::json;
use crosscheck_reference_model::parse::{self, PolicyIds};

use super::SeedCase;
use crate::corpus;

/// How many cases are made for one set of policies: they differ in entities and requests.
const VARIANTS: u64 = 3;

/// The policies hold nothing.
const NO_POLICIES: &str = "no-policies";

/// No request can be made under the schema.
const NO_REQUESTS: &str = "schema-without-requests";

/// Cases for the policies of `text`, with its schema and entities if it has them.
///
/// # Errors
/// The reason why there can be none.
pub(super) fn cases(path: &str, text: &CaseText) -> Result<Vec<SeedCase>, &'static str> {
    let policies =
        parse::policies(&text.policies, PolicyIds::Positional).map_err(|_unparsed| Unreadable::Policies.name())?;
    if policies.is_empty() {
        return Err(NO_POLICIES);
    }
    let given = match &text.schema {
        None => Given::suggested_by(&policies),
        Some(schema) => Given::schema(schema).map_err(|error| match error {
            GivenError::Refused(_) => Unreadable::Schema.name(),
            GivenError::NothingApplies => NO_REQUESTS,
        })?,
    };
    let listed = match text.entities.as_str() {
        "" => None,
        entities => Some(json::entities(entities, None).map_err(|_unread| Unreadable::Entities.name())?),
    };
    let case = |variant: u64| {
        let mut choices = Choices::from_seed(variant);
        let settings = given.settings(&Settings::draw(&mut choices));
        let case = given.aim(&mut choices, &settings, &policies, listed.as_deref()).case;
        let mut text = CaseText { policies: text.policies.clone(), schema: text.schema.clone(), ..print::plain(&case) };
        text.planted = None;
        SeedCase { path: format!("{path}#{variant}"), text, case }
    };
    Ok((0..VARIANTS).map(case).collect())
}

/// The policy files below `paths` that are none of `taken`, which are files of cases.
pub(super) fn files(paths: &[PathBuf], taken: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in paths {
        // A path without any such file is no error here: it may hold cases.
        let below = corpus::policy_files(std::slice::from_ref(path)).unwrap_or_default();
        found.extend(below.into_iter().filter(|file| is_policies(file) && !taken.contains(&whole(file))));
    }
    found
}

fn is_policies(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "cedar")
}

/// A path by which one file is always called the same.
pub(super) fn whole(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

/// The policies of a file, with the schema and the entities beside it; requests there are none.
///
/// # Errors
/// The reason why they cannot be read.
pub(super) fn text(path: &Path) -> Result<CaseText, &'static str> {
    let read = |path: &Path, unreadable: Unreadable| corpus::text(path).map_err(|_error| unreadable.name());
    let with = |ending: &str| path.with_extension(ending);
    let named = ["cedarschema", "cedarschema.json"].into_iter().map(with).find(|path| path.is_file());
    let schema = named.or_else(|| only_schema(path.parent()?));
    let listed = [with("entities.json"), path.with_file_name("entities.json")].into_iter().find(|path| path.is_file());
    Ok(CaseText {
        policies: read(path, Unreadable::Policies)?,
        schema: schema.map(|path| read(&path, Unreadable::Schema)).transpose()?,
        entities: listed.map(|path| read(&path, Unreadable::Entities)).transpose()?.unwrap_or_default(),
        ..CaseText::default()
    })
}

/// The schema of a folder, if it holds just one.
fn only_schema(folder: &Path) -> Option<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let is_schema = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".cedarschema") || name.ends_with(".cedarschema.json")
    };
    let mut schemas: Vec<PathBuf> = entries.filter(is_schema).collect();
    (schemas.len() == 1).then(|| schemas.pop()).flatten()
}
