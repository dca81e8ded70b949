//! How a summary tells what was held against each law: a table for people, the laws that met nothing by name.

use std::collections::BTreeMap;

use super::Law;
use crate::progress::grouped;

/// Laws stand side by side in so many columns.
const COLUMNS: usize = 3;

/// The lines of a summary, without indentation.
pub(crate) fn lines(counts: &BTreeMap<Law, u64>) -> Vec<String> {
    let met: Vec<(Law, u64)> = Law::ALL
        .into_iter()
        .filter_map(|law| Some((law, *counts.get(&law)?)))
        .filter(|(_, count)| *count > 0)
        .collect();
    let rows = met.len().div_ceil(COLUMNS);
    let mut lines = vec!["answers and verdicts held against each:".to_owned()];
    for row in 0..rows {
        // The table is read down its columns, in the order of the laws.
        let cells = met.iter().skip(row).step_by(rows.max(1));
        let cells: Vec<String> =
            cells.map(|(law, count)| format!("{:<20}{:>10}", law.as_str(), grouped(*count))).collect();
        lines.push(cells.join("   "));
    }
    let idle: Vec<&str> =
        Law::ALL.into_iter().filter(|law| !met.iter().any(|(other, _)| other == law)).map(Law::as_str).collect();
    if !idle.is_empty() {
        lines.push(format!("nothing to hold against {}", idle.join(", ")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_people_read() {
        let counts =
            Law::ALL.into_iter().enumerate().skip(2).map(|(index, law)| (law, index as u64 * 12_345)).collect();
        insta::assert_snapshot!(lines(&counts).join("\n"));
    }
}
