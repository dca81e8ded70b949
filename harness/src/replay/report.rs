//! What people and machines read of a replay: a block for each case that differs, the summary, the object of
//! `design/cli.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::Duration;

use serde_json::{Value, json};

use super::{CaseEnd, Mismatch, Replayed};
use crate::corpus::Validations;
use crate::excerpt::{cut, write_case};
use crate::exit::Exit;
use crate::progress::{grouped, per_second};
use crate::report::{readings_json, verdicts_json, write_readings, write_verdicts};
use crate::statistics::Statistics;
use crate::subject::SubjectInfo;

/// So many differences of one case are told.
const MOST_DIFFERENCES: usize = 10;

/// Everything that a report tells of a replay.
#[derive(Debug)]
pub struct ReplayReport<'a> {
    subjects: Vec<&'a SubjectInfo>,
    cases: &'a [Replayed],
    elapsed: Duration,
    counts: Statistics,
    validations: Option<&'a Validations>,
    skipped: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> ReplayReport<'a> {
    /// The report of `cases`, replayed on `subjects` in this time.
    pub fn new(subjects: Vec<&'a SubjectInfo>, cases: &'a [Replayed], elapsed: Duration) -> Self {
        let mut counts = Statistics::default();
        let mut skipped: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for case in cases {
            counts.count(&case.comparison);
            if let CaseEnd::Skipped(reason) = &case.ended {
                skipped.entry(reason).or_default().push(&case.name);
            }
        }
        Self { subjects, cases, elapsed, counts, validations: None, skipped }
    }

    /// The same report, telling also which of these records found their case, and which cases have none.
    #[must_use]
    pub fn with_validations(self, validations: &'a Validations) -> Self {
        Self { validations: Some(validations), ..self }
    }

    /// The cases of which no validity is recorded, and the records that belong to no case.
    fn unmatched(&self, validations: &'a Validations) -> (Vec<&'a str>, Vec<&'a str>) {
        let without = self.cases.iter().map(|case| case.name.as_str());
        let without = without.filter(|name| validations.get(name).is_none()).collect();
        let names: BTreeSet<&str> = self.cases.iter().map(|case| case.name.as_str()).collect();
        (without, validations.names().filter(|name| !names.contains(name)).collect())
    }

    fn mismatches(&self) -> impl Iterator<Item = &Mismatch> {
        self.cases.iter().filter_map(|case| match &case.ended {
            CaseEnd::Differs(mismatch) => Some(mismatch.as_ref()),
            CaseEnd::Agreed | CaseEnd::Skipped(_) => None,
        })
    }

    fn new_mismatches(&self) -> impl Iterator<Item = &Mismatch> {
        self.mismatches().filter(|mismatch| mismatch.known.is_none())
    }

    fn known(&self) -> BTreeMap<&str, u64> {
        let mut known = BTreeMap::new();
        for id in self.mismatches().filter_map(|mismatch| mismatch.known.as_deref()) {
            *known.entry(id).or_default() += 1;
        }
        known
    }

    fn checked(&self) -> u64 {
        self.cases.iter().map(|case| case.checked).sum()
    }

    /// The exit code that the replay deserves. No case, or none in which anything was compared, is a failure.
    pub fn exit(&self) -> Exit {
        if self.new_mismatches().next().is_some() {
            Exit::Mismatch
        } else if self.mismatches().next().is_some() {
            Exit::KnownOnly
        } else if self.checked() == 0 && self.counts.decisions == 0 {
            Exit::Harness
        } else {
            Exit::Agreed
        }
    }

    /// A block for each case with a new difference.
    pub fn blocks(&self) -> Vec<String> {
        self.new_mismatches().map(block).collect()
    }

    /// The summary; it ends without a line break.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).unwrap_or_default();
        text.truncate(text.trim_end().len());
        text
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let new = self.new_mismatches().count();
        let headline = match self.exit() {
            Exit::Agreed => "everything compared agreed".to_owned(),
            Exit::KnownOnly => "known differences only".to_owned(),
            Exit::Harness => "nothing was compared".to_owned(),
            _ if new == 1 => "1 case differs".to_owned(),
            _ => format!("{new} cases differ"),
        };
        let requests: usize = self.cases.iter().map(|case| case.requests).sum();
        let names: Vec<String> =
            self.subjects.iter().map(|subject| format!("{} {}", subject.name, subject.version)).collect();
        let rate = grouped(per_second(self.counts.decisions, self.elapsed));
        writeln!(out, "replayed: {headline}")?;
        writeln!(out, "  subjects    {}", names.join(", "))?;
        writeln!(out, "  cases       {} with {} requests", grouped(self.cases.len() as u64), grouped(requests as u64))?;
        writeln!(out, "  recorded    {} answers and verdicts checked", grouped(self.checked()))?;
        let untold: u64 = self.cases.iter().map(|case| case.untold).sum();
        if untold > 0 {
            writeln!(out, "  untold      {} recorded verdicts, which a subject does not tell", grouped(untold))?;
        }
        self.write_validations(out)?;
        writeln!(out, "  decisions   {} compared between subjects, {rate} a second", grouped(self.counts.decisions))?;
        write_readings(out, &self.counts.readings)?;
        write_verdicts(out, &self.counts.verdicts)?;
        for (reason, names) in &self.skipped {
            writeln!(out, "  skipped     {} cases, {reason}: {}", names.len(), list(names))?;
        }
        for case in self.cases {
            for document in &case.unread {
                writeln!(out, "  unread      {}: {document}, which no subject could read", case.name)?;
            }
            for request in &case.not_asked {
                writeln!(out, "  not asked   {}: {request}: principal, action or resource unknown", case.name)?;
            }
            for request in &case.unlinked {
                writeln!(out, "  unlinked    {}: {request} needs a link of a template, and none is stored", case.name)?;
            }
        }
        for (part, count) in &self.counts.not_compared {
            writeln!(out, "  not compared {} in {} pairs of outcomes", part.as_str(), grouped(*count))?;
        }
        for (id, count) in self.known() {
            writeln!(out, "  known       {count} cases: {id}")?;
        }
        for mismatch in self.new_mismatches() {
            writeln!(out, "  differs     {}: {}", mismatch.case.path.display(), mismatch.signature)?;
        }
        Ok(())
    }

    fn write_validations(&self, out: &mut String) -> std::fmt::Result {
        let Some(validations) = self.validations else { return Ok(()) };
        let (without, strays) = self.unmatched(validations);
        let with = self.cases.len() - without.len();
        let folder = validations.folder().display();
        writeln!(out, "  validation  {} cases have a record in {folder}", grouped(with as u64))?;
        if !without.is_empty() {
            writeln!(out, "  validation  {} cases have none: {}", without.len(), list(&without))?;
        }
        if !strays.is_empty() {
            writeln!(out, "  validation  {} records belong to no case: {}", strays.len(), list(&strays))?;
        }
        Ok(())
    }

    /// The object for machines.
    pub fn json(&self) -> Value {
        let validation = self.validations.map(|validations| {
            let (without, strays) = self.unmatched(validations);
            let with = self.cases.len() - without.len();
            json!({"cases": with, "cases_without": without.len(), "records_without": strays.len()})
        });
        let skipped: BTreeMap<&str, usize> =
            self.skipped.iter().map(|(reason, names)| (*reason, names.len())).collect();
        json!({
            "schema": 1,
            "command": "replay",
            "subjects": self.subjects.iter()
                .map(|subject| json!({"name": subject.name, "version": subject.version})).collect::<Vec<_>>(),
            "seed": Value::Null,
            "seconds": (self.elapsed.as_secs_f64() * 1000.0).round() / 1000.0,
            "cases": self.cases.len(),
            "requests": self.cases.iter().map(|case| case.requests).sum::<usize>(),
            "recorded": self.checked(),
            "untold": self.cases.iter().map(|case| case.untold).sum::<u64>(),
            "validation": validation,
            "readings": readings_json(&self.counts.readings),
            "validity": verdicts_json(&self.counts.verdicts),
            "decisions": self.counts.decisions,
            "decisions_per_second": per_second(self.counts.decisions, self.elapsed),
            "allow": self.counts.allow,
            "deny": self.counts.deny,
            "with_errors": self.counts.with_errors,
            "skipped": skipped,
            "unread": self.cases.iter().map(|case| case.unread.len()).sum::<usize>(),
            "not_asked": self.cases.iter().map(|case| case.not_asked.len()).sum::<usize>(),
            "unlinked": self.cases.iter().map(|case| case.unlinked.len()).sum::<usize>(),
            "rules": Value::Null,
            "mismatches": self.new_mismatches().count(),
            "known": self.known(),
            "buckets": self.buckets(),
        })
    }

    /// One bucket for each signature, in the order of the cases.
    fn buckets(&self) -> Vec<Value> {
        let mut buckets: Vec<(String, u64, &Mismatch)> = Vec::new();
        for mismatch in self.new_mismatches() {
            let signature = mismatch.signature.to_string();
            match buckets.iter_mut().find(|bucket| bucket.0 == signature) {
                Some(bucket) => bucket.1 += 1,
                None => buckets.push((signature, 1, mismatch)),
            }
        }
        let shown = buckets.into_iter().map(|(signature, count, first)| {
            json!({
                "signature": signature,
                "count": count,
                "case": first.case.path,
                "first_seed": first.case.meta.seed,
                "first_seconds": Value::Null,
                "first_cases": Value::Null,
                "minimized": first.sizes,
            })
        });
        shown.collect()
    }
}

fn list(names: &[&str]) -> String {
    let mut shown = names.iter().take(5).copied().collect::<Vec<_>>().join(", ");
    if names.len() > 5 {
        let _infallible = write!(shown, ", … {} more", names.len() - 5);
    }
    shown
}

/// A case that differs: what differs, what it is, who answered what.
fn block(mismatch: &Mismatch) -> String {
    let mut out = String::new();
    write_block(&mut out, mismatch).unwrap_or_default();
    out
}

fn write_block(out: &mut String, mismatch: &Mismatch) -> std::fmt::Result {
    let case = &mismatch.case;
    writeln!(out, "MISMATCH {}  {}", case.path.display(), mismatch.signature)?;
    for difference in mismatch.differences.iter().take(MOST_DIFFERENCES) {
        for line in difference.lines() {
            writeln!(out, "  {}", cut(&line))?;
        }
    }
    if mismatch.differences.len() > MOST_DIFFERENCES {
        writeln!(out, "  … {} more differences", mismatch.differences.len() - MOST_DIFFERENCES)?;
    }
    let answers: Vec<_> = mismatch.answers.iter().map(|(name, outcome)| (name.as_str(), outcome)).collect();
    let differing = |index| mismatch.differences.iter().any(|difference| difference.request() == Some(index));
    write_case(out, &case.text, &answers, &differing)
}
