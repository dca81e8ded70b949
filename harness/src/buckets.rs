//! Buckets: findings with one signature are one bug, most probably. Which findings are worth minimizing, which bucket
//! each belongs to, what is counted. Nothing here runs a subject or touches a disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::campaign::When;
use crate::minimize::Sizes;
use crate::pairs;
use crate::signature::{Coarse, Signature};

/// After so many minimizations of one coarse signature without a new bucket, only those findings are minimized whose
/// count is a power of two: a bug that every tenth case shows must not stop the run.
const PATIENCE: u64 = 8;

/// One bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// What its findings have in common.
    pub signature: Signature,
    /// How many there were. Those that were not minimized are counted where their forms fit best.
    pub count: u64,
    /// What else its findings differed in, as in `error:none/type`: other faces of the same bug.
    pub faces: BTreeSet<String>,
    /// The seed of the case that was the first.
    pub first_seed: u64,
    /// When that was.
    pub first: When,
    /// What it is.
    pub kind: BucketKind,
}

impl Bucket {
    /// Counts a finding that was met as `met` and minimized to `signature`.
    pub fn count_in(&mut self, met: &Coarse, signature: &Signature) {
        self.count += 1;
        let face = if met.may_follow() { met } else { &signature.coarse };
        if face.what != self.signature.coarse.what {
            self.faces.insert(face.what.clone());
        }
    }
}

/// Whether a bucket is news.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BucketKind {
    /// Nobody has explained it yet.
    New {
        /// Where the minimized case was saved.
        case: PathBuf,
        /// How large it is.
        sizes: Sizes,
    },
    /// The list of known differences explains it, under this id.
    Known(String),
}

/// All buckets of a run, in the order in which they were met.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Buckets {
    all: Vec<Bucket>,
    #[serde(with = "pairs")]
    coarse: BTreeMap<Coarse, Seen>,
}

/// What became of the findings of one coarse signature.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
struct Seen {
    findings: u64,
    minimized_since_news: u64,
}

impl Buckets {
    /// The buckets in the order in which they were met.
    pub fn all(&self) -> &[Bucket] {
        &self.all
    }

    /// The buckets that nobody has explained yet.
    pub fn new_ones(&self) -> impl Iterator<Item = &Bucket> {
        self.all.iter().filter(|bucket| matches!(bucket.kind, BucketKind::New { .. }))
    }

    /// How many findings each known difference explains, by its id.
    pub fn known(&self) -> BTreeMap<&str, u64> {
        let mut counts = BTreeMap::new();
        for bucket in &self.all {
            if let BucketKind::Known(id) = &bucket.kind {
                *counts.entry(id.as_str()).or_default() += bucket.count;
            }
        }
        counts
    }

    /// Whether a finding of this coarse signature was counted before.
    pub fn has_seen(&self, coarse: &Coarse) -> bool {
        self.coarse.contains_key(coarse)
    }

    /// Counts a finding of this coarse signature and says whether it is worth minimizing.
    pub fn worth_minimizing(&mut self, coarse: &Coarse) -> bool {
        let seen = self.coarse.entry(coarse.clone()).or_default();
        seen.findings += 1;
        let worth = seen.minimized_since_news < PATIENCE || seen.findings.is_power_of_two();
        seen.minimized_since_news += u64::from(worth);
        worth
    }

    /// The bucket of exactly this signature; else one that nobody has explained yet and that this is another face of. A
    /// known difference explains what it names, and nothing beside it.
    pub fn find(&mut self, signature: &Signature) -> Option<&mut Bucket> {
        let exact = self.all.iter().position(|bucket| bucket.signature == *signature);
        let face =
            |bucket: &Bucket| matches!(bucket.kind, BucketKind::New { .. }) && signature.is_face_of(&bucket.signature);
        let index = exact.or_else(|| self.all.iter().position(face))?;
        self.all.get_mut(index)
    }

    /// The bucket in which a finding counts that was not minimized: of those of the same subjects the one that needs the
    /// most of the forms that the case has; the first one if none fits.
    pub fn closest(&mut self, coarse: &Coarse, forms: &BTreeSet<String>) -> Option<&mut Bucket> {
        let fits = |bucket: &Bucket| {
            if bucket.signature.forms.is_subset(forms) { bucket.signature.forms.len() + 1 } else { 0 }
        };
        let same = |of: &Coarse| of.left == coarse.left && of.right == coarse.right;
        let candidates = self.all.iter_mut().filter(|bucket| same(&bucket.signature.coarse));
        candidates.reduce(|best, bucket| if fits(bucket) > fits(best) { bucket } else { best })
    }

    /// Adds a bucket that was not there before, and that a finding of the coarse signature `coarse` led to.
    pub fn open(&mut self, coarse: &Coarse, bucket: Bucket) {
        if let Some(seen) = self.coarse.get_mut(coarse) {
            seen.minimized_since_news = 0;
        }
        self.all.push(bucket);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coarse(what: &str) -> Coarse {
        Coarse { left: "a".to_owned(), right: "b".to_owned(), what: what.to_owned() }
    }

    fn bucket(what: &str, forms: &[&str]) -> Bucket {
        Bucket {
            signature: Signature { coarse: coarse(what), forms: forms.iter().map(ToString::to_string).collect() },
            count: 1,
            faces: BTreeSet::new(),
            first_seed: 7,
            first: When::default(),
            kind: BucketKind::Known("k".to_owned()),
        }
    }

    fn forms(forms: &[&str]) -> BTreeSet<String> {
        forms.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_frequent_bug_is_minimized_less_and_less_often_until_there_is_news() {
        let mut buckets = Buckets::default();
        let minimized = |buckets: &mut Buckets, n: u64| -> Vec<u64> {
            (1..=n).filter(|_| buckets.worth_minimizing(&coarse("x"))).collect()
        };
        assert_eq!(minimized(&mut buckets, 100), [1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 64]);
        buckets.open(&coarse("x"), bucket("x", &["<"]));
        assert_eq!(minimized(&mut buckets, 100), [1, 2, 3, 4, 5, 6, 7, 8, 28]);
        assert!(buckets.worth_minimizing(&coarse("y")), "each coarse signature is counted for itself");
    }

    #[test]
    fn one_bug_has_one_bucket_whatever_it_leads_to() {
        let check = |first: (&str, &[&str]), then: (&str, &[&str]), same: bool| {
            let mut buckets = Buckets::default();
            let (first, then) = (bucket(first.0, first.1), bucket(then.0, then.1));
            let new = BucketKind::New { case: PathBuf::new(), sizes: Sizes::default() };
            buckets.open(&first.signature.coarse.clone(), Bucket { kind: new, ..first.clone() });
            assert_eq!(buckets.find(&then.signature).is_some(), same, "{} and {}", first.signature, then.signature);
            let mut explained = Buckets::default();
            explained.open(&first.signature.coarse.clone(), first.clone());
            let exact = first.signature == then.signature;
            assert_eq!(explained.find(&then.signature).is_some(), exact, "a known difference hides nothing else");
        };
        let wrong = ("condition:false/true", &["<="][..]);
        for face in ["condition:true/false", "decision:deny/allow", "determining:none/more", "error:none/type"] {
            check(wrong, (face, &["<="]), true);
            check((face, &["<="]), wrong, true);
            check(wrong, (face, &["<"]), false);
            check(wrong, (face, &["<", "<="]), false);
        }
        check(("error:type/overflow", &["+"]), ("error:overflow/type", &["+"]), true);
        for other in ["error:type/overflow", "policies:ok/error", "crashed:engine/src/like.rs:7", "request:error/ok"] {
            check(wrong, (other, &["<="]), false);
            check((other, &["<="]), wrong, false);
        }
        let strict = ("strict:valid/invalid empty-set", &["=="][..]);
        check(strict, ("permissive:valid/invalid empty-set", &["=="]), true);
        for other in ["level:valid/invalid empty-set", "strict:invalid/valid empty-set", "strict:valid/invalid no-tags"]
        {
            check(strict, (other, &["=="]), false);
        }
        check(("policies:ok/error", &["like"]), ("policies:error/ok", &["like"]), false);
        check(("error:type/overflow", &["+"]), ("error:type/extension", &["+"]), false);
    }

    #[test]
    fn what_is_not_minimized_counts_where_its_forms_fit_best() {
        let mut buckets = Buckets::default();
        for forms in [&["<"][..], &["<", "&&"], &["has"]] {
            buckets.open(&coarse("x"), bucket("x", forms));
        }
        let mut of_others = bucket("x", &["<", "has", "like"]);
        of_others.signature.coarse.right = "c".to_owned();
        buckets.open(&coarse("x"), of_others);
        let cases: [(&[&str], &[&str]); 4] =
            [(&["<", "like"], &["<"]), (&["<", "&&", "like"], &["<", "&&"]), (&["has"], &["has"]), (&["or"], &["<"])];
        for (has, expected) in cases {
            let found = buckets.closest(&coarse("x"), &forms(has)).map(|bucket| bucket.signature.forms.clone());
            assert_eq!(found, Some(forms(expected)), "{has:?}");
        }
        let nobody = Coarse { left: "z".to_owned(), ..coarse("x") };
        assert!(buckets.closest(&nobody, &forms(&[])).is_none());
    }
}
