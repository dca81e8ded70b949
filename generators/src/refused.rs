//! Texts that no parser may read, and texts that no printer of trees writes: one document of a case with one thing in it that the grammar refuses.
//!
//! A flaw (see [`crate::flaws`]) is wrong though it can be read; what is wrong here, the parsers must find. Each entry of
//! the tables is refused for a reason of its own. Few cases have one, for of a document that is refused nothing is left
//! to compare.

use crate::choices::Choices;
use crate::text::{CaseText, is_json_schema};

/// Policies that are refused, and why: further ones before or behind them change nothing.
pub const POLICIES: [(&str, &[&str]); 12] = [
    (
        "token",
        &["permit(principal, action, resource) when { # };", "permit(principal, action, resource) when { \"a };"],
    ),
    (
        "syntax",
        &[
            "permit(principal action, resource);",
            "permit(principal, action, resource)",
            "permit(principal, action, resource) when { 1 == 2 == 3 };",
            "permit(principal, action, resource) when { 1 / 2 == 1 };",
            "permit(principal, action is A, resource);",
        ],
    ),
    (
        "reserved",
        &["permit(principal, action, resource) when { context.if };", "permit(principal is in, action, resource);"],
    ),
    (
        "escape",
        &[
            r#"permit(principal, action, resource) when { "\q" == "" };"#,
            r#"permit(principal, action, resource) when { "\*" == "" };"#,
        ],
    ),
    ("integer range", &["permit(principal, action, resource) when { 9223372036854775808 == 0 };"]),
    (
        "function",
        &[
            "permit(principal, action, resource) when { size(1) };",
            "permit(principal, action, resource) when { context.size() };",
        ],
    ),
    (
        "slot",
        &[
            "permit(principal, action, resource) when { ?principal == principal };",
            "permit(principal == ?resource, action, resource);",
        ],
    ),
    ("action type", &[r#"permit(principal, action == User::"a", resource);"#]),
    ("duplicate", &["permit(principal, action, resource) when { {a: 1, a: 2} has a };"]),
    ("duplicate annotation", &["@a @a permit(principal, action, resource);"]),
    (
        "unary limit",
        &[
            "permit(principal, action, resource) when { !!!!!true };",
            "permit(principal, action, resource) when { -----1 == 1 };",
        ],
    ),
    ("too deep", &[]),
];

/// Declarations of a schema in Cedar syntax that are refused, and why.
pub const SCHEMAS: [(&str, &[&str]); 5] = [
    ("token", &["entity Refused { a: # };", "entity Refused enum [\"a];"]),
    ("syntax", &["entity Refused", "entity Refused { a: };", "action refused appliesTo { };"]),
    ("reserved", &["entity if;"]),
    ("escape", &[r#"entity Refused enum ["\q"];"#]),
    ("duplicate annotation", &["@a @a entity Refused;"]),
];

/// JSON values that are refused, wherever they stand.
pub const VALUES: [&str; 6] = ["null", "1.5", "9223372036854775808", "tru", r#""\q""#, "01"];

/// Policies that are read, in spellings that no printer of trees chooses.
const RARE_POLICIES: [&str; 2] = [
    "permit(principal, action, resource) when { ---(1) == context };",
    "permit(principal, action, resource) when { ----(1) == context };",
];

/// Contexts that are read, likewise.
const RARE_CONTEXTS: [&str; 2] =
    [r#"{"a": "\b\f\/", "b": "\ud83d\ude00"}"#, r#"{"a": {"__extn": {"fn": "ip", "args": ["::1"]}}}"#];

/// Adds what is spelled in a rare way and means something: a policy, two types in a schema, and the context of a request.
pub fn add_rare(choices: &mut Choices<'_>, text: &mut CaseText) {
    text.policies = format!("{}\n{}", text.policies, choices.pick(&RARE_POLICIES));
    if let Some(schema) = text.schema.as_mut().filter(|schema| !is_json_schema(schema)) {
        schema.push_str("\nentity Rare, Scarce;");
    }
    if let Some(request) = text.requests.last_mut() {
        request.context = (*choices.pick(&RARE_CONTEXTS)).to_owned();
    }
}

/// How deep nested values are that are refused for it.
const DEEP: usize = 200;

/// Makes one document of the case one that cannot be read.
pub fn plant(choices: &mut Choices<'_>, text: &mut CaseText) {
    match choices.below(8) {
        0..=3 => plant_policy(choices, &mut text.policies),
        4 | 5 if text.schema.as_deref().is_some_and(|schema| !is_json_schema(schema)) => {
            let (_, texts) = choices.pick(&SCHEMAS);
            let refused = choices.pick(texts);
            if let Some(schema) = &mut text.schema {
                *schema = format!("{schema}\n{refused}");
            }
        }
        // The other requests are answered as ever.
        _ => {
            let value = value(choices);
            let index = choices.below(text.requests.len());
            if let Some(request) = text.requests.get_mut(index) {
                request.context = format!("{{\"a\": {value}}}");
            }
        }
    }
}

fn plant_policy(choices: &mut Choices<'_>, policies: &mut String) {
    let (_, texts) = choices.pick(&POLICIES);
    let refused = match choices.pick_any(texts) {
        Some(text) => (*text).to_owned(),
        None => format!("permit(principal, action, resource) when {{ {}true{} }};", "(".repeat(1001), ")".repeat(1001)),
    };
    *policies = format!("{policies}\n{refused}");
}

fn value(choices: &mut Choices<'_>) -> String {
    if choices.chance(1, 4) {
        return format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    }
    (*choices.pick(&VALUES)).to_owned()
}

#[cfg(test)]
mod tests {
    use crosscheck_reference_model::json;
    use crosscheck_reference_model::observe::{Coverage, Production, noting};
    use crosscheck_reference_model::parse::{self, PolicyIds};

    use super::*;

    /// What is noted when this is read.
    fn noted<T, E>(read: impl FnOnce() -> Result<T, E>) -> Vec<String> {
        let mut coverage = Coverage::default();
        assert!(noting(&mut coverage, read).is_err(), "it must be refused");
        let missing = coverage.tables().pop().map(|table| table.missing).unwrap_or_default();
        let is_noted = |production: &&Production| !missing.contains(&production.words().to_owned());
        Production::ALL.iter().filter(is_noted).map(|production| production.words().to_owned()).collect()
    }

    #[test]
    fn rare_spellings_are_read() {
        for text in RARE_POLICIES {
            assert!(parse::policies(text, PolicyIds::Positional).is_ok(), "{text}");
        }
        for text in RARE_CONTEXTS {
            assert!(json::context(text, None).is_ok(), "{text}");
        }
    }

    #[test]
    fn each_text_is_refused_for_its_reason() {
        for (why, texts) in POLICIES {
            for text in texts {
                let noted = noted(|| parse::policies(text, PolicyIds::Positional));
                assert!(noted.contains(&format!("policies refused: {why}")), "{text}: {noted:?}");
            }
        }
        for (why, texts) in SCHEMAS {
            for text in texts {
                let noted = noted(|| parse::schema(text));
                assert!(noted.contains(&format!("schema refused: {why}")), "{text}: {noted:?}");
            }
        }
        for value in VALUES {
            noted(|| json::context(&format!("{{\"a\": {value}}}"), None));
        }
    }
}
