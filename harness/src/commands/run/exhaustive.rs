//! `crosscheck run --exhaustive N`: from the state of an earlier run, if it is to go on from there, to the end.

use std::time::Instant;

use super::{Arguments, refuse_regression_corpus, workers};
use crate::buckets::Buckets;
use crate::campaign::{self, Ended, Plan, Source, Subjects, Totals};
use crate::corpus;
use crate::exhaustive::Exhaustive;
use crate::exhaustive::checkpoints::Checkpoints;
use crate::exhaustive::extent::Extent;
use crate::exhaustive::state::{Identity, State};
use crate::exit::{Exit, Failure};
use crate::known::KnownDifferences;
use crate::output::Output;
use crate::progress::{Goal, Progress, grouped};
use crate::report::RunReport;
use crate::seed::Seed;
use crate::stop;
use crate::subject;
use crate::triage::Triage;

/// Runs, or goes on with, every condition up to `size` operators.
pub(super) fn run(arguments: &Arguments, size: usize, output: &Output) -> Result<Exit, Failure> {
    let subjects = Subjects::new(subject::by_names(&arguments.subjects)?).with_laws(arguments.laws);
    let source = Exhaustive::new(size, arguments.shard)?;
    let known = KnownDifferences::named(arguments.known.as_deref()).map_err(Failure::bad_input)?;
    refuse_regression_corpus(&arguments.corpus)?;
    corpus::check_writable(&arguments.corpus).map_err(Failure::harness)?;
    let identity = Identity::of(&source, subjects.infos());
    let path = identity.path(&arguments.corpus);
    let (before, buckets) = begin(arguments.resume, &path, &identity, &source, output)?;
    let pool = workers(arguments)?;
    let plan = Plan {
        seed: Seed(0),
        shard: arguments.shard,
        cases: Some(source.cases()),
        time: arguments.time,
        stop_after_idle: None,
    };
    let stop = stop::on_interrupt();
    let triage = Triage {
        subjects: &subjects,
        seed: None,
        corpus: arguments.corpus.clone(),
        explained: &|signature| known.explains(signature, None),
        settings: &|number| source.settings(number),
        origin: &|number| source.origin(number),
        stop,
        output,
        progress: Progress::start(output).towards(goal(&source, &before)),
        buckets,
    };
    let mut watcher = Checkpoints { triage, identity, path, cases: source.cases(), saved: Instant::now() };
    let (ended, totals) = campaign::go_on(before, &plan, &source, &subjects, &pool, stop, &mut watcher);
    if let Ended::Failed(failure) = ended {
        watcher.triage.progress.finish(output);
        return Err(failure);
    }
    watcher.save(&totals)?;
    watcher.triage.progress.finish(output);
    let report = RunReport {
        subjects: subjects.infos().collect(),
        seed: plan.seed,
        shard: plan.shard,
        totals: &totals,
        buckets: &watcher.triage.buckets,
        interrupted: ended == Ended::Interrupted,
        exhaustive: Some(Extent::of(&source, &totals)),
        wants_full_coverage: false,
    };
    output.say(&report.text());
    let names: Vec<String> = subjects.infos().map(|info| info.name.clone()).collect();
    known.unused_in_words(&names).iter().for_each(|line| output.note(line));
    output.machine(&report.json());
    Ok(report.exit())
}

/// Where to begin: at the state of an earlier run with `--resume`, else at the start. What an earlier run has done is
/// never overwritten for want of an option.
fn begin(
    resume: bool,
    path: &std::path::Path,
    identity: &Identity,
    source: &Exhaustive,
    output: &Output,
) -> Result<(Totals, Buckets), Failure> {
    let all = format!("{} conditions up to size {}", grouped(source.total()), identity.size);
    let names: Vec<&str> = identity.subjects.iter().map(|subject| subject.name.as_str()).collect();
    let announce = |from: &str| output.note(&format!("comparing {} · {all} · {from}", names.join(", ")));
    if !resume {
        if path.exists() && !State::load(path, identity).is_ok_and(|state| state.is_some_and(|state| state.complete)) {
            return Err(Failure::usage(format!(
                "{} is of a run that is not complete; go on with it by --resume, or remove it to begin anew",
                path.display()
            )));
        }
        announce("from the start");
        return Ok((Totals::default(), Buckets::default()));
    }
    match State::load(path, identity)? {
        Some(state) => {
            let totals = state.totals();
            announce(&format!("{} of them done before", grouped(source.conditions(totals.statistics.cases))));
            Ok((totals, state.buckets))
        }
        None => {
            announce(&format!("from the start, for there is no {}", path.display()));
            Ok((Totals::default(), Buckets::default()))
        }
    }
}

fn goal(source: &Exhaustive, before: &Totals) -> Goal {
    Goal {
        size: source.enumeration().counts().size(),
        total: source.total(),
        cases: source.cases(),
        cases_before: before.statistics.cases,
        elapsed_before: before.elapsed,
    }
}
