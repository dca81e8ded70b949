//! Subjects: implementations of Cedar under test, behind one small trait.
//!
//! Each adaptor is one file in one order (construct, run, convert, smoke test). A panic inside a subject is caught in
//! [`run_caught`] and becomes an outcome of that subject.

use crosscheck_generators::CaseText;
use crosscheck_reference_model::observe::Coverage;

use crate::exit::Failure;
use crate::outcome::Outcome;

mod canary;
#[cfg(feature = "cedar-policy")]
mod cedar_policy;
mod engine;
mod panics;
mod reference_model;
#[cfg(test)]
mod smoke;

pub use canary::Canary;
#[cfg(feature = "cedar-policy")]
pub use cedar_policy::CedarPolicy;
pub use engine::Engine;
pub use panics::{caught, quiet_panics, run_caught};
pub use reference_model::ReferenceModel;
pub(crate) use reference_model::World;

/// How many entities a document lists that its subject could read.
fn listed(entities: &str) -> usize {
    serde_json::from_str::<Vec<serde::de::IgnoredAny>>(entities).map_or(0, |listed| listed.len())
}

/// What a subject can do; what it lacks is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// It answers requests.
    pub authorize: bool,
    /// It honours links of templates.
    pub templates: bool,
    /// It tells the kinds of evaluation errors.
    pub error_kinds: bool,
    /// It validates policies strictly.
    pub validate: bool,
    /// It validates policies permissively.
    pub validate_permissive: bool,
    /// It validates policies at a level.
    pub validate_level: bool,
    /// It checks requests against the schema.
    pub validate_request: bool,
    /// It checks each listed entity against the schema.
    pub validate_entities: bool,
    /// It tells the kinds of violations.
    pub violation_kinds: bool,
    /// It tells the types of the sub-expressions of valid policies.
    pub types: bool,
}

impl Capabilities {
    /// All of them.
    pub const ALL: Self = Self {
        authorize: true,
        templates: true,
        error_kinds: true,
        validate: true,
        validate_permissive: true,
        validate_level: true,
        validate_request: true,
        validate_entities: true,
        violation_kinds: true,
        types: true,
    };

    /// Answers to requests with all that belongs to them, and nothing about validity.
    pub const AUTHORIZATION: Self = Self {
        validate: false,
        validate_permissive: false,
        validate_level: false,
        validate_request: false,
        validate_entities: false,
        violation_kinds: false,
        types: false,
        ..Self::ALL
    };
}

/// What a subject makes of a schema in Cedar syntax and the same one in JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaForms {
    /// Both mean the same.
    Same,
    /// Both are refused.
    BothRefused,
    /// The JSON form alone is refused, for this reason.
    OnlyCedar(String),
    /// The Cedar form alone is refused, for this reason.
    OnlyJson(String),
    /// Both are read, to different meanings.
    Different,
}

impl SchemaForms {
    /// From what reading the two forms came to.
    pub fn of<S: PartialEq, E: std::fmt::Display>(cedar: Result<S, E>, json: Result<S, E>) -> Self {
        match (cedar, json) {
            (Ok(cedar), Ok(json)) if cedar == json => Self::Same,
            (Ok(_), Ok(_)) => Self::Different,
            (Ok(_), Err(error)) => Self::OnlyCedar(error.to_string()),
            (Err(error), Ok(_)) => Self::OnlyJson(error.to_string()),
            (Err(_), Err(_)) => Self::BothRefused,
        }
    }
}

/// An implementation of Cedar.
pub trait Subject: Send + Sync {
    /// Its name on the command line and in reports.
    fn name(&self) -> &str;

    /// The version of the implementation.
    fn version(&self) -> String;

    /// What it can do.
    fn capabilities(&self) -> Capabilities;

    /// Reads the case's documents and answers its requests. It may panic: callers go through [`run_caught`].
    fn run(&self, case: &CaseText) -> Outcome;

    /// What it makes of one schema in both of its forms, if it reads both.
    fn schema_forms(&self, _cedar: &str, _json: &str) -> Option<SchemaForms> {
        None
    }

    /// The rules exercised since the last call, by a subject that counts them.
    fn take_coverage(&self) -> Option<Coverage> {
        None
    }
}

/// What comparisons and reports need to know of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectInfo {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it can do.
    pub capabilities: Capabilities,
}

impl SubjectInfo {
    /// What `subject` says of itself.
    pub fn of(subject: &dyn Subject) -> Self {
        Self { name: subject.name().to_owned(), version: subject.version(), capabilities: subject.capabilities() }
    }
}

/// Names on the command line with their subjects; `canary` is for tests and `doctor`.
fn built_in(name: &str) -> Option<Box<dyn Subject>> {
    match name {
        "engine" => Some(Box::new(Engine::new())),
        "reference-model" => Some(Box::new(ReferenceModel::new())),
        "canary" => Some(Box::new(Canary)),
        #[cfg(feature = "cedar-policy")]
        "cedar-policy" => Some(Box::new(CedarPolicy::new())),
        _ => None,
    }
}

/// The subjects of these names, in their order; `engine` and `reference-model` if there are none.
///
/// # Errors
/// A name that is unknown, or given twice.
pub fn by_names(names: &[String]) -> Result<Vec<Box<dyn Subject>>, Failure> {
    let default = ["engine".to_owned(), "reference-model".to_owned()];
    let names = if names.is_empty() { &default[..] } else { names };
    let mut subjects = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            return Err(Failure::usage(format!("the subject {name} is named twice; name each one once")));
        }
        subjects.push(built_in(name).ok_or_else(|| unknown(name))?);
    }
    Ok(subjects)
}

fn unknown(name: &str) -> Failure {
    if name == "cedar-policy" {
        return Failure::usage(
            "the subject cedar-policy is not part of this build; build with `--features cedar-policy`",
        );
    }
    Failure::usage(format!("there is no subject `{name}`; name engine, reference-model or cedar-policy"))
}
