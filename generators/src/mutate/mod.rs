//! Mutation and crossover: a case from anywhere, changed a little.
//!
//! In come a case (the host) and another one (the donor), out comes the host with a few things changed: one operator, one
//! literal, one edge, or a policy of the donor that is made to speak of what the host has. Everything works on abstract
//! syntax, so what comes out can be printed and read back whenever the host could be. Each mutation is a row of a table:
//! its weight, its name, at how many places of this case it can be done, and the change. Only rows that can be done are
//! drawn. Whether the result means anything is not asked: that two implementations agree on it must hold for any case.

mod edges;
mod expressions;
mod fields;
mod literals;
pub(crate) mod names;
mod operators;
mod policies;
mod references;
mod requests;
mod retarget;
mod schemas;
mod scopes;
pub(crate) mod sites;
mod sorts;
mod splice;
#[cfg(test)]
mod tests;

use std::cell::OnceCell;

use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::name::{EntityType, EntityUid};

use crate::case::Case;
use crate::choices::Choices;
use crate::give_ups::{GiveUp, GiveUps};

/// How many mutations a case gets. Few keep what is realistic about it; many reach further.
const COUNTS: [(u32, usize); 6] = [(34, 1), (26, 2), (18, 3), (14, 4), (5, 6), (3, 12)];

/// A mutation.
struct Row {
    /// How often it is drawn, of those that can be done.
    weight: u32,
    /// Its name, which no other has.
    name: &'static str,
    /// At how many places of the case it can be done.
    places: fn(&Survey<'_>) -> usize,
    /// Does it at one of these places; says whether that changed anything.
    change: fn(&mut Hand<'_, '_>, usize) -> bool,
}

/// What is there to be changed, looked over once for all rows.
struct Survey<'a> {
    case: &'a Case,
    donor: &'a Case,
    /// The nodes of all conditions.
    conditions: Vec<&'a Expr>,
    /// The nodes of all attributes and tags.
    stored: Vec<&'a Expr>,
    /// The nodes of all contexts.
    contexts: Vec<&'a Expr>,
    entities: Vec<&'a EntityUid>,
    actions: Vec<&'a EntityUid>,
    types: Vec<&'a EntityType>,
    attributes: Vec<&'a str>,
    schema: OnceCell<schemas::Counts>,
}

/// What is changed, and with what.
struct Hand<'h, 'c> {
    choices: &'h mut Choices<'c>,
    case: &'h mut Case,
    donor: &'h Case,
}

impl<'a> Survey<'a> {
    fn of(case: &'a Case, donor: &'a Case) -> Self {
        Self {
            case,
            donor,
            conditions: sites::nodes(sites::conditions(case)),
            stored: sites::nodes(sites::stored(case)),
            contexts: sites::nodes(sites::contexts(case)),
            entities: names::entities(case),
            actions: names::actions(case),
            types: names::types(case),
            attributes: names::attributes(case).into_iter().collect(),
            schema: OnceCell::new(),
        }
    }

    /// What there is in the schema.
    fn schema(&self) -> &schemas::Counts {
        self.schema.get_or_init(|| schemas::Counts::of(self.case))
    }

    /// How many nodes of conditions fit.
    fn count(&self, fits: impl Fn(&Expr) -> bool) -> usize {
        self.conditions.iter().filter(|expr| fits(expr)).count()
    }
}

impl Hand<'_, '_> {
    /// One of `items` that is not `this`, if there is one.
    fn other<T: PartialEq + Clone>(&mut self, items: impl IntoIterator<Item = T>, this: &T) -> Option<T> {
        let others: Vec<T> = items.into_iter().filter(|item| item != this).collect();
        self.choices.pick_any(&others).cloned()
    }
}

/// The whole table.
fn rows() -> impl Iterator<Item = &'static Row> {
    let of_conditions = operators::ROWS.iter().chain(literals::ROWS).chain(expressions::ROWS).chain(references::ROWS);
    let of_policies = policies::ROWS.iter().chain(scopes::ROWS).chain(splice::ROWS);
    let of_data = edges::ROWS.iter().chain(fields::ROWS).chain(requests::ROWS).chain(schemas::ROWS);
    of_conditions.chain(of_policies).chain(of_data)
}

/// The names of all mutations, in the order of their table.
pub fn mutations() -> Vec<&'static str> {
    rows().map(|row| row.name).collect()
}

/// Changes `case` by a few mutations and says which; `donor` gives what is spliced, and may be the case itself.
///
/// What was planted into the case or meant by it counts no more: it may be gone.
pub fn mutate(choices: &mut Choices<'_>, case: &mut Case, donor: &Case, give_ups: &mut GiveUps) -> Vec<&'static str> {
    change(choices, case, donor, give_ups, rows)
}

/// The same, but every change takes something from `donor`.
pub fn cross(choices: &mut Choices<'_>, case: &mut Case, donor: &Case, give_ups: &mut GiveUps) -> Vec<&'static str> {
    change(choices, case, donor, give_ups, || splice::ROWS.iter())
}

fn change<I: Iterator<Item = &'static Row>>(
    choices: &mut Choices<'_>,
    case: &mut Case,
    donor: &Case,
    give_ups: &mut GiveUps,
    rows: fn() -> I,
) -> Vec<&'static str> {
    case.planted = None;
    case.intents.clear();
    let mut done = Vec::new();
    for _ in 0..*choices.weighted(&COUNTS) {
        match step(choices, case, donor, rows()) {
            Step::Done(name) => done.push(name),
            Step::WithoutEffect => give_ups.count(GiveUp::MutationWithoutEffect),
            Step::Impossible => give_ups.count(GiveUp::NoMutation),
        }
    }
    done
}

/// What became of one mutation.
enum Step {
    Done(&'static str),
    WithoutEffect,
    Impossible,
}

fn step(choices: &mut Choices<'_>, case: &mut Case, donor: &Case, rows: impl Iterator<Item = &'static Row>) -> Step {
    let survey = Survey::of(case, donor);
    let possible: Vec<(&Row, usize)> =
        rows.map(|row| (row, (row.places)(&survey))).filter(|(_, places)| *places > 0).collect();
    if possible.is_empty() {
        return Step::Impossible;
    }
    let (row, places) = possible[choices.weighted_index(possible.iter().map(|(row, _)| row.weight))];
    let place = choices.below(places);
    let mut hand = Hand { choices, case, donor };
    if (row.change)(&mut hand, place) { Step::Done(row.name) } else { Step::WithoutEffect }
}
