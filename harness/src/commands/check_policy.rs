//! `crosscheck check-policy`: what the validators say of people's policies.

use std::path::PathBuf;

use clap::Args;
use crosscheck_engine::ValidationMode;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::check::{CheckReport, Checked, Rules, Schema, check};
use crate::corpus::{CorpusError, policy_files, text};
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// What `check-policy` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  crosscheck check-policy --schema corpus/tinytodo/tinytodo.cedarschema corpus/tinytodo/tinytodo.cedar

Each error names the policy (policy0, policy1, … in the order of its file), the place, what was found there and what
would be right, the types of request for which it is so, and a hint. Every verdict is the engine's and the reference
model's; if they ever differ, that is a bug of this program and is said plainly.

Exit code 0 if all policies are valid (warnings allowed), 1 if one is not, 65 if a file cannot be read, 70 if engine and
reference model do not agree.")]
pub struct Arguments {
    /// Files of policies and templates, or folders of .cedar files; each file is checked by itself
    #[arg(required = true, value_name = "POLICIES")]
    policies: Vec<PathBuf>,
    /// The schema, in Cedar syntax or in JSON
    #[arg(long, value_name = "FILE")]
    schema: PathBuf,
    /// Check by the permissive rules instead of the strict ones
    #[arg(long)]
    permissive: bool,
    /// Also check that no policy needs data more than N steps away from the request
    #[arg(long, value_name = "N")]
    level: Option<u32>,
}

/// Checks the policies.
///
/// # Errors
/// A path that is not there, a file that is not text, a wrong schema, or one that the two sides do not agree on.
pub fn run(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    let schema_name = arguments.schema.display().to_string();
    let schema = Schema::read(&schema_name, &text(&arguments.schema).map_err(Failure::bad_input)?)?;
    let mode = if arguments.permissive { ValidationMode::Permissive } else { ValidationMode::Strict };
    let rules = Rules { mode, level: arguments.level };
    let files = policy_files(&arguments.policies).map_err(Failure::bad_input)?;
    let checked: Result<Vec<Checked>, CorpusError> =
        files.par_iter().map(|file| Ok(check(&schema, &file.display().to_string(), &text(file)?, rules))).collect();
    let checked = checked.map_err(Failure::bad_input)?;
    let report = CheckReport::new(&schema_name, rules, &checked);
    for block in report.blocks() {
        output.tell(&block);
    }
    output.say(&report.summary());
    output.machine(&report.json());
    Ok(report.exit())
}
