//! The list of known differences: which findings are explained, why, where that is discussed, and who is right.
//!
//! In comes `corpus/known-differences.toml`, an array of `[[known]]`; out comes the id that explains a signature. An
//! entry counts what it explained, so that one that no longer explains anything can be named and taken away; an entry
//! that has expired explains nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use thiserror::Error;

use crate::replay::RECORDED;
use crate::signature::Signature;

/// Why a list cannot be used: the file, what is wrong in it, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}: {what}", path.display())]
pub struct KnownError {
    /// The list.
    pub path: PathBuf,
    /// What is wrong, and what to do.
    pub what: String,
}

/// One known difference.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Its id, in summaries and JSON.
    pub id: String,
    /// What differs and why, for readers.
    pub reason: String,
    /// Where it is discussed or reported; may be empty.
    #[serde(default)]
    pub link: String,
    /// The subjects that differ, in any order.
    pub subjects: BTreeSet<String>,
    /// The signatures it explains, without the subjects; `*` stands for any text.
    pub signature: String,
    /// The one saved case, by its name, that shows the difference. Such an entry explains nothing else: a difference that
    /// no generated case can show must not hide one that some can.
    #[serde(default)]
    pub case: Option<String>,
    /// The subject that does as the language says.
    pub who_is_right: String,
    /// The day, `2027-01-31`, from which on it explains nothing.
    #[serde(default)]
    pub expires: Option<String>,
}

impl Known {
    /// Whether it is about these subjects. In the replay of a saved case the record takes part as well: whoever is wrong
    /// differs from it, too.
    fn is_about(&self, pair: &BTreeSet<&str>) -> bool {
        pair.iter().all(|subject| self.subjects.contains(*subject) || *subject == RECORDED)
            && !(pair.contains(RECORDED) && pair.contains(self.who_is_right.as_str()))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    known: Vec<Known>,
}

/// The list, with counters.
#[derive(Debug, Default)]
pub struct KnownDifferences {
    entries: Vec<(Known, AtomicU64)>,
    today: String,
}

impl KnownDifferences {
    /// Reads the list that was named; without a name the project's own, if the command runs where that is.
    ///
    /// # Errors
    /// As [`Self::load`]; a list that was named and is not there.
    pub fn named(path: Option<&Path>) -> Result<Self, KnownError> {
        let what = "is not there; name a list of known differences, or leave --known out";
        match path {
            None => Self::load(Path::new("corpus/known-differences.toml")),
            Some(path) if !path.exists() => Err(KnownError { path: path.to_path_buf(), what: what.to_owned() }),
            Some(path) => Self::load(path),
        }
    }

    /// Reads the list at `path`; a file that is not there is an empty list.
    ///
    /// # Errors
    /// A file that cannot be read or is not such a list: an unknown key, an id used twice, a day that is none.
    pub fn load(path: &Path) -> Result<Self, KnownError> {
        let wrong = |what: String| KnownError { path: path.to_path_buf(), what };
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text, &today()).map_err(wrong),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(wrong(format!("cannot be read ({error}); check its permissions"))),
        }
    }

    /// The list in `text`, as of the day `today`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str, today: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| format!("is no list of known differences: {error}"))?;
        let mut ids = BTreeSet::new();
        for known in &file.known {
            if !ids.insert(&known.id) {
                return Err(format!("has the id {} twice; give each entry its own", known.id));
            }
            if known.subjects.len() < 2 {
                return Err(format!("{}: names fewer than two subjects", known.id));
            }
            if let Some(day) = known.expires.as_ref().filter(|day| !is_day(day)) {
                return Err(format!("{}: expires on {day}, which is no day; write it as 2027-01-31", known.id));
            }
        }
        let entries = file.known.into_iter().map(|known| (known, AtomicU64::new(0))).collect();
        Ok(Self { entries, today: today.to_owned() })
    }

    /// The id of the first entry that explains `signature`, which is then counted as used; `case` is the name of the saved
    /// case that shows it, if it is one.
    pub fn explains(&self, signature: &Signature, case: Option<&str>) -> Option<String> {
        let pair: BTreeSet<&str> = signature.coarse.subjects();
        let names = format!("{}/{} ", signature.coarse.left, signature.coarse.right);
        let whole = signature.to_string();
        let what = whole.strip_prefix(&names).unwrap_or(&whole);
        let (known, used) = self.entries.iter().find(|(known, _)| {
            !self.has_expired(known)
                && (known.case.is_none() || known.case.as_deref() == case)
                && known.is_about(&pair)
                && matches(&known.signature, what)
        })?;
        used.fetch_add(1, Ordering::Relaxed);
        Some(known.id.clone())
    }

    /// All entries, in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = &Known> {
        self.entries.iter().map(|(known, _)| known)
    }

    /// How often each entry explained something since the list was loaded, by id.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.entries.iter().map(|(known, used)| (known.id.clone(), used.load(Ordering::Relaxed))).collect()
    }

    /// The entries about `subjects` that explained nothing since the list was loaded; not those about one saved case.
    pub fn unused(&self, subjects: &[String]) -> Vec<&Known> {
        let relevant =
            |known: &Known| known.case.is_none() && known.subjects.iter().all(|subject| subjects.contains(subject));
        let idle = self.entries.iter().filter(|(known, used)| relevant(known) && used.load(Ordering::Relaxed) == 0);
        idle.map(|(known, _)| known).collect()
    }

    /// What to tell people of [`Self::unused`] entries, a line each.
    pub fn unused_in_words(&self, subjects: &[String]) -> Vec<String> {
        let line = |known: &Known| {
            let about: Vec<&str> = known.subjects.iter().map(String::as_str).collect();
            let (id, about) = (&known.id, about.join(" and "));
            format!(
                "  unused      {id}: nothing here showed this known difference of {about}; if none ever does, drop it"
            )
        };
        self.unused(subjects).into_iter().map(line).collect()
    }

    /// Whether the entry's last day is over.
    pub fn has_expired(&self, known: &Known) -> bool {
        known.expires.as_ref().is_some_and(|day| *day <= self.today)
    }
}

/// Whether `pattern`, in which `*` stands for any text, is all of `text`.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn is_day(text: &str) -> bool {
    let digits = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    digits && text.len() == 10 && ("01".."13").contains(&&text[5..7]) && ("01".."32").contains(&&text[8..10])
}

/// The day it is, in UTC, as `2026-01-31`.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    day_of((seconds / 86_400) as i64)
}

/// The day that is `days` after 1970-01-01, by the Gregorian calendar. Years are counted from March, so that the leap
/// day is the last one.
fn day_of(days: i64) -> String {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::Coarse;

    const LIST: &str = r#"
        [[known]]
        id = "one"
        reason = "because"
        subjects = ["cedar-policy", "engine"]
        signature = "error:*/none like*"
        who_is_right = "engine"
        expires = "2026-06-30"
    "#;

    fn signature(left: &str, right: &str, what: &str, forms: &[&str]) -> Signature {
        let coarse = Coarse { left: left.to_owned(), right: right.to_owned(), what: what.to_owned() };
        Signature { coarse, forms: forms.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn an_entry_explains_its_signature_and_no_other() {
        let list = KnownDifferences::parse(LIST, "2026-06-29").expect("a list");
        let check = |left: &str, what: &str, forms: &[&str], expected: bool| {
            let found = list.explains(&signature(left, "cedar-policy", what, forms), Some("any"));
            assert_eq!(found, expected.then(|| "one".to_owned()), "{left} {what} {forms:?}");
        };
        assert_eq!(list.unused(&["engine".to_owned(), "cedar-policy".to_owned()]).len(), 1);
        check("engine", "error:type/none", &["like"], true);
        check("engine", "error:type/none", &["like", "neg"], true);
        check("engine", "error:none/type", &["like"], false);
        check("engine", "error:type/none", &["==", "like"], false);
        check("reference-model", "error:type/none", &["like"], false);
        assert_eq!(list.counts()["one"], 2);
        assert!(list.unused(&["engine".to_owned(), "cedar-policy".to_owned()]).is_empty());
    }

    #[test]
    fn an_entry_expires() {
        let list = KnownDifferences::parse(LIST, "2026-06-30").expect("a list");
        assert_eq!(list.explains(&signature("engine", "cedar-policy", "error:type/none", &["like"]), None), None);
    }

    #[test]
    fn an_entry_about_one_case_explains_that_one_only() {
        let text = LIST.replace("who_is_right", "case = \"odd\"\n        who_is_right");
        let list = KnownDifferences::parse(&text, "2026-06-29").expect("a list");
        let shown = signature("engine", "cedar-policy", "error:type/none", &["like"]);
        assert_eq!(list.explains(&shown, None), None, "a generated case");
        assert_eq!(list.explains(&shown, Some("odder")), None);
        assert_eq!(list.explains(&shown, Some("odd")), Some("one".to_owned()));
    }

    #[test]
    fn wrong_lists_say_what_is_wrong() {
        let check = |text: &str, expected: &str| {
            let error = KnownDifferences::parse(text, "2026-01-01").expect_err("wrong");
            assert!(error.contains(expected), "{error}");
        };
        check(&LIST.replace("reason", "raison"), "unknown field `raison`");
        check(&format!("{LIST}{LIST}"), "has the id one twice");
        check(&LIST.replace(", \"engine\"", ""), "fewer than two subjects");
        check(&LIST.replace("2026-06-30", "June"), "no day");
        check("known = 3", "no list");
    }

    #[test]
    fn patterns_match_whole_texts() {
        let check = |pattern: &str, text: &str, expected: bool| {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        };
        check("abc", "abc", true);
        check("abc", "abcd", false);
        check("a*c", "abc", true);
        check("a*c", "ac", true);
        check("a*b*c", "axxbyyc", true);
        check("a*bc", "abcbd", false);
        check("*", "", true);
        check("ab*ba", "aba", false);
    }

    #[test]
    fn days_are_counted_by_the_calendar() {
        let check = |days: i64, expected: &str| assert_eq!(day_of(days), expected);
        check(0, "1970-01-01");
        check(11_016, "2000-02-29");
        check(11_017, "2000-03-01");
        check(20_819, "2027-01-01");
    }
}
