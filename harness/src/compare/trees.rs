//! The comparison of what two subjects have read: the trees of policies and templates in Cedar's JSON format.
//!
//! Subjects write what may be written in several ways in one form, that of the formal model (`a != b` is `!(a == b)`), so
//! the texts are the same if the trees are. Both were read from the same text: where the trees part, a parser is wrong,
//! even if no request of the case shows it.

use super::pairs::Pairs;
use super::{NotCompared, Readings, What};
use crate::outcome::Outcome;
use crate::subject::SubjectInfo;

/// The words of the JSON format. Everything else in a tree is a name or a value, which no signature may hold.
const WORDS: [&str; 62] = [
    "!",
    "!=",
    "&&",
    "*",
    "+",
    "-",
    ".",
    "<",
    "<=",
    "==",
    ">",
    ">=",
    "||",
    "All",
    "Literal",
    "Record",
    "Set",
    "Value",
    "Var",
    "Wildcard",
    "__entity",
    "action",
    "annotations",
    "attr",
    "arg",
    "body",
    "conditions",
    "contains",
    "containsAll",
    "containsAny",
    "context",
    "datetime",
    "decimal",
    "duration",
    "effect",
    "else",
    "entities",
    "entity",
    "entity_type",
    "forbid",
    "getTag",
    "has",
    "hasTag",
    "id",
    "if",
    "if-then-else",
    "in",
    "ip",
    "is",
    "isEmpty",
    "kind",
    "left",
    "like",
    "neg",
    "op",
    "pattern",
    "permit",
    "principal",
    "resource",
    "right",
    "slot",
    "type",
];

/// The most characters of a tree that are shown on each side of a place.
const SHOWN: usize = 60;

impl Pairs {
    /// Compares the trees of all policies and templates, where both could read them.
    pub(super) fn trees(&mut self, left: (&SubjectInfo, &Outcome), right: (&SubjectInfo, &Outcome)) {
        if !left.1.policies.is_ok() || !right.1.policies.is_ok() {
            return;
        }
        let (Some(ours), Some(theirs)) = (&left.1.trees, &right.1.trees) else {
            return self.leave_out(NotCompared::Trees);
        };
        let only_theirs = theirs.keys().filter(|id| !ours.contains_key(*id));
        for policy in ours.keys().chain(only_theirs) {
            *self.tally.readings.entry(Readings::Trees).or_default() += 1;
            let [one, other] = [ours, theirs].map(|trees| trees.get(policy).map_or("", String::as_str));
            if one != other {
                self.differ(left.0, right.0, parting(policy, one, other));
            }
        }
    }
}

/// Where two trees part.
fn parting(policy: &str, left: &str, right: &str) -> What {
    let [ours, theirs] = [left, right].map(tokens);
    let at = ours.iter().zip(&theirs).take_while(|(one, other)| one == other).count();
    let under = ours[..at].windows(2).rev().find(|pair| pair[1] == ":").and_then(|pair| word(pair[0]));
    What::Tree {
        policy: policy.to_owned(),
        under: under.unwrap_or("tree"),
        forms: [sort(&ours, at), sort(&theirs, at)],
        left: around(&ours, at),
        right: around(&theirs, at),
    }
}

/// The tokens of JSON without blanks between them.
fn tokens(json: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            '{' | '}' | '[' | ']' | ':' | ',' => 1,
            _ => rest.find(['{', '}', '[', ']', ':', ',', '"']).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        found.push(token);
        rest = after;
    }
    found
}

fn string_length(json: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in json.bytes().enumerate().skip(1) {
        match byte {
            b'"' if !escaped => return at + 1,
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    json.len()
}

/// The word of the format that a token is.
fn word(token: &str) -> Option<&'static str> {
    let inside = token.strip_prefix('"')?.strip_suffix('"')?;
    WORDS.into_iter().find(|word| *word == inside)
}

/// What sort of token stands at a place: a word of the format by itself, all else by its sort.
fn sort(tokens: &[&str], at: usize) -> &'static str {
    match tokens.get(at) {
        None => "none",
        Some(token) => match token.as_bytes().first() {
            Some(b'"') => word(token).unwrap_or("text"),
            Some(b'{') => "object",
            Some(b'[') => "list",
            Some(b'}' | b']') => "end",
            Some(b',') => "more",
            Some(b't' | b'f') => "bool",
            _ => "number",
        },
    }
}

/// The tree around a place, for people.
fn around(tokens: &[&str], at: usize) -> String {
    let before: String = tokens[..at.min(tokens.len())].concat();
    let after: String = tokens[at.min(tokens.len())..].concat();
    let skipped = before.chars().count().saturating_sub(SHOWN);
    let shown_before: String = before.chars().skip(skipped).collect();
    let shown_after: String = after.chars().take(SHOWN).collect();
    let (start, end) = (if skipped > 0 { "…" } else { "" }, if shown_after.len() < after.len() { "…" } else { "" });
    format!("{start}{shown_before}{shown_after}{end}")
}
