//! `crosscheck replay`: saved cases on the chosen subjects, against what is recorded and against each other.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use crate::campaign::Subjects;
use crate::corpus;
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

A case is its NAME.json, any of its other files, or NAME. Folders are searched for cases, sub-folders too; a folder
with policies.cedar, a .cedarschema, entities.json, ALLOW/ and DENY/ is a case by itself.")]
pub struct Arguments {
    /// Cases, folders of cases, or .tar.gz archives of such folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A subject; may be repeated [default: engine and reference-model]
    #[arg(long = "subject", value_name = "NAME")]
    subjects: Vec<String>,
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
    let cases = pool.install(|| replay(&locations, &subjects, &known)).map_err(Failure::bad_input)?;
    if cases.is_empty() {
        let paths: Vec<String> = arguments.paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::harness(format!("no case in {}; name a folder that holds cases", paths.join(", "))));
    }
    let report = ReplayReport::new(subjects.infos().collect(), &cases, started.elapsed());
    for block in report.blocks() {
        output.tell(&block);
    }
    output.say(&report.text());
    let names: Vec<String> = subjects.infos().map(|info| info.name.clone()).collect();
    known.unused_in_words(&names).iter().for_each(|line| output.note(line));
    output.machine(&report.json());
    Ok(report.exit())
}
