//! `crosscheck doctor`: is this installation able to find bugs? Each check is a small run of the real thing.

use std::sync::atomic::AtomicBool;

use clap::Args;
use serde_json::json;

use crate::campaign::{Source, Subjects};
use crate::compare::Verdict;
use crate::corpus;
use crate::examine::Effort;
use crate::exit::{Exit, Failure};
use crate::generated::Generator;
use crate::minimize::{self, Budget};
use crate::output::Output;
use crate::seed::Seed;
use crate::signature::Coarse;
use crate::stop;
use crate::subject::{Canary, Engine, ReferenceModel, Subject};

/// `doctor` has nothing to be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  crosscheck doctor

It ends with exit code 70 if a check fails: then a run that finds nothing means nothing.")]
pub struct Arguments {}

/// Cases for the checks that run some.
const CASES: u64 = 300;

/// The canary must be found within so many cases.
const CANARY: u64 = 2_000;

/// What a check says: something in its favour, or what is wrong.
type Finding = Result<String, String>;

/// Makes all checks.
///
/// # Errors
/// None: a check that fails is in the report and in the exit code.
pub fn run(_: &Arguments, output: &Output) -> Result<Exit, Failure> {
    let generator = Generator::default();
    let stop = stop::on_interrupt();
    let checks: [(&str, Finding); 5] = [
        ("the subjects answer and agree", subjects_agree(&generator)),
        ("the same seed gives the same cases", cases_are_steady(&generator)),
        ("the same case gives the same answers", answers_are_steady(&generator)),
        ("a planted bug is found and minimized", canary_is_found(&generator, stop)),
        ("findings can be written", findings_can_be_written()),
    ];
    let healthy = checks.iter().all(|(_, finding)| finding.is_ok());
    for (check, finding) in &checks {
        match finding {
            Ok(words) => output.say(&format!("ok      {check}: {words}")),
            Err(words) => output.tell(&format!("FAILED  {check}: {words}")),
        }
    }
    output.machine(&json!({
        "schema": 1, "command": "doctor", "healthy": healthy,
        "checks": checks.iter().map(|(check, finding)| json!({
            "check": check, "ok": finding.is_ok(), "words": finding.as_ref().unwrap_or_else(|words| words),
        })).collect::<Vec<_>>(),
    }));
    Ok(if healthy { Exit::Agreed } else { Exit::Harness })
}

fn real_subjects() -> Subjects {
    Subjects::new(vec![Box::new(Engine::new()), Box::new(ReferenceModel::new())])
}

fn subjects_agree(generator: &Generator) -> Finding {
    let subjects = real_subjects();
    let mut decisions = 0;
    for index in 0..CASES {
        let comparison = subjects.examine(&generator.case(Seed(0).of_case(index)), Effort::Sampled).comparison;
        if let Some(difference) = comparison.differences().first() {
            return Err(format!("case {index} of seed 0: {difference}; `crosscheck run --seed 0` saves it"));
        }
        decisions += comparison.tally.decisions;
    }
    if decisions == 0 { Err("no decision was compared".to_owned()) } else { Ok(format!("{decisions} decisions")) }
}

fn cases_are_steady(generator: &Generator) -> Finding {
    let differs = |index: &u64| generator.case(Seed(0).of_case(*index)) != generator.case(Seed(0).of_case(*index));
    match (0..CASES).find(differs) {
        None => Ok(format!("{CASES} cases, each made twice")),
        Some(index) => Err(format!("case {index} of seed 0 came out different the second time")),
    }
}

fn answers_are_steady(generator: &Generator) -> Finding {
    let subjects = real_subjects();
    for index in 0..CASES {
        let case = generator.case(Seed(0).of_case(index));
        let (once, again) = (subjects.outcomes(&case), subjects.outcomes(&case));
        let unsteady = subjects.infos().zip(once.iter().zip(&again)).find(|(_, (once, again))| once != again);
        if let Some((info, _)) = unsteady {
            return Err(format!("{} answered case {index} of seed 0 differently the second time", info.name));
        }
    }
    Ok(format!("{CASES} cases, each run twice"))
}

fn canary_is_found(generator: &Generator, stop: &AtomicBool) -> Finding {
    let subjects = Subjects::new(vec![Box::new(Canary), Box::new(ReferenceModel::new())]);
    for index in (0..CANARY).take_while(|_| !stop.load(std::sync::atomic::Ordering::Relaxed)) {
        let case = generator.case(Seed(0).of_case(index));
        let Verdict::Mismatch(differences) = subjects.examine(&case, Effort::Sampled).comparison.verdict else {
            continue;
        };
        let Some(difference) = differences.first() else { continue };
        let all: Vec<&dyn Subject> = subjects.iter().collect();
        let after = minimize::minimize(&all, &case, &Coarse::of(difference), Budget::default()).after;
        let found =
            format!("after {} cases, minimized to {} policies and {} nodes", index + 1, after.policies, after.nodes);
        return if after.policies <= 2 { Ok(found) } else { Err(found) };
    }
    Err(format!("not within {CANARY} cases"))
}

fn findings_can_be_written() -> Finding {
    let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder can be made ({error})"))?;
    corpus::check_writable(folder.path()).map_err(|error| error.to_string())?;
    Ok("a new folder was written to".to_owned())
}
