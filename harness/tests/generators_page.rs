//! The page about the generators speaks of what the program counts today. What it says in figures is too dear for a test
//! on every change: `scripts/page --check`, which CI runs, measures all of it again.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crosscheck_generators::give_ups::GiveUp;
use crosscheck_generators::stats::{Tally, targets};
use crosscheck_reference_model::observe::Coverage;

fn page() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/generators.md");
    fs::read_to_string(page).expect("the page")
}

/// The first cells of all rows of the page's tables.
fn rows(page: &str) -> BTreeSet<&str> {
    page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()).collect()
}

#[test]
fn every_table_target_name_and_give_up_has_its_row() {
    let page = page();
    let rows = rows(&page);
    let cell = |text: &str| text.replace('|', "\\|");
    for target in targets(&Tally::default()) {
        assert!(rows.contains(cell(&target.name).as_str()), "no row of {}; run scripts/page", target.name);
    }
    for name in Tally::required() {
        assert!(rows.contains(cell(name).as_str()), "no row of {name}; run scripts/page");
    }
    for what in GiveUp::ALL {
        assert!(rows.contains(what.name()), "no row of {}; run scripts/page", what.name());
    }
}

#[test]
fn the_page_says_that_all_of_each_table_is_met() {
    let page = page();
    for table in Coverage::default().tables() {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let row = page.lines().find(|line| line.starts_with(&format!("| {} | ", table.name)));
        let cells: Vec<String> = row.unwrap_or_default().split(" | ").map(digits).collect();
        let total = table.total.to_string();
        assert_eq!(cells.get(1..3), Some(&[total.clone(), total][..]), "{}; run scripts/page", table.name);
    }
    assert!(!page.contains("**missed**"), "a target of the distribution is missed");
}
