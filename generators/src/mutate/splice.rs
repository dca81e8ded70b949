//! Crossover: parts of another case, made to speak of what this one has.

use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{Link, Template};

use super::policies::{MOST, add_link, renumber};
use super::retarget::Retarget;
use super::{Hand, Row, names, sites, sorts};
use crate::case::Case;

/// A part with more nodes is not spliced.
const LARGEST: usize = 120;

pub(super) const ROWS: &[Row] = &[
    Row {
        weight: 12,
        name: "splice a policy",
        places: |survey| if survey.case.policies.len() < MOST { survey.donor.policies.len() } else { 0 },
        change: |hand, place| {
            let (policy, links) = borrowed(hand, place);
            let to = hand.choices.below(hand.case.policies.len() + 1);
            hand.case.policies.insert(to, policy);
            settle(hand, links);
            true
        },
    },
    Row {
        weight: 5,
        name: "splice a policy in the place of another",
        places: |survey| if survey.case.policies.is_empty() { 0 } else { survey.donor.policies.len() },
        change: |hand, place| {
            let (policy, links) = borrowed(hand, place);
            let to = hand.choices.below(hand.case.policies.len());
            let same = hand.case.policies[to].conditions == policy.conditions;
            hand.case.policies[to] = policy;
            settle(hand, links);
            !same
        },
    },
    Row {
        weight: 6,
        name: "splice a clause",
        places: |survey| {
            let clauses = survey.donor.policies.iter().map(|policy| policy.conditions.len()).sum();
            if survey.case.policies.is_empty() { 0 } else { clauses }
        },
        change: |hand, place| {
            let all = hand.donor.policies.iter().flat_map(|policy| &policy.conditions);
            let Some(mut clause) = { all }.nth(place).cloned() else { return false };
            Retarget::new(hand.choices, hand.donor, hand.case).expression(&mut clause.body);
            let to = hand.choices.below(hand.case.policies.len());
            hand.case.policies[to].conditions.push(clause);
            true
        },
    },
    Row {
        weight: 7,
        name: "splice a part of a condition",
        places: |survey| {
            let offered = offered(survey.donor);
            survey.count(|expr| offered.iter().any(|part| sorts::of(part) == sorts::of(expr)))
        },
        change: |hand, place| {
            let offered = offered(hand.donor);
            let fits = |expr: &Expr| offered.iter().any(|part| sorts::of(part) == sorts::of(expr));
            let all = sites::nodes(sites::conditions(hand.case));
            let Some(target) = all.into_iter().filter(|expr| fits(expr)).nth(place) else { return false };
            let sort = sorts::of(target);
            let parts: Vec<&Expr> = offered.iter().copied().filter(|part| sorts::of(part) == sort).collect();
            let mut part = (*hand.choices.pick(&parts)).clone();
            Retarget::new(hand.choices, hand.donor, hand.case).expression(&mut part);
            let Some(expr) = sites::at(sites::conditions_mut(hand.case), fits, place) else { return false };
            let changed = *expr != part;
            *expr = part;
            changed
        },
    },
    Row {
        weight: 3,
        name: "splice an entity",
        places: |survey| if survey.case.entities.len() < 200 { survey.donor.entities.len() } else { 0 },
        change: |hand, place| {
            let mut entity = hand.donor.entities[place].clone();
            if names::is_action(&entity.uid) {
                return false;
            }
            let mut retarget = Retarget::new(hand.choices, hand.donor, hand.case);
            retarget.entity_type(&mut entity.uid.ty);
            entity.attrs = retarget.fields(entity.attrs, false);
            entity.tags.values_mut().for_each(|value| retarget.expression(value));
            entity.parents.iter_mut().for_each(|parent| retarget.uid(parent));
            // What is in the store already may be in this one; an edge back would be a cycle.
            let listed = |uid: &EntityUid| hand.case.entities.iter().any(|other| other.uid == *uid);
            while listed(&entity.uid) {
                entity.uid.eid.push('2');
            }
            entity.parents.retain(|parent| *parent != entity.uid && !names::is_action(parent));
            if hand.case.entities.iter().any(|other| other.parents.contains(&entity.uid)) {
                entity.parents.clear();
            }
            hand.case.entities.push(entity);
            true
        },
    },
    Row {
        weight: 3,
        name: "splice a request",
        places: |survey| if survey.case.requests.len() < MOST { survey.donor.requests.len() } else { 0 },
        change: |hand, place| {
            let mut request = hand.donor.requests[place].clone();
            let mut retarget = Retarget::new(hand.choices, hand.donor, hand.case);
            retarget.uid(&mut request.principal);
            retarget.uid(&mut request.action);
            retarget.uid(&mut request.resource);
            request.context = retarget.fields(request.context, true);
            hand.case.requests.push(request);
            true
        },
    },
];

/// A policy of the donor and its links, retargeted.
fn borrowed(hand: &mut Hand<'_, '_>, place: usize) -> (Template, Vec<Link>) {
    let mut policy = hand.donor.policies[place].clone();
    let mut links: Vec<Link> =
        hand.donor.links.iter().filter(|link| link.template == policy.id).take(5).cloned().collect();
    let mut retarget = Retarget::new(hand.choices, hand.donor, hand.case);
    retarget.policy(&mut policy);
    links.iter_mut().flat_map(|link| link.slots.values_mut()).for_each(|uid| retarget.uid(uid));
    // An id that no policy of the host has.
    policy.id = "spliced".to_owned();
    (policy, links)
}

/// Numbers the policies after one was put in, and gives it its links.
fn settle(hand: &mut Hand<'_, '_>, links: Vec<Link>) {
    let at = hand.case.policies.iter().position(|policy| policy.id == "spliced").unwrap_or(0);
    renumber(hand.case);
    let id = hand.case.policies[at].id.clone();
    links.into_iter().for_each(|link| add_link(hand.case, id.clone(), link.slots));
}

/// The parts of the donor's conditions that may be taken: a variable or an entity of its own says nothing.
fn offered(donor: &Case) -> Vec<&Expr> {
    let mut all = sites::nodes(sites::conditions(donor));
    all.retain(|expr| !matches!(expr, Expr::Var(_) | Expr::Lit(_)) && sites::size(expr).0 <= LARGEST);
    all
}
