//! The judge: what the reference model says of an expression under a request of the case.
//!
//! Where the store or a context cannot be built (data at the edges may be malformed on purpose), nothing is known and
//! nothing is steered; that is counted.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::{Entities, Entity, EntityData};
use crosscheck_reference_model::evaluate::evaluate;
use crosscheck_reference_model::expr::{Expr, ExtFun};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::request::{Request, RequestSyntax};
use crosscheck_reference_model::response::ErrorKind;
use crosscheck_reference_model::restricted;
use crosscheck_reference_model::types::{CedarType, ExtType, Field};
use crosscheck_reference_model::value::{Ext, Prim, Record, Value};

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

impl Store {
    /// The entities, if they make a store.
    pub(crate) fn entities(&self) -> Option<&Entities> {
        self.0.as_ref()
    }

    /// Adds an entity that is no parent of any other. The store holds whichever of its parents there are.
    pub(crate) fn add(&mut self, entity: &Entity) {
        let Some(store) = &mut self.0 else { return };
        let values = |fields: &BTreeMap<String, Expr>| {
            let fields = fields.iter().map(|(name, field)| Some((name.clone(), restricted::value(field).ok()?)));
            fields.collect::<Option<Record>>()
        };
        let (Some(attrs), Some(tags)) = (values(&entity.attrs), values(&entity.tags)) else { return };
        // Its parents' ancestors are closed already.
        let above = entity.parents.iter().filter_map(|parent| store.0.get(parent)).flat_map(|parent| &parent.ancestors);
        let ancestors = entity.parents.iter().chain(above).cloned().collect();
        store.0.insert(entity.uid.clone(), EntityData { attrs, tags, ancestors });
    }

    /// Takes an entity out again.
    pub(crate) fn remove(&mut self, uid: &EntityUid) {
        if let Some(store) = &mut self.0 {
            store.0.remove(uid);
        }
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

    /// Whether anything can be judged: the store and the context have values.
    pub(crate) fn sees(&self) -> bool {
        self.0.is_some()
    }

    /// The kind of the error that `expr` ends in, if it does.
    pub(crate) fn error(&self, expr: &Expr) -> Option<ErrorKind> {
        let (store, request) = self.0.as_ref()?;
        evaluate(expr, request, store, &mut NoObserver).err()
    }

    /// The value of `expr` if it is of type `ty`. The request may be none that the policy's scope admits, and what is read
    /// from it of another type than where the scope holds.
    pub(crate) fn value_of(&self, expr: &Expr, ty: &CedarType) -> Option<Value> {
        self.value(expr).filter(|value| is_of_type(value, ty))
    }

    /// Whether `expr` is true or false.
    pub(crate) fn truth(&self, expr: &Expr) -> Truth {
        match self.value(expr) {
            Some(Value::Prim(Prim::Bool(is))) => Truth::Is(is),
            _ => Truth::Neither,
        }
    }
}

/// Whether `value` is of type `ty`.
pub(crate) fn is_of_type(value: &Value, ty: &CedarType) -> bool {
    match (value, ty) {
        (Value::Prim(Prim::Bool(_)), CedarType::Bool(_))
        | (Value::Prim(Prim::Long(_)), CedarType::Long)
        | (Value::Prim(Prim::String(_)), CedarType::String)
        | (Value::Ext(Ext::Decimal(_)), CedarType::Ext(ExtType::Decimal))
        | (Value::Ext(Ext::Ip(_)), CedarType::Ext(ExtType::IpAddr))
        | (Value::Ext(Ext::Datetime(_)), CedarType::Ext(ExtType::Datetime))
        | (Value::Ext(Ext::Duration(_)), CedarType::Ext(ExtType::Duration)) => true,
        (Value::Prim(Prim::Entity(uid)), CedarType::Entity(ty)) => uid.ty == *ty,
        (Value::Set(elements), CedarType::Set(ty)) => elements.iter().all(|element| is_of_type(element, ty)),
        (Value::Record(fields), CedarType::Record(types)) => {
            let fits = |(name, value)| types.get(name).is_some_and(|field: &Field| is_of_type(value, &field.ty));
            fields.iter().all(fits) && types.iter().all(|(name, field)| !field.required || fields.contains_key(name))
        }
        _ => false,
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
