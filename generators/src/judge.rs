//! The judge: what the reference model says of an expression under a request of the case.

use crosscheck_reference_model::entities::{Entities, Entity};
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::request::{Request, RequestSyntax};

/// The store of a case, built once.
#[derive(Debug)]
pub(crate) struct Store(Option<Entities>);

/// Evaluates under one request.
#[derive(Debug)]
pub(crate) struct Judge<'a> {
    store: &'a Store,
    request: Option<Request>,
}

/// What an expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    Is(bool),
    /// An error, or no boolean, or not known.
    Neither,
}

impl Store {
    pub(crate) fn new(_listed: &[Entity]) -> Self {
        Self(None)
    }
}

impl<'a> Judge<'a> {
    pub(crate) fn new(store: &'a Store, _request: &RequestSyntax) -> Self {
        Self { store, request: None }
    }

    pub(crate) fn truth(&self, _expr: &Expr) -> Truth {
        match (&self.store.0, &self.request) {
            (Some(_), Some(_)) => Truth::Neither,
            _ => Truth::Neither,
        }
    }
}
