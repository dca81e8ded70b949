//! What people and machines read of coverage: how much of each declared table a run has exercised, and what is missing.

use std::fmt::Write;

use crosscheck_reference_model::observe::{Coverage, TableCoverage};
use serde_json::{Map, Value, json};

use crate::progress::grouped;

/// How many missing entries people are shown; machines get all of them.
const SHOWN: usize = 6;

/// One line a table, and one more for what is missing.
pub(crate) fn write_tables(out: &mut String, coverage: Option<&Coverage>) -> std::fmt::Result {
    let Some(coverage) = coverage else {
        return writeln!(out, "  coverage    not counted: reference-model is not among the subjects");
    };
    for table in coverage.tables() {
        let TableCoverage { name, covered, total, missing, .. } = table;
        writeln!(out, "  coverage    {} of {} {name}", grouped(covered as u64), grouped(total as u64))?;
        if !missing.is_empty() {
            let more = missing.len().saturating_sub(SHOWN);
            let more = if more > 0 {
                format!("; and {} more (--json lists all)", grouped(more as u64))
            } else {
                String::new()
            };
            let shown = missing[..missing.len().min(SHOWN)].join("; ");
            writeln!(out, "              missing: {shown}{more}")?;
        }
    }
    Ok(())
}

/// `{"rules": {"covered": 2368, "total": 2368, "missing": []}, …}`, a key for each table.
pub(crate) fn tables_json(coverage: Option<&Coverage>) -> Map<String, Value> {
    let nothing = Coverage::default();
    let object = |table: TableCoverage| {
        let TableCoverage { key, covered, total, missing, .. } = table;
        (key.to_owned(), json!({"covered": covered, "total": total, "missing": missing}))
    };
    coverage.unwrap_or(&nothing).tables().into_iter().map(object).collect()
}

/// Whether a run has exercised everything.
pub(crate) fn is_complete(coverage: Option<&Coverage>) -> bool {
    coverage.is_some_and(|coverage| coverage.tables().iter().all(|table| table.missing.is_empty()))
}
