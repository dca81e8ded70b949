//! `crosscheck known`: shows the list of known differences and checks it: that it can be read, and that nothing in it
//! has expired.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::known::KnownDifferences;
use crate::output::Output;

/// What `known` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  crosscheck known --file corpus/known-differences.toml

Exit code 0 if the list is sound, 65 if it cannot be read or an entry has expired.")]
pub struct Arguments {
    /// The list of known differences
    #[arg(long, value_name = "FILE", default_value = "corpus/known-differences.toml")]
    file: PathBuf,
}

/// Shows and checks the list.
///
/// # Errors
/// A list that is not there, cannot be read, or holds an entry that has expired.
pub fn run(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    let file = arguments.file.display();
    if !arguments.file.exists() {
        return Err(Failure::bad_input(format!("{file}: is not there; name the list with --file")));
    }
    let list = KnownDifferences::load(&arguments.file).map_err(Failure::bad_input)?;
    let mut expired = Vec::new();
    for known in list.entries() {
        let subjects: Vec<&str> = known.subjects.iter().map(String::as_str).collect();
        let end = known.expires.as_deref().map(|day| format!(", expires on {day}")).unwrap_or_default();
        output.say(&format!("{}  {} {}{end}", known.id, subjects.join("/"), known.signature));
        output.say(&format!("  {}", known.reason.trim()));
        output.say(&format!("  right is {}", known.who_is_right));
        if !known.link.is_empty() {
            output.say(&format!("  {}", known.link));
        }
        if list.has_expired(known) {
            expired.push(known.id.as_str());
        }
    }
    let entries = list.entries().count();
    output.say(&format!("{entries} known differences in {file}"));
    output.machine(&json!({"schema": 1, "command": "known", "entries": entries, "expired": expired}));
    if expired.is_empty() {
        Ok(Exit::Agreed)
    } else {
        let what =
            format!("{file}: expired: {}; look at them again, then move the day or drop them", expired.join(", "));
        Err(Failure::bad_input(what))
    }
}
