//! `crosscheck replay`: saved cases on the chosen subjects, against what is recorded and against each other.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use crate::campaign::Subjects;
use crate::corpus::{self, Validations};
use crate::exit::{Exit, Failure};
use crate::known::KnownDifferences;
use crate::output::Output;
use crate::replay::{ReplayReport, replay};
use crate::subject;

/// What `replay` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crosscheck replay corpus
  crosscheck replay findings/decision-allow-deny-0123456789abcdef --subject engine --subject reference-model
  crosscheck replay corpus-tests.tar.gz --subject engine
  crosscheck replay corpus-tests --validation corpus-tests-validation

A case is its NAME.json, any of its other files, or NAME. Folders are searched for cases, sub-folders too; a folder
with policies.cedar, a .cedarschema, entities.json, ALLOW/ and DENY/ is a case by itself.

What a case records is checked on each subject: decisions, determining and erroring policies, whether the policies pass
strict validation (shouldValidate), whether a request is valid by the schema (validateRequest), and, from a file
NAME.validation.json beside it or in the folder named by --validation, the strict and permissive validity of each policy
and the conformance of each entity and request.")]
pub struct Arguments {
    /// Cases, folders of cases, or .tar.gz archives of such folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A subject; may be repeated [default: engine and reference-model]
    #[arg(long = "subject", value_name = "NAME")]
    subjects: Vec<String>,
    /// A folder, or a .tar.gz of one, of NAME.validation.json files: which policies, entities and requests are valid
    #[arg(long, value_name = "DIR")]
    validation: Option<PathBuf>,
    /// How many workers [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// The list of known differences [default: corpus/known-differences.toml, if it is there]
    #[arg(long, value_name = "FILE")]
    known: Option<PathBuf>,
}

/// Replays the cases.
///
/// # Errors
/// A path that is not there, a case that cannot be read, a wrong list of known differences; no case at all.
pub fn run(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    let subjects = Subjects::new(subject::by_names(&arguments.subjects)?);
    let known = KnownDifferences::named(arguments.known.as_deref()).map_err(Failure::bad_input)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.jobs.map_or(0, usize::from))
        .build()
        .map_err(|error| Failure::harness(format!("the workers cannot be started ({error}); try --jobs 1")))?;
    let started = Instant::now();
    let locations = corpus::locate(&arguments.paths).map_err(Failure::bad_input)?;
    let validations = arguments.validation.as_deref().map(Validations::read).transpose().map_err(Failure::bad_input)?;
    let none = Validations::default();
    let cases = pool
        .install(|| replay(&locations, &subjects, &known, validations.as_ref().unwrap_or(&none)))
        .map_err(Failure::bad_input)?;
    if cases.is_empty() {
        let paths: Vec<String> = arguments.paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::harness(format!("no case in {}; name a folder that holds cases", paths.join(", "))));
    }
    if let Some(validations) = &validations
        && !cases.iter().any(|case| validations.get(&case.name).is_some())
    {
        let what = format!("{}: holds no record of any of these cases", validations.folder().display());
        return Err(Failure::bad_input(format!("{what}; name the folder that belongs to them")));
    }
    let mut report = ReplayReport::new(subjects.infos().collect(), &cases, started.elapsed());
    if let Some(validations) = &validations {
        report = report.with_validations(validations);
    }
    for block in report.blocks() {
        output.tell(&block);
    }
    output.say(&report.text());
    let names: Vec<String> = subjects.infos().map(|info| info.name.clone()).collect();
    known.unused_in_words(&names).iter().for_each(|line| output.note(line));
    output.machine(&report.json());
    Ok(report.exit())
}
