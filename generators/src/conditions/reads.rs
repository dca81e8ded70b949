//! Reads: what can be reached from a variable over attributes, by type; the raw material of typed conditions.
//!
//! They are listed once a case. Which of them a condition may use depends on the environments that its policy's scope
//! admits: see [`super::view`].

use std::collections::VecDeque;

use crosscheck_reference_model::types::{CedarType, RecordType};

use crate::world::World;

/// One step of a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step<'w> {
    pub(crate) attr: &'w str,
    /// Whether it may be missing, so that the read needs a guard.
    pub(crate) optional: bool,
}

/// A way from a variable, and the type at its end.
#[derive(Debug, Clone)]
pub(crate) struct Read<'w> {
    pub(crate) steps: Vec<Step<'w>>,
    pub(crate) ty: &'w CedarType,
}

/// The reads of a case.
#[derive(Debug)]
pub(crate) struct Reads<'w> {
    /// From an entity, by its type.
    pub(crate) by_type: Vec<Vec<Read<'w>>>,
    /// From the context, by action.
    pub(crate) by_action: Vec<Vec<Read<'w>>>,
}

/// How many reads are listed for one root; nearest first, so that what is left out is far.
const MOST: usize = 24;

/// The most steps of a read.
const LONGEST: usize = 3;

impl<'w> Reads<'w> {
    /// Lists the reads of `world`.
    pub(crate) fn list(world: &'w World) -> Self {
        let nothing = &[] as &[Read<'w>];
        let of_type = |ty| world.attrs(ty).map_or_else(|| nothing.to_vec(), |attrs| from_record(world, attrs));
        Self {
            by_type: (0..world.types.len()).map(of_type).collect(),
            by_action: world.actions.iter().map(|action| from_record(world, &action.context)).collect(),
        }
    }
}

/// Breadth first, so that short reads are never crowded out by long ones.
fn from_record<'w>(world: &'w World, root: &'w RecordType) -> Vec<Read<'w>> {
    let mut reads: Vec<Read<'w>> = Vec::new();
    let mut open: VecDeque<(Vec<Step<'w>>, &'w RecordType)> = VecDeque::from([(Vec::new(), root)]);
    while let Some((prefix, record)) = open.pop_front() {
        for (name, field) in record {
            if reads.len() == MOST {
                return reads;
            }
            let mut steps = Vec::with_capacity(prefix.len() + 1);
            steps.extend_from_slice(&prefix);
            steps.push(Step { attr: name, optional: !field.required });
            if steps.len() < LONGEST
                && let Some(inner) = record_of(world, &field.ty)
            {
                open.push_back((steps.clone(), inner));
            }
            reads.push(Read { steps, ty: &field.ty });
        }
    }
    reads
}

/// The record that attributes of a value of type `ty` are read from.
pub(crate) fn record_of<'w>(world: &'w World, ty: &'w CedarType) -> Option<&'w RecordType> {
    match ty {
        CedarType::Record(record) => Some(record),
        CedarType::Entity(name) => world.type_index(name).and_then(|index| world.attrs(index)),
        _ => None,
    }
}
