//! A case as abstract syntax: what generators build and the minimizer reduces.

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::policy::{Link, Template};
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::schema::SchemaSyntax;

use crate::intents::Intent;
use crate::violations::Planted;

/// The level of a case that does not say any: what an authorizer that fetches the data of the request's entities, and no
/// more, can serve.
pub const DEFAULT_LEVEL: u32 = 1;

/// One test input: policies, entities and requests that speak of the same world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Static policies and templates in source order; their ids are `policy0`, `policy1`, … in that order.
    pub policies: Vec<Template>,
    /// Links of the templates.
    pub links: Vec<Link>,
    /// The schema, if the case has one.
    pub schema: Option<SchemaSyntax>,
    /// The entities, in document order.
    pub entities: Vec<Entity>,
    /// The requests.
    pub requests: Vec<RequestSyntax>,
    /// The level at which the policies are validated, beside strict and permissive validation.
    pub level: u32,
    /// The violation of the schema that was planted into the case, if one was.
    pub planted: Option<Planted>,
    /// What the case was built to show. Whoever changes the case drops them.
    pub intents: Vec<Intent>,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            policies: Vec::new(),
            links: Vec::new(),
            schema: None,
            entities: Vec::new(),
            requests: Vec::new(),
            level: DEFAULT_LEVEL,
            planted: None,
            intents: Vec::new(),
        }
    }
}
