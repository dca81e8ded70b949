//! `crosscheck run`: a campaign from the command line.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use crate::buckets::Buckets;
use crate::campaign::{self, Ended, Plan, Subjects};
use crate::corpus;
use crate::duration;
use crate::exit::{Exit, Failure};
use crate::generated::Generator;
use crate::known::KnownDifferences;
use crate::laws::Rate;
use crate::output::Output;
use crate::progress::Progress;
use crate::report::RunReport;
use crate::seed::{Seed, Shard};
use crate::stop;
use crate::subject;
use crate::triage::Triage;

use super::source::SourceArguments;

mod exhaustive;

/// What `run` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crosscheck run --time 60s                       engine against reference-model, a fresh seed
  crosscheck run --seed 1 --cases 50000           the same cases whenever and wherever it runs
  crosscheck run --subject engine --subject reference-model --subject cedar-policy --time 1h
  crosscheck run --seed 1 --shard 2/4 --time 1h   the second quarter of that seed's cases
  crosscheck run --seed-corpus cases --time 10m   cases of a folder, mutated and crossed
  crosscheck run --exhaustive 2                   every condition of two operators over a tiny universe
  crosscheck run --schema my.cedarschema          cases for this schema, with --policies for these policies

It goes on after a mismatch. Each new bucket of mismatches is minimized, saved in the folder of --corpus
and then printed. Nothing is ever written into corpus/, the project's regression corpus: a case gets there
by hand, once it is understood. A run of which more than 25% of the cases were skipped is undecided (exit code 2).")]
pub struct Arguments {
    /// A subject to compare: engine, reference-model, cedar-policy (with its cargo feature). Repeatable; the first is
    /// the one under test, each other one is compared with it [default: engine and reference-model]
    #[arg(long = "subject", value_name = "NAME")]
    subjects: Vec<String>,
    /// End after this time, for example 60s, 10m, 1h [default: 60s, unless --cases, --stop-after-idle or --exhaustive is given]
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    time: Option<Duration>,
    /// End after so many cases
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    cases: Option<u64>,
    /// The seed of the run; the same seed gives the same cases and findings [default: a fresh one, which is printed]
    #[arg(long, value_name = "SEED")]
    seed: Option<Seed>,
    /// How many workers run cases at the same time; the findings do not depend on it [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// The folder for new cases
    #[arg(long, value_name = "DIR", default_value = "findings")]
    corpus: PathBuf,
    /// Run only the I-th of N parts of the cases
    #[arg(long, value_name = "I/N", default_value = "1/1")]
    shard: Shard,
    /// End when no new bucket and no newly exercised rule came up for this time
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    stop_after_idle: Option<Duration>,
    /// Settings that hold in all cases: a TOML file (docs/settings.md), or JSON as a case's meta file records them
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Features that are on in all cases (`tags`) or off in all (`-tags`), separated by commas, from left to right; `all`
    /// and `none` stand for every one
    #[arg(long, value_name = "LIST", value_delimiter = ',', allow_hyphen_values = true)]
    features: Vec<String>,
    #[command(flatten)]
    source: SourceArguments,
    /// Instead of random cases: every condition up to N operators over a tiny universe of entities and values, each once
    #[arg(long, value_name = "N", conflicts_with_all = ["seed", "cases", "stop_after_idle", "settings", "features", "seed_corpora", "laws"])]
    exhaustive: Option<usize>,
    /// Go on with the exhaustive run whose state is in the folder of --corpus
    #[arg(long)]
    resume: bool,
    /// Hold one case in N against some of the laws that run the subjects again, all laws in turn; 0 for none. What a case
    /// is asked depends on its text alone (docs/laws.md)
    #[arg(long, value_name = "N", default_value_t = Rate::default())]
    laws: Rate,
    /// End undecided (exit code 2) unless all of every declared table was exercised: rules of evaluation, rules of
    /// validation, productions
    #[arg(long)]
    require_full_coverage: bool,
    /// The list of known differences [default: corpus/known-differences.toml, if it is there]
    #[arg(long, value_name = "FILE")]
    known: Option<PathBuf>,
}

/// Runs the campaign.
///
/// # Errors
/// A wrong argument or input file, a corpus that cannot be written, a pool of workers that cannot be made.
pub fn run(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    match (arguments.exhaustive, arguments.resume) {
        (Some(size), _) => exhaustive::run(arguments, size, output),
        (None, false) => run_drawn(arguments, output),
        (None, true) => Err(Failure::usage(
            "--resume goes on with an exhaustive run: name it with --exhaustive N. A run of drawn cases keeps no state; \
             give it another seed, or a later --shard, to see other cases",
        )),
    }
}

/// A campaign of cases that are drawn.
fn run_drawn(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    let subjects = Subjects::new(subject::by_names(&arguments.subjects)?).with_laws(arguments.laws);
    let generator = Generator::new(arguments.settings.as_deref(), &arguments.features)?;
    let source = arguments.source.source(generator, output)?;
    let known = KnownDifferences::named(arguments.known.as_deref()).map_err(Failure::bad_input)?;
    refuse_regression_corpus(&arguments.corpus)?;
    corpus::check_writable(&arguments.corpus).map_err(Failure::harness)?;
    let plan = plan(arguments);
    let pool = workers(arguments)?;
    let stop = stop::on_interrupt();
    announce(&plan, &subjects, output);
    let mut triage = Triage {
        subjects: &subjects,
        seed: Some(plan.seed),
        corpus: arguments.corpus.clone(),
        explained: &|signature| known.explains(signature, None),
        settings: &|case_seed| source.settings(case_seed),
        origin: &|case_seed| source.origin(case_seed),
        stop,
        output,
        progress: Progress::start(output),
        buckets: Buckets::default(),
    };
    let (ended, totals) = campaign::run(&plan, source.as_ref(), &subjects, &pool, stop, &mut triage);
    triage.progress.finish(output);
    let report = RunReport {
        subjects: subjects.infos().collect(),
        seed: plan.seed,
        shard: plan.shard,
        totals: &totals,
        buckets: &triage.buckets,
        interrupted: ended == Ended::Interrupted,
        exhaustive: None,
        wants_full_coverage: arguments.require_full_coverage,
    };
    output.say(&report.text());
    let names: Vec<String> = subjects.infos().map(|info| info.name.clone()).collect();
    known.unused_in_words(&names).iter().for_each(|line| output.note(line));
    output.machine(&report.json());
    match ended {
        Ended::Failed(failure) => Err(failure),
        Ended::Done | Ended::Interrupted => Ok(report.exit()),
    }
}

fn workers(arguments: &Arguments) -> Result<rayon::ThreadPool, Failure> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.jobs.map_or(0, usize::from))
        .build()
        .map_err(|error| Failure::harness(format!("the workers cannot be started ({error}); try --jobs 1")))
}

/// A case enters the regression corpus by hand, once it is understood. That corpus is the one with the list of known
/// differences, or a folder in it.
fn refuse_regression_corpus(folder: &Path) -> Result<(), Failure> {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    match whole.ancestors().find(|above| above.join("known-differences.toml").exists()) {
        None => Ok(()),
        Some(above) => Err(Failure::usage(format!(
            "--corpus {}: {} is a regression corpus (it holds known-differences.toml), where cases are put by hand; \
             name another folder for findings",
            folder.display(),
            above.display()
        ))),
    }
}

fn plan(arguments: &Arguments) -> Plan {
    let bounded = arguments.cases.is_some() || arguments.stop_after_idle.is_some();
    Plan {
        seed: arguments.seed.unwrap_or_else(Seed::fresh),
        shard: arguments.shard,
        cases: arguments.cases,
        time: arguments.time.or((!bounded).then_some(Duration::from_secs(60))),
        stop_after_idle: arguments.stop_after_idle,
    }
}

/// The seed is said first, so that it is known however the run ends.
fn announce(plan: &Plan, subjects: &Subjects, output: &Output) {
    let names: Vec<&str> = subjects.infos().map(|info| info.name.as_str()).collect();
    output.note(&format!("comparing {} · seed {}", names.join(", "), plan.seed));
}
