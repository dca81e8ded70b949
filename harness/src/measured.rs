//! The measured part of the page about the generators: what many cases hold, as tables that people read.
//!
//! In come the counts of generated cases and the coverage of the reference model over them, out comes Markdown, and its
//! place in the page is between two marks. All of it is a function of seed and number of cases, so the page can be held
//! against what the program does.

use std::fmt::Write;

use crosscheck_generators::stats::{Tally, Target, targets};
use crosscheck_reference_model::observe::Coverage;

use crate::progress::grouped;
use crate::seed::Seed;

/// What was measured.
pub(crate) struct Measured {
    /// What the cases hold.
    pub(crate) tally: Tally,
    /// What the reference model exercised in answering them.
    pub(crate) coverage: Coverage,
}

/// The lines of a page between which the tables stand.
const BEGIN: &str = "<!-- measured: begin -->";
const END: &str = "<!-- measured: end -->";

/// The page with `tables` between its marks.
///
/// # Errors
/// A page without marks, in words that say what to do.
pub(crate) fn put(page: &str, tables: &str) -> Result<String, String> {
    let parts = page.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) =
        parts.ok_or_else(|| format!("has no place for tables; add a line `{BEGIN}` and, below it, a line `{END}`"))?;
    Ok(format!("{before}{BEGIN}\n{tables}{END}{after}"))
}

/// The tables, each with a heading.
pub(crate) fn tables(measured: &Measured, seed: Seed) -> String {
    let Measured { tally, coverage } = measured;
    let mut out = format!(
        "Over {cases} cases: `crosscheck stats --cases {plain} --seed {seed} --page docs/generators.md` (`scripts/page`) writes this part.\n",
        cases = grouped(tally.cases),
        plain = tally.cases,
    );
    // Writing to a string cannot fail.
    let _ = write_coverage(&mut out, coverage);
    let _ = write_targets(&mut out, tally);
    let _ = write_counts(&mut out, tally);
    let _ = write_give_ups(&mut out, tally);
    out
}

fn write_coverage(out: &mut String, coverage: &Coverage) -> std::fmt::Result {
    writeln!(out, "\n### Coverage of what the language allows\n")?;
    writeln!(out, "| table | covered | declared | missing |\n|---|--:|--:|---|")?;
    for table in coverage.tables() {
        let missing = if table.missing.is_empty() { "nothing".to_owned() } else { table.missing.join("; ") };
        let (covered, total) = (grouped(table.covered as u64), grouped(table.total as u64));
        writeln!(out, "| {} | {covered} | {total} | {} |", table.name, cell(&missing))?;
    }
    Ok(())
}

fn write_targets(out: &mut String, tally: &Tally) -> std::fmt::Result {
    writeln!(out, "\n### Distribution, against its targets\n")?;
    writeln!(out, "| what | share | at least | at most | |\n|---|--:|--:|--:|---|")?;
    for target in targets(tally) {
        let [share, least, most] = [target.share, target.least, target.most].map(hundredths);
        let met = if Target::met(&target) { "met" } else { "**missed**" };
        writeln!(out, "| {} | {share} | {least} | {most} | {met} |", cell(&target.name))?;
    }
    Ok(())
}

fn write_counts(out: &mut String, tally: &Tally) -> std::fmt::Result {
    writeln!(out, "\n### Everything that is counted\n")?;
    writeln!(out, "| what | cases | in all |\n|---|--:|--:|")?;
    for (name, count) in &tally.counts {
        let share = (count.cases * 10_000).checked_div(tally.cases).unwrap_or(0);
        writeln!(out, "| {} | {} | {} |", cell(name), hundredths(share), grouped(count.total))?;
    }
    let missing = tally.missing();
    if !missing.is_empty() {
        writeln!(out, "\nNever met: {}.", missing.join(", "))?;
    }
    Ok(())
}

fn write_give_ups(out: &mut String, tally: &Tally) -> std::fmt::Result {
    writeln!(out, "\n### What was given up\n")?;
    writeln!(out, "| what | times |\n|---|--:|")?;
    for (what, count) in tally.give_ups.iter() {
        writeln!(out, "| {} | {} |", what.name(), grouped(u64::from(count)))?;
    }
    Ok(())
}

/// `1234` hundredths of a percent as `12.34 %`.
fn hundredths(share: u64) -> String {
    format!("{}.{:02} %", share / 100, share % 100)
}

/// Text that may hold what separates the cells of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_replace_what_stands_between_the_marks() {
        let page = format!("# A\n\n{BEGIN}\nold\n{END}\nB\n");
        assert_eq!(put(&page, "new\n"), Ok(format!("# A\n\n{BEGIN}\nnew\n{END}\nB\n")));
        assert_eq!(put(&put(&page, "x\n").unwrap(), "old\n"), Ok(page));
        let refused = put("# A\n", "new\n").unwrap_err();
        assert!(refused.starts_with("has no place for tables"), "{refused}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let measured = Measured { tally: Tally::default(), coverage: Coverage::default() };
        let tables = tables(&measured, Seed(1));
        for part in ["| rules | 0 |", "Never met: operator !", "a \\|\\| b (bool)", "**missed**"] {
            assert!(tables.contains(part), "{part}\n{tables}");
        }
    }
}
