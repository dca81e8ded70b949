//! What each operator and extension function does with its operands. A table each; its last row is the type error.
//!
//! - `==` compares any two values; those of different kinds are not equal.
//! - `<` and `<=` take two integers, two datetimes or two durations. Arithmetic takes integers and never wraps.
//! - `in` is true for an entity and itself or one of its ancestors, whether or not the store holds either; with a set on
//!   the right, for any of its elements, all of which must be entities.
//! - An entity that the store does not hold has no attribute and no tag (`has`, `hasTag`), and to read one is an error.
//! - An extension function with the wrong number of arguments is an arity error; with a wrong one, a type error.
//!
//! Source: language guide, operators; formal model, `Evaluator` and `ExtFun`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::entities::Entities;
use crate::expr::{BinaryOp, ExtFun, UnaryOp};
use crate::ext::{Datetime, Decimal, Duration, IpNet};
use crate::like;
use crate::name::EntityUid;
use crate::operand::Operand;
use crate::response::ErrorKind;
use crate::value::{Ext, Prim, Value};

// Patterns for the operands of extension types, so that the tables below stay tables.
#[rustfmt::skip]
macro_rules! decimal { ($v:pat) => { Operand::Ext(Ext::Decimal($v)) }; }
#[rustfmt::skip]
macro_rules! ip { ($v:pat) => { Operand::Ext(Ext::Ip($v)) }; }
#[rustfmt::skip]
macro_rules! datetime { ($v:pat) => { Operand::Ext(Ext::Datetime($v)) }; }
#[rustfmt::skip]
macro_rules! duration { ($v:pat) => { Operand::Ext(Ext::Duration($v)) }; }

/// What an operator gives.
pub(crate) type Result<'a> = std::result::Result<Operand<'a>, ErrorKind>;

/// An operator with one operand.
#[rustfmt::skip]
pub(crate) fn unary(op: &UnaryOp, operand: &Operand<'_>) -> Result<'static> {
    match (op, operand) {
        (UnaryOp::Not,           Operand::Bool(b))     => Ok((!b).into()),
        (UnaryOp::Neg,           Operand::Long(i))     => in_range(i.checked_neg()),
        (UnaryOp::IsEmpty,       Operand::Set(s))      => Ok(s.is_empty().into()),
        (UnaryOp::Like(pattern), Operand::String(s))   => Ok(like::matches(pattern, s).into()),
        (UnaryOp::Is(ty),        Operand::Entity(uid)) => Ok((uid.ty == *ty).into()),
        _                                              => Err(ErrorKind::Type),
    }
}

/// An operator with two operands.
#[rustfmt::skip]
pub(crate) fn binary<'a>(op: BinaryOp, a: &Operand<'_>, b: &Operand<'_>, store: &'a Entities) -> Result<'a> {
    use BinaryOp as Op;
    use Operand::{Entity, Long, Set, String};
    match (op, a, b) {
        (Op::Eq,          _,              _)              => Ok((a == b).into()),
        (Op::Less,        Long(i),        Long(j))        => Ok((i < j).into()),
        (Op::Less,        datetime!(t),   datetime!(u))   => Ok((t < u).into()),
        (Op::Less,        duration!(d),   duration!(e))   => Ok((d < e).into()),
        (Op::LessEq,      Long(i),        Long(j))        => Ok((i <= j).into()),
        (Op::LessEq,      datetime!(t),   datetime!(u))   => Ok((t <= u).into()),
        (Op::LessEq,      duration!(d),   duration!(e))   => Ok((d <= e).into()),
        (Op::Add,         Long(i),        Long(j))        => in_range(i.checked_add(*j)),
        (Op::Sub,         Long(i),        Long(j))        => in_range(i.checked_sub(*j)),
        (Op::Mul,         Long(i),        Long(j))        => in_range(i.checked_mul(*j)),
        (Op::In,          Entity(uid),    Entity(of))     => Ok(is_in(uid, of, store).into()),
        (Op::In,          Entity(uid),    Set(of))        => is_in_any(uid, of, store),
        (Op::Contains,    Set(s),         element)        => Ok(s.contains(&element.clone().into_value()).into()),
        (Op::ContainsAll, Set(s),         Set(t))         => Ok(t.is_subset(s).into()),
        (Op::ContainsAny, Set(s),         Set(t))         => Ok((!s.is_disjoint(t)).into()),
        (Op::HasTag,      Entity(uid),    String(tag))    => Ok(has_tag(uid, tag, store).into()),
        (Op::GetTag,      Entity(uid),    String(tag))    => get_tag(uid, tag, store),
        _                                                 => Err(ErrorKind::Type),
    }
}

/// A call of an extension function.
#[rustfmt::skip]
pub(crate) fn call(function: ExtFun, arguments: &[Operand<'_>]) -> Result<'static> {
    use ExtFun as Fun;
    use Operand::String;
    if arguments.len() != function.arity() {
        return Err(ErrorKind::Arity);
    }
    match (function, arguments) {
        (Fun::Decimal,            [String(s)])                    => made(Decimal::parse(s).map(Ext::Decimal)),
        (Fun::LessThan,           [decimal!(d), decimal!(e)])     => Ok((d < e).into()),
        (Fun::LessThanOrEqual,    [decimal!(d), decimal!(e)])     => Ok((d <= e).into()),
        (Fun::GreaterThan,        [decimal!(d), decimal!(e)])     => Ok((d > e).into()),
        (Fun::GreaterThanOrEqual, [decimal!(d), decimal!(e)])     => Ok((d >= e).into()),
        (Fun::Ip,                 [String(s)])                    => made(IpNet::parse(s).map(Ext::Ip)),
        (Fun::IsIpv4,             [ip!(i)])                       => Ok(i.is_ipv4().into()),
        (Fun::IsIpv6,             [ip!(i)])                       => Ok(i.is_ipv6().into()),
        (Fun::IsLoopback,         [ip!(i)])                       => Ok(i.is_loopback().into()),
        (Fun::IsMulticast,        [ip!(i)])                       => Ok(i.is_multicast().into()),
        (Fun::IsInRange,          [ip!(i), ip!(j)])               => Ok(i.is_in_range(*j).into()),
        (Fun::Datetime,           [String(s)])                    => made(Datetime::parse(s).map(Ext::Datetime)),
        (Fun::Duration,           [String(s)])                    => made(Duration::parse(s).map(Ext::Duration)),
        (Fun::Offset,             [datetime!(t), duration!(d)])   => made(t.offset(*d).map(Ext::Datetime)),
        (Fun::DurationSince,      [datetime!(t), datetime!(u)])   => made(t.duration_since(*u).map(Ext::Duration)),
        (Fun::ToDate,             [datetime!(t)])                 => made(t.to_date().map(Ext::Datetime)),
        (Fun::ToTime,             [datetime!(t)])                 => Ok(Ext::Duration(t.to_time()).into()),
        (Fun::ToMilliseconds,     [duration!(d)])                 => Ok(d.to_milliseconds().into()),
        (Fun::ToSeconds,          [duration!(d)])                 => Ok(d.to_seconds().into()),
        (Fun::ToMinutes,          [duration!(d)])                 => Ok(d.to_minutes().into()),
        (Fun::ToHours,            [duration!(d)])                 => Ok(d.to_hours().into()),
        (Fun::ToDays,             [duration!(d)])                 => Ok(d.to_days().into()),
        _                                                         => Err(ErrorKind::Type),
    }
}

/// `operand has attr`
pub(crate) fn has_attr(operand: &Operand<'_>, attr: &str, store: &Entities) -> Result<'static> {
    match operand {
        Operand::Record(fields) => Ok(fields.contains_key(attr).into()),
        Operand::Entity(uid) => Ok(store.0.get(uid).is_some_and(|data| data.attrs.contains_key(attr)).into()),
        _ => Err(ErrorKind::Type),
    }
}

/// `operand.attr`
pub(crate) fn get_attr<'a>(operand: Operand<'a>, attr: &str, store: &'a Entities) -> Result<'a> {
    let fields = match operand {
        Operand::Record(fields) => fields,
        Operand::Entity(uid) => Cow::Borrowed(&store.0.get(&*uid).ok_or(ErrorKind::EntityMissing)?.attrs),
        _ => return Err(ErrorKind::Type),
    };
    Operand::field(fields, attr).ok_or(ErrorKind::AttributeMissing)
}

/// Whether the entity is `of` or has it among its ancestors.
pub(crate) fn is_in(uid: &EntityUid, of: &EntityUid, store: &Entities) -> bool {
    uid == of || store.0.get(uid).is_some_and(|data| data.ancestors.contains(of))
}

/// Whether the entity is in any element of a set, all of which must be entities.
fn is_in_any(uid: &EntityUid, of: &BTreeSet<Value>, store: &Entities) -> Result<'static> {
    let entities: Vec<&EntityUid> = of.iter().map(as_entity).collect::<Option<_>>().ok_or(ErrorKind::Type)?;
    Ok(entities.into_iter().any(|of| is_in(uid, of, store)).into())
}

fn as_entity(value: &Value) -> Option<&EntityUid> {
    match value {
        Value::Prim(Prim::Entity(uid)) => Some(uid),
        _ => None,
    }
}

fn has_tag(uid: &EntityUid, tag: &str, store: &Entities) -> bool {
    store.0.get(uid).is_some_and(|data| data.tags.contains_key(tag))
}

fn get_tag<'a>(uid: &EntityUid, tag: &str, store: &'a Entities) -> Result<'a> {
    let data = store.0.get(uid).ok_or(ErrorKind::EntityMissing)?;
    data.tags.get(tag).map(Operand::from).ok_or(ErrorKind::TagMissing)
}

/// The result of integer arithmetic, if 64 bits hold it.
fn in_range(result: Option<i64>) -> Result<'static> {
    result.map(Operand::Long).ok_or(ErrorKind::Overflow)
}

/// The value of an extension type, if there is one.
fn made(ext: Option<Ext>) -> Result<'static> {
    ext.map(Operand::Ext).ok_or(ErrorKind::Extension)
}
