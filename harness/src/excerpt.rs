//! A case in the words and lines that people read: texts cut to size, ids, links, requests, answers, sizes. Pure.
//!
//! A case from anywhere may hold anything, so no character leaves here that a terminal would obey.

use std::fmt::Write;

use crosscheck_generators::CaseText;
use crosscheck_generators::text::{LinkText, RequestText, UidText};

use crate::minimize::Sizes;
use crate::outcome::{Outcome, RequestOutcome};

/// No text of a case takes more lines than these.
const MOST_LINES: usize = 40;

/// No line takes more characters than these.
pub const WIDEST: usize = 160;

/// Writes the documents of a case, then the requests for which `wanted` holds, each with what the subjects, by name, made
/// of it.
///
/// # Errors
/// Those of the writer.
pub fn write_case(
    out: &mut String,
    text: &CaseText,
    answers: &[(&str, &Outcome)],
    wanted: &dyn Fn(usize) -> bool,
) -> std::fmt::Result {
    section(out, "policies", &text.policies)?;
    for link in &text.links {
        writeln!(out, "  link        {}", cut(&show_link(link)))?;
    }
    if let Some(schema) = &text.schema {
        section(out, "schema", schema)?;
    }
    section(out, "entities", &text.entities)?;
    for (index, request) in text.requests.iter().enumerate().filter(|(index, _)| wanted(*index)) {
        writeln!(out, "  request {index:<3} {}", cut(&show_request(request)))?;
        writeln!(out, "    context   {}", cut(&request.context))?;
        for (name, outcome) in answers {
            writeln!(out, "    {name}: {}", cut(&show_answer(outcome, index)))?;
        }
    }
    Ok(())
}

fn section(out: &mut String, name: &str, text: &str) -> std::fmt::Result {
    writeln!(out, "  {name}")?;
    let lines: Vec<&str> = text.trim_end().lines().collect();
    for line in lines.iter().take(MOST_LINES) {
        writeln!(out, "    {}", cut(line))?;
    }
    if lines.len() > MOST_LINES {
        writeln!(out, "    … {} more lines in the file", lines.len() - MOST_LINES)?;
    }
    Ok(())
}

/// The line without characters that a terminal would obey, and not too long.
pub fn cut(line: &str) -> String {
    cut_to(line, WIDEST)
}

/// The line without characters that a terminal would obey, and with no more than `widest` of its own.
pub fn cut_to(line: &str, widest: usize) -> String {
    let mut shown: String = line.chars().take(widest).flat_map(visible).collect();
    if line.chars().nth(widest).is_some() {
        shown.push('…');
    }
    shown
}

/// Control characters and the marks that turn the direction of text are shown as escapes, or a hostile case could
/// rewrite what stands around it.
fn visible(c: char) -> Vec<char> {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if c.is_control() && c != '\t' || turns { c.escape_default().collect() } else { vec![c] }
}

fn uid(uid: &UidText) -> String {
    format!("{}::{:?}", uid.ty, uid.id)
}

fn show_link(link: &LinkText) -> String {
    let slots: Vec<String> = link.slots.iter().map(|(slot, value)| format!("{slot} = {}", uid(value))).collect();
    format!("{} = {} with {}", link.id, link.template, slots.join(", "))
}

/// Principal, action and resource.
pub fn show_request(request: &RequestText) -> String {
    format!("{} {} {}", uid(&request.principal), uid(&request.action), uid(&request.resource))
}

/// What a subject made of one request, or of what stands before it.
pub fn show_answer(outcome: &Outcome, index: usize) -> String {
    if let Some(message) = &outcome.crashed {
        return format!("crashed, {message}");
    }
    match outcome.requests.get(index) {
        None => "no answer".to_owned(),
        Some(RequestOutcome::Error(error)) => format!("cannot read the request: {error}"),
        Some(RequestOutcome::Unavailable) => {
            let documents = [("policies", &outcome.policies), ("entities", &outcome.entities)];
            let unread = documents.iter().find_map(|(name, loaded)| Some((name, loaded.error()?)));
            unread.map_or("no answer".to_owned(), |(name, error)| {
                format!("cannot read the {name}: {}", error.lines().next().unwrap_or_default())
            })
        }
        Some(RequestOutcome::Answer(answer)) => {
            let mut shown = answer.decision.to_string();
            if !answer.reason.is_empty() {
                let ids: Vec<&str> = answer.reason.iter().map(String::as_str).collect();
                shown.push_str(&format!(", determined by {}", ids.join(", ")));
            }
            for (policy, kind) in &answer.errors {
                let kind = kind.map_or("error", |kind| kind.as_str());
                shown.push_str(&format!(", {policy} errs ({kind})"));
            }
            shown
        }
    }
}

/// `policies 5 → 1, entities 20 → 0, …`
pub fn show_sizes(before: Sizes, after: Sizes) -> String {
    let pairs = [
        ("policies", before.policies, after.policies),
        ("entities", before.entities, after.entities),
        ("requests", before.requests, after.requests),
        ("nodes", before.nodes, after.nodes),
        ("bytes", before.bytes, after.bytes),
    ];
    pairs.map(|(name, before, after)| format!("{name} {before} → {after}")).join(", ")
}
