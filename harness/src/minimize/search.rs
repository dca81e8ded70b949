//! What all passes share: asking the oracle, the budget, the counters, the slips, and how a sweep chooses its chunks.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::time::Instant;

use crosscheck_generators::CaseText;

use super::oracle::Oracle;
use super::{Budget, Slip};
use crate::examine::Effort;
use crate::signature::Coarse;
use crate::subject::Subject;

/// What one pass did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassCount {
    /// The pass.
    pub pass: &'static str,
    /// Cases it had the subjects run.
    pub trials: u32,
    /// How many of them were kept.
    pub kept: u32,
}

/// The state of minimizing one finding.
pub(super) struct Search<'a> {
    oracle: Oracle<'a>,
    target: Coarse,
    budget: Budget,
    started: Instant,
    trials: u32,
    counts: Vec<PassCount>,
    /// Hashes of the texts that were tried: passes often propose what another one did.
    tried: HashSet<u64>,
    /// Signatures that the case showed from the start; the others are slips.
    original: Vec<Coarse>,
    slips: Vec<Slip>,
}

/// Of the laws that ask again only the one that is the matter is checked.
fn effort_for(target: &Coarse) -> Effort {
    target.law().filter(|law| law.asks_again()).map_or(Effort::Plain, Effort::Only)
}

impl<'a> Search<'a> {
    pub(super) fn new(subjects: &[&'a dyn Subject], target: &Coarse, budget: Budget, started: Instant) -> Self {
        let named = target.subjects();
        let subjects = subjects.iter().copied().filter(|subject| named.contains(subject.name())).collect();
        Self {
            oracle: Oracle::new(subjects, effort_for(target)),
            target: target.clone(),
            budget,
            started,
            trials: 0,
            counts: Vec::new(),
            tried: HashSet::new(),
            original: Vec::new(),
            slips: Vec::new(),
        }
    }

    /// Whether the case given shows the difference; remembers what else it shows.
    pub(super) fn starts_with(&mut self, text: &CaseText) -> bool {
        self.trials += 1;
        self.original = self.oracle.ask(text);
        self.original.contains(&self.target)
    }

    /// Whether `text` shows the difference. False, without running anything, for a text that was tried before and when
    /// the budget is used up.
    pub(super) fn shows(&mut self, pass: &'static str, text: &CaseText) -> bool {
        if self.is_exhausted() || !self.tried.insert(hash(text)) {
            return false;
        }
        self.trials += 1;
        let found = self.oracle.ask(text);
        let shown = self.is_same(&found);
        let count = self.count(pass);
        count.trials += 1;
        count.kept += u32::from(shown);
        if !shown {
            self.note_slip(found, text);
        }
        shown
    }

    /// The signature under which `text` shows, above all, another decision between the same subjects.
    pub(super) fn decides(&mut self, pass: &'static str, text: &CaseText) -> Option<Coarse> {
        if self.is_exhausted() {
            return None;
        }
        self.trials += 1;
        let found = self.oracle.ask(text).into_iter().next();
        let decided = found.filter(|found| found.is_decision() && found.subjects() == self.target.subjects());
        let count = self.count(pass);
        count.trials += 1;
        count.kept += u32::from(decided.is_some());
        decided
    }

    /// From now on the difference to keep is `target`, whatever was asked for.
    pub(super) fn follow(&mut self, target: Coarse) {
        self.original = vec![target.clone()];
        self.target = target;
        self.tried.clear();
    }

    /// The difference to keep.
    pub(super) fn target(&self) -> &Coarse {
        &self.target
    }

    /// Whether these are the signatures of the same finding. Where the target was the most telling one at first it must
    /// stay so, or a wrong decision would drift into an error that also changes the decision.
    fn is_same(&self, found: &[Coarse]) -> bool {
        if self.original.first() == Some(&self.target) {
            found.first() == Some(&self.target)
        } else {
            found.contains(&self.target)
        }
    }

    fn note_slip(&mut self, found: Vec<Coarse>, text: &CaseText) {
        for coarse in found {
            let known = self.original.contains(&coarse) || self.slips.iter().any(|slip| slip.coarse == coarse);
            if !known {
                self.slips.push(Slip { coarse, text: text.clone() });
            }
        }
    }

    fn count(&mut self, pass: &'static str) -> &mut PassCount {
        let index = self.counts.iter().position(|count| count.pass == pass).unwrap_or_else(|| {
            self.counts.push(PassCount { pass, trials: 0, kept: 0 });
            self.counts.len() - 1
        });
        &mut self.counts[index]
    }

    pub(super) fn is_exhausted(&self) -> bool {
        self.trials >= self.budget.trials || self.started.elapsed() >= self.budget.time
    }

    pub(super) fn trials(&self) -> u32 {
        self.trials
    }

    pub(super) fn counts(&self) -> Vec<PassCount> {
        self.counts.clone()
    }

    pub(super) fn into_slips(self) -> Vec<Slip> {
        self.slips
    }
}

fn hash(text: &CaseText) -> u64 {
    // `DefaultHasher::new` has fixed keys: the same text is the same number in every process.
    let mut hasher = DefaultHasher::new();
    (&text.policies, &text.schema, &text.entities, text.level).hash(&mut hasher);
    for link in &text.links {
        (&link.template, &link.id).hash(&mut hasher);
        for (slot, uid) in &link.slots {
            (slot, &uid.ty, &uid.id).hash(&mut hasher);
        }
    }
    for request in &text.requests {
        for uid in [&request.principal, &request.action, &request.resource] {
            (&uid.ty, &uid.id).hash(&mut hasher);
        }
        request.context.hash(&mut hasher);
    }
    hasher.finish()
}

/// Goes once over `count` sites and has `attempt` remove chunks of them: all at first, then a half, smaller where that
/// fails and twice as large where it works. `attempt` says how many sites are left, or `None` if the chunk must stay.
///
/// It goes over the sites once and does not repeat itself: the caller does, when another pass has made room.
pub(super) fn sweep(count: usize, mut attempt: impl FnMut(Range<usize>) -> Option<usize>) {
    let mut count = count;
    if count > 1
        && let Some(left) = attempt(0..count)
    {
        count = left;
    }
    let mut at = 0;
    let mut size = (count / 2).max(1);
    while at < count {
        let end = (at + size).min(count);
        match attempt(at..end) {
            Some(left) => {
                // A site that is rewritten but stays is not to be tried for ever.
                at = if left < count { at } else { end };
                count = left;
                size *= 2;
            }
            None if size > 1 => size /= 2,
            None => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sweeps over `items`; a chunk may go if every item in `needed` stays. Returns what is left and the attempts.
    fn swept(items: usize, needed: &[usize]) -> (Vec<usize>, usize) {
        let mut left: Vec<usize> = (0..items).collect();
        let mut attempts = 0;
        sweep(items, |chunk| {
            attempts += 1;
            if left[chunk.clone()].iter().any(|item| needed.contains(item)) {
                return None;
            }
            left.drain(chunk);
            Some(left.len())
        });
        (left, attempts)
    }

    #[test]
    fn a_sweep_leaves_what_is_needed_and_asks_seldom() {
        let check = |items: usize, needed: &[usize], most: usize| {
            let (left, attempts) = swept(items, needed);
            assert_eq!(left, needed, "of {items}");
            assert!(attempts <= most, "{attempts} attempts for {items} with {needed:?}");
        };
        check(0, &[], 0);
        check(1, &[], 1);
        check(100, &[], 1);
        check(100, &[0], 20);
        check(100, &[99], 20);
        check(1000, &[500], 40);
        check(1000, &[3, 500, 998], 80);
        check(8, &[0, 1, 2, 3, 4, 5, 6, 7], 16);
    }
}
