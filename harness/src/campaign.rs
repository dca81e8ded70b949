//! The campaign: which cases run, on which workers, until when.
//!
//! Cases go through the workers in chunks whose sizes are fixed; what differs in a chunk is handed over in the order
//! of the cases' indices when the chunk is done. So the same seed gives the same findings in the same order at any
//! number of workers. What becomes of a finding is not decided here.
//!
//! A source that counts through its cases is run to its end in whole chunks, so that what is done is always the cases up
//! to a rank, and another run can go on from there.

use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crosscheck_generators::CaseText;
use crosscheck_reference_model::observe::Coverage;
use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::compare::{Comparison, Difference, Verdict, compare};
use crate::corpus::Origin;
use crate::examine::{Effort, Examined, examine_at};
use crate::laws::Rate;
use crate::outcome::Outcome;
use crate::seed::{Seed, Shard};
use crate::statistics::Statistics;
use crate::subject::{Subject, SubjectInfo, run_caught};

/// The first chunk is small, so that a first result shows soon; each later one is twice as large, up to [`LARGEST`].
const FIRST: u64 = 64;

/// Large enough that workers seldom wait for each other, small enough to be done within a second.
const LARGEST: u64 = 1024;

/// The same for a source that counts: its cases are large, and none of a chunk is left out when the run is to end.
const LARGEST_WHOLE: u64 = 256;

/// The subjects of a run, the one under test first, with what they say of themselves.
pub struct Subjects {
    all: Vec<(SubjectInfo, Box<dyn Subject>)>,
    laws: Rate,
}

impl Subjects {
    /// These subjects, in this order.
    pub fn new(subjects: Vec<Box<dyn Subject>>) -> Self {
        let all = subjects.into_iter().map(|subject| (SubjectInfo::of(subject.as_ref()), subject)).collect();
        Self { all, laws: Rate::default() }
    }

    /// The same, with the laws that run subjects again asked of one case in so many.
    #[must_use]
    pub fn with_laws(self, laws: Rate) -> Self {
        Self { laws, ..self }
    }

    /// What each says of itself.
    pub fn infos(&self) -> impl Iterator<Item = &SubjectInfo> {
        self.all.iter().map(|(info, _)| info)
    }

    /// The subjects themselves.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Subject> {
        self.all.iter().map(|(_, subject)| subject.as_ref())
    }

    /// What each of them makes of a case, and what is wrong about that.
    pub fn examine(&self, case: &CaseText, effort: Effort) -> Examined {
        let all: Vec<(&dyn Subject, &SubjectInfo)> =
            self.all.iter().map(|(info, subject)| (subject.as_ref(), info)).collect();
        examine_at(&all, case, effort, self.laws)
    }

    /// What each of them makes of a case.
    pub fn outcomes(&self, case: &CaseText) -> Vec<Outcome> {
        self.iter().map(|subject| run_caught(subject, case)).collect()
    }

    /// Compares what they made of a case: one step of [`examine`](Self::examine).
    pub fn compare(&self, case: &CaseText, outcomes: &[Outcome]) -> Comparison {
        let pairs: Vec<(&SubjectInfo, &Outcome)> = self.infos().zip(outcomes).collect();
        compare(&pairs, !case.links.is_empty())
    }

    /// The rules that the subjects exercised since the last call, if one of them counts.
    pub fn take_coverage(&self) -> Option<Coverage> {
        self.iter().filter_map(Subject::take_coverage).reduce(|mut all, more| {
            all.merge(&more);
            all
        })
    }
}

/// Where cases come from: a function of their seed alone.
pub trait Source: Sync {
    /// The case of this seed, always the same.
    fn case(&self, seed: u64) -> CaseText;

    /// The settings that the case was generated with, if it was.
    fn settings(&self, seed: u64) -> Option<Value>;

    /// What the case was made from, if it was made from others.
    fn origin(&self, seed: u64) -> Option<Origin>;

    /// Whether it counts through all cases that there are, instead of drawing some: then the seed of a case is its index,
    /// and none may be left out.
    fn counts(&self) -> bool {
        false
    }

    /// The smaller cases that the case of this seed is packed of, each with a number of its own; none if it is one piece.
    /// Where subjects differ on it, each part they differ on is a finding.
    fn parts(&self, _seed: u64) -> Vec<(u64, CaseText)> {
        Vec::new()
    }

    /// What each request of the case is meant to do, where that is known.
    fn intents(&self, _seed: u64) -> Vec<String> {
        Vec::new()
    }
}

impl<F: Fn(u64) -> CaseText + Sync> Source for F {
    fn case(&self, seed: u64) -> CaseText {
        self(seed)
    }

    fn settings(&self, _seed: u64) -> Option<Value> {
        None
    }

    fn origin(&self, _seed: u64) -> Option<Origin> {
        None
    }
}

/// Which cases to run, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The seed of the run.
    pub seed: Seed,
    /// The part of the run's cases that runs here.
    pub shard: Shard,
    /// End after so many cases of this shard.
    pub cases: Option<u64>,
    /// End after so long.
    pub time: Option<Duration>,
    /// End when nothing new came up for so long: no bucket, no rule.
    pub stop_after_idle: Option<Duration>,
}

impl Plan {
    fn is_fulfilled(&self, cases: u64, elapsed: Duration, idle: Duration) -> bool {
        self.cases.is_some_and(|most| cases >= most)
            || self.time.is_some_and(|most| elapsed >= most)
            || self.stop_after_idle.is_some_and(|most| idle >= most)
    }
}

/// A case in which subjects differ, as the campaign hands it over.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Its index in the run.
    pub index: u64,
    /// The seed of the case, or the number of the part of it that this is.
    pub case_seed: u64,
    /// The case.
    pub text: CaseText,
    /// What differs.
    pub differences: Vec<Difference>,
    /// How many cases the run had seen with it, and how long it had run by then.
    pub when: When,
}

/// A moment of a run.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct When {
    /// Cases of this shard up to and including this one.
    pub cases: u64,
    /// Since the run began.
    pub elapsed: Duration,
}

/// Why a campaign ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended<E> {
    /// Its cases or its time are used up, or nothing new came up any more.
    Done,
    /// It was asked to stop.
    Interrupted,
    /// A finding could not be handled.
    Failed(E),
}

/// What a campaign has counted.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    /// The counts.
    pub statistics: Statistics,
    /// The rules exercised by generated cases, if a subject counts them.
    pub coverage: Option<Coverage>,
    /// Seeds of cases whose generation panicked.
    pub panicked: Vec<u64>,
    /// Since the run began.
    pub elapsed: Duration,
}

/// Someone whom the campaign tells what it finds and where it is.
pub trait Watcher {
    /// What may go wrong in handling a finding; it ends the campaign.
    type Error;

    /// A chunk is done: `findings` are its cases with differences, in the order of their indices. Returns whether one
    /// of them was new.
    ///
    /// # Errors
    /// Ends the campaign at once; later findings of the chunk are lost.
    fn chunk(&mut self, findings: Vec<Finding>, totals: &Totals) -> Result<bool, Self::Error>;
}

/// Runs a campaign until its plan is fulfilled, `stop` is set or the watcher fails.
pub fn run<W: Watcher>(
    plan: &Plan,
    source: &dyn Source,
    subjects: &Subjects,
    pool: &ThreadPool,
    stop: &AtomicBool,
    watcher: &mut W,
) -> (Ended<W::Error>, Totals) {
    go_on(Totals::default(), plan, source, subjects, pool, stop, watcher)
}

/// Goes on with a campaign that has come to `totals`: with the case after those that are counted there. The plan's time is
/// that of the rest.
pub fn go_on<W: Watcher>(
    mut totals: Totals,
    plan: &Plan,
    source: &dyn Source,
    subjects: &Subjects,
    pool: &ThreadPool,
    stop: &AtomicBool,
    watcher: &mut W,
) -> (Ended<W::Error>, Totals) {
    let (start, before) = (Instant::now(), totals.elapsed);
    let mut idle_since = start;
    let (mut rank, mut size) = (totals.statistics.cases, FIRST);
    let largest = if source.counts() { LARGEST_WHOLE } else { LARGEST };
    loop {
        totals.elapsed = before + start.elapsed();
        let is_fulfilled = plan.is_fulfilled(rank, start.elapsed(), idle_since.elapsed());
        // A chunk that may be left early says nothing of its end.
        if stop.load(Ordering::Relaxed) && !(is_fulfilled && source.counts()) {
            return (Ended::Interrupted, totals);
        }
        if is_fulfilled {
            return (Ended::Done, totals);
        }
        let end = rank.saturating_add(size).min(plan.cases.unwrap_or(u64::MAX));
        let worker = Worker { plan, source, subjects, stop, start, before };
        let part = pool.install(|| worker.chunk(rank..end));
        let more_rules = totals.take_in(&part, subjects);
        totals.elapsed = before + start.elapsed();
        let mut findings = part.findings;
        findings.sort_by_key(|finding| (finding.index, finding.case_seed));
        let news = match watcher.chunk(findings, &totals) {
            Ok(news) => news,
            Err(error) => return (Ended::Failed(error), totals),
        };
        // Rules that only minimization exercised are no merit of the generators.
        subjects.take_coverage();
        if news || more_rules {
            idle_since = Instant::now();
        }
        (rank, size) = (end, (size * 2).min(largest));
    }
}

impl Totals {
    /// Adds a chunk; returns whether it exercised a rule for the first time.
    fn take_in(&mut self, part: &Part, subjects: &Subjects) -> bool {
        self.statistics = std::mem::take(&mut self.statistics).merge(&part.statistics);
        self.panicked.extend(&part.panicked);
        self.panicked.sort_unstable();
        let Some(new) = subjects.take_coverage() else { return false };
        let coverage = self.coverage.get_or_insert_default();
        let before = coverage.covered_of_all();
        coverage.merge(&new);
        coverage.covered_of_all() > before
    }
}

/// What one worker made of its share of a chunk.
#[derive(Default)]
struct Part {
    statistics: Statistics,
    findings: Vec<Finding>,
    panicked: Vec<u64>,
}

struct Worker<'a> {
    plan: &'a Plan,
    source: &'a dyn Source,
    subjects: &'a Subjects,
    stop: &'a AtomicBool,
    start: Instant,
    /// How long the campaign had run before it was gone on with.
    before: Duration,
}

impl Worker<'_> {
    fn chunk(&self, ranks: std::ops::Range<u64>) -> Part {
        let fold = ranks.into_par_iter().fold(Part::default, |mut part, rank| {
            self.case(rank, &mut part);
            part
        });
        fold.reduce(Part::default, |mut all, part| {
            all.statistics = all.statistics.merge(&part.statistics);
            all.findings.extend(part.findings);
            all.panicked.extend(part.panicked);
            all
        })
    }

    /// Whether the run is to end in the midst of a chunk.
    fn is_over(&self) -> bool {
        let time_is_up = || self.plan.time.is_some_and(|time| self.start.elapsed() >= time);
        !self.source.counts() && (self.stop.load(Ordering::Relaxed) || time_is_up())
    }

    fn case(&self, rank: u64, part: &mut Part) {
        if self.is_over() {
            return;
        }
        let index = self.plan.shard.index(rank);
        let case_seed = if self.source.counts() { index } else { self.plan.seed.of_case(index) };
        let Ok(text) = panic::catch_unwind(AssertUnwindSafe(|| self.source.case(case_seed))) else {
            part.statistics.count_panicked_generator();
            part.panicked.push(case_seed);
            return;
        };
        let effort = if self.source.counts() { Effort::Plain } else { Effort::Sampled };
        let comparison = self.subjects.examine(&text, effort).comparison;
        part.statistics.count(&comparison);
        if let Verdict::Mismatch(differences) = comparison.verdict {
            let when = When { cases: rank + 1, elapsed: self.before + self.start.elapsed() };
            let whole = Finding { index, case_seed, text, differences, when };
            let findings = self.take_apart(whole);
            part.statistics.mismatches += findings.len() as u64 - 1;
            part.findings.extend(findings);
        }
    }

    /// The parts of a case that subjects differ on; the case itself if it has none, or if no part shows a difference alone.
    fn take_apart(&self, whole: Finding) -> Vec<Finding> {
        let mut parts = Vec::new();
        for (case_seed, text) in self.source.parts(whole.case_seed) {
            if let Verdict::Mismatch(differences) = self.subjects.examine(&text, Effort::Plain).comparison.verdict {
                parts.push(Finding { case_seed, text, differences, ..whole.clone() });
            }
        }
        if parts.is_empty() { vec![whole] } else { parts }
    }
}
