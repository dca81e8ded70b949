//! What a run counts. Sums and sets only, so that the order in which workers finish shows nowhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::compare::{Aspect, Comparison, NotCompared, Readings, SkipReason, Verdict, Verdicts};
use crate::laws::Law;
use crate::pairs;

/// Why a case has no verdict of its comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Skip {
    /// The comparison had no decision to compare.
    Compared(SkipReason),
    /// The generator panicked; the harness is at fault.
    GeneratorPanicked,
}

impl Skip {
    /// Its name in summaries and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compared(reason) => reason.as_str(),
            Self::GeneratorPanicked => "generator-panicked",
        }
    }
}

/// The counts of a run, or of a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Statistics {
    /// Cases that ran.
    pub cases: u64,
    /// Compared pairs of answers.
    pub decisions: u64,
    /// Compared requests that the first subject allowed.
    pub allow: u64,
    /// Compared requests that the first subject denied.
    pub deny: u64,
    /// Compared requests with at least one erroring policy.
    pub with_errors: u64,
    /// Requests that no two subjects answered.
    pub not_answered: u64,
    /// What was compared of the reading of documents.
    #[serde(with = "pairs")]
    pub readings: BTreeMap<Readings, u64>,
    /// Compared verdicts of validity, by aspect.
    #[serde(with = "pairs")]
    pub verdicts: BTreeMap<Aspect, Verdicts>,
    /// Answers held against each law.
    #[serde(with = "pairs")]
    pub laws: BTreeMap<Law, u64>,
    /// Cases without a compared decision or policy, by reason.
    #[serde(with = "pairs")]
    pub skipped: BTreeMap<Skip, u64>,
    /// Pairs of outcomes not compared in some part, by part.
    #[serde(with = "pairs")]
    pub not_compared: BTreeMap<NotCompared, u64>,
    /// Cases with at least one difference; parts of cases where they are packed of parts.
    pub mismatches: u64,
}

impl Statistics {
    /// Counts a compared case.
    pub fn count(&mut self, comparison: &Comparison) {
        let tally = &comparison.tally;
        self.cases += 1;
        self.decisions += tally.decisions;
        self.allow += tally.allow;
        self.deny += tally.deny;
        self.with_errors += tally.with_errors;
        self.not_answered += tally.not_answered;
        add(&mut self.not_compared, &tally.not_compared);
        add(&mut self.readings, &tally.readings);
        add_verdicts(&mut self.verdicts, &tally.verdicts);
        add(&mut self.laws, &tally.laws);
        match &comparison.verdict {
            Verdict::Agree => {}
            Verdict::Mismatch(_) => self.mismatches += 1,
            Verdict::Skip(reason) => *self.skipped.entry(Skip::Compared(*reason)).or_default() += 1,
        }
    }

    /// Counts a case that could not be generated.
    pub fn count_panicked_generator(&mut self) {
        self.cases += 1;
        *self.skipped.entry(Skip::GeneratorPanicked).or_default() += 1;
    }

    /// Adds the counts of another part.
    pub fn merge(mut self, other: &Self) -> Self {
        self.cases += other.cases;
        self.decisions += other.decisions;
        self.allow += other.allow;
        self.deny += other.deny;
        self.with_errors += other.with_errors;
        self.not_answered += other.not_answered;
        self.mismatches += other.mismatches;
        add(&mut self.skipped, &other.skipped);
        add(&mut self.not_compared, &other.not_compared);
        add(&mut self.readings, &other.readings);
        add_verdicts(&mut self.verdicts, &other.verdicts);
        add(&mut self.laws, &other.laws);
        self
    }

    /// Skipped cases of all reasons.
    pub fn skipped_cases(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Requests compared by at least one pair of subjects.
    pub fn requests(&self) -> u64 {
        self.allow + self.deny
    }
}

fn add<K: Ord + Copy>(counts: &mut BTreeMap<K, u64>, others: &BTreeMap<K, u64>) {
    for (key, count) in others {
        *counts.entry(*key).or_default() += count;
    }
}

fn add_verdicts(counts: &mut BTreeMap<Aspect, Verdicts>, others: &BTreeMap<Aspect, Verdicts>) {
    for (aspect, verdicts) in others {
        counts.entry(*aspect).or_default().add(*verdicts);
    }
}

/// `part` of `whole` in percent; 0 of nothing.
pub fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}
