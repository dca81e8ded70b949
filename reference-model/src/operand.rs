//! A value as the evaluator hands it on: borrowed from where it lies (the policy, the request, the store), or made.
//!
//! [`Operand`] is [`Value`] with its first layer opened, so that the operators' tables read as the language guide does
//! and reading an attribute copies nothing. It decides no rule of the language.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::name::EntityUid;
use crate::response::ErrorKind;
use crate::value::{Ext, Kind, Prim, Record, Value};

/// What an expression has evaluated to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operand<'a> {
    Bool(bool),
    Long(i64),
    String(Cow<'a, str>),
    Entity(Cow<'a, EntityUid>),
    Set(Cow<'a, BTreeSet<Value>>),
    Record(Cow<'a, Record>),
    Ext(Ext),
}

impl<'a> Operand<'a> {
    /// The kind of the value.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Bool(_) => Kind::Bool,
            Self::Long(_) => Kind::Long,
            Self::String(_) => Kind::String,
            Self::Entity(_) => Kind::Entity,
            Self::Set(_) => Kind::Set,
            Self::Record(_) => Kind::Record,
            Self::Ext(Ext::Decimal(_)) => Kind::Decimal,
            Self::Ext(Ext::Ip(_)) => Kind::Ip,
            Self::Ext(Ext::Datetime(_)) => Kind::Datetime,
            Self::Ext(Ext::Duration(_)) => Kind::Duration,
        }
    }

    /// The boolean; a type error if it is none.
    pub(crate) fn as_bool(&self) -> Result<bool, ErrorKind> {
        match self {
            Self::Bool(b) => Ok(*b),
            _ => Err(ErrorKind::Type),
        }
    }

    /// The value on its own.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Bool(b) => b.into(),
            Self::Long(i) => i.into(),
            Self::String(s) => s.into_owned().into(),
            Self::Entity(uid) => uid.into_owned().into(),
            Self::Set(elements) => Value::Set(elements.into_owned()),
            Self::Record(fields) => Value::Record(fields.into_owned()),
            Self::Ext(ext) => ext.into(),
        }
    }

    /// The field of that name, taken out of this record's fields.
    pub(crate) fn field(fields: Cow<'a, Record>, name: &str) -> Option<Self> {
        match fields {
            Cow::Borrowed(fields) => fields.get(name).map(Self::from),
            Cow::Owned(mut fields) => fields.remove(name).map(Self::from),
        }
    }
}

impl<'a> From<&'a Prim> for Operand<'a> {
    fn from(prim: &'a Prim) -> Self {
        match prim {
            Prim::Bool(b) => Self::Bool(*b),
            Prim::Long(i) => Self::Long(*i),
            Prim::String(s) => Self::String(Cow::Borrowed(s)),
            Prim::Entity(uid) => Self::Entity(Cow::Borrowed(uid)),
        }
    }
}

impl<'a> From<&'a Value> for Operand<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Prim(prim) => prim.into(),
            Value::Set(elements) => Self::Set(Cow::Borrowed(elements)),
            Value::Record(fields) => Self::Record(Cow::Borrowed(fields)),
            Value::Ext(ext) => Self::Ext(*ext),
        }
    }
}

impl From<Value> for Operand<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Prim(Prim::Bool(b)) => Self::Bool(b),
            Value::Prim(Prim::Long(i)) => Self::Long(i),
            Value::Prim(Prim::String(s)) => Self::String(Cow::Owned(s)),
            Value::Prim(Prim::Entity(uid)) => Self::Entity(Cow::Owned(uid)),
            Value::Set(elements) => Self::Set(Cow::Owned(elements)),
            Value::Record(fields) => Self::Record(Cow::Owned(fields)),
            Value::Ext(ext) => Self::Ext(ext),
        }
    }
}

impl<'a> From<&'a EntityUid> for Operand<'a> {
    fn from(uid: &'a EntityUid) -> Self {
        Self::Entity(Cow::Borrowed(uid))
    }
}

impl From<bool> for Operand<'_> {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<i64> for Operand<'_> {
    fn from(i: i64) -> Self {
        Self::Long(i)
    }
}

impl From<Ext> for Operand<'_> {
    fn from(ext: Ext) -> Self {
        Self::Ext(ext)
    }
}
