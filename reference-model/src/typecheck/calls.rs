//! The types of calls of extension functions.
//!
//! A call has as many arguments as the function takes, each of its declared type. A constructor's string literal must be
//! well-formed in either mode; strictly, a constructor takes nothing but a string literal.
//!
//! Source: formal model, `typeOfCall`, `typeOfConstructor`; the public implementation for permissive validation.

use crate::expr::{Expr, ExtFun};
use crate::ext::{Datetime, Decimal, Duration, IpNet};
use crate::typecheck::error::{Expected, TypeError, TypeErrorKind};
use crate::typecheck::{TypedExpr, unexpected};
use crate::types::{ExtType, Mode, Type};
use crate::value::Prim;

/// The type of a call.
pub(super) fn call(expr: &Expr, function: ExtFun, arguments: &[TypedExpr<'_>], mode: Mode) -> Result<Type, TypeError> {
    let (parameters, result) = signature(function);
    if parameters.len() != arguments.len() {
        return Err(TypeError::new(expr, TypeErrorKind::WrongArity { function, found: arguments.len() }));
    }
    for (parameter, argument) in parameters.iter().zip(arguments) {
        if *parameter != argument.ty {
            return Err(unexpected(argument.expr, &[Expected::Type(parameter.clone())], &argument.ty, None));
        }
    }
    match arguments {
        [argument] if function.is_constructor() => construction(expr, function, argument.expr, mode)?,
        _ => {}
    }
    Ok(result)
}

/// Checks the string that a constructor is given.
fn construction(expr: &Expr, function: ExtFun, argument: &Expr, mode: Mode) -> Result<(), TypeError> {
    match argument {
        Expr::Lit(Prim::String(text)) if is_well_formed(function, text) => Ok(()),
        Expr::Lit(Prim::String(text)) => {
            Err(TypeError::new(argument, TypeErrorKind::MalformedLiteral { function, text: text.clone() }))
        }
        _ if mode == Mode::Strict => Err(TypeError::new(expr, TypeErrorKind::NonLiteralConstructor { function })),
        _ => Ok(()),
    }
}

fn is_well_formed(constructor: ExtFun, text: &str) -> bool {
    match constructor {
        ExtFun::Decimal => Decimal::parse(text).is_some(),
        ExtFun::Ip => IpNet::parse(text).is_some(),
        ExtFun::Datetime => Datetime::parse(text).is_some(),
        ExtFun::Duration => Duration::parse(text).is_some(),
        // The others are not constructors: what they are given is no literal of theirs.
        _ => false,
    }
}

/// The types of a function's arguments, the receiver first, and of its result.
#[rustfmt::skip]
fn signature(function: ExtFun) -> (Vec<Type>, Type) {
    use ExtFun::{
        Datetime, Decimal, Duration, DurationSince, GreaterThan, GreaterThanOrEqual, Ip, IsInRange, IsIpv4, IsIpv6,
        IsLoopback, IsMulticast, LessThan, LessThanOrEqual, Offset, ToDate, ToDays, ToHours, ToMilliseconds, ToMinutes,
        ToSeconds, ToTime,
    };
    let decimal  = || Type::Ext(ExtType::Decimal);
    let ip       = || Type::Ext(ExtType::IpAddr);
    let datetime = || Type::Ext(ExtType::Datetime);
    let duration = || Type::Ext(ExtType::Duration);
    match function {
        Decimal                                                     => (vec![Type::String],             decimal()),
        Ip                                                          => (vec![Type::String],             ip()),
        Datetime                                                    => (vec![Type::String],             datetime()),
        Duration                                                    => (vec![Type::String],             duration()),
        LessThan | LessThanOrEqual | GreaterThan | GreaterThanOrEqual => (vec![decimal(), decimal()],   Type::BOOL),
        IsIpv4 | IsIpv6 | IsLoopback | IsMulticast                  => (vec![ip()],                     Type::BOOL),
        IsInRange                                                   => (vec![ip(), ip()],               Type::BOOL),
        Offset                                                      => (vec![datetime(), duration()],   datetime()),
        DurationSince                                               => (vec![datetime(), datetime()],   duration()),
        ToDate                                                      => (vec![datetime()],               datetime()),
        ToTime                                                      => (vec![datetime()],               duration()),
        ToMilliseconds | ToSeconds | ToMinutes | ToHours | ToDays   => (vec![duration()],               Type::Long),
    }
}
