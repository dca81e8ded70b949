//! Give-ups: each place where a generator could not make what it wanted, by name and with a count.
//!
//! Generators choose only what can succeed, so these are few. What is counted nowhere is noticed by nobody; a test
//! keeps a ceiling on each.

use serde::{Deserialize, Serialize};

/// What was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GiveUp {
    /// No request could be found that differs from those before it; the case has one less.
    RequestNotDistinct,
    /// No variation of a request was possible; an unrelated request was made.
    RequestNotVaried,
    /// A test is an error for the request aimed at, so that it is neither true nor false as wanted.
    ConditionNotSteered,
    /// A clause was meant to err in a way that this world has nothing for; it errs by type instead.
    MistakeNotPossible,
    /// The step drawn for a probe reads data of a kind that the case has nowhere; the case has one probe less.
    ProbeWithoutData,
    /// The store could not be built, so that nothing could be steered.
    StoreNotBuilt,
    /// A policy was meant to be satisfied by the request aimed at, and is not.
    AimNotHit,
    /// A policy was meant to err under the request aimed at in a way in which it does not.
    ErrorNotAsMeant,
    /// No change of a satisfying request was found that misses the policy by just that.
    NearMissNotFound,
    /// The case has nothing that the violation drawn could be planted into; it stays valid.
    NoViolation,
    /// The case has nothing that any mutation could change.
    NoMutation,
    /// What a mutation changed a thing for was the thing itself.
    MutationWithoutEffect,
    /// No request of the case satisfies a policy that is to be satisfied, and none could be made.
    PolicyNotSatisfied,
    /// No request was found that misses a policy that was given by one thing.
    PolicyNotMissed,
}

impl GiveUp {
    /// Every reason, in the order of their declaration.
    pub const ALL: [Self; 14] = [
        Self::RequestNotDistinct,
        Self::RequestNotVaried,
        Self::ConditionNotSteered,
        Self::MistakeNotPossible,
        Self::ProbeWithoutData,
        Self::StoreNotBuilt,
        Self::AimNotHit,
        Self::ErrorNotAsMeant,
        Self::NearMissNotFound,
        Self::NoViolation,
        Self::NoMutation,
        Self::MutationWithoutEffect,
        Self::PolicyNotSatisfied,
        Self::PolicyNotMissed,
    ];

    /// The name it is printed under.
    pub fn name(self) -> &'static str {
        match self {
            Self::RequestNotDistinct => "request-not-distinct",
            Self::RequestNotVaried => "request-not-varied",
            Self::ConditionNotSteered => "condition-not-steered",
            Self::MistakeNotPossible => "mistake-not-possible",
            Self::ProbeWithoutData => "probe-without-data",
            Self::StoreNotBuilt => "store-not-built",
            Self::AimNotHit => "aim-not-hit",
            Self::ErrorNotAsMeant => "error-not-as-meant",
            Self::NearMissNotFound => "near-miss-not-found",
            Self::NoViolation => "no-violation",
            Self::NoMutation => "no-mutation",
            Self::MutationWithoutEffect => "mutation-without-effect",
            Self::PolicyNotSatisfied => "policy-not-satisfied",
            Self::PolicyNotMissed => "policy-not-missed",
        }
    }
}

/// How often each thing was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GiveUps([u32; GiveUp::ALL.len()]);

impl GiveUps {
    /// Counts one.
    pub fn count(&mut self, what: GiveUp) {
        self.0[what as usize] += 1;
    }

    /// Adds what others counted.
    pub fn add(&mut self, others: &Self) {
        for (count, more) in self.0.iter_mut().zip(others.0) {
            *count += more;
        }
    }

    /// How often it happened.
    pub fn of(&self, what: GiveUp) -> u32 {
        self.0[what as usize]
    }

    /// Each reason with its count.
    pub fn iter(&self) -> impl Iterator<Item = (GiveUp, u32)> + '_ {
        GiveUp::ALL.iter().map(|what| (*what, self.of(*what)))
    }
}
