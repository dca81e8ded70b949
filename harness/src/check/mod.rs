//! Policies of people against a schema: what the validators say of each file.
//!
//! In come a [`Schema`] and the text of a file, out comes a [`Checked`]. The engine's diagnostics are what people read;
//! the reference model is asked for its verdicts only, and a [`Dispute`] between the two is a bug of this project that
//! is told instead of hidden. Nothing here reads files or prints.

mod report;

pub use report::CheckReport;

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_engine::{
    PolicyIds, PolicySet, Schema as EngineSchema, SourceError, ValidationError, ValidationMode, ValidationResult,
    ValidationWarning, Validator,
};
use crosscheck_generators::text::is_json_schema;
use crosscheck_reference_model::schema::{self, Schema as ModelSchema};
use crosscheck_reference_model::{parse, validate};

use crate::exit::Failure;
use crate::subject::caught;

/// The rules that policies are checked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rules {
    /// Strict, or permissive.
    pub mode: ValidationMode,
    /// How many steps from the request data may be looked for; `None` for any number.
    pub level: Option<u32>,
}

/// A schema as both sides read it.
#[derive(Debug)]
pub struct Schema {
    engine: Validator,
    model: ModelSchema,
}

/// What was said of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The file's name, as it is to be shown.
    pub file: String,
    /// How many policies and templates it holds.
    pub policies: usize,
    /// Why it could not be read, if it could not.
    pub unreadable: Option<SourceError>,
    /// What makes policies invalid.
    pub errors: Vec<ValidationError>,
    /// What is allowed and hardly meant.
    pub warnings: Vec<ValidationWarning>,
    /// What engine and reference model do not agree on.
    pub disputes: Vec<Dispute>,
}

/// A verdict on which engine and reference model differ: one of them has a bug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The policy; `None` if it is about the whole file.
    pub policy: Option<String>,
    /// What the engine says.
    pub engine: Opinion,
    /// What the reference model says.
    pub model: Opinion,
}

/// What one side says of a policy or of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opinion {
    /// Nothing is wrong with it.
    Accepts,
    /// Something is, in that side's words.
    Rejects(String),
    /// The side panicked, with this message.
    Panicked(String),
}

impl Schema {
    /// Reads the schema of `file` on both sides: in JSON if the name or the text says so, else in Cedar syntax.
    ///
    /// # Errors
    /// A wrong schema, with its place; two sides that do not agree whether it is wrong.
    pub fn read(file: &str, text: &str) -> Result<Self, Failure> {
        let is_json = file.ends_with(".json") || is_json_schema(text);
        let read = if is_json { EngineSchema::from_json } else { EngineSchema::parse };
        let engine = caught(|| read(text).map(Validator::new));
        let read = if is_json { schema::read_json } else { schema::read };
        let model = caught(|| read(text).map_err(|error| error.to_string()));
        match (engine, model) {
            (Ok(Ok(engine)), Ok(Ok(model))) => Ok(Self { engine, model }),
            (Ok(Err(error)), Ok(Err(_))) => Err(Failure::bad_input(error.in_file(file))),
            (engine, model) => {
                let engine = opinion(engine.map(|read| read.err().map(|error| error.to_string())));
                let model = opinion(model.map(Result::err));
                let dispute = Dispute { policy: None, engine, model };
                Err(Failure::harness(format!("{file}: {dispute}")))
            }
        }
    }
}

/// Checks the policies and templates of one file.
pub fn check(schema: &Schema, file: &str, text: &str, rules: Rules) -> Checked {
    let engine = caught(|| ask_engine(&schema.engine, text, rules));
    let model = caught(|| ask_model(&schema.model, text, rules));
    let mut checked = Checked {
        file: file.to_owned(),
        policies: 0,
        unreadable: None,
        errors: Vec::new(),
        warnings: Vec::new(),
        disputes: disputes(&engine, &model),
    };
    match engine {
        Ok(Ok((policies, result))) => {
            checked.policies = policies;
            checked.errors = result.errors().iter().map(|error| error.clone().in_file(file)).collect();
            checked.warnings = result.warnings().iter().map(|warning| warning.clone().in_file(file)).collect();
        }
        Ok(Err(error)) => checked.unreadable = Some(error.in_file(file)),
        Err(_) => {}
    }
    checked
}

impl Checked {
    /// How many of its policies are invalid.
    pub fn invalid(&self) -> usize {
        self.errors.iter().map(ValidationError::policy_id).collect::<BTreeSet<_>>().len()
    }
}

/// The number of policies and what validation says of them, or why the text is none.
type EngineSays = Result<(usize, ValidationResult), SourceError>;

/// The first error of each invalid policy, or why the text is none.
type ModelSays = Result<BTreeMap<String, String>, String>;

fn ask_engine(validator: &Validator, text: &str, rules: Rules) -> EngineSays {
    let policies = PolicySet::parse(text, PolicyIds::Positional)?;
    let result = match rules.level {
        None => validator.validate(&policies, rules.mode),
        Some(level) => validator.validate_with_level(&policies, rules.mode, level),
    };
    Ok((policies.policies().len() + policies.templates().len(), result))
}

fn ask_model(schema: &ModelSchema, text: &str, rules: Rules) -> ModelSays {
    let templates = parse::policies(text, parse::PolicyIds::Positional).map_err(|error| error.to_string())?;
    let mode = match rules.mode {
        ValidationMode::Strict => validate::Mode::Strict,
        ValidationMode::Permissive => validate::Mode::Permissive,
    };
    let errors = match rules.level {
        None => validate::validate(&templates, schema, mode),
        Some(level) => validate::levels_in(&templates, schema, mode, level),
    };
    let mut first = BTreeMap::new();
    for error in errors {
        first.entry(error.policy.clone()).or_insert_with(|| error.to_string());
    }
    Ok(first)
}

fn disputes(engine: &Result<EngineSays, String>, model: &Result<ModelSays, String>) -> Vec<Dispute> {
    let (Ok(Ok((_, result))), Ok(Ok(model_errors))) = (engine, model) else {
        let engine = opinion(engine.as_ref().map(|said| said.as_ref().err().map(ToString::to_string)));
        let model = opinion(model.as_ref().map(|said| said.as_ref().err().cloned()));
        return match (&engine, &model) {
            (Opinion::Rejects(_), Opinion::Rejects(_)) => Vec::new(),
            _ => vec![Dispute { policy: None, engine, model }],
        };
    };
    let mut engine_errors = BTreeMap::new();
    for error in result.errors() {
        engine_errors.entry(error.policy_id().to_string()).or_insert_with(|| error.to_string());
    }
    let ids: BTreeSet<&String> = engine_errors.keys().chain(model_errors.keys()).collect();
    let of_policy = |id: &String| Dispute {
        policy: Some(id.clone()),
        engine: opinion(Ok::<_, &String>(engine_errors.get(id).cloned())),
        model: opinion(Ok::<_, &String>(model_errors.get(id).cloned())),
    };
    let differ = |id: &&String| engine_errors.contains_key(*id) != model_errors.contains_key(*id);
    ids.into_iter().filter(differ).map(of_policy).collect()
}

/// The opinion of a side that said what is wrong, or nothing; or that panicked.
fn opinion(said: Result<Option<String>, impl ToString>) -> Opinion {
    match said {
        Ok(None) => Opinion::Accepts,
        Ok(Some(words)) => Opinion::Rejects(words),
        Err(message) => Opinion::Panicked(message.to_string()),
    }
}

#[cfg(test)]
mod tests;
