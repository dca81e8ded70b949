//! The judge: what the reference model says of an expression under a request of the case.
//!
//! Where the store or a context cannot be built (data at the edges may be malformed on purpose), nothing is known and
//! nothing is steered; that is counted.

use crosscheck_reference_model::entities::{Entities, Entity};
use crosscheck_reference_model::evaluate::evaluate;
use crosscheck_reference_model::expr::{Expr, ExtFun};
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::request::{Request, RequestSyntax};
use crosscheck_reference_model::value::{Ext, Prim, Value};

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

    /// The value of `expr`, if it has one.
    pub(crate) fn value(&self, expr: &Expr) -> Option<Value> {
        let (store, request) = self.0.as_ref()?;
        evaluate(expr, request, store, &mut NoObserver).ok()
    }

    /// Whether `expr` is true or false.
    pub(crate) fn truth(&self, expr: &Expr) -> Truth {
        match self.value(expr) {
            Some(Value::Prim(Prim::Bool(is))) => Truth::Is(is),
            _ => Truth::Neither,
        }
    }
}

/// The literal that means `value`, if a typed policy can write one: no empty sets, and no ranges of addresses, whose
/// spelling is a matter of its own. Not every instant has a literal, but each is an offset from one.
pub(crate) fn literal(value: &Value) -> Option<Expr> {
    match value {
        Value::Prim(prim) => Some(Expr::Lit(prim.clone())),
        Value::Set(elements) if elements.is_empty() => None,
        Value::Set(elements) => elements.iter().map(literal).collect::<Option<_>>().map(Expr::Set),
        Value::Record(fields) => {
            let fields = fields.iter().map(|(name, field)| Some((name.clone(), literal(field)?)));
            fields.collect::<Option<_>>().map(Expr::Record)
        }
        Value::Ext(Ext::Duration(span)) => Some(duration(span.to_milliseconds())),
        Value::Ext(Ext::Datetime(instant)) => {
            let epoch = Expr::Call(ExtFun::Datetime, vec![Expr::string("1970-01-01")]);
            Some(Expr::Call(ExtFun::Offset, vec![epoch, duration(instant.0)]))
        }
        Value::Ext(Ext::Decimal(number)) => {
            let (sign, size) = (if number.0 < 0 { "-" } else { "" }, number.0.unsigned_abs());
            let text = format!("{sign}{}.{:04}", size / 10_000, size % 10_000);
            Some(Expr::Call(ExtFun::Decimal, vec![Expr::string(text)]))
        }
        Value::Ext(Ext::Ip(_)) => None,
    }
}

fn duration(milliseconds: i64) -> Expr {
    Expr::Call(ExtFun::Duration, vec![Expr::string(format!("{milliseconds}ms"))])
}
