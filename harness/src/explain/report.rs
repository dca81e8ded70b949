//! An explanation as people and as machines read it. Pure.

use std::fmt::Write;
use std::path::Path;

use crosscheck_generators::CaseText;
use serde_json::{Value, json};

use super::tree::{Evaluated, Node, Trace};
use super::{Explanation, PolicyExplained, verdict_words};
use crate::compare::{Difference, SkipReason, What};
use crate::excerpt::{cut, cut_to, show_answer, show_request, write_case};
use crate::exit::Exit;

/// A tree takes no more lines than these.
const MOST_LINES: usize = 60;

/// What a sub-expression or a value takes of a line.
const WIDEST: usize = 72;

impl Explanation {
    /// The exit code: whether the subjects agree.
    pub fn exit(&self) -> Exit {
        match (&self.differences[..], self.skipped) {
            ([], None) => Exit::Agreed,
            ([], Some(_)) => Exit::Harness,
            _ => Exit::Mismatch,
        }
    }

    /// The explanation of the case at `path`, whose text is `text`; it ends without a line break.
    pub fn text(&self, path: &Path, text: &CaseText) -> String {
        let mut out = String::new();
        self.write(&mut out, path, text).unwrap_or_default();
        out.truncate(out.trim_end().len());
        out
    }

    fn write(&self, out: &mut String, path: &Path, text: &CaseText) -> std::fmt::Result {
        writeln!(out, "{}", path.display())?;
        writeln!(out, "  {}", self.headline())?;
        for line in self.differences.iter().flat_map(Difference::lines) {
            writeln!(out, "  {}", cut(&line))?;
        }
        let answers: Vec<_> = self.outcomes.iter().map(|(name, outcome)| (name.as_str(), outcome)).collect();
        if !self.readable && !self.differences.is_empty() {
            writeln!(out, "  the reference model cannot read this case, so there are no steps to show")?;
            return write_case(out, text, &answers, &|_| true);
        }
        if self.skipped.is_some() && self.outcomes.len() > 1 {
            return write_case(out, text, &answers, &|_| true);
        }
        for exhibit in &self.exhibits {
            writeln!(out, "\n{}", cut(&exhibit.title))?;
            let lines = exhibit.text.trim_end().lines();
            lines.take(MOST_LINES).try_for_each(|line| writeln!(out, "  {}", cut(line)))?;
        }
        for request in &self.requests {
            let index = request.index;
            let Some(of) = text.requests.get(index) else { continue };
            writeln!(out, "\nrequest {index}  {}", cut(&show_request(of)))?;
            writeln!(out, "  context {}", cut(of.context.trim()))?;
            for (name, outcome) in &answers {
                writeln!(out, "  {name}: {}", cut(&show_answer(outcome, index)))?;
            }
            for policy in &request.policies {
                write_policy(out, policy)?;
            }
            if request.policies.is_empty() {
                writeln!(
                    out,
                    "  no policy by itself shows a difference: it depends on how the case is spelled, or on"
                )?;
                writeln!(out, "  what all of it together is")?;
            }
        }
        Ok(())
    }

    fn headline(&self) -> String {
        let names: Vec<&str> = self.outcomes.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(", ");
        let requests = self.outcomes.first().map_or(0, |(_, outcome)| outcome.requests.len());
        match self.exit() {
            Exit::Agreed => format!("{names} agree on all of it: nothing to explain"),
            Exit::Harness if self.outcomes.len() < 2 => format!("{names} alone: name two subjects to compare"),
            Exit::Harness => {
                let reason = self.skipped.map_or("no reason", SkipReason::as_str);
                format!("{names} agree, but no decision could be compared: {reason}")
            }
            _ if self.requests.is_empty() && !self.exhibits.is_empty() => format!("{names} differ in what is valid"),
            _ if self.requests.is_empty() => self.parted_over(&names),
            _ => format!("{names} differ in {} of {requests} requests", self.requests.len()),
        }
    }

    /// What subjects part over that agree on every request.
    fn parted_over(&self, names: &str) -> String {
        match self.differences.first().map(|difference| &difference.what) {
            Some(What::Breach(breach)) => format!("{names}: the law `{}` is broken", breach.law),
            Some(What::Validity { .. }) => format!("{names} differ in what they find valid"),
            Some(What::Types { .. }) => format!("{names} differ in the types of expressions"),
            Some(What::Crashed { .. }) => format!("{names}: one of them crashed"),
            _ => format!("{names} differ in what they can read"),
        }
    }

    /// The object for machines.
    pub fn json(&self, path: &Path, text: &CaseText) -> Value {
        let requests = self.requests.iter().map(|request| {
            let answers: serde_json::Map<String, Value> = self
                .outcomes
                .iter()
                .map(|(name, outcome)| (name.clone(), json!(show_answer(outcome, request.index))))
                .collect();
            let shown = text.requests.get(request.index).map(show_request);
            let policies: Vec<Value> = request.policies.iter().map(policy_json).collect();
            json!({"index": request.index, "request": shown, "answers": answers, "policies": policies})
        });
        json!({
            "schema": 1,
            "command": "explain",
            "case": path,
            "subjects": self.outcomes.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            "agree": self.differences.is_empty(),
            "differences": self.differences.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "judged": self.exhibits.iter()
                .map(|exhibit| json!({"what": exhibit.title, "text": exhibit.text})).collect::<Vec<_>>(),
            "requests": requests.collect::<Vec<_>>(),
        })
    }
}

fn write_policy(out: &mut String, policy: &PolicyExplained) -> std::fmt::Result {
    writeln!(out, "\n  {}", cut(&policy.id))?;
    for line in policy.text.lines() {
        writeln!(out, "    {}", cut(line))?;
    }
    for (name, verdict) in &policy.verdicts {
        writeln!(out, "    {name}: {verdict}")?;
    }
    let Some(trace) = &policy.trace else {
        return writeln!(out, "    the reference model has no steps of it to show");
    };
    writeln!(out, "    as the reference model has it:")?;
    let scope: Vec<String> =
        trace.scope.iter().map(|(variable, holds)| format!("{variable} {}", holds_in_words(*holds))).collect();
    writeln!(out, "      scope: {}", scope.join(", "))?;
    for (kind, body) in &trace.conditions {
        let mut lines = Vec::new();
        tree_lines(body, 0, &mut lines);
        writeln!(out, "      {kind}")?;
        lines.iter().take(MOST_LINES).try_for_each(|line| writeln!(out, "        {line}"))?;
        if lines.len() > MOST_LINES {
            writeln!(out, "        … {} more lines; --json has them", lines.len() - MOST_LINES)?;
        }
    }
    Ok(())
}

fn holds_in_words(holds: bool) -> &'static str {
    if holds { "holds" } else { "fails" }
}

/// Walks with a stack of its own, for conditions may be nested a thousand deep.
fn tree_lines(root: &Node, depth: usize, lines: &mut Vec<String>) {
    let mut open = vec![(root, depth)];
    while let Some((node, depth)) = open.pop() {
        let result = match &node.result {
            Evaluated::Value(value) => format!("→ {}", cut_to(value, WIDEST)),
            Evaluated::Error(kind) => format!("errs ({kind})"),
            Evaluated::NotReached => "not evaluated".to_owned(),
        };
        // Deep trees go on in one column rather than beyond the page.
        let indent = "  ".repeat(depth.min(24));
        lines.push(format!("{indent}{}  {result}", cut_to(&node.text, WIDEST)));
        open.extend(node.operands.iter().rev().map(|operand| (operand, depth + 1)));
    }
}

fn policy_json(policy: &PolicyExplained) -> Value {
    json!({
        "id": policy.id,
        "text": policy.text,
        "verdicts": verdict_words(&policy.verdicts),
        "trace": policy.trace.as_ref().map(trace_json),
    })
}

fn trace_json(trace: &Trace) -> Value {
    let scope: serde_json::Map<String, Value> =
        trace.scope.iter().map(|(variable, holds)| ((*variable).to_owned(), json!(holds))).collect();
    let conditions: Vec<Value> =
        trace.conditions.iter().map(|(kind, body)| json!({"kind": kind, "body": node_json(body)})).collect();
    json!({"scope": scope, "conditions": conditions})
}

/// The nodes in pre-order, each with its depth: an object as deep as a condition could not be read by most.
fn node_json(root: &Node) -> Value {
    let mut nodes = Vec::new();
    let mut open = vec![(root, 0)];
    while let Some((node, depth)) = open.pop() {
        let (key, value) = match &node.result {
            Evaluated::Value(value) => ("value", json!(value)),
            Evaluated::Error(kind) => ("error", json!(kind)),
            Evaluated::NotReached => ("reached", json!(false)),
        };
        nodes.push(json!({"depth": depth, "expression": node.text, key: value}));
        open.extend(node.operands.iter().rev().map(|operand| (operand, depth + 1)));
    }
    Value::Array(nodes)
}
