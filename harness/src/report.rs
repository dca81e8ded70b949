//! What people and machines read at the end of a run: the summary, and the object that `design/cli.md` fixes.

mod verdicts;

pub use verdicts::{readings_json, verdicts_json};
pub(crate) use verdicts::{write_readings, write_verdicts};

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::buckets::{Bucket, BucketKind, Buckets};
use crate::campaign::Totals;
use crate::coverage;
use crate::duration;
use crate::exhaustive::extent::Extent;
use crate::exit::Exit;
use crate::laws::{self, Law};
use crate::progress::{grouped, per_second};
use crate::seed::{Seed, Shard};
use crate::statistics::percent;
use crate::subject::SubjectInfo;

/// More than this share of skipped cases, in percent, and a run that found nothing is undecided.
pub const MOST_SKIPPED: f64 = 25.0;

/// Everything that a report tells of a run.
#[derive(Debug)]
pub struct RunReport<'a> {
    /// The subjects, the one under test first.
    pub subjects: Vec<&'a SubjectInfo>,
    /// The seed.
    pub seed: Seed,
    /// The part of the run's cases that ran.
    pub shard: Shard,
    /// What was counted.
    pub totals: &'a Totals,
    /// What was found.
    pub buckets: &'a Buckets,
    /// Whether the run was asked to stop before its end.
    pub interrupted: bool,
    /// How far it came, if it was to go through everything there is.
    pub exhaustive: Option<Extent>,
    /// Whether a run that has not exercised all of every declared table is undecided.
    pub wants_full_coverage: bool,
}

impl RunReport<'_> {
    /// The exit code that the run deserves.
    pub fn exit(&self) -> Exit {
        let counts = &self.totals.statistics;
        if self.interrupted {
            Exit::Interrupted
        } else if self.buckets.new_ones().next().is_some() {
            Exit::Mismatch
        } else if !self.totals.panicked.is_empty() || (counts.decisions == 0 && counts.mismatches == 0) {
            Exit::Harness
        } else if percent(counts.skipped_cases(), counts.cases) > MOST_SKIPPED
            || Extent::is_open(&self.exhaustive)
            || self.lacks_coverage()
        {
            Exit::Undecided
        } else if counts.mismatches > 0 {
            Exit::KnownOnly
        } else {
            Exit::Agreed
        }
    }

    /// The subjects with their versions.
    fn names(&self) -> String {
        let each = self.subjects.iter().map(|subject| format!("{} {}", subject.name, subject.version));
        each.collect::<Vec<_>>().join(", ")
    }

    fn lacks_coverage(&self) -> bool {
        self.wants_full_coverage && !coverage::is_complete(self.totals.coverage.as_ref())
    }

    /// The summary for people; it ends without a line break.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write_text(&mut text).unwrap_or_default();
        text.truncate(text.trim_end().len());
        text
    }

    fn write_text(&self, out: &mut String) -> std::fmt::Result {
        let counts = &self.totals.statistics;
        writeln!(out, "{}", self.headline())?;
        writeln!(out, "  subjects    {}", self.names())?;
        self.write_origin(out)?;
        let rate = grouped(per_second(counts.decisions, self.totals.elapsed));
        writeln!(out, "  time        {}", duration::show(self.totals.elapsed))?;
        writeln!(out, "  cases       {}", grouped(counts.cases))?;
        writeln!(out, "  decisions   {} compared, {rate} a second", grouped(counts.decisions))?;
        writeln!(
            out,
            "  answers     {:.1}% allow, {:.1}% deny; {:.1}% with an erroring policy",
            percent(counts.allow, counts.requests()),
            percent(counts.deny, counts.requests()),
            percent(counts.with_errors, counts.requests()),
        )?;
        write_readings(out, &self.totals.statistics.readings)?;
        write_verdicts(out, &self.totals.statistics.verdicts)?;
        self.write_laws(out)?;
        coverage::write_tables(out, self.totals.coverage.as_ref())?;
        self.write_left_out(out)?;
        self.write_buckets(out)
    }

    /// Where the cases came from.
    fn write_origin(&self, out: &mut String) -> std::fmt::Result {
        match (&self.exhaustive, self.shard) {
            (Some(extent), _) => writeln!(out, "  exhaustive  {}", extent.statement(&self.names(), self.totals)),
            (None, Shard::WHOLE) => writeln!(out, "  seed        {}", self.seed),
            (None, Shard { number, of }) => writeln!(out, "  seed        {}, shard {number}/{of}", self.seed),
        }
    }

    /// How many answers were held against each law.
    fn write_laws(&self, out: &mut String) -> std::fmt::Result {
        let laws = &self.totals.statistics.laws;
        if laws.is_empty() {
            return Ok(());
        }
        for (index, line) in laws::told(laws).iter().enumerate() {
            writeln!(out, "  {:<10}  {line}", if index == 0 { "laws" } else { "" })?;
        }
        Ok(())
    }

    fn headline(&self) -> String {
        let new = self.buckets.new_ones().count();
        let how = if self.interrupted { "interrupted; everything found is saved" } else { "done" };
        let what = match self.exit() {
            _ if new == 1 => "1 new bucket of mismatches".to_owned(),
            _ if new > 1 => format!("{new} new buckets of mismatches"),
            Exit::Agreed => "everything compared agreed".to_owned(),
            Exit::KnownOnly => "known differences only".to_owned(),
            Exit::Undecided if Extent::is_open(&self.exhaustive) => {
                "undecided: not complete, go on with --resume".to_owned()
            }
            Exit::Undecided if self.lacks_coverage() => {
                "undecided: not all of the declared tables was exercised".to_owned()
            }
            Exit::Undecided => format!("undecided: more than {MOST_SKIPPED:.0}% of the cases were skipped"),
            Exit::Harness if !self.totals.panicked.is_empty() => "the generator panicked".to_owned(),
            Exit::Harness => "nothing was compared".to_owned(),
            _ => "no new mismatch".to_owned(),
        };
        format!("{how}: {what}")
    }

    fn write_left_out(&self, out: &mut String) -> std::fmt::Result {
        let counts = &self.totals.statistics;
        if counts.skipped.is_empty() {
            writeln!(out, "  skipped     none")?;
        }
        for (reason, count) in &counts.skipped {
            let share = percent(*count, counts.cases);
            writeln!(out, "  skipped     {} cases ({share:.2}%): {}", grouped(*count), reason.as_str())?;
        }
        if counts.not_answered > 0 {
            writeln!(out, "  unanswered  {} requests that no two subjects answered", grouped(counts.not_answered))?;
        }
        for (part, count) in &counts.not_compared {
            writeln!(out, "  not compared {} in {} pairs of outcomes", part.as_str(), grouped(*count))?;
        }
        for seed in self.totals.panicked.iter().take(5) {
            writeln!(
                out,
                "  panicked    the generator, for the case seed {seed}: a bug of crosscheck, please report it"
            )?;
        }
        Ok(())
    }

    fn write_buckets(&self, out: &mut String) -> std::fmt::Result {
        let counts = &self.totals.statistics;
        let new = self.buckets.new_ones().count();
        writeln!(out, "  mismatches  {} cases, {new} new buckets", grouped(counts.mismatches))?;
        for (id, count) in self.buckets.known() {
            writeln!(out, "  known       {} cases: {id}", grouped(count))?;
        }
        for bucket in self.buckets.new_ones() {
            let BucketKind::New { case, .. } = &bucket.kind else { continue };
            writeln!(out, "  bucket      {} cases: {}", grouped(bucket.count), bucket.signature)?;
            let saved = case.as_os_str().is_empty().then(|| "not saved".to_owned());
            writeln!(out, "              {}", saved.unwrap_or_else(|| case.display().to_string()))?;
            if !bucket.faces.is_empty() {
                let faces: Vec<&str> = bucket.faces.iter().map(String::as_str).collect();
                writeln!(out, "              also met as {}", faces.join(", "))?;
            }
        }
        Ok(())
    }

    /// The object for machines, as `design/cli.md` has it.
    pub fn json(&self) -> Value {
        let counts = &self.totals.statistics;
        let seconds = self.totals.elapsed.as_secs_f64();
        let skipped: serde_json::Map<String, Value> =
            counts.skipped.iter().map(|(reason, count)| (reason.as_str().to_owned(), json!(count))).collect();
        let not_compared: serde_json::Map<String, Value> =
            counts.not_compared.iter().map(|(part, count)| (part.as_str().to_owned(), json!(count))).collect();
        let mut object = json!({
            "schema": 1,
            "command": "run",
            "subjects": self.subjects.iter()
                .map(|subject| json!({"name": subject.name, "version": subject.version})).collect::<Vec<_>>(),
            "seed": self.exhaustive.is_none().then(|| self.seed.to_string()),
            "seconds": (seconds * 1000.0).round() / 1000.0,
            "cases": counts.cases,
            "decisions": counts.decisions,
            "decisions_per_second": per_second(counts.decisions, self.totals.elapsed),
            "allow": counts.allow,
            "deny": counts.deny,
            "with_errors": counts.with_errors,
            "skipped": skipped,
            "not_answered": counts.not_answered,
            "not_compared": not_compared,
            "readings": readings_json(&counts.readings),
            "validity": verdicts_json(&counts.verdicts),
            "laws": laws_json(&counts.laws),
            "mismatches": counts.mismatches,
            "known": self.buckets.known(),
            "buckets": self.buckets.new_ones().map(bucket_json).collect::<Vec<_>>(),
            "interrupted": self.interrupted,
            "exhaustive": self.exhaustive.as_ref().map(|extent| extent.json(&self.names(), self.totals)),
        });
        if let Value::Object(fields) = &mut object {
            fields.append(&mut coverage::tables_json(self.totals.coverage.as_ref()));
        }
        object
    }
}

/// `{"soundness": 1200, …}`: answers held against each law.
pub fn laws_json(laws: &BTreeMap<Law, u64>) -> Value {
    Value::Object(laws.iter().map(|(law, applied)| (law.as_str().to_owned(), json!(applied))).collect())
}

fn bucket_json(bucket: &Bucket) -> Value {
    let (case, minimized) = match &bucket.kind {
        BucketKind::New { case, sizes } => (json!(case), json!(sizes)),
        BucketKind::Known(_) => (Value::Null, Value::Null),
    };
    json!({
        "signature": bucket.signature.to_string(),
        "count": bucket.count,
        "faces": bucket.faces,
        "case": case,
        "first_seed": bucket.first_seed.to_string(),
        "first_seconds": (bucket.first.elapsed.as_secs_f64() * 1000.0).round() / 1000.0,
        "first_cases": bucket.first.cases,
        "minimized": minimized,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;
    use std::time::Duration;

    use crosscheck_reference_model::observe::Coverage;

    use super::*;
    use crate::campaign::When;
    use crate::compare::SkipReason;
    use crate::minimize::Sizes;
    use crate::signature::{Coarse, Signature};
    use crate::statistics::{Skip, Statistics};
    use crate::subject::Capabilities;

    fn bucket(forms: &str, count: u64, kind: BucketKind) -> Bucket {
        let coarse = Coarse {
            left: "engine".to_owned(),
            right: "reference-model".to_owned(),
            what: "condition:false/true".to_owned(),
        };
        let forms: BTreeSet<String> = [forms.to_owned()].into();
        let first = When { cases: 17, elapsed: Duration::from_millis(1_250) };
        let faces = if count > 10 { ["error:none/type".to_owned()].into() } else { BTreeSet::new() };
        let first_seed = 4_839_782_808_629_744_545;
        Bucket { signature: Signature { coarse, forms }, count, faces, first_seed, first, kind }
    }

    fn new(forms: &str, count: u64) -> Bucket {
        let sizes = Sizes { policies: 1, entities: 0, requests: 1, nodes: 3, bytes: 68 };
        bucket(forms, count, BucketKind::New { case: PathBuf::from("findings/a/a.json"), sizes })
    }

    fn known(id: &str, count: u64) -> Bucket {
        bucket("like", count, BucketKind::Known(id.to_owned()))
    }

    fn totals(cases: u64, skipped: u64, mismatches: u64) -> Totals {
        let decisions = (cases - skipped) * 8;
        let statistics = Statistics {
            cases,
            decisions,
            allow: decisions / 2,
            deny: decisions / 2,
            with_errors: decisions / 8,
            not_answered: skipped * 8,
            skipped: if skipped > 0 {
                [(Skip::Compared(SkipReason::EntitiesRejected), skipped)].into()
            } else {
                [].into()
            },
            mismatches,
            ..Statistics::default()
        };
        Totals {
            statistics,
            coverage: Some(Coverage::default()),
            panicked: Vec::new(),
            elapsed: Duration::from_secs(60),
        }
    }

    /// What is reported of such a run, with an interruption or without: its end, its text, its object.
    fn told(totals: &Totals, found: Vec<Bucket>, interrupted: bool) -> (Exit, String, Value) {
        let mut buckets = Buckets::default();
        for bucket in found {
            buckets.open(&bucket.signature.coarse.clone(), bucket);
        }
        let infos = ["engine", "reference-model"].map(|name| SubjectInfo {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            capabilities: Capabilities::ALL,
        });
        let subjects = infos.iter().collect();
        let (seed, shard) = (Seed(42), Shard::WHOLE);
        let (exhaustive, wants_full_coverage) = (None, false);
        let buckets = &buckets;
        let report = RunReport { subjects, seed, shard, totals, buckets, interrupted, exhaustive, wants_full_coverage };
        let mut object = report.json();
        // Thousands of names, as long as nothing was exercised.
        for table in ["rules", "validation_rules", "productions"] {
            object.get_mut(table).and_then(Value::as_object_mut).and_then(|fields| fields.remove("missing"));
        }
        (report.exit(), report.text(), object)
    }

    #[test]
    fn exit_codes() {
        let check = |totals: &Totals, found: Vec<Bucket>, interrupted: bool, expected: Exit| {
            assert_eq!(told(totals, found, interrupted).0, expected, "{totals:?}");
        };
        check(&totals(100, 0, 0), vec![], false, Exit::Agreed);
        check(&totals(100, 25, 0), vec![], false, Exit::Agreed);
        check(&totals(100, 26, 0), vec![], false, Exit::Undecided);
        check(&totals(100, 100, 0), vec![], false, Exit::Harness);
        check(&Totals::default(), vec![], false, Exit::Harness);
        check(&Totals { panicked: vec![1], ..totals(100, 0, 0) }, vec![], false, Exit::Harness);
        check(&totals(100, 0, 3), vec![known("a", 3)], false, Exit::KnownOnly);
        check(&totals(100, 50, 3), vec![known("a", 2), new("<=", 1)], false, Exit::Mismatch);
        check(&totals(100, 0, 1), vec![new("<=", 1)], true, Exit::Interrupted);
    }

    #[test]
    fn the_summary_of_a_quiet_run() {
        insta::assert_snapshot!(told(&totals(125_000, 0, 0), vec![], false).1);
    }

    #[test]
    fn the_summary_of_a_run_that_found_something() {
        let found = vec![new("<=", 11), known("like-of-nothing", 3), new("in", 1)];
        insta::assert_snapshot!(told(&totals(125_000, 250, 15), found, true).1);
    }

    #[test]
    fn the_object_for_machines() {
        let found = vec![new("<=", 11), known("like-of-nothing", 3)];
        let object = told(&totals(125_000, 250, 14), found, false).2;
        insta::assert_snapshot!(format!("{object:#}"));
    }
}
