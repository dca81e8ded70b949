//! Negative mode: one violation of a known kind, planted into a case that was valid.
//!
//! A case with a schema in which every policy is typed and all data conform is valid throughout. Here one thing in it is
//! made wrong: in the schema, a policy, an entity, a request or a context. What it is, of which kind a validator must
//! report it and where is told with the case ([`Planted`]), so that silence, another reason and another place are all
//! findings. Everything else stays valid.
//!
//! The tables, one file a sort of document, name each violation once. Flaws, of which no schema needs to know, are the
//! business of [`crate::flaws`]; errors of single policies at run time, of `conditions::mistakes`.

mod data;
mod declarations;
mod entities;
mod planted;
mod policies;
mod requests;
mod schemas;
mod spots;
#[cfg(test)]
mod tests;
mod values;

pub use planted::{Document, Occurrence, Place, Planted, Refused};

use crosscheck_reference_model::schema::resolve;

use crate::case::Case;
use crate::choices::Choices;
use crate::give_ups::{GiveUp, GiveUps};
use crate::policies::Ground;
use data::{Hand, Row};

/// A sort of violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Its name, which no other has.
    pub name: &'static str,
    /// The sort of document that it is planted into.
    pub document: Document,
    /// The kind that a validator must report.
    pub kind: &'static str,
    /// Which validation refuses it.
    pub refused: Refused,
}

pub(crate) use policies::permissive;

/// How often each sort of document gets the violation. Policies have the most kinds.
const DOCUMENTS: [(u32, Document); 5] = [
    (46, Document::Policy),
    (30, Document::Schema),
    (18, Document::Entity),
    (8, Document::Request),
    (12, Document::Context),
];

/// The whole table.
pub fn kinds() -> Vec<Kind> {
    let of_schemas = schemas::ROWS.iter().map(|row| (row.name, Document::Schema, row.kind, Refused::Always));
    let of_policies = policies::rows().map(|row| (row.name, Document::Policy, row.kind, row.refused));
    let of_data = data_rows().map(|row| (row.name, row.document, row.kind, Refused::Always));
    let all = of_schemas.chain(of_policies).chain(of_data);
    all.map(|(name, document, kind, refused)| Kind { name, document, kind, refused }).collect()
}

fn data_rows() -> impl Iterator<Item = &'static Row> {
    entities::ROWS.iter().chain(&requests::ROWS)
}

/// Plants one violation into `case`, which has a schema and is valid.
pub(crate) fn plant(
    choices: &mut Choices<'_>,
    ground: &Ground<'_>,
    case: &mut Case,
    give_ups: &mut GiveUps,
) -> Option<Planted> {
    let document = *choices.weighted(&DOCUMENTS);
    let planted = match document {
        Document::Schema => plant_schema(choices, case),
        Document::Policy => {
            let schema = case.schema.as_ref().and_then(|syntax| resolve(syntax).ok())?;
            policies::plant(choices, ground, &schema, case, give_ups)
        }
        _ => plant_data(choices, ground, case, document),
    };
    if planted.is_none() {
        give_ups.count(GiveUp::NoViolation);
    }
    planted
}

fn plant_schema(choices: &mut Choices<'_>, case: &mut Case) -> Option<Planted> {
    let schema = case.schema.as_mut()?;
    let row = &schemas::ROWS[choices.weighted_index(schemas::ROWS.iter().map(|row| row.weight))];
    let place = (row.plant)(choices, schema);
    let (name, kind) = (row.name.to_owned(), row.kind.to_owned());
    Some(Planted { name, document: Document::Schema, kind, refused: Refused::Always, place })
}

/// Plants the violation that is drawn, or another of the same document if the case has nothing for it.
fn plant_data(choices: &mut Choices<'_>, ground: &Ground<'_>, case: &mut Case, document: Document) -> Option<Planted> {
    let mut rows: Vec<&Row> = data_rows().filter(|row| row.document == document).collect();
    while !rows.is_empty() {
        let index = choices.weighted_index(rows.iter().map(|row| row.weight));
        let row = rows.swap_remove(index);
        let mut hand = Hand { choices, stock: ground.stock, case };
        if let Some(place) = (row.plant)(&mut hand) {
            let (name, kind) = (row.name.to_owned(), row.kind.to_owned());
            return Some(Planted { name, document, kind, refused: Refused::Always, place });
        }
    }
    None
}
