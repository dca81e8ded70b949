//! A case as abstract syntax: what generators build and the minimizer reduces.

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::policy::{Link, Template};
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::schema::SchemaSyntax;

/// One test input: policies, entities and requests that speak of the same world.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
}
