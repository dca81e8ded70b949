//! What a run has exercised of each declared table: the steps of evaluation, the judgments of validation, the productions
//! of the parsers.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::rule::RULES;
use super::seen::Seen;
use super::{Judgment, Observer, Operands, Outcome, Production, Step, declared, excluded_judgments, judgments};
use crate::response::ErrorKind;
use crate::value::Kind;

/// How many outcomes [`outcome_number`] tells apart.
const OUTCOMES: usize = 2 + Kind::ALL.len() + ErrorKind::ALL.len();

/// How many operands [`operands_number`] tells apart: none, one, two.
const OPERANDS: usize = 1 + Kind::ALL.len() + Kind::ALL.len() * Kind::ALL.len();

/// In [`INDEX`]: no such step is declared.
const UNDECLARED: u16 = u16::MAX;

/// The declared steps in order.
static DECLARED: LazyLock<Vec<Step>> = LazyLock::new(declared);

/// For each step's number, its place among the declared ones.
static INDEX: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut index = vec![UNDECLARED; RULES * OPERANDS * OUTCOMES];
    for (place, step) in (0..).zip(DECLARED.iter()) {
        index[number(step)] = place;
    }
    index
});

/// The declared judgments in order.
static JUDGMENTS: LazyLock<Vec<Judgment>> = LazyLock::new(judgments);

/// The place of each judgment among them.
static JUDGMENT_PLACES: LazyLock<HashMap<Judgment, usize>> =
    LazyLock::new(|| JUDGMENTS.iter().enumerate().map(|(place, judgment)| (*judgment, place)).collect());

/// What was seen of each table. What is asked of it without naming a table is asked of the steps of evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    steps: Seen,
    judgments: Seen,
    productions: Seen,
}

/// How much of one declared table was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCoverage {
    /// What the table holds, for people: `rules`, `validation rules`, `productions`.
    pub name: &'static str,
    /// The same as a key of machine-readable output.
    pub key: &'static str,
    /// How many entries were seen.
    pub covered: usize,
    /// How many there are.
    pub total: usize,
    /// What was not seen, in the order of the table.
    pub missing: Vec<String>,
}

impl Coverage {
    /// How many steps are declared.
    pub fn total() -> usize {
        DECLARED.len()
    }

    /// How many of them were seen.
    pub fn covered(&self) -> usize {
        self.steps.count()
    }

    /// How many of the declared steps that fulfil a condition were seen, and how many there are.
    pub fn count(&self, condition: impl Fn(&Step) -> bool) -> (usize, usize) {
        let places = || DECLARED.iter().enumerate().filter(|(_, step)| condition(step));
        (places().filter(|(place, _)| self.steps.has(*place)).count(), places().count())
    }

    /// Whether this step was seen.
    pub fn contains(&self, step: Step) -> bool {
        index_of(step).is_some_and(|place| self.steps.has(place))
    }

    /// The declared steps that were not seen, in their order.
    pub fn missing(&self) -> Vec<Step> {
        DECLARED.iter().enumerate().filter(|(place, _)| !self.steps.has(*place)).map(|(_, step)| *step).collect()
    }

    /// Adds what another run has seen.
    pub fn merge(&mut self, other: &Self) {
        self.steps.merge(&other.steps);
        self.judgments.merge(&other.judgments);
        self.productions.merge(&other.productions);
    }

    /// How many entries of all tables were seen.
    pub fn covered_of_all(&self) -> usize {
        self.steps.count() + self.judgments.count() + self.productions.count()
    }

    /// A text that [`Coverage::from_marks`] reads back as long as the tables stay as they are: a `1` or `0` for each entry,
    /// a `;` between tables.
    pub fn marks(&self) -> String {
        let (steps, judgments) = (self.steps.marks(DECLARED.len()), self.judgments.marks(JUDGMENTS.len()));
        format!("{steps};{judgments};{}", self.productions.marks(Production::ALL.len()))
    }

    /// What such a text stands for; what it does not hold was not seen.
    pub fn from_marks(text: &str) -> Self {
        let mut tables = text.split(';').map(Seen::from_marks);
        let mut next = || tables.next().unwrap_or_default();
        Self { steps: next(), judgments: next(), productions: next() }
    }

    /// Each table with what was seen of it.
    pub fn tables(&self) -> Vec<TableCoverage> {
        vec![
            table("rules", "rules", &DECLARED, &self.steps),
            table("validation rules", "validation_rules", &JUDGMENTS, &self.judgments),
            table("productions", "productions", Production::ALL, &self.productions),
        ]
    }

    /// Notes a production.
    pub(super) fn read(&mut self, production: Production) {
        self.productions.add(production as usize);
    }

    /// Notes a judgment.
    pub(super) fn judge(&mut self, judgment: Judgment) {
        let place = JUDGMENT_PLACES.get(&judgment);
        let is_excluded = || excluded_judgments().iter().any(|(excluded, _)| *excluded == judgment);
        debug_assert!(place.is_some() || is_excluded(), "undeclared judgment: {judgment}");
        place.iter().for_each(|place| self.judgments.add(**place));
    }
}

impl Observer for Coverage {
    fn step(&mut self, step: Step) {
        let place = index_of(step);
        debug_assert!(place.is_some(), "undeclared step: {step}");
        let Some(place) = place else { return };
        self.steps.add(place);
    }
}

fn table<T: ToString>(name: &'static str, key: &'static str, entries: &[T], seen: &Seen) -> TableCoverage {
    let missing = entries.iter().enumerate().filter(|(place, _)| !seen.has(*place)).map(|(_, entry)| entry.to_string());
    TableCoverage { name, key, covered: seen.count(), total: entries.len(), missing: missing.collect() }
}

/// The place of a step among the declared ones.
fn index_of(step: Step) -> Option<usize> {
    let place = INDEX[number(&step)];
    (place != UNDECLARED).then_some(usize::from(place))
}

/// A number of its own for each step, declared or not.
fn number(step: &Step) -> usize {
    (step.rule.number() * OPERANDS + operands_number(step.operands)) * OUTCOMES + outcome_number(step.outcome)
}

fn operands_number(operands: Operands) -> usize {
    match operands {
        Operands::None => 0,
        Operands::One(a) => 1 + a as usize,
        Operands::Two(a, b) => 1 + Kind::ALL.len() * (1 + a as usize) + b as usize,
    }
}

fn outcome_number(outcome: Outcome) -> usize {
    match outcome {
        Outcome::Bool(b) => usize::from(b),
        Outcome::Value(kind) => 2 + kind as usize,
        Outcome::Error(kind) => 2 + Kind::ALL.len() + kind as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_step_has_a_place_of_its_own() {
        for (place, step) in DECLARED.iter().enumerate() {
            assert_eq!(index_of(*step), Some(place), "{step}");
        }
    }

    #[test]
    fn coverage_counts_merges_and_lists_what_is_missing() {
        let (first, last) = (DECLARED[0], DECLARED[DECLARED.len() - 1]);
        let mut a = Coverage::default();
        assert_eq!((a.covered(), a.missing().len()), (0, Coverage::total()));
        a.step(first);
        a.step(first);
        let mut b = Coverage::default();
        b.step(last);
        b.merge(&Coverage::default());
        b.merge(&a);
        assert_eq!((b.covered(), b.missing().len()), (2, Coverage::total() - 2));
        assert!(b.contains(first) && b.contains(last) && !a.contains(last));
    }
}
