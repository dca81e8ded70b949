//! Chance in, mutually consistent Cedar cases out.
//!
//! A [`Case`] is built as abstract syntax (the reference model's) and printed as [`CaseText`], the form in which every
//! subject gets it. All chance comes through one type, `Choices`, so that the same seed or the same bytes always give
//! the same case. Nothing here evaluates an expression by other means than the reference model.

mod aim;
mod conditions;
mod edges;
mod entities;
mod hierarchies;
mod infer;
mod judge;
mod lexicon;
mod links;
mod literals;
mod near_misses;
mod policies;
mod population;
mod probes;
mod requests;
mod schema;
mod twins;
mod values;
mod world;

pub mod case;
pub mod choices;
pub mod exhaustive;
pub mod flaws;
pub mod generate;
pub mod give_ups;
pub mod given;
pub mod hostile;
pub mod intents;
pub mod mutate;
pub mod pins;
pub mod pools;
pub mod print;
pub mod read;
pub mod refused;
pub mod settings;
pub mod stats;
pub mod text;
pub mod violations;

pub use case::Case;
pub use choices::Choices;
pub use generate::{Generated, generate};
pub use pins::Pins;
pub use settings::{Feature, Features, Settings};
pub use text::CaseText;
