//! The distribution of cases: what is in them, how often, and whether that meets the targets.
//!
//! [`Tally::add`] takes a case, lets the reference model answer it and counts named things; tallies of workers are merged; [`targets`]
//! compares with what the generators promise. What is counted nowhere is lost unnoticed: every operator, function, error
//! kind and scope form has its name here from the start, so that a zero is seen.

mod answers;
mod families;
mod guards;
mod hierarchies;
mod measure;
mod schemas;
mod spellings;

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_reference_model::expr::ExtFun;
use crosscheck_reference_model::response::ErrorKind;
use crosscheck_reference_model::schema::resolve;
use crosscheck_reference_model::validate::{self, Mode};
use serde::Serialize;

use crate::case::Case;
use crate::generate::Generated;
use crate::give_ups::{GiveUp, GiveUps};
use crate::hostile;
use crate::intents::Miss;
use crate::text::CaseText;

/// How often a thing was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// In how many cases.
    pub cases: u64,
    /// How often in all.
    pub total: u64,
}

/// Counts of named things over many cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many cases were added.
    pub cases: u64,
    /// How often each thing was met, by group and name: `operator ==`, `function ip`, `error type`, `request allow`.
    pub counts: BTreeMap<&'static str, Count>,
    /// How many cases equal an earlier one.
    pub duplicates: u64,
    /// What generators gave up.
    pub give_ups: GiveUps,
    /// Hashes of the cases that were added.
    seen: BTreeSet<u64>,
}

/// Names of the operators, as they are counted.
pub const OPERATORS: [&str; 22] = [
    "operator !",
    "operator unary -",
    "operator ==",
    "operator <",
    "operator <=",
    "operator +",
    "operator -",
    "operator *",
    "operator in",
    "operator is",
    "operator has",
    "operator like",
    "operator hasTag",
    "operator getTag",
    "operator contains",
    "operator containsAll",
    "operator containsAny",
    "operator isEmpty",
    "operator .",
    "operator &&",
    "operator ||",
    "operator if",
];

/// The cases whose policies are all meant to pass strict validation, and those in which all do.
const TYPED: &str = "typed case";
const TYPED_AND_VALID: &str = "typed case that is strictly valid";

/// Texts as they were printed, and such as were edited.
const TEXT: &str = "text as printed";
const EDITED_TEXT: &str = "text edited";
/// In how many cases each sort of miss must occur, in hundredths of a percent.
const MISSES: [(Miss, u64); Miss::ALL.len()] = [
    (Miss::ScopePrincipal, 1_000),
    (Miss::ScopeAction, 700),
    (Miss::ScopeResource, 1_000),
    (Miss::FirstEdge, 1_000),
    (Miss::SecondEdge, 300),
    (Miss::FartherEdge, 100),
    (Miss::AttributeValue, 400),
    (Miss::AttributePresence, 1_000),
    (Miss::TagValue, 1),
    (Miss::TagPresence, 80),
    (Miss::BoundaryAbove, 600),
    (Miss::BoundaryBelow, 600),
    (Miss::Condition, 100),
    (Miss::Probe, 50),
];

/// How often each thing may be given up, in hundredths of a percent of what it is about.
const CEILINGS: [(GiveUp, &str, u64); GiveUp::ALL.len()] = [
    (GiveUp::RequestNotDistinct, "request", 50),
    (GiveUp::RequestNotVaried, "request", 1_000),
    (GiveUp::ConditionNotSteered, "condition", 100),
    (GiveUp::MistakeNotPossible, "condition", 100),
    (GiveUp::StoreNotBuilt, "case", 0),
    (GiveUp::AimNotHit, "policy", 200),
    (GiveUp::ErrorNotAsMeant, "policy", 200),
    (GiveUp::PolicyNotSatisfied, "policy", 300),
    (GiveUp::NearMissNotFound, "request", 1_500),
    (GiveUp::NoViolation, "case", 50),
    (GiveUp::ProbeWithoutData, "policy", 200),
    // What is generated is not mutated, and has no policies that were given.
    (GiveUp::NoMutation, "case", 0),
    (GiveUp::PolicyNotMissed, "case", 0),
    (GiveUp::MutationWithoutEffect, "case", 0),
];

/// What a share is compared with, in hundredths of a percent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// What is measured.
    pub name: String,
    /// The share measured, in hundredths of a percent.
    pub share: u64,
    /// The least share that will do.
    pub least: u64,
    /// The greatest share that will do.
    pub most: u64,
}

impl Target {
    /// Whether the share is within its bounds.
    pub fn met(&self) -> bool {
        (self.least..=self.most).contains(&self.share)
    }
}

impl Tally {
    /// Adds a generated case with what was given up for it; and, if its policies are all meant to pass strict validation,
    /// whether they do.
    pub fn add_generated(&mut self, generated: &Generated) {
        self.give_ups.add(&generated.give_ups);
        self.add(&generated.case);
        if generated.settings.typed() {
            self.add_typed(&generated.case);
        }
    }

    /// Adds a case. If it is an error as a whole, there are no decisions and errors to count.
    pub fn add(&mut self, case: &Case) {
        let mut found = BTreeMap::new();
        measure::case(case, &mut found);
        answers::answers(case, &mut found);
        measure::count(&mut found, "case");
        self.cases += 1;
        for (name, total) in found {
            let count = self.counts.entry(name).or_default();
            count.cases += 1;
            count.total += total;
        }
        if !self.seen.insert(measure::hash(case)) {
            self.duplicates += 1;
        }
    }

    /// Adds what strict validation says of a case whose policies are all meant to pass it.
    fn add_typed(&mut self, case: &Case) {
        let Some(schema) = case.schema.as_ref().and_then(|syntax| resolve(syntax).ok()) else { return };
        let is_valid = validate::validate(&case.policies, &schema, Mode::Strict).is_empty()
            && validate::links(&case.policies, &case.links, &schema, Mode::Strict).is_empty();
        for name in [TYPED].into_iter().chain(is_valid.then_some(TYPED_AND_VALID)) {
            let count = self.counts.entry(name).or_default();
            count.cases += 1;
            count.total += 1;
        }
    }

    /// Adds the spellings that the text of a case is in, or the edits that were made to it; beside [`Tally::add`].
    pub fn add_text(&mut self, text: &CaseText) {
        let mut found = vec![if text.edits.is_empty() { TEXT } else { EDITED_TEXT }];
        if text.edits.is_empty() {
            found.extend(spellings::held(text));
        } else {
            let is_made = |name: &str| text.edits.iter().any(|words| words.contains(&format!(": {name} at byte")));
            found.extend(
                hostile::EDITS.iter().filter(|(_, edit)| is_made(edit.as_str())).map(|(_, edit)| edit.counted()),
            );
        }
        for name in found {
            let count = self.counts.entry(name).or_default();
            count.cases += 1;
            count.total += 1;
        }
    }

    /// Adds everything that `other` counted. A case that both met counts as a duplicate.
    pub fn merge(&mut self, other: &Self) {
        self.cases += other.cases;
        self.duplicates += other.duplicates;
        self.give_ups.add(&other.give_ups);
        for (name, more) in &other.counts {
            let count = self.counts.entry(name).or_default();
            count.cases += more.cases;
            count.total += more.total;
        }
        for hash in &other.seen {
            if !self.seen.insert(*hash) {
                self.duplicates += 1;
            }
        }
    }

    /// How often `name` was met; nothing for a name that never was.
    pub fn of(&self, name: &str) -> Count {
        self.counts.get(name).copied().unwrap_or_default()
    }

    /// The names of everything that must occur: operators, extension functions, error kinds, kinds of operands, forms of
    /// scopes and guards, features of schemas, heights of hierarchies, sorts of decisions and of misses.
    pub fn required() -> impl Iterator<Item = &'static str> {
        let parts = measure::SCOPES.into_iter().chain(measure::PARTS).chain(guards::FORMS).chain(schemas::FEATURES);
        let parts = parts.chain(measure::HIERARCHY).chain(answers::OUTCOMES).chain(Miss::ALL.map(Miss::counted_as));
        let families = families::FAMILIES.into_iter().chain(hierarchies::SHAPES).map(|(name, _)| name);
        OPERATORS.into_iter().chain(functions()).chain(errors()).chain(parts).chain(families)
    }

    /// What must occur and never did; spellings and edits only if texts were added.
    pub fn missing(&self) -> Vec<&'static str> {
        let spelled = spellings::names().filter(|_| self.of(TEXT).total > 0);
        let edits = hostile::EDITS.iter().map(|(_, edit)| edit.counted()).filter(|_| self.of(EDITED_TEXT).total > 0);
        Self::required().chain(spelled).chain(edits).filter(|name| self.of(name).total == 0).collect()
    }
}

fn functions() -> impl Iterator<Item = &'static str> {
    ExtFun::ALL.into_iter().map(measure::function)
}

fn errors() -> impl Iterator<Item = &'static str> {
    ErrorKind::ALL.into_iter().map(measure::error)
}

/// A share in hundredths of a percent.
fn share(part: u64, whole: u64) -> u64 {
    (part * 10_000).checked_div(whole).unwrap_or(0)
}

/// The targets of the distribution, each with what `tally` measured. Source: the project's distribution targets.
pub fn targets(tally: &Tally) -> Vec<Target> {
    let all = 10_000;
    let requests = tally.of("request").total;
    let conditions = tally.of("condition").total;
    let in_cases = |name: &str| share(tally.of(name).cases, tally.cases);
    let mut targets = Vec::new();
    let mut target = |name: &str, share: u64, least: u64, most: u64| {
        targets.push(Target { name: name.to_owned(), share, least, most });
    };
    target("conditions that read no variable", share(tally.of("condition literal only").total, conditions), 0, 499);
    target("cases with three or more policies", in_cases("case of three or more policies"), 5_000, all);
    target("requests allowed", share(tally.of("request allow").total, requests), 3_500, 6_500);
    target("requests with an erroring policy", share(tally.of("request erring").total, requests), 1_000, 2_500);
    target("cases in which all requests have one outcome", in_cases("case of one outcome"), 0, 2_999);
    target("cases with an ancestor path of three or more", in_cases("case with a path of three"), 3_000, all);
    target("duplicate cases", share(tally.duplicates, tally.cases), 0, 9);
    let typed = tally.of(TYPED).cases;
    if typed > 0 {
        let valid = tally.of(TYPED_AND_VALID).cases;
        target("typed cases that pass strict validation", share(valid, typed), 9_500, all);
    }
    let judged = ["that some request satisfies", "that no request satisfies"]
        .map(|what| tally.counts.get(format!("policy or link {what}").as_str()).map_or(0, |count| count.total));
    let all_judged = judged[0] + judged[1];
    target(
        "policies and links with a satisfying request, of those not to err",
        share(judged[0], all_judged),
        9_500,
        all,
    );
    for (miss, least) in MISSES {
        target(&format!("cases with {}", miss.counted_as()), in_cases(miss.counted_as()), least, all);
    }
    for (what, of, most) in CEILINGS {
        let name = format!("given up: {}, of each {of}", what.name());
        target(&name, share(u64::from(tally.give_ups.of(what)), tally.of(of).total), 0, most);
    }
    for name in OPERATORS.into_iter().chain(functions()) {
        target(&format!("cases with {name}"), in_cases(name), 100, all);
    }
    for name in guards::FORMS.into_iter().chain(schemas::FEATURES) {
        target(&format!("cases with {name}"), in_cases(name), 30, all);
    }
    for (name, least) in families::FAMILIES.into_iter().chain(hierarchies::SHAPES) {
        target(&format!("cases with {name}"), in_cases(name), least, all);
    }
    targets
}
