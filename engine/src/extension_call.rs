//! Calls of extension functions on the evaluator's values.
//!
//! The number of arguments is looked at first, then their types, then the call is made. What the functions do is in
//! `ext`; constructors are called here and, for literals, by `compile`.

use crate::datum::{Datum, Heap};
use crate::ext::{Datetime, Decimal, Duration, ExtensionError, ExtensionFunction, ExtensionType, Ip, ValueType};
use crate::fault::Fault;
use crate::symbols::Symbol;

/// The result of a constructor for a literal; `None` if the function is no constructor.
pub(crate) fn construct(
    function: ExtensionFunction,
    literal: Symbol,
    heap: &mut Heap<'_>,
) -> Option<Result<Datum, ExtensionError>> {
    let text = heap.text(literal);
    Some(match function {
        ExtensionFunction::Decimal => Decimal::parse(text).map(Datum::Decimal),
        ExtensionFunction::Datetime => Datetime::parse(text).map(Datum::Datetime),
        ExtensionFunction::Duration => Duration::parse(text).map(Datum::Duration),
        ExtensionFunction::Ip => Ip::parse(text).map(|ip| Datum::Ip(heap.intern_ip(ip))),
        _ => return None,
    })
}

/// The result of a call.
pub(crate) fn call(function: ExtensionFunction, arguments: &[Datum], heap: &mut Heap<'_>) -> Result<Datum, Fault> {
    let parameters = function.parameters();
    if parameters.len() != arguments.len() {
        return Err(Fault::Arity { function: function.name(), wanted: parameters.len(), found: arguments.len() });
    }
    if let Some((parameter, argument)) = parameters.iter().zip(arguments).find(|(p, a)| !is_of(**a, **p)) {
        return Err(Fault::Argument { function: function.name(), wanted: *parameter, found: *argument });
    }
    match arguments {
        [one] => call_one(function, *one, heap),
        [one, two] => call_two(function, *one, *two, heap),
        _ => Err(Fault::Arity { function: function.name(), wanted: parameters.len(), found: arguments.len() }),
    }
}

fn is_of(value: Datum, ty: ValueType) -> bool {
    use ExtensionType as E;
    matches!(
        (value, ty),
        (Datum::Bool(_), ValueType::Bool)
            | (Datum::Long(_), ValueType::Long)
            | (Datum::Text(_), ValueType::String)
            | (Datum::Decimal(_), ValueType::Extension(E::Decimal))
            | (Datum::Ip(_), ValueType::Extension(E::IpAddr))
            | (Datum::Datetime(_), ValueType::Extension(E::Datetime))
            | (Datum::Duration(_), ValueType::Extension(E::Duration))
    )
}

fn call_one(function: ExtensionFunction, argument: Datum, heap: &mut Heap<'_>) -> Result<Datum, Fault> {
    use ExtensionFunction as F;
    Ok(match (function, argument) {
        (F::IsIpv4, Datum::Ip(ip)) => Datum::Bool(heap.ip(ip).is_ipv4()),
        (F::IsIpv6, Datum::Ip(ip)) => Datum::Bool(heap.ip(ip).is_ipv6()),
        (F::IsLoopback, Datum::Ip(ip)) => Datum::Bool(heap.ip(ip).is_loopback()),
        (F::IsMulticast, Datum::Ip(ip)) => Datum::Bool(heap.ip(ip).is_multicast()),
        (F::ToDate, Datum::Datetime(at)) => Datum::Datetime(at.to_date().map_err(Fault::extension)?),
        (F::ToTime, Datum::Datetime(at)) => Datum::Duration(at.to_time()),
        (F::ToMilliseconds, Datum::Duration(span)) => Datum::Long(span.to_milliseconds()),
        (F::ToSeconds, Datum::Duration(span)) => Datum::Long(span.to_seconds()),
        (F::ToMinutes, Datum::Duration(span)) => Datum::Long(span.to_minutes()),
        (F::ToHours, Datum::Duration(span)) => Datum::Long(span.to_hours()),
        (F::ToDays, Datum::Duration(span)) => Datum::Long(span.to_days()),
        (_, Datum::Text(literal)) => match construct(function, literal, heap) {
            Some(made) => made.map_err(Fault::extension)?,
            None => return Err(Fault::operand(function.name(), "another type", argument)),
        },
        _ => return Err(Fault::operand(function.name(), "another type", argument)),
    })
}

fn call_two(function: ExtensionFunction, left: Datum, right: Datum, heap: &Heap<'_>) -> Result<Datum, Fault> {
    use ExtensionFunction as F;
    Ok(match (function, left, right) {
        (F::LessThan, Datum::Decimal(a), Datum::Decimal(b)) => Datum::Bool(a < b),
        (F::LessThanOrEqual, Datum::Decimal(a), Datum::Decimal(b)) => Datum::Bool(a <= b),
        (F::GreaterThan, Datum::Decimal(a), Datum::Decimal(b)) => Datum::Bool(a > b),
        (F::GreaterThanOrEqual, Datum::Decimal(a), Datum::Decimal(b)) => Datum::Bool(a >= b),
        (F::IsInRange, Datum::Ip(a), Datum::Ip(b)) => Datum::Bool(heap.ip(a).is_in_range(heap.ip(b))),
        (F::Offset, Datum::Datetime(at), Datum::Duration(by)) => {
            Datum::Datetime(at.offset(by).map_err(Fault::extension)?)
        }
        (F::DurationSince, Datum::Datetime(at), Datum::Datetime(since)) => {
            Datum::Duration(at.duration_since(since).map_err(Fault::extension)?)
        }
        _ => return Err(Fault::operand(function.name(), "another type", left)),
    })
}
