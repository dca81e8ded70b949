//! Findings about calls of extension functions put into words, with an example of how they are called.

use super::describe::Words;
use super::finding::Detail;
use crate::ext::{CallStyle, ExtensionFunction};

/// The words about a call.
pub(super) fn call_words(detail: &Detail) -> Words {
    match detail {
        Detail::Arity { function, found } => {
            let receiver = usize::from(function.style() == CallStyle::Method);
            Words {
                found: format!("`{}` is given {} arguments", function.name(), found - receiver.min(*found)),
                expected: Some(format!("{}", function.parameters().len() - receiver)),
                hint: Some(match (function.style(), function.parameters().len()) {
                    (CallStyle::Function, _) => format!("write `{}`", example(*function)),
                    (CallStyle::Method, 1) => format!("write `value.{}()`", function.name()),
                    (CallStyle::Method, _) => format!("write `value.{}(other)`", function.name()),
                }),
                ..Words::default()
            }
        }
        Detail::Malformed { function, why } => Words {
            found: why.clone(),
            expected_type: Some(function.result().to_string()),
            hint: Some(format!("write it like `{}`", example(*function))),
            ..Words::default()
        },
        Detail::NotLiteral { function } => Words {
            found: format!("`{}` is applied to what is not a literal", function.name()),
            expected: Some("a string that is written out".to_owned()),
            hint: Some(format!(
                "strict validation wants to know that it succeeds; a value that varies should have the type `{}` in \
                 the schema",
                function.result()
            )),
            ..Words::default()
        },
        _ => Words::default(),
    }
}

/// A call of a constructor as it should be.
fn example(function: ExtensionFunction) -> &'static str {
    match function {
        ExtensionFunction::Ip => "ip(\"10.0.0.0/8\")",
        ExtensionFunction::Datetime => "datetime(\"2024-10-15T11:35:00Z\")",
        ExtensionFunction::Duration => "duration(\"1d2h30m\")",
        _ => "decimal(\"12.34\")",
    }
}
