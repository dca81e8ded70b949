//! Reduction of a case as mere text, for texts that cannot be read and for differences that depend on spelling.
//!
//! Policies and schema lose statements, lines, tokens and at last characters; entities and contexts lose parts of their
//! JSON while they are JSON, and tokens and characters when they are not. Only what is gone is gone: nothing is put in
//! another thing's place, so every step is shorter and the end is certain.

use std::ops::Range;

use crosscheck_generators::CaseText;
use serde_json::Value;

use super::search::{Search, sweep};

/// A document within a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Policies,
    Schema,
    Entities,
    Context(usize),
}

/// Cuts a text into pieces that together are the text.
type Cut = fn(&str) -> Vec<String>;

/// The sizes of the pieces that a text is cut into, the largest first.
const GRAINS: [(&str, Cut); 4] = [
    ("drop statements of text", statements),
    ("drop lines of text", lines),
    ("drop tokens of text", tokens),
    ("drop characters of text", characters),
];

/// So many different tokens are tried as the whole of a condition.
const MOST_TOKENS: usize = 500;

/// Reduces `text` until nothing more can be taken away or the budget is used up.
pub(super) fn reduce(search: &mut Search<'_>, mut text: CaseText) -> CaseText {
    loop {
        let before = text.clone();
        drop_requests(search, &mut text);
        drop_links(search, &mut text);
        drop_schema(search, &mut text);
        one_token(search, &mut text);
        for (name, cut) in GRAINS {
            reduce_field(search, name, cut, Field::Policies, &mut text);
        }
        let contexts = (0..text.requests.len()).map(Field::Context);
        for field in [Field::Schema, Field::Entities].into_iter().chain(contexts) {
            reduce_json(search, field, &mut text);
            for (name, cut) in GRAINS {
                reduce_field(search, name, cut, field, &mut text);
            }
        }
        if text == before || search.is_exhausted() {
            return text;
        }
    }
}

fn drop_requests(search: &mut Search<'_>, text: &mut CaseText) {
    sweep(text.requests.len(), |chunk| {
        let mut candidate = text.clone();
        candidate.requests.drain(chunk);
        keep(search, "drop requests", candidate, text).then_some(text.requests.len())
    });
}

fn drop_links(search: &mut Search<'_>, text: &mut CaseText) {
    sweep(text.links.len(), |chunk| {
        let mut candidate = text.clone();
        candidate.links.drain(chunk);
        keep(search, "drop links", candidate, text).then_some(text.links.len())
    });
}

fn drop_schema(search: &mut Search<'_>, text: &mut CaseText) {
    if text.schema.is_some() {
        let candidate = CaseText { schema: None, ..text.clone() };
        keep(search, "drop the schema", candidate, text);
    }
}

/// Tries each token of the policies as the whole of a condition, since what matters of a spelling is often one literal.
fn one_token(search: &mut Search<'_>, text: &mut CaseText) {
    let tokens: std::collections::BTreeSet<String> = tokens(&text.policies).into_iter().collect();
    for token in tokens.iter().take(MOST_TOKENS) {
        let policies = format!("permit(principal,action,resource)when{{{token}}};");
        if policies.len() < text.policies.len() {
            let candidate = CaseText { policies, ..text.clone() };
            keep(search, "one token of text", candidate, text);
        }
    }
}

fn keep(search: &mut Search<'_>, name: &'static str, candidate: CaseText, text: &mut CaseText) -> bool {
    let shown = search.shows(name, &candidate);
    if shown {
        *text = candidate;
    }
    shown
}

fn get(text: &CaseText, field: Field) -> Option<&str> {
    match field {
        Field::Policies => Some(&text.policies),
        Field::Schema => text.schema.as_deref(),
        Field::Entities => Some(&text.entities),
        Field::Context(index) => Some(&text.requests.get(index)?.context),
    }
}

fn with(text: &CaseText, field: Field, content: String) -> CaseText {
    let mut text = text.clone();
    match field {
        Field::Policies => text.policies = content,
        Field::Schema => text.schema = Some(content),
        Field::Entities => text.entities = content,
        Field::Context(index) => text.requests[index].context = content,
    }
    text
}

/// Takes pieces of a document away, as `cut` cuts it.
fn reduce_field(search: &mut Search<'_>, name: &'static str, cut: Cut, field: Field, text: &mut CaseText) {
    let Some(content) = get(text, field) else { return };
    let mut pieces = cut(content);
    sweep(pieces.len(), |chunk: Range<usize>| {
        let mut left = pieces.clone();
        left.drain(chunk);
        let candidate = with(text, field, left.concat());
        keep(search, name, candidate, text).then(|| {
            pieces = left;
            pieces.len()
        })
    });
}

/// Takes elements of arrays and fields of objects away, if the document is JSON.
fn reduce_json(search: &mut Search<'_>, field: Field, text: &mut CaseText) {
    let parsed = get(text, field).map(serde_json::from_str::<Value>);
    let Some(Ok(mut value)) = parsed else { return };
    let mut sites = 0;
    without(value.clone(), &(0..0), &mut sites);
    sweep(sites, |chunk| {
        let left = without(value.clone(), &chunk, &mut 0);
        let candidate = with(text, field, left.to_string());
        keep(search, "drop parts of JSON", candidate, text).then(|| {
            value = left;
            let mut sites = 0;
            without(value.clone(), &(0..0), &mut sites);
            sites
        })
    });
}

/// The value without the elements and fields whose numbers, in pre-order, are `chosen`.
fn without(value: Value, chosen: &Range<usize>, next: &mut usize) -> Value {
    let stays = |next: &mut usize| {
        *next += 1;
        !chosen.contains(&(*next - 1))
    };
    match value {
        Value::Array(elements) => {
            let left = elements.into_iter().filter_map(|element| stays(next).then(|| without(element, chosen, next)));
            Value::Array(left.collect())
        }
        Value::Object(fields) => {
            let left =
                fields.into_iter().filter_map(|(key, value)| stays(next).then(|| (key, without(value, chosen, next))));
            Value::Object(left.collect())
        }
        other => other,
    }
}

/// Statements, each with the semicolon that ends it.
fn statements(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for token in tokens(text) {
        let ends = token == ";";
        if let Some(last) = found.last_mut() {
            last.push_str(&token);
        }
        if ends {
            found.push(String::new());
        }
    }
    found.retain(|statement| !statement.is_empty());
    found
}

fn lines(text: &str) -> Vec<String> {
    text.split_inclusive('\n').map(str::to_owned).collect()
}

fn characters(text: &str) -> Vec<String> {
    text.chars().map(String::from).collect()
}

/// Words, string literals, comments, runs of blanks, and all other characters one by one; together they are the text.
fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |of: fn(char) -> bool| rest.find(|c| !of(c)).unwrap_or(rest.len());
        let length = match first {
            '"' => string_length(rest),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            c if c.is_whitespace() => run(char::is_whitespace),
            c if c.is_alphanumeric() || c == '_' => run(|c| c.is_alphanumeric() || c == '_'),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        found.push(token.to_owned());
        rest = after;
    }
    found
}

/// The bytes of the string literal at the start of `text`, quotes included; all of it if none closes it.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_without_loss() {
        let text = "permit(p, a,\n r) when { \"a;\\\"b\" == é }; // c;\nforbid(x); \"open";
        for (_, cut) in GRAINS {
            assert_eq!(cut(text).concat(), text);
        }
        assert_eq!(statements(text).len(), 3);
        assert_eq!(tokens("a1 \"x\\\"y\";//z"), ["a1", " ", "\"x\\\"y\"", ";", "//z"]);
    }

    #[test]
    fn parts_of_json_go_by_number() {
        let value = serde_json::json!([{"a": [1, 2], "b": 3}, 4]);
        let mut sites = 0;
        without(value.clone(), &(0..0), &mut sites);
        assert_eq!(sites, 6);
        assert_eq!(without(value.clone(), &(1..2), &mut 0), serde_json::json!([{"b": 3}, 4]));
        assert_eq!(without(value, &(5..6), &mut 0), serde_json::json!([{"a": [1, 2], "b": 3}]));
    }
}
