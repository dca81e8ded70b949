//! Requests that miss a policy by exactly one thing, and requests that satisfy a policy which nothing did.
//!
//! In come policies aimed at the planned requests; out come more requests, made from those by one change each, the twins
//! of entities that they name, and the intents of the case. A change is only made if the model says that it turns the
//! policy, and that the same request without the difference does not.

mod candidates;
mod data;
mod decisive;
mod goals;
mod paths;
mod twins;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::policy::{Effect, Link, Template};
use crosscheck_reference_model::request::{Request, RequestSyntax};
use crosscheck_reference_model::response::ErrorKind;

use crate::choices::Choices;
use crate::give_ups::{GiveUp, GiveUps};
use crate::intents::{Intent, Meant, Miss};
use crate::judge::Store;
use crate::policies::Aimed;
use crate::requests::Planned;
use crate::values::Stock;
use candidates::{Candidate, Change, Finder};
use goals::{Goal, Verdict};
use twins::Maker;

/// How often each sort of miss is tried first, of those that a policy has candidates for: the rarer, the more.
const SORTS: [(u32, Miss); 12] = [
    (8, Miss::ScopePrincipal),
    (20, Miss::ScopeAction),
    (8, Miss::ScopeResource),
    (24, Miss::FirstEdge),
    (150, Miss::SecondEdge),
    (300, Miss::FartherEdge),
    (250, Miss::AttributeValue),
    (60, Miss::AttributePresence),
    (3000, Miss::TagValue),
    (500, Miss::TagPresence),
    (150, Miss::BoundaryAbove),
    (120, Miss::BoundaryBelow),
];

/// How many candidates the model is asked about for one request.
const ASKED: usize = 8;

/// How many policies are tried for one request.
const TRIED: usize = 3;

/// What there is to make requests for.
pub(crate) struct Aims<'a> {
    pub(crate) templates: &'a [Template],
    pub(crate) links: &'a [Link],
    pub(crate) aims: &'a [Aimed],
}

/// Adds requests to the planned ones, up to `most` in all, and the twins that they name to the listed entities. Where
/// nothing can be judged, none is added and nothing is recorded.
pub(crate) fn make(
    choices: &mut Choices<'_>,
    (stock, listed): (&Stock<'_>, &mut Vec<Entity>),
    (planned, most): (&mut Vec<Planned>, usize),
    aims: &Aims<'_>,
    store: &mut Store,
    give_ups: &mut GiveUps,
) -> Vec<Intent> {
    let requests: Option<Vec<Request>> =
        planned.iter().map(|planned| Request::from_syntax(&planned.request).ok()).collect();
    let (Some(requests), true) = (requests, store.entities().is_some()) else { return Vec::new() };
    let goals = Goal::list(aims.templates, aims.links, aims.aims);
    let before = listed.len();
    let mut making = Making { choices, stock, listed, planned, requests, store, intents: Vec::new() };
    let (satisfied, open) = making.look(&goals, give_ups);
    for index in open {
        if making.planned.len() >= most || !making.hit(&goals[index]) {
            give_ups.count(GiveUp::PolicyNotSatisfied);
        }
    }
    making.miss_all(&goals, &satisfied, most, give_ups);
    let Making { choices, listed, intents, .. } = making;
    // Twins stand anywhere in the document, and the others stay in their order.
    for twin in listed.split_off(before) {
        let index = choices.below(listed.len() + 1);
        listed.insert(index, twin);
    }
    intents
}

/// Whether the link is satisfied by the request; not if nothing can be judged.
pub(crate) fn satisfies(request: &RequestSyntax, template: &Template, link: &Link, store: &Store) -> bool {
    let (Ok(request), Some(store)) = (Request::from_syntax(request), store.entities()) else { return false };
    let aimed = Aimed { template: 0, link: Some(0), request: 0, satisfied: true, mistake: None, is_probe: false };
    let goals = Goal::list(std::slice::from_ref(template), std::slice::from_ref(link), &[aimed]);
    goals.iter().any(|goal| goal.verdict(&request, store) == Verdict::Satisfied)
}

/// Requests in the making.
struct Making<'a, 'c> {
    choices: &'a mut Choices<'c>,
    stock: &'a Stock<'a>,
    listed: &'a mut Vec<Entity>,
    planned: &'a mut Vec<Planned>,
    /// The planned requests with their contexts evaluated.
    requests: Vec<Request>,
    store: &'a mut Store,
    intents: Vec<Intent>,
}

impl Making<'_, '_> {
    fn record(&mut self, goal: &Goal<'_>, request: usize, meant: Meant) {
        let forbids = goal.policy.effect == Effect::Forbid;
        self.intents.push(Intent { policy: goal.policy.id.clone(), forbids, request, meant });
    }

    fn verdict(&self, goal: &Goal<'_>, request: &Request) -> Option<Verdict> {
        self.store.entities().map(|store| goal.verdict(request, store))
    }

    /// Looks what became of each aim. Returns the goals that are satisfied, each with a request that does; and those
    /// that are not but could be.
    fn look(&mut self, goals: &[Goal<'_>], give_ups: &mut GiveUps) -> (Vec<(usize, usize)>, Vec<usize>) {
        let (mut satisfied, mut open) = (Vec::new(), Vec::new());
        for (index, goal) in goals.iter().enumerate() {
            let aim = goal.aimed.request;
            let Some(verdict) = self.verdict(goal, &self.requests[aim]) else { continue };
            if goal.aimed.is_probe {
                self.record_probe(goal);
            } else {
                self.record_aim(goal, verdict, give_ups);
            }
            let by = if verdict == Verdict::Satisfied { Some(aim) } else { self.by_another(goal) };
            match by {
                Some(request) => {
                    self.record(goal, request, Meant::Satisfied);
                    satisfied.push((index, request));
                }
                None if goal.aimed.mistake.is_none() && !goal.aimed.is_probe => open.push(index),
                None => {}
            }
        }
        (satisfied, open)
    }

    /// Records what became of the request aimed at, unless the policy is satisfied by it.
    fn record_aim(&mut self, goal: &Goal<'_>, verdict: Verdict, give_ups: &mut GiveUps) {
        let Aimed { request, satisfied, mistake, .. } = goal.aimed;
        match (verdict, mistake) {
            (Verdict::Errs(kind), Some(meant)) if kind == meant => self.record(goal, request, errs(kind, None)),
            (_, Some(_)) => give_ups.count(GiveUp::ErrorNotAsMeant),
            (Verdict::Missed, None) if !satisfied => {
                self.record(goal, request, Meant::Missed { by: Miss::Condition, other: None });
            }
            (Verdict::Missed | Verdict::Errs(_), None) if satisfied => give_ups.count(GiveUp::AimNotHit),
            (_, None) => {}
        }
    }

    /// Records the first error that a probe shows; or else that it is not satisfied, if nothing satisfies it.
    fn record_probe(&mut self, goal: &Goal<'_>) {
        let mut is_satisfied = false;
        let error = (0..self.requests.len()).find_map(|request| match self.verdict(goal, &self.requests[request]) {
            Some(Verdict::Errs(kind)) => Some((request, kind)),
            verdict => {
                is_satisfied |= verdict == Some(Verdict::Satisfied);
                None
            }
        });
        match error {
            Some((request, kind)) => self.record(goal, request, errs(kind, None)),
            None if is_satisfied => {}
            None => self.record(goal, 0, Meant::Missed { by: Miss::Probe, other: None }),
        }
    }

    /// Another planned request that satisfies the policy.
    fn by_another(&self, goal: &Goal<'_>) -> Option<usize> {
        (0..self.requests.len()).find(|other| self.verdict(goal, &self.requests[*other]) == Some(Verdict::Satisfied))
    }

    /// The changes of a planned request that may turn the policy, in an order to try them in.
    fn candidates(&mut self, goal: &Goal<'_>, base: usize) -> Vec<Candidate> {
        let Some(store) = self.store.entities() else { return Vec::new() };
        let action = &self.stock.world.actions[self.planned[base].action];
        let finder = Finder::new(self.choices, (self.stock, action), (self.listed, store), &self.requests[base]);
        let mut found = finder.all(goal);
        let mut chosen = Vec::new();
        while chosen.len() < ASKED && !found.is_empty() {
            let weight = |candidate: &Candidate| {
                SORTS.iter().find(|(_, miss)| *miss == candidate.miss).map_or(1, |(weight, _)| *weight)
            };
            let index = self.choices.weighted_index(found.iter().map(weight));
            chosen.push(found.swap_remove(index));
        }
        chosen
    }

    /// Makes a request that satisfies the policy from the one that it was aimed at, which then misses it by one thing.
    fn hit(&mut self, goal: &Goal<'_>) -> bool {
        let base = goal.aimed.request;
        let Some(before) = self.verdict(goal, &self.requests[base]) else { return false };
        for candidate in self.candidates(goal, base) {
            let is_wanted = |verdict| verdict == Verdict::Satisfied;
            let Some(turned) = self.turned(goal, (base, before), &candidate, (false, is_wanted)) else { continue };
            self.record(goal, turned.request, Meant::Satisfied);
            if turned.is_exact {
                self.record(goal, base, meant(before, candidate.miss, turned.request));
            }
            return true;
        }
        false
    }

    /// Makes requests that miss, until there are `most` in all.
    fn miss_all(&mut self, goals: &[Goal<'_>], satisfied: &[(usize, usize)], most: usize, give_ups: &mut GiveUps) {
        for _ in self.planned.len()..most {
            let made = !satisfied.is_empty()
                && (0..TRIED).any(|_| {
                    let (goal, base) = *self.choices.pick(satisfied);
                    self.miss(&goals[goal], base)
                });
            if !made {
                give_ups.count(GiveUp::NearMissNotFound);
            }
        }
    }

    /// Makes a request that misses the policy by one thing from one that satisfies it.
    fn miss(&mut self, goal: &Goal<'_>, base: usize) -> bool {
        for candidate in self.candidates(goal, base) {
            let is_wanted = |verdict| verdict != Verdict::Satisfied;
            let Some(turned) = self.turned(goal, (base, Verdict::Satisfied), &candidate, (true, is_wanted)) else {
                continue;
            };
            self.record(goal, turned.request, meant(turned.verdict, candidate.miss, base));
            return true;
        }
        false
    }

    /// Adds the changed request, if the policy makes of it what is `wanted`. Says whether nothing but the difference does
    /// it; if it must, nothing else is added.
    fn turned(
        &mut self,
        goal: &Goal<'_>,
        (base, before): (usize, Verdict),
        candidate: &Candidate,
        (must_be_exact, wanted): (bool, impl Fn(Verdict) -> bool),
    ) -> Option<Turned> {
        let mut maker = Maker::new(self.stock, self.listed);
        let changed = maker.changed(&self.planned[base].request, &candidate.change)?;
        let twins = maker.twins;
        let request = changed.asked(&self.requests[base])?;
        twins.iter().for_each(|twin| self.store.add(twin));
        let verdict = self.verdict(goal, &request).filter(|verdict| wanted(*verdict));
        let is_exact = verdict.is_some()
            && match candidate.change.undone() {
                None => self.is_one_element(goal, (base, before), &request),
                Some(undone) => self.is_nothing_else(goal, (base, before), &undone, &twins),
            };
        let Some(verdict) = verdict.filter(|_| is_exact || !must_be_exact) else {
            twins.iter().for_each(|twin| self.store.remove(&twin.uid));
            return None;
        };
        let changed = changed.written(&self.planned[base].request);
        if self.planned.iter().any(|planned| planned.request == changed) {
            twins.iter().for_each(|twin| self.store.remove(&twin.uid));
            return None;
        }
        self.listed.extend(twins);
        let action = self.stock.world.actions.iter().position(|action| action.uid == changed.action)?;
        self.planned.push(Planned { request: changed, action });
        self.requests.push(request);
        Some(Turned { request: self.planned.len() - 1, verdict, is_exact })
    }

    /// Whether just one constraint of the scope turned, and the conditions hold before and after.
    fn is_one_element(&self, goal: &Goal<'_>, (base, before): (usize, Verdict), request: &Request) -> bool {
        let Some(store) = self.store.entities() else { return false };
        let base = &self.requests[base];
        let [held, hold] = [base, request].map(|request| goal.constraints(request, store));
        let turned = held.iter().zip(&hold).filter(|(held, hold)| held != hold).count();
        let satisfied = |request| goal.clauses(request, store) == Verdict::Satisfied;
        turned == 1 && (before == Verdict::Satisfied || satisfied(base)) && satisfied(request)
    }

    /// Whether the policy answers as before to twins that do not differ. They stand in the store for a moment, under the ids
    /// of those that do.
    fn is_nothing_else(
        &mut self,
        goal: &Goal<'_>,
        (base, before): (usize, Verdict),
        undone: &Change,
        twins: &[Entity],
    ) -> bool {
        if goal.cannot_tell_twins(undone) {
            return true;
        }
        let mut maker = Maker::new(self.stock, self.listed);
        let Some(same) = maker.changed(&self.planned[base].request, undone) else { return false };
        let alike = maker.twins;
        let Some(same) = same.asked(&self.requests[base]) else { return false };
        if alike.is_empty() {
            return true;
        }
        alike.iter().for_each(|twin| self.store.add(twin));
        let is_same = self.verdict(goal, &same) == Some(before);
        alike.iter().for_each(|twin| self.store.remove(&twin.uid));
        twins.iter().for_each(|twin| self.store.add(twin));
        is_same
    }
}

/// What became of a change.
struct Turned {
    /// The index of the new request.
    request: usize,
    verdict: Verdict,
    /// Whether nothing but the difference turned the policy.
    is_exact: bool,
}

/// What a verdict is, for a request that is different in just this from the other one, which satisfies the policy.
fn meant(verdict: Verdict, by: Miss, other: usize) -> Meant {
    match verdict {
        Verdict::Satisfied => Meant::Satisfied,
        Verdict::Missed => Meant::Missed { by, other: Some(other) },
        Verdict::Errs(kind) => errs(kind, Some((by, other))),
    }
}

fn errs(kind: ErrorKind, from: Option<(Miss, usize)>) -> Meant {
    let (by, other) = from.unzip();
    Meant::Errs { kind: kind.as_str().to_owned(), by, other }
}
