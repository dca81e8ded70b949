//! What becomes of the findings of a run: each is minimized as far as that is worth it, put into its bucket, and a new
//! bucket is saved before it is shown.
//!
//! Findings come in the order of their cases, one chunk at a time, so buckets do not depend on the number of workers.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crosscheck_generators::CaseText;
use serde_json::{Value, json};

use crate::block::Block;
use crate::buckets::{Bucket, BucketKind, Buckets};
use crate::campaign::{Finding, Subjects, Totals, Watcher};
use crate::compare::Difference;
use crate::corpus::{self, Meta, NewCase, Origin, SizesBeforeAfter, SubjectVersion};
use crate::examine::{Effort, Examined};
use crate::excerpt::show_answer;
use crate::exit::Failure;
use crate::laws::Law;
use crate::minimize::{self, Budget, Minimized, Slip, case_of};
use crate::outcome::Outcome;
use crate::output::Output;
use crate::progress::Progress;
use crate::recorded::{is_strictly_valid, recorded};
use crate::seed::Seed;
use crate::signature::{Coarse, Signature, forms};
use crate::subject::Subject;

/// When a run is to end, a finding may still cost so much: enough for a readable case.
const HURRIED: u32 = 500;

/// Where the findings of a run go.
pub struct Triage<'a> {
    /// The subjects of the run.
    pub subjects: &'a Subjects,
    /// The seed of the run, if its cases are drawn.
    pub seed: Option<Seed>,
    /// The folder for new cases.
    pub corpus: PathBuf,
    /// The id of the known difference that explains a signature, if one does.
    pub explained: &'a dyn Fn(&Signature) -> Option<String>,
    /// The settings that the generators drew for a case seed, to be saved with it.
    pub settings: &'a dyn Fn(u64) -> Option<Value>,
    /// What the case of a case seed was made from, to be saved with it.
    pub origin: &'a dyn Fn(u64) -> Option<Origin>,
    /// Whether the run was asked to stop.
    pub stop: &'a AtomicBool,
    /// Where words go.
    pub output: &'a Output,
    /// The progress line.
    pub progress: Progress,
    /// What was found.
    pub buckets: Buckets,
}

impl Watcher for Triage<'_> {
    type Error = Failure;

    fn chunk(&mut self, findings: Vec<Finding>, totals: &Totals) -> Result<bool, Failure> {
        let before = self.buckets.all().len();
        for finding in findings {
            let Some(coarse) = finding.differences.first().map(Coarse::of) else { continue };
            self.handle(&finding, &coarse)?;
        }
        self.progress.show(totals, totals.statistics.mismatches, self.buckets.new_ones().count(), self.output);
        Ok(self.buckets.all().len() > before)
    }
}

impl Triage<'_> {
    /// Counts a finding, and minimizes it where that is worth it; then the same for what it slipped to on the way.
    fn handle(&mut self, finding: &Finding, coarse: &Coarse) -> Result<(), Failure> {
        if !self.buckets.worth_minimizing(coarse) {
            self.count_unminimized(coarse, &finding.text);
            return Ok(());
        }
        let minimized = self.minimize(&finding.text, coarse);
        let signature = self.file(finding, coarse, &minimized)?;
        if let Some(bucket) = self.buckets.find(&signature) {
            bucket.count_in(coarse, &signature);
        }
        for slip in &minimized.slips {
            self.follow(finding, &signature, slip)?;
        }
        Ok(())
    }

    /// A slip is followed where it leads to a coarse signature that nothing has shown yet. It is another bug only if it is
    /// not another face of the bug at hand.
    fn follow(&mut self, finding: &Finding, origin: &Signature, slip: &Slip) -> Result<(), Failure> {
        // What a smaller case makes of something planted into a larger one says nothing by itself.
        if slip.coarse.law().is_some_and(Law::needs_keeper) {
            return Ok(());
        }
        if self.buckets.has_seen(&slip.coarse) || !self.buckets.worth_minimizing(&slip.coarse) {
            return Ok(());
        }
        let minimized = self.minimize(&slip.text, &slip.coarse);
        let forms = forms::core(forms::of(minimized.case.as_ref(), &minimized.text));
        let slipped_to = Signature { coarse: minimized.coarse.clone(), forms };
        if !slipped_to.is_face_of(origin) {
            let signature = self.file(finding, &slip.coarse, &minimized)?;
            // The finding itself counts where it belongs; a bucket that only this slip led to has it, too.
            if let Some(bucket) = self.buckets.find(&signature).filter(|bucket| bucket.count == 0) {
                bucket.count = 1;
            }
        }
        Ok(())
    }

    fn minimize(&self, text: &CaseText, coarse: &Coarse) -> Minimized {
        let subjects: Vec<&dyn Subject> = self.subjects.iter().collect();
        // A breach that no subject is free of has nothing to show that a smaller case still is one.
        let alone = coarse.left == coarse.right && coarse.law().is_some_and(Law::needs_keeper);
        let budget = if alone { Budget { trials: 0, ..Budget::default() } } else { self.budget() };
        minimize::minimize(&subjects, text, coarse, budget)
    }

    fn budget(&self) -> Budget {
        let whole = Budget::default();
        if self.stop.load(Ordering::Relaxed) { Budget { trials: HURRIED, ..whole } } else { whole }
    }

    fn count_unminimized(&mut self, coarse: &Coarse, text: &CaseText) {
        let forms = forms::of(case_of(text).as_ref(), text);
        if let Some(bucket) = self.buckets.closest(coarse, &forms) {
            bucket.count += 1;
        }
    }

    /// Finds the bucket of a minimized finding that was met as `coarse`; a new one is saved, then shown.
    fn file(&mut self, finding: &Finding, coarse: &Coarse, minimized: &Minimized) -> Result<Signature, Failure> {
        let Examined { outcomes, comparison } = self.subjects.examine(&minimized.text, Effort::Whole);
        let shown = comparison.differences().iter().find(|difference| Coarse::of(difference) == minimized.coarse);
        // An unsteady subject may show nothing now; then the finding is filed as it was met.
        let Some(difference) = shown.or(finding.differences.first()) else {
            return Ok(Signature { coarse: coarse.clone(), forms: BTreeSet::new() });
        };
        let signature = Signature::of(difference, minimized.case.as_ref(), &minimized.text);
        if self.buckets.find(&signature).is_some() {
            return Ok(signature);
        }
        let (kind, saved) = match (self.explained)(&signature) {
            Some(id) => (BucketKind::Known(id), Ok(())),
            None => self.save_and_show(finding, &signature, minimized, difference, &outcomes, comparison.differences()),
        };
        let (first_seed, first) = (finding.case_seed, finding.when);
        let faces = BTreeSet::new();
        self.buckets.open(
            coarse,
            Bucket { signature: signature.clone(), count: u64::from(saved.is_err()), faces, first_seed, first, kind },
        );
        saved.map(|()| signature)
    }

    /// A new bucket: to disk, then to people. If the disk refuses, people get the case all the same, and the run ends.
    fn save_and_show(
        &self,
        finding: &Finding,
        signature: &Signature,
        minimized: &Minimized,
        difference: &Difference,
        outcomes: &[Outcome],
        differences: &[Difference],
    ) -> (BucketKind, Result<(), Failure>) {
        let text = &minimized.text;
        let answers: Vec<(&str, &Outcome)> =
            self.subjects.infos().map(|info| info.name.as_str()).zip(outcomes).collect();
        let meta = self.meta(finding, signature, minimized, &answers);
        let new = NewCase {
            name: &name(signature, finding.case_seed),
            text,
            recorded: &recorded(&answers, text.requests.len()),
            descriptions: &descriptions(differences, text.requests.len()),
            should_validate: is_strictly_valid(&answers),
            meta: &meta,
        };
        let saved = corpus::write(&self.corpus, new);
        let block = Block {
            number: self.buckets.new_ones().count() + 1,
            signature,
            difference,
            text,
            answers,
            reproduced: minimized.reproduced,
            before: minimized.before,
            after: minimized.after,
            finding,
            seed: self.seed,
            saved: saved.as_deref().map_err(ToString::to_string),
        };
        self.output.tell(&format!("{}\n", block.text()));
        let case = saved.clone().unwrap_or_default();
        let failure = saved.map(|_| ()).map_err(|error| Failure::harness(format!("the finding is not saved: {error}")));
        (BucketKind::New { case, sizes: minimized.after }, failure)
    }

    fn meta(
        &self,
        finding: &Finding,
        signature: &Signature,
        minimized: &Minimized,
        answers: &[(&str, &Outcome)],
    ) -> Meta {
        let versions = self.subjects.infos();
        let unsteady = "The difference did not show again when the case was run a second time; the case is as found.";
        Meta {
            note: (!minimized.reproduced).then(|| unsteady.to_owned()),
            signature: Some(signature.to_string()),
            seed: self.seed.map(|seed| seed.to_string()),
            index: Some(finding.index),
            settings: (self.settings)(finding.case_seed),
            origin: (self.origin)(finding.case_seed),
            subjects: versions
                .map(|info| SubjectVersion { name: info.name.clone(), version: info.version.clone() })
                .collect(),
            answers: answers
                .iter()
                .map(|(name, outcome)| ((*name).to_owned(), answers_json(outcome, &minimized.text)))
                .collect(),
            sizes: Some(SizesBeforeAfter { before: minimized.before, after: minimized.after }),
            found: Some(found_at()),
            ..Meta::default()
        }
    }
}

/// What a subject answered, request by request, in words.
fn answers_json(outcome: &Outcome, text: &CaseText) -> Value {
    json!((0..text.requests.len()).map(|index| show_answer(outcome, index)).collect::<Vec<_>>())
}

/// The moment, in seconds since 1970: the one thing in a saved case that is not the same in another run.
fn found_at() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    format!("{seconds} s after 1970-01-01T00:00:00Z")
}

/// A name that says what it is about, and cannot be another finding's.
fn name(signature: &Signature, case_seed: u64) -> String {
    let mut words = String::new();
    for c in signature.coarse.what.chars() {
        words.push(if c.is_ascii_alphanumeric() { c } else { '-' });
    }
    words.truncate(40);
    format!("{words}-{case_seed:016x}")
}

/// Each request is described by its first difference.
fn descriptions(differences: &[Difference], requests: usize) -> Vec<String> {
    let of = |index| differences.iter().find(|difference| difference.request() == Some(index));
    (0..requests).map(|index| of(index).map(ToString::to_string).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::{Ended, Plan, run};
    use crate::exit::Exit;
    use crate::generated::Generator;
    use crate::laws::Rate;
    use crate::outcome::Validity;
    use crate::seed::Shard;
    use crate::subject::{Canary, Capabilities, ReferenceModel};

    /// The reference model, but it panics on every case that holds a `like`.
    struct Fragile(ReferenceModel);

    impl Subject for Fragile {
        fn name(&self) -> &'static str {
            "fragile"
        }

        fn version(&self) -> String {
            "1".to_owned()
        }

        fn capabilities(&self) -> Capabilities {
            Capabilities::ALL
        }

        fn run(&self, case: &CaseText) -> Outcome {
            assert!(!case.policies.contains(" like "), "no idea of {:?}", case.policies.len());
            self.0.run(case)
        }
    }

    /// The canary with one more bug: it reads `containsAny` as `containsAll`, where it is written plainly.
    struct TwoBugs;

    impl Subject for TwoBugs {
        fn name(&self) -> &'static str {
            "two-bugs"
        }

        fn version(&self) -> String {
            "1".to_owned()
        }

        fn capabilities(&self) -> Capabilities {
            Capabilities::ALL
        }

        fn run(&self, case: &CaseText) -> Outcome {
            let policies = case.policies.replace(".containsAny(", ".containsAll(");
            // It validates nothing and tells no trees: what it would say is of other policies than those of the case.
            let validity = Validity::untold(case.requests.len());
            Outcome { validity, trees: None, ..Canary.run(&CaseText { policies, ..case.clone() }) }
        }
    }

    /// Runs a campaign of 100 cases into `corpus` and looks at its end and its buckets.
    fn campaign(subject: Box<dyn Subject>, corpus: PathBuf) -> (Ended<Failure>, Vec<Bucket>) {
        campaign_of(100, subject, corpus)
    }

    fn campaign_of(cases: u64, subject: Box<dyn Subject>, corpus: PathBuf) -> (Ended<Failure>, Vec<Bucket>) {
        // Laws would show the same bugs once more, in buckets of their own.
        let subjects = Subjects::new(vec![subject, Box::new(ReferenceModel::new())]).with_laws(Rate(0));
        let plan = Plan { seed: Seed(1), shard: Shard::WHOLE, cases: Some(cases), time: None, stop_after_idle: None };
        let (output, stop) = (Output::new(true, true), AtomicBool::new(false));
        // What a text that nobody can read shows is in a bucket apart.
        let generator = Generator::new(None, &["-hostile".to_owned()]).expect("a setting");
        let mut triage = Triage {
            subjects: &subjects,
            seed: Some(plan.seed),
            corpus,
            explained: &|_| None,
            settings: &|_| None,
            origin: &|_| None,
            stop: &stop,
            output: &output,
            progress: Progress::start(&output),
            buckets: Buckets::default(),
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("workers");
        let (ended, _) = run(&plan, &generator, &subjects, &pool, &stop, &mut triage);
        (ended, triage.buckets.all().to_vec())
    }

    #[test]
    fn a_panic_is_a_finding_like_any_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let (ended, buckets) = campaign(Box::new(Fragile(ReferenceModel::new())), folder.path().to_path_buf());
        assert_eq!(ended, Ended::Done);
        let [bucket] = buckets.as_slice() else { panic!("{buckets:#?}") };
        let signature = bucket.signature.to_string();
        assert!(signature.starts_with("fragile crashed:harness/src/triage.rs:"), "{signature}");
        let BucketKind::New { case, sizes } = &bucket.kind else { panic!("{bucket:?}") };
        assert!(case.exists() && sizes.policies == 1 && bucket.count > 1, "{bucket:?}");
    }

    #[test]
    fn a_second_bug_has_a_bucket_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let (ended, buckets) = campaign_of(600, Box::new(TwoBugs), folder.path().to_path_buf());
        assert_eq!(ended, Ended::Done);
        let of = |form: &str| {
            let only: BTreeSet<String> = [form.to_owned()].into();
            let found = buckets.iter().filter(move |bucket| bucket.signature.forms.is_superset(&only));
            found.map(|bucket| bucket.signature.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(of("<="), ["two-bugs/reference-model condition:false/true <="], "{buckets:#?}");
        assert!(!of("containsAny").is_empty() && buckets.len() <= 4, "{buckets:#?}");
    }

    #[test]
    fn a_disk_that_refuses_ends_the_run_and_the_bucket_is_still_told() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let (ended, buckets) = campaign(Box::new(Canary), file.path().to_path_buf());
        let Ended::Failed(failure) = ended else { panic!("{ended:?}") };
        assert_eq!(failure.exit, Exit::Harness);
        assert!(failure.message.starts_with("the finding is not saved: "), "{failure}");
        assert_eq!(buckets.len(), 1);
    }
}
