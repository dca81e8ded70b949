//! Values as documents hold them and callers build them: owned, comparable, printable.
//!
//! In: the parts. Out: a [`Value`]. Sets have no order and no duplicates, and records are sorted by key, both from
//! construction on, so that equality is plain comparison. The evaluator's own, interned form of a value is not here.
//! The readers bound the nesting of what they build; drop, comparison and printing recurse as deep as a value nests.

use std::fmt;
use std::sync::Arc;

use crate::entity_uid::EntityUid;
use crate::ext::{Datetime, Decimal, Duration, ExtensionType, Ip, ValueType};

/// A value of the language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// `true` or `false`
    Bool(bool),
    /// A 64-bit integer.
    Long(i64),
    /// A string.
    String(Arc<str>),
    /// A reference to an entity, which need not exist.
    Entity(EntityUid),
    /// A set, of any mixture of values.
    Set(Set),
    /// A record.
    Record(Record),
    /// A `decimal`.
    Decimal(Decimal),
    /// An `ipaddr`.
    Ip(Ip),
    /// A `datetime`.
    Datetime(Datetime),
    /// A `duration`.
    Duration(Duration),
}

impl Value {
    /// A string value.
    pub fn string(text: &str) -> Value {
        Value::String(Arc::from(text))
    }

    /// What kind of value it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Bool(_) => "Bool",
            Value::Long(_) => "Long",
            Value::String(_) => "String",
            Value::Entity(_) => "entity",
            Value::Set(_) => "set",
            Value::Record(_) => "record",
            Value::Decimal(_) => "decimal",
            Value::Ip(_) => "ipaddr",
            Value::Datetime(_) => "datetime",
            Value::Duration(_) => "duration",
        }
    }

    /// Its type, if extension functions can take or give such values at all.
    pub fn simple_type(&self) -> Option<ValueType> {
        match self {
            Value::Bool(_) => Some(ValueType::Bool),
            Value::Long(_) => Some(ValueType::Long),
            Value::String(_) => Some(ValueType::String),
            Value::Entity(_) | Value::Set(_) | Value::Record(_) => None,
            Value::Decimal(_) => Some(ValueType::Extension(ExtensionType::Decimal)),
            Value::Ip(_) => Some(ValueType::Extension(ExtensionType::IpAddr)),
            Value::Datetime(_) => Some(ValueType::Extension(ExtensionType::Datetime)),
            Value::Duration(_) => Some(ValueType::Extension(ExtensionType::Duration)),
        }
    }
}

/// A set: elements sorted, none twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Set(Box<[Value]>);

impl Set {
    /// The set of these elements, in whatever order and number they come.
    pub fn new(mut elements: Vec<Value>) -> Set {
        elements.sort_unstable();
        elements.dedup();
        Set(elements.into_boxed_slice())
    }

    /// Its elements, in the order of [`Value`].
    pub fn elements(&self) -> &[Value] {
        &self.0
    }

    /// Whether a value is among its elements.
    pub fn contains(&self, value: &Value) -> bool {
        self.0.binary_search(value).is_ok()
    }
}

/// A record: attributes sorted by name, none twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Record(Box<[(Arc<str>, Value)]>);

impl Record {
    /// The record of these attributes, in whatever order they come.
    ///
    /// # Errors
    /// The name that comes twice.
    pub fn new(mut attributes: Vec<(Arc<str>, Value)>) -> Result<Record, Arc<str>> {
        if !attributes.is_sorted_by(|(a, _), (b, _)| a < b) {
            attributes.sort_by(|(a, _), (b, _)| a.cmp(b));
            if let Some(pair) = attributes.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                return Err(Arc::clone(&pair[0].0));
            }
        }
        Ok(Record(attributes.into_boxed_slice()))
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let at = self.0.binary_search_by(|(key, _)| (**key).cmp(name)).ok()?;
        Some(&self.0[at].1)
    }

    /// Its attributes, sorted by name.
    pub fn attributes(&self) -> &[(Arc<str>, Value)] {
        &self.0
    }
}

impl fmt::Display for Value {
    /// Writes the value as an expression of the language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(truth) => write!(f, "{truth}"),
            Value::Long(number) => write!(f, "{number}"),
            Value::String(text) => write!(f, "\"{}\"", text.escape_debug()),
            Value::Entity(uid) => write!(f, "{uid}"),
            Value::Set(set) => {
                f.write_str("[")?;
                for (at, element) in set.0.iter().enumerate() {
                    write!(f, "{}{element}", if at == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Value::Record(record) => {
                f.write_str("{")?;
                for (at, (name, value)) in record.0.iter().enumerate() {
                    write!(f, "{}\"{}\": {value}", if at == 0 { "" } else { ", " }, name.escape_debug())?;
                }
                f.write_str("}")
            }
            Value::Decimal(decimal) => write!(f, "decimal(\"{decimal}\")"),
            Value::Ip(ip) => write!(f, "ip(\"{ip}\")"),
            Value::Datetime(at) => {
                write!(f, "datetime(\"1970-01-01\").offset(duration(\"{}ms\"))", at.milliseconds())
            }
            Value::Duration(span) => write!(f, "duration(\"{span}\")"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_have_no_order_and_no_duplicates() {
        let (one, text) = (Value::Long(1), Value::string("a"));
        let left = Set::new(vec![one.clone(), text.clone(), one.clone()]);
        assert_eq!(left, Set::new(vec![text.clone(), one.clone()]));
        assert_eq!(left.elements().len(), 2);
        assert!(left.contains(&text) && !left.contains(&Value::Bool(true)));
    }

    #[test]
    fn records_are_sorted_and_refuse_duplicates() {
        let attribute = |name: &str, value| (Arc::from(name), Value::Long(value));
        let record = Record::new(vec![attribute("b", 2), attribute("a", 1)]).expect("two names");
        assert_eq!(record.get("a"), Some(&Value::Long(1)));
        assert_eq!(record.get("c"), None);
        assert_eq!(record, Record::new(vec![attribute("a", 1), attribute("b", 2)]).expect("two names"));
        assert_eq!(Record::new(vec![attribute("a", 1), attribute("b", 2), attribute("a", 1)]), Err(Arc::from("a")));
    }

    #[test]
    fn values_print_as_expressions() {
        let set = Value::Set(Set::new(vec![Value::Decimal(Decimal::from_ten_thousandths(-5)), Value::Bool(false)]));
        let record = Record::new(vec![(Arc::from("a b"), set), (Arc::from("n"), Value::Long(-1))]).expect("two names");
        let printed = Value::Record(record).to_string();
        assert_eq!(printed, r#"{"a b": [false, decimal("-0.0005")], "n": -1}"#);
    }
}
