//! The table of extension functions: names, call styles, parameter and result types, and what each does to values.
//!
//! In: a name, or a function and its arguments. Out: the function's entry, or its result. The JSON reader applies
//! functions through here, since `__extn` may call any of them; the evaluator uses the table for names and arity and
//! calls the types' own methods.

use std::fmt;

use thiserror::Error;

use super::{Datetime, Decimal, Duration, ExtensionError, Ip};
use crate::value::Value;

/// An extension type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExtensionType {
    /// `datetime`
    Datetime,
    /// `decimal`
    Decimal,
    /// `duration`
    Duration,
    /// `ipaddr`
    IpAddr,
}

impl ExtensionType {
    /// All of them, by name.
    pub const ALL: [ExtensionType; 4] =
        [ExtensionType::Datetime, ExtensionType::Decimal, ExtensionType::Duration, ExtensionType::IpAddr];

    /// Its name in schemas.
    pub fn name(self) -> &'static str {
        match self {
            ExtensionType::Datetime => "datetime",
            ExtensionType::Decimal => "decimal",
            ExtensionType::Duration => "duration",
            ExtensionType::IpAddr => "ipaddr",
        }
    }

    /// The function that makes its values from strings.
    pub fn constructor(self) -> ExtensionFunction {
        match self {
            ExtensionType::Datetime => ExtensionFunction::Datetime,
            ExtensionType::Decimal => ExtensionFunction::Decimal,
            ExtensionType::Duration => ExtensionFunction::Duration,
            ExtensionType::IpAddr => ExtensionFunction::Ip,
        }
    }
}

/// A type as far as extension functions tell types apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// A boolean.
    Bool,
    /// An integer.
    Long,
    /// A string.
    String,
    /// A value of an extension type.
    Extension(ExtensionType),
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ValueType::Bool => "Bool",
            ValueType::Long => "Long",
            ValueType::String => "String",
            ValueType::Extension(ty) => ty.name(),
        })
    }
}

/// How an extension function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallStyle {
    /// `f(x)`: the constructors.
    Function,
    /// `x.f(y)`: all others.
    Method,
}

/// Why a call of an extension function has no result.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallError {
    /// The number of arguments is not that of the parameters.
    #[error("`{function}` takes {expected} argument(s), not {found}")]
    Arity {
        /// The function.
        function: &'static str,
        /// How many it takes, the receiver of a method included.
        expected: usize,
        /// How many there were.
        found: usize,
    },
    /// An argument has the wrong type.
    #[error("`{function}` expects a {expected}, not a {found}")]
    Type {
        /// The function.
        function: &'static str,
        /// The type of the parameter.
        expected: ValueType,
        /// The kind of value found.
        found: &'static str,
    },
    /// The function refused its arguments.
    #[error(transparent)]
    Extension(#[from] ExtensionError),
}

/// Writes the enum of functions and its table in one place: variant, name, style, parameters, result.
macro_rules! extension_functions {
    ($($variant:ident = $name:literal $style:ident ($($parameter:expr),+) -> $result:expr;)+) => {
        /// An extension function, named as the language names it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ExtensionFunction {
            $(#[doc = concat!("`", $name, "`")] $variant,)+
        }

        impl ExtensionFunction {
            /// Every extension function.
            pub const ALL: &'static [ExtensionFunction] = &[$(ExtensionFunction::$variant),+];

            /// The function of a name.
            pub fn from_name(name: &str) -> Option<ExtensionFunction> {
                match name {
                    $($name => Some(ExtensionFunction::$variant),)+
                    _ => None,
                }
            }

            /// Its name.
            pub fn name(self) -> &'static str {
                match self {
                    $(ExtensionFunction::$variant => $name,)+
                }
            }

            /// Whether it is called as a function or as a method.
            pub fn style(self) -> CallStyle {
                match self {
                    $(ExtensionFunction::$variant => CallStyle::$style,)+
                }
            }

            /// The types of its parameters; a method's receiver comes first.
            pub fn parameters(self) -> &'static [ValueType] {
                match self {
                    $(ExtensionFunction::$variant => &[$($parameter),+],)+
                }
            }

            /// The type of its result.
            pub fn result(self) -> ValueType {
                match self {
                    $(ExtensionFunction::$variant => $result,)+
                }
            }
        }
    };
}

const BOOL: ValueType = ValueType::Bool;
const LONG: ValueType = ValueType::Long;
const TEXT: ValueType = ValueType::String;
const DECIMAL: ValueType = ValueType::Extension(ExtensionType::Decimal);
const IP: ValueType = ValueType::Extension(ExtensionType::IpAddr);
const DATETIME: ValueType = ValueType::Extension(ExtensionType::Datetime);
const DURATION: ValueType = ValueType::Extension(ExtensionType::Duration);

extension_functions! {
    Decimal            = "decimal"            Function (TEXT)                -> DECIMAL;
    Ip                 = "ip"                 Function (TEXT)                -> IP;
    Datetime           = "datetime"           Function (TEXT)                -> DATETIME;
    Duration           = "duration"           Function (TEXT)                -> DURATION;
    LessThan           = "lessThan"           Method   (DECIMAL, DECIMAL)    -> BOOL;
    LessThanOrEqual    = "lessThanOrEqual"    Method   (DECIMAL, DECIMAL)    -> BOOL;
    GreaterThan        = "greaterThan"        Method   (DECIMAL, DECIMAL)    -> BOOL;
    GreaterThanOrEqual = "greaterThanOrEqual" Method   (DECIMAL, DECIMAL)    -> BOOL;
    IsIpv4             = "isIpv4"             Method   (IP)                  -> BOOL;
    IsIpv6             = "isIpv6"             Method   (IP)                  -> BOOL;
    IsLoopback         = "isLoopback"         Method   (IP)                  -> BOOL;
    IsMulticast        = "isMulticast"        Method   (IP)                  -> BOOL;
    IsInRange          = "isInRange"          Method   (IP, IP)              -> BOOL;
    Offset             = "offset"             Method   (DATETIME, DURATION)  -> DATETIME;
    DurationSince      = "durationSince"      Method   (DATETIME, DATETIME)  -> DURATION;
    ToDate             = "toDate"             Method   (DATETIME)            -> DATETIME;
    ToTime             = "toTime"             Method   (DATETIME)            -> DURATION;
    ToMilliseconds     = "toMilliseconds"     Method   (DURATION)            -> LONG;
    ToSeconds          = "toSeconds"          Method   (DURATION)            -> LONG;
    ToMinutes          = "toMinutes"          Method   (DURATION)            -> LONG;
    ToHours            = "toHours"            Method   (DURATION)            -> LONG;
    ToDays             = "toDays"             Method   (DURATION)            -> LONG;
}

impl ExtensionFunction {
    /// Applies it to arguments, a method's receiver first.
    ///
    /// # Errors
    /// [`CallError`] if their number or types are wrong, or the function refuses them.
    pub fn apply(self, arguments: &[Value]) -> Result<Value, CallError> {
        use ExtensionFunction as F;
        let parameters = self.parameters();
        if arguments.len() != parameters.len() {
            let (expected, found) = (parameters.len(), arguments.len());
            return Err(CallError::Arity { function: self.name(), expected, found });
        }
        let value = match (self, arguments) {
            (F::Decimal, [Value::String(text)]) => Value::Decimal(Decimal::parse(text)?),
            (F::Ip, [Value::String(text)]) => Value::Ip(Ip::parse(text)?),
            (F::Datetime, [Value::String(text)]) => Value::Datetime(Datetime::parse(text)?),
            (F::Duration, [Value::String(text)]) => Value::Duration(Duration::parse(text)?),
            (F::LessThan, [Value::Decimal(a), Value::Decimal(b)]) => Value::Bool(a < b),
            (F::LessThanOrEqual, [Value::Decimal(a), Value::Decimal(b)]) => Value::Bool(a <= b),
            (F::GreaterThan, [Value::Decimal(a), Value::Decimal(b)]) => Value::Bool(a > b),
            (F::GreaterThanOrEqual, [Value::Decimal(a), Value::Decimal(b)]) => Value::Bool(a >= b),
            (F::IsIpv4, [Value::Ip(ip)]) => Value::Bool(ip.is_ipv4()),
            (F::IsIpv6, [Value::Ip(ip)]) => Value::Bool(ip.is_ipv6()),
            (F::IsLoopback, [Value::Ip(ip)]) => Value::Bool(ip.is_loopback()),
            (F::IsMulticast, [Value::Ip(ip)]) => Value::Bool(ip.is_multicast()),
            (F::IsInRange, [Value::Ip(ip), Value::Ip(range)]) => Value::Bool(ip.is_in_range(*range)),
            (F::Offset, [Value::Datetime(at), Value::Duration(by)]) => Value::Datetime(at.offset(*by)?),
            (F::DurationSince, [Value::Datetime(at), Value::Datetime(since)]) => {
                Value::Duration(at.duration_since(*since)?)
            }
            (F::ToDate, [Value::Datetime(at)]) => Value::Datetime(at.to_date()?),
            (F::ToTime, [Value::Datetime(at)]) => Value::Duration(at.to_time()),
            (F::ToMilliseconds, [Value::Duration(span)]) => Value::Long(span.to_milliseconds()),
            (F::ToSeconds, [Value::Duration(span)]) => Value::Long(span.to_seconds()),
            (F::ToMinutes, [Value::Duration(span)]) => Value::Long(span.to_minutes()),
            (F::ToHours, [Value::Duration(span)]) => Value::Long(span.to_hours()),
            (F::ToDays, [Value::Duration(span)]) => Value::Long(span.to_days()),
            _ => return Err(self.type_error(arguments)),
        };
        Ok(value)
    }

    /// Names the first argument whose type is not its parameter's.
    fn type_error(self, arguments: &[Value]) -> CallError {
        let mut pairs = self.parameters().iter().zip(arguments);
        let wrong = pairs.find(|(parameter, argument)| argument.simple_type() != Some(**parameter));
        let (expected, found) = wrong.map_or((TEXT, "value"), |(parameter, argument)| (*parameter, argument.kind()));
        CallError::Type { function: self.name(), expected, found }
    }
}
