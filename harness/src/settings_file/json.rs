//! Settings in JSON: an object of them, or a case's meta file, which holds one under `settings`.
//!
//! The reader of JSON keeps no places, so each name is looked for in the text: it stands there once, quoted and with a
//! colon behind it, unless it stands twice, and then the first place is as good as the other.

use serde_json::{Map, Value};

use super::given::{Entry, Given, Located, Wrong};

/// The entries of the object.
pub(super) fn entries(text: &str) -> Result<Vec<Entry>, Wrong> {
    let fields: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
        let at = offset(text, error.line(), error.column());
        Wrong::new(at, format!("is no JSON object of settings ({error}); see `crosscheck generate --help`"))
    })?;
    match fields.get("settings") {
        Some(Value::Object(settings)) => Ok(of_object(settings, text)),
        // A case that was not generated has none.
        Some(_) => Err(Wrong::new(key(text, "settings"), "this meta file records no settings".to_owned())),
        None => Ok(of_object(&fields, text)),
    }
}

/// The byte at a line and column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
}

/// Where a name stands.
fn key(text: &str, name: &str) -> usize {
    let quoted = Value::String(name.to_owned()).to_string();
    let is_key = |at: &usize| text[at + quoted.len()..].trim_start().starts_with(':');
    text.match_indices(&quoted).map(|(at, _)| at).find(is_key).unwrap_or(0)
}

/// Where the value of the name at this place begins.
fn value_of(text: &str, name: &str, at: usize) -> usize {
    let after = at + Value::String(name.to_owned()).to_string().len();
    let rest = text.get(after..).unwrap_or_default();
    let skipped = rest.len() - rest.trim_start_matches(|c: char| c == ':' || c.is_whitespace()).len();
    after + skipped
}

fn of_object(fields: &Map<String, Value>, text: &str) -> Vec<Entry> {
    let entry = |(name, value): (&String, &Value)| {
        let at = key(text, name);
        Entry { name: name.clone(), at, value: located(value, value_of(text, name, at), text) }
    };
    fields.iter().map(entry).collect()
}

fn located(value: &Value, at: usize, text: &str) -> Located {
    let what = match value {
        Value::Number(number) => number.as_i64().map_or(Given::Other("no whole number"), Given::Number),
        Value::Bool(on) => Given::Switch(*on),
        Value::String(word) => Given::Word(word.clone()),
        Value::Array(items) => Given::List(items.iter().map(|item| located(item, at, text)).collect()),
        Value::Object(fields) => Given::Table(of_object(fields, text)),
        Value::Null => Given::Other("null"),
    };
    Located { at, what }
}
