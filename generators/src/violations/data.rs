//! What violations in entities, requests and contexts have in common: the row, and wrong values in declared data.

use std::collections::BTreeMap;

use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::types::RecordType;

use super::planted::{Document, Place};
use super::values::{Depth, Fault, NOWHERE, Spot, spots};
use crate::case::Case;
use crate::choices::Choices;
use crate::values::Stock;

/// A kind of violation in data.
pub(super) struct Row {
    pub(super) weight: u32,
    pub(super) name: &'static str,
    pub(super) document: Document,
    pub(super) kind: &'static str,
    /// Plants it, if the case has what it takes; changes nothing otherwise.
    pub(super) plant: fn(&mut Hand<'_, '_>) -> Option<Place>,
}

/// What is changed, and with what.
pub(super) struct Hand<'h, 'c> {
    pub(super) choices: &'h mut Choices<'c>,
    pub(super) stock: Stock<'h>,
    pub(super) case: &'h mut Case,
}

/// A wrong value in one of several records of data: `all` gives each with its type. Says which record, and the path.
pub(super) fn spoil<'t>(
    choices: &mut Choices<'_>,
    stock: &Stock<'_>,
    all: &mut [(usize, &mut BTreeMap<String, Expr>, &'t RecordType)],
    fault: Fault,
    depth: Depth,
) -> Option<(usize, String)> {
    if fault == Fault::Unexpected && depth == Depth::Top {
        let place = choices.below(all.len());
        let (index, data, _) = all.get_mut(place)?;
        data.insert(NOWHERE.to_owned(), Expr::long(*choices.pick(&stock.lexicon.longs)));
        return Some((*index, format!("[{NOWHERE:?}]")));
    }
    let mut found: Vec<(usize, Spot<'t>)> = Vec::new();
    for (place, (_, data, types)) in all.iter().enumerate() {
        found.extend(spots(stock.world, data, types, fault, depth).into_iter().map(|spot| (place, spot)));
    }
    let (place, spot) = choices.pick_any(&found)?;
    let (index, data, _) = &mut all[*place];
    spot.spoil(choices, stock, data, fault);
    Some((*index, spot.path()))
}
