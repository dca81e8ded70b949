//! `crosscheck explain`: where subjects part on a saved case, and why.

use std::path::PathBuf;

use clap::Args;

use super::saved;
use crate::exit::{Exit, Failure};
use crate::explain::explain;
use crate::output::Output;

/// What `explain` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  crosscheck explain findings/condition-false-true-0123456789abcdef

For each request on which subjects differ: what each answered, and of each policy that they judge differently the
verdicts, and what the reference model makes of its scope and of every sub-expression. Exit code 0 if they agree, 1 if
they differ.")]
pub struct Arguments {
    /// The case: NAME.json, any of its other files, NAME, or a folder that holds one case
    #[arg(value_name = "CASE")]
    case: PathBuf,
    /// A subject; may be repeated [default: those that the case was found with; else engine and reference-model]
    #[arg(long = "subject", value_name = "NAME")]
    subjects: Vec<String>,
}

/// Explains the case.
///
/// # Errors
/// A path that names no case or more than one, a case that cannot be read, a subject that does not exist.
pub fn run(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    let case = saved::one_case(&arguments.case)?;
    let subjects = saved::subjects_of(&case, &arguments.subjects)?;
    let explanation = explain(&subjects, &case.text);
    output.tell(&explanation.text(&case.path, &case.text));
    output.machine(&explanation.json(&case.path, &case.text));
    Ok(explanation.exit())
}
