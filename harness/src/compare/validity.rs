//! The comparison of what two subjects say of a case by its schema: policies, templates and links; entities; requests.
//!
//! What a policy is refused by, strictly or permissively, it is refused by at a level, too. So of the aspects in which a
//! policy is judged differently in the same direction only the first is a difference: the others follow from it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::pairs::Pairs;
use super::{NotCompared, What, types};
use crate::outcome::{Outcome, Validity, Violation, Violations};
use crate::subject::{Capabilities, SubjectInfo};

/// What validity is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Aspect {
    /// Strict validation of policies, templates and links.
    Strict,
    /// Permissive validation of them.
    Permissive,
    /// Strict validation of them at the level of the case.
    Level,
    /// Conformance of entities.
    Entities,
    /// Validity of requests.
    Requests,
    /// The types of the sub-expressions of valid policies and templates.
    Types,
}

impl Aspect {
    /// Every aspect.
    pub const ALL: [Self; 6] =
        [Self::Strict, Self::Permissive, Self::Level, Self::Entities, Self::Requests, Self::Types];

    /// Its name in summaries and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Permissive => "permissive",
            Self::Level => "level",
            Self::Entities => "entities",
            Self::Requests => "requests",
            Self::Types => "types",
        }
    }

    /// Under which name it is not compared.
    fn not_compared(self) -> NotCompared {
        match self {
            Self::Strict => NotCompared::Validate,
            Self::Permissive => NotCompared::ValidatePermissive,
            Self::Level => NotCompared::ValidateLevel,
            Self::Entities => NotCompared::ValidateEntities,
            Self::Requests => NotCompared::ValidateRequest,
            Self::Types => NotCompared::Types,
        }
    }

    fn is_told_by(self, capabilities: Capabilities) -> bool {
        match self {
            Self::Strict => capabilities.validate,
            Self::Permissive => capabilities.validate_permissive,
            Self::Level => capabilities.validate_level,
            Self::Entities => capabilities.validate_entities,
            Self::Requests => capabilities.validate_request,
            Self::Types => capabilities.types,
        }
    }
}

/// What is valid or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judged {
    /// The policy, template or link of this id.
    Policy(String),
    /// The listed entity of this uid.
    Entity(String),
    /// The request of this index.
    Request(usize),
}

/// How many verdicts of one aspect were compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Verdicts {
    /// Compared pairs of verdicts: one policy judged by two subjects is one.
    pub compared: u64,
    /// How many of them the first subject found valid.
    pub valid: u64,
}

impl Verdicts {
    /// Adds the counts of another part.
    pub fn add(&mut self, other: Self) {
        self.compared += other.compared;
        self.valid += other.valid;
    }
}

type Side<'a> = (&'a SubjectInfo, &'a Outcome);

impl Pairs {
    /// Compares what two subjects say by a schema that both can read.
    pub(super) fn validity(&mut self, left: Side<'_>, right: Side<'_>) {
        let readable = |side: Side<'_>| side.1.schema.as_ref().is_some_and(crate::outcome::Loaded::is_ok);
        if !readable(left) || !readable(right) {
            return;
        }
        self.policies(left, right);
        if self.both_tell(Aspect::Entities, left, right, |validity| validity.entities.is_some())
            && let (Some(ours), Some(theirs)) = (&left.1.validity.entities, &right.1.validity.entities)
        {
            let all = left.1.validity.listed.max(right.1.validity.listed);
            self.count(Aspect::Entities, all, ours.len());
            for (id, left_valid) in parted(ours, theirs) {
                self.judged_differently(left, right, Aspect::Entities, Judged::Entity(id), left_valid);
            }
        }
        self.requests(left, right);
        self.types(left, right);
    }

    fn types(&mut self, left: Side<'_>, right: Side<'_>) {
        if !self.both_tell(Aspect::Types, left, right, |validity| validity.types.is_some()) {
            return;
        }
        let (Some(ours), Some(theirs)) = (&left.1.validity.types, &right.1.validity.types) else { return };
        // A policy that only one of them has types of is valid for that one only: a difference already.
        for (policy, ours) in ours {
            let Some(theirs) = theirs.get(policy) else { continue };
            let (compared, difference) = types::compare(policy, ours, theirs);
            self.count(Aspect::Types, usize::try_from(compared).unwrap_or(usize::MAX), 0);
            if let Some(what) = difference {
                self.differ(left.0, right.0, what);
            }
        }
    }

    fn policies(&mut self, left: Side<'_>, right: Side<'_>) {
        let mut told = BTreeSet::new();
        for aspect in [Aspect::Strict, Aspect::Permissive, Aspect::Level] {
            if !self.both_tell(aspect, left, right, |validity| by_policy(validity, aspect).is_some()) {
                continue;
            }
            let sides = (by_policy(&left.1.validity, aspect), by_policy(&right.1.validity, aspect));
            let (Some(ours), Some(theirs)) = sides else { continue };
            let all = left.1.validity.policies.max(right.1.validity.policies);
            self.count(aspect, all, ours.len());
            for (id, left_valid) in parted(ours, theirs) {
                if told.insert((id.clone(), left_valid)) {
                    self.judged_differently(left, right, aspect, Judged::Policy(id), left_valid);
                }
            }
        }
    }

    fn requests(&mut self, left: Side<'_>, right: Side<'_>) {
        let tells = |validity: &Validity| validity.requests.iter().any(Option::is_some);
        if !self.both_tell(Aspect::Requests, left, right, tells) {
            return;
        }
        let requests = left.1.validity.requests.iter().zip(&right.1.validity.requests);
        for (index, sides) in requests.enumerate() {
            let (Some(ours), Some(theirs)) = sides else { continue };
            self.count(Aspect::Requests, 1, usize::from(!ours.is_empty()));
            if ours.is_empty() != theirs.is_empty() {
                self.judged_differently(left, right, Aspect::Requests, Judged::Request(index), ours.is_empty());
            }
        }
    }

    /// Whether both sides tell the aspect. If one of them cannot, or does not although the other one does, that is
    /// counted as not compared.
    fn both_tell(
        &mut self,
        aspect: Aspect,
        left: Side<'_>,
        right: Side<'_>,
        tells: impl Fn(&Validity) -> bool,
    ) -> bool {
        let can = |side: Side<'_>| aspect.is_told_by(side.0.capabilities);
        let does = [tells(&left.1.validity), tells(&right.1.validity)];
        match (can(left) && can(right), does) {
            (true, [true, true]) => return true,
            (true, [false, false]) => {}
            _ => self.leave_out(aspect.not_compared()),
        }
        false
    }

    fn count(&mut self, aspect: Aspect, all: usize, invalid: usize) {
        let verdicts = Verdicts { compared: all as u64, valid: all.saturating_sub(invalid) as u64 };
        self.tally.verdicts.entry(aspect).or_default().add(verdicts);
    }

    fn judged_differently(
        &mut self,
        left: Side<'_>,
        right: Side<'_>,
        aspect: Aspect,
        judged: Judged,
        left_valid: bool,
    ) {
        let rejecting = if left_valid { right.1 } else { left.1 };
        let violations = violations_of(&rejecting.validity, aspect, &judged).to_vec();
        self.differ(left.0, right.0, What::Validity { aspect, judged, left_valid, violations });
    }
}

fn by_policy(validity: &Validity, aspect: Aspect) -> Option<&Violations> {
    match aspect {
        Aspect::Strict => validity.strict.as_ref(),
        Aspect::Permissive => validity.permissive.as_ref(),
        Aspect::Level => validity.level.as_ref(),
        Aspect::Entities | Aspect::Requests | Aspect::Types => None,
    }
}

/// What a subject has against something, in an aspect.
pub fn violations_of<'v>(validity: &'v Validity, aspect: Aspect, judged: &Judged) -> &'v [Violation] {
    let found = match judged {
        Judged::Policy(id) => by_policy(validity, aspect).and_then(|violations| violations.get(id)),
        Judged::Entity(uid) => validity.entities.as_ref().and_then(|violations| violations.get(uid)),
        Judged::Request(index) => validity.requests.get(*index).and_then(Option::as_ref),
    };
    found.map(Vec::as_slice).unwrap_or_default()
}

/// What only one side has something against, with whether it is valid for the left one.
fn parted<'v>(left: &'v Violations, right: &'v Violations) -> impl Iterator<Item = (String, bool)> + 'v {
    let ids: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    ids.into_iter().filter_map(|id| match (left.contains_key(id), right.contains_key(id)) {
        (true, false) => Some((id.clone(), false)),
        (false, true) => Some((id.clone(), true)),
        _ => None,
    })
}
