//! The declared name that an unknown one is most likely a slip of.
//!
//! In comes a name and the declared ones; out comes the closest, if it is close. Only names of usual length are
//! compared, so the cost stays small whatever the documents hold.

/// Longer names are not compared.
const LONGEST: usize = 64;
/// At most so many declared names are compared.
const MOST: usize = 5_000;

/// The declared name with the fewest insertions, deletions and replacements of characters, if these are few for
/// the length of the name, or that differs in case only.
pub(super) fn closest<'n>(name: &str, declared: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let length = name.chars().count();
    if length > LONGEST {
        return None;
    }
    // Two letters exchanged are two replacements.
    let allowed = (length / 3).max(if length > 3 { 2 } else { 1 });
    let near = declared.take(MOST).filter(|other| other.len() <= LONGEST).filter_map(|other| {
        let distance = if other.eq_ignore_ascii_case(name) { 0 } else { distance(name, other) };
        // A declared name may also be the same in another namespace.
        let distance = if is_suffix(name, other) { distance.min(1) } else { distance };
        (distance <= allowed).then_some((distance, other))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, other)| other)
}

/// Whether the last part of both paths is the same.
fn is_suffix(name: &str, other: &str) -> bool {
    let last = |path: &str| path.rsplit("::").next().map(str::to_owned);
    name != other && (name.contains("::") || other.contains("::")) && last(name) == last(other)
}

/// The number of insertions, deletions and replacements that make one name of the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_edits() {
        let check = |from: &str, to: &str, expected: usize| {
            assert_eq!(distance(from, to), expected, "{from} {to}");
            assert_eq!(distance(to, from), expected, "{to} {from}");
        };
        check("", "", 0);
        check("a", "", 1);
        check("frend", "friend", 1);
        check("kitten", "sitting", 3);
        check("é", "e", 1);
    }

    #[test]
    fn only_close_names_are_suggested() {
        let declared = ["User", "Group", "Photo", "Shop::Order"];
        let check =
            |name: &str, expected: Option<&str>| assert_eq!(closest(name, declared.into_iter()), expected, "{name}");
        check("Usr", Some("User"));
        check("user", Some("User"));
        check("Phot", Some("Photo"));
        check("Order", Some("Shop::Order"));
        check("Store::Group", Some("Group"));
        check("Invoice", None);
        check(&"x".repeat(1000), None);
    }
}
