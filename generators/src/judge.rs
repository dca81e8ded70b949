//! The judge: what the reference model says of an expression under a request of the case.
//!
//! Where the store or a context cannot be built (data at the edges may be malformed on purpose), nothing is known and
//! nothing is steered; that is counted.

use crosscheck_reference_model::entities::{Entities, Entity};
use crosscheck_reference_model::evaluate::evaluate;
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::request::{Request, RequestSyntax};
use crosscheck_reference_model::value::{Prim, Value};

use crate::give_ups::{GiveUp, GiveUps};

/// The store of a case, built once.
#[derive(Debug)]
pub(crate) struct Store(Option<Entities>);

/// Evaluates under one request.
#[derive(Debug)]
pub(crate) struct Judge<'a>(Option<(&'a Entities, Request)>);

/// What an expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    /// A boolean.
    Is(bool),
    /// Another value, an error, or not known.
    Neither,
}

impl Store {
    /// The store of `listed`, which must hold the actions too.
    pub(crate) fn new(listed: &[Entity], give_ups: &mut GiveUps) -> Self {
        let store = Entities::from_listed(listed).ok();
        if store.is_none() {
            give_ups.count(GiveUp::StoreNotBuilt);
        }
        Self(store)
    }
}

impl<'a> Judge<'a> {
    /// Judges under `request`.
    pub(crate) fn new(store: &'a Store, request: &RequestSyntax) -> Self {
        Self(store.0.as_ref().zip(Request::from_syntax(request).ok()))
    }

    /// What `expr` is.
    pub(crate) fn truth(&self, expr: &Expr) -> Truth {
        let Some((store, request)) = &self.0 else { return Truth::Neither };
        match evaluate(expr, request, store, &mut NoObserver) {
            Ok(Value::Prim(Prim::Bool(is))) => Truth::Is(is),
            _ => Truth::Neither,
        }
    }
}
