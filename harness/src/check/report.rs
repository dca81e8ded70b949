//! What people and machines read of a check: the diagnostics, a summary, one object.

use std::fmt::{self, Write};

use crosscheck_engine::{SourceError, ValidationMode};
use serde_json::{Value, json};

use super::{Checked, Dispute, Opinion, Rules};
use crate::exit::Exit;

/// Everything that a report tells of a check.
#[derive(Debug)]
pub struct CheckReport<'a> {
    schema: &'a str,
    rules: Rules,
    files: &'a [Checked],
}

impl<'a> CheckReport<'a> {
    /// The report of `files`, checked by `rules` against the schema of this name.
    pub fn new(schema: &'a str, rules: Rules, files: &'a [Checked]) -> Self {
        Self { schema, rules, files }
    }

    /// A dispute comes before everything else, since no other result can be relied on then; a file that cannot be read
    /// comes before an invalid policy.
    pub fn exit(&self) -> Exit {
        if self.files.iter().any(|file| !file.disputes.is_empty()) {
            Exit::Harness
        } else if self.files.iter().any(|file| file.unreadable.is_some()) {
            Exit::BadInput
        } else if self.files.iter().any(|file| !file.errors.is_empty()) {
            Exit::Mismatch
        } else {
            Exit::Agreed
        }
    }

    /// The diagnostics, file by file: each is followed by an empty line when it is printed on a line of its own.
    pub fn blocks(&self) -> Vec<String> {
        let mut blocks = Vec::new();
        for file in self.files {
            blocks.extend(file.unreadable.iter().map(|error| format!("error[syntax] at {error}\n")));
            blocks.extend(file.errors.iter().map(|error| format!("{error}\n")));
            blocks.extend(file.warnings.iter().map(|warning| format!("{warning}\n")));
            blocks.extend(file.disputes.iter().map(|dispute| dispute_block(file, dispute)));
        }
        blocks
    }

    /// The summary, one line.
    pub fn summary(&self) -> String {
        let count = |of: fn(&Checked) -> usize| self.files.iter().map(of).sum::<usize>();
        let (policies, invalid) = (count(|file| file.policies), count(Checked::invalid));
        let mut out = format!(
            "{} in {} against {}, {}: {} valid, {invalid} invalid; {}, {}",
            counted(policies, "policy", "policies"),
            counted(self.files.len(), "file", "files"),
            self.schema,
            self.rules_in_words(),
            policies - invalid,
            counted(count(|file| file.errors.len()), "error", "errors"),
            counted(count(|file| file.warnings.len()), "warning", "warnings"),
        );
        let unreadable = count(|file| usize::from(file.unreadable.is_some()));
        if unreadable > 0 {
            let _infallible = write!(out, "; {} not readable", counted(unreadable, "file", "files"));
        }
        let disputed = count(|file| file.disputes.len());
        if disputed > 0 {
            let _infallible =
                write!(out, "; {} of engine and reference model", counted(disputed, "dispute", "disputes"));
        }
        out
    }

    fn rules_in_words(&self) -> String {
        let mode = mode_name(self.rules.mode);
        self.rules.level.map_or_else(|| mode.to_owned(), |level| format!("{mode} at level {level}"))
    }

    /// The object for machines.
    pub fn json(&self) -> Value {
        let policies: usize = self.files.iter().map(|file| file.policies).sum();
        let invalid: usize = self.files.iter().map(Checked::invalid).sum();
        let all = |of: fn(&Checked) -> Vec<Value>| self.files.iter().flat_map(of).collect::<Vec<Value>>();
        json!({
            "schema": 1,
            "command": "check-policy",
            "mode": mode_name(self.rules.mode),
            "level": self.rules.level,
            "files": self.files.len(),
            "policies": policies,
            "valid": policies - invalid,
            "invalid": invalid,
            "errors": all(errors),
            "warnings": all(warnings),
            "unreadable": all(|file| file.unreadable.iter().map(|error| place(&file.file, error)).collect()),
            "disputes": all(disputes),
        })
    }
}

fn mode_name(mode: ValidationMode) -> &'static str {
    match mode {
        ValidationMode::Strict => "strict",
        ValidationMode::Permissive => "permissive",
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn dispute_block(file: &Checked, dispute: &Dispute) -> String {
    format!(
        "DISPUTE at {}: {dispute}\n\
         One of the two is wrong, and this program with it: please report the schema and the policy.\n",
        file.file
    )
}

impl fmt::Display for Dispute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(policy) = &self.policy {
            write!(f, "policy `{policy}`: ")?;
        }
        write!(f, "the engine {}, the reference model {}", self.engine.verb(), self.model.verb())?;
        for (name, opinion) in [("engine", &self.engine), ("reference model", &self.model)] {
            if let Opinion::Rejects(words) | Opinion::Panicked(words) = opinion {
                write!(f, "\n{name}: {words}")?;
            }
        }
        Ok(())
    }
}

impl Opinion {
    fn verb(&self) -> &'static str {
        match self {
            Self::Accepts => "accepts it",
            Self::Rejects(_) => "rejects it",
            Self::Panicked(_) => "panics",
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Accepts => json!({"says": "valid"}),
            Self::Rejects(words) => json!({"says": "invalid", "message": words}),
            Self::Panicked(words) => json!({"says": "panicked", "message": words}),
        }
    }
}

fn place(file: &str, place: &SourceError) -> Value {
    json!({
        "file": file,
        "line": place.line(),
        "column": place.column(),
        "message": place.found(),
        "expected": place.expected(),
    })
}

fn errors(file: &Checked) -> Vec<Value> {
    let shown = file.errors.iter().map(|error| {
        let mut object = place(&file.file, error.place());
        object["policy"] = json!(error.policy_id().as_str());
        object["kind"] = json!(error.kind().as_str());
        object["expected_type"] = json!(error.expected_type());
        object["found_type"] = json!(error.found_type());
        object["environment"] = json!(error.environment());
        object["hint"] = json!(error.hint());
        object
    });
    shown.collect()
}

fn warnings(file: &Checked) -> Vec<Value> {
    let shown = file.warnings.iter().map(|warning| {
        let mut object = place(&file.file, warning.place());
        object["policy"] = json!(warning.policy_id().as_str());
        object["kind"] = json!(warning.kind().as_str());
        object
    });
    shown.collect()
}

fn disputes(file: &Checked) -> Vec<Value> {
    let shown = file.disputes.iter().map(|dispute| {
        json!({
            "file": file.file,
            "policy": dispute.policy,
            "engine": dispute.engine.json(),
            "reference-model": dispute.model.json(),
        })
    });
    shown.collect()
}
