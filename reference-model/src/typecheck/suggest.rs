//! Which declared name someone may have meant: the one that is the fewest edits away, if they are few.

/// The candidate nearest to `word`; `None` if each is more than a third of the word away.
pub(crate) fn nearest(word: &str, candidates: impl IntoIterator<Item = String>) -> Option<String> {
    let distances = candidates.into_iter().map(|candidate| (edits(word, &candidate), candidate));
    let (distance, candidate) = distances.min()?;
    (distance <= word.chars().count().div_ceil(3)).then_some(candidate)
}

/// The hint that names it.
pub(crate) fn quoted(suggestion: &str) -> String {
    format!("did you mean `{suggestion}`?")
}

/// The least number of insertions, deletions and replacements of characters that make `b` of `a`.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    // After each character of `a`: the distance from what was read of it to each prefix of `b`.
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = row[j] + usize::from(x != *y);
            next.push(replaced.min(row[j + 1] + 1).min(next[j] + 1));
        }
        row = next;
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_suggested() {
        let check = |word: &str, names: &[&str], expected: Option<&str>| {
            let found = nearest(word, names.iter().map(|name| (*name).to_owned()));
            assert_eq!(found.as_deref(), expected, "{word}");
        };
        check("Usr", &["User", "Group"], Some("User"));
        check("jobbLevel", &["name", "jobLevel"], Some("jobLevel"));
        check("Ns::Usr", &["User", "Ns::User"], Some("Ns::User"));
        check("view", &["viewer", "views"], Some("views"));
        check("x", &["y"], Some("y"));
        check("owner", &["size"], None);
        check("owner", &[], None);
        check("", &["a"], None);
    }
}
