//! `crosscheck minimize`: makes a saved case smaller, as long as its subjects differ on it as they do.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::saved;
use crate::campaign::Subjects;
use crate::compare::Difference;
use crate::corpus::{self, Meta, NewCase, SizesBeforeAfter, StoredCase, SubjectVersion};
use crate::examine::{Effort, Examined};
use crate::excerpt::{cut, show_answer, show_sizes, write_case};
use crate::exit::{Exit, Failure};
use crate::minimize::{self, Budget, Minimized, case_of};
use crate::outcome::Outcome;
use crate::output::Output;
use crate::recorded::{is_strictly_valid, recorded};
use crate::signature::{Coarse, Signature};
use crate::subject::Subject;

/// What `minimize` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crosscheck minimize big/case.json                     the smaller case goes to a new folder in findings/
  crosscheck minimize findings/NAME --out elsewhere
  crosscheck minimize findings/NAME --in-place          the case's own files are replaced

The case may come from anywhere; what has to stay is the bucket of the difference. Exit code 1 if the subjects differ,
as they should; 0 if they agree, and then there is nothing to minimize and nothing is written.")]
pub struct Arguments {
    /// The case: NAME.json, any of its other files, NAME, or a folder that holds one case
    #[arg(value_name = "CASE")]
    case: PathBuf,
    /// The folder in which the smaller case gets a folder of its own
    #[arg(long, value_name = "DIR", default_value = "findings")]
    out: PathBuf,
    /// Replace the files of the case instead
    #[arg(long, conflicts_with = "out")]
    in_place: bool,
    /// A subject; may be repeated [default: those that the case was found with; else engine and reference-model]
    #[arg(long = "subject", value_name = "NAME")]
    subjects: Vec<String>,
}

/// Minimizes the case.
///
/// # Errors
/// A path that names no case or more than one, a case that cannot be read, a place that cannot be written.
pub fn run(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    let case = saved::one_case(&arguments.case)?;
    let subjects = saved::subjects_of(&case, &arguments.subjects)?;
    if !arguments.in_place {
        corpus::check_writable(&arguments.out).map_err(Failure::harness)?;
    }
    let Some(target) = target(&case, &subjects) else {
        let names: Vec<&str> = subjects.infos().map(|info| info.name.as_str()).collect();
        output.say(&format!("{}: {} agree on it, so there is nothing to keep", case.path.display(), names.join(", ")));
        output.machine(&json!({"schema": 1, "command": "minimize", "agree": true, "case": Value::Null}));
        return Ok(Exit::Agreed);
    };
    let listed: Vec<&dyn Subject> = subjects.iter().collect();
    let minimized = minimize::minimize(&listed, &case.text, &target, Budget::default());
    let Examined { outcomes, comparison } = subjects.examine(&minimized.text, Effort::Whole);
    let found = comparison.differences().iter().find(|difference| Coarse::of(difference) == minimized.coarse);
    let Some(difference) = found else {
        return Err(Failure::harness("the difference did not show again: a subject is not deterministic"));
    };
    let signature = Signature::of(difference, minimized.case.as_ref(), &minimized.text);
    let answers: Vec<(&str, &Outcome)> = subjects.infos().map(|info| info.name.as_str()).zip(&outcomes).collect();
    let saved = save(arguments, &case, &subjects, &minimized, &signature, &answers)?;
    output.tell(&text(&saved, &case, &minimized, &signature, difference, &answers));
    output.machine(&json!({
        "schema": 1,
        "command": "minimize",
        "agree": false,
        "signature": signature.to_string(),
        "case": saved,
        "before": minimized.before,
        "after": minimized.after,
        "trials": minimized.trials,
        "exhausted": minimized.exhausted,
    }));
    Ok(Exit::Mismatch)
}

/// The difference to keep: the one that the case was saved for, if it still shows; else the most telling one.
fn target(case: &StoredCase, subjects: &Subjects) -> Option<Coarse> {
    let comparison = subjects.examine(&case.text, Effort::Whole).comparison;
    let syntax = case_of(&case.text);
    let is_recorded = |difference: &&Difference| {
        let signature = Signature::of(difference, syntax.as_ref(), &case.text).to_string();
        case.meta.signature.as_ref() == Some(&signature)
    };
    let differences = comparison.differences();
    differences.iter().find(is_recorded).or(differences.first()).map(Coarse::of)
}

fn save(
    arguments: &Arguments,
    case: &StoredCase,
    subjects: &Subjects,
    minimized: &Minimized,
    signature: &Signature,
    answers: &[(&str, &Outcome)],
) -> Result<PathBuf, Failure> {
    let requests = minimized.text.requests.len();
    let words = |outcome: &Outcome| json!((0..requests).map(|index| show_answer(outcome, index)).collect::<Vec<_>>());
    let mut meta = Meta {
        signature: Some(signature.to_string()),
        subjects: subjects
            .infos()
            .map(|info| SubjectVersion { name: info.name.clone(), version: info.version.clone() })
            .collect(),
        answers: answers.iter().map(|(name, outcome)| ((*name).to_owned(), words(outcome))).collect(),
        sizes: Some(SizesBeforeAfter {
            before: case.meta.sizes.map_or(minimized.before, |sizes| sizes.before),
            after: minimized.after,
        }),
        contexts: Default::default(),
        ..case.meta.clone()
    };
    meta.expect.kinds.clear();
    if minimized.text.schema.is_none() {
        meta.expect.schema = None;
    }
    let new = NewCase {
        name: &case.name,
        text: &minimized.text,
        recorded: &recorded(answers, requests),
        descriptions: &[],
        should_validate: is_strictly_valid(answers),
        meta: &meta,
    };
    if arguments.in_place {
        corpus::replace(&case.path, new).map_err(Failure::bad_input)
    } else {
        corpus::write(&arguments.out, new).map_err(Failure::harness)
    }
}

fn text(
    saved: &std::path::Path,
    case: &StoredCase,
    minimized: &Minimized,
    signature: &Signature,
    difference: &Difference,
    answers: &[(&str, &Outcome)],
) -> String {
    let mut out = format!("MINIMIZED {}  {signature}\n", case.path.display());
    difference.lines().iter().for_each(|line| out.push_str(&format!("  {}\n", cut(line))));
    out.push('\n');
    write_case(&mut out, &minimized.text, answers, &|_| true).unwrap_or_default();
    let trials = minimized.trials;
    let more = if minimized.exhausted { ", the most that is allowed: it may become smaller still" } else { "" };
    out.push_str(&format!("\n  minimized   {}\n", show_sizes(minimized.before, minimized.after)));
    out.push_str(&format!("  trials      {trials}{more}\n  saved       {}", saved.display()));
    out
}
